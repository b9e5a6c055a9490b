//! The output folder: the only place that writes files.
//!
//! A build puts artifacts ([`Output::put`]); one that differs from what is there is written aside, below
//! `.fieldnotes-staging` in the output folder: at the same path where it is new, under a number where it takes the place
//! of another one. [`Output::commit`] then moves all of them into place, removes what
//! earlier builds wrote and this one did not, and writes the manifest: the list of files that are ours. A kill
//! at any instant leaves whole pages, old or new, and a manifest that covers both, so that the next build can
//! repair the rest. A file that is not in the manifest is never replaced and never removed.

pub mod atomic;
pub mod lock;
mod manifest;
mod merge;
pub mod pack;
pub mod relocate;
mod swap;

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError, RwLock};

use anyhow::{Context, Result, bail};

use crate::path::OutputPath;
use crate::source::Stamp;
pub use manifest::{MANIFEST, Manifest};
use swap::Swaps;

/// The folder, inside the output folder, that holds files until they are moved into place.
const STAGING: &str = ".fieldnotes-staging";
/// The folder in there of files that are new, each at its path.
const NEW: &str = "new";
/// The folder in there of files that take the places of others.
const SWAPS: &str = "swaps";

/// An output folder that is being written.
#[derive(Debug)]
pub struct Output {
    root: PathBuf,
    before: Manifest,
    made: Mutex<Manifest>,
    staged: AtomicUsize,
    /// The bytes of those that were written aside.
    bytes: AtomicU64,
    swaps: Swaps,
    occupied: Mutex<Vec<OutputPath>>,
    unchanged: AtomicUsize,
    /// Folders that are none but ours: no link leads through them to another place.
    plain: RwLock<HashSet<String>>,
    rewrites: bool,
    /// Whether nothing was there when the folder was opened: then there is nothing to compare with.
    is_empty: bool,
}

/// A build that stands in the output folder.
#[derive(Debug)]
pub struct Commit {
    /// What it did.
    pub summary: Summary,
    /// The places where files stand that are not ours.
    pub occupied: Vec<OutputPath>,
    /// The files that are ours.
    pub manifest: Manifest,
}

/// What a build did to the output folder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Files that are new or changed.
    pub written: usize,
    /// Files that were there already.
    pub unchanged: usize,
    /// Files that are no longer made, and were removed.
    pub removed: usize,
    /// The bytes of the files that are new or changed.
    pub bytes: u64,
}

impl Output {
    /// Opens an output folder, and makes it if need be. `manifest` is what was read of the one that is there; with
    /// `rewrites` every file is written, changed or not.
    ///
    /// # Errors
    /// The folder can't be made or written.
    pub fn open(root: &Path, manifest: Result<Manifest>, rewrites: bool) -> Result<Self> {
        make_folder(root).with_context(|| format!("the output folder `{}` can't be made", root.display()))?;
        let before = manifest?;
        let mut output = Self {
            root: root.to_owned(),
            before,
            made: Mutex::default(),
            staged: AtomicUsize::new(0),
            bytes: AtomicU64::new(0),
            swaps: Swaps::new(root.join(STAGING).join(SWAPS)),
            occupied: Mutex::default(),
            unchanged: AtomicUsize::new(0),
            plain: RwLock::default(),
            rewrites,
            is_empty: false,
        };
        output.clear_staging()?;
        output.is_empty = is_empty(root)?;
        make_folder(&output.staging().join(NEW))
            .with_context(|| format!("the output folder `{}` can't be written", root.display()))?;
        Ok(output)
    }

    /// Whether a file of ours can be kept as it is, without a look at what it holds: not if we can't say what that is. Nothing
    /// is written for that, so that it may even stand behind a link.
    pub fn can_keep(&self, path: &OutputPath) -> bool {
        self.before.hash(path).is_some()
    }

    /// Keeps those files as they are that `is_kept` tells, of those that [`Output::can_keep`].
    pub fn keep(&self, is_kept: impl Fn(&OutputPath) -> bool) {
        let kept = self.before.part(is_kept);
        self.unchanged.fetch_add(kept.paths().count(), Ordering::Relaxed);
        self.made.lock().unwrap_or_else(PoisonError::into_inner).add(kept);
    }

