//! The lines of a TOML file, each with where it stands: a key and its value, a header, an item of a list that goes over several
//! lines. A list that is never closed would make items of all that follows: it ends where the next key begins.

/// Where a line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// A key and its value, a comment or nothing.
    Statement,
    /// `[table]`.
    Header,
    /// Items of a list that began further up.
    Item,
    /// In a text or a map that began further up.
    Within,
}

/// A line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'t> {
    /// Where it begins, in bytes.
    pub(super) start: usize,
    /// Its text, without the line's end.
    pub(super) text: &'t str,
    pub(super) place: Place,
}

impl Line<'_> {
    /// Where it ends.
    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }
}

/// A list that is never closed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unclosed {
    /// Where it opens.
    pub(super) at: usize,
    /// Where its last line ends.
    pub(super) end: usize,
    /// Whether nothing stands behind its last value, so that it can be closed there.
    pub(super) is_plain: bool,
}

/// All lines of a file.
pub(super) struct Lines<'t> {
    pub(super) all: Vec<Line<'t>>,
    pub(super) unclosed: Vec<Unclosed>,
}

/// Where the reading of a file is.
#[derive(Default)]
struct State {
    /// Brackets that are open.
    open: Vec<(char, usize)>,
    /// The quotes of a text over several lines.
    quotes: Option<&'static str>,
}

impl<'t> Lines<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        let mut lines = Self { all: Vec::new(), unclosed: Vec::new() };
        let mut state = State::default();
        let mut start = 0;
        for whole in text.split_inclusive('\n') {
            let line = whole.trim_end_matches(['\n', '\r']);
            let skipped = if start == 0 && line.starts_with(crate::span::BOM) {
                crate::span::BOM.len_utf8()
            } else {
                0
            };
            lines.push(&mut state, start + skipped, &line[skipped..]);
            start += whole.len();
        }
        lines.close(&state);
        lines
    }

    fn push(&mut self, state: &mut State, start: usize, text: &'t str) {
        let is_list = state.open.first().is_some_and(|(bracket, _)| *bracket == '[');
        if state.quotes.is_none() && is_list && begins_anew(text) {
            self.close(state);
            state.open.clear();
        }
        let place = match (state.quotes, state.open.last()) {
            (Some(_), _) | (None, Some(('{', _))) => Place::Within,
            (None, Some(_)) => Place::Item,
            (None, None) if text.trim_start().starts_with('[') => Place::Header,
            (None, None) => Place::Statement,
        };
        match place {
            Place::Header => {}
            Place::Statement => {
                if let Some(equals) = equals(text) {
                    state.read(text, equals + 1, start);
                }
            }
            Place::Item | Place::Within => state.read(text, 0, start),
        }
        self.all.push(Line { start, text, place });
    }

    /// Tells of a list that is still open.
    fn close(&mut self, state: &State) {
        let Some((_, at)) = state.open.first().filter(|(bracket, _)| *bracket == '[') else { return };
        let is_said =
            |line: &&Line<'_>| !line.text.trim().is_empty() && !line.text.trim_start().starts_with('#');
        if let Some(last) = self.all.iter().rev().find(is_said) {
            let said = last.text.trim_end();
            self.unclosed.push(Unclosed {
                at: *at,
                end: last.start + said.len(),
                is_plain: !said.contains('#'),
            });
        }
    }
}

impl State {
    /// Reads on in a line: texts, brackets, a comment.
    fn read(&mut self, text: &str, from: usize, start: usize) {
        let mut at = from;
        while at < text.len() {
            let rest = &text[at..];
            if let Some(quotes) = self.quotes {
                let Some(end) = rest.find(quotes) else { return };
                self.quotes = None;
                at += end + quotes.len();
                continue;
            }
            if let Some(quotes) = ["\"\"\"", "'''"].into_iter().find(|quotes| rest.starts_with(quotes)) {
                self.quotes = Some(quotes);
                at += quotes.len();
                continue;
            }
            let sign = rest.chars().next().unwrap_or(' ');
            match sign {
                '#' => return,
                '"' | '\'' => {
                    at += string(rest).unwrap_or(rest.len());
                    continue;
                }
                '[' | '{' => self.open.push((sign, start + at)),
                ']' | '}' => {
                    self.open.pop();
                }
                _ => {}
            }
            at += sign.len_utf8();
        }
    }
}

/// How long the text in quotes is that begins here; None where it is not closed on its line.
pub(super) fn string(text: &str) -> Option<usize> {
    let quote = text.chars().next()?;
    let mut is_escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' if quote == '"' => is_escaped = true,
            c if c == quote => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// Where the `=` stands behind the key of a line.
pub(super) fn equals(text: &str) -> Option<usize> {
    let mut at = text.len() - text.trim_start().len();
    while at < text.len() {
        let rest = &text[at..];
        match rest.chars().next()? {
            '=' => return Some(at),
            '#' => return None,
            '"' | '\'' => at += string(rest)?,
            c => at += c.len_utf8(),
        }
    }
    None
}

/// Whether a text is a key without quotes.
pub fn is_bare(key: &str) -> bool {
    let is_of_key = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    !key.is_empty() && key.chars().all(is_of_key)
}

/// Whether a line is a key with its value, or a header, wherever it stands.
pub(super) fn begins_anew(text: &str) -> bool {
    let text = text.trim();
    let header = text.trim_start_matches('[').trim_end_matches(']');
    let is_header = text.starts_with('[')
        && text.ends_with(']')
        && is_bare(header)
        && header.starts_with(|c: char| c.is_ascii_alphabetic());
    is_header || text.split_once('=').is_some_and(|(key, _)| is_bare(key.trim()))
}
