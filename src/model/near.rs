//! The file that is nearest to a path that does not exist: one that differs in capitals alone, one of the same name, or one
//! beside it whose name is nearly the same. A folder with one page goes by its own name: all such pages are called `index.md`.

use std::sync::OnceLock;

use super::Site;
use crate::path::SourcePath;
use crate::suggest;
use foldhash::HashMap;

/// A file that was probably meant.
#[derive(Clone, Copy, Debug)]
pub struct Near<'s> {
    /// Its path.
    pub path: &'s SourcePath,
    /// Whether no other one can have been meant.
    pub is_certain: bool,
}

/// The files of a site by their names and by their folders, each in order. Made when the first path is sought, since most sites
/// lack none.
#[derive(Debug, Default)]
pub(super) struct Names(OnceLock<Found>);

#[derive(Debug, Default)]
struct Found {
    by_name: HashMap<Box<str>, Vec<SourcePath>>,
    by_folder: HashMap<Box<str>, Vec<SourcePath>>,
    /// By their whole paths in small letters.
    in_small: HashMap<Box<str>, Vec<SourcePath>>,
}

impl Names {
    fn of(&self, site: &Site) -> &Found {
        self.0.get_or_init(|| {
            let mut paths: Vec<&SourcePath> = site.by_path.keys().collect();
            paths.sort_unstable();
            let mut found = Found::default();
            for path in paths {
                found.in_small.entry(path.as_str().to_lowercase().into()).or_default().push(path.clone());
                let (of_folder, name) = place(path);
                // The page of `imprint/` may be sought as `imprint.md`.
                let name = if name == path.file_name() { name.to_owned() } else { format!("{name}.md") };
                found.by_name.entry(name.into()).or_default().push(path.clone());
                found.by_folder.entry(of_folder.into()).or_default().push(path.clone());
            }
            found
        })
    }
}

/// The folder in which a file goes by a name, and that name.
fn place(path: &SourcePath) -> (&str, &str) {
    if path.is_index() || path.is_section() {
        let folder = path.folder();
        return folder.rsplit_once('/').unwrap_or(("", folder));
    }
    (path.folder(), path.file_name())
}

/// The part of a file's name that says what it is.
fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

fn ending(name: &str) -> &str {
    &name[stem(name).len()..]
}

impl Site {
    /// The source file that is nearest to a path that does not exist, for a suggestion to the author of `from`.
    pub fn nearest_path(&self, from: &SourcePath, path: &SourcePath) -> Option<Near<'_>> {
        let names = self.names.of(self);
        let in_small = names.in_small.get(path.as_str().to_lowercase().as_str());
        if let Some([one]) = in_small.map(Vec::as_slice) {
            return Some(Near { path: one, is_certain: true });
        }
        let is_page_of_folder = path.is_index() || path.is_section();
        let same_name = names.by_name.get(path.file_name()).filter(|_| !is_page_of_folder);
        let mut elsewhere = same_name.into_iter().flatten().filter(|known| *known != from);
        if let Some(first) = elsewhere.next() {
            return Some(Near { path: first, is_certain: elsewhere.next().is_none() });
        }
        let (folder, name) = place(path);
        let is_alike = |known: &&SourcePath| {
            *known != from && (known.is_index() || known.is_section()) == is_page_of_folder
        };
        let beside = || names.by_folder.get(folder).into_iter().flatten().filter(is_alike);
        let near = suggest::nearest(name, beside().map(|known| place(known).1))?;
        let is_certain = suggest::only(name, beside().map(|known| place(known).1)).is_some()
            && suggest::is_slip(stem(name), stem(near))
            && ending(name) == ending(near);
        beside().find(|known| place(known).1 == near).map(|path| Near { path, is_certain })
    }
}
