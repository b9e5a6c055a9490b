//! The board of reviews: totals, who keeps what, when reviews fall due, and the notes themselves. Of long lists the board has the
//! beginning, and each part a page of its own.
//!
//! A page holds what is known when it is built. How it stands today, its script says, from `board/data.rs`.

mod data;
mod drawing;

use std::cmp::Reverse;

use serde_json::json;

use super::Rendered;
use crate::model::Route;
use crate::model::board::Falls;
use crate::model::listing::ListPage;
use crate::model::review::State;
use crate::model::route::REVISIONS;
use crate::path::{SourcePath, UrlPath};
use crate::render::Renderer;
use crate::render::reads::{Board, Kept, Reads, Reviewed};
use crate::render::view::listing::PaginatorView;
use crate::render::view::note::status;
use crate::render::view::{LinkView, PageView, date, standing, term};

/// Most owners that the board lists: those with the most notes.
const MOST_OWNERS: usize = 200;

/// The states that the board counts. What is fresh wants nothing.
fn counted() -> impl Iterator<Item = State> {
    State::ALL.into_iter().filter(|state| *state != State::Fresh)
}

/// Whether a state holds on some days and not on others, so that a page can't know it.
fn is_by_day(state: State) -> bool {
    matches!(state, State::Overdue | State::Due)
}

/// What a state means for a reader: the class of its colour.
fn tone(state: State) -> &'static str {
    match state {
        State::Drifted | State::Edited | State::Overdue => "bad",
        State::Due | State::Unreviewed => "warn",
        State::Deferred | State::Deprecated => "neutral",
        State::Fresh => "good",
    }
}

/// A state as readers see it.
fn state_view(reads: &Reads<'_>, state: State) -> serde_json::Value {
    let name = state.name();
    // The word for a note has the day in it.
    let word = if state == State::Deferred { "put_off".to_owned() } else { format!("state_{name}") };
    json!({ "name": name, "label": reads.words().get(&word), "tone": tone(state) })
}

impl Renderer<'_> {
    /// The board.
    pub(super) fn board(&self, route: &Route) -> Rendered {
        let reads = self.reads;
        let mut page = PageView::new(reads, "review", reads.words().get("review"), &route.url);
        page.feed_url = Some(reads.href(&UrlPath::file(REVISIONS)));
        reads.words().get("review_lede").clone_into(&mut page.description);
        let listed = reads.listed(&route.page);
        let board = reads.board();
        let view = board_view(reads, &board, listed.len());
        let notes = self.review_rows(&listed);
        self.template("review.html", page, |context| {
            context.insert("board", &view);
            context.insert("notes", &notes);
            context.insert("paginator", &());
        })
    }

    /// A page of what wants a look in a month, or on no day.
    pub(super) fn due_on(&self, falls: Falls, number: ListPage, route: &Route) -> Rendered {
        let (reads, words) = (self.reads, self.reads.words());
        let title = match falls {
            Falls::In(..) => words.fill("reviews_in", &[("month", &month(reads, falls))]),
            Falls::Undated => words.get("reviews_undated").to_owned(),
        };
        let mut page = PageView::new(reads, "review", &title, &route.url);
        let board = number.listing_of(&route.url).parent();
        page.breadcrumbs = vec![LinkView { title: words.get("review").to_owned(), url: reads.href(&board) }];
        page.noindex = true;
        let notes = self.review_rows(&reads.listed(&route.page));
        let paginator = PaginatorView::new(reads, route, number);
        self.template("review.html", page, |context| {
            context.insert("board", &());
            context.insert("notes", &notes);
            context.insert("paginator", &paginator);
        })
    }

    /// The notes whose review falls due first. Which of them are overdue today, the page's script says.
    pub(super) fn due(&self) -> Vec<serde_json::Value> {
        self.review_rows(&self.reads.due())
    }

    fn review_rows(&self, notes: &[&SourcePath]) -> Vec<serde_json::Value> {
        let reviewed = self.wanted(notes).into_iter().filter_map(|path| self.reads.reviewed(path));
        reviewed.map(|note| review_row(self.reads, &note)).collect()
    }
}

