//! Links that the settings name: those of the header, and those of the footer.

use super::read::Table;
use crate::span::Spanned;

/// A link to a page of the site, or elsewhere.
#[derive(Clone, Debug, PartialEq)]
pub struct MenuItem {
    /// What it says.
    pub title: String,
    /// Where it leads.
    pub url: Spanned<String>,
}

impl MenuItem {
    /// `title = "Notes"`, `url = "/notes/"`.
    pub(super) fn read(table: &mut Table<'_>) -> Option<Self> {
        let mut title = String::new();
        table.require(&["title", "url"]);
        table.said("title", "the link", &mut title);
        table.optional_text("url").map(|url| Self { title, url })
    }
}
