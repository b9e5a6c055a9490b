//! A syntax error of the YAML parser, in an author's words, at the place that the author has to change.

use std::ops::Range;

use granit_parser::{ErrorKind, ScanError};

use super::line::Line;
use super::mistake::{self, Mistake};
use super::origin::{start_of, tab_near, unquoted_colon};
use super::{Fault, blocks, brackets, whole};
use crate::diagnostic::{Code, Diagnostic};
use crate::parse::hidden;
use crate::path::SourcePath;
use crate::span::Span;

/// Turns a parser error into a diagnostic. `offset` is where `source` begins in its file.
pub(super) fn explain(path: &SourcePath, source: &str, offset: usize, error: &ScanError) -> Fault {
    let mut at = error.marker().byte_offset().unwrap_or(0).min(source.len());
    while !source.is_char_boundary(at) {
        at -= 1;
    }
    let place = Place { path, source, offset };
    place
        .control(at, error.kind())
        .or_else(|| place.bracket(at))
        .or_else(|| place.tab(at))
        .or_else(|| place.mistake(at, error.kind()))
        .or_else(|| place.colon(at, error.kind()))
        .or_else(|| place.block_text(at))
        .or_else(|| place.depth(at, error.kind()))
        .unwrap_or_else(|| place.in_words(at, error))
}

/// The fault of a line that begins a second document: `--- # note`, or what follows `... # note`.
pub(super) fn second_document(path: &SourcePath, source: &str, offset: usize, found: Range<usize>) -> Fault {
    let place = Place { path, source, offset };
    let mut line = Line::at(source, found.start);
    if !line.text.starts_with("---")
        && let Some(end) = line.before(source).filter(|above| above.text.starts_with("..."))
    {
        line = end;
    }
    let dashes = line.place(0..3.min(line.text.len()));
    let message = "a second YAML document begins here, and the fields above it would be lost";
    let fault = place.fault(Code::YamlSecondDocument, dashes, message);
    let rest = line.text.get(3..).unwrap_or("");
    let is_comment = rest.trim_start().is_empty() || rest.trim_start().starts_with('#');
    let mut diagnostic =
        fault.help("remove the line, or the `---` in front of a comment; the front matter is one document");
    if is_comment && line.text.starts_with("---") {
        let sign = line.place(0..line.text.len() - rest.trim_start().len());
        diagnostic = diagnostic.fix("remove the `---`", place.span(sign), "");
    }
    Fault { lost: line.place(0..line.text.len()), diagnostic }
}

/// The fault of the first line of a front matter that holds no key, and so is one long text to YAML.
pub(super) fn without_keys(path: &SourcePath, source: &str, offset: usize) -> Option<Fault> {
    let place = Place { path, source, offset };
    let first = source.len() - source.trim_start().len();
    mistake::in_line(&Line::at(source, first)).map(|mistake| place.of(mistake))
}

/// Where a fault is looked for.
#[derive(Clone, Copy)]
struct Place<'s> {
    path: &'s SourcePath,
    source: &'s str,
    offset: usize,
}

