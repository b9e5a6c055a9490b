//! Settings of the top of the file that stand below a table, and so belong to it: the commonest slip in TOML. They are taken to
//! where they were meant, told once, and used.

use super::known;
use crate::diagnostic::{Code, Diagnostic};
use crate::parse::toml;
use crate::path::SourcePath;
use crate::span::{BOM, Span};
use crate::tree::{Entry, Node, Value};

/// Tables, with those in them, in which any key can be one of the site's own.
const OPEN: [&str; 5] = ["translations", "fields", "schema", "taxonomies", "vocabulary"];

/// Takes such settings to the top of the tree.
pub(super) fn take(path: &SourcePath, text: &str, root: &mut Node) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let Value::Map(entries) = &mut root.value else { return Vec::new() };
    // A text that the top can hold, and does not.
    let meant: Vec<&str> = known::keys_of("")
        .into_iter()
        .filter(|key| known::keys_of(key).is_empty() && TEXTS.contains(key))
        .filter(|key| !entries.iter().any(|entry| &*entry.key.value == *key))
        // Of two that contradict each other nobody knows which one is meant.
        .filter(|key| {
            entries.iter().map(|entry| said(&entry.value, &entry.key.value, key)).sum::<usize>() == 1
        })
        .collect();
    for entry in entries.iter_mut() {
        let name = entry.key.value.to_string();
        take_from(&mut entry.value, &name, &meant, &mut found);
    }
    let faults = found.iter().map(|(table, entry)| fault(path, text, table, entry)).collect();
    entries.extend(found.into_iter().map(|(_, entry)| entry));
    faults
}

/// Whether a table is one of ours, or in one, that has no keys of the site's own.
fn is_closed(table: &str) -> bool {
    let top = table.split('.').next().unwrap_or(table);
    !OPEN.contains(&top) && known::has("", top)
}

/// How often tables that are closed say a key that is none of theirs.
fn said(node: &Node, table: &str, key: &str) -> usize {
    match &node.value {
        Value::List(items) => items.iter().map(|item| said(item, table, key)).sum(),
        Value::Map(entries) if is_closed(table) => {
            let one = |entry: &Entry| {
                let name = &*entry.key.value;
                let is_it = name == key && !known::has(table, key) && entry.value.scalar().is_some();
                usize::from(is_it) + said(&entry.value, &format!("{table}.{name}"), key)
            };
            entries.iter().map(one).sum()
        }
        _ => 0,
    }
}

/// The settings of the top that are texts.
const TEXTS: [&str; 4] = ["title", "base_url", "description", "language"];

fn take_from(node: &mut Node, table: &str, meant: &[&str], found: &mut Vec<(String, Entry)>) {
    match &mut node.value {
        Value::List(items) => items.iter_mut().for_each(|item| take_from(item, table, meant, found)),
        Value::Map(entries) if is_closed(table) => {
            let is_meant = |entry: &Entry| {
                let key = &*entry.key.value;
                meant.contains(&key) && !known::has(table, key) && entry.value.scalar().is_some()
            };
            let (misplaced, kept): (Vec<Entry>, Vec<Entry>) =
                std::mem::take(entries).into_iter().partition(is_meant);
            *entries = kept;
            found.extend(misplaced.into_iter().map(|entry| (table.to_owned(), entry)));
            for entry in entries.iter_mut() {
                let name = format!("{table}.{}", entry.key.value);
                take_from(&mut entry.value, &name, meant, found);
            }
        }
        _ => {}
    }
}

fn fault(path: &SourcePath, text: &str, table: &str, entry: &Entry) -> Diagnostic {
    let key = &*entry.key.value;
    let told = known::told(table);
    let message = format!("`{key}` is not a setting of {told}, but of site.toml itself");
    let help = format!("move the line above the first table: below `{told}` it belongs to that");
    let fault = Diagnostic::new(Code::ConfigUnknownKey, path, entry.key.span, message).help(help).key(key);
    match moved_up(text, entry) {
        Some((span, right)) => fault.fix(format!("move `{key}` above the first table"), span, right),
        None => fault,
    }
}

/// The lines from the first table down to a key, with the key's line above them. None where it does not have its line for itself.
fn moved_up(text: &str, entry: &Entry) -> Option<(Span, String)> {
    let (key, value) = (entry.key.span.range(), entry.value.span.range());
    let line_start = text[..key.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[value.end..].find('\n').map_or(text.len(), |at| value.end + at + 1);
    let line = text.get(line_start..end)?;
    if !text[line_start..key.start].trim().is_empty() || text[key.start..value.end].contains('\n') {
        return None;
    }
    // The comments right above it are about it.
    let start = line_start - comments_above(&text[..line_start]);
    let comments = &text[start..line_start];
    let said = line.trim();
    let line_end = if line.ends_with("\r\n") { "\r\n" } else { "\n" };
    // Comments above the first table are about it: the line goes behind the last one that says something.
    let header = toml::first_header(text).filter(|header| *header < start)?;
    let mut top = if text.starts_with(BOM) { BOM.len_utf8() } else { 0 };
    let mut at = 0;
    for above in text[..header].split_inclusive('\n') {
        at += above.len();
        let above = above.trim_start_matches(BOM).trim();
        if !above.is_empty() && !above.starts_with('#') {
            top = at;
        }
    }
    let gap = if text[top..].starts_with(['\n', '\r']) { "" } else { line_end };
    Some((Span::new(top, end), format!("{comments}{said}{line_end}{gap}{}", &text[top..start])))
}

/// How long the lines of comments are that a text ends with.
fn comments_above(text: &str) -> usize {
    let lines = text.split_inclusive('\n').rev();
    lines.take_while(|line| line.trim_start().starts_with('#')).map(str::len).sum()
}
