//! What stays as it is when a note comes: two sites, one of which has one note more, and in full which of their outputs
//! differ.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::{load, outputs};

/// Twelve notes, two on each full page, that have nothing in common but section, year and owner; and a page without a date.
fn site() -> Vec<(String, String)> {
    let settings = "title = \"Site\"\nbase_url = \"https://notes.example.org\"\n[listing]\nper_page = 2\n";
    let mut files = vec![
        ("site.toml".to_owned(), settings.to_owned()),
        (
            "content/manual/_index.md".to_owned(),
            "---\ntitle: Manual\nkind: pages\nschema: {required: [title, summary]}\n---\n".to_owned(),
        ),
        (
            "content/manual/start.md".to_owned(),
            "---\ntitle: Start\nsummary: How to begin.\n---\nBegin.\n".to_owned(),
        ),
    ];
    files.extend((1..=12).map(|month| note(&format!("2025-{month:02}-10"), NAMES[month - 1])));
    files
}

/// Words that no two of the notes share.
const NAMES: [&str; 12] = [
    "alder", "birch", "cedar", "dogwood", "elm", "fir", "ginkgo", "hazel", "ironwood", "juniper", "katsura",
    "larch",
];

fn note(date: &str, name: &str) -> (String, String) {
    let text = format!("---\ntitle: {name}\ndate: {date}\ntopic: {name}\nsummary: {name}.\nowner: Us\n---\n");
    (format!("content/notes/{name}.md"), text)
}

/// The outputs that differ between two sites; of what is asked for word by word, how many there are.
fn differing(before: &[(String, String)], after: &[(String, String)]) -> (Vec<String>, usize) {
    let made = |files| -> BTreeMap<String, String> {
        let build = load(files);
        assert_eq!(crate::support::listed(&build), "");
        outputs(&build)
    };
    let (before, after) = (made(before), made(after));
    let paths: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let differing = paths.into_iter().filter(|path| before.get(*path) != after.get(*path)).cloned();
    let (words, others): (Vec<String>, Vec<String>) =
        differing.partition(|path| path.starts_with("search/words/"));
    (others, words.len())
}

#[test]
fn a_newer_note_changes_what_shows_it_and_no_full_page() {
    let before = site();
    let mut after = before.clone();
    after.push(note("2025-12-20", "magnolia"));
    let (changed, words) = differing(&before, &after);
    let expected = [
        ".fieldnotes-texts.json",
        "archive/2025/index.html",
        "archive/index.html",
        "feed.json",
        "feed.xml",
        "index.html",
        "notes.json",
        "notes/feed.xml",
        "notes/index.html",
        "notes/larch/index.html",
        "notes/magnolia/index.html",
        "owners/index.html",
        "owners/us/index.html",
        "review.json",
        "review/index.html",
        "revisions.xml",
        "search/facets/owners.json",
        "search/facets/sections.json",
        "search/index.html",
        "search/index.json",
        "search/names/0.json",
        "search/notes/0.json",
        "search/orders/title.json",
        "sitemap.xml",
        "topics/index.html",
        "topics/magnolia/index.html",
    ];
    assert_eq!(changed, expected);
    assert_eq!(words, 2);
}

#[test]
fn a_note_that_fills_the_first_page_makes_a_full_one_and_moves_no_other() {
    let mut before = site();
    before.push(note("2025-12-20", "magnolia"));
    let mut after = before.clone();
    after.push(note("2025-12-21", "nutmeg"));
    let (changed, _) = differing(&before, &after);
    let pages: Vec<&String> = changed.iter().filter(|path| path.contains("/page/")).collect();
    // The last full page leads to the new one.
    let expected = ["archive/2025", "notes", "owners/us"]
        .into_iter()
        .flat_map(|list| [5, 6].map(|number| format!("{list}/page/{number}/index.html")));
    assert_eq!(pages, expected.collect::<Vec<_>>().iter().collect::<Vec<_>>());
}

#[test]
fn a_note_in_the_middle_changes_the_pages_that_it_shifts() {
    let before = site();
    let mut after = before.clone();
    after.push(note("2025-05-20", "magnolia"));
    let (changed, words) = differing(&before, &after);
    let expected = [
        ".fieldnotes-texts.json",
        "archive/2025/index.html",
        "archive/2025/page/3/index.html",
        "archive/2025/page/4/index.html",
        "archive/2025/page/5/index.html",
        "archive/index.html",
        "feed.json",
        "feed.xml",
        "index.html",
        "notes.json",
        "notes/elm/index.html",
        "notes/feed.xml",
        "notes/fir/index.html",
        "notes/index.html",
        "notes/magnolia/index.html",
        "notes/page/3/index.html",
        "notes/page/4/index.html",
        "notes/page/5/index.html",
        "owners/index.html",
        "owners/us/index.html",
        "owners/us/page/3/index.html",
        "owners/us/page/4/index.html",
        "owners/us/page/5/index.html",
        "review.json",
        "review/index.html",
        "search/facets/owners.json",
        "search/facets/sections.json",
        "search/index.html",
        "search/index.json",
        "search/names/0.json",
        "search/notes/0.json",
        "search/orders/title.json",
        "sitemap.xml",
        "topics/index.html",
        "topics/magnolia/index.html",
    ];
    assert_eq!(changed, expected);
    assert_eq!(words, 2);
}

/// As many notes as fill several files of results, of which three share each day.
fn many() -> Vec<(String, String)> {
    let of = |number: usize| {
        note(&format!("2025-{:02}-{:02}", number / 30 + 1, number % 30 / 3 + 1), &format!("n{number}"))
    };
    (0..150).map(of).collect()
}

#[test]
fn notes_keep_their_numbers_in_the_search_index() {
    let before = many();
    for date in ["2026-01-01", "2025-03-02", "1999-12-31"] {
        let mut after = before.clone();
        after.push(note(date, "magnolia"));
        let (changed, _) = differing(&before, &after);
        let results: Vec<&String> = changed.iter().filter(|path| path.starts_with("search/notes/")).collect();
        assert_eq!(results.len(), 1, "{date}: {results:?}");
    }
    let files = outputs(&load(&before)).into_keys().filter(|path| path.starts_with("search/notes/"));
    assert_eq!(files.count(), 8);
}

#[test]
fn newer_notes_have_greater_numbers_and_each_note_has_its_own() {
    let pages = outputs(&load(&many()));
    let files = pages.iter().filter(|(path, _)| path.starts_with("search/notes/"));
    let shown: BTreeMap<u64, String> = files
        .flat_map(|(path, text)| {
            let file: u64 =
                path.trim_start_matches("search/notes/").trim_end_matches(".json").parse().unwrap();
            let notes: BTreeMap<u64, serde_json::Value> = serde_json::from_str(text).unwrap();
            assert!(notes.keys().all(|number| number % 8 == file), "{path}");
            notes.into_iter().map(|(number, note)| (number, note["date"][0].as_str().unwrap().to_owned()))
        })
        .collect();
    assert_eq!(shown.len(), 150);
    assert!(shown.values().is_sorted());
}
