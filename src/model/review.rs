//! In what state the review of each note is on a day: what is known of it, and what has to be done first. It is derived from
//! what the note says, and never written down.

use std::borrow::Cow;

use jiff::civil::Date;
use jiff::{Span, Unit};

use super::codeowners::CodeOwners;
use super::note::{folder_of, review_due};
use super::section::{self, Section};
use super::{Lasting, Site, Standing};
use crate::corpus::{Corpus, Drift, Watched};
use crate::note::{OwnerSource, Profile};
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
pub const NEAR: i32 = 30;

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
    /// Who keeps it true, and what says so.
    pub owner: Option<(Cow<'c, str>, OwnerSource)>,
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

    /// What it watches, as written, and what became of that.
    pub fn watched(&self) -> impl Iterator<Item = (&str, &Watched)> {
        self.drift.into_iter().flat_map(|drift| drift.of(self.note))
    }

    /// Who keeps it true.
    pub fn owner(&self) -> Option<&str> {
        self.owner.as_ref().map(|(owner, _)| &**owner)
    }

    /// Whether somebody of this name keeps it true. An empty name stands for nobody.
    pub fn is_kept_by(&self, name: &str) -> bool {
        match &self.owner {
            None => name.is_empty(),
            Some((owner, source)) => {
                let is_one_of = || owner.split_whitespace().any(|one| one == name);
                owner == name || (*source == OwnerSource::CodeOwners && is_one_of())
            }
        }
    }
}

/// The reviews of all notes that are no drafts, published or not: the most urgent state first, in each by owner, those of nobody
/// last, and then by the day on which they fall due. Plain pages count once they were reviewed.
pub fn reviews<'c>(site: &Site, corpus: &'c Corpus, today: Date) -> Vec<Review<'c>> {
    let review = |note: &'c Profile| {
        let folder = folder_of(note, corpus);
        let section = &site.sections[section::of_folder(&site.sections, folder)];
        if note.face.draft || !counts(section, note) {
            return None;
        }
        let due = review_due(&site.config, note, corpus);
        let drift = corpus.drift.get(&note.facts.path);
        let owner = note.face.owner.as_deref().map(Cow::from).zip(note.facts.review.owner_source);
        let states = states(Standing::of_note(note, drift, due), today);
        Some(Review { note, states, drift, due, owner })
    };
    let mut reviews: Vec<Review<'_>> = corpus.notes.iter().filter_map(review).collect();
    sort(&mut reviews);
    reviews
}

/// Gives notes that nobody keeps to their owners in the repository, where `folder` is that of the site. These are for those who
/// work there: no page and no file of the site is made of them.
pub fn fill_owners(reviews: &mut [Review<'_>], owners: &CodeOwners, folder: &str) {
    for review in reviews.iter_mut().filter(|review| review.owner.is_none()) {
        let path = format!("{folder}/{}", review.path());
        let found = owners.of(path.trim_start_matches('/'));
        review.owner = found.map(|owner| (Cow::from(owner), OwnerSource::CodeOwners));
    }
    sort(reviews);
}

fn sort(reviews: &mut [Review<'_>]) {
    reviews.sort_by(|a, b| {
        let key = |review: &Review<'_>| (review.lead(), review.owner.is_none());
        let rest = |review: &Review<'_>| (review.due, review.path().clone());
        key(a).cmp(&key(b)).then_with(|| a.owner().cmp(&b.owner())).then_with(|| rest(a).cmp(&rest(b)))
    });
}

/// Whether the review of a note counts: that of a plain page does once it was reviewed.
pub(super) fn counts(section: &Section, note: &Profile) -> bool {
    !section.is_pages || note.face.revision.last_reviewed.is_some()
}

fn states(standing: Standing, today: Date) -> Vec<State> {
    if standing.has(Lasting::Deprecated) {
        return vec![State::Deprecated];
    }
    let lasting = [(Lasting::Drifted, State::Drifted), (Lasting::Edited, State::Edited)];
    let found = lasting.into_iter().filter(|(state, _)| standing.has(*state));
    let mut states: Vec<State> = found.map(|(_, state)| state).collect();
    let is_deferred = standing.deferred_until.is_some_and(|until| until > today);
    let by_day = match standing.review_due {
        // A review that is put off is neither due nor missing.
        _ if is_deferred => Some(State::Deferred),
        _ if standing.has(Lasting::Unreviewed) => Some(State::Unreviewed),
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
