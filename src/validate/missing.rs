//! Fields that a front matter must have, and has not.

use super::scalar;
use super::schema::Field;
use super::walk::Walker;
use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;
use crate::tree::Entry;

/// What a front matter lacks, when it lacks a field.
pub(super) struct Gaps<'a> {
    /// Where a missing key belongs.
    pub(super) at: Span,
    /// Keys whose values could not be read: they are not missing.
    pub(super) lost: &'a [Box<str>],
    /// Required keys that come from elsewhere: a date in the file name.
    pub(super) given: &'a [&'a str],
    /// Whether all keys are known. Where they are not, nothing is known to be missing.
    pub(super) is_whole: bool,
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
            self.push(Diagnostic::new(Code::MissingField, self.path, gaps.at, message).key(name).help(help));
        }
    }
}
