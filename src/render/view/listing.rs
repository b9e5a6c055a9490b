//! Rows of listings, and the pages that a long listing is split into.

use serde::Serialize;

use super::note::{NamedView, StatusView, status};
use super::{DateView, NameView, day, term};
use crate::model::route::{page_count, page_url};
use crate::model::{NoteId, Site};
use crate::path::UrlPath;
use crate::render::words::Words;

/// A note in a listing.
#[derive(Clone, Debug, Serialize)]
pub struct RowView {
    title: String,
    url: String,
    summary: String,
    date: Option<DateView>,
    updated: Option<DateView>,
    status: Option<StatusView>,
    version: Option<String>,
    stack: Vec<NamedView>,
    tools: Vec<NamedView>,
    difficulty: Option<NameView>,
    reading_time: u32,
    owner: Option<NameView>,
    deprecated: bool,
    draft: bool,
}

/// The row of a note.
pub(super) fn row(site: &Site, words: &Words, id: NoteId) -> RowView {
    let page = &site.notes[id];
    let note = &page.note;
    RowView {
        title: note.face.title.clone(),
        url: site.href(&page.url),
        summary: note.face.summary.clone(),
        date: note.face.date.map(|date| day(words, date)),
        updated: note.face.updated.map(|date| day(words, date)),
        status: status(site, words, note),
        version: note.face.revision.version.clone(),
        stack: super::note::named(site, "stack", &note.face.stack),
        tools: super::note::named(site, "tools", &note.face.tools),
        difficulty: note.face.difficulty.as_deref().map(|name| term(site, "difficulty", name)),
        reading_time: note.face.reading_time,
        owner: note.face.owner.as_deref().map(|name| term(site, "owner", name)),
        deprecated: note.face.is_deprecated(),
        draft: note.face.draft,
    }
}

/// One page of a long listing, and its way to the others.
#[derive(Clone, Debug, Serialize)]
pub struct PaginatorView {
    page: usize,
    pages: usize,
    total: usize,
    first: usize,
    last: usize,
    previous_url: Option<String>,
    next_url: Option<String>,
    first_url: String,
    last_url: String,
    links: Vec<PageLink>,
}

#[derive(Clone, Debug, Serialize)]
struct PageLink {
    page: usize,
    url: String,
    current: bool,
    gap: bool,
}

/// The rows of page `page`, from 1, as a range of the listing's ids.
pub fn slice(ids: &[NoteId], page: usize, per_page: usize) -> &[NoteId] {
    let first = ((page - 1) * per_page).min(ids.len());
    &ids[first..(first + per_page).min(ids.len())]
}

impl PaginatorView {
    /// Page `page`, from 1, of a listing of `total` rows.
    pub fn new(site: &Site, listing: &UrlPath, page: usize, total: usize, per_page: usize) -> Self {
        let pages = page_count(total, per_page);
        let url = |number: usize| site.href(&page_url(listing, number));
        let shown = |number: &usize| *number == 1 || *number == pages || number.abs_diff(page) <= 2;
        let numbers: Vec<usize> = (1..=pages).filter(shown).collect();
        let links = numbers
            .iter()
            .enumerate()
            .map(|(at, &number)| PageLink {
                page: number,
                url: url(number),
                current: number == page,
                gap: at > 0 && numbers[at - 1] + 1 != number,
            })
            .collect();
        Self {
            page,
            pages,
            total,
            first: if total == 0 { 0 } else { (page - 1) * per_page + 1 },
            last: (page * per_page).min(total),
            previous_url: (page > 1).then(|| url(page - 1)),
            next_url: (page < pages).then(|| url(page + 1)),
            first_url: url(1),
            last_url: url(pages),
            links,
        }
    }
}
