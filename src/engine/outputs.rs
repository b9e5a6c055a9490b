//! How the last build left an output folder: of each file, what it was made from, its size and its time; of the build, all
//! that it read, and what it said.
//!
//! A file that would be made from the same, and that nobody touched, is neither made nor read again. Where all that a build
//! would read is as it was, and every file as it was left, there is nothing to do at all.

use std::path::Path;

use foldhash::HashMap;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use super::Options;
use super::files::TICK;
use super::pages::Fingerprint;
use super::store::{Key, Kind, Store};
use crate::diagnostic::Counted;
use crate::parallel;
use crate::path::{OutputPath, SourcePath};
use crate::source::{Listed, Listing, Stamp};
use crate::write::{self, MANIFEST};

/// A file: its path, what it was made from (0 where nobody says), and how it was left.
pub type Left = (OutputPath, Fingerprint, Stamp);

/// What is known of an output folder, as the last build left it.
#[derive(Debug, Default)]
pub struct Outputs {
    last: Option<Last>,
    /// The last build and its files, as they are stored.
    bytes: Vec<u8>,
}

/// The files of an output folder that stand as they were left: what each was made from and how it is, by the hash of its
/// path.
#[derive(Debug, Default)]
pub struct Standing(HashMap<u64, (Fingerprint, Stamp)>);

impl Standing {
    /// How a file is that was made from the same; None if it was made from something else, or does not stand.
    pub fn of(&self, path: &OutputPath, made_from: Fingerprint) -> Option<Stamp> {
        let (known, stamp) = self.0.get(&hash(path.as_str()))?;
        (*known == made_from).then_some(*stamp)
    }
}

/// A build that is the last one, in short.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Last {
    /// When it began, in nanoseconds since 1970.
    pub begun: u128,
    /// All that it read.
    pub inputs: u64,
    /// How many notes it published.
    pub notes: usize,
    /// How many pages it made.
    pub pages: usize,
    /// How many drafts it left out.
    pub drafts: usize,
    /// How many notes it left out for their faults.
    pub faulty: usize,
    /// How many errors it found.
    pub errors: usize,
    /// How many warnings.
    pub warnings: usize,
    /// How many faults that are known, and neither.
    pub known: usize,
    /// How many faults of each code.
    pub by_code: Vec<Counted>,
}

/// All that a build reads, by the sizes and times of files.
#[derive(Clone, Copy, Debug)]
pub struct Inputs {
    /// The fingerprint.
    pub hash: u64,
    /// When the build began, in nanoseconds since 1970.
    pub begun: u128,
    /// When the last change among them was.
    newest: u128,
}

impl Inputs {
    /// What a build under these options reads that began then; `settings` is what `site.toml` holds.
    pub fn of(listing: &Listing, settings: &[u8], options: &Options, begun: u128) -> Self {
        let mut hasher = Xxh3::new();
        let Listing { diagnostics, past, watched, .. } = listing;
        hasher.update(format!("{options:?} {diagnostics:?} {past:?} {watched:?}").as_bytes());
        hasher.update(settings);
        for file in &listing.files {
            hasher.update(file.path.as_str().as_bytes());
            hasher.update(&file.size.to_le_bytes());
            hasher.update(&file.modified.to_le_bytes());
        }
        // Where the system tells no times, any file may be another one. That of the settings is not asked for.
        let changed = |file: &Listed| match file.modified {
            0 if file.path != SourcePath::settings() => u128::MAX - TICK,
            modified => modified,
        };
        let newest = listing.files.iter().map(changed).max().unwrap_or(0);
        Self { hash: hasher.digest(), begun, newest }
    }

    /// Whether no file can have changed, since it was read by a build that began then, without another time.
    pub fn is_certain(&self, begun: u128) -> bool {
        self.newest + TICK < begun
    }

    /// A build that read this, of which nothing else is known.
    pub fn last(&self) -> Last {
        Last { begun: self.begun, inputs: self.hash, ..Last::default() }
    }
}

impl Outputs {
    /// The last build into an output folder, by its full path; nothing if it is not known.
    pub fn read(store: &Store, out: &Path) -> Self {
        let bytes = store.get(Kind::Output, key(out)).unwrap_or_default();
        Self { last: postcard::take_from_bytes(&bytes).map_or(None, |(last, _)| last), bytes }
    }

