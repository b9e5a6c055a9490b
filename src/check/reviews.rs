//! What is wrong with reviews on a day: one that is dated after it, and each state that asks for something to be done. A build
//! leaves these rules out, and what is remembered of notes knows nothing of them.

use jiff::civil::Date;

use crate::corpus::{Corpus, Drift, Watched};
use crate::diagnostic::{Code, Diagnostic, Level};
use crate::model::Site;
use crate::model::review::{Review, State, reviews};
use crate::note::Profile;
use crate::path::shell_word;
use crate::span::Span;

/// Reviews that are dated after `today`, and the states that the site asks for.
pub fn check(site: &Site, corpus: &Corpus, today: Date) -> Vec<Diagnostic> {
    let mut faults: Vec<Diagnostic> =
        corpus.notes.iter().filter_map(|note| dated_ahead(note, today)).collect();
    let is_asked_for = |state| code(state).is_some_and(|code| site.config.level(code) != Level::Allow);
    if State::ALL.into_iter().any(is_asked_for) {
        faults.extend(reviews(site, corpus, today).iter().flat_map(of_review));
    }
    faults
}

fn dated_ahead(note: &Profile, today: Date) -> Option<Diagnostic> {
    let revision = &note.face.revision;
    let reviewed = revision.last_reviewed.filter(|reviewed| *reviewed > today)?;
    let message = format!("`last_reviewed` ({reviewed}) is in the future; today is {today}");
    let fault = Diagnostic::new(Code::ReviewInFuture, &note.facts.path, revision.last_reviewed_span, message);
    Some(fault.key("revision.last_reviewed").help("write the day of the last review"))
}

/// The code of a state; None for one that asks for nothing.
fn code(state: State) -> Option<Code> {
    match state {
        State::Drifted => Some(Code::ReviewDrifted),
        State::Edited => Some(Code::ReviewEdited),
        State::Overdue => Some(Code::ReviewOverdue),
        State::Due => Some(Code::ReviewDue),
        State::Unreviewed => Some(Code::ReviewUnreviewed),
        State::Deferred => Some(Code::ReviewDeferred),
        State::Fresh | State::Deprecated => None,
    }
}

fn of_review(review: &Review<'_>) -> Vec<Diagnostic> {
    let path = shell_word(review.path().as_str());
    let mut faults = Vec::new();
    for state in &review.states {
        let Some(code) = code(*state) else { continue };
        let help = match state {
            State::Deferred => format!(
                "if the reason no longer applies, review the note: `fieldnotes review accept {path} --by NAME` records a review"
            ),
            _ => {
                format!(
                    "check that the note is still correct, then run `fieldnotes review accept {path} --by NAME`"
                )
            }
        };
        let fault = |(span, key, message): Said| {
            Diagnostic::new(code, review.path(), span, message).key(key).help(help.clone())
        };
        match state {
            State::Drifted => faults.extend(drifted(review).into_iter().map(fault)),
            state => faults.extend(said(review, *state).map(fault)),
        }
    }
    faults
}

/// A place, its key, and what is to be said there.
type Said = (Span, String, String);

/// What is said of a state, and where.
fn said(review: &Review<'_>, state: State) -> Option<Said> {
    let (revision, facts) = (&review.note.face.revision, &review.note.facts);
    let due = || review.due.map(|due| due.to_string());
    let (span, key, message) = match state {
        State::Edited => {
            (facts.review.hash_span, "hash", "the body was edited after the last review".to_owned())
        }
        State::Overdue => {
            let message = format!("the review was due on {}", due()?);
            (revision.last_reviewed_span, "revision.last_reviewed", message)
        }
        State::Due => {
            let message = format!("the review is due on {}", due()?);
            (revision.last_reviewed_span, "revision.last_reviewed", message)
        }
        State::Unreviewed => {
            (facts.review.missing?, "revision.last_reviewed", "the note was never reviewed".to_owned())
        }
        State::Deferred => {
            let message = format!("the review is postponed until {}", revision.deferred_until?);
            (facts.review.deferred_span, "revision.deferred", message)
        }
        State::Drifted | State::Fresh | State::Deprecated => return None,
    };
    Some((span, key.to_owned(), message))
}

/// What is said of each thing that a note watches, and that is not as it was.
fn drifted(review: &Review<'_>) -> Vec<Said> {
    let watched = review.drift.map_or(&[] as &[Watched], |Drift(watched)| watched);
    let told = |(at, (watch, watched)): (usize, (&crate::note::Watch, &Watched))| {
        let pattern = &watch.pattern;
        let message = match watched {
            Watched::Changed => format!("`{}` was changed after the last review", pattern.value),
            Watched::Gone => format!("`{}` no longer exists", pattern.value),
            Watched::Same | Watched::Unrecorded | Watched::Unknown(_) => return None,
        };
        Some((pattern.span, format!("watches[{at}]"), message))
    };
    review.note.facts.watches.iter().zip(watched).enumerate().filter_map(told).collect()
}
