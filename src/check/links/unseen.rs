//! Links that nobody can see or follow, and pictures that browsers do not load: what a page shows without a word of it.

use super::Checker;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::link::is_insecure;
use crate::span::Span;

impl Checker<'_> {
    /// Links without a name.
    pub(super) fn nameless(&self) -> impl Iterator<Item = Diagnostic> {
        self.outline.nameless.iter().map(|span| {
            self.fault(Code::MissingLinkText, *span, "the link has no visible text".to_owned())
                .help("write words that say where it leads")
        })
    }

    /// A link without an address.
    pub(super) fn empty(&self, written: &str, span: Span) -> Diagnostic {
        let message = match written {
            "" => "the link has no address".to_owned(),
            written => format!("`{written}` leads nowhere"),
        };
        let help = match written {
            "#" => "write `#top` for the top of the page, or the id of a heading",
            _ => "put the address or the file between the round brackets, or write the text without brackets",
        };
        self.fault(Code::EmptyLink, span, message).help(help)
    }

    /// A picture of the web that the policy of the site's own pages keeps out. They may load some without encryption only
    /// where they come that way themselves.
    pub(super) fn blocked(&self, destination: &str, span: Span) -> Option<Diagnostic> {
        if !is_insecure(destination) || is_insecure(&self.places.config().base_url) {
            return None;
        }
        let message = format!("the picture `{destination}` is blocked: pages load pictures by https only");
        let help = "use its https address, or put the file beside the note";
        Some(self.fault(Code::InsecureImage, span, message).help(help))
    }
}
