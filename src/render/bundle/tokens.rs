//! The tags of a finished page, as browsers read them, and what stands between them.

use std::ops::Range;

use crate::parse::html::{Quotes, Tag, decode};

/// A piece of a page.
pub(super) enum Piece<'h> {
    /// Text, or anything else that stays as it is.
    Text(&'h str),
    /// A tag.
    Tag(Read<'h>),
}

/// A tag, with the page that it stands in.
pub(super) struct Read<'h> {
    html: &'h str,
    pub(super) name: &'h str,
    pub(super) is_end: bool,
    pub(super) range: Range<usize>,
    written: Vec<(String, Option<Range<usize>>)>,
}

impl<'h> Read<'h> {
    /// The tag as it is written.
    pub(super) fn text(&self) -> &'h str {
        &self.html[self.range.clone()]
    }

    /// The value of an attribute.
    pub(super) fn get(&self, name: &str) -> Option<String> {
        let (_, value) = self.written.iter().find(|(written, _)| written == name)?;
        value.clone().map(|range| decode(&self.html[range]).into_owned())
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.written.iter().any(|(written, _)| written == name)
    }

    /// All attributes, their names in lower case.
    pub(super) fn attributes(&self) -> Vec<(String, Option<String>)> {
        let value =
            |range: &Option<Range<usize>>| range.clone().map(|range| decode(&self.html[range]).into_owned());
        self.written.iter().map(|(name, range)| (name.clone(), value(range))).collect()
    }
}

/// The pieces of a page. Comments are left out; what stands in scripts, styles and titles is text.
pub(super) fn tokens(html: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut at = 0;
    let mut quotes = Quotes::default();
    // The element whose text is no markup.
    let mut raw: Option<String> = None;
    std::iter::from_fn(move || {
        while at < html.len() {
            let rest = &html[at..];
            if let Some(name) = raw.take() {
                let end = end_of_raw(rest, &name);
                if end > 0 {
                    at += end;
                    return Some(Piece::Text(&rest[..end]));
                }
            }
            if let Some(comment) = rest.strip_prefix("<!--") {
                at += comment.find("-->").map_or(rest.len(), |end| end + 7);
                continue;
            }
            if let Some(tag) = Tag::read(html, at, &mut quotes) {
                let name = tag.name;
                let written = tag.attributes.iter();
                let written = written.map(|one| (one.name.to_ascii_lowercase(), one.value.clone())).collect();
                let read = Read { html, name, is_end: tag.is_end, range: at..tag.end, written };
                let lower = name.to_ascii_lowercase();
                raw = (!tag.is_end && RAW.contains(&lower.as_str())).then_some(lower);
                at = tag.end;
                return Some(Piece::Tag(read));
            }
            let first = rest.chars().next().map_or(1, char::len_utf8);
            let next = rest[first..].find('<').map_or(rest.len(), |next| first + next);
            at += next;
            return Some(Piece::Text(&rest[..next]));
        }
        None
    })
}

/// Elements whose text is no markup.
const RAW: [&str; 4] = ["script", "style", "title", "textarea"];

fn end_of_raw(text: &str, name: &str) -> usize {
    let end = format!("</{name}");
    let is_end =
        |at: &usize| text.get(*at..at + end.len()).is_some_and(|word| word.eq_ignore_ascii_case(&end));
    text.match_indices("</").map(|(at, _)| at).find(is_end).unwrap_or(text.len())
}
