//! The stylesheets that a stylesheet imports, and on what condition: for whoever puts their texts in their places. As in CSS Cascade
//! Level 5, where imports stand before all else; a browser passes over those that come later, and so does this.

use std::ops::Range;

use super::{address, closed_text, end_of_text, inside, starts_with};

/// An import.
#[derive(Debug, PartialEq, Eq)]
pub struct Import {
    /// What is imported.
    pub address: String,
    /// The whole statement.
    pub range: Range<usize>,
    /// What stands before and behind the text that takes its place.
    pub around: (String, String),
}

/// The imports of a stylesheet, in order.
pub fn imports(text: &str) -> Vec<Import> {
    let mut imports = Vec::new();
    let mut at = 0;
    loop {
        at = skip_blanks(text, at);
        let rest = &text[at..];
        let end = at + end_of_statement(rest);
        let is_statement = text[..end].ends_with(';') || end == text.len();
        if starts_with(rest, "@import") && is_statement {
            imports.extend(import(text, at..end));
        } else if !(starts_with(rest, "@charset") || starts_with(rest, "@layer") && imports.is_empty())
            || !is_statement
        {
            return imports;
        }
        if end == text.len() {
            return imports;
        }
        at = end;
    }
}

fn import(text: &str, range: Range<usize>) -> Option<Import> {
    let start = skip_blanks(text, range.start + "@import".len());
    let rest = &text[start..range.end];
    let (inner, end) = if rest.starts_with(['"', '\'']) {
        let end = end_of_text(rest);
        (1..end.saturating_sub(1).max(1), end)
    } else if starts_with(rest, "url(") {
        inside(rest)
    } else {
        return None;
    };
    let found = address(text, start + inner.start..start + inner.end)?.value;
    let condition = without_comments(rest[end..].trim_end_matches(';'));
    Some(Import { address: found, range, around: around(condition.trim()) })
}

/// The blocks that say what an import says behind its address.
fn around(condition: &str) -> (String, String) {
    let (mut layer, mut supports, mut rest) = (None, None, condition);
    if let Some((name, behind)) = bracket(rest, "layer") {
        (layer, rest) = (Some(name), behind);
    } else if starts_with(rest, "layer") && !rest[5..].starts_with(|c: char| c.is_alphanumeric() || c == '-')
    {
        (layer, rest) = (Some(""), rest[5..].trim_start());
    }
    if let Some((test, behind)) = bracket(rest, "supports") {
        (supports, rest) = (Some(test), behind);
    }
    let media = (!rest.is_empty()).then(|| format!("@media {rest} {{\n"));
    let supports = supports.map(|test| format!("@supports ({test}) {{\n"));
    let layer = layer.map(|name| format!("@layer {name} {{\n"));
    let blocks: Vec<String> = [media, supports, layer].into_iter().flatten().collect();
    (blocks.concat(), "\n}".repeat(blocks.len()))
}

