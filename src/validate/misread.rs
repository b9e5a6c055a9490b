//! Values that are valid YAML and something else than their author meant: text in brackets that became a list, a dash
//! or a colon without its blank, text that a comment cuts off.

use std::ops::Range;

use super::day;
use super::schema::{Field, Form, Shape};
use crate::diagnostic::{Code, Diagnostic};
use crate::parse::secret::is_mark;
use crate::parse::yaml::{self, quoted};
use crate::path::SourcePath;
use crate::span::Span;
use crate::tree::{Entry, Meaning, Node, Value};

/// A value that is a list of one or a map, as the text that its line shows, in quotes. Nothing where it takes several lines;
/// a list of several may be meant as one.
pub(super) fn as_text(text: &str, node: &Node) -> Option<String> {
    let written = node.span.of(text).trim();
    let is_meant = match &node.value {
        Value::List(items) => written.starts_with('[') && items.len() == 1,
        // Quotes of a value within would become part of the text.
        Value::Map(entries) => {
            let is_bare = |entry: &Entry| entry.value.scalar().is_none_or(|scalar| scalar.plain);
            !written.is_empty() && entries.iter().all(is_bare)
        }
        Value::Scalar(_) => false,
    };
    (is_meant && !written.contains('\n')).then(|| quoted(written))
}

/// A text in the place of a map that needs one key: that key, with the text.
pub(super) fn as_entry(text: &str, node: &Node, fields: &[Field]) -> Option<String> {
    let mut required = fields.iter().filter(|field| field.required);
    let (name, None) = (&required.next()?.name, required.next()) else { return None };
    let written = node.span.of(text);
    let is_text = node.meaning() == Some(Meaning::Text) && !node.span.of(text).is_empty();
    (is_text && !written.contains(['\n', '*'])).then(|| format!("{name}: {written}"))
}

/// A text of one line, as a list of it. Nothing where it may be several items: behind a comma.
pub(super) fn as_list(text: &str, node: &Node) -> Option<String> {
    let written = node.span.of(text);
    let is_one =
        node.scalar().is_some() && !written.is_empty() && !written.contains([',', ';', '\n', '*', '&', '!']);
    let is_bare = node.scalar().is_some_and(|scalar| scalar.plain)
        && !written.contains(['[', ']', '{', '}', ':', '#', '"', '\'']);
    let is_quoted = written.starts_with(['"', '\'']);
    is_one
        .then(|| if is_bare || is_quoted { format!("[{written}]") } else { format!("[{}]", quoted(written)) })
}

/// Lines of a text that each begin with the sign of a list item, as items: a dash and a blank.
pub(super) fn as_items(text: &str, node: &Node) -> Option<String> {
    let sign = |line: &str| {
        let content = line.trim_start();
        let sign = yaml::bullet(content).or_else(|| content.starts_with('-').then_some("-"))?;
        let rest = &content[sign.len()..];
        (!rest.starts_with('-') && !rest.trim().is_empty()).then_some(sign.len())
    };
    let written = node.span.of(text);
    let is_plain = node.scalar().is_some_and(|scalar| scalar.plain);
    // Behind its key, `-x` is a word; on lines of its own, it is an item.
    let line = text[..node.span.start as usize].rsplit('\n').next().unwrap_or("");
    if !is_plain || !line.trim().is_empty() || !written.lines().all(|line| sign(line).is_some()) {
        return None;
    }
    let item = |line: &str| {
        let indent = line.len() - line.trim_start().len();
        format!("{}- {}", &line[..indent], line.trim_start()[sign(line).unwrap_or(0)..].trim())
    };
    let end = if written.contains("\r\n") { "\r\n" } else { "\n" };
    Some(written.lines().map(item).collect::<Vec<_>>().join(end))
}

/// Lines of a text that each begin with one of the keys and a colon without a blank, with the blank.
pub(super) fn as_entries(text: &str, node: &Node, fields: &[Field]) -> Option<String> {
    let colon = |line: &str| {
        let (key, rest) = line.trim_start().split_once(':')?;
        let is_key = fields.iter().any(|field| field.name == key) && !rest.starts_with([' ', '/']);
        (is_key && !rest.is_empty()).then(|| line.len() - rest.len())
    };
    let written = node.span.of(text);
    let fits =
        node.scalar().is_some_and(|scalar| scalar.plain) && written.lines().all(|line| colon(line).is_some());
    fits.then(|| with_blank(written, colon))
}

