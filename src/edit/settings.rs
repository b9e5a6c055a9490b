//! A line more, or less, in a table of `site.toml`.

use std::collections::BTreeMap;

use super::{Edit, end_of_line, line_end, next_line};
use crate::parse::toml;
pub use crate::parse::toml::quoted;
use crate::path::SourcePath;
use crate::tree::{Entry, Node};

/// Adds lines `"key" = "value"` to a table, which is made if need be. None where it is written in a form that has no room for a
/// line.
pub fn add(text: &str, table: &str, entries: &[(&str, &str)]) -> Option<Edit> {
    let end = line_end(text);
    let line = |(key, value): &(&str, &str)| format!("{} = {}", quoted(key), quoted(value));
    let lines = entries.iter().map(line).collect::<Vec<_>>().join(end);
    let mut wanted = read(text, table)?;
    wanted.extend(entries.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())));
    let holds = |edit: &Edit| read(&edit.apply(text), table).as_ref() == Some(&wanted);
    let below = |header: usize| {
        // Behind the last line of the table that says something.
        let said = self::lines(text, header);
        let mut said = said.iter().rev().map(|(at, line)| (*at, line.trim()));
        let last = said.find(|(_, line)| !line.is_empty() && !line.starts_with('#'));
        Edit::insert(end_of_line(text, last.map_or(header, |(at, _)| at)), format!("{end}{lines}"))
    };
    let gap = match text {
        "" => "",
        text if text.ends_with('\n') => end,
        _ => &format!("{end}{end}"),
    };
    let new = Edit::insert(text.len(), format!("{gap}[{table}]{end}{lines}{end}"));
    headers(text, table).map(below).chain([new]).find(holds)
}

/// Takes the line of a key out of a table, and with its last line the table. None where no line of it holds the key.
pub fn remove(text: &str, table: &str, key: &str) -> Option<Edit> {
    let mut wanted = read(text, table)?;
    wanted.remove(key)?;
    let in_table = |header: usize| {
        let lines = lines(text, header);
        let (at, _) = *lines.iter().find(|(_, line)| key_of(line).is_some_and(|(known, _)| known == key))?;
        let is_only = lines.iter().filter(|(_, line)| !line.trim().is_empty()).count() == 1;
        if !is_only {
            return Some(Edit::replace(at..next_line(text, at), String::new()));
        }
        // The blank line before the table came with it.
        let gap = ["\r\n\r\n", "\n\n"].iter().find(|gap| text[..header].ends_with(**gap));
        let start = gap.map_or(header, |gap| header - gap.len() / 2);
        Some(Edit::replace(start..next_line(text, at), String::new()))
    };
    let holds = |edit: &Edit| read(&edit.apply(text), table).as_ref() == Some(&wanted);
    headers(text, table).filter_map(in_table).find(holds)
}

/// Gives a key of a table another value. None where no line of it holds the key.
pub fn set(text: &str, table: &str, key: &str, value: &str) -> Option<Edit> {
    let mut wanted = read(text, table)?;
    value.clone_into(wanted.get_mut(key)?);
    let in_line = |(at, line): &(usize, &str)| {
        let (_, written) = key_of(line).filter(|(known, _)| *known == key)?;
        let behind = line.find(written)? + written.len();
        let start = behind + line[behind..].find(['"', '\''])?;
        let quote = line[start..].chars().next()?;
        let end = start + 1 + line[start + 1..].find(quote)? + 1;
        Some(Edit::replace(at + start..at + end, quoted(value)))
    };
    let holds = |edit: &Edit| read(&edit.apply(text), table).as_ref() == Some(&wanted);
    headers(text, table).flat_map(|header| lines(text, header)).filter_map(|line| in_line(&line)).find(holds)
}

/// Gives a key of a table another name. None where no line of it holds the key.
pub fn rename(text: &str, table: &str, key: &str, new: &str) -> Option<Edit> {
    let mut wanted = read(text, table)?;
    let old = wanted.keys().find(|known| known.trim_matches('/') == key)?.clone();
    let value = wanted.remove(&old)?;
    wanted.insert(new.to_owned(), value);
    let in_line = |(at, line): &(usize, &str)| {
        let (_, written) = key_of(line).filter(|(known, _)| *known == old)?;
        let start = at + line.find(written)?;
        Some(Edit::replace(start..start + written.len(), quoted(new)))
    };
    let holds = |edit: &Edit| read(&edit.apply(text), table).as_ref() == Some(&wanted);
    headers(text, table).flat_map(|header| lines(text, header)).filter_map(|line| in_line(&line)).find(holds)
}

