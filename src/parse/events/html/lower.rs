//! Tags of the elements that HTML knows, out of a body's events; all that looks like HTML and is none of these is text.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

use super::{Copied, Fate, Item, Piece, TagItem, Taken};
use crate::parse::events::Placed;
use crate::parse::html::{Kind, Quotes, Tag as Written, decode, element};

/// The items of a body, each with its place; and what shows as text for it is no HTML.
pub(super) fn items<'s>(source: &'s str, events: Vec<Placed<'s>>) -> Lowering<'s> {
    let items = Vec::with_capacity(events.len());
    let mut lowering = Lowering { source, items, taken: Vec::new(), pieces: Vec::new() };
    let mut block: Option<Block> = None;
    // Within a picture stands its alternative text, in which no element can stand.
    let mut pictures = 0;
    for (event, range) in events {
        match event {
            Event::Html(text) | Event::Text(text) if let Some(block) = &mut block => block.add(&text, range),
            Event::Start(Tag::HtmlBlock) => {
                block = Some(Block::default());
                lowering.event(event, range);
            }
            Event::End(TagEnd::HtmlBlock) => {
                lowering.block(&block.take().unwrap_or_default());
                lowering.event(event, range);
            }
            Event::InlineHtml(html) if pictures == 0 => lowering.in_line(html, range),
            Event::InlineHtml(html) | Event::Html(html) => lowering.event(Event::Text(html), range),
            event => {
                match event {
                    Event::Start(Tag::Image { .. }) => pictures += 1,
                    Event::End(TagEnd::Image) => pictures -= 1,
                    _ => {}
                }
                lowering.event(event, range);
            }
        }
    }
    lowering
}

/// The text of a block of HTML, without what lists and quotes put before its lines.
#[derive(Default)]
struct Block {
    text: String,
    /// Where its parts begin in it, and where they stand in the source.
    parts: Vec<(usize, Range<usize>)>,
}

impl Block {
    fn add(&mut self, text: &str, range: Range<usize>) {
        self.parts.push((self.text.len(), range));
        self.text.push_str(text);
    }

    /// Where a part of the text stands in the source.
    fn place(&self, range: Range<usize>) -> Range<usize> {
        let place = |at: usize| {
            let part = self.parts.partition_point(|(start, _)| *start <= at).saturating_sub(1);
            self.parts
                .get(part)
                .map_or(0..0, |(start, place)| (place.start + (at - start)).min(place.end)..place.end)
        };
        let last = place(range.end.saturating_sub(1));
        place(range.start).start..(last.start + 1).min(last.end)
    }
}

/// The parts of a body in the making.
pub(super) struct Lowering<'s> {
    source: &'s str,
    /// The parts.
    pub(super) items: Vec<(Item<'s>, Range<usize>)>,
    /// What shows as text.
    pub(super) taken: Vec<Taken>,
    /// What stands for that in a copy.
    pub(super) pieces: Vec<Piece>,
}

impl<'s> Lowering<'s> {
    fn event(&mut self, event: Event<'s>, range: Range<usize>) {
        self.items.push((Item::Event(event), range));
    }

    /// HTML in a line of text, which is one tag.
    fn in_line(&mut self, html: CowStr<'s>, range: Range<usize>) {
        let read = Written::read(&html, 0, &mut Quotes::default()).filter(|tag| tag.end == html.len());
        match read.as_ref().and_then(|tag| element(tag.name)) {
            Some(known) if known.kind != Kind::Text => {
                let tag = read.map(|tag| (tag.is_end, tag.is_closed, tag.attributes.is_empty()));
                let (is_end, is_closed, is_bare) = tag.unwrap_or_default();
                self.items.push((
                    Item::Tag(TagItem { element: known, is_end, is_closed, is_bare, written: html }),
                    range,
                ));
            }
            known => {
                if let Some(known) = known.filter(|_| !html.starts_with("</")) {
                    self.taken.push(Taken {
                        fate: Fate::Text,
                        name: known.name.to_owned(),
                        range: range.clone(),
                    });
                }
                self.pieces.push(Piece { range: range.clone(), copied: Copied::Text(html.to_string()) });
                self.event(Event::Text(html), range);
            }
        }
    }

    /// A block of HTML.
    fn block(&mut self, block: &Block) {
        let (text, mut quotes, mut ends) = (block.text.as_str(), Quotes::default(), Ends::default());
        let (mut start, mut at) = (0, 0);
        while let Some(found) = text[at..].find('<').map(|found| at + found) {
            at = found + 1;
            let Some(tag) = Written::read(text, found, &mut quotes) else { continue };
            let Some(known) = element(tag.name) else {
                let (range, sign) = (block.place(found..at), "<".to_owned());
                self.pieces.push(Piece { range, copied: Copied::InBlock(sign) });
                continue;
            };
            let place = block.place(found..tag.end);
            if known.kind == Kind::Text {
                if !tag.is_end {
                    self.taken.push(Taken { fate: Fate::Text, name: known.name.to_owned(), range: place });
                }
                let end = if tag.is_end { None } else { ends.next(text, known.name, tag.end) };
                at = end.unwrap_or(tag.end);
                self.text(block, start..found);
                // What stands in it names no character either.
                let (written, place) = (text[found..at].to_owned(), block.place(found..at));
                let copied = Copied::InBlock(written.clone());
                self.pieces.push(Piece { range: place.clone(), copied });
                self.items.push((Item::Text(written), place));
            } else {
                at = tag.end;
                self.text(block, start..found);
                let written = match self.source.get(place.clone()) {
                    Some(written) if *written == text[found..at] => CowStr::Borrowed(written),
                    _ => text[found..at].to_owned().into(),
                };
                let (is_end, is_closed, is_bare) = (tag.is_end, tag.is_closed, tag.attributes.is_empty());
                self.items.push((
                    Item::Tag(TagItem { element: known, is_end, is_closed, is_bare, written }),
                    place,
                ));
            }
            start = at;
        }
        self.text(block, start..text.len());
    }

    fn text(&mut self, block: &Block, range: Range<usize>) {
        if !range.is_empty() {
            let text = decode(&block.text[range.clone()]).into_owned();
            self.items.push((Item::Text(text), block.place(range)));
        }
    }
}

/// Which elements a text holds no more ends of: each is searched for in vain but once.
#[derive(Default)]
struct Ends(Vec<&'static str>);

impl Ends {
    /// The place behind the next end of an element.
    fn next(&mut self, text: &str, name: &'static str, from: usize) -> Option<usize> {
        if self.0.contains(&name) {
            return None;
        }
        let is_end = |at: &usize| {
            let rest = &text.as_bytes()[*at..];
            rest.get(2..2 + name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
        };
        let found = text[from..].match_indices("</").map(|(at, _)| from + at).find(is_end);
        if found.is_none() {
            self.0.push(name);
        }
        found.map(|at| text[at..].find('>').map_or(text.len(), |end| at + end + 1))
    }
}
