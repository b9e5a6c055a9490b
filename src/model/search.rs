//! Which files the search index of a site has: known before any word is read.

use super::{NoteId, Site, Taxonomy};
use crate::path::{OutputPath, UrlPath};

/// Notes in one file of results.
pub const NOTES_IN_FILE: usize = 25;
/// The indexes that narrow results down.
pub const FACETS: [&str; 5] = ["status", "stack", "difficulty", "tools", "owners"];

/// A file of the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum File {
    /// How many files there are, and the filters.
    Start,
    /// Words, from 0.
    Words(usize),
    /// What results show, from 0.
    Notes(usize),
    /// An index: its place in [`Site::taxonomies`].
    Facet(usize),
    /// The notes of each section right below the root.
    Sections,
}

/// How many files the words of so many notes are spread over.
pub fn word_files(notes: usize) -> usize {
    (notes / 32).next_power_of_two().clamp(8, 4096)
}

/// The indexes of a site that narrow results down: their places in [`Site::taxonomies`].
pub fn facets(site: &Site) -> impl Iterator<Item = usize> {
    FACETS.iter().filter_map(|name| {
        let is_wanted = |taxonomy: &Taxonomy| taxonomy.config.name == *name && !taxonomy.terms.is_empty();
        site.taxonomies.iter().position(is_wanted)
    })
}

/// The notes of a file of results. They are numbered from the oldest.
pub fn notes_of_file(site: &Site, at: usize) -> impl Iterator<Item = NoteId> {
    let count = site.notes.len();
    let numbers = at * NOTES_IN_FILE..((at + 1) * NOTES_IN_FILE).min(count);
    numbers.map(move |number| count - 1 - number)
}

/// The file that is there if any note is published.
pub fn of_first_notes() -> OutputPath {
    url("notes/0").output()
}

/// All files of a site's index, with their addresses.
pub(super) fn files(site: &Site) -> Vec<(UrlPath, File)> {
    let count = site.notes.len();
    let mut files = vec![(url("index"), File::Start), (url("facets/sections"), File::Sections)];
    files.extend((0..word_files(count)).map(|at| (url(&format!("words/{at}")), File::Words(at))));
    files.extend((0..count.div_ceil(NOTES_IN_FILE)).map(|at| (url(&format!("notes/{at}")), File::Notes(at))));
    let of_facet = |at: usize| (url(&format!("facets/{}", site.taxonomies[at].config.name)), File::Facet(at));
    files.extend(facets(site).map(of_facet));
    files
}

fn url(name: &str) -> UrlPath {
    UrlPath::file(&format!("search/{name}.json"))
}
