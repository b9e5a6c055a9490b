//! Editions as text, compared.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::*;

/// An edition with the pages of these notes, and further files. The hash of a page is `page`, if a note says one.
fn edition(notes: &[Value], files: &[(&str, &str)]) -> Edition {
    let mut said = notes.to_vec();
    let mut texts = BTreeMap::new();
    for note in &mut said {
        let note = note.as_object_mut().unwrap();
        let _ = note.remove("page");
        let address =
            note["url"].as_str().and_then(|url| url.rsplit_once("/notes/")).map(|(_, name)| name.to_owned());
        let hash = note.remove("body_hash");
        if let (Some(name), Some(Value::String(hash))) = (address, hash) {
            texts.insert(format!("/notes/{name}"), hash);
        }
    }
    let text = json!({ "version": 1, "count": notes.len(), "notes": said }).to_string();
    let Ok(Listed::Notes(listed)) = Listed::parse(text.as_bytes()) else { panic!("{text}") };
    let page = |note: &Value| {
        let address = note["url"].as_str()?.split_once("example.org")?.1;
        let hash = note["page"].as_str().unwrap_or("same");
        Some((UrlPath::file(address).output(), Arc::from(hash)))
    };
    let own = files.iter().map(|(path, hash)| (OutputPath::new(path).unwrap(), Arc::from(*hash)));
    let files: BTreeMap<OutputPath, Arc<str>> = notes.iter().filter_map(page).chain(own).collect();
    Edition::new(files, listed).with_texts(texts)
}

fn note(name: &str, more: &Value) -> Value {
    let mut note = json!({
        "url": format!("https://n.example.org/notes/{name}/"),
        "path": format!("content/notes/{name}.md"),
        "title": format!("Note {name}"),
        "body_hash": hash(name),
    });
    for (key, value) in more.as_object().into_iter().flatten() {
        note[key] = value.clone();
    }
    note
}

fn hash(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex()[..24].to_owned()
}

/// What differs, a line each: `moved /a/ -> /b/ text, status drafted reviewed`.
fn told(old: &Edition, new: &Edition) -> Vec<String> {
    let changes = Changes::between(old, new);
    let entry = |kind: &str, entry: &Entry<'_>| {
        let from = entry.from.map(|from| format!("{} -> ", from.address)).unwrap_or_default();
        let left = entry.left.map(|left| format!(", {} left", left.name())).unwrap_or_default();
        let what = entry.changes.iter().map(|change| {
            let name = match &change.what {
                What::Field(name) => name,
                what => what.name(),
            };
            let values = [&change.old, &change.new].map(|value| value.as_deref().unwrap_or("-"));
            format!(" {name} {}", values.join(" ")).trim_end_matches(" - -").to_owned()
        });
        format!("{kind} {from}{}{left}{}", entry.note.address, what.collect::<Vec<_>>().join(","))
    };
    let kinds = [
        ("added", &changes.added),
        ("changed", &changes.changed),
        ("moved", &changes.moved),
        ("removed", &changes.removed),
    ];
    let notes = kinds.iter().flat_map(|(kind, entries)| entries.iter().map(|one| entry(kind, one)));
    let pages = changes.pages_added.iter().map(|url| format!("page added {url}"));
    let gone = changes.pages_removed.iter().map(|url| format!("page removed {url}"));
    let others = (changes.other_pages > 0).then(|| format!("others {}", changes.other_pages));
    notes.chain(pages).chain(gone).chain(others).collect()
}

#[test]
fn each_kind_of_change_is_told_apart() {
    let old =
        edition(&[note("a", &json!({})), note("b", &json!({})), note("c", &json!({ "page": "1" }))], &[]);
    let edited = json!({ "body_hash": hash("other"), "page": "2" });
    let new = edition(&[note("a", &edited), note("c", &json!({ "page": "2" })), note("d", &json!({}))], &[]);
    assert_eq!(
        told(&old, &new),
        ["added /notes/d/", "changed /notes/a/ text", "removed /notes/b/, nothing left", "others 1"]
    );
    assert_eq!(told(&old, &old), Vec::<String>::new());
}

