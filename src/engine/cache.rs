//! What is remembered between builds as files: copies of pictures and cards, which cost far more to make than a page, and
//! the parts of the search index.
//!
//! One file for each picture, named by what it was made from, below `.fieldnotes/cache/pictures`; what no build used goes
//! with the next one. Names that begin with `search/` are a few that stand beside that folder, and stay. Any file can be
//! removed at any time; a damaged one is as good as none.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::seal::{seal, unseal};

/// How the names begin under which the search index is remembered.
pub(super) const SEARCH: &str = "search/";

/// Remembers files by the name of what they hold.
pub trait FileCache: Sync {
    /// What is known of a name.
    fn get(&self, key: &str) -> Option<Vec<u8>>;
    /// Remembers the bytes of a name.
    fn put(&self, key: &str, bytes: &[u8]);
}

/// Remembers nothing.
#[derive(Clone, Copy, Debug)]
pub struct NoFiles;

impl FileCache for NoFiles {
    fn get(&self, _key: &str) -> Option<Vec<u8>> {
        None
    }

    fn put(&self, _key: &str, _bytes: &[u8]) {}
}

/// Remembers in memory, for as long as it lives.
#[derive(Debug, Default)]
pub struct MemoryFiles(Mutex<BTreeMap<String, Vec<u8>>>);

impl FileCache for MemoryFiles {
    fn get(&self, key: &str) -> Option<Vec<u8>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }

    fn put(&self, key: &str, bytes: &[u8]) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(key.to_owned(), bytes.to_vec());
    }
}

/// A folder of files.
#[derive(Debug)]
pub struct CacheFolder {
    folder: PathBuf,
    reads: Reads,
    used: Mutex<BTreeSet<String>>,
}

/// Whether a cache is asked, or only filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reads {
    /// What is there is used.
    Known,
    /// Everything is made anew.
    Nothing,
}

/// Where the copies of a site's pictures live.
pub fn location(site: &Path) -> PathBuf {
    site.join(".fieldnotes").join("cache").join("pictures")
}

impl CacheFolder {
    /// The cache of a site.
    pub fn new(site: &Path, reads: Reads) -> Self {
        Self { folder: location(site), reads, used: Mutex::default() }
    }

    /// Drops what was not used since the cache was opened.
    ///
    /// # Errors
    /// A file can't be removed.
    pub fn sweep(&self) -> std::io::Result<()> {
        let used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        crate::write::atomic::sweep_cache(&self.folder, &used)
    }

    fn place(&self, key: &str) -> PathBuf {
        match self.folder.parent().filter(|_| key.starts_with(SEARCH)) {
            Some(cache) => cache.join(key),
            None => self.folder.join(key),
        }
    }

    fn note_use(&self, key: &str) {
        self.used.lock().unwrap_or_else(PoisonError::into_inner).insert(key.to_owned());
    }
}

impl FileCache for CacheFolder {
    fn get(&self, key: &str) -> Option<Vec<u8>> {
        if self.reads == Reads::Nothing {
            return None;
        }
        let mut bytes = crate::source::disk::read_bytes(&self.place(key)).ok()?;
        let length = unseal(&bytes)?.len();
        bytes.truncate(length);
        self.note_use(key);
        Some(bytes)
    }

    /// The cache only saves time: a folder that can't be written costs nothing but that.
    fn put(&self, key: &str, bytes: &[u8]) {
        let mut kept = bytes.to_vec();
        seal(&mut kept);
        if crate::write::atomic::write_cache(&self.place(key), &kept).is_ok() {
            self.note_use(key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_damaged_file_is_as_good_as_none_and_what_is_not_used_goes() {
        let site = tempfile::tempdir().unwrap();
        let cache = CacheFolder::new(site.path(), Reads::Known);
        cache.put("a", b"first");
        cache.put("b", b"second");
        assert_eq!(cache.get("a").as_deref(), Some(b"first".as_slice()));
        let damaged = location(site.path()).join("b");
        crate::write::atomic::write(&damaged, b"second but not whole").unwrap();
        let again = CacheFolder::new(site.path(), Reads::Known);
        assert_eq!((again.get("a").is_some(), again.get("b")), (true, None));
        again.sweep().unwrap();
        assert!(!damaged.exists() && location(site.path()).join("a").exists());
        assert_eq!(CacheFolder::new(site.path(), Reads::Nothing).get("a"), None);
    }
}
