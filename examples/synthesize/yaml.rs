//! Writes YAML block by block: just the shapes that the front matter needs, with quotes where plain text
//! would be read as something else.

use std::borrow::Cow;
use std::fmt::{Display, Write};

const FOLD_WIDTH: usize = 100;
const RESERVED: &[&str] = &["true", "false", "null", "yes", "no", "on", "off", "y", "n"];

/// A block mapping in the making. `depth` counts levels of two blanks.
pub(crate) struct Yaml {
    text: String,
}

impl Yaml {
    /// An empty mapping.
    pub(crate) fn new() -> Self {
        Self { text: String::with_capacity(3000) }
    }

    /// The finished text.
    pub(crate) fn finish(self) -> String {
        self.text
    }

    /// A key whose value is written as it stands: a number, a bool, a date.
    pub(crate) fn raw(&mut self, depth: usize, key: &str, value: impl Display) {
        self.line(depth, format_args!("{key}: {value}"));
    }

    /// A key with text.
    pub(crate) fn text(&mut self, depth: usize, key: &str, value: &str) {
        self.line(depth, format_args!("{key}: {}", scalar(value)));
    }

    /// A key with text, folded over several lines.
    pub(crate) fn folded(&mut self, key: &str, value: &str) {
        self.open(0, key);
        self.text.pop();
        self.text.push_str(" >-");
        let mut column = usize::MAX;
        for word in value.split(' ') {
            if column.saturating_add(word.len()) >= FOLD_WIDTH {
                self.text.push_str("\n  ");
                column = 2;
            } else {
                self.text.push(' ');
            }
            self.text.push_str(word);
            column += word.len() + 1;
        }
        self.text.push('\n');
    }

    /// A key whose value follows on the next lines.
    pub(crate) fn open(&mut self, depth: usize, key: &str) {
        self.line(depth, format_args!("{key}:"));
    }

    /// An item with text.
    pub(crate) fn item(&mut self, depth: usize, value: &str) {
        self.line(depth, format_args!("- {}", scalar(value)));
    }

    /// An item that is a map of texts.
    pub(crate) fn map_item(&mut self, depth: usize, pairs: &[(&str, &str)]) {
        for (place, (key, value)) in pairs.iter().enumerate() {
            let mark = if place == 0 { "- " } else { "  " };
            self.line(depth, format_args!("{mark}{key}: {}", scalar(value)));
        }
    }

    /// A key with a list of texts.
    pub(crate) fn list<T: AsRef<str>>(&mut self, depth: usize, key: &str, items: &[T]) {
        self.open(depth, key);
        for item in items {
            self.item(depth + 1, item.as_ref());
        }
    }

    /// A key with a list of plain words on one line.
    pub(crate) fn flow_list(&mut self, key: &str, items: &[&str]) {
        self.line(0, format_args!("{key}: [{}]", items.join(", ")));
    }

    fn line(&mut self, depth: usize, line: std::fmt::Arguments<'_>) {
        // A String takes every write.
        let _ = writeln!(self.text, "{:indent$}{line}", "", indent = depth * 2);
    }
}

/// The text as a plain scalar where that is safe, else in double quotes.
fn scalar(text: &str) -> Cow<'_, str> {
    let plain = text.starts_with(|first: char| first.is_ascii_alphabetic())
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.ends_with([':', ' '])
        && !RESERVED.contains(&text.to_ascii_lowercase().as_str());
    if plain {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")))
    }
}
