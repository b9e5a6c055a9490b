//! The structured data of pages, as search engines read it: on every page that has some it parses, it has what schema.org and Google
//! ask for, and it says nothing that is not there.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::support::{load, outputs, parts};

/// Texts that JSON and HTML both have to get right.
const AWKWARD: &str = r#"
-- site.toml --
title = "A & B </script><b>"
base_url = "https://notes.example.org/a"
description = "<b>Notes</b> & more"
language = "de-AT"
[social]
cards = true
[outputs]
markdown = true
-- content/notes/a.md --
---
title: "</script><script>alert(1)</script> & <!-- \"q\""
date: 2026-01-02T23:30:00+02:00
updated: 2026-05-01
topic: "a & b"
summary: "1 < 2 &amp; 😀"
owner: "Tom & <Jerry>"
stack: ["C++ & <x>", nginx]
tools: [curl]
difficulty: advanced
reference: X-1
revision: {status: published, version: 1.10.0, last_reviewed: 2026-05-02}
---
Text.
-- content/notes/deep/down/b.md --
---
title: B
date: 2026-01-03
topic: topic
summary: B.
difficulty: intermediate
---
-- content/pages/_index.md --
---
title: Pages
kind: pages
schema: {required: []}
---
-- content/pages/p.md --
# A page that says nothing else
"#;

/// The properties that a type may have here; the second list are those that it needs.
fn properties(kind: &str) -> (&'static [&'static str], &'static [&'static str]) {
    match kind {
        "TechArticle" => (
            &[
                "description",
                "datePublished",
                "dateModified",
                "author",
                "image",
                "articleSection",
                "keywords",
                "proficiencyLevel",
                "identifier",
                "version",
                "creativeWorkStatus",
                "about",
                "encoding",
            ],
            &[
                "@id",
                "headline",
                "url",
                "mainEntityOfPage",
                "inLanguage",
                "isPartOf",
                "publisher",
                "timeRequired",
            ],
        ),
        "WebSite" => (&["@id", "description", "inLanguage", "publisher"], &["name", "url"]),
        "WebPage" => (&["lastReviewed"], &["@id"]),
        "Organization" => (&["url"], &["name"]),
        "Thing" => (&[], &["name"]),
        "ImageObject" => (&[], &["url", "width", "height"]),
        "MediaObject" => (&[], &["encodingFormat", "contentUrl"]),
        "BreadcrumbList" => (&["@id"], &["itemListElement"]),
        "ListItem" => (&[], &["position", "name", "item"]),
        other => panic!("`{other}` is no type that pages use"),
    }
}

/// Holds a value, and those in it, against what its type may say.
fn judge(value: &Value, place: &str, base: &str) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| judge(item, place, base)),
        Value::Object(map) => {
            let kind = map.get("@type").and_then(Value::as_str);
            let (may, must) =
                kind.map_or((&["@context", "@graph"] as &[_], &["@context", "@graph"] as &[_]), properties);
            for name in must {
                assert!(map.contains_key(*name), "{place}: {kind:?} has `{name}`");
            }
            for (name, value) in map {
                let is_known =
                    name == "@type" || may.contains(&name.as_str()) || must.contains(&name.as_str());
                assert!(is_known, "{place}: {kind:?} may have `{name}`");
                assert!(
                    !value.is_null() && value != "" && *value != Value::Array(Vec::new()),
                    "{place}: `{name}` says something"
                );
                if matches!(name.as_str(), "url" | "@id" | "item" | "contentUrl") {
                    let address = value.as_str().unwrap();
                    assert!(
                        address.starts_with(&format!("{base}/")),
                        "{place}: `{name}` is a full address: {address}"
                    );
                }
                judge(value, place, base);
            }
        }
        _ => {}
    }
}

/// The data of a page; it has at most one script of that kind.
fn data(place: &str, page: &str) -> Option<Value> {
    let (_, behind) = page.split_once("<script type=\"application/ld+json\">")?;
    let (text, rest) = behind.split_once("</script>").unwrap();
    assert!(!rest.contains("application/ld+json"), "{place}: one script");
    assert!(!text.contains(['<', '>', '&']), "{place}: nothing that HTML reads");
    Some(serde_json::from_str(text).unwrap_or_else(|fault| panic!("{place}: {fault}: {text}")))
}

fn of_type<'v>(data: &'v Value, kind: &str) -> Option<&'v Value> {
    data["@graph"].as_array().unwrap().iter().find(|node| node["@type"] == kind)
}

