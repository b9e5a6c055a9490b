//! Writes a front matter. Every text reads back as the same text, here and with any other reader of YAML.

use anyhow::{Context, Result, ensure};

use crate::parse::hidden::{self, Place};
use crate::tree::{Meaning, Scalar};

/// A value to write.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    /// A text of any kind.
    Text(String),
    /// A number, a date, `true` or `false`: what stands without quotes.
    Bare(String),
    /// A list.
    List(Vec<Value>),
    /// Keys with values, in order.
    Map(Vec<(String, Value)>),
}

impl Value {
    /// A text.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }
}

/// Writes a map, a key on each line.
///
/// # Errors
/// Another reader of YAML would take a text for something else. Nobody knows of such a text; a note that is read otherwise by
/// other tools would be worse than none.
pub(crate) fn write(map: &[(String, Value)]) -> Result<String> {
    let mut out = String::new();
    write_map(&mut out, map, 0);
    let read: serde_yaml::Value =
        serde_yaml::from_str(&out).context("the front matter can't be read back")?;
    for (key, value) in map {
        ensure!(is_read_as(value, read.get(key)), "`{key}` would not be read back unchanged");
    }
    Ok(out)
}

/// Whether a reader takes what was written for what it is.
fn is_read_as(value: &Value, read: Option<&serde_yaml::Value>) -> bool {
    match (value, read) {
        (Value::Text(text), Some(serde_yaml::Value::String(read))) => text == read,
        (Value::Bare(_), Some(_)) => true,
        (Value::List(items), Some(serde_yaml::Value::Sequence(read))) => {
            items.len() == read.len()
                && items.iter().zip(read).all(|(item, read)| is_read_as(item, Some(read)))
        }
        (Value::Map(entries), Some(read)) => {
            entries.iter().all(|(key, value)| is_read_as(value, read.get(key.as_str())))
        }
        _ => false,
    }
}

fn write_map(out: &mut String, map: &[(String, Value)], depth: usize) {
    for (key, value) in map {
        out.push_str(&"  ".repeat(depth));
        out.push_str(&scalar(key));
        out.push(':');
        write_value(out, value, depth);
    }
}

/// What stands behind a key or a dash: on its line, or on those below it.
fn write_value(out: &mut String, value: &Value, depth: usize) {
    match value {
        Value::Text(text) => out.push_str(&format!(" {}\n", scalar(text))),
        Value::Bare(text) => out.push_str(&format!(" {text}\n")),
        Value::List(items) if items.is_empty() => out.push_str(" []\n"),
        Value::Map(entries) if entries.is_empty() => out.push_str(" {}\n"),
        Value::List(items) => {
            out.push('\n');
            for item in items {
                out.push_str(&"  ".repeat(depth + 1));
                out.push('-');
                write_value(out, item, depth + 2);
            }
        }
        Value::Map(entries) => {
            out.push('\n');
            write_map(out, entries, depth + 1);
        }
    }
}

/// A text, in quotes where it needs them.
pub(crate) fn scalar(text: &str) -> String {
    if is_plain(text) {
        return text.to_owned();
    }
    format!("\"{}\"", escaped(text))
}

/// A text as it stands between double quotes.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            _ if !hidden::find(c.encode_utf8(&mut [0; 4]), 0, Place::Prose).is_empty() => {
                out.push_str(&format!("\\U{:08X}", u32::from(c)));
            }
            _ => out.push(c),
        }
    }
    out
}

/// A value in one line: lists and maps in brackets.
pub(crate) fn in_line(value: &Value) -> String {
    let quoted = |text: &str| {
        let is_word = is_plain(text) && text.chars().all(|c| c.is_alphanumeric() || " -_./".contains(c));
        if is_word { text.to_owned() } else { format!("\"{}\"", escaped(text)) }
    };
    match value {
        Value::Text(text) => scalar(text),
        Value::Bare(text) => text.clone(),
        Value::List(items) => {
            let items: Vec<String> = items
                .iter()
                .map(|item| if let Value::Text(text) = item { quoted(text) } else { in_line(item) })
                .collect();
            format!("[{}]", items.join(", "))
        }
        Value::Map(entries) => {
            let entries: Vec<String> = entries
                .iter()
                .map(|(key, value)| {
                    let value = if let Value::Text(text) = value { quoted(text) } else { in_line(value) };
                    format!("{}: {value}", quoted(key))
                })
                .collect();
            format!("{{{}}}", entries.join(", "))
        }
    }
}

