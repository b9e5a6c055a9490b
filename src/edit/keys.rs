//! Values of a front matter, set and taken away by their keys. Nothing else of it changes: comments, order, quotes and line ends
//! stay, and a map in braces stays one.

use super::{Edit, Front, end_of_line, front, line_end, next_line, start_of_line};
use crate::path::SourcePath;
use crate::tree::{Entry, Node, Value};

/// Where a key belongs that is not there yet: the names of its neighbours, in the format's order.
pub type Order<'o> = &'o dyn Fn(&[&str]) -> Vec<String>;

/// What keeps a value from being set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The front matter can't be read, or is no map of keys.
    Unreadable,
    /// It holds an anchor, an alias, a tag or a merge key where the value belongs.
    Shared,
    /// What stands above the key is no map.
    NoMap,
    /// Something else would change with it.
    Tied,
}

impl Refusal {
    /// Why, in words.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Unreadable => "its front matter can't be read",
            Self::Shared => "its front matter has an anchor, an alias, a tag or a merge key there",
            Self::Tied => "the edit would change something else in its front matter too",
            Self::NoMap => "its front matter has a value there that can't contain keys",
        }
    }
}

/// A text with a value, written as YAML, under a key: `&["revision", "last_reviewed"]`. Maps above it are made.
///
/// # Errors
///
/// Where the front matter can't be changed in place.
pub fn set(
    path: &SourcePath,
    text: &str,
    (key, value): (&[&str], &str),
    order: Order<'_>,
) -> Result<String, Refusal> {
    let end = line_end(text);
    match front(path, text).ok_or(Refusal::Unreadable)? {
        Front::None(at) => Ok(insert(text, at, &format!("---{end}{}---{end}", block(key, value, "", end)))),
        Front::Empty(span) => Ok(insert(text, span.end as usize, &block(key, value, "", end))),
        Front::Map(root, _) => set_in(text, &root, (key, 0), value, order),
    }
}

/// A text without a key, and what stands under it; the same text where it is not there.
///
/// # Errors
///
/// Where the front matter can't be changed in place.
pub fn unset(path: &SourcePath, text: &str, key: &[&str]) -> Result<String, Refusal> {
    let Front::Map(root, _) = front(path, text).ok_or(Refusal::Unreadable)? else {
        return Ok(text.to_owned());
    };
    let mut node = &root;
    for (depth, part) in key.iter().enumerate() {
        let Some(at) = node.entries().iter().position(|entry| *entry.key.value == **part) else {
            return Ok(text.to_owned());
        };
        let entry = &node.entries()[at];
        if is_shared(text, entry) {
            return Err(Refusal::Shared);
        }
        if depth + 1 == key.len() {
            return Ok(without(text, node, at));
        }
        node = &entry.value;
    }
    Ok(text.to_owned())
}

/// A text with a value under the keys below a map, from a depth on.
pub(super) fn set_in(
    text: &str,
    map: &Node,
    (key, depth): (&[&str], usize),
    value: &str,
    order: Order<'_>,
) -> Result<String, Refusal> {
    if map.entries().iter().any(|entry| &*entry.key.value == "<<") {
        return Err(Refusal::Shared);
    }
    let Some(entry) = map.entries().iter().find(|entry| *entry.key.value == *key[depth]) else {
        return Ok(add(text, map, (key, depth), value, order));
    };
    if is_shared(text, entry) {
        return Err(Refusal::Shared);
    }
    let rest = &key[depth + 1..];
    if rest.is_empty() {
        return Ok(put(text, entry, value));
    }
    match &entry.value.value {
        Value::Map(entries) if !entries.is_empty() => {
            set_in(text, &entry.value, (key, depth + 1), value, order)
        }
        Value::Map(_) => Ok(put(text, entry, &flow(rest, value))),
        Value::Scalar(_) if entry.value.is_null() => {
            let end = line_end(text);
            let bare =
                if entry.value.span.range().is_empty() { text.to_owned() } else { put(text, entry, "") };
            let indent = format!("{}  ", indent_of(text, entry));
            let at = end_of_line(&bare, colon(text, entry));
            Ok(insert(
                &bare,
                at,
                &format!("{end}{}", block(rest, value, &indent, end).trim_end_matches(['\r', '\n'])),
            ))
        }
        _ => Err(Refusal::NoMap),
    }
}

/// Adds a key to a map that has others.
fn add(text: &str, map: &Node, (key, depth): (&[&str], usize), value: &str, order: Order<'_>) -> String {
    let entries = map.entries();
    let names = order(&key[..depth]);
    let rank = |name: &str| names.iter().position(|known| known == name);
    let own = rank(key[depth]);
    let is_before =
        |entry: &&Entry| own.is_none() || rank(&entry.key.value).is_some_and(|rank| Some(rank) < own);
    let before = entries.iter().rfind(is_before);
    if text[map.span.range()].starts_with('{') {
        let written = flow(&key[depth..], value);
        let written = written.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap_or(&written);
        return match before {
            Some(entry) => insert(text, end_of(text, entry), &format!(", {written}")),
            None => insert(text, entries[0].key.span.start as usize, &format!("{written}, ")),
        };
    }
    let indent = indent_of(text, &entries[0]);
    let lines = block(&key[depth..], value, &indent, line_end(text));
    match before {
        Some(entry) => insert(text, behind_comments(text, entry), &lines),
        None => insert(text, start_of_line(text, entries[0].key.span.start as usize), &lines),
    }
}

