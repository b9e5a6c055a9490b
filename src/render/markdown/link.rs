//! Links: resolved against the site.

use pulldown_cmark::LinkType;

use super::Writer;
use crate::parse::html::Clean;
use crate::render::html::escape_into;

impl Writer<'_> {
    /// Opens a link. What can't be followed becomes text that says so.
    pub(super) fn begin_link(&mut self, kind: LinkType, destination: &str, title: &str) {
        self.in_link += 1;
        let href = match kind {
            LinkType::Email => Some(format!("mailto:{destination}")),
            _ => self.body.reads.link(self.body.path, destination),
        };
        self.links.push(href.is_some());
        let Some(href) = href else {
            // What it says of a page that nobody is to know is not shown.
            self.out.push_str("<span class=\"broken\">");
            return;
        };
        self.out.push_str("<a href=\"");
        escape_into(&mut self.out, &href);
        self.out.push('"');
        if !title.is_empty() {
            self.out.push_str(" title=\"");
            escape_into(&mut self.out, title);
            self.out.push('"');
        }
        self.out.push('>');
    }

    /// Opens a link of HTML, or names a place.
    pub(super) fn raw_link(&mut self, tag: &Clean, id: &str) {
        self.in_link += 1;
        let written = tag.get("href");
        let href = written.map(|written| self.body.reads.link(self.body.path, written));
        // What can't be followed becomes text that says so.
        let is_broken = href == Some(None);
        self.links.push(!is_broken);
        self.out.push_str(if is_broken { "<span class=\"broken\"" } else { "<a" });
        if let Some(href) = href.flatten() {
            self.attribute("href", &href);
        }
        if is_broken {
            let mut untitled = tag.clone();
            untitled.attributes.retain(|(name, _)| *name != "title");
            self.attributes(&untitled, id);
        } else {
            self.attributes(tag, id);
        }
        self.out.push('>');
    }

    pub(super) fn end_link(&mut self) {
        self.in_link = self.in_link.saturating_sub(1);
        self.out.push_str(if self.links.pop().unwrap_or(false) { "</a>" } else { "</span>" });
    }
}
