//! Where the addresses of links and pictures stand that are written behind their texts: `](address "title")`.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use super::Placed;

/// Where a link or a picture leads.
#[derive(Debug)]
pub(crate) struct Tail<'e> {
    /// From the bracket that ends the text to the end.
    pub(crate) range: Range<usize>,
    /// The address.
    pub(crate) destination: &'e str,
    /// The title; empty if it has none.
    pub(crate) title: &'e str,
}

/// Those of a body, from its events. Those inside come before what they stand in.
pub(crate) fn tails<'e>(source: &str, events: &'e [Placed<'_>]) -> Vec<Tail<'e>> {
    let mut tails = Vec::new();
    // What is open: where its text ends so far, and where it leads.
    let mut open: Vec<(usize, Option<(&str, &str)>)> = Vec::new();
    for (event, range) in events {
        match event {
            Event::Start(
                Tag::Link { link_type, dest_url, title, .. } | Tag::Image { link_type, dest_url, title, .. },
            ) => {
                let inline = (*link_type == LinkType::Inline).then_some((&**dest_url, &**title));
                open.push((range.start + 1, inline));
                continue;
            }
            Event::End(TagEnd::Link | TagEnd::Image) => {
                if let Some((begin, Some((destination, title)))) = open.pop()
                    && let Some(at) = source.get(begin..range.end).and_then(|rest| rest.find("]("))
                {
                    tails.push(Tail { range: begin + at..range.end, destination, title });
                }
            }
            _ => {}
        }
        if let Some((text_end, _)) = open.last_mut() {
            *text_end = range.end.max(*text_end);
        }
    }
    tails
}

/// A text with some parts written otherwise. Of two that overlap, the one that begins first counts, and of those the longer.
pub(crate) fn edited(source: &str, mut edits: Vec<(Range<usize>, String)>) -> String {
    edits.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
    let mut out = String::with_capacity(source.len() + source.len() / 8);
    let mut end = 0;
    for (range, replacement) in edits {
        if range.start < end {
            continue;
        }
        out.push_str(&source[end..range.start]);
        out.push_str(&replacement);
        end = range.end;
    }
    out.push_str(&source[end..]);
    out
}
