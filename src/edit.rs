//! Changes that commands make in the files of a site: a bit of text in the place of another one, and no byte besides.

pub(crate) mod beginning;
pub mod hash;
mod held;
pub mod keys;
pub mod links;
pub mod list;
pub mod review;
pub mod settings;
mod watches;
pub(crate) mod written;

use crate::fix::splice;
use crate::parse::{Limits, front_matter, yaml};
use crate::path::SourcePath;
use crate::span::{BOM, Span};
use crate::tree::Node;

/// A bit of text in the place of another one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// What is replaced; an empty span inserts.
    pub span: Span,
    /// What stands there afterwards.
    pub text: String,
}

impl Edit {
    fn insert(at: usize, text: String) -> Self {
        Self { span: Span::at(at), text }
    }

    fn replace(range: std::ops::Range<usize>, text: String) -> Self {
        Self { span: Span::new(range.start, range.end), text }
    }

    /// A text with this change.
    pub fn apply(&self, text: &str) -> String {
        apply(text, vec![self.clone()])
    }
}

/// A text with some changes, none of which may overlap another one; of several at one place, the first is made.
pub fn apply(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort();
    let changes: Vec<(Span, &str)> = edits.iter().map(|edit| (edit.span, edit.text.as_str())).collect();
    splice(text, &changes).0
}

/// The front matter of a file.
enum Front {
    /// There is none; where it would begin.
    None(usize),
    /// It holds nothing.
    Empty(Span),
    /// A map, and where the front matter stands.
    Map(Node, Span),
}

/// The front matter of a file; None where some of it can't be read, or is no map.
fn front(path: &SourcePath, text: &str) -> Option<Front> {
    let split = front_matter::split(text);
    let Some(span) = split.front else {
        let start = if text.starts_with(BOM) { BOM.len_utf8() } else { 0 };
        let opens = ["---", "+++", "{"].iter().any(|sign| text[start..].trim_start().starts_with(sign));
        return (!opens).then_some(Front::None(start));
    };
    if split.unclosed.is_some() {
        return None;
    }
    let read = yaml::read(path, text, span, Limits::default());
    match read.root.filter(|root| !root.is_null()) {
        Some(root) if read.is_whole && read.lost.is_empty() => {
            let is_map = !root.entries().is_empty() && !text[root.span.range()].starts_with('{');
            is_map.then_some(Front::Map(root, span))
        }
        Some(_) => None,
        None => (read.is_whole && read.diagnostics.is_empty()).then_some(Front::Empty(span)),
    }
}

/// How lines end in a text.
fn line_end(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

/// Where the line ends that a byte stands in, without what ends it.
fn end_of_line(text: &str, at: usize) -> usize {
    let end = text[at..].find('\n').map_or(text.len(), |end| at + end);
    if text[..end].ends_with('\r') && end > at { end - 1 } else { end }
}

/// Where the line begins that a byte stands in.
fn start_of_line(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |end| end + 1)
}

/// Where the next line begins.
fn next_line(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |end| at + end + 1)
}
