//! What becomes of the attacks of `tests/data/payloads.json` where HTML is sanitised, and where it shows as text: an
//! HTML tokenizer reads every page, and nothing but known elements with known attributes may come out.

use std::fmt::Write;

use serde_json::Value;

use crate::fuzz::targets::tags;
use crate::support::{SITE, load, outputs};

pub(crate) fn data() -> Value {
    serde_json::from_str(include_str!("../data/payloads.json")).unwrap()
}

pub(crate) fn texts(data: &Value, name: &str) -> Vec<String> {
    data[name].as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect()
}

/// Every attack as HTML: those that are written down, each handler on each element, each address in each form.
fn attacks() -> Vec<String> {
    let data = data();
    let mut all = texts(&data, "html");
    let (tags, handlers) = (texts(&data, "tags"), texts(&data, "handlers"));
    all.extend(tags.iter().flat_map(|tag| handlers.iter().map(move |name| format!("<{tag} {name}=XSS>x"))));
    let forms = texts(&data, "raw_forms");
    let of_address = |address: &String| -> Vec<String> {
        forms.iter().map(|form| form.replace("ADDRESS", address)).collect()
    };
    all.extend(texts(&data, "addresses").iter().flat_map(of_address));
    all.extend(texts(&data, "breakouts"));
    all
}

/// What the body of a note may be made of.
const ELEMENTS: &[&str] = &[
    "a",
    "abbr",
    "b",
    "bdo",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "input",
    "ins",
    "kbd",
    "label",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "section",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "tt",
    "ul",
    "var",
    "wbr",
];
const ATTRIBUTES: &[&str] = &[
    "align",
    "alt",
    "aria-label",
    "aria-labelledby",
    "checked",
    "class",
    "colspan",
    "data-language",
    "data-name",
    "datetime",
    "decoding",
    "dir",
    "disabled",
    "height",
    "href",
    "id",
    "lang",
    "loading",
    "open",
    "reversed",
    "role",
    "rowspan",
    "scope",
    "src",
    "start",
    "tabindex",
    "title",
    "type",
    "valign",
    "value",
    "width",
];
/// The theme's classes in a body; those of one or two letters are of code.
pub(crate) const CLASSES: &[&str] = &[
    "a",
    "alert",
    "alert-caution",
    "alert-important",
    "alert-note",
    "alert-tip",
    "alert-title",
    "alert-warning",
    "anchor",
    "b",
    "back",
    "broken",
    "c",
    "center",
    "code",
    "code-head",
    "code-language",
    "code-note",
    "code-title",
    "d",
    "e",
    "f",
    "fnref",
    "footnotes",
    "g",
    "go",
    "h",
    "heading",
    "hl",
    "i",
    "k",
    "l",
    "m",
    "n",
    "numbered",
    "o",
    "ph",
    "pr",
    "right",
    "s",
    "source",
    "t",
    "table",
    "tasks",
    "v",
    "whole",
];

pub(crate) fn faults(html: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for tag in tags(html) {
        let name = tag.name.to_string();
        let attributes: Vec<(String, String)> = tag
            .attrs
            .iter()
            .map(|attribute| (attribute.name.local.to_string(), attribute.value.to_string()))
            .collect();
        if !ELEMENTS.contains(&name.as_str()) {
            faults.push(format!("<{name}>"));
        }
        // The theme has classes; no note brings one.
        let is_own = |class: &str| CLASSES.contains(&class);
        if attributes.iter().any(|(name, value)| name == "class" && !value.split(' ').all(is_own)) {
            faults.push(format!("<{name} {attributes:?}>"));
        }
        if name == "input" && !attributes.contains(&("type".to_owned(), "checkbox".to_owned())) {
            faults.push(format!("<{name} {attributes:?}>"));
        }
        for (attribute, value) in attributes {
            if !ATTRIBUTES.contains(&attribute.as_str()) {
                faults.push(format!("<{name} {attribute}>"));
            }
            if matches!(attribute.as_str(), "href" | "src" | "cite") && !is_safe(&value) {
                faults.push(format!("<{name} {attribute}={value:?}>"));
            }
        }
    }
    faults
}

