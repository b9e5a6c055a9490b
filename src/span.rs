//! Places in a source text.
//!
//! A [`Span`] is a byte range that counts from the top of the file, a byte order mark included, so that one
//! value serves the front matter, the body and the file as a whole. [`LineIndex`] turns bytes into the lines
//! and columns that people and editors count. What a text means is left to others.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A byte range in one file; `start <= end`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// A place takes no part in a hash: what stands further down a file is still the same.
impl Hash for Span {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

impl Span {
    /// The span from `start` up to `end`, in bytes. A reversed pair becomes an empty span at `start`.
    pub fn new(start: usize, end: usize) -> Self {
        let clamp = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Self { start: clamp(start), end: clamp(end.max(start)) }
    }

    /// The empty span at one byte.
    pub fn at(offset: usize) -> Self {
        Self::new(offset, offset)
    }

    /// The same span, moved `offset` bytes down the file.
    #[must_use]
    pub fn shifted(self, offset: usize) -> Self {
        Self::new(self.start as usize + offset, self.end as usize + offset)
    }

    /// Whether a byte is in it, or right behind it: a cursor there is still at what it covers.
    pub fn touches(self, at: usize) -> bool {
        (self.start as usize..=self.end as usize).contains(&at)
    }

    /// The bytes as a range for slicing.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The text the span covers; empty when it does not lie on the character boundaries of `text`.
    pub fn of(self, text: &str) -> &str {
        text.get(self.range()).unwrap_or("")
    }
}

/// A value and where it was written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands in its file.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// Pairs a value with its place.
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

/// A place as people count it: both numbers from 1, columns in Unicode characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineColumn {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters; a byte order mark is not counted.
    pub column: usize,
}

/// What editors count columns in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// Units of UTF-16, of which signs such as emoji have two.
    #[default]
    Utf16,
    /// Unicode characters.
    Utf32,
}

impl Encoding {
    /// How many columns a text takes.
    fn width(self, text: &str) -> usize {
        match self {
            Self::Utf8 => text.len(),
            Self::Utf16 => text.chars().map(char::len_utf16).sum(),
            Self::Utf32 => text.chars().count(),
        }
    }
}

/// A place as editors count it: both numbers from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line, from 0.
    pub line: u32,
    /// The column, from 0, in what was agreed on.
    pub column: u32,
}

/// Where the lines of a text begin. Lines end at `\n`; a `\r` before it belongs to the line end.
#[derive(Debug)]
pub struct LineIndex {
    text: Arc<str>,
    starts: Vec<usize>,
}

/// The byte order mark that some editors put at the top of a file.
pub const BOM: char = '\u{feff}';

impl LineIndex {
    /// Indexes the lines of a text, in one pass.
    pub fn new(text: impl Into<Arc<str>>) -> Self {
        let text = text.into();
        let first = if text.starts_with(BOM) { BOM.len_utf8() } else { 0 };
        Self::from(text, first)
    }

    /// Indexes the lines of a text as an editor holds it: one that hands over a byte order mark counts it.
    pub fn of_buffer(text: impl Into<Arc<str>>) -> Self {
        Self::from(text.into(), 0)
    }

    fn from(text: Arc<str>, first: usize) -> Self {
        let breaks = text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n').map(|(at, _)| at + 1);
        let starts = std::iter::once(first).chain(breaks).collect();
        Self { text, starts }
    }

    /// The line and column of a byte. An offset inside a character counts as that character's start, one past
    /// the end as the end.
    pub fn line_column(&self, offset: u32) -> LineColumn {
        let mut offset = (offset as usize).min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.starts.partition_point(|&start| start <= offset).max(1);
        let start = self.starts[line - 1].min(offset);
        LineColumn { line, column: self.text[start..offset].chars().count() + 1 }
    }

    /// The text whose lines these are.
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// The place of a byte as an editor counts it. An offset inside a character counts as that character's start, one past
    /// the end as the end.
    pub fn position(&self, offset: u32, encoding: Encoding) -> Position {
        let mut offset = (offset as usize).min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.starts.partition_point(|&start| start <= offset).max(1) - 1;
        let start = self.starts[line].min(offset);
        let clamp = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Position { line: clamp(line), column: clamp(encoding.width(&self.text[start..offset])) }
    }

    /// The byte of a place that an editor names. A column past the end of its line is the end of the line, one inside a
    /// character is that character's start, and a line that there is not is the end of the text.
    pub fn offset(&self, position: Position, encoding: Encoding) -> usize {
        let line = position.line as usize;
        let Some(&start) = self.starts.get(line) else { return self.text.len() };
        let end = self.starts.get(line + 1).copied().unwrap_or(self.text.len());
        let content = self.text[start..end].trim_end_matches('\n').trim_end_matches('\r');
        let mut left = position.column as usize;
        let mut at = start;
        for character in content.chars() {
            let width = encoding.width(character.encode_utf8(&mut [0; 4]));
            if width > left {
                break;
            }
            left -= width;
            at += character.len_utf8();
        }
        at
    }

    /// How many lines there are; a final line break opens a last, empty one.
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Whether there is no line: never, since an empty text has one empty line.
    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(text: &str, needle: &str) -> (usize, usize) {
        let offset = text.find(needle).unwrap();
        let found = LineIndex::new(text).line_column(offset as u32);
        (found.line, found.column)
    }

    #[test]
    fn columns_count_characters_behind_wide_text_and_emoji() {
        assert_eq!(place("a\nねこ🐈x", "x"), (2, 4));
    }

    #[test]
    fn a_byte_order_mark_is_not_a_column() {
        assert_eq!(place("\u{feff}---\ntitle: x", "---"), (1, 1));
        assert_eq!(place("\u{feff}---\ntitle: x", "title"), (2, 1));
    }

    #[test]
    fn carriage_returns_do_not_move_the_next_line() {
        assert_eq!(place("a\r\nb\r\nc", "c"), (3, 1));
    }

    #[test]
    fn places_of_editors_lead_back_to_their_bytes_in_every_encoding() {
        let text = "\u{feff}---\r\nti\ttle: ねこ🐈x\r\n\n\u{1f468}\u{200d}\u{1f469} ü\u{308}";
        let index = LineIndex::new(text);
        for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
            for (at, character) in text.char_indices().filter(|(at, c)| *at > 0 && !"\r\n".contains(*c)) {
                let position = index.position(at as u32, encoding);
                assert_eq!(index.offset(position, encoding), at, "{character:?} in {encoding:?}");
            }
        }
        let at = text.find('x').unwrap() as u32;
        let column = |encoding| index.position(at, encoding).column;
        assert_eq!([Encoding::Utf8, Encoding::Utf16, Encoding::Utf32].map(column), [18, 12, 11]);
        let past = Position { line: 1, column: 99 };
        assert_eq!(&text[index.offset(past, Encoding::Utf16)..][..2], "\r\n");
        assert_eq!(index.offset(Position { line: 9, column: 0 }, Encoding::Utf16), text.len());
    }

    #[test]
    fn an_offset_past_the_end_is_the_end() {
        assert_eq!(LineIndex::new("ab").line_column(99), LineColumn { line: 1, column: 3 });
    }
}
