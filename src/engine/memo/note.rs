//! The memo of notes, as they were read and judged: by the size and time of their files, so that these are not even
//! opened, or else by the hash of their text, so that it holds whatever the times of files are, as in a fresh checkout.
//!
//! It lives in some files below `.fieldnotes/cache/notes`, each of which holds the notes that fall to it by their path:
//! an edit writes one of them anew. A file that is damaged, or was made by another program or under other rules, is as
//! good as none.

use std::ops::Range;
use std::path::{Path, PathBuf};

use foldhash::{HashMap, HashMapExt};
use rayon::prelude::*;
use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

use super::PROGRAM;
use crate::diagnostic::Diagnostic;
use crate::engine::seal::{seal, unseal};
use crate::note::Note;
use crate::path::SourcePath;
use crate::source::{Listed, Stamp};

/// Files of the memo.
const FILES: usize = 64;
/// Most bytes that one of them holds: notes that would go past it are parsed each time.
const MOST_BYTES: usize = 64 << 20;
/// Bytes of an entry before its path: the hash of a text, size and time of its file, and two lengths.
const HEAD: usize = 48;

/// The memo of a site's notes.
#[derive(Debug)]
pub struct NoteMemo {
    folder: PathBuf,
    files: Vec<Shelf>,
}

/// A file of the memo.
#[derive(Debug, Default)]
struct Shelf {
    bytes: Vec<u8>,
    rules: u64,
    /// The entries by their notes' paths.
    entries: HashMap<String, Entry>,
}

/// A note in a file of the memo.
#[derive(Clone, Debug)]
struct Entry {
    /// The hash of its text.
    hash: u128,
    /// How its file was.
    stamp: Stamp,
    /// Where it stands.
    place: Range<usize>,
}

/// A note to be remembered.
#[derive(Clone, Copy, Debug)]
pub struct Remembered<'a> {
    /// The hash of its text.
    pub hash: u128,
    /// How its file is; with the time 0 where the file may become another one that looks like it.
    pub stamp: Stamp,
    /// The note.
    pub note: &'a Note,
    /// The faults that show in its file alone.
    pub faults: &'a [Diagnostic],
}

/// The hash of a text.
pub fn text_hash(text: &[u8]) -> u128 {
    xxh3_128(text)
}

impl NoteMemo {
    /// The memo of a site; an empty one where there is none.
    pub fn read(site: &Path) -> Self {
        let folder = site.join(".fieldnotes").join("cache").join("notes");
        let read = |at: usize| {
            let bytes = crate::source::disk::read_bytes(&folder.join(name(at))).ok()?;
            Shelf::decode(bytes)
        };
        let files = (0..FILES).into_par_iter().map(|at| read(at).unwrap_or_default()).collect();
        Self { folder, files }
    }

    /// The memo without what it holds: it is written anew.
    #[must_use]
    pub fn unread(self) -> Self {
        let files = (0..FILES).map(|_| Shelf::default()).collect();
        Self { files, ..self }
    }

    /// A note of this text, and its faults, as they were judged under these rules.
    pub fn get(&self, path: &SourcePath, hash: u128, rules: u64) -> Option<(Note, Vec<Diagnostic>)> {
        let (held, _) = self.entry(path, rules).filter(|(_, entry)| entry.hash == hash)?;
        held.take(path)
    }

    /// A note whose file is as it was, its faults, and the hash of its text.
    pub fn untouched(&self, file: &Listed, rules: u64) -> Option<(Note, Vec<Diagnostic>, u128)> {
        let is_same = |entry: &Entry| entry.stamp == file.stamp() && file.modified != 0;
        let (held, entry) = self.entry(&file.path, rules).filter(|(_, entry)| is_same(entry))?;
        let (note, faults) = held.take(&file.path)?;
        Some((note, faults, entry.hash))
    }

