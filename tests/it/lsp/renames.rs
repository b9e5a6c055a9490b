//! Renames of headings, terms and files: every link leads where it led, and nothing but links and names differs.

use std::collections::BTreeMap;

use serde_json::json;

use super::editor::Editor;
use super::{SITE, checked, edited, texts};
use crate::edits::{Draft, Random};
use crate::support::Project;

/// A site whose Markdown is open, and a rename in it: the texts afterwards.
fn renamed(path: &str, at: &str, name: &str) -> Result<BTreeMap<String, String>, String> {
    let project = Project::new(SITE);
    let mut editor = Editor::start(project.root(), "utf-16");
    let mut open = texts(&project);
    for (path, text) in &open {
        editor.open(path, text);
    }
    editor.settle();
    open.insert("site.toml".to_owned(), project.read("site.toml"));
    let text = &open[path];
    let position = editor.position(text, text.find(at).unwrap());
    let params =
        json!({ "textDocument": { "uri": editor.uri(path) }, "position": position, "newName": name });
    let edit = editor.try_ask("textDocument/rename", params);
    let done = edit.map(|edit| {
        edited(&editor, &edit, &mut open);
        open
    });
    editor.end();
    done
}

#[test]
fn a_heading_takes_the_links_to_it_along() {
    let files = renamed("content/notes/b.md", "Roll back", "Undo 🐈").unwrap();
    assert!(files["content/notes/b.md"].contains("## Undo 🐈\n"));
    assert!(files["site.toml"].contains("url = \"/notes/b/#undo\""), "{}", files["site.toml"]);
    assert!(
        files["content/notes/a.md"].contains("[the second](b.md#undo)"),
        "{}",
        files["content/notes/a.md"]
    );
    // The other heading of that name has the first number now.
    assert!(
        files["content/ops/c.md"].contains(
            "[Second](../notes/b.md#undo), [again](../notes/b.md#roll-back), [by address](/notes/b/#undo)"
        ),
        "{}",
        files["content/ops/c.md"]
    );
}

#[test]
fn a_term_is_renamed_in_all_notes_and_in_the_vocabulary() {
    let files = renamed("content/notes/a.md", "nginx", "Nginx: web").unwrap();
    assert!(files["content/notes/a.md"].contains("stack: [\"Nginx: web\", PostgreSQL]"));
    assert!(files["content/notes/b.md"].contains("  - \"Nginx: web\"\n"));
    let files = renamed("content/notes/a.md", "PostgreSQL", "Postgres 17").unwrap();
    assert!(files["site.toml"].contains("\"Postgres 17\" = [\"postgres\"]"));
}

#[test]
fn a_footnote_is_renamed_where_it_is_used_and_defined() {
    let files = renamed("content/notes/b.md", "[^1].", "why").unwrap();
    let text = &files["content/notes/b.md"];
    assert!(text.contains("See[^why].") && text.contains("[^why]: A footnote."), "{text}");
}

#[test]
fn a_rename_touches_what_is_meant_and_nothing_that_looks_like_it() {
    let note = "---\ntitle: New\ndate: 2026-02-01\ntopic: n\nsummary: N.\ndifficulty: none\n---\n";
    for (text, at, name, expected) in [
        // A definition that several links share is written once.
        ("## Hd\n\n[x][r] [y][r]\n\n[r]: #hd\n", "Hd", "New", "## New\n\n[x][r] [y][r]\n\n[r]: #new\n"),
        // A note that has faults keeps its links.
        ("## Hd\n\n[me](new.md#hd)\n", "Hd", "New", "## New\n\n[me](new.md#new)\n"),
        (
            "Text[^a] and[^A], `[^a]`, \\[^a].\n\n```sh\ngrep \"[^a]\" x\n```\n\n[^a]: N.\n",
            "[^a] and",
            "b",
            "Text[^b] and[^b], `[^a]`, \\[^a].\n\n```sh\ngrep \"[^a]\" x\n```\n\n[^b]: N.\n",
        ),
    ] {
        let path = "content/notes/new.md";
        let project = Project::new(SITE);
        let text = format!("{note}{text}");
        project.write(path, &text);
        let mut editor = Editor::start(project.root(), "utf-16");
        editor.open(path, &text);
        editor.settle();
        let position = editor.position(&text, text.find(at).unwrap());
        let params =
            json!({ "textDocument": { "uri": editor.uri(path) }, "position": position, "newName": name });
        let edit = editor.ask("textDocument/rename", params);
        let mut files = BTreeMap::from([(path.to_owned(), text.clone())]);
        edited(&editor, &edit, &mut files);
        editor.end();
        assert_eq!(files[path], format!("{note}{expected}"));
    }
}

