//! The house rules, as data: a rule outside of `cargo test` quietly stops being one.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use fieldnotes::diagnostic::Code;

/// The layers of `ARCHITECTURE.md`: a module may use its own layer and those below.
const LAYERS: &[&[&str]] = &[
    &[
        "span",
        "path",
        "nfc",
        "diagnostic",
        "suggest",
        "tree",
        "fix",
        "glob",
        "parallel",
        "plural",
        "varint",
        "fingerprint",
        "footprint",
    ],
    &["baseline", "config", "edit", "ledger", "parse", "note", "validate", "theme"],
    &["corpus", "model", "check"],
    &["render", "compare"],
    &["doctest", "source", "write"],
    &["engine", "ide"],
    &["report", "watch", "serve", "lsp", "cli"],
];

/// Most lines of a source file.
const MOST_LINES: usize = 400;

fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<PathBuf> = walkdir::WalkDir::new(root.join("src"))
        .into_iter()
        .map(|entry| entry.unwrap().into_path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect();
    files.sort();
    assert!(files.len() > 100, "{} files", files.len());
    let read = |path: PathBuf| {
        let name = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
        (name, std::fs::read_to_string(path).unwrap())
    };
    files.into_iter().map(read).collect()
}

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|modules| modules.contains(&module))
}

#[test]
fn every_file_says_what_it_is_for() {
    let silent: Vec<String> =
        sources().into_iter().filter(|(_, text)| !text.starts_with("//!")).map(|(name, _)| name).collect();
    assert_eq!(silent, Vec::<String>::new());
}

#[test]
fn no_module_uses_a_layer_above_its_own() {
    let mut violations = Vec::new();
    for (name, text) in sources() {
        let module = name.trim_start_matches("src/").split(['/', '.']).next().unwrap();
        if matches!(module, "main" | "lib") {
            continue;
        }
        let own = layer(module).unwrap_or_else(|| panic!("{module} has no layer"));
        for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")) {
            for used in line.split("crate::").skip(1) {
                let used = used.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap();
                if layer(used).is_some_and(|used| used > own) {
                    violations.push(format!("{name}:{}: {}", at + 1, line.trim()));
                }
            }
        }
    }
    assert!(violations.is_empty(), "{}", violations.join("\n"));
}

/// What makes the answers that the door of rendering gives out: these alone are handed a site.
const BEHIND_THE_DOOR: &[&str] = &[
    "src/render/reads",
    "src/render/count.rs",
    "src/render/search.rs",
    "src/render/search/part.rs",
    "src/render/view/site.rs",
];

/// What a page shows of the site it has to ask for, or nobody knows when it changes.
#[test]
fn pages_see_the_site_through_the_door_alone() {
    let is_behind = |name: &str| BEHIND_THE_DOOR.iter().any(|known| name.starts_with(known));
    let mut seen = 0;
    for (name, text) in sources().into_iter().filter(|(name, _)| name.starts_with("src/render")) {
        let code = text.split("#[cfg(test)]").next().unwrap();
        let words = code.lines().filter(|line| !line.trim_start().starts_with("//")).flat_map(|line| {
            line.split(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != ':').collect::<Vec<_>>()
        });
        let names_site = words.filter(|word| matches!(*word, "Site" | "Sources" | "Engine")).count();
        seen += usize::from(is_behind(&name) && names_site > 0);
        assert!(is_behind(&name) || names_site == 0, "{name} is handed the site");
    }
    assert!(seen >= BEHIND_THE_DOOR.len(), "the test looks at nothing");
}