/// Whether every reader takes a text without quotes for the text that it is. A text that begins with a digit may be a
/// day, an hour or a number to some of them.
pub(crate) fn is_plain(text: &str) -> bool {
    let is_word = !matches!(
        text.to_ascii_lowercase().as_str(),
        "yes" | "no" | "on" | "off" | "y" | "n" | "true" | "false" | "null" | "nan" | "inf"
    );
    let means_text = Scalar { text: text.into(), plain: true }.meaning() == Meaning::Text;
    text.starts_with(char::is_alphabetic)
        && is_word
        && means_text
        && text.trim_end() == text
        && !text.ends_with(':')
        && ![": ", " #", ":\u{a0}"].iter().any(|sign| text.contains(sign))
        && !text.contains(|c: char| c.is_control() || c == '\u{2028}' || c == '\u{2029}')
        && hidden::find(text, 0, Place::Prose).is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::{Limits, yaml};
    use crate::path::SourcePath;
    use crate::span::Span;

    #[test]
    fn every_text_reads_back_as_itself() {
        let path = SourcePath::new("content/a.md").unwrap();
        for text in [
            "yes",
            "No",
            "on",
            "null",
            "~",
            "",
            " ",
            "1.10",
            "007",
            "0x1f",
            "1e3",
            ".5",
            "2024-01-01",
            "12:30:45",
            "a: b",
            "a:",
            "#x",
            "a #x",
            "- x",
            "-",
            "-x",
            "? x",
            "[a]",
            "{a}",
            "{{ x }}",
            "*a*",
            "&a",
            "!a",
            "%a",
            "@a",
            "`a`",
            "> a",
            "| a",
            "\"a\"",
            "'a'",
            "it's \"x\"",
            "a\\b",
            "two\nlines\n",
            "tab\t",
            " a",
            "a ",
            "a, b",
            "---",
            "...",
            "\u{202e}a",
            "\u{7}",
            "\u{feff}a",
            "\u{a0}a",
            "Größe",
            "日本",
            "=",
            "<<",
            "a\r\nb",
            "Renew certificates",
            "C#",
            "a\u{2028}b",
        ] {
            let map = vec![
                ("title".to_owned(), Value::text(text)),
                ("list".to_owned(), Value::List(vec![Value::text(text), Value::text("b")])),
                ("map".to_owned(), Value::Map(vec![(text.to_owned(), Value::text(text))])),
            ];
            let written = write(&map).unwrap();
            let read = yaml::read(&path, &written, Span::new(0, written.len()), Limits::default());
            assert_eq!(read.diagnostics, Vec::new(), "{written}");
            let root = read.root.unwrap();
            let scalar = |node: &crate::tree::Node| {
                let scalar = node.scalar().unwrap().clone();
                assert_eq!(scalar.meaning(), Meaning::Text, "{written}");
                scalar.text.to_string()
            };
            assert_eq!(scalar(root.get("title").unwrap()), text, "{written}");
            assert_eq!(scalar(&root.get("list").unwrap().items()[0]), text, "{written}");
            let entry = &root.get("map").unwrap().entries()[0];
            assert_eq!((&*entry.key.value, scalar(&entry.value).as_str()), (text, text), "{written}");
        }
    }

    #[test]
    fn plain_words_stay_plain_and_the_rest_stands_below_its_key() {
        let map = vec![
            ("title".to_owned(), Value::text("Renew certificates")),
            ("date".to_owned(), Value::Bare("2026-01-02".to_owned())),
            ("stack".to_owned(), Value::List(vec![Value::text("nginx")])),
            ("revision".to_owned(), Value::Map(vec![("status".to_owned(), Value::text("drafted"))])),
            ("tools".to_owned(), Value::List(Vec::new())),
        ];
        let expected = "title: Renew certificates\ndate: 2026-01-02\nstack:\n  - nginx\nrevision:\n  status: drafted\ntools: []\n";
        assert_eq!(write(&map).unwrap(), expected);
    }
}
