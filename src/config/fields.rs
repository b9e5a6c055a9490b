//! `[fields]`: fields of other tools that are read as ours.

use super::read::Table;
use crate::diagnostic::Code;
use crate::parse::rename::{Rename, Renames};
use crate::span::Spanned;

/// Reads `rename = { description = "summary" }`.
pub(super) fn read(table: &mut Table<'_>) -> Renames {
    let mut renames = Renames::default();
    table.table("rename", |inner| {
        for (own, field) in inner.all_texts() {
            if own.value.trim().is_empty() {
                inner
                    .fault(Code::ConfigInvalid, own.span, "a field can't have an empty name")
                    .help_last("write the name that the notes have: `description = \"summary\"`");
                continue;
            }
            let field = Spanned::new(field.value.trim().to_owned(), field.span);
            renames.0.push(Rename { own: Spanned::new(own.value, own.span), field });
        }
    });
    renames
}
