//! Known faults, kept in a file beside the settings, so that a site with many can be worked down while no new one gets in.
//!
//! A line for each kind of fault in a file, sorted: the file, the code, how many there are, whether they withheld their note, and
//! what they point at. No line numbers and no messages: an edit elsewhere changes nothing. Lines stand by themselves, so
//! that branches merge line by line. What may hold a secret is masked, and what is long is cut.

use std::collections::BTreeMap;

use foldhash::{HashMap, HashMapExt};
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use crate::diagnostic::{Code, Diagnostic};
use crate::ledger::is_merge_mark;
use crate::parse::secret;
use crate::path::SourcePath;
use crate::span::Span;

mod line;

/// What the file begins with; the number is that of its form.
const HEAD: &str = "# fieldnotes baseline 1";

/// Known faults of one kind in one file. They come in the order of the file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Known {
    /// The file.
    pub path: SourcePath,
    /// The name of the code: codes are sorted as people would.
    pub code: &'static str,
    /// The key, or the text that they point at.
    pub what: String,
    /// Whether they withheld their note when they were written down.
    pub withheld: bool,
}

/// How many there are of each.
pub type Entries = BTreeMap<Known, usize>;

/// A baseline as it was read.
#[derive(Clone, Debug, Default)]
pub struct Baseline {
    /// What is known.
    pub entries: Entries,
}

impl Baseline {
    /// Reads the text of a baseline. A line that can't be read is a fault, and knows nothing.
    pub fn parse(path: &SourcePath, text: &str) -> (Self, Vec<Diagnostic>) {
        let mut baseline = Self::default();
        let mut faults = Vec::new();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let at = start;
            start += line.len();
            let written = line.trim_end_matches(['\r', '\n']).trim_start_matches(crate::span::BOM);
            if written.trim().is_empty() || (written.starts_with('#') && line::has_form(written)) {
                continue;
            }
            match line::read(written) {
                // Both sides of a merge may have written the same.
                Ok((known, count)) => {
                    let there = baseline.entries.entry(known).or_default();
                    *there = count.max(*there);
                }
                Err(wrong) => {
                    let span = Span::new(at, at + line.trim_end().len());
                    faults.push(unread(path, (written, wrong), span, start));
                }
            }
        }
        (baseline, faults)
    }

    /// What is known, to be taken fault by fault.
    pub fn left(&self) -> Left<'_> {
        let mut left = HashMap::with_capacity(self.entries.len());
        for (known, count) in &self.entries {
            let counts: &mut [usize; 2] = left.entry(mark(&known.path, known.code, &known.what)).or_default();
            let count_of_level = &mut counts[usize::from(known.withheld)];
            *count_of_level = count_of_level.saturating_add(*count);
        }
        Left { baseline: self, left }
    }
}

/// What of a baseline no fault has been found for so far.
pub struct Left<'b> {
    baseline: &'b Baseline,
    left: HashMap<u128, [usize; 2]>,
}

impl Left<'_> {
    /// Takes a fault, if it is known; whether such a one withheld its note when it was written down.
    pub fn take(&mut self, fault: &Diagnostic, what: &str) -> Option<bool> {
        let counts = self.left.get_mut(&mark(&fault.path, fault.code.name(), what))?;
        let withheld = counts[1] > 0;
        let count = &mut counts[usize::from(withheld)];
        *count = count.checked_sub(1)?;
        Some(withheld)
    }

    /// What is left: faults that are mended, and how many of each.
    pub fn mended(&self) -> Vec<(&Known, usize)> {
        let left = |known: &Known| {
            let counts = self.left.get(&mark(&known.path, known.code, &known.what))?;
            Some(counts[usize::from(known.withheld)]).filter(|count| *count > 0)
        };
        self.baseline.entries.keys().filter_map(|known| Some((known, left(known)?))).collect()
    }
}

fn mark(path: &SourcePath, code: &str, what: &str) -> u128 {
    let mut hasher = Xxh3::new();
    for part in [path.as_str(), code, what] {
        hasher.update(part.as_bytes());
        hasher.update(&[0]);
    }
    hasher.digest128()
}

/// The text of a baseline.
pub fn text(entries: &Entries, path: &SourcePath) -> String {
    let mut text = format!(
        "{HEAD}\n# Known faults: file, code, how many, whether they withheld their note, and where.\n\
         # `fieldnotes check --write-baseline {path}` writes this file; merge it line by line.\n"
    );
    for (known, count) in entries {
        text.push_str(&line::written(known, *count));
        text.push('\n');
    }
    text
}

/// Whether a fault can be known. What a site is made with, what must not be shown and our own faults are always told.
pub fn can_know(fault: &Diagnostic, baseline: &SourcePath) -> bool {
    let is_told = matches!(
        fault.code,
        Code::Secret | Code::InternalError | Code::BaselineSyntax | Code::BaselineOutdated
    );
    let path = &fault.path;
    let is_of_all =
        *path == SourcePath::settings() || path == baseline || path.as_str().starts_with(TEMPLATES);
    !is_told && !is_of_all && !fault.code.stops_build()
}