#[test]
fn what_changed_of_a_note_is_named() {
    let state = |status: &str, version: &str| json!({ "status": status, "version": version });
    let old = json!({ "title": "Old", "revision": state("drafted", "1.0"), "owner": "us", "stack": ["a"] });
    let mut new =
        json!({ "title": "New", "revision": state("reviewed", "1.1"), "owner": "us", "stack": ["b"] });
    new["revision"]["last_reviewed"] = json!("2026-05-01");
    new["revision"]["reviewed_by"] = json!("me");
    assert_eq!(
        told(&edition(&[note("a", &old)], &[]), &edition(&[note("a", &new)], &[])),
        ["changed /notes/a/ title Old New, status drafted reviewed, version 1.0 1.1, review - 2026-05-01, \
          revision.reviewed_by, stack"]
    );
    // When a review falls due follows from the settings.
    let due = |day: &str| edition(&[note("a", &json!({ "review_due": day }))], &[]);
    assert_eq!(told(&due("2026-01-01"), &due("2027-01-01")), Vec::<String>::new());
}

#[test]
fn a_note_is_followed_by_its_name_then_its_file_then_what_it_says() {
    let at = |name: &str, path: &str, more: &Value| {
        let mut note = note(name, more);
        note["path"] = json!(path);
        note
    };
    let x = json!({ "reference": "X" });
    let old = edition(&[at("a", "a.md", &x), at("b", "b.md", &json!({})), note("c", &json!({}))], &[]);
    let same = json!({ "title": "Note c", "body_hash": hash("c") });
    let new = edition(&[at("d", "d.md", &x), at("e", "b.md", &json!({})), note("f", &same)], &[]);
    let moved = told(&old, &new);
    // The first two say something else at their new addresses.
    assert_eq!(
        moved,
        [
            "moved /notes/a/ -> /notes/d/, nothing left text, title Note a Note d",
            "moved /notes/b/ -> /notes/e/, nothing left text, title Note b Note e",
            "moved /notes/c/ -> /notes/f/, nothing left",
        ]
    );
    // Of two that say the same, nobody knows which one it is.
    let twice = edition(&[note("f", &same), note("g", &same)], &[]);
    assert_eq!(
        told(&edition(&[note("c", &json!({}))], &[]), &twice),
        ["added /notes/f/", "added /notes/g/", "removed /notes/c/, nothing left"]
    );
}

#[test]
fn two_notes_that_swap_their_addresses_both_move() {
    let at =
        |name: &str, path: &str| note(name, &json!({ "path": path, "title": path, "body_hash": hash(path) }));
    let old = edition(&[at("a", "x.md"), at("b", "y.md")], &[]);
    let new = edition(&[at("b", "x.md"), at("a", "y.md")], &[]);
    assert_eq!(
        told(&old, &new),
        ["moved /notes/b/ -> /notes/a/, note left", "moved /notes/a/ -> /notes/b/, note left"]
    );
}

#[test]
fn a_file_with_another_name_at_the_same_address_is_no_move() {
    let old = edition(&[note("a", &json!({}))], &[]);
    let new = edition(&[note("a", &json!({ "path": "content/notes/a/index.md" }))], &[]);
    assert_eq!(told(&old, &new), Vec::<String>::new());
}

#[test]
fn what_leads_on_from_an_old_address_is_no_new_page() {
    let old = edition(&[note("a", &json!({}))], &[]);
    let moved =
        note("b", &json!({ "path": "content/notes/a.md", "title": "Note a", "body_hash": hash("a") }));
    let new = edition(&[moved], &[("notes/a/index.html", "leads on")]);
    assert_eq!(told(&old, &new), ["moved /notes/a/ -> /notes/b/, page left"]);
}

