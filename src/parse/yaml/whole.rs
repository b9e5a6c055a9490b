//! A bare value with the lines that it goes on with: quotes belong around all of it.

use std::ops::Range;

use super::line::{Line, quoted};

/// What to put in quotes, and what to say of it: the value on its line, or with the lines below that it goes on with. The range is
/// None where quotes can't hold all of it, for remarks, keys or items stand between.
pub(super) fn quotes(source: &str, value: Range<usize>) -> (Option<(Range<usize>, String)>, String) {
    let on_line = quoted(&source[value.clone()]);
    match whole(source, value.clone()) {
        Some(whole) if whole == value => (Some((value, on_line.clone())), on_line),
        Some(whole) => {
            let text = quoted(&source[whole.clone()]);
            (Some((whole, text)), "\"…\"".to_owned())
        }
        None => (None, on_line),
    }
}

/// The value to its end.
fn whole(source: &str, value: Range<usize>) -> Option<Range<usize>> {
    let line = Line::at(source, value.start);
    let rest = &source[value.end..];
    let end_of_line = value.end + rest.find('\n').unwrap_or(rest.len());
    // Neither a remark nor an empty line may stand between.
    let mut is_over = !source[value.end..end_of_line].trim().is_empty();
    let mut end = value.end;
    let mut at = end_of_line + 1;
    for next in source.get(at..).unwrap_or("").split_inclusive('\n') {
        let below = Line::new(source, at);
        at += next.len();
        let text = below.text.trim_end();
        if text.is_empty() {
            is_over = true;
            continue;
        }
        if below.indent <= line.indent {
            break;
        }
        let content = text.trim_start();
        let is_plain = below.entry().is_none() && !below.is_item() && !content.starts_with('#');
        if is_over || !is_plain || content.contains(" #") {
            return None;
        }
        end = below.start + text.len();
    }
    Some(value.start..end)
}
