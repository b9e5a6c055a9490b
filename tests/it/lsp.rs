//! The language server as an editor sees it: what it publishes is what `check` says of the same state, at the same places, in every
//! encoding; renames keep links; messages that make no sense do no harm.

mod editor;
mod features;
mod hostile;
mod renames;

use std::collections::BTreeMap;

use fieldnotes::engine::{Engine, Options};
use fieldnotes::source::disk::Disk;
use serde_json::Value;

use crate::edits::Random;
use crate::support::{FILES, Project, TODAY, parts};
use editor::{Editor, Told, places};

/// What `check` says of a folder: by file, each fault with its code, its place and its message.
fn checked(project: &Project, encoding: &str) -> BTreeMap<String, Vec<Told>> {
    let options = Options { today: Some(TODAY.parse().unwrap()), ..Options::default() };
    let engine = Engine::new(Box::new(Disk::new(project.root())), options, std::sync::Arc::clone(&FILES));
    let mut build = engine.load().unwrap();
    let of_templates = build.check_templates();
    build.diagnostics.extend(of_templates);
    let mut told: BTreeMap<String, Vec<Told>> = BTreeMap::new();
    for fault in &build.diagnostics {
        let text = build.text(&fault.path).unwrap_or_else(|| "".into());
        let place = places(&text, fault.span, encoding);
        let code = fault.code.name().to_owned();
        told.entry(fault.path.as_str().to_owned()).or_default().push((place, code, fault.message.clone()));
    }
    for faults in told.values_mut() {
        faults.sort();
    }
    told
}

fn cases() -> Vec<std::path::PathBuf> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite");
    let files =
        walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().map(|entry| entry.unwrap().into_path());
    files.filter(|path| path.extension().is_some_and(|extension| extension == "txt")).collect()
}

/// The files of a case, as far as a folder can hold them.
fn project_of(text: &str) -> Project {
    let project = Project::new("");
    let is_expected = |name: &str| {
        let kinds = ["out/", "absent/", "rules/", "edit", "rendered", "remove", "move"];
        ["diagnostics", "never", "ci"].contains(&name) || kinds.iter().any(|kind| name.starts_with(kind))
    };
    for (name, part) in parts(text).into_iter().filter(|(name, _)| !is_expected(name)) {
        project.write(&name, crate::support::unescape(&part));
    }
    project
}

/// The Markdown files of a site, as an editor opens them: without a byte order mark.
fn texts(project: &Project) -> BTreeMap<String, String> {
    let text = |(path, bytes): (String, Vec<u8>)| {
        let path = format!("content/{path}");
        let text = String::from_utf8(bytes).ok()?;
        let is_open = path.ends_with(".md") && !path.split('/').any(|part| part.starts_with('.'));
        is_open.then(|| (path, text.trim_start_matches('\u{feff}').to_owned()))
    };
    let files = if project.exists("content") { project.tree("content") } else { BTreeMap::new() };
    files.into_iter().filter_map(text).collect()
}

#[test]
fn what_is_published_for_every_case_of_the_suite_is_what_check_says() {
    let encodings = ["utf-8", "utf-16", "utf-32"];
    let mut faults = 0;
    for (at, case) in cases().iter().enumerate() {
        let project = project_of(&std::fs::read_to_string(case).unwrap());
        let encoding = encodings[at % 3];
        let mut editor = Editor::start(project.root(), encoding);
        for (path, text) in texts(&project).iter().take(5) {
            editor.open(path, text);
        }
        editor.settle();
        let expected = checked(&project, encoding);
        faults += expected.values().map(Vec::len).sum::<usize>();
        editor.tells(&expected, || format!("{} ({encoding})", case.display()));
        editor.end();
    }
    assert!(faults > 500, "{faults} faults are not many");
}

