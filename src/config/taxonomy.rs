//! `[taxonomies]`: which fields have an index.

use serde::{Deserialize, Serialize};

use super::read::Table;
use super::{SchemaConfig, vocabulary};
use crate::path::slugify;

/// A field whose values get an index, with a page for each value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TaxonomyConfig {
    /// The index's name and address: `stack` for `/stack/`.
    pub name: String,
    /// The field: `stack`, `revision.status`.
    pub field: String,
    /// The index's heading.
    pub title: String,
    /// Whether the site says it; another one is that of the language.
    pub is_titled: bool,
    /// Whether each term has a feed.
    pub feed: bool,
}

/// The indexes of a site that does not choose: name, field, heading.
const TAXONOMIES: [(&str, &str, &str); 8] = [
    ("stack", "stack", "Stack"),
    ("tools", "tools", "Tools"),
    ("topics", "topic", "Topics"),
    ("entities", "entities", "Entities"),
    ("difficulty", "difficulty", "Difficulty"),
    ("status", "revision.status", "Status"),
    ("languages", "code_language", "Languages"),
    ("owners", "owner", "Owners"),
];

/// The indexes of a site that does not choose.
pub(super) fn built_in() -> Vec<TaxonomyConfig> {
    let taxonomy = |&(name, field, title): &(&str, &str, &str)| TaxonomyConfig {
        name: name.to_owned(),
        field: field.to_owned(),
        title: title.to_owned(),
        is_titled: false,
        feed: name == "stack",
    };
    TAXONOMIES.iter().map(taxonomy).collect()
}

/// Adds the fields of a schema that ask for an index.
pub(super) fn add_of_schema(taxonomies: &mut Vec<TaxonomyConfig>, schema: &SchemaConfig) {
    for field in schema.fields.iter().filter(|field| field.taxonomy) {
        let title = field.name.replace('_', " ");
        taxonomies.push(TaxonomyConfig {
            name: slugify(&field.name),
            field: field.name.clone(),
            title,
            is_titled: false,
            feed: false,
        });
    }
}

/// `stack = false` drops an index; `[taxonomies.services] field = "service"` adds one.
pub(super) fn read(taxonomies: &mut Vec<TaxonomyConfig>, table: &mut Table<'_>) {
    for key in table.keys() {
        let name = slugify(&key.value);
        let known = taxonomies.iter().position(|taxonomy| taxonomy.name == name);
        if let Some(wanted) = table.bool(&key.value) {
            match known {
                // A name alone says neither which field a new index is of, nor which one a misspelt name means.
                None => vocabulary::unknown_index(table, &key, taxonomies),
                Some(_) if wanted => {}
                Some(at) => {
                    taxonomies.remove(at);
                }
            }
            continue;
        }
        let mut taxonomy = known.map_or_else(
            || TaxonomyConfig {
                name: name.clone(),
                field: key.value.clone(),
                title: key.value.clone(),
                is_titled: false,
                feed: false,
            },
            |at| taxonomies[at].clone(),
        );
        table.table(&key.value, |inner| {
            inner.text("field", &mut taxonomy.field);
            taxonomy.is_titled |= inner.has("title");
            inner.text("title", &mut taxonomy.title);
            inner.flag("feed", &mut taxonomy.feed);
        });
        match known {
            Some(at) => taxonomies[at] = taxonomy,
            None => taxonomies.push(taxonomy),
        }
    }
}
