//! The languages of what sites and notes begin with. Each is a folder beside this file, which `build.rs` finds: the texts of notes, the
//! settings of a new site, and `words.toml`, with the titles of first notes and what is asked for in fields.

use std::collections::BTreeMap;

use crate::parse::placeholder;
use crate::render::words;
use crate::validate::schema::{Field, Schema, Shape};

/// A language, with its files and their texts.
type Language = (&'static str, &'static [(&'static str, &'static str)]);

const LANGUAGES: &[Language] = include!(concat!(env!("OUT_DIR"), "/beginnings.rs"));

/// The language of what a language lacks.
const FALLBACK: &str = "en";

/// What there is in one language.
#[derive(Clone, Copy, Debug)]
pub(in crate::cli) struct Texts(&'static [(&'static str, &'static str)]);

impl Texts {
    /// Those of a language by its tag, else the English ones.
    pub(in crate::cli) fn of(tag: &str) -> Self {
        let find = |tag: &str| LANGUAGES.iter().find(|(known, _)| known.eq_ignore_ascii_case(tag));
        let found = words::by_tag(tag, find).or_else(|| find(FALLBACK));
        Self(found.map_or(&[], |(_, files)| *files))
    }

    /// The tags of all languages that there are.
    pub(in crate::cli) fn languages() -> impl Iterator<Item = &'static str> {
        LANGUAGES.iter().map(|(tag, _)| *tag)
    }

    /// A file, if this language has it.
    pub(in crate::cli) fn find(self, name: &str) -> Option<&'static str> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
    }

    /// A file that each language has.
    pub(in crate::cli) fn get(self, name: &str) -> &'static str {
        self.find(name).unwrap_or_default()
    }

    /// The title of the first note of a kind.
    pub(in crate::cli) fn title(self, kind: &str) -> String {
        self.words("titles").remove(kind).unwrap_or_default()
    }

    /// A placeholder for a field of the format.
    pub(in crate::cli) fn asking(self, field: &str) -> String {
        let of_field =
            || Schema::of_notes(&crate::config::SchemaConfig::default(), None).field(field).map(asked);
        let own = self.words("asked").remove(field).map(|text| placeholder::asking(&text));
        own.or_else(of_field).unwrap_or_else(|| placeholder::asking(field))
    }

    /// Puts what this language asks for into the fields of a schema, but for those that the site describes itself.
    pub(in crate::cli) fn describe(self, schema: &mut Schema) {
        let own = self.words("asked");
        let original = Schema::of_notes(&crate::config::SchemaConfig::default(), None);
        for field in &mut schema.fields {
            let known = original.field(&field.name);
            if known.is_some_and(|known| known.description == field.description) {
                describe(field, "", &own);
            }
        }
    }

    /// A table of `words.toml`.
    fn words(self, table: &str) -> BTreeMap<String, String> {
        let read = toml::from_str::<BTreeMap<String, BTreeMap<String, String>>>(self.get("words.toml"));
        // The file is the program's own, and a test reads it: a fault in it shows there.
        read.unwrap_or_default().remove(table).unwrap_or_default()
    }
}

/// What is asked for in the place of a field's text.
pub(in crate::cli) fn asked(field: &Field) -> String {
    let about = field.description.replace(['[', ']', '\n'], " ");
    let about = about.trim().trim_end_matches('.');
    let mut letters = about.chars();
    let about = match letters.next() {
        Some(first) => first.to_lowercase().chain(letters).collect(),
        None => field.name.clone(),
    };
    placeholder::asking(&about)
}

fn describe(field: &mut Field, above: &str, own: &BTreeMap<String, String>) {
    let path = if above.is_empty() { field.name.clone() } else { format!("{above}.{}", field.name) };
    if let Some(text) = own.get(&path) {
        field.description.clone_from(text);
    }
    if let Shape::Map(inner) | Shape::Open(inner, _) = &mut field.shape {
        for field in inner {
            describe(field, &path, own);
        }
    }
}
