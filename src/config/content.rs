//! `[content]`: which files are read as the pages of their folders.

use super::read::Table;
use crate::diagnostic::Code;
use crate::path::markdown_stem;

/// Reads `section_pages = ["README.md"]`. What can be the name of no note has no effect, and is a fault.
pub(super) fn section_pages(table: &mut Table<'_>) -> Vec<String> {
    let mut names = Vec::new();
    for name in table.optional_texts("section_pages").unwrap_or_default() {
        let is_name = |stem: &str| !stem.is_empty() && !name.value.contains(['/', '\\']);
        if markdown_stem(&name.value).is_some_and(is_name) {
            names.push(name.value);
        } else {
            let message = format!("`{}` is not the name of a Markdown file", name.value);
            table
                .fault(Code::ConfigInvalid, name.span, message)
                .help_last("write a name without its folder: `README.md`");
        }
    }
    names
}
