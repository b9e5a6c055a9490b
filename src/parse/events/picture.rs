//! Footnotes in the text of a picture. The parser takes the brackets around one for text; GitHub shows the picture, whose
//! text has no place for a footnote, and leaves that out.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Tag};

use super::Placed;
use super::mask::Mask;

/// Most bytes between a picture's first bracket and a footnote.
const MOST_BEFORE: usize = 2_000;

/// Hides the footnotes in the texts of pictures from the parser. Where they stand.
pub(super) fn hide_footnotes(
    source: &str,
    events: &[Placed<'_>],
    mask: &mut Mask<'_>,
    options: Options,
) -> Vec<Range<usize>> {
    if !source.contains("![") || !source.contains("[^") {
        return Vec::new();
    }
    let is_reference = |(event, range): &&Placed<'_>| {
        matches!(event, Event::FootnoteReference(_)) && follows_picture_bracket(source, range.start)
    };
    let mut hidden: Vec<Range<usize>> =
        events.iter().filter(is_reference).map(|(_, range)| range.clone()).collect();
    if hidden.is_empty() {
        return hidden;
    }
    // Whether brackets make a picture is known when the parser has read them.
    let mut trial = mask.clone();
    hide(&hidden, &mut trial);
    let pictures: Vec<Range<usize>> = trial
        .read(options)
        .into_iter()
        .filter_map(|(event, range)| matches!(event, Event::Start(Tag::Image { .. })).then_some(range))
        .collect();
    hidden.retain(|footnote| pictures.iter().any(|picture| picture.contains(&footnote.start)));
    hide(&hidden, mask);
    hidden
}

/// Leaves such footnotes out of the texts that hold them.
pub(super) fn drop_footnotes(source: &str, events: &mut [Placed<'_>], footnotes: &[Range<usize>]) {
    for footnote in footnotes {
        let holder = events.iter_mut().find(|(event, range)| {
            matches!(event, Event::Text(_)) && range.start <= footnote.start && footnote.end <= range.end
        });
        if let Some((Event::Text(text), _)) = holder {
            *text = text.replacen(&source[footnote.clone()], "", 1).into();
        }
    }
}

fn hide(footnotes: &[Range<usize>], mask: &mut Mask<'_>) {
    for footnote in footnotes {
        mask.hide_all(footnote.clone());
    }
}

/// Whether a place stands behind a `![` that is still open, in the same paragraph.
fn follows_picture_bracket(source: &str, at: usize) -> bool {
    let bytes = source.as_bytes();
    let is_escaped = |at: usize| bytes[..at].iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 1;
    let mut closed = 0usize;
    for before in (at.saturating_sub(MOST_BEFORE)..at).rev() {
        match bytes[before] {
            b'\n' if bytes[..before].ends_with(b"\n") => return false,
            b']' if !is_escaped(before) => closed += 1,
            b'[' if is_escaped(before) => {}
            b'[' if closed > 0 => closed -= 1,
            b'[' if bytes[..before].ends_with(b"!") && !is_escaped(before - 1) => return true,
            _ => {}
        }
    }
    false
}
