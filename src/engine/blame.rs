//! Which page a template failed on, and for which note: what stands in a template is often at fault for what a note lacks.

use super::Build;
use crate::diagnostic::Diagnostic;
use crate::model::{Page, Route, Site};
use crate::path::SourcePath;
use crate::render::Renderer;
use crate::render::reads::{Reads, Sources};
use crate::span::Span;

/// A fault of a template, with the note or the page that brought it about. Pages that list notes are made once more for
/// each of them, to find the one.
pub(super) fn blame(
    build: &Build,
    sources: &Sources<'_>,
    route: &Route,
    mut fault: Diagnostic,
) -> Diagnostic {
    if !fault.code.is_of_template() || !fault.related.is_empty() {
        return fault;
    }
    if let Page::Note(path) = &route.page {
        return of_note(&build.site, path, fault, "on the page of this note");
    }
    let fails = |path: &&SourcePath| {
        let reads = Reads::new(sources, None);
        Renderer::new(&reads).only(path).render(route).is_err_and(|other| other.is_same(&fault))
    };
    let listed: Vec<&SourcePath> =
        build.site.listed(&route.page).iter().map(|id| &build.site.note(*id).facts.path).collect();
    // Where every note fails, none of them is to blame.
    if let Some(path) = listed.iter().copied().find(fails)
        && !listed.iter().all(fails)
    {
        return of_note(&build.site, path, fault, &format!("for this note, on the page `{}`", route.url));
    }
    let help = fault.help.take().unwrap_or_default();
    fault.help(format!("{help}; it fails on the page `{}`", route.url))
}

fn of_note(site: &Site, path: &SourcePath, fault: Diagnostic, text: &str) -> Diagnostic {
    let start = site.note_at(path).map_or(0, |page| page.note().facts.front_span.start);
    fault.related(path, Span::at(start as usize), text)
}