    fn entry(&self, path: &SourcePath, rules: u64) -> Option<(&Shelf, &Entry)> {
        let held = self.files.get(file_of(path)).filter(|file| file.rules == rules)?;
        Some((held, held.entries.get(path.as_str())?))
    }

    /// Stores notes in place of those that are there. Files whose notes are the same stay as they are.
    ///
    /// # Errors
    /// A file can't be written.
    pub fn write<'a>(&self, rules: u64, notes: impl Iterator<Item = Remembered<'a>>) -> std::io::Result<()> {
        let mut by_file: Vec<Vec<Remembered<'a>>> = vec![Vec::new(); FILES];
        for note in notes {
            by_file[file_of(&note.note.profile.facts.path)].push(note);
        }
        by_file.par_iter().zip(&self.files).enumerate().try_for_each(|(at, (notes, before))| {
            if before.holds(rules, notes) {
                return Ok(());
            }
            crate::write::atomic::write_cache(&self.folder.join(name(at)), &before.encode(rules, notes))
        })
    }
}

fn name(at: usize) -> String {
    format!("{at:02}")
}

fn file_of(path: &SourcePath) -> usize {
    xxh3_64(path.as_str().as_bytes()) as usize % FILES
}

/// The first bytes of a file: what it is, and which program made it.
fn magic() -> Vec<u8> {
    format!("fieldnotes notes {PROGRAM}\n").into_bytes()
}

impl Shelf {
    /// Reads a file; nothing when it is not whole, or another program's.
    fn decode(bytes: Vec<u8>) -> Option<Self> {
        let body = unseal(&bytes)?;
        let mut at = magic().len();
        if !body.starts_with(&magic()) {
            return None;
        }
        let (rules, _) = body.get(at..)?.split_first_chunk::<8>()?;
        let rules = u64::from_le_bytes(*rules);
        at += 8;
        let mut entries = HashMap::new();
        while let Some((head, _)) = body.get(at..)?.split_first_chunk::<HEAD>() {
            let (hash, head) = head.split_first_chunk::<16>()?;
            let (size, head) = head.split_first_chunk::<8>()?;
            let (modified, head) = head.split_first_chunk::<16>()?;
            let length = |four: &[u8]| Some(u32::from_le_bytes(*four.first_chunk::<4>()?) as usize);
            let (path_length, note_length) = (length(head)?, length(head.get(4..)?)?);
            let path = body.get(at + HEAD..at + HEAD + path_length)?;
            let start = at + HEAD + path_length;
            at = start + note_length;
            body.get(start..at)?;
            let stamp = (u64::from_le_bytes(*size), u128::from_le_bytes(*modified));
            let entry = Entry { hash: u128::from_le_bytes(*hash), stamp, place: start..at };
            entries.insert(String::from_utf8(path.to_vec()).ok()?, entry);
        }
        let is_whole = at == body.len();
        is_whole.then_some(Self { bytes, rules, entries })
    }

    /// A note and its faults.
    fn take(&self, path: &SourcePath) -> Option<(Note, Vec<Diagnostic>)> {
        postcard::from_bytes(self.bytes.get(self.entries.get(path.as_str())?.place.clone())?).ok()
    }

    /// Whether the file holds these notes and no others.
    fn holds(&self, rules: u64, notes: &[Remembered<'_>]) -> bool {
        let is_same =
            |note: &Remembered<'_>, entry: &Entry| (entry.hash, entry.stamp) == (note.hash, note.stamp);
        let has = |note: &Remembered<'_>| {
            self.entries.get(note.note.profile.facts.path.as_str()).is_some_and(|entry| is_same(note, entry))
        };
        (self.rules == rules || notes.is_empty())
            && self.entries.len() == notes.len()
            && notes.iter().all(has)
    }

