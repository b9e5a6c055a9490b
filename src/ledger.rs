//! `urls.lock`: the addresses that a site has had, kept in its repository, so that none is lost unnoticed.
//!
//! One address a line, sorted, with its kind, and the `reference` of the note where it has one:
//! `/notes/tls-renewal/ note ANP-REF-000123`. Lines stand by themselves, so that two branches merge line by line; order and
//! repeated lines mean nothing to who reads them. A line that begins with `#` is a comment.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic};
use crate::nfc::nfc;
use crate::path::{SourcePath, UrlPath, normalise};
use crate::span::Span;

/// The name of the file, beside `site.toml`.
pub const FILE: &str = "urls.lock";

/// What the file begins with.
const HEAD: &str = "# Addresses that this site has had. `fieldnotes urls --accept` writes this file; merge it line by line.\n";

/// A blank in an address, as a line holds it.
const BLANK: &str = "%20";

/// Whether a line is what a merge leaves behind where both sides changed the same lines.
pub(crate) fn is_merge_mark(line: &str) -> bool {
    CONFLICTS.iter().any(|sign| line.starts_with(sign))
}

const CONFLICTS: [&str; 4] = ["<<<<<<<", "|||||||", "=======", ">>>>>>>"];

/// What an address leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A note.
    Note,
    /// A section's listing.
    Section,
    /// The index of a field.
    Index,
    /// A term of an index.
    Term,
    /// Another page, which it leads on to.
    Alias,
    /// A page that says that what was there is gone.
    Gone,
}

const KINDS: [(Kind, &str); 6] = [
    (Kind::Note, "note"),
    (Kind::Section, "section"),
    (Kind::Index, "index"),
    (Kind::Term, "term"),
    (Kind::Alias, "alias"),
    (Kind::Gone, "gone"),
];

impl Kind {
    /// The word for it.
    pub fn name(self) -> &'static str {
        KINDS.iter().find(|(kind, _)| *kind == self).map_or("", |(_, name)| name)
    }

    fn named(name: &str) -> Option<Self> {
        KINDS.iter().find(|(_, known)| *known == name).map(|(kind, _)| *kind)
    }
}

/// What is known of an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// What it leads to.
    pub kind: Kind,
    /// The permanent name of the note there, on one line.
    pub reference: Option<String>,
}

impl Listed {
    /// An address of some kind, and the note's `reference` as it is written.
    pub fn new(kind: Kind, reference: Option<&str>) -> Self {
        let plain = |reference: &str| {
            let words: Vec<&str> = reference
                .split(|c: char| c.is_whitespace() || c.is_control())
                .filter(|word| !word.is_empty())
                .collect();
            words.join(" ")
        };
        Self { kind, reference: reference.map(plain).filter(|reference| !reference.is_empty()) }
    }
}

/// Addresses, in order, with what is known of each.
pub type Addresses = BTreeMap<UrlPath, Listed>;

/// A ledger as it was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ledger {
    /// Its addresses.
    pub addresses: Addresses,
    places: BTreeMap<UrlPath, Span>,
    /// Where the text ends.
    end: usize,
}

impl Ledger {
    /// The path of the file.
    pub fn path() -> SourcePath {
        SourcePath::of_name(FILE)
    }

    /// Reads the text of a ledger. A line that can't be read is a fault, and no address.
    pub fn parse(text: &str) -> (Self, Vec<Diagnostic>) {
        let mut ledger = Self { end: text.len(), ..Self::default() };
        let mut faults = Vec::new();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let at = start;
            start += line.len();
            let written = line.trim_matches(|c: char| c.is_whitespace() || c == crate::span::BOM);
            if written.is_empty() || written.starts_with('#') {
                continue;
            }
            match entry(written) {
                Some((url, listed)) => {
                    let begin = at + line.find('/').unwrap_or(0);
                    let length = written.split_whitespace().next().map_or(0, str::len);
                    ledger.places.entry(url.clone()).or_insert(Span::new(begin, begin + length));
                    ledger.addresses.entry(url).or_insert(listed);
                }
                None => faults.push(unread(written, Span::new(at, at + line.trim_end().len()), start)),
            }
        }
        (ledger, faults)
    }

    /// Where an address stands; the end of the file for one that is not there.
    pub fn place(&self, url: &UrlPath) -> Span {
        self.places.get(url).copied().unwrap_or(Span::at(self.end))
    }
}

/// The text of a ledger.
pub fn text(addresses: &Addresses) -> String {
    let mut text = HEAD.to_owned();
    for (url, listed) in addresses {
        text.push_str(&line(url, listed));
        text.push('\n');
    }
    text
}

