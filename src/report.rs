//! Diagnostics for their readers, and changes between two outputs: one file for each form.

pub mod changes;
pub mod github;
pub mod human;
pub mod json;
pub mod sarif;

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::path::SourcePath;
use crate::span::{LineColumn, LineIndex, Span};

/// The text of a file of the site.
pub type TextOf<'a> = &'a dyn Fn(&SourcePath) -> Option<Arc<str>>;

/// How many of each there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Notes that were checked.
    pub notes: usize,
    /// Faults that end a command with status 1.
    pub errors: usize,
    /// Faults that do not.
    pub warnings: usize,
}

impl Counts {
    /// Counts diagnostics.
    pub fn of(diagnostics: &[Diagnostic], notes: usize) -> Self {
        let errors = diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).count();
        Self { notes, errors, warnings: diagnostics.len() - errors }
    }
}

/// Lines and columns of many places: each file is read and indexed once.
pub struct Places<'a> {
    text: TextOf<'a>,
    known: HashMap<SourcePath, Arc<LineIndex>>,
}

impl<'a> Places<'a> {
    /// Places in the files that `text` gives.
    pub fn new(text: TextOf<'a>) -> Self {
        Self { text, known: HashMap::new() }
    }

    /// Where a span starts and ends.
    pub fn of(&mut self, path: &SourcePath, span: Span) -> (LineColumn, LineColumn) {
        let index = self
            .known
            .entry(path.clone())
            .or_insert_with(|| Arc::new(LineIndex::new((self.text)(path).unwrap_or_else(|| "".into()))));
        (index.line_column(span.start), index.line_column(span.end))
    }
}

/// A path as seen from the root of the repository, where the site is in a folder of it.
pub(crate) fn prefixed(path: &SourcePath, prefix: &Path) -> String {
    let prefix = prefix.to_string_lossy().replace('\\', "/");
    match prefix.trim_matches('/') {
        "" | "." => path.as_str().to_owned(),
        prefix => format!("{prefix}/{path}"),
    }
}

/// Text that can be shown on a terminal: control characters become visible, so that none of them acts.
pub fn visible(text: &str) -> String {
    let show = |c: char| match c {
        '\t' | '\n' => c,
        '\u{0}'..='\u{1f}' => char::from_u32(0x2400 + c as u32).unwrap_or('\u{fffd}'),
        '\u{7f}'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' => {
            '\u{fffd}'
        }
        c => c,
    };
    text.chars().map(show).collect()
}

/// A number of things: "1 note", "2 notes".
pub fn count(number: usize, thing: &str) -> String {
    let plural = if thing.ends_with('s') { "es" } else { "s" };
    format!("{number} {thing}{}", if number == 1 { "" } else { plural })
}
