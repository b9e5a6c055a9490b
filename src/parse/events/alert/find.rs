//! Finds alerts line by line: which lines begin and end them, and which of them are code.

use std::ops::Range;

use super::opening::{Opening, closing, opening};
use super::{Alert, Named, Shape, Title, named};
use crate::parse::events::Extensions;

/// Most alerts, one in another.
const MOST_DEPTH: usize = 8;
/// Most quotes and lists before the first sign of a line that are looked at.
const MOST_MARKERS: usize = 16;
/// Farthest that an alert is indented.
const MOST_COLUMN: usize = 64;
/// How many columns the lines of an alert that is indented stand behind its first sign; code as much behind other text.
pub(super) const INDENT: usize = 4;

/// The alerts of a body that the parser doesn't know, by where they begin.
pub(super) fn alerts(source: &str, extensions: Extensions) -> Vec<Alert> {
    let other = [":::", "!!!", "???", "///"];
    let wants_others = extensions.admonitions && other.iter().any(|signs| source.contains(signs));
    if !wants_others && !source.contains("[!") {
        return Vec::new();
    }
    let mut finder = Finder {
        source,
        others: extensions.admonitions,
        open: Vec::new(),
        bases: Vec::new(),
        quotes: 0,
        fence: None,
        text_end: 0,
        found: Vec::new(),
    };
    let mut start = 0;
    for line in source.split_inclusive('\n') {
        finder.line(start, line.trim_end_matches(['\n', '\r']));
        start += line.len();
    }
    finder.close_from(0);
    finder.found.sort_unstable_by_key(|alert| alert.start);
    finder.found
}

/// An alert that is open.
struct Open {
    /// Nothing where its kind is not known: it is followed for the line that closes it.
    alert: Option<Alert>,
    shape: Shape,
    quotes: usize,
    /// How far its lines are indented at least.
    base: usize,
}

/// Code between fences.
struct Fence {
    sign: u8,
    signs: usize,
    quotes: usize,
    base: usize,
}

struct Finder<'s> {
    source: &'s str,
    others: bool,
    open: Vec<Open>,
    /// How far the text of each list item is indented that the line stands in.
    bases: Vec<usize>,
    /// How many quotes the last line stood in.
    quotes: usize,
    fence: Option<Fence>,
    /// Where the last line ends that was not blank.
    text_end: usize,
    found: Vec<Alert>,
}

impl Finder<'_> {
    fn line(&mut self, start: usize, line: &str) {
        let (quotes, behind) = quotes_of(line);
        let (column, blanks) = indent(&line[behind..]);
        let text = line[behind + blanks..].trim_end();
        self.leave(line);
        if quotes != self.quotes {
            self.bases.clear();
            self.fence = self.fence.take().filter(|fence| quotes >= fence.quotes);
            self.quotes = quotes;
        }
        if text.is_empty() {
            return;
        }
        self.text_end = start + line.len();
        self.bases.truncate(self.bases.partition_point(|base| *base <= column));
        if let Some(fence) = &self.fence {
            if column >= fence.base || quotes > fence.quotes {
                let is_end = text.len() >= fence.signs && text.bytes().all(|byte| byte == fence.sign);
                if is_end && column < fence.base + INDENT {
                    self.fence = None;
                }
                return;
            }
            self.fence = None;
        }
        if column < self.base() + INDENT {
            let place = Place { start: start + behind + blanks, quotes, column };
            self.text(place, text, start + line.len());
        }
    }

    /// How far text is indented at least where the line stands.
    fn base(&self) -> usize {
        let of_alert = self.open.last().filter(|open| open.quotes == self.quotes).map_or(0, |open| open.base);
        self.bases.last().copied().unwrap_or(0).max(of_alert)
    }

    /// Leaves the alerts that a line no longer stands in.
    fn leave(&mut self, line: &str) {
        let is_outside = |open: &Open| {
            let Some(behind) = behind_quotes(line, open.quotes) else { return true };
            let rest = &line[behind..];
            !rest.trim().is_empty() && indent(rest).0 < open.base
        };
        if let Some(at) = self.open.iter().position(is_outside) {
            self.close_from(at);
        }
    }

    /// Ends the alerts from the one of that number on, at the last text; those that want a line to close them are none.
    fn close_from(&mut self, at: usize) {
        for open in self.open.drain(at..) {
            if let Some(mut alert) = open.alert.filter(|_| open.shape == Shape::Indented) {
                alert.end = self.text_end.max(alert.end);
                self.found.push(alert);
            }
        }
    }

    /// Looks at the text of a line, past what begins quotes and items.
    fn text(&mut self, mut place: Place, mut text: &str, end: usize) {
        let mut last_quote = if place.quotes > 0 { self.source[..place.start].rfind('>') } else { None };
        let mut is_direct = true;
        for _ in 0..MOST_MARKERS {
            let marker = if let Some(rest) = text.strip_prefix('>') {
                last_quote = Some(place.start);
                is_direct = false;
                text.len() - rest.trim_start().len()
            } else {
                let length = item_marker(text);
                if length > 0 && is_direct {
                    self.bases.push(place.column + length);
                }
                length
            };
            if marker == 0 {
                break;
            }
            text = &text[marker..];
            place.start += marker;
            place.column += marker;
        }
        if let Some((sign, signs)) = fence(text) {
            self.fence = Some(Fence { sign, signs, quotes: place.quotes, base: self.base() });
        } else if text.starts_with("[!") {
            if let (Some(quote), Some(opening)) = (last_quote, opening(text)) {
                self.quote(quote, &place, &opening, end);
            }
        } else if self.others && is_direct {
            match closing(text) {
                Some((sign, signs)) => self.close(sign, signs, place.start, end),
                None => self.other(&place, text, end),
            }
        }
    }

    /// A quote that begins with a marker. The parser knows those of its own kinds that have no title.
    fn quote(&mut self, quote: usize, place: &Place, opening: &Opening, end: usize) {
        let Some(kind) = named(&self.source[shifted(&opening.word, place.start)]) else { return };
        let is_plain = opening.title == Title::Kind && opening.word.end + 1 + place.start == end;
        if !(kind.is_own && is_plain) && (kind.is_own || self.others) {
            let alert = self.alert(place, opening, kind, end);
            self.found.push(Alert { start: quote, ..alert });
        }
    }

    /// An alert of another tool.
    fn other(&mut self, place: &Place, text: &str, end: usize) {
        let Some(opening) = opening(text) else { return };
        if self.open.len() == MOST_DEPTH || place.column > MOST_COLUMN {
            return;
        }
        let is_indented = opening.shape == Shape::Indented;
        let word = &self.source[shifted(&opening.word, place.start)];
        let kind = named(if word.is_empty() { "note" } else { word });
        if kind.is_none() && is_indented {
            return;
        }
        let base = if is_indented { place.column + INDENT } else { self.base() };
        let alert = kind.map(|kind| self.alert(place, &opening, kind, end));
        self.open.push(Open { alert, shape: opening.shape, quotes: place.quotes, base });
    }

    fn alert(&self, place: &Place, opening: &Opening, kind: Named, end: usize) -> Alert {
        let outer = self.open.iter().rev().find_map(|open| open.alert.as_ref());
        let outer = outer
            .filter(|outer| outer.quotes == place.quotes)
            .map_or(0, |outer| outer.column + if outer.shape == Shape::Indented { INDENT } else { 0 });
        let title = match &opening.title {
            Title::Written(range) => Title::Written(shifted(range, place.start)),
            other => other.clone(),
        };
        Alert {
            start: place.start,
            head: place.start..end,
            shape: opening.shape,
            word: shifted(&opening.word, place.start),
            title,
            kind,
            quotes: place.quotes,
            column: place.column,
            pad: place.column.saturating_sub(outer),
            end,
            closing: None,
        }
    }

    /// A line that closes the innermost alert of as many signs.
    fn close(&mut self, sign: u8, signs: usize, closing: usize, end: usize) {
        let fits = |open: &Open| open.shape == Shape::Fenced { sign, signs };
        let Some(at) = self.open.iter().rposition(fits) else { return };
        self.close_from(at + 1);
        if let Some(alert) = self.open.pop().and_then(|open| open.alert) {
            self.found.push(Alert { end, closing: Some(closing), ..alert });
        }
    }
}