impl Place<'_> {
    fn span(&self, range: Range<usize>) -> Span {
        Span::new(range.start, range.end).shifted(self.offset)
    }

    fn fault(&self, code: Code, range: Range<usize>, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, self.path, self.span(range), message)
    }

    fn block(&self, at: usize, diagnostic: Diagnostic) -> Fault {
        Fault { lost: blocks::around(self.source, at), diagnostic }
    }

    fn of(&self, mistake: Mistake) -> Fault {
        let at = mistake.place.start;
        let mut fault =
            self.fault(Code::YamlSyntax, mistake.place, mistake.message).help(mistake.help.clone());
        if let Some((range, replacement)) = mistake.fix {
            fault = fault.fix(mistake.help, self.span(range), replacement);
        }
        self.block(at, fault)
    }

    /// A control character, which YAML does not take.
    fn control(&self, at: usize, kind: &ErrorKind) -> Option<Fault> {
        // The parser says where the value begins, and which character it does not take.
        let at = match kind {
            ErrorKind::UnexpectedCharacter { character } => at + self.source[at..].find(*character)?,
            _ => at,
        };
        let rest = &self.source[at..];
        let width = rest.chars().next()?.len_utf8();
        let found = hidden::find(&rest[..width], self.offset + at, hidden::Place::Prose);
        let control = found.first().filter(|found| found.kind == hidden::Kind::Control)?;
        let key = blocks::key(&self.source[blocks::around(self.source, at)]);
        let within = key.map_or_else(|| "in the front matter".to_owned(), |key| format!("in `{key}`"));
        let mut fault = hidden::fault(self.path, control, &within);
        fault.key = key.map(str::to_owned);
        Some(self.block(at, fault))
    }

    fn bracket(&self, at: usize) -> Option<Fault> {
        let (open, bracket) = brackets::open_above(self.source, at)?;
        let (message, help) = unclosed(bracket);
        Some(self.block(open, self.fault(Code::YamlSyntax, open..open + 1, message).help(help)))
    }

    fn tab(&self, at: usize) -> Option<Fault> {
        let tab = tab_near(self.source, at)?;
        let span = self.span(tab.clone());
        let fault = self
            .fault(Code::YamlTab, tab.clone(), "a tab is used for indentation")
            .help("indent with spaces")
            .fix("replace the tab by spaces", span, "  ".repeat(tab.len()));
        Some(self.block(tab.start, fault))
    }

    /// What anybody sees in the line, or in the one above it, when that made this line's colon a second one.
    fn mistake(&self, at: usize, kind: &ErrorKind) -> Option<Fault> {
        let line = Line::at(self.source, at);
        let mistake = mistake::in_line(&line).or_else(|| {
            let above = line.before(self.source).filter(|_| *kind == ErrorKind::MappingValueNotAllowed)?;
            mistake::in_line(&above).or_else(|| without_colon(&above, &line))
        });
        let mistake = mistake.or_else(|| mistake::begins_with_a_sign(self.source, &line))?;
        Some(self.of(mistake))
    }

    fn colon(&self, at: usize, kind: &ErrorKind) -> Option<Fault> {
        let (key, value) = unquoted_colon(self.source, at, kind)?;
        let what = if self.source[value.clone()].ends_with(':') {
            "ends with a colon"
        } else {
            "contains a colon and a space"
        };
        let message = format!("the value of `{key}` {what}, which YAML reads as another key");
        let fault = self.fault(Code::YamlUnquotedColon, value.clone(), message).key(key);
        if MAPS.contains(&key) {
            let help = format!(
                "put `{}` on a line of its own below `{key}:`, indented",
                &self.source[value.clone()]
            );
            return Some(self.block(value.start, fault.help(help)));
        }
        let line = Line::at(self.source, value.start);
        if line.is_item() && is_prose(key) {
            let item = line.start + line.content..value.end;
            let (fix, shown) = whole::quotes(self.source, item);
            let fault = fault.help(format!("put the item in quotes: `- {shown}`"));
            return Some(self.block(value.start, self.quoted(fault, "put the item in quotes", fix)));
        }
        let (fix, shown) = whole::quotes(self.source, value.clone());
        let fault = fault.help(format!("put the value in quotes: `{key}: {shown}`"));
        Some(self.block(value.start, self.quoted(fault, "put the value in quotes", fix)))
    }

    fn quoted(&self, fault: Diagnostic, title: &str, fix: Option<(Range<usize>, String)>) -> Diagnostic {
        match fix {
            Some((range, text)) => fault.fix(title, self.span(range), text),
            None => fault,
        }
    }

    /// A line at the depth of the key above it, which begins a text on the lines below.
    fn block_text(&self, at: usize) -> Option<Fault> {
        let line = Line::at(self.source, at);
        let above = line.before(self.source).filter(|above| above.indent >= line.indent)?;
        let (key, value) = above.entry().filter(|_| line.entry().is_none())?;
        let header = &self.source[value];
        if !header.starts_with(['|', '>']) || header.contains(' ') {
            return None;
        }
        let place = line.place(line.indent..line.text.trim_end().len());
        let message = format!("this line is not indented deeper than `{key}`, so it is not part of its text");
        let fault =
            self.fault(Code::YamlSyntax, place.clone(), message).help("indent the text by two spaces");
        let lost =
            blocks::around(self.source, above.start).start..blocks::around(self.source, place.start).end;
        Some(Fault { lost, diagnostic: fault })
    }

    fn depth(&self, at: usize, kind: &ErrorKind) -> Option<Fault> {
        let is_of_quote = matches!(
            kind,
            ErrorKind::UnclosedQuotedScalar
                | ErrorKind::InvalidTrailingDoubleQuotedScalar
                | ErrorKind::InvalidTrailingSingleQuotedScalar
        );
        let line = Line::at(self.source, at);
        let mistake = mistake::misplaced(self.source, &line).filter(|_| !is_of_quote)?;
        Some(self.of(mistake))
    }

    fn in_words(&self, at: usize, error: &ScanError) -> Fault {
        let (message, help) = words(error);
        let at = start_of(self.source, at, error.kind());
        let count = if *error.kind() == ErrorKind::UnknownQuotedScalarEscape { 2 } else { 1 };
        let shown = self.source[at..].chars().take(count).take_while(|c| *c != '\n');
        let width = shown.map(char::len_utf8).sum::<usize>();
        self.block(at, self.fault(Code::YamlSyntax, at..at + width, message).help(help))
    }
}

