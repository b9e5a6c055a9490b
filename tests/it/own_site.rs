//! The project's own site: without fault, and whole once it is built.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use fieldnotes::engine::{Engine, Options};
use fieldnotes::parse::Extensions;
use fieldnotes::parse::events::events;
use fieldnotes::source::disk::Disk;
use pulldown_cmark::{Event, LinkType, Tag};

use crate::support::{FILES, TODAY, outputs};

pub(crate) fn load() -> fieldnotes::engine::Build {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let options = Options { today: Some(TODAY.parse().unwrap()), ..Options::default() };
    Engine::new(Box::new(Disk::new(root)), options, Arc::clone(&FILES)).load().unwrap()
}

/// The values of an attribute in a page.
fn values<'p>(page: &'p str, attribute: &str) -> Vec<&'p str> {
    let needle = format!(" {attribute}=\"");
    page.match_indices(&needle).map(|(at, _)| page[at + needle.len()..].split('"').next().unwrap()).collect()
}

#[test]
fn it_has_no_fault() {
    let build = load();
    let found: Vec<String> =
        build.diagnostics.iter().map(|fault| format!("{}: {}", fault.path, fault.message)).collect();
    assert_eq!(found, Vec::<String>::new());
    assert!(build.site.dated.len() >= 12);
}

#[test]
fn every_link_of_every_page_leads_to_a_page_and_a_place() {
    let build = load();
    let pages: BTreeMap<String, String> = outputs(&build);
    let ids: BTreeMap<&str, BTreeSet<&str>> =
        pages.iter().map(|(path, page)| (path.as_str(), values(page, "id").into_iter().collect())).collect();
    let mut broken = Vec::new();
    let mut count = 0;
    for (path, page) in pages.iter().filter(|(path, _)| path.ends_with(".html")) {
        let copies = values(page, "srcset").into_iter().flat_map(|list| list.split(", "));
        let copies = copies.filter_map(|copy| copy.split(' ').next());
        for link in values(page, "href").into_iter().chain(values(page, "src")).chain(copies) {
            let (target, place) = link.split_once('#').unwrap_or((link, ""));
            if target.contains(':') || target.starts_with("//") {
                continue;
            }
            count += 1;
            let file = match target.trim_start_matches('/') {
                "" if target.is_empty() => path.clone(),
                folder if folder.is_empty() || folder.ends_with('/') => format!("{folder}index.html"),
                file => file.to_owned(),
            };
            let is_there = pages.contains_key(&file);
            let has_place = place.is_empty() || ids.get(file.as_str()).is_some_and(|ids| ids.contains(place));
            if !is_there || !has_place {
                broken.push(format!("{path}: {link}"));
            }
        }
    }
    assert!(count > 2_000, "{count} links");
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn every_page_is_well_formed_for_readers_and_policies() {
    let pages = outputs(&load());
    let pages: Vec<_> = pages.iter().filter(|(path, _)| path.ends_with(".html")).collect();
    assert!(pages.len() > 100, "{} pages", pages.len());
    for (path, page) in pages {
        assert_eq!(page.matches("<h1").count(), 1, "{path}: one h1");
        assert!(page.contains("<html lang=\"en\"") && page.contains("<title>"), "{path}");
        assert!(page.contains("Content-Security-Policy"), "{path}");
        assert!(!page.contains(" style=\"") && !page.contains("<style"), "{path}: no style in the page");
        for script in page.split("<script").skip(1) {
            let tag = script.split('>').next().unwrap();
            assert!(tag.contains(" src=") || tag.contains("json\""), "{path}: no script in the page: {tag}");
        }
        let ids = values(page, "id");
        let unique: BTreeSet<&&str> = ids.iter().collect();
        assert_eq!(ids.len(), unique.len(), "{path}: ids are unique");
    }
}

#[test]
fn every_link_of_every_note_as_markdown_is_whole_and_arrives() {
    let build = load();
    let files = outputs(&build);
    let base = &build.site.config.base_url;
    let mut lost = Vec::new();
    let mut count = 0;
    for (path, text) in files.iter().filter(|(path, _)| path.ends_with(".md") || *path == "llms.txt") {
        for (event, _) in events(text, Extensions::default()) {
            let Event::Start(Tag::Link { dest_url, link_type, .. } | Tag::Image { dest_url, link_type, .. }) =
                event
            else {
                continue;
            };
            if link_type == LinkType::Email {
                continue;
            }
            count += 1;
            let address = dest_url.split('#').next().unwrap();
            let is_there = match address.strip_prefix(base.as_str()) {
                Some(page) if page.ends_with('/') => files.contains_key(&format!("{}index.html", &page[1..])),
                Some(file) => files.contains_key(&file[1..]),
                None => address.is_empty() || address.contains("://") || address.starts_with("mailto:"),
            };
            if !is_there || &*dest_url == "#" {
                lost.push(format!("{path}: {dest_url}"));
            }
        }
    }
    assert!(count > 200, "{count} links");
    assert_eq!(lost, Vec::<String>::new());
}
