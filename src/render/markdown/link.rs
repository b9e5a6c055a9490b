//! Links: resolved against the site.

use pulldown_cmark::LinkType;

use super::Writer;
use crate::model::Site;
use crate::model::link::{Target, encode, encode_place, resolve};
use crate::model::route::file_url;
use crate::path::SourcePath;
use crate::render::html::escape_into;

/// What `href` holds for a destination; nothing for one that leads nowhere or may not be followed.
pub(crate) fn href(site: &Site, from: &SourcePath, destination: &str) -> Option<String> {
    let with_place = |url: String, place: Option<String>| match place {
        Some(place) if !place.is_empty() => format!("{url}#{}", encode_place(&place)),
        _ => url,
    };
    match resolve(site, from, destination) {
        Target::External => Some(destination.trim().to_owned()),
        Target::Here(place) => Some(format!("#{}", encode_place(&place))),
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
}
