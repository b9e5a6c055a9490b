//! From a [`Document`] to a [`Note`]: every fault of the front matter, and typed values.
//!
//! Looks at one file alone. What needs other files (links, duplicates) is checked in `check`, once all notes
//! are there.

mod cross;
mod day;
mod doctests;
mod fences;
pub mod fields;
mod foreign;
mod hidden;
pub mod infer;
pub mod json;
mod labels;
mod misread;
mod missing;
mod placeholder;
mod public;
pub mod read;
mod scalar;
pub mod schema;
pub mod title;
mod walk;
mod within;

pub(crate) use cross::apply_levels;
pub use missing::name_day;
pub use schema::Schema;

use crate::config::TaxonomyConfig;
use crate::diagnostic::{Code, Diagnostic};
use crate::edit::settings::quoted;
use crate::note::Note;
use crate::parse::Document;
use crate::path::SourcePath;
use crate::span::Span;
use crate::tree::Entry;
use missing::Gaps;
use walk::Walker;

/// What validation needs to know besides the file.
#[derive(Debug)]
pub struct Rules<'a> {
    /// What a front matter may hold.
    pub schema: &'a Schema,
    /// The indexes of the site.
    pub taxonomies: &'a [TaxonomyConfig],
    /// Whether the highlighter knows a language.
    pub knows_language: fn(&str) -> bool,
    /// The highlighter's language nearest to a word, and whether no other one can be meant.
    pub near_language: fn(&str) -> Option<(String, bool)>,
}

/// Validates a note. It is made in any case; `text` is the file's.
pub fn note(document: &Document, text: &str, rules: &Rules<'_>) -> (Note, Vec<Diagnostic>) {
    let note = read::note(document, text, rules.taxonomies);
    let mut walker = Walker { path: &document.path, text, diagnostics: Vec::new() };
    let mut given = Vec::new();
    given.extend(read::date_in_name(read::own_name(&document.path)).map(|_| "date"));
    given.extend(document.of_settings.owner.as_ref().map(|_| "owner"));
    let gaps = Gaps {
        at: place_of_missing(document, text),
        lost: &document.lost,
        given: &given,
        meant: &[],
        is_whole: document.front_is_whole,
    };
    match &document.front {
        Some(root) if !root.is_null() => walker.front_matter(root, rules.schema, &gaps),
        _ if document.is_readable() => without_front_matter(&mut walker, document, rules.schema, &gaps),
        _ => {}
    }
    if let Some(front) = &document.front {
        hidden::check(&mut walker, front);
        placeholder::check(&mut walker, front);
    }
    if document.is_readable() {
        cross::check(&mut walker, &note, document, rules);
    }
    (note, walker.diagnostics)
}

/// Validates the page of a section.
pub fn section(document: &Document, text: &str, rules: &Rules<'_>) -> Vec<Diagnostic> {
    let schema = rules.schema;
    let mut walker = Walker { path: &document.path, text, diagnostics: Vec::new() };
    let gaps = Gaps {
        at: place_of_missing(document, text),
        lost: &document.lost,
        given: &[],
        meant: &[],
        is_whole: document.front_is_whole,
    };
    match &document.front {
        Some(root) if !root.is_null() => walker.front_matter(root, schema, &gaps),
        _ if document.is_readable() => without_front_matter(&mut walker, document, schema, &gaps),
        _ => {}
    }
    if let Some(front) = &document.front {
        hidden::check(&mut walker, front);
        placeholder::check(&mut walker, front);
    }
    if document.is_readable() {
        cross::body(&mut walker, document, rules);
    }
    walker.diagnostics
}

/// A file without front matter is a note where nothing is required.
fn without_front_matter(walker: &mut Walker<'_>, document: &Document, schema: &Schema, gaps: &Gaps<'_>) {
    let required = schema.fields.iter().filter(|field| field.required).map(|field| field.name.as_str());
    let within = schema.required_within.iter().map(|path| schema.renames.name_of(path));
    let required: Vec<&str> = required.chain(within).filter(|name| !gaps.given.contains(name)).collect();
    let has_fences =
        document.body.start as usize > document.front_span.end as usize || document.front_span.start > 0;
    if has_fences {
        walker.missing(&schema.fields, &[] as &[Entry], gaps);
        return walker.missing_within(None, schema, gaps);
    }
    if required.is_empty() || !document.front_is_whole {
        return;
    }
    let listed: Vec<String> = required.iter().map(|name| format!("`{name}`")).collect();
    let message = format!("the file has no front matter; {} missing", are(&listed));
    let fault = Diagnostic::new(
        Code::FrontMatterMissing,
        walker.path,
        Span::at(document.body.start as usize),
        message,
    );
    walker.push(fault.help("begin the file with a line `---`, the fields, and another line `---`"));
}

