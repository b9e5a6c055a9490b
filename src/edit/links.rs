//! Where the destinations of a body are written, each to the byte: in links and pictures, and in definitions further down.

use std::collections::BTreeMap;

use pulldown_cmark::Parser;

use crate::parse::{Extensions, Outline};
use crate::span::Span;

/// The destinations of a body, each as it is read, by where it is written. None for one that is written with escapes.
pub fn destinations(
    text: &str,
    body: Span,
    outline: &Outline,
    extensions: Extensions,
) -> (BTreeMap<Span, String>, Vec<Span>) {
    let links = outline.links.iter().map(|link| (link.span, &link.destination));
    let all = links.chain(outline.pictures.iter().map(|picture| (picture.span, &picture.destination)));
    let mut found = BTreeMap::new();
    let mut elsewhere = Vec::new();
    for (span, destination) in all.filter(|(_, destination)| !destination.is_empty()) {
        if span.of(text) == destination {
            found.insert(span, destination.clone());
        } else {
            elsewhere.push((span, destination));
        }
    }
    if elsewhere.is_empty() {
        return (found, Vec::new());
    }
    let defined = definitions(text, body, extensions);
    let mut escaped = Vec::new();
    for (span, destination) in elsewhere {
        let places: Vec<Span> =
            defined.iter().filter(|(_, known)| known == destination).map(|(span, _)| *span).collect();
        if places.is_empty() {
            escaped.push(span);
        }
        found.extend(places.into_iter().map(|place| (place, destination.clone())));
    }
    (found, escaped)
}

/// The definitions of links: where the destination of each is written, and what it is.
fn definitions(text: &str, body: Span, extensions: Extensions) -> Vec<(Span, String)> {
    let source = body.of(text);
    let parser = Parser::new_ext(source, extensions.options());
    let definition = |written: std::ops::Range<usize>, destination: &str| {
        let behind = written.start + source[written.clone()].find("]:")? + 2;
        let at = behind + source[behind..written.end].find(destination)?;
        let span = Span::new(at, at + destination.len()).shifted(body.start as usize);
        (!destination.is_empty()).then(|| (span, destination.to_owned()))
    };
    let definitions = parser.reference_definitions().iter();
    definitions.filter_map(|(_, found)| definition(found.span.clone(), &found.dest)).collect()
}

/// A path as it is written in a link: what would end the destination, or begin something else, is escaped.
pub fn written(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for c in path.chars() {
        if c.is_whitespace() || c.is_control() || "()<>[]\\`\"'%?#&*|!".contains(c) {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                out.push_str(&format!("%{byte:02X}"));
            }
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
    use crate::parse::{Limits, parse};
    use crate::path::SourcePath;

    #[test]
    fn destinations_are_found_in_links_pictures_and_definitions() {
        let text = "---\ntitle: A\n---\n[a](a.md#x) ![](<p 1.png>) [r] [again][r] [e](x&amp;y.md)\n\n[r]: <other.md> \"t\"\n";
        let path = SourcePath::new("content/a.md").unwrap();
        let document = parse(&path, text, Limits::default(), Extensions::default());
        let (found, escaped) = destinations(text, document.body, &document.outline, Extensions::default());
        let places: Vec<&str> = found.keys().map(|span| span.of(text)).collect();
        assert_eq!(places, ["a.md#x", "p 1.png", "other.md"]);
        assert_eq!(escaped.iter().map(|span| span.of(text)).collect::<Vec<_>>(), ["[e](x&amp;y.md)"]);
    }

    #[test]
    fn a_path_is_written_so_that_it_is_read_back() {
        assert_eq!(written("../a b/c(1).md"), "../a%20b/c%281%29.md");
        assert_eq!(written("a:b.md"), "./a:b.md");
        assert_eq!(written("\u{fc}bung_1.md"), "\u{fc}bung_1.md");
    }
}