/// Puts a value in the place of the one that an entry has.
fn put(text: &str, entry: &Entry, value: &str) -> String {
    let colon = colon(text, entry);
    let given = entry.value.span.range();
    if given.is_empty() || given.start < colon {
        return insert(text, colon, &format!(" {value}"));
    }
    // A value of several lines keeps its last line's end, and loses the sign that it begins with.
    let end = given.start + text[given.clone()].trim_end().len();
    let sign = text[colon..given.start].trim_start();
    let start = if sign.starts_with(['|', '>']) { given.start - sign.len() } else { given.start };
    Edit::replace(start..end, value.to_owned()).apply(text)
}

/// Takes an entry out of its map.
fn without(text: &str, map: &Node, at: usize) -> String {
    let entries = map.entries();
    let entry = &entries[at];
    let range = if text[map.span.range()].starts_with('{') {
        match entries.get(at + 1) {
            Some(next) => entry.key.span.start as usize..next.key.span.start as usize,
            None if at > 0 => end_of(text, &entries[at - 1])..end_of(text, entry),
            None => entry.key.span.start as usize..end_of(text, entry),
        }
    } else {
        start_of_line(text, entry.key.span.start as usize)..behind(text, entry)
    };
    Edit::replace(range, String::new()).apply(text)
}

/// Keys with a value as lines.
fn block(key: &[&str], value: &str, indent: &str, end: &str) -> String {
    let mut out = String::new();
    let mut indent = indent.to_owned();
    for (depth, part) in key.iter().enumerate() {
        let value = if depth + 1 == key.len() { format!(" {value}") } else { String::new() };
        out.push_str(&format!("{indent}{part}:{value}{end}"));
        indent.push_str("  ");
    }
    out
}

/// Keys with a value in braces.
fn flow(key: &[&str], value: &str) -> String {
    let inner = match key {
        [] => return value.to_owned(),
        [last] => format!("{last}: {value}"),
        [first, rest @ ..] => format!("{first}: {}", flow(rest, value)),
    };
    format!("{{{inner}}}")
}

fn insert(text: &str, at: usize, new: &str) -> String {
    Edit::insert(at, new.to_owned()).apply(text)
}

/// Behind the colon of an entry.
fn colon(text: &str, entry: &Entry) -> usize {
    let key = entry.key.span.end as usize;
    key + text[key..].find(':').map_or(0, |colon| colon + 1)
}

/// Where an entry ends, without what stands behind it on the line.
fn end_of(text: &str, entry: &Entry) -> usize {
    let given = entry.value.span.range();
    if given.is_empty() { colon(text, entry) } else { given.start + text[given].trim_end().len() }
}

/// Where the line begins that follows an entry.
fn behind(text: &str, entry: &Entry) -> usize {
    next_line(text, end_of(text, entry))
}

/// The same, behind the comments that stand below the entry's key, further in than that.
fn behind_comments(text: &str, entry: &Entry) -> usize {
    let indent = indent_of(text, entry).len();
    let mut end = behind(text, entry);
    let mut line = end;
    while line < text.len() {
        let next = next_line(text, line);
        let written = text[line..next].trim_start();
        if written.starts_with('#') && next - line - written.len() > indent {
            end = next;
        } else if !written.is_empty() {
            break;
        }
        line = next;
    }
    end
}

/// The blanks before a key that stands below an entry's: as many as are before that, where a dash counts as one.
fn indent_of(text: &str, entry: &Entry) -> String {
    let key = entry.key.span.start as usize;
    let before = &text[start_of_line(text, key)..key];
    let is_indent = |c: &char| c.is_whitespace() || *c == '-';
    before.chars().take_while(is_indent).map(|c| if c == '-' { ' ' } else { c }).collect()
}

