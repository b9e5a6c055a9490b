//! What several writers write in several ways, in one: code blocks, tasks, formulas, alerts, cells.

use super::{Element, Node};

/// The two forms of a code block as one: `pre`, with the language and the code. The language ends at a comma or a brace:
/// what follows a reader does not see on GitHub.
pub(super) fn code_block(element: &Element) -> Option<Element> {
    let find = |element: &Element, name: &str| {
        element.children.iter().find_map(|node| match node {
            Node::Element(inner) if inner.name == name => Some(inner.clone()),
            _ => None,
        })
    };
    let (pre, language) = match element.name.as_str() {
        "div" if element.is("code") => (find(element, "pre")?, element.get("data-language").to_owned()),
        "pre" => (element.clone(), String::new()),
        _ => return None,
    };
    let code = find(&pre, "code")?;
    let language = code.get("class").strip_prefix("language-").map_or(language, str::to_owned);
    let class = language.strip_prefix("{.").map(|class| class.trim_end_matches('}'));
    let language = class.or_else(|| language.split(['{', ',']).next()).unwrap_or_default().to_owned();
    if language == "math" {
        return Some(Element::new("math-block", vec![]));
    }
    let text = code.text();
    let mut block =
        Element::new("pre", vec![Node::Text(text.strip_suffix('\n').unwrap_or(&text).to_owned())]);
    if !matches!(language.as_str(), "" | "text") {
        block.attributes.insert("language".to_owned(), language);
    }
    Some(block)
}

/// The children of an element of a name; anything else as it is.
pub(super) fn inner(node: Node, name: &str) -> Vec<Node> {
    match node {
        Node::Element(element) if element.name == name => element.children,
        _ => vec![node],
    }
}

/// A task, however its box is written: GitHub also knows those that the program which is compared leaves as text, and
/// sets the box into the paragraph that follows. A task without a text is none.
pub(super) fn task(item: &mut Element) {
    let is_blank = |node: &Node| matches!(node, Node::Text(text) if text.trim().is_empty());
    item.children.drain(..item.children.iter().take_while(|node| is_blank(node)).count());
    let mut children = std::mem::take(&mut item.children);
    if matches!(children.first(), Some(Node::Element(first)) if first.name == "input")
        && let Some(at) = children.iter().skip(1).position(|node| !is_blank(node))
        && let Some(Node::Element(paragraph)) = children.get(at + 1)
        && paragraph.name == "p"
    {
        let mut paragraph = paragraph.clone();
        paragraph.children.insert(0, children[0].clone());
        children.splice(..=at + 1, [Node::Element(paragraph)]);
    }
    let is_paragraph = matches!(children.first(), Some(Node::Element(first)) if first.name == "p");
    match children.first_mut() {
        Some(Node::Element(first)) if is_paragraph => boxed(&mut first.children),
        _ => boxed(&mut children),
    }
    item.children = children;
}

/// A box at the start as an element, and no blank behind it.
fn boxed(nodes: &mut Vec<Node>) {
    let of_text = match nodes.first() {
        Some(Node::Text(text)) => ["[ ]", "[x]", "[X]"].into_iter().find_map(|mark| {
            let rest = text.trim_start().strip_prefix(mark)?;
            rest.starts_with(char::is_whitespace).then(|| (mark != "[ ]", rest.trim_start().to_owned()))
        }),
        _ => None,
    };
    if let Some((is_ticked, rest)) = of_text {
        let mut input = Element::new("input", vec![]);
        input.attributes.insert("type".to_owned(), "checkbox".to_owned());
        if is_ticked {
            input.attributes.insert("checked".to_owned(), String::new());
        }
        nodes.splice(..1, [Node::Element(input), Node::Text(rest)]);
    }
    let Some(Node::Element(input)) =
        nodes.first().filter(|node| matches!(node, Node::Element(first) if first.name == "input"))
    else {
        return;
    };
    let is_ticked = input.attributes.contains_key("checked");
    if let Some(Node::Text(text)) = nodes.get_mut(1) {
        *text = text.trim_start().to_owned();
    }
    if nodes[1..].iter().all(|node| matches!(node, Node::Text(text) if text.is_empty())) {
        *nodes = vec![Node::Text(if is_ticked { "[x]" } else { "[ ]" }.to_owned())];
    } else if let Some(Node::Text(text)) = nodes.get(1)
        && text.is_empty()
    {
        nodes.remove(1);
    }
}

