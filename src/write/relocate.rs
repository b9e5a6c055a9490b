//! Moves files of a site and writes others, all of it or nothing: what was done so far is undone where a step fails, and by the
//! next one where this one is cut off.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};

use super::atomic;

/// What is to be done. Paths count from the site's folder, wherever that is called from.
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

/// Whether a move was cut off, or is under way.
pub fn is_begun(site: &Path) -> bool {
    is_there(&undo_file(site))
}

fn undo_file(site: &Path) -> PathBuf {
    site.join(".fieldnotes").join(UNDO)
}

impl Relocation {
    /// Does it. Folders that nothing is left in go.
    ///
    /// # Errors
    /// A file can't be moved or written. All is as it was then.
    pub fn run(&self, site: &Path) -> Result<()> {
        let undo = undo_file(site);
        let written = postcard::to_stdvec(self)?;
        atomic::write_cache(&undo, &written)
            .with_context(|| format!("`{}` can't be written", undo.display()))?;
        let done = self.all(site);
        if done.is_err() {
            self.undo(site).context("what was moved can't be moved back")?;
        }
        remove(&undo).with_context(|| format!("`{}` can't be removed", undo.display()))?;
        if done.is_ok() {
            self.moves.iter().for_each(|(from, _)| remove_empty(site, from));
        }
        done
    }

    /// Undoes what was cut off. Whether there was anything.
    ///
    /// # Errors
    /// A file can't be moved or written.
    pub fn recover(site: &Path) -> Result<bool> {
        let undo = undo_file(site);
        #[expect(clippy::disallowed_methods, reason = "the file is ours")]
        let bytes = match fs::read(&undo) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(error).with_context(|| format!("`{}` can't be read", undo.display())),
        };
        let relocation: Self = postcard::from_bytes(&bytes).with_context(|| {
            format!("`{}` is damaged; look at `git status`, and remove it", undo.display())
        })?;
        relocation.undo(site).context("an interrupted move can't be undone")?;
        remove(&undo).with_context(|| format!("`{}` can't be removed", undo.display()))?;
        Ok(true)
    }

    fn all(&self, site: &Path) -> Result<()> {
        for (from, to) in &self.moves {
            rename(&site.join(from), &site.join(to))
                .with_context(|| format!("`{}` can't be moved to `{}`", from.display(), to.display()))?;
        }
        for (path, _, text) in &self.texts {
            atomic::write(&site.join(path), text)
                .with_context(|| format!("`{}` can't be written", path.display()))?;
        }
        Ok(())
    }

    /// Puts back what was done so far, the last first.
    fn undo(&self, site: &Path) -> Result<()> {
        for (from, to) in &self.moves {
            ensure!(
                is_there(&site.join(from)) || is_there(&site.join(to)),
                "neither `{}` nor `{}` is there",
                from.display(),
                to.display()
            );
        }
        for (path, before, after) in self.texts.iter().rev() {
            let target = site.join(path);
            let _ = remove(&atomic::aside(&target, ""));
            #[expect(
                clippy::disallowed_methods,
                reason = "a file is written back only where it is as we wrote it"
            )]
            let now = fs::read(&target).ok();
            if now.as_ref() != Some(after) {
                continue;
            }
            let put_back = match before {
                Some(before) => atomic::write(&target, before),
                None => remove(&target),
            };
            put_back.with_context(|| format!("`{}` can't be written", path.display()))?;
        }
        for (from, to) in self.moves.iter().rev() {
            let (old, new) = (site.join(from), site.join(to));
            if !is_there(&old) {
                rename(&new, &old).with_context(|| format!("`{}` can't be moved back", to.display()))?;
            }
            remove_empty(site, to);
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

/// Removes the folders above a path that nothing is in, from the innermost up; of those right below the site's none.
fn remove_empty(site: &Path, path: &Path) {
    let mut folder = path.parent();
    while let Some(inner) = folder.filter(|folder| folder.components().count() > 1) {
        if fs::remove_dir(site.join(inner)).is_err() {
            return;
        }
        folder = inner.parent();
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
        fs::create_dir_all(at("content/notes")).unwrap();
        fs::write(at("content/notes/a.md"), "A").unwrap();
        fs::write(at("content/b.md"), "to a").unwrap();
        let mut relocation = Relocation {
            moves: vec![("content/notes/a.md".into(), "content/new/deep/a.md".into())],
            texts: vec![("content/b.md".into(), Some(b"to a".to_vec()), b"to new a".to_vec())],
        };
        relocation.all(folder.path()).unwrap();
        atomic::write_cache(&undo_file(folder.path()), &postcard::to_stdvec(&relocation).unwrap()).unwrap();
        assert!(is_begun(folder.path()));
        assert!(Relocation::recover(folder.path()).unwrap());
        assert!(!Relocation::recover(folder.path()).unwrap());
        let is_as_it_was = || {
            assert_eq!(fs::read_to_string(at("content/notes/a.md")).unwrap(), "A");
            assert_eq!(fs::read_to_string(at("content/b.md")).unwrap(), "to a");
            assert!(!at("content/new").exists() && !is_begun(folder.path()));
        };
        is_as_it_was();
        relocation.texts.push(("no-folder/c.md".into(), None, b"C".to_vec()));
        relocation.run(folder.path()).unwrap_err();
        is_as_it_was();
        relocation.texts.pop();
        relocation.run(folder.path()).unwrap();
        assert_eq!(fs::read_to_string(at("content/b.md")).unwrap(), "to new a");
        assert!(at("content/new/deep/a.md").exists() && !at("content/notes").exists());
        let elsewhere = tempfile::tempdir().unwrap();
        atomic::write_cache(&undo_file(elsewhere.path()), &postcard::to_stdvec(&relocation).unwrap())
            .unwrap();
        Relocation::recover(elsewhere.path()).unwrap_err();
    }
}
