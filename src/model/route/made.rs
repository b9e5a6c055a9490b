//! Pages that the site makes itself, as faults name them, and what moves them.

use super::{Name, Page};
use crate::corpus::CONTENT;

const ITSELF: &str = "which fieldnotes makes itself";

/// Such a page.
pub(super) struct Made {
    kind: &'static str,
    mover: Option<Mover>,
}

/// What gives such a page another address.
enum Mover {
    /// An index gets another name.
    Index(Name),
    /// A folder of notes.
    Folder(Name),
    /// A key of `[addresses]`.
    Key(&'static str),
}

impl Made {
    pub(super) fn of(page: &Page) -> Self {
        let (kind, mover) = match page {
            Page::Taxonomy(index) | Page::Term(index, ..) => {
                ("the index", Some(Mover::Index(Name::clone(index))))
            }
            Page::Section(folder, _) => ("the folder", Some(Mover::Folder(Name::clone(folder)))),
            Page::Archive | Page::ArchiveYear(..) => ("the archive", Some(Mover::Key("archive"))),
            Page::Review | Page::ReviewDue(..) | Page::Calendar(_) => {
                ("the review table", Some(Mover::Key("review")))
            }
            Page::Search => ("the search", Some(Mover::Key("search"))),
            _ => ("the site's own", None),
        };
        Self { kind, mover }
    }

    pub(super) fn name(&self) -> String {
        match &self.mover {
            Some(Mover::Folder(folder)) => format!("{} `{CONTENT}/{folder}`", self.kind),
            Some(Mover::Index(index)) => format!("{} `{index}`, {ITSELF}", self.kind),
            _ => format!("{}, {ITSELF}", self.kind),
        }
    }

    /// The other way out, for a help that says one already.
    pub(super) fn or_moved(&self) -> String {
        match &self.mover {
            Some(Mover::Index(index)) => format!(
                ", or give the index another name: `{index} = false`, and a table `[taxonomies.NAME]` with `field = \"…\"`"
            ),
            Some(Mover::Key(key)) => format!(", or move {}: `{key} = \"…\"` under `[addresses]`", self.kind),
            Some(Mover::Folder(_)) | None => String::new(),
        }
    }
}
