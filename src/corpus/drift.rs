//! What became of the files that a note watches since it was last reviewed. None of it reaches an output but whether the note
//! drifted.

use crate::note::Profile;

/// What became of what a note watches, one after the other as the note names it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Drift(pub Vec<Watched>);

/// What became of the files of one pattern.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Watched {
    /// They are as they were.
    Same,
    /// They hold something else.
    Changed,
    /// There are none, or the part that is named is not in the file.
    Gone,
    /// No review recorded what they held.
    Unrecorded,
    /// Nobody can tell, for a reason.
    Unknown(String),
}

impl Drift {
    /// The patterns of its note, as written, each with what became of it.
    pub fn of<'a>(&'a self, note: &'a Profile) -> impl Iterator<Item = (&'a str, &'a Watched)> {
        let patterns = note.facts.watches.iter().map(|watch| watch.pattern.value.as_str());
        patterns.zip(&self.0)
    }

    /// Whether the note may no longer be true.
    pub fn is_drifted(&self) -> bool {
        self.0.iter().any(|watched| matches!(watched, Watched::Changed | Watched::Gone))
    }
}

impl Watched {
    /// Its name, for programs.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Changed => "changed",
            Self::Gone => "gone",
            Self::Unrecorded => "unrecorded",
            Self::Unknown(_) => "unknown",
        }
    }

    /// Why nobody can tell.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Unknown(reason) => Some(reason),
            _ => None,
        }
    }
}
