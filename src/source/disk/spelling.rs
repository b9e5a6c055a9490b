//! Names on disk that are not in Unicode's normal form C, as those that came from macOS often are: which file a path of
//! the site means.
//!
//! macOS itself takes all forms of a name for one; other systems do not, and have to be asked for the very name.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock};

use crate::nfc::nfc;
use crate::path::SourcePath;

/// The files whose names are spelt otherwise than their paths, with those names, below the site's folder.
#[derive(Debug, Default)]
pub(super) struct Spellings(RwLock<HashMap<SourcePath, PathBuf>>);

impl Spellings {
    /// Forgets all: the folders are looked through anew.
    pub(super) fn clear(&self) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Remembers how a file is spelt; of several, the first in order.
    pub(super) fn add(&self, path: &SourcePath, spelt: &Path) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let first = known.entry(path.clone()).or_insert_with(|| spelt.to_owned());
        if spelt < first.as_path() {
            spelt.clone_into(first);
        }
    }

    /// Takes the file that is spelt as its path is, where there is one.
    pub(super) fn prefer_plain(&self, root: &Path, path: &SourcePath) {
        if root.join(path.as_str()).symlink_metadata().is_ok() {
            self.0.write().unwrap_or_else(PoisonError::into_inner).remove(path);
        }
    }

    /// Where the file of a path is, or would be.
    pub(super) fn place(&self, root: &Path, path: &SourcePath) -> PathBuf {
        let plain = root.join(path.as_str());
        if path.as_str().is_ascii() {
            return plain;
        }
        if let Some(spelt) = self.0.read().unwrap_or_else(PoisonError::into_inner).get(path) {
            return root.join(spelt);
        }
        if plain.symlink_metadata().is_ok() { plain } else { sought(root, path) }
    }
}

/// The place of a file that came since the folders were looked through: each part of its path by a name that is the same
/// in normal form C, as far as there is one.
fn sought(root: &Path, path: &SourcePath) -> PathBuf {
    let mut place = root.to_owned();
    for part in path.as_str().split('/') {
        let plain = place.join(part);
        if part.is_ascii() || plain.symlink_metadata().is_ok() {
            place = plain;
            continue;
        }
        let entries = fs::read_dir(&place).into_iter().flatten().flatten();
        let mut names = entries.filter_map(|entry| entry.file_name().into_string().ok());
        place = names.find(|name| nfc(name) == part).map_or(plain, |name| place.join(name));
    }
    place
}
