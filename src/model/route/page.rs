//! The kinds of page and file that a site has. Each says what it is of by a path or a name, never by a place in a list:
//! that shifts when a note comes.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::model::board::Falls;
use crate::model::card::Card;
use crate::model::listing::ListPage;
use crate::model::picture::Variant;
use crate::path::{SourcePath, UrlPath};

/// The folder of a section, the name of an index, or the slug of a term.
pub type Name = Arc<str>;

/// What a route leads to.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Page {
    /// The front page.
    Home,
    /// A note.
    Note(SourcePath),
    /// A page of a section's listing: folder, page.
    Section(Name, ListPage),
    /// An index.
    Taxonomy(Name),
    /// A page of a term's listing: index, term, page.
    Term(Name, Name, ListPage),
    /// The archive's years.
    Archive,
    /// A page of a year's listing: year, page.
    ArchiveYear(i16, ListPage),
    /// The board of reviews.
    Review,
    /// A page of a part of the board's list: when the notes want a look, page.
    ReviewDue(Falls, ListPage),
    /// The notes of the board for programs, or one part of them.
    ReviewJson(Part),
    /// The calendar of a keeper of notes, by its name.
    Calendar(Name),
    /// Atom of what was revised.
    Revisions,
    /// The page with the results of a search.
    Search,
    /// A file of the search index.
    SearchFile(crate::model::search::File),
    /// What a static host shows for an address that is not there.
    NotFound,
    /// A page that leads on to another one.
    Redirect(UrlPath),
    /// A page that says that what was here is gone, and why.
    Gone(Name),
    /// A page at the address of an alert that says that no note is published for it.
    AlertWithoutNote,
    /// Atom for the site, or for a term (index, term), or for a section.
    Feed(FeedOf),
    /// JSON Feed for the site.
    JsonFeed,
    /// The sitemap, or one part of it, or the index of its parts.
    Sitemap(Part),
    /// Every note's metadata, or one part of it.
    NotesJson(Part),
    /// The alerts that lead to notes.
    AlertsJson,
    /// The hashes of all notes' bodies.
    Texts,
    /// A note as Markdown.
    NoteMarkdown(SourcePath),
    /// The list of the notes that are there as Markdown.
    LlmsTxt,
    /// What search engines may read.
    Robots,
    /// A file that is copied.
    File(SourcePath),
    /// A copy of a picture at another width.
    Variant(Variant),
    /// The picture that stands for a note, or for the site, where its link is shared.
    Card(Card),
    /// A file of the theme.
    Asset(String),
}

impl Page {
    /// Whether it is a picture that the build makes: of those a build alone bears the cost.
    pub fn is_picture(&self) -> bool {
        matches!(self, Self::Variant(_) | Self::Card(_))
    }

    /// Whether a template makes it.
    pub fn is_from_template(&self) -> bool {
        matches!(
            self,
            Self::Home
                | Self::Note(_)
                | Self::Section(..)
                | Self::Taxonomy(_)
                | Self::Term(..)
                | Self::Archive
                | Self::ArchiveYear(..)
                | Self::Review
                | Self::ReviewDue(..)
                | Self::Search
                | Self::NotFound
                | Self::Redirect(..)
                | Self::Gone(_)
                | Self::AlertWithoutNote
        )
    }
}

/// What a feed is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum FeedOf {
    /// The site.
    Site,
    /// A section.
    Section(Name),
    /// A term: index, term.
    Term(Name, Name),
}

/// A whole, or a part of something that is split.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Part {
    /// All of it.
    Whole,
    /// The list of the parts: how many there are.
    Index(usize),
    /// One part, from 1.
    Number(usize),
}

impl Part {
    /// What of all there is falls to this part, in parts of such a size.
    pub fn slice<T>(self, all: &[T], size: usize) -> &[T] {
        let Self::Number(number) = self else { return all };
        let first = ((number - 1) * size).min(all.len());
        &all[first..(first + size).min(all.len())]
    }
}
