//! In what state the review of each note is on a day: what is known of it, and what has to be done first. It is derived from
//! what the note says, and never written down.

use jiff::civil::Date;
use jiff::{Span, Unit};

use super::note::{folder_of, review_due};
use super::{Site, section};
use crate::corpus::{Corpus, Drift};
use crate::note::{Face, Profile};
use crate::path::SourcePath;

/// A state of a review, the gravest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// What it watches is not what it was at the review.
    Drifted,
    /// The body is not the one that was reviewed.
    Edited,
    /// The day of the next review is past.
    Overdue,
    /// It is near.
    Due,
    /// Nobody ever reviewed the note.
    Unreviewed,
    /// The review is put off, for a reason that the note gives.
    Deferred,
    /// The review holds.
    Fresh,
    /// The note is no longer to be followed.
    Deprecated,
}

/// How many days before a review falls due it is near.
const NEAR: i32 = 30;

impl State {
    /// All of them, the gravest first.
    pub const ALL: [Self; 8] = [
        Self::Drifted,
        Self::Edited,
        Self::Overdue,
        Self::Due,
        Self::Unreviewed,
        Self::Deferred,
        Self::Fresh,
        Self::Deprecated,
    ];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Drifted => "drifted",
            Self::Edited => "edited",
            Self::Overdue => "overdue",
            Self::Due => "due",
            Self::Unreviewed => "unreviewed",
            Self::Deferred => "deferred",
            Self::Fresh => "fresh",
            Self::Deprecated => "deprecated",
        }
    }

    /// The state of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Whether it asks for something to be done.
    pub fn is_urgent(self) -> bool {
        self < Self::Deferred
    }
}

/// What is known of the review of a note.
#[derive(Clone, Debug)]
pub struct Review<'c> {
    /// The note.
    pub note: &'c Profile,
    /// All states that apply, the gravest first: it leads.
    pub states: Vec<State>,
    /// What became of what it watches.
    pub drift: Option<&'c Drift>,
    /// When it falls due, or fell.
    pub due: Option<Date>,
}

impl Review<'_> {
    /// The state that counts.
    pub fn lead(&self) -> State {
        self.states.first().copied().unwrap_or(State::Fresh)
    }

    /// The file of the note.
    pub fn path(&self) -> &SourcePath {
        &self.note.facts.path
    }

    /// Who keeps it true.
    pub fn owner(&self) -> Option<&str> {
        self.note.face.owner.as_deref()
    }
}

/// The reviews of all notes that are no drafts, published or not: the most urgent state first, in each by owner, those of nobody
/// last, and then by the day on which they fall due. Plain pages count once they were reviewed.
pub fn reviews<'c>(site: &Site, corpus: &'c Corpus, today: Date) -> Vec<Review<'c>> {
    let review = |note: &'c Profile| {
        let folder = folder_of(note, corpus);
        let section = &site.sections[section::of_folder(&site.sections, folder)];
        let counts = !section.is_pages || note.face.revision.last_reviewed.is_some();
        if note.face.draft || !counts {
            return None;
        }
        let due = review_due(&site.config, note, folder);
        let drift = corpus.drift.get(&note.facts.path);
        Some(Review { note, states: states(note, drift, due, today), drift, due })
    };
    let mut reviews: Vec<Review<'_>> = corpus.notes.iter().filter_map(review).collect();
    reviews.sort_by(|a, b| {
        let key = |review: &Review<'c>| {
            (review.lead(), review.note.face.owner.is_none(), review.note.face.owner.clone())
        };
        key(a).cmp(&key(b)).then_with(|| (a.due, a.path()).cmp(&(b.due, b.path())))
    });
    reviews
}

/// The states that neither a day nor a review has a say in: all of a note that is deprecated, else what became of it and of
/// what it watches.
pub(super) fn lasting(face: &Face, is_drifted: bool) -> Vec<State> {
    if face.is_deprecated() {
        return vec![State::Deprecated];
    }
    let drifted = is_drifted.then_some(State::Drifted);
    drifted.into_iter().chain(face.is_edited.then_some(State::Edited)).collect()
}

fn states(note: &Profile, drift: Option<&Drift>, due: Option<Date>, today: Date) -> Vec<State> {
    let (face, revision) = (&note.face, &note.face.revision);
    let mut states = lasting(face, drift.is_some_and(Drift::is_drifted));
    if face.is_deprecated() {
        return states;
    }
    let is_deferred = revision.deferred_until.is_some_and(|until| until > today);
    let by_day = match due {
        // A review that is put off is neither due nor missing.
        _ if is_deferred => Some(State::Deferred),
        _ if revision.last_reviewed.is_none() => Some(State::Unreviewed),
        Some(due) if due < today => Some(State::Overdue),
        Some(due) if is_near(due, today) => Some(State::Due),
        _ => None,
    };
    states.extend(by_day);
    if states.is_empty() {
        states.push(State::Fresh);
    }
    states
}

fn is_near(due: Date, today: Date) -> bool {
    let near = today.checked_add(Span::new().days(NEAR));
    near.map_or(true, |near| due <= near)
}

/// How many days lie between a day and a later one; fewer than none for one before.
pub fn days_between(from: Date, to: Date) -> i64 {
    from.until((Unit::Day, to)).map_or(0, |span| i64::from(span.get_days()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_review_is_near_thirty_days_before_it_falls_due() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        assert!(is_near(day("2026-03-31"), day("2026-03-01")));
        assert!(!is_near(day("2026-04-01"), day("2026-03-01")));
        assert_eq!(days_between(day("2026-03-01"), day("2025-03-01")), -365);
    }

    #[test]
    fn states_are_told_by_name_and_the_gravest_comes_first() {
        assert!(State::ALL.is_sorted());
        assert!(State::ALL.into_iter().all(|state| State::named(state.name()) == Some(state)));
    }
}