/// Whether something stands between a key and its value that others refer to, or that refers to something else.
fn is_shared(text: &str, entry: &Entry) -> bool {
    let colon = colon(text, entry);
    let start = (entry.value.span.start as usize).max(colon);
    let between = text[colon..start].trim_start();
    between.starts_with(['&', '*', '!']) || text[start..].starts_with(['&', '*', '!'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(above: &[&str]) -> Vec<String> {
        let names: &[&str] = if above.is_empty() {
            &["title", "topic", "revision", "hash", "owner"]
        } else {
            &["status", "last_reviewed", "reviewed_by", "deferred"]
        };
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    fn reviewed(text: &str) -> Result<String, Refusal> {
        let path = SourcePath::new("content/a.md").unwrap();
        set(&path, text, (&["revision", "last_reviewed"], "2026-05-31"), &order)
    }

    #[test]
    fn a_value_is_set_in_the_form_that_the_front_matter_has() {
        let cases = [
            (
                "---\ntitle: A\nowner: B\n---\n",
                "---\ntitle: A\nrevision:\n  last_reviewed: 2026-05-31\nowner: B\n---\n",
            ),
            (
                "---\r\nowner: B\r\n---\r\n",
                "---\r\nrevision:\r\n  last_reviewed: 2026-05-31\r\nowner: B\r\n---\r\n",
            ),
            ("# A\n", "---\nrevision:\n  last_reviewed: 2026-05-31\n---\n# A\n"),
            ("---\n---\n", "---\nrevision:\n  last_reviewed: 2026-05-31\n---\n"),
            (
                "---\nrevision: # r\n  status: reviewed # s\n  reviewed_by: B\n---\n",
                "---\nrevision: # r\n  status: reviewed # s\n  last_reviewed: 2026-05-31\n  reviewed_by: B\n---\n",
            ),
            (
                "---\nrevision:\n    reviewed_by: B\n---\n",
                "---\nrevision:\n    last_reviewed: 2026-05-31\n    reviewed_by: B\n---\n",
            ),
            (
                "---\nrevision:\n  last_reviewed: '2020-01-01' # l\n---\n",
                "---\nrevision:\n  last_reviewed: 2026-05-31 # l\n---\n",
            ),
            ("---\nrevision:\n  last_reviewed:\n---\n", "---\nrevision:\n  last_reviewed: 2026-05-31\n---\n"),
            (
                "---\nrevision: {status: reviewed}\n---\n",
                "---\nrevision: {status: reviewed, last_reviewed: 2026-05-31}\n---\n",
            ),
            (
                "---\nrevision: {reviewed_by: B}\n---\n",
                "---\nrevision: {last_reviewed: 2026-05-31, reviewed_by: B}\n---\n",
            ),
            ("---\nrevision: {}\n---\n", "---\nrevision: {last_reviewed: 2026-05-31}\n---\n"),
            (
                "---\nrevision:\nowner: B\n---\n",
                "---\nrevision:\n  last_reviewed: 2026-05-31\nowner: B\n---\n",
            ),
            (
                "---\ntitle: A\n  # of the title\n\n  # too\n# own\nowner: B\n---\n",
                "---\ntitle: A\n  # of the title\n\n  # too\nrevision:\n  last_reviewed: 2026-05-31\n# own\nowner: B\n---\n",
            ),
            (
                "---\nrevision:\n  status: reviewed\n    # s\n  # r\n---\n",
                "---\nrevision:\n  status: reviewed\n    # s\n  last_reviewed: 2026-05-31\n  # r\n---\n",
            ),
            ("---\nrevision: ~ # r\n---\n", "---\nrevision:  # r\n  last_reviewed: 2026-05-31\n---\n"),
            (
                "---\ntopic: |\n  two\n  lines\n\n# own\nowner: B\n---\n",
                "---\ntopic: |\n  two\n  lines\nrevision:\n  last_reviewed: 2026-05-31\n\n# own\nowner: B\n---\n",
            ),
        ];
        for (text, wanted) in cases {
            assert_eq!(reviewed(text).as_deref(), Ok(wanted), "{text:?}");
        }
        let refused = [
            ("---\nrevision: &r\n  status: reviewed\n---\n", Refusal::Shared),
            ("---\na: &r {status: reviewed}\nrevision: *r\n---\n", Refusal::Shared),
            ("---\na: &r {status: reviewed}\nrevision:\n  <<: *r\n---\n", Refusal::Shared),
            ("---\nrevision: reviewed\n---\n", Refusal::NoMap),
            ("---\na: [\n---\n", Refusal::Unreadable),
        ];
        for (text, why) in refused {
            assert_eq!(reviewed(text), Err(why), "{text:?}");
        }
    }

    #[test]
    fn a_key_is_taken_away_with_all_that_stands_under_it() {
        let path = SourcePath::new("content/a.md").unwrap();
        let cases = [
            (
                "---\nrevision:\n  deferred:\n    until: 2026-01-01\n    because: x # y\n  status: reviewed\n---\n",
                "---\nrevision:\n  status: reviewed\n---\n",
            ),
            ("---\nrevision: {status: a, deferred: {until: b}}\n---\n", "---\nrevision: {status: a}\n---\n"),
            ("---\nrevision: {deferred: {until: b}, status: a}\n---\n", "---\nrevision: {status: a}\n---\n"),
            ("---\nowner: B\n---\n", "---\nowner: B\n---\n"),
        ];
        for (text, wanted) in cases {
            assert_eq!(unset(&path, text, &["revision", "deferred"]).as_deref(), Ok(wanted), "{text:?}");
        }
    }
}