fn review_row(reads: &Reads<'_>, note: &Reviewed<'_>) -> serde_json::Value {
    let day = |day| date(reads.words(), day);
    let names: Vec<&str> = note.standing.of_review().map(State::name).collect();
    // All else is said by the days, and by the status.
    let is_marked = |state: &State| matches!(state, State::Drifted | State::Edited);
    let marked = note.standing.of_review().filter(is_marked);
    let states: Vec<_> = marked.map(|state| state_view(reads, state)).collect();
    json!({
        "title": note.titled.title,
        "url": reads.href(note.titled.url),
        "status": note.status.map(|name| status(reads, name)),
        "version": note.version,
        "owner": note.owner.map(|owner| term(reads, "owner", owner)),
        "last_reviewed": note.last_reviewed.map(day),
        "review_due": note.standing.review_due.map(day),
        "deferred_until": note.standing.deferred_until.map(day),
        "standing": standing::view(reads.words(), note.standing),
        "states": states,
        "state_names": names.join(" "),
    })
}

fn board_view(reads: &Reads<'_>, board: &Board<'_>, shown: usize) -> serde_json::Value {
    let total = |state: State| {
        let counts = board.keepers.iter().flat_map(|keeper| &keeper.states);
        let count: usize = counts.filter(|(known, _)| *known == state).map(|(_, count)| count).sum();
        let mut view = state_view(reads, state);
        view["count"] = json!((!is_by_day(state)).then_some(count));
        view
    };
    let owners = owners(reads, &board.keepers);
    let parts = board.parts.iter().map(|(falls, count, url)| {
        json!({ "name": month(reads, *falls), "url": url.as_ref().map(|url| reads.href(url)), "count": count })
    });
    json!({
        "count": board.count,
        "shown": shown,
        "states": counted().map(total).collect::<Vec<_>>(),
        "more_owners": board.keepers.len() - owners.len(),
        "owners": owners,
        "months": parts.collect::<Vec<_>>(),
        "drawing": drawing::view(reads.words(), &board.parts),
        "json_url": reads.href(&UrlPath::file("review.json")),
        "data": data::for_script(reads, board, shown),
    })
}

/// Those who keep notes, by name; of many those with the most notes.
fn owners(reads: &Reads<'_>, keepers: &[Kept<'_>]) -> Vec<serde_json::Value> {
    let mut counts: Vec<usize> = keepers.iter().map(|keeper| keeper.count).collect();
    counts.sort_unstable_by_key(|count| Reverse(*count));
    let least = counts.get(MOST_OWNERS - 1).copied().unwrap_or_default();
    let view = |keeper: &Kept<'_>| {
        let count = |state: State| {
            let known = keeper.states.iter().find(|(known, _)| *known == state);
            known.map_or(0, |(_, count)| *count)
        };
        let states: serde_json::Map<String, serde_json::Value> = counted()
            .filter(|state| !is_by_day(*state))
            .map(|state| (state.name().to_owned(), json!(count(state))))
            .collect();
        json!({
            "name": keeper.name,
            "url": keeper.name.and_then(|name| term(reads, "owner", name).url),
            "calendar_url": keeper.calendar.as_ref().map(|url| reads.href(url)),
            "count": keeper.count,
            "states": states,
        })
    };
    let most = keepers.iter().filter(|keeper| keeper.count >= least);
    most.take(MOST_OWNERS).map(view).collect()
}

/// A part of the list as readers see it: "November 2026".
fn month(reads: &Reads<'_>, falls: Falls) -> String {
    match falls {
        Falls::In(year, month) => reads.words().year_and_month(year, month),
        Falls::Undated => reads.words().get("no_review_due").to_owned(),
    }
}
