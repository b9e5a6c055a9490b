//! Beginnings of notes: texts with gaps, `{{ title }}`, that are filled when a note is made. What fills a gap of the front matter is
//! put into quotes where YAML would read it otherwise; the rest of the text stays as it is.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::written::{escaped, is_plain, scalar};
use crate::parse::{front_matter, placeholder};
use crate::span::Span;

/// What fills the gaps: names with values.
pub(crate) type Gaps = Vec<(&'static str, String)>;

/// The gaps that there are.
pub(crate) const NAMES: [&str; 6] = ["title", "date", "topic", "slug", "owner", "author"];

/// A text whose gaps are filled.
#[derive(Debug, PartialEq)]
pub(crate) struct Filled {
    pub(crate) text: String,
    /// Gaps that nothing fills, as they are written; they stand as they did.
    pub(crate) unknown: Vec<String>,
}

/// The pattern of a gap. Signs of other tools have dots, bars or brackets within: those are none.
#[expect(clippy::unwrap_used, reason = "the pattern is right, as every test that fills a gap shows")]
static GAP: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\{\{ ?([A-Za-z_][A-Za-z0-9_-]*) ?\}\}").unwrap());

/// A line of a front matter: what stands before its value, the value, and a comment.
#[expect(clippy::unwrap_used, reason = "the pattern is right, as every test that fills a gap shows")]
static LINE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"^(\s*(?:-\s+)*(?:[^\s:"'#\[{][^:]*:\s+)?)(.*?)(\s+#.*|\s*)$"#).unwrap());

/// Fills the gaps of a text.
pub(crate) fn fill(text: &str, gaps: &Gaps) -> Filled {
    let front = front_matter::split(text).front.map_or(0..0, Span::range);
    let mut filler = Filler { gaps, unknown: Vec::new() };
    let before = &text[..front.start];
    let lines: String = text[front.clone()].split_inclusive('\n').map(|line| filler.line(line)).collect();
    let body = filler.plain(&text[front.end..], str::to_owned);
    Filled { text: format!("{before}{lines}{body}"), unknown: filler.unknown }
}

struct Filler<'g> {
    gaps: &'g Gaps,
    unknown: Vec<String>,
}

impl Filler<'_> {
    /// A text with its gaps filled, each value in the form that its place wants.
    fn plain(&mut self, text: &str, form: impl Fn(&str) -> String) -> String {
        let replace = |found: &Captures<'_>| {
            if let Some((_, value)) = self.gaps.iter().find(|(name, _)| *name == &found[1]) {
                return form(value);
            }
            if !self.unknown.iter().any(|known| *known == found[1]) {
                self.unknown.push(found[1].to_owned());
            }
            found[0].to_owned()
        };
        GAP.replace_all(text, replace).into_owned()
    }

    /// A line of a front matter, with its end.
    fn line(&mut self, line: &str) -> String {
        let content = line.trim_end_matches(['\n', '\r']);
        let end = &line[content.len()..];
        let Some(parts) = LINE
            .captures(content)
            .filter(|_| GAP.is_match(content) || content.contains(placeholder::OPENING))
        else {
            return line.to_owned();
        };
        let (before, value, comment) = (&parts[1], &parts[2], &parts[3]);
        let written = match value.chars().next() {
            // A line of a longer text, which has no key of its own.
            _ if before.trim().is_empty() => self.plain(value, one_line),
            Some('"') => self.plain(value, escaped),
            Some('\'') => self.plain(value, |value| one_line(value).replace('\'', "''")),
            Some('#') => value.to_owned(),
            Some('[' | '{') if !value.starts_with("{{") && !value.starts_with(placeholder::OPENING) => {
                self.plain(value, |value| format!("\"{}\"", escaped(value)))
            }
            _ => {
                let is_day = GAP.captures(value).is_some_and(|gap| &gap[1] == "date" && gap[0] == *value);
                let filled = self.plain(value, str::to_owned);
                let is_left = GAP.is_match(value) && filled == value;
                if is_day || is_left || is_plain(&filled) { filled } else { scalar(&filled) }
            }
        };
        format!("{before}{written}{comment}{end}")
    }
}

fn one_line(value: &str) -> String {
    value.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(text: &str, title: &str) -> Filled {
        fill(text, &vec![("title", title.to_owned()), ("date", "2026-01-02".to_owned())])
    }

    #[test]
    fn what_fills_a_gap_reads_as_it_was_given() {
        let forms = [
            ("title: {{ title }}", ""),
            ("title: {{title}} # a comment", ""),
            ("title: \"{{ title }}\"", ""),
            ("title: '{{ title }}'", ""),
            ("title: About {{ title }}", "About "),
            ("title: 'About {{ title }}'", "About "),
            ("a: [{{ title }}]\ntitle: x {{ title }}", "x "),
        ];
        let titles = [
            "Plain",
            "a: b",
            "it's \"x\"",
            "#x",
            "a #b",
            "yes",
            "1.10",
            "- x",
            "*a",
            "back\\slash",
            "~",
            "%x",
        ];
        for (form, before) in forms {
            for title in titles {
                let text = filled(&format!("---\n{form}\ndate: {{{{ date }}}}\n---\n"), title).text;
                let front = text.split("---\n").nth(1).unwrap();
                let read: serde_json::Value = serde_yaml::from_str(front).unwrap();
                assert_eq!(read["title"], format!("{before}{title}"), "{text}");
                assert!(text.contains("date: 2026-01-02\n"), "{text}");
            }
        }
    }

    #[test]
    fn the_rest_of_a_text_stays_as_it_is() {
        let text = "---\r\n# {{ title }} here\r\nsummary: >\r\n  All of {{ title }}\r\ntopic: [TODO: which]\r\n---\r\n# {{ title }}\r\n{{ .Values.x }} {{ x | y }} {{ titel }}\r\n";
        let made = filled(text, "A: b");
        assert_eq!(
            made.text,
            "---\r\n# A: b here\r\nsummary: >\r\n  All of A: b\r\ntopic: \"[TODO: which]\"\r\n---\r\n# A: b\r\n{{ .Values.x }} {{ x | y }} {{ titel }}\r\n"
        );
        assert_eq!(made.unknown, ["titel"]);
        assert_eq!(filled("# {{ title }}\n", "A: b").text, "# A: b\n");
    }
}
