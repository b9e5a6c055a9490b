//! Comments: an author's own remarks, which no reader is to see, in no mode and on no page.
//!
//! A comment that is never closed hides what follows it in its block, as it would in a browser.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::sign::is_escaped;
use super::{InCode, Placed};

/// What begins a comment.
pub(super) const OPENING: &str = "<!--";

/// The events without comments.
pub(super) fn drop<'s>(source: &'s str, events: Vec<Placed<'s>>) -> Vec<Placed<'s>> {
    if !source.contains(OPENING) {
        return events;
    }
    let mut kept = Vec::with_capacity(events.len());
    let mut events = events.into_iter();
    let mut hidden = Hidden::default();
    while let Some((event, range)) = events.next() {
        match event {
            Event::Start(Tag::HtmlBlock) => block(source, range, &mut events, &mut kept),
            Event::InlineHtml(ref html) if html.starts_with(OPENING) => {}
            Event::Text(_) if hidden.is_off() && !hidden.code.0 => match unclosed(source, &range) {
                Some(at) => {
                    if at > range.start {
                        kept.push((Event::Text(source[range.start..at].into()), range.start..at));
                    }
                    hidden.depth = Some(0);
                }
                None => kept.push((event, range)),
            },
            event if hidden.keeps(&event) => kept.push((event, range)),
            _ => {}
        }
    }
    kept
}

/// Where the comments of a body stand, those in scripts too: no reader of a copy is to see one.
pub(super) fn places(source: &str, events: &[Placed<'_>]) -> Vec<Range<usize>> {
    let mut places = Vec::new();
    let mut code = InCode::default();
    for (event, range) in events {
        code.pass(event);
        match event {
            Event::Start(Tag::HtmlBlock) => places.extend(in_text(source, range)),
            Event::InlineHtml(html) if html.starts_with(OPENING) => places.push(range.clone()),
            Event::Text(_) if !code.0 => {
                if let Some(at) = unclosed(source, range) {
                    let end = source[at..].find("\n\n").map_or(source.len(), |end| at + end);
                    places.push(at..end);
                }
            }
            _ => {}
        }
    }
    places
}

/// What follows a comment in a line of text that is never closed.
#[derive(Default)]
struct Hidden {
    /// How many spans of text have begun since; `None` if nothing is hidden.
    depth: Option<usize>,
    code: InCode,
}

impl Hidden {
    fn is_off(&self) -> bool {
        self.depth.is_none()
    }

    /// Whether an event is kept: from the end of the block on, and before that the ends of what began earlier.
    fn keeps(&mut self, event: &Event<'_>) -> bool {
        self.code.pass(event);
        let Some(depth) = &mut self.depth else { return true };
        match event {
            Event::Start(tag) if is_span(tag.to_end()) => *depth += 1,
            Event::End(tag) if is_span(*tag) && *depth > 0 => *depth -= 1,
            Event::End(tag) if is_span(*tag) => return true,
            Event::Start(_) | Event::End(_) | Event::Rule => {
                self.depth = None;
                return true;
            }
            _ => {}
        }
        false
    }
}

/// Whether an event is a part of a line of text.
fn is_of_line(event: &Event<'_>) -> bool {
    match event {
        Event::End(tag) => is_span(*tag),
        Event::Start(_) | Event::Rule => false,
        _ => true,
    }
}

/// Whether a tag stands within a line of text.
fn is_span(tag: TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link
            | TagEnd::Image
    )
}

/// Where a comment begins in a text that the parser found no end of.
fn unclosed(source: &str, text: &Range<usize>) -> Option<usize> {
    let text_source = source.get(text.clone())?;
    // The parser may end a text behind the bracket.
    let found = text_source.match_indices('<').map(|(at, _)| text.start + at);
    found.into_iter().find(|at| source[*at..].starts_with(OPENING) && !is_escaped(source, *at))
}

/// Writes a block of HTML without its comments; nothing if nothing else stands in it.
fn block<'s>(
    source: &'s str,
    place: Range<usize>,
    events: &mut impl Iterator<Item = Placed<'s>>,
    kept: &mut Vec<Placed<'s>>,
) {
    let mut parts: Vec<Placed<'s>> =
        events.by_ref().take_while(|(event, _)| !matches!(event, Event::End(TagEnd::HtmlBlock))).collect();
    let comments = in_html(source, &place);
    if !comments.is_empty() {
        parts =
            parts.into_iter().flat_map(|(event, range)| outside(source, event, range, &comments)).collect();
    }
    let has_text = |(event, _): &Placed<'_>| match event {
        Event::Html(text) | Event::Text(text) => !text.trim().is_empty(),
        _ => true,
    };
    if comments.is_empty() || parts.iter().any(has_text) {
        kept.push((Event::Start(Tag::HtmlBlock), place.clone()));
        kept.extend(parts);
        kept.push((Event::End(TagEnd::HtmlBlock), place));
    } else if kept.last().is_some_and(|(event, _)| is_of_line(event)) {
        // In a tight item text goes on behind the block.
        kept.push((Event::SoftBreak, place));
    }
}

/// The pieces of a line of HTML that are no comment.
fn outside<'s>(
    source: &'s str,
    event: Event<'s>,
    range: Range<usize>,
    comments: &[Range<usize>],
) -> Vec<Placed<'s>> {
    let first = comments.partition_point(|comment| comment.end <= range.start);
    let comments = comments[first..].iter().take_while(|comment| comment.start < range.end);
    let mut pieces = Vec::new();
    let mut at = range.start;
    for comment in comments {
        if at < comment.start {
            pieces.push((Event::Html(source[at..comment.start].into()), at..comment.start));
        }
        at = comment.end.min(range.end);
    }
    if at == range.start {
        return vec![(event, range)];
    }
    if at < range.end {
        pieces.push((Event::Html(source[at..range.end].into()), at..range.end));
    }
    pieces
}

/// Elements whose content is no HTML: what looks like a comment there is none.
const RAW: [&str; 3] = ["<script", "<style", "<textarea"];

/// The comments in a block of HTML, as a browser reads it.
fn in_html(source: &str, block: &Range<usize>) -> Vec<Range<usize>> {
    let html = &source[block.clone()];
    let start = html.trim_start().get(..10).unwrap_or(html.trim_start()).to_ascii_lowercase();
    if RAW.iter().any(|tag| start.starts_with(tag)) { Vec::new() } else { in_text(source, block) }
}

/// What looks like a comment in a block. One that is never closed reaches to the end of the block.
fn in_text(source: &str, block: &Range<usize>) -> Vec<Range<usize>> {
    let html = &source[block.clone()];
    let mut comments = Vec::new();
    let mut at = 0;
    while let Some(found) = html[at..].find(OPENING).map(|found| at + found) {
        at = found + length(&html[found..]);
        comments.push(block.start + found..block.start + at);
    }
    comments
}

/// The length of a comment, by the rules of HTML: `<!-->` and `<!--->` are whole ones.
pub(super) fn length(html: &str) -> usize {
    for whole in ["<!-->", "<!--->"] {
        if html.starts_with(whole) {
            return whole.len();
        }
    }
    let dashes = html[OPENING.len()..].match_indices("--").map(|(at, _)| OPENING.len() + at);
    let ends = ["-->", "--!>"];
    let end = |at: usize| Some(at + ends.iter().find(|end| html[at..].starts_with(**end))?.len());
    // Three dashes in a row hold two pairs: `--->` ends a comment as well.
    dashes.flat_map(|at| [at, at + 1]).find_map(end).unwrap_or(html.len())
}
