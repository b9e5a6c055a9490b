//! What an author wrote that is nearly YAML: a dash or a colon without its blank, a blank that is none, text that
//! begins with a sign of YAML's. Each is found by the line alone, named, and mended where there is one right way.

mod indent;
mod value;

use super::line::Line;
use crate::diagnostic::{Code, Diagnostic};
use crate::parse::hidden;
use crate::path::SourcePath;
use crate::span::Span;

pub(super) use crate::parse::mistake::Mistake;
pub(super) use indent::misplaced;
pub(super) use value::begins_with_a_sign;

/// The mistake in a line, where it holds one that anybody can see.
pub(super) fn in_line(line: &Line<'_>) -> Option<Mistake> {
    other_blank(line)
        .or_else(|| other_bullet(line))
        .or_else(|| other_comment(line))
        .or_else(|| no_blank_after_dash(line))
        .or_else(|| no_colon(line))
}

/// `* Look`, `1. Look`: an item as Markdown and other texts have it.
fn other_bullet(line: &Line<'_>) -> Option<Mistake> {
    let sign = bullet(&line.text[line.content..])?;
    let place = line.place(line.content..line.content + sign.len());
    let message = format!("`{sign}` does not begin a list item in YAML");
    let help = format!("write `- {}`", line.text[line.content + sign.len()..].trim());
    Some(Mistake::new(place.clone(), message, help).fix(place, "-"))
}

/// The sign that a line begins with, when it is that of a list item, and no dash.
pub fn bullet(content: &str) -> Option<&str> {
    let digits = content.len() - content.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let sign = content[digits..].chars().next()?;
    let is_sign = if digits > 0 { ".)".contains(sign) } else { "*+•·–—".contains(sign) };
    let end = digits + sign.len_utf8();
    (is_sign && content[end..].starts_with(' ')).then(|| &content[..end])
}

/// `// note` and `<!-- note -->`.
fn other_comment(line: &Line<'_>) -> Option<Mistake> {
    let content = line.text[line.content..].trim_end();
    let text =
        content.strip_prefix("//").or_else(|| content.strip_prefix("<!--")?.strip_suffix("-->"))?.trim();
    let sign = line.place(line.content..line.content + if content.starts_with("//") { 2 } else { 4 });
    let whole = line.place(line.content..line.content + content.len());
    let comment = format!("# {text}");
    let help = format!("write `{comment}`");
    Some(Mistake::new(sign, "a comment begins with `#` in YAML", help).fix(whole, comment))
}

/// A blank that YAML does not take for one, in the indentation, behind a dash or behind a colon.
fn other_blank(line: &Line<'_>) -> Option<Mistake> {
    let is_other =
        |c: char| c != ' ' && c != '\t' && (c.is_whitespace() || c == '\u{feff}' || c == '\u{200b}');
    let run = |from: usize| {
        let rest = line.text.get(from..)?;
        let others = rest.len() - rest.trim_start_matches(is_other).len();
        (others > 0).then_some(from..from + others)
    };
    let dash = || line.text[line.content..].starts_with('-').then(|| run(line.content + 1))?;
    let colon = || {
        let key = key_before(&line.text[line.content..])?;
        line.text[line.content + key.len()..].starts_with(':').then(|| run(line.content + key.len() + 1))?
    };
    let (found, place) = None
        .or_else(|| Some((run(line.indent)?, "in the indentation")))
        .or_else(|| Some((dash()?, "after the dash")))
        .or_else(|| Some((colon()?, "after the colon")))?;
    let character = line.text[found.clone()].chars().next()?;
    let count = line.text[found.clone()].chars().filter(|c| c.is_whitespace()).count();
    let message =
        format!("there is a `{}` {place}, which YAML does not read as a space", hidden::shown(character));
    let found = line.place(found);
    // What has no width is no blank that was meant.
    let help = if count == 0 { "remove it" } else { "write a space" };
    Some(Mistake::new(found.clone(), message, help).fix(found, " ".repeat(count)))
}

/// `-patroni`.
fn no_blank_after_dash(line: &Line<'_>) -> Option<Mistake> {
    let rest = line.text[line.content..].strip_prefix('-')?;
    let word =
        rest.split_whitespace().next().filter(|word| rest.starts_with(word) && !word.starts_with('-'))?;
    let place = line.place(line.content..line.content + 1);
    let behind = place.end..place.end;
    let message = format!("there is no space after the dash of `-{word}`");
    Some(Mistake::new(place, message, format!("write `- {}`", rest.trim_end())).fix(behind, " "))
}

/// `owner:Platform team`, `owner：Platform team`, `owner = "Platform team"`.
fn no_colon(line: &Line<'_>) -> Option<Mistake> {
    let content = &line.text[line.content..];
    let key = key_before(content)?;
    let rest = &content[key.len()..];
    let from = line.content + key.len();
    if let Some(value) = rest.strip_prefix(':') {
        // An address is no key, and an hour neither.
        if value.is_empty() || value.starts_with([' ', '\t', '/', ':']) || line.entry().is_some() {
            return None;
        }
        let place = line.place(line.content..from + 1);
        let behind = place.end..place.end;
        let message = format!("there is no space after the colon of `{key}:`");
        return Some(
            Mistake::new(place, message, format!("write `{key}: {}`", value.trim_end())).fix(behind, " "),
        );
    }
    let sign = rest.trim_start().chars().next().filter(|c| "：﹕︓=".contains(*c))?;
    let blanks = rest.len() - rest.trim_start().len();
    let value = rest.trim_start()[sign.len_utf8()..].trim();
    let sign_end = from + blanks + sign.len_utf8();
    let place = line.place(from + blanks..sign_end);
    let behind = line.text[sign_end..].len() - line.text[sign_end..].trim_start().len();
    let all = line.place(from..sign_end + behind);
    let message = format!("`{sign}` is after `{key}`, where YAML needs a colon and a space");
    Some(Mistake::new(place, message, format!("write `{key}: {value}`")).fix(all, ": "))
}

/// The word that a line begins with, when it can be a key.
fn key_before(content: &str) -> Option<&str> {
    let end = content.find(|c: char| !(c.is_alphanumeric() || "_-.".contains(c))).unwrap_or(content.len());
    let key = &content[..end];
    key.starts_with(|c: char| c.is_alphabetic() || c == '_').then_some(key)
}

/// A list item that YAML takes for the next line of the text above, since it is indented deeper.
pub(super) fn item_in_text(path: &SourcePath, text: &str, span: Span) -> Option<Diagnostic> {
    // Lines that all begin with a dash lack a blank, and are no text at all.
    let written = Some(span.of(text)).filter(|written| !written.starts_with('-'))?;
    let mut at = span.start as usize + written.find('\n')? + 1;
    for line in written.lines().skip(1) {
        let begin = line.len() - line.trim_start().len();
        if line.trim_start().starts_with("- ") {
            let message = "this line begins like a list item, but continues the text above it";
            let fault =
                Diagnostic::new(Code::YamlRunOn, path, Span::new(at + begin, at + begin + 1), message);
            return Some(
                fault.help("align it with the item that it belongs beside, or put the text in quotes"),
            );
        }
        at += text[at..].find('\n').map_or(line.len(), |newline| newline + 1);
    }
    None
}
