//! Headings, each with a link to itself.

use pulldown_cmark::{Event, Tag};

use super::{Writer, end_of};
use crate::render::html::escape_into;

impl Writer<'_> {
    /// A heading with its id, and beside it a link to it, so that it is not part of the heading's name. The page's title is
    /// not repeated.
    pub(super) fn heading(&mut self, tag: &Tag<'_>, events: &[Event<'_>], at: usize) -> usize {
        let Tag::Heading { level, attrs, .. } = tag else { return at + 1 };
        let end = end_of(events, at);
        let number = self.headings;
        self.headings += 1;
        if number == 0 && self.body.skips_title {
            self.skip_places(&events[at..end]);
            return end + 1;
        }
        let level = (*level as u8 + self.shift).min(6);
        let id = self.body.outline.headings.get(number).map_or("", |heading| &heading.id);
        // In a link no other can stand.
        let has_link = self.in_link == 0;
        self.out.push_str(if has_link { "<div class=\"heading\">" } else { "" });
        self.out.push_str(&format!("<h{level} id=\""));
        escape_into(&mut self.out, id);
        self.out.push('"');
        self.heading_align(attrs);
        self.out.push('>');
        self.events_between(events, at + 1, end);
        self.out.push_str(&format!("</h{level}>"));
        self.steps.begin_part(id);
        if has_link {
            self.out.push_str(" <a class=\"anchor\" href=\"#");
            escape_into(&mut self.out, id);
            self.out.push_str("\" aria-label=\"");
            let text = self.body.outline.headings.get(number).map_or("", |heading| &heading.text);
            escape_into(&mut self.out, &self.body.reads.words().fill("heading_link", &[("heading", text)]));
            self.out.push_str("\">#</a></div>");
        }
        self.out.push('\n');
        end + 1
    }
}
