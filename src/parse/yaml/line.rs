//! A line of a front matter as an author sees it: indentation, dashes, key, value. By text alone, since it is needed
//! where YAML can't be read.

use std::ops::Range;

use crate::span::Span;
use crate::tree::{Meaning, Scalar};

/// A line, without its end.
#[derive(Clone, Copy)]
pub(super) struct Line<'s> {
    /// Where it begins in the source.
    pub(super) start: usize,
    /// What it holds.
    pub(super) text: &'s str,
    /// Bytes of blanks and tabs in front.
    pub(super) indent: usize,
    /// Where its content begins, behind indentation and dashes.
    pub(super) content: usize,
}

impl<'s> Line<'s> {
    /// The line that holds a byte; where that is blank, the one above that is not.
    pub(super) fn at(source: &'s str, at: usize) -> Self {
        let start = source[..at].rfind('\n').map_or(0, |newline| newline + 1);
        let line = Self::new(source, start);
        match line.before(source) {
            Some(above) if line.text.trim().is_empty() => above,
            _ => line,
        }
    }

    pub(super) fn new(source: &'s str, start: usize) -> Self {
        let text = source[start..].split('\n').next().unwrap_or("").trim_end_matches('\r');
        let indent = text.len() - text.trim_start_matches([' ', '\t']).len();
        let mut content = indent;
        while text[content..].starts_with("- ") {
            content += 2;
            content += text[content..].len() - text[content..].trim_start_matches(' ').len();
        }
        Self { start, text, indent, content }
    }

    /// The nearest line above that holds something and is no comment.
    pub(super) fn before(&self, source: &'s str) -> Option<Self> {
        let mut end = self.start;
        loop {
            end = end.checked_sub(1)?;
            let start = source[..end].rfind('\n').map_or(0, |newline| newline + 1);
            let line = Self::new(source, start);
            let content = line.text.trim_start();
            if !content.trim_end().is_empty() && !content.starts_with('#') {
                return Some(line);
            }
            end = start;
        }
    }

    /// Whether it begins with the dash of a list item.
    pub(super) fn is_item(&self) -> bool {
        let text = self.text[self.indent..].trim_end();
        text.starts_with("- ") || text == "-"
    }

    /// The key and the value of a line `key: value`, the value as bytes of the source.
    pub(super) fn entry(&self) -> Option<(&'s str, Range<usize>)> {
        let content = &self.text[self.content..];
        if let Some(inner) = content.strip_prefix('"')
            && let Some(end) = inner.find("\": ")
        {
            return Some((&inner[..end], self.trimmed(self.content + end + 3)));
        }
        let colon = content
            .find(": ")
            .or_else(|| content.trim_end().ends_with(':').then(|| content.rfind(':'))?)?;
        let key = content[..colon].trim_end();
        let is_plain = !key.is_empty() && !key.starts_with(['"', '\'', '[', '{', '#']);
        is_plain.then(|| (key, self.trimmed(self.content + colon + 1)))
    }

    /// What may begin with a sign that YAML keeps for itself: the value, or the whole content.
    pub(super) fn value(&self) -> Range<usize> {
        self.entry().map_or_else(|| self.trimmed(self.content), |(_, value)| value)
    }

    /// Bytes of the source, from bytes of the line.
    pub(super) fn place(&self, range: Range<usize>) -> Range<usize> {
        self.start + range.start..self.start + range.end
    }

    fn trimmed(&self, from: usize) -> Range<usize> {
        let rest = &self.text[from..];
        let begin = from + rest.len() - rest.trim_start_matches([' ', '\t']).len();
        self.place(begin..begin + self.text[begin..].trim_end().len())
    }
}

/// A text in quotes, as YAML reads them. Curly quotes around it are taken for what they were meant to be.
pub fn quoted(text: &str) -> String {
    let text = text.strip_prefix('“').and_then(|text| text.strip_suffix('”')).unwrap_or(text);
    if text.contains(['"', '\\']) && !text.contains('\'') {
        return format!("'{text}'");
    }
    format!("\"{}\"", text.replace('\\', r"\\").replace('"', "\\\""))
}

/// A text as it stands in a list, in brackets or on a line of its own, or behind a key.
pub fn bare_or_quoted(text: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "/-_.~+".contains(c);
    // That of an address, which no blank follows.
    let without_colon = text.replace("://", "//");
    let is_text = Scalar { text: text.into(), plain: true }.meaning() == Meaning::Text;
    let is_safe = without_colon.chars().all(is_plain) && !text.starts_with(['-', '~']) && is_text;
    if is_safe { text.to_owned() } else { quoted(text) }
}

/// Another text, as it can stand in the place of a value; None where the value is written with escapes, on several lines or
/// elsewhere.
pub fn in_place_of(value: &str, place: Span, text: &str) -> Option<String> {
    let length = place.range().len();
    let is_simple = !value.contains(['\n', '\r']) && (length == value.len() || length == value.len() + 2);
    (is_simple && !text.contains(['\n', '\r'])).then(|| bare_or_quoted(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_falls_into_its_parts() {
        let source = "a: 1\n  - - key: value # c\r\n\n# c\n";
        let line = Line::at(source, source.len());
        assert_eq!((line.indent, line.content, line.is_item()), (2, 6, true));
        let (key, value) = line.entry().unwrap();
        assert_eq!((key, &source[value]), ("key", "value # c"));
        assert_eq!(line.before(source).unwrap().text, "a: 1");
        assert!(Line::at(source, 0).before(source).is_none());
    }

    #[test]
    fn quotes_need_no_escape_where_the_others_serve() {
        assert_eq!(quoted("a: b"), "\"a: b\"");
        assert_eq!(quoted("say \"x\""), "'say \"x\"'");
        assert_eq!(quoted("it's \"x\" \\"), "\"it's \\\"x\\\" \\\\\"");
        assert_eq!(quoted("“a: b”"), "\"a: b\"");
    }
}
