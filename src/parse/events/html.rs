//! HTML in a body whose HTML is sanitised: tags that pass, each anew and where it may stand; the rest is text, or is left
//! out and reported.
//!
//! Whoever looks at a body gets what is left of its HTML as events that hold one tag each, which `html::Clean` reads. What
//! begins ends: in the block, the list item or the cell where it began, and nothing stands where a browser would move it, so
//! that the tree which a browser builds is the one that is written. Headings of HTML are headings.
//!
//! It goes over the body three times: tags are read (`lower`), beginnings find their ends (`pair`), and each is put in its
//! place (`place` and `put`, by the rules of `fit`). Each takes a time that grows with the body and no faster.

mod fit;
mod lower;
mod pair;
mod place;
mod put;

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Tag};

use super::Placed;
use super::mask::Mask;
use crate::parse::html::{Clean, Element, Quotes, Tag as Written, element};

/// The name of the attribute that says on which side a heading of HTML stands. None of Markdown has a blank in it.
pub(crate) const HEADING_ALIGN: &str = " align";

/// What became of HTML that does not pass as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fate {
    /// An element is left out, its content is not.
    Dropped,
    /// An element is left out with all that is in it.
    DroppedWhole,
    /// An attribute of this element is left out.
    Attribute(&'static str),
    /// The element may not stand where it does, and is left out.
    Misplaced,
    /// A link stands in another, and is left out.
    LinkInLink,
    /// It stands in too many others, and is left out.
    TooDeep,
    /// An end without a beginning is left out.
    NoBeginning,
    /// A tag that may be a placeholder shows as text.
    Placeholder,
    /// A tag that is never closed shows as text.
    NeverClosed,
    /// An element whose content is no HTML shows as text.
    Text,
    /// Something else has the id.
    Id,
}

/// HTML that does not pass as it is.
#[derive(Clone, Debug)]
pub(crate) struct Taken {
    /// What became of it.
    pub(crate) fate: Fate,
    /// The name of the element or attribute, as written.
    pub(crate) name: String,
    /// Where its tag stands.
    pub(crate) range: Range<usize>,
}

/// HTML in a body, and what stands for it in a copy of the body's text.
#[derive(Clone, Debug)]
pub(crate) struct Piece {
    /// Where it stands.
    pub(crate) range: Range<usize>,
    /// What stands there in a copy.
    pub(crate) copied: Copied,
}

/// What stands for a piece of HTML in a copy.
#[derive(Clone, Debug)]
pub(crate) enum Copied {
    /// It is left out.
    Nothing,
    /// A tag that passes.
    Tag(Clean),
    /// An element that begins and ends here.
    Empty(Clean),
    /// Text in a line of text.
    Text(String),
    /// Text in a block of HTML.
    InBlock(String),
}

/// A body as it reads.
pub(crate) struct Sanitised<'s> {
    /// Its events.
    pub(crate) events: Vec<Placed<'s>>,
    /// What of its HTML does not pass as it is.
    pub(crate) taken: Vec<Taken>,
    /// All of its HTML.
    pub(crate) pieces: Vec<Piece>,
}

/// A part of a body.
enum Item<'s> {
    /// What is no HTML.
    Event(Event<'s>),
    /// Text in a block of HTML.
    Text(String),
    /// A tag of an element that HTML knows.
    Tag(TagItem<'s>),
}

/// A tag.
struct TagItem<'s> {
    element: &'static Element,
    is_end: bool,
    /// Whether it has a slash at its end.
    is_closed: bool,
    /// Whether nothing but a name stands in it.
    is_bare: bool,
    /// The tag as it was written.
    written: CowStr<'s>,
}

/// What quotes and lists put before a line.
const PREFIX: &[u8] = b">*+-.)0123456789";

/// Hides the `<` of tags that begin a block, and that HTML does not know, from the parser: the block is text.
/// The places of these signs.
pub(super) fn hide_unknown(source: &str, events: &[Placed<'_>], mask: &mut Mask<'_>) -> Vec<usize> {
    let mut hidden = Vec::new();
    let mut quotes = Quotes::default();
    for (event, range) in events {
        let Event::Start(Tag::HtmlBlock) = event else { continue };
        let block = &source[range.clone()];
        if !is_unknown(block, block.len() - block.trim_start().len(), &mut Quotes::default()) {
            continue;
        }
        // Without the first, any other may begin a block.
        let mut start = range.start;
        for line in block.split_inclusive('\n') {
            let first = line.bytes().position(|byte| !byte.is_ascii_whitespace() && !PREFIX.contains(&byte));
            let at = start + first.unwrap_or(0);
            if is_unknown(source, at, &mut quotes) {
                mask.hide(at);
                hidden.push(at);
            }
            start += line.len();
        }
    }
    hidden
}

fn is_unknown(text: &str, at: usize, quotes: &mut Quotes) -> bool {
    Written::read(text, at, quotes).is_some_and(|tag| element(tag.name).is_none())
}

/// The events with what is left of HTML, and what does not pass as it is.
pub(super) fn weave<'s>(source: &'s str, events: Vec<Placed<'s>>, hidden: &[usize]) -> Sanitised<'s> {
    if !source.contains('<') {
        return Sanitised { events, taken: Vec::new(), pieces: Vec::new() };
    }
    let lowered = lower::items(source, events);
    let partners = pair::partners(&lowered.items);
    let mut read = place::events(source, lowered, &partners);
    let sign = |at: &usize| Piece { range: *at..at + 1, copied: Copied::Text("<".to_owned()) };
    read.pieces.extend(hidden.iter().map(sign));
    read
}
