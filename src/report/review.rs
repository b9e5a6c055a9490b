//! Notes by the state of their review: for people, for programs, as Markdown, and as annotations.

use std::path::Path;

use anstyle::{AnsiColor, Style as Ansi};
use jiff::civil::Date;
use serde_json::json;

use super::github::{annotation, shown};
use super::human::Style;
use super::{Places, TextOf, count, number, prefixed, visible};
use crate::corpus::Watched;
use crate::model::review::{Review, State, days_between};

/// The reviews that are told of.
pub struct Reviews<'r> {
    all: &'r [Review<'r>],
    shown: Vec<&'r Review<'r>>,
    today: Date,
}

impl<'r> Reviews<'r> {
    /// Those in one of some states; where none is named, those that ask for something to be done, and those that are put off.
    pub fn new(all: &'r [Review<'r>], states: &[State], today: Date) -> Self {
        let is_asked = |review: &&Review<'_>| match states {
            [] => review.lead() <= State::Deferred,
            states => is_shown(review, states),
        };
        Self { all, shown: all.iter().filter(is_asked).collect(), today }
    }

    /// How many notes have a state, of all that were looked at.
    pub fn count(&self, state: State) -> usize {
        self.all.iter().filter(|review| review.states.contains(&state)).count()
    }

    /// How many notes watch something of which nobody can tell whether it changed.
    pub fn unknown(&self) -> usize {
        let is_unknown = |review: &&Review<'_>| {
            let mut watched = review.watched();
            review.lead() != State::Deprecated
                && watched.any(|(_, watched)| matches!(watched, Watched::Unknown(_)))
        };
        self.all.iter().filter(is_unknown).count()
    }

    /// How many a state leads in, for each that leads in any.
    fn counts(&self) -> Vec<(State, usize)> {
        let of = |state| (state, self.all.iter().filter(|review| review.lead() == state).count());
        State::ALL.into_iter().map(of).filter(|(_, count)| *count > 0).collect()
    }

    /// "2 edited, 12 overdue, 40 fresh".
    fn summary(&self) -> String {
        let one = |(state, count): (State, usize)| format!("{} {}", number(count), state.name());
        let states: Vec<String> = self.counts().into_iter().map(one).collect();
        match self.all.len() {
            0 => "no notes".to_owned(),
            all => format!("{}: {}", count(all, "note"), states.join(", ")),
        }
    }

    /// The groups that are shown: a state, an owner, and their notes.
    fn groups(&self) -> Vec<(State, Option<&str>, &[&'r Review<'r>])> {
        let is_one = |a: &&Review<'_>, b: &&Review<'_>| (a.lead(), a.owner()) == (b.lead(), b.owner());
        self.shown.chunk_by(is_one).map(|group| (group[0].lead(), group[0].owner(), group)).collect()
    }
}

/// Whether a review is in one of these states.
pub(super) fn is_shown(review: &Review<'_>, states: &[State]) -> bool {
    review.states.iter().any(|state| states.contains(state))
}

/// What is to be known of a review besides its state: "due 2026-03-01, 12 days ago; also edited".
fn said(review: &Review<'_>, today: Date) -> String {
    let revision = &review.note.face.revision;
    let reviewed = revision.last_reviewed.map(|day| format!("reviewed {day}"));
    let mut parts = match review.lead() {
        State::Drifted => review.watched().filter_map(|(path, watched)| became(path, watched)).collect(),
        State::Edited => vec!["changed since its review".to_owned()],
        State::Deferred => {
            let until = revision.deferred_until.map(|day| format!("until {day}")).unwrap_or_default();
            let because = review.note.facts.deferred_because.as_deref().unwrap_or_default();
            vec![format!("{until}: {because}")]
        }
        _ => Vec::new(),
    };
    if let Some(due) =
        review.due.filter(|_| review.lead() != State::Deprecated && review.lead() != State::Deferred)
    {
        let days = days_between(today, due);
        let way = match days {
            0 => "today".to_owned(),
            days if days < 0 => format!("{} ago", count(days.unsigned_abs() as usize, "day")),
            days => format!("in {}", count(days.unsigned_abs() as usize, "day")),
        };
        parts.push(format!("due {due}, {way}"));
    }
    parts.extend(
        reviewed.filter(|_| matches!(review.lead(), State::Edited | State::Fresh | State::Deprecated)),
    );
    parts.extend(untold(review));
    let others: Vec<&str> = review.states.iter().skip(1).map(|state| state.name()).collect();
    if !others.is_empty() {
        parts.push(format!("also {}", others.join(", ")));
    }
    parts.join("; ")
}

/// What became of a watched file, where that makes a note drift.
pub fn became(path: &str, watched: &Watched) -> Option<String> {
    match watched {
        Watched::Changed => Some(format!("{path} changed")),
        Watched::Gone => Some(format!("{path} does not exist")),
        Watched::Same | Watched::Unrecorded | Watched::Unknown(_) => None,
    }
}

/// Of how many watched files nobody can tell what became of them.
fn untold(review: &Review<'_>) -> Vec<String> {
    let told = |what: &str, is_so: fn(&Watched) -> bool| match review
        .watched()
        .filter(|(_, watched)| is_so(watched))
        .count()
    {
        0 => None,
        some => Some(format!("{} {what}", count(some, "watched path"))),
    };
    let unrecorded = || told("not recorded", |watched| matches!(watched, Watched::Unrecorded));
    let unknown = || told("unknown", |watched| matches!(watched, Watched::Unknown(_)));
    if review.lead() == State::Deprecated {
        return Vec::new();
    }
    unrecorded().into_iter().chain(unknown()).collect()
}

