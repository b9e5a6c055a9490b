//! SVG: the text of the drawing without comments, descriptions for machines, and what editors note for themselves. All
//! other bytes stay what they are.

use std::ops::Range;

use roxmltree::{Document, Node, NodeType, ParsingOptions};

use super::Stripped;

const SVG: &str = "http://www.w3.org/2000/svg";
/// Languages whose elements and attributes browsers know. Those of others belong to editors.
const KNOWN: [&str; 6] = [
    SVG,
    "http://www.w3.org/1999/xlink",
    "http://www.w3.org/XML/1998/namespace",
    "http://www.w3.org/1999/xhtml",
    "http://www.w3.org/1998/Math/MathML",
    "http://www.w3.org/2001/xml-events",
];
/// The byte order mark.
const MARK: &[u8] = b"\xef\xbb\xbf";
/// Most elements and texts of a drawing.
const MOST_NODES: u32 = 500_000;

/// The drawing without its metadata.
pub(super) fn strip(bytes: &[u8]) -> Stripped {
    let mut out = Stripped::with_room(bytes.len());
    let (mark, text) = bytes.split_at(if bytes.starts_with(MARK) { MARK.len() } else { 0 });
    if let Some(edited) = std::str::from_utf8(text).ok().and_then(edited) {
        out.bytes.extend_from_slice(mark);
        out.bytes.extend_from_slice(edited.as_bytes());
    } else {
        out.is_clean = !may_hold(bytes);
        out.bytes.extend_from_slice(bytes);
    }
    out
}

/// Whether there may be something to remove.
fn may_hold(bytes: &[u8]) -> bool {
    [b"<!--".as_slice(), b"metadata", b"xmlns:", b"<?", b"mxfile"]
        .iter()
        .any(|part| super::holds(bytes, part))
}

/// The text without the parts that go; nothing where it can't be read.
fn edited(text: &str) -> Option<String> {
    if !may_hold(text.as_bytes()) {
        return Some(text.to_owned());
    }
    let document = parse(text)?;
    let mut parts = Vec::new();
    collect(text, document.root(), &mut parts);
    parts.extend(comments_of_type(text));
    parts.sort_unstable_by_key(|part| part.start);
    let mut kept = String::with_capacity(text.len());
    let mut at = 0;
    for part in parts {
        kept.push_str(text.get(at..part.start.max(at))?);
        at = at.max(part.end);
    }
    kept.push_str(text.get(at..)?);
    // What is left has to be a drawing still.
    parse(&kept).is_some().then_some(kept)
}

fn parse(text: &str) -> Option<Document<'_>> {
    let options = ParsingOptions { allow_dtd: true, nodes_limit: MOST_NODES, ..ParsingOptions::default() };
    Document::parse_with_options(text, options).ok()
}

/// Collects the places of what goes below a node.
fn collect(text: &str, node: Node<'_, '_>, parts: &mut Vec<Range<usize>>) {
    for child in node.children() {
        match child.node_type() {
            NodeType::Comment => parts.push(child.range()),
            NodeType::PI if child.pi().is_some_and(|pi| pi.target != "xml-stylesheet") => {
                parts.push(child.range());
            }
            NodeType::Element if is_of_editor(child) => parts.push(child.range()),
            NodeType::Element => {
                let attributes = child.attributes().filter(|attribute| goes(child, attribute));
                parts.extend(attributes.map(|attribute| with_blanks(text, attribute.range())));
                collect(text, child, parts);
            }
            _ => {}
        }
    }
}

/// A place with the blanks before it.
fn with_blanks(text: &str, place: Range<usize>) -> Range<usize> {
    text.get(..place.start).map_or(place.start, |before| before.trim_end().len())..place.end
}

/// Whether an element is there for programs alone. In a page within the drawing browsers show the text of any element.
fn is_of_editor(node: Node<'_, '_>) -> bool {
    let name = node.tag_name();
    match name.namespace() {
        Some(SVG) | None => name.name() == "metadata",
        Some(other) => {
            !KNOWN.contains(&other)
                && !node.ancestors().any(|above| above.has_tag_name((SVG, "foreignObject")))
        }
    }
}

/// Whether an attribute is there for programs alone: draw.io keeps the whole drawing in one, with its hidden pages.
fn goes(node: Node<'_, '_>, attribute: &roxmltree::Attribute<'_, '_>) -> bool {
    match attribute.namespace() {
        Some(namespace) => !KNOWN.contains(&namespace),
        None => attribute.name() == "content" && node.has_tag_name((SVG, "svg")),
    }
}

/// The comments within the type of a document, which is no part of its tree.
fn comments_of_type(text: &str) -> Vec<Range<usize>> {
    let mut comments = Vec::new();
    let Some(start) = text.find("<!DOCTYPE") else { return comments };
    let end = text.find("<svg").unwrap_or(text.len());
    let mut at = start;
    while let Some(open) = text.get(at..end).and_then(|part| part.find("<!--")).map(|open| at + open) {
        let Some(close) = text[open..].find("-->").map(|close| open + close + 3) else { break };
        comments.push(open..close);
        at = close;
    }
    comments
}
