//! Foreign syntax between pairs of signs: remarks on a text, keys, formulas, letters that stand high, the width of a picture.

use super::inline::Scanner;
use super::kind::Kind;
use crate::parse::html::element;

/// Most bytes between two signs of a pair: what reaches further was hardly meant as one.
const MOST: usize = 300;

impl Scanner<'_> {
    /// `{++new++}`, `{--old--}`, `{~~old~>new~~}`, `{==marked==}`, `{>>remark<<}`.
    pub(super) fn remark(&mut self, at: usize) -> Option<(Kind, usize)> {
        const PAIRS: [(&str, &str); 5] =
            [("{++", "++}"), ("{--", "--}"), ("{~~", "~~}"), ("{==", "==}"), ("{>>", "<<}")];
        let (_, closing) = PAIRS.iter().find(|(opening, _)| self.rest(at).starts_with(opening))?;
        self.next(at + 3, closing).map(|end| (Kind::Remark, end + closing.len()))
    }

    /// `++ctrl+c++`.
    pub(super) fn keys(&mut self, at: usize) -> Option<(Kind, usize)> {
        let end = self.pair(at, "++")?;
        let is_key = |c: char| c.is_ascii_alphanumeric() || "+-\"_".contains(c);
        self.source[at + 2..end].chars().all(is_key).then_some((Kind::Keys, end + 2))
    }

    /// `</Tabs>`, and `<Tabs … />`: what is no placeholder.
    pub(super) fn component(&mut self, at: usize) -> Option<(Kind, usize)> {
        let inner = self.rest(at + 1);
        let is_end = inner.starts_with('/');
        let name = inner.strip_prefix('/').unwrap_or(inner);
        let length = name.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'.').count();
        let is_known = element(&name[..length].to_ascii_lowercase()).is_some();
        if !name.starts_with(|c: char| c.is_ascii_uppercase()) || length < 2 || is_known {
            return None;
        }
        let behind = &name[length..];
        if is_end {
            return behind.starts_with('>').then_some((Kind::Component, at + length + 3));
        }
        let close = behind.bytes().take(MOST).position(|byte| byte == b'>')?;
        behind[..close].ends_with('/').then_some((Kind::Component, at + 1 + length + close + 1))
    }

    /// `^^new^^`.
    pub(super) fn inserted(&mut self, at: usize) -> Option<(Kind, usize)> {
        self.pair(at, "^^").map(|end| (Kind::Inserted, end + 2))
    }

    /// Where a pair of signs closes that stands around words, and not within one.
    fn pair(&mut self, at: usize, signs: &'static str) -> Option<usize> {
        let end = self.next(at + signs.len(), signs)?;
        let inner = &self.source[at + signs.len()..end];
        let is_edge = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || "\"([".contains(c));
        let behind = self.rest(end + signs.len()).chars().next();
        let is_apart = !self.before(at).is_alphanumeric() && !behind.is_some_and(char::is_alphanumeric);
        let is_one =
            is_edge(inner.chars().next()) && inner.len() < MOST && !inner.ends_with(char::is_whitespace);
        (is_apart && is_one).then_some(end)
    }

    /// `10^6^`.
    pub(super) fn high(&mut self, at: usize) -> Option<(Kind, usize)> {
        const MOST: usize = 12;
        let inner = self.source.as_bytes().get(at + 1..self.end)?;
        let length = inner
            .iter()
            .take(MOST)
            .take_while(|byte| byte.is_ascii_alphanumeric() || b"+-".contains(byte))
            .count();
        let behind = inner.get(length + 1).copied().unwrap_or(b' ');
        let is_one = length > 0
            && inner.get(length) == Some(&b'^')
            && self.before(at).is_alphanumeric()
            && !behind.is_ascii_alphanumeric()
            && behind != b'^';
        is_one.then_some((Kind::High, at + length + 2))
    }

    /// `$x^2$` and `$$x^2$$`.
    pub(super) fn formula(&mut self, at: usize) -> Option<(Kind, usize)> {
        let signs = if self.rest(at).starts_with("$$") { "$$" } else { "$" };
        let start = at + signs.len();
        let end = self.next(start, signs)?;
        let inner = self.source.get(start..end)?;
        let is_word = |c: char| c.is_alphanumeric() || c == '$';
        let is_apart = !is_word(self.before(at)) && !self.rest(end + signs.len()).starts_with(is_word);
        let has_edges = signs == "$$"
            || !(inner.starts_with(char::is_whitespace) || inner.ends_with(char::is_whitespace));
        (is_apart && has_edges && is_formula(inner)).then_some((Kind::Formula, end + signs.len()))
    }

    /// `\(x^2\)` and `\[x^2\]`.
    pub(super) fn escaped_formula(&mut self, at: usize) -> Option<(Kind, usize)> {
        let closing = match self.source.as_bytes().get(at + 1)? {
            b'(' => "\\)",
            b'[' => "\\]",
            _ => return None,
        };
        let end = self.next(at + 2, closing)?;
        is_formula(self.source.get(at + 2..end)?).then_some((Kind::Formula, end + 2))
    }

    /// `|200](picture.png)`, behind the words for a picture.
    pub(super) fn width(&mut self, at: usize) -> Option<(Kind, usize)> {
        let inner = self.rest(at + 1);
        let length = inner.bytes().take(9).take_while(|byte| byte.is_ascii_digit() || *byte == b'x').count();
        let is_one = inner.starts_with(|c: char| c.is_ascii_digit()) && inner[length..].starts_with("](");
        let words = self.source[..at].rfind('[').filter(|open| self.source[..*open].ends_with('!'));
        (is_one && words.is_some_and(|open| at - open < MOST)).then_some((Kind::Width, at + 1 + length))
    }
}

/// Whether a text reads as a formula of TeX: with a command, an equation, a letter that stands high or low.
fn is_formula(text: &str) -> bool {
    let bytes = text.as_bytes();
    if text.len() > MOST || text.contains("\n\n") || text.trim().is_empty() {
        return false;
    }
    let at = |at: usize| bytes.get(at).copied().unwrap_or(b' ');
    (0..bytes.len()).any(|place| match bytes[place] {
        b'\\' => at(place + 1).is_ascii_alphabetic() && at(place + 2).is_ascii_alphabetic(),
        b'^' => place > 0 && (at(place + 1).is_ascii_alphanumeric() || at(place + 1) == b'{'),
        b'_' => {
            let is_letter = place > 0 && at(place - 1).is_ascii_alphabetic();
            let is_alone = place < 2 || !(at(place - 2).is_ascii_alphanumeric() || at(place - 2) == b'_');
            is_letter && is_alone && (at(place + 1).is_ascii_alphanumeric() || at(place + 1) == b'{')
        }
        _ => false,
    })
}
