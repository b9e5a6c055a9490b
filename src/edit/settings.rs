//! A line more, or less, in a table of `site.toml`.

use super::{Edit, end_of_line, line_end, next_line};

/// Adds lines `"key" = "value"` to a table, which is made if need be. `has_entries` says whether the settings give it any: where
/// no line opens the table then, it is written in a form that has no room for a line.
pub fn add(text: &str, table: &str, entries: &[(&str, &str)], has_entries: HasEntries) -> Option<Edit> {
    let end = line_end(text);
    let line = |(key, value): &(&str, &str)| format!("{} = {}", quoted(key), quoted(value));
    let lines = entries.iter().map(line).collect::<Vec<_>>().join(end);
    let Some(header) = header(text, table) else {
        if has_entries == HasEntries::Yes {
            return None;
        }
        let gap = match text {
            "" => "",
            text if text.ends_with('\n') => end,
            _ => &format!("{end}{end}"),
        };
        return Some(Edit::insert(text.len(), format!("{gap}[{table}]{end}{lines}{end}")));
    };
    // Behind the last line of the table that says something.
    let mut last = header;
    let mut at = header;
    for part in text[header..].split_inclusive('\n') {
        let written = part.trim();
        if at > header && written.starts_with('[') {
            break;
        }
        if !written.is_empty() && !written.starts_with('#') {
            last = at;
        }
        at += part.len();
    }
    Some(Edit::insert(end_of_line(text, last), format!("{end}{lines}")))
}

/// Takes the line of a key out of a table, and with its last line the table. None where no line of it holds the key.
pub fn remove(text: &str, table: &str, key: &str) -> Option<Edit> {
    let header = header(text, table)?;
    let lines = lines(text, header);
    let (at, _) = *lines.iter().find(|(_, line)| key_of(line).is_some_and(|(known, _)| known == key))?;
    let is_only = lines.iter().filter(|(_, line)| !line.trim().is_empty()).count() == 1;
    if !is_only {
        return Some(Edit::replace(at..next_line(text, at), String::new()));
    }
    // The blank line before the table came with it.
    let start = ["\r\n\r\n", "\n\n"]
        .iter()
        .find(|gap| text[..header].ends_with(**gap))
        .map_or(header, |gap| header - gap.len() / 2);
    Some(Edit::replace(start..next_line(text, at), String::new()))
}

/// Gives a key of a table another value. None where no line of it holds the key.
pub fn set(text: &str, table: &str, key: &str, value: &str) -> Option<Edit> {
    let lines = lines(text, header(text, table)?);
    lines.iter().find_map(|(at, line)| {
        let (_, written) = key_of(line).filter(|(known, _)| *known == key)?;
        let behind = line.find(written)? + written.len();
        let start = behind + line[behind..].find(['"', '\''])?;
        let quote = line[start..].chars().next()?;
        let end = start + 1 + line[start + 1..].find(quote)? + 1;
        Some(Edit::replace(at + start..at + end, quoted(value)))
    })
}

/// Gives a key of a table another name. None where no line of it holds the key.
pub fn rename(text: &str, table: &str, key: &str, new: &str) -> Option<Edit> {
    let lines = lines(text, header(text, table)?);
    lines.iter().find_map(|(at, line)| {
        let (_, written) = key_of(line).filter(|(known, _)| known.trim_matches('/') == key)?;
        let start = at + line.find(written)?;
        Some(Edit::replace(start..start + written.len(), quoted(new)))
    })
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
    let quote = line.chars().next().filter(|c| "\"'".contains(*c));
    let Some(quote) = quote else {
        let key = line.split_once('=')?.0.trim_end();
        return (!key.is_empty() && !key.starts_with('#')).then_some((key, key));
    };
    let end = line[1..].find(quote)? + 1;
    line[end + 1..].trim_start().starts_with('=').then(|| (&line[1..end], &line[..=end]))
}

/// Whether a table has entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HasEntries {
    /// It has some.
    Yes,
    /// It has none, or is not there.
    No,
}

/// Where the line begins that opens a table.
fn header(text: &str, table: &str) -> Option<usize> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let written = line.split('#').next().unwrap_or_default().trim();
        let name = written.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        if name.is_some_and(|name| name.trim() == table) {
            return Some(at);
        }
        at += line.len();
    }
    None
}

/// A text as TOML has it.
pub fn quoted(text: &str) -> String {
    // TOML's escapes for text in double quotes are those of JSON.
    serde_json::Value::String(text.to_owned()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_added_where_its_table_ends() {
        let add =
            |text: &str, has| add(text, "redirects", &[("/a/", "/b/")], has).map(|edit| edit.apply(text));
        let line = "\"/a/\" = \"/b/\"";
        let cases = [
            ("title = \"A\"\n", HasEntries::No, format!("title = \"A\"\n\n[redirects]\n{line}\n")),
            ("title = \"A\"", HasEntries::No, format!("title = \"A\"\n\n[redirects]\n{line}\n")),
            ("[redirects] # c\n\n[index]\n", HasEntries::No, format!("[redirects] # c\n{line}\n\n[index]\n")),
            (
                "[redirects]\n\"/c/\" = \"/d/\" # why\n# more\n\n[index]\nx = 1\n",
                HasEntries::Yes,
                format!("[redirects]\n\"/c/\" = \"/d/\" # why\n{line}\n# more\n\n[index]\nx = 1\n"),
            ),
            (
                "[redirects]\r\n\"/c/\" = \"/d/\"",
                HasEntries::Yes,
                format!("[redirects]\r\n\"/c/\" = \"/d/\"\r\n{line}"),
            ),
        ];
        for (text, has, wanted) in &cases {
            assert_eq!(add(text, *has).as_ref(), Some(wanted), "{text:?}");
        }
        for (text, has, with) in &cases {
            let (text, with) = (*text, with.as_str());
            let without = remove(with, "redirects", "/a/").unwrap().apply(with);
            let is_whole = *has == HasEntries::Yes || text == "title = \"A\"\n";
            assert!(without.trim_end() == text.trim_end() || !is_whole, "{with:?} {without:?}");
        }
        let text = "[redirects]\n\"/a/\" = '/b/' # c\n";
        assert_eq!(
            set(text, "redirects", "/a/", "/c/").unwrap().apply(text),
            "[redirects]\n\"/a/\" = \"/c/\" # c\n"
        );
        let text = "[review.folders]\nnotes = \"1 year\"\n\"notes/a\" = \"6 months\"\n";
        let renamed = |key| rename(text, "review.folders", key, "guides").unwrap().apply(text);
        assert_eq!(
            renamed("notes"),
            "[review.folders]\n\"guides\" = \"1 year\"\n\"notes/a\" = \"6 months\"\n"
        );
        assert_eq!(renamed("notes/a"), "[review.folders]\nnotes = \"1 year\"\n\"guides\" = \"6 months\"\n");
        assert_eq!(add("redirects = { \"/c/\" = \"/d/\" }\n", HasEntries::Yes), None);
    }
}
