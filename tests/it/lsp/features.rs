//! What an editor is offered at a place: one table a feature, with the place as `|` in a text.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::editor::Editor;
use super::{SITE, edited, texts};
use crate::support::Project;

const FRONT: &str = "---\ntitle: New\ndate: 2026-02-01\ntopic: n\nsummary: New.\n";

/// A site with one more note, `content/notes/new.md`, that is open: what is asked at `|` of its text.
struct Asked {
    project: Project,
    editor: Editor,
    text: String,
}

const NEW: &str = "content/notes/new.md";

impl Asked {
    fn new(text: &str) -> (Self, Value) {
        let at = text.find('|').unwrap_or(text.len());
        let text = text.replacen('|', "", 1);
        let project = Project::new(SITE);
        let mut editor = Editor::start(project.root(), "utf-16");
        editor.open(NEW, &text);
        editor.settle();
        let position = editor.position(&text, at);
        (Self { project, editor, text }, position)
    }

    fn ask(text: &str, method: &str) -> Value {
        let (mut asked, position) = Self::new(text);
        let found = asked.editor.at(method, NEW, &position);
        asked.editor.end();
        found
    }

    /// The text with an edit, and those of all other files.
    fn edited(&self, edit: &Value) -> BTreeMap<String, String> {
        let mut files = texts(&self.project);
        files.insert(NEW.to_owned(), self.text.clone());
        files.insert("site.toml".to_owned(), self.project.read("site.toml"));
        edited(&self.editor, edit, &mut files);
        files
    }
}

/// The first items that are offered, with what they write.
fn offered(text: &str) -> Vec<(String, String)> {
    let found = Asked::ask(text, "completion");
    let item = |item: &Value| {
        (item["label"].as_str().unwrap().to_owned(), item["textEdit"]["newText"].as_str().unwrap().to_owned())
    };
    found["items"].as_array().unwrap().iter().map(item).collect()
}

#[test]
fn completion_offers_what_fits_a_place() {
    let cases: &[(String, &[(&str, &str)])] = &[
        (format!("{FRONT}|\n---\n"), &[("updated", "updated: ${1:2026-11-27}"), ("stack", "stack:\n  - $1")]),
        (format!("{FRONT}entities|\n---\n"), &[("entities", "entities:\n  - name: $1")]),
        (
            format!("{FRONT}revision:\n  |\n---\n"),
            &[("status", "status: ${1|drafted,reviewed,published,deprecated|}")],
        ),
        (format!("{FRONT}revision:\n  last_reviewed: |\n---\n"), &[("2026-11-27", "2026-11-27")]),
        (format!("{FRONT}difficulty: |\n---\n"), &[("beginner", "beginner"), ("advanced", "advanced")]),
        (format!("{FRONT}draft:|\n---\n"), &[("true", " true")]),
        // The vocabulary first, then what notes use.
        (
            format!("{FRONT}stack:\n  - |\n---\n"),
            &[("PostgreSQL", "PostgreSQL"), ("nginx", "nginx"), ("name", "name: $1")],
        ),
        (format!("{FRONT}stack: [ng|\n---\n"), &[("nginx", "nginx")]),
        (format!("{FRONT}stack:\n  - name: |\n---\n"), &[("nginx", "nginx")]),
        (format!("{FRONT}code_language: |\n---\n"), &[("bash", "bash")]),
        (format!("{FRONT}lints:\n  allow: [|]\n---\n"), &[("broken-link", "broken-link")]),
        (
            format!("{FRONT}revision:\n  superseded_by: |\n---\n"),
            &[("First", "a.md"), ("Third", "../ops/c.md")],
        ),
        ("---\n|".to_owned(), &[("title", "title: $1")]),
        ("---\nti|\n---\n".to_owned(), &[("title", "title: $1")]),
        ("---\nti|".to_owned(), &[("title", "title: $1")]),
        (
            "|".to_owned(),
            &[("front matter", "---\ntitle: $1\ndate: 2026-11-27\ntopic: $3\nsummary: $4\n---\n")],
        ),
        (format!("{FRONT}---\n```bash {{che|\n```\n"), &[("check", "check=${1:run}")]),
        // Quotes and blanks that are there, and those that are not.
        (format!("{FRONT}difficulty: \"be|\"\n---\n"), &[("beginner", "\"beginner\"")]),
        (format!("{FRONT}stack: ['ngi|']\n---\n"), &[("nginx", "'nginx'")]),
        (format!("{FRONT}stack:\n  -|\n---\n"), &[("nginx", " nginx"), ("name", " name: $1")]),
        (format!("{FRONT}revision:\n  superseded_by:|\n---\n"), &[("First", " a.md")]),
        (format!("{FRONT}change: {{ fi| }}\n---\n"), &[("files", "files: [$1]")]),
        (format!("{FRONT}change: {{ me| }}\n---\n"), &[("metric", "metric: { $1 \\}")]),
        // Keys that are not there yet, in a front matter that nobody closed.
        ("---\ntitle: New\nto|".to_owned(), &[("topic", "topic: $1"), ("tools", "tools:\n  - $1")]),
        (format!("{FRONT}---\n[x](|)\n"), &[("First", "a.md"), ("Third", "../ops/c.md")]),
        (format!("{FRONT}---\n[x](sec|)\n"), &[("Second", "b.md")]),
        (format!("{FRONT}---\n[x](b.md#|)\n"), &[("Roll back", "roll-back"), ("Roll back", "roll-back-2")]),
        (format!("{FRONT}---\n## Here ünd\n[x](#|)\n"), &[("Here ünd", "here-ünd")]),
        (format!("{FRONT}---\n```ba|\n"), &[("bash", "bash")]),
        (format!("{FRONT}---\n```bash |\n```\n"), &[("title", "title=\"$1\""), ("linenos", "linenos")]),
        (format!("{FRONT}---\nSee [^|\n\n[^note]: N.\n"), &[("note", "note")]),
    ];
    for (text, expected) in cases {
        let items = offered(text);
        for (label, written) in *expected {
            let is_there = items.iter().any(|(offered, text)| offered == label && text == written);
            assert!(is_there, "{text}\noffers {items:?}, not {label}");
        }
    }
}