/// What authors type, and what they should not.
const PIECES: [&str; 22] = [
    "x",
    " ",
    "\n",
    "\r\n",
    "\t",
    "🐈",
    "ねこ",
    "ü",
    "---\n",
    "title: ",
    "topic: a\n",
    "stack: [nginx, ",
    "]",
    "- ",
    "[a](b.md)",
    "[a](../b.md#x)",
    "# Heading\n",
    "```bash\n",
    "[^1]",
    "\u{301}",
    "revision:\n  status: ",
    "\"",
];

#[test]
fn what_is_published_after_random_keys_is_what_check_says() {
    let steps = crate::support::number("FIELDNOTES_STEPS").map_or(12, |steps| steps as usize);
    for seed in 0..6 {
        let mut random = Random::new(seed);
        let project = Project::new(SITE);
        let encoding = ["utf-8", "utf-16", "utf-32"][seed as usize % 3];
        let mut editor = Editor::start(project.root(), encoding);
        let mut open = texts(&project);
        for (path, text) in &open {
            editor.open(path, text);
        }
        for step in 0..steps {
            for _ in 0..=random.below(6) {
                let path = random.of_all(&open.keys().cloned().collect::<Vec<_>>()).clone();
                let text = open.get_mut(&path).unwrap();
                let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
                let start = *random.of_all(&places);
                let end = *random.of_all(&places[places.iter().position(|at| *at == start).unwrap()..]);
                let end = if random.chance(70) || end - start > 40 { start } else { end };
                // No place of an editor is between the two signs that end a line.
                let splits = |at: usize| text[..at].ends_with('\r') && text[at..].starts_with('\n');
                if splits(start) || splits(end) {
                    continue;
                }
                let piece = if random.chance(80) { random.of(&PIECES) } else { "" };
                editor.change(&path, text, (start, end), piece);
                text.replace_range(start..end, piece);
                project.write(&path, text.as_str());
            }
            editor.settle();
            editor.tells(&checked(&project, encoding), || format!("seed {seed}, step {step}: {open:#?}"));
        }
        editor.end();
    }
}

const SITE: &str = "-- site.toml --\ntitle = \"Notes\"\nbase_url = \"https://notes.example.org\"\n\n[lints]\nreview-unreviewed = \"warn\"\n\n[[menu]]\ntitle = \"Back\"\nurl = \"/notes/b/#roll-back\"\n\n[vocabulary.stack]\n\"PostgreSQL\" = [\"postgres\"]\n\
-- content/notes/a.md --\n---\ntitle: First\ndate: 2026-01-01\ntopic: a\nsummary: One.\nstack: [nginx, PostgreSQL]\n---\n\n# First\n\nSee [the second](b.md#roll-back) and [a place](#first).\n\n## Ünder 🐈\n\nText.\n\
-- content/notes/b.md --\n---\ntitle: Second\ndate: 2026-01-02\ntopic: b\nsummary: Two.\nstack:\n  - nginx\n  - name: postgres\nrevision:\n  superseded_by: a.md\n---\n\n## Roll back\n\nBack to [the first](a.md). See[^1].\n\n## Roll back\n\n[^1]: A footnote.\n\
-- content/ops/c.md --\n---\ntitle: Third\ndate: 2026-01-03\ntopic: c\nsummary: Three.\n---\n\n[Second](../notes/b.md#roll-back), [again](../notes/b.md#roll-back-2), [by address](/notes/b/#roll-back), ![none](x.png)\n";

/// The texts of files after edits of the protocol, which an editor would make.
fn edited(editor: &Editor, edit: &Value, texts: &mut BTreeMap<String, String>) {
    for change in edit["documentChanges"].as_array().into_iter().flatten() {
        let path = editor.path_of(change["textDocument"]["uri"].as_str().unwrap());
        let text = texts.get_mut(&path).unwrap_or_else(|| panic!("{path} is not there"));
        let mut edits: Vec<(std::ops::Range<usize>, &str)> = change["edits"]
            .as_array()
            .unwrap()
            .iter()
            .map(|edit| (editor.range_of(text, &edit["range"]), edit["newText"].as_str().unwrap()))
            .collect();
        edits.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
        for (range, new) in edits {
            text.replace_range(range, new);
        }
    }
}