/// Whether an address has a scheme that only shows or leads on, as a browser reads it: without controls and blanks at
/// the ends, tabs and line ends anywhere.
fn is_safe(address: &str) -> bool {
    let address = address.trim_matches(|c: char| c <= ' ').replace(['\t', '\n', '\r'], "");
    let Some((scheme, rest)) = address.split_once(':') else { return true };
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    let scheme = scheme.to_ascii_lowercase();
    let is_picture = ["png", "jpeg", "gif", "webp"]
        .iter()
        .any(|kind| scheme == "data" && rest.starts_with(&format!("image/{kind};base64,")));
    !is_scheme || is_picture || ["http", "https", "mailto", "tel", "sms", "irc"].contains(&scheme.as_str())
}

/// The bodies of the notes that a site of attacks has, by output.
fn bodies(raw_html: &str) -> Vec<(String, String)> {
    let lints: String =
        fieldnotes::diagnostic::Code::ALL.iter().map(|code| format!("{code} = \"allow\"\n")).collect();
    let mut files = vec![(
        "site.toml".to_owned(),
        format!(
            "{SITE}[markdown]\nraw_html = \"{raw_html}\"\n[lints]\n{lints}[limits]\nnote_size = 100000000\n"
        ),
    )];
    let attacks: Vec<String> = attacks().into_iter().filter(|attack| !attack.contains('\r')).collect();
    assert!(attacks.len() > 20_000, "{}", attacks.len());
    for (at, part) in attacks.chunks(500).enumerate() {
        let mut body = String::new();
        for (number, attack) in part.iter().enumerate() {
            let line = attack.replace('\n', " ");
            // A quote ends what would go on to the end of the file.
            write!(body, "> {}\n\nword {line} word\n\n", attack.replace('\n', "\n> ")).unwrap();
            match number % 4 {
                0 => write!(body, "- [ ] {line}\n\n").unwrap(),
                1 => write!(body, "> <div>\n> {line}\n> </div>\n\n").unwrap(),
                2 => write!(body, "| a |\n|---|\n| {line} |\n\n").unwrap(),
                _ => {}
            }
        }
        let front = "---\ntitle: A\ndate: 2026-01-02\ntopic: t\nsummary: s\n---\n";
        files.push((format!("content/notes/n{at}.md"), format!("{front}{body}\nThe end.\n")));
    }
    let build = load(&files);
    let pages = outputs(&build).into_iter();
    let body = |(path, page): (String, String)| {
        let (_, rest) = page.split_once("<div class=\"prose\">")?;
        let end = rest.rfind("The end.")?;
        Some((path, rest[..end].to_owned()))
    };
    pages
        .filter(|(path, _)| path.starts_with("notes/n") && path.ends_with("index.html"))
        .filter_map(body)
        .collect()
}

#[test]
fn nothing_but_known_elements_and_addresses_comes_out_of_any_attack() {
    for raw_html in ["escape", "sanitize"] {
        let bodies = bodies(raw_html);
        assert!(bodies.len() > 40, "{}", bodies.len());
        let found: Vec<String> = bodies
            .iter()
            .flat_map(|(path, body)| faults(body).into_iter().map(move |fault| format!("{path}: {fault}")))
            .collect();
        assert!(
            found.is_empty(),
            "{raw_html}: {} faults\n{}",
            found.len(),
            found[..found.len().min(30)].join("\n")
        );
    }
}

#[test]
fn the_judge_finds_what_may_not_pass() {
    for html in [
        "<script>x</script>",
        "<a href=\"java\tscript:x\">x</a>",
        "<b onclick=x>",
        "<img src=\"data:image/svg+xml,x\">",
        "<p style=x>",
        "<iframe>",
        "<a href=\" vbscript:x\">",
        "<form>",
        "<base href=x>",
        "<input type=image>",
    ] {
        assert_eq!(faults(html).len(), 1, "{html}");
    }
    assert_eq!(
        faults("<a href=\"../x:y.md\" title=\"x\">x</a><img src=\"data:image/png;base64,AA==\">"),
        [""; 0]
    );
}
