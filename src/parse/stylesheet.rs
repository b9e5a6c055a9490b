//! What a stylesheet loads: the addresses in `url(…)` and behind `@import`, where they stand. Comments and texts hold none.
//!
//! As in CSS Syntax Level 3, as far as it takes to find these two: escapes within an address are left as they are.

use crate::span::{Span, Spanned};

/// The addresses that a stylesheet loads, in order.
pub fn addresses(text: &str) -> Vec<Spanned<String>> {
    let mut found = Vec::new();
    let mut at = 0;
    // Whether the next text in quotes is an address: it is right behind `@import`.
    let mut is_import = false;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let next = if let Some(comment) = rest.strip_prefix("/*") {
            comment.find("*/").map_or(rest.len(), |end| end + 4)
        } else if rest.starts_with(['"', '\'']) {
            let end = end_of_text(rest);
            if is_import {
                found.extend(address(text, at + 1..at + end - 1));
            }
            is_import = false;
            end
        } else if starts_with(rest, "url(") && !continues_a_name(&text[..at]) {
            let (inner, end) = inside(rest);
            found.extend(address(text, at + inner.start..at + inner.end));
            is_import = false;
            end
        } else if starts_with(rest, "@import") {
            is_import = true;
            "@import".len()
        } else {
            let first = rest.chars().next().unwrap_or(' ');
            is_import &= first.is_whitespace();
            first.len_utf8()
        };
        at += next;
    }
    found
}

fn starts_with(text: &str, word: &str) -> bool {
    text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
}

fn continues_a_name(before: &str) -> bool {
    before.ends_with(|c: char| c.is_alphanumeric() || "-_\\".contains(c))
}

/// Where a text in quotes ends, with the last of them: at the end of its line where there is none.
fn end_of_text(text: &str) -> usize {
    let quote = text.chars().next().unwrap_or('"');
    let mut is_escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '\n' => return at + 1,
            c if c == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// The address within `url(…)`, and where all of it ends.
fn inside(text: &str) -> (std::ops::Range<usize>, usize) {
    let start = text.len() - text["url(".len()..].trim_start().len();
    let rest = &text[start..];
    let end_of_all = |from: usize| text[from..].find(')').map_or(text.len(), |at| from + at + 1);
    if rest.starts_with(['"', '\'']) {
        let end = start + end_of_text(rest);
        return (start + 1..(end - 1).max(start + 1), end_of_all(end));
    }
    let end = start + rest.find(')').unwrap_or(rest.len());
    (start..start + text[start..end].trim_end().len(), end_of_all(end))
}

fn address(text: &str, range: std::ops::Range<usize>) -> Option<Spanned<String>> {
    let address = text.get(range.clone())?;
    (!address.is_empty()).then(|| Spanned::new(address.to_owned(), Span::new(range.start, range.end)))
}

#[cfg(test)]
mod tests {
    use super::addresses;

    #[test]
    fn addresses_are_found_where_they_stand() {
        for (text, wanted) in [
            ("a { background: url(x.png) }", vec!["x.png"]),
            (
                "@font-face { src: URL( \"../a b.woff2\" ) format('woff2'), url('b.woff?#iefix') }",
                vec!["../a b.woff2", "b.woff?#iefix"],
            ),
            ("@import 'own.css' screen; @import url(b.css);", vec!["own.css", "b.css"]),
            (
                "/* url(no.png) */ a { content: 'url(no.png)'; } b::after { content: \"/*\" } c { mask: url(d.svg#e) }",
                vec!["d.svg#e"],
            ),
            ("a { background: my-url(no) url() }", vec![]),
            ("@import\n\"x.css\"", vec!["x.css"]),
            ("@charset \"utf-8\"; a { b: url(", vec![]),
            ("a { b: url(ü.png", vec!["ü.png"]),
            ("a { content: 'it\\'s'; b: url(é) }", vec!["é"]),
            ("a { content: 'open\n b: url(c) }", vec!["c"]),
            ("/* open", vec![]),
            ("\"", vec![]),
            ("url('", vec![]),
            ("@import \"", vec![]),
        ] {
            let found = addresses(text);
            let words: Vec<&str> = found.iter().map(|found| found.value.as_str()).collect();
            assert_eq!(words, wanted, "{text}");
            assert!(found.iter().all(|found| found.span.of(text) == found.value), "{text}");
        }
    }
}
