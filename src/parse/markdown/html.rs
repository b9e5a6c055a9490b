//! What HTML in a body leads to, shows and names: links, pictures and places, as those of Markdown.

use std::collections::VecDeque;
use std::ops::Range;

use super::{Link, Picture};
use crate::parse::events::RawHtml;
use crate::parse::events::html::{Fate, Taken};
use crate::parse::html::{Clean, value_place};
use crate::parse::ids::TakenBy;
use crate::span::Span;

/// Where HTML stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Stand {
    /// In a block of HTML.
    Block,
    /// In a line of text.
    Line,
}

/// What is known of a body's HTML so far.
#[derive(Default)]
pub(super) struct Reader {
    mode: Option<RawHtml>,
    /// Where a link began that is open.
    link: Option<Range<usize>>,
    /// The ids of places, and where they are written.
    places: VecDeque<(String, Range<usize>)>,
}

impl Reader {
    pub(super) fn new(mode: RawHtml) -> Self {
        Self { mode: Some(mode), ..Self::default() }
    }
}

impl super::Reader<'_> {
    /// The beginning of a block of HTML.
    pub(super) fn html_block(&mut self, range: Range<usize>) {
        let is_comment = || self.source[range.clone()].trim_start().starts_with("<!--");
        if self.html.mode != Some(RawHtml::Sanitize) && !is_comment() {
            self.outline.html.push(self.line(range));
        }
    }

    /// A tag, or a piece of a block whose HTML is not looked at.
    pub(super) fn html(&mut self, html: &str, range: Range<usize>, stand: Stand) {
        if self.html.mode == Some(RawHtml::Sanitize) {
            if let Some(tag) = Clean::read(html) {
                self.tag(&tag, range);
            }
        } else if stand == Stand::Line && !html.starts_with("</") && !html.starts_with("<!--") {
            self.outline.html.push(self.place(&range));
            self.alt(html);
        }
    }

    fn tag(&mut self, tag: &Clean, range: Range<usize>) {
        match (tag.element.name, tag.is_end) {
            ("a", true) => {
                if let Some(begin) = self.html.link.take()
                    && std::mem::take(&mut self.unnamed)
                {
                    self.outline.nameless.push(self.place(&(begin.start..range.end.max(begin.end))));
                }
            }
            ("a", false) => {
                if let Some(destination) = tag.get("href") {
                    let span = self.address(&range, "href", destination);
                    self.outline.links.push(Link {
                        destination: destination.to_owned(),
                        span,
                        written: self.written(span, destination),
                    });
                    self.html.link = Some(range.clone());
                    self.unnamed = true;
                }
            }
            ("img", false) => {
                let destination = tag.get("src").unwrap_or_default();
                let span = self.address(&range, "src", destination);
                // An empty text is the author's word that the picture tells nothing.
                let alt = tag.get("alt");
                let written = self.written(span, destination);
                let picture =
                    Picture { destination: destination.to_owned(), span, written, has_alt: alt.is_some() };
                self.outline.pictures.push(picture);
                if let Some((heading, _)) = &mut self.heading {
                    heading.text.push_str(alt.unwrap_or_default());
                }
                self.alt(alt.unwrap_or_default());
            }
            _ => {}
        }
        if let Some(id) = tag.get("id") {
            self.html.places.push_back((id.to_owned(), range));
        }
    }

    /// The place of an address, where it stands there as it is read.
    fn written(&self, span: Span, destination: &str) -> Option<Span> {
        let range = span.range();
        let written =
            self.source.get(range.start.checked_sub(self.offset)?..range.end.checked_sub(self.offset)?);
        (written == Some(destination) && !destination.is_empty()).then_some(span)
    }

    /// Where an address is written; the tag as a whole where it is written with escapes.
    fn address(&self, range: &Range<usize>, name: &str, destination: &str) -> Span {
        let tag = &self.source[range.clone()];
        let place =
            value_place(tag, name).filter(|place| !place.is_empty() && tag[place.clone()] == *destination);
        self.place(
            &place.map_or_else(|| range.clone(), |place| range.start + place.start..range.start + place.end),
        )
    }

    /// Gives places their ids, as far as nothing else has them. One that a heading has leads there already.
    pub(super) fn name_places(&mut self, taken: &mut Vec<Taken>) {
        while let Some((id, range)) = self.html.places.pop_front() {
            let place = self.ids.claim_place(&id);
            if let Err(TakenBy::Page | TakenBy::Place) = place {
                taken.push(Taken { fate: Fate::Id, name: id, range });
            }
            self.outline.places.push(place.unwrap_or_default());
        }
    }
}
