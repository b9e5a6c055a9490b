//! Finds the front matter: what stands between a first line `---` and the next line `---` or `...`.

pub mod misplaced;

use crate::span::{BOM, Span};

/// The two parts of a file.
#[derive(Debug, PartialEq)]
pub struct Split {
    /// The front matter, without its fences.
    pub front: Option<Span>,
    /// What follows it; the whole file when there is none.
    pub body: Span,
    /// The opening fence, when no closing one follows. The front matter then ends where YAML seems to end.
    pub unclosed: Option<Span>,
    /// The line that was probably meant to close it, and does not.
    pub nearly_closed: Option<Span>,
}

/// What stands below the front matter of a file, or all of it where it has none.
pub fn body_of(text: &str) -> &str {
    split(text).body.of(text)
}

/// Splits a file. A byte order mark before the first fence, and blanks behind a fence, are accepted. A first line `---`
/// that text follows is a rule of the body.
pub fn split(text: &str) -> Split {
    let start = if text.starts_with(BOM) { BOM.len_utf8() } else { 0 };
    let whole =
        Split { front: None, body: Span::new(start, text.len()), unclosed: None, nearly_closed: None };
    let Some(opening) = lines(text, start).next().filter(|line| is_fence(line.text, &["---"])) else {
        return whole;
    };
    let front = opening.end;
    let closing = lines(text, front).find(|line| is_fence(line.text, &["---", "..."]));
    let nearly =
        if closing.is_some() { None } else { lines(text, front).find(|line| is_nearly_fence(line.text)) };
    let end = closing.as_ref().or(nearly.as_ref()).map_or_else(|| guess_end(text, front), |line| line.start);
    if is_prose(&text[front..end], closing.as_ref()) {
        return whole;
    }
    match closing {
        Some(closing) => Split {
            front: Some(Span::new(front, end)),
            body: Span::new(closing.end, text.len()),
            unclosed: None,
            nearly_closed: None,
        },
        None => Split {
            front: Some(Span::new(front, end)),
            body: Span::new(nearly.as_ref().map_or(end, |line| line.end), text.len()),
            unclosed: Some(Span::new(start, start + 3)),
            nearly_closed: nearly.map(|line| Span::new(line.start, line.start + line.text.trim_end().len())),
        },
    }
}

/// Whether what follows a first line `---` is a body that begins with a rule: its first line is neither a key nor
/// anything else that YAML begins with, and no line holds a key that notes have. Without a line that closes it, a
/// blank line behind the rule says as much.
fn is_prose(text: &str, closing: Option<&Line<'_>>) -> bool {
    let is_closed = closing.is_some();
    let mut content = text.lines().filter(|line| !line.trim().is_empty());
    let Some(first) = content.clone().find(|line| !line.starts_with('#')) else { return !is_closed };
    let begins_blank = text.lines().next().is_some_and(|line| line.trim().is_empty());
    let is_yaml = match key(first) {
        Some(_) => true,
        // A key whose colon is missing.
        None if is_closed && first.split(' ').next().is_some_and(is_usual) => true,
        None => !begins_blank && first.starts_with(|c: char| " \t\u{a0}-[{\"'&*!%?@|>`".contains(c)),
    };
    !is_yaml && !content.any(|line| key(line).is_some_and(is_usual))
}

/// The key that a line begins with, however it goes on: `title: x`, `title:x`, `title = x`.
fn key(line: &str) -> Option<&str> {
    let end = line.find(|c: char| !(c.is_alphanumeric() || "_-.".contains(c)))?;
    let (key, rest) = line.split_at(end);
    let rest = rest.trim_start();
    let is_address = rest.starts_with("://") || rest.starts_with("::");
    let is_key = key.starts_with(|c: char| c.is_alphabetic() || c == '_') && !is_address;
    (is_key && rest.starts_with([':', '：', '='])).then_some(key)
}

/// Whether a key is one that notes have, here or with other tools.
fn is_usual(key: &str) -> bool {
    USUAL.contains(&key)
}

/// Keys that hardly any sentence begins with.
const USUAL: [&str; 26] = [
    "title",
    "date",
    "updated",
    "draft",
    "topic",
    "summary",
    "slug",
    "aliases",
    "stack",
    "tools",
    "owner",
    "revision",
    "checklist",
    "tags",
    "author",
    "authors",
    "layout",
    "description",
    "categories",
    "keywords",
    "permalink",
    "lastmod",
    "weight",
    "published",
    "reference",
    "difficulty",
];

