//! Rows of listings, and the pages that a long listing is split into.

use serde::Serialize;

use super::note::{NamedView, StatusView, status};
use super::{DateView, NameView, day, term};
use crate::model::listing::{List, ListPage};
use crate::model::{NoteId, Site};
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

/// One page of a long listing, and its way to the others. A full page says nothing that changes when notes come to
/// others: what is None there is said on the first page alone.
#[derive(Clone, Debug, Serialize)]
pub struct PaginatorView {
    is_first: bool,
    /// The number of a full page, from the oldest; None on the first page.
    page: Option<usize>,
    pages: Option<usize>,
    total: Option<usize>,
    first: Option<usize>,
    last: Option<usize>,
    /// The page with the next newer notes.
    previous_url: Option<String>,
    /// The page with the next older notes.
    next_url: Option<String>,
    first_url: String,
    last_url: String,
    links: Option<Vec<PageLink>>,
}

#[derive(Clone, Debug, Serialize)]
struct PageLink {
    page: Option<usize>,
    url: String,
    current: bool,
    gap: bool,
}

/// How many of the newest full pages the first page links to, besides the oldest.
const LINKED: usize = 3;

impl PaginatorView {
    /// A page of a listing.
    pub fn new(site: &Site, list: &List<'_>, page: ListPage) -> Self {
        let pages = list.pages;
        let url = |page: ListPage| site.href(&list.url_of(page));
        let on_first = |count: usize| (page == ListPage::First).then_some(count);
        Self {
            is_first: page == ListPage::First,
            page: number(page),
            pages: on_first(pages.full() + 1),
            total: on_first(list.notes.len()),
            first: on_first(list.notes.len().min(1)),
            last: on_first(pages.range(ListPage::First).end),
            previous_url: pages.newer(page).map(url),
            next_url: pages.older(page).map(url),
            first_url: url(ListPage::First),
            last_url: url(if pages.full() > 0 { ListPage::Full(1) } else { ListPage::First }),
            links: (page == ListPage::First).then(|| links(site, list)),
        }
    }
}

fn number(page: ListPage) -> Option<usize> {
    match page {
        ListPage::First => None,
        ListPage::Full(number) => Some(number),
    }
}

/// The links of the first page: to itself, to the newest of the full pages and to the oldest.
fn links(site: &Site, list: &List<'_>) -> Vec<PageLink> {
    let full = list.pages.full();
    let is_shown = |page: &ListPage| match page {
        ListPage::First => true,
        ListPage::Full(number) => *number <= 1 || *number + LINKED > full,
    };
    let mut above = full + 1;
    let link = |page: ListPage| {
        let number = number(page);
        let gap = number.is_some_and(|number| number + 1 != above);
        above = number.unwrap_or(above);
        PageLink { page: number, url: site.href(&list.url_of(page)), current: page == ListPage::First, gap }
    };
    list.pages.all().filter(is_shown).map(link).collect()
}
