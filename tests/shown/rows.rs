//! The differences from GitHub that the manual lists ("Where notes differ from GitHub"): how each is taken off two
//! trees, so that what is left has to be equal. A row is known by the text of its first cell.

use serde::Deserialize;

use super::blanks::is_block;
use super::{Element, Node, Side};

/// A row of the table.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Row {
    Dollars,
    SingleTilde,
    Tags,
    OpenComment,
    Definitions,
    HeadingIds,
    HeadingLevels,
    Paths,
    Schemes,
    Figures,
    AlertTitles,
    Names,
    CommonMark,
}

/// Tags of the examples that HTML does not know.
const UNKNOWN: [&str; 2] = ["namespace", "your-token"];

/// Schemes of addresses that become links.
const SCHEMES: [&str; 6] = ["http:", "https:", "mailto:", "tel:", "sms:", "irc:"];

impl Row {
    /// All rows.
    pub(crate) const ALL: &[Self] = &[
        Self::Dollars,
        Self::SingleTilde,
        Self::Tags,
        Self::OpenComment,
        Self::Definitions,
        Self::HeadingIds,
        Self::HeadingLevels,
        Self::Paths,
        Self::Schemes,
        Self::Figures,
        Self::AlertTitles,
        Self::Names,
        Self::CommonMark,
    ];

    /// The first cell of the row, as it is written.
    pub(crate) fn cell(self) -> &'static str {
        match self {
            Self::Dollars => "`$x$`",
            Self::SingleTilde => "`~x~`",
            Self::Tags => "`<name>`",
            Self::OpenComment => "`<!-- x` in a line, never closed",
            Self::Definitions => "`: x` below a term",
            Self::HeadingIds => "`## Title {#id}`",
            Self::HeadingLevels => "`# Title` in a body",
            Self::Paths => "`[x](note.md)`",
            Self::Schemes => "`[x](ftp://host/)`",
            Self::Figures => "`![x](y.png)` alone",
            Self::AlertTitles => "`> [!NOTE] Title`",
            Self::Names => "`:smile:`, `@name`, `#12`",
            Self::CommonMark => "`**x*y*z*`",
        }
    }

    /// All rows but this one.
    pub(crate) fn others(self) -> Vec<Self> {
        Self::ALL.iter().copied().filter(|row| *row != self).collect()
    }

    /// The setting under `[markdown]` with which notes read as on GitHub, if there is one.
    pub(crate) fn setting(self) -> Option<&'static str> {
        match self {
            Self::Tags => Some("raw_html = \"allow\""),
            Self::Definitions => Some("definition_lists = false"),
            Self::HeadingIds => Some("heading_attributes = false"),
            _ => None,
        }
    }

    /// The tree without what the row makes different. What a setting takes off is none of the tree's, and what another
    /// reading of emphasis makes of a text can't be told from the tree.
    pub(super) fn taken_off(self, mut nodes: Vec<Node>, side: Side, markdown: &str) -> Vec<Node> {
        if (self, side) == (Self::OpenComment, Side::Theirs) {
            cut_comment(&mut nodes);
        }
        // HTML stays as it is.
        let first_level = !markdown.contains("<h1") && has(&nodes, &|element| element.name == "h1");
        let take = |element: Element| match (self, side) {
            (Self::Dollars, Side::Theirs) if element.name == "math-renderer" => element.children,
            (Self::Names, Side::Theirs) if element.name == "g-emoji" => {
                vec![Node::Text(element.get("alias").to_owned())]
            }
            (Self::Tags, _) if UNKNOWN.contains(&element.name.as_str()) => element.children,
            (Self::AlertTitles, Side::Theirs) => titled_alert(element),
            (Self::SingleTilde, Side::Theirs) => single_tilde(element, markdown),
            (Self::HeadingLevels, Side::Theirs) if first_level => next_level(element),
            (Self::Paths, _) => without_path(element),
            (Self::Schemes, _) => without_scheme(element),
            (Self::Figures, Side::Ours) => without_figure(element),
            _ => one(element),
        };
        each(nodes, &take)
    }
}

/// Cuts the text of a block where a comment begins that never ends. Whether a part of a block was cut that goes on.
fn cut_comment(nodes: &mut Vec<Node>) -> bool {
    for at in 0..nodes.len() {
        let is_cut = match &mut nodes[at] {
            Node::Text(text) => text.find("<!--").map(|at| text.truncate(at)).is_some(),
            Node::Element(element) if matches!(element.name.as_str(), "code" | "pre") => false,
            Node::Element(element) => cut_comment(&mut element.children) && !is_block(&element.name),
        };
        if is_cut {
            let rest = nodes.split_off(at + 1);
            nodes.extend(
                rest.into_iter().filter(|node| matches!(node, Node::Element(rest) if is_block(&rest.name))),
            );
            return true;
        }
    }
    false
}

/// Where links and pictures lead that name no address of the web.
pub(super) fn paths(nodes: &[Node], out: &mut Vec<String>) {
    for node in nodes {
        let Node::Element(element) = node else { continue };
        let address = match element.name.as_str() {
            "a" => element.attributes.get("href"),
            "img" => element.attributes.get("src"),
            _ => None,
        };
        out.extend(address.filter(|address| is_path(address)).cloned());
        paths(&element.children, out);
    }
}

