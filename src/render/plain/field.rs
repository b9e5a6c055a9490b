//! A text of a front matter as Markdown: code and links as its note's page shows them, and all else as text.

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use super::{destination, escape};
use crate::parse::inline;
use crate::path::SourcePath;
use crate::render::reads::Reads;

/// A text on one line.
pub(super) fn line(reads: &Reads<'_>, path: &SourcePath, text: &str) -> String {
    if text.trim().is_empty() {
        return String::new();
    }
    written(inline::events(text), |address| reads.link(path, address))
}

/// The events of a line as Markdown; `link` says where a link leads, if anywhere.
fn written(events: Vec<Event<'_>>, link: impl Fn(&str) -> Option<String>) -> String {
    let mut out = String::new();
    let mut links: Vec<Option<String>> = Vec::new();
    for event in events {
        match event {
            Event::Text(text) => out.push_str(&piece(&text, if out.is_empty() { "" } else { "," })),
            Event::Code(text) => out.push_str(&code(&text)),
            Event::Start(Tag::Link { link_type, dest_url, .. }) => {
                let to = if link_type == LinkType::Email { None } else { link(&dest_url) };
                out.push_str(if to.is_some() { "[" } else { "" });
                links.push(to);
            }
            Event::End(TagEnd::Link) => {
                if let Some(to) = links.pop().flatten() {
                    out.push_str(&format!("]({})", destination(&to)));
                }
            }
            _ => {}
        }
    }
    out
}

/// A part of a line, behind a sign where another part stands before it: what begins a line is another thing within one, and blanks at the
/// edges of a part are those of the line.
fn piece(text: &str, before: &str) -> String {
    let escaped = escape(&format!("{before}{text},"));
    let escaped = escaped.strip_suffix(',').unwrap_or(&escaped);
    escaped.strip_prefix(before).unwrap_or(escaped).to_owned()
}

/// A text as code, whatever backticks it has.
pub(super) fn code(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let line: String = line.chars().filter(|c| !c.is_control()).collect();
    if line.is_empty() {
        return line;
    }
    let fence = "`".repeat(longest_run(&line) + 1);
    let space = if line.starts_with('`') || line.ends_with('`') { " " } else { "" };
    format!("{fence}{space}{line}{space}{fence}")
}

/// How many backticks stand in a row.
pub(super) fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> String {
        let link = |address: &str| address.starts_with("https:").then(|| address.to_owned());
        written(inline::events(text), link)
    }

    #[test]
    fn code_and_links_stay_and_all_else_is_text() {
        assert_eq!(of("run `kubectl -n $NS get *` *now* $x"), "run `kubectl -n $NS get *` now \\$x");
        assert_eq!(of("- `a` - b"), "\\- `a` - b");
        assert_eq!(
            of("see [the *page*](https://a.example/(x)) or [b](javascript:b)"),
            "see [the page](https://a.example/%28x%29) or b"
        );
        assert_eq!(of("# a <b> | c"), "\\# a \\<b> \\| c");
        assert_eq!(code("`a`"), "`` `a` ``");
    }

    proptest::proptest! {
        #[test]
        fn a_line_reads_back_as_the_same_text(text in r"(`|\*\*?|_|\[|\]\(|\]|\)|- |1\. |\\|&amp;|# |\||~~|[a-c ]|<b>|\$){0,14}") {
            proptest::prop_assume!(!text.trim().is_empty());
            let plain = |text: &str| inline::plain(text).split_whitespace().collect::<String>();
            proptest::prop_assert_eq!(plain(&of(&text)), plain(&text));
        }
    }
}
