//! Listings: which notes each has, how they are split into pages, and those that span the whole site, the years of the
//! archive and the parts of the board of reviews.
//!
//! Pages are split so that they hold still: full ones are numbered from the end of the listing, and the listing's own
//! address holds the rest. A note that comes at the front changes the first page alone; one in the middle changes the
//! pages before it.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::board::Falls;
use super::{NoteId, NotePage, Page, Site};
use crate::path::UrlPath;

/// Rows on the board of a site that has too many for one page, and on the pages of its parts.
const REVIEW_ROWS: usize = 200;
/// Most rows on the board of a site whose notes all stand there.
const BOARD_ROWS: usize = 2 * REVIEW_ROWS;
/// Most notes that the front page lists.
const LATEST: usize = 10;

/// A page of a listing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ListPage {
    /// The page at the listing's own address: the newest notes.
    First,
    /// A full page, counted from 1, which holds the oldest notes.
    Full(usize),
}

impl ListPage {
    /// The address of a page of a listing: `/notes/` for the first, `/notes/page/7/` for a full one.
    pub fn url_below(self, listing: &UrlPath) -> UrlPath {
        match self {
            Self::First => listing.clone(),
            Self::Full(number) => listing.join(&format!("page/{number}")),
        }
    }

    /// The address of the listing, from that of this page of it.
    pub fn listing_of(self, page: &UrlPath) -> UrlPath {
        match self {
            Self::First => page.clone(),
            Self::Full(_) => page.parent().parent(),
        }
    }
}

/// How a listing is split into pages.
#[derive(Clone, Copy, Debug, Hash)]
pub struct Pages {
    count: usize,
    per_page: usize,
}

impl Pages {
    /// The pages of a listing of `count` notes. The first page of a listing that has full pages too holds at least as
    /// many notes as those, and less than twice as many.
    pub fn of(count: usize, per_page: usize) -> Self {
        Self { count, per_page: per_page.max(1) }
    }

    /// How many notes there are.
    pub fn count(self) -> usize {
        self.count
    }

    /// How many full pages there are.
    pub fn full(self) -> usize {
        (self.count / self.per_page).saturating_sub(1)
    }

    /// All pages: the first one, then the full ones from the newest to the oldest.
    pub fn all(self) -> impl Iterator<Item = ListPage> {
        std::iter::once(ListPage::First).chain((1..=self.full()).rev().map(ListPage::Full))
    }

    /// The places in the listing that a page shows.
    pub fn range(self, page: ListPage) -> Range<usize> {
        match page {
            ListPage::First => 0..self.count - self.full() * self.per_page,
            ListPage::Full(number) => {
                let end = self.count.saturating_sub(number.saturating_sub(1).saturating_mul(self.per_page));
                end.saturating_sub(self.per_page)..end
            }
        }
    }

    /// The page that shows a place in the listing.
    pub fn page_of(self, place: usize) -> ListPage {
        if self.range(ListPage::First).contains(&place) {
            ListPage::First
        } else {
            ListPage::Full((self.count.saturating_sub(place + 1)) / self.per_page + 1)
        }
    }

    /// The page with the next newer notes; None for the first.
    pub fn newer(self, page: ListPage) -> Option<ListPage> {
        match page {
            ListPage::First => None,
            ListPage::Full(number) if number >= self.full() => Some(ListPage::First),
            ListPage::Full(number) => Some(ListPage::Full(number + 1)),
        }
    }

    /// The page with the next older notes; None for the oldest.
    pub fn older(self, page: ListPage) -> Option<ListPage> {
        let number = match page {
            ListPage::First => self.full(),
            ListPage::Full(number) => number.saturating_sub(1),
        };
        (number > 0).then_some(ListPage::Full(number))
    }
}

/// A listing: its address, and the notes it shows on one or several pages.
#[derive(Clone, Debug)]
pub struct List<'s> {
    /// The address of its first page.
    pub url: UrlPath,
    /// All of its notes, in order.
    pub notes: &'s [NoteId],
    /// How they are split.
    pub pages: Pages,
}

impl<'s> List<'s> {
    fn new(url: UrlPath, notes: &'s [NoteId], per_page: usize) -> Self {
        Self { url, notes, pages: Pages::of(notes.len(), per_page) }
    }

    /// The notes of a page.
    pub fn rows(&self, page: ListPage) -> &'s [NoteId] {
        self.notes.get(self.pages.range(page)).unwrap_or_default()
    }

    /// The address of a page.
    pub fn url_of(&self, page: ListPage) -> UrlPath {
        page.url_below(&self.url)
    }
}

