//! Links: resolved against the site, and bare addresses in text.

use linkify::{LinkFinder, LinkKind};
use pulldown_cmark::LinkType;

use super::Writer;
use crate::model::Site;
use crate::model::link::{Target, encode, resolve};
use crate::model::route::file_url;
use crate::path::SourcePath;
use crate::render::html::escape_into;

/// What `href` holds for a destination; nothing for one that leads nowhere or may not be followed.
pub(crate) fn href(site: &Site, from: &SourcePath, destination: &str) -> Option<String> {
    let with_place = |url: String, place: Option<String>| match place {
        Some(place) if !place.is_empty() => format!("{url}#{}", encode(&place)),
        _ => url,
    };
    match resolve(site, from, destination) {
        Target::External => Some(destination.trim().to_owned()),
        Target::Here(place) => Some(format!("#{}", encode(&place))),
        Target::Note(id, place) => Some(with_place(site.href(&site.notes[id].url), place)),
        Target::Section(id, place) => Some(with_place(site.href(&site.sections[id].url), place)),
        Target::File(path) => Some(encode(&site.href(&file_url(&path)))),
        Target::Address(url, rest) => Some(format!("{}{rest}", encode(&site.href(&url)))),
        Target::Unpublished(..)
        | Target::Missing(_)
        | Target::NoPage(_)
        | Target::Outside
        | Target::Unsafe(_) => None,
    }
}

/// Longest superscript or subscript inside of a word, in bytes.
const MOST_SCRIPT: usize = 40;

/// The first superscript or subscript right behind a letter, digit or bracket: what stands before it, its tag, its
/// text, and what follows.
fn script(text: &str) -> Option<(&str, &'static str, &str, &str)> {
    for (at, sign) in text.char_indices().filter(|(_, c)| matches!(c, '^' | '~')) {
        let is_inside = text[..at].chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == ')');
        let rest = &text[at + 1..];
        let Some(end) =
            rest.find(|c: char| c == sign || c.is_whitespace()).filter(|end| (1..=MOST_SCRIPT).contains(end))
        else {
            continue;
        };
        if is_inside && rest[end..].starts_with(sign) {
            let tag = if sign == '^' { "sup" } else { "sub" };
            return Some((&text[..at], tag, &rest[..end], &rest[end + 1..]));
        }
    }
    None
}

impl Writer<'_> {
    /// Opens a link. What can't be followed becomes text that says so.
    pub(super) fn begin_link(&mut self, kind: LinkType, destination: &str, title: &str) {
        self.in_link += 1;
        let href = match kind {
            LinkType::Email => Some(format!("mailto:{destination}")),
            _ => href(self.body.site, self.body.path, destination),
        };
        self.links.push(href.is_some());
        match href {
            Some(href) => {
                self.out.push_str("<a href=\"");
                escape_into(&mut self.out, &href);
                self.out.push('"');
            }
            None => self.out.push_str("<span class=\"broken\""),
        }
        if !title.is_empty() {
            self.out.push_str(" title=\"");
            escape_into(&mut self.out, title);
            self.out.push('"');
        }
        self.out.push('>');
    }

    pub(super) fn end_link(&mut self) {
        self.in_link = self.in_link.saturating_sub(1);
        self.out.push_str(if self.links.pop().unwrap_or(false) { "</a>" } else { "</span>" });
    }

    /// Text, with superscript and subscript inside of words: `10^6^`, `H~2~O`. The parser knows them between
    /// words alone.
    fn words(&mut self, text: &str) {
        let mut rest = text;
        while let Some((before, tag, inner, after)) = script(rest) {
            escape_into(&mut self.out, before);
            self.element(tag, inner);
            rest = after;
        }
        escape_into(&mut self.out, rest);
    }

    /// Text, with the addresses in it as links.
    pub(super) fn text(&mut self, text: &str) {
        if self.in_link > 0 || !(text.contains("://") || text.contains("www.")) {
            return self.words(text);
        }
        let mut finder = LinkFinder::new();
        finder.kinds(&[LinkKind::Url]).url_must_have_scheme(false);
        for span in finder.spans(text) {
            let part = span.as_str();
            let prefix = if part.starts_with("www.") { "https://" } else { "" };
            let is_web = part.starts_with("http://") || part.starts_with("https://") || !prefix.is_empty();
            if span.kind().is_none() || !is_web {
                self.words(part);
                continue;
            }
            self.out.push_str("<a href=\"");
            self.out.push_str(prefix);
            escape_into(&mut self.out, part);
            self.out.push_str("\">");
            escape_into(&mut self.out, part);
            self.out.push_str("</a>");
        }
    }
}
