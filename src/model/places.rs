//! What the links of a note can lead to: the paths, addresses, headings and files of a site. The rules over links see nothing
//! else of other notes, so that what they found of a note holds for as long as neither the note nor the places change.

use std::sync::Arc;

use super::link::{Target, resolve};
use super::near::Near;
use super::{Known, NoteId, Site};
use crate::config::Config;
use crate::corpus::{Corpus, FileInfo, notes_beside};
use crate::note::Profile;
use crate::parse::markdown::Heading;
use crate::path::SourcePath;

/// The places of a site that is made from a corpus.
#[derive(Clone, Copy, Debug)]
pub struct Places<'s> {
    pub(super) site: &'s Site,
    pub(super) corpus: &'s Corpus,
}

impl<'s> Places<'s> {
    /// Those of a site.
    pub fn new(site: &'s Site, corpus: &'s Corpus) -> Self {
        Self { site, corpus }
    }

    /// The settings.
    pub fn config(self) -> &'s Config {
        &self.site.config
    }

    /// Where a destination leads that is written in `from`.
    pub fn resolve(self, from: &SourcePath, destination: &str) -> Target {
        resolve(self.site, from, destination)
    }

    /// What a source file is to the site; None if there is no such file.
    pub fn known(self, path: &SourcePath) -> Option<Known> {
        self.site.known(path)
    }

    /// A file that is neither a note nor a section, published or not.
    pub fn file(self, path: &SourcePath) -> Option<&'s FileInfo> {
        self.corpus.files.get(path)
    }

    /// The file of a note, and its headings.
    pub fn of_note(self, id: NoteId) -> (&'s SourcePath, &'s [Heading]) {
        let facts = &self.site.note(id).facts;
        (&facts.path, &facts.outline.headings)
    }

    /// The file of a section, and its headings; None if it has none.
    pub fn of_section(self, id: usize) -> Option<(&'s SourcePath, &'s [Heading])> {
        let file = self.site.sections[id].file.as_ref()?;
        Some((&file.path, &file.outline.headings))
    }

    /// The file that is nearest to a path that does not exist, for a suggestion to the author of `from`.
    pub fn nearest_path(self, from: &SourcePath, path: &SourcePath) -> Option<Near<'s>> {
        self.site.nearest_path(from, path)
    }

    /// The notes that are not as they were `before`; all, where nothing was.
    pub fn changed_notes(self, before: Option<Self>) -> Vec<&'s Profile> {
        let old = before.map_or(&[] as &[_], |before| &before.corpus.notes);
        let is_as_it_was = |note: &Profile, old: Option<&Profile>| old.is_some_and(|old| old.is_same(note));
        let notes = notes_beside(&self.corpus.notes, old);
        notes.filter(|(note, old)| !is_as_it_was(note, *old)).map(|(note, _)| note).collect()
    }

    /// Whether every link leads where it led `before`, under the same settings and sections.
    pub fn are_same(self, before: Self) -> bool {
        let has_same_places = |(note, old): (&Profile, Option<&Profile>)| {
            old.is_some_and(|old| old.is_same(note) || ids(old).eq(ids(note)))
        };
        Arc::ptr_eq(&self.site.routes, &before.site.routes)
            && self.site.left_out == before.site.left_out
            && self.corpus.files == before.corpus.files
            && self.corpus.notes.len() == before.corpus.notes.len()
            && notes_beside(&self.corpus.notes, &before.corpus.notes).all(has_same_places)
    }
}

fn ids(note: &Profile) -> impl Iterator<Item = &str> {
    note.facts.outline.headings.iter().map(|heading| heading.id.as_str())
}
