//! Foreign syntax within a line: what stands between braces, percent signs, equals signs and colons.

use std::ops::Range;

use super::kind::Kind;

/// The bytes with which any of it begins: most of a text is none of them.
const SIGNS: [bool; 256] = {
    let mut signs = [false; 256];
    let all = b"\\{<%=^:+$|";
    let mut at = 0;
    while at < all.len() {
        signs[all[at] as usize] = true;
        at += 1;
    }
    signs
};

/// Calls `take` for all that is found in a part of a source that holds no code.
pub(super) fn scan(source: &str, part: Range<usize>, only: Only, take: &mut dyn FnMut(Kind, Range<usize>)) {
    let mut scanner = Scanner { source, end: part.end, closings: Vec::new() };
    let bytes = source.as_bytes();
    let mut at = part.start;
    while at < part.end {
        let Some(next) = bytes[at..part.end].iter().position(|byte| SIGNS[usize::from(*byte)]) else {
            return;
        };
        at += next;
        let found = match bytes[at] {
            b'\\' => match scanner.escaped_formula(at).filter(|_| only == Only::All) {
                None => {
                    at += 2;
                    continue;
                }
                found => found,
            },
            b'{' => scanner.brace(at),
            b'<' if bytes.get(at + 1) == Some(&b'%') => scanner.between(Kind::Erb, at, "%>"),
            b'<' => scanner.component(at),
            b'%' | b'=' | b'^' | b':' | b'+' | b'$' | b'|' if only == Only::Templates => None,
            b'%' if scanner.rest(at).starts_with("%%") => scanner.percent(at),
            b'=' if scanner.rest(at).starts_with("==") => scanner.highlight(at),
            b'^' if scanner.rest(at).starts_with("^[") => scanner.note(at),
            b'^' if scanner.rest(at).starts_with("^^") => scanner.inserted(at),
            b'^' => scanner.high(at),
            b'+' if scanner.rest(at).starts_with("++") => scanner.keys(at),
            b'$' => scanner.formula(at),
            b'|' => scanner.width(at),
            b':' => scanner.icon(at),
            _ => None,
        };
        let found = found.filter(|(kind, _)| only == Only::All || kind.is_of_template());
        match found {
            Some((kind, end)) => {
                take(kind, at..end);
                at = end;
            }
            // A run of signs is read as a whole.
            None => at += bytes[at..part.end].iter().take_while(|byte| **byte == bytes[at]).count().max(1),
        }
    }
}

/// What is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Only {
    /// Everything.
    All,
    /// What templates are made of: all that can stand in HTML.
    Templates,
}

impl Kind {
    fn is_of_template(self) -> bool {
        matches!(
            self,
            Self::HugoShortcode
                | Self::HugoComment
                | Self::LiquidTag
                | Self::LiquidComment
                | Self::JinjaComment
                | Self::Template
                | Self::Erb
                | Self::Component
        )
    }
}

/// Whether a tag of Liquid begins or ends a comment.
fn is_comment(tag: &str) -> bool {
    let name = tag.trim_start_matches(['-', ' ']);
    name.strip_prefix("end").unwrap_or(name).starts_with("comment")
}

pub(super) struct Scanner<'s> {
    pub(super) source: &'s str,
    pub(super) end: usize,
    /// Where the next of each closing sign stands that was looked for, so that none is looked for twice.
    closings: Vec<(&'static str, usize)>,
}

