//! The line over a note's title: in what state its review is, and what it watches.

use super::Question;
use crate::span::Span;

impl Question<'_> {
    /// What is said over the title, and where that stands; None for a file that is no note.
    pub fn lens(&self) -> Option<(Span, String)> {
        if !self.is_markdown() {
            return None;
        }
        let state = self.state_of(self.path)?;
        let title = self.document().front?.entry("title")?.key.span;
        Some((title, state))
    }
}