#[test]
fn a_term_that_only_looks_like_one_of_the_vocabulary_leaves_it_alone() {
    for (vocabulary, term, expected) in [
        ("nginx-plus = []\nnginx = [\"ngx\"]", "nginx", "nginx-plus = []\n\"web: x\" = [\"ngx\"]"),
        ("linux = [\"docker-lin\"]", "docker", "linux = [\"docker-lin\"]"),
        ("linux = []", "stack", "linux = []"),
    ] {
        let project = Project::new(SITE);
        let settings = project.read("site.toml");
        let settings = settings.replace("\"PostgreSQL\" = [\"postgres\"]", vocabulary);
        project.write("site.toml", &settings);
        let path = "content/notes/a.md";
        let text = project.read(path).replace("[nginx, PostgreSQL]", &format!("[{term}]"));
        let mut editor = Editor::start(project.root(), "utf-16");
        editor.open(path, &text);
        editor.settle();
        let position = editor.position(&text, text.find(&format!("[{term}]")).unwrap() + 1);
        let params =
            json!({ "textDocument": { "uri": editor.uri(path) }, "position": position, "newName": "web: x" });
        let edit = editor.ask("textDocument/rename", params);
        let mut files = texts(&project);
        files.insert(path.to_owned(), text);
        files.insert("site.toml".to_owned(), settings);
        edited(&editor, &edit, &mut files);
        editor.end();
        assert!(files["site.toml"].contains(expected), "{}", files["site.toml"]);
    }
}

#[test]
fn what_can_not_be_renamed_says_why() {
    for (path, at, name, reason) in [
        ("content/notes/b.md", "Roll back", " ", "not empty"),
        ("content/notes/b.md", "Roll back", "a\nb", "one line"),
        ("content/notes/b.md", "[^1].", "a b", "no blanks"),
        ("content/notes/b.md", "summary", "x", "nothing here"),
        // Links to the other heading of that name would lead to this one.
        ("content/notes/a.md", "First\n\nSee", "Ünder", "already"),
    ] {
        let refused = renamed(path, at, name).unwrap_err();
        assert!(refused.contains(reason), "{refused}");
    }
}

/// Names that headings are given; some mean something in Markdown.
const NAMES: [&str; 12] = [
    "Roll back",
    "Undo",
    "Ünder 🐈",
    "a `code` b",
    "First",
    "1. Point",
    "*Bold* words",
    "x {#own-id}",
    "A_b_c",
    "Über",
    "?",
    "ねこ",
];

/// A random site in a folder.
fn random_site(random: &mut Random) -> Project {
    let project = Project::new("");
    for (path, bytes) in Draft::begin(random, 10).files() {
        project.write(&path, bytes);
    }
    project
}

/// Writes what an edit made of texts, and sees that nothing but links and headings differs.
fn written(project: &Project, old: &BTreeMap<String, String>, new: &BTreeMap<String, String>, what: &str) {
    for (path, text) in new {
        let is_marked = project.read(path).starts_with('\u{feff}');
        project.write(path, format!("{}{text}", if is_marked { "\u{feff}" } else { "" }));
        let changed = old[path].lines().zip(text.lines()).filter(|(old, new)| old != new);
        let is_expected =
            |old: &str| old.trim_start_matches(['>', ' ']).starts_with('#') || old.contains("](");
        for (old, new) in changed {
            assert!(is_expected(old), "{what}: {old:?} became {new:?}");
        }
        assert_eq!(old[path].lines().count(), text.lines().count(), "{what}");
    }
}

