//! A value that begins with a sign that means something to YAML, where text was meant: `[prod] …`, `*urgent* …`,
//! `{{ x }}`, `> …`, `@home`.

use std::ops::Range;

use super::Mistake;
use crate::parse::yaml::line::{Line, quoted};
use crate::parse::yaml::whole;

/// The mistake of a line whose value, or whose content where it has no key, begins with such a sign.
pub(in crate::parse::yaml) fn begins_with_a_sign(source: &str, line: &Line<'_>) -> Option<Mistake> {
    let place = line.value();
    let value = &source[place.clone()];
    let first = value.chars().next()?;
    let rest = &value[first.len_utf8()..];
    let sign = place.start..place.start + first.len_utf8();
    match first {
        '[' | '{' => bracket(source, place),
        '*' | '&' | '!' => {
            let what = match first {
                '*' => "an alias",
                '&' => "an anchor",
                _ => "a tag",
            };
            let is_more = value.contains(char::is_whitespace);
            is_more.then(|| in_quotes(source, place, sign, format!("in YAML, `{first}` begins {what}")))
        }
        '%' | '@' | '`' | ',' | ']' | '}' => {
            let shown = if first == '`' { "a backtick".to_owned() } else { format!("`{first}`") };
            Some(in_quotes(source, place, sign, format!("a value can't begin with {shown}")))
        }
        '?' | ':' if rest.starts_with(' ') => {
            Some(in_quotes(source, place, sign, format!("a value can't begin with `{first}` and a space")))
        }
        '|' | '>' if !is_block_header(rest) => {
            let help = format!(
                "write the text on the lines below, indented, or put it in quotes: `{}`",
                quoted(value)
            );
            let message = format!(
                "`{first}` begins a text on the lines below it, and nothing may follow it on its own line"
            );
            Some(Mistake::new(sign, message, help))
        }
        '-' if rest.starts_with(' ') && line.entry().is_some() => {
            let help =
                format!("put the list on lines below the key, or the value in quotes: `{}`", quoted(value));
            Some(Mistake::new(sign, "`- ` begins a list item, but comes after a key", help))
        }
        '"' | '\'' => behind_quotes(source, place, first),
        _ => None,
    }
}

fn in_quotes(source: &str, value: Range<usize>, place: Range<usize>, message: String) -> Mistake {
    let (fix, shown) = whole::quotes(source, value);
    let mistake = Mistake::new(place, message, format!("put the value in quotes: `{shown}`"));
    match fix {
        Some((value, text)) => mistake.fix(value, text),
        None => mistake,
    }
}

/// What may follow `|` and `>`: an indentation, what becomes of the last line ends, and a comment.
fn is_block_header(rest: &str) -> bool {
    let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit() || "+-".contains(c));
    rest.trim().is_empty() || rest.starts_with(" #")
}

/// A list or map in brackets that text follows, or a placeholder of a template.
fn bracket(source: &str, value: Range<usize>) -> Option<Mistake> {
    let text = &source[value.clone()];
    let what = if text.starts_with('[') { "a list" } else { "a map" };
    if text.starts_with("{{") || text.starts_with("{%") {
        let sign = value.start..value.start + 2;
        return Some(in_quotes(
            source,
            value.clone(),
            sign,
            format!("in YAML, `{}` begins a map", &text[..2]),
        ));
    }
    let end = closing(text)?;
    let rest = text[end..].trim_start();
    if rest.is_empty() || rest.starts_with('#') || rest.starts_with([':', ']', '}', ',']) {
        return None;
    }
    let place = value.start..value.start + end;
    let message = format!("in YAML, `{}` is {what}, but text follows it", &text[..end]);
    Some(in_quotes(source, value, place, message))
}

/// The byte behind the bracket that closes the first one.
fn closing(text: &str) -> Option<usize> {
    let mut open = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '[' | '{' => open += 1,
            ']' | '}' => {
                open -= 1;
                if open == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

/// A comma behind a closing quote, as JSON has it.
fn behind_quotes(source: &str, value: Range<usize>, quote: char) -> Option<Mistake> {
    let text = &source[value.clone()];
    let inner = text[1..].strip_suffix(',')?.trim_end().strip_suffix(quote)?;
    if inner.contains(quote) {
        return None;
    }
    let comma = value.end - 1..value.end;
    Some(Mistake::new(comma.clone(), "a comma follows the value", "remove the comma").fix(comma, ""))
}
