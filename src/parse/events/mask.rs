//! Hides signs from the parser: each takes the place of one that means nothing to it; in the events the signs are as they
//! were written. And shows it signs in place of others, which are in no event, such as those of a quote. Every place in
//! an event is the one in the source.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Options, Parser, Tag};

use super::mark::Mark;
use super::{Definition, Placed};

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
    /// What the parser is shown in place of what, by place.
    changes: Vec<Change>,
    /// Each sign that is hidden, and what stands for it.
    stands_for: Vec<(u8, u8)>,
}

/// Text that the parser is shown in place of other text.
#[derive(Clone, Debug)]
pub(super) struct Change {
    /// What it does not see; empty where something is only put in.
    pub(super) range: Range<usize>,
    /// What it sees.
    pub(super) text: Cow<'static, str>,
}

/// The text as the parser gets it.
struct Masked {
    text: String,
    /// Where what the parser sees of the source goes on behind each change: in its text, and in the source.
    pieces: Vec<(usize, usize)>,
}

impl Masked {
    /// Where in the source a part of the text stands that the parser gets.
    fn range(&self, range: Range<usize>) -> Range<usize> {
        let start = self.place(self.pieces.partition_point(|(at, _)| *at <= range.start), range.start);
        let end = self.place(self.pieces.partition_point(|(at, _)| *at < range.end), range.end);
        start..end.max(start)
    }

    /// The place in the source of one that has so many pieces before it.
    fn place(&self, pieces: usize, at: usize) -> usize {
        let (start, place) = pieces.checked_sub(1).map_or((0, 0), |last| self.pieces[last]);
        // Within what a change shows, each place is the one of the change.
        let end = self.pieces.get(pieces).map_or(usize::MAX, |(_, next)| *next);
        (place + (at - start)).min(end)
    }
}

impl<'s> Mask<'s> {
    pub(super) fn new(source: &'s str) -> Self {
        Self { source, bytes: Vec::new(), changes: Vec::new(), stands_for: Vec::new() }
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

    /// Changes what the parser sees. Changes may not overlap; of several at one place the first that was made comes first.
    pub(super) fn change(&mut self, changes: impl IntoIterator<Item = Change>) {
        self.changes.extend(changes);
        self.changes.sort_by_key(|change| change.range.start);
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
        if self.bytes.is_empty() && self.changes.is_empty() {
            return Parser::new_ext(self.source, options).into_offset_iter().collect();
        }
        let masked = self.masked();
        let shown = |text: CowStr<'_>| self.shown(&masked, text);
        Parser::new_ext(&masked.text, options)
            .into_offset_iter()
            .map(|(event, range)| (map(event, &shown), masked.range(range)))
            .collect()
    }

    /// The definitions of the text, in no order.
    pub(super) fn definitions(&self, options: Options) -> Vec<Definition> {
        let masked = self.masked();
        let parser = Parser::new_ext(&masked.text, options);
        let mut definitions = Vec::new();
        for (label, found) in parser.reference_definitions().iter() {
            let title = found.title.clone().map(|title| self.shown(&masked, title).into_string());
            definitions.push(Definition {
                label: label.to_owned(),
                range: masked.range(found.span.clone()),
                destination: self.shown(&masked, found.dest.clone()).into_string(),
                title: title.unwrap_or_default(),
            });
        }
        definitions
    }

    fn masked(&self) -> Masked {
        let bytes = if self.bytes.is_empty() { self.source.as_bytes() } else { &self.bytes };
        let mut text = Vec::with_capacity(bytes.len() + self.changes.len() * 2);
        let mut pieces = Vec::with_capacity(self.changes.len() * 2);
        let mut end = 0;
        for Change { range, text: shown } in &self.changes {
            let start = range.start.max(end);
            text.extend_from_slice(&bytes[end..start]);
            pieces.push((text.len(), start));
            text.extend_from_slice(shown.as_bytes());
            end = range.end.max(start);
            pieces.push((text.len(), end));
        }
        text.extend_from_slice(&bytes[end..]);
        Masked { text: String::from_utf8_lossy(&text).into_owned(), pieces }
    }

    /// A text of the parser as it was written.
    fn shown(&self, masked: &Masked, text: CowStr<'_>) -> CowStr<'s> {
        let at = (text.as_ptr() as usize).wrapping_sub(masked.text.as_ptr() as usize);
        let end = at.checked_add(text.len()).filter(|end| *end <= masked.text.len());
        let written = end.and_then(|end| self.source.get(masked.range(at..end)));
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