/// Whether a file of known faults would be published where it stands, or read as something else.
pub fn is_elsewhere(path: &SourcePath) -> bool {
    let folder = path.as_str().split_once('/').map_or("", |(folder, _)| folder);
    ["content", "static", "templates", "public"].iter().any(|taken| folder.eq_ignore_ascii_case(taken))
}

/// The folder of the site's own templates.
const TEMPLATES: &str = "templates/";

/// Whether faults of a code withhold their note, known or not: what could run in a reader's browser is never published.
pub fn is_safety(code: Code) -> bool {
    code.name().starts_with("unsafe-")
}

/// What a fault points at, as a baseline names it: its key, or else the text at its place.
pub fn what(fault: &Diagnostic, text: impl FnOnce(&Diagnostic) -> String) -> String {
    match (&fault.key, &fault.pointed) {
        (Some(key), _) => format!("key={}", cut(key)),
        (None, Some(pointed)) => format!("text={}", cut(pointed)),
        (None, None) => format!("text={}", cut(&text(fault))),
    }
}

/// Longest text that is written down whole, in bytes.
const LONGEST: usize = 120;
/// How much is of a longer one, in characters.
const BEGINNING: usize = 40;

fn cut(text: &str) -> String {
    let text = secret::masked(text);
    if text.len() <= LONGEST {
        return text.into_owned();
    }
    let beginning: String = text.chars().take(BEGINNING).collect();
    format!("{beginning}…{:016x}", xxh3_64(text.as_bytes()))
}

/// A line that says nothing. `next` is where the one behind it begins.
fn unread(path: &SourcePath, (written, wrong): (&str, String), span: Span, next: usize) -> Diagnostic {
    let fault = |message: String| Diagnostic::new(Code::BaselineSyntax, path, span, message);
    if is_merge_mark(written) {
        let whole = Span::new(span.start as usize, next);
        return fault(
            "this line is a conflict marker of a merge: both sides changed the lines around it".to_owned(),
        )
        .help("keep the lines of both sides, and remove this line")
        .fix("remove the conflict marker", whole, "");
    }
    fault(wrong).help(format!("write the file again: `fieldnotes check --write-baseline {path}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> SourcePath {
        SourcePath::new(text).unwrap()
    }

    #[test]
    fn what_was_written_is_read_back() {
        let known = |file: &str, what: &str, withheld| Known {
            path: path(file),
            code: Code::BrokenLink.name(),
            what: what.to_owned(),
            withheld,
        };
        let entries = Entries::from([
            (known("content/a b.md", "text=a\tb\\n\n\u{1b}", false), 2),
            (known("content/\u{fc}.md", "key=x", true), 1),
            (known("content/\u{fc}.md", "key=x", false), 7),
        ]);
        let file = path("known.txt");
        let (read, faults) = Baseline::parse(&file, &text(&entries, &file));
        assert_eq!((read.entries, faults), (entries, Vec::new()));
    }

    #[test]
    fn a_merge_needs_no_order_and_a_line_that_is_none_is_a_fault() {
        let text = "# fieldnotes baseline 1\r\nb.md\tbroken-link\t2\tpublished\ttext=x\r\n<<<<<<< ours\nb.md\tbroken-link\t3\tpublished\ttext=x\n=======\na.md\tno-code\t1\tpublished\ttext=\n>>>>>>> theirs\n# fieldnotes baseline 2\n";
        let (baseline, faults) = Baseline::parse(&path("known.txt"), text);
        assert_eq!(baseline.entries.values().collect::<Vec<_>>(), [&3]);
        let places: Vec<&str> = faults.iter().map(|fault| fault.span.of(text)).collect();
        assert_eq!(
            places,
            [
                "<<<<<<< ours",
                "=======",
                "a.md\tno-code\t1\tpublished\ttext=",
                ">>>>>>> theirs",
                "# fieldnotes baseline 2"
            ]
        );
    }

    #[test]
    fn no_secret_gets_in_and_nothing_long() {
        let token = "ghp_Zk3vRt8mQx1LpYw6Nb4Hs7Jc2Df9Ga5UeTi0";
        let mut fault = Diagnostic::new(Code::BrokenLink, &path("a.md"), Span::at(0), "");
        fault.pointed = Some(format!("https://x.example/{token}").into());
        let found = what(&fault, |_| String::new());
        assert!(!found.contains("Zk3vRt8m"), "{found}");
        fault.pointed = Some("x".repeat(5000).into());
        assert!(what(&fault, |_| String::new()).len() < 100);
    }

    #[test]
    fn a_fault_is_known_as_often_as_it_was_written_down() {
        let mut fault = Diagnostic::new(Code::BrokenLink, &path("a.md"), Span::at(0), "");
        fault.pointed = Some("x".into());
        let known =
            |withheld| Known { path: path("a.md"), code: "broken-link", what: "text=x".to_owned(), withheld };
        let baseline = Baseline { entries: Entries::from([(known(true), 1), (known(false), 2)]) };
        let mut left = baseline.left();
        let mut take = || left.take(&fault, "text=x");
        assert_eq!([take(), take()], [Some(true), Some(false)]);
        assert_eq!(left.mended(), [(&known(false), 1)]);
        assert_eq!(left.take(&fault, "text=y"), None);
        assert_eq!((left.take(&fault, "text=x"), left.take(&fault, "text=x")), (Some(false), None));
    }
}
