//! One note by itself, before it is a file of the site: what `check` would say of its front matter and of its text.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::notes::{self, renamed, rules};
use super::{Build, level};
use crate::config::Config;
use crate::corpus::SectionFile;
use crate::diagnostic::{Code, Diagnostic, Fix, Level};
use crate::parse::Document;
use crate::path::SourcePath;
use crate::span::Span;
use crate::validate::{self, Schema};

/// The faults of a note of this text, or of the page of a section, each with the level that the site gives it, in order of their places.
pub fn faults(path: &SourcePath, text: &str, config: &Config, schema: &Schema) -> Vec<Diagnostic> {
    let document = renamed(path, text, config);
    let rules = rules(schema, &config.taxonomies);
    let mut faults = if path.is_section() {
        let mut faults = validate::section(&document, text, &rules);
        faults.extend(SectionFile::read(&document, text).1);
        faults
    } else {
        validate::note(&document, text, &rules).1
    };
    for fault in &mut faults {
        schema.renames.tell(fault);
    }
    faults.extend(document.diagnostics);
    for fault in &mut faults {
        fault.level = config.level_of(fault);
    }
    faults.retain(|fault| fault.level != Level::Allow);
    crate::diagnostic::sort(&mut faults);
    faults
}

/// What the page of a section says.
pub fn section(path: &SourcePath, text: &str, config: &Config) -> SectionFile {
    SectionFile::read(&renamed(path, text, config), text).0
}

/// A text as the site reads it.
pub fn document(path: &SourcePath, text: &str, config: &Config) -> Document {
    renamed(path, text, config)
}

/// The faults of a note that is being written, before the site is read with it: those of its own text, and what rules over several
/// notes said of it before, where that text still stands. None where only the whole site can tell.
pub fn meanwhile(build: &Build, path: &SourcePath, text: &str) -> Option<Vec<Diagnostic>> {
    let before = build.judged(path)?;
    let old = before.text.as_deref()?;
    // What is known is told from what is new by all that there is.
    if build.known.file.is_some() {
        return None;
    }
    let judge = || notes::of_text(path, text, &build.config, &build.corpus.sections);
    let judged = catch_unwind(AssertUnwindSafe(judge)).ok()?;
    let own = judged.faults.to_vec();
    let is_own = |code: Code| own.iter().chain(before.faults.iter()).any(|fault| fault.code == code);
    let start = build.diagnostics.partition_point(|fault| fault.path < *path);
    let of_note = build.diagnostics[start..].iter().take_while(|fault| fault.path == *path);
    let edit = Replaced::between(old, text);
    let carried: Vec<Diagnostic> =
        of_note.filter(|fault| !is_own(fault.code)).filter_map(|fault| edit.carried(fault)).collect();
    let mut faults = level::level(&build.config, &[judged.profile], own, level::fold);
    // Whether an exception is of use, rules over several notes tell as well.
    faults.retain(|fault| fault.code != Code::UnusedAllow);
    faults.extend(carried);
    crate::diagnostic::sort(&mut faults);
    Some(faults)
}

/// What differs between two texts: all that stands between what both begin with and what both end with.
struct Replaced {
    start: usize,
    old_end: usize,
    new_end: usize,
}

impl Replaced {
    fn between(old: &str, new: &str) -> Self {
        let same = |(one, other): &(u8, u8)| one == other;
        let start = old.bytes().zip(new.bytes()).take_while(same).count();
        let most = old.len().min(new.len()) - start;
        let end = old.bytes().rev().zip(new.bytes().rev()).take(most).take_while(same).count();
        Self { start, old_end: old.len() - end, new_end: new.len() - end }
    }

    /// Where a place of the old text is in the new one; None where it is no longer what it was.
    fn moved(&self, span: Span) -> Option<Span> {
        let range = span.range();
        if range.end <= self.start {
            return Some(span);
        }
        let moved = |at: usize| at - self.old_end + self.new_end;
        (range.start >= self.old_end).then(|| Span::new(moved(range.start), moved(range.end)))
    }

    fn carried(&self, fault: &Diagnostic) -> Option<Diagnostic> {
        let mut fault = Diagnostic { span: self.moved(fault.span)?, ..fault.clone() };
        fault.fix = fault.fix.take().and_then(|fix| {
            let span = if fix.path == fault.path { self.moved(fix.span)? } else { fix.span };
            Some(Fix { span, ..fix })
        });
        fault.related.retain_mut(|label| {
            let moved = if label.path == fault.path { self.moved(label.span) } else { Some(label.span) };
            label.span = moved.unwrap_or_default();
            moved.is_some()
        });
        Some(fault)
    }
}