#[test]
fn files_are_short_and_nothing_is_left_over() {
    let mut faults = Vec::new();
    for (name, text) in sources() {
        let lines = text.lines().count();
        if lines > MOST_LINES {
            faults.push(format!("{name} has {lines} lines"));
        }
        if name.ends_with("/mod.rs") {
            faults.push(format!("{name}: a module is `name.rs` beside `name/`"));
        }
        // What notes are searched for is written in brackets, and told from the rest in one file.
        let text = if name == "src/parse/placeholder.rs" { String::new() } else { text.replace("[TODO", "") };
        for word in ["TODO", "FIXME", "XXX", "#[ignore", "dbg!("] {
            if text.contains(word) {
                faults.push(format!("{name} holds {word}"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Codes that no text of a suite case can bring about; each has a test in `faults.rs`, `images.rs`, `metadata.rs` or `cli.rs`;
/// those of blocks that were tested in `tests/doctests`.
const WITHOUT_CASE: &[Code] = &[
    Code::NotUtf8,
    Code::UnreadableFile,
    Code::BadFileName,
    Code::OutputOccupied,
    Code::InternalError,
    Code::FileTooLarge,
    Code::ImageTooLarge,
    Code::PicturePlace,
    Code::NoNotes,
    Code::BlockSyntax,
    Code::BlockFailed,
    Code::BlockOutput,
    Code::BlockSkipped,
];

#[test]
fn every_code_has_a_page_and_a_case() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut shown: BTreeSet<String> = BTreeSet::new();
    for entry in walkdir::WalkDir::new(root.join("tests/suite")) {
        let path = entry.unwrap().into_path();
        if path.is_file() {
            let text = std::fs::read_to_string(path).unwrap();
            shown.extend(
                Code::ALL
                    .iter()
                    .filter(|code| text.contains(&format!("[{code}]")))
                    .map(|code| code.name().to_owned()),
            );
        }
    }
    let missing: Vec<&str> = Code::ALL
        .iter()
        .filter(|code| !WITHOUT_CASE.contains(code) && !shown.contains(code.name()))
        .map(|code| code.name())
        .collect();
    assert_eq!(missing, Vec::<&str>::new(), "codes without a case in tests/suite");
    for code in Code::ALL {
        let page = code.page();
        assert!(page.contains("## Example") && page.contains("## Remedy"), "{code}");
    }
}

/// `cargo install --git` looks for packages in every folder that isn't hidden, and refuses to choose between two with programs.
#[test]
fn a_clone_has_one_package() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let is_searched = |entry: &walkdir::DirEntry| {
        let name = entry.file_name().to_string_lossy();
        entry.depth() == 0
            || !entry.file_type().is_dir()
            || !(name.starts_with('.') || name == "target" || name == "node_modules")
    };
    let manifests: Vec<PathBuf> = walkdir::WalkDir::new(root)
        .into_iter()
        .filter_entry(is_searched)
        .map(|entry| entry.unwrap().into_path())
        .filter(|path| path.ends_with("Cargo.toml"))
        .collect();
    assert_eq!(manifests, [root.join("Cargo.toml")]);
}

/// What pre-commit installs names a version, which nothing else would keep up to date.
#[test]
fn the_hook_installs_the_wheel_of_this_version() {
    let project =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("pyproject.toml")).unwrap();
    let project: toml::Value = toml::from_str(&project).unwrap();
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(project["project"]["version"].as_str(), Some(version));
    let wheel = toml::Value::from(format!("fieldnotes-cli=={version}"));
    assert_eq!(project["project"]["dependencies"], toml::Value::from(vec![wheel]));
}

/// Each target is made by the release workflow, and known to the scripts that pack what it makes.
#[test]
fn a_release_has_a_runner_for_each_target() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let workflow = std::fs::read_to_string(root.join(".github/workflows/release.yml")).unwrap();
    let made: Vec<&str> =
        workflow.lines().filter_map(|line| line.trim().strip_prefix("- target: ")).collect();
    let known = std::fs::read_to_string(root.join("packaging/targets.json")).unwrap();
    let known: serde_json::Value = serde_json::from_str(&known).unwrap();
    let known: Vec<&str> =
        known.as_array().unwrap().iter().map(|target| target["target"].as_str().unwrap()).collect();
    assert_eq!(made, known);
    assert!(made.len() > 5);
}
