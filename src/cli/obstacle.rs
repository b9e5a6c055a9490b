//! What is in the way of a file that is to be made, and why one could not be.

use std::io;
use std::path::Path;

use anyhow::{Result, bail};

use super::context::shown;

/// What keeps a file from being made where nothing may be replaced.
fn of(target: &Path) -> Option<String> {
    let above = target.ancestors().skip(1).filter(|path| !path.as_os_str().is_empty());
    let highest = above.collect::<Vec<_>>().into_iter().rev().find_map(of_folder);
    highest.or_else(|| of_file(target))
}

/// Ends a command that makes a file where something is in its way.
pub(super) fn ensure_free(target: &Path) -> Result<()> {
    of(target).map_or(Ok(()), |why| bail!("{why}; nothing was changed"))
}

/// What keeps a folder from being made, or used.
pub(super) fn of_folder(path: &Path) -> Option<String> {
    let meta = path.symlink_metadata().ok()?;
    let target = path.metadata().ok();
    let path = shown(path);
    match target {
        Some(target) if target.is_dir() => None,
        Some(_) => Some(format!("`{path}` is a file, where a folder is needed")),
        None if meta.is_symlink() => Some(format!("`{path}` is a link that leads nowhere")),
        None => None,
    }
}

fn of_file(path: &Path) -> Option<String> {
    let meta = path.symlink_metadata().ok()?;
    let target = path.metadata().ok();
    let path = shown(path);
    Some(match target {
        Some(target) if target.is_dir() => format!("`{path}` is a folder, where a file is to be made"),
        None if meta.is_symlink() => format!("`{path}` is a link that leads nowhere"),
        _ => format!("`{path}` already exists"),
    })
}

/// Why a file could not be made, in words.
pub(super) fn reason(target: &Path, error: io::Error) -> anyhow::Error {
    let existing = target.ancestors().skip(1).find(|path| path.as_os_str().is_empty() || path.exists());
    let folder = existing.map(shown).filter(|folder| !folder.is_empty()).unwrap_or_else(|| ".".to_owned());
    match error.kind() {
        io::ErrorKind::AlreadyExists => {
            anyhow::anyhow!("`{}` already exists; nothing was changed", shown(target))
        }
        io::ErrorKind::PermissionDenied => {
            anyhow::anyhow!("you may not write in `{folder}`; nothing was changed")
        }
        io::ErrorKind::ReadOnlyFilesystem => {
            anyhow::anyhow!("`{folder}` is on a disk that can't be written; nothing was changed")
        }
        _ => anyhow::Error::from(error).context(format!("`{}` can't be made", shown(target))),
    }
}
