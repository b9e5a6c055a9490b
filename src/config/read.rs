//! Reading one table of `site.toml`: each question names a key, and what no question asked for is unknown.

mod values;

use std::cell::RefCell;
use std::ops::RangeInclusive;

use super::known;
use super::unknown::{self, Unknown};
use crate::diagnostic::{Code, Diagnostic};
use crate::edit::settings::quoted;
use crate::fix::keep_apart;
use crate::parse::toml;
use crate::path::SourcePath;
use crate::span::{Span, Spanned};
use crate::tree::{Meaning, Node, Value};

/// Keys that were asked for, each with its table.
pub(super) type Record = RefCell<Vec<(String, String)>>;

/// A table that is being read.
pub(super) struct Table<'a> {
    path: &'a SourcePath,
    text: &'a str,
    node: &'a Node,
    name: String,
    asked: RefCell<Vec<String>>,
    /// Keys that must be there.
    required: Vec<&'static str>,
    record: Option<&'a Record>,
    diagnostics: &'a mut Vec<Diagnostic>,
    /// How many faults there were before.
    before: usize,
}

impl<'a> Table<'a> {
    /// Begins to read a table of site.toml, which has this text, or of a section, which has none; `name` is
    /// its own, empty for the whole file.
    pub(super) fn new(
        (path, text): (&'a SourcePath, &'a str),
        node: &'a Node,
        name: &str,
        diagnostics: &'a mut Vec<Diagnostic>,
    ) -> Self {
        let before = diagnostics.len();
        let (asked, required) = (RefCell::default(), Vec::new());
        Self { path, text, node, name: name.to_owned(), asked, required, record: None, diagnostics, before }
    }

    /// Writes down every key that is asked for, and goes into tables that are not there.
    pub(super) fn recording(mut self, record: &'a Record) -> Self {
        self.record = Some(record);
        self
    }

    /// Reports every key that was not asked for, and those that are missing.
    pub(super) fn finish(mut self) {
        let asked = self.asked.take();
        let mut meant = Vec::new();
        for entry in self.node.entries() {
            if !asked.iter().any(|known| **known == *entry.key.value) {
                let unknown = Unknown { table: &self.name, key: &entry.key.value, asked: &asked };
                let fault =
                    Diagnostic::new(Code::ConfigUnknownKey, self.path, entry.key.span, unknown.message());
                let right = unknown.right().filter(|near| self.node.get(near).is_none()).map(str::to_owned);
                meant.extend(unknown.meant().map(str::to_owned));
                let fault = fault.key(&*entry.key.value).help(unknown.help());
                self.diagnostics.push(fault.replace(&entry.key.value, entry.key.span, right));
            }
        }
        self.tell_missing(&meant);
        keep_apart(
            &mut self.diagnostics[self.before..],
            self.node.entries().iter().map(|entry| entry.key.span),
        );
    }

    /// Reports the required keys that are missing, but for those that another key was meant to be.
    fn tell_missing(&mut self, meant: &[String]) {
        // A key in a line that can't be read is there all the same.
        if self.diagnostics.iter().any(|fault| fault.code == Code::ConfigSyntax) {
            return;
        }
        for key in std::mem::take(&mut self.required) {
            if self.node.get(key).is_some() || meant.iter().any(|meant| meant == key) {
                continue;
            }
            let at = Span::at(self.node.span.start as usize);
            self.fault(Code::ConfigMissing, at, format!("`{key}` is missing"));
            self.help_last(match key {
                "base_url" => {
                    "add `base_url = \"https://notes.example.org\"`, the address the site is published at"
                        .to_owned()
                }
                key => format!("add `{key} = \"…\"`"),
            });
        }
    }

    /// Reports a fault in this table.
    pub(super) fn fault(&mut self, code: Code, span: Span, message: impl Into<String>) -> &mut Self {
        self.diagnostics.push(Diagnostic::new(code, self.path, span, message));
        self
    }

    /// Adds help to the fault reported last.
    pub(super) fn help_last(&mut self, help: impl Into<String>) {
        if let Some(last) = self.diagnostics.last_mut() {
            last.help = Some(help.into());
        }
    }

    /// Gives the fault reported last the correction of a key, unless the table has that key too.
    pub(super) fn rename_last(&mut self, key: &Spanned<String>, right: Option<&str>) {
        let right = right.filter(|right| self.node.get(right).is_none()).map(str::to_owned);
        if let Some(last) = self.diagnostics.pop() {
            self.diagnostics.push(last.replace(&key.value, key.span, right));
        }
    }

    /// Gives the fault reported last a correction of a value, as it is written in the file.
    pub(super) fn replace_last(&mut self, value: &Spanned<String>, right: String) {
        if let Some(last) = self.diagnostics.pop() {
            self.diagnostics.push(last.replace(&value.value, value.span, Some(right)));
        }
    }

