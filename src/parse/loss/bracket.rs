//! Brackets that make no link: a label that is not defined, a blank in an address, links of wikis.
//!
//! Only text that the parser left as text is looked at. What looks like code (`a[i][j]`, `[[ -f x ]]`, `[^a-z]+`) is
//! left alone, since nothing was meant there.

use std::ops::Range;

use super::Body;
use super::definition::{Definitions, Reference, Undefined};
use super::foreign::is_contents;
use super::run::{Kind, Run, short};
use crate::diagnostic::{Code, Diagnostic};
use crate::path::heading_slug;

/// Looks at the brackets of a run.
pub(super) fn check(body: Body<'_>, run: &Run, definitions: &mut Definitions, faults: &mut Vec<Diagnostic>) {
    let end = run.range().end;
    let mut scanner = Scanner { body, end, open: Vec::new(), link: 0, definitions, faults };
    let mut texts = run.texts(body).peekable();
    let mut barriers = Vec::new();
    for (at, piece) in run.pieces.iter().enumerate() {
        match piece.kind {
            Kind::Begin => {
                barriers.push(scanner.open.len());
                scanner.link = piece.range.start;
            }
            Kind::End => scanner.open.truncate(barriers.pop().unwrap_or(0)),
            _ => {}
        }
        if let Some(text) = texts.next_if(|text| text.at == at) {
            scanner.text(text.start..text.end);
        }
    }
}

struct Scanner<'a, 's> {
    body: Body<'s>,
    /// Where the run ends.
    end: usize,
    /// Brackets that are open.
    open: Vec<usize>,
    /// Where the last link begins.
    link: usize,
    definitions: &'a mut Definitions,
    faults: &'a mut Vec<Diagnostic>,
}

/// A pair of brackets.
struct Pair {
    open: usize,
    close: usize,
    /// Where the text ends that the closing bracket stands in.
    text_end: usize,
}

impl Scanner<'_, '_> {
    fn byte(&self, at: usize) -> u8 {
        self.body.source.as_bytes().get(at).copied().unwrap_or(0)
    }

    fn before(&self, at: usize) -> u8 {
        at.checked_sub(1).map_or(0, |before| self.byte(before))
    }

    /// How far the first of some signs is, if it is near.
    fn until(&self, range: Range<usize>, signs: &[u8]) -> Option<usize> {
        const REACH: usize = 1000;
        let bytes = self.body.source.as_bytes().get(range)?;
        bytes.iter().take(REACH).position(|byte| signs.contains(byte))
    }

    fn text(&mut self, range: Range<usize>) {
        let mut at = range.start;
        while at < range.end {
            match self.byte(at) {
                b'\\' => at += 1,
                b'[' => self.open.push(at),
                b']' => at += self.close(at, range.end),
                _ => {}
            }
            at += 1;
        }
    }

    /// The end of a pair of brackets; how many bytes more are dealt with.
    fn close(&mut self, close: usize, text_end: usize) -> usize {
        let Some(open) = self.open.pop() else { return 0 };
        let pair = Pair { open, close, text_end };
        let inner = self.body.of(&(open + 1..close));
        let next = self.byte(close + 1);
        if let Some(label) = inner.strip_prefix('^') {
            self.footnote(&pair, label);
        } else if next == b']' && open > 0 && self.open.last() == Some(&(open - 1)) {
            self.open.pop();
            self.wiki(&pair, inner);
            return 1;
        } else if next == b'[' && close + 1 < text_end {
            self.reference(&pair, inner);
        } else if next == b'(' && close + 1 < self.end {
            self.destination(&pair);
        } else if next == b' ' && self.byte(close + 2) == b'(' && close + 2 < self.end {
            self.apart(&pair);
        } else if self.before(open) == b')' && (is_web(inner) || is_note(inner)) {
            let message = format!("`(text)[{}]` is not a link: it is shown as text", short(inner));
            self.as_text(
                &(open..close + 1),
                message,
                "write the text in square brackets, and the address in round brackets",
            );
        } else if self.before(open) == b'!' && is_words(inner) && !is_word(self.before(open - 1)) {
            self.undefined(Reference::Picture, inner, open - 1..close + 1);
        } else if is_words(inner) {
            self.definitions.bracket(inner);
        }
        0
    }

