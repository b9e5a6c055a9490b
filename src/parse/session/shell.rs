//! Where a command of a shell ends: quotes, here-documents, substitutions, loops, and lines that go on.
//!
//! Reads as Bash does, as far as it takes to know whether a command is whole; what it means is of no concern.

mod sign;
mod word;

use std::collections::VecDeque;

use super::{Grammar, Unfinished};

/// How far a command was read.
#[derive(Clone, Debug, Default)]
pub(super) struct Shell {
    /// What is open, the innermost last.
    open: Vec<Frame>,
    /// Whether the command began with `function` or `coproc`, so that a `{` opens a group though a name stands before it.
    names_group: bool,
    /// Here-documents whose lines are still to come.
    documents: VecDeque<Document>,
    word: Word,
    /// Whether the last line ended in `\`.
    is_joined: bool,
    /// Whether an operator waits for a command.
    is_waiting: bool,
}

/// Something open, and the word that it stands in.
#[derive(Clone, Debug)]
struct Frame {
    open: Open,
    outer: Word,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Open {
    Single,
    Double,
    /// `$'…'`
    Escaped,
    Backtick,
    /// `( … )` with commands.
    Commands,
    /// `( … )` with anything else.
    Bracket,
    /// `${ … }`
    Parameter,
    /// `{ … }`
    Group,
    /// Up to `done`.
    Loop,
    /// Up to `fi`.
    Condition,
    /// Up to `in`.
    CaseHead,
    /// Before the `)` of a pattern.
    CasePattern,
    /// Up to `;;`.
    CaseBody,
    /// `[[ … ]]`
    Test,
}

/// The word that is being read.
#[derive(Clone, Debug)]
struct Word {
    text: String,
    is_quoted: bool,
    /// Whether it is where a command's name is expected.
    is_first: bool,
    /// Whether it names a file behind `<` or `>`.
    is_target: bool,
}

impl Default for Word {
    fn default() -> Self {
        Self { text: String::new(), is_quoted: false, is_first: true, is_target: false }
    }
}

#[derive(Clone, Debug)]
struct Document {
    end: String,
    /// Whether tabs before lines do not count.
    is_indented: bool,
}

impl Grammar for Shell {
    fn line(&mut self, text: &str) {
        if let Some(document) = self.documents.front()
            && !self.is_joined
        {
            let line = if document.is_indented { text.trim_start_matches('\t') } else { text };
            if line == document.end {
                self.documents.pop_front();
            }
            return;
        }
        self.is_joined = false;
        let mut rest = text;
        while !rest.is_empty() {
            rest = self.step(rest);
        }
        if !self.is_joined && self.is_code() {
            self.end_command();
        }
    }

    fn unfinished(&self) -> Option<Unfinished> {
        if let Some(document) = self.documents.front().filter(|_| !self.is_joined) {
            return Some(Unfinished::Document(document.end.clone()));
        }
        match self.top() {
            Some(Open::Single | Open::Double | Open::Escaped | Open::Backtick) => Some(Unfinished::Quote),
            Some(_) => Some(Unfinished::More),
            None => (self.is_joined || self.is_waiting).then_some(Unfinished::More),
        }
    }

    fn takes_prompts(&self) -> bool {
        !self.documents.is_empty() && !self.is_joined
    }
}

impl Shell {
    fn top(&self) -> Option<Open> {
        self.open.last().map(|frame| frame.open)
    }

    /// Whether commands stand here, not the inside of a quote or the like.
    fn is_code(&self) -> bool {
        !matches!(
            self.top(),
            Some(Open::Single | Open::Double | Open::Escaped | Open::Bracket | Open::Parameter)
        )
    }

    /// Opens what ends the word around it: commands of their own.
    fn push(&mut self, open: Open) {
        let outer = std::mem::take(&mut self.word);
        self.open.push(Frame { open, outer });
    }

    /// Opens what is a part of the word around it.
    fn quote(&mut self, open: Open) {
        self.is_waiting = false;
        self.word.is_quoted = true;
        self.push(open);
    }

