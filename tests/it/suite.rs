//! Runs the cases below `tests/suite`. With UPDATE=1 it writes what they expect anew; read the change before you
//! commit it.
//!
//! A case is a text: first lines that say what it shows, then `-- path --` parts. `-- diagnostics --` lists every
//! diagnostic. Files below `rules/` are rule files, as `check --alerts` takes them; with `-- ci --` the site is checked as in CI. `-- out/PATH --` holds lines that occur in that output, in their order. `\t`, `\e`, `\u{301}` and a
//! `\r` at a line's end stand for those characters. A path alone (`-- absent/PATH --`) is an output that is not made.
//! `-- never --` holds texts, one a line, that no output at all may hold, in whatever case. Cases with edits are told in
//! `suite/rendered.rs`.

mod rendered;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::support::{listed, load, outputs, parts};

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite");
    let mut cases: Vec<PathBuf> = walkdir::WalkDir::new(folder)
        .into_iter()
        .map(|entry| entry.unwrap().into_path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .collect();
    cases.sort();
    cases
}

#[test]
fn every_case_has_the_diagnostics_and_the_output_it_expects() {
    let cases = cases();
    assert!(!cases.is_empty());
    let (next, failures) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let take = || {
        while let Some(path) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
            let found = run(path);
            failures.lock().unwrap().extend(found);
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(take);
        }
    });
    let mut failures: Vec<String> = failures.into_inner().unwrap();
    failures.sort();
    assert!(failures.is_empty(), "{} failures\n\n{}", failures.len(), failures.join("\n"));
}

/// What a case expects and does not find. With UPDATE it expects what it finds from then on.
fn run(path: &Path) -> Vec<String> {
    let update = std::env::var_os("UPDATE").is_some();
    let case = path.display().to_string();
    let text = std::fs::read_to_string(path).unwrap();
    let (expected, files): (Vec<_>, Vec<_>) = parts(&text).into_iter().partition(|(name, _)| {
        name == "diagnostics" || name == "never" || name.starts_with("out/") || name.starts_with("absent/")
    });
    let (edits, files): (Vec<_>, Vec<_>) =
        files.into_iter().partition(|(name, _)| rendered::is_of_edits(name));
    let build = load(&files);
    let found = listed(&build);
    let mut failures = of_outputs(path, &expected, &outputs(&build));
    let diagnostics = expected.iter().find(|(name, _)| name == "diagnostics").map(|(_, part)| part);
    let lists: Vec<String> =
        if edits.is_empty() { Vec::new() } else { rendered::found(&case, &files, &edits) };
    if update {
        rewrite(path, &text, &found, &lists);
        return failures;
    }
    match diagnostics {
        Some(part) if *part != found => failures.push(format!("{case}\nexpected:\n{part}found:\n{found}")),
        None if !found.is_empty() => failures.push(format!("{case}: unexpected:\n{found}")),
        _ => {}
    }
    let wanted = edits.iter().filter(|(name, _)| name == "rendered").map(|(_, part)| part);
    for (wanted, list) in wanted.zip(&lists).filter(|(wanted, list)| wanted != list) {
        failures.push(format!("{case}\nexpected to be rendered:\n{wanted}rendered:\n{list}"));
    }
    failures
}

/// What a case expects of outputs, and does not find in those that were made.
fn of_outputs(path: &Path, expected: &[(String, String)], made: &BTreeMap<String, String>) -> Vec<String> {
    let mut failures = Vec::new();
    for (name, part) in expected {
        if let Some(output) = name.strip_prefix("out/") {
            failures.extend(missing_line(path, output, made.get(output).map(String::as_str), part));
        }
        if name == "never" {
            let holds = |text: &str| {
                let text = text.to_lowercase();
                made.iter().find(|(_, output)| output.to_lowercase().contains(&text))
            };
            let shown = part.lines().filter(|line| !line.is_empty());
            failures.extend(
                shown.filter_map(|text| {
                    Some(format!("{}: {} holds `{text}`", path.display(), holds(text)?.0))
                }),
            );
        }
        if let Some(output) = name.strip_prefix("absent/")
            && made.contains_key(output)
        {
            failures.push(format!("{}: {output} is made", path.display()));
        }
    }
    failures
}

fn missing_line(path: &Path, output: &str, made: Option<&str>, expected: &str) -> Option<String> {
    let Some(mut rest) = made else { return Some(format!("{}: {output} is not made", path.display())) };
    for line in expected.lines().map(str::trim).filter(|line| !line.is_empty()) {
        match rest.find(line) {
            Some(at) => rest = &rest[at + line.len()..],
            None => {
                return Some(format!(
                    "{}: {output} lacks, or has in another order:\n  {line}\n",
                    path.display()
                ));
            }
        }
    }
    None
}

/// Puts the diagnostics that were found into a case, and what was rendered; a case without faults needs no such part.
fn rewrite(path: &Path, text: &str, found: &str, lists: &[String]) {
    let mut out = String::new();
    let mut skips = false;
    let mut written = false;
    let mut lists = lists.iter();
    for line in text.split_inclusive('\n') {
        let is_part = line.starts_with("-- ") && line.trim_end().ends_with(" --");
        if is_part {
            let is_list = line.starts_with("-- rendered --");
            let is_found = line.starts_with("-- diagnostics --");
            skips = is_found || is_list;
            if is_list {
                out.push_str(line);
                out.push_str(lists.next().map_or("", String::as_str));
            }
            let is_output =
                ["-- out/", "-- absent/", "-- never --", "-- edit ", "-- remove ", "-- drafts --"]
                    .iter()
                    .any(|part| line.starts_with(part));
            if !written && (is_found || is_output) && !found.is_empty() {
                out.push_str(&format!("-- diagnostics --\n{found}"));
                written = true;
            }
        }
        if !skips {
            out.push_str(line);
        }
    }
    if !written && !found.is_empty() {
        out.push_str(&format!("-- diagnostics --\n{found}"));
    }
    if out != text {
        std::fs::write(path, out).unwrap();
    }
}
