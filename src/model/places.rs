//! What the links of a note can lead to: the paths, addresses, headings and files of a site. The rules over links see nothing
//! else of other notes, so that what they found of a note holds for as long as neither the note nor the places change.

use std::sync::Arc;

use super::link::{Target, other_page, resolve};
use super::listing::ListPage;
use super::near::Near;
use super::{Known, NoteId, Page, Site};
use crate::config::Config;
use crate::corpus::{Corpus, FileInfo, notes_beside};
use crate::note::Profile;
use crate::parse::{Anchors, Outline};
use crate::path::{SourcePath, UrlPath};

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

    /// The page that a destination means as an address, where that is another one than the file it leads to.
    pub fn other_page(self, from: &SourcePath, destination: &str, target: &Target) -> Option<UrlPath> {
        other_page(self.site, from, destination, target)
    }

    /// The address of a section.
    pub fn url_of_section(self, id: usize) -> &'s UrlPath {
        &self.site.sections[id].url
    }

    /// What a source file is to the site; None if there is no such file.
    pub fn known(self, path: &SourcePath) -> Option<Known> {
        self.site.known(path)
    }

    /// A file that is neither a note nor a section, published or not.
    pub fn file(self, path: &SourcePath) -> Option<&'s FileInfo> {
        self.corpus.files.get(path)
    }

    /// The file of a note, and what it holds.
    pub fn of_note(self, id: NoteId) -> (&'s SourcePath, &'s Outline) {
        let facts = &self.site.note(id).facts;
        (&facts.path, &facts.outline)
    }

    /// The file of a section, and what it holds; None if it has none.
    pub fn of_section(self, id: usize) -> Option<(&'s SourcePath, &'s Outline)> {
        let file = self.site.sections[id].file.as_ref()?;
        Some((&file.path, &file.outline))
    }

    /// The file behind an address, and what it holds; None where no note or section has it.
    pub fn at(self, url: &UrlPath) -> Option<(&'s SourcePath, &'s Outline)> {
        self.site.outline_at(url)
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
            old.is_some_and(|old| old.is_same(note) || ids(old) == ids(note))
        };
        Arc::ptr_eq(&self.site.routes, &before.site.routes)
            && self.site.left_out == before.site.left_out
            && self.corpus.files == before.corpus.files
            && self.corpus.beyond == before.corpus.beyond
            && self.corpus.notes.len() == before.corpus.notes.len()
            && notes_beside(&self.corpus.notes, &before.corpus.notes).all(has_same_places)
    }
}

impl Site {
    /// What the file of a note or section holds; None if it is neither.
    pub(super) fn outline_of(&self, path: &SourcePath) -> Option<&Outline> {
        match self.known(path)? {
            Known::Note(id) => Some(&self.note(id).facts.outline),
            Known::Section(id) => self.sections[id].file.as_ref().map(|file| &file.outline),
            _ => None,
        }
    }

    /// The file whose page has this address, and what it holds; None where it is neither a note nor a section.
    pub(crate) fn outline_at(&self, url: &UrlPath) -> Option<(&SourcePath, &Outline)> {
        match &self.route(url)?.page {
            Page::Note(path) => Some((self.note_at(path)?.path(), self.outline_of(path)?)),
            Page::Section(folder, ListPage::First) => {
                let file = self.sections[self.section_at(folder)?].file.as_ref()?;
                Some((&file.path, &file.outline))
            }
            _ => None,
        }
    }
}

fn ids(note: &Profile) -> (Vec<&str>, &Anchors) {
    let outline = &note.facts.outline;
    (outline.ids().collect(), &outline.anchors)
}
