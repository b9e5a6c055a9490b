//! Fields that a front matter must have, and has not.

use super::scalar;
use super::schema::{Field, Schema};
use super::walk::Walker;
use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;
use crate::suggest;
use crate::tree::{Entry, Node, Value};

/// What a front matter lacks, when it lacks a field.
pub(super) struct Gaps<'a> {
    /// Where a missing key belongs.
    pub(super) at: Span,
    /// Keys whose values could not be read: they are not missing.
    pub(super) lost: &'a [Box<str>],
    /// Required keys that come from elsewhere: a date in the file name.
    pub(super) given: &'a [&'a str],
    /// Unknown keys, behind the fields that they may be meant for.
    pub(super) meant: &'a [(&'a str, &'a str)],
    /// Whether all keys are known. Where they are not, nothing is known to be missing.
    pub(super) is_whole: bool,
}

/// Writes the day into what is said of a missing date: an example that can be taken as it is.
pub fn name_day(fault: &mut Diagnostic, today: jiff::civil::Date) {
    if let Some(help) = fault.help.as_mut().filter(|_| fault.code == Code::MissingField) {
        *help = help.replace(scalar::ANY_DAY, &today.to_string());
    }
}

impl Walker<'_> {
    /// Reports required fields that are not there.
    pub(super) fn missing(&mut self, fields: &[Field], entries: &[Entry], gaps: &Gaps<'_>) {
        let there = |name: &str| {
            entries.iter().any(|entry| &*entry.key.value == name)
                || gaps.lost.iter().any(|key| &**key == name)
                || gaps.given.contains(&name)
        };
        for field in fields.iter().filter(|field| field.required && gaps.is_whole && !there(&field.name)) {
            let name = &field.name;
            let message = format!("`{name}` is missing");
            let example = scalar::example(&field.shape);
            let mut help = format!("add a line `{name}: {example}`");
            if name == "date" {
                help.push_str(", or begin the file name with the date");
            }
            if let Some((_, key)) = gaps.meant.iter().find(|(field, _)| *field == name) {
                help = format!("rename `{key}` to `{name}`, or {help}");
            }
            self.push(Diagnostic::new(Code::MissingField, self.path, gaps.at, message).key(name).help(help));
        }
    }

    /// Reports required keys of maps that are not there. One without a value has a fault of its own.
    pub(super) fn missing_within(&mut self, root: Option<&Node>, schema: &Schema, gaps: &Gaps<'_>) {
        for path in schema.required_within.iter().filter(|_| gaps.is_whole) {
            let first = path.split('.').next().unwrap_or(path);
            let is_lost = gaps.lost.iter().any(|key| **key == *first) || gaps.given.contains(&first);
            let Some(gap) = gap(schema, root, path).filter(|_| !is_lost) else { continue };
            let own = schema.renames.name_of(path);
            let example = schema.at(path).map(scalar::example).unwrap_or_default();
            let (at, help) = match gap {
                _ if own != path => (gaps.at, format!("add a line `{own}: {example}`")),
                (None, rest) => (gaps.at, format!("add a line `{}`", nested(rest, &example))),
                (Some((map, span)), rest) => (span, format!("add `{}` to `{map}`", nested(rest, &example))),
            };
            let message = format!("`{own}` is missing");
            self.push(Diagnostic::new(Code::MissingField, self.path, at, message).key(own).help(help));
        }
    }
}

/// The map that lacks a key, with its place, and the rest of the path from there.
type Gap<'p> = (Option<(&'p str, Span)>, &'p str);

/// Where a path breaks off. None where it doesn't, or where what stands on its way has another fault.
fn gap<'p>(schema: &Schema, root: Option<&Node>, path: &'p str) -> Option<Gap<'p>> {
    let Some(mut node) = root else { return Some((None, path)) };
    let (mut map, mut rest) = (None, path);
    loop {
        let (key, further) = rest.split_once('.').map_or((rest, None), |(key, further)| (key, Some(further)));
        let Value::Map(entries) = &node.value else { return None };
        let is_misspelt = |entry: &Entry| {
            let written = &*entry.key.value;
            let is_unknown = |(map, _)| schema.at(&format!("{map}.{written}")).is_none();
            map.is_some_and(is_unknown) && suggest::only(written, [key]).is_some()
        };
        match node.get(key) {
            None if entries.iter().any(is_misspelt) => return None,
            None => return Some((map, rest)),
            Some(inner) => node = inner,
        }
        rest = further?;
        map = Some((&path[..path.len() - rest.len() - 1], node.span));
    }
}

/// A key with an example, in the maps that it needs: `revision: {last_reviewed: 2026-05-31}`.
fn nested(path: &str, example: &str) -> String {
    match path.split_once('.') {
        Some((key, rest)) => format!("{key}: {{{}}}", nested(rest, example)),
        None => format!("{path}: {example}"),
    }
}
