//! Where a command ends for those that are no shell of Unix: databases, PowerShell, Windows, Python, and others.

use super::{Extent, Grammar, Unfinished};

/// Each line is a command; what stands behind `...` goes on.
#[derive(Clone, Debug, Default)]
pub(super) struct Plain;

impl Grammar for Plain {
    fn line(&mut self, _text: &str) {}

    fn unfinished(&self) -> Option<Unfinished> {
        None
    }

    fn goes_on(&self) -> bool {
        true
    }
}

/// A statement ends with `;`.
#[derive(Clone, Debug, Default)]
pub(super) struct Sql {
    quote: Option<char>,
    has_lines: bool,
    is_whole: bool,
}

/// What clients run without a `;` behind it.
const OWN_COMMANDS: [&str; 9] =
    ["use", "exit", "quit", "help", "status", "source", "delimiter", "connect", "describe"];

impl Grammar for Sql {
    fn line(&mut self, text: &str) {
        let trimmed = text.trim();
        if !self.has_lines {
            let first = trimmed.split([' ', ';']).next().unwrap_or("").to_ascii_lowercase();
            self.is_whole = trimmed.is_empty()
                || trimmed.starts_with(['\\', '.'])
                || OWN_COMMANDS.contains(&first.as_str());
        }
        self.has_lines = true;
        let mut end = ' ';
        let mut before = ' ';
        for sign in trimmed.chars() {
            match self.quote {
                Some(open) if sign == open && before != '\\' => self.quote = None,
                None if before == '-' && sign == '-' => break,
                None if "'\"`".contains(sign) => self.quote = Some(sign),
                Some(_) | None => {}
            }
            if sign != ' ' && sign != '-' {
                end = sign;
            }
            before = sign;
        }
        let is_sent = trimmed.ends_with("\\G") || trimmed.ends_with("\\g") || trimmed.ends_with("\\gx");
        self.is_whole |= self.quote.is_none() && (end == ';' || is_sent);
    }

    fn unfinished(&self) -> Option<Unfinished> {
        match (self.quote, self.is_whole) {
            (Some(_), _) => Some(Unfinished::Quote),
            (None, true) => None,
            (None, false) => Some(Unfinished::More),
        }
    }

    fn takes(&self, line: &str) -> bool {
        const ANSWERS: [&str; 5] = ["+-", "|", "ERROR", "Query OK", "---"];
        self.quote.is_some()
            || !(line.trim().is_empty() || ANSWERS.iter().any(|answer| line.starts_with(answer)))
    }

    /// A statement without its `;` is what the author wrote.
    fn cut(unfinished: Unfinished) -> Extent {
        match unfinished {
            Unfinished::Quote => Extent { prompts: Vec::new(), unfinished: Some(unfinished) },
            _ => Extent::line(),
        }
    }
}

/// Brackets, quotes, here-strings; a last backtick, `|` or `,`.
#[derive(Clone, Debug, Default)]
pub(super) struct PowerShell {
    quote: Option<char>,
    document: Option<char>,
    depth: usize,
    is_joined: bool,
}

impl Grammar for PowerShell {
    fn line(&mut self, text: &str) {
        let mut rest = text;
        if let Some(open) = self.document {
            let Some(after) = text.strip_prefix(open).and_then(|text| text.strip_prefix('@')) else { return };
            self.document = None;
            rest = after;
        }
        self.is_joined = false;
        while let Some(sign) = rest.chars().next() {
            let left = &rest[sign.len_utf8()..];
            rest = match (self.quote, sign) {
                (quote, '`') if quote != Some('\'') => {
                    self.is_joined = left.is_empty();
                    left.get(left.chars().next().map_or(0, char::len_utf8)..).unwrap_or("")
                }
                (Some(open), _) if open == sign => {
                    self.quote = None;
                    left
                }
                (Some(_), _) => left,
                (None, '#') => return,
                (None, _) => self.code(sign, left),
            };
        }
        if self.quote.is_none() && self.document.is_none() {
            self.is_joined |= text.trim_end().ends_with(['|', ',']);
        }
    }

    fn unfinished(&self) -> Option<Unfinished> {
        match (self.document, self.quote) {
            (Some(open), _) => Some(Unfinished::Document(format!("{open}@"))),
            (_, Some(_)) => Some(Unfinished::Quote),
            _ => (self.depth > 0 || self.is_joined).then_some(Unfinished::More),
        }
    }

    fn takes_prompts(&self) -> bool {
        self.document.is_some()
    }
}

impl PowerShell {
    /// A sign outside quotes. Gives back what follows it.
    fn code<'t>(&mut self, sign: char, left: &'t str) -> &'t str {
        match sign {
            '@' if left == "\"" || left == "'" => {
                self.document = left.chars().next();
                return "";
            }
            '\'' | '"' => self.quote = Some(sign),
            '(' | '{' | '[' => self.depth += 1,
            ')' | '}' | ']' => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        left
    }
}

/// A last `^` goes on.
#[derive(Clone, Debug, Default)]
pub(super) struct Batch {
    is_joined: bool,
}

impl Grammar for Batch {
    fn line(&mut self, text: &str) {
        let carets = text.len() - text.trim_end_matches('^').len();
        self.is_joined = carets % 2 == 1;
    }

    fn unfinished(&self) -> Option<Unfinished> {
        self.is_joined.then_some(Unfinished::More)
    }
}

/// What opens a block or a bracket goes on behind `...`.
#[derive(Clone, Debug, Default)]
pub(super) struct Python {
    is_open: bool,
    has_more: bool,
    is_quoted: bool,
}

impl Grammar for Python {
    fn line(&mut self, text: &str) {
        self.has_more = self.is_open;
        let text = text.trim_end();
        if ["\"\"\"", "'''"].into_iter().map(|quote| text.matches(quote).count()).sum::<usize>() % 2 == 1 {
            self.is_quoted = !self.is_quoted;
        }
        self.is_open |=
            self.is_quoted || text.ends_with([':', '\\', '(', '[', '{', ',']) || text.starts_with('@');
    }

    fn unfinished(&self) -> Option<Unfinished> {
        match (self.is_quoted, self.is_open && !self.has_more) {
            (true, _) => Some(Unfinished::Quote),
            (false, is_short) => is_short.then_some(Unfinished::More),
        }
    }

    fn goes_on(&self) -> bool {
        self.is_open
    }

    /// Python shows `...` before each further line.
    fn takes(&self, _line: &str) -> bool {
        false
    }
}
