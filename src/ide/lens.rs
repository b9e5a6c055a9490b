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
        let document = self.document();
        let field = self.build.config.schema.renames.name_of("title");
        let title =
            document.front.as_ref().and_then(|front| front.entry("title").or_else(|| front.entry(field)));
        let heading = || document.outline.headings.first().map(|heading| heading.span);
        let place = title.map(|title| title.key.span).or_else(heading);
        Some((place.unwrap_or(Span::at(0)), state))
    }
}