    /// Looks which files stand as they were left.
    pub fn look(&self, out: &Path) -> Standing {
        let stands = |(path, made_from, stamp): &Entry<'_>| {
            (write::stamp(out, path) == Some(*stamp)).then(|| (hash(path), (*made_from, *stamp)))
        };
        Standing(parallel::map(&self.files().unwrap_or_default(), stands).into_iter().flatten().collect())
    }

    fn files(&self) -> Option<Vec<Entry<'_>>> {
        let (_, files) = postcard::take_from_bytes::<Option<Last>>(&self.bytes).ok()?;
        entries(files).collect()
    }

    /// The last build, and how many files it made, where one that reads this would make the same, and all is there as it
    /// was left.
    pub fn stands(&self, inputs: Inputs, out: &Path) -> Option<(&Last, usize)> {
        let last = self.last.as_ref().filter(|last| last.inputs == inputs.hash)?;
        if !inputs.is_certain(last.begun) {
            return None;
        }
        let files = self.files()?;
        let is_left = |(path, _, stamp): &Entry<'_>| write::stamp(out, path) == Some(*stamp);
        parallel::map(&files, is_left).iter().all(|is_left| *is_left).then_some((last, files.len() - 1))
    }

    /// Stores how files were left, with the last build where all of them were made.
    pub fn store(store: &Store, out: &Path, mut files: Vec<Left>, last: Option<&Last>) {
        let manifest =
            OutputPath::new(MANIFEST).and_then(|path| Some((write::stamp(out, path.as_str())?, path)));
        files.extend(manifest.map(|(stamp, path)| (path, 0, stamp)));
        store.put(Kind::Output, key(out), &encode(&files, last));
    }
}

fn key(out: &Path) -> u128 {
    Key::of(Kind::Output).and(out.to_string_lossy().as_bytes()).end()
}

fn encode(files: &[Left], last: Option<&Last>) -> Vec<u8> {
    let mut bytes = postcard::to_stdvec(&last).unwrap_or_default();
    for (path, fingerprint, (size, modified)) in files {
        bytes.extend_from_slice(&fingerprint.to_le_bytes());
        bytes.extend_from_slice(&size.to_le_bytes());
        bytes.extend_from_slice(&modified.to_le_bytes());
        bytes.extend_from_slice(&(path.as_str().len() as u32).to_le_bytes());
        bytes.extend_from_slice(path.as_str().as_bytes());
    }
    bytes
}

/// A file: its path, what it was made from, and how it was left.
type Entry<'b> = (&'b str, Fingerprint, Stamp);

/// The files of a list; None for what is no file.
fn entries(mut rest: &[u8]) -> impl Iterator<Item = Option<Entry<'_>>> {
    let mut next = move || {
        let (fingerprint, after) = rest.split_first_chunk::<16>()?;
        let (size, after) = after.split_first_chunk::<8>()?;
        let (modified, after) = after.split_first_chunk::<16>()?;
        let (length, after) = after.split_first_chunk::<4>()?;
        let (path, after) = after.split_at_checked(u32::from_le_bytes(*length) as usize)?;
        rest = after;
        let stamp = (u64::from_le_bytes(*size), u128::from_le_bytes(*modified));
        Some((rest.is_empty(), (std::str::from_utf8(path).ok()?, u128::from_le_bytes(*fingerprint), stamp)))
    };
    let mut is_over = false;
    std::iter::from_fn(move || {
        if is_over {
            return None;
        }
        let found = next();
        is_over = found.as_ref().is_none_or(|(is_last, _)| *is_last);
        Some(found.map(|(_, entry)| entry))
    })
}

fn hash(path: &str) -> u64 {
    xxh3_64(path.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_left_is_read_back_and_what_is_cut_off_is_none_of_it() {
        let file = |path: &str, made_from| (OutputPath::new(path).unwrap(), made_from, (12, 99_u128 << 64));
        let files = [file("a/index.html", 7), file("b.json", u128::MAX)];
        let inputs = Inputs { hash: 3, begun: 5, newest: 1 };
        let last = Last { notes: 2, errors: 1, ..inputs.last() };
        let bytes = encode(&files, Some(&last));
        let count = |end: usize| {
            let outputs = Outputs { last: None, bytes: bytes[..end].to_vec() };
            outputs.files().map(|files| files.len())
        };
        let again = Outputs { last: None, bytes: bytes.clone() };
        assert_eq!(again.files().unwrap()[0], ("a/index.html", 7, (12, 99 << 64)));
        assert_eq!(count(bytes.len()), Some(2));
        let whole: Vec<usize> = (0..bytes.len()).filter(|end| count(*end).is_some()).collect();
        // A list may end behind any of its entries; the store's checksum tells that it is whole.
        assert_eq!(whole.len(), 1, "{whole:?}");
    }
}