    fn footnote(&mut self, pair: &Pair, label: &str) {
        let is_label = !label.is_empty()
            && label.chars().all(|c| c.is_alphanumeric() || "-_.:".contains(c))
            && !is_class(label);
        let is_pattern = matches!(self.before(pair.open), b'^' | b'|' | b'/' | b'"' | b'\'')
            || (pair.close + 1 < pair.text_end && matches!(self.byte(pair.close + 1), b'+' | b'*' | b'{'));
        if is_label && !is_pattern {
            self.undefined(Reference::Footnote, label, pair.open..pair.close + 1);
        }
    }

    fn wiki(&mut self, pair: &Pair, inner: &str) {
        let is_name = is_words(inner)
            && (inner.chars().any(char::is_alphabetic) || is_day(inner))
            && !inner.starts_with([':', '-', '^', '\''])
            && !inner.contains(['"', '$', '=', '`']);
        let outer = pair.open - 1;
        let start = if self.before(outer) == b'!' { outer - 1 } else { outer };
        let is_contents = is_contents(self.body.of(&(outer..pair.close + 2)));
        if !is_name || is_contents || is_code_like(self.before(start)) {
            return;
        }
        let (name, text) = inner.split_once('|').unwrap_or((inner, inner));
        let name = file(name);
        // A note is not shown in another one.
        let sign = if start < outer && !name.contains(".md") { "!" } else { "" };
        let message = format!("`[[{}]]` is not a link here: it is shown as text", short(inner));
        let fault = self.body.fault(Code::WikiLink, &(start..pair.close + 2), message);
        let help = format!("link to the file: `{sign}[{}]({name})`", short(text));
        self.faults.push(fault.help(help).alike(self.body.of(&(start..outer))));
    }

    fn reference(&mut self, pair: &Pair, inner: &str) {
        let start = pair.close + 2;
        let Some(length) = self.until(start..pair.text_end, b"]") else { return };
        let label = self.body.of(&(start..start + length));
        let (is_picture, first) = self.first(pair);
        let is_label = label.is_empty() || (is_words(label) && label.contains(char::is_alphanumeric));
        let is_shown = !inner.trim().is_empty() && !inner.starts_with('!') && !label.starts_with(['^', '!']);
        let is_index = is_short(inner) && (is_short(label) || label.is_empty());
        let goes_on = label.is_empty() && is_word(self.byte(start + 1));
        if !is_label || !is_shown || is_index || goes_on || is_code_like(self.before(first)) {
            return;
        }
        let kind = if is_picture { Reference::Picture } else { Reference::Link };
        if label.is_empty() {
            self.undefined(kind, inner, first..start + 1);
        } else {
            self.undefined(kind, label, start..start + length);
        }
    }

    /// `[text](…)` that is no link.
    fn destination(&mut self, pair: &Pair) {
        let start = pair.close + 2;
        let Some(length) = self.until(start..self.end, b")\n") else { return };
        let (address, (_, first)) = (self.body.of(&(start..start + length)), self.first(pair));
        let is_closed = self.byte(start + length) == b')';
        if !is_closed
            || !looks_like_address(address)
            || ["`", "{{", "{%"].iter().any(|sign| address.contains(sign))
            || is_code_like(self.before(first))
        {
            return;
        }
        let place = start..start + length;
        if self.link > pair.open && self.link < pair.close {
            let message =
                format!("the link to `{}` contains another link: it is shown as text", short(address));
            self.as_text(&place, message, "end the first link before the second begins");
        } else if address.contains(['“', '”', '‘', '’', '„']) {
            let message = format!("`{}` is not an address with a title: it is shown as text", short(address));
            self.as_text(&place, message, "write the title in straight quotes: `\"…\"`");
        } else if address.contains([' ', '\t']) {
            let message = format!("`{}` contains a space: it is shown as text", short(address));
            self.as_text(&place, message, "write the address in angle brackets, or `%20` for each space");
        }
    }

