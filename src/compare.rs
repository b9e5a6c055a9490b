//! Two outputs of a site, compared: which notes came, went, moved or changed, and what of them.
//!
//! In go two [`Edition`]s, which is what an output says of itself: its files with their hashes, and its list of notes. Out
//! come [`Changes`], in the order of addresses. What of a page comes from its surroundings, as listings and the theme, is
//! counted and not listed. Nothing is read here, and how changes are told is left to `report::changes`.

mod change;
mod edition;
mod file;
mod pairs;

use std::sync::Arc;

pub use change::{Change, What};
pub use edition::{Edition, Listed, Note};
pub use file::{Kind, Tally, is_page};

use crate::path::{OutputPath, UrlPath};

/// What differs between two editions.
#[derive(Clone, Debug, Default)]
pub struct Changes<'e> {
    /// Notes that were not there.
    pub added: Vec<Entry<'e>>,
    /// Notes that say something else at the same address.
    pub changed: Vec<Entry<'e>>,
    /// Notes that have another address.
    pub moved: Vec<Entry<'e>>,
    /// Notes that are no more.
    pub removed: Vec<Entry<'e>>,
    /// Pages that are no notes, and were not there: sections, terms, redirects.
    pub pages_added: Vec<UrlPath>,
    /// Pages that are no notes, and are no more.
    pub pages_removed: Vec<UrlPath>,
    /// Pages that differ by nothing but their surroundings, or list other notes.
    pub other_pages: usize,
    /// Files that are no pages.
    pub files: [Tally; Kind::ALL.len()],
}

/// A note that differs.
#[derive(Clone, Debug)]
pub struct Entry<'e> {
    /// The note as it is; as it was, if it is no more.
    pub note: &'e Note,
    /// The note as it was, if it moved.
    pub from: Option<&'e Note>,
    /// What of it changed.
    pub changes: Vec<Change>,
    /// What is at the address that it had, if it moved or is no more.
    pub left: Option<Left>,
}

/// What is at an address that a note had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// Nothing: links to it break.
    Nothing,
    /// A page that is no note, as one that leads on.
    Page,
    /// Another note.
    Note,
}

impl Left {
    /// Its name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Page => "page",
            Self::Note => "note",
        }
    }
}

impl<'e> Changes<'e> {
    /// What is another in the new edition than in the old one.
    pub fn between(old: &'e Edition, new: &'e Edition) -> Self {
        let mut changes = Self::default();
        let pairs = pairs::pairs(&old.notes, &new.notes);
        for (note, before) in new.notes.iter().zip(&pairs) {
            match before.and_then(|at| old.notes.get(at)) {
                None => changes.added.push(Entry { note, from: None, changes: Vec::new(), left: None }),
                Some(before) => changes.pair((old, before), (new, note)),
            }
        }
        let mut is_paired = vec![false; old.notes.len()];
        for at in pairs.into_iter().flatten() {
            is_paired[at] = true;
        }
        for (note, _) in old.notes.iter().zip(is_paired).filter(|(_, is_paired)| !is_paired) {
            let left = Some(new.left(&note.address));
            changes.removed.push(Entry { note, from: None, changes: Vec::new(), left });
        }
        changes.pages_and_files(old, new);
        changes
    }

    fn pair(&mut self, (old, before): (&Edition, &'e Note), (new, note): (&Edition, &'e Note)) {
        let mut found = change::between(before, note);
        if before.address != note.address {
            let left = Some(new.left(&before.address));
            return self.moved.push(Entry { note, from: Some(before), changes: found, left });
        }
        if found.is_empty() && !is_same(old, new, &note.address.output()) {
            if before.body_hash.is_some() && note.body_hash.is_some() {
                self.other_pages += 1;
                return;
            }
            found.push(Change { what: What::Page, old: None, new: None });
        }
        if !found.is_empty() {
            self.changed.push(Entry { note, from: None, changes: found, left: None });
        }
    }

    /// All that is no page of a note.
    fn pages_and_files(&mut self, old: &Edition, new: &Edition) {
        for path in new.files.keys().filter(|path| !old.files.contains_key(*path)) {
            if !file::is_page(path) {
                self.files[Kind::of(path) as usize].added += 1;
            } else if new.is_note(path) {
                // It is told with its note.
            } else if file::is_further(path) {
                self.other_pages += 1;
            } else {
                self.pages_added.push(file::address(path));
            }
        }
        for path in old.files.keys().filter(|path| !is_same(old, new, path)) {
            let is_there = new.files.contains_key(path);
            if !file::is_page(path) {
                let tally = &mut self.files[Kind::of(path) as usize];
                *(if is_there { &mut tally.changed } else { &mut tally.removed }) += 1;
            } else if old.is_note(path) || new.is_note(path) {
                // It is told with its note.
            } else if is_there || file::is_further(path) {
                self.other_pages += 1;
            } else {
                self.pages_removed.push(file::address(path));
            }
        }
    }
}

/// Whether a file holds the same in both. Where a build was cut off, it may hold one of two.
fn is_same(old: &Edition, new: &Edition, path: &OutputPath) -> bool {
    let (Some(old), Some(new)) = (old.files.get(path), new.files.get(path)) else { return false };
    Arc::ptr_eq(old, new) || old.split(',').any(|hash| new.split(',').any(|other| hash == other))
}

#[cfg(test)]
mod tests;
