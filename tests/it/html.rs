//! HTML in notes: whatever stands in a body, a browser builds the tree that is written, around which the page is as it was;
//! nothing but what passes is in it, and no word is lost without a warning.

use std::sync::LazyLock;

use fieldnotes::parse::Extensions;
use fieldnotes::parse::markdown::outline;
use fieldnotes::path::SourcePath;
use fieldnotes::span::Span;
use html5ever::tendril::TendrilSink;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};

use crate::sanitizer::{CLASSES, data, faults, texts};
use crate::shown::bodies::Bodies;

static BODIES: LazyLock<Bodies> = LazyLock::new(|| Bodies::with(""));

/// A page with a body in the place that the theme has for it.
const BEFORE: &str = "<!doctype html><html><head></head><body><main><article><div class=\"prose\">";
const AFTER: &str = "</div><nav>steps</nav></article></main><footer>end</footer></body></html>";

/// The elements and words of a tree, each behind as many signs as it is deep.
fn built(html: &str) -> Vec<String> {
    fn walk(node: &Handle, depth: usize, out: &mut Vec<String>) {
        match &node.data {
            NodeData::Element { name, .. } => out.push(format!("{}{}", ".".repeat(depth), name.local)),
            NodeData::Text { contents } => words(&contents.borrow(), depth, out),
            _ => {}
        }
        for child in node.children.borrow().iter() {
            walk(child, depth + 1, out);
        }
    }
    let dom = parse_document(RcDom::default(), ParseOpts::default()).one(html);
    let mut out = Vec::new();
    walk(&dom.document, 0, &mut out);
    out
}

fn words(text: &str, depth: usize, out: &mut Vec<String>) {
    out.extend(text.split_whitespace().map(|word| format!("{}\"{word}", ".".repeat(depth))));
}

const EMPTY: &[&str] = &["br", "hr", "img", "input", "wbr"];

/// The same of what is written, read with no more wit than tags have. What it can't make sense of is a panic.
fn written(html: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut open: Vec<&str> = vec!["document"];
    let mut rest = html.strip_prefix("<!doctype html>").unwrap();
    while let Some(at) = rest.find('<') {
        words(&text(&rest[..at]), open.len(), &mut out);
        let end = at + rest[at..].find('>').unwrap();
        let tag = &rest[at + 1..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            if open.last() == Some(&"tbody (left out)") && name != "tbody" {
                open.pop();
            }
            assert_eq!(open.pop(), Some(name), "{html}");
            continue;
        }
        let name = tag.split([' ', '\n']).next().unwrap();
        if open.last() == Some(&"tbody (left out)") && name != "tr" {
            open.pop();
        }
        if name == "tr" && open.last() == Some(&"table") {
            out.push(format!("{}tbody", ".".repeat(open.len())));
            open.push("tbody (left out)");
        }
        out.push(format!("{}{name}", ".".repeat(open.len())));
        if !EMPTY.contains(&name) {
            open.push(name);
        }
    }
    assert_eq!(open, ["document"], "{html}");
    out
}

fn text(escaped: &str) -> String {
    let signs = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    signs.iter().fold(escaped.to_owned(), |text, (name, sign)| text.replace(name, sign))
}

fn assert_stands(body: &str) -> String {
    let html = BODIES.render(body).html;
    let page = format!("{BEFORE}{html}{AFTER}");
    assert_eq!(built(&page), written(&page), "{body:?} becomes {html}");
    assert_eq!(faults(&html), [""; 0], "{body:?} becomes {html}");
    html
}

/// Whether something is said of a body's HTML.
fn is_told(body: &str) -> bool {
    let path = SourcePath::new("content/notes/a.md").unwrap();
    let (_, told) = outline(&path, body, Span::new(0, body.len()), Extensions::default());
    told.iter().any(|fault| matches!(fault.code.name(), "html-dropped" | "html-as-text"))
}

