//! Texts that are being written, laid over a site's folder: an editor's buffers, which nobody has saved yet.
//!
//! A file that is open is as it is in the editor, whether it is on the disk or not. All others are as they are there.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use super::around::Around;
use super::git::Git;
use super::{HEAD_BYTES, Listed, Listing, Source};
use crate::path::SourcePath;

/// A folder with texts over it. Copies share the texts.
#[derive(Clone)]
pub struct Overlay {
    below: Arc<dyn Source>,
    open: Arc<RwLock<BTreeMap<SourcePath, Arc<str>>>>,
}

impl Overlay {
    /// A folder over which nothing lies yet.
    pub fn new(below: Arc<dyn Source>) -> Self {
        Self { below, open: Arc::default() }
    }

    /// Lays a text over a file, in place of what lay there.
    pub fn put(&self, path: SourcePath, text: Arc<str>) {
        self.change().insert(path, text);
    }

    /// Takes a text away: the file is as it is on the disk again.
    pub fn remove(&self, path: &SourcePath) {
        self.change().remove(path);
    }

    fn text(&self, path: &SourcePath) -> Option<Arc<str>> {
        self.texts().get(path).cloned()
    }

    fn texts(&self) -> RwLockReadGuard<'_, BTreeMap<SourcePath, Arc<str>>> {
        self.open.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self) -> RwLockWriteGuard<'_, BTreeMap<SourcePath, Arc<str>>> {
        self.open.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Source for Overlay {
    fn list(&self) -> io::Result<Listing> {
        let mut listing = self.below.list()?;
        for (path, text) in self.texts().iter() {
            let file = listed(path, text);
            match listing.files.binary_search_by(|other| other.path.cmp(path)) {
                Ok(at) => listing.files[at] = file,
                Err(at) => listing.files.insert(at, file),
            }
        }
        Ok(listing)
    }

    fn look(&self, path: &SourcePath) -> io::Result<Option<Listed>> {
        match self.text(path) {
            Some(text) => Ok(Some(listed(path, &text))),
            None => self.below.look(path),
        }
    }

    fn read(&self, path: &SourcePath) -> io::Result<Vec<u8>> {
        match self.text(path) {
            Some(text) => Ok(text.as_bytes().to_vec()),
            None => self.below.read(path),
        }
    }

    fn read_head(&self, path: &SourcePath) -> io::Result<Vec<u8>> {
        match self.text(path) {
            Some(text) => Ok(text.as_bytes()[..text.len().min(HEAD_BYTES)].to_vec()),
            None => self.below.read_head(path),
        }
    }

    fn is_there(&self, path: &str, top: &str) -> bool {
        let is_below = |open: &SourcePath| {
            open.as_str().strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.below.is_there(path, top) || self.texts().keys().any(is_below)
    }

    fn around(&self) -> Result<Around, String> {
        self.below.around()
    }

    fn repository(&self) -> Option<Git> {
        self.below.repository()
    }

    fn location(&self, path: &SourcePath) -> Option<PathBuf> {
        self.below.location(path)
    }
}

/// A text as a file. It has no time, and so is read whenever somebody asks: no clock tells one key from the next.
fn listed(path: &SourcePath, text: &str) -> Listed {
    Listed { path: path.clone(), size: text.len() as u64, modified: 0 }
}
