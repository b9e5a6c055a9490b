//! HTML in a note shows as text unless the site lets it pass: said once where an author may not expect it.

use crate::config::RawHtml;
use crate::corpus::Corpus;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::Site;

/// HTML that shows as text.
pub(super) fn check(site: &Site, corpus: &Corpus) -> Vec<Diagnostic> {
    if site.config.raw_html != RawHtml::Escape {
        return Vec::new();
    }
    let of_notes =
        corpus.notes.iter().flat_map(|note| note.outline.html.iter().map(|span| (&note.path, *span)));
    of_notes
        .map(|(path, span)| {
            Diagnostic::new(Code::RawHtml, path, span, "HTML shows as text on this site")
                .help("write it in Markdown, put it in backticks, or set `raw_html = \"sanitize\"` under `[markdown]`")
        })
        .collect()
}
