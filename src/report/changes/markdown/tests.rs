//! Comments, as GitHub's Markdown reads them.

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag};
use serde_json::{Value, json};

use super::*;
use crate::compare::{Edition, Listed};
use crate::path::OutputPath;

/// An edition with a note for each of these.
fn edition(notes: &[Value], pages: &[&str]) -> Edition {
    let text = json!({ "notes": notes }).to_string();
    let Ok(Listed::Notes(listed)) = Listed::parse(text.as_bytes()) else { panic!("{text}") };
    let page =
        |note: &Value| UrlPath::file(note["url"].as_str().unwrap().trim_start_matches("https://x")).output();
    let pages = pages.iter().filter_map(|path| OutputPath::new(path));
    let files: BTreeMap<OutputPath, Arc<str>> =
        notes.iter().map(page).chain(pages).map(|path| (path, Arc::from("1"))).collect();
    Edition::new(files, listed)
}

/// One note of each kind of change that says this everywhere.
fn comment_with(text: &str, base_url: Option<&str>) -> String {
    let state = |text: &str| json!({ "status": text, "version": text, "last_reviewed": text });
    let note = |name: &str, title: &str, more: Value| json!({ "url": format!("https://x/{name}/"), "path": name, "title": title, "revision": more, text: title });
    let old = [note("a", "x", state("x")), note("b", text, state("x")), note("c", text, json!({}))];
    let mut moved = note("b2", "x", state(text));
    moved["path"] = json!("b");
    let new = [note("a", text, state(text)), moved, note("d", text, json!({}))];
    let name: String = text.chars().filter(|c| !"/\\\0".contains(*c)).collect();
    let page = format!("{name}.html");
    comment(&Changes::between(&edition(&old, &[]), &edition(&new, &[&page])), base_url)
}

/// What a reader of Markdown makes of a comment: its elements and its text, with a dot for each code span; and the spans.
fn read(markdown: &str) -> (String, Vec<String>) {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_MATH
        | Options::ENABLE_GFM;
    let (mut text, mut spans) = (String::new(), Vec::new());
    for event in Parser::new_ext(markdown, options) {
        match event {
            Event::Code(span) => {
                text.push('·');
                spans.push(span.to_string());
            }
            Event::Text(part) => text.push_str(&part),
            Event::SoftBreak => text.push('\n'),
            Event::Start(Tag::Item) => text.push_str("\n* "),
            Event::Start(Tag::Paragraph | Tag::Heading { .. }) => text.push_str("\n\n"),
            Event::Start(Tag::Link { dest_url, title, .. }) => {
                assert!(dest_url.starts_with("https://p.example/docs/") && title.is_empty(), "{dest_url}");
            }
            Event::Start(Tag::List(None) | Tag::Strong) | Event::End(_) => {}
            other => panic!("{other:?} in\n{markdown}"),
        }
    }
    (text, spans)
}

const NASTY: &[&str] = &[
    "@octocat",
    "#1",
    "!1",
    "GH-7",
    "owner/repo#2",
    "https://evil.example/",
    "www.evil.example",
    "<img src=x>",
    "<!--",
    "-->",
    "`",
    "``",
    "```\n",
    "~~~",
    "|",
    "[a](b)",
    "![a](b)",
    "[^1]",
    "[^1]: x",
    "$x$",
    "$`x`$",
    "\\",
    "**",
    "_",
    "~~",
    "\n",
    "\n\n# h\n",
    "\r\n- x",
    "\u{202e}",
    "\u{200b}",
    "\u{2028}",
    "\0",
    "\u{1b}[31m",
    "&lt;",
    "&#64;",
    ":+1:",
    "é",
    "deadbeefdeadbeefdeadbeefdeadbeefdeadbeef",
    "    code",
    "> q",
    "1. x",
    "---",
    "===",
    " ",
    "\t",
    "\u{a0}",
    "end.",
    "x",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn nothing_that_content_says_leaves_its_code_span(parts in prop::collection::vec(prop::sample::select(NASTY), 1..8)) {
        let text = parts.concat();
        prop_assume!(!shown(&text, MOST_TITLE).is_empty() && !matches!(&*text, "x" | "/"));
        let (plain, expected) = (read(&comment_with("y", None)).0, shown(&text, MOST_TITLE));
        let (found, spans) = read(&comment_with(&text, None));
        prop_assert_eq!(&found, &plain);
        let linked = comment_with(&text, Some("https://p.example/docs"));
        prop_assert!(linked.matches("](https://p.example/docs/").count() >= 4, "{}", linked);
        prop_assert_eq!(read(&linked).0, plain);
        prop_assert!(spans.contains(&expected), "{:?} is not among {:?}", expected, spans);
        let is_seen = |c: char| !c.is_control() && !"\u{202e}\u{200b}\u{2028}\u{a0}".contains(c);
        prop_assert!(spans.iter().all(|span| span.chars().all(is_seen)), "{:?}", spans);
    }
}

