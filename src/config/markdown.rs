//! `[markdown]`: what the site's Markdown has beyond GitHub's, what becomes of HTML, and which links are open.

use super::read::Table;
use super::{Config, schemes};
use crate::parse::events::{Math, RawHtml};

impl Config {
    pub(super) fn read_markdown(&mut self, table: &mut Table<'_>) {
        let choices =
            [("escape", RawHtml::Escape), ("sanitize", RawHtml::Sanitize), ("allow", RawHtml::Allow)];
        table.choice("raw_html", &choices, &mut self.extensions.raw_html);
        self.schemes = schemes::read(table);
        let choices = [("off", Math::Off), ("fenced", Math::Fenced), ("dollar", Math::Dollar)];
        table.choice("math", &choices, &mut self.extensions.math);
        table.flag("definition_lists", &mut self.extensions.definition_lists);
        table.flag("sub_superscript", &mut self.extensions.sub_superscript);
        table.flag("heading_attributes", &mut self.extensions.heading_attributes);
        table.flag("admonitions", &mut self.extensions.admonitions);
        table.flag("emoji", &mut self.extensions.emoji);
    }
}
