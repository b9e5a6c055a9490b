//! `.fieldnotes-manifest.json`: which files of the output folder are ours, and what we wrote into them.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use super::atomic;
use crate::path::OutputPath;

/// The name of the file, in the output folder.
pub const MANIFEST: &str = ".fieldnotes-manifest.json";

/// Path to hash of what a build owns. Where a build was cut off between the old file and the new one, the hash is
/// that of both, with a comma between them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Manifest {
    files: BTreeMap<OutputPath, Arc<str>>,
}

impl Manifest {
    /// Reads the manifest of an output folder; an empty one where there is none.
    ///
    /// # Errors
    /// It is there, and can't be read: without it we would not know our files from others.
    pub fn load(root: &Path) -> Result<Self> {
        let path = root.join(MANIFEST);
        #[expect(clippy::disallowed_methods, reason = "the manifest belongs to the output folder")]
        let text = match super::ensure_file(&path).and_then(|()| fs::read_to_string(&path)) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(error).with_context(|| format!("`{}` can't be read", path.display())),
        };
        let manifest: Self = serde_json::from_str(&text).with_context(|| {
            format!(
                "`{}` is damaged; remove it together with the files that fieldnotes wrote, and build again",
                path.display()
            )
        })?;
        // A name that was put there by hand can't lead out of the folder.
        let files = manifest
            .files
            .into_iter()
            .filter(|(path, _)| OutputPath::new(path.as_str()).as_ref() == Some(path))
            .collect();
        Ok(Self { files })
    }

    /// Writes the manifest, in one step, by way of the staging folder.
    pub(super) fn store(&self, root: &Path, staging: &Path) -> Result<()> {
        let path = root.join(MANIFEST);
        let text = serde_json::to_vec_pretty(self)?;
        atomic::write_through(&staging.join(MANIFEST), &path, &text)
            .with_context(|| format!("`{}` can't be written", path.display()))
    }

    /// Whether a file is ours.
    pub fn owns(&self, path: &OutputPath) -> bool {
        self.files.contains_key(path)
    }

    /// Whether a file still holds what we wrote.
    pub(super) fn holds(&self, path: &OutputPath, bytes: &[u8]) -> bool {
        self.files.get(path).is_some_and(|hashes| hashes.split(',').any(|known| *known == *hash(bytes)))
    }

    /// The hash of what we wrote into a file; nothing when it may be one of two.
    pub(super) fn hash(&self, path: &OutputPath) -> Option<&Arc<str>> {
        self.files.get(path).filter(|hash| is_certain(hash))
    }

    /// The files that are ours.
    pub fn paths(&self) -> impl Iterator<Item = &OutputPath> {
        self.files.keys()
    }

    /// The files that are ours, with the hashes of what they hold.
    pub fn into_files(self) -> BTreeMap<OutputPath, Arc<str>> {
        self.files
    }

    pub(super) fn remove(&mut self, path: &OutputPath) {
        self.files.remove(path);
    }

    /// Some of these files, of which we know what we wrote into them.
    pub(super) fn part(&self, is_in: impl Fn(&OutputPath) -> bool) -> Self {
        let is_in = |(path, hash): &(&OutputPath, &Arc<str>)| is_certain(hash) && is_in(path);
        let files = self.files.iter().filter(is_in).map(|(path, hash)| (path.clone(), Arc::clone(hash)));
        Self { files: files.collect() }
    }

    /// Adds files.
    pub(super) fn add(&mut self, mut others: Self) {
        self.files.append(&mut others.files);
    }

    pub(super) fn insert(&mut self, path: OutputPath, bytes: &[u8]) {
        self.files.insert(path, hash(bytes).into());
    }

    /// The files of both.
    pub(super) fn union(&self, other: &Self) -> Self {
        let mut union = Vec::with_capacity(self.files.len().max(other.files.len()));
        let mut others = other.files.iter().peekable();
        for (path, hash) in &self.files {
            union.extend(std::iter::from_fn(|| others.next_if(|(other, _)| *other < path)).map(owned));
            let other = others.next_if(|(other, _)| *other == path).map(|(_, other)| other);
            let new = other.filter(|other| !hash.split(',').any(|known| *known == ***other));
            let both = new.map_or_else(|| Arc::clone(hash), |new| format!("{hash},{new}").into());
            union.push((path.clone(), both));
        }
        union.extend(others.map(owned));
        Self { files: union.into_iter().collect() }
    }

    /// The files that another manifest lacks. Both are in order, in which it is not far from one to the next.
    pub(super) fn without(&self, other: &Self) -> Vec<OutputPath> {
        let mut others = other.files.keys().peekable();
        let is_lacking = |path: &&OutputPath| {
            while others.next_if(|other| other < path).is_some() {}
            others.next_if_eq(path).is_none()
        };
        self.files.keys().filter(is_lacking).cloned().collect()
    }
}

fn owned((path, hash): (&OutputPath, &Arc<str>)) -> (OutputPath, Arc<str>) {
    (path.clone(), Arc::clone(hash))
}

/// Whether it is the hash of one text, and not of either of two.
fn is_certain(hash: &str) -> bool {
    !hash.contains(',')
}

fn hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex()[..32].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(files: &str) -> Manifest {
        let file = |entry: &str| {
            let (path, hash) = entry.split_once('=').unwrap();
            (OutputPath::new(path).unwrap(), hash.into())
        };
        Manifest { files: files.split_whitespace().map(file).collect() }
    }

    #[test]
    fn two_manifests_hold_what_either_does() {
        for (one, other, union, only_one) in [
            ("", "", "", ""),
            ("a=1", "", "a=1", "a"),
            ("", "a=1 b=2", "a=1 b=2", ""),
            ("b=1 d=2 e=3", "a=9 b=1 c=8 e=4 f=7", "a=9 b=1 c=8 d=2 e=3,4 f=7", "d"),
            ("a=1,2 b=1", "a=2 c=3", "a=1,2 b=1 c=3", "b"),
            ("a/b=1 a=2", "a/c=3", "a=2 a/b=1 a/c=3", "a a/b"),
        ] {
            let (one, other) = (manifest(one), manifest(other));
            assert_eq!(one.union(&other), manifest(union));
            let lacking = one.without(&other);
            assert_eq!(lacking.iter().map(OutputPath::as_str).collect::<Vec<_>>().join(" "), only_one);
        }
    }
}
