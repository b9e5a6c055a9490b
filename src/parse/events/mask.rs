//! Hides signs from the parser: each takes the place of one that means nothing to it, of the same length, so that every
//! place stays what it was; in the events the signs are as they were written.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Options, Parser, Tag};

use super::Placed;
use super::mark::Mark;

/// Signs that begin or end something in a line of text.
const INLINE: &[u8] = b"\\*_`[]!&<>~|";
/// Signs that begin something at the start of a line.
const STARTS: &[u8] = b"-+#=:.)";
/// What stands for a sign best: punctuation that means nothing to the parser, so that emphasis and addresses beside it are
/// told as they are beside the sign.
const PUNCTUATION: &[u8] = b"%^$,;/";
/// What stands for it where the text holds all of those: control characters, which no text should hold.
const CONTROL: &[u8] =
    b"\x01\x02\x03\x04\x05\x06\x07\x08\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a";

/// A text whose signs are hidden.
#[derive(Clone)]
pub(super) struct Mask<'s> {
    source: &'s str,
    /// The text with hidden signs; empty if none is hidden.
    bytes: Vec<u8>,
    /// Where a sign is put in, and which, in order.
    inserted: Vec<(usize, u8)>,
    /// Each sign that is hidden, and what stands for it.
    stands_for: Vec<(u8, u8)>,
}

impl<'s> Mask<'s> {
    pub(super) fn new(source: &'s str) -> Self {
        Self { source, bytes: Vec::new(), inserted: Vec::new(), stands_for: Vec::new() }
    }

    /// Hides the sign at a place.
    pub(super) fn hide(&mut self, at: usize) {
        self.hide_as(at, PUNCTUATION);
    }

    fn hide_as(&mut self, at: usize, kind: &[u8]) {
        let Some(stand_in) = self.stand_in(self.source.as_bytes()[at], kind) else { return };
        if self.bytes.is_empty() {
            self.bytes = self.source.as_bytes().to_vec();
        }
        self.bytes[at] = stand_in;
    }

    /// Puts a sign in before a place, behind all that were put in before. It shows in no event.
    pub(super) fn insert(&mut self, at: usize, sign: u8) {
        self.inserted.push((at, sign));
    }

    /// Hides all signs of a range that mean something in a line or at its start.
    pub(super) fn hide_all(&mut self, range: Range<usize>) {
        for at in range {
            let sign = self.source.as_bytes()[at];
            if INLINE.contains(&sign) || STARTS.contains(&sign) {
                self.hide_as(at, CONTROL);
            }
        }
    }

    /// Hides what marks hold, up to the first that holds a sign of code: which signs begin code behind it is not known
    /// before the text is read again. Whether there was anything to hide.
    pub(super) fn hide_marks(&mut self, marks: &[Mark]) -> bool {
        let mut is_new = false;
        for mark in marks.iter().filter(|mark| mark.spills) {
            let signs = mark.range.clone().filter(|at| INLINE.contains(&self.source.as_bytes()[*at]));
            let signs: Vec<usize> = signs.filter(|at| !self.is_hidden(*at)).collect();
            let begins_code = signs.iter().any(|at| self.source.as_bytes()[*at] == b'`');
            for at in &signs {
                self.hide_as(*at, CONTROL);
            }
            is_new |= !signs.is_empty();
            if begins_code {
                break;
            }
        }
        is_new
    }

    fn is_hidden(&self, at: usize) -> bool {
        self.bytes.get(at).is_some_and(|byte| *byte != self.source.as_bytes()[at])
    }

    /// What stands for a sign: always the same of its kind, and nothing that the text holds itself.
    fn stand_in(&mut self, sign: u8, kind: &[u8]) -> Option<u8> {
        let known = self.stands_for.iter().find(|(of, by)| *of == sign && kind.contains(by));
        if let Some((_, by)) = known {
            return Some(*by);
        }
        let is_free = |by: &u8| {
            !self.source.as_bytes().contains(by) && self.stands_for.iter().all(|(_, taken)| taken != by)
        };
        let by = kind.iter().chain(CONTROL).copied().find(is_free)?;
        self.stands_for.push((sign, by));
        Some(by)
    }

