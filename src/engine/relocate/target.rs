//! Which files move, and what a destination has to be written as to lead where it led.

use std::collections::BTreeMap;

use crate::corpus::below_content;
use crate::edit::links::{Form, written};
use crate::path::{SourcePath, relative};

/// The files that move.
#[derive(Clone, Debug)]
pub struct Moves {
    /// The new paths, by the old ones.
    pub files: BTreeMap<SourcePath, SourcePath>,
    /// The old and the new path of the folder that moves, where it is one.
    pub folder: Option<(SourcePath, SourcePath)>,
}

impl Moves {
    /// The move of a file, or of a folder with all files in it.
    pub fn of(files: &[SourcePath], old: &SourcePath, new: &SourcePath) -> Self {
        if files.contains(old) {
            return Self { files: BTreeMap::from([(old.clone(), new.clone())]), folder: None };
        }
        let moved = |file: &SourcePath| {
            let rest = &file.as_str()[old.as_str().len()..];
            Some((file.clone(), SourcePath::new(&format!("{new}{rest}"))?))
        };
        let files = files.iter().filter(|file| is_below(file, old)).filter_map(moved).collect();
        Self { files, folder: Some((old.clone(), new.clone())) }
    }

    /// Where a file is then.
    pub fn now<'p>(&'p self, path: &'p SourcePath) -> &'p SourcePath {
        self.files.get(path).unwrap_or(path)
    }

    /// Where a folder of the site is then: it goes along with the one that moves.
    pub(super) fn folder_now(&self, folder: &str) -> String {
        let below = || {
            let (old, new) = self.folder.as_ref()?;
            let rest = folder.strip_prefix(old.as_str())?;
            (rest.is_empty() || rest.starts_with('/')).then(|| format!("{new}{rest}"))
        };
        below().unwrap_or_else(|| folder.to_owned())
    }

    /// The same for a folder below `content/`.
    pub(super) fn section_now(&self, folder: &str) -> String {
        if folder.is_empty() {
            return String::new();
        }
        below_content(&self.folder_now(&format!("{}/{folder}", crate::corpus::CONTENT))).to_owned()
    }
}

/// Whether a file stands below a folder.
pub fn is_below(file: &SourcePath, folder: &SourcePath) -> bool {
    file.as_str().strip_prefix(folder.as_str()).is_some_and(|rest| rest.starts_with('/'))
}

/// A path, as it stands in a link from a file; what is the same of it as in the old one keeps how it is written.
pub(super) fn path_from(from: &SourcePath, to: &str, old: &str, form: Form) -> String {
    let plain = relative(from.folder(), to);
    let mut new = written(&plain, form);
    // The name of the file itself did not change, as a rule, and may be written in several ways.
    let name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let old_name = name(old);
    if !old_name.is_empty() && decoded(&old_name) == name(&plain) {
        new.truncate(new.len() - name(&new).len());
        new.push_str(&old_name);
    }
    if old.starts_with("./") && !new.starts_with("./") {
        new.insert_str(0, "./");
    }
    match (new.is_empty(), old.ends_with('/') && !new.ends_with('/')) {
        (true, _) => "./".to_owned(),
        (false, true) => new + "/",
        (false, false) => new,
    }
}

fn decoded(written: &str) -> String {
    crate::model::link::parts(written).0.map_or_else(String::new, |path| crate::nfc::nfc(&path).into_owned())
}
