//! Signs that the parser would take for more than GitHub does: a single `~`, and braces at the end of a heading that
//! are no id.

use super::Extensions;
use super::mask::Mask;

/// Hides them.
pub(super) fn hide(source: &str, extensions: Extensions, mask: &mut Mask<'_>) {
    for (at, _) in source.match_indices('~') {
        let bytes = source.as_bytes();
        let is_single = bytes.get(at + 1) != Some(&b'~') && (at == 0 || bytes[at - 1] != b'~');
        if is_single && !is_escaped(source, at) {
            mask.hide(at);
        }
    }
    if extensions.heading_attributes {
        braces(source, mask);
    }
}

/// Whether a backslash makes a sign text.
pub(super) fn is_escaped(source: &str, at: usize) -> bool {
    source.as_bytes()[..at].iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 1
}

/// The parser takes any braces at the end of a heading, `${HOME}` too, and drops them. They are an id in the form of
/// `{#id}` alone.
fn braces(source: &str, mask: &mut Mask<'_>) {
    let mut start = 0;
    for line in source.split_inclusive('\n') {
        let heading = line.trim_end().trim_end_matches('#').trim_end();
        if let Some((text, inner)) = heading.strip_suffix('}').and_then(|rest| rest.rsplit_once('{')) {
            let id = inner.strip_prefix('#').unwrap_or("");
            let is_id = !id.is_empty() && !id.contains([' ', '\t', '#', '.', '=', '}']);
            let at = start + text.len();
            if !(is_id && text.ends_with([' ', '\t'])) && !is_escaped(source, at) {
                mask.hide(at);
            }
        }
        start += line.len();
    }
}
