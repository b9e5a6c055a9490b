//! The own manual, whose terminal sessions run as they stand, and the own notes: a wrong command that is put into any of them is
//! found. They need the programs that they name, as `.ci/run` installs them.

use std::path::{Path, PathBuf};

use super::support::Project;

/// A line that is wrong in a language.
fn wrong(language: &str, is_run: bool) -> &'static str {
    match (language, is_run) {
        ("console", true) => "$ exit 7",
        ("console", false) => "$ )",
        ("python", true) => "raise SystemExit(7)",
        ("javascript", true) => "process.exit(7)",
        ("sql", true) => "SELECT no_such_function();",
        (_, true) => "exit 7",
        ("sql", false) => "SELEC 1;",
        ("nginx", false) => "no_such_directive on;",
        ("ini", false) => "[Service]\nNoSuchKey=1",
        ("yaml" | "json" | "toml", false) => "{ [",
        ("text", false) => "no_such_directive 1 {",
        (_, false) => ")",
    }
}

/// The note with a wrong line in its first block that is run, or parsed; None where it has neither.
fn spoilt(text: &str) -> Option<(String, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let fence = |check: &str| {
        lines.iter().position(|line| line.trim_start().starts_with("```") && line.contains(check))
    };
    let at = fence("check=run").or_else(|| fence("check=syntax"))?;
    let indent = &lines[at][..lines[at].find('`')?];
    let language = lines[at].trim().trim_start_matches('`').split([' ', '{']).next()?;
    let line = wrong(language, lines[at].contains("check=run")).replace('\n', &format!("\n{indent}"));
    let spoilt = [&lines[..=at], &[format!("{indent}{line}").as_str()], &lines[at + 1..]].concat().join("\n");
    Some((spoilt + "\n", at + 1))
}

/// The files below a folder of the repository.
fn files(folder: &str) -> impl Iterator<Item = PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let walk = walkdir::WalkDir::new(root.join(folder)).sort_by_file_name().into_iter().map(Result::unwrap);
    walk.filter(|entry| entry.file_type().is_file())
        .map(move |entry| entry.path().strip_prefix(root).unwrap().to_owned())
}

#[test]
fn the_sessions_of_manual_and_readme_run_as_they_stand() {
    let program = Path::new(env!("CARGO_BIN_EXE_fieldnotes"));
    let folders = std::iter::once(program.parent().unwrap().to_owned());
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths(folders.chain(std::env::split_paths(&path))).unwrap();
    let test = |arguments: &[&str]| {
        let mut command = std::process::Command::new(program);
        command.current_dir(env!("CARGO_MANIFEST_DIR")).env("PATH", &path).arg("test").args(arguments);
        let output = command.args(["content/manual", "README.md"]).output().unwrap();
        (
            output.status.code(),
            String::from_utf8(output.stdout).unwrap(),
            String::from_utf8(output.stderr).unwrap(),
        )
    };
    let (_, list, _) = test(&["--list", "--format", "json"]);
    let list: serde_json::Value = serde_json::from_str(&list).unwrap();
    let sessions: Vec<_> =
        list["blocks"].as_array().unwrap().iter().filter(|block| block["language"] == "console").collect();
    let silent: Vec<_> =
        sessions.iter().filter(|block| block["check"].is_null() && block["because"].is_null()).collect();
    assert!(silent.is_empty(), "neither run nor excused: {silent:#?}");
    assert!(sessions.iter().filter(|block| block["check"] == "run").count() > 20, "{}", sessions.len());
    let (status, faults, told) = test(&["--run", "--deny", "warnings"]);
    assert_eq!(status, Some(0), "{faults}\n{told}");
}

#[test]
fn a_wrong_command_in_each_note_is_found() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let project = Project::new("");
    for path in ["content", "tests/blocks"].into_iter().flat_map(files).chain([PathBuf::from("site.toml")]) {
        let to = project.root().join(&path);
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::copy(root.join(&path), to).unwrap();
    }
    let notes =
        files("content/notes").filter(|path| path.extension().is_some_and(|extension| extension == "md"));
    let notes: Vec<PathBuf> = notes.filter(|path| !path.ends_with("_index.md")).collect();
    assert!(notes.len() >= 15);
    let mut missed = Vec::new();
    for note in notes {
        let name = note.to_str().unwrap();
        let text = std::fs::read_to_string(root.join(&note)).unwrap();
        let Some((spoilt, line)) = spoilt(&text) else {
            missed.push(format!("{name} has no block that is tested"));
            continue;
        };
        project.write(name, spoilt);
        let run = project.run(&["test", "--run", "--format", "json", name]);
        project.write(name, text);
        let report: serde_json::Value =
            serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{run:?}"));
        let faults = report["diagnostics"].as_array().unwrap();
        let is_found = |fault: &serde_json::Value| {
            let at = fault["line"].as_u64().unwrap() as usize;
            fault["severity"] == "error" && (line..line + 4).contains(&at)
        };
        if !faults.iter().any(is_found) {
            missed.push(format!("{name}:{line}: {}", run.stdout));
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}
