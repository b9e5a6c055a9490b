//! What the parser takes for a strike, and GitHub for text: tildes that begin or end no word. And single ones, of which
//! some are left to the parser.

use pulldown_cmark::{Event, Tag, TagEnd};

use super::Placed;

/// Makes text of it.
pub(super) fn weave<'s>(source: &'s str, mut events: Vec<Placed<'s>>) -> Vec<Placed<'s>> {
    if !source.contains('~') {
        return events;
    }
    // Of each strike that is open: how many tildes it has; nothing if it is one.
    let mut strikes = Vec::new();
    for (event, range) in &mut events {
        let sign = match event {
            Event::Start(Tag::Strikethrough) => {
                let tildes = if source[range.start..].starts_with("~~") { 2 } else { 1 };
                let is_strike = tildes == 2 && opens(source, range.start) && closes(source, range.end);
                strikes.push((!is_strike).then_some(tildes));
                if is_strike {
                    continue;
                }
                range.start..range.start + tildes
            }
            Event::End(TagEnd::Strikethrough) => match strikes.pop() {
                Some(Some(tildes)) => range.end - tildes..range.end,
                _ => continue,
            },
            _ => continue,
        };
        *event = Event::Text(source[sign.clone()].into());
        *range = sign;
    }
    events
}

/// Whether two tildes at a place may begin a strike: the rule for `**`, "left-flanking" in `CommonMark`.
fn opens(source: &str, at: usize) -> bool {
    let before = source[..at].chars().next_back();
    let after = source[at + 2..].chars().next();
    !is_blank(after) && (!is_sign(after) || is_blank(before) || is_sign(before))
}

/// Whether two tildes that end at a place may end a strike.
fn closes(source: &str, at: usize) -> bool {
    let before = source[..at - 2].chars().next_back();
    let after = source[at..].chars().next();
    !is_blank(before) && (!is_sign(before) || is_blank(after) || is_sign(after))
}

fn is_blank(c: Option<char>) -> bool {
    c.is_none_or(char::is_whitespace)
}

fn is_sign(c: Option<char>) -> bool {
    c.is_some_and(|c| c.is_ascii_punctuation() || !(c.is_ascii() || c.is_alphanumeric() || c.is_whitespace()))
}