    /// Takes a file. It is compared with what is there, and written aside where it differs.
    ///
    /// # Errors
    /// The file can't be written, as on a full disk.
    pub fn put(&self, path: &OutputPath, bytes: &[u8]) -> Result<()> {
        if self.is_empty {
            return self.stage(path, bytes, false);
        }
        let target = self.root.join(path.as_str());
        let there = if self.has_plain_parents(path) { read_if_same_size(&target, bytes.len()) } else { None };
        let is_same = there.as_deref() == Some(bytes);
        let is_ours = self.before.owns(path);
        let is_there = is_same || target.symlink_metadata().is_ok();
        if !is_ours && !is_same && is_there {
            self.occupied.lock().unwrap_or_else(PoisonError::into_inner).push(path.clone());
            return Ok(());
        }
        if is_same && !(self.rewrites && is_ours) {
            if is_ours {
                self.made.lock().unwrap_or_else(PoisonError::into_inner).insert(path.clone(), bytes);
            }
            self.unchanged.fetch_add(1, Ordering::Relaxed);
            return Ok(());
        }
        self.stage(path, bytes, is_there)
    }

    /// Writes a file aside; `replaces` says whether it takes the place of another one.
    fn stage(&self, path: &OutputPath, bytes: &[u8], replaces: bool) -> Result<()> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner).insert(path.clone(), bytes);
        let new = || atomic::write_new(&self.staging().join(NEW).join(path.as_str()), bytes);
        let written = if replaces { self.swaps.add(path, bytes) } else { new() };
        written.with_context(|| format!("`{}` can't be written", self.root.join(path.as_str()).display()))?;
        self.staged.fetch_add(1, Ordering::Relaxed);
        self.bytes.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        Ok(())
    }

    /// The places where files stand that are not ours, in order, as far as they were looked at by now.
    pub fn occupied(&self) -> Vec<OutputPath> {
        let mut occupied = self.occupied.lock().unwrap_or_else(PoisonError::into_inner).clone();
        occupied.sort();
        occupied
    }

    /// Moves everything into place and removes what is no longer made.
    ///
    /// # Errors
    /// A file can't be moved. Those that were moved before stay, and the manifest covers them.
    pub fn commit(self) -> Result<Commit> {
        let staging = self.staging();
        let committed = self.move_all(&staging);
        // What is left there may be what fills the disk.
        let cleared = clear(&staging);
        let commit = committed?;
        cleared.map(|()| commit)
    }

    fn move_all(mut self, staging: &Path) -> Result<Commit> {
        let mut made = std::mem::take(self.made.get_mut().unwrap_or_else(PoisonError::into_inner));
        let staged = *self.staged.get_mut();
        let stale = self.before.without(&made);
        let mut occupied = std::mem::take(self.occupied.get_mut().unwrap_or_else(PoisonError::into_inner));
        if staged > 0 || !stale.is_empty() || made != self.before {
            self.before.union(&made).store(&self.root, staging)?;
        }
        let mut left = merge::merge(&staging.join(NEW), &self.root, &self.before)?;
        // Somebody may have put a link there since the first look.
        self.plain.get_mut().unwrap_or_else(PoisonError::into_inner).clear();
        let is_ours = |path: &OutputPath| self.before.owns(path) && self.has_plain_parents(path);
        left.extend(self.swaps.put_in_place(&self.root, is_ours)?);
        let written = staged - left.len();
        for path in &left {
            made.remove(path);
        }
        occupied.extend(left);
        let mut removed = 0;
        for path in &stale {
            removed += usize::from(remove_stale(&self.root, path, &self.before)?);
        }
        if staged > 0 || !stale.is_empty() || made != self.before {
            made.store(&self.root, staging)?;
        }
        occupied.sort();
        let (unchanged, bytes) = (*self.unchanged.get_mut(), *self.bytes.get_mut());
        let summary = Summary { written, unchanged, removed, bytes };
        Ok(Commit { summary, occupied, manifest: made })
    }

    /// Drops everything that was put: the output folder stays as it was.
    ///
    /// # Errors
    /// What was written aside can't be removed.
    pub fn abandon(self) -> Result<()> {
        self.clear_staging()
    }

    fn staging(&self) -> PathBuf {
        self.root.join(STAGING)
    }

    fn clear_staging(&self) -> Result<()> {
        clear(&self.staging())
    }

    /// Whether no folder above a file is a link: through one, we would read and write outside of our folder.
    fn has_plain_parents(&self, path: &OutputPath) -> bool {
        let Some((folder, _)) = path.as_str().rsplit_once('/') else { return true };
        self.is_plain(folder) != Some(false)
    }

    /// Whether a folder is one, and no folder above it is a link; nothing where there is none.
    fn is_plain(&self, folder: &str) -> Option<bool> {
        if self.plain.read().unwrap_or_else(PoisonError::into_inner).contains(folder) {
            return Some(true);
        }
        if let Some((parent, _)) = folder.rsplit_once('/') {
            match self.is_plain(parent) {
                Some(true) => {}
                other => return other,
            }
        }
        let is_plain = self.root.join(folder).symlink_metadata().ok()?.is_dir();
        if is_plain {
            self.plain.write().unwrap_or_else(PoisonError::into_inner).insert(folder.to_owned());
        }
        Some(is_plain)
    }
}

