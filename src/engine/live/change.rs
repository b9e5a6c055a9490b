//! What differs between two builds of one site, as far as those who look at its pages have to know.

use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::engine::Build;
use crate::model::NotePage;
use crate::path::{SourcePath, UrlPath};
use foldhash::HashMap;

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
    pub(super) fn between(old: &Build, new: &Build, files: Vec<SourcePath>, past: &mut Past) -> Self {
        let is_moved = !Arc::ptr_eq(&old.site.routes, &new.site.routes);
        Self {
            is_bodies_only: is_bodies_only(old, new, &files),
            moved: if is_moved { past.moved(old, new) } else { Vec::new() },
            new_faults: new_faults(old, new),
            files,
        }
    }
}

/// Most files that are compared one by one.
const MOST_COMPARED: usize = 20;

fn is_bodies_only(old: &Build, new: &Build, files: &[SourcePath]) -> bool {
    let front = |build: &Build, path: &SourcePath| build.marks(path).map(|marks| marks.front);
    files.len() <= MOST_COMPARED
        && files.iter().all(|path| front(old, path).is_some() && front(old, path) == front(new, path))
}

/// What is remembered of addresses that are no more.
#[derive(Debug, Default)]
pub(super) struct Past {
    /// Notes that went away, and their texts: one may come back elsewhere a moment later.
    gone: Vec<(UrlPath, Arc<str>)>,
    moves: HashMap<UrlPath, UrlPath>,
}

/// Most addresses that are remembered.
const MOST_REMEMBERED: usize = 500;

impl Past {
    /// Where the page of an address is now, after as many moves as it made; nothing where none is at their end.
    pub(super) fn moved_to(&self, url: &UrlPath, is_there: impl Fn(&UrlPath) -> bool) -> Option<&UrlPath> {
        let mut at = self.moves.get(url)?;
        // Those that lead in a circle have no end.
        for _ in 0..self.moves.len() {
            if is_there(at) {
                return Some(at);
            }
            at = self.moves.get(at)?;
        }
        None
    }

    /// Notes that went from one address to another: the same file, or a file of the same text or title.
    fn moved(&mut self, old: &Build, new: &Build) -> Vec<(UrlPath, UrlPath)> {
        let is_there = |url: &UrlPath| new.site.has_address(url);
        let came: Vec<&NotePage> =
            new.site.notes.iter().filter(|page| !old.site.has_address(&page.url)).collect();
        let of_text = |text: Option<&Arc<str>>| {
            came.iter().find(|other| text.is_some() && new.text(other.path()).as_ref() == text)
        };
        let mut moved = Vec::new();
        self.gone.retain(|(url, text)| {
            let to = of_text(Some(text)).filter(|_| !is_there(url));
            moved.extend(to.map(|to| (url.clone(), to.url.clone())));
            to.is_none() && !is_there(url)
        });
        for page in old.site.notes.iter().filter(|page| !is_there(&page.url)) {
            let text = old.text(page.path());
            let to = came
                .iter()
                .find(|other| other.path() == page.path())
                .or_else(|| of_text(text.as_ref()))
                .or_else(|| came.iter().find(|other| other.note().face.title == page.note().face.title));
            match (to, text) {
                (Some(to), _) => moved.push((page.url.clone(), to.url.clone())),
                (None, Some(text)) if self.gone.len() < MOST_REMEMBERED => {
                    self.gone.push((page.url.clone(), text));
                }
                (None, _) => {}
            }
        }
        // A page that is back went nowhere.
        self.moves.retain(|from, _| !is_there(from));
        if self.moves.len() > MOST_REMEMBERED {
            self.moves.clear();
        }
        self.moves.extend(moved.iter().cloned());
        moved
    }
}

fn new_faults(old: &Build, new: &Build) -> Vec<Diagnostic> {
    let is_new = |fault: &&Diagnostic| {
        // Both lists are in order of their paths.
        let start = old.diagnostics.partition_point(|known| known.path < fault.path);
        let mut of_file = old.diagnostics[start..].iter().take_while(|known| known.path == fault.path);
        !of_file.any(|known| known == *fault)
    };
    new.diagnostics.iter().filter(is_new).cloned().collect()
}