fn with_blank(written: &str, at: impl Fn(&str) -> Option<usize>) -> String {
    let mut out = String::with_capacity(written.len() + 8);
    for line in written.split_inclusive('\n') {
        let (before, behind) = line.split_at(at(line.trim_end()).unwrap_or(line.len()));
        let is_break = |c: char| c == '\n' || c == '\r';
        let behind = behind.trim_start_matches(|c: char| c.is_whitespace() && !is_break(c));
        out.push_str(before);
        if !behind.is_empty() {
            out.push(' ');
        }
        out.push_str(behind);
    }
    out
}

/// The comment that follows a value on its line.
pub(super) fn comment_behind(text: &str, span: Span) -> Option<Range<usize>> {
    let end = span.end as usize;
    let line = text.get(end..)?.split('\n').next()?.trim_end();
    let comment = line.trim_start_matches([' ', '\t']);
    (comment.starts_with('#') && comment.len() < line.len())
        .then(|| end + line.len() - comment.len()..end + line.len())
}

/// Text without quotes that a blank and `#` follow: what stands behind is lost.
pub(super) fn cut_off(path: &SourcePath, text: &str, node: &Node, key: &str) -> Option<Diagnostic> {
    let scalar = node.scalar().filter(|scalar| scalar.plain && scalar.meaning() == Meaning::Text)?;
    let comment = comment_behind(text, node.span)?;
    let written = node.span.of(text);
    let lost = &text[comment.clone()];
    // Behind a whole day or time nothing can be cut off.
    let is_day = day::date(written).is_some() || day::date_time(written).is_some();
    if written.starts_with('*') || is_mark(lost) || is_day {
        return None;
    }
    let message = format!(
        "YAML reads `{}` after `{}` as a comment, so it is not shown",
        short(lost),
        short(&scalar.text)
    );
    let span = Span::new(comment.start, comment.end);
    let fault = Diagnostic::new(Code::YamlComment, path, span, message).key(key);
    let whole = &text[node.span.start as usize..comment.end];
    if whole.contains('\n') {
        return Some(fault.help("put the value in quotes, or put the comment on a line of its own"));
    }
    let in_quotes = quoted(whole);
    let fault = fault
        .help(format!("put the value in quotes: `{in_quotes}`; or put the comment on a line of its own"));
    Some(with_fix(fault, lost, Span::new(node.span.start as usize, comment.end), in_quotes))
}

/// A key without a value, where `#` begins a comment at once.
pub(super) fn all_comment(path: &SourcePath, text: &str, node: &Node, key: &str) -> Option<Diagnostic> {
    // A value that is not there is placed before the colon.
    let colon = usize::from(text[node.span.end as usize..].starts_with(':'));
    let comment = comment_behind(text, Span::at(node.span.end as usize + colon))?;
    let lost = &text[comment.clone()];
    let span = Span::new(comment.start, comment.end);
    let message = format!("`{key}` has no value: YAML reads `{}` as a comment", short(lost));
    let in_quotes = quoted(lost);
    let fault = Diagnostic::new(Code::EmptyField, path, span, message).key(key);
    let fault =
        fault.help(format!("put the text in quotes: `{in_quotes}`, or write a value before the comment"));
    Some(with_fix(fault, lost, span, in_quotes))
}

/// `#42` is meant as text; `# see above` may be a comment, and the author has to say.
fn with_fix(fault: Diagnostic, lost: &str, span: Span, in_quotes: String) -> Diagnostic {
    let is_word =
        !lost[1..].starts_with([' ', '\t', '#']) && lost.len() > 1 && !lost.contains([',', ']', '}']);
    if is_word { fault.fix(format!("put `{}` in quotes", short(lost)), span, in_quotes) } else { fault }
}

/// Whether a shape takes text of any form, where a comment is likely to be part of it.
pub(super) fn is_text(shape: &Shape) -> bool {
    matches!(
        shape,
        Shape::Text
            | Shape::Item
            | Shape::TextOr(_)
            | Shape::OutlineItem
            | Shape::Scalar
            | Shape::Form(Form::Summary)
    )
}

fn short(text: &str) -> String {
    match text.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
