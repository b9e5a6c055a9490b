//! What a browser shows of a body: HTML, ours or that of another program, as a tree in which only what a reader sees is
//! left. What we put around elements (frames, anchors, labels, captions, ids) is taken off, so that two trees are equal
//! where two pages read alike.
//!
//! [`Row`] names the differences from GitHub that the manual lists; each can be taken off both trees by itself.

mod blanks;
pub(crate) mod bodies;
mod fold;
mod forms;
mod rows;

use std::collections::BTreeMap;
use std::fmt::Write;

use html5ever::tendril::TendrilSink;
use html5ever::{LocalName, ParseOpts, QualName, local_name, ns, parse_fragment};
use markup5ever_rcdom::{Handle, NodeData, RcDom};

pub(crate) use rows::Row;

/// A piece of a page.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Node {
    /// Text, without markup.
    Text(String),
    /// An element.
    Element(Element),
}

/// An element with what a reader sees of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) attributes: BTreeMap<String, String>,
    pub(crate) children: Vec<Node>,
}

/// Whose HTML it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// This program's.
    Ours,
    /// GitHub's, or the specification's.
    Theirs,
}

/// HTML that a body became.
#[derive(Clone, Copy)]
pub(crate) struct Page<'a> {
    pub(crate) markdown: &'a str,
    pub(crate) html: &'a str,
    pub(crate) side: Side,
}

/// What a browser shows, as text with an element or a run of text a line; without the differences that some rows of the
/// manual's table make.
pub(crate) fn shown(page: Page<'_>, rows: &[Row]) -> String {
    let mut nodes = fold::unwrapped(read(page.html));
    // In one order, whatever order they are asked for in.
    for row in Row::ALL.iter().filter(|row| rows.contains(row)) {
        nodes = row.taken_off(nodes, page.side, page.markdown);
    }
    blanks::folded(&mut nodes);
    let mut out = String::new();
    write_all(&nodes, 0, &mut out);
    out
}

/// Where the links and pictures of a page lead that are no address of the web: paths, in order of the alphabet.
pub(crate) fn paths(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    rows::paths(&fold::unwrapped(read(html)), &mut found);
    found.sort();
    found
}

/// Those destinations that are paths, as [`paths`] gives them.
fn only_paths(destinations: &[String]) -> Vec<String> {
    destinations
        .iter()
        .map(|address| fold::decoded(address))
        .filter(|address| rows::is_path(address))
        .collect()
}

/// Reads HTML as a browser does that finds it inside of a page.
fn read(html: &str) -> Vec<Node> {
    let context = QualName::new(None, ns!(html), local_name!("div"));
    let dom = parse_fragment(RcDom::default(), ParseOpts::default(), context, vec![], false).one(html);
    let root = dom.document.children.borrow()[0].clone();
    children(&root)
}

fn children(handle: &Handle) -> Vec<Node> {
    let mut all: Vec<Node> = Vec::new();
    for node in handle.children.borrow().iter().filter_map(node) {
        match (node, all.last_mut()) {
            // A comment stood between them.
            (Node::Text(text), Some(Node::Text(last))) => last.push_str(&text),
            (node, _) => all.push(node),
        }
    }
    all
}

fn node(handle: &Handle) -> Option<Node> {
    match &handle.data {
        NodeData::Text { contents } => Some(Node::Text(contents.borrow().to_string())),
        NodeData::Element { name, attrs, .. } => {
            let attribute = |name: &LocalName, value: &str| (name.to_string(), value.to_owned());
            let attributes =
                attrs.borrow().iter().map(|found| attribute(&found.name.local, &found.value)).collect();
            Some(Node::Element(Element {
                name: name.local.to_string(),
                attributes,
                children: children(handle),
            }))
        }
        _ => None,
    }
}

fn write_all(nodes: &[Node], depth: usize, out: &mut String) {
    for node in nodes {
        let indent = "  ".repeat(depth);
        match node {
            Node::Text(text) => writeln!(out, "{indent}{text:?}").unwrap(),
            Node::Element(element) => {
                write!(out, "{indent}{}", element.name).unwrap();
                for (name, value) in &element.attributes {
                    write!(out, " {name}={value:?}").unwrap();
                }
                out.push('\n');
                write_all(&element.children, depth + 1, out);
            }
        }
    }
}

impl Element {
    /// An element without attributes.
    pub(crate) fn new(name: &str, children: Vec<Node>) -> Self {
        Self { name: name.to_owned(), children, ..Self::default() }
    }

    /// An attribute; empty where there is none.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.attributes.get(name).map_or("", String::as_str)
    }

    /// Whether it is of a class.
    pub(crate) fn is(&self, class: &str) -> bool {
        self.get("class").split(' ').any(|found| found == class)
    }

    /// All text in it.
    pub(crate) fn text(&self) -> String {
        let text = |node: &Node| match node {
            Node::Text(text) => text.clone(),
            Node::Element(element) => element.text(),
        };
        self.children.iter().map(text).collect()
    }
}
