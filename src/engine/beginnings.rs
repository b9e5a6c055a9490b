//! The beginnings of notes that a site has of its own, `templates/new/NAME.md`: checked as the notes that will be made of them, as
//! far as that is known. What is missing is added when a note is made, and placeholders are what they are for.

use std::sync::Arc;

use foldhash::HashMap;

use super::{single, text};
use crate::config::Config;
use crate::corpus::{Corpus, TEMPLATES};
use crate::diagnostic::{Code, Diagnostic, Level};
use crate::edit::beginning::{Gaps, NAMES, fill};
use crate::path::SourcePath;
use crate::source::{Listed, Source};
use crate::span::Span;
use crate::validate::Schema;

/// Adds the faults of all of them; gives the texts of those that have any.
pub(super) fn check(
    (source, files): (&dyn Source, &[Listed]),
    config: &Config,
    corpus: &Corpus,
    diagnostics: &mut Vec<Diagnostic>,
) -> HashMap<SourcePath, Arc<str>> {
    let mut texts = HashMap::default();
    for file in files {
        let name = file.path.as_str().strip_prefix(TEMPLATES).and_then(|name| name.strip_prefix("/new/"));
        let name = name.and_then(|name| name.strip_suffix(".md")).filter(|name| !name.contains('/'));
        // What can't be read is told with the other templates.
        let Some((name, bytes)) = name.and_then(|name| Some((name, source.read(&file.path).ok()?))) else {
            continue;
        };
        let (written, fault) = text::decoded(&file.path, bytes);
        let schema = schema(name, config, corpus);
        let faults = fault.map_or_else(|| faults(&file.path, &written, config, &schema), |fault| vec![fault]);
        if !faults.is_empty() {
            diagnostics.extend(faults);
            texts.insert(file.path.clone(), written.into());
        }
    }
    texts
}

/// The schema of the notes that it is for, where it is named like their folder.
fn schema(name: &str, config: &Config, corpus: &Corpus) -> Schema {
    let is_named = |folder: &str| folder.rsplit('/').next() == Some(name);
    let of_folder = corpus.sections.iter().find(|section| section.has_rules() && is_named(section.folder()));
    of_folder.map_or_else(
        || Schema::of_notes(&config.schema, None),
        |section| Corpus::schema_of(&config.schema, &corpus.sections, section.folder()),
    )
}

fn faults(path: &SourcePath, written: &str, config: &Config, schema: &Schema) -> Vec<Diagnostic> {
    let filled = fill(written, &sample()).text;
    let is_own = |fault: &Diagnostic| {
        !matches!(fault.code, Code::MissingField | Code::FrontMatterMissing | Code::PlaceholderLeft)
    };
    let found = single::faults(path, &filled, config, schema).into_iter().filter(is_own);
    let at_place = |mut fault: Diagnostic| {
        fault.span = place(fault.span, &filled, written);
        // Its places are those of the note that was made of it.
        fault.related.clear();
        fault.fix = None;
        fault.level = Level::Warn;
        fault
    };
    found.map(at_place).collect()
}

fn sample() -> Gaps {
    let value = |name| if name == "date" { "2026-01-02" } else { name };
    NAMES.map(|name| (name, value(name).to_owned())).into()
}

/// A place of a text whose gaps are filled as one of the text with gaps: the same, or all of a line that has some.
fn place(span: Span, filled: &str, written: &str) -> Span {
    let at = span.start as usize;
    let number = filled[..at.min(filled.len())].matches('\n').count();
    let (start, line) = nth_line(written, number);
    let (start_filled, line_filled) = nth_line(filled, number);
    if line == line_filled && span.end as usize <= start_filled + line_filled.len() {
        let moved = |at: u32| start + at as usize - start_filled;
        return Span::new(moved(span.start), moved(span.end));
    }
    Span::new(start, start + line.trim_end().len())
}

fn nth_line(text: &str, number: usize) -> (usize, &str) {
    let mut start = 0;
    for (at, line) in text.split_inclusive('\n').enumerate() {
        if at == number {
            return (start, line);
        }
        start += line.len();
    }
    (text.len(), "")
}