fn are(names: &[String]) -> String {
    match names {
        [one] => format!("{one} is"),
        [rest @ .., last] => format!("{} and {last} are", rest.join(", ")),
        [] => String::new(),
    }
}

/// Where a key that is missing belongs: the end of the front matter.
fn place_of_missing(document: &Document, text: &str) -> Span {
    let front = document.front_span.of(text);
    Span::at(document.front_span.start as usize + front.trim_end().len())
}

impl Document {
    /// Whether the file is there to be judged: neither empty nor too large.
    pub fn is_readable(&self) -> bool {
        !self
            .diagnostics
            .iter()
            .any(|fault| matches!(fault.code, Code::EmptyFile | Code::FileTooLarge | Code::NotUtf8))
    }
}

/// The faults of fields that are read as ones which do not exist, or are ours themselves.
pub fn unknown_renames(schema: &Schema, taxonomies: &[TaxonomyConfig], path: &SourcePath) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    let names = || schema.fields.iter().map(|field| field.name.as_str());
    for rename in &schema.renames.0 {
        let (own, field) = (&rename.own, &rename.field);
        let is_term = taxonomies.iter().any(|taxonomy| taxonomy.field == field.value);
        if schema.field(&own.value).is_some() {
            let message = format!("`{}` is already a field, and can't be read as another one", own.value);
            let fault = Diagnostic::new(Code::ConfigInvalid, path, own.span, message);
            faults.push(fault.help("remove the line"));
        } else if schema.at(&field.value).is_none() && !is_term {
            let message = format!("`{}` is not a field that `{}` can be read as", field.value, own.value);
            let fault = Diagnostic::new(Code::ConfigInvalid, path, field.span, message);
            faults.push(match crate::suggest::nearest(&field.value, names()) {
                Some(near) => fault.help(format!("did you mean `{near}`?")),
                None => fault.help("write a field of notes: `summary`, `owner`, `revision.last_reviewed`"),
            });
        }
    }
    faults
}

/// The faults of a schema that names fields which do not exist.
pub fn unknown_required(schema: &Schema, path: &SourcePath) -> Vec<Diagnostic> {
    let paths = schema.paths();
    let is_within = |name: &str| name.contains('.');
    let fault = |name: &crate::span::Spanned<String>| {
        // A name is meant to be one, and a path to be one.
        let alike = paths.iter().filter(|path| is_within(path) == is_within(&name.value));
        let names: Vec<&str> = alike.map(String::as_str).collect();
        let fault = Diagnostic::new(
            Code::ConfigInvalid,
            path,
            name.span,
            format!("`{}` is required, but is not a field", name.value),
        );
        let fault = fault.help(match crate::suggest::nearest(&name.value, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if is_within(&name.value) => {
                "name a field, or a key of one that is a map: `revision.last_reviewed`".to_owned()
            }
            None => format!("define it under `[schema.fields.{}]`", name.value),
        });
        let meant = crate::suggest::certain(&name.value, names.iter().copied());
        // Text in double quotes is the same in TOML and in YAML.
        fault.replace(&name.value, name.span, meant.map(quoted))
    };
    schema.unknown_required.iter().map(fault).collect()
}

/// A note of this text, as the settings of a site that chooses nothing have it: for tests of what is made of notes.
#[cfg(test)]
pub(crate) fn noted(text: &str) -> Note {
    let config = crate::config::Config::default();
    let path = SourcePath::new("content/notes/a.md").unwrap();
    let document = crate::parse::parse(&path, text, config.limits, config.extensions);
    let schema = Schema::of_notes(&config.schema, None);
    let taxonomies = &config.taxonomies;
    let rules = Rules { schema: &schema, taxonomies, knows_language: |_| true, near_language: |_| None };
    note(&document, text, &rules).0
}