#[test]
fn what_is_written_is_what_a_browser_builds() {
    for body in [
        "<div>\n",
        "</div></article></main></body></html>\n",
        "<table>\n",
        "<table><tr><td>a\n\n- b\n\n<p>c\n",
        "<table>text <b>b</b><tr>c</tr><td>d</table>\n",
        "<table>\n\n# A\n\n| a |\n|---|\n| <td> <p>b<p>c |\n\n</table>\n",
        "<p>\n\n<p>a\n\nb</p></p>\n",
        "a <p>b <div>c</div> *d <div>e</div> f*\n",
        "<h2>\n\n<span title=\"<b>\"><h1 id=k2>```\n</caption></h2>\n",
        "<h2>\n\na <h3>b</h3> c\n\n<h4>d</h4>\n\n# E\n\n</h2>\n",
        "<h1><div>\n\na <h3>b</h3> c\n\n</div></h1>\n",
        "<a href=x>\n\n[a](b.md) *[b](c.md)* https://a.example [^1]\n\n# H\n\n![p](https://a.example/p.png)\n\n</a>\n\n[^1]: <div> *x\n",
        "[a <a href=x>b</a>](https://c.example) <a href=x><a href=y>z</a></a>\n",
        "<h1><h2>a</h2></h1>\n\n## <h3>b</h3>\n\n<h4>\n\n# c\n\n</h4>\n",
        "<ul><li>a<li>b<ul><li>c</ul></ul><li>d\n\n- <li>e\n",
        "<dl><dt>a<dd>b<dt>c</dl><dd>e\n\n<ruby>a<rp>(<rt>b<rp>)</ruby>\n",
        "<details><summary>a\n\nb\n\n</details><summary>c</summary>\n",
        "- [ ] <b>a <div>b</b></div>\n- [x] <kbd lang=en>c\n  - d\n\n  <div>\n",
        "<b><i><u><div>a</b></i></u></div>\n",
        "<pre>\n\na\n</pre><hr><br></br></p><img src=x><image src=y>\n",
        "<form><input><select><option>a</select><button>b</form>\n",
        "<svg><style><img title=\"</style><img src=x onerror=y>\"></style></svg> <math><mtext><table><mglyph><style>\n",
        "<script>a</script><style>b</style><textarea><title><xmp><iframe><noscript><template><plaintext>\n",
        "> <div>\n\n<b>\n\n> </b></div>\n\n[^2]\n\n[^2]: <td><a href=x>\n",
        "<a id=x></a><a name=x></a><a name=\"y\"/><p id=site-main><i id=y>\n",
        "~~~~</div><span title=\"<b>\">\na\n~~~~\n",
        "```sh title=\"</b>\" numbered {1}\necho <<host>> <b>\n```\n\n```console\n$ cat <<EOF\na\n```\n",
    ] {
        assert_stands(body);
    }
}

#[test]
fn no_note_brings_a_class_of_the_theme() {
    for class in CLASSES {
        let html =
            assert_stands(&format!("a <b class={class}>b</b>\n\n<div class=\"{class}\">\n\nc\n\n</div>\n"));
        assert!(!html.contains("class"), "{class} becomes {html}");
    }
}

#[test]
fn no_attack_moves_a_part_of_the_page() {
    for attack in texts(&data(), "html").iter().filter(|attack| !attack.contains('\r')) {
        let line = attack.replace('\n', " ");
        let quoted = attack.replace('\n', "\n> ");
        for body in [
            format!("{attack}\n"),
            format!("word {line} *word {line}* word\n"),
            format!("- {line}\n\n## {line}\n\n| a |\n|---|\n| {line} |\n"),
            format!("<div>\n{attack}\n\n> {quoted}\n\nword\n</div>\n"),
        ] {
            assert_stands(&body);
        }
    }
}

