//! Something that is nearly right: what an author wrote in its stead, where, and how it is mended.

use std::ops::Range;

/// A mistake. Whoever finds it says what its places are bytes of.
#[derive(Debug)]
pub(in crate::parse) struct Mistake {
    /// The exact place.
    pub(in crate::parse) place: Range<usize>,
    /// What is wrong.
    pub(in crate::parse) message: String,
    /// What to do.
    pub(in crate::parse) help: String,
    /// What to write in whose place.
    pub(in crate::parse) fix: Option<(Range<usize>, String)>,
}

impl Mistake {
    pub(in crate::parse) fn new(
        place: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self { place, message: message.into(), help: help.into(), fix: None }
    }

    pub(in crate::parse) fn fix(mut self, place: Range<usize>, replacement: impl Into<String>) -> Self {
        self.fix = Some((place, replacement.into()));
        self
    }
}
