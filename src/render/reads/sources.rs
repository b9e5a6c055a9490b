//! What answers the questions of pages. The engine puts it together; of rendering, the door alone has it.
//!
//! An answer is made from the frame of the site, from notes, and from what lies beyond both. Whoever looks at one of the last two
//! leaves a footprint (`footprint.rs`): so a build knows which answers of the one before still hold.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::AlikeNotes;
use super::site::SiteFields;
use crate::fingerprint::fingerprint;
use crate::footprint::Footprint;
use crate::model::{NoteId, Picture, Site};
use crate::note::{Body, Marks};
use crate::parallel;
use crate::path::SourcePath;
use crate::render::highlight::BlockCache;
use crate::render::search::Index;
use crate::render::stretch::Remembered;
use crate::render::template::Templates;
use crate::render::view::shared::Rows;
use crate::render::words::Words;
use crate::validate::Schema;

/// Gives the body of a note, without its text.
pub type Bodies<'a> = dyn Fn(&SourcePath) -> Option<Arc<Body>> + Sync + 'a;

/// What answers the questions of pages.
#[derive(Clone, Copy)]
pub struct Sources<'a> {
    /// The site: its frame, and its notes.
    pub(super) site: &'a Site,
    /// The order and kind of the fields.
    pub(super) schema: &'a Schema,
    /// The pictures that pages offer at several widths.
    pub(super) pictures: &'a BTreeMap<SourcePath, Picture>,
    notes: OfNotes<'a>,
    beyond: &'a Beyond<'a>,
}

/// What is known of notes besides what the site holds of them.
#[derive(Clone, Copy)]
pub struct OfNotes<'a> {
    /// What tells whether a note is as it was.
    pub marks: &'a (dyn Fn(NoteId) -> Option<Marks> + Sync),
    /// The fingerprint of what it says to others.
    pub profile: &'a (dyn Fn(NoteId) -> u64 + Sync),
    /// Which notes are alike.
    pub similar: &'a AlikeNotes,
}

/// What lies beyond the frame and the notes of a site. An answer that is made from it is sought in every build.
pub struct Beyond<'a> {
    /// The theme's words.
    pub words: &'a Words,
    /// The templates, with the site set.
    pub templates: &'a Templates,
    /// What templates see as `site`.
    pub fields: &'a SiteFields,
    /// The theme's files.
    pub assets: &'a crate::render::Assets,
    /// What remembers highlighted code.
    pub cache: &'a dyn BlockCache,
    /// The search index; None if no file with words of it is wanted.
    pub search: Option<&'a Index>,
    /// The rows of notes, made once for all listings.
    pub rows: &'a Rows,
    /// The body of a note, without its text.
    pub body: &'a Bodies<'a>,
    /// The text of a file of the site.
    pub text: &'a (dyn Fn(&SourcePath) -> Option<Arc<str>> + Sync),
    /// What remembers parts of files that list all notes.
    pub remembered: &'a Remembered<'a>,
    /// The hash of what a file holds that is copied.
    pub file_hash: &'a (dyn Fn(&SourcePath) -> u128 + Sync),
}

impl<'a> Sources<'a> {
    /// What answers questions about this site, with the schema of its notes and the pictures that its pages offer.
    pub fn new(
        site: &'a Site,
        schema: &'a Schema,
        pictures: &'a BTreeMap<SourcePath, Picture>,
        notes: OfNotes<'a>,
        beyond: &'a Beyond<'a>,
    ) -> Self {
        Self { site, schema, pictures, notes, beyond }
    }

    /// What lies beyond the site.
    pub(super) fn beyond(&self) -> &'a Beyond<'a> {
        Footprint::ALL.leave();
        self.beyond
    }

    /// What tells whether a note is as it was.
    pub(super) fn marks(&self, id: NoteId) -> Option<Marks> {
        self.site.notes[id].footprints()[1].leave();
        (self.notes.marks)(id)
    }

    /// The notes most similar to one, the most similar first.
    pub(super) fn nearest(&self, id: NoteId) -> impl Iterator<Item = NoteId> {
        self.site.notes[id].footprints()[1].leave();
        self.notes.similar.nearest(self.site, id)
    }

    /// Systems, tools and entities that two notes name.
    pub(super) fn shared(&self, note: NoteId, other: NoteId) -> Vec<&'a str> {
        self.notes.similar.shared(self.site, note, other)
    }

    /// The fingerprint of the frame.
    pub fn frame(&self) -> u64 {
        fingerprint(&(self.site.frame(), format!("{:?}", self.schema), self.pictures))
    }

    /// The fingerprints of each note, in the order of the site: of what it says to others, and of its text.
    pub fn notes(&self) -> Vec<[u64; 2]> {
        parallel::range(self.site.notes.len(), |id| {
            let near: Vec<NoteId> = self.nearest(id).collect();
            [(self.notes.profile)(id), fingerprint(&(self.marks(id), near))]
        })
    }

    /// The footprints of those who looked at the note at a place, and at its text.
    pub fn footprints(&self, id: NoteId) -> [Footprint; 2] {
        self.site.notes[id].footprints()
    }
}
