//! Changes that commands make in the files of a site: a bit of text in the place of another one, and no byte besides.

pub mod hash;
pub mod links;
pub mod list;
pub mod settings;

use crate::parse::{Limits, front_matter, yaml};
use crate::path::SourcePath;
use crate::span::Span;
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
    edits.dedup_by_key(|edit| edit.span);
    let mut out = String::with_capacity(text.len() + 64);
    let mut at = 0;
    for edit in edits {
        let range = edit.span.range();
        if range.start < at || text.get(range.clone()).is_none() {
            continue;
        }
        out.push_str(&text[at..range.start]);
        out.push_str(&edit.text);
        at = range.end;
    }
    out.push_str(&text[at..]);
    out
}

/// The front matter of a file, and where it stands; None if there is none, or some of it can't be read.
fn front(path: &SourcePath, text: &str) -> Option<(Node, Span)> {
    let split = front_matter::split(text);
    let span = split.front.filter(|_| split.unclosed.is_none())?;
    let read = yaml::read(path, text, span, Limits::default());
    let is_whole = read.is_whole && read.lost.is_empty();
    Some((read.root.filter(|_| is_whole)?, span))
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