#[test]
fn pages_that_are_no_notes_come_and_go_and_further_pages_of_lists_do_not() {
    let old =
        edition(&[], &[("index.html", "1"), ("tools/a/index.html", "1"), ("notes/page/1/index.html", "1")]);
    let new =
        edition(&[], &[("index.html", "2"), ("stack/b/index.html", "1"), ("notes/page/2/index.html", "1")]);
    assert_eq!(told(&old, &new), ["page added /stack/b/", "page removed /tools/a/", "others 3"]);
}

#[test]
fn files_are_counted_by_kind() {
    let old =
        edition(&[], &[("a.png", "1"), ("feed.xml", "1"), ("assets/theme.1.css", "1"), ("x.pdf", "1,2")]);
    let new = edition(&[], &[("b.png", "1"), ("feed.xml", "2"), ("assets/theme.2.css", "1"), ("x.pdf", "2")]);
    let tally = |added, changed, removed| Tally { added, changed, removed };
    assert_eq!(
        Changes::between(&old, &new).files,
        [tally(1, 0, 1), tally(1, 0, 1), tally(0, 1, 0), tally(0, 0, 0)]
    );
}

#[test]
fn an_output_that_tells_no_hash_of_a_text_has_pages_that_changed() {
    let older = |page: &str, title: &str| {
        edition(&[note("a", &json!({ "body_hash": null, "page": page, "title": title }))], &[])
    };
    let newer = edition(&[note("a", &json!({ "page": "2" }))], &[]);
    assert_eq!(told(&older("1", "Note a"), &newer), ["changed /notes/a/ page"]);
    assert_eq!(told(&older("2", "Note a"), &newer), Vec::<String>::new());
    assert_eq!(told(&older("1", "Other"), &newer), ["changed /notes/a/ title Other Note a"]);
}

#[test]
fn another_base_address_moves_nothing() {
    let old = edition(&[note("a", &json!({})), note("b", &json!({}))], &[]);
    let at = |name: &str| json!({ "url": format!("http://other.test:80/x/notes/notes/{name}/"), "title": format!("Note {name}"), "path": format!("content/notes/{name}.md") });
    let texts = ["a", "b"].map(|name| (format!("/notes/{name}/"), hash(name)));
    let text = json!({ "notes": [at("a"), at("b")] }).to_string();
    let Ok(Listed::Notes(listed)) = Listed::parse(text.as_bytes()) else { panic!() };
    let new = Edition::new(old.files.clone(), listed).with_texts(texts.into());
    assert_eq!(told(&old, &new), Vec::<String>::new());
    assert_eq!(new.notes[0].address.as_str(), "/notes/a/");
}

#[test]
fn fields_of_any_shape_are_no_fault() {
    for odd in [json!(null), json!(1.5), json!([1, { "a": [] }]), json!({ "x": {} }), json!(true)] {
        let more = json!({ "title": odd, "path": odd, "reference": odd, "revision": odd, "body_hash": odd });
        let old = edition(&[note("a", &more)], &[]);
        assert_eq!(told(&old, &old), Vec::<String>::new(), "{odd}");
        let listed = told(&old, &edition(&[note("a", &json!({}))], &[]));
        assert_eq!(listed.len(), 1, "{listed:?}");
    }
    // Nobody knows the page of a note that has an address of its author's.
    let own = edition(&[note("a", &json!({})), json!({ "url": "/elsewhere/" })], &[("x.html", "1")]);
    assert_eq!(own.note_count(), 1);
}

#[test]
fn what_is_no_list_of_notes_is_refused() {
    for text in ["", "[]", "{}", "{\"notes\": 1}", "{\"notes\": [1]}", "{\"notes\": [{}", "null"] {
        assert!(Listed::parse(text.as_bytes()).is_err(), "{text}");
    }
    assert!(matches!(Listed::parse(br#"{"count": 3, "parts": ["x", "y"]}"#), Ok(Listed::Parts(2))));
}
