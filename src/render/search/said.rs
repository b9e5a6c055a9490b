//! What a body says to those who search it: its text without the tags of its HTML, and without what leads to what is not
//! published.

use std::borrow::Cow;
use std::ops::Range;

use foldhash::HashSet;

use crate::parse::Extensions;
use crate::parse::events::html::{Copied, Piece};
use crate::parse::events::tail::{edited, tails};
use crate::parse::events::{definitions, with_html};
use crate::parse::html::Clean;
use crate::parse::markdown::Outline;

/// What a body says that has this outline; `unsaid` are the destinations in it that lead to what is not published.
pub(super) fn said<'t>(
    text: &'t str,
    outline: &Outline,
    unsaid: &[&str],
    extensions: Extensions,
) -> Cow<'t, str> {
    if unsaid.is_empty() && !outline.has_html {
        return Cow::Borrowed(text);
    }
    let (events, pieces) = with_html(text, extensions);
    let mut edits: Vec<(Range<usize>, String)> = pieces.into_iter().filter_map(shown).collect();
    if !unsaid.is_empty() {
        let tails = tails(text, &events).into_iter().map(|tail| (tail.range, tail.destination.to_owned()));
        let definitions = definitions(text, extensions).into_iter();
        let all = tails.chain(definitions.map(|definition| (definition.range, definition.destination)));
        let names: HashSet<&str> = unsaid.iter().copied().collect();
        let blank = |(range, _)| (range, " ".to_owned());
        edits.extend(all.filter(|(_, destination)| names.contains(destination.as_str())).map(blank));
    }
    let body = if edits.is_empty() { Cow::Borrowed(text) } else { Cow::Owned(edited(text, edits)) };
    unsaid.iter().fold(body, |body, destination| body.replace(destination, " ").into())
}

/// What stands for a piece of HTML; nothing for text, which is said as it is.
fn shown(piece: Piece) -> Option<(Range<usize>, String)> {
    let alt = |tag: &Clean| tag.get("alt").unwrap_or_default().to_owned();
    match piece.copied {
        Copied::Text(_) | Copied::InBlock(_) => None,
        Copied::Nothing => Some((piece.range, String::new())),
        Copied::Tag(tag) | Copied::Empty(tag) if tag.element.kind.is_in_line() => {
            Some((piece.range, alt(&tag)))
        }
        Copied::Tag(_) | Copied::Empty(_) => Some((piece.range, " ".to_owned())),
    }
}