/// What stands in the brackets of a function that a text begins with, and what behind it.
fn bracket<'t>(text: &'t str, name: &str) -> Option<(&'t str, &'t str)> {
    let start = name.len() + 1;
    if !starts_with(text, name) || !text[name.len()..].starts_with('(') {
        return None;
    }
    let mut depth = 0_usize;
    for (at, c) in text.char_indices().skip(name.len()) {
        match c {
            '(' => depth += 1,
            ')' if depth == 1 => return Some((text[start..at].trim(), text[at + 1..].trim_start())),
            ')' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Where a statement ends, with its semicolon: before a block, which makes it none.
fn end_of_statement(text: &str) -> usize {
    let mut at = 0;
    let mut depth = 0_usize;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        at += match c {
            '"' | '\'' => end_of_text(rest),
            _ if rest.starts_with("/*") => comment(rest),
            _ if starts_with(rest, "url(") => inside(rest).1,
            ';' if depth == 0 => return at + 1,
            '{' | '}' if depth == 0 => return at,
            '\\' => 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
            _ => {
                depth = if c == '(' { depth + 1 } else { depth.saturating_sub(usize::from(c == ')')) };
                c.len_utf8()
            }
        };
    }
    text.len()
}

/// How long a comment is.
fn comment(text: &str) -> usize {
    text[2..].find("*/").map_or(text.len(), |end| end + 4)
}

fn skip_blanks(text: &str, from: usize) -> usize {
    let mut at = from;
    loop {
        let rest = &text[at..];
        let blanks =
            rest.len() - rest.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}').len();
        at += match blanks {
            0 if rest.starts_with("/*") => comment(rest),
            0 => return at,
            blanks => blanks,
        };
    }
}

fn without_comments(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("/*") {
        out.push_str(&rest[..at]);
        out.push(' ');
        rest = &rest[at + comment(&rest[at..])..];
    }
    out + rest
}

/// What closes all that a text leaves open, so that others may follow it.
pub fn closing(text: &str) -> String {
    let mut open = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        at += match c {
            '"' | '\'' => {
                let end = closed_text(rest);
                open.extend(end.is_none().then_some(c));
                end.unwrap_or(rest.len())
            }
            _ if rest.starts_with("/*") => {
                let is_open = !rest[2..].contains("*/");
                if is_open {
                    return "*/".to_owned() + &open.into_iter().rev().collect::<String>();
                }
                comment(rest)
            }
            '\\' => 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
            _ => {
                let closes = [('{', '}'), ('(', ')'), ('[', ']')].into_iter().find(|(sign, _)| *sign == c);
                match closes {
                    Some((_, closing)) => open.push(closing),
                    None if open.last() == Some(&c) => drop(open.pop()),
                    None => {}
                }
                c.len_utf8()
            }
        };
    }
    open.into_iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_stand_before_all_else_and_keep_their_conditions() {
        let none = || (String::new(), String::new());
        let one = |text: &str| imports(text).pop().map(|import| (import.address, import.around.0));
        for (text, wanted) in [
            ("@import 'a.css';", ("a.css", "")),
            ("\u{feff}/* x */@charset \"utf-8\"; @IMPORT url( a.css ) ;", ("a.css", "")),
            (
                "@layer x, y; @import url('a.css') screen and (min-width: 9px);",
                ("a.css", "@media screen and (min-width: 9px) {\n"),
            ),
            (
                "@import 'a;b.css' layer(own.x) supports(not (a: b)) /* ; */ print",
                ("a;b.css", "@media print {\n@supports (not (a: b)) {\n@layer own.x {\n"),
            ),
            ("@import 'a.css' layer;", ("a.css", "@layer  {\n")),
            ("@import 'a.css' layered;", ("a.css", "@media layered {\n")),
        ] {
            assert_eq!(one(text), Some((wanted.0.to_owned(), wanted.1.to_owned())), "{text}");
        }
        let two = "@import 'a.css'; @import url(b.css); c { d: e }";
        let found = imports(two);
        assert_eq!(found[1], Import { address: "b.css".to_owned(), range: 17..36, around: none() });
        for text in [
            "a { b: c } @import 'x.css';",
            "@layer x { } @import 'x.css';",
            "@import",
            "@import x;",
            "@import '",
            "@import url(",
        ] {
            assert_eq!(imports(text), [], "{text}");
        }
        assert_eq!(imports("@import 'a.css'; @layer x; @import 'b.css';").len(), 1);
    }

    #[test]
    fn what_a_text_leaves_open_is_closed() {
        for (text, wanted) in [
            ("a { b: c }", ""),
            ("a { b: url(c", ")}"),
            ("@media x { a { b: '}'; c: '{", "'}}"),
            ("a { /* } ", "*/}"),
            ("a { content: \"\\\"", "\"}"),
            ("\"", "\""),
            ("} a {", "}"),
        ] {
            assert_eq!(closing(text), wanted, "{text}");
        }
    }
}
