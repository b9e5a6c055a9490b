//! One item more, or less, in a list of a front matter; and another text for a value.

use super::{Edit, Front, end_of_line, front, line_end, next_line, start_of_line};
use crate::parse::yaml::{bare_or_quoted, quoted};
use crate::path::SourcePath;
use crate::span::Spanned;
use crate::tree::{Entry, Meaning, Node, Scalar, Value};

/// Adds items to the list of a key, which is made if need be. None where the front matter can't be read, or holds something
/// else there.
pub fn add(path: &SourcePath, text: &str, key: &str, items: &[&str]) -> Option<Edit> {
    let end = line_end(text);
    let written: Vec<String> = items.iter().map(|item| bare_or_quoted(item)).collect();
    let all = written.join(", ");
    let line = format!("{key}: [{all}]{end}");
    let (root, span) = match front(path, text)? {
        Front::None(at) => return Some(Edit::insert(at, format!("---{end}{line}---{end}"))),
        Front::Empty(span) => return Some(Edit::insert(span.end as usize, line)),
        Front::Map(root, span) => (root, span),
    };
    let Some(entry) = root.entry(key) else {
        let first = root.entries().first()?.key.span.start as usize;
        let indent = &text[start_of_line(text, first)..first];
        if !indent.trim().is_empty() {
            return None;
        }
        let at = span.end as usize;
        let before = if text[..at].ends_with('\n') { "" } else { end };
        return Some(Edit::insert(at, format!("{before}{indent}{line}")));
    };
    match &entry.value.value {
        Value::List(items) => match items.last() {
            None => Some(Edit::replace(entry.value.span.range(), format!("[{all}]"))),
            Some(last) if is_in_brackets(text, entry) => {
                Some(Edit::insert(last.span.end as usize, format!(", {all}")))
            }
            Some(last) => {
                let (line, dash) = (start_of_line(text, last.span.start as usize), dash(text, last)?);
                let at = end_of_line(text, last.span.end as usize);
                let indent = &text[line..dash];
                let lines: Vec<String> =
                    written.iter().map(|item| format!("{end}{indent}- {item}")).collect();
                Some(Edit::insert(at, lines.concat()))
            }
        },
        Value::Scalar(_) if entry.value.is_null() => {
            let colon = text[entry.key.span.end as usize..].find(':')? + entry.key.span.end as usize + 1;
            let given = entry.value.span.range();
            let given = if given.start >= colon && !given.is_empty() { given } else { colon..colon };
            let blank = if given.is_empty() { " " } else { "" };
            Some(Edit::replace(given, format!("{blank}[{all}]")))
        }
        _ => None,
    }
}

/// Takes an item out of the list of a key, and with its last item the key. None where it is not there.
pub fn remove(path: &SourcePath, text: &str, key: &str, is_it: impl Fn(&str) -> bool) -> Option<Edit> {
    let Front::Map(root, _) = front(path, text)? else { return None };
    let entry = root.entry(key)?;
    let items = entry.value.items();
    let at = items.iter().position(|item| item.as_text().is_some_and(&is_it))?;
    let last = items.last()?;
    if items.len() == 1 {
        let start = start_of_line(text, entry.key.span.start as usize);
        let end =
            next_line(text, (last.span.end as usize).max(entry.value.span.end as usize).saturating_sub(1));
        return Some(Edit::replace(start..end, String::new()));
    }
    let item = items[at].span.range();
    if is_in_brackets(text, entry) {
        let range = match items.get(at + 1) {
            Some(next) => item.start..next.span.start as usize,
            None => items[at - 1].span.end as usize..item.end,
        };
        return Some(Edit::replace(range, String::new()));
    }
    let start = start_of_line(text, dash(text, &items[at])?);
    Some(Edit::replace(start..next_line(text, item.end.saturating_sub(1)), String::new()))
}

/// Another text for an item of the list of a key.
pub fn replace(path: &SourcePath, text: &str, key: &str, old: &str, new: &str) -> Option<Edit> {
    let Front::Map(root, _) = front(path, text)? else { return None };
    let entry = root.entry(key)?;
    let item = entry.value.items().iter().find(|item| item.as_text() == Some(old))?;
    Some(Edit::replace(item.span.range(), bare_or_quoted(new)))
}

/// Another text for a value, with the quotes that it has.
pub fn scalar(text: &str, old: &Spanned<String>, new: &str) -> Option<Edit> {
    let written = old.span.of(text);
    let range = old.span.range();
    if written == old.value {
        let is_free = |c: char| c.is_alphanumeric() || "/-_.~+".contains(c);
        let is_plain = |c: char| is_free(c) || (c != '#' && c != ':' && old.value.contains(c));
        let is_safe = new.starts_with(|c: char| c.is_alphanumeric() || "./_".contains(c))
            && new.chars().all(is_plain)
            && is_text(new);
        return Some(Edit::replace(range, if is_safe { new.to_owned() } else { quoted(new) }));
    }
    let inner = written.get(1..written.len().checked_sub(1)?)?;
    let unfit: &[char] = if written.starts_with('"') { &['"', '\\'] } else { &['\''] };
    (inner == old.value && !new.contains(unfit))
        .then(|| Edit::replace(range.start + 1..range.end - 1, new.to_owned()))
}

