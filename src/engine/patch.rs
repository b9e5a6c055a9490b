//! The short way from one build to the next: notes of which nothing but the body differs, as while somebody writes.
//!
//! All that is made from front matter is shared with the build before: addresses, listings, indexes, and what is wrong
//! with other notes. Where an edit reaches further (a heading that others may lead to, a picture, a file), or a note has
//! an error before or after, there is no short way.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::level::level;
use super::notes;
use super::recall::Recall;
use super::{Build, Engine};
use crate::check;
use crate::corpus::Corpus;
use crate::diagnostic::{Code, Diagnostic, sort};
use crate::model::link::{Target, resolve};
use crate::model::{Known, NoteId};
use crate::note::Note;
use crate::render::view::shared::Shared;
use crate::source::Listed;

/// Most notes that are taken this way at once.
const MOST: usize = 20;

/// A note whose body is another one.
struct Edit {
    /// Its place in the corpus.
    at: usize,
    /// Its place on the site; nothing for a draft.
    id: Option<NoteId>,
    text: Arc<str>,
    note: Arc<Note>,
    /// The faults that show in its file alone.
    faults: Arc<[Diagnostic]>,
}

/// The build with these notes as they are now.
pub(super) fn bodies(engine: &Engine, build: &Build, files: &[Listed], recall: &mut Recall) -> Option<Build> {
    if files.len() > MOST {
        return None;
    }
    let edits: Vec<Edit> =
        files.iter().map(|file| edit(engine, build, file, recall)).collect::<Option<_>>()?;
    let on_site: Vec<(NoteId, Arc<Note>)> =
        edits.iter().filter_map(|edit| Some((edit.id?, Arc::clone(&edit.note)))).collect();
    let site = build.site.with_bodies(&on_site);
    let mut notes = build.corpus.notes.clone();
    for edit in &edits {
        notes[edit.at] = Arc::clone(&edit.note);
    }
    let corpus =
        Corpus { notes, sections: build.corpus.sections.clone(), files: Arc::clone(&build.corpus.files) };
    let mut diagnostics = build.diagnostics.clone();
    let mut edited = build.edited.clone();
    for edit in edits {
        let path = &edit.note.path;
        diagnostics.retain(|fault| fault.path != *path);
        let mut faults = build.others.get(path).cloned().unwrap_or_default();
        faults.extend(edit.faults.iter().cloned());
        let own = std::slice::from_ref(&edit.note);
        faults.extend(check::bodies(&site, &corpus, own));
        let faults = level(&build.config, own, faults);
        if faults.iter().any(Diagnostic::is_error) {
            return None;
        }
        diagnostics.extend(faults);
        edited.insert(path.clone(), edit.text);
    }
    sort(&mut diagnostics);
    let broken_pictures = build.broken_pictures.lock().unwrap_or_else(PoisonError::into_inner).clone();
    Some(Build {
        shared: Shared::new(site.notes.len()),
        config: Arc::clone(&build.config),
        corpus,
        site,
        diagnostics,
        phases: Vec::new(),
        schema: Arc::clone(&build.schema),
        words: Arc::clone(&build.words),
        view: build.view,
        templates: Arc::clone(&build.templates),
        assets: Arc::clone(&build.assets),
        texts: Arc::clone(&build.texts),
        edited,
        others: Arc::clone(&build.others),
        search: OnceLock::new(),
        cache: Arc::clone(&build.cache),
        files: Arc::clone(&build.files),
        source: Arc::clone(&build.source),
        broken_pictures: Mutex::new(broken_pictures),
    })
}

/// A file as an edit of a note's body; nothing when more of the note differs.
fn edit(engine: &Engine, build: &Build, file: &Listed, recall: &mut Recall) -> Option<Edit> {
    let at = build.corpus.notes.binary_search_by(|note| note.path.cmp(&file.path)).ok()?;
    let old = &build.corpus.notes[at];
    let id = match build.site.known(&file.path)? {
        Known::Note(id) => Some(id),
        Known::Draft => None,
        _ => return None,
    };
    let has_error = |fault: &Diagnostic| fault.path == file.path && fault.is_error();
    if build.diagnostics.iter().any(has_error) {
        return None;
    }
    // What was said of its pictures has places in the old body.
    let is_of_body = |fault: &Diagnostic| matches!(fault.code, Code::ImageTooLarge | Code::UnreadableImage);
    if build.others.get(&file.path).is_some_and(|others| others.iter().any(is_of_body)) {
        return None;
    }
    let old_text = build.text(&file.path)?;
    let known = notes::judge_one(engine, &build.corpus, &build.config, file)?;
    let note = Arc::clone(&known.note);
    let is_small = !leads_to_faulty(build, &note)
        && has_same_front((old, &old_text), (&note, &known.text))
        && is_same_outline(old, &note)
        && !leads_to_other_files(build, old, &note);
    let edit = Edit { at, id, text: Arc::clone(&known.text), note, faults: Arc::clone(&known.faults) };
    is_small.then(|| {
        recall.learn(file.path.clone(), known);
        edit
    })
}

/// Whether two states of a note have the same front matter, and what is taken from the body in its stead.
fn has_same_front((old, old_text): (&Note, &str), (new, new_text): (&Note, &str)) -> bool {
    let front = |note: &Note, text: &str| text.get(..note.body.range().start).map(str::to_owned);
    let before = front(old, old_text);
    before.is_some()
        && before == front(new, new_text)
        && (&old.title, &old.slug, old.title_is_heading, &old.summary, &old.topic)
            == (&new.title, &new.slug, new.title_is_heading, &new.summary, &new.topic)
}

/// Whether other notes can lead to the same places of a note, and it shows the same pictures.
fn is_same_outline(old: &Note, new: &Note) -> bool {
    let ids = |note: &Note| -> Vec<String> {
        note.outline.headings.iter().map(|heading| heading.id.clone()).collect()
    };
    let pictures = |note: &Note| -> Vec<String> {
        note.outline.pictures.iter().map(|picture| picture.destination.clone()).collect()
    };
    ids(old) == ids(new) && pictures(old) == pictures(new)
}

/// Whether a note may lead to one that is left out for its faults. Links are judged by the site with all notes, which is
/// not kept.
fn leads_to_faulty(build: &Build, note: &Note) -> bool {
    note.outline.links.iter().any(|link| {
        let target = resolve(&build.site, &note.path, &link.destination);
        matches!(target, Target::Unpublished(_, Known::Faulty) | Target::NoPage(_))
    })
}

/// Whether a note links to files that are no pages, and not to the same ones as before: whether somebody uses a file is
/// judged over all notes.
fn leads_to_other_files(build: &Build, old: &Note, new: &Note) -> bool {
    let links = |note: &Note| -> Vec<String> {
        note.outline.links.iter().map(|link| link.destination.clone()).collect()
    };
    let (old_links, new_links) = (links(old), links(new));
    let is_file = |link: &String| matches!(resolve(&build.site, &old.path, link), Target::File(_));
    old_links != new_links && old_links.iter().chain(&new_links).any(is_file)
}
