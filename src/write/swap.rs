//! Files that take the places of others: each is written aside under a number, in one of a few folders, and then the two
//! change places. A tree of folders would be made and removed again for nothing: their places are there.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, Result};

use super::atomic;
use crate::parallel;
use crate::path::OutputPath;

/// Folders that files are written to: a file system makes one file at a time in each.
const FOLDERS: usize = 16;

/// Files that were written aside.
#[derive(Debug)]
pub(super) struct Swaps {
    folder: PathBuf,
    files: Mutex<Vec<OutputPath>>,
}

impl Swaps {
    /// None yet, in a folder that is not there.
    pub(super) fn new(folder: PathBuf) -> Self {
        Self { folder, files: Mutex::default() }
    }

    /// Writes a file aside.
    pub(super) fn add(&self, path: &OutputPath, bytes: &[u8]) -> io::Result<()> {
        let number = {
            let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
            files.push(path.clone());
            files.len() - 1
        };
        atomic::write_new(&self.aside(number), bytes)
    }

    fn aside(&self, number: usize) -> PathBuf {
        self.folder.join((number % FOLDERS).to_string()).join(number.to_string())
    }

    /// Puts all files in their places below `root`, in order of their paths. Gives back those whose place is not a file
    /// that may be replaced, as `may_replace` says.
    ///
    /// # Errors
    /// A file can't be moved.
    pub(super) fn put_in_place(
        &self,
        root: &Path,
        may_replace: impl Fn(&OutputPath) -> bool,
    ) -> Result<Vec<OutputPath>> {
        let files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        let mut numbered: Vec<(&OutputPath, usize)> = files.iter().zip(0..).collect();
        numbered.sort_unstable();
        let mut left = Vec::new();
        for (path, number) in numbered {
            let target = root.join(path.as_str());
            let there = target.symlink_metadata();
            if !may_replace(path) || there.as_ref().is_ok_and(|there| !there.is_file()) {
                left.push(path.clone());
                continue;
            }
            // It may have gone away meanwhile, with its folder.
            if let (Err(_), Some(folder)) = (there, target.parent()) {
                atomic::make_folders(folder)?;
            }
            swap(&self.aside(number), &target)?;
        }
        Ok(left)
    }

    /// Removes what is left there: the files that were replaced. Each folder by itself, on all processors.
    #[expect(
        clippy::disallowed_methods,
        reason = "the folder holds nothing but files that were written aside"
    )]
    pub(super) fn clear(folder: &Path) -> io::Result<()> {
        let remove = |number: usize| match fs::remove_dir_all(folder.join(number.to_string())) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        };
        parallel::range(FOLDERS, remove).into_iter().collect()
    }
}

/// Puts a file in the place of another one, which goes to where the first was. A file system that is asked to replace a
/// file by another one writes the new one to its disk first, which takes ten times as long as to have the two change
/// places, and gives nothing to a reader.
#[cfg(target_os = "linux")]
pub(super) fn swap(aside: &Path, target: &Path) -> Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    match renameat_with(CWD, aside, CWD, target, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(()),
        // Not every file system can, and there may be nothing to change places with.
        Err(_) => put(aside, target),
    }
}

#[cfg(not(target_os = "linux"))]
pub(super) fn swap(aside: &Path, target: &Path) -> Result<()> {
    put(aside, target)
}

/// Puts a file, or a folder with all it holds, where nothing is, or in the place of a file.
pub(super) fn put(aside: &Path, target: &Path) -> Result<()> {
    atomic::replace(aside, target).with_context(|| format!("`{}` can't be put in place", target.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::disk::read_bytes;

    #[test]
    fn a_place_that_went_away_is_made_again_and_one_that_is_no_file_is_left() {
        let root = tempfile::tempdir().unwrap();
        let at = |path: &str| root.path().join(path);
        for path in ["a/index.html", "gone/index.html", "folder/index.html"] {
            atomic::create(&at(path), b"old").unwrap();
        }
        let swaps = Swaps::new(at("aside"));
        let paths = ["gone/index.html", "a/index.html", "not-ours.html", "folder/index.html"]
            .map(|path| OutputPath::new(path).unwrap());
        for path in &paths {
            swaps.add(path, path.as_str().as_bytes()).unwrap();
        }
        atomic::replace(&at("gone"), &at("elsewhere")).unwrap();
        atomic::replace(&at("folder/index.html"), &at("elsewhere/other")).unwrap();
        atomic::make_folders(&at("folder/index.html")).unwrap();
        let left = swaps.put_in_place(root.path(), |path| *path != paths[2]).unwrap();
        assert_eq!(left, [paths[3].clone(), paths[2].clone()]);
        for path in &paths[..2] {
            assert_eq!(read_bytes(&at(path.as_str())).unwrap(), path.as_str().as_bytes());
        }
        assert!(!at("not-ours.html").exists() && at("folder/index.html").is_dir());
        Swaps::clear(&at("aside")).unwrap();
        assert_eq!(std::fs::read_dir(at("aside")).unwrap().count(), 0);
    }
}
