//! Gathers the words of the search index, on all processors, from what is remembered of them as far as that holds.

use super::Build;
use super::store::{Key, Kind};
use crate::diagnostic::Diagnostic;
use crate::fingerprint::fingerprint;
use crate::model::NoteId;
use crate::model::search::{name_files, word_files, word_parts};
use crate::parallel;
use crate::render::changed_meanwhile;
use crate::render::search::{Index, Part, Sorted};

/// The index of all notes of a site, without their words.
///
/// # Errors
/// The text of a note can't be read again.
pub(super) fn build(build: &Build) -> Result<Index, Box<Diagnostic>> {
    let of_part = |ids: &Vec<NoteId>| {
        let key = key(build, ids).and(b"fingerprints").end();
        let known = build.store.get(Kind::Search, key);
        if let Some(known) = known.and_then(|bytes| postcard::from_bytes(&bytes).ok()) {
            return Ok(known);
        }
        let fingerprints = part(build, ids)?.fingerprints();
        if let Ok(bytes) = postcard::to_stdvec(&fingerprints) {
            build.store.put(Kind::Search, key, &bytes);
        }
        Ok(fingerprints)
    };
    let parts = parts(build);
    let parts: Result<Vec<Vec<u64>>, Box<Diagnostic>> = parallel::map(&parts, of_part).into_iter().collect();
    let mut parts = parts?;
    parts.extend(sections(build)?.map(|part| part.fingerprints()));
    Ok(Index::of_parts(&build.site, &parts))
}

/// The words of all parts.
///
/// # Errors
/// The text of a note can't be read again.
pub(super) fn words(build: &Build) -> Result<Vec<Sorted>, Box<Diagnostic>> {
    let parts: Result<Vec<Sorted>, Box<Diagnostic>> =
        parallel::map(&parts(build), |ids| part(build, ids)).into_iter().collect();
    let mut parts = parts?;
    parts.extend(sections(build)?);
    Ok(parts)
}

/// The words of the sections that are pages themselves: a part of its own, if there are any. They are few.
fn sections(build: &Build) -> Result<Option<Sorted>, Box<Diagnostic>> {
    let site = &build.site;
    let mut part = Part::default();
    for &numbered in site.numbers.of_sections() {
        let Some(file) = site.sections[numbered.0].published_file() else { continue };
        let text = build.text(&file.path).ok_or_else(|| changed_meanwhile(&file.path))?;
        part.add_section(site, numbered, file.body.of(&text));
    }
    Ok((!site.numbers.of_sections().is_empty()).then(|| part.sorted(site)))
}

fn parts(build: &Build) -> Vec<Vec<NoteId>> {
    build.site.numbers.parts(word_parts(build.site.notes.len()))
}

fn part(build: &Build, ids: &[NoteId]) -> Result<Sorted, Box<Diagnostic>> {
    let (store, key) = (&build.store, key(build, ids).end());
    let count = build.site.notes.len();
    let files = word_files(count) + name_files(count);
    if let Some(known) = store.get(Kind::Search, key).and_then(|bytes| Sorted::from_bytes(bytes, files)) {
        return Ok(known);
    }
    let mut part = Part::default();
    for &id in ids {
        let path = &build.site.note(id).facts.path;
        let changed = || changed_meanwhile(path);
        let text = build.text(path).ok_or_else(changed)?;
        let (marks, body) = build.marks(path).zip(build.body(path)).ok_or_else(changed)?;
        part.add(&build.site, id, &body, marks.span.of(&text));
    }
    let sorted = part.sorted(&build.site);
    store.put(Kind::Search, key, sorted.as_bytes());
    Ok(sorted)
}

/// What the words of some notes are made from.
fn key(build: &Build, ids: &[NoteId]) -> Key {
    let site = &build.site;
    let mut key = Key::of(Kind::Search).and(site.config.language.as_bytes());
    key = key.and(format!("{:?}", site.config.extensions).as_bytes());
    let count = site.notes.len();
    key = key.number(word_files(count) as u64).number(name_files(count) as u64);
    key = key.number(fingerprint(&site.config.schema.renames));
    for &id in ids {
        let note = site.note(id);
        key = key.number(u64::from(site.numbers.of_note(id)));
        // The title and the slug may come from the name of the file, and the owner from the settings; all else is in the text.
        let text = build.judged_at(id).map_or(0, |judged| judged.marks.text);
        let owner = note.face.owner.as_deref().unwrap_or("");
        key = key.and(&text.to_le_bytes()).and(note.face.title.as_bytes()).and(owner.as_bytes());
        key = key.and(note.facts.slug.as_bytes());
        for destination in site.unsaid(note) {
            key = key.and(destination.as_bytes());
        }
    }
    key
}