impl Site {
    /// The listing of a section. A section of plain pages shows all of them on one.
    pub fn section_list(&self, id: usize) -> List<'_> {
        let section = &self.sections[id];
        let per_page = if section.is_pages { usize::MAX } else { self.config.per_page };
        List::new(section.url.clone(), &section.notes, per_page)
    }

    /// The listing of a term, by the places of its index and of itself.
    pub fn term_list(&self, taxonomy: usize, term: usize) -> List<'_> {
        let term = &self.taxonomies[taxonomy].terms[term];
        List::new(term.url.clone(), &term.notes, self.config.per_page)
    }

    /// The listing of a year of the archive.
    pub fn year_list(&self, year: i16) -> List<'_> {
        let known = self.years.iter().find(|(known, _)| *known == year);
        let notes = known.map_or(&[] as &[NoteId], |(_, notes)| notes);
        List::new(self.config.own_pages.year(year), notes, self.config.per_page)
    }

    /// The notes that the board itself shows: all, or those that want a look first.
    pub fn board_list(&self) -> List<'_> {
        let shown = if self.has_due_pages() { REVIEW_ROWS } else { self.board.notes.len() };
        List::new(self.config.own_pages.review.clone(), &self.board.notes[..shown], usize::MAX)
    }

    /// Whether the board has too many notes for one page. Each part of its list has pages of its own then. A part is a month,
    /// so that a review changes the page that a note leaves and the one that it comes to, and none between.
    pub fn has_due_pages(&self) -> bool {
        self.board.notes.len() > BOARD_ROWS
    }

    /// The notes that want a look in a month, or on no day.
    pub fn due_list(&self, falls: Falls) -> List<'_> {
        let part = |id: &NoteId| Falls::on(self.notes[*id].falls());
        let start = self.board.notes.partition_point(|id| part(id) < falls);
        let end = self.board.notes.partition_point(|id| part(id) <= falls);
        let url = self.config.own_pages.review.join(&falls.slug());
        List::new(url, &self.board.notes[start..end], REVIEW_ROWS)
    }

    /// The notes of the front page.
    pub fn latest(&self) -> &[NoteId] {
        &self.dated[..self.dated.len().min(self.config.per_page).min(LATEST)]
    }

    /// The listing that a page is of, and which of its pages it is; None for a page that is no listing.
    pub fn list_of(&self, page: &Page) -> Option<(List<'_>, ListPage)> {
        Some(match page {
            Page::Section(folder, page) => (self.section_list(self.section_at(folder)?), *page),
            Page::Term(index, term, page) => {
                let (index, term) = self.term_at(index, term)?;
                (self.term_list(index, term), *page)
            }
            Page::ArchiveYear(year, page) => (self.year_list(*year), *page),
            Page::Review => (self.board_list(), ListPage::First),
            Page::ReviewDue(falls, page) => (self.due_list(*falls), *page),
            _ => return None,
        })
    }

    /// The notes that a page lists as rows; none for a page that is no listing.
    pub fn listed(&self, page: &Page) -> &[NoteId] {
        match page {
            Page::Home => self.latest(),
            _ => self.list_of(page).map_or(&[], |(list, page)| list.rows(page)),
        }
    }
}

/// The years of the archive, newest first, with their notes, newest first.
pub(super) fn years(pages: &[NotePage], dated: &[NoteId]) -> Vec<(i16, Vec<NoteId>)> {
    let mut years: Vec<(i16, Vec<NoteId>)> = Vec::new();
    for &id in dated {
        let Some(day) = pages[id].note().face.date else { continue };
        match years.last_mut().filter(|(year, _)| *year == day.date.year()) {
            Some((_, notes)) => notes.push(id),
            None => years.push((day.date.year(), vec![id])),
        }
    }
    years
}

#[cfg(test)]
mod tests {
    use super::*;
    use ListPage::{First, Full};

    /// The places of each page, by page.
    fn split(count: usize) -> Vec<(ListPage, Range<usize>)> {
        let pages = Pages::of(count, 2);
        pages.all().map(|page| (page, pages.range(page))).collect()
    }

    #[test]
    fn the_first_page_holds_what_is_left_and_is_never_nearly_empty() {
        for count in 0..4 {
            assert_eq!(split(count), [(First, 0..count)]);
        }
        assert_eq!(split(4), [(First, 0..2), (Full(1), 2..4)]);
        assert_eq!(split(5), [(First, 0..3), (Full(1), 3..5)]);
        assert_eq!(split(6), [(First, 0..2), (Full(2), 2..4), (Full(1), 4..6)]);
        assert_eq!(split(7), [(First, 0..3), (Full(2), 3..5), (Full(1), 5..7)]);
    }

    #[test]
    fn every_place_is_on_one_page() {
        for (count, per_page) in (0..50).flat_map(|count| (1..8).map(move |per_page| (count, per_page))) {
            let pages = Pages::of(count, per_page);
            let places: Vec<usize> = pages.all().flat_map(|page| pages.range(page)).collect();
            assert_eq!(places, (0..count).collect::<Vec<_>>(), "{count} by {per_page}");
            for page in pages.all() {
                assert!(pages.range(page).all(|place| pages.page_of(place) == page), "{count} by {per_page}");
            }
        }
        assert_eq!(Pages::of(3, usize::MAX).range(First), 0..3);
    }

    #[test]
    fn a_full_page_holds_the_same_notes_whatever_comes_before_them() {
        let from_the_end = |count: usize, number| {
            let range = Pages::of(count, 3).range(Full(number));
            count - range.end..count - range.start
        };
        for number in 1..5 {
            let counts = 3 * (number + 1)..40;
            assert!(counts.clone().all(|count| from_the_end(count, number) == (3 * number - 3..3 * number)));
        }
    }

    #[test]
    fn steps_lead_from_the_first_page_through_all_others() {
        let pages = Pages::of(7, 2);
        let older: Vec<ListPage> = std::iter::successors(Some(First), |page| pages.older(*page)).collect();
        assert_eq!(older, [First, Full(2), Full(1)]);
        let newer: Vec<ListPage> = std::iter::successors(Some(Full(1)), |page| pages.newer(*page)).collect();
        assert_eq!(newer, [Full(1), Full(2), First]);
        assert_eq!((Pages::of(3, 2).older(First), Pages::of(0, 2).older(First)), (None, None));
    }
}
