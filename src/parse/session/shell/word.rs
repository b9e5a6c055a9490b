//! Words of commands: those of the shell's own grammar open and close loops, conditions, choices and groups.

use super::{Open, Shell, Word};

impl Shell {
    pub(super) fn end_command(&mut self) {
        self.end_word();
        self.names_group = false;
        self.word = Word::default();
    }

    pub(super) fn end_word(&mut self) {
        let word = std::mem::take(&mut self.word);
        self.word.is_first = word.is_first;
        if word.text.is_empty() && !word.is_quoted {
            self.word.is_target = word.is_target;
            return;
        }
        if word.is_target {
            return;
        }
        let is_reserved = !word.is_quoted && self.reserved(&word);
        if !is_reserved {
            let is_variable = word.is_first && is_assignment(&word.text);
            self.word.is_first = is_variable;
        }
    }

    /// Follows a word of the shell's own grammar. Says whether it was one.
    fn reserved(&mut self, word: &Word) -> bool {
        match (self.top(), word.text.as_str()) {
            (Some(Open::Test), "]]") => self.close(Open::Test),
            (Some(Open::CaseHead), "in") => {
                if let Some(frame) = self.open.last_mut() {
                    frame.open = Open::CasePattern;
                }
            }
            (Some(open @ (Open::CasePattern | Open::CaseBody)), "esac") => self.close(open),
            (Some(Open::Loop), "done") if word.is_first => self.close(Open::Loop),
            (Some(Open::Condition), "fi") if word.is_first => self.close(Open::Condition),
            (Some(Open::Group), "}") if word.is_first => self.close(Open::Group),
            (_, "{") if std::mem::take(&mut self.names_group) => return self.beginning("{"),
            (_, text) if word.is_first => return self.beginning(text),
            _ => return false,
        }
        true
    }

    /// A word where a command's name is expected.
    fn beginning(&mut self, text: &str) -> bool {
        let (open, names_command) = match text {
            "{" => (Open::Group, true),
            "if" => (Open::Condition, true),
            "while" | "until" => (Open::Loop, true),
            "for" | "select" => (Open::Loop, false),
            "case" => (Open::CaseHead, false),
            "[[" => (Open::Test, false),
            "function" | "coproc" => {
                self.names_group = true;
                return true;
            }
            "then" | "else" | "elif" | "do" | "!" | "time" => return true,
            _ => return false,
        };
        self.push(open);
        self.word.is_first = names_command;
        true
    }
}

fn is_assignment(text: &str) -> bool {
    text.split_once('=').is_some_and(|(name, _)| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_+[]".contains(&byte))
    })
}
