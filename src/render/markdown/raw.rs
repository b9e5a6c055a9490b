//! HTML that a note holds: text, or tags written anew, or as it is, as the site's settings say.

use pulldown_cmark::{CowStr, Event};

use super::picture::Shown;
use super::{Writer, end_of};
use crate::parse::events::{RawHtml, outside_comments};
use crate::parse::html::Clean;
use crate::render::html::escape_into;

impl Writer<'_> {
    /// Begins a block of HTML. One that shows as text is written as a whole.
    pub(super) fn html_block(&mut self, events: &[Event<'_>], at: usize) -> usize {
        if self.body.reads.markdown().raw_html != RawHtml::Escape {
            return at + 1;
        }
        let end = end_of(events, at);
        let mut html = String::new();
        for event in &events[at..end] {
            if let Event::Html(part) | Event::Text(part) = event {
                html.push_str(part);
            }
        }
        self.out.push_str("<p>");
        for part in outside_comments(html.trim()) {
            escape_into(&mut self.out, part);
        }
        self.out.push_str("</p>\n");
        end + 1
    }

    /// Writes HTML.
    pub(super) fn html(&mut self, html: &str) {
        match self.body.reads.markdown().raw_html {
            RawHtml::Allow => self.out.push_str(html),
            RawHtml::Escape => escape_into(&mut self.out, html),
            RawHtml::Sanitize => match Clean::read(html) {
                Some(tag) => self.tag(&tag),
                None => escape_into(&mut self.out, html),
            },
        }
    }

    /// Writes a tag that passes, from its name and its attributes.
    fn tag(&mut self, tag: &Clean) {
        let name = tag.element.name;
        if !tag.element.kind.is_in_line() {
            self.close_label();
        }
        let id = self.place_id(tag);
        match (name, tag.is_end) {
            ("a", true) => return self.end_link(),
            ("a", false) => return self.raw_link(tag, &id),
            ("img", false) => {
                let shown = Shown {
                    destination: tag.get("src").unwrap_or_default(),
                    title: tag.get("title").unwrap_or_default(),
                    alt: tag.get("alt").unwrap_or_default(),
                    tag: Some((tag, &id)),
                };
                self.image(shown);
                return;
            }
            _ => {}
        }
        self.out.push_str(if tag.is_end { "</" } else { "<" });
        self.out.push_str(name);
        self.attributes(tag, &id);
        self.out.push('>');
    }

    /// Writes the attributes of a tag that are not written otherwise.
    pub(super) fn attributes(&mut self, tag: &Clean, id: &str) {
        if !id.is_empty() {
            self.attribute("id", id);
        }
        let own: &[&str] = match tag.element.name {
            "img" => &["src", "alt", "title", "width", "height"],
            "a" => &["href"],
            _ => &[],
        };
        for (name, value) in tag.attributes.iter().filter(|(name, _)| *name != "id" && !own.contains(name)) {
            if value.is_empty() {
                self.out.push_str(&format!(" {name}"));
            } else {
                self.attribute(name, value);
            }
        }
    }

    /// Writes an attribute.
    pub(super) fn attribute(&mut self, name: &str, value: &str) {
        self.out.push_str(&format!(" {name}=\""));
        escape_into(&mut self.out, value);
        self.out.push('"');
    }

    /// The id that a tag brings, as far as nothing else on the page has it.
    fn place_id(&mut self, tag: &Clean) -> String {
        if tag.get("id").is_none() {
            return String::new();
        }
        let id = self.body.outline.places.get(self.places).cloned();
        self.places += 1;
        id.unwrap_or_default()
    }

    /// Goes past the places in a part of the body that is not written.
    pub(super) fn skip_places(&mut self, events: &[Event<'_>]) {
        for event in events {
            if let Event::Html(html) | Event::InlineHtml(html) = event
                && Clean::read(html).is_some_and(|tag| tag.get("id").is_some())
            {
                self.places += 1;
            }
        }
    }

    /// The side on which a heading of HTML stands.
    pub(super) fn heading_align(&mut self, attributes: &[(CowStr<'_>, Option<CowStr<'_>>)]) {
        use crate::parse::events::html::HEADING_ALIGN;
        if let Some((_, Some(side))) = attributes.iter().find(|(name, _)| &**name == HEADING_ALIGN) {
            self.attribute("align", side);
        }
    }
}