fn each(nodes: Vec<Node>, take: &dyn Fn(Element) -> Vec<Node>) -> Vec<Node> {
    let of_node = |node| match node {
        Node::Text(_) => vec![node],
        Node::Element(mut element) => {
            element.children = each(element.children, take);
            take(element)
        }
    };
    nodes.into_iter().flat_map(of_node).collect()
}

fn one(element: Element) -> Vec<Node> {
    vec![Node::Element(element)]
}

fn has(nodes: &[Node], is: &dyn Fn(&Element) -> bool) -> bool {
    nodes.iter().any(|node| match node {
        Node::Text(_) => false,
        Node::Element(element) => is(element) || has(&element.children, is),
    })
}

fn is_heading(element: &Element) -> bool {
    matches!(element.name.as_bytes(), [b'h', b'1'..=b'6'])
}

/// One `~` strikes nothing.
fn single_tilde(element: Element, markdown: &str) -> Vec<Node> {
    let text = element.text();
    let is_single =
        |at: usize| !markdown[..at].ends_with('~') && !markdown[at + text.len() + 2..].starts_with('~');
    if element.name != "del"
        || text.is_empty()
        || !markdown.match_indices(&format!("~{text}~")).any(|(at, _)| is_single(at))
    {
        return one(element);
    }
    let tilde = || Node::Text("~".to_owned());
    [vec![tilde()], element.children, vec![tilde()]].concat()
}

/// A quote that begins with the marker of an alert and words as that alert; titles are taken off all of them.
fn titled_alert(mut quote: Element) -> Vec<Node> {
    let is_text = |node: &Node| !matches!(node, Node::Text(text) if text.trim().is_empty());
    let first = quote.children.iter_mut().find(|node| is_text(node)).filter(|_| quote.name == "blockquote");
    let Some(Node::Element(first)) =
        first.filter(|node| matches!(node, Node::Element(first) if first.name == "p"))
    else {
        return one(quote);
    };
    let Some(Node::Text(text)) = first.children.first() else { return one(quote) };
    let kind = text
        .strip_prefix("[!")
        .and_then(|text| text.split_once("] "))
        .map(|(kind, _)| kind.to_ascii_lowercase());
    let kinds = ["note", "tip", "important", "warning", "caution"];
    let Some(kind) = kind.filter(|kind| kinds.contains(&kind.as_str())) else { return one(quote) };
    let ends_line = |node: &Node| matches!(node, Node::Text(text) if text.contains('\n'));
    let at = first.children.iter().position(ends_line).unwrap_or(first.children.len());
    first.children.drain(..at);
    if let Some(Node::Text(text)) = first.children.first_mut() {
        *text = text.split_once('\n').map_or(String::new(), |(_, rest)| rest.to_owned());
    }
    let is_empty = first.text().is_empty() && first.children.len() < 2;
    if is_empty {
        quote.children.retain(|node| {
            !is_text(node) || matches!(node, Node::Element(inner) if !inner.text().is_empty())
        });
    }
    "alert".clone_into(&mut quote.name);
    quote.attributes = [("kind".to_owned(), kind)].into();
    one(quote)
}

fn next_level(mut element: Element) -> Vec<Node> {
    if is_heading(&element) {
        let level: u8 = element.name[1..].parse().unwrap();
        element.name = format!("h{}", (level + 1).min(6));
    }
    one(element)
}

/// Whether an address names a file or page of the site.
pub(super) fn is_path(address: &str) -> bool {
    !address.starts_with("//") && (!address.starts_with('#') || address == "#") && scheme(address).is_none()
}

fn scheme(address: &str) -> Option<String> {
    let address: String = address.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
    let (scheme, _) = address.split_once(':')?;
    let fits = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    fits.then(|| format!("{}:", scheme.to_ascii_lowercase()))
}

/// A file that is not there: a link is its text, and a picture its alternative text.
fn without_path(element: Element) -> Vec<Node> {
    match element.name.as_str() {
        "a" if element.attributes.contains_key("href") && is_path(element.get("href")) => element.children,
        "img" if is_path(element.get("src")) || element.get("src").starts_with('#') => {
            vec![alternative(&element)]
        }
        "span" if element.attributes.contains_key("broken") => element.children,
        _ => one(element),
    }
}

fn without_scheme(element: Element) -> Vec<Node> {
    let is_other = |address: &str| scheme(address).is_some_and(|scheme| !SCHEMES.contains(&scheme.as_str()));
    match element.name.as_str() {
        "span" if element.attributes.contains_key("broken") => element.children,
        "a" if is_other(element.get("href")) => element.children,
        "img" if scheme(element.get("src")).is_some_and(|scheme| !scheme.starts_with("http")) => {
            vec![alternative(&element)]
        }
        _ => one(element),
    }
}

fn alternative(picture: &Element) -> Node {
    Node::Text(picture.get("alt").to_owned())
}

/// A figure as the paragraph with a picture that it was; its caption is the picture's title.
fn without_figure(mut element: Element) -> Vec<Node> {
    if element.name != "figure" {
        return one(element);
    }
    let caption = element.children.iter().find_map(|node| match node {
        Node::Element(inner) if inner.name == "figcaption" => Some(inner.text()),
        _ => None,
    });
    element.children.retain(|node| !matches!(node, Node::Element(inner) if inner.name == "figcaption"));
    if let (Some(caption), Some(Node::Element(picture))) = (caption, element.children.first_mut()) {
        picture.attributes.insert("title".to_owned(), caption);
    }
    "p".clone_into(&mut element.name);
    one(element)
}