    /// Reports a key that has no effect, where it is there: why, and what to do besides removing it.
    pub(super) fn idle(&mut self, key: &str, why: &str, other_way: &str) {
        let Some(entry) = self.node.entry(key) else { return };
        self.fault(Code::ConfigInvalid, entry.key.span, format!("`{key}` has no effect {why}"));
        self.help_last(format!("remove `{key}`, or {other_way}"));
    }

    /// Reports a name that is no code.
    pub(super) fn unknown_code(&mut self, name: &Spanned<String>) {
        self.diagnostics.push(super::unknown_code(self.path, name.span, &name.value));
        self.rename_last(name, super::code_meant(&name.value));
    }

    /// Demands keys.
    pub(super) fn require(&mut self, keys: &[&'static str]) {
        self.required.extend(keys);
    }

    /// The keys of this table, all of them asked for.
    pub(super) fn keys(&mut self) -> Vec<Spanned<String>> {
        let keys: Vec<_> = self
            .node
            .entries()
            .iter()
            .map(|entry| Spanned::new(entry.key.value.to_string(), entry.key.span))
            .collect();
        self.asked.borrow_mut().extend(keys.iter().map(|key| key.value.clone()));
        keys
    }

    /// Whether a key is there; it counts as asked for.
    pub(super) fn has(&mut self, key: &str) -> bool {
        self.ask(key).is_some() || self.record.is_some()
    }

    fn ask(&self, key: &str) -> Option<&'a Node> {
        let mut asked = self.asked.borrow_mut();
        if !asked.iter().any(|known| known == key) {
            asked.push(key.to_owned());
            if let Some(record) = self.record {
                record.borrow_mut().push((self.name.clone(), key.to_owned()));
            }
        }
        self.node.get(key)
    }

    fn mismatch(&mut self, key: &str, node: &Node, wanted: &str) {
        let is_text = node.scalar().is_some_and(|scalar| scalar.meaning() == Meaning::Text);
        let found = if is_text && !self.is_text(node) {
            format!("the date `{}`", self.written(node))
        } else {
            node.described()
        };
        self.fault(Code::ConfigInvalid, node.span, format!("`{key}` must be {wanted}, not {found}"));
        self.help_last(format!("write {wanted}"));
    }

    /// Says what to write, and mends it, where there is one right value.
    fn write_instead(&mut self, key: &str, node: &Node, right: Option<String>) {
        // Settings of a section are YAML, of which no text is at hand.
        let Some(right) = right.filter(|_| !self.text.is_empty()) else { return };
        let shown = if toml::is_bare(key) { key.to_owned() } else { quoted(key) };
        self.help_last(format!("write `{shown} = {right}`"));
        let written = self.written(node).to_owned();
        if let Some(last) = self.diagnostics.pop() {
            self.diagnostics.push(last.replace(&written, node.span, Some(right)));
        }
    }

