//! `revision.superseded_by` leads to another note, and not in a circle.

use std::collections::HashMap;

use crate::corpus::Corpus;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::Site;
use crate::model::link::{Target, resolve};
use crate::note::Note;
use crate::path::SourcePath;

/// The note that replaces another one, where `superseded_by` leads to one.
pub(crate) fn successor(site: &Site, note: &Note) -> Option<usize> {
    let written = note.revision.superseded_by.as_ref()?;
    match resolve(site, &note.path, &written.value) {
        Target::Note(id, _) => Some(id),
        Target::Address(url, _) => match site.route(&url)?.page {
            crate::model::Page::Note(id) => Some(id),
            _ => None,
        },
        _ => None,
    }
}

/// Successors that are not there, and circles.
pub(super) fn check(site: &Site, corpus: &Corpus) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let mut next: HashMap<&SourcePath, &SourcePath> = HashMap::new();
    for note in &corpus.notes {
        let Some(written) = &note.revision.superseded_by else { continue };
        match successor(site, note) {
            Some(id) => {
                next.insert(&note.path, &site.note(id).path);
            }
            None if matches!(resolve(site, &note.path, &written.value), Target::Unpublished(..)) => {}
            None => {
                let message = format!("`{}` is not a note of the site", written.value);
                let fault = Diagnostic::new(Code::SupersededByMissing, &note.path, written.span, message);
                let near = note
                    .path
                    .join(&written.value)
                    .and_then(|path| site.nearest_path(&note.path, &path).cloned());
                let help = match near {
                    Some(near) => format!("did you mean `{near}`? write its path from this note's folder"),
                    None => "write the path of the note's file, as in a link: `../tls/renewal.md`".to_owned(),
                };
                diagnostics.push(fault.key("revision.superseded_by").help(help));
            }
        }
    }
    for note in corpus.notes.iter().filter(|note| returns(&next, &note.path)) {
        let Some(written) = &note.revision.superseded_by else { continue };
        let message = "the notes that replace each other form a circle";
        let mut fault = Diagnostic::new(Code::SupersededByCircle, &note.path, written.span, message);
        if let Some(other) =
            next.get(&note.path).and_then(|path| corpus.notes.iter().find(|other| other.path == **path))
            && let Some(back) = &other.revision.superseded_by
            && other.path != note.path
        {
            fault = fault.related(&other.path, back.span, "and this one leads on");
        }
        diagnostics.push(fault.key("revision.superseded_by").help("remove it from the note that holds"));
    }
    diagnostics
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
