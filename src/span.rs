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
    fn an_offset_past_the_end_is_the_end() {
        assert_eq!(LineIndex::new("ab").line_column(99), LineColumn { line: 1, column: 3 });
    }
}
