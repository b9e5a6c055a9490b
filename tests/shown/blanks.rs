//! Blanks and texts as a browser lays them out: runs are one, and those at the edges of blocks none.

use super::Node;

/// Elements that stand below each other.
const BLOCKS: &[&str] = &[
    "address",
    "alert",
    "article",
    "aside",
    "blockquote",
    "center",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figure",
    "footer",
    "footnotes",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "math-block",
    "menu",
    "nav",
    "ol",
    "p",
    "pre",
    "script",
    "section",
    "style",
    "summary",
    "table",
    "tbody",
    "td",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
];

pub(super) fn is_block(name: &str) -> bool {
    BLOCKS.contains(&name)
}

/// Joins texts, and folds blanks as a browser does.
pub(super) fn folded(nodes: &mut Vec<Node>) {
    let mut fold = Fold { is_after_blank: true };
    fold.forward(nodes);
    trim_ends(nodes);
    joined(nodes);
}

struct Fold {
    is_after_blank: bool,
}

impl Fold {
    /// Folds each run of blanks to its first one, and leaves out those at the start of a block or line.
    fn forward(&mut self, nodes: &mut [Node]) {
        for node in nodes {
            match node {
                Node::Text(text) => *text = self.text(text),
                Node::Element(element) if element.name == "pre" => self.is_after_blank = true,
                Node::Element(element) => {
                    let is_block = is_block(&element.name) || element.name == "br";
                    self.is_after_blank |= is_block;
                    self.forward(&mut element.children);
                    self.is_after_blank |= is_block;
                    if matches!(element.name.as_str(), "img" | "input" | "math" | "broken") {
                        self.is_after_blank = false;
                    }
                }
            }
        }
    }

    fn text(&mut self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        for c in text.chars() {
            let is_blank = c.is_ascii_whitespace();
            if !is_blank {
                out.push(c);
            } else if !self.is_after_blank {
                out.push(' ');
            }
            self.is_after_blank = is_blank;
        }
        out
    }
}

/// Leaves out blanks at the end of a block or line.
fn trim_ends(nodes: &mut [Node]) {
    let mut is_at_end = true;
    trim_run(nodes, &mut is_at_end);
}

fn trim_run(nodes: &mut [Node], is_at_end: &mut bool) {
    for node in nodes.iter_mut().rev() {
        match node {
            Node::Text(text) => {
                if *is_at_end {
                    text.truncate(text.trim_end_matches(' ').len());
                }
                *is_at_end &= text.is_empty();
            }
            Node::Element(element) if element.name == "pre" => *is_at_end = true,
            Node::Element(element) => {
                let is_block = is_block(&element.name) || element.name == "br";
                *is_at_end |= is_block;
                trim_run(&mut element.children, is_at_end);
                *is_at_end |= is_block;
                if matches!(element.name.as_str(), "img" | "input" | "math" | "broken") {
                    *is_at_end = false;
                }
            }
        }
    }
}

/// Texts that follow each other become one, empty ones none.
fn joined(nodes: &mut Vec<Node>) {
    let mut out: Vec<Node> = Vec::with_capacity(nodes.len());
    for mut node in nodes.drain(..) {
        if let Node::Element(element) = &mut node
            && element.name != "pre"
        {
            joined(&mut element.children);
        }
        match (&node, out.last_mut()) {
            (Node::Text(text), Some(Node::Text(last))) => last.push_str(text),
            (Node::Text(text), _) if text.is_empty() => {}
            _ => out.push(node),
        }
    }
    *nodes = out;
}
