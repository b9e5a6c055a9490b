//! `[schema]` of `site.toml`, and the same settings in a folder's `_index.md`: which fields are required, what
//! happens to unknown ones, and the fields that the site defines itself.

use regex::Regex;

use super::read::Table;
use crate::diagnostic::{Code, Diagnostic};
use crate::parse::rename::Renames;
use crate::path::SourcePath;
use crate::span::Spanned;
use crate::tree::{Entry, Node};

/// What a front matter must and may hold.
#[derive(Clone, Debug, Default)]
pub struct SchemaConfig {
    /// Fields that must be there; nothing where the default holds.
    pub required: Option<Vec<Spanned<String>>>,
    /// What happens to a field that is not known; nothing where the default holds.
    pub unknown: Option<Unknown>,
    /// Fields that the site defines, and built-in ones that it narrows.
    pub fields: Vec<FieldConfig>,
    /// Fields of other tools that are read as ours.
    pub renames: Renames,
}

/// What happens to a field that is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// An error.
    Deny,
    /// A warning; it is shown as it stands.
    Warn,
    /// It is shown as it stands.
    Allow,
}

/// A field that the site defines or narrows.
#[derive(Clone, Debug)]
pub struct FieldConfig {
    /// The key.
    pub name: String,
    /// What it holds; nothing for a built-in field that keeps its type.
    pub kind: Option<FieldType>,
    /// The values it may have.
    pub choices: Vec<String>,
    /// What its text must match.
    pub pattern: Option<Regex>,
    /// The least number.
    pub minimum: Option<f64>,
    /// The greatest number.
    pub maximum: Option<f64>,
    /// Whether each note needs it.
    pub required: bool,
    /// Whether it gets an index.
    pub taxonomy: bool,
    /// What it is about, for editors.
    pub description: String,
}

/// What a site's own field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldType {
    /// Text.
    String,
    /// A number.
    Number,
    /// A whole number.
    Integer,
    /// Yes or no.
    Boolean,
    /// A date.
    Date,
    /// An address.
    Url,
    /// A list of texts.
    List,
    /// A map of anything.
    Map,
}

/// The types, by their names in the settings.
pub const TYPES: [(&str, FieldType); 8] = [
    ("string", FieldType::String),
    ("number", FieldType::Number),
    ("integer", FieldType::Integer),
    ("boolean", FieldType::Boolean),
    ("date", FieldType::Date),
    ("url", FieldType::Url),
    ("list", FieldType::List),
    ("map", FieldType::Map),
];

impl SchemaConfig {
    /// Reads the settings from a tree; `name` is what they stand under.
    pub fn parse(path: &SourcePath, node: &Node, name: &str) -> (Self, Vec<Diagnostic>) {
        let mut diagnostics = Vec::new();
        let mut schema = Self::default();
        let mut table = Table::new((path, ""), node, name, &mut diagnostics);
        schema.read(&mut table);
        table.finish();
        // An index is one of the whole site, so that a folder can't ask for one.
        let fields = node.get("fields").map_or(&[] as &[Entry], Node::entries);
        for asked in fields.iter().filter_map(|field| field.value.entry("taxonomy")) {
            let message = "`taxonomy` has no effect in the schema of a folder";
            let fault = Diagnostic::new(Code::ConfigInvalid, path, asked.key.span, message);
            diagnostics.push(fault.help("write it under `[schema.fields]` in site.toml, or remove it"));
        }
        (schema, diagnostics)
    }

    pub(super) fn read(&mut self, table: &mut Table<'_>) {
        self.required = table.optional_texts("required");
        let choices = [("deny", Unknown::Deny), ("warn", Unknown::Warn), ("allow", Unknown::Allow)];
        let mut unknown = Unknown::Deny;
        let given = table.has("unknown");
        table.choice("unknown", &choices, &mut unknown);
        self.unknown = given.then_some(unknown);
        table.table("fields", |inner| {
            for key in inner.keys() {
                let mut field = FieldConfig::new(&key.value);
                inner.table(&key.value, |table| field.read(table));
                self.fields.push(field);
            }
        });
    }
}

impl FieldConfig {
    /// A field of which nothing is said but its name.
    pub fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            kind: None,
            choices: Vec::new(),
            pattern: None,
            minimum: None,
            maximum: None,
            required: false,
            taxonomy: false,
            description: String::new(),
        }
    }

    fn read(&mut self, table: &mut Table<'_>) {
        if table.has("type") {
            let mut kind = FieldType::String;
            table.choice("type", &TYPES, &mut kind);
            self.kind = Some(kind);
        }
        table.texts("enum", &mut self.choices);
        if let Some(pattern) = table.optional_text("pattern") {
            match Regex::new(&pattern.value) {
                Ok(regex) => self.pattern = Some(regex),
                Err(error) => {
                    let reason = error.to_string().lines().last().unwrap_or("").trim().to_owned();
                    table.fault(
                        Code::ConfigInvalid,
                        pattern.span,
                        format!("`pattern` is not a regular expression: {reason}"),
                    );
                    table.help_last(
                        "correct the pattern; write each `\\` twice, or put the text in single quotes",
                    );
                }
            }
        }
        self.minimum = table.optional_number("minimum");
        self.maximum = table.optional_number("maximum");
        table.flag("required", &mut self.required);
        table.flag("taxonomy", &mut self.taxonomy);
        table.text("description", &mut self.description);
        self.report_idle(table);
    }

    /// Reports settings that have no effect on the field's type.
    fn report_idle(&self, table: &mut Table<'_>) {
        let name_of = |kind| TYPES.iter().find(|(_, known)| *known == kind).map_or("", |(name, _)| *name);
        let is_text = matches!(self.kind, None | Some(FieldType::String | FieldType::List));
        let is_number = matches!(self.kind, Some(FieldType::Number | FieldType::Integer));
        let why = self.kind.map_or_else(
            || "on a field without `type`".to_owned(),
            |kind| format!("on the type `{}`", name_of(kind)),
        );
        for key in ["minimum", "maximum"].into_iter().filter(|_| !is_number) {
            table.idle(key, &why, "write `type = \"integer\"` or `type = \"number\"`");
        }
        for key in ["enum", "pattern"].into_iter().filter(|_| !is_text) {
            table.idle(key, &why, "write `type = \"string\"` or `type = \"list\"`");
        }
        if is_text && !self.choices.is_empty() {
            table.idle("pattern", "beside `enum`", "remove `enum`");
        }
    }
}
