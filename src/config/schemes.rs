//! `[markdown] schemes`: what links may begin with besides the schemes that are open on every site.

use super::read::Table;
use crate::diagnostic::Code;

/// Schemes that every note may link to.
pub const SCHEMES: [&str; 6] = ["http", "https", "mailto", "tel", "sms", "irc"];

/// Schemes that no setting opens: they run what the link holds, show what is on the reader's disk or of the browser itself,
/// or are known to have started programs with what the link says.
const CLOSED: [&str; 24] = [
    "about",
    "blob",
    "chrome",
    "chrome-extension",
    "data",
    "file",
    "filesystem",
    "hcp",
    "jar",
    "javascript",
    "livescript",
    "mhtml",
    "mk",
    "mocha",
    "moz-extension",
    "ms-its",
    "ms-msdt",
    "ms-officecmd",
    "res",
    "resource",
    "search-ms",
    "vbscript",
    "view-source",
    "wyciwyg",
];

/// Reads the list: `schemes = ["slack", "vscode"]`.
pub(super) fn read(table: &mut Table<'_>) -> Vec<String> {
    let mut schemes = Vec::new();
    for written in table.optional_texts("schemes").unwrap_or_default() {
        let scheme = written.value.trim_end_matches("://").trim_end_matches(':').to_ascii_lowercase();
        let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
        if !is_scheme {
            let message = format!("`{}` is not a scheme", written.value);
            table
                .fault(Code::ConfigInvalid, written.span, message)
                .help_last("write the part before the colon: `\"slack\"`");
        } else if is_closed(&scheme) {
            let message = format!("links with `{scheme}:` can't be allowed");
            table
                .fault(Code::ConfigInvalid, written.span, message)
                .help_last("remove it: such a link runs code, or shows files of the reader's disk");
        } else {
            schemes.push(scheme);
        }
    }
    schemes
}

/// Whether no setting opens a scheme, which is in lower case.
pub fn is_closed(scheme: &str) -> bool {
    CLOSED.contains(&scheme) || scheme.ends_with("script")
}

/// Whether a link may begin with a scheme, which is in lower case.
pub fn is_open(scheme: &str, more: &[String]) -> bool {
    SCHEMES.contains(&scheme) || more.iter().any(|open| open == scheme)
}
