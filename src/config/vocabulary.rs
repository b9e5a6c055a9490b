//! `[vocabulary]`: the terms of an index as they are to be spelt.

use super::read::Table;
use super::{Code, Config, TaxonomyConfig};
use crate::span::Spanned;
use crate::suggest;

impl Config {
    /// `stack` and its like: the canonical terms of an index, each with its other spellings.
    pub(super) fn read_vocabulary(&mut self, table: &mut Table<'_>) {
        for key in table.keys() {
            if !self.taxonomies.iter().any(|taxonomy| taxonomy.name == key.value) {
                unknown_index(table, &key, &self.taxonomies);
            }
            let mut terms = Vec::new();
            table.table(&key.value, |inner| {
                for term in inner.keys() {
                    let mut aliases = Vec::new();
                    inner.texts(&term.value, &mut aliases);
                    terms.push((term.value, aliases));
                }
            });
            self.vocabulary.insert(key.value, terms);
        }
    }
}

/// Reports a name that is not an index of the site.
pub(super) fn unknown_index(table: &mut Table<'_>, key: &Spanned<String>, taxonomies: &[TaxonomyConfig]) {
    let indexes = || taxonomies.iter().map(|taxonomy| taxonomy.name.as_str());
    let help = match suggest::nearest(&key.value, indexes()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("use one of: {}", indexes().collect::<Vec<_>>().join(", ")),
    };
    let message = format!("`{}` is not an index of the site", key.value);
    table.fault(Code::ConfigInvalid, key.span, message).help_last(help);
    table.rename_last(key, suggest::certain(&key.value, indexes()));
}