/// Holds all pages of a site against the vocabulary; what each says, by its path.
fn judged(files: &BTreeMap<String, String>, base: &str) -> BTreeMap<String, Value> {
    let pages = files.iter().filter(|(path, _)| path.ends_with(".html"));
    let found: BTreeMap<String, Value> =
        pages.filter_map(|(path, page)| Some((path.clone(), data(path, page)?))).collect();
    for (path, data) in &found {
        assert_eq!(data["@context"], "https://schema.org", "{path}");
        judge(data, path, base);
        let own = format!("{base}/{}", path.trim_end_matches("index.html"));
        if let Some(article) = of_type(data, "TechArticle") {
            assert_eq!(
                (&article["url"], &article["mainEntityOfPage"]["@id"]),
                (&own.clone().into(), &own.clone().into())
            );
            for name in ["datePublished", "dateModified"] {
                let is_instant = |day: &Value| day.as_str().unwrap().parse::<jiff::Timestamp>().is_ok();
                assert!(article.get(name).is_none_or(is_instant), "{path}: {name}");
            }
        }
        if let Some(way) = of_type(data, "BreadcrumbList") {
            let items = way["itemListElement"].as_array().unwrap();
            assert!(items.len() >= 2, "{path}: a way has two ends");
            for (at, item) in items.iter().enumerate() {
                assert_eq!(item["position"], at + 1, "{path}");
            }
            assert_eq!(items[0]["item"], format!("{base}/"), "{path}");
            assert_eq!(items.last().unwrap()["item"], own, "{path}");
        }
    }
    found
}

#[test]
fn texts_of_any_kind_stay_what_they_are() {
    let files = outputs(&load(&parts(AWKWARD)));
    let found = judged(&files, "https://notes.example.org/a");
    let article = of_type(&found["notes/a/index.html"], "TechArticle").unwrap();
    assert_eq!(article["headline"], "</script><script>alert(1)</script> & <!-- \"q\"");
    assert_eq!(article["author"]["name"], "Tom & <Jerry>");
    assert_eq!(article["author"]["url"], "https://notes.example.org/a/owners/tom-jerry/");
    assert_eq!(article["publisher"]["name"], "A & B </script><b>");
    assert_eq!(article["keywords"], serde_json::json!(["C++ & <x>", "nginx", "curl"]));
    assert_eq!((&article["proficiencyLevel"], &article["identifier"]), (&"Expert".into(), &"X-1".into()));
    assert_eq!(article["encoding"]["contentUrl"], "https://notes.example.org/a/notes/a/index.md");
    assert_eq!(article["mainEntityOfPage"]["lastReviewed"], "2026-05-02");
    let image = article["image"]["url"].as_str().unwrap();
    let file = image.strip_prefix("https://notes.example.org/a/").unwrap();
    assert!(files.contains_key(file), "{file} is made");
}

#[test]
fn what_nobody_wrote_is_not_said() {
    let found = judged(&outputs(&load(&parts(AWKWARD))), "https://notes.example.org/a");
    let page = of_type(&found["pages/p/index.html"], "TechArticle").unwrap();
    for absent in
        ["author", "datePublished", "dateModified", "about", "keywords", "articleSection", "proficiencyLevel"]
    {
        assert!(page.get(absent).is_none(), "{absent}");
    }
    let of_middle = of_type(&found["notes/deep/down/b/index.html"], "TechArticle").unwrap();
    assert!(of_middle.get("proficiencyLevel").is_none(), "schema.org has no word for it");
}

#[test]
fn every_page_says_the_way_to_it() {
    let found = judged(&outputs(&load(&parts(AWKWARD))), "https://notes.example.org/a");
    let names = |path: &str| -> Vec<String> {
        let way = of_type(&found[path], "BreadcrumbList").unwrap()["itemListElement"].as_array().unwrap();
        way.iter().map(|item| item["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names("notes/deep/down/b/index.html"), ["Startseite", "Notes", "Deep", "Down", "B"]);
    assert_eq!(names("notes/index.html"), ["Startseite", "Notes"]);
    assert_eq!(names("stack/nginx/index.html"), ["Startseite", "Stack", "nginx"]);
    assert_eq!(of_type(&found["index.html"], "WebSite").unwrap()["name"], "A & B </script><b>");
    assert!(of_type(&found["index.html"], "BreadcrumbList").is_none());
    assert!(!found.contains_key("404.html") && !found.contains_key("search/index.html"));
}

#[test]
fn the_own_site_says_what_it_is() {
    let build = crate::own_site::load();
    let found = judged(&outputs(&build), &build.site.config.base_url);
    assert!(found.len() > 150, "{} pages", found.len());
    let articles = found.values().filter_map(|data| of_type(data, "TechArticle")).count();
    assert_eq!(articles, build.site.notes.len());
}
