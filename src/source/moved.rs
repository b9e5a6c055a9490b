//! A site as it would be after a move: its files under other paths, and other texts in some of them. Nothing is written.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;

use super::around::Around;
use super::git::Git;
use super::{HEAD_BYTES, Listed, Listing, Source};
use crate::path::SourcePath;

/// A source, with what is otherwise.
pub struct Moved {
    source: Box<dyn Source>,
    /// The new paths of files, by their old ones.
    moves: BTreeMap<SourcePath, SourcePath>,
    /// The old ones by the new ones.
    back: BTreeMap<SourcePath, SourcePath>,
    /// Texts by the paths that they have then.
    texts: BTreeMap<SourcePath, String>,
}

impl Moved {
    /// A source whose files are moved, some of which hold other texts then: those go by their new paths.
    pub fn new(
        source: Box<dyn Source>,
        moves: BTreeMap<SourcePath, SourcePath>,
        texts: BTreeMap<SourcePath, String>,
    ) -> Self {
        let back = moves.iter().map(|(old, new)| (new.clone(), old.clone())).collect();
        Self { source, moves, back, texts }
    }

    /// Where a file is now; None where nothing is left.
    fn old<'p>(&'p self, path: &'p SourcePath) -> Option<&'p SourcePath> {
        self.back.get(path).or_else(|| (!self.moves.contains_key(path)).then_some(path))
    }

    fn listed(&self, path: &SourcePath, old: &Listed) -> Listed {
        match self.texts.get(path) {
            // Its time proves nothing.
            Some(text) => Listed { path: path.clone(), size: text.len() as u64, modified: 0 },
            None => Listed { path: path.clone(), ..old.clone() },
        }
    }
}

impl Source for Moved {
    fn list(&self) -> io::Result<Listing> {
        let mut listing = self.source.list()?;
        for file in &mut listing.files {
            let path = self.moves.get(&file.path).unwrap_or(&file.path).clone();
            *file = self.listed(&path, file);
        }
        let known: std::collections::BTreeSet<SourcePath> =
            listing.files.iter().map(|file| file.path.clone()).collect();
        let new = self.texts.iter().filter(|(path, _)| !known.contains(*path));
        let new = new.map(|(path, text)| Listed { path: path.clone(), size: text.len() as u64, modified: 0 });
        listing.files.extend(new);
        listing.files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(listing)
    }

    fn is_there(&self, path: &str, top: &str) -> bool {
        self.source.is_there(path, top)
    }

    fn look(&self, path: &SourcePath) -> io::Result<Option<Listed>> {
        let Some(old) = self.old(path) else { return Ok(None) };
        Ok(self.source.look(old)?.map(|file| self.listed(path, &file)))
    }

    fn read(&self, path: &SourcePath) -> io::Result<Vec<u8>> {
        if let Some(text) = self.texts.get(path) {
            return Ok(text.clone().into_bytes());
        }
        self.source.read(self.old(path).ok_or(io::ErrorKind::NotFound)?)
    }

    fn read_head(&self, path: &SourcePath) -> io::Result<Vec<u8>> {
        let mut bytes = match self.texts.get(path) {
            Some(text) => text.clone().into_bytes(),
            None => self.source.read_head(self.old(path).ok_or(io::ErrorKind::NotFound)?)?,
        };
        bytes.truncate(HEAD_BYTES);
        Ok(bytes)
    }

    fn around(&self) -> Result<Around, String> {
        self.source.around()
    }

    fn repository(&self) -> Option<Git> {
        self.source.repository()
    }

    fn location(&self, path: &SourcePath) -> Option<PathBuf> {
        self.source.location(self.old(path)?)
    }
}
