//! Tables whose head begins without `|`: GitHub reads one below a line of text too, and one of a single column. The parser
//! reads them where the head begins with `|`, and so it is shown one.

use super::definition::behind_markers;
use super::mask::{Change, Mask};

/// Puts a `|` before each line that may be such a head.
pub(super) fn open(source: &str, mask: &mut Mask<'_>) {
    if !source.contains('|') {
        return;
    }
    let (mut start, mut changes) = (0, Vec::new());
    let mut lines = source.split_inclusive('\n').peekable();
    while let Some(line) = lines.next() {
        let head = behind_markers(line);
        let is_definition = head.starts_with('[') && head.contains("]:");
        let is_head = !head.trim().is_empty() && !is_definition && !head.starts_with(BEGINS_OTHER);
        if is_head && lines.peek().is_some_and(|next| is_delimiter_row(next)) {
            let at = start + line.len() - head.len();
            changes.push(Change { range: at..at, text: "|".into() });
        }
        start += line.len();
    }
    mask.change(changes);
}

/// What begins something else than a head, or a head that the parser knows.
const BEGINS_OTHER: [char; 9] = ['|', '#', '>', '<', '=', '-', '+', ':', '\\'];

/// Whether a line is the one below the head of a table: hyphens, colons, and a `|` at least.
fn is_delimiter_row(line: &str) -> bool {
    let row = behind_markers(line).trim_end();
    let row = if row.is_empty() { line.trim() } else { row };
    row.contains('|') && row.contains('-') && row.bytes().all(|byte| b" \t:-|".contains(&byte))
}
