//! A syntax error of the YAML parser, in an author's words, at the place that the author has to change.

use granit_parser::{ErrorKind, ScanError};

use super::Fault;
use crate::diagnostic::{Code, Diagnostic};
use crate::path::SourcePath;
use crate::span::Span;

/// Turns a parser error into a diagnostic. `offset` is where `source` begins in its file.
pub(super) fn explain(path: &SourcePath, source: &str, offset: usize, error: &ScanError) -> Fault {
    let mut at = error.marker().byte_offset().unwrap_or(0).min(source.len());
    while !source.is_char_boundary(at) {
        at -= 1;
    }
    let place = |range: std::ops::Range<usize>| Span::new(range.start, range.end).shifted(offset);
    if let Some((open, bracket)) = super::brackets::open_above(source, at) {
        let (message, help) = unclosed(bracket);
        let diagnostic = Diagnostic::new(Code::YamlSyntax, path, place(open..open + 1), message).help(help);
        return Fault { at: open, diagnostic };
    }
    if let Some(tab) = tab_near(source, at) {
        let width = tab.len();
        let span = place(tab.clone());
        let diagnostic = Diagnostic::new(Code::YamlTab, path, span, "a tab is used for indentation")
            .help("indent with spaces")
            .fix("replace the tab by spaces", span, "  ".repeat(width));
        return Fault { at: tab.start, diagnostic };
    }
    if let Some((key, value)) = unquoted_colon(source, at, error.kind()) {
        let text = &source[value.clone()];
        let quoted = format!("\"{}\"", text.replace('\\', r"\\").replace('"', "\\\""));
        let message =
            format!("the value of `{key}` holds a colon and a space, which YAML reads as another key");
        let diagnostic = Diagnostic::new(Code::YamlUnquotedColon, path, place(value.clone()), message)
            .key(key)
            .help(format!("put the value in quotes: `{key}: {quoted}`"));
        return Fault { at: value.start, diagnostic };
    }
    let (message, help) = words(error);
    let at = start_of(source, at, error.kind());
    let end = at + source[at..].chars().next().filter(|c| *c != '\n').map_or(0, char::len_utf8);
    let diagnostic = Diagnostic::new(Code::YamlSyntax, path, place(at..end), message).help(help);
    Fault { at, diagnostic }
}

/// The tabs at the start of the line of an error, or of the line below it.
fn tab_near(source: &str, at: usize) -> Option<std::ops::Range<usize>> {
    let line = source[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let next = source[at..].find('\n').map(|newline| at + newline + 1);
    std::iter::once(line).chain(next).find_map(|start| {
        let indent = source[start..].len() - source[start..].trim_start_matches([' ', '\t']).len();
        let tab = start + source[start..start + indent].find('\t')?;
        let tabs = source[tab..].bytes().take_while(|byte| *byte == b'\t').count();
        Some(tab..tab + tabs)
    })
}

/// The key and value of a line `key: value: more`, when that is what the parser tripped over.
fn unquoted_colon<'s>(
    source: &'s str,
    at: usize,
    kind: &ErrorKind,
) -> Option<(&'s str, std::ops::Range<usize>)> {
    let fits = matches!(
        kind,
        ErrorKind::MappingValueNotAllowed
            | ErrorKind::InvalidColonPlacement
            | ErrorKind::InvalidMappingValueWhitespace
            | ErrorKind::MappingKeyNotAllowed
            | ErrorKind::SimpleKeyExpected
            | ErrorKind::InvalidSimpleKey
            | ErrorKind::ExpectedBlockMappingKey
    );
    if !fits {
        return None;
    }
    let start = source[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let line = source[start..].lines().next()?;
    let (key, rest) = line.split_once(": ")?;
    let value = rest.trim();
    let begin = start + line.len() - rest.trim_start().len();
    let is_bare = !value.starts_with(['"', '\'', '[', '{', '|', '>', '&', '*', '!']);
    let name = key.trim_start_matches([' ', '-']);
    (is_bare && value.contains(": ") && !name.is_empty()).then_some((name, begin..begin + value.len()))
}

/// An unclosed quote or bracket is reported by the parser at the end of the text; the author looks for its start.
fn start_of(source: &str, at: usize, kind: &ErrorKind) -> usize {
    let opened = match kind {
        ErrorKind::UnclosedFlowCollection { open } => source[..at].rfind(*open),
        ErrorKind::UnclosedQuotedScalar if at >= source.trim_end().len() => unpaired_quote(source),
        _ => None,
    };
    opened.unwrap_or(at)
}

fn unpaired_quote(source: &str) -> Option<usize> {
    let mut offset = 0;
    let mut found = None;
    for line in source.split_inclusive('\n') {
        for quote in ['"', '\''] {
            let value = line.find(&format!(": {quote}")).map(|colon| colon + 2);
            if let Some(begin) = value.or_else(|| line.find(&format!("- {quote}")).map(|dash| dash + 2))
                && line.matches(quote).count() % 2 == 1
            {
                found.get_or_insert(offset + begin);
            }
        }
        offset += line.len();
    }
    found
}

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
        ErrorKind::UnexpectedCharacter { character } => {
            let message = format!("a value can't begin with `{}`", character.escape_debug());
            return (message, "put the value in quotes".to_owned());
        }
        ErrorKind::ExpectedBlockMappingKey | ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => (
            "this line is not of the form `key: value`",
            "add the colon, or indent the line if it goes on with the value above",
        ),
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
        ErrorKind::InvalidTrailingDoubleQuotedScalar | ErrorKind::InvalidTrailingSingleQuotedScalar => {
            ("there is text behind the closing quote", "move it inside the quotes, or escape the quote")
        }
        _ => {
            return (
                format!("not valid YAML: {}", error.info()),
                "correct the line, or put the value in quotes".to_owned(),
            );
        }
    };
    (message.to_owned(), help.to_owned())
}
