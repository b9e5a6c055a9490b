//! The memo of an output folder: of each file, what it was made from and how it was left; of the last build, what it read.
//!
//! A file whose fingerprint and whose size and time are as they were holds what it would be given: it is neither made
//! nor read again. Where all that a build would read is as it was, and every file as it was left, there is nothing to do
//! at all. One file of the memo for each output folder, below `.fieldnotes/cache`.

use std::path::{Path, PathBuf};

use foldhash::{HashMap, HashMapExt};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use super::PROGRAM;
use crate::engine::Options;
use crate::engine::seal::{put_part, seal, take_part, unseal};
use crate::path::{OutputPath, SourcePath};
use crate::source::{Listed, Listing, Stamp};
use crate::write::{self, MANIFEST};

/// A file: its path, what it was made from (0 where nobody says), and how it was left.
pub type Left = (OutputPath, u64, Stamp);

/// The memo of an output folder.
#[derive(Debug)]
pub struct PageMemo {
    file: PathBuf,
    /// When the memo was written.
    written: u128,
    known: HashMap<OutputPath, (u64, Stamp)>,
    last: Option<Last>,
}

/// A build without any fault that is the last one, in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Last {
    /// All that it read.
    pub inputs: u64,
    /// How many notes it published.
    pub notes: usize,
    /// How many pages it made.
    pub pages: usize,
    /// How many drafts it left out.
    pub drafts: usize,
}

/// All that a build reads, by the sizes and times of files.
#[derive(Clone, Copy, Debug)]
pub struct Inputs {
    /// The fingerprint.
    pub hash: u64,
    /// When the last change among them was.
    newest: u128,
}

/// Two writes to a file within this time, in nanoseconds, may leave it with one time: clocks of file systems tick, some
/// of them every two seconds.
pub(in crate::engine) const TICK: u128 = 2_000_000_000;

impl Inputs {
    /// What a build under these options reads; `settings` is what `site.toml` holds.
    pub fn of(listing: &Listing, settings: &[u8], options: &Options) -> Self {
        let mut hasher = Xxh3::new();
        hasher.update(format!("{options:?} {:?}", listing.diagnostics).as_bytes());
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
        Self { hash: hasher.digest(), newest }
    }
}

impl PageMemo {
    /// The memo of a site's output folder, by its full path; an empty one where there is none.
    pub fn read(site: &Path, out: &Path) -> Self {
        let mut memo = Self::unread(site, out);
        let bytes = crate::source::disk::read_bytes(&memo.file).unwrap_or_default();
        if let Some((last, known)) = decode(&bytes) {
            memo.written = crate::source::disk::last_change(&memo.file).unwrap_or(0);
            (memo.last, memo.known) = (last, known);
        }
        memo
    }

    /// The memo without what it holds: it is written anew.
    pub fn unread(site: &Path, out: &Path) -> Self {
        let name = format!("pages-{:016x}", xxh3_64(out.to_string_lossy().as_bytes()));
        let file = site.join(".fieldnotes").join("cache").join(name);
        Self { file, written: 0, known: HashMap::new(), last: None }
    }

    /// How a file was left that was made from the same; nothing when it was made from something else, or not at all.
    pub fn left(&self, path: &OutputPath, print: u64) -> Option<Stamp> {
        let (known, stamp) = self.known.get(path)?;
        (*known == print).then_some(*stamp)
    }

    /// The last build, and how many files it made, when one that reads this would make the same, and all is there as it
    /// was left.
    pub fn stands(&self, inputs: Inputs, out: &Path) -> Option<(&Last, usize)> {
        let last = self.last.as_ref().filter(|last| last.inputs == inputs.hash)?;
        let files: Vec<(&OutputPath, Stamp)> =
            self.known.iter().map(|(path, (_, stamp))| (path, *stamp)).collect();
        let is_left = |(path, stamp): &(&OutputPath, Stamp)| write::stamp(out, path) == Some(*stamp);
        (self.is_certain(inputs) && files.par_iter().all(is_left)).then_some((last, files.len() - 1))
    }

    /// Whether no file can have changed since without another time.
    fn is_certain(&self, inputs: Inputs) -> bool {
        inputs.newest + TICK < self.written
    }

    /// Stores how files were left, with the last build where it had no fault.
    ///
    /// # Errors
    /// The memo's file can't be written.
    pub fn write(
        &self,
        mut files: Vec<Left>,
        out: &Path,
        inputs: Inputs,
        last: Option<&Last>,
    ) -> std::io::Result<()> {
        let manifest = OutputPath::new(MANIFEST).and_then(|path| Some((write::stamp(out, &path)?, path)));
        files.extend(manifest.map(|(stamp, path)| (path, 0, stamp)));
        let is_same = |(path, print, stamp): &Left| self.known.get(path) == Some(&(*print, *stamp));
        let stays = self.last.as_ref() == last
            && files.len() == self.known.len()
            && files.iter().all(is_same)
            && self.is_certain(inputs);
        if stays {
            return Ok(());
        }
        crate::write::atomic::write_cache(&self.file, &encode(&files, last))
    }
}

fn magic() -> Vec<u8> {
    format!("fieldnotes pages {PROGRAM}\n").into_bytes()
}

fn encode(files: &[Left], last: Option<&Last>) -> Vec<u8> {
    let mut bytes = magic();
    put_part(&postcard::to_stdvec(&last).unwrap_or_default(), &mut bytes);
    for (path, print, (size, modified)) in files {
        bytes.extend_from_slice(&print.to_le_bytes());
        bytes.extend_from_slice(&size.to_le_bytes());
        bytes.extend_from_slice(&modified.to_le_bytes());
        put_part(path.as_str().as_bytes(), &mut bytes);
    }
    seal(&mut bytes);
    bytes
}

type Known = HashMap<OutputPath, (u64, Stamp)>;

/// What a file of the memo holds; nothing when it is not whole, or another program's.
fn decode(bytes: &[u8]) -> Option<(Option<Last>, Known)> {
    let (last, mut rest) = take_part(unseal(bytes)?.strip_prefix(magic().as_slice())?)?;
    let last = postcard::from_bytes(last).ok()?;
    let mut known = HashMap::new();
    while !rest.is_empty() {
        let (print, after) = rest.split_first_chunk::<8>()?;
        let (size, after) = after.split_first_chunk::<8>()?;
        let (modified, after) = after.split_first_chunk::<16>()?;
        let (path, after) = take_part(after)?;
        let stamp = (u64::from_le_bytes(*size), u128::from_le_bytes(*modified));
        let path = OutputPath::new(std::str::from_utf8(path).ok()?)?;
        known.insert(path, (u64::from_le_bytes(*print), stamp));
        rest = after;
    }
    Some((last, known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_left_is_read_back_and_damage_costs_the_memo() {
        let file = |path: &str, print| (OutputPath::new(path).unwrap(), print, (12, 99_u128 << 64));
        let files = [file("a/index.html", 7), file("b.json", u64::MAX)];
        let last = Some(Last { inputs: 3, notes: 2, pages: 5, drafts: 1 });
        let bytes = encode(&files, last.as_ref());
        let (last_again, known) = decode(&bytes).unwrap();
        assert_eq!((last_again, known.len()), (last, 2));
        assert_eq!(known[&files[0].0], (7, (12, 99 << 64)));
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 0x41;
            assert!(decode(&damaged).is_none() && decode(&bytes[..at]).is_none(), "at {at}");
        }
    }
}
