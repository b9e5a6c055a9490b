//! A line of a baseline: five columns with tabs between them. What would end one is escaped.

use super::{HEAD, Known};
use crate::diagnostic::Code;
use crate::path::SourcePath;

const WITHHELD: &str = "withheld";
const PUBLISHED: &str = "published";

/// Whether a comment is not the head of a file in a form that we do not know.
pub(super) fn has_form(comment: &str) -> bool {
    let form = HEAD.trim_end_matches(|c: char| c.is_ascii_digit());
    !comment.starts_with(form) || comment.trim_end() == HEAD
}

/// The line of some known faults.
pub(super) fn written(known: &Known, count: usize) -> String {
    let Known { path, code, what, withheld } = known;
    let withheld = if *withheld { WITHHELD } else { PUBLISHED };
    format!("{}\t{code}\t{count}\t{withheld}\t{}", escaped(path.as_str()), escaped(what))
}

/// What a line says, or why it says nothing.
pub(super) fn read(line: &str) -> Result<(Known, usize), String> {
    if line.starts_with('#') {
        return Err("this file has a format that this version of fieldnotes does not know".to_owned());
    }
    let columns: Vec<&str> = line.split('\t').collect();
    let [path, code, count, withheld, what] = columns.as_slice() else {
        return Err("this line is not an entry of a baseline".to_owned());
    };
    let code = Code::named(code).ok_or_else(|| format!("`{code}` is not the code of a diagnostic"))?.name();
    let count = count.parse().ok().filter(|count| *count > 0);
    let count = count.ok_or_else(|| "the third column is not a number of faults".to_owned())?;
    let withheld = match *withheld {
        WITHHELD => true,
        PUBLISHED => false,
        _ => return Err(format!("the fourth column is neither `{WITHHELD}` nor `{PUBLISHED}`")),
    };
    let path = unescaped(path).and_then(|path| SourcePath::around(&path));
    let path = path.ok_or_else(|| "the first column is not a file".to_owned())?;
    let what = unescaped(what).ok_or_else(|| "the last column contains an invalid escape".to_owned())?;
    Ok((Known { path, code, what, withheld }, count))
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => out.push_str(&format!("\\u{{{:x}}}", c as u32)),
            c => out.push(c),
        }
    }
    out
}

fn unescaped(text: &str) -> Option<String> {
    let mut parts = text.split('\\');
    let mut out = parts.next()?.to_owned();
    while let Some(part) = parts.next() {
        match part.chars().next() {
            // Two in a row.
            None => {
                out.push('\\');
                out.push_str(parts.next()?);
            }
            Some('t') => out.push_str(&format!("\t{}", &part[1..])),
            Some('n') => out.push_str(&format!("\n{}", &part[1..])),
            Some('u') => {
                let (digits, rest) = part.strip_prefix("u{")?.split_once('}')?;
                out.push(char::from_u32(u32::from_str_radix(digits, 16).ok()?)?);
                out.push_str(rest);
            }
            Some(_) => return None,
        }
    }
    Some(out)
}
