//! TOML to the same spanned tree as YAML; for `site.toml`. Its names are compared with those of notes and files, and so
//! all of its texts are put into Unicode's normal form C.

mod faults;
mod lines;
mod mistake;
mod several;

use std::ops::Range;

use toml::Spanned as TomlSpanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::Diagnostic;
use crate::nfc::nfc;
use crate::path::SourcePath;
use crate::span::{Span, Spanned};
use crate::tree::{Entry, Node, Scalar, Value};
use faults::Faults;
use lines::{Lines, Place};

pub use lines::is_bare;

/// Reads a whole file. Each mistake is reported once, as what it is; the tree holds what could be read around them.
pub fn read(path: &SourcePath, text: &str) -> (Node, Vec<Diagnostic>) {
    let (table, errors) = DeTable::parse_recoverable(text);
    let span = table.span();
    let mut root = map(table.get_ref(), Span::new(span.start, span.end));
    if errors.is_empty() {
        return (root, Vec::new());
    }
    let places: Vec<(Span, String)> = errors
        .iter()
        .map(|error| {
            let range = error.span().unwrap_or(0..0);
            let span = Span::new(range.start.min(text.len()), range.end.min(text.len()));
            (span, error.message().trim().replace('\n', ", "))
        })
        .collect();
    let Faults { diagnostics, unread } = faults::of(path, text, &places);
    // What was read from a line with a mistake says nothing.
    remove(&mut root, &unread);
    (root, diagnostics)
}

/// Takes out what has its key in one of these places, however deep.
fn remove(node: &mut Node, places: &[Range<usize>]) {
    let Value::Map(entries) = &mut node.value else { return };
    let is_unread =
        |entry: &Entry| places.iter().any(|place| place.contains(&(entry.key.span.start as usize)));
    entries.retain(|entry| !is_unread(entry) || entry.value.entries().iter().any(|inner| !is_unread(inner)));
    for entry in entries {
        remove(&mut entry.value, places);
    }
}

/// Where the first table of a file begins.
pub fn first_header(text: &str) -> Option<usize> {
    Lines::of(text).all.iter().find(|line| line.place == Place::Header).map(|line| line.start)
}

/// What a word means that other formats and languages have for true or false.
pub fn flag(word: &str) -> Option<bool> {
    match word {
        "true" | "yes" | "on" | "ja" | "wahr" | "oui" | "vrai" | "s\u{ed}" | "si" | "verdadero" => Some(true),
        "false" | "no" | "off" | "nein" | "falsch" | "non" | "faux" | "falso" => Some(false),
        _ => None,
    }
}

/// A text as TOML has it.
pub fn quoted(text: &str) -> String {
    // TOML's escapes for text in double quotes are those of JSON.
    serde_json::Value::String(text.to_owned()).to_string()
}

fn map(table: &DeTable<'_>, span: Span) -> Node {
    let mut entries: Vec<Entry> = table
        .iter()
        .map(|(key, value)| Entry {
            key: Spanned::new(nfc(key.get_ref()).into(), Span::new(key.span().start, key.span().end)),
            value: node(value),
        })
        .collect();
    entries.sort_by_key(|entry| entry.key.span);
    Node { span, value: Value::Map(entries) }
}

fn node(value: &TomlSpanned<DeValue<'_>>) -> Node {
    let span = Span::new(value.span().start, value.span().end);
    let plain = |text: &str| Value::Scalar(Scalar { text: text.into(), plain: true });
    let value = match value.get_ref() {
        DeValue::String(text) => Value::Scalar(Scalar::text(&nfc(text))),
        DeValue::Integer(number) => plain(number.as_str()),
        DeValue::Float(number) => plain(number.as_str()),
        DeValue::Boolean(value) => plain(if *value { "true" } else { "false" }),
        DeValue::Datetime(date) => plain(&date.to_string()),
        DeValue::Array(items) => Value::List(items.iter().map(node).collect()),
        DeValue::Table(table) => return map(table, span),
    };
    Node { span, value }
}
