//! What a front matter may hold, as data: one table that validation, the JSON Schema, the order of the details
//! box and every "did you mean" are read from.

use std::sync::LazyLock;

use regex::Regex;

use super::fields;
use crate::config::{FieldConfig, FieldType, SchemaConfig, Unknown};
use crate::diagnostic::Code;
use crate::parse::rename::Renames;
use crate::path::{MOST_ALIAS, MOST_SLUG};
use crate::span::Spanned;

/// A field: its key and what it may hold.
#[derive(Clone, Debug)]
pub struct Field {
    /// The key.
    pub name: String,
    /// What it may hold.
    pub shape: Shape,
    /// Whether it must be there.
    pub required: bool,
    /// What it is about, in one sentence.
    pub description: String,
    /// Where readers see it.
    pub shown: Shown,
}

/// Where readers see a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// In the details box, with all that is about the subject of the note.
    InDetails,
    /// Elsewhere on the page, which it is about.
    OnPage,
    /// Nowhere: it is for those who keep the note, and no output holds it.
    Nowhere,
}

/// What a value may be.
#[derive(Clone, Debug)]
pub enum Shape {
    /// Any text.
    Text,
    /// Text of a certain form.
    Form(Form),
    /// One of several words.
    Choice(Vec<String>),
    /// Text that matches a site's own pattern.
    Pattern(Regex),
    /// `true` or `false`.
    Bool,
    /// `true` or `false`, where 0 and 1 are read too.
    Flag,
    /// A whole number.
    Integer(Range),
    /// A number.
    Number(Range),
    /// A single value of any kind.
    Scalar,
    /// A list.
    List(Box<Shape>),
    /// Text, or a list or a map of anything: an item of a list of the site's own.
    Item,
    /// Text, or a map with one key and a text.
    OutlineItem,
    /// Text, or a map with these keys, the first of which holds that text.
    TextOr(Vec<Field>),
    /// A map with these keys.
    Map(Vec<Field>),
    /// A map with these keys, and any others, which hold the shape given.
    Open(Vec<Field>, Box<Shape>),
    /// Anything.
    Any,
}

impl Shape {
    /// Whether one value without keys can have it.
    pub(super) fn is_single(&self) -> bool {
        !matches!(self, Self::List(_) | Self::Map(_) | Self::Open(..) | Self::Any)
    }
}

/// Bounds of a number, both inclusive, and the code that a number outside of them gets.
#[derive(Clone, Copy, Debug)]
pub struct Range {
    /// The least.
    pub minimum: Option<f64>,
    /// The greatest.
    pub maximum: Option<f64>,
    /// The code of the fault.
    pub code: Code,
}

/// A form of text, with the fault that another form is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `YYYY-MM-DD`.
    Date,
    /// `YYYY-MM-DD`, or an RFC 3339 date-time.
    DateTime,
    /// A version by the rules of semantic versioning, with three numbers.
    Version,
    /// A number and a unit: `6 months`.
    Interval,
    /// Lower-case hex, 8 to 64 digits.
    Hash,
    /// Lower-case letters, digits, `-` and `_`.
    Slug,
    /// A path on the site.
    Alias,
    /// An http or https address.
    Url,
    /// An http or https address, or a file of the site.
    Source,
    /// A short text: up to 300 characters.
    Summary,
    /// A language that the highlighter knows.
    Language,
}

