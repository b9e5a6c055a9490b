//! Makes the search index, on all processors, from what is remembered of it as far as that holds.

use rayon::prelude::*;

use super::Build;
use super::memo::search::{Key, files, part};
use crate::diagnostic::Diagnostic;
use crate::model::NoteId;
use crate::model::search::word_files;
use crate::render::changed_meanwhile;
use crate::render::search::{Index, Part, Sorted, words_of_file};

/// About how many parts the words are gathered in: an edit makes one of them anew.
const PARTS: usize = 128;
/// Fewest notes in a part, and most: while a part is made its words take some 10 KB a note.
const NOTES: (usize, usize) = (64, 4096);

/// The index of all notes of a site.
///
/// # Errors
/// The text of a note can't be read again.
pub(super) fn build(build: &Build) -> Result<Index, Box<Diagnostic>> {
    let site = &build.site;
    // From the oldest, as they are numbered: a new note leaves all parts but the last as they are.
    let ids: Vec<NoteId> = (0..site.notes.len()).rev().collect();
    let notes = (ids.len() / PARTS).next_power_of_two().clamp(NOTES.0, NOTES.1);
    let count = word_files(ids.len());
    let chunks = ids.par_chunks(notes).enumerate();
    let parts: Result<Vec<Sorted>, Box<Diagnostic>> = chunks
        .map(|(at, ids)| {
            let key = key(build, at * notes, ids);
            part(&*build.files, at, key, count, || words(build, ids))
        })
        .collect();
    let parts = parts?;
    let files = files(&*build.files, &parts, count, |at| words_of_file(&parts, at));
    Ok(Index::of_files(site, files))
}

/// The words of some notes.
fn words(build: &Build, ids: &[NoteId]) -> Result<Sorted, Box<Diagnostic>> {
    let mut part = Part::default();
    for &id in ids {
        let path = &build.site.note(id).facts.path;
        let text = build.text(path).ok_or_else(|| changed_meanwhile(path))?;
        let body = build.body(path).ok_or_else(|| changed_meanwhile(path))?;
        part.add(&build.site, id, &body, &text);
    }
    Ok(part.sorted(&build.site))
}

/// What the words of some notes, the first of which has this number, are made from.
fn key(build: &Build, first: usize, ids: &[NoteId]) -> u128 {
    let site = &build.site;
    let mut key = Key::new();
    key.add(site.config.language.as_bytes());
    key.add(&word_files(site.notes.len()).to_le_bytes()).add(&first.to_le_bytes());
    for &id in ids {
        let note = site.note(id);
        // The title may be made from the name of the file.
        key.add(&build.body(&note.facts.path).map_or(0, |body| body.text_hash).to_le_bytes())
            .add(note.face.title.as_bytes());
        for destination in site.unsaid(note) {
            key.add(destination.as_bytes());
        }
    }
    key.end()
}
