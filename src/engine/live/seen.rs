//! The files as they were when they were last read, and which of them are not what they were.
//!
//! Size and time are hints here too: where something may have happened, content is compared.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::io::ErrorKind;
use std::ops::Bound;

use super::Hint;
use crate::diagnostic::Diagnostic;
use crate::engine::Build;
use crate::engine::files::Files;
use crate::model::route::is_note;
use crate::path::SourcePath;
use crate::source::{Listed, Listing, Source};

/// What is known of the site's files.
#[derive(Debug)]
pub(super) struct Seen {
    /// What was made of them.
    pub(super) known: Files,
    files: BTreeMap<SourcePath, Stamp>,
    faults: Vec<Diagnostic>,
    has_links: bool,
}

/// What a file was when it was read; the hash is that of files whose text the build does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    size: u64,
    modified: u128,
    hash: u64,
}

impl Seen {
    /// Nothing is known of the files, but what is remembered of earlier ones.
    pub(super) fn with(known: Files) -> Self {
        Self { known, files: BTreeMap::new(), faults: Vec::new(), has_links: false }
    }

    /// The files that hold something else now, where nothing but the content of files changed; nothing where the
    /// folders have to be looked through.
    pub(super) fn edited(&self, hint: &Hint, build: &Build, source: &dyn Source) -> Option<Vec<Listed>> {
        let Hint::Paths(paths) = hint else { return None };
        // One file may have several paths then.
        if self.has_links {
            return None;
        }
        let mut edited = Vec::new();
        for path in paths {
            let now = source.look(path).ok()?;
            match (self.files.get(path), now) {
                (Some(stamp), Some(file)) => {
                    if is_other(*stamp, &file, true, build, source) {
                        edited.push(file);
                    }
                }
                // Something that came and went.
                (None, None) if !self.has_below(path) => {}
                _ => return None,
            }
        }
        Some(edited)
    }

    /// Whether there were files in a folder of this name.
    fn has_below(&self, folder: &SourcePath) -> bool {
        let after = (Bound::Excluded(folder), Bound::Unbounded);
        let is_below = |path: &SourcePath| {
            path.as_str().strip_prefix(folder.as_str()).is_some_and(|rest| rest.starts_with('/'))
        };
        // Names such as `a.md` and `a-b/` stand between `a` and `a/`.
        let mut near = self.files.range(after).map(|(path, _)| path);
        near.by_ref().take_while(|path| path.as_str().starts_with(folder.as_str())).any(is_below)
    }

    /// The files that are not what they were, came, or went.
    pub(super) fn differing(
        &self,
        listing: &Listing,
        hint: &Hint,
        build: &Build,
        source: &dyn Source,
    ) -> Vec<SourcePath> {
        let mut files = BTreeSet::new();
        let names: HashSet<&str> = match hint {
            Hint::All => HashSet::new(),
            Hint::Paths(paths) => paths.iter().map(SourcePath::file_name).collect(),
        };
        for file in &listing.files {
            let is_hinted = names.contains(file.path.file_name());
            match self.files.get(&file.path) {
                Some(stamp) if !is_other(*stamp, file, is_hinted, build, source) => {}
                _ => {
                    files.insert(file.path.clone());
                }
            }
        }
        let there: HashSet<&SourcePath> = listing.files.iter().map(|file| &file.path).collect();
        files.extend(self.files.keys().filter(|path| !there.contains(path)).cloned());
        files.into_iter().collect()
    }

    /// Whether the walk through the folders finds other faults than it did.
    pub(super) fn has_other_faults(&self, listing: &Listing) -> bool {
        self.faults != listing.diagnostics
    }

    /// The hashes of files whose text a build does not hold: those known, and those of `changed` and of new files, which
    /// are read. Done before a build reads them, so that a change between the two is seen with the next hint.
    pub(super) fn hashes(
        &self,
        files: &[Listed],
        changed: &[SourcePath],
        source: &dyn Source,
    ) -> HashMap<SourcePath, u64> {
        let changed: HashSet<&SourcePath> = changed.iter().collect();
        let hash = |file: &Listed| {
            let known = self.files.get(&file.path).filter(|_| !changed.contains(&file.path));
            let hash = known.map_or_else(|| hash_of(&file.path, source), |stamp| stamp.hash);
            (file.path.clone(), hash)
        };
        files.iter().filter(|file| !is_note(&file.path)).map(hash).collect()
    }

    /// Keeps what files are, and what was found of them.
    pub(super) fn take(&mut self, listing: Listing, hashes: &HashMap<SourcePath, u64>) {
        self.files.clear();
        self.note(&listing.files, hashes);
        self.faults = listing.diagnostics;
        self.has_links = listing.has_links;
    }

    /// Keeps what some files are.
    pub(super) fn note(&mut self, files: &[Listed], hashes: &HashMap<SourcePath, u64>) {
        for file in files {
            let hash = hashes.get(&file.path).copied().unwrap_or(0);
            let stamp = Stamp { size: file.size, modified: file.modified, hash };
            self.files.insert(file.path.clone(), stamp);
        }
    }
}

fn hash_of(path: &SourcePath, source: &dyn Source) -> u64 {
    source.read(path).map_or(0, |bytes| xxhash_rust::xxh3::xxh3_64(&bytes))
}

/// Whether a file is not what it was. Its content is compared when `doubts`, or when its size or time differ.
fn is_other(stamp: Stamp, file: &Listed, doubts: bool, build: &Build, source: &dyn Source) -> bool {
    let is_same = file.size == stamp.size && file.modified == stamp.modified && file.modified != 0;
    if is_same && !doubts {
        return false;
    }
    let bytes = match source.read(&file.path) {
        Ok(bytes) => bytes,
        // One that went away meanwhile is for the next look.
        Err(error) if error.kind() == ErrorKind::NotFound => return false,
        // What could be read before, and can't be now, is not what it was.
        Err(_) => return build.text(&file.path).map_or(stamp.hash != 0, |text| !text.is_empty()),
    };
    match build.text(&file.path) {
        Some(text) => text.as_bytes() != bytes,
        None => stamp.hash != xxhash_rust::xxh3::xxh3_64(&bytes),
    }
}
