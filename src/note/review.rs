//! What is known of a note's review besides the review itself: where its parts stand, and what names the owner.

use serde::{Deserialize, Serialize};

use crate::span::Span;

/// Where the parts of a review stand, and what names the owner.
#[derive(Clone, Debug, Default, Hash, Serialize, Deserialize)]
pub struct ReviewFacts {
    /// Where the recorded hash of the body stands.
    pub hash_span: Span,
    /// Where it says that the review is put off.
    pub deferred_span: Span,
    /// Where a first review belongs; None where nobody can tell whether there was one.
    pub missing: Option<Span>,
    /// What names the owner.
    pub owner_source: Option<OwnerSource>,
}

/// What names the owner of a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum OwnerSource {
    /// The note itself.
    Field,
    /// `[owners]` in the settings.
    Settings,
    /// The repository's CODEOWNERS, for `review` alone.
    CodeOwners,
}

impl OwnerSource {
    /// Its name, for programs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Field => "field",
            Self::Settings => "settings",
            Self::CodeOwners => "codeowners",
        }
    }
}
