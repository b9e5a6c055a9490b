//! Signs that the parser would take for more than they are: a single `~`, braces at the end of a heading that are no id, and
//! the `<` of a shortcode.

use super::definition::behind_markers;
use super::mask::Mask;
use super::{Extensions, RawHtml};

/// Hides them.
pub(super) fn hide(source: &str, extensions: Extensions, mask: &mut Mask<'_>) {
    for (at, _) in source.match_indices('~') {
        let bytes = source.as_bytes();
        let is_single = bytes.get(at + 1) != Some(&b'~') && (at == 0 || bytes[at - 1] != b'~');
        if is_single && !is_escaped(source, at) && !is_in_destination(source, at) {
            mask.hide(at);
        }
    }
    if extensions.heading_attributes {
        braces(source, mask);
    }
    // `{{<figure src="x">}}` is a shortcode, and no figure.
    if extensions.raw_html != RawHtml::Allow {
        source.match_indices("{{<").for_each(|(at, _)| mask.hide(at + 2));
    }
}

/// Whether a backslash makes a sign text.
pub(super) fn is_escaped(source: &str, at: usize) -> bool {
    source.as_bytes()[..at].iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 1
}

/// Most bytes of an address that are looked at for where it begins.
const MOST_DESTINATION: usize = 300;

/// Whether a sign stands in the address of a link or of a definition: it means nothing there, and what would stand for
/// it might not be allowed.
fn is_in_destination(source: &str, at: usize) -> bool {
    let from = source.floor_char_boundary(at.saturating_sub(MOST_DESTINATION));
    let before = &source[from..at];
    let blank = before.rfind([' ', '\t', '\n']).map_or(0, |blank| blank + 1);
    before[blank..].contains("](")
        || before[..blank].trim_end().ends_with("]:")
        || before[blank..].contains("]:")
}

/// The parser takes any braces at the end of a heading, `${HOME}` too, and drops them. They are an id where they hold
/// one, as `{#id}` or `{ #id .class }`.
fn braces(source: &str, mask: &mut Mask<'_>) {
    let mut start = 0;
    let mut lines = source.split_inclusive('\n').peekable();
    while let Some(line) = lines.next() {
        let text = line.trim_end().trim_end_matches('#').trim_end();
        if text.ends_with('}') && (is_heading(line) || lines.peek().is_some_and(|next| is_underline(next))) {
            brace(source, start, text, mask);
        }
        start += line.len();
    }
}

fn is_heading(line: &str) -> bool {
    behind_markers(line).starts_with('#')
}

fn is_underline(line: &str) -> bool {
    let line = line.trim_start_matches([' ', '\t', '>']).trim_end();
    ["=", "-"]
        .iter()
        .any(|sign| line.starts_with(sign) && line.trim_matches(|c| sign.starts_with(c)).is_empty())
}

/// Whether what stands between braces is an id, alone or with classes and other attributes, which pages leave out.
fn has_id(inner: &str) -> bool {
    let mut ids = 0;
    let mut is_one = |item: &str| match item.strip_prefix('#') {
        Some(id) => {
            ids += 1;
            !id.is_empty() && !id.contains(['#', '.', '=', '}'])
        }
        None => item.starts_with('.') || item.contains(['=', '"']),
    };
    inner.split_whitespace().all(&mut is_one) && ids == 1
}

/// Hides the brace that opens the last pair of a heading, unless it holds an id.
fn brace(source: &str, start: usize, heading: &str, mask: &mut Mask<'_>) {
    let Some((text, inner)) = heading.strip_suffix('}').and_then(|rest| rest.rsplit_once('{')) else {
        return;
    };
    let at = start + text.len();
    let is_attribute = has_id(inner) && text.ends_with([' ', '\t']);
    if !is_attribute && !is_escaped(source, at) {
        mask.hide(at);
    }
}