/// Whether what stands before a colon reads like text, and not like a key.
fn is_prose(key: &str) -> bool {
    key.starts_with(char::is_uppercase) || key.contains(' ')
}

/// Fields that hold keys of their own, which do not stand on the field's line.
const MAPS: [&str; 7] = ["revision", "change", "score", "scores", "flags", "payload", "lints"];

/// A line without a key, which YAML reads as one text with the key on the line below.
fn without_colon(above: &Line<'_>, below: &Line<'_>) -> Option<Mistake> {
    let is_bare = above.entry().is_none() && !above.is_item() && above.indent == below.indent;
    let place = above.place(above.indent..above.text.trim_end().len());
    is_bare.then(|| Mistake {
        place,
        message: NO_KEY.to_owned(),
        help: "add the colon, or indent the line if it continues the value above".to_owned(),
        fix: None,
    })
}

const NO_KEY: &str = "this line is not of the form `key: value`";

fn unclosed(bracket: char) -> (String, String) {
    let close = if bracket == '[' { ']' } else { '}' };
    (format!("`{bracket}` is opened here and never closed"), format!("close it with `{close}`"))
}

fn words(error: &ScanError) -> (String, String) {
    let (message, help) = match error.kind() {
        ErrorKind::UnclosedQuotedScalar => ("a quote is opened here and never closed", "close the quote"),
        ErrorKind::UnclosedFlowCollection { open } => {
            return unclosed(*open);
        }
        ErrorKind::MismatchedFlowCollectionEnd { open, close } => {
            return (format!("`{close}` closes a `{open}`"), "make the brackets match".to_owned());
        }
        ErrorKind::MisplacedFlowCollectionEnd => {
            ("this bracket closes nothing", "remove it, or put the value in quotes")
        }
        ErrorKind::UnexpectedCharacter { character } => {
            let message = format!("a value can't begin with `{}`", character.escape_debug());
            return (message, "put the value in quotes".to_owned());
        }
        ErrorKind::ExpectedBlockMappingKey | ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => {
            (NO_KEY, "add the colon, or indent the line if it continues the value above")
        }
        ErrorKind::InvalidIndentation | ErrorKind::ExpectedBlockSequenceEntry => (
            "the indentation of this line matches nothing above it",
            "align it with the key or item that it belongs to",
        ),
        ErrorKind::BlockSequenceEntryNotAllowed => {
            ("a list item can't stand here", "put each `- ` on a line of its own, below its key")
        }
        ErrorKind::UnknownQuotedScalarEscape => {
            ("this escape is not known to YAML", "write `\\\\` for a backslash, or use single quotes")
        }
        ErrorKind::InvalidTrailingDoubleQuotedScalar => (
            "there is text after the closing quote",
            "move it inside the quotes; a quote within them is `\\\"`",
        ),
        ErrorKind::InvalidTrailingSingleQuotedScalar => (
            "there is text after the closing quote",
            "move it inside the quotes; a quote within them is `''`",
        ),
        _ => {
            return (
                format!("not valid YAML: {}", error.info()),
                "correct the line, or put the value in quotes".to_owned(),
            );
        }
    };
    (message.to_owned(), help.to_owned())
}
