//! Messages in any order and of any form, requests that are called back, files that are too large, folders that go away: the server
//! answers what it can, and stays.

use lsp_server::{Message, Request, RequestId};
use serde_json::{Value, json};

use super::SITE;
use super::editor::Editor;
use crate::edits::Random;
use crate::support::Project;

const METHODS: [&str; 22] = [
    "textDocument/completion",
    "textDocument/hover",
    "textDocument/definition",
    "textDocument/references",
    "textDocument/documentSymbol",
    "workspace/symbol",
    "textDocument/foldingRange",
    "textDocument/selectionRange",
    "textDocument/documentLink",
    "textDocument/codeLens",
    "textDocument/codeAction",
    "textDocument/prepareRename",
    "textDocument/rename",
    "textDocument/formatting",
    "workspace/willRenameFiles",
    "textDocument/didOpen",
    "textDocument/didChange",
    "textDocument/didClose",
    "$/cancelRequest",
    "workspace/didChangeWorkspaceFolders",
    "no/such/method",
    "initialize",
];

/// A value that may be what a message has, and most often is not.
fn value(random: &mut Random, uri: &str, depth: usize) -> Value {
    match random.below(if depth > 3 { 7 } else { 11 }) {
        0 => Value::Null,
        1 => json!(random.below(200)),
        2 => json!(-1),
        3 => json!(4_294_967_295_u64),
        4 => json!("x"),
        5 => json!(uri),
        6 => json!("file:///%zz"),
        7 => json!([value(random, uri, depth + 1)]),
        _ => {
            let position = json!({ "line": random.below(40), "character": random.below(40) });
            let range = json!({ "start": position, "end": { "line": random.below(40), "character": 0 } });
            json!({
                "textDocument": { "uri": uri, "version": random.below(9), "text": "---\n\u{feff}", "languageId": "x" },
                "position": position, "range": range, "newName": "y", "query": "", "options": {},
                "context": { "diagnostics": [] }, "positions": [position],
                "contentChanges": [{ "range": range, "text": "🐈\r" }, { "text": "---\na: [" }],
                "files": [{ "oldUri": uri, "newUri": format!("{uri}x") }],
                "id": random.below(50),
                "extra": value(random, uri, depth + 1),
            })
        }
    }
}

#[test]
fn random_messages_do_no_harm() {
    for seed in 0..4 {
        let mut random = Random::new(seed);
        let project = Project::new(SITE);
        let mut editor = Editor::start(project.root(), "utf-16");
        let uris = [
            editor.uri("content/notes/a.md"),
            editor.uri("site.toml"),
            editor.uri("templates/base.html"),
            editor.uri("content/../../etc/passwd"),
            "untitled:1".to_owned(),
        ];
        for number in 0..400 {
            let uri = random.of_all(&uris).clone();
            let method = random.of(&METHODS);
            let params = value(&mut random, &uri, 0);
            if random.chance(50) {
                editor.tell(method, params);
            } else {
                let id = RequestId::from(1000 + number);
                editor.send(Message::Request(Request { id, method: method.to_owned(), params }));
            }
        }
        editor.settle();
        editor.end();
    }
}

#[test]
fn a_request_that_is_called_back_is_answered_once() {
    let project = Project::new(SITE);
    let mut editor = Editor::start(project.root(), "utf-16");
    editor.settle();
    let files =
        json!([{ "oldUri": editor.uri("content/notes/b.md"), "newUri": editor.uri("content/notes/z.md") }]);
    let id = RequestId::from("mine".to_owned());
    let method = "workspace/willRenameFiles".to_owned();
    editor.send(Message::Request(Request { id, method, params: json!({ "files": files }) }));
    editor.tell("$/cancelRequest", json!({ "id": "mine" }));
    editor.settle();
    editor.end();
}

#[test]
fn a_file_past_the_limit_is_told_of_and_closed_again() {
    let project = Project::new(SITE);
    let mut editor = Editor::start(project.root(), "utf-16");
    let path = "content/notes/a.md";
    let text = format!("---\ntitle: A\n---\n{}", "text 🐈\n".repeat(600_000));
    editor.open(path, &text);
    editor.settle();
    assert_eq!(editor.told()[path][0].1, "file-too-large");
    editor.close(path);
    editor.settle();
    assert!(
        editor
            .told()
            .get(path)
            .is_none_or(|faults| faults.iter().all(|(_, code, _)| code != "file-too-large"))
    );
    editor.end();
}

#[test]
fn a_folder_that_goes_away_and_comes_back_is_read_again() {
    let project = Project::new(SITE);
    let mut editor = Editor::start(project.root(), "utf-16");
    let path = "content/notes/a.md";
    let text = project.read(path);
    editor.open(path, &text);
    editor.settle();
    let away = project.root().with_extension("away");
    std::fs::rename(project.root(), &away).unwrap();
    editor.change(path, &text, (0, 0), "x");
    editor.settle();
    std::fs::rename(&away, project.root()).unwrap();
    editor.change(path, &format!("x{text}"), (0, 1), "");
    editor.settle();
    assert!(editor.told().contains_key(path), "the site is read again: {:?}", editor.told());
    editor.end();
}

#[test]
fn folders_without_a_site_are_left_alone_and_an_end_without_a_word_is_one() {
    let project = Project::new(SITE);
    project.remove("site.toml");
    let mut editor = Editor::start(project.root(), "utf-16");
    editor.open("content/notes/a.md", "---\nnothing: [\n");
    editor.settle();
    assert!(editor.told().is_empty() && editor.said.is_empty(), "{:?}", editor.said);
    assert!(!editor.leave().join().unwrap(), "an editor that goes away ended nothing");
}
