//! What the search index says of a site, besides words: what notes are called, which numbers are those of plain pages, and what the
//! settings say of spellings. What a reader finds with it is held in Chromium (`tests/browser/queries.txt`).

use std::collections::BTreeMap;

use serde_json::Value;

use crate::support::{load, outputs, parts};

const SITE: &str = "\
-- site.toml --
title = \"Site\"
base_url = \"https://notes.example.org\"
[vocabulary.stack]
Kubernetes = [\"k8s\", \"kube cluster\"]
nginx = []
-- content/manual/_index.md --
---
title: Manual
kind: pages
schema: {required: [title]}
---
-- content/manual/start.md --
---
title: Start
---
Begin.
-- content/notes/log-rotation.md --
---
title: Rotate logs
date: 2026-01-02
topic: T
summary: S.
stack: [Kubernetes]
reference: anp-ref-000123-4582
alerts: [KubePodCrashLooping]
---
Text text text text text text text text text text text text text text text text text text text text.
-- content/notes/old.md --
---
title: Old
date: 2026-01-02
topic: T
summary: Old text.
stack: [nginx]
revision: {status: deprecated}
---
Text.
";

/// The files of the index that are JSON, by their names below `search/`.
fn index(text: &str) -> BTreeMap<String, Value> {
    let pages = outputs(&load(&parts(text)));
    let files = pages.iter().filter(|(path, _)| path.starts_with("search/") && path.ends_with(".json"));
    files
        .map(|(path, text)| {
            let name = path.trim_start_matches("search/").trim_end_matches(".json");
            (name.to_owned(), serde_json::from_str(text).unwrap())
        })
        .collect()
}

/// The numbers of the notes that a key of the names leads to, heaviest first.
fn named(index: &BTreeMap<String, Value>, key: &str) -> Vec<u64> {
    let groups = index["names/0"][key].as_array().map_or(&[] as &[Value], |entry| &entry[2..]);
    groups.iter().map(|group| group[1].as_u64().unwrap()).collect()
}

#[test]
fn a_note_is_called_by_slug_title_alert_and_reference_in_any_spelling() {
    let index = index(SITE);
    assert_eq!(index["index"]["name_files"], 1);
    let rotation = named(&index, "logrotation");
    assert_eq!(rotation.len(), 1);
    for key in ["rotatelogs", "kubepodcrashlooping", "anpref0001234582", "anpref000123", "000123"] {
        assert_eq!(named(&index, key), rotation, "{key}");
    }
    for key in ["a", "4582", "text"] {
        assert_eq!(named(&index, key), [] as [u64; 0], "{key}");
    }
}

#[test]
fn beginnings_of_a_reference_weigh_less_than_any_name() {
    let index = index(SITE);
    let weight = |key: &str| index["names/0"][key][2][0].as_u64().unwrap();
    for key in ["an", "anp", "anpref", "anpref0", "anpref00012"] {
        assert_eq!(named(&index, key), named(&index, "logrotation"), "{key}");
        assert!(weight(key) <= 8, "the theme's script tells them apart by that");
    }
    for key in ["anpref000123", "old"] {
        assert!(weight(key) > 8, "{key}: the name of a deprecated note too");
    }
}

#[test]
fn a_section_that_is_a_page_itself_is_found_without_what_is_not_published() {
    let index = index(&format!(
        "{SITE}\
-- content/imprint/_index.md --
---
title: Imprint
kind: pages
summary: Who answers for this.
---
## Address

Harbour [street](../notes/secret.md).
-- content/manual/deep/_index.md --
---
title: Deep
---
Abyss.
-- content/manual/deep/page.md --
---
title: Deepest
---
Bottom.
-- content/notes/secret.md --
---
title: Hidden
date: 2026-01-02
topic: T
summary: S.
draft: true
---
Text.
-- content/more/_index.md --
---
title: More notes
---
Introduction.
"
    ));
    let first = index["index"]["first_note"].as_u64().unwrap();
    let [imprint] = named(&index, "imprint")[..] else { panic!("one page is called so") };
    assert!(imprint < first);
    let shown = &index["notes/0"][imprint.to_string()];
    assert_eq!((&shown["url"], &shown["section"]), (&"/imprint/".into(), &"Imprint".into()));
    assert_eq!(shown["summary"], "Who answers for this.");
    let words: String = index
        .iter()
        .filter(|(name, _)| name.starts_with("words/"))
        .map(|(_, words)| words.to_string())
        .collect();
    for word in ["harbour", "street", "abyss", "bottom"] {
        assert!(words.contains(&format!("\"{word}\"")), "{word}");
    }
    assert!(!words.contains("secret") && !words.contains("introduct"), "{words}");
    let numbers = |folder: &str| {
        let steps = index["facets/sections"][folder].as_array().unwrap();
        steps
            .iter()
            .scan(0, |sum, step| {
                *sum += step.as_u64().unwrap();
                Some(*sum)
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(numbers("imprint"), [imprint]);
    let deep =
        [named(&index, "deep"), named(&index, "deepest"), named(&index, "start"), named(&index, "manual")]
            .concat();
    let mut sorted = deep.clone();
    sorted.sort_unstable();
    assert_eq!(numbers("manual"), sorted, "with all below it");
}

#[test]
fn a_number_says_whether_it_is_a_plain_pages() {
    let index = index(SITE);
    let first = index["index"]["first_note"].as_u64().unwrap();
    assert!(named(&index, "start").iter().all(|number| *number < first));
    for key in ["logrotation", "old"] {
        assert!(named(&index, key).iter().all(|number| *number >= first), "{key}");
    }
}

#[test]
fn the_first_file_has_the_spellings_of_the_vocabulary_and_the_words_that_every_text_has() {
    let index = |text: &str| index(text)["index"].clone();
    let start = index(SITE);
    assert_eq!(start["synonyms"], serde_json::json!([["Kubernetes", "k8s", "kube cluster"]]));
    let stop = start["stop"].as_array().unwrap();
    assert!(stop.contains(&"the".into()) && !stop.contains(&"text".into()));
    assert_eq!(start.get("spelled_out"), None);
    let german = index(&SITE.replacen("[vocabulary", "language = \"de\"\n[vocabulary", 1));
    assert!(german["stop"].as_array().unwrap().contains(&"uber".into()));
    assert_eq!(german["spelled_out"], true, "`ueber` is looked for as `über` too");
}

#[test]
fn a_result_says_what_should_no_longer_be_followed() {
    let index = index(SITE);
    let (old, current) = (named(&index, "old")[0], named(&index, "logrotation")[0]);
    let results = &index["notes/0"];
    assert_eq!(results[old.to_string()]["old"], true);
    assert_eq!(results[current.to_string()].get("old"), None);
}

#[test]
fn a_word_weighs_less_in_a_text_however_often_it_is_there_than_in_a_title() {
    let index = index(SITE);
    let entries = index.iter().filter(|(name, _)| name.starts_with("words/"));
    let words: BTreeMap<&str, &Value> = entries
        .flat_map(|(_, words)| words.as_object().unwrap())
        .map(|(stem, entry)| (stem.as_str(), entry))
        .collect();
    let most = |stem: &str| words[stem][2][0].as_u64().unwrap();
    assert!(most("text") < most("rotat"), "{} {}", words["text"], words["rotat"]);
}