/// The texts of a table, by their keys; None where the settings can't be read.
fn read(text: &str, table: &str) -> Option<BTreeMap<String, String>> {
    let (root, faults) = toml::read(&SourcePath::settings(), text);
    let entries = root.at(table).map_or(&[] as &[_], Node::entries);
    let text_of = |entry: &Entry| Some((entry.key.value.to_string(), entry.value.scalar()?.text.to_string()));
    faults.is_empty().then(|| entries.iter().filter_map(text_of).collect())
}

/// The lines of a table behind the one that opens it, with their places.
fn lines(text: &str, header: usize) -> Vec<(usize, &str)> {
    let mut at = next_line(text, header);
    let mut lines = Vec::new();
    while at < text.len() && !text[at..].trim_start_matches([' ', '\t']).starts_with('[') {
        let next = next_line(text, at);
        lines.push((at, &text[at..next]));
        at = next;
    }
    lines
}

/// The key of a line, and as it is written.
fn key_of(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_start();
    let Some(quote) = line.chars().next().filter(|c| "\"'".contains(*c)) else {
        let key = line.split_once('=')?.0.trim_end();
        return (!key.is_empty() && !key.starts_with('#')).then_some((key, key));
    };
    let end = line[1..].find(quote)? + 1;
    line[end + 1..].trim_start().starts_with('=').then(|| (&line[1..end], &line[..=end]))
}

/// Where lines begin that look like the one that opens a table. What stands in a text over several lines may look so too.
fn headers<'t>(text: &'t str, table: &'t str) -> impl Iterator<Item = usize> + 't {
    let mut at = 0;
    let lines = text.split_inclusive('\n').map(move |line| {
        at += line.len();
        (at - line.len(), line)
    });
    lines.filter_map(move |(at, line)| {
        let written = line.split('#').next().unwrap_or_default().trim();
        let name = written.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'))?;
        (name.trim() == table).then_some(at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn added(text: &str) -> Option<String> {
        add(text, "redirects", &[("/a/", "/b/")]).map(|edit| edit.apply(text))
    }

    #[test]
    fn a_line_is_added_where_its_table_ends_and_taken_out_again() {
        let line = "\"/a/\" = \"/b/\"";
        let cases = [
            ("title = \"A\"\n", format!("title = \"A\"\n\n[redirects]\n{line}\n")),
            ("title = \"A\"", format!("title = \"A\"\n\n[redirects]\n{line}\n")),
            ("[redirects] # c\n\n[index]\n", format!("[redirects] # c\n{line}\n\n[index]\n")),
            (
                "[redirects]\n\"/c/\" = \"/d/\" # why\n# more\n\n[index]\nx = 1\n",
                format!("[redirects]\n\"/c/\" = \"/d/\" # why\n{line}\n# more\n\n[index]\nx = 1\n"),
            ),
            ("[redirects]\r\n\"/c/\" = \"/d/\"", format!("[redirects]\r\n\"/c/\" = \"/d/\"\r\n{line}")),
            (
                "d = \"\"\"\n[redirects]\nx\n\"\"\"\n",
                format!("d = \"\"\"\n[redirects]\nx\n\"\"\"\n\n[redirects]\n{line}\n"),
            ),
            (
                "d = \"\"\"\n[redirects]\nx\n\"\"\"\n[redirects]\n",
                format!("d = \"\"\"\n[redirects]\nx\n\"\"\"\n[redirects]\n{line}\n"),
            ),
        ];
        for (text, wanted) in cases {
            assert_eq!(added(text).as_ref(), Some(&wanted), "{text:?}");
            let without = remove(&wanted, "redirects", "/a/").unwrap().apply(&wanted);
            assert_eq!(read(&without, "redirects"), read(text, "redirects"), "{text:?}");
        }
        for text in ["redirects = { \"/c/\" = \"/d/\" }\n", "redirects = {}\n", "title = \n"] {
            assert_eq!(added(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_value_or_a_key_is_changed_where_it_stands() {
        let text = "[redirects]\n\"/a/\" = '/b/' # c\n";
        let set = set(text, "redirects", "/a/", "/c/").unwrap().apply(text);
        assert_eq!(set, "[redirects]\n\"/a/\" = \"/c/\" # c\n");
        let text = "[review.folders]\nnotes = \"1 year\"\n\"notes/a/\" = \"6 months\"\n";
        let renamed = |key| rename(text, "review.folders", key, "guides").unwrap().apply(text);
        assert_eq!(
            renamed("notes"),
            "[review.folders]\n\"guides\" = \"1 year\"\n\"notes/a/\" = \"6 months\"\n"
        );
        assert_eq!(renamed("notes/a"), "[review.folders]\nnotes = \"1 year\"\n\"guides\" = \"6 months\"\n");
        let inline = "[review]\nfolders = { notes = \"1 year\" }\n";
        assert_eq!(rename(inline, "review.folders", "notes", "guides"), None);
    }
}
