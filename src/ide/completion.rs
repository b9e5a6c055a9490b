//! What could be written at a place: keys and values of the front matter, links, languages, settings.

mod body;
mod front;
mod settings;

use super::Question;
use crate::config;
use crate::span::{BOM, Span};

/// Most items that are offered at once. There may be more: the next letter brings those that fit it.
const MOST: usize = 200;

/// What is offered.
#[derive(Clone, Debug, Default)]
pub struct Offer {
    /// The items, the best first.
    pub items: Vec<Item>,
    /// Whether more letters may bring others.
    pub is_cut: bool,
}

/// Something that could be written.
#[derive(Clone, Debug)]
pub struct Item {
    /// What it is called.
    pub label: String,
    /// What it is, in a word or two.
    pub detail: String,
    /// What it is for, as Markdown.
    pub about: String,
    /// Which kind of thing it is.
    pub kind: Kind,
    /// What is written, with gaps as snippets have them.
    pub snippet: String,
    /// What it takes the place of.
    pub replaces: Span,
    /// What the reader's letters are held against, where that is not the label.
    pub filter: Option<String>,
}

/// A kind of thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A key of a map.
    Key,
    /// One of several values.
    Value,
    /// A term of an index, an owner, a name.
    Name,
    /// A file.
    File,
    /// A place in a file.
    Place,
    /// A word of the language.
    Word,
}

impl Item {
    /// Something that is written as it is called.
    fn plain(label: &str, kind: Kind, replaces: Span) -> Self {
        Self {
            label: label.to_owned(),
            detail: String::new(),
            about: String::new(),
            kind,
            snippet: escaped(label),
            replaces,
            filter: None,
        }
    }

    fn detail(self, detail: impl Into<String>) -> Self {
        Self { detail: detail.into(), ..self }
    }

    fn about(self, about: impl Into<String>) -> Self {
        Self { about: about.into(), ..self }
    }

    fn writes(self, snippet: String) -> Self {
        Self { snippet, ..self }
    }
}

/// A text in a snippet, where some signs mean something.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('$', "\\$").replace('}', "\\}")
}

/// What a snippet writes for an editor that knows none: its gaps hold what stands in them.
pub fn without_gaps(snippet: &str) -> String {
    let mut out = String::with_capacity(snippet.len());
    let mut rest = snippet.chars().peekable();
    let mut in_gap = false;
    while let Some(c) = rest.next() {
        match c {
            '\\' => out.extend(rest.next()),
            '$' if rest.peek() == Some(&'{') => {
                // Up to what it holds: `${1:text}`, `${1|first,second|}`.
                let is_choice = rest.by_ref().find(|c| matches!(c, ':' | '|')) == Some('|');
                if is_choice {
                    let mut is_first = true;
                    while let Some(c) = rest.next() {
                        match c {
                            '\\' => out.extend(rest.next().filter(|_| is_first)),
                            '|' => break,
                            ',' => is_first = false,
                            c if is_first => out.push(c),
                            _ => {}
                        }
                    }
                    rest.next_if_eq(&'}');
                } else {
                    in_gap = true;
                }
            }
            '$' => {
                rest.next_if(char::is_ascii_digit);
            }
            '}' if in_gap => in_gap = false,
            c => out.push(c),
        }
    }
    out
}

impl Question<'_> {
    /// What could be written here.
    pub fn completion(&self) -> Offer {
        let mut items = if self.path.as_str() == config::FILE {
            settings::offer(self)
        } else if self.is_markdown() {
            let front = crate::parse::front_matter::split(self.text).front.or_else(|| self.begun());
            if front.is_none() && self.text[..self.at].trim().trim_start_matches('-').is_empty() {
                return Offer { items: vec![front::whole(self)], is_cut: false };
            }
            // Behind its end stands the line that closes it.
            let is_closed = self.text[self.at..].starts_with(['-', '.']) && self.line_before().is_empty();
            let is_within = |front: &Span| {
                let range = front.range();
                range.contains(&self.at) || (range.end == self.at && !is_closed)
            };
            match front.filter(is_within) {
                Some(front) => front::offer(self, front),
                None => body::offer(self),
            }
        } else {
            Vec::new()
        };
        let is_cut = items.len() > MOST;
        if is_cut {
            let text = self.text;
            let fits = |item: &Item| {
                let start = item.replaces.start as usize;
                let typed =
                    text.get(start..self.at).unwrap_or("").trim_start_matches(['"', '\'']).to_lowercase();
                item.filter.is_some() || item.label.to_lowercase().contains(&typed)
            };
            items.retain(fits);
        }
        items.truncate(MOST);
        let is_cut = is_cut || items.iter().any(|item| item.filter.is_some());
        Offer { items, is_cut }
    }

    /// A front matter of which no more than the first line is there, or a beginning that is no key yet: up to the next blank line.
    fn begun(&self) -> Option<Span> {
        let start = self.text.strip_prefix(BOM).map_or(0, |_| BOM.len_utf8());
        let rest = self.text[start..].strip_prefix("---")?;
        let line = rest.find('\n')?;
        let first = start + 3 + line + 1;
        let is_alone = rest[..line].trim().is_empty() && self.at >= first;
        let end = self.text[first..].find("\n\n").map_or(self.text.len(), |end| first + end);
        let end = end.max(self.at.min(self.text.len()));
        (is_alone && !self.text[first..self.at].contains("\n\n")).then(|| Span::new(first, end))
    }

    /// The line up to the place.
    fn line_before(&self) -> &str {
        let start = self.text[..self.at].rfind('\n').map_or(0, |end| end + 1);
        &self.text[start..self.at]
    }

    /// The last so many bytes before the place, and the rest of the word behind it.
    fn written(&self, before: usize, ends: impl Fn(char) -> bool) -> Span {
        let rest = &self.text[self.at..];
        Span::new(self.at - before, self.at + rest.find(ends).unwrap_or(rest.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::without_gaps;

    #[test]
    fn gaps_hold_what_stands_in_them() {
        for (snippet, plain) in [
            ("title: $1", "title: "),
            ("difficulty: ${1|beginner,advanced|}", "difficulty: beginner"),
            ("date: ${1:2026-01-31}", "date: 2026-01-31"),
            ("a\\$b\\}c", "a$b}c"),
            ("env: ${1|\"a\\, b\",z|}.", "env: \"a, b\"."),
            ("stack:\n  - name: $1", "stack:\n  - name: "),
        ] {
            assert_eq!(without_gaps(snippet), plain);
        }
    }
}