#[test]
fn nothing_is_offered_where_nothing_fits() {
    for text in [
        format!("{FRONT}---\n```bash\necho |\n```\n"),
        format!("{FRONT}---\nSome te|xt.\n"),
        format!("{FRONT}# a comment |\n---\n"),
        format!("{FRONT}|---\n"),
        format!("{FRONT}change:\n  reason: |\n    a te|xt\n---\n").replacen("reason: |", "reason: >", 1),
    ] {
        assert_eq!(offered(&text), [], "{text}");
    }
    // What other notes have not written yet is no value, and a term that the note has is none for it.
    let unwritten = format!("{FRONT}owner: x\n---\n").replace("topic: n", "topic: |");
    assert!(offered(&unwritten).iter().all(|(label, _)| !label.contains("TODO")));
    assert!(offered(&format!("{FRONT}stack: [nginx, |]\n---\n")).iter().all(|(label, _)| label != "nginx"));
    // Keys that are there already are not offered again.
    assert!(offered(&format!("{FRONT}|\n---\n")).iter().all(|(label, _)| label != "title"));
}

#[test]
fn hovers_say_what_something_means() {
    for (text, expected) in [
        (format!("{FRONT}difficulty|: advanced\n---\n"), "one of `beginner`"),
        (format!("{FRONT}change:\n  roll|back: x\n---\n"), "How to undo it."),
        (format!("{FRONT}stack: [post|gres]\n---\n"), "3 notes"),
        (format!("{FRONT}lints:\n  allow: [broken-|link]\n---\n"), "broken-link"),
        (format!("{FRONT}---\n[x](b.|md#roll-back)\n"), "**Second**"),
        (format!("{FRONT}---\n[te|xt](b.md)\n"), "Two."),
        (format!("{FRONT}---\n[te|xt](b.md#roll-back)\n"), "Heading: **Roll back**"),
        (format!("{FRONT}revision:\n  status: publ|\n---\n"), "one of `drafted`"),
        (format!("{FRONT}---\nText[^|n].\n\n[^n]: What it says.\n"), "What it says."),
        (format!("{FRONT}---\n## Pla|ce\n\n[x](#place)\n"), "1 link leads here"),
    ] {
        let found = Asked::ask(&text, "hover");
        let value = found["contents"]["value"].as_str().unwrap_or_default();
        assert!(value.contains(expected), "{text}\n{found}");
    }
    assert_eq!(Asked::ask(&format!("{FRONT}---\nNothing| here.\n"), "hover"), Value::Null);
}

/// Where something leads, as paths and lines.
fn leads(text: &str, method: &str) -> Vec<(String, u64)> {
    let (mut asked, position) = Asked::new(text);
    let found = asked.editor.at(method, NEW, &position);
    let place = |place: &Value| {
        let uri = place.get("targetUri").or(place.get("uri")).unwrap().as_str().unwrap();
        let range = place.get("targetRange").or(place.get("range")).unwrap();
        (asked.editor.path_of(uri), range["start"]["line"].as_u64().unwrap())
    };
    let places = found.as_array().into_iter().flatten().map(place).collect();
    asked.editor.end();
    places
}

