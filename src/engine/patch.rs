//! The short way from one build to the next: notes that stay where they are on the site, as while somebody writes their
//! text or their title, and templates.
//!
//! Addresses, listings, indexes, and what is wrong with other notes are shared with the build before. Where an edit
//! reaches further (a term, a date, a heading that others may lead to, a picture, a file), or something has an error
//! before or after, there is no short way.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::level::level;
use super::own::OwnTemplates;
use super::recall::Recall;
use super::{Build, Engine, notes};
use crate::check;
use crate::corpus::TEMPLATES;
use crate::diagnostic::{Code, Diagnostic, sort};
use crate::model::link::{Target, resolve};
use crate::model::{Known, NoteId, Site, uses};
use crate::note::{Note, Terms};
use crate::path::{SourcePath, UrlPath};
use crate::render::Renderer;
use crate::render::view::shared::Shared;
use crate::source::Listed;
use crate::span::Span;

/// Most notes that are taken this way at once.
const MOST: usize = 20;

/// A note that holds something else.
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
pub(super) fn notes(engine: &Engine, build: &Build, files: &[Listed], recall: &mut Recall) -> Option<Build> {
    if files.len() > MOST {
        return None;
    }
    let edits: Vec<Edit> =
        files.iter().map(|file| edit(engine, build, file, recall)).collect::<Option<_>>()?;
    let on_site: Vec<(NoteId, Arc<Note>)> =
        edits.iter().filter_map(|edit| Some((edit.id?, Arc::clone(&edit.note)))).collect();
    let mut new = build.with(build.site.with_notes(&on_site));
    for edit in &edits {
        new.corpus.notes[edit.at] = Arc::clone(&edit.note);
    }
    for edit in edits {
        let path = &edit.note.path;
        new.diagnostics.retain(|fault| fault.path != *path);
        let mut faults = build.others.get(path).cloned().unwrap_or_default();
        faults.extend(edit.faults.iter().cloned());
        let own = std::slice::from_ref(&edit.note);
        faults.extend(check::bodies(&new.site, &new.corpus, own));
        let faults = level(&build.config, own, faults);
        if faults.iter().any(Diagnostic::is_error) {
            return None;
        }
        new.diagnostics.extend(faults);
        new.edited.insert(path.clone(), edit.text);
    }
    sort(&mut new.diagnostics);
    Some(new)
}

/// The build with its templates, or the files of the theme, as they are now; nothing where one of them has faults, before
/// or after, or the whole site has to be looked at. `templates` are all files of that folder.
pub(super) fn theme(
    engine: &Engine,
    build: &Build,
    changed: &[Listed],
    templates: &[Listed],
) -> Option<Build> {
    let is_template = |path: &SourcePath| path.as_str().starts_with(TEMPLATES);
    let has_fault = build.diagnostics.iter().any(|fault| is_template(&fault.path));
    if has_fault || !changed.iter().all(|file| is_template(&file.path)) {
        return None;
    }
    let own = OwnTemplates::read(&*engine.source, templates, &build.config);
    let (mut compiled, texts, faults) = own.templates(&build.words);
    let assets = own.assets(&build.config);
    if !faults.is_empty() {
        return None;
    }
    let mut new = build.with(build.site.with_assets(&build.assets.published(), &assets.published())?);
    let view = Renderer::site_view(&new.site, &build.words, &assets);
    compiled.set_site(&view);
    new.edited.extend(texts);
    new.view = view.hash();
    new.templates = Arc::new(compiled);
    new.assets = Arc::new(assets);
    new.check_templates().is_empty().then_some(new)
}

impl Build {
    /// The same with another state of the site, of which nothing is rendered yet.
    fn with(&self, site: Site) -> Self {
        let broken_pictures = self.broken_pictures.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Self {
            shared: Shared::new(site.notes.len()),
            config: Arc::clone(&self.config),
            corpus: self.corpus.clone(),
            site,
            diagnostics: self.diagnostics.clone(),
            phases: Vec::new(),
            schema: Arc::clone(&self.schema),
            words: Arc::clone(&self.words),
            view: self.view,
            templates: Arc::clone(&self.templates),
            assets: Arc::clone(&self.assets),
            texts: Arc::clone(&self.texts),
            edited: self.edited.clone(),
            others: Arc::clone(&self.others),
            search: OnceLock::new(),
            cache: Arc::clone(&self.cache),
            files: Arc::clone(&self.files),
            source: Arc::clone(&self.source),
            broken_pictures: Mutex::new(broken_pictures),
        }
    }
}

/// A file as an edit of a note that stays where it is; nothing when the site differs.
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
    let known = notes::judge_one(engine, &build.corpus, &build.config, file)?;
    let note = Arc::clone(&known.note);
    let is_small = !leads_to_faulty(build, &note)
        && has_same_place(build, old, &note)
        && is_same_outline(old, &note)
        && !leads_to_other_files(build, old, &note);
    let edit = Edit { at, id, text: known.text.clone()?, note, faults: Arc::clone(&known.faults) };
    is_small.then(|| {
        recall.learn(file.path.clone(), known);
        edit
    })
}

/// Whether two states of a note take the same place on the site: what differs is its title, its summary, or what only its
/// own page shows. Where lines of the front matter moved, nothing may have been said of them.
fn has_same_place(build: &Build, old: &Note, new: &Note) -> bool {
    if old.front_hash != new.front_hash {
        let speaks_of = |fault: &Diagnostic| fault.related.iter().any(|label| label.path == old.path);
        let is_spoken_of =
            build.others.contains_key(&old.path) || build.others.values().flatten().any(speaks_of);
        let terms = |note: &Note| -> Vec<Vec<Box<str>>> {
            let names = |terms: &Terms| terms.iter().map(|term| term.value.clone()).collect();
            note.terms.iter().map(names).collect()
        };
        if is_spoken_of || build.config.note_cards || terms(old) != terms(new) {
            return false;
        }
    }
    let revision = |note: &Note| {
        let mut revision = note.revision.clone();
        if let Some(written) = &mut revision.superseded_by {
            written.span = Span::at(0);
        }
        revision
    };
    let address =
        |note: &Note| -> Vec<UrlPath> { note.aliases.iter().map(|alias| alias.value.clone()).collect() };
    let reference = |note: &Note| note.reference.as_ref().map(|reference| reference.value.clone());
    let allowed =
        |note: &Note| -> Vec<String> { note.allowed.iter().map(|code| code.value.clone()).collect() };
    (&old.slug, old.date, old.updated, old.draft, old.needs_human_review, &old.owner)
        == (&new.slug, new.date, new.updated, new.draft, new.needs_human_review, &new.owner)
        && revision(old) == revision(new)
        && address(old) == address(new)
        && reference(old) == reference(new)
        && allowed(old) == allowed(new)
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

/// Whether a note uses files that are no pages, and not the same ones as before: who uses a file, and whether that is
/// published for it, is judged over all notes.
fn leads_to_other_files(build: &Build, old: &Note, new: &Note) -> bool {
    let (before, now): (Vec<&str>, Vec<&str>) = (uses(old).collect(), uses(new).collect());
    let is_file = |written: &&str| match resolve(&build.site, &old.path, written) {
        Target::File(_) => true,
        Target::Unpublished(path, _) => build.corpus.files.contains_key(&path),
        Target::Address(..) => build.site.file_of(&old.path, written).is_some(),
        _ => false,
    };
    before != now && before.iter().chain(&now).any(is_file)
}
