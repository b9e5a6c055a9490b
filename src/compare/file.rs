//! What kind of file an output is, as far as its path tells.

use crate::path::{OutputPath, UrlPath};

/// A kind of file that is no page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Pictures, with their copies at other widths.
    Picture,
    /// Files of the theme.
    Asset,
    /// Feeds, calendars, the search index, and what else is for programs.
    Machine,
    /// Any other.
    File,
}

impl Kind {
    /// All of them, in the order in which they are told.
    pub const ALL: [Self; 4] = [Self::Picture, Self::Asset, Self::Machine, Self::File];

    /// The kind of a file.
    pub(super) fn of(path: &OutputPath) -> Self {
        let path = path.as_str();
        let name = path.rsplit('/').next().unwrap_or(path);
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
        let is_numbered = |start: &str| name.starts_with(start) && !path.contains('/');
        if path.starts_with("assets/") {
            Self::Asset
        } else if path.starts_with("search/")
            || matches!(name, "feed.xml" | "index.md")
            || matches!(path, "feed.json" | "revisions.xml" | "robots.txt" | "llms.txt")
            || (is_numbered("sitemap") && ending == "xml")
            || ((is_numbered("notes") || is_numbered("review")) && ending == "json")
            || ending == "ics"
        {
            Self::Machine
        } else if matches!(&*ending, "png" | "jpg" | "jpeg" | "gif" | "webp" | "avif" | "svg") {
            Self::Picture
        } else {
            Self::File
        }
    }

    /// One of them, in words.
    pub fn name(self) -> &'static str {
        match self {
            Self::Picture => "picture",
            Self::Asset => "asset",
            Self::Machine => "feed or search file",
            Self::File => "other file",
        }
    }

    /// Its name in JSON.
    pub fn key(self) -> &'static str {
        match self {
            Self::Picture => "pictures",
            Self::Asset => "assets",
            Self::Machine => "machine",
            Self::File => "other",
        }
    }
}

/// How many files of a kind came, changed or went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Files that were not there.
    pub added: usize,
    /// Files that hold something else.
    pub changed: usize,
    /// Files that are no more.
    pub removed: usize,
}

/// Whether a file is a page.
pub fn is_page(path: &OutputPath) -> bool {
    path.as_str().ends_with(".html") || path.as_str().ends_with(".htm")
}

/// Whether a page is a further one of a listing: `notes/page/2/index.html`.
pub(super) fn is_further(path: &OutputPath) -> bool {
    let mut parts = path.as_str().rsplit('/');
    parts.next() == Some("index.html")
        && parts.next().is_some_and(|number| number.parse::<u32>().is_ok())
        && parts.next() == Some("page")
}

/// The address at which a host serves a page.
pub(super) fn address(path: &OutputPath) -> UrlPath {
    let path = path.as_str();
    let folder = path.strip_suffix("index.html").filter(|folder| folder.is_empty() || folder.ends_with('/'));
    UrlPath::file(folder.unwrap_or(path))
}
