//! Which pages show that templates can make all others: one of each kind and, where a site has templates of its own, one of
//! each set of fields that notes lack, for themselves and in the lists that show them.

use std::mem::discriminant;

use super::Build;
use crate::check::successor;
use crate::model::board::Falls;
use crate::model::listing::{List, ListPage};
use crate::model::{Lasting, NoteId, Page, Route, Site};
use crate::note::{Body, Change, Named, Profile};
use crate::path::{SourcePath, UrlPath};
use foldhash::{HashSet, HashSetExt};

/// Most notes whose pages are tried. Each takes as long as in a build, and few sites have as many sets of absent fields;
/// of more, those come first that lack, or have, what none before them did.
const MOST: usize = 100;

/// The pages to try. Where a site has no templates of its own these are few: those of the theme make any page.
pub(super) fn sample(build: &Build) -> Vec<Route> {
    let site = &build.site;
    let notes: Vec<NoteId> = if build.theme.templates.has_own() { typical(build) } else { Vec::new() };
    let lists: HashSet<UrlPath> = notes.iter().flat_map(|id| lists(site, *id)).collect();
    let notes: HashSet<&SourcePath> = notes.iter().map(|id| &site.note(*id).facts.path).collect();
    let mut kinds = HashSet::new();
    let is_tried = |route: &&Route| {
        let is_new = kinds.insert((discriminant(&route.page), kind(site, &route.page)));
        let is_chosen = match &route.page {
            Page::Note(path) => notes.contains(path),
            _ => lists.contains(&route.url),
        };
        is_new || is_chosen
    };
    site.routes.iter().filter(|route| route.page.is_from_template()).filter(is_tried).cloned().collect()
}

/// What tells pages of one kind apart, besides their notes.
fn kind(site: &Site, page: &Page) -> u32 {
    let flags = match page {
        Page::Section(folder, number) => {
            let Some(id) = site.section_at(folder) else { return 1 };
            let section = &site.sections[id];
            let file = section.file.as_ref();
            vec![
                section.is_pages,
                *number == ListPage::First,
                *number == ListPage::Full(1),
                section.notes.is_empty(),
                section.children.is_empty(),
                section.parent == Some(0),
                file.is_none_or(|file| file.summary.is_empty()),
                file.is_none_or(|file| file.body.range().is_empty()),
            ]
        }
        Page::Term(_, _, number) | Page::ArchiveYear(_, number) => {
            vec![*number == ListPage::First, *number == ListPage::Full(1)]
        }
        Page::ReviewDue(falls, number) => {
            vec![*number == ListPage::First, *number == ListPage::Full(1), *falls == Falls::Undated]
        }
        Page::Taxonomy(name) => {
            vec![site.index_at(name).is_none_or(|id| site.taxonomies[id].terms.is_empty())]
        }
        Page::Gone(reason) => vec![reason.is_empty()],
        _ => Vec::new(),
    };
    flags.into_iter().fold(1, |bits, flag| bits << 1 | u32::from(flag))
}

/// Notes that differ in what they lack.
fn typical(build: &Build) -> Vec<NoteId> {
    let mut known = HashSet::new();
    let differing: Vec<(NoteId, u64)> = (0..build.site.notes.len())
        .map(|id| (id, absent(build, id)))
        .filter(|(_, lacks)| known.insert(*lacks))
        .collect();
    // What any so far lack, and what any have.
    let (mut lacked, mut had) = (0, 0);
    let mut brings_new = |(_, lacks): &(NoteId, u64)| {
        let is_new = lacks & !lacked != 0 || !lacks & !had != 0;
        lacked |= lacks;
        had |= !lacks;
        is_new
    };
    let (first, others): (Vec<_>, Vec<_>) = differing.into_iter().partition(|found| brings_new(found));
    first.into_iter().chain(others).take(MOST).map(|(id, _)| id).collect()
}

