//! Moves a tree of files into another one, in as few steps as the disk allows: a folder that is not there yet comes to
//! its place whole, with all it holds.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::Manifest;
use super::swap::{put, swap};
use crate::path::OutputPath;

/// What is moved before the rest, so that no page is there without what it loads.
const FIRST: &str = "assets";

/// Moves all files below `from` to the same places below `to`. Gives back those that something stands in the way of that
/// is not ours, and that stay where they were.
///
/// # Errors
/// A file can't be moved.
pub(super) fn merge(from: &Path, to: &Path, ours: &Manifest) -> Result<Vec<OutputPath>> {
    let mut left = Vec::new();
    merge_folder(from, to, "", ours, &mut left)?;
    Ok(left)
}

fn merge_folder(
    from: &Path,
    to: &Path,
    below: &str,
    ours: &Manifest,
    left: &mut Vec<OutputPath>,
) -> Result<()> {
    for name in names(from)? {
        let (aside, target) = (from.join(&name), to.join(&name));
        let path = if below.is_empty() { name } else { format!("{below}/{name}") };
        let is_folder = aside.symlink_metadata()?.is_dir();
        match target.symlink_metadata() {
            Ok(there) if is_folder && there.is_dir() => merge_folder(&aside, &target, &path, ours, left)?,
            Ok(there) if !is_folder && there.is_file() && is_ours(ours, &path) => swap(&aside, &target)?,
            Ok(_) => leave(&aside, &path, left)?,
            Err(_) => put(&aside, &target)?,
        }
    }
    Ok(())
}

fn is_ours(ours: &Manifest, path: &str) -> bool {
    OutputPath::new(path).is_some_and(|path| ours.owns(&path))
}

/// The names in a folder, in the order in which they are moved.
fn names(folder: &Path) -> Result<Vec<String>> {
    let mut names = BTreeSet::new();
    for entry in fs::read_dir(folder).with_context(|| format!("`{}` can't be read", folder.display()))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        names.insert((name != FIRST, name));
    }
    Ok(names.into_iter().map(|(_, name)| name).collect())
}

/// Notes the files at and below a path as left.
fn leave(aside: &Path, path: &str, left: &mut Vec<OutputPath>) -> Result<()> {
    if !aside.is_dir() {
        left.extend(OutputPath::new(path));
        return Ok(());
    }
    for name in names(aside)? {
        leave(&aside.join(&name), &format!("{path}/{name}"), left)?;
    }
    Ok(())
}