/// Where the first sign of a line stands.
struct Place {
    start: usize,
    quotes: usize,
    column: usize,
}

fn shifted(range: &Range<usize>, by: usize) -> Range<usize> {
    range.start + by..range.end + by
}

/// How many quotes a line stands in, and where their marks end.
fn quotes_of(line: &str) -> (usize, usize) {
    let mut behind = 0;
    let mut quotes = 0;
    while quotes < MOST_MARKERS
        && let Some(next) = behind_quote(line, behind)
    {
        behind = next;
        quotes += 1;
    }
    (quotes, behind)
}

/// Where the marks of so many quotes end.
pub(super) fn behind_quotes(line: &str, quotes: usize) -> Option<usize> {
    (0..quotes).try_fold(0, |behind, _| behind_quote(line, behind))
}

fn behind_quote(line: &str, behind: usize) -> Option<usize> {
    let rest = &line[behind..];
    let inner = rest.trim_start_matches([' ', '\t']);
    let text = inner.strip_prefix('>').filter(|_| indent(rest).0 < INDENT)?;
    Some(line.len() - text.strip_prefix(' ').unwrap_or(text).len())
}

/// How far a text is indented, in columns and in bytes.
fn indent(text: &str) -> (usize, usize) {
    let mut column = 0;
    for (at, byte) in text.bytes().enumerate() {
        column = match byte {
            b' ' => column + 1,
            b'\t' => (column / INDENT + 1) * INDENT,
            _ => return (column, at),
        };
    }
    (column, text.len())
}

/// The length of what begins an item, with the blanks behind it; 0 if no item begins.
fn item_marker(text: &str) -> usize {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let signs: &[u8] = if digits == 0 { b"-*+" } else { b".)" };
    let is_one = digits < 10 && text.as_bytes().get(digits).is_some_and(|sign| signs.contains(sign));
    let rest = text.get(digits + 1..).filter(|_| is_one).unwrap_or("");
    let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    if blanks == 0 || blanks == rest.len() { 0 } else { digits + 1 + blanks }
}

/// The signs of a fence that a line begins with.
fn fence(text: &str) -> Option<(u8, usize)> {
    let sign = *text.as_bytes().first()?;
    let signs = text.bytes().take_while(|byte| *byte == sign).count();
    let is_fence = signs >= 3 && (sign == b'~' || (sign == b'`' && !text[signs..].contains('`')));
    is_fence.then_some((sign, signs))
}
