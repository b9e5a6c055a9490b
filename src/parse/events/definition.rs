//! Definition lists: the parser begins one at any line whose first sign is a colon. A definition needs a blank and a word
//! behind it, and code stays code.

use std::ops::Range;

use pulldown_cmark::{Event, Options};

use super::mask::Mask;
use super::{Extensions, InCode, Placed};

/// Hides the colons that begin no definition.
pub(super) fn hide(source: &str, extensions: Extensions, mask: &mut Mask<'_>) {
    let mut candidates = Vec::new();
    for at in first_colons(source) {
        let line = source[at + 1..].lines().next().unwrap_or("");
        if line.starts_with([' ', '\t']) && !line.trim().is_empty() {
            candidates.push(at);
        } else {
            mask.hide(at);
        }
    }
    if candidates.is_empty() {
        return;
    }
    let options = extensions.options().difference(Options::ENABLE_DEFINITION_LIST);
    let texts = texts(&mask.read(options));
    for at in candidates {
        let is_text = texts.partition_point(|range| range.start <= at).checked_sub(1);
        if !is_text.is_some_and(|text| texts[text].contains(&at)) {
            mask.hide(at);
        }
    }
}

/// The places of colons that are the first sign of their lines, behind what begins a list item or a quote. The row of a
/// table that aligns its columns begins with one too, and is left alone.
fn first_colons(source: &str) -> impl Iterator<Item = usize> {
    let mut start = 0;
    source.split_inclusive('\n').filter_map(move |line| {
        let at = start;
        start += line.len();
        if !line.contains(':') {
            return None;
        }
        let text = behind_markers(line);
        let is_row = text.contains('-') && text.trim_end().bytes().all(|byte| b" \t:-|".contains(&byte));
        (text.starts_with(':') && !is_row).then(|| at + line.len() - text.len())
    })
}

/// A line without the signs before it that begin items and quotes.
pub(super) fn behind_markers(line: &str) -> &str {
    let mut text = line;
    loop {
        text = text.trim_start_matches([' ', '\t', '>']);
        let digits = text.trim_start_matches(|c: char| c.is_ascii_digit());
        let marker = if digits.len() < text.len() { [".", ")"].as_slice() } else { &["-", "*", "+"] };
        let Some(rest) = marker.iter().find_map(|marker| digits.strip_prefix(marker)) else { return text };
        if !rest.starts_with([' ', '\t']) {
            return text;
        }
        text = rest;
    }
}

/// Where there is text, and no code or HTML, in order.
fn texts(events: &[Placed<'_>]) -> Vec<Range<usize>> {
    let mut code = InCode::default();
    let mut texts = Vec::new();
    for (event, range) in events {
        code.pass(event);
        if matches!(event, Event::Text(_)) && !code.0 {
            texts.push(range.clone());
        }
    }
    texts
}
