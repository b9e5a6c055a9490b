//! What the reader of TOML could not read, as faults: one for each mistake, however many errors follow from it.

use std::collections::BTreeMap;
use std::ops::Range;

use super::lines::{Line, Lines, Place, Unclosed, equals};
use super::mistake::{self, Mistake};
use super::several;
use crate::diagnostic::{Code, Diagnostic};
use crate::path::SourcePath;
use crate::span::{BOM, Span};

/// The faults of a file, and the places that were not read as they were meant.
pub(super) struct Faults {
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) unread: Vec<Range<usize>>,
}

/// The faults for these errors, each with its place and message.
pub(super) fn of(path: &SourcePath, text: &str, errors: &[(Span, String)]) -> Faults {
    let content = text.trim_start_matches(BOM).trim_start();
    if content.starts_with('{') {
        let at = text.len() - content.len();
        let fault =
            Diagnostic::new(Code::ConfigSyntax, path, Span::new(at, at + 1), "the file is written as JSON")
                .help(
                    "write it as TOML: no braces around it, `title = \"…\"` instead of `\"title\": \"…\",`",
                );
        return Faults { diagnostics: vec![fault], unread: std::iter::once(0..text.len()).collect() };
    }
    let lines = Lines::of(text);
    let mut faults = Faults { diagnostics: Vec::new(), unread: Vec::new() };
    for unclosed in &lines.unclosed {
        faults.unclosed(path, text, unclosed);
    }
    // A list that is not closed is closed in thought: what follows is read once it is closed.
    let end = lines.unclosed.iter().map(|unclosed| unclosed.at).min().unwrap_or(usize::MAX);
    if end < usize::MAX {
        faults.unread.push(lines.line_start(end)..text.len());
    }
    let mut of_line: BTreeMap<usize, &(Span, String)> = BTreeMap::new();
    for error in errors.iter().filter(|(span, _)| (span.start as usize) < end) {
        of_line.entry(lines.number(error.0.start as usize)).or_insert(error);
    }
    // The reader of TOML may say nothing of a line behind another mistake.
    let mut told: Vec<Range<usize>> = faults.several(path, text, &lines, end);
    for (number, (span, message)) in of_line {
        let start = span.start as usize;
        if told.iter().any(|place| place.contains(&start)) {
            continue;
        }
        let Some(line) = lines.all.get(number) else { continue };
        let is_repeated = message.starts_with("duplicate key");
        let meant = lines.meant(number);
        // Below a header that can't be read mistakes are mistakes; below one that is there twice all keys seem to be.
        let is_open = line.place == Place::Header && !is_repeated;
        told.push(if is_open { line.start..line.end() } else { meant.clone() });
        faults.unread.push(meant);
        let fault = if is_repeated {
            repeated(path, &lines, number, *span)
        } else {
            in_line((path, text), line, *span, message)
        };
        faults.diagnostics.push(fault);
    }
    faults
}

impl Faults {
    /// Tells of mistakes that take several lines, before `end`; gives their places.
    fn several(&mut self, path: &SourcePath, text: &str, lines: &Lines<'_>, end: usize) -> Vec<Range<usize>> {
        let (mut told, mut number) = (Vec::new(), 0);
        while let Some(line) = lines.all.get(number).filter(|line| line.start < end) {
            number += 1;
            if let Some((mistake, last)) = several::of(lines, number - 1) {
                told.push(line.start..lines.all[last].end() + 1);
                self.diagnostics.push(told_of(path, text, mistake));
                number = last + 1;
            }
        }
        self.unread.extend(told.iter().cloned());
        told
    }

    fn unclosed(&mut self, path: &SourcePath, text: &str, unclosed: &Unclosed) {
        let line = text[..unclosed.at].rfind('\n').map_or(0, |at| at + 1);
        let key = text[line..unclosed.at].split('=').next().unwrap_or_default().trim();
        let message = format!("the list of `{key}` is not closed");
        let fault =
            Diagnostic::new(Code::ConfigSyntax, path, Span::new(unclosed.at, unclosed.at + 1), message)
                .help("write `]` behind its last item");
        let place = Span::at(unclosed.end);
        self.diagnostics.push(if unclosed.is_plain {
            fault.fix("close the list", place, "]")
        } else {
            fault
        });
    }
}

fn in_line((path, text): (&SourcePath, &str), line: &Line<'_>, span: Span, message: &str) -> Diagnostic {
    let start = span.start as usize;
    let Some(mistake) = mistake::in_line(line, start.saturating_sub(line.start)) else {
        return Diagnostic::new(Code::ConfigSyntax, path, span, message)
            .help("correct the TOML; put text in quotes");
    };
    let moved = |range: Range<usize>| line.start + range.start..line.start + range.end;
    let (place, fix) = (moved(mistake.place), mistake.fix.map(|(range, right)| (moved(range), right)));
    let fault = told_of(path, text, Mistake { place, fix, ..mistake });
    let before = text[..start].trim_end();
    let is_comment = before.rsplit('\n').next().is_some_and(|line| line.contains('#'));
    if message.starts_with("missing comma") && line.place == Place::Item && fault.fix.is_none() && !is_comment
    {
        return fault.fix("write the comma", Span::at(before.len()), ",");
    }
    fault
}

