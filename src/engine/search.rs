//! Makes the search index, on all processors.

use rayon::prelude::*;

use super::Build;
use crate::model::NoteId;
use crate::render::search::{Index, Part};

/// Notes whose words are gathered in one go: enough that their words repeat, and few enough to share the work.
const NOTES_IN_PART: usize = 256;

/// The index of all notes of a site.
pub(super) fn build(build: &Build) -> Index {
    let site = &build.site;
    let ids: Vec<NoteId> = (0..site.notes.len()).collect();
    let part = |ids: &[NoteId]| {
        let mut part = Part::default();
        for &id in ids {
            let text = build.text(&site.note(id).path);
            part.add(site, id, text.as_deref().unwrap_or(""));
        }
        part
    };
    let parts = ids.par_chunks(NOTES_IN_PART).map(part).collect();
    Index::build(site, parts)
}
