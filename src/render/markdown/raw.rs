//! HTML that a note holds: text unless the site's settings let it pass.

use std::sync::LazyLock;

use ammonia::Builder;
use pulldown_cmark::Event;

use super::{Writer, end_of};
use crate::config::RawHtml;
use crate::config::schemes::SCHEMES;
use crate::parse::events::outside_comments;
use crate::render::html::escape_into;

/// Tags that may stand in a line of text when HTML is sanitised. They pass without attributes.
const INLINE: [&str; 20] = [
    "abbr", "b", "br", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q", "s", "samp",
    "small", "strong", "sub", "sup", "wbr",
];

/// What passes of a block: ammonia's list of elements and attributes, and the addresses that links of Markdown may
/// have. It would give every `<a>` a `rel`, those without an address too; links of Markdown have none either.
static SANITIZER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::default();
    builder.link_rel(None).url_schemes(SCHEMES.into_iter().collect());
    // No browser follows these, and so nobody looks at them: they are no place for an address.
    for tag in ["blockquote", "del", "ins", "q"] {
        builder.rm_tag_attributes(tag, &["cite"]);
    }
    builder
});

/// Tags of [`INLINE`] that are open, so that none reaches past its paragraph.
#[derive(Default)]
pub(super) struct Inline {
    open: Vec<&'static str>,
}

impl Inline {
    /// Closes all that is open.
    pub(super) fn close_all(&mut self, out: &mut String) {
        while let Some(tag) = self.open.pop() {
            out.push_str(&format!("</{tag}>"));
        }
    }

    /// Writes a tag that is allowed; a closing one only when it closes what was opened last.
    fn tag(&mut self, html: &str, out: &mut String) {
        let inner = html.trim_start_matches('<').trim_end_matches('>').trim_end_matches('/');
        let (is_end, inner) = inner.strip_prefix('/').map_or((false, inner), |inner| (true, inner));
        let name: String =
            inner.chars().take_while(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
        let Some(tag) = INLINE.iter().find(|tag| **tag == name) else { return };
        match (is_end, *tag) {
            (false, "br" | "wbr") => out.push_str(&format!("<{tag}>")),
            (false, tag) => {
                out.push_str(&format!("<{tag}>"));
                self.open.push(tag);
            }
            (true, tag) if self.open.last() == Some(&tag) => {
                self.open.pop();
                out.push_str(&format!("</{tag}>"));
            }
            (true, _) => {}
        }
    }
}

impl Writer<'_> {
    /// Writes a block of HTML.
    pub(super) fn html_block(&mut self, events: &[Event<'_>], at: usize) -> usize {
        let end = end_of(events, at);
        let mut html = String::new();
        for event in &events[at..end] {
            if let Event::Html(part) | Event::Text(part) = event {
                html.push_str(part);
            }
        }
        match self.body.reads.markdown().1 {
            RawHtml::Allow => self.out.push_str(&html),
            RawHtml::Sanitize => self.out.push_str(&SANITIZER.clean(&html).to_string()),
            RawHtml::Escape => {
                self.out.push_str("<p>");
                for part in outside_comments(html.trim()) {
                    escape_into(&mut self.out, part);
                }
                self.out.push_str("</p>\n");
            }
        }
        end + 1
    }

    /// Writes HTML in a line of text.
    pub(super) fn inline_html(&mut self, html: &str) {
        match self.body.reads.markdown().1 {
            RawHtml::Allow => self.out.push_str(html),
            RawHtml::Sanitize => self.raw.tag(html, &mut self.out),
            RawHtml::Escape => escape_into(&mut self.out, html),
        }
    }
}