/// A mistake as a fault; its places are bytes of the file.
fn told_of(path: &SourcePath, text: &str, mistake: Mistake) -> Diagnostic {
    let place = |range: &Range<usize>| Span::new(range.start, range.end);
    let fault =
        Diagnostic::new(Code::ConfigSyntax, path, place(&mistake.place), mistake.message).help(mistake.help);
    match mistake.fix {
        Some((range, right)) => {
            let title = format!("replace `{}` by `{right}`", &text[range.clone()]);
            fault.fix(title, place(&range), right)
        }
        None => fault,
    }
}

/// A key or a table that is there already.
fn repeated(path: &SourcePath, lines: &Lines<'_>, number: usize, span: Span) -> Diagnostic {
    let line = &lines.all[number];
    let is_header = line.place == Place::Header;
    let name = if is_header { line.text.trim().to_owned() } else { lines.key(number).to_owned() };
    let table = lines.header(number);
    let is_same = |other: &usize| {
        let is_there = |header| header == table || is_header;
        let said = &lines.all[*other];
        let same = if is_header { said.text.trim() == name } else { lines.key(*other) == name };
        same && said.place == line.place && is_there(lines.header(*other))
    };
    if is_header && let Some(fault) = taken(path, lines, number, span) {
        return fault;
    }
    let help = if is_header {
        format!("move these lines below the first `{name}`, and remove this one")
    } else {
        "remove one of them".to_owned()
    };
    let fault =
        Diagnostic::new(Code::ConfigSyntax, path, span, format!("`{name}` is there already")).help(help);
    match (0..number).find(is_same) {
        Some(first) => {
            let first = &lines.all[first];
            let start = first.start + first.text.len() - first.text.trim_start().len();
            fault.related(path, Span::new(start, start + name.len()), "first written here")
        }
        None => fault,
    }
}

/// A table whose name is that of a key with a value: `footer = "…"`, and `[theme.footer]` below.
fn taken(path: &SourcePath, lines: &Lines<'_>, number: usize, span: Span) -> Option<Diagnostic> {
    let inner = |header: usize| {
        let said = lines.all[header].text.split('#').next().unwrap_or_default().trim();
        said.trim_start_matches('[').trim_end_matches(']').trim()
    };
    let name = inner(number);
    let is_within =
        |path: &str| path.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    let is_key = |other: &usize| {
        let key = lines.key(*other);
        let table = lines.header(*other).map(inner);
        let whole = table.map_or_else(|| key.to_owned(), |table| format!("{table}.{key}"));
        let is_it = is_within(&whole) && !table.is_some_and(is_within);
        lines.all[*other].place == Place::Statement && !key.is_empty() && is_it
    };
    let first = &lines.all[(0..number).find(is_key)?];
    let start = first.start + first.text.len() - first.text.trim_start().len();
    let key = first.text.trim_start().split('=').next().unwrap_or_default().trim_end();
    let fault = Diagnostic::new(Code::ConfigSyntax, path, span, format!("`{name}` has a value already"))
        .help(format!("write all of it below `[{name}]`, and remove the line of `{key}`"));
    Some(fault.related(path, Span::new(start, start + key.len()), "first written here"))
}

impl Lines<'_> {
    /// The number of the line that a place is in.
    fn number(&self, at: usize) -> usize {
        self.all.partition_point(|line| line.start <= at).saturating_sub(1)
    }

    fn line_start(&self, at: usize) -> usize {
        self.all.get(self.number(at)).map_or(at, |line| line.start)
    }

    /// The key of a line; nothing where it has none.
    fn key(&self, number: usize) -> &str {
        let text = self.all[number].text;
        equals(text).map_or("", |at| text[..at].trim())
    }

    /// The number of the header that a line stands below.
    fn header(&self, number: usize) -> Option<usize> {
        (0..number).rev().find(|above| self.all[*above].place == Place::Header)
    }

    /// What a mistake in a line makes unreadable: the line, with the lines of its list; of a header all down to the next.
    fn meant(&self, number: usize) -> Range<usize> {
        let line = &self.all[number];
        let below = self.all[number + 1..].iter();
        let next = match line.place {
            Place::Header => below.clone().find(|line| line.place == Place::Header),
            _ => below.clone().find(|line| matches!(line.place, Place::Header | Place::Statement)),
        };
        let last = self.all.last().map_or(line.end(), Line::end);
        let first = match line.place {
            Place::Header | Place::Statement => line.start,
            Place::Item | Place::Within => {
                let begun = self.all[..number].iter().rev().find(|line| line.place == Place::Statement);
                begun.map_or(line.start, |line| line.start)
            }
        };
        first..next.map_or(last + 1, |line| line.start)
    }
}