#[test]
fn links_terms_and_footnotes_lead_somewhere_and_are_led_to() {
    let at = |path: &str, line| (path.to_owned(), line);
    let (a, b, c) = ("content/notes/a.md", "content/notes/b.md", "content/ops/c.md");
    for (text, expected) in [
        (format!("{FRONT}---\n[x](b.md#roll-|back)\n"), vec![at(b, 12)]),
        (format!("{FRONT}---\n[x](b.md#roll-back|-2)\n"), vec![at(b, 16)]),
        (format!("{FRONT}---\n[|x](/notes/b/#roll-back)\n"), vec![at(b, 12)]),
        (format!("{FRONT}revision:\n  superseded_by: a.|md\n---\n"), vec![at(a, 0)]),
        (format!("{FRONT}---\nText[^|n].\n\n[^n]: N.\n"), vec![at(NEW, 8)]),
        (format!("{FRONT}stack: [post|gres]\n---\n"), vec![at("site.toml", 11)]),
    ] {
        assert_eq!(leads(&text, "definition"), expected, "{text}");
    }
    for (text, expected) in [
        (
            format!("{FRONT}---\n[x](b.md#roll-|back)\n"),
            vec![at(a, 10), at(NEW, 6), at(c, 7), at(c, 7), at("site.toml", 8)],
        ),
        (format!("{FRONT}stack: [ngi|nx]\n---\n"), vec![at(a, 5), at(b, 6), at(NEW, 5)]),
        (format!("{FRONT}---\nText[^|n].\n\n[^n]: N.\n"), vec![at(NEW, 6), at(NEW, 8)]),
        (format!("{FRONT}---\n## Pla|ce\n\n[x](#place)\n"), vec![at(NEW, 8)]),
    ] {
        assert_eq!(leads(&text, "references"), expected, "{text}");
    }
}