impl Scanner<'_> {
    pub(super) fn rest(&self, at: usize) -> &str {
        self.source.get(at..self.end).unwrap_or("")
    }

    pub(super) fn before(&self, at: usize) -> char {
        self.source[..at].chars().next_back().unwrap_or('\n')
    }

    /// Where the next of some signs stands.
    pub(super) fn next(&mut self, from: usize, signs: &'static str) -> Option<usize> {
        let known = self.closings.iter().position(|(of, _)| *of == signs).unwrap_or(self.closings.len());
        if known == self.closings.len() {
            self.closings.push((signs, 0));
        }
        if self.closings[known].1 < from {
            let found = self.rest(from).find(signs);
            self.closings[known].1 = found.map_or(usize::MAX, |at| from + at);
        }
        Some(self.closings[known].1).filter(|at| *at < self.end)
    }

    /// What reaches from a place to some signs.
    fn between(&mut self, kind: Kind, at: usize, signs: &'static str) -> Option<(Kind, usize)> {
        self.next(at + 2, signs).map(|end| (kind, end + signs.len()))
    }

    /// What reaches to some signs, or to the end of its line where a cell or a paragraph ends before.
    fn opened(&mut self, kind: Kind, at: usize, signs: &'static str) -> Option<(Kind, usize)> {
        let line = self.rest(at).find('\n').map_or(self.end, |end| at + end);
        self.between(kind, at, signs).or(Some((kind, line)))
    }

    fn brace(&mut self, at: usize) -> Option<(Kind, usize)> {
        let inner = self.source.get(at + 1..self.end)?;
        let mut signs = inner.chars();
        match (signs.next()?, signs.next()) {
            ('{', Some('<' | '%')) => self.opened(Kind::HugoShortcode, at, "}}"),
            ('{', Some('/')) if inner.starts_with("{/*") => self.opened(Kind::HugoComment, at, "}}"),
            ('{', _) => self.value(at),
            ('%', _) if is_comment(&inner[1..]) => self.opened(Kind::LiquidComment, at, "%}"),
            ('%', Some(next)) if next.is_ascii_alphabetic() => self.between(Kind::LiquidTag, at, "%}"),
            ('+' | '-' | '~' | '=' | '>', _) => self.remark(at),
            ('%', Some(' ' | '\n' | '-')) => {
                let inner = inner[1..].trim_start_matches('-').trim_start();
                inner.starts_with(|c: char| c.is_ascii_alphabetic()).then_some(())?;
                self.opened(Kind::LiquidTag, at, "%}")
            }
            ('#', Some(next)) if next.is_whitespace() => self.between(Kind::JinjaComment, at, "#}"),
            ('/', Some('*')) => self.between(Kind::MdxComment, at, "*/}"),
            (':', Some(':' | '/')) => self.line(Kind::Kramdown, at),
            ('*', Some(' ')) => self.between(Kind::Include, at, "*}"),
            ('!', Some(next)) if next == '>' || next.is_ascii_alphanumeric() => {
                self.between(Kind::Include, at, "!}")
            }
            _ => self.attributes(at),
        }
    }

    /// `{{ value }}`; a brace within braces is one of a formula.
    fn value(&mut self, at: usize) -> Option<(Kind, usize)> {
        let (kind, end) = self.between(Kind::Template, at, "}}")?;
        let inner = self.source[at + 2..end - 2].trim_matches('{').trim();
        let is_one = !inner.is_empty() && !"_^".contains(self.before(at));
        is_one.then_some((kind, end))
    }

    /// What ends with a brace on its line, and near.
    fn line(&mut self, kind: Kind, at: usize) -> Option<(Kind, usize)> {
        const MOST: usize = 400;
        let end = self.next(at, "}")?;
        let is_one = end - at < MOST && self.next(at, "\n").is_none_or(|line| line > end);
        is_one.then_some((kind, end + 1))
    }

    /// `{: .x}`, and `{.x}`, `{#x}` and `{x=y}` where they belong to what stands before them, or end a line.
    fn attributes(&mut self, at: usize) -> Option<(Kind, usize)> {
        let (kind, end) = self.line(Kind::Attributes, at)?;
        let inner = &self.source[at + 1..end - 1];
        let list = inner.strip_prefix(':').unwrap_or(inner).trim();
        let is_marked = list.len() < inner.trim().len();
        if is_marked && list == "toc" {
            return Some((Kind::Contents, end));
        }
        let first = list.split([' ', '\t']).next().unwrap_or("");
        let is_name = |name: &str| {
            name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
                && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_:".contains(&byte))
        };
        let is_named = first.strip_prefix(['.', '#']).is_some_and(|names| names.split('.').all(is_name));
        let is_pair = first.split_once('=').is_some_and(|(key, value)| is_name(key) && !value.is_empty());
        let behind = self.rest(end).trim_start_matches([' ', '\t', '\r']);
        let ends_line = behind.is_empty() || behind.starts_with('\n');
        let belongs = matches!(self.before(at), ')' | ']' | '>');
        let is_one = if is_marked {
            is_named || is_pair
        } else {
            (is_named && (belongs || ends_line || self.before(at) == '`')) || (is_pair && belongs)
        };
        is_one.then_some((kind, end))
    }

    fn percent(&mut self, at: usize) -> Option<(Kind, usize)> {
        let end = self.next(at + 2, "%%")?;
        let is_one = !self.before(at).is_alphanumeric() && !self.source[at + 2..end].trim().is_empty();
        is_one.then_some((Kind::ObsidianComment, end + 2))
    }

    fn highlight(&mut self, at: usize) -> Option<(Kind, usize)> {
        let inner = self.source.get(at + 2..self.end)?;
        let opens =
            !self.before(at).is_alphanumeric() && !inner.starts_with(|c: char| c == '=' || c.is_whitespace());
        if !opens {
            return None;
        }
        let end = self.next(at + 2, "==")?;
        let behind = self.rest(end + 2).chars().next();
        let closes =
            !self.before(end).is_whitespace() && !behind.is_some_and(|c| c == '=' || c.is_alphanumeric());
        closes.then_some((Kind::Highlight, end + 2))
    }

    /// `^[…]` behind a word or a sentence, or of several words: what is no pattern.
    fn note(&mut self, at: usize) -> Option<(Kind, usize)> {
        let before = self.before(at);
        let end = self.next(at + 2, "]")?;
        let is_behind = before.is_alphanumeric() || ".,;:!?)\"\u{201d}\u{2019}".contains(before);
        let inner = &self.source[at + 2..end];
        let words =
            || inner.split(' ').filter(|word| word.len() > 1 && word.chars().all(char::is_alphabetic));
        let is_one =
            if is_behind { inner.contains(' ') } else { before.is_whitespace() && words().count() > 1 };
        is_one.then_some((Kind::InlineNote, end + 1))
    }

    /// `:material-cog:`.
    fn icon(&mut self, at: usize) -> Option<(Kind, usize)> {
        const SETS: [&str; 4] = ["material-", "fontawesome-", "octicons-", "simple-"];
        const MOST: usize = 80;
        let name = self.source.as_bytes().get(at + 1..self.end)?;
        if !SETS.iter().any(|set| name.starts_with(set.as_bytes())) {
            return None;
        }
        let length =
            name.iter().take(MOST).take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'-').count();
        (name.get(length) == Some(&b':')).then_some((Kind::Icon, at + length + 2))
    }
}
