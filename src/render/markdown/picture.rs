//! Pictures: with their size, so that the page does not jump; alone in a paragraph they become a figure with
//! caption and source.

use pulldown_cmark::{Event, Tag};

use super::{Writer, end_of};
use crate::model::Picture;
use crate::model::link::{encode, is_web};
use crate::render::html::{escape, escape_into};

/// How wide a picture stands on a page: the column of the theme, or the window between its edges.
const SIZES: &str = "(min-width: 50rem) 46rem, calc(100vw - 2rem)";

impl Writer<'_> {
    /// Writes a paragraph that holds a picture and nothing else as a figure.
    pub(super) fn figure(&mut self, events: &[Event<'_>], at: usize) -> Option<usize> {
        let Event::Start(Tag::Image { dest_url, title, .. }) = events.get(at + 1)? else { return None };
        let end = end_of(events, at + 1);
        if !matches!(events.get(end + 1), Some(Event::End(_))) {
            return None;
        }
        self.out.push_str("<figure>");
        let is_shown = self.image(dest_url, "", &alt(&events[at + 1..end]));
        let source = self.body.image_sources.iter().find(|source| source.is_of(dest_url)).cloned();
        let caption = source.as_ref().and_then(|source| source.caption.clone());
        let caption = caption.or_else(|| (!title.is_empty()).then(|| title.to_string()));
        let credit = source.as_ref().and_then(|source| source.source.as_deref());
        if is_shown && (caption.is_some() || credit.is_some()) {
            self.out.push_str("<figcaption>");
            escape_into(&mut self.out, caption.as_deref().unwrap_or(""));
            if let Some(credit) = credit {
                let link = source.as_ref().map(|source| source.url.value.as_str());
                self.credit(credit, link.filter(|url| is_web(url)));
            }
            self.out.push_str("</figcaption>");
        }
        self.out.push_str("</figure>\n");
        Some(end + 2)
    }

    fn credit(&mut self, name: &str, url: Option<&str>) {
        let name = match url {
            Some(url) => format!("<a href=\"{}\">{}</a>", escape(url), escape(name)),
            None => escape(name),
        };
        self.out.push_str(" <span class=\"source\">");
        self.out.push_str(&escape(self.body.reads.words().get("image_source")).replace("{source}", &name));
        self.out.push_str("</span>");
    }

    /// Writes a picture in a line of text.
    pub(super) fn picture(
        &mut self,
        destination: &str,
        title: &str,
        events: &[Event<'_>],
        at: usize,
    ) -> usize {
        let end = end_of(events, at);
        self.image(destination, title, &alt(&events[at..end]));
        end + 1
    }

    /// Writes an `<img>`, or its text where there is no picture to show. Returns whether there is.
    fn image(&mut self, destination: &str, title: &str, alt: &str) -> bool {
        let Some(source) = self.body.reads.picture(self.body.path, destination) else {
            self.out.push_str("<span class=\"broken\">");
            escape_into(&mut self.out, alt);
            self.out.push_str("</span>");
            return false;
        };
        let picture = source.copies;
        if let Some(picture) = picture {
            self.variants(picture);
        }
        self.out.push_str("<img src=\"");
        escape_into(&mut self.out, &source.address);
        self.out.push_str("\" alt=\"");
        escape_into(&mut self.out, alt);
        self.out.push('"');
        if !title.is_empty() {
            self.out.push_str(" title=\"");
            escape_into(&mut self.out, title);
            self.out.push('"');
        }
        if let Some((width, height)) = picture.map(|picture| picture.dimensions).or(source.dimensions) {
            self.out.push_str(&format!(" width=\"{width}\" height=\"{height}\""));
        }
        // The first picture is likely in sight at once.
        self.out.push_str(if self.pictures == 0 {
            " decoding=\"async\">"
        } else {
            " loading=\"lazy\" decoding=\"async\">"
        });
        if picture.is_some() {
            self.out.push_str("</picture>");
        }
        self.pictures += 1;
        true
    }

    /// Opens a `<picture>` with the copies of a picture; a browser that knows no WebP takes the original.
    fn variants(&mut self, picture: &Picture) {
        let reads = self.body.reads;
        let copies: Vec<String> = picture
            .variants
            .iter()
            .map(|variant| format!("{} {}w", encode(&reads.href(&variant.url)), variant.width))
            .collect();
        self.out.push_str("<picture><source type=\"image/webp\" srcset=\"");
        escape_into(&mut self.out, &copies.join(", "));
        self.out.push_str(&format!("\" sizes=\"{SIZES}\">"));
    }
}

/// The text between a picture's brackets, without markup. No element can stand in an attribute, so that HTML is text
/// here whatever the settings say of it, as `CommonMark` has it; a formula is what was written.
fn alt(events: &[Event<'_>]) -> String {
    let mut text = String::new();
    for event in events {
        match event {
            Event::Text(part) | Event::Code(part) | Event::InlineMath(part) | Event::DisplayMath(part) => {
                text.push_str(part);
            }
            Event::InlineHtml(html) => text.push_str(html),
            Event::SoftBreak | Event::HardBreak => text.push(' '),
            _ => {}
        }
    }
    text
}