#[test]
fn elements_in_elements_end_somewhere() {
    for part in [
        "<div>\n",
        "</div>\n",
        "<details>\n",
        "<a href=x>\n",
        "<a href=x> ",
        "<a href=\"",
        "<",
        "<b>",
        "<b><i>x</b>",
        "<table><tr><td>\n",
        "<p>\n",
        "<li>\n",
        "<ul><li>",
        "> <div>\n",
        "<script>",
        "</script>",
        "<svg>",
        "<h1>",
        "<x>\n",
        "<x> ",
        "&a;",
        "<b>&lt;</b>",
        "<img src=a>",
        "<font color=a>",
        "<b id=\"a\">",
        "*<b>*",
        "<div\n",
        "<ruby><rt>",
    ] {
        let times = 60_000 / part.len().max(3);
        let html = BODIES.render(&part.repeat(times)).html;
        assert!(html.len() < 3_000_000, "{part:?} becomes {} bytes", html.len());
        let path = SourcePath::new("content/notes/a.md").unwrap();
        let text = part.repeat(times);
        let (_, told) = outline(&path, &text, Span::new(0, text.len()), Extensions::default());
        assert!(told.len() < 2_000, "{part:?}: {} times", told.len());
    }
    // Deeper than this, browsers put elements beside each other.
    let html = assert_stands(&"<div>\n".repeat(300));
    assert_eq!(html.matches("<div>").count(), 100);
}

/// Pieces of bodies: HTML that belongs together and does not, between pieces of Markdown.
const PIECES: &str = r#"(<b>|</b>|<i>|</i>|<kbd lang=a>|</kbd>|<a href="x">|<a href="https://a\.example/">|</a>|<a id=k1>|<div>|</div>|<div align=center>|<p>|</p>|<details>|</details>|<summary>|</summary>|<table>|</table>|<tr>|</tr>|<td>|</td>|<th>|<thead>|</thead>|<tbody>|<caption>|</caption>|<ul>|</ul>|<ol>|<li>|</li>|<dl>|</dl>|<dt>|<dd>|<pre>|</pre>|<blockquote>|</blockquote>|<h2>|</h2>|<h1 id=k2>|</h1>|<ruby>|</ruby>|<rt>|<rp>|<br>|<hr>|<img src="https://a\.example/x\.png">|<font color=x>|</font>|<form>|<svg>|</svg>|<script>|</script>|<style>|<title>|<name>|</name>|<select>|<option>|<template>|<noscript>|<iframe>|<math>|<picture>|</main>|</article>|</body>|<span title="<b>">|</span>|<figure>|<figcaption>|<b |"|'|<|>|&amp;|<!-- c -->|\n\n|\n\n|\n\n|\n|\n|\n\n> |\n> |\n\n- |\n- [ ] |\n  |    |\n\n# |\n\n\| a \| b \|\n\|---\|---\|\n\| c \| |\n\n\[\^1\]: |\[\^1\]|\*\*|\*|~~|`|\[l\]\(https://b\.example\)|!\[p\]\(https://b\.example/p\.png\)|https://c\.example/|```\n|\n: |w|x| y )"#;

proptest::proptest! {
    #![proptest_config(crate::fuzz::cases(2000))]
    #[test]
    fn whatever_is_written_a_browser_builds_it(pieces in proptest::collection::vec(PIECES, 0..30)) {
        assert_stands(&pieces.concat());
    }


    #[test]
    fn no_word_is_lost_without_a_warning(pieces in proptest::collection::vec(PIECES, 0..30)) {
        let mut body = String::new();
        // Comments and footnotes that nothing refers to are not shown, and a word in a tag is an attribute.
        let is_shown = |piece: &&String| piece.len() > 1 && *piece != "<b " && !piece.contains("<!--") && !piece.contains("[^1]: ");
        for (at, piece) in pieces.iter().filter(is_shown).enumerate() {
            body.push_str(&format!("{piece}word{at}q "));
        }
        let html = BODIES.render(&body).html;
        let lost = (0..pieces.len()).map(|at| format!("word{at}q")).filter(|word| body.contains(word.as_str()) && !html.contains(word.as_str()));
        let lost: Vec<String> = lost.collect();
        proptest::prop_assert!(lost.is_empty() || is_told(&body), "{body:?} loses {lost:?}: {html}");
    }
}
