//! What differs between two builds of one site, as far as those who look at its pages have to know.

use std::collections::HashSet;

use crate::diagnostic::Diagnostic;
use crate::engine::Build;
use crate::model::NotePage;
use crate::path::{SourcePath, UrlPath};

/// What a refresh found.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// The files that differ, came or went, in order.
    pub files: Vec<SourcePath>,
    /// Whether nothing but the bodies of notes differs.
    pub is_bodies_only: bool,
    /// Pages that have another address now: the old and the new one.
    pub moved: Vec<(UrlPath, UrlPath)>,
    /// Faults that were not there before.
    pub new_faults: Vec<Diagnostic>,
}

impl Change {
    /// The change from one build to the next; `files` are those that differ.
    pub(super) fn between(old: &Build, new: &Build, files: Vec<SourcePath>) -> Self {
        Self {
            is_bodies_only: is_bodies_only(old, new, &files),
            moved: moved(old, new),
            new_faults: new_faults(old, new),
            files,
        }
    }
}

/// Most files that are compared one by one.
const MOST_COMPARED: usize = 20;

fn is_bodies_only(old: &Build, new: &Build, files: &[SourcePath]) -> bool {
    let front = |build: &Build, path: &SourcePath| {
        let note = build.corpus.notes.iter().find(|note| note.path == *path)?;
        let text = build.text(path)?;
        text.get(..note.body.range().start).map(str::to_owned)
    };
    files.len() <= MOST_COMPARED
        && files.iter().all(|path| front(old, path).is_some() && front(old, path) == front(new, path))
}

/// Notes that went from one address to another: the same file, or a file of the same text or title.
fn moved(old: &Build, new: &Build) -> Vec<(UrlPath, UrlPath)> {
    let there: HashSet<&UrlPath> = new.site.routes.iter().map(|route| &route.url).collect();
    let before: HashSet<&UrlPath> = old.site.routes.iter().map(|route| &route.url).collect();
    let came: Vec<&NotePage> = new.site.notes.iter().filter(|page| !before.contains(&page.url)).collect();
    let went = old.site.notes.iter().filter(|page| !there.contains(&page.url));
    let find = |page: &NotePage| {
        let text = old.text(&page.note.path);
        came.iter()
            .find(|other| other.note.path == page.note.path)
            .or_else(|| came.iter().find(|other| new.text(&other.note.path) == text))
            .or_else(|| came.iter().find(|other| other.note.title == page.note.title))
            .map(|other| (page.url.clone(), other.url.clone()))
    };
    went.filter_map(find).collect()
}

fn new_faults(old: &Build, new: &Build) -> Vec<Diagnostic> {
    new.diagnostics.iter().filter(|fault| !old.diagnostics.contains(fault)).cloned().collect()
}
