//! Rows of listings, and the pages that a long listing is split into.

use serde::Serialize;
use tera::{Map, Value};

use super::note::{NamedView, StatusView, status};
use super::shared::Row;
use super::standing::{self, StandingView};
use super::{DateView, NameView, date, term};
use crate::diagnostic::Diagnostic;
use crate::model::listing::{ListPage, Pages};
use crate::model::{Lasting, Route};
use crate::path::SourcePath;
use crate::render::reads::{Reads, RowOf};
use crate::span::Span;

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
    /// The place of its difficulty among the levels, the easiest first.
    level: Option<usize>,
    reading_time: u32,
    owner: Option<NameView>,
    deprecated: bool,
    draft: bool,
    standing: StandingView,
}

/// The row of a note, ready for templates.
pub(in crate::render) fn made_row(reads: &Reads<'_>, path: &SourcePath) -> Row {
    let Some(note) = reads.row_of(path) else { return Ok(Value::from(())) };
    let view = Value::from_serializable(&row(reads, &note));
    // A note is in about twenty listings: its HTML is made once too.
    let place = Span::at(note.place.start as usize);
    let of_note = |fault: Box<Diagnostic>| Box::new(fault.related(path, place, "in the row of this note"));
    let templates = reads.templates();
    let html = templates.row(reads, &view).map_err(of_note)?;
    let fields = if templates.want_fields() { view.into_map() } else { None };
    let mut row: Map = fields.unwrap_or_default();
    row.insert("html".into(), Value::safe_string(&html));
    Ok(Value::from(row))
}

fn row(reads: &Reads<'_>, note: &RowOf<'_>) -> RowView {
    let words = reads.words();
    let day = |day| date(words, day);
    RowView {
        title: note.brief.title.to_owned(),
        url: reads.href(note.brief.url),
        summary: note.brief.summary.to_owned(),
        date: note.days.0.map(day),
        updated: note.days.1.map(day),
        status: note.brief.status.map(|name| status(reads, name)),
        version: note.version.map(str::to_owned),
        stack: super::note::named(reads, "stack", note.stack),
        tools: super::note::named(reads, "tools", note.tools),
        difficulty: note.difficulty.map(|name| term(reads, "difficulty", name)),
        level: note.level,
        reading_time: note.reading_time,
        owner: note.owner.map(|name| term(reads, "owner", name)),
        deprecated: note.brief.standing.has(Lasting::Deprecated),
        draft: note.draft,
        standing: standing::view(words, note.brief.standing),
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
    /// How many notes are listed; None on a full page.
    pub fn total(&self) -> Option<usize> {
        self.total
    }

    /// That of a page of a listing.
    pub fn new(reads: &Reads<'_>, route: &Route, number: ListPage) -> Self {
        let (page, listing) = (&route.page, number.listing_of(&route.url));
        let url = |page: ListPage| reads.href(&page.url_below(&listing));
        let (newer, older) = reads.steps(page);
        // What a full page asks for here would have it made again with each note that comes.
        let whole = (number == ListPage::First).then(|| reads.extent(page)).flatten();
        Self {
            is_first: number == ListPage::First,
            page: full_number(number),
            pages: whole.map(|pages| pages.full() + 1),
            total: whole.map(Pages::count),
            first: whole.map(|pages| pages.count().min(1)),
            last: whole.map(|pages| pages.range(ListPage::First).end),
            previous_url: newer.map(url),
            next_url: older.map(url),
            first_url: url(ListPage::First),
            last_url: url(if number == ListPage::First && older.is_none() {
                number
            } else {
                ListPage::Full(1)
            }),
            links: whole.map(|pages| links(pages, url)),
        }
    }
}

fn full_number(page: ListPage) -> Option<usize> {
    match page {
        ListPage::First => None,
        ListPage::Full(number) => Some(number),
    }
}

/// The links of the first page: to itself, to the newest of the full pages and to the oldest.
fn links(pages: Pages, url: impl Fn(ListPage) -> String) -> Vec<PageLink> {
    let full = pages.full();
    let is_shown = |page: &ListPage| match page {
        ListPage::First => true,
        ListPage::Full(number) => *number <= 1 || *number + LINKED > full,
    };
    let mut above = full + 1;
    let link = |page: ListPage| {
        let number = full_number(page);
        let gap = number.is_some_and(|number| number + 1 != above);
        above = number.unwrap_or(above);
        PageLink { page: number, url: url(page), current: page == ListPage::First, gap }
    };
    pages.all().filter(is_shown).map(link).collect()
}