impl Form {
    /// The regular expression that the JSON Schema gives for the form, where one can say it.
    pub fn pattern(self) -> Option<&'static str> {
        match self {
            Self::Version => Some(
                r"^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$",
            ),
            Self::Interval => Some(r"^[1-9][0-9]{0,3} (day|week|month|year)s?$"),
            Self::Hash => Some(r"^[0-9a-f]{8,64}$"),
            Self::Slug => Some(r"^[a-z0-9_]+(-[a-z0-9_]+)*$"),
            Self::Url => Some(r#"^https?://[^\s"'<>\\`{}|^/?#]+[^\s"'<>\\`{}|^]*$"#),
            Self::Source => Some(
                r#"^(https?://[^\s"'<>\\`{}|^/?#]+[^\s"'<>\\`{}|^]*|[^\s:"'<>\\`{}|^?#][^:"'<>\\`{}|^?#]*)$"#,
            ),
            Self::Alias => Some(
                r#"^/?(?!\.)[^\s:"'<>\\`?#%{}|^/]*[^\s:"'<>\\`?#%{}|^/.](/(?!\.)[^\s:"'<>\\`?#%{}|^/]*[^\s:"'<>\\`?#%{}|^/.])*/?$"#,
            ),
            Self::Date | Self::DateTime | Self::Summary | Self::Language => None,
        }
    }

    /// Most characters of the form, where it is bounded.
    pub fn most(self) -> Option<usize> {
        match self {
            Self::Slug => Some(MOST_SLUG),
            Self::Alias => Some(MOST_ALIAS),
            _ => None,
        }
    }

    /// The pattern, ready to match.
    pub fn regex(self) -> Option<&'static Regex> {
        const WITH_PATTERN: [Form; 6] =
            [Form::Version, Form::Interval, Form::Hash, Form::Slug, Form::Url, Form::Source];
        static COMPILED: LazyLock<Vec<(Form, Regex)>> = LazyLock::new(|| {
            WITH_PATTERN.iter().filter_map(|form| Some((*form, Regex::new(form.pattern()?).ok()?))).collect()
        });
        COMPILED.iter().find(|(form, _)| *form == self).map(|(_, regex)| regex)
    }
}

/// What one folder's notes must and may hold.
#[derive(Clone, Debug)]
pub struct Schema {
    /// The fields, in the order of the details box.
    pub fields: Vec<Field>,
    /// How many of them are built in; those of the site's own follow.
    built_in: usize,
    /// The paths of keys within maps that must be there: `revision.last_reviewed`.
    pub required_within: Vec<String>,
    /// What happens to other keys.
    pub unknown: Unknown,
    /// Required names that are no field, with their places: for a diagnostic.
    pub unknown_required: Vec<Spanned<String>>,
    /// What the site calls fields otherwise.
    pub renames: Renames,
}

/// The fields that each note needs unless the site says otherwise.
const REQUIRED: &[&str] = &["title", "date", "topic", "summary"];

/// The field that each plain page needs unless the site says otherwise: it has no day, and is about no topic.
const REQUIRED_OF_PAGES: &[&str] = &["title"];

