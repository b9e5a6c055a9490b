//! What to write in place of a bit of foreign syntax, as far as its name tells.

use super::kind::Kind;
use crate::parse::Extensions;
use crate::parse::events::alert::{named, word};

/// Where no name is known.
pub(super) const ANY: &str = "write the same thing in Markdown";
/// In place of what a template would print.
pub(super) const VALUE: &str =
    "write the value itself, or put it between backticks if the braces are meant as text";

/// In place of code that a template would run.
pub(super) const CODE: &str = "write what it would print, or put it between backticks if it is meant as text";

const COMMENT: &str = "write a comment: `<!-- … -->`";
const FENCE: &str = "write a block of code, between lines of three backticks";
const LINK: &str = "link to the file: `[text](note.md)`";
const PICTURE: &str = "write a picture: `![text](picture.png)`";
const SETTING: &str = "set `admonitions = true` under `[markdown]`";

/// What names of shortcodes and tags stand for.
const NAMES: &[(&[&str], &str)] = &[
    (&["ref", "relref", "link", "post_url", "doclink", "glossary_tooltip", "content-ref"], LINK),
    (&["figure", "figures", "img", "image", "imgproc", "picture", "screenshot"], PICTURE),
    (
        &[
            "highlight",
            "code",
            "codeblock",
            "code-block",
            "code_sample",
            "raw",
            "verbatim",
            "prism",
            "codetabs",
        ],
        FENCE,
    ),
    (&["mermaid"], "write a code block of the language `mermaid`"),
    (
        &[
            "youtube",
            "vimeo",
            "tweet",
            "x",
            "gist",
            "instagram",
            "embed",
            "video",
            "asciinema",
            "card",
            "button",
        ],
        "link to it: `[text](https://…)`",
    ),
    (
        &["tab", "tabs", "tabpane", "code-toggle", "content-tabs"],
        "write a heading for each tab, and its text below",
    ),
    (&["details", "expand", "collapse", "accordion"], "write a heading, and the text below it"),
    (
        &["include", "include_relative", "include_cached", "readfile", "snippet", "render"],
        "write the text itself, or link to its file",
    ),
    (&["comment"], COMMENT),
    (
        &["caption", "figure-caption"],
        "write the caption after the picture's address: `![text](picture.png \"Caption\")`",
    ),
    (&["toc"], "remove it: each page has a table of contents"),
    (
        &["param", "site_param", "assign", "capture", "if", "unless", "for", "case", "set", "with"],
        "write what it would print",
    ),
];

/// Names of shortcodes that make an alert of a kind that their arguments may tell.
const ALERTS: &[&str] = &["notice", "pageinfo", "box"];

/// What to write in place of what was found.
pub(super) fn instead(kind: Kind, text: &str, extensions: Extensions) -> String {
    match kind {
        Kind::HugoShortcode | Kind::LiquidTag => of_name(tag_name(text)),
        Kind::Container | Kind::Admonition | Kind::Block => of_alert(kind, text, extensions),
        Kind::Attributes if text.starts_with("{#") && !extensions.heading_attributes => {
            "remove it, or set `heading_attributes = true` under `[markdown]`".to_owned()
        }
        Kind::Attributes if let Some(name) = class_of_alert(text) => of_name(name),
        Kind::Kramdown if text.contains("comment") => COMMENT.to_owned(),
        _ => kind.instead().to_owned(),
    }
}

/// The first class of a list of attributes, if it makes an alert.
fn class_of_alert(text: &str) -> Option<&str> {
    let class = text.trim_start_matches(['{', ':', ' ']).strip_prefix('.')?;
    let class = class.split(['}', ' ', '.']).next().unwrap_or_default();
    let class = class.strip_suffix("-title").unwrap_or(class);
    named(class).map(|_| class)
}

/// The name of a shortcode or a tag, at its beginning or its end.
fn tag_name(text: &str) -> &str {
    let name = text.trim_start_matches(['{', '<', '%', '-', '/', ' ', '\t', '\n']);
    let name =
        &name[..name.find(|c: char| !(c.is_ascii_alphanumeric() || "_-".contains(c))).unwrap_or(name.len())];
    name.strip_prefix("end").unwrap_or(name)
}

fn of_name(name: &str) -> String {
    if named(name).is_some() && name != "details" || ALERTS.contains(&name) {
        return format!("write a quote whose first line is `> [!{}]`", kind_of(name));
    }
    let known = NAMES.iter().find(|(names, _)| names.contains(&name));
    known.map_or(ANY, |(_, instead)| instead).to_owned()
}

fn kind_of(name: &str) -> &'static str {
    named(name).map_or("NOTE", |named| named.name)
}

fn of_alert(kind: Kind, text: &str, extensions: Extensions) -> String {
    let name = word(text).unwrap_or_default();
    match named(name) {
        Some(_) if extensions.admonitions && kind != Kind::Admonition => {
            "close it with a line of as many characters, or write a quote whose first line is `> [!NOTE]`"
                .to_owned()
        }
        Some(named) => format!("write a quote whose first line is `> [!{}]`, or {SETTING}", named.name),
        None if kind != Kind::Admonition => of_name(name),
        None => "write a quote whose first line is `> [!NOTE]`".to_owned(),
    }
}
