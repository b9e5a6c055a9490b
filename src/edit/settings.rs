//! A line more in a table of `site.toml`.

use super::{Edit, end_of_line, line_end};

/// Adds `"key" = "value"` to a table, which is made if need be. `has_entries` says whether the settings give it any: where no
/// line opens the table then, it is written in a form that has no room for a line.
pub fn add(text: &str, table: &str, (key, value): (&str, &str), has_entries: HasEntries) -> Option<Edit> {
    let end = line_end(text);
    let line = format!("{} = {}", quoted(key), quoted(value));
    let Some(header) = header(text, table) else {
        if has_entries == HasEntries::Yes {
            return None;
        }
        let gap = match text {
            "" => "",
            text if text.ends_with('\n') => end,
            _ => &format!("{end}{end}"),
        };
        return Some(Edit::insert(text.len(), format!("{gap}[{table}]{end}{line}{end}")));
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
    Some(Edit::insert(end_of_line(text, last), format!("{end}{line}")))
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

fn quoted(text: &str) -> String {
    // TOML's escapes for text in double quotes are those of JSON.
    serde_json::Value::String(text.to_owned()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_added_where_its_table_ends() {
        let add = |text: &str, has| add(text, "redirects", ("/a/", "/b/"), has).map(|edit| edit.apply(text));
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
        for (text, has, wanted) in cases {
            assert_eq!(add(text, has), Some(wanted), "{text:?}");
        }
        assert_eq!(add("redirects = { \"/c/\" = \"/d/\" }\n", HasEntries::Yes), None);
    }
}