impl Schema {
    /// What a key can be called: the fields, and what the site calls them.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        let fields = self.fields.iter().map(|field| field.name.as_str());
        fields.chain(self.renames.0.iter().map(|rename| rename.own.value.as_str()))
    }

    /// The schema of notes: the built-in fields, narrowed and extended by `site.toml`, then by a folder.
    pub fn of_notes(site: &SchemaConfig, folder: Option<&SchemaConfig>) -> Self {
        Self::of(REQUIRED, site, folder)
    }

    /// The schema of plain pages, made in the same way.
    pub fn of_pages(site: &SchemaConfig, folder: Option<&SchemaConfig>) -> Self {
        Self::of(REQUIRED_OF_PAGES, site, folder)
    }

    fn of(required: &[&str], site: &SchemaConfig, folder: Option<&SchemaConfig>) -> Self {
        let fields = fields::note();
        let mut schema = Self {
            built_in: fields.len(),
            fields,
            required_within: Vec::new(),
            unknown: Unknown::Deny,
            unknown_required: Vec::new(),
            renames: site.renames.clone(),
        };
        schema.require(
            required.iter().map(|name| Spanned::new((*name).to_owned(), crate::span::Span::default())),
        );
        for layer in std::iter::once(site).chain(folder) {
            schema.apply(layer);
        }
        schema
    }

    /// The schema of sections' pages: their title is required where that of notes is, and other tools' fields pass as there.
    pub fn of_sections(site: &SchemaConfig) -> Self {
        let of_notes = Self::of_notes(site, None);
        let mut fields = fields::section();
        let needs_title = of_notes.field("title").is_some_and(|title| title.required);
        for field in &mut fields {
            field.required &= needs_title;
        }
        Self {
            built_in: fields.len(),
            fields,
            required_within: Vec::new(),
            unknown_required: Vec::new(),
            ..of_notes
        }
    }

    /// What the value at a path holds: `summary`, `revision.status`.
    pub fn at(&self, path: &str) -> Option<&Shape> {
        let mut parts = path.split('.');
        let mut shape = &self.field(parts.next()?)?.shape;
        for part in parts {
            shape = match shape {
                Shape::Map(fields) => &fields.iter().find(|field| field.name == part)?.shape,
                Shape::Open(fields, others) => {
                    fields.iter().find(|field| field.name == part).map_or(&**others, |field| &field.shape)
                }
                Shape::Any => shape,
                _ => return None,
            };
        }
        Some(shape)
    }

    /// The names of the site's own fields.
    pub fn own_fields(&self) -> impl Iterator<Item = &str> {
        self.fields[self.built_in..].iter().map(|field| field.name.as_str())
    }

    /// The field of that key.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    fn apply(&mut self, layer: &SchemaConfig) {
        for field in &layer.fields {
            match self.fields.iter_mut().find(|known| known.name == field.name) {
                Some(known) => {
                    known.required |= field.required;
                    if let Some(shape) = narrowed(field) {
                        known.shape = shape;
                    }
                }
                None => self.fields.push(Field {
                    name: field.name.clone(),
                    shape: narrowed(field).unwrap_or(Shape::Text),
                    required: field.required,
                    description: field.description.clone(),
                    shown: Shown::InDetails,
                }),
            }
        }
        if let Some(required) = &layer.required {
            for field in &mut self.fields {
                field.required = layer.fields.iter().any(|own| own.required && own.name == field.name);
            }
            self.required_within.clear();
            self.require(required.iter().cloned());
        }
        self.unknown = layer.unknown.unwrap_or(self.unknown);
    }

    fn require(&mut self, names: impl Iterator<Item = Spanned<String>>) {
        for name in names {
            let is_within = name.value.contains('.') && self.at(&name.value).is_some();
            match self.fields.iter_mut().find(|field| field.name == name.value) {
                Some(field) => field.required = true,
                None if is_within => self.required_within.push(name.value),
                None => self.unknown_required.push(name),
            }
        }
        self.required_within.sort();
        self.required_within.dedup();
    }
}

/// The shape that a site gives a field; nothing where it says nothing about it.
pub(super) fn narrowed(field: &FieldConfig) -> Option<Shape> {
    let range = Range { minimum: field.minimum, maximum: field.maximum, code: Code::NumberOutOfRange };
    let text = || match (&field.pattern, field.choices.is_empty()) {
        (_, false) => Shape::Choice(field.choices.clone()),
        (Some(pattern), true) => Shape::Pattern(pattern.clone()),
        (None, true) => Shape::Text,
    };
    match field.kind {
        None if field.choices.is_empty() && field.pattern.is_none() => None,
        None | Some(FieldType::String) => Some(text()),
        Some(FieldType::Number) => Some(Shape::Number(range)),
        Some(FieldType::Integer) => Some(Shape::Integer(range)),
        Some(FieldType::Boolean) => Some(Shape::Bool),
        Some(FieldType::Date) => Some(Shape::Form(Form::Date)),
        Some(FieldType::Url) => Some(Shape::Form(Form::Url)),
        Some(FieldType::List) => Some(Shape::List(Box::new(match text() {
            Shape::Text => Shape::Item,
            other => other,
        }))),
        Some(FieldType::Map) => Some(Shape::Open(Vec::new(), Box::new(Shape::Any))),
    }
}
