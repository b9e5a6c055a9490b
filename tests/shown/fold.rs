//! What is taken off a tree: what stands around elements, and attributes that nobody sees.

use super::forms::{
    alignment, between_dollars, code_block, formula, github_alert, inner, task, with_formulas,
};
use super::{Element, Node};

/// Attributes that a reader sees something of.
const SEEN: &[&str] =
    &["alias", "align", "alt", "checked", "href", "language", "src", "start", "title", "type", "kind"];

/// The tree without frames, anchors, labels and ids.
pub(super) fn unwrapped(nodes: Vec<Node>) -> Vec<Node> {
    nodes.into_iter().flat_map(unwrapped_node).collect()
}

fn unwrapped_node(node: Node) -> Vec<Node> {
    let mut element = match node {
        Node::Text(text) => return between_dollars(&text),
        Node::Element(element) => element,
    };
    if is_dropped(&element) {
        return vec![];
    }
    if let Some(code) = code_block(&element) {
        return vec![Node::Element(code)];
    }
    if let Some(formula) = formula(&element) {
        return vec![Node::Element(formula)];
    }
    if let Some(kind) = element.get("class").strip_prefix("alert alert-").map(str::to_owned) {
        "alert".clone_into(&mut element.name);
        element.attributes = [("kind".to_owned(), kind)].into();
    }
    if element.is("fnref") || element.is("footnote-ref") {
        return vec![Node::Element(Element::new("reference", vec![Node::Text(element.text())]))];
    }
    if element.is("footnotes") {
        "footnotes".clone_into(&mut element.name);
    }
    let is_broken = element.name == "span" && element.is("broken");
    let align = alignment(&element);
    element.children = unwrapped(std::mem::take(&mut element.children));
    if is_around(&element) {
        return element.children;
    }
    if element.text().trim().is_empty()
        && element.children.iter().all(|node| matches!(node, Node::Text(_)))
        && matches!(element.name.as_str(), "tbody" | "thead")
    {
        return vec![];
    }
    if element.name == "blockquote" {
        github_alert(&mut element);
    }
    if element.name == "th" && element.children.is_empty() {
        // Nobody sees whether an empty cell heads a column.
        "td".clone_into(&mut element.name);
    }
    if element.name == "li" {
        task(&mut element);
    }
    if element.name == "strong" {
        // Bold within bold is bold.
        element.children = element.children.into_iter().flat_map(|node| inner(node, "strong")).collect();
    }
    element.children = with_formulas(element.children);
    if element.name == "p"
        && element
            .children
            .iter()
            .any(|node| matches!(node, Node::Element(inner) if inner.name == "math-block"))
        && element.text().trim().is_empty()
    {
        return element.children;
    }
    element.attributes.retain(|name, _| SEEN.contains(&name.as_str()));
    element.attributes.remove("align");
    element.attributes.extend(align.map(|align| ("align".to_owned(), align)));
    if is_broken {
        element.attributes = [("broken".to_owned(), String::new())].into();
    }
    if let Some(text) = element.attributes.get_mut("alt") {
        *text = without_comments(text);
    }
    for name in ["href", "src"] {
        if let Some(address) = element.attributes.get_mut(name) {
            *address = decoded(address);
        }
    }
    vec![Node::Element(element)]
}

/// Links from a heading to itself and from a footnote to its place, and the words that we set over alerts and footnotes.
fn is_dropped(element: &Element) -> bool {
    (element.name == "a" && ["anchor", "back", "footnote-backref"].iter().any(|class| element.is(class)))
        || element.is("alert-title")
        || element.get("id") == "footnotes"
        || element.name == "source"
}

/// What stands around a heading, a table, a task, a picture, or a name that is filled in.
fn is_around(element: &Element) -> bool {
    (element.name == "div" && (element.is("table") || element.is("heading")))
        || (element.name == "a" && element.is("whole"))
        || (element.name == "label" && element.attributes.is_empty())
        || element.name == "picture"
        || (element.name == "var" && element.is("ph"))
}

/// Text without comments, which are no part of it.
fn without_comments(text: &str) -> String {
    let mut parts = text.split("<!--");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.split_once("-->").map_or("", |(_, rest)| rest))
}

/// An address as a reader sees it: what stands behind percent signs is the same.
pub(super) fn decoded(address: &str) -> String {
    let mut bytes = Vec::with_capacity(address.len());
    let mut rest = address.trim().as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        let digits = tail.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        let escaped = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()).filter(|_| byte == b'%');
        bytes.push(escaped.unwrap_or(byte));
        rest = if escaped.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
