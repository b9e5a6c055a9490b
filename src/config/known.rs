//! All settings that there are, by the tables that they stand in. No list of them is kept: the settings are read once from a table
//! that has none, and each question that is asked names a key.

use std::cell::RefCell;
use std::sync::LazyLock;

use super::Config;
use super::read::Table;
use crate::path::SourcePath;
use crate::span::Span;
use crate::tree::{Node, Value};

/// The settings: their tables, empty for the top of the file, and their keys.
static ALL: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let asked = RefCell::new(Vec::new());
    let node = Node { span: Span::at(0), value: Value::Map(Vec::new()) };
    let mut diagnostics = Vec::new();
    let path = SourcePath::settings();
    let mut table = Table::new((&path, ""), &node, "", &mut diagnostics).recording(&asked);
    Config::default().read(&mut table);
    drop(table);
    asked.into_inner()
});

/// The tables that have a key, in order.
pub(super) fn tables_of(key: &str) -> Vec<&'static str> {
    let mut tables: Vec<&str> =
        ALL.iter().filter(|(_, known)| known == key).map(|(table, _)| table.as_str()).collect();
    tables.dedup();
    tables
}

/// Whether a table has a key.
pub(super) fn has(table: &str, key: &str) -> bool {
    ALL.iter().any(|(of, known)| of == table && known == key)
}

/// The keys of a table.
pub fn keys_of(table: &str) -> Vec<&'static str> {
    ALL.iter().filter(|(of, _)| of == table).map(|(_, key)| key.as_str()).collect()
}

/// The tables, in order; those that a site names itself are not among them.
pub fn tables() -> Vec<&'static str> {
    let mut tables: Vec<&str> =
        ALL.iter().map(|(table, _)| table.as_str()).filter(|table| !table.is_empty()).collect();
    tables.sort_unstable();
    tables.dedup();
    tables
}

/// All keys below tables.
pub(super) fn below_tables() -> impl Iterator<Item = &'static str> {
    ALL.iter().filter(|(table, _)| !table.is_empty()).map(|(_, key)| key.as_str())
}

/// A table as it is told of.
pub(super) fn told(table: &str) -> String {
    match table {
        "" => "site.toml itself".to_owned(),
        "menu" => "[[menu]]".to_owned(),
        table => format!("[{table}]"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_known_by_their_tables() {
        assert_eq!(tables_of("per_page"), ["listing"]);
        assert_eq!(tables_of("language"), [""]);
        assert!(has("theme.footer", "text") && has("theme.accent", "light") && has("menu", "url"));
        assert!(has("repository", "branch") && has("limits", "page_bytes") && has("review", "default"));
        assert!(!has("owners", "title"));
    }
}