fn is_empty(folder: &Path) -> Result<bool> {
    let mut entries =
        fs::read_dir(folder).with_context(|| format!("`{}` can't be read", folder.display()))?;
    Ok(entries.next().is_none())
}

/// How a file of an output folder is: its size, and when it was last changed, in nanoseconds since 1970. Nothing when
/// there is no such file, or when the system tells no times.
pub fn stamp(root: &Path, path: &str) -> Option<Stamp> {
    let meta = root.join(path).symlink_metadata().ok().filter(fs::Metadata::is_file)?;
    Some((meta.len(), crate::source::disk::changed(&meta)?))
}

/// What a file of an output folder holds.
///
/// # Errors
/// It is not there, or can't be read.
#[expect(clippy::disallowed_methods, reason = "output is read here, to be compared with other output")]
pub fn read(root: &Path, path: &OutputPath) -> io::Result<Vec<u8>> {
    let path = root.join(path.as_str());
    ensure_file(&path)?;
    fs::read(path)
}

/// An output can be a stranger's: a device that never ends, or a pipe that nobody writes to, is not read.
fn ensure_file(path: &Path) -> io::Result<()> {
    let is_file = path.metadata()?.is_file();
    is_file.then_some(()).ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "it is not a file"))
}

fn read_if_same_size(target: &Path, size: usize) -> Option<Vec<u8>> {
    let meta = target.symlink_metadata().ok()?;
    if !meta.is_file() || meta.len() != size as u64 {
        return None;
    }
    #[expect(clippy::disallowed_methods, reason = "output is compared here, before it is written")]
    fs::read(target).ok()
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that writes")]
fn make_folder(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)
}

/// Removes a file that an earlier build wrote, unless somebody has changed it since; then folders that are empty.
#[expect(clippy::disallowed_methods, reason = "this is the one place that removes, and only what is ours")]
fn remove_stale(root: &Path, path: &OutputPath, before: &Manifest) -> Result<bool> {
    let target = root.join(path.as_str());
    let bytes = match fs::read(&target) {
        Ok(bytes) => bytes,
        Err(_) if !target.symlink_metadata().is_ok_and(|meta| meta.is_file()) => return Ok(false),
        Err(error) => return Err(error).with_context(|| format!("`{}` can't be read", target.display())),
    };
    if !before.holds(path, &bytes) {
        return Ok(false);
    }
    fs::remove_file(&target).with_context(|| format!("`{}` can't be removed", target.display()))?;
    let mut folder = target.parent();
    while let Some(parent) = folder.filter(|parent| *parent != root && parent.starts_with(root)) {
        if fs::remove_dir(parent).is_err() {
            break;
        }
        folder = parent.parent();
    }
    Ok(true)
}

/// Removes the staging folder. Links in it are removed, and not followed.
#[expect(
    clippy::disallowed_methods,
    reason = "the staging folder holds nothing but files that were written aside"
)]
fn clear(staging: &Path) -> Result<()> {
    match staging.symlink_metadata() {
        Err(_) => return Ok(()),
        Ok(meta) if !meta.is_dir() => bail!("`{}` is in the way; remove it", staging.display()),
        Ok(_) => {}
    }
    let cleared = Swaps::clear(&staging.join(SWAPS)).and_then(|()| fs::remove_dir_all(staging));
    cleared.with_context(|| format!("`{}` can't be removed", staging.display()))
}
