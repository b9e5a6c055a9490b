//! A whole front matter with other text before it, or whose opening line only looks like three hyphens.

use super::{Misplaced, block, has_title, lines};
use crate::diagnostic::{Code, Diagnostic};
use crate::path::SourcePath;
use crate::span::Span;

/// Most lines that may stand before it.
const MOST_LINES: usize = 12;

/// The first one, if there is any.
pub(super) fn down(path: &SourcePath, text: &str, start: usize) -> Option<Misplaced> {
    for line in lines(text, start).take(MOST_LINES) {
        let content = line.text.trim();
        if ["```", "~~~"].iter().any(|fence| content.starts_with(fence)) {
            return None;
        }
        if !is_nearly_fence(content) {
            continue;
        }
        let Some(block) = block(text, line.end) else { continue };
        let is_whole = block.closing.is_some() || content != "---";
        if !is_whole || !has_title(text, line.end, &block) {
            continue;
        }
        let fault = Diagnostic::new(
            Code::FrontMatterMisplaced,
            path,
            Span::new(line.start, line.start + line.text.trim_end().len()),
            "these fields are not at the beginning of the file, so they would be shown as text",
        )
        .help("make `---` the first line of the file, and put the fields after it");
        return Some(Misplaced {
            fault: Box::new(fault),
            front: Some(Span::new(line.end, block.end)),
            body: Span::new(block.closing.unwrap_or(block.end), text.len()),
        });
    }
    None
}

/// Whether a line is `---`, as far as an eye can tell: with dashes that an editor joined, or signs that do not show.
fn is_nearly_fence(content: &str) -> bool {
    let is_seen = |c: &char| !matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}');
    let mut count = 0;
    for c in content.chars().filter(is_seen) {
        if !matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}') {
            return false;
        }
        count += 1;
    }
    count >= 2
}
