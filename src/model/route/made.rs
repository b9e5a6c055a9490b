//! Pages that the site makes itself, as faults name them, and what moves them.

use super::{Name, Page};

/// Such a page.
pub(super) struct Made {
    kind: &'static str,
    /// The index that it is of, which settings can give another name.
    index: Option<Name>,
}

impl Made {
    pub(super) fn of(page: &Page) -> Self {
        let (kind, index) = match page {
            Page::Taxonomy(index) | Page::Term(index, ..) => ("the index", Some(Name::clone(index))),
            Page::Archive | Page::ArchiveYear(..) => ("the archive", None),
            Page::Review(_) => ("the review table", None),
            Page::Search => ("the search", None),
            _ => ("the site's own", None),
        };
        Self { kind, index }
    }

    pub(super) fn name(&self) -> String {
        self.index.as_ref().map_or_else(|| self.kind.to_owned(), |index| format!("{} `{index}`", self.kind))
    }

    /// The other way out, for a help that says one already.
    pub(super) fn or_moved(&self) -> String {
        let other = |index: &Name| {
            format!(
                ", or give the index another name: `{index} = false`, and a table `[taxonomies.NAME]` with `field = \"…\"`"
            )
        };
        self.index.as_ref().map(other).unwrap_or_default()
    }
}
