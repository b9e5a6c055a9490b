//! Fields that the schema does not know and many notes share: what a site would define, rather than mend note by note.

use std::collections::{BTreeMap, BTreeSet};

use super::Build;
use super::notes::Schemas;
use crate::corpus::below_content;
use crate::parse::secret;
use crate::path::SourcePath;
use crate::suggest;
use crate::tree::{Node, Value};
use crate::validate::infer::Values;

/// A field that is not known.
#[derive(Clone, Debug)]
pub struct UnknownField {
    /// Its key.
    pub name: String,
    /// How many notes have it.
    pub notes: usize,
    /// The type that most values fit, and how many do not; None where there is no such type.
    pub kind: Option<(&'static str, usize)>,
    /// The first of its values, as far as they are short.
    pub examples: Vec<String>,
}

/// Fewer notes than these are no habit.
const FEWEST: usize = 3;
/// Most values that are shown of a field.
const MOST_EXAMPLES: usize = 3;
/// Longest value that is shown, in characters.
const LONGEST_EXAMPLE: usize = 30;

#[derive(Default)]
struct Seen {
    notes: usize,
    values: Values,
    examples: BTreeSet<String>,
}

/// The unknown fields that several of some notes have, those of most notes first. A key that is one slip away from a known
/// one is no field, but a misspelling. Reads the front matter of all these notes: nothing for a build.
pub fn shared_fields(build: &Build, is_asked: &dyn Fn(&SourcePath) -> bool) -> Vec<UnknownField> {
    let schemas = Schemas::new(&build.config, &build.corpus.sections);
    let mut seen: BTreeMap<Box<str>, Seen> = BTreeMap::new();
    for note in build.corpus.notes.iter().filter(|note| is_asked(&note.facts.path)) {
        let path = &note.facts.path;
        let front = build.body(path).and_then(|body| body.front.as_ref()?.open());
        let schema = schemas.of(below_content(path.folder()));
        for entry in front.iter().flat_map(Node::entries) {
            let key = &entry.key.value;
            if schema.field(key).is_none() {
                seen.entry(key.clone()).or_default().add(&entry.value);
            }
        }
    }
    let names: Vec<&str> = schemas.of("").fields.iter().map(|field| field.name.as_str()).collect();
    let is_field = |name: &str| name != "scores" && suggest::only(name, names.iter().copied()).is_none();
    let shared = seen.into_iter().filter(|(name, seen)| seen.notes >= FEWEST && is_field(name));
    let mut fields: Vec<UnknownField> = shared.map(|(name, seen)| seen.field(&name)).collect();
    fields.sort_by_key(|field| std::cmp::Reverse(field.notes));
    fields
}

impl Seen {
    fn add(&mut self, value: &Node) {
        self.notes += 1;
        self.values.add(value);
        if self.examples.len() < MOST_EXAMPLES
            && let Value::Scalar(scalar) = &value.value
            && !value.is_null()
            && scalar.text.chars().count() <= LONGEST_EXAMPLE
        {
            self.examples.insert(secret::masked(&scalar.text).into_owned());
        }
    }

    fn field(self, name: &str) -> UnknownField {
        UnknownField {
            name: secret::masked(name).into_owned(),
            notes: self.notes,
            kind: self.values.kind(),
            examples: self.examples.into_iter().collect(),
        }
    }
}
