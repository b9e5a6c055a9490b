//! Marks that show as they are written: a heading or a box without its blank, code that is never closed, a backslash
//! that a path loses.

use std::ops::Range;

use super::Body;
use super::run::{Line, Run, Stand, short, unescaped};
use crate::diagnostic::{Code, Diagnostic};

/// Headings and boxes, at the start of a line.
pub(super) fn at_line_starts(body: Body<'_>, stand: Stand, lines: &[Line], faults: &mut Vec<Diagnostic>) {
    let Some(Line { range: first, .. }) = lines.first().filter(|line| line.is_plain) else { return };
    let text = body.of(first);
    if stand == Stand::Item
        && let Some(length) = ["[] ", "[ x ] ", "[ X ] "]
            .iter()
            .find(|mark| text.starts_with(**mark))
            .map(|mark| mark.len() - 1)
    {
        let place = first.start..first.start + length;
        let message = format!("`{}` is not a checkbox: it is shown as text", body.of(&place));
        faults.push(body.fault(Code::MarkupAsText, &place, message).help("write `[ ]` or `[x]`"));
    }
    if matches!(stand, Stand::Elsewhere | Stand::Quote | Stand::Item)
        && let Some(level) = heading(text, lines.len())
    {
        let place = first.start..first.start + level;
        let fault = if level > 6 {
            let message = format!("a heading has at most 6 `#`, this line has {level}: it is shown as text");
            body.fault(Code::MarkupAsText, &place, message).help("write six `#` or fewer")
        } else {
            let message = format!("no space follows `{}`: the heading is shown as text", body.of(&place));
            let fix = first.start + level..first.start + level;
            let fault = body.fault(Code::MarkupAsText, &place, message).help("write a space after the `#`");
            fault.fix("add a space", body.span(&fix), " ")
        };
        faults.push(fault);
    }
}

/// How many signs a line has that was meant as a heading. One sign alone may be a hashtag: it has to look like a
/// title, of several words with a capital, on a line of its own.
fn heading(line: &str, lines: usize) -> Option<usize> {
    let level = line.bytes().take_while(|byte| *byte == b'#').count();
    let rest = &line[level..];
    let first = rest.chars().next()?;
    let is_title =
        || lines == 1 && first.is_uppercase() && rest.trim_end().contains(' ') && !rest.contains('#');
    match level {
        0 => None,
        1 => is_title().then_some(1),
        2..=6 => first.is_alphabetic().then_some(level),
        _ => (first == ' ' && !rest.trim().is_empty()).then_some(level),
    }
}

/// A backtick that opens code which is never closed: the first of a run.
pub(super) fn unclosed_code(body: Body<'_>, run: &Run, faults: &mut Vec<Diagnostic>) {
    let opening = run.texts(body).filter(|text| !text.is_in_link).find_map(|text| {
        let source = body.of(&(text.start..text.end));
        let at = unescaped(source, b'`').next()?;
        let signs = source[at..].bytes().take_while(|byte| *byte == b'`').count();
        let rest = &source[at + signs..];
        let before = source[..at].chars().next_back();
        let opens = before.is_none_or(|before| !before.is_alphanumeric())
            && rest.chars().next().is_some_and(|next| !next.is_whitespace());
        (opens && !is_quoted(rest)).then(|| text.start + at..text.start + at + signs)
    });
    let Some(place) = opening else { return };
    let message = "the inline code that begins here is never closed: it is shown as text";
    let fault = body.fault(Code::MarkupAsText, &place, message);
    faults.push(fault.help(if run.stand == Stand::Cell {
        "close it in the same cell, and write `\\|` for each `|` inside it"
    } else {
        "close it with as many backticks, or write a backslash before the backtick"
    }));
}

/// Whether a backtick is one half of old typewriter quotes, `` `so' ``.
fn is_quoted(rest: &str) -> bool {
    rest.match_indices('\'').any(|(at, _)| !rest[at + 1..].starts_with(char::is_alphanumeric))
}

/// Paths of Windows: a backslash before a sign is an escape, and is not shown.
pub(super) fn lost_backslash(body: Body<'_>, run: &Run, faults: &mut Vec<Diagnostic>) {
    for text in run.texts(body) {
        let mut start = text.first;
        for word in body.of(&(text.first..text.end)).split_inclusive([' ', '\t', '\n']) {
            faults.extend(path(body, start, word.trim_end()));
            start += word.len();
        }
    }
}

fn path(body: Body<'_>, start: usize, word: &str) -> Option<Diagnostic> {
    let name = word.trim_start_matches(['(', '"', '\'']);
    let bytes = name.as_bytes();
    let is_drive = bytes.len() > 3 && bytes[0].is_ascii_alphabetic() && bytes[1..].starts_with(b":\\");
    let is_share = name.strip_prefix("\\\\").is_some_and(|rest| {
        rest.starts_with(|c: char| c.is_ascii_alphanumeric())
            && rest.contains('\\')
            && !rest.starts_with('\\')
    });
    // Someone who writes each backslash twice knows what they do.
    let is_doubled = name.trim_start_matches('\\').contains("\\\\") || name.starts_with("\\\\\\\\");
    if !(is_drive || is_share) || is_doubled {
        return None;
    }
    let at = (0..bytes.len().saturating_sub(1))
        .find(|at| bytes[*at] == b'\\' && bytes[at + 1].is_ascii_punctuation())?;
    let at = start + (word.len() - name.len()) + at;
    let place: Range<usize> = at..at + 1;
    let message = format!(
        "`{}` loses this backslash: Markdown takes it for an escape",
        short(name.trim_end_matches([',', '.', ')', '"', '\'']))
    );
    Some(body.fault(Code::LostBackslash, &place, message).help("write the path as code, between backticks"))
}