#[test]
fn a_comment_reads_like_this() {
    let expected = "\
### Changes of the site: 1 note added, 1 changed, 1 moved, 1 removed

**Added**

- `` Say `x` `` at `/d/`

**Changed**

- `` Say `x` `` at `/a/`: title was `x`, status from `x` to `` Say `x` ``, version from `x` to `` Say `x` ``, review from `x` \
to `` Say `x` ``, details `` Say `x` ``

**Moved**

- `x` from `/b/` to `/b2/`; **nothing is at the old address**; also changed: title was `` Say `x` ``, status from `x` to \
`` Say `x` ``, version from `x` to `` Say `x` ``, review from `x` to `` Say `x` ``, details `` Say `x` ``

**Removed**

- `` Say `x` `` at `/c/`

**Sections, terms and other pages**

- added: ``/Say `x`.html``
";
    assert_eq!(comment_with("Say `x`", None), expected);
}

#[test]
fn a_long_list_is_cut_and_says_how_many_more_there_are() {
    let notes: Vec<Value> =
        (0..120).map(|at| json!({ "url": format!("https://x/{at:03}/"), "title": at })).collect();
    let (old, new) =
        (edition(&[], &["index.html"]), edition(&notes, &["index.html", "a/index.html", "b.html"]));
    let changes = Changes::between(&old, &new);
    let listed = report(&changes, Most::each(1), None);
    assert!(listed.contains("- `0` at `/000/`\n- and 119 more\n"), "{listed}");
    assert!(listed.ends_with("\n- added: `/a/`, and 1 more\n"), "{listed}");
    assert!(comment(&changes, None).contains("- and 70 more\n"));
    assert_eq!(
        report(&changes, Most::each(0), None),
        "### Changes of the site: 120 notes added\n\n**Sections, terms and other pages**\n\n- added: 2\n"
    );
}

#[test]
fn a_comment_fits_where_comments_go() {
    let long = "long `` title ".repeat(20);
    let note = |at: usize, kind: &str| {
        let name = format!("{at:04}{}", "x".repeat(150));
        let state = json!({ "status": format!("{kind}{long}"), "version": format!("{kind}{long}") });
        let mut note = json!({ "url": format!("https://x/{kind}{name}/"), "path": at, "title": long, "revision": state });
        for field in 0..20 {
            note[format!("{field}{long}")] = json!(kind);
        }
        note
    };
    let (mut before, mut after): (Vec<Value>, Vec<Value>) =
        (0..100).map(|at| (note(at, "a"), note(at, "b"))).unzip();
    before.extend((100..200).map(|at| note(at, "gone")));
    after.extend((200..300).map(|at| note(at, "new")));
    let (old, new) = (edition(&before, &[]), edition(&after, &[]));
    let changes = Changes::between(&old, &new);
    let text = comment(&changes, None);
    assert!(
        text.chars().count() <= MOST_CHARACTERS && text.contains("100 notes added, 100 moved, 100 removed"),
        "{}",
        text.len()
    );
    assert!(report(&changes, Most::default(), None).chars().count() > MOST_CHARACTERS);
}
