//! Puts tags in their places among the events of Markdown, and ends what these end. Which tags, `put` says.

use std::ops::Range;

use foldhash::HashSet;
use pulldown_cmark::{CowStr, Event, HeadingLevel, LinkType, Tag, TagEnd};

use super::fit::{Entry, Part, PartKind, Raw, Stack};
use super::lower::Lowering;
use super::{Copied, Fate, HEADING_ALIGN, Item, Piece, Sanitised, Taken};
use crate::parse::events::weave::Woven;
use crate::parse::html::{Clean, Kind, element};

/// The events of a body, and what of its HTML does not pass as it is.
pub(super) fn events<'s>(
    source: &'s str,
    lowered: Lowering<'s>,
    partners: &[Option<usize>],
) -> Sanitised<'s> {
    let Lowering { items, taken, pieces, .. } = lowered;
    let headings = headings(&items, partners);
    let mut placing = Placing {
        source,
        partners,
        headings,
        woven: Woven::new(source, items.len()),
        stack: Stack::default(),
        taken,
        pieces,
        in_block: false,
        in_task: false,
    };
    let mut left_out = 0;
    let mut skipped = HashSet::default();
    for (at, (item, range)) in items.into_iter().enumerate() {
        if at < left_out {
            skipped.insert(range.start);
            placing.skip(&range);
            continue;
        }
        match item {
            Item::Event(event) => placing.event(event, range),
            Item::Text(text) => placing.text(text.into(), range),
            Item::Tag(tag) => {
                placing.pieces.push(Piece { range: range.clone(), copied: Copied::Nothing });
                if tag.is_end {
                    placing.end(at, &tag, range);
                } else {
                    left_out = placing.begin(at, tag, range).unwrap_or(0);
                }
            }
        }
    }
    placing.cut(0, source.len());
    // What is left out with something else is not shown.
    placing.taken.retain(|taken| taken.fate != Fate::Text || !skipped.contains(&taken.range.start));
    Sanitised { events: placing.woven.finish(), taken: placing.taken, pieces: placing.pieces }
}