#[test]
fn random_renames_of_headings_break_no_link() {
    let mut done = 0;
    for seed in 0..16 {
        let mut random = Random::new(seed);
        let project = random_site(&mut random);
        let mut editor = Editor::start(project.root(), "utf-8");
        let mut open = texts(&project);
        for (path, text) in &open {
            editor.open(path, text);
        }
        editor.settle();
        open.insert("site.toml".to_owned(), project.read("site.toml"));
        let headings: Vec<(String, usize)> = open
            .iter()
            .filter(|(path, _)| path.ends_with(".md"))
            .flat_map(|(path, text)| text.match_indices("\n##").map(move |(at, _)| (path.clone(), at + 5)))
            .collect();
        let before = links(&project);
        let (path, at) = random.of_all(&headings).clone();
        let name = random.of(&NAMES);
        let position = editor.position(&open[&path], at);
        let params =
            json!({ "textDocument": { "uri": editor.uri(&path) }, "position": position, "newName": name });
        let old = open.clone();
        let what = format!("seed {seed}: `{name}` in {path}");
        if let Ok(edit) = editor.try_ask("textDocument/rename", params) {
            edited(&editor, &edit, &mut open);
            written(&project, &old, &open, &what);
            let after = links(&project);
            // What led nowhere before may lead to the new name.
            let is_worse =
                |(path, count): (&String, &usize)| before.get(path).is_none_or(|before| before < count);
            assert!(!after.iter().any(is_worse), "{what}: {before:?}, then {after:?}");
            done += 1;
        }
        editor.end();
    }
    assert!(done > 8, "{done} renames are few");
}

#[test]
fn random_moves_of_files_break_no_link() {
    for seed in 0..6 {
        let mut random = Random::new(seed);
        let project = random_site(&mut random);
        let mut editor = Editor::start(project.root(), "utf-16");
        let mut open = texts(&project);
        for (path, text) in open.iter().take(4) {
            editor.open(path, text);
        }
        editor.settle();
        open.insert("site.toml".to_owned(), project.read("site.toml"));
        let before = links(&project);
        let notes: Vec<String> = open.keys().filter(|path| path.contains("/n")).cloned().collect();
        let old = random.of_all(&notes).clone();
        let new = format!("content/{}/moved-{seed}.md", random.of(&["notes", "deep/er", "ops/db"]));
        let files = json!([{ "oldUri": editor.uri(&old), "newUri": editor.uri(&new) }]);
        let edit = editor.ask("workspace/willRenameFiles", json!({ "files": files }));
        let is_refused = !editor.said.is_empty();
        edited(&editor, &edit, &mut open);
        editor.end();
        if is_refused {
            continue;
        }
        for (path, text) in &open {
            let is_marked = project.exists(path) && project.read(path).starts_with('\u{feff}');
            let mark = if is_marked { "\u{feff}" } else { "" };
            let to = if *path == old { &new } else { path };
            project.remove(path);
            project.write(to, format!("{mark}{text}"));
        }
        let count = |links: &BTreeMap<String, usize>| links.values().sum::<usize>();
        let after = links(&project);
        assert!(count(&after) <= count(&before), "seed {seed}: {old} to {new}: {before:?}, then {after:?}");
    }
}

/// How many links of each file lead nowhere.
fn links(project: &Project) -> BTreeMap<String, usize> {
    let is_of_links =
        |code: &str| ["broken-link", "broken-anchor", "ambiguous-link", "broken-menu-link"].contains(&code);
    let count = |(path, faults): (String, Vec<super::Told>)| {
        (path, faults.iter().filter(|(_, code, _)| is_of_links(code)).count())
    };
    checked(project, "utf-8").into_iter().map(count).filter(|(_, count)| *count > 0).collect()
}

#[test]
fn a_file_takes_its_links_along_and_leaves_an_alias() {
    for (old, new) in
        [("content/notes/b.md", "content/ops/deep/second.md"), ("content/notes", "content/moved")]
    {
        let project = Project::new(SITE);
        let mut editor = Editor::start(project.root(), "utf-16");
        let mut open = texts(&project);
        // One that is open and not saved is moved as it is in the editor.
        let written = open["content/notes/a.md"].replace("Text.", "Unsaved [link](b.md).");
        open.insert("content/notes/a.md".to_owned(), written);
        editor.open("content/notes/a.md", &open["content/notes/a.md"]);
        editor.settle();
        open.insert("site.toml".to_owned(), project.read("site.toml"));
        let files = json!([{ "oldUri": editor.uri(old), "newUri": editor.uri(new) }]);
        let edit = editor.ask("workspace/willRenameFiles", json!({ "files": files }));
        edited(&editor, &edit, &mut open);
        editor.end();
        let before = links(&project);
        for (path, text) in &open {
            let moved = path.strip_prefix(old).map_or(path.clone(), |rest| format!("{new}{rest}"));
            project.remove(path);
            project.write(&moved, text);
        }
        assert_eq!(links(&project).values().sum::<usize>(), before.values().sum::<usize>(), "{open:#?}");
        let all: String = open.values().cloned().collect();
        assert!(all.contains("/notes/b/"), "the old address leads on: {open:#?}");
    }
}
