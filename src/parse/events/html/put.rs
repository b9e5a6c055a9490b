//! What becomes of a tag: it begins or ends an element here, is text, or is left out.

use std::ops::Range;

use pulldown_cmark::{Event, TagEnd};

use super::fit::Entry;
use super::place::Placing;
use super::{Copied, Fate, TagItem};
use crate::parse::html::{Clean, Element, Kind, Quotes, Tag as Written};

/// Most elements of HTML that stand in each other.
const DEEPEST: usize = 100;

impl<'s> Placing<'s, '_> {
    /// A tag that begins an element. The place of the next item, where some are left out with it.
    pub(super) fn begin(&mut self, at: usize, tag: TagItem<'s>, range: Range<usize>) -> Option<usize> {
        let (element, end) = (tag.element, self.partners[at]);
        let is_lone = tag.is_bare && !tag.is_closed && end.is_none();
        match element.kind {
            Kind::Wrapper => return None,
            kind if kind.passes() => {}
            _ if is_lone => {
                self.as_text(Fate::Placeholder, tag, range);
                return None;
            }
            Kind::Foreign if end.is_some() => {
                self.take(Fate::DroppedWhole, element.name, &range);
                return end.map(|end| end + 1);
            }
            _ => {
                self.take(Fate::Dropped, element.name, &range);
                return None;
            }
        }
        if is_lone && self.is_text(element) {
            self.as_text(Fate::NeverClosed, tag, range);
            return None;
        }
        match self.refused(element) {
            Some(_) if is_lone && element.kind != Kind::Break => self.as_text(Fate::Placeholder, tag, range),
            Some(fate) => self.take(fate, element.name, &range),
            None => self.place(at, &tag, range),
        }
        None
    }

    /// Whether a tag without attributes and without an end is a word in brackets, more likely than not.
    fn is_text(&self, element: &Element) -> bool {
        match element.kind {
            Kind::Phrase
            | Kind::Reading
            | Kind::Summary
            | Kind::Heading(_)
            | Kind::Caption
            | Kind::Picture => true,
            Kind::Block | Kind::Table => !self.in_block,
            _ => false,
        }
    }

    /// Why an element may not begin here, if it may not. What it has to end has not ended.
    fn refused(&self, element: &Element) -> Option<Fate> {
        let Some(fit) = self.stack.fit(element) else {
            return Some(if element.name == "a" { Fate::LinkInLink } else { Fate::Misplaced });
        };
        let ends = self.stack.entries.len() - fit.keep;
        (self.stack.raws >= DEEPEST + ends && !element.kind.is_empty()).then_some(Fate::TooDeep)
    }

    /// Puts an element where it fits.
    fn place(&mut self, at: usize, tag: &TagItem<'s>, range: Range<usize>) {
        let element = tag.element;
        if self.in_task && !element.kind.is_in_line() {
            self.end_line(range.start);
        }
        let Some(fit) = self.stack.fit(element) else { return };
        self.cut(fit.keep, range.start);
        if fit.splits {
            self.split(range.start);
        }
        if !element.kind.is_of_table() || element.kind == Kind::Table {
            self.fill(range.start);
        }
        if element.kind == Kind::Cell
            && let Some(Entry::Raw(last)) = self.stack.entries.last()
            && last.element.kind != Kind::Row
        {
            self.imply(&["tr"], range.start);
        }
        let Some(written) = Written::read(&tag.written, 0, &mut Quotes::default()) else { return };
        let (attributes, missed) = written.clean(element);
        for name in missed {
            self.take(Fate::Attribute(element.name), name, &range);
        }
        let clean = Clean { element, is_end: false, attributes };
        if element.kind == Kind::Picture && clean.get("src").is_none() {
            return self.take(Fate::Dropped, element.name, &range);
        }
        let is_place = element.name == "a" && clean.get("href").is_none();
        let ends_at_once =
            self.partners[at].is_none() && (tag.is_closed || is_place) && !element.kind.is_empty();
        let end = range.end;
        self.copy(if ends_at_once { Copied::Empty(clean.clone()) } else { Copied::Tag(clean.clone()) });
        self.push(&clean, Some(at), range);
        if ends_at_once {
            self.cut(self.stack.entries.len() - 1, end);
        }
    }

    /// Ends the paragraph that is open, and is last: a block follows.
    fn split(&mut self, at: usize) {
        if let Some(Entry::Part(part)) = self.stack.entries.last_mut() {
            part.is_left_out = true;
            self.woven.event(Event::End(TagEnd::Paragraph), at..at);
        }
    }

    /// A tag that ends an element.
    pub(super) fn end(&mut self, at: usize, tag: &TagItem<'s>, range: Range<usize>) {
        let Some(begin) = self.partners[at] else {
            if tag.element.kind != Kind::Wrapper {
                self.take(Fate::NoBeginning, tag.element.name, &range);
            }
            return;
        };
        let is_it = |entry: &Entry| matches!(entry, Entry::Raw(raw) if raw.item == Some(begin));
        let open = self.stack.entries.iter().rev().take_while(|entry| matches!(entry, Entry::Raw(_)));
        if let Some(from_last) = open.enumerate().find_map(|(at, entry)| is_it(entry).then_some(at)) {
            self.cut(self.stack.entries.len() - from_last - 1, range.end);
            self.copy(Copied::Tag(Clean { element: tag.element, is_end: true, attributes: Vec::new() }));
        }
    }

    fn as_text(&mut self, fate: Fate, tag: TagItem<'s>, range: Range<usize>) {
        self.take(fate, tag.element.name, &range);
        let written = tag.written.to_string();
        self.copy(if self.in_block { Copied::InBlock(written) } else { Copied::Text(written) });
        self.text(tag.written, range);
    }
}
