//! Feeds and sitemaps against what their formats demand: Atom (RFC 4287), JSON Feed 1.1, sitemaps.org 0.9.

use std::collections::{BTreeMap, BTreeSet};

use fieldnotes::model::route::Part;
use fieldnotes::render::machine;
use roxmltree::{Document, Node};
use serde_json::json;

use crate::support::{load, outputs, parts};

const ATOM: &str = "http://www.w3.org/2005/Atom";
const SITEMAP: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

/// Text that XML, JSON and addresses all have to get right.
const AWKWARD: &str = r#"
-- site.toml --
title = "A & B <c> \"d\" ]]>"
base_url = "https://notes.example.org/a&b"
description = "<b>Notes</b> & more"
language = "de-AT"
[feeds]
limit = 3
-- content/notes/a.md --
---
title: "<script>alert(1)</script> & ]]> \"q\""
date: 2026-01-02T23:30:00+02:00
updated: 2026-05-01
topic: "a & b"
summary: "1 < 2 &amp; \x07 \uFFFE 😀"
lints: {allow: [control-character]}
owner: "Tom & <Jerry>"
stack: ["C++ & <x>", nginx]
---
Text.
-- content/notes/ümläut (1).md --
---
title: Umlaut
date: 2026-01-03
topic: topic
summary: No stack, no owner.
---
-- content/notes/b.md --
---
title: B
date: 2026-01-03
topic: topic
summary: B.
---
-- content/notes/c.md --
---
title: C
date: 2026-01-03
topic: topic
summary: C.
---
"#;

/// The outputs of three sites: an empty one, one of awkward texts, and the project's own.
fn sites() -> Vec<BTreeMap<String, String>> {
    let empty = parts("-- site.toml --\ntitle = \"Empty\"\nbase_url = \"https://notes.example.org\"\n");
    let own = crate::own_site::load();
    vec![outputs(&load(&empty)), outputs(&load(&parts(AWKWARD))), outputs(&own)]
}

fn elements<'a>(parent: Node<'a, 'a>, name: &str) -> Vec<Node<'a, 'a>> {
    parent.children().filter(|child| child.is_element() && child.tag_name().name() == name).collect()
}

/// The one element of a name, which has to be there.
fn only<'a>(parent: Node<'a, 'a>, name: &str, place: &str) -> Node<'a, 'a> {
    let found = elements(parent, name);
    assert_eq!(found.len(), 1, "{place}: one {name}");
    found[0]
}

fn text(node: Node<'_, '_>) -> String {
    assert!(!node.children().any(|child| child.is_element()), "plain text");
    node.text().unwrap_or("").to_owned()
}