/// A text with some addresses changed or added, each where it belongs; all other lines stay as they are.
pub fn with_changes(text: &str, changed: &Addresses) -> String {
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut left = changed.clone();
    let mut out = String::with_capacity(text.len() + 64 * changed.len());
    for line in text.split_inclusive('\n') {
        let known = entry(line.trim());
        if let Some((url, listed)) = &known {
            // New ones come before the first that is behind them.
            let behind = left.split_off(url);
            for (url, listed) in std::mem::replace(&mut left, behind) {
                out.push_str(&format!("{}{end}", self::line(&url, &listed)));
            }
            if let Some(new) = left.remove(url).filter(|new| new != listed) {
                out.push_str(&format!("{}{end}", self::line(url, &new)));
                continue;
            }
        }
        out.push_str(line);
    }
    if !left.is_empty() && !out.is_empty() && !out.ends_with('\n') {
        out.push_str(end);
    }
    for (url, listed) in &left {
        out.push_str(&format!("{}{end}", line(url, listed)));
    }
    out
}

/// The line of an address.
pub fn line(url: &UrlPath, listed: &Listed) -> String {
    let kind = listed.kind.name();
    // The name of an alert may hold blanks.
    let url = url.as_str().replace(' ', BLANK);
    listed
        .reference
        .as_ref()
        .map_or_else(|| format!("{url} {kind}"), |reference| format!("{url} {kind} {reference}"))
}

fn entry(line: &str) -> Option<(UrlPath, Listed)> {
    let (url, rest) = line.split_once(char::is_whitespace)?;
    let rest = rest.trim_start();
    let (kind, reference) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let url = url.replace(BLANK, " ");
    let normal = normalise(url.strip_prefix('/')?).filter(|path| !path.is_empty())?;
    let url = if url.ends_with('/') { UrlPath::folder(&[&normal]) } else { UrlPath::file(&normal) };
    Some((url, Listed::new(Kind::named(kind)?, Some(&nfc(reference)))))
}

/// A line that says nothing. `next` is where the one behind it begins.
fn unread(line: &str, span: Span, next: usize) -> Diagnostic {
    let fault = |message: &str| Diagnostic::new(Code::LedgerSyntax, &Ledger::path(), span, message);
    if is_merge_mark(line) {
        let whole = Span::new(span.start as usize, next);
        return fault("this line is a conflict marker of a merge: both sides changed the lines around it")
            .help("keep the addresses of both sides, and remove this line")
            .fix("remove the conflict marker", whole, "");
    }
    let kinds: Vec<String> = KINDS.iter().map(|(_, name)| format!("`{name}`")).collect();
    fault("this line is not an address of the site")
        .help(format!("write an address and its kind ({}): `/notes/tls-renewal/ note`", kinds.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_back() {
        let url = |text: &str| UrlPath::parse(text).unwrap();
        let addresses = Addresses::from([
            (url("/notes/a/"), Listed::new(Kind::Note, Some("REF 1\n 2"))),
            (url("/old.html"), Listed::new(Kind::Alias, None)),
            (url("/topics/\u{fc}bung/"), Listed::new(Kind::Term, None)),
            (UrlPath::folder(&["alerts", "Host out of memory"]), Listed::new(Kind::Alias, None)),
        ]);
        let (ledger, faults) = Ledger::parse(&text(&addresses));
        assert_eq!((ledger.addresses, faults), (addresses, Vec::new()));
    }

    #[test]
    fn a_merge_of_both_sides_needs_no_order_and_no_single_lines() {
        let text = "/b/ note R\r\n/a/ section\n\n# a comment\n  /b/ note R\n";
        let (ledger, faults) = Ledger::parse(text);
        assert_eq!(faults, []);
        assert_eq!(ledger.addresses.len(), 2);
        assert_eq!(ledger.place(&UrlPath::folder(&["a"])).of(text), "/a/");
        assert_eq!(ledger.place(&UrlPath::folder(&["c"])), Span::at(text.len()));
    }

    #[test]
    fn a_line_that_is_none_is_a_fault_with_its_place() {
        let text = "<<<<<<< ours\n/a/ note\n=======\n/../x note\n/b/ page\n/c/\n>>>>>>> theirs";
        let (ledger, faults) = Ledger::parse(text);
        let places: Vec<&str> = faults.iter().map(|fault| fault.span.of(text)).collect();
        assert_eq!(places, ["<<<<<<< ours", "=======", "/../x note", "/b/ page", "/c/", ">>>>>>> theirs"]);
        assert_eq!(ledger.addresses.len(), 1);
        let (mended, _) = crate::fix::apply(text, &faults);
        assert_eq!(mended, "/a/ note\n/../x note\n/b/ page\n/c/\n");
    }
}
