//! `revision.superseded_by` leads to another note, and not in a circle.

use crate::corpus::Corpus;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::link::{Target, resolve};
use crate::model::{Known, Site};
use crate::note::Profile;
use crate::parse::yaml::in_place_of;
use crate::path::SourcePath;
use crate::span::Spanned;
use foldhash::{HashMap, HashMapExt};

/// The note that replaces another one, where `superseded_by` leads to one.
pub(crate) fn successor(site: &Site, note: &Profile) -> Option<usize> {
    let written = note.face.revision.superseded_by.as_ref()?;
    match resolve(site, &note.facts.path, &written.value) {
        Target::Note(id, _) => Some(id),
        Target::Address(url, _) => match &site.route(&url)?.page {
            crate::model::Page::Note(path) => match site.known(path) {
                Some(Known::Note(id)) => Some(id),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    }
}

/// Successors that are not there, and circles.
pub(super) fn check(site: &Site, corpus: &Corpus) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let mut next: HashMap<&SourcePath, &SourcePath> = HashMap::new();
    for note in corpus.notes.iter() {
        let Some(written) = &note.face.revision.superseded_by else { continue };
        match successor(site, note) {
            Some(id) => {
                next.insert(&note.facts.path, &site.note(id).facts.path);
            }
            None => diagnostics.extend(lost(site, note, written)),
        }
    }
    for note in corpus.notes.iter().filter(|note| returns(&next, &note.facts.path)) {
        let Some(written) = &note.face.revision.superseded_by else { continue };
        let message = "the notes that replace each other form a circle";
        let mut fault = Diagnostic::new(Code::SupersededByCircle, &note.facts.path, written.span, message);
        if let Some(other) = next
            .get(&note.facts.path)
            .and_then(|path| corpus.notes.iter().find(|other| other.facts.path == **path))
            && let Some(back) = &other.face.revision.superseded_by
            && other.facts.path != note.facts.path
        {
            fault = fault.related(&other.facts.path, back.span, "which names this one");
        }
        diagnostics.push(fault.key("revision.superseded_by").help("remove it from the note that is current"));
    }
    diagnostics
}

/// A successor that is not there, or not published.
fn lost(site: &Site, note: &Profile, written: &Spanned<String>) -> Option<Diagnostic> {
    let fault = |code, message| {
        Diagnostic::new(code, &note.facts.path, written.span, message).key("revision.superseded_by")
    };
    match resolve(site, &note.facts.path, &written.value) {
        Target::Unpublished(path, Known::Draft) if site.known(&note.facts.path) != Some(Known::Draft) => {
            let message = format!("`{}` is a draft, which is not published", written.value);
            let help = format!("publish `{path}` first, or name it later");
            return Some(fault(Code::DraftLink, message).help(help));
        }
        Target::Unpublished(..) => return None,
        _ => {}
    }
    let message = format!("`{}` is not a note of the site", written.value);
    let fault = fault(Code::SupersededByMissing, message);
    let path = note.facts.path.join(&written.value);
    let Some(near) = path.as_ref().and_then(|path| site.nearest_path(&note.facts.path, path)) else {
        return Some(fault.help("write the path of the note's file, as in a link: `../tls/renewal.md`"));
    };
    let new = super::links::relative(&note.facts.path, near.path);
    let leads = matches!(resolve(site, &note.facts.path, &new), Target::Note(..));
    let fault =
        fault.help(format!("did you mean `{}`? write its path relative to this note's folder", near.path));
    let new = in_place_of(&written.value, written.span, &new).filter(|_| near.is_certain && leads);
    Some(super::links::unmended(fault.replace(&written.value, written.span, new), &written.value))
}

/// Whether following successors from a note leads back to it.
fn returns(next: &HashMap<&SourcePath, &SourcePath>, start: &SourcePath) -> bool {
    let mut at = start;
    for _ in 0..=next.len() {
        match next.get(at) {
            Some(following) if *following == start => return true,
            Some(following) => at = following,
            None => return false,
        }
    }
    false
}
