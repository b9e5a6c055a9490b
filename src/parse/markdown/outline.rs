//! What a body holds, as far as checks, links and searches go by it.

use std::hash::{Hash, Hasher};

use serde::{Deserialize, Serialize};

use super::{CodeBlock, Formula, Heading, Link, Picture};
use crate::parse::anchors::Anchors;
use crate::parse::length::Length;
use crate::parse::words::Counts;
use crate::span::Span;

/// What a body holds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Outline {
    /// The headings, in order.
    pub headings: Vec<Heading>,
    /// What else the headings go by.
    pub anchors: Anchors,
    /// The first paragraph, cut short.
    pub lead: String,
    /// The links, in order.
    pub links: Vec<Link>,
    /// Links without a text that shows, nor a picture with one.
    pub nameless: Vec<Span>,
    /// The pictures, in order.
    pub pictures: Vec<Picture>,
    /// The fenced code blocks, in order.
    pub code: Vec<CodeBlock>,
    /// The formulas, in order.
    pub formulas: Vec<Formula>,
    /// HTML that shows as text, in order: opening tags and the first lines of blocks; comments are none.
    pub html: Vec<Span>,
    /// The ids that HTML gives to places, in order; empty where something else has the id.
    pub places: Vec<String>,
    /// Whether HTML in it is written anew on the page.
    pub has_html: bool,
    /// How long it is for a reader, code included.
    pub length: Length,
    /// Which words there are, for telling which notes are alike.
    pub words_used: Counts,
}

impl Outline {
    /// The id of the place that a link names; None if there is no such place.
    pub fn id_of(&self, name: &str) -> Option<&str> {
        self.anchors.id_of(&self.headings, name)
    }

    /// The ids of headings, and of places that HTML names.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        let places = self.places.iter().map(String::as_str).filter(|id| !id.is_empty());
        self.headings.iter().map(|heading| heading.id.as_str()).chain(places)
    }
}

/// What other files can tell of a body: where it leads, what it shows, and the places in it that they can lead to.
impl Hash for Outline {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let links = self.links.iter().map(|link| &link.destination);
        let pictures = self.pictures.iter().map(|picture| &picture.destination);
        self.ids().for_each(|id| id.hash(state));
        self.anchors.hash(state);
        for part in [links.len(), pictures.len()] {
            part.hash(state);
        }
        links.chain(pictures).for_each(|destination| destination.hash(state));
    }
}
