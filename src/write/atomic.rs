//! Files that are there whole or not at all.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Writes a file that is not there yet; what a cut-off write leaves is never taken for the file, because nobody
/// looks for it under this name. Folders above it that are not there are made.
pub(super) fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let open = || OpenOptions::new().write(true).create_new(true).open(path);
    // A page has most often a folder of its own.
    let has_own_folder = path.file_name().is_some_and(|name| name == "index.html");
    let opened = if has_own_folder { Err(io::ErrorKind::NotFound.into()) } else { open() };
    let mut file = match (opened, path.parent()) {
        (Err(error), Some(folder)) if error.kind() == io::ErrorKind::NotFound => {
            make_folders(folder)?;
            open()?
        }
        (opened, _) => opened?,
    };
    file.write_all(bytes)
}

/// Makes a folder, and those above it that are missing.
#[expect(clippy::disallowed_methods, reason = "this is the one place that writes")]
pub fn make_folders(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)
}

/// Puts a file in the place of another one, or of none, in one step.
#[expect(clippy::disallowed_methods, reason = "this is the one place that writes")]
pub(super) fn replace(from: &Path, to: &Path) -> io::Result<()> {
    fs::rename(from, to)
}

/// Writes a file beside the target and puts it in its place in one step: a reader sees the old text or the new. What a
/// cut-off write leaves has a name of its own, and the next write of the same file takes it over; so no two processes
/// may write a file at once.
///
/// # Errors
/// It can't be written, or is a link: a file would take the link's place, and what it leads to stay as it was.
pub fn write(target: &Path, bytes: &[u8]) -> io::Result<()> {
    if target.is_symlink() {
        return Err(io::Error::other("it is a symbolic link, and is not changed"));
    }
    write_through(&aside(target, ""), target, bytes)
}

/// Writes to what is no file that could be replaced, such as a pipe or a device.
///
/// # Errors
/// It can't be written.
pub fn pour(target: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut stream = OpenOptions::new().append(true).open(target)?;
    stream.write_all(bytes)?;
    stream.flush()
}

/// Writes a file by way of another one.
pub(super) fn write_through(aside: &Path, target: &Path, bytes: &[u8]) -> io::Result<()> {
    let written = write_aside(aside, target, bytes);
    if written.is_err() {
        #[expect(clippy::disallowed_methods, reason = "the file was made here, and nobody else knows it")]
        let _ = fs::remove_file(aside);
    }
    written
}

fn write_aside(aside: &Path, target: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).open(aside)?;
    file.write_all(bytes)?;
    if let Ok(meta) = fs::metadata(target) {
        file.set_permissions(meta.permissions())?;
    }
    drop(file);
    replace(aside, target)
}

/// How the name of a file ends that is not in its place yet.
const ASIDE: &str = ".fieldnotes";

pub(super) fn aside(target: &Path, writer: &str) -> PathBuf {
    let name = target.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    target.with_file_name(format!(".{name}{ASIDE}{writer}"))
}

/// Writes a file that must not be there yet, with the folders above it.
///
/// # Errors
/// It is there already, or can't be written; then nothing is left of it.
#[expect(clippy::disallowed_methods, reason = "this is the one place that writes")]
pub fn create(target: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(parent) = target.parent() {
        fs::create_dir_all(parent)?;
    }
    let mut file = OpenOptions::new().write(true).create_new(true).open(target)?;
    let written = file.write_all(bytes);
    if written.is_err() {
        drop(file);
        let _ = fs::remove_file(target);
    }
    written
}

/// Makes files that must not be there yet, all or none, with the folders above them.
///
/// # Errors
/// One can't be made: which, and why.
pub fn create_all<'f>(files: &[(&'f Path, &[u8])]) -> Result<(), (&'f Path, io::Error)> {
    let folders = missing_folders(files.iter().map(|(file, _)| *file));
    for (at, (file, bytes)) in files.iter().enumerate() {
        if let Err(error) = create(file, bytes) {
            take_back(files[..at].iter().map(|(file, _)| *file), &folders);
            return Err((file, error));
        }
    }
    Ok(())
}

/// The folders that are made for files, the deepest first.
fn missing_folders<'f>(files: impl Iterator<Item = &'f Path>) -> Vec<&'f Path> {
    let is_missing = |path: &&Path| !path.as_os_str().is_empty() && path.symlink_metadata().is_err();
    let mut folders: Vec<&Path> =
        files.flat_map(|file| file.ancestors().skip(1)).filter(is_missing).collect();
    folders.sort_by_key(|path| std::cmp::Reverse(path.components().count()));
    folders.dedup();
    folders
}

/// Takes back files that were made just now, and the folders that were made for them, as far as they hold nothing else.
#[expect(clippy::disallowed_methods, reason = "only what this process has made is removed")]
fn take_back<'f>(files: impl Iterator<Item = &'f Path>, folders: &[&Path]) {
    // What can't be taken back stays: the reason for all this is told.
    for file in files {
        let _ = fs::remove_file(file);
    }
    for folder in folders {
        let _ = fs::remove_dir(folder);
    }
}

/// Writes a file of the cache, with the folders above it. Several processes may do so at once.
///
/// # Errors
/// It can't be written.
#[expect(clippy::disallowed_methods, reason = "this is the one place that writes")]
pub fn write_cache(target: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(parent) = target.parent() {
        fs::create_dir_all(parent)?;
    }
    write_through(&aside(target, &format!("-{}", std::process::id())), target, bytes)
}

/// Removes what cut-off writes left in the folders of the cache. A process that writes at this instant loses what it
/// writes, which costs time and nothing else.
#[expect(
    clippy::disallowed_methods,
    reason = "the folder is the cache's own, which can be removed at any time"
)]
pub fn sweep_cut_off(cache: &Path) {
    let is_aside = |name: &str| name.starts_with('.') && name.contains(&format!("{ASIDE}-"));
    for entry in walkdir::WalkDir::new(cache).into_iter().filter_map(Result::ok) {
        if entry.file_type().is_file() && is_aside(&entry.file_name().to_string_lossy()) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Removes the files of a folder of the cache that are not among those to keep, and what cut-off writes left.
///
/// # Errors
/// A file can't be removed.
#[expect(
    clippy::disallowed_methods,
    reason = "the folder is the cache's own, which can be removed at any time"
)]
pub fn sweep_cache(folder: &Path, keep: &std::collections::BTreeSet<String>) -> io::Result<()> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    for entry in entries {
        let entry = entry?;
        if entry.file_type()?.is_file() && !keep.contains(&*entry.file_name().to_string_lossy()) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}
