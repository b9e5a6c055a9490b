//! The files as they were when they were last read, and which of them are not what they were.
//!
//! Size and time are hints here too: where something may have happened, content is compared.

use std::collections::BTreeSet;
use std::io::{self, ErrorKind};

use foldhash::{HashMap, HashSet};
use xxhash_rust::xxh3::xxh3_64;

use super::Hint;
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
    pub(super) listing: Listing,
    /// The hashes of files whose text a build does not hold.
    hashes: HashMap<SourcePath, u64>,
}

/// A file that is not what it was, with the hash of what it holds; None if it is gone.
type Differing = (SourcePath, Option<(Listed, u64)>);

impl Seen {
    /// The files of a listing, before anything is read that is made of them.
    pub(super) fn new(known: Files, listing: Listing, source: &dyn Source) -> Self {
        let others = listing.files.iter().filter(|file| !is_note(&file.path));
        let hashes = others.map(|file| (file.path.clone(), hash_of(&file.path, source))).collect();
        Self { known, listing, hashes }
    }

    /// The files that are not what they were, came, or went; None if that changes nothing. Their content is read before a
    /// build reads it, so that a change between the two is seen with the next hint.
    ///
    /// # Errors
    /// The source can't be listed.
    pub(super) fn follow(
        &mut self,
        hint: &Hint,
        build: &Build,
        source: &dyn Source,
    ) -> io::Result<Option<Vec<SourcePath>>> {
        if let Some(differing) = self.looked_at(hint, build, source) {
            let files = self.take(differing);
            return Ok((!files.is_empty()).then_some(files));
        }
        let listing = source.list()?;
        let differing = self.differing(&listing, hint, build, source);
        let has_other_faults = self.listing.diagnostics != listing.diagnostics;
        let files = self.take(differing);
        self.listing = listing;
        Ok((!files.is_empty() || has_other_faults).then_some(files))
    }

    /// The files that differ, as far as a look at those of the hint can tell; None if the folders have to be looked through.
    fn looked_at(&self, hint: &Hint, build: &Build, source: &dyn Source) -> Option<Vec<Differing>> {
        let Hint::Paths(paths) = hint else { return None };
        // One file may have several paths then.
        if self.listing.has_links {
            return None;
        }
        let mut differing = Vec::new();
        for path in paths {
            let now = source.look(path).ok()?;
            match (self.place(path), now) {
                (Ok(_), Some(file)) => {
                    let hash = self.other(&file, build, source);
                    differing.extend(hash.map(|hash| (path.clone(), Some((file, hash)))));
                }
                (Ok(_), None) if path.as_str().is_ascii() => differing.push((path.clone(), None)),
                // A note beside others.
                (Err(at), Some(file))
                    if path.as_str().is_ascii() && is_note(path) && self.has_beside(path, at) =>
                {
                    differing.push((path.clone(), Some((file, 0))));
                }
                // Something that came and went.
                (Err(at), None) if !self.has_below(path, at) => {}
                _ => return None,
            }
        }
        Some(differing)
    }

    /// The files of a listing that are not what they were, and those that are not in it.
    fn differing(
        &self,
        listing: &Listing,
        hint: &Hint,
        build: &Build,
        source: &dyn Source,
    ) -> Vec<Differing> {
        let names: HashSet<&str> = match hint {
            Hint::All => HashSet::default(),
            Hint::Paths(paths) => paths.iter().map(SourcePath::file_name).collect(),
        };
        let there: HashSet<&SourcePath> = listing.files.iter().map(|file| &file.path).collect();
        let gone = self.listing.files.iter().filter(|file| !there.contains(&file.path));
        let is_untouched = |known: &Listed, file: &Listed| {
            let is_same = known.stamp() == file.stamp() && file.modified != 0;
            is_same && !names.contains(file.path.file_name())
        };
        let other = |file: &Listed| {
            let hash = match self.place(&file.path) {
                Err(_) => hash_of(&file.path, source),
                Ok(at) if is_untouched(&self.listing.files[at], file) => return None,
                Ok(_) => self.other(file, build, source)?,
            };
            Some((file.path.clone(), Some((file.clone(), hash))))
        };
        let gone = gone.map(|file| (file.path.clone(), None));
        listing.files.iter().filter_map(other).chain(gone).collect()
    }

    /// Takes down what files are now. The paths of those.
    fn take(&mut self, differing: Vec<Differing>) -> Vec<SourcePath> {
        let mut paths = BTreeSet::new();
        for (path, now) in differing {
            let place = self.place(&path);
            match (now, place) {
                (Some((file, hash)), place) => {
                    if !is_note(&path) {
                        self.hashes.insert(path.clone(), hash);
                    }
                    match place {
                        Ok(at) => self.listing.files[at] = file,
                        Err(at) => self.listing.files.insert(at, file),
                    }
                }
                (None, Ok(at)) => {
                    self.hashes.remove(&path);
                    self.listing.files.remove(at);
                }
                (None, Err(_)) => {}
            }
            paths.insert(path);
        }
        paths.into_iter().collect()
    }

    /// Whether a file is there.
    pub(super) fn has(&self, path: &SourcePath) -> bool {
        self.place(path).is_ok()
    }

    /// Where a file is in the listing, or would be.
    fn place(&self, path: &SourcePath) -> Result<usize, usize> {
        self.listing.files.binary_search_by(|file| file.path.cmp(path))
    }

    /// Whether there are files in the folder of a path whose place would be this.
    fn has_beside(&self, path: &SourcePath, at: usize) -> bool {
        let near = [at.checked_sub(1), Some(at)].into_iter().flatten();
        near.filter_map(|at| self.listing.files.get(at)).any(|file| file.path.folder() == path.folder())
    }

    /// Whether there were files in a folder of this name, whose place would be this.
    fn has_below(&self, folder: &SourcePath, at: usize) -> bool {
        // Names such as `a.md` and `a-b/` stand between `a` and `a/`.
        let begins = |file: &&Listed| file.path.as_str().starts_with(folder.as_str());
        let is_below = |file: &Listed| file.path.as_str()[folder.as_str().len()..].starts_with('/');
        self.listing.files[at..].iter().take_while(begins).any(is_below)
    }

    /// The hash of what a file holds, if that is not what it held; for notes, the build has their text.
    fn other(&self, file: &Listed, build: &Build, source: &dyn Source) -> Option<u64> {
        let before = self.hashes.get(&file.path);
        let text = if before.is_none() { build.text(&file.path) } else { None };
        let bytes = match source.read(&file.path) {
            Ok(bytes) => bytes,
            // One that went away meanwhile is for the next look.
            Err(error) if error.kind() == ErrorKind::NotFound => return None,
            // What could be read before, and can't be now, is not what it was.
            Err(_) => {
                let was_read = text.map_or(before != Some(&0), |text| !text.is_empty());
                return was_read.then_some(0);
            }
        };
        let hash = xxh3_64(&bytes);
        let is_same = match (before, text) {
            (Some(before), _) => *before == hash,
            (None, Some(text)) => text.as_bytes() == bytes,
            (None, None) => false,
        };
        (!is_same).then_some(hash)
    }
}

fn hash_of(path: &SourcePath, source: &dyn Source) -> u64 {
    source.read(path).map_or(0, |bytes| xxh3_64(&bytes))
}
