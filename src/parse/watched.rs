//! What a watched file holds, as far as it counts: line ends and trailing blanks don't, indentation does. A part of it stands
//! between two marker comments, or below a heading.

use super::{Extensions, Limits, front_matter, parse};
use crate::path::{SourcePath, markdown_stem};
use crate::validate::read::whole_body_hash;

/// The words that open a marked part and close it. Its name follows, on the same line.
const MARKERS: [(&str, &str); 4] =
    [("ANCHOR:", "ANCHOR_END:"), ("#region", "#endregion"), ("region", "endregion"), ("begin", "end")];

/// The digest of a file: 64 hex digits.
pub fn digest(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => whole_body_hash(text),
        Err(_) => blake3::hash(bytes).to_hex().to_string(),
    }
}

/// The digest of a whole file. Of Markdown the body counts: a review is recorded above it, and two notes may watch each other.
pub fn digest_of_file(path: &str, bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) if markdown_stem(path).is_some() => digest(front_matter::body_of(text).as_bytes()),
        _ => digest(bytes),
    }
}

/// A part of a file, by the name that markers or a heading give it. None where it has no such part.
pub fn part<'t>(path: &str, text: &'t str, name: &str) -> Option<&'t str> {
    marked(text, name).or_else(|| below_heading(path, text, name))
}

/// The lines between two comments: `# ANCHOR: name` and `# ANCHOR_END: name`.
fn marked<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let mut begun: Option<(usize, &str)> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let (start, end) = (at, at + line.len());
        at = end;
        match begun {
            None => {
                let opens = MARKERS.iter().find(|(open, _)| is_marker(line, open, name));
                begun = opens.map(|(_, close)| (end, *close));
            }
            Some((from, close)) if is_marker(line, close, name) => return text.get(from..start),
            Some(_) => {}
        }
    }
    None
}

/// Whether a line is a comment that holds a word and a name, and nothing else.
fn is_marker(line: &str, word: &str, name: &str) -> bool {
    let is_sign = |c: char| !c.is_alphanumeric();
    let Some(at) = line.find(word) else { return false };
    let rest = line[at + word.len()..].strip_prefix([' ', '\t']);
    let Some(behind) = rest.and_then(|rest| rest.trim_start().strip_prefix(name)) else { return false };
    let is_whole = !behind.starts_with(['-', '_', '.']);
    line[..at].chars().all(is_sign) && is_whole && behind.chars().all(is_sign)
}

/// The text below a heading of a Markdown file, up to the next one that is no lower.
fn below_heading<'t>(path: &str, text: &'t str, name: &str) -> Option<&'t str> {
    let is_markdown = [".md", ".markdown", ".mdx"].iter().any(|end| path.ends_with(end));
    let path = SourcePath::new("watched.md").filter(|_| is_markdown)?;
    let outline = parse(&path, text, Limits::default(), Extensions::default()).outline;
    let id = outline.id_of(name)?;
    let at = outline.headings.iter().position(|heading| heading.id == id)?;
    let (above, rest) = outline.headings[at..].split_first()?;
    let end = rest.iter().find(|next| next.level <= above.level);
    text.get(above.span.end as usize..end.map_or(text.len(), |next| next.span.start as usize))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_and_trailing_blanks_do_not_count_and_indentation_does() {
        assert_eq!(digest(b"a: 1\n  b: 2\n"), digest(b"a: 1 \r\n  b: 2\t\r\n\r\n"));
        assert_ne!(digest(b"a: 1\n  b: 2\n"), digest(b"a: 1\n b: 2\n"));
        assert_ne!(digest(b"\xff\x00"), digest(b"\xfe\x00"));
    }

    #[test]
    fn of_markdown_the_body_counts() {
        let of = |text: &str| digest_of_file("a.md", text.as_bytes());
        assert_eq!(of("---\na: 1\n---\nText.\n"), of("---\na: 2\nb: 3\n---\nText.\n"));
        assert_ne!(of("---\na: 1\n---\nText.\n"), of("---\na: 1\n---\nWords.\n"));
        assert_ne!(
            digest_of_file("a.yaml", b"---\na: 1\n---\n"),
            digest_of_file("a.yaml", b"---\na: 2\n---\n")
        );
    }

    #[test]
    fn a_part_stands_between_two_markers() {
        let part = |text: &'static str| part("a.yaml", text, "limits");
        assert_eq!(part("a\n# ANCHOR: limits\nb\n# ANCHOR_END: limits\nc\n"), Some("b\n"));
        assert_eq!(part("// #region limits\nb\n// #endregion limits\n"), Some("b\n"));
        assert_eq!(part("<!-- begin limits -->\nb\n<!-- end limits -->\n"), Some("b\n"));
        assert_eq!(part("/* begin limits */\r\nb\r\n/* end limits */\r\n"), Some("b\r\n"));
        assert_eq!(part("# ANCHOR: limits-2\nb\n# ANCHOR_END: limits-2\n"), None);
        assert_eq!(part("# ANCHOR: limits\nb\n"), None);
        assert_eq!(part("we begin limits\nb\nthe end limits\n"), None);
    }

    #[test]
    fn a_part_of_markdown_stands_below_its_heading() {
        let text = "# A\n\n## Roll back\nb\n\n### More\nc\n\n```\n# d\n```\n\n## Next\ne\n";
        let part = |name: &str| part("README.md", text, name);
        assert_eq!(part("roll-back").map(str::trim), Some("b\n\n### More\nc\n\n```\n# d\n```"));
        assert_eq!(part("next").map(str::trim), Some("e"));
        assert_eq!(part("nowhere"), None);
    }
}
