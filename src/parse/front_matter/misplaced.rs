//! Fields that stand where no front matter is read: behind a blank line or a comment, without an opening line, in a
//! format of other tools. A body would show them as text.
//!
//! A body may well begin with a rule, or with a line such as `Note: …`. Only what can be nothing but fields is found: a
//! key that notes have, or two keys, and nothing between them that is no YAML.

mod further;

use super::{Line, is_fence, is_usual, key, lines};
use crate::diagnostic::{Code, Diagnostic, Level};
use crate::path::SourcePath;
use crate::span::{BOM, Span};

/// Fields that are not read, and what keeps them from it.
#[derive(Debug)]
pub struct Misplaced {
    /// What is wrong.
    pub fault: Box<Diagnostic>,
    /// The fields, where they are YAML.
    pub front: Option<Span>,
    /// What follows them.
    pub body: Span,
}

/// The fields that a file without front matter begins with.
pub fn at_top(path: &SourcePath, text: &str) -> Option<Misplaced> {
    let start = if text.starts_with(BOM) { BOM.len_utf8() } else { 0 };
    if text[start..].starts_with("---")
        && lines(text, start).next().is_some_and(|line| is_fence(line.text, &["---"]))
    {
        return None;
    }
    foreign(path, text, start)
        .or_else(|| behind(path, text, start))
        .or_else(|| unopened(path, text, start))
        .or_else(|| further::down(path, text, start))
}

/// A second block of fields, right behind the front matter.
pub fn second(path: &SourcePath, text: &str, body: Span) -> Option<Misplaced> {
    let start = body.start as usize;
    let first = lines(text, start).find(|line| !line.text.trim().is_empty())?;
    let is_opened = is_fence(first.text, &["---"]);
    // Without an opening line they have to follow at once: further down, it is a heading with a line below it.
    let from = if is_opened { first.end } else { start };
    let block = block(text, from)?;
    let closing = block.closing?;
    let span = if is_opened { Span::new(first.start, first.start + 3) } else { Span::new(from, block.end) };
    let fault = Diagnostic::new(
        Code::FrontMatterMisplaced,
        path,
        span,
        "a second block of fields follows the front matter; only the first one is read",
    )
    .help("move the fields into the first block, and remove the `---` lines between them");
    Some(Misplaced { fault: Box::new(fault), front: None, body: Span::new(closing, text.len()) })
}

/// Fields, with where they end.
struct Block {
    end: usize,
    /// Where the line that closes them ends.
    closing: Option<usize>,
}

/// The fields that begin at a byte: keys with what is indented below them, up to a line that closes them or a blank
/// line that something else follows.
fn block(text: &str, from: usize) -> Option<Block> {
    let mut keys = Vec::new();
    let mut end = from;
    let mut is_after_blank = false;
    for line in lines(text, from) {
        let content = line.text.trim_end();
        if is_fence(line.text, &["---", "..."])
            || (content.starts_with("----") && content.trim_matches('-').is_empty())
        {
            return are_fields(&keys).then_some(Block { end, closing: Some(line.end) });
        }
        if content.is_empty() {
            is_after_blank = true;
            continue;
        }
        let named = key(content).filter(|_| !content.contains('='));
        let goes_on = content.starts_with([' ', '\t', '#']) || content.starts_with("- ");
        if named.is_none() && (is_after_blank || keys.is_empty() || !goes_on) {
            break;
        }
        keys.extend(named);
        end = line.end;
    }
    are_fields(&keys).then_some(Block { end, closing: None })
}

fn has_title(text: &str, from: usize, block: &Block) -> bool {
    lines(text, from)
        .take_while(|line| line.start < block.end)
        .any(|line| key(line.text).is_some_and(|key| key.eq_ignore_ascii_case("title")))
}

fn are_fields(keys: &[&str]) -> bool {
    keys.len() > 1 || keys.iter().any(|key| is_usual(key))
}

/// An opening line with something before it or on it that must not be there.
fn behind(path: &SourcePath, text: &str, start: usize) -> Option<Misplaced> {
    let (opening, has_comment) = first_line(text, start)?;
    let content = opening.text.trim_end();
    let dashes = content.trim_start();
    let indent = opening.start + content.len() - dashes.len();
    let rest = dashes.trim_start_matches('-');
    let count = dashes.len() - rest.len();
    let is_note = rest.trim_start().starts_with('#') || rest.trim() == "yaml";
    if count < 3 || !(rest.is_empty() || is_note) {
        return None;
    }
    let block = block(text, opening.end)?;
    // A rule that lines with colons follow is one, unless they end as front matter does, or name the note.
    if block.closing.is_none() && !has_title(text, opening.end, &block) {
        return None;
    }
    let span = Span::new(indent, indent + count);
    let fault = |message: &str, help: &str| {
        let fault = Diagnostic::new(Code::FrontMatterMisplaced, path, span, message);
        Box::new(fault.help(help))
    };
    let before = Span::new(start, indent);
    let fault = if has_comment {
        fault(
            "a comment comes before the front matter, so the fields are not read",
            "put the comment after the front matter",
        )
    } else if is_note {
        let replacement =
            format!("---\n{}", rest.trim_start().strip_prefix("yaml").unwrap_or(rest.trim_start()));
        let mut fault = fault(
            "the line that should open the front matter contains more than `---`",
            "write `---` alone, and a comment on a line of its own",
        );
        let whole = Span::new(start, opening.start + content.len());
        *fault = fault.fix("put what follows `---` on its own line", whole, replacement.trim_end());
        fault
    } else if count > 3 {
        let mut fault = fault("the front matter opens with more than three dashes", "write `---`");
        *fault = fault.fix("write `---`", Span::new(start, indent + count), "---");
        // It is plain what was meant, and read: the note loses nothing.
        fault.level = Level::Deny;
        fault
    } else if opening.start > start {
        let mut fault = fault(
            "a blank line comes before the front matter, so the fields are not read",
            "let `---` be the first line",
        );
        *fault = fault.fix("remove what is before `---`", before, "");
        fault
    } else {
        let mut fault = fault(
            "a space comes before `---`, so it does not open the front matter",
            "begin the line with `---`",
        );
        *fault = fault.fix("remove the space before `---`", before, "");
        fault
    };
    Some(Misplaced {
        fault,
        front: Some(Span::new(opening.end, block.end)),
        body: Span::new(block.closing.unwrap_or(block.end), text.len()),
    })
}