/// The headings that hold nothing but a line of text: these are as those of Markdown.
fn headings(items: &[(Item<'_>, Range<usize>)], partners: &[Option<usize>]) -> HashSet<usize> {
    let mut found = HashSet::default();
    let mut open = None;
    for (at, (item, _)) in items.iter().enumerate() {
        match item {
            Item::Tag(tag) if matches!(tag.element.kind, Kind::Heading(_)) => {
                if tag.is_end {
                    found.extend(open.take().filter(|begin| partners[at] == Some(*begin)));
                } else {
                    open = Some(at);
                }
            }
            Item::Tag(tag) if !tag.element.kind.is_in_line() => open = None,
            Item::Event(Event::Start(tag)) if !is_of_line(tag.to_end()) => open = None,
            Item::Event(Event::End(tag)) if !is_of_line(*tag) => open = None,
            Item::Event(Event::Rule | Event::TaskListMarker(_)) => open = None,
            _ => {}
        }
    }
    found
}

pub(super) struct Placing<'s, 'p> {
    source: &'s str,
    pub(super) partners: &'p [Option<usize>],
    headings: HashSet<usize>,
    pub(super) woven: Woven<'s>,
    pub(super) stack: Stack,
    taken: Vec<Taken>,
    /// All tags, the present one last.
    pieces: Vec<Piece>,
    /// Whether a block of HTML goes on.
    pub(super) in_block: bool,
    /// Whether the text of a task goes on.
    pub(super) in_task: bool,
}

impl<'s> Placing<'s, '_> {
    pub(super) fn take(&mut self, fate: Fate, name: &str, range: &Range<usize>) {
        self.taken.push(Taken { fate, name: name.to_owned(), range: range.clone() });
    }

    /// Says what stands for the present tag in a copy.
    pub(super) fn copy(&mut self, copied: Copied) {
        if let Some(last) = self.pieces.last_mut() {
            last.copied = copied;
        }
    }

    /// Leaves a part out together with the present tag.
    fn skip(&mut self, part: &Range<usize>) {
        if let Some(last) = self.pieces.last_mut() {
            last.range.end = last.range.end.max(part.end);
        }
    }

    /// An event of Markdown.
    fn event(&mut self, event: Event<'s>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.finish(tag, range),
            Event::Text(text) => self.text(text, range),
            Event::SoftBreak => self.woven.event(Event::SoftBreak, range),
            Event::FootnoteReference(_) if self.stack.links > 0 => {
                self.text(self.source[range.clone()].into(), range);
            }
            Event::Rule => {
                self.begin_block(Kind::Block, range.start);
                self.woven.event(Event::Rule, range);
            }
            event => {
                self.in_task |= matches!(event, Event::TaskListMarker(_));
                self.fill(range.start);
                self.woven.event(event, range);
            }
        }
    }

    /// Text, as it reads.
    pub(super) fn text(&mut self, text: CowStr<'s>, range: Range<usize>) {
        if !text.trim().is_empty() {
            self.fill(range.start);
        }
        self.woven.text(text, range);
    }

    fn start(&mut self, tag: Tag<'s>, range: Range<usize>) {
        let kind = part_kind(&tag);
        let links = self.stack.links;
        let mut is_left_out = false;
        match &tag {
            Tag::HtmlBlock => {
                self.end_line(range.start);
                self.in_block = true;
                return self.woven.event(Event::Start(tag), range);
            }
            Tag::Link { link_type, .. } => {
                self.fill(range.start);
                is_left_out = links > 0;
                if is_left_out && !matches!(link_type, LinkType::Autolink | LinkType::Email) {
                    self.take(Fate::LinkInLink, "a", &range);
                }
                self.stack.links += 1;
            }
            Tag::FootnoteDefinition(_) => self.stack.links = 0,
            _ if kind == PartKind::Span => self.fill(range.start),
            _ if kind == PartKind::Heading => self.begin_block(Kind::Heading(1), range.start),
            _ => self.begin_block(Kind::Block, range.start),
        }
        self.stack.entries.push(Entry::Part(Part { kind, links, is_left_out }));
        if !is_left_out {
            self.woven.event(Event::Start(tag), range);
        }
    }

    fn finish(&mut self, tag: TagEnd, range: Range<usize>) {
        if tag == TagEnd::HtmlBlock {
            self.in_block = false;
            while let Some(Entry::Raw(raw)) = self.stack.entries.last()
                && raw.ends_with_block
            {
                self.cut(self.stack.entries.len() - 1, range.end);
            }
            return self.woven.event(Event::End(tag), range);
        }
        let part = self.stack.entries.iter().rposition(|entry| matches!(entry, Entry::Part(_)));
        self.cut(part.map_or(0, |at| at + 1), range.end);
        if let Some(Entry::Part(part)) = self.stack.entries.pop() {
            self.stack.links = part.links;
            if !part.is_left_out {
                self.woven.event(Event::End(tag), range);
            }
        }
    }

    /// Before a block that is no HTML.
    fn begin_block(&mut self, kind: Kind, at: usize) {
        self.end_line(at);
        self.cut(self.stack.around_block(kind), at);
        self.fill(at);
    }

    /// Behind a line of text in an item.
    pub(super) fn end_line(&mut self, at: usize) {
        self.in_task = false;
        self.cut(self.stack.keep_behind_line(), at);
    }

    /// Ends what is open, from a place of the stack on; what of it is Markdown ends by itself.
    pub(super) fn cut(&mut self, length: usize, at: usize) {
        while self.stack.entries.len() > length
            && let Some(Entry::Raw(raw)) = self.stack.entries.last()
        {
            let (element, heading) = (raw.element, raw.heading);
            self.stack.entries.pop();
            self.stack.raws -= 1;
            self.stack.links -= usize::from(element.name == "a");
            match heading {
                Some(level) => self.woven.event(Event::End(TagEnd::Heading(level_of(level))), at..at),
                None => self.html(&Clean { element, is_end: true, attributes: Vec::new() }, at..at),
            }
        }
    }

    fn html(&mut self, tag: &Clean, range: Range<usize>) {
        let html = tag.to_string().into();
        self.woven.event(if self.in_block { Event::Html(html) } else { Event::InlineHtml(html) }, range);
    }

    /// Before what a table can hold in a cell alone: the row and the cell that an author left out.
    pub(super) fn fill(&mut self, at: usize) {
        let Some(Entry::Raw(last)) = self.stack.entries.last() else { return };
        let names: &[&str] = match last.element.kind {
            Kind::Table | Kind::Section => &["tr", "td"],
            Kind::Row => &["td"],
            _ => return,
        };
        self.imply(names, at);
    }

    /// Begins elements that an author left out.
    pub(super) fn imply(&mut self, names: &[&str], at: usize) {
        for element in names.iter().filter_map(|name| element(name)) {
            self.push(&Clean { element, is_end: false, attributes: Vec::new() }, None, at..at);
        }
    }

    /// Begins an element that may begin here.
    pub(super) fn push(&mut self, tag: &Clean, item: Option<usize>, range: Range<usize>) {
        let element = tag.element;
        let has_end = item.is_some_and(|item| self.partners[item].is_some());
        let heading = match element.kind {
            Kind::Heading(level) if item.is_some_and(|item| self.headings.contains(&item)) => Some(level),
            _ => None,
        };
        match heading {
            Some(level) => self.woven.event(Event::Start(as_heading(tag, level)), range),
            None => self.html(tag, range),
        }
        if element.kind.is_empty() {
            return;
        }
        self.stack.links += usize::from(element.name == "a");
        self.stack.raws += 1;
        let ends_with_block = self.in_block
            && !has_end
            && matches!(element.kind, Kind::Phrase | Kind::Reading | Kind::Summary | Kind::Heading(_));
        let is_in_line = !self.in_block;
        self.stack.entries.push(Entry::Raw(Raw { element, item, is_in_line, ends_with_block, heading }));
    }
}

fn part_kind(tag: &Tag<'_>) -> PartKind {
    match tag {
        Tag::Paragraph => PartKind::Paragraph,
        // The title of an alert is a line, as that of a definition.
        Tag::Heading { .. } | Tag::DefinitionListTitle => PartKind::Heading,
        Tag::FootnoteDefinition(_) => PartKind::Footnote,
        tag if is_of_line(tag.to_end()) => PartKind::Span,
        _ => PartKind::Block,
    }
}

fn is_of_line(tag: TagEnd) -> bool {
    use TagEnd::{Emphasis, Image, Link, Strikethrough, Strong, Subscript, Superscript};
    matches!(tag, Emphasis | Strong | Strikethrough | Superscript | Subscript | Link | Image)
}

fn level_of(level: u8) -> HeadingLevel {
    HeadingLevel::try_from(usize::from(level)).unwrap_or(HeadingLevel::H6)
}

/// A heading of HTML as one of Markdown: its id is the author's.
fn as_heading<'s>(tag: &Clean, level: u8) -> Tag<'s> {
    let id = tag.get("id").map(|id| id.to_owned().into());
    let align = tag.get("align").map(|side| (HEADING_ALIGN.into(), Some(side.to_owned().into())));
    Tag::Heading { level: level_of(level), id, classes: Vec::new(), attrs: align.into_iter().collect() }
}
