//! How the standing of a note shows: a word for each state that lasts, and dates for what depends on the day. The words are the
//! same on every page, in feeds and on cards; the page's script says how the dates stand.

use jiff::civil::Date;
use serde::Serialize;

use super::{DateView, date};
use crate::model::{Lasting, Standing};
use crate::note::Face;
use crate::render::words::Words;

/// The standing of a note.
#[derive(Clone, Debug, Serialize)]
pub struct StandingView {
    /// What is known of it, the gravest first.
    states: Vec<StateView>,
    /// What holds once the review is no longer put off.
    waits: Option<StateView>,
    /// How grave it is: the tone of the first state; None where there is none.
    tone: Option<&'static str>,
    review_due: Option<DateView>,
    deferred_until: Option<DateView>,
}

/// A state of a note.
#[derive(Clone, Debug, Serialize)]
pub struct StateView {
    /// As `review` calls it.
    name: &'static str,
    /// As readers see it.
    label: String,
    /// How grave it is: `bad`, `warn` or `neutral`.
    tone: &'static str,
    /// What it means for a reader, in a sentence; empty where the label says it all.
    text: String,
    /// The day on which it holds no longer.
    until: Option<String>,
    /// The day from which it holds.
    from: Option<String>,
}

/// The standing of a note, as lists show it.
pub fn view(words: &Words, standing: Standing) -> StandingView {
    let state = |state: Lasting| StateView {
        name: state.name(),
        label: label(words, standing, state),
        tone: tone(state),
        text: text(words, standing, state).to_owned(),
        until: None,
        from: None,
    };
    let day = |day: Date| day.to_string();
    let until = |state: Lasting| standing.deferred_until.filter(|_| state == Lasting::Deferred).map(day);
    let states: Vec<StateView> =
        standing.shown().map(|lasting| StateView { until: until(lasting), ..state(lasting) }).collect();
    let from = standing.deferred_until.map(day);
    StandingView {
        tone: states.first().map(|state| state.tone),
        states,
        waits: standing.waits().map(|waiting| StateView { from, ..state(waiting) }),
        review_due: standing.review_due.map(|day| date(words, day)),
        deferred_until: standing.deferred_until.map(|day| date(words, day)),
    }
}

/// The standing of a note, as its own page shows it: there its author's wish that a person looks at it is told of too.
pub fn own(words: &Words, standing: Standing, face: &Face) -> StandingView {
    let mut view = view(words, standing);
    if face.needs_human_review && !standing.has(Lasting::Deprecated) {
        let wish = StateView {
            name: "needs_human_review",
            label: words.get("human_review_title").to_owned(),
            tone: tone(Lasting::Unreviewed),
            text: words.get("human_review_text").to_owned(),
            until: None,
            from: None,
        };
        let milder = view.states.iter().position(|state| state.name == Lasting::Deferred.name());
        view.states.insert(milder.unwrap_or(view.states.len()), wish);
        view.tone = view.states.first().map(|state| state.tone);
    }
    view
}

/// A state as readers see it.
pub fn label(words: &Words, standing: Standing, state: Lasting) -> String {
    match (state, standing.deferred_until) {
        (Lasting::Deferred, Some(until)) => words.fill("state_deferred", &[("date", &words.date(until))]),
        _ => words.get(key_of(state)).to_owned(),
    }
}

/// The labels of the states that are told of.
pub fn labels(words: &Words, standing: Standing) -> Vec<String> {
    standing.shown().map(|state| label(words, standing, state)).collect()
}

/// When the review falls due, in words; nothing while it is put off.
pub fn due(words: &Words, standing: Standing) -> Option<String> {
    let due = standing.review_due.filter(|_| !standing.has(Lasting::Deferred))?;
    Some(words.fill("due_on", &[("date", &words.date(due))]))
}

/// How grave a state is: the class of its colour.
pub const fn tone(state: Lasting) -> &'static str {
    match state {
        Lasting::Deprecated | Lasting::Drifted | Lasting::Edited => "bad",
        Lasting::Drafted | Lasting::Unreviewed => "warn",
        Lasting::Deferred => "neutral",
    }
}

const fn key_of(state: Lasting) -> &'static str {
    match state {
        Lasting::Deprecated => "state_deprecated",
        Lasting::Drifted => "state_drifted",
        Lasting::Edited => "state_edited",
        Lasting::Drafted => "state_drafted",
        Lasting::Unreviewed => "state_unreviewed",
        Lasting::Deferred => "state_deferred",
    }
}

fn text(words: &Words, standing: Standing, state: Lasting) -> &str {
    match state {
        Lasting::Deprecated => words.get("deprecated_text"),
        Lasting::Drifted => words.get("drifted_text"),
        Lasting::Edited if standing.has(Lasting::Unreviewed) => words.get("edited_since_text"),
        Lasting::Edited => words.get("edited_text"),
        Lasting::Drafted => words.get("draft_text"),
        Lasting::Unreviewed => words.get("unreviewed_text"),
        Lasting::Deferred => "",
    }
}
