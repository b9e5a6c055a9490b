//! What most notes of a folder have: read from the front matters of that folder alone, so that a large site is no slower.

use std::collections::BTreeMap;
use std::path::Path;

use crate::parse::{Limits, front_matter, yaml};
use crate::path::SourcePath;
use crate::source::disk::{markdown_names, read_text};
use crate::tree::{Node, Value};
use crate::validate::Schema;

/// Most notes that are looked at: those whose names come last, since names often begin with a day.
const MOST: usize = 200;

/// How many notes say the same before a new one says it too.
const FEWEST: usize = 2;

/// Fields, and how many notes have each.
#[derive(Debug, Default)]
pub(super) struct Habits {
    notes: usize,
    fields: BTreeMap<String, usize>,
    /// What the fields hold, as far as they hold a single text.
    texts: BTreeMap<(String, String), usize>,
}

impl Habits {
    /// Reads those of the folder that a note is to be made in.
    pub(super) fn of(site: &Path, path: &SourcePath, schema: &Schema) -> Self {
        let mut habits = Self::default();
        let folder = site.join(path.folder());
        let names = markdown_names(&folder);
        for name in names.iter().rev().filter(|name| !name.starts_with('_')).take(MOST) {
            let front = read_text(&folder.join(name)).ok().and_then(|text| front(path, &text));
            if let Some(front) = front {
                habits.notes += 1;
                habits.add(&front, "", schema);
            }
        }
        habits
    }

    fn add(&mut self, map: &Node, above: &str, schema: &Schema) {
        for entry in map.entries() {
            let key = &*entry.key.value;
            let key = if above.is_empty() {
                schema.renames.field_of(key).to_owned()
            } else {
                format!("{above}.{key}")
            };
            // A field that the site calls otherwise may be one of a map.
            if let Some((map, _)) = key.split_once('.').filter(|_| above.is_empty()) {
                *self.fields.entry(map.to_owned()).or_default() += 1;
            }
            *self.fields.entry(key.clone()).or_default() += 1;
            match &entry.value.value {
                Value::Map(_) => self.add(&entry.value, &key, schema),
                Value::Scalar(scalar) => *self.texts.entry((key, scalar.text.to_string())).or_default() += 1,
                Value::List(_) => {}
            }
        }
    }

    /// Whether there are no notes yet.
    pub(super) fn is_empty(&self) -> bool {
        self.notes == 0
    }

    /// Whether most notes have a field.
    pub(super) fn has(&self, field: &str) -> bool {
        self.fields.get(field).is_some_and(|count| count * 2 > self.notes)
    }

    /// The text that most notes have in a field.
    pub(super) fn text(&self, field: &str) -> Option<&str> {
        let is_usual = |count: usize| count >= FEWEST && count * 2 > self.notes;
        let mut of_field = self.texts.iter().filter(|((name, _), count)| name == field && is_usual(**count));
        of_field.next().map(|((_, text), _)| text.as_str())
    }
}

/// The front matter of a note, if it has one that is a map.
fn front(path: &SourcePath, text: &str) -> Option<Node> {
    let span = front_matter::split(text).front?;
    yaml::read(path, text, span, Limits::default()).root
}