#[test]
fn a_file_is_outlined_folded_and_linked() {
    let text = format!(
        "{FRONT}---\n# New\n\n## One\n\n[x](b.md)\n\n```bash\nls\n```\n\n### In it\n\n## Two|\n\nText.\n"
    );
    let (mut asked, position) = Asked::new(&text);
    let document = json!({ "textDocument": { "uri": asked.editor.uri(NEW) } });
    let symbols = asked.editor.ask("textDocument/documentSymbol", document.clone());
    let named = |symbols: &Value| -> Vec<String> {
        symbols
            .as_array()
            .into_iter()
            .flatten()
            .map(|symbol| symbol["name"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(named(&symbols), ["Front matter", "New"]);
    assert_eq!(named(&symbols[0]["children"]), ["title", "date", "topic", "summary"]);
    assert_eq!(named(&symbols[1]["children"]), ["One", "Two"]);
    assert_eq!(named(&symbols[1]["children"][0]["children"]), ["In it"]);
    let folds = asked.editor.ask("textDocument/foldingRange", document.clone());
    let lines: Vec<[u64; 2]> = folds
        .as_array()
        .unwrap()
        .iter()
        .map(|fold| [fold["startLine"].as_u64().unwrap(), fold["endLine"].as_u64().unwrap()])
        .collect();
    for expected in [[0, 4], [6, 20], [8, 16], [12, 14], [18, 20]] {
        assert!(lines.contains(&expected), "{lines:?} lacks {expected:?}");
    }
    let found = asked.editor.ask("textDocument/documentLink", document.clone());
    assert!(found[0]["target"].as_str().unwrap().ends_with("content/notes/b.md"), "{found}");
    let params = json!({ "textDocument": { "uri": asked.editor.uri(NEW) }, "positions": [position] });
    let mut range = asked.editor.ask("textDocument/selectionRange", params)[0].clone();
    let mut widths = Vec::new();
    while range.is_object() {
        widths.push(asked.editor.range_of(&text.replacen('|', "", 1), &range["range"]).len());
        range = range["parent"].clone();
    }
    assert!(
        widths.len() > 3 && widths.is_sorted() && *widths.last().unwrap() == text.len() - 1,
        "{widths:?}"
    );
    let hits = asked.editor.ask("workspace/symbol", json!({ "query": "roll back" }));
    assert_eq!(named(&hits), ["Roll back", "Roll back"]);
    asked.editor.end();
}

#[test]
fn the_lens_says_how_the_review_stands() {
    let text = format!(
        "{FRONT}revision:\n  last_reviewed: 2026-11-01\n  reviewed_by: Data team\n  review_in: 6 months\n---\n"
    );
    let (mut asked, _) = Asked::new(&text);
    let document = json!({ "textDocument": { "uri": asked.editor.uri(NEW) } });
    let lenses = asked.editor.ask("textDocument/codeLens", document);
    assert_eq!(lenses[0]["command"]["title"], "fresh · reviewed 2026-11-01 by Data team · due 2027-05-01");
    asked.editor.end();
}

#[test]
fn what_notes_watch_is_followed_though_nobody_tells() {
    let project = Project::new(SITE);
    let settings = project.read("site.toml").replace("[lints]", "[lints]\nreview-drifted = \"warn\"");
    project.write("site.toml", &settings);
    project.write("watched.conf", "one\n");
    let digest = "\nrevision:\n  last_reviewed: 2026-11-01\nwatches:\n  - path: watched.conf\n    digest: 0123456789abcdef\n";
    project.write(NEW, FRONT.to_owned() + digest.trim_start() + "---\nText.\n");
    let mut editor = Editor::start(project.root(), "utf-16");
    editor.settle();
    editor.tells(&super::checked(&project, "utf-16"), || "as it is".to_owned());
    project.remove("watched.conf");
    let expected = super::checked(&project, "utf-16");
    assert!(format!("{expected:?}").contains("watched-missing"), "{expected:?}");
    editor.tells(&expected, || "a watched file is gone".to_owned());
    editor.end();
}

/// The titles of what can be done at a place, and what each makes of the file.
fn actions(text: &str) -> Vec<(String, BTreeMap<String, String>)> {
    let (mut asked, position) = Asked::new(text);
    let params = json!({
        "textDocument": { "uri": asked.editor.uri(NEW) },
        "range": { "start": position, "end": position },
        "context": { "diagnostics": [] },
    });
    let found = asked.editor.ask("textDocument/codeAction", params);
    let action = |action: &Value| {
        let is_new = action["edit"]["documentChanges"][0]["kind"] == "create";
        let files = if is_new { BTreeMap::new() } else { asked.edited(&action["edit"]) };
        (action["title"].as_str().unwrap().to_owned(), files)
    };
    let actions = found.as_array().unwrap().iter().map(action).collect();
    asked.editor.end();
    actions
}

#[test]
fn every_fix_is_an_action() {
    let found = actions(
        &format!("{FRONT}diffi|culty: advancd\n---\n")
            .replace("diffi|culty", "difficulty")
            .replace("advancd", "adv|ancd"),
    );
    let (title, files) = &found[0];
    assert_eq!(title, "Replace `advancd` by `advanced`");
    assert!(files[NEW].contains("difficulty: advanced\n"));
    let sorted = actions(
        "---\n# On top.\ntopic: n\ntitle|: New\nsummary: New.\n# When.\ndate: 2026-02-01\n---\nText.\n",
    );
    let (title, files) = sorted.iter().find(|(title, _)| title.starts_with("Sort")).unwrap();
    assert_eq!(title, "Sort the keys in the format's order");
    assert_eq!(
        files[NEW],
        "---\ntitle: New\n# When.\ndate: 2026-02-01\n# On top.\ntopic: n\nsummary: New.\n---\nText.\n"
    );
    // An alias that would stand before its anchor means something else: nothing is offered.
    let tied = actions("---\ntopic: &t New\ntitle|: *t\ndate: 2026-02-01\nsummary: N.\n---\n");
    assert!(tied.iter().all(|(title, _)| !title.starts_with("Sort")), "{tied:?}");
    // Where a fault is not certain of what was meant, its author is.
    let meant = actions(&format!("{FRONT}---\n[x](b.md#roll_bak|)\n"));
    let (_, files) = meant
        .iter()
        .find(|(title, _)| title == "Replace `b.md#roll_bak` by `b.md#roll-back`")
        .unwrap_or_else(|| panic!("{meant:?}"));
    assert!(files[NEW].contains("[x](b.md#roll-back)"));
    let missing = actions(&format!("{FRONT}---\n[x](later|.md)\n"));
    assert!(
        missing.iter().any(|(title, _)| title == "Create the note `content/notes/later.md`"),
        "{missing:?}"
    );
}

#[test]
fn formatting_takes_blanks_away_and_nothing_else() {
    let text = "---\ntitle: New  \ndate: 2026-02-01\ntopic: n\t\nsummary: >\n  a  \n  b\n---\nText.  \n|";
    let (mut asked, _) = Asked::new(text);
    let params = json!({
        "textDocument": { "uri": asked.editor.uri(NEW) }, "options": { "tabSize": 2, "insertSpaces": true },
    });
    let edits = asked.editor.ask("textDocument/formatting", params);
    let change = json!({ "textDocument": { "uri": asked.editor.uri(NEW) }, "edits": edits });
    let files = asked.edited(&json!({ "documentChanges": [change] }));
    // Blanks in a text that is folded are part of it.
    let expected = if edits.as_array().unwrap().is_empty() {
        asked.text.clone()
    } else {
        "---\ntitle: New\ndate: 2026-02-01\ntopic: n\nsummary: >\n  a  \n  b\n---\nText.  \n".to_owned()
    };
    assert_eq!(files[NEW], expected);
    asked.editor.end();
}