    /// The events of the text, with all signs.
    pub(super) fn read(&self, options: Options) -> Vec<Placed<'s>> {
        if self.bytes.is_empty() && self.inserted.is_empty() {
            return Parser::new_ext(self.source, options).into_offset_iter().collect();
        }
        let masked = self.masked();
        let shown = |text: CowStr<'_>| self.shown(&masked, text);
        Parser::new_ext(&masked, options)
            .into_offset_iter()
            .map(|(event, range)| (map(event, &shown), self.place(range.start)..self.place(range.end)))
            .collect()
    }

    /// The text as the parser gets it.
    fn masked(&self) -> String {
        let bytes = if self.bytes.is_empty() { self.source.as_bytes() } else { &self.bytes };
        let mut masked = Vec::with_capacity(bytes.len() + self.inserted.len());
        let mut end = 0;
        for (at, sign) in &self.inserted {
            masked.extend_from_slice(&bytes[end..*at]);
            masked.push(*sign);
            end = *at;
        }
        masked.extend_from_slice(&bytes[end..]);
        String::from_utf8_lossy(&masked).into_owned()
    }

    /// The place in the source of one in the text that the parser gets.
    fn place(&self, at: usize) -> usize {
        // Of two places beside a sign that was put in, both are the one before which it was put.
        let (mut low, mut high) = (0, self.inserted.len());
        while low < high {
            let middle = low.midpoint(high);
            if self.inserted[middle].0 + middle < at { low = middle + 1 } else { high = middle }
        }
        at - low
    }

    /// A text of the parser as it was written.
    fn shown(&self, masked: &str, text: CowStr<'_>) -> CowStr<'s> {
        let at = (text.as_ptr() as usize).wrapping_sub(masked.as_ptr() as usize);
        let end = at.checked_add(text.len()).filter(|end| *end <= masked.len());
        let written = end.and_then(|end| self.source.get(self.place(at)..self.place(end)));
        if let (CowStr::Borrowed(_), Some(written)) = (&text, written) {
            return CowStr::Borrowed(written);
        }
        let mut text = text.into_string();
        for (sign, by) in &self.stands_for {
            if text.as_bytes().contains(by) {
                text = text.replace(char::from(*by), char::from(*sign).encode_utf8(&mut [0; 4]));
            }
        }
        text.into()
    }
}

/// An event with other texts.
fn map<'m, 's>(event: Event<'m>, text: &impl Fn(CowStr<'m>) -> CowStr<'s>) -> Event<'s> {
    match event {
        Event::Start(tag) => Event::Start(map_tag(tag, text)),
        Event::End(tag) => Event::End(tag),
        Event::Text(of) => Event::Text(text(of)),
        Event::Code(of) => Event::Code(text(of)),
        Event::InlineMath(of) => Event::InlineMath(text(of)),
        Event::DisplayMath(of) => Event::DisplayMath(text(of)),
        Event::Html(of) => Event::Html(text(of)),
        Event::InlineHtml(of) => Event::InlineHtml(text(of)),
        Event::FootnoteReference(of) => Event::FootnoteReference(text(of)),
        Event::SoftBreak => Event::SoftBreak,
        Event::HardBreak => Event::HardBreak,
        Event::Rule => Event::Rule,
        Event::TaskListMarker(is_done) => Event::TaskListMarker(is_done),
    }
}

fn map_tag<'m, 's>(tag: Tag<'m>, text: &impl Fn(CowStr<'m>) -> CowStr<'s>) -> Tag<'s> {
    match tag {
        Tag::Paragraph => Tag::Paragraph,
        Tag::Heading { level, id, classes, attrs } => Tag::Heading {
            level,
            id: id.map(text),
            classes: classes.into_iter().map(text).collect(),
            attrs: attrs.into_iter().map(|(name, value)| (text(name), value.map(text))).collect(),
        },
        Tag::BlockQuote(kind) => Tag::BlockQuote(kind),
        Tag::CodeBlock(CodeBlockKind::Indented) => Tag::CodeBlock(CodeBlockKind::Indented),
        Tag::CodeBlock(CodeBlockKind::Fenced(info)) => Tag::CodeBlock(CodeBlockKind::Fenced(text(info))),
        Tag::HtmlBlock => Tag::HtmlBlock,
        Tag::List(first) => Tag::List(first),
        Tag::Item => Tag::Item,
        Tag::FootnoteDefinition(label) => Tag::FootnoteDefinition(text(label)),
        Tag::DefinitionList => Tag::DefinitionList,
        Tag::DefinitionListTitle => Tag::DefinitionListTitle,
        Tag::DefinitionListDefinition => Tag::DefinitionListDefinition,
        Tag::Table(alignments) => Tag::Table(alignments),
        Tag::TableHead => Tag::TableHead,
        Tag::TableRow => Tag::TableRow,
        Tag::TableCell => Tag::TableCell,
        Tag::Emphasis => Tag::Emphasis,
        Tag::Strong => Tag::Strong,
        Tag::Strikethrough => Tag::Strikethrough,
        Tag::Superscript => Tag::Superscript,
        Tag::Subscript => Tag::Subscript,
        Tag::Link { link_type, dest_url, title, id } => {
            Tag::Link { link_type, dest_url: text(dest_url), title: text(title), id: text(id) }
        }
        Tag::Image { link_type, dest_url, title, id } => {
            Tag::Image { link_type, dest_url: text(dest_url), title: text(title), id: text(id) }
        }
        Tag::MetadataBlock(kind) => Tag::MetadataBlock(kind),
    }
}
