//! What is known of a note whatever the day is. Pages and files for machines say it in words, and leave what depends on the
//! day to dates: a build knows none.

use std::hash::{Hash, Hasher};

use jiff::civil::Date;

use super::review::State;
use super::{NotePage, Site, review};
use crate::corpus::Drift;
use crate::note::{DEPRECATED, DRAFTED, Profile};
use crate::path::SourcePath;

/// A state that a note has on any day, the gravest for a reader first: it leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lasting {
    /// It is no longer to be followed.
    Deprecated,
    /// What it watches is not what it was at the review.
    Drifted,
    /// The body is not the one that was reviewed.
    Edited,
    /// It is not finished.
    Drafted,
    /// Nobody ever reviewed it.
    Unreviewed,
    /// Its review is put off until a day.
    Deferred,
}

impl Lasting {
    /// All of them, the gravest first.
    pub const ALL: [Self; 6] =
        [Self::Deprecated, Self::Drifted, Self::Edited, Self::Drafted, Self::Unreviewed, Self::Deferred];

    /// Its name: that of the state of a review, or of the status.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Deprecated => DEPRECATED,
            Self::Drifted => State::Drifted.name(),
            Self::Edited => State::Edited.name(),
            Self::Drafted => DRAFTED,
            Self::Unreviewed => State::Unreviewed.name(),
            Self::Deferred => State::Deferred.name(),
        }
    }

    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// The lasting states of a note, and the days that the others depend on. It is a few bytes, since every list asks for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    states: u8,
    /// When its review falls due; None for a note that is no longer to be followed.
    pub review_due: Option<Date>,
    /// The day on which a review that is put off is to be done.
    pub deferred_until: Option<Date>,
}

/// In one piece: it is hashed for every row of every list.
impl Hash for Standing {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let packed = |day: Option<Date>| {
            day.map_or(0, |day| {
                1 << 32
                    | i64::from(day.year()) << 16 & 0xffff_ffff
                    | i64::from(day.month()) << 8
                    | i64::from(day.day())
            })
        };
        let days = i128::from(packed(self.review_due)) << 33 | i128::from(packed(self.deferred_until));
        state.write_i128(days << 8 | i128::from(self.states));
    }
}

impl Standing {
    /// That of a note whose review counts.
    pub fn of_note(note: &Profile, drift: Option<&Drift>, review_due: Option<Date>) -> Self {
        let (face, revision) = (&note.face, &note.face.revision);
        let mut standing = Self::of_page(note);
        if standing.has(Lasting::Deprecated) {
            return standing;
        }
        let found = [
            (Lasting::Drifted, drift.is_some_and(Drift::is_drifted)),
            (Lasting::Edited, face.is_edited),
            (Lasting::Unreviewed, revision.last_reviewed.is_none()),
            (Lasting::Deferred, revision.deferred_until.is_some()),
        ];
        for (state, _) in found.into_iter().filter(|(_, holds)| *holds) {
            standing.add(state);
        }
        Self { review_due, deferred_until: revision.deferred_until, ..standing }
    }

    /// That of a page that no review is expected of.
    fn of_page(note: &Profile) -> Self {
        let mut standing = Self::default();
        if note.face.is_deprecated() {
            standing.add(Lasting::Deprecated);
        }
        if note.face.draft || note.face.is_drafted() {
            standing.add(Lasting::Drafted);
        }
        standing
    }

    fn add(&mut self, state: Lasting) {
        self.states |= state.bit();
    }

    /// Whether the note has a state.
    pub fn has(self, state: Lasting) -> bool {
        self.states & state.bit() != 0
    }

    /// The states that are told of, the gravest first. As long as a review is put off, it is not missing.
    pub fn states(self) -> impl Iterator<Item = Lasting> {
        let waits = self.waits();
        Lasting::ALL.into_iter().filter(move |state| self.has(*state) && waits != Some(*state))
    }

    /// The states that readers are shown: of a draft they expect no review, so that it has one notice and not two.
    pub fn shown(self) -> impl Iterator<Item = Lasting> {
        self.states().filter(move |state| *state != Lasting::Unreviewed || !self.has(Lasting::Drafted))
    }

    /// The state that holds once the day has come that the review is put off until.
    pub fn waits(self) -> Option<Lasting> {
        let waits = self.has(Lasting::Deferred) && self.has(Lasting::Unreviewed);
        waits.then_some(Lasting::Unreviewed)
    }

    /// The states of its review that hold whatever the day, the gravest first. `Deferred` holds until the day that it names.
    pub fn of_review(self) -> impl Iterator<Item = State> {
        let lasting = Lasting::ALL.into_iter().filter(move |state| self.has(*state));
        lasting.filter_map(|state| State::named(state.name()))
    }

    /// The names of the states that are told of.
    pub fn names(self) -> Vec<&'static str> {
        self.states().map(Lasting::name).collect()
    }
}

impl Site {
    /// Whether files that a note watches are no longer what they were at its last review.
    pub fn is_drifted(&self, path: &SourcePath) -> bool {
        self.drift.get(path).is_some_and(Drift::is_drifted)
    }

    /// What is known of a note.
    pub fn standing(&self, page: &NotePage) -> Standing {
        let note = page.note();
        if review::counts(&self.sections[page.section], note) {
            Standing::of_note(note, self.drift.get(&note.facts.path), page.review_due)
        } else {
            Standing::of_page(note)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Watched;

    /// The profile of a note with this `revision` and a body that is not the one of its hash.
    fn edited(revision: &str) -> Profile {
        let text = format!("---\ntitle: A\nhash: 0123456789ab\nrevision: {revision}\n---\nText.\n");
        crate::validate::noted(&text).profile
    }

    #[test]
    fn the_gravest_state_leads_and_what_is_deprecated_is_nothing_else() {
        let drift = Drift(vec![Watched::Same, Watched::Changed]);
        let names = |revision: &str| Standing::of_note(&edited(revision), Some(&drift), None).names();
        assert_eq!(names("{status: deprecated}"), ["deprecated"]);
        assert_eq!(names("{status: drafted}"), ["drifted", "edited", "drafted", "unreviewed"]);
        let shown: Vec<_> = Standing::of_note(&edited("{status: drafted}"), None, None).shown().collect();
        assert_eq!(shown, [Lasting::Edited, Lasting::Drafted]);
        assert_eq!(names("{last_reviewed: 2026-01-01}"), ["drifted", "edited"]);
        let unknown = Drift(vec![Watched::Unrecorded, Watched::Unknown("x".to_owned())]);
        let note = edited("{last_reviewed: 2026-01-01}");
        assert_eq!(Standing::of_note(&note, Some(&unknown), None).names(), ["edited"]);
    }

    #[test]
    fn a_review_that_is_put_off_is_missing_when_its_day_has_come() {
        let note = edited("{deferred: {until: 2026-09-01, because: B}}");
        let standing = Standing::of_note(&note, None, None);
        assert_eq!(standing.names(), ["edited", "deferred"]);
        assert_eq!(standing.waits(), Some(Lasting::Unreviewed));
        assert_eq!(standing.deferred_until, Some(jiff::civil::date(2026, 9, 1)));
    }

    #[test]
    fn names_are_those_of_reviews_and_statuses() {
        assert!(Lasting::ALL.is_sorted());
        for state in Lasting::ALL {
            assert!(State::named(state.name()).is_some() || state.name() == DRAFTED, "{state:?}");
        }
    }
}