/// What a template does not find in a note: a bit for each value that may be absent, or may be false.
fn absent(build: &Build, id: NoteId) -> u64 {
    let site = &build.site;
    let page = &site.notes[id];
    let note = page.note();
    let body = build.body(&note.facts.path);
    let body = body.as_deref();
    let of_page = [
        page.previous.is_none(),
        page.next.is_none(),
        page.section == 0,
        page.is_dated,
        page.is_hidden,
        page.review_due.is_none(),
        successor(site, note).is_none(),
        note.facts.outline.headings.is_empty(),
        note.facts.outline.pictures.is_empty(),
        build.marks(&note.facts.path).is_none_or(|marks| marks.span.range().is_empty()),
    ];
    let standing = site.standing(page);
    let flags = of_page
        .into_iter()
        .chain(Lasting::ALL.into_iter().map(|state| !standing.has(state)))
        .chain(of_fields(note))
        .chain(of_body(body))
        .chain(of_change(body.and_then(|body| body.change.as_ref())));
    flags.fold(1, |bits, flag| bits << 1 | u64::from(flag))
}

fn of_fields(note: &Profile) -> impl Iterator<Item = bool> {
    let revision = &note.face.revision;
    let lacks_version = |items: &[Named]| items.iter().any(|item| item.version.is_none());
    [
        note.face.date.is_none(),
        note.face.updated.is_none(),
        note.face.topic.is_empty(),
        note.face.summary.is_empty(),
        revision.status.is_none(),
        revision.version.is_none(),
        revision.last_reviewed.is_none(),
        revision.reviewed_by.is_none(),
        note.face.owner.is_none(),
        note.face.difficulty.is_none(),
        note.facts.reference.is_none(),
        note.face.stack.is_empty(),
        note.face.tools.is_empty(),
        lacks_version(&note.face.stack),
        lacks_version(&note.face.tools),
        note.face.draft,
        note.face.needs_human_review,
    ]
    .into_iter()
}

fn of_body(body: Option<&Body>) -> impl Iterator<Item = bool> {
    let lacks = |is_absent: fn(&Body) -> bool| body.is_none_or(is_absent);
    [
        lacks(|body| body.code_language.is_none()),
        lacks(|body| body.recorded_hash.is_none()),
        lacks(|body| body.checklist.is_empty()),
        lacks(|body| body.front.is_none()),
    ]
    .into_iter()
}

fn of_change(change: Option<&Change>) -> impl Iterator<Item = bool> {
    let lacks = |is_absent: fn(&Change) -> bool| change.is_none_or(is_absent);
    [
        change.is_none(),
        lacks(|change| change.reason.is_none()),
        lacks(|change| change.metric.is_none()),
        lacks(|change| change.metric.as_ref().is_none_or(|(_, before, _)| before.is_none())),
        lacks(|change| change.metric.as_ref().is_none_or(|(_, _, after)| after.is_none())),
        lacks(|change| change.expected_result.is_none()),
        lacks(|change| change.rollback.is_none()),
        lacks(|change| change.files.is_empty()),
        lacks(|change| change.commands.is_empty()),
    ]
    .into_iter()
}

/// One list of each kind that shows a note.
fn lists(site: &Site, id: NoteId) -> Vec<UrlPath> {
    let page = &site.notes[id];
    let at = |list: List<'_>| {
        let place = list.notes.iter().position(|other| *other == id)?;
        Some(list.url_of(list.pages.page_of(place)))
    };
    let term = site.taxonomies.iter().enumerate().find_map(|(place, taxonomy)| {
        let term = page.note().facts.terms(place).find_map(|(name, _)| taxonomy.place_of(name))?;
        Some(site.term_list(place, term))
    });
    let lists = [
        at(site.section_list(page.section)),
        page.note().face.date.and_then(|day| at(site.year_list(day.date.year()))),
        term.and_then(at),
        at(site.board_list()).or_else(|| at(site.due_list(Falls::on(page.falls())))),
    ];
    lists.into_iter().flatten().collect()
}