/// A formula, whatever is in it. GitHub shows the forms of formulas that we know too, behind the program that is compared.
pub(super) fn formula(element: &Element) -> Option<Element> {
    let text = || element.text().trim().to_owned();
    let is_between_dollars = |text: String| {
        text.len() > 4
            && text.starts_with("$$")
            && text.ends_with("$$")
            && !text[2..text.len() - 2].contains("$$")
    };
    let name = match element.name.as_str() {
        "math" if element.get("display") == "block" => "math-block",
        "math" => "math",
        "p" if is_between_dollars(text()) => "math-block",
        _ => return None,
    };
    Some(Element::new(name, vec![]))
}

/// Text with the formulas in it that stand between lines of dollar signs.
pub(super) fn between_dollars(text: &str) -> Vec<Node> {
    let mut nodes = Vec::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once("$$\n")
        && let Some((_, after)) = behind.split_once("\n$$")
        && (before.is_empty() || before.ends_with('\n'))
        && (after.is_empty() || after.starts_with('\n'))
    {
        nodes.extend([Node::Text(before.to_owned()), Node::Element(Element::new("math-block", vec![]))]);
        rest = after;
    }
    nodes.push(Node::Text(rest.to_owned()));
    nodes
}

/// A code span between dollar signs is a formula.
pub(super) fn with_formulas(nodes: Vec<Node>) -> Vec<Node> {
    let mut out: Vec<Node> = Vec::with_capacity(nodes.len());
    let mut nodes = nodes.into_iter().peekable();
    while let Some(mut node) = nodes.next() {
        if let (Node::Element(code), Some(Node::Text(before)), Some(Node::Text(after))) =
            (&node, out.last_mut(), nodes.peek_mut())
            && code.name == "code"
            && before.ends_with('$')
            && after.starts_with('$')
        {
            before.pop();
            after.remove(0);
            node = Node::Element(Element::new("math", vec![]));
        }
        out.push(node);
    }
    out
}

/// How the text of a cell is set, if not as it is anyway.
pub(super) fn alignment(element: &Element) -> Option<String> {
    let class = ["right", "center"].into_iter().find(|class| element.is(class)).map(str::to_owned);
    let attribute =
        Some(element.get("align").to_owned()).filter(|align| !matches!(align.as_str(), "" | "left"));
    class.filter(|_| matches!(element.name.as_str(), "td" | "th")).or(attribute)
}

/// GitHub shows alerts, which the program that its Markdown goes through first knows nothing of: a quote that begins with
/// a line like `[!NOTE]`.
pub(super) fn github_alert(quote: &mut Element) {
    let is_text = |node: &Node| !matches!(node, Node::Text(text) if text.trim().is_empty());
    let Some(at) = quote.children.iter().position(is_text) else { return };
    let Node::Element(first) = &mut quote.children[at] else { return };
    // What follows on the same line makes a title of it, and no alert.
    let follows =
        first.children.get(1).is_some_and(|node| !matches!(node, Node::Element(next) if next.name == "br"));
    let Some(Node::Text(text)) = first.children.first_mut().filter(|_| first.name == "p") else { return };
    if follows && !text.contains('\n') {
        return;
    }
    let (line, rest) = text.split_once('\n').unwrap_or((text, ""));
    let kind =
        line.trim().strip_prefix("[!").and_then(|line| line.strip_suffix(']')).map(str::to_ascii_lowercase);
    let Some(kind) =
        kind.filter(|kind| ["note", "tip", "important", "warning", "caution"].contains(&kind.as_str()))
    else {
        return;
    };
    *text = rest.to_owned();
    if first.text().is_empty() {
        quote.children.remove(at);
    }
    "alert".clone_into(&mut quote.name);
    quote.attributes = [("kind".to_owned(), kind)].into();
}
