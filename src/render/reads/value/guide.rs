//! The answers to questions about the order of plain pages.

use super::Titled;
use crate::model::Name;
use crate::path::SourcePath;

/// What a section of plain pages holds.
#[derive(Clone, Copy, Debug, Hash)]
pub enum Held<'a> {
    /// A page.
    Page(&'a SourcePath),
    /// A section right below.
    Folder(&'a Name),
}

/// The navigation of a manual, as one of its pages shows it.
#[derive(Clone, Debug, Hash)]
pub struct Guide<'a> {
    /// The listing of the manual.
    pub titled: Titled<'a>,
    /// Whether the page is that.
    pub is_here: bool,
    /// What the manual holds.
    pub folder: Folder<'a>,
}

/// A folder of a manual. How many pages it has is not said: that changes with every page.
#[derive(Clone, Debug, Hash)]
pub struct Folder<'a> {
    /// Whether the page stands in it.
    pub is_open: bool,
    /// Whether not all of its parts are shown.
    pub is_cut: bool,
    /// Those that are, in their order.
    pub parts: Vec<Part<'a>>,
}

/// A page of a manual, or a folder.
#[derive(Clone, Debug, Hash)]
pub struct Part<'a> {
    /// Its title and address.
    pub titled: Titled<'a>,
    /// Whether it is the page itself.
    pub is_here: bool,
    /// What it holds, for a folder.
    pub folder: Option<Folder<'a>>,
}
