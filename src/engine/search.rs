//! Makes the search index, on all processors.

use rayon::prelude::*;

use super::Build;
use crate::model::NoteId;
use crate::render::search::{Index, Part, Sorted};

/// Parts in which the words are gathered: large ones, since their words repeat, and enough of them to share the work.
const PARTS: usize = 16;
/// Fewest notes in a part.
const FEWEST_NOTES: usize = 64;

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
        part.sorted(site)
    };
    let parts: Vec<Sorted> = ids.par_chunks(ids.len().div_ceil(PARTS).max(FEWEST_NOTES)).map(part).collect();
    Index::build(site, &parts)
}
