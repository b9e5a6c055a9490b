//! Pictures: with their size, so that the page does not jump; alone in a paragraph they become a figure with
//! caption and source.

use pulldown_cmark::{Event, Tag};

use super::{Writer, end_of};
use crate::model::Picture;
use crate::model::link::{encode, is_data_picture, is_web};
use crate::parse::html::Clean;
use crate::render::html::{escape, escape_into};

/// How wide a picture stands on a page: the column of the theme, or the window between its edges.
const SIZES: &str = "(min-width: 50rem) 46rem, calc(100vw - 2rem)";

/// A picture as a body has it.
#[derive(Clone, Copy)]
pub(super) struct Shown<'e> {
    /// Its address, as written.
    pub(super) destination: &'e str,
    /// Its title; empty if it has none.
    pub(super) title: &'e str,
    /// Its alternative text.
    pub(super) alt: &'e str,
    /// The tag of a picture that is HTML, with its id.
    pub(super) tag: Option<(&'e Clean, &'e str)>,
}

impl Writer<'_> {
    /// Writes a paragraph that holds a picture and nothing else as a figure.
    pub(super) fn figure(&mut self, events: &[Event<'_>], at: usize) -> Option<usize> {
        let Event::Start(Tag::Image { dest_url, title, .. }) = events.get(at + 1)? else { return None };
        let end = end_of(events, at + 1);
        if !matches!(events.get(end + 1), Some(Event::End(_))) {
            return None;
        }
        self.out.push_str("<figure>");
        let text = alt(&events[at + 1..end]);
        let is_link = self.whole(dest_url, &text);
        let is_shown = self.image(Shown { destination: dest_url, title: "", alt: &text, tag: None });
        self.out.push_str(if is_link { "</a>" } else { "" });
        let source = self.body.image_sources.iter().find(|source| source.is_of(dest_url)).cloned();
        let caption = source.as_ref().and_then(|source| source.caption.clone());
        let caption = caption.or_else(|| (!title.is_empty()).then(|| title.to_string()));
        let credit = source.as_ref().and_then(|source| source.source.as_deref());
        if is_shown && (caption.is_some() || credit.is_some()) {
            self.out.push_str("<figcaption>");
            escape_into(&mut self.out, caption.as_deref().unwrap_or(""));
            if let Some(credit) = credit {
                let link = source.as_ref().map(|source| source.url.value.as_str());
                self.credit(credit, link.filter(|url| is_web(url) && self.in_link == 0));
            }
            self.out.push_str("</figcaption>");
        }
        self.out.push_str("</figure>\n");
        Some(end + 2)
    }

    /// Opens the link from a picture to its file, where it is seen as large as it is. Returns whether there is one: in a link no
    /// other can stand, and a picture in the page itself is no file.
    fn whole(&mut self, destination: &str, text: &str) -> bool {
        let source = self.body.reads.picture(self.body.path, destination);
        let Some(source) = source.filter(|_| self.in_link == 0 && !is_data_picture(destination)) else {
            return false;
        };
        let name = self.body.reads.words().fill("picture_enlarge", &[("picture", text)]);
        self.out.push_str("<a class=\"whole\"");
        self.attribute("href", &source.address);
        self.attribute("aria-label", name.trim());
        self.out.push('>');
        true
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
        self.image(Shown { destination, title, alt: &alt(&events[at..end]), tag: None });
        end + 1
    }

    /// Writes an `<img>`, or its text where there is no picture to show. Returns whether there is.
    pub(super) fn image(&mut self, shown: Shown<'_>) -> bool {
        let Shown { destination, title, alt, tag } = shown;
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
        let dimensions = picture.map(|picture| picture.dimensions).or(source.dimensions);
        self.size(tag.map(|(tag, _)| tag), dimensions);
        if let Some((tag, id)) = tag {
            self.attributes(tag, id);
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

    /// Writes the size of a picture: what its tag says of it, and what follows from that, or its own.
    fn size(&mut self, tag: Option<&Clean>, own: Option<(u32, u32)>) {
        let written = |name| tag.and_then(|tag| tag.get(name)).filter(|value| !value.is_empty());
        let number = |value: &str| value.parse::<u64>().ok();
        let scaled =
            |value: u64, by: u32, of: u32| (value * u64::from(by) + u64::from(of) / 2) / u64::from(of.max(1));
        let own_text = own.map(|(width, height)| (width.to_string(), height.to_string()));
        let (width, height) = match (written("width"), written("height")) {
            (None, None) => own_text.unzip(),
            (Some(width), None) => {
                let height = own.zip(number(width)).map(|((own, high), width)| scaled(width, high, own));
                (Some(width.to_owned()), height.map(|height| height.to_string()))
            }
            (None, Some(height)) => {
                let width = own.zip(number(height)).map(|((wide, own), height)| scaled(height, wide, own));
                (width.map(|width| width.to_string()), Some(height.to_owned()))
            }
            (width, height) => (width.map(str::to_owned), height.map(str::to_owned)),
        };
        for (name, value) in [("width", width), ("height", height)] {
            if let Some(value) = value {
                self.attribute(name, &value);
            }
        }
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
