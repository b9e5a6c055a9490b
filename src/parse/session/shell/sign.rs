//! Signs between the words of commands: redirections, here-documents, brackets, operators.

use super::{Document, Open, Shell, Word};

impl Shell {
    /// `<`, `>`, and what they begin.
    pub(super) fn redirection<'t>(&mut self, rest: &'t str) -> &'t str {
        // A number before the sign belongs to it.
        let is_number = self.word.text.bytes().all(|byte| byte.is_ascii_digit());
        if is_number && !self.word.is_quoted {
            self.word.text.clear();
        }
        self.end_word();
        self.is_waiting = false;
        if let Some(rest) = rest.strip_prefix("<<<") {
            self.word.is_target = true;
            return rest;
        }
        if let Some(rest) = rest.strip_prefix("<<").filter(|_| self.top() != Some(Open::Test)) {
            return self.document(rest);
        }
        if rest[1..].starts_with('(') {
            self.quote(Open::Commands);
            return &rest[2..];
        }
        self.word.is_target = true;
        rest[1..].trim_start_matches(['>', '&', '|'])
    }

    /// The word that ends a here-document, without its quotes, and the `-` before it where the end may be indented.
    fn document<'t>(&mut self, rest: &'t str) -> &'t str {
        let (rest, is_indented) = rest.strip_prefix('-').map_or((rest, false), |rest| (rest, true));
        let mut left = rest.trim_start_matches([' ', '\t']);
        let mut end = String::new();
        let mut quote = None;
        while let Some(sign) = left.chars().next() {
            match (quote, sign) {
                (None, ' ' | '\t' | ';' | '&' | '|' | '<' | '>' | '(' | ')' | '`') => break,
                (None, '\'' | '"') => quote = Some(sign),
                (Some(open), _) if open == sign => quote = None,
                (None, '\\') => {}
                _ => end.push(sign),
            }
            left = &left[sign.len_utf8()..];
        }
        if end.is_empty() {
            return rest;
        }
        self.documents.push_back(Document { end, is_indented });
        left
    }

    pub(super) fn bracket<'t>(&mut self, rest: &'t str) -> &'t str {
        let top = self.top();
        let left = &rest[1..];
        self.is_waiting = false;
        if top == Some(Open::CasePattern) && self.word.text.is_empty() {
            return left;
        }
        let is_array = self.word.text.ends_with('=');
        let body = left.trim_start_matches(' ').strip_prefix(')');
        if let Some(body) = body.filter(|_| !self.word.text.is_empty() && !is_array) {
            // A function: its body follows.
            self.word = Word::default();
            self.is_waiting = true;
            return body;
        }
        let is_arithmetic = left.starts_with('(');
        if is_array || self.word.is_first && self.word.text.is_empty() && !is_arithmetic {
            self.quote(Open::Commands);
            self.word.is_first = !is_array;
        } else {
            self.quote(Open::Bracket);
        }
        left
    }

    pub(super) fn end_bracket(&mut self) {
        self.end_word();
        match self.top() {
            Some(Open::Commands) => {
                self.pop();
                self.is_waiting = false;
            }
            Some(Open::CasePattern) => self.become_body(),
            _ => {}
        }
    }

    fn become_body(&mut self) {
        if let Some(frame) = self.open.last_mut() {
            frame.open = Open::CaseBody;
        }
        self.word = Word::default();
    }

    /// `;`, `&`, `|` and those that begin with them.
    pub(super) fn operator<'t>(&mut self, rest: &'t str) -> &'t str {
        if let Some(rest) = rest.strip_prefix("&>") {
            self.end_word();
            self.word.is_target = true;
            return rest.trim_start_matches('>');
        }
        let length = ["&&", "||", "|&", ";;&", ";;", ";&"]
            .into_iter()
            .find(|operator| rest.starts_with(operator))
            .map_or(1, str::len);
        let (operator, rest) = rest.split_at(length);
        self.end_command();
        if operator.starts_with(";;") || operator == ";&" {
            if let Some(frame) = self.open.last_mut().filter(|frame| frame.open == Open::CaseBody) {
                frame.open = Open::CasePattern;
            }
        } else if operator != ";" && operator != "&" && self.top() != Some(Open::CasePattern) {
            self.is_waiting = true;
        }
        rest
    }
}
