//! `[dates]`: where the days of notes come from that they don't give themselves.

use super::read::Table;
use crate::span::Span;

/// Where it says that `updated` comes from git, if it does.
pub(super) fn read(table: &mut Table<'_>) -> Option<Span> {
    let text = table.optional_text("updated")?;
    let mut place = None;
    table.choice("updated", &[("note", None), ("git", Some(text.span))], &mut place);
    place
}