/// Whether a text without quotes is read as one, and not as a number or the like.
fn is_text(text: &str) -> bool {
    Scalar { text: text.into(), plain: true }.meaning() == Meaning::Text
}

fn is_in_brackets(text: &str, entry: &Entry) -> bool {
    text[entry.value.span.range()].starts_with('[')
}

/// Where the dash of an item stands.
fn dash(text: &str, item: &Node) -> Option<usize> {
    let start = item.span.start as usize;
    let dash = text[..start].trim_end_matches([' ', '\t']);
    // A list in a list, or one on the line of its key, is no list of texts a line each.
    let is_first = text[start_of_line(text, start)..start].trim() == "-";
    (dash.ends_with('-') && is_first).then(|| dash.len() - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path() -> SourcePath {
        SourcePath::new("content/a.md").unwrap()
    }

    fn added(text: &str) -> String {
        add(&path(), text, "aliases", &["/x/"]).unwrap().apply(text)
    }

    fn removed(text: &str) -> String {
        remove(&path(), text, "aliases", |item| item == "/x/").unwrap().apply(text)
    }

    #[test]
    fn an_item_is_added_in_the_form_that_the_list_has() {
        let cases = [
            ("---\ntitle: A\n---\n", "---\ntitle: A\naliases: [/x/]\n---\n"),
            ("---\r\ntitle: A\r\n---\r\n", "---\r\ntitle: A\r\naliases: [/x/]\r\n---\r\n"),
            ("---\n  title: A\n---\n", "---\n  title: A\n  aliases: [/x/]\n---\n"),
            ("---\n---\nText.\n", "---\naliases: [/x/]\n---\nText.\n"),
            ("# A\n\nText.\n", "---\naliases: [/x/]\n---\n# A\n\nText.\n"),
            ("---\naliases: # [old]\n  - /a/\n---\n", "---\naliases: # [old]\n  - /a/\n  - /x/\n---\n"),
            ("---\naliases: []\n---\n", "---\naliases: [/x/]\n---\n"),
            ("---\naliases:\ntitle: A\n---\n", "---\naliases: [/x/]\ntitle: A\n---\n"),
            ("---\naliases: ~\n---\n", "---\naliases: [/x/]\n---\n"),
            ("---\naliases: [/a/, \"/b/\"] # c\n---\n", "---\naliases: [/a/, \"/b/\", /x/] # c\n---\n"),
            ("---\naliases:\n- /a/ # c\ntitle: A\n---\n", "---\naliases:\n- /a/ # c\n- /x/\ntitle: A\n---\n"),
            ("---\r\naliases:\r\n  - /a/\r\n---\r\n", "---\r\naliases:\r\n  - /a/\r\n  - /x/\r\n---\r\n"),
            ("---\naliases: [\n  /a/,\n]\n---\n", "---\naliases: [\n  /a/, /x/,\n]\n---\n"),
        ];
        for (text, wanted) in cases {
            assert_eq!(added(text), wanted, "{text:?}");
        }
        let text = "---\naliases:\n- /a/ # c\ntitle: A\n---\n";
        let several = add(&path(), text, "aliases", &["/x/", "/y,/"]).unwrap().apply(text);
        assert_eq!(several, "---\naliases:\n- /a/ # c\n- /x/\n- \"/y,/\"\ntitle: A\n---\n");
        for text in ["---\naliases: /a/\n---\n", "---\na: [\n---\n", "---\n{ a: b }\n---\n"] {
            assert_eq!(add(&path(), text, "aliases", &["/x/"]), None, "{text:?}");
        }
    }

    #[test]
    fn an_item_is_taken_out_and_the_key_with_the_last() {
        let cases = [
            ("---\ntitle: A\naliases: [/x/]\nb: c\n---\n", "---\ntitle: A\nb: c\n---\n"),
            ("---\naliases:\n  - /x/\ntitle: A\n---\n", "---\ntitle: A\n---\n"),
            ("---\naliases:\n  - /a/\n  - /x/ # c\n  - /b/\n---\n", "---\naliases:\n  - /a/\n  - /b/\n---\n"),
            ("---\naliases: [/x/, /a/]\n---\n", "---\naliases: [/a/]\n---\n"),
            ("---\naliases: [/a/, /x/]\n---\n", "---\naliases: [/a/]\n---\n"),
        ];
        for (text, wanted) in cases {
            assert_eq!(removed(text), wanted, "{text:?}");
        }
    }

    #[test]
    fn what_was_added_and_taken_out_again_leaves_every_byte() {
        for text in
            ["---\ntitle: A\n---\nText.\n", "---\naliases:\n  - /a/\n---\n", "---\naliases: [/a/]\n---\n"]
        {
            assert_eq!(removed(&added(text)), text);
        }
    }
}