/// A date construct: RFC 3339 with capitals and an offset.
fn date(node: Node<'_, '_>) -> jiff::Timestamp {
    let text = text(node);
    let shape = regex::Regex::new(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$").unwrap();
    assert!(shape.is_match(&text), "{text}");
    text.parse().unwrap()
}

fn is_absolute(address: &str) -> bool {
    let is_plain = |c: char| !c.is_whitespace() && !"<>\"{}|\\^`".contains(c);
    address.starts_with("https://") && address.chars().all(is_plain)
}

/// Children of a name from a list, none of another namespace, and no text between them.
fn holds_only(node: Node<'_, '_>, namespace: &str, once: &[&str], often: &[&str]) {
    for child in node.children() {
        if child.is_text() {
            assert_eq!(child.text().unwrap().trim(), "", "no text in {}", node.tag_name().name());
            continue;
        }
        let name = child.tag_name();
        assert_eq!(name.namespace(), Some(namespace));
        assert!(once.contains(&name.name()) || often.contains(&name.name()), "{} is allowed", name.name());
    }
    for name in once {
        assert!(elements(node, name).len() <= 1, "{name} at most once");
    }
}

fn persons(node: Node<'_, '_>, place: &str) -> usize {
    let authors = elements(node, "author");
    for author in &authors {
        holds_only(*author, ATOM, &["name", "uri", "email"], &[]);
        assert!(!text(only(*author, "name", place)).is_empty(), "{place}: the author has a name");
    }
    authors.len()
}

/// Links of a feed or an entry; gives back how many lead to what it stands for.
fn links(node: Node<'_, '_>, place: &str) -> usize {
    let mut alternates = BTreeSet::new();
    for link in elements(node, "link") {
        assert!(is_absolute(link.attribute("href").unwrap()), "{place}: {:?}", link.attribute("href"));
        let media = link.attribute("type").unwrap_or("text/html");
        assert_eq!(media.split('/').filter(|part| !part.is_empty()).count(), 2, "{place}: {media}");
        if link.attribute("rel").unwrap_or("alternate") == "alternate" {
            assert!(alternates.insert(media), "{place}: one alternate of a type");
        }
    }
    alternates.len()
}

fn atom(place: &str, source: &str) -> usize {
    let document = Document::parse(source).unwrap_or_else(|fault| panic!("{place}: {fault}"));
    let feed = document.root_element();
    assert_eq!((feed.tag_name().namespace(), feed.tag_name().name()), (Some(ATOM), "feed"));
    assert!(feed.attribute((roxmltree::NS_XML_URI, "lang")).is_some(), "{place}: a language");
    let once = ["id", "title", "updated", "subtitle", "generator", "icon", "logo", "rights"];
    holds_only(feed, ATOM, &once, &["author", "category", "contributor", "link", "entry"]);
    assert!(is_absolute(&text(only(feed, "id", place))), "{place}: its id is an address");
    assert!(!text(only(feed, "title", place)).is_empty(), "{place}: a title");
    let updated = date(only(feed, "updated", place));
    links(feed, place);
    let own = elements(feed, "link").into_iter().find(|link| link.attribute("rel") == Some("self"));
    assert!(own.unwrap().attribute("href").unwrap().ends_with(&format!("/{place}")), "{place}: names itself");
    let feed_authors = persons(feed, place);
    let mut ids = BTreeSet::new();
    let entries = elements(feed, "entry");
    for entry in &entries {
        let once = ["id", "title", "updated", "published", "summary", "content", "rights", "source"];
        holds_only(*entry, ATOM, &once, &["author", "category", "contributor", "link"]);
        let id = text(only(*entry, "id", place));
        assert!(is_absolute(&id) && ids.insert(id), "{place}: its id is its own");
        assert!(!text(only(*entry, "title", place)).is_empty(), "{place}: a title");
        assert!(
            date(only(*entry, "updated", place)) <= updated,
            "{place}: the feed is as new as its entries"
        );
        date(only(*entry, "published", place));
        assert!(links(*entry, place) == 1 || !elements(*entry, "content").is_empty(), "{place}: leads on");
        assert!(feed_authors + persons(*entry, place) > 0, "{place}: has an author");
        let has_term =
            |category: &Node<'_, '_>| category.attribute("term").is_some_and(|term| !term.is_empty());
        assert!(elements(*entry, "category").iter().all(has_term), "{place}: categories have terms");
    }
    entries.len()
}

#[test]
fn atom_feeds_are_as_the_standard_says() {
    let mut entries = 0;
    for site in sites() {
        let feeds: Vec<_> =
            site.iter().filter(|(path, _)| path.ends_with("feed.xml") || *path == "revisions.xml").collect();
        assert!(feeds.iter().any(|(path, _)| *path == "revisions.xml"));
        entries += feeds.into_iter().map(|(path, source)| atom(path, source)).sum::<usize>();
    }
    assert!(entries > 30, "{entries} entries");
}

#[test]
fn a_new_review_is_a_new_entry_and_an_edit_is_none() {
    let ids = |revision: &str, summary: &str| {
        let site = format!(
            "-- site.toml --\ntitle = \"S\"\nbase_url = \"https://notes.example.org\"\n-- content/notes/a.md --\n---\n\
             title: A\ndate: 2026-01-01\ntopic: t\nsummary: {summary}\nrevision: {{{revision}}}\n---\n"
        );
        let site = outputs(&load(&parts(&site)));
        let document = Document::parse(&site["revisions.xml"]).unwrap();
        let entries = elements(document.root_element(), "entry");
        entries.iter().map(|entry| text(only(*entry, "id", ""))).collect::<Vec<_>>()
    };
    let first = ids("version: 1.0.0, last_reviewed: 2026-02-01", "One.");
    assert_eq!(first, ["https://notes.example.org/notes/a/#revision-2026-02-01-1.0.0"]);
    assert_eq!(ids("version: 1.0.0, last_reviewed: 2026-02-01", "Other."), first);
    assert_ne!(ids("version: 1.0.0, last_reviewed: 2026-03-01", "One."), first);
    assert_eq!(
        ids("version: 1.0.0", "One."),
        ["https://notes.example.org/notes/a/#revision-2026-01-01-1.0.0"]
    );
    assert!(
        ids("status: published", "One.").is_empty()
            && ids("status: drafted, version: 1.0.0", "One.").is_empty()
    );
}

#[test]
fn text_of_notes_arrives_in_a_feed_as_it_was_written() {
    let site = outputs(&load(&parts(AWKWARD)));
    let document = Document::parse(&site["stack/nginx/feed.xml"]).unwrap();
    let entry = elements(document.root_element(), "entry")[0];
    assert_eq!(text(only(entry, "title", "")), "<script>alert(1)</script> & ]]> \"q\"");
    assert_eq!(text(only(entry, "summary", "")), "Nie geprüft · 1 < 2 &amp;   😀");
    assert_eq!(text(only(only(entry, "author", ""), "name", "")), "Tom & <Jerry>");
    assert_eq!(elements(entry, "category")[0].attribute("term"), Some("C++ & <x>"));
    assert_eq!(text(only(entry, "published", "")), "2026-01-02T21:30:00Z");
}

#[test]
fn json_feeds_are_as_the_specification_says() {
    let schema = include_str!("../data/json-feed-1.1.schema.json");
    let validator = jsonschema::validator_for(&serde_json::from_str(schema).unwrap()).unwrap();
    for site in sites() {
        let feed: serde_json::Value = serde_json::from_str(&site["feed.json"]).unwrap();
        let faults: Vec<String> =
            validator.iter_errors(&feed).map(|fault| format!("{}: {fault}", fault.instance_path())).collect();
        assert_eq!(faults, Vec::<String>::new());
        let items = feed["items"].as_array().unwrap();
        let ids: BTreeSet<&str> = items.iter().map(|item| item["id"].as_str().unwrap()).collect();
        assert_eq!(ids.len(), items.len(), "ids are unique");
    }
    let wrong =
        json!({ "version": "https://jsonfeed.org/version/1.1", "title": "x", "items": [{ "id": "1" }] });
    assert!(!validator.is_valid(&wrong), "an item without content is a fault");
}

/// Checks a sitemap, or a list of them; gives back its addresses.
fn sitemap(source: &str, root: &str, item: &str) -> Vec<String> {
    assert!(source.len() < 50 << 20);
    let document = Document::parse(source).unwrap();
    let top = document.root_element();
    assert_eq!((top.tag_name().namespace(), top.tag_name().name()), (Some(SITEMAP), root));
    holds_only(top, SITEMAP, &[], &[item]);
    let items = elements(top, item);
    assert!((1..=50_000).contains(&items.len()));
    let mut seen = BTreeSet::new();
    for entry in &items {
        let once: &[&str] =
            if item == "url" { &["loc", "lastmod", "changefreq", "priority"] } else { &["loc", "lastmod"] };
        holds_only(*entry, SITEMAP, once, &[]);
        let address = text(only(*entry, "loc", root));
        assert!(
            (12..=2048).contains(&address.len()) && address.is_ascii() && is_absolute(&address),
            "{address}"
        );
        if let Some(day) = elements(*entry, "lastmod").first() {
            text(*day).parse::<jiff::civil::Date>().unwrap();
        }
        assert!(seen.insert(address.clone()), "{address} is there twice");
    }
    seen.into_iter().collect()
}

#[test]
fn sitemaps_are_as_the_protocol_says() {
    for site in sites() {
        for address in sitemap(&site["sitemap.xml"], "urlset", "url") {
            let path = address.split_once("example.org").unwrap().1.trim_start_matches("/a&b");
            assert!(site.contains_key(&format!("{}index.html", &path[1..])), "{address} is a page");
        }
        assert!(site["robots.txt"].lines().any(|line| line.starts_with("Sitemap: https://")));
    }
    let build = load(&parts(AWKWARD));
    let list = build.read(|reads| machine::sitemap(reads, Part::Index(2)));
    let base = "https://notes.example.org/a&b";
    let parts = sitemap(&list, "sitemapindex", "sitemap");
    assert_eq!(parts, [format!("{base}/sitemap-1.xml"), format!("{base}/sitemap-2.xml")]);
}
