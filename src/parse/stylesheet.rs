//! What a stylesheet loads: the addresses in `url(…)`, in `image-set(…)` and behind `@import`, where they stand, with their escapes
//! resolved. Comments and other texts hold none. As in CSS Syntax Level 3, as far as it takes to find these.

mod import;

pub use import::{Import, closing, imports};

use crate::span::{Span, Spanned};

/// The addresses that a stylesheet loads, in order.
pub fn addresses(text: &str) -> Vec<Spanned<String>> {
    let mut found = Vec::new();
    let mut at = 0;
    // Whether the next text in quotes is an address: it is right behind `@import`.
    let mut is_import = false;
    // How many brackets are open, and at which of them pictures are listed.
    let (mut depth, mut sets) = (0_usize, Vec::new());
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let next = if let Some(comment) = rest.strip_prefix("/*") {
            comment.find("*/").map_or(rest.len(), |end| end + 4)
        } else if rest.starts_with(['"', '\'']) {
            let end = end_of_text(rest);
            if is_import || sets.last() == Some(&depth) {
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
        } else if let Some(name) = picture_list(rest).filter(|_| !continues_a_name(&text[..at])) {
            depth += 1;
            sets.push(depth);
            name.len()
        } else {
            let first = rest.chars().next().unwrap_or(' ');
            match first {
                '(' => depth += 1,
                ')' => {
                    sets.retain(|set| *set < depth);
                    depth = depth.saturating_sub(1);
                }
                _ => {}
            }
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

/// What lists pictures, each as a text or as `url(…)`.
fn picture_list(text: &str) -> Option<&'static str> {
    ["image-set(", "-webkit-image-set("].into_iter().find(|name| starts_with(text, name))
}

fn continues_a_name(before: &str) -> bool {
    before.ends_with(|c: char| c.is_alphanumeric() || "-_\\".contains(c))
}

/// Where a text in quotes ends, with the last of them: at the end of its line where there is none.
fn end_of_text(text: &str) -> usize {
    closed_text(text).unwrap_or(text.len())
}

/// The same; None where nothing ends it.
fn closed_text(text: &str) -> Option<usize> {
    let quote = text.chars().next().unwrap_or('"');
    let mut is_escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '\n' => return Some(at + 1),
            c if c == quote => return Some(at + 1),
            _ => {}
        }
    }
    None
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
    let mut is_escaped = false;
    let closes = |c: char| {
        let closes = c == ')' && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
        closes
    };
    let end = start + rest.find(closes).unwrap_or(rest.len());
    (start..start + text[start..end].trim_end().len(), end_of_all(end))
}

fn address(text: &str, range: std::ops::Range<usize>) -> Option<Spanned<String>> {
    let address = unescaped(text.get(range.clone())?);
    (!address.is_empty()).then(|| Spanned::new(address, Span::new(range.start, range.end)))
}

/// A text without its escapes: `\20` and a blank stand for a character by its number, `\)` for the sign itself.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        out.push_str(before);
        let digits = after.bytes().take(6).take_while(u8::is_ascii_hexdigit).count();
        rest = &after[digits..];
        if digits > 0 {
            let sign = u32::from_str_radix(&after[..digits], 16).ok().and_then(char::from_u32);
            out.push(sign.filter(|sign| *sign != '\0').unwrap_or(char::REPLACEMENT_CHARACTER));
            rest = rest
                .strip_prefix("\r\n")
                .or_else(|| rest.strip_prefix([' ', '\t', '\n', '\r']))
                .unwrap_or(rest);
        } else if let Some(line) = rest.strip_prefix('\n') {
            // A line that goes on below.
            rest = line;
        } else if let Some(sign) = rest.chars().next() {
            out.push(sign);
            rest = &rest[sign.len_utf8()..];
        }
    }
    out + rest
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
            let is_same = |written: &str, value: &str| written.contains('\\') || written == value;
            assert!(found.iter().all(|found| is_same(found.span.of(text), &found.value)), "{text}");
        }
    }

    #[test]
    fn escapes_are_resolved_and_lists_of_pictures_are_looked_through() {
        for (text, wanted) in [
            (r"a { b: url(a\20 b\.png) }", vec!["a b.png"]),
            (r"a { b: url(a\)b.png) url('it\'s.png') }", vec!["a)b.png", "it's.png"]),
            (r"a { b: url('\e9.png') url(\0000e9x.png) url('\0') }", vec!["é.png", "éx.png", "\u{fffd}"]),
            ("a { b: url('a\\\nb.png') }", vec!["ab.png"]),
            (
                "a { b: image-set('a.png' 1x, url(b.png) 2x, \"c.avif\" type('image/avif')) 'no' }",
                vec!["a.png", "b.png", "c.avif"],
            ),
            ("a { b: -webkit-image-set(\"a.png\" 1x); content: 'no' }", vec!["a.png"]),
            ("a { b: my-image-set('no') image-set( }", vec![]),
        ] {
            let found = addresses(text);
            assert_eq!(found.iter().map(|found| found.value.as_str()).collect::<Vec<_>>(), wanted, "{text}");
        }
    }
}
