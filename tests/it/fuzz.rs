//! The targets of `.fuzz/`, with pieces of what the suite and the attacks are made of, in random order. What libFuzzer
//! finds in hours, this can't; but what it once found stays found.

#[path = "../../.fuzz/src/lib.rs"]
#[allow(unreachable_pub, reason = "a library of its own, elsewhere")]
pub(crate) mod targets;

use std::path::Path;
use std::sync::LazyLock;

use proptest::prelude::*;

/// Texts of the suite and the attacks, and lines of them.
static PIECES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let mut pieces: Vec<String> = SMALL.iter().map(|piece| (*piece).to_owned()).collect();
    for entry in walkdir::WalkDir::new(root.join("suite")).sort_by_file_name() {
        let entry = entry.unwrap();
        if !entry.file_type().is_file() {
            continue;
        }
        let text = std::fs::read_to_string(entry.path()).unwrap();
        for (path, text) in crate::support::parts(&text) {
            if path.starts_with("content/") || path == "site.toml" {
                pieces.extend(text.split_inclusive('\n').map(str::to_owned));
                pieces.push(text);
            }
        }
    }
    let attacks: serde_json::Value = serde_json::from_str(include_str!("../data/payloads.json")).unwrap();
    for kind in ["html", "addresses", "breakouts"] {
        pieces.extend(attacks[kind].as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()));
    }
    pieces.into_iter().map(String::into_bytes).collect()
});

const SMALL: &[&str] = &[
    "---\n", "\n", " ", "\t", "\r\n", "\u{feff}", "\0", "猫", "é", "\"", "'", "`", "```", "$", "<", ">", "&",
    "|", "[", "]", "(", ")", "{", "}", "#", "*", "_", "~~", ":", "- ", "> ", "[^1]", "[^1]: ", "%2e%2e",
    "//", "/", "\\", "=",
];

/// Of what an editor's messages are made; `"` and brackets fall where they may.
const MESSAGES: &[&str] = &[
    "?textDocument/completion ",
    "?textDocument/hover ",
    "?textDocument/rename ",
    "?textDocument/codeAction ",
    "?workspace/willRenameFiles ",
    "textDocument/didOpen ",
    "textDocument/didChange ",
    "textDocument/didClose ",
    "$/cancelRequest {\"id\":1}\n",
    "\n",
    "{\"textDocument\":{\"uri\":\"file:///a.md\",\"version\":2},",
    "\"position\":{\"line\":1,\"character\":99},\"newName\":\"\u{1f408}\"}",
    "\"contentChanges\":[{\"text\":\"---\\na: [\"}]}",
    "\"contentChanges\":[{\"range\":{\"start\":{\"line\":9,\"character\":0},\"end\":{\"line\":0,\"character\":5}},\"text\":\"\\r\"}]}",
    "null",
    "[1]",
    "{}",
    "x",
];

const REQUESTS: &[&str] = &[
    "GET /",
    "HEAD /",
    "POST /",
    "\n",
    "notes/a/",
    "notes/a",
    "old/",
    "a%20b/%C3%BC.txt",
    "docs/base",
    "..",
    "%2e%2e/",
    "%",
    "%00",
    "%5c",
    "//evil.example",
    "?q=1",
    "index.html",
    "404.html",
    ".fieldnotes/live.js",
    " ",
    "\n",
    "host: ",
    "127.0.0.1:4000",
    "localhost:4000",
    "[::1]:4000",
    "evil.example",
    "range: bytes=",
    "0-",
    "-5",
    "5-2",
    "99999999999999999999-",
    "accept-encoding: gzip",
    "accept-encoding: gzip;q=0",
    "if-none-match: *",
    "if-none-match: W/\"a\", \"b\"",
    "if-range: \"a\"",
    "origin: null",
    "sec-fetch-site: cross-site",
    "é",
    "feed.xml",
];

/// Pieces in a row, some of them cut.
fn any_of(pieces: Vec<Vec<u8>>, most: usize) -> impl Strategy<Value = Vec<u8>> {
    let cut = prop_oneof![4 => Just(None), 1 => any::<prop::sample::Index>().prop_map(Some)];
    let piece = (prop::sample::select(pieces), cut).prop_map(|(mut piece, cut)| {
        if let Some(cut) = cut.filter(|_| !piece.is_empty()) {
            piece.truncate(cut.index(piece.len()));
        }
        piece
    });
    prop::collection::vec(piece, 0..most).prop_map(|pieces| pieces.concat())
}

fn of_suite() -> impl Strategy<Value = Vec<u8>> {
    any_of(PIECES.clone(), 8)
}

pub(crate) fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn a_front_matter_of_any_bytes_is_read(bytes in of_suite()) {
        targets::front_matter(&bytes);
    }

    #[test]
    fn a_body_of_any_bytes_is_read(bytes in of_suite()) {
        targets::markdown(&bytes);
    }

    #[test]
    fn a_request_of_any_bytes_is_answered(
        bytes in any_of(REQUESTS.iter().map(|piece| piece.as_bytes().to_vec()).collect(), 9),
    ) {
        targets::preview_request(&bytes);
        targets::preview_request(&[b"GET /", bytes.as_slice()].concat());
    }

    #[test]
    fn an_editor_that_says_anything_is_answered(
        bytes in any_of(MESSAGES.iter().map(|piece| piece.as_bytes().to_vec()).collect(), 12),
    ) {
        targets::language_server(&bytes);
    }
}

proptest! {
    #![proptest_config(cases(30))]

    #[test]
    fn settings_of_any_bytes_make_a_site(bytes in of_suite()) {
        targets::site_toml(&bytes);
    }

    #[test]
    fn a_note_of_any_bytes_becomes_a_page_that_runs_nothing(bytes in of_suite()) {
        targets::note_to_page(&bytes);
    }
}
