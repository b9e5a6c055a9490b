//! TOML to the same spanned tree as YAML; for `site.toml`. Its names are compared with those of notes and files, and so
//! all of its texts are put into Unicode's normal form C.

use toml::Spanned as TomlSpanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Code, Diagnostic};
use crate::nfc::nfc;
use crate::path::SourcePath;
use crate::span::{Span, Spanned};
use crate::tree::{Entry, Node, Scalar, Value};

/// Reads a whole file. Every syntax error is reported; the tree holds what could be read around them.
pub fn read(path: &SourcePath, text: &str) -> (Node, Vec<Diagnostic>) {
    let (table, errors) = DeTable::parse_recoverable(text);
    let diagnostics = errors
        .iter()
        .map(|error| {
            let range = error.span().unwrap_or(0..0);
            let span = Span::new(range.start, range.end.min(text.len()));
            let message = error.message().trim().replace('\n', ", ");
            Diagnostic::new(Code::ConfigSyntax, path, span, message)
                .help("correct the TOML; put text in quotes")
        })
        .collect();
    let span = table.span();
    (map(table.get_ref(), Span::new(span.start, span.end)), diagnostics)
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
