//! Diagnostics for their readers, and changes between two outputs: one file for each form.

pub mod build;
pub mod changes;
pub mod concise;
pub mod first;
pub mod github;
pub mod gitlab;
pub mod human;
pub mod issues;
pub mod json;
pub mod junit;
pub mod review;
pub mod sarif;
pub mod statistics;
pub mod touched;
pub mod unified;

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::diagnostic::Diagnostic;
use crate::path::{SourcePath, normalise};
use crate::span::{LineColumn, LineIndex, Span};

/// The text of a file of the site.
pub type TextOf<'a> = &'a dyn Fn(&SourcePath) -> Option<Arc<str>>;

/// How many of each there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Notes that were checked.
    pub notes: usize,
    /// Faults that end a command with status 1.
    pub errors: usize,
    /// Faults that do not.
    pub warnings: usize,
    /// Faults of both kinds that `check --fix` mends.
    pub fixable: usize,
    /// Faults that are known, and neither errors nor warnings.
    pub known: usize,
}

impl Counts {
    /// Counts diagnostics.
    pub fn of(diagnostics: &[Diagnostic], notes: usize) -> Self {
        let mut counts = Self { notes, ..Self::default() };
        for fault in diagnostics {
            counts.add(fault);
        }
        counts
    }

    fn add(&mut self, fault: &Diagnostic) {
        *(if fault.is_error() { &mut self.errors } else { &mut self.warnings }) += 1;
        self.fixable += usize::from(fault.fix.is_some());
    }

    /// Errors and warnings.
    pub fn faults(&self) -> usize {
        self.errors + self.warnings
    }

    /// "2 errors, 1 warning"; None where there is neither.
    pub fn told(&self) -> Option<String> {
        let parts = [(self.errors, "error"), (self.warnings, "warning")];
        let parts: Vec<String> =
            parts.iter().filter(|(of, _)| *of > 0).map(|(of, what)| count(*of, what)).collect();
        (!parts.is_empty()).then(|| parts.join(", "))
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
        prefix => {
            // A rule file may stand outside of the site, and still be in the repository.
            let whole = format!("{prefix}/{path}");
            normalise(&whole).unwrap_or(whole)
        }
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

/// Text that can be shown on a terminal as one line.
pub(crate) fn line(text: &str) -> String {
    visible(text).replace('\n', "\u{240a}").replace('\t', " ")
}

/// A number of things: "1 note", "2,000 notes".
pub fn count(of: usize, thing: &str) -> String {
    let plural = if thing.ends_with('s') { "es" } else { "s" };
    format!("{} {thing}{}", number(of), if of == 1 { "" } else { plural })
}

/// A number as people read it: "14,057".
pub fn number(of: usize) -> String {
    let digits = of.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{count, number};

    #[test]
    fn thousands_are_set_apart() {
        assert_eq!(
            [0, 999, 1000, 14_057, 1_234_567].map(number),
            ["0", "999", "1,000", "14,057", "1,234,567"]
        );
        assert_eq!(
            (count(1, "note"), count(2000, "class")),
            ("1 note".to_owned(), "2,000 classes".to_owned())
        );
    }
}