    fn pop(&mut self) {
        if let Some(frame) = self.open.pop() {
            self.word = frame.outer;
        }
    }

    /// Closes a construct of words, after which no command's name follows.
    fn close(&mut self, open: Open) {
        if self.top() == Some(open) {
            self.open.pop();
        }
        self.word = Word { is_first: false, ..Word::default() };
    }

    /// Reads one thing. Gives back what follows it.
    fn step<'t>(&mut self, rest: &'t str) -> &'t str {
        match self.top() {
            Some(Open::Single) => self.until_quote(rest),
            Some(open @ (Open::Double | Open::Escaped | Open::Parameter | Open::Bracket)) => {
                self.inside(rest, open)
            }
            _ => self.code(rest),
        }
    }

    fn until_quote<'t>(&mut self, rest: &'t str) -> &'t str {
        let Some((_, rest)) = rest.split_once('\'') else { return "" };
        self.pop();
        rest
    }

    /// Inside a quote, a parameter or brackets, where no command stands.
    fn inside<'t>(&mut self, rest: &'t str, open: Open) -> &'t str {
        if let Some(rest) = self.opening(rest, open) {
            return rest;
        }
        let mut left = rest.chars();
        let sign = left.next();
        match (open, sign) {
            (_, Some('\\')) => {
                self.is_joined = left.as_str().is_empty() && open != Open::Escaped;
                left.next();
            }
            (Open::Double, Some('"'))
            | (Open::Escaped, Some('\''))
            | (Open::Parameter, Some('}'))
            | (Open::Bracket, Some(')')) => self.pop(),
            (Open::Bracket, Some('(')) => self.quote(Open::Bracket),
            _ => {}
        }
        left.as_str()
    }

    /// What opens a quote or a substitution, wherever it stands.
    fn opening<'t>(&mut self, rest: &'t str, inside: Open) -> Option<&'t str> {
        const OPENINGS: [(&str, Open); 8] = [
            ("$((", Open::Bracket),
            ("$(", Open::Commands),
            ("${", Open::Parameter),
            ("$'", Open::Escaped),
            ("$\"", Open::Double),
            ("`", Open::Backtick),
            ("'", Open::Single),
            ("\"", Open::Double),
        ];
        let (sign, open) = OPENINGS.into_iter().find(|(sign, _)| rest.starts_with(sign))?;
        let is_text = match inside {
            Open::Escaped => true,
            Open::Double => sign.ends_with(['\'', '"']),
            Open::Parameter => sign.ends_with('\'') && self.is_within_double(),
            _ => false,
        };
        if is_text {
            return None;
        }
        self.quote(open);
        if sign == "$((" {
            self.quote(Open::Bracket);
        }
        Some(&rest[sign.len()..])
    }

    /// Whether a parameter stands in a quote, where `'` is a sign like any other.
    fn is_within_double(&self) -> bool {
        self.open.iter().rev().nth(1).is_some_and(|frame| frame.open == Open::Double)
    }

    /// Where commands stand.
    fn code<'t>(&mut self, rest: &'t str) -> &'t str {
        let top = self.top();
        if top == Some(Open::Backtick) && rest.starts_with('`') {
            self.pop();
            return &rest[1..];
        }
        if let Some(rest) = self.opening(rest, top.unwrap_or(Open::Commands)) {
            return rest;
        }
        let mut left = rest.chars();
        match left.next() {
            Some(' ' | '\t') => self.end_word(),
            Some('#') if self.word.text.is_empty() && !self.word.is_quoted => return "",
            Some('\\') => {
                self.is_joined = left.as_str().is_empty();
                if left.next().is_some() {
                    self.word.is_quoted = true;
                    self.is_waiting = false;
                }
            }
            Some('<' | '>') => return self.redirection(rest),
            Some('(') => return self.bracket(rest),
            Some(')') => self.end_bracket(),
            Some(';' | '&' | '|') => return self.operator(rest),
            Some(other) => {
                self.word.text.push(other);
                self.is_waiting = false;
            }
            None => {}
        }
        left.as_str()
    }
}
