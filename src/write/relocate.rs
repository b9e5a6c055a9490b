//! Moves files of a site and writes others, all of it or nothing: what was done so far is undone where a step fails, and by the
//! next one where this one is cut off.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use super::atomic;

/// What is to be done.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Relocation {
    /// What moves, a file or a folder, and where to. Nothing is there yet.
    pub moves: Vec<(PathBuf, PathBuf)>,
    /// Files that hold something else afterwards, by the places that they have then: what they hold now, if they are there, and
    /// what then.
    pub texts: Vec<(PathBuf, Option<Vec<u8>>, Vec<u8>)>,
}

/// The file, in the site's hidden folder, that says what to undo.
const UNDO: &str = "moving";

impl Relocation {
    /// Does it.
    ///
    /// # Errors
    /// A file can't be moved or written. All is as it was then.
    pub fn run(&self, site: &Path) -> Result<()> {
        let undo = site.join(".fieldnotes").join(UNDO);
        let written = postcard::to_stdvec(self)?;
        atomic::write_cache(&undo, &written)
            .with_context(|| format!("`{}` can't be written", undo.display()))?;
        let done = self.all();
        if done.is_err() {
            self.undo().context("what was moved can't be moved back")?;
        }
        remove(&undo).with_context(|| format!("`{}` can't be removed", undo.display()))?;
        done
    }

    /// Undoes what was cut off. Whether there was anything.
    ///
    /// # Errors
    /// A file can't be moved or written.
    pub fn recover(site: &Path) -> Result<bool> {
        let undo = site.join(".fieldnotes").join(UNDO);
        #[expect(clippy::disallowed_methods, reason = "the file is ours")]
        let bytes = match fs::read(&undo) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(error).with_context(|| format!("`{}` can't be read", undo.display())),
        };
        let relocation: Self = postcard::from_bytes(&bytes).with_context(|| {
            format!("`{}` is damaged; look at `git status`, and remove it", undo.display())
        })?;
        relocation.undo().context("a move that was cut off can't be undone")?;
        remove(&undo).with_context(|| format!("`{}` can't be removed", undo.display()))?;
        Ok(true)
    }

    fn all(&self) -> Result<()> {
        for (from, to) in &self.moves {
            rename(from, to)
                .with_context(|| format!("`{}` can't be moved to `{}`", from.display(), to.display()))?;
        }
        for (path, _, text) in &self.texts {
            atomic::write(path, text).with_context(|| format!("`{}` can't be written", path.display()))?;
        }
        Ok(())
    }

    /// Puts back what was done so far, the last first.
    fn undo(&self) -> Result<()> {
        for (path, before, after) in self.texts.iter().rev() {
            #[expect(
                clippy::disallowed_methods,
                reason = "a file is written back only where it is as we wrote it"
            )]
            let now = fs::read(path).ok();
            if now.as_ref() != Some(after) {
                continue;
            }
            let put_back = match before {
                Some(before) => atomic::write(path, before),
                None => remove(path),
            };
            put_back.with_context(|| format!("`{}` can't be written", path.display()))?;
        }
        for (from, to) in self.moves.iter().rev().filter(|(from, to)| !is_there(from) && is_there(to)) {
            rename(to, from).with_context(|| format!("`{}` can't be moved back", to.display()))?;
            remove_empty(to.parent());
        }
        Ok(())
    }
}

fn is_there(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

fn rename(from: &Path, to: &Path) -> io::Result<()> {
    if is_there(to) {
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, "something is there already"));
    }
    if let Some(folder) = to.parent() {
        atomic::make_folders(folder)?;
    }
    atomic::replace(from, to)
}

#[expect(clippy::disallowed_methods, reason = "the file was written by us")]
fn remove(path: &Path) -> io::Result<()> {
    fs::remove_file(path)
}

/// Removes folders that nothing is in, from the innermost up.
fn remove_empty(folder: Option<&Path>) {
    let mut folder = folder;
    while let Some(empty) = folder.filter(|folder| fs::remove_dir(folder).is_ok()) {
        folder = empty.parent();
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "the tests make the folders that they look at")]
mod tests {
    use super::*;

    #[test]
    fn what_fails_or_was_cut_off_leaves_all_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir_all(at("notes")).unwrap();
        fs::write(at("notes/a.md"), "A").unwrap();
        fs::write(at("b.md"), "to a").unwrap();
        let mut relocation = Relocation {
            moves: vec![(at("notes/a.md"), at("new/deep/a.md"))],
            texts: vec![(at("b.md"), Some(b"to a".to_vec()), b"to new a".to_vec())],
        };
        relocation.all().unwrap();
        atomic::write_cache(&at(".fieldnotes/moving"), &postcard::to_stdvec(&relocation).unwrap()).unwrap();
        assert!(Relocation::recover(folder.path()).unwrap());
        assert!(!Relocation::recover(folder.path()).unwrap());
        let is_as_it_was = || {
            assert_eq!(fs::read_to_string(at("notes/a.md")).unwrap(), "A");
            assert_eq!(fs::read_to_string(at("b.md")).unwrap(), "to a");
            assert!(!at("new").exists() && !at(".fieldnotes/moving").exists());
        };
        is_as_it_was();
        relocation.texts.push((at("no-folder/c.md"), None, b"C".to_vec()));
        relocation.run(folder.path()).unwrap_err();
        is_as_it_was();
        relocation.texts.pop();
        relocation.run(folder.path()).unwrap();
        assert_eq!(fs::read_to_string(at("b.md")).unwrap(), "to new a");
        assert!(at("new/deep/a.md").exists() && !at("notes/a.md").exists());
    }
}
