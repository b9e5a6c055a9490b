//! Which page a template failed on, and for which note: what stands in a template is often at fault for what a note lacks.

use super::Build;
use crate::diagnostic::Diagnostic;
use crate::model::{NoteId, Page, Route, Site};
use crate::render::Renderer;
use crate::span::Span;

/// A fault of a template, with the note or the page that brought it about. Pages that list notes are made once more for
/// each of them, to find the one.
pub(super) fn blame(
    build: &Build,
    renderer: &Renderer<'_>,
    route: &Route,
    mut fault: Diagnostic,
) -> Diagnostic {
    if !fault.code.is_of_template() || !fault.related.is_empty() {
        return fault;
    }
    if let Page::Note(id) = route.page {
        return of_note(&build.site, id, fault, "on the page of this note");
    }
    let fails = |id: &NoteId| {
        let alone = Renderer { only: Some(*id), ..*renderer };
        alone.render(route).is_err_and(|other| other.is_same(&fault))
    };
    let listed = build.site.listed(&route.page);
    // Where every note fails, none of them is to blame.
    if let Some(id) = listed.iter().copied().find(fails)
        && !listed.iter().all(fails)
    {
        return of_note(&build.site, id, fault, &format!("for this note, on the page `{}`", route.url));
    }
    let help = fault.help.take().unwrap_or_default();
    fault.help(format!("{help}; it fails on the page `{}`", route.url))
}

fn of_note(site: &Site, id: NoteId, fault: Diagnostic, text: &str) -> Diagnostic {
    let note = site.note(id);
    fault.related(&note.facts.path, Span::at(note.facts.front_span.start as usize), text)
}