/// The reviews for people at a terminal.
pub fn human(reviews: &Reviews<'_>, style: Style) -> String {
    let mut out = String::new();
    let width = reviews
        .shown
        .iter()
        .map(|review| review.path().as_str().chars().count())
        .filter(|width| *width <= 60);
    let width = width.max().unwrap_or(0);
    let mut before = None;
    for (state, owner, group) in reviews.groups() {
        if before != Some(state) {
            let gap = if before.is_some() { "\n" } else { "" };
            let all = reviews.shown.iter().filter(|review| review.lead() == state).count();
            out.push_str(&format!("{gap}{}: {}\n", painted(state, style), number(all)));
            before = Some(state);
        }
        out.push_str(&format!("  {}\n", owner.map_or_else(|| "no owner".to_owned(), visible)));
        for review in group {
            let path = visible(review.path().as_str());
            let line = format!("    {path:<width$}  {}", visible(&said(review, reviews.today)));
            out.push_str(line.trim_end());
            out.push('\n');
        }
    }
    if !out.is_empty() {
        out.push('\n');
    }
    out + &reviews.summary() + "\n"
}

fn painted(state: State, style: Style) -> String {
    let colour = match state {
        State::Drifted | State::Edited | State::Overdue => AnsiColor::Red,
        State::Due | State::Unreviewed | State::Deferred => AnsiColor::Yellow,
        State::Fresh => AnsiColor::Green,
        State::Deprecated => AnsiColor::Cyan,
    };
    match style {
        Style::Coloured => {
            let colour = Ansi::new().bold().fg_color(Some(colour.into()));
            format!("{colour}{}{colour:#}", state.name())
        }
        Style::Plain => state.name().to_owned(),
    }
}

/// The reviews as JSON: each note that is shown, and the counts of all.
pub fn json(reviews: &Reviews<'_>) -> String {
    let note = |review: &&Review<'_>| {
        let (face, revision) = (&review.note.face, &review.note.face.revision);
        json!({
            "path": review.path().as_str(),
            "title": face.title,
            "owner": review.owner(),
            "owner_source": review.owner.as_ref().map(|(_, source)| source.name()),
            "state": review.lead().name(),
            "states": review.states.iter().map(|state| state.name()).collect::<Vec<_>>(),
            "last_reviewed": revision.last_reviewed.map(|day| day.to_string()),
            "reviewed_by": revision.reviewed_by,
            "review_due": review.due.map(|day| day.to_string()),
            "deferred_until": revision.deferred_until.map(|day| day.to_string()),
            "deferred_because": review.note.facts.deferred_because,
            "watches": review.watched().map(|(path, watched)| json!({
                "path": path,
                "state": watched.name(),
                "reason": watched.reason(),
            })).collect::<Vec<_>>(),
        })
    };
    let counts: serde_json::Map<String, serde_json::Value> =
        State::ALL.into_iter().map(|state| (state.name().to_owned(), reviews.count(state).into())).collect();
    let document = json!({
        "today": reviews.today.to_string(),
        "notes": reviews.shown.iter().map(note).collect::<Vec<_>>(),
        "summary": { "notes": reviews.all.len(), "states": counts, "unknown": reviews.unknown() },
    });
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}

/// The reviews as annotations for GitHub's workflows, at the days of the last reviews. `prefix` is the site's folder, as seen
/// from the root of the repository.
pub fn github(reviews: &Reviews<'_>, text: TextOf<'_>, prefix: &Path) -> String {
    let mut places = Places::new(text);
    let one = |review: &&Review<'_>| {
        let state = review.lead();
        let (line, _) = places.of(review.path(), review.note.face.revision.last_reviewed_span);
        let level = if state.is_urgent() { "warning" } else { "notice" };
        let told = said(review, reviews.today);
        let message = if told.is_empty() { state.name() } else { &told };
        annotation((level, state.name()), (&prefixed(review.path(), prefix), line.line), message)
    };
    let annotations: Vec<String> = reviews.shown.iter().map(one).collect();
    shown(&annotations, &reviews.summary(), "fieldnotes review")
}

/// The reviews as Markdown: a list for each state and owner.
pub fn markdown(reviews: &Reviews<'_>) -> String {
    let mut out = format!("{}.\n", reviews.summary());
    let mut before = None;
    for (state, owner, group) in reviews.groups() {
        if before != Some(state) {
            out.push_str(&format!("\n## {}\n", state.name()));
            before = Some(state);
        }
        out.push_str(&format!("\n{}:\n\n", owner.map_or_else(|| "No owner".to_owned(), plain)));
        for review in group {
            let said = said(review, reviews.today);
            let said = if said.is_empty() { String::new() } else { format!(": {}", plain(&said)) };
            out.push_str(&format!(
                "- {} (`{}`){said}\n",
                plain(&review.note.face.title),
                visible(review.path().as_str())
            ));
        }
    }
    out
}

/// A text of a note, so that it means nothing to Markdown.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in visible(text).replace('\n', " ").chars() {
        if c.is_ascii_punctuation() && !"-.,:;()/'\"%?+=".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
