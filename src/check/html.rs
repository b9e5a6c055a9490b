//! HTML in a note shows as text unless the site lets it pass: said once where an author may not expect it.

use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic};
use crate::note::Facts;
use crate::parse::events::RawHtml;

/// HTML in a note that shows as text.
pub(super) fn of_note(config: &Config, note: &Facts) -> Vec<Diagnostic> {
    if config.extensions.raw_html != RawHtml::Escape {
        return Vec::new();
    }
    let fault = |span| {
        Diagnostic::new(Code::RawHtml, &note.path, span, "HTML is shown as text on this site").help(
            "write it in Markdown, put it in backticks, or set `raw_html = \"sanitize\"` under `[markdown]`",
        )
    };
    note.outline.html.iter().map(|span| fault(*span)).collect()
}
