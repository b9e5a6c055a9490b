//! Finds the front matter: what stands between a first line `---` and the next line `---` or `...`.

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
}

/// Splits a file. A byte order mark before the first fence, and blanks behind a fence, are accepted.
pub fn split(text: &str) -> Split {
    let start = if text.starts_with(BOM) { BOM.len_utf8() } else { 0 };
    let whole = Split { front: None, body: Span::new(start, text.len()), unclosed: None };
    let Some(opening) = lines(text, start).next().filter(|line| is_fence(line.text, &["---"])) else {
        return whole;
    };
    let front = opening.end;
    for line in lines(text, front) {
        if is_fence(line.text, &["---", "..."]) {
            return Split {
                front: Some(Span::new(front, line.start)),
                body: Span::new(line.end, text.len()),
                unclosed: None,
            };
        }
    }
    let end = guess_end(text, front);
    Split {
        front: Some(Span::new(front, end)),
        body: Span::new(end, text.len()),
        unclosed: Some(Span::new(start, start + 3)),
    }
}

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
    fn an_unclosed_front_matter_ends_where_prose_begins() {
        assert_eq!(parts("---\na: 1\n\n# Body\ntext"), (Some("a: 1\n"), "\n# Body\ntext", true));
    }
}
