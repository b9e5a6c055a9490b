//! `[markdown]`: what the site's Markdown has beyond GitHub's, what becomes of HTML, and which links are open.

use super::read::Table;
use super::{Config, schemes};
use crate::parse::events::Math;

/// What happens to HTML that a note holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RawHtml {
    /// It shows as text.
    Escape,
    /// A safe part of it passes.
    Sanitize,
    /// It passes as it is: for authors who are trusted.
    Allow,
}

impl Config {
    pub(super) fn read_markdown(&mut self, table: &mut Table<'_>) {
        let choices =
            [("escape", RawHtml::Escape), ("sanitize", RawHtml::Sanitize), ("allow", RawHtml::Allow)];
        table.choice("raw_html", &choices, &mut self.raw_html);
        self.schemes = schemes::read(table);
        let choices = [("off", Math::Off), ("fenced", Math::Fenced), ("dollar", Math::Dollar)];
        table.choice("math", &choices, &mut self.extensions.math);
        table.flag("definition_lists", &mut self.extensions.definition_lists);
        table.flag("sub_superscript", &mut self.extensions.sub_superscript);
        table.flag("heading_attributes", &mut self.extensions.heading_attributes);
    }
}
