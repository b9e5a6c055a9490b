//! Walks a front matter along its schema and reports every value that does not fit, at its exact place.

use std::collections::HashMap;

use super::missing::Gaps;
use super::schema::{Field, Schema, Shape};
use super::{foreign, labels, misread, scalar};
use crate::config::Unknown;
use crate::diagnostic::{Code, Diagnostic, Level};
use crate::fix::keep_apart;
use crate::note::is_nearly_draft;
use crate::parse::hidden;
use crate::path::SourcePath;
use crate::span::Span;
use crate::tree::{Entry, Meaning, Node, Value};

/// Collects the faults of one file.
pub(super) struct Walker<'a> {
    pub(super) path: &'a SourcePath,
    /// The text of the file.
    pub(super) text: &'a str,
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl Walker<'_> {
    /// Checks the whole front matter.
    pub(super) fn front_matter(&mut self, root: &Node, schema: &Schema, gaps: &Gaps<'_>) {
        let Value::Map(entries) = &root.value else {
            let message =
                format!("the front matter must be a map of keys and values, not {}", root.described());
            self.push(
                Diagnostic::new(Code::WrongType, self.path, root.span, message)
                    .help("write `key: value` on each line"),
            );
            return;
        };
        self.duplicates(entries);
        let before = self.diagnostics.len();
        for entry in entries {
            self.top_entry(entry, entries, schema);
        }
        keep_apart(&mut self.diagnostics[before..], entries.iter().map(|entry| entry.key.span));
        let keys = entries.iter().map(|entry| &*entry.key.value).filter(|key| schema.field(key).is_none());
        let names: Vec<&str> = schema.names().collect();
        let meant = |key| Some((schema.renames.field_of(labels::only(key, names.iter().copied())?), key));
        let meant: Vec<(&str, &str)> = keys.filter_map(meant).collect();
        // What a key that is an error stands for is not missing too.
        let is_error = matches!(schema.unknown, Unknown::Deny);
        let told = meant.iter().filter(|_| is_error).map(|(field, _)| *field);
        let given: Vec<&str> = told.chain(gaps.given.iter().copied()).collect();
        let gaps = Gaps { given: &given, meant: &meant, ..*gaps };
        self.missing(&schema.fields, entries, &gaps);
        self.missing_within(Some(root), schema, &gaps);
    }

    fn top_entry(&mut self, entry: &Entry, entries: &[Entry], schema: &Schema) {
        let key = &*entry.key.value;
        if let Some(field) = schema.field(key) {
            let before = self.diagnostics.len();
            self.value(&entry.value, &field.shape, key);
            // What is empty and not asked for is as good as left out.
            for fault in &mut self.diagnostics[before..] {
                let is_asked_for = || fault.key.as_deref().is_some_and(|key| schema.is_required_within(key));
                if fault.code == Code::EmptyField && !field.required && !is_asked_for() {
                    fault.level = Level::Warn;
                }
            }
            return;
        }
        if key == "scores"
            && let Some(score) = schema.field("score")
        {
            let message = "`scores` is the older name of `score`";
            let mut old =
                Diagnostic::new(Code::DeprecatedField, self.path, entry.key.span, message).key("scores");
            old.help = Some("rename it to `score`".to_owned());
            if !entries.iter().any(|other| &*other.key.value == "score") {
                old = old.fix("rename `scores` to `score`", entry.key.span, "score");
            }
            self.push(old);
            return self.value(&entry.value, &score.shape, "score");
        }
        let names: Vec<&str> = schema.names().collect();
        match schema.unknown {
            Unknown::Deny => self.unknown_key(entry, &names, entries, ""),
            Unknown::Warn => {
                self.unknown_key(entry, &names, entries, "");
                if let Some(last) =
                    self.diagnostics.last_mut().filter(|_| !is_nearly_draft(key, &entry.value))
                {
                    last.level = Level::Warn;
                }
            }
            Unknown::Allow if is_nearly_draft(key, &entry.value) => {
                self.unknown_key(entry, &names, entries, "");
            }
            Unknown::Allow => {}
        }
        self.comments(&entry.value, key);
    }

    fn unknown_key(&mut self, entry: &Entry, names: &[&str], siblings: &[Entry], parent: &str) {
        let key = &*entry.key.value;
        let is_section = self.path.is_section();
        let place = match (parent, is_section) {
            ("", true) => "a field of a section".to_owned(),
            ("", false) => "a field of a note".to_owned(),
            (parent, _) => format!("a key of `{parent}`"),
        };
        let span = entry.key.span;
        let mut fault =
            Diagnostic::new(Code::UnknownField, self.path, span, format!("`{key}` is not {place}"))
                .key(joined(parent, key));
        let is_free = |name: &str| !siblings.iter().any(|sibling| &*sibling.key.value == name);
        if let Some(blank) = key.chars().next().filter(|c| c.is_whitespace()) {
            fault.message = format!(
                "`{}` begins with `{}`, which YAML does not read as a space",
                key.trim(),
                hidden::shown(blank)
            );
            return self.push(fault.help("indent the line with spaces"));
        }
        let foreign = foreign::advice(key).filter(|_| parent.is_empty() && !is_section);
        if let Some(advice) = foreign {
            return self.push(fault.help(advice));
        }
        fault.help = Some(match labels::nearest(key, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if key.split_once('.').is_some_and(|(head, _)| names.contains(&head)) => {
                let (head, rest) = key.split_once('.').unwrap_or_default();
                format!("write `{head}:`, and `{rest}: …` indented below it")
            }
            None if parent.is_empty() && !is_section => {
                "define it under `[schema.fields]` in site.toml, or remove it".to_owned()
            }
            None => format!("use one of: {}", names.join(", ")),
        });
        if let Some(near) = labels::certain(key, names.iter().copied()).filter(|near| is_free(near)) {
            fault = fault.fix(format!("rename `{key}` to `{near}`"), span, near);
        }
        self.push(fault);
    }

    fn duplicates(&mut self, entries: &[Entry]) {
        let mut first: HashMap<&str, Span> = HashMap::with_capacity(entries.len());
        for entry in entries {
            let key = &*entry.key.value;
            let Some(before) = first.get(key) else {
                first.insert(key, entry.key.span);
                continue;
            };
            let message = format!("`{key}` is given twice");
            let fault = Diagnostic::new(Code::DuplicateKey, self.path, entry.key.span, message)
                .key(key)
                .label("given again here")
                .related(self.path, *before, "first given here")
                .help("keep one of the two");
            self.push(fault);
        }
    }

    /// Checks one value.
    pub(super) fn value(&mut self, node: &Node, shape: &Shape, key: &str) {
        if node.is_null() && !matches!(shape, Shape::Any) {
            let cut = if misread::is_text(shape) {
                misread::all_comment(self.path, self.text, node, key)
            } else {
                None
            };
            if let Some(fault) = cut {
                return self.push(fault);
            }
            let name = key.rsplit('.').next().unwrap_or(key);
            let fault =
                Diagnostic::new(Code::EmptyField, self.path, node.span, format!("`{key}` has no value"));
            return self.push(
                fault
                    .key(key)
                    .help(format!("write {} after `{name}:`, or remove the key", scalar::wanted(shape))),
            );
        }
        let is_anything = match shape {
            Shape::Any => true,
            Shape::Item => node.scalar().is_none(),
            _ => false,
        };
        if is_anything {
            self.anything(node);
            return self.comments(node, key);
        }
        match shape {
            Shape::List(item) => self.list(node, item, key),
            Shape::Map(fields) => self.map(node, fields, None, key),
            Shape::Open(fields, others) => self.map(node, fields, Some(others), key),
            Shape::OutlineItem => self.outline_item(node, key),
            Shape::TextOr(fields) if matches!(node.value, Value::Map(_)) => self.map(node, fields, None, key),
            _ => match node.scalar() {
                Some(value) => {
                    self.diagnostics.extend(scalar::check(self.path, node.span, value, shape, key));
                    if misread::is_text(shape) {
                        self.diagnostics.extend(misread::cut_off(self.path, self.text, node, key));
                    }
                }
                None => self.wrong_type(node, shape, key),
            },
        }
    }

    /// Inside a map of anything, only what no reader of YAML agrees on is a fault.
    fn anything(&mut self, node: &Node) {
        self.duplicates(node.entries());
        for entry in node.entries() {
            self.anything(&entry.value);
        }
        for item in node.items() {
            self.anything(item);
        }
    }

    /// Reports text in a value of no known form that a comment cuts off.
    fn comments(&mut self, node: &Node, key: &str) {
        self.diagnostics.extend(misread::cut_off(self.path, self.text, node, key));
        for inner in node.items().iter().chain(node.entries().iter().map(|entry| &entry.value)) {
            self.comments(inner, key);
        }
    }

    fn list(&mut self, node: &Node, item: &Shape, key: &str) {
        let Value::List(items) = &node.value else {
            let fault = Diagnostic::new(
                Code::WrongType,
                self.path,
                node.span,
                format!("`{key}` must be a list, not {}", node.described()),
            );
            let fault = fault.key(key);
            return self.push(if let Some(items) = misread::as_items(self.text, node) {
                let what = "write `- ` before each item";
                fault.help(what).fix(what, node.span, items)
            } else if let Some(list) = misread::as_list(self.text, node).filter(|_| item.is_single()) {
                let what = format!("put it in brackets: `{list}`");
                fault.help(what.clone()).fix(what, node.span, list)
            } else {
                fault.help("write each item on a line of its own, after `- `")
            });
        };
        for (at, value) in items.iter().enumerate() {
            self.value(value, item, &format!("{key}[{at}]"));
        }
    }

    fn map(&mut self, node: &Node, fields: &[Field], others: Option<&Shape>, key: &str) {
        let Value::Map(entries) = &node.value else {
            let names: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
            let fault = Diagnostic::new(
                Code::WrongType,
                self.path,
                node.span,
                format!("`{key}` must be a map of keys and values, not {}", node.described()),
            );
            let help = if names.is_empty() {
                "write `key: value` on lines below it".to_owned()
            } else {
                format!("write its keys on lines below it: {}", names.join(", "))
            };
            let fault = fault.key(key);
            return self.push(if let Some(entries) = misread::as_entries(self.text, node, fields) {
                fault.help("write a space after each colon").fix(
                    "write a space after each colon",
                    node.span,
                    entries,
                )
            } else if let Some(entry) = misread::as_entry(self.text, node, fields) {
                let what = format!("write `{entry}`");
                fault.help(what.clone()).fix(what, node.span, entry)
            } else if node.items().iter().any(|item| !item.entries().is_empty()) {
                fault.help(format!("{help}, without dashes"))
            } else {
                fault.help(help)
            });
        };
        self.duplicates(entries);
        let before = self.diagnostics.len();
        for entry in entries {
            let name = &*entry.key.value;
            match (fields.iter().find(|field| field.name == name), others) {
                (Some(field), _) => self.value(&entry.value, &field.shape, &joined(key, name)),
                (None, Some(Shape::Any)) => {
                    self.anything(&entry.value);
                    self.comments(&entry.value, &joined(key, name));
                }
                (None, Some(shape)) => self.value(&entry.value, shape, &joined(key, name)),
                (None, None) => {
                    let names: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
                    self.unknown_key(entry, &names, entries, key);
                }
            }
        }
        keep_apart(&mut self.diagnostics[before..], entries.iter().map(|entry| entry.key.span));
        for field in fields.iter().filter(|field| field.required) {
            if !entries.iter().any(|entry| *entry.key.value == *field.name) {
                let fault = Diagnostic::new(
                    Code::MissingField,
                    self.path,
                    node.span,
                    format!("`{}` is missing", joined(key, &field.name)),
                );
                self.push(fault.key(joined(key, &field.name)).help(format!(
                    "add `{}: {}`",
                    field.name,
                    scalar::example(&field.shape)
                )));
            }
        }
    }

    fn outline_item(&mut self, node: &Node, key: &str) {
        match &node.value {
            Value::Scalar(value) => {
                self.diagnostics.extend(scalar::check(self.path, node.span, value, &Shape::Text, key));
                self.diagnostics.extend(misread::cut_off(self.path, self.text, node, key));
            }
            Value::Map(entries) if entries.len() == 1 => {
                self.value(&entries[0].value, &Shape::Text, &joined(key, &entries[0].key.value));
            }
            _ => self.wrong_type(node, &Shape::OutlineItem, key),
        }
    }

    fn wrong_type(&mut self, node: &Node, shape: &Shape, key: &str) {
        let wanted = scalar::wanted(shape);
        let fault = Diagnostic::new(
            Code::WrongType,
            self.path,
            node.span,
            format!("`{key}` must be {wanted}, not {}", node.described()),
        );
        let fault = fault.key(key);
        self.push(match misread::as_text(self.text, node).filter(|_| misread::is_text(shape)) {
            Some(text) => fault.help(format!("put the value in quotes: `{text}`")).fix(
                "put the value in quotes",
                node.span,
                text,
            ),
            None => fault.help(format!("write {wanted}")),
        });
    }

    pub(super) fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }
}

pub(super) fn joined(parent: &str, key: &str) -> String {
    if parent.is_empty() { key.to_owned() } else { format!("{parent}.{key}") }
}

/// Whether a scalar that stands where text is meant would be read as something else by another YAML reader.
pub(super) fn reads_otherwise(meaning: Meaning, text: &str) -> bool {
    match meaning {
        Meaning::Bool(_) | Meaning::Integer(_) | Meaning::Number(_) => true,
        Meaning::Null => false,
        Meaning::Text => matches!(
            text,
            "yes" | "Yes" | "YES" | "no" | "No" | "NO" | "on" | "On" | "ON" | "off" | "Off" | "OFF"
        ),
    }
}
