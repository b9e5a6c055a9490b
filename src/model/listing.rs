//! Lists that span the whole site: the years of the archive, and the review table.

use rayon::prelude::*;

use super::{NoteId, NotePage};

/// The years of the archive, newest first, with their notes, newest first.
pub(super) fn years(pages: &[NotePage], dated: &[NoteId]) -> Vec<(i16, Vec<NoteId>)> {
    let mut years: Vec<(i16, Vec<NoteId>)> = Vec::new();
    for &id in dated {
        let Some(day) = pages[id].note.face.date else { continue };
        match years.last_mut().filter(|(year, _)| *year == day.date.year()) {
            Some((_, notes)) => notes.push(id),
            None => years.push((day.date.year(), vec![id])),
        }
    }
    years
}

/// The notes of the review table: by owner, then by the day the review falls due, those without one first.
pub(super) fn reviewable(pages: &[NotePage], dated: &[NoteId]) -> Vec<NoteId> {
    let mut ids = dated.to_vec();
    ids.par_sort_by(|a, b| {
        let key = |id: NoteId| {
            let page = &pages[id];
            let owner = page.note.face.owner.as_deref();
            (owner.is_none(), owner.unwrap_or(""), page.review_due, &page.note.facts.path)
        };
        key(*a).cmp(&key(*b))
    });
    ids
}