    /// The bytes of a file that holds these notes. What is known of one is copied.
    fn encode(&self, rules: u64, notes: &[Remembered<'_>]) -> Vec<u8> {
        let mut bytes = magic();
        bytes.extend_from_slice(&rules.to_le_bytes());
        for note in notes {
            let path = note.note.profile.facts.path.as_str();
            let known = self.entries.get(path).filter(|entry| entry.hash == note.hash && self.rules == rules);
            let known = known.and_then(|entry| self.bytes.get(entry.place.clone()));
            let encoded = match known {
                Some(known) => known.to_vec(),
                None => match postcard::to_stdvec(&(note.note, note.faults)) {
                    Ok(encoded) => encoded,
                    Err(_) => continue,
                },
            };
            if bytes.len() + encoded.len() > MOST_BYTES {
                break;
            }
            bytes.extend_from_slice(&note.hash.to_le_bytes());
            bytes.extend_from_slice(&note.stamp.0.to_le_bytes());
            bytes.extend_from_slice(&note.stamp.1.to_le_bytes());
            bytes.extend_from_slice(&(path.len() as u32).to_le_bytes());
            bytes.extend_from_slice(&(encoded.len() as u32).to_le_bytes());
            bytes.extend_from_slice(path.as_bytes());
            bytes.extend_from_slice(&encoded);
        }
        seal(&mut bytes);
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::{Extensions, Limits, parse};
    use crate::validate::{self, Rules, Schema};

    const TEXT: &str = "---\ntitle: A\nsummary: B\nstack: [nginx, {name: tls, version: '1.3'}]\npayload: {a: [1, x], b: ~}\ncolour: red\n---\n# A\n\nText with `code` and [a link](b.md).\n";

    fn note(path: &str) -> (Note, Vec<Diagnostic>) {
        let document = parse(&SourcePath::new(path).unwrap(), TEXT, Limits::default(), Extensions::default());
        let schema = Schema::of_notes(&crate::config::Config::default().schema, None);
        let rules = Rules {
            schema: &schema,
            taxonomies: &[],
            today: None,
            knows_language: |_| true,
            near_language: |_| None,
        };
        validate::note(&document, TEXT, &rules)
    }

    #[test]
    fn notes_come_back_as_they_were_and_damage_costs_one_file() {
        let site = tempfile::tempdir().unwrap();
        let notes: Vec<_> = (0..100).map(|at| note(&format!("content/notes/n{at}.md"))).collect();
        let hash = text_hash(TEXT.as_bytes());
        let remembered =
            || notes.iter().map(|(note, faults)| Remembered { hash, stamp: (7, 9), note, faults });
        NoteMemo::read(site.path()).write(7, remembered()).unwrap();
        let memo = NoteMemo::read(site.path());
        for (note, faults) in &notes {
            let (again, faults_again) = memo.get(&note.profile.facts.path, hash, 7).unwrap();
            assert_eq!(format!("{again:?} {faults_again:?}"), format!("{note:?} {faults:?}"));
        }
        assert!(
            memo.get(&notes[0].0.profile.facts.path, hash, 8).is_none()
                && memo.get(&notes[0].0.profile.facts.path, 1, 7).is_none()
        );
        let file = |modified| Listed { path: notes[0].0.profile.facts.path.clone(), size: 7, modified };
        assert_eq!(memo.untouched(&file(9), 7).unwrap().2, hash);
        assert!(memo.untouched(&file(8), 7).is_none() && memo.untouched(&file(9), 8).is_none());
        let file =
            site.path().join(".fieldnotes/cache/notes").join(name(file_of(&notes[0].0.profile.facts.path)));
        let whole = crate::source::disk::read_bytes(&file).unwrap();
        for cut in [0, 10, 60, whole.len() / 2, whole.len() - 1] {
            assert!(Shelf::decode(whole[..cut].to_vec()).is_none(), "cut at {cut}");
        }
        for at in (0..whole.len()).step_by(7) {
            let mut damaged = whole.clone();
            damaged[at] ^= 0x41;
            assert!(Shelf::decode(damaged).is_none(), "damaged at {at}");
        }
    }
}