struct Line<'t> {
    text: &'t str,
    start: usize,
    end: usize,
}

fn lines(text: &str, from: usize) -> impl Iterator<Item = Line<'_>> {
    let mut start = from;
    text[from..].split_inclusive('\n').map(move |line| {
        let this = Line { text: line, start, end: start + line.len() };
        start = this.end;
        this
    })
}

fn is_fence(line: &str, fences: &[&str]) -> bool {
    fences.contains(&line.trim_end_matches([' ', '\t', '\r', '\n']))
}

/// A line of three signs or more that look like dashes, or of other signs that make a rule: `----`, ` ---`, `———`, `***`.
/// A comment may stand behind it.
fn is_nearly_fence(line: &str) -> bool {
    let content = line.trim();
    let rule = content.split(" #").next().unwrap_or(content).trim_end();
    let Some(first) = rule.chars().next().filter(|c| "-–—−*_=+".contains(*c)) else { return false };
    let is_long = rule.chars().count() >= 3 || (rule.len() >= 3 && "–—".contains(first));
    is_long && rule.chars().all(|c| c == first || "-–—".contains(c) && "-–—".contains(first))
}

/// Where an unclosed front matter probably ends: at the first blank line that something other than a key, a
/// list item or an indented line follows.
fn guess_end(text: &str, from: usize) -> usize {
    let mut after_blank = None;
    for line in lines(text, from) {
        let content = line.text.trim_end();
        if content.is_empty() {
            after_blank.get_or_insert(line.start);
            continue;
        }
        if let Some(blank) = after_blank.take()
            && !looks_like_yaml(content)
        {
            return blank;
        }
    }
    text.len()
}

fn looks_like_yaml(line: &str) -> bool {
    let key = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    line.starts_with([' ', '-'])
        || line.split_once(':').is_some_and(|(name, rest)| {
            !name.is_empty() && name.chars().all(key) && (rest.is_empty() || rest.starts_with(' '))
        })
}

#[cfg(test)]
mod tests {
    use super::split;

    fn parts(text: &str) -> (Option<&str>, &str, bool) {
        let found = split(text);
        (found.front.map(|span| span.of(text)), found.body.of(text), found.unclosed.is_some())
    }

    #[test]
    fn fences_may_carry_a_mark_blanks_and_carriage_returns() {
        assert_eq!(parts("---\na: 1\n---\nbody"), (Some("a: 1\n"), "body", false));
        assert_eq!(parts("\u{feff}--- \r\na: 1\r\n...\r\nbody"), (Some("a: 1\r\n"), "body", false));
        assert_eq!(parts("---\n---"), (Some(""), "", false));
    }

    #[test]
    fn a_rule_in_the_body_is_no_front_matter() {
        assert_eq!(parts("text\n---\nmore"), (None, "text\n---\nmore", false));
        assert_eq!(parts("----\na: 1\n---\n"), (None, "----\na: 1\n---\n", false));
    }

    #[test]
    fn a_rule_at_the_top_is_no_front_matter() {
        for text in [
            "---\nSome text.\n---\nmore",
            "---\n\nSome text, unclosed.\n",
            "---\n\n- an item\n\n---\nmore",
            "---\nSome text.\n",
            "---\nhttps://example.org/ is it.\n---\n",
            "---\n",
        ] {
            assert_eq!(parts(text), (None, text, false), "{text}");
        }
        assert_eq!(parts("---\n\ntitle: x\n---\n").0, Some("\ntitle: x\n"));
        assert_eq!(parts("---\nMy note\ntitle: x\n---\n").0, Some("My note\ntitle: x\n"));
        assert_eq!(parts("---\n# c\n---\n").0, Some("# c\n"));
    }

    #[test]
    fn an_unclosed_front_matter_ends_where_prose_begins() {
        assert_eq!(parts("---\na: 1\n\n# Body\ntext"), (Some("a: 1\n"), "\n# Body\ntext", true));
        for fence in ["----", " ---", "——", "—", "***", "--- # end"] {
            let text = format!("---\na: 1\n{fence}\ntext");
            assert_eq!(parts(&text), (Some("a: 1\n"), "text", true), "{fence}");
        }
    }
}