    /// `[text] (address)`.
    fn apart(&mut self, pair: &Pair) {
        let start = pair.close + 3;
        let Some(length) = self.until(start..self.end, b") \n") else { return };
        let address = self.body.of(&(start..start + length));
        if self.byte(start + length) == b')' && is_note(address) {
            let message =
                format!("there is a space before `({})`: the link is shown as text", short(address));
            self.as_text(&(start - 2..start + length + 1), message, "remove the space between the brackets");
        }
    }

    /// Whether a pair is a picture's, and where it begins.
    fn first(&self, pair: &Pair) -> (bool, usize) {
        let is_picture = self.before(pair.open) == b'!';
        (is_picture, pair.open - usize::from(is_picture))
    }

    fn undefined(&mut self, kind: Reference, label: &str, place: Range<usize>) {
        self.definitions.undefined.push(Undefined { kind, label: label.trim().to_owned(), place });
    }

    fn as_text(&mut self, place: &Range<usize>, message: String, help: &str) {
        self.faults.push(self.body.fault(Code::MarkupAsText, place, message).help(help));
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Whether brackets behind this byte are an index rather than a link.
fn is_code_like(before: u8) -> bool {
    is_word(before) || matches!(before, b')' | b']' | b'}' | b'$' | b'"' | b'\'')
}

/// Whether brackets hold words, and do not begin or end with a blank as a shell's test does.
fn is_words(inner: &str) -> bool {
    !inner.is_empty() && !inner.contains(['[', ']', '\n']) && inner.trim().len() == inner.len()
}

/// Whether it is the name of a daily note: `2024-01-05`.
fn is_day(inner: &str) -> bool {
    inner.len() == 10
        && inner
            .bytes()
            .enumerate()
            .all(|(at, byte)| if matches!(at, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() })
}

/// Whether it is an index: a number or a letter.
fn is_short(inner: &str) -> bool {
    inner.len() <= 1 || inner.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether it is what a pattern leaves out: `a-z`, `A-Za-z0-9`.
fn is_class(label: &str) -> bool {
    let characters: Vec<char> = label.chars().collect();
    characters.len() >= 3
        && characters.len().is_multiple_of(3)
        && characters.chunks(3).all(|range| range[1] == '-' && range[0] < range[2])
}

fn is_web(address: &str) -> bool {
    address.starts_with("http://") || address.starts_with("https://")
}

fn is_note(address: &str) -> bool {
    let path = address.split('#').next().unwrap_or("");
    !address.contains([' ', '\n']) && path.len() > ".md".len() && path.ends_with(".md")
}

/// Whether round brackets hold an address: its first or last word is a path, a file's name or a place of the page.
fn looks_like_address(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let first = words.next().unwrap_or("");
    let is_address = |word: &str| {
        let name = word.split('#').next().unwrap_or("");
        let ending =
            name.rsplit_once('.').map_or("", |(stem, ending)| if stem.is_empty() { "" } else { ending });
        word.contains('/')
            || (word.starts_with('#') && word.len() > 1)
            || ((2..=5).contains(&ending.len()) && ending.bytes().all(|byte| byte.is_ascii_alphanumeric()))
    };
    is_address(first) || words.last().is_some_and(is_address)
}

/// How a link names the file of a page in a wiki. Where only a title is known, its name is not: wikis spell blanks and capitals in
/// their own ways.
fn file(name: &str) -> String {
    let (page, place) = name.split_once('#').unwrap_or((name, ""));
    let page = page.trim().trim_end_matches('\\');
    let file = match page {
        page if page.is_empty() || page.contains('.') => page.replace(' ', "%20"),
        page if page.contains([' ', '/']) || page.chars().any(char::is_uppercase) => "….md".to_owned(),
        page => format!("{page}.md"),
    };
    let place = if place.is_empty() { String::new() } else { format!("#{}", heading_slug(place)) };
    file + &place
}
