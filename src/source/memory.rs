//! A site in memory: for tests, and for building a site twice and comparing.

use std::collections::BTreeMap;
use std::io;

use super::around::Around;
use super::{HEAD_BYTES, Listed, Listing, Source};
use crate::path::SourcePath;

/// Files by path.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    files: BTreeMap<SourcePath, Vec<u8>>,
}

impl Memory {
    /// Puts a file, in place of one of the same path. Paths that leave the site are left out.
    pub fn put(&mut self, path: &str, content: impl Into<Vec<u8>>) {
        if let Some(path) = SourcePath::new(path) {
            self.files.insert(path, content.into());
        }
    }

    /// Removes a file.
    pub fn remove(&mut self, path: &str) {
        if let Some(path) = SourcePath::new(path) {
            self.files.remove(&path);
        }
    }
}

impl Source for Memory {
    fn list(&self) -> io::Result<Listing> {
        let files = self.files.iter().map(listed).collect();
        Ok(Listing { files, ..Listing::default() })
    }

    fn look(&self, path: &SourcePath) -> io::Result<Option<Listed>> {
        Ok(self.files.get_key_value(path).map(listed))
    }

    fn read(&self, path: &SourcePath) -> io::Result<Vec<u8>> {
        self.files.get(path).cloned().ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
    }

    fn read_head(&self, path: &SourcePath) -> io::Result<Vec<u8>> {
        let mut content = self.read(path)?;
        content.truncate(HEAD_BYTES);
        Ok(content)
    }

    fn is_there(&self, path: &str, _top: &str) -> bool {
        let is_below = |file: &SourcePath| {
            file.as_str().strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.files.keys().any(is_below)
    }

    fn around(&self) -> Result<Around, String> {
        let file = |(path, content): (&SourcePath, &Vec<u8>)| {
            (path.as_str().to_owned(), (listed((path, content)).stamp(), content.clone()))
        };
        Ok(Around::Memory(self.files.iter().map(file).collect()))
    }

    fn location(&self, _path: &SourcePath) -> Option<std::path::PathBuf> {
        None
    }
}

fn listed((path, content): (&SourcePath, &Vec<u8>)) -> Listed {
    Listed {
        path: path.clone(),
        size: content.len() as u64,
        modified: u128::from(xxhash_rust::xxh3::xxh3_64(content)),
    }
}
