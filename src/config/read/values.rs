//! Texts of settings that have more than a kind: names that pages show, one of several words, lengths of time.

use super::Table;
use crate::diagnostic::Code;
use crate::edit::settings::quoted;
use crate::note::Interval;
use crate::span::Spanned;
use crate::suggest;

impl Table<'_> {
    /// A text that something goes by on pages: a fault where there is nothing to read.
    pub(in crate::config) fn said(&mut self, key: &str, whose: &str, into: &mut String) {
        if let Some(text) = self.plain_text(key).filter(|text| text.value.trim().is_empty()) {
            self.fault(Code::ConfigInvalid, text.span, format!("{whose} has no `{key}` that can be read"));
            self.help_last(format!("write what it is called, such as `{key} = \"Notes\"`"));
        }
        self.text(key, into);
    }

    /// One of several words.
    pub(in crate::config) fn choice<T: Copy>(&mut self, key: &str, choices: &[(&str, T)], into: &mut T) {
        let Some(text) = self.optional_text(key) else {
            if self.node.get(key).is_some() {
                let words: Vec<_> = choices.iter().map(|(word, _)| format!("`{}`", quoted(word))).collect();
                self.help_last(format!("write one of {}", words.join(", ")));
            }
            return;
        };
        if let Some((_, value)) = choices.iter().find(|(word, _)| *word == text.value) {
            *into = *value;
            return;
        }
        let words: Vec<_> = choices.iter().map(|(word, _)| format!("`{word}`")).collect();
        self.fault(Code::ConfigInvalid, text.span, format!("`{}` is not a value of `{key}`", text.value));
        let words_only = || choices.iter().map(|(word, _)| *word);
        self.help_last(match suggest::nearest(&text.value, words_only()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("write one of {}", words.join(", ")),
        });
        let right = suggest::certain(&text.value, words_only()).map(quoted);
        if let Some(last) = self.diagnostics.pop() {
            self.diagnostics.push(last.replace(&text.value, text.span, right));
        }
    }

    /// Whether a text says how long a review holds; a fault where it does not.
    pub(in crate::config) fn interval(&mut self, text: &Spanned<String>) -> bool {
        let is_one = Interval::parse(&text.value).is_some();
        if !is_one {
            self.fault(Code::ConfigInvalid, text.span, format!("`{}` is not a length of time", text.value));
            match Interval::meant(&text.value) {
                Some(right) => {
                    self.help_last(format!("write `{right}`"));
                    self.replace_last(text, quoted(&right));
                }
                None => self.help_last("write a number and `days`, `weeks`, `months` or `years`: `6 months`"),
            }
        }
        is_one
    }
}