    /// A value as it stands in the file.
    fn written(&self, node: &Node) -> &'a str {
        self.text.get(node.span.range()).unwrap_or_default()
    }

    /// A single value without quotes as it stands in the file, when that is what the key holds; no fault otherwise.
    pub(super) fn unquoted(&mut self, key: &str) -> Option<Spanned<String>> {
        let node = self.ask(key)?;
        let is_bare = node.scalar().is_some() && !self.is_text(node);
        is_bare.then(|| Spanned::new(self.written(node).to_owned(), node.span))
    }

    /// Whether a value is text. What TOML has without quotes is none: a day, say.
    fn is_text(&self, node: &Node) -> bool {
        let is_quoted = self.text.is_empty() || self.written(node).starts_with(['"', '\'']);
        is_quoted && node.scalar().is_some_and(|scalar| scalar.meaning() == Meaning::Text)
    }

    /// A text, when there is one.
    pub(super) fn optional_text(&mut self, key: &str) -> Option<Spanned<String>> {
        let node = self.ask(key)?;
        // YAML needs no quotes around text; what TOML has without them is a number, a date or a truth value.
        let text = node.scalar().filter(|_| self.is_text(node));
        if text.is_none() {
            self.mismatch(key, node, "text in quotes");
        }
        text.map(|scalar| Spanned::new(scalar.text.to_string(), node.span))
    }

    /// A text, when that is what the key holds; no fault otherwise.
    pub(super) fn plain_text(&mut self, key: &str) -> Option<Spanned<String>> {
        let node = self.ask(key)?;
        let scalar = node.scalar().filter(|_| self.is_text(node))?;
        Some(Spanned::new(scalar.text.to_string(), node.span))
    }

    /// A text.
    pub(super) fn text(&mut self, key: &str, into: &mut String) {
        if let Some(text) = self.optional_text(key) {
            *into = text.value;
        } else if let Some(node) = self.node.get(key).filter(|node| node.scalar().is_some()) {
            self.write_instead(key, node, Some(quoted(self.written(node))));
        }
    }

    /// A true or false, when that is what the key holds; no fault otherwise.
    pub(super) fn bool(&mut self, key: &str) -> Option<bool> {
        self.ask(key)?.as_flag()
    }

    /// A true or false.
    pub(super) fn flag(&mut self, key: &str, into: &mut bool) {
        let Some(node) = self.ask(key) else { return };
        if let Some(flag) = node.as_flag() {
            *into = flag;
            return;
        }
        self.mismatch(key, node, "true or false");
        let meant = node.as_text().and_then(unknown::flag_meant);
        self.write_instead(key, node, meant.map(str::to_owned));
    }

    /// A whole number in a range.
    pub(super) fn count(&mut self, key: &str, range: RangeInclusive<usize>, into: &mut usize) {
        let Some(node) = self.ask(key) else { return };
        let fits = |value: &usize| range.contains(value);
        if let Some(value) = node.as_integer().and_then(|value| usize::try_from(value).ok()).filter(fits) {
            *into = value;
            return;
        }
        self.mismatch(key, node, &format!("a whole number from {} to {}", range.start(), range.end()));
        let meant = node.as_text().and_then(|text| text.trim().parse().ok()).filter(fits);
        self.write_instead(key, node, meant.map(|value| value.to_string()));
    }

    /// A number, when there is one.
    pub(super) fn optional_number(&mut self, key: &str) -> Option<f64> {
        let node = self.ask(key)?;
        let number = node.as_number();
        if number.is_none() {
            self.mismatch(key, node, "a number");
        }
        number
    }

    /// A list of texts.
    pub(super) fn texts(&mut self, key: &str, into: &mut Vec<String>) {
        if let Some(texts) = self.optional_texts(key) {
            *into = texts.into_iter().map(|text| text.value).collect();
        }
    }

    /// A list of texts, with their places, when there is one.
    pub(super) fn optional_texts(&mut self, key: &str) -> Option<Vec<Spanned<String>>> {
        let node = self.ask(key)?;
        let texts = match &node.value {
            Value::List(items) => items
                .iter()
                .map(|item| Some(Spanned::new(item.scalar()?.text.to_string(), item.span)))
                .collect::<Option<Vec<_>>>(),
            _ => None,
        };
        if texts.is_none() {
            self.mismatch(key, node, "a list of texts");
            self.write_instead(key, node, node.as_text().map(|text| format!("[{}]", quoted(text))));
        }
        texts
    }

    /// All keys with text values, as pairs.
    pub(super) fn all_texts(&mut self) -> Vec<(Spanned<String>, Spanned<String>)> {
        let keys = self.keys();
        keys.into_iter()
            .filter_map(|key| self.optional_text(&key.value.clone()).map(|text| (key, text)))
            .collect()
    }

    /// A table inside this one.
    pub(super) fn table(&mut self, key: &str, read: impl FnOnce(&mut Table<'_>)) {
        let Some(node) = self.ask(key).or(self.record.map(|_| self.node)) else { return };
        if matches!(node.value, Value::Map(_)) {
            return self.inner(key, node, read);
        }
        self.mismatch(key, node, "a table");
        let name = self.inner_name(key);
        let keys = known::keys_of(&name);
        self.help_last(match keys.as_slice() {
            [] => format!("write `[{name}]` on a line of its own, and its settings below"),
            keys => {
                format!("write `[{name}]` on a line of its own, and its settings below: {}", keys.join(", "))
            }
        });
    }

    /// A list of tables: `[[menu]]`.
    pub(super) fn tables(&mut self, key: &str, mut read: impl FnMut(&mut Table<'_>)) {
        let Some(node) = self.ask(key) else {
            if self.record.is_some() {
                self.inner(key, self.node, read);
            }
            return;
        };
        for item in node.items() {
            self.inner(key, item, &mut read);
        }
        if node.items().is_empty() {
            self.mismatch(key, node, "a list of tables");
            if matches!(node.value, Value::Map(_)) {
                self.help_last(format!("write `[[{key}]]`, in two pairs of brackets, above each of them"));
            }
        }
    }

    fn inner(&mut self, key: &str, node: &'a Node, read: impl FnOnce(&mut Table<'_>)) {
        let name = self.inner_name(key);
        let mut table = Table::new((self.path, self.text), node, &name, self.diagnostics);
        table.record = self.record;
        read(&mut table);
        if self.record.is_none() {
            table.finish();
        }
    }

    fn inner_name(&self, key: &str) -> String {
        if self.name.is_empty() { key.to_owned() } else { format!("{}.{key}", self.name) }
    }
}
