//! Where the destinations of a body are written, each to the byte: in links and pictures, and in definitions further down.

use std::collections::BTreeMap;

use crate::parse::Outline;
use crate::span::Span;

/// The destinations of a body, each as it is read, by where it is written. Those that are written with escapes are left out.
pub fn destinations(outline: &Outline) -> BTreeMap<Span, &str> {
    let links = outline.links.iter().map(|link| (link.written, &link.destination));
    let pictures = outline.pictures.iter().map(|picture| (picture.written, &picture.destination));
    links.chain(pictures).filter_map(|(place, written)| Some((place?, written.as_str()))).collect()
}

/// What stands around a destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Nothing: it ends with the first blank.
    Bare,
    /// `<` and `>`.
    Angle,
}

/// A path as it is written in a link: what would end the destination, or begin something else, is escaped.
pub fn written(path: &str, form: Form) -> String {
    let opened = path.matches('(').count();
    let is_balanced = opened == path.matches(')').count();
    let ends = |c: char| match c {
        ' ' => form == Form::Bare,
        '(' | ')' => form == Form::Bare && !is_balanced,
        c => c.is_whitespace() || c.is_control() || "<>\\`\"%?#&|".contains(c),
    };
    let mut out = String::with_capacity(path.len());
    for c in path.chars() {
        if ends(c) {
            let mut bytes = [0; 4];
            c.encode_utf8(&mut bytes).bytes().for_each(|byte| out.push_str(&format!("%{byte:02X}")));
        } else {
            out.push(c);
        }
    }
    // What stands before a colon could be taken for a scheme.
    let first = out.split('/').next().unwrap_or_default();
    if first.contains(':') { format!("./{out}") } else { out }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::{Extensions, Limits, parse};
    use crate::path::SourcePath;

    #[test]
    fn destinations_are_found_in_links_pictures_and_definitions() {
        let text = "---\ntitle: A\n---\n[a](a.md#x) ![](<p 1.png>) [r] [again][r] [e](x&amp;y.md)\n\n[r]: <other.md> \"t\"\n";
        let path = SourcePath::new("content/a.md").unwrap();
        let document = parse(&path, text, Limits::default(), Extensions::default());
        let found = destinations(&document.outline);
        let places: Vec<&str> = found.keys().map(|span| span.of(text)).collect();
        assert_eq!(places, ["a.md#x", "p 1.png", "other.md"]);
    }

    #[test]
    fn a_path_is_written_so_that_it_is_read_back() {
        assert_eq!(written("../a b/c(1).md", Form::Bare), "../a%20b/c(1).md");
        assert_eq!(written("../a b/c(1.md", Form::Bare), "../a%20b/c%281.md");
        assert_eq!(written("../a b/c(1.md", Form::Angle), "../a b/c(1.md");
        assert_eq!(written("a:b#.md", Form::Angle), "./a:b%23.md");
        assert_eq!(written("\u{fc}bung_1.md", Form::Bare), "\u{fc}bung_1.md");
    }
}