/// The first line that is neither blank nor of a comment, and whether there is a comment before it.
fn first_line(text: &str, start: usize) -> Option<(Line<'_>, bool)> {
    let mut from = start;
    let mut has_comment = false;
    loop {
        let line = lines(text, from).find(|line| !line.text.trim().is_empty())?;
        if !line.text.trim_start().starts_with("<!--") {
            return Some((line, has_comment));
        }
        has_comment = true;
        let end = line.start + text[line.start..].find("-->")? + 3;
        from = end + text[end..].find('\n')? + 1;
        if !text[end..from].trim().is_empty() {
            return None;
        }
    }
}

/// Keys on the first lines, without a line `---` above them.
fn unopened(path: &SourcePath, text: &str, start: usize) -> Option<Misplaced> {
    let (first, _) = first_line(text, start)?;
    let from = first.start;
    let block = block(text, from)?;
    // Without any fence, lines with colons may be the note's own text: only a title and more make fields of them.
    let is_one = lines(text, from).take_while(|line| line.start < block.end).nth(1).is_none();
    if block.closing.is_none() && (is_one || !has_title(text, from, &block)) {
        return None;
    }
    let span = Span::new(from, from + first.text.trim_end().len());
    let fault = Diagnostic::new(
        Code::FrontMatterMisplaced,
        path,
        span,
        "there is no `---` line above these fields, so they would be shown as text",
    );
    let fault = match block.closing {
        Some(_) => fault.help("open the front matter with a line `---`").fix(
            "open the front matter with `---`",
            Span::at(from),
            "---\n",
        ),
        None => fault.help("put a line `---` before the fields, and another one after them"),
    };
    let body = Span::new(block.closing.unwrap_or(block.end), text.len());
    Some(Misplaced { fault: Box::new(fault), front: Some(Span::new(from, block.end)), body })
}

/// Fields in a format of other tools.
fn foreign(path: &SourcePath, text: &str, start: usize) -> Option<Misplaced> {
    let (first, _) = first_line(text, start)?;
    let opening = first.text.trim();
    let (name, close) = match opening {
        "+++" => ("TOML", "+++"),
        ";;;" => ("JSON", ";;;"),
        "%%%" => ("TOML", "%%%"),
        _ if opening.starts_with("---") && is_json_or_toml(opening) => (&opening[3..], "---"),
        _ if opening.starts_with('{') => return json(path, text, &first),
        _ => return None,
    };
    let holds_fields = |line: &Line<'_>| {
        let line = line.text.trim_start().trim_start_matches('"');
        key(line).is_some() || line.contains("\":") || line.starts_with('[')
    };
    let end = lines(text, first.end).find(|line| line.text.trim() == close);
    let is_filled = lines(text, first.end)
        .take_while(|line| end.as_ref().is_none_or(|end| line.start < end.start))
        .any(|line| holds_fields(&line));
    let span = Span::new(first.start, first.start + opening.len());
    let body = Span::new(end.map_or(text.len(), |end| end.end), text.len());
    is_filled.then(|| Misplaced { fault: Box::new(not_read(path, span, name.trim())), front: None, body })
}

fn is_json_or_toml(opening: &str) -> bool {
    ["toml", "json", "js"].contains(&opening[3..].trim())
}

/// An object of JSON at the top: `{` and a key in quotes.
fn json(path: &SourcePath, text: &str, first: &Line<'_>) -> Option<Misplaced> {
    let inner = text[first.start..].trim_start().strip_prefix('{')?.trim_start().strip_prefix('"')?;
    let (key, rest) = inner.split_once('"')?;
    let is_field =
        key.chars().all(|c| c.is_alphanumeric() || "_-".contains(c)) && rest.trim_start().starts_with(':');
    if !is_field {
        return None;
    }
    let end = lines(text, first.start)
        .find(|line| line.text.trim_end().ends_with('}') && !line.text.starts_with(' '));
    let body = Span::new(end.map_or(text.len(), |end| end.end), text.len());
    let fault = not_read(path, Span::new(first.start, first.start + 1), "JSON");
    Some(Misplaced { fault: Box::new(fault), front: None, body })
}

fn not_read(path: &SourcePath, span: Span, format: &str) -> Diagnostic {
    let message = format!("the file begins with fields in {}, which are not read", format.to_uppercase());
    Diagnostic::new(Code::ForeignFrontMatter, path, span, message)
        .help("write them as YAML: a line `---`, `key: value` on each line, and another line `---`")
}
