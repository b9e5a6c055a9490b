//! Where a fault of a template is, when the engine says it in words alone or at another place: names that it does not
//! know, and tags that are opened and never closed.

use std::ops::Range;

use crate::suggest;

/// A fault that the engine reports as text.
#[derive(Debug, PartialEq)]
pub(super) struct Report {
    /// The template.
    pub(super) name: String,
    /// What is wrong.
    pub(super) message: String,
    line: usize,
    column: usize,
    width: usize,
}

impl Report {
    /// Its bytes in the template.
    pub(super) fn range(&self, text: &str) -> Range<usize> {
        let start: usize = text.split_inclusive('\n').take(self.line - 1).map(str::len).sum();
        let mut places = text[start..].char_indices().map(|(at, _)| start + at).chain([text.len()]);
        let begin = places.nth(self.column - 1).unwrap_or(text.len());
        let end = places.nth(self.width.saturating_sub(1)).unwrap_or(text.len());
        begin..end.max(begin)
    }
}

/// Takes the faults out of what the engine says: each is `error: MESSAGE`, then ` --> NAME:LINE:COLUMN`, then the line
/// with signs below it.
pub(super) fn reports(text: &str) -> Vec<Report> {
    text.split("\n\n").filter_map(report).collect()
}

fn report(text: &str) -> Option<Report> {
    let mut lines = text.lines();
    let message = lines.next()?.strip_prefix("error: ")?.to_owned();
    let place = lines.next()?.trim_start().strip_prefix("--> ")?;
    let (rest, column) = place.rsplit_once(':')?;
    let (name, line) = rest.rsplit_once(':')?;
    let (line, column) = (line.parse().ok()?, column.parse().ok()?);
    let width = lines.last().map_or(1, |signs| signs.matches('^').count());
    (line > 0 && column > 0).then(|| Report { name: name.to_owned(), message, line, column, width })
}

/// Tags that a tag of their own closes.
const PAIRED: [&str; 7] = ["if", "for", "block", "filter", "component", "set", "raw"];
/// Tags that stand by themselves, or within others.
const SINGLE: [&str; 7] = ["extends", "include", "else", "elif", "break", "continue", "import"];

/// A tag of a template: `{% if note.owner %}`.
struct Tag<'t> {
    word: &'t str,
    range: Range<usize>,
}

/// What is really wrong where the engine meets a tag, or the end, that it does not expect there: the place and the words.
pub(super) fn unexpected(text: &str, at: usize) -> Option<(Range<usize>, String)> {
    let mut open: Vec<Tag<'_>> = Vec::new();
    for tag in tags(text) {
        if tag.range.end > at && tag.range.start <= at {
            return Some(misplaced(text, &tag, open.pop()));
        }
        match tag.word.strip_prefix("end") {
            Some(closes) if open.last().is_some_and(|last| last.word == closes) => {
                open.pop();
            }
            None if PAIRED.contains(&tag.word) && !is_assignment(text, &tag) => open.push(tag),
            _ => {}
        }
    }
    let last = open.pop()?;
    let message = format!("`{{% {} %}}` is opened here and never closed", last.word);
    Some((last.range, message))
}

fn misplaced(text: &str, tag: &Tag<'_>, open: Option<Tag<'_>>) -> (Range<usize>, String) {
    let word = tag.word;
    let place = || {
        let begin = tag.range.start + text[tag.range.clone()].find(word).unwrap_or(0);
        begin..begin + word.len()
    };
    let is_end = word.strip_prefix("end").is_some_and(|closes| PAIRED.contains(&closes));
    match open {
        Some(open) if is_end => {
            let message =
                format!("`{{% {} %}}` is opened here and not closed before `{{% {word} %}}`", open.word);
            (open.range, message)
        }
        None if is_end => (place(), format!("`{{% {word} %}}` closes no block")),
        _ if matches!(word, "else" | "elif") => {
            (place(), format!("`{{% {word} %}}` is outside of `{{% if %}}` and `{{% for %}}`"))
        }
        _ => {
            let ends: Vec<String> = PAIRED.iter().map(|word| format!("end{word}")).collect();
            let known = PAIRED.into_iter().chain(SINGLE).chain(ends.iter().map(String::as_str));
            let near = suggest::nearest(word, known)
                .map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
            (place(), format!("`{word}` is not a tag{near}"))
        }
    }
}

/// Whether `set` gives a value at once, and so has nothing to close it.
fn is_assignment(text: &str, tag: &Tag<'_>) -> bool {
    tag.word == "set" && text[tag.range.clone()].contains('=')
}

/// The tags of a template, in order; comments and what is raw are left out.
fn tags(text: &str) -> impl Iterator<Item = Tag<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let tag = at + text[at..].find("{%")?;
            let comment = text[at..].find("{#").map_or(usize::MAX, |comment| at + comment);
            if comment < tag {
                at = comment + text[comment..].find("#}")?;
                continue;
            }
            let end = tag + text[tag..].find("%}").map_or(text.len() - tag, |end| end + 2);
            let inner = text[tag + 2..end].trim_start_matches('-').trim_start();
            let word = inner.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or("");
            at = end;
            if word == "raw" {
                at = text[end..].find("endraw").map_or(text.len(), |close| end + close);
            }
            return Some(Tag { word, range: tag..end });
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, at: &str) -> (String, String) {
        let at = text.rfind(at).unwrap_or(text.len());
        let (range, message) = unexpected(text, at).unwrap();
        (text[range].to_owned(), message)
    }

    #[test]
    fn an_unclosed_tag_is_found_where_it_is_opened() {
        let text = "{# {% for %} #}{% block a %}{% set x = 1 %}{%- if y -%}{% for z in y %}{% endfor %}{% endblock a %}";
        let message = "`{% if %}` is opened here and not closed before `{% endblock %}`";
        assert_eq!(found(text, "endblock"), ("{%- if y -%}".to_owned(), message.to_owned()));
        assert_eq!(found("{% if y %}a", "\0").1, "`{% if %}` is opened here and never closed");
        assert_eq!(
            found("a{% endif %}", "endif"),
            ("endif".to_owned(), "`{% endif %}` closes no block".to_owned())
        );
        assert_eq!(found("{% fi x %}", "fi").1, "`fi` is not a tag; did you mean `if`?");
        assert_eq!(found("{% weather %}", "weather").1, "`weather` is not a tag");
    }

    #[test]
    fn reports_are_taken_apart() {
        let text = "error: Unknown filter `a`\n --> x.html:2:4\n  |\n2 | é{{ y | a }}\n  |    ^^\n\nerror: Unknown test `b`\n --> x.html:1:1\n  |\n1 | b\n  | ^";
        let found = reports(text);
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].name.as_str(), found[0].message.as_str()), ("x.html", "Unknown filter `a`"));
        assert_eq!(found[0].range("1\né{{ yy"), 6..8);
        assert_eq!(found[1].range("b"), 0..1);
    }
}
