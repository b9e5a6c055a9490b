//! Reports for hosts and editors: each can be read by those that it is for, whatever files and faults are called, and wherever the
//! site is in its repository.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use regex::Regex;
use roxmltree::{Document, Node};
use serde_json::Value;

use crate::support::{Project, note};

/// A site whose files and faults have names that could be taken for something else.
fn hostile() -> Project {
    let project = Project::new("");
    let names = ["]]>&'<%0A,a", "::error file=x::b", "🦀 ٣", "--", "c##[error]1:2", "\u{1b}[31m\nred"];
    let values =
        ["]]>", "a\\nb: ::error::x", "<failure/>&amp;", "100%0A::warning::", "\\e[2J\\u0007", "🦀\\u202e"];
    for (name, value) in names.into_iter().zip(values) {
        let body = "[x](<]]>%25::error::.md>) ##[error]x [y](gone.md) [y](gone.md)\n\n#### 🦀 deep\n";
        project.write(&format!("content/notes/{name}.md"), note(&format!("difficulty: \"{value}\"\n"), body));
    }
    project
}

/// The faults by `--format json`: path, line, column, severity, code and message.
fn listed(project: &Project, arguments: &[&str]) -> Vec<Value> {
    let run = project.run(&[&["check", "--format", "json"], arguments].concat());
    let mut report: Value = serde_json::from_str(&run.stdout).unwrap();
    report["diagnostics"].as_array_mut().unwrap().drain(..).collect()
}

fn check(project: &Project, format: &str) -> String {
    project.run(&["check", "--format", format]).expect(1).stdout
}

#[test]
fn a_fault_is_one_line_for_editors() {
    let project = hostile();
    let line = Regex::new(r"^(.+?):(\d+):(\d+): (error|warning)\[([a-z-]+)\]: (.+)$").unwrap();
    let faults = listed(&project, &[]);
    let text = check(&project, "concise");
    assert_eq!(text.lines().count(), faults.len());
    assert!(faults.len() > 20 && !text.contains('\u{1b}'));
    for (told, fault) in text.lines().zip(&faults) {
        let parts = line.captures(told).unwrap_or_else(|| panic!("{told}"));
        let severity = fault["severity"].as_str().unwrap();
        assert_eq!((&parts[4], &parts[5]), (severity, fault["code"].as_str().unwrap()), "{told}");
        let path = fault["path"].as_str().unwrap();
        if !path.contains(|c: char| c.is_control() || c == ':') {
            assert_eq!((&parts[1], &parts[2]), (path, fault["line"].to_string().as_str()));
            assert_eq!(parts[3], fault["column"].to_string());
        }
    }
}

#[test]
fn an_editor_finds_files_from_the_folder_that_it_is_in() {
    let project = Project::new("");
    project.write("docs/site.toml", crate::support::SITE);
    project.write("docs/content/notes/a.md", note("", "[x](gone.md)\n"));
    // A check that follows a change at once remembers nothing.
    std::thread::sleep(std::time::Duration::from_millis(2_200));
    let from = |folder: &str, arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fieldnotes"));
        command.current_dir(project.path(folder)).args(["check", "--format", "concise"]).args(arguments);
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8(output.stdout).unwrap().split(':').next().unwrap().to_owned()
    };
    assert_eq!(from(".", &["--site", "docs"]), "docs/content/notes/a.md");
    assert_eq!(from("docs", &[]), "content/notes/a.md");
    // The same files, checked from elsewhere, are not said to be where they were.
    assert_eq!(from("docs/content", &[]), "notes/a.md");
    assert_eq!(from("docs/content/notes", &[]), "a.md");
    project.write("other/x", "");
    assert_eq!(from("other", &["--site", "../docs"]), "../docs/content/notes/a.md");
}

#[test]
fn a_line_has_colours_only_when_they_are_asked_for() {
    let project = Project::new("");
    project.write("content/a.md", note("", "[x](gone.md)\n"));
    let run = project.run(&["check", "--format", "concise", "--color", "always"]).expect(1);
    let red = "\u{1b}[1m\u{1b}[31merror[broken-link]\u{1b}[0m";
    assert!(run.stdout.starts_with("\u{1b}[1mcontent/a.md:7:5\u{1b}[0m: ") && run.stdout.contains(red));
}

#[test]
fn gitlab_gets_places_in_the_repository_and_fingerprints() {
    let project = hostile();
    let report: Vec<Value> = serde_json::from_str(&check(&project, "gitlab")).unwrap();
    let faults = listed(&project, &[]);
    assert_eq!(report.len(), faults.len());
    for (entry, fault) in report.iter().zip(&faults) {
        assert_eq!((&entry["check_name"], &entry["location"]["path"]), (&fault["code"], &fault["path"]));
        let lines = &entry["location"]["lines"];
        assert_eq!((&lines["begin"], &lines["end"]), (&fault["line"], &fault["end_line"]));
        let severity = match (fault["severity"].as_str().unwrap(), fault["withholds"].as_bool().unwrap()) {
            ("error", true) => "critical",
            ("error", false) => "major",
            _ => "minor",
        };
        assert_eq!(entry["severity"], severity);
        let description = entry["description"].as_str().unwrap();
        assert!(!description.is_empty() && !description.contains(char::is_control), "{description:?}");
    }
    assert_eq!(prints(&report).len(), report.len(), "each fault has its own");
    // Lines above come and go.
    for (path, _) in project.tree("content") {
        let path = format!("content/{path}");
        project.write(&path, project.read(&path).replace("---\n[", "---\n\nMore.\n\n["));
    }
    let moved: Vec<Value> = serde_json::from_str(&check(&project, "gitlab")).unwrap();
    assert_eq!(prints(&moved), prints(&report));
    assert_ne!(moved, report);
}

fn prints(report: &[Value]) -> BTreeSet<&str> {
    report.iter().map(|entry| entry["fingerprint"].as_str().unwrap()).collect()
}

#[test]
fn paths_begin_at_the_root_of_the_repository() {
    let project = Project::new("");
    project.write("docs/site.toml", crate::support::SITE);
    project.write("docs/content/notes/a.md", note("", "[x](gone.md)\n"));
    let of = |arguments: &[&str], environment: &[(&str, &str)]| {
        let run =
            project.run_with(&[&["check", "--site", "docs", "--format"], arguments].concat(), environment);
        run.expect(1).stdout
    };
    assert!(of(&["gitlab"], &[]).contains("\"path\": \"docs/content/notes/a.md\""));
    assert!(of(&["junit"], &[]).contains(" file=\"docs/content/notes/a.md\""));
    let (root, docs) = (project.root(), project.path("docs"));
    let around = root.parent().unwrap();
    let name = root.file_name().unwrap().to_str().unwrap();
    for variable in ["CI_PROJECT_DIR", "GITHUB_WORKSPACE"] {
        let at = |folder: &Path| of(&["gitlab"], &[(variable, folder.to_str().unwrap())]);
        assert!(at(around).contains(&format!("\"path\": \"{name}/docs/content/notes/a.md\"")), "{variable}");
        assert!(at(&docs).contains("\"path\": \"content/notes/a.md\""), "{variable}");
    }
}

/// The tests of a report, with their suites.
fn tests<'d>(document: &'d Document<'_>) -> Vec<(Node<'d, 'd>, Node<'d, 'd>)> {
    let root = document.root_element();
    assert_eq!(root.tag_name().name(), "testsuites");
    let is_element = |node: &Node<'_, '_>| node.is_element();
    let suites = root.children().filter(is_element);
    suites.flat_map(|suite| suite.children().filter(is_element).map(move |test| (suite, test))).collect()
}

#[test]
fn junit_has_a_failure_for_each_error_and_counts_them() {
    let project = hostile();
    let text = check(&project, "junit");
    let document = Document::parse(&text).unwrap();
    let faults = listed(&project, &[]);
    let told = tests(&document);
    assert_eq!(told.len(), faults.len());
    let mut names = BTreeSet::new();
    for ((suite, test), fault) in told.iter().zip(&faults) {
        let of_test = |name| test.attribute(name).unwrap();
        assert_eq!(of_test("classname"), fault["code"].as_str().unwrap());
        assert_eq!(of_test("line"), fault["line"].to_string());
        assert_eq!(suite.attribute("name"), test.attribute("file"));
        assert!(names.insert((of_test("classname"), of_test("name"))), "{} is there twice", of_test("name"));
        let outcome = test.children().find(Node::is_element).unwrap();
        let is_error = fault["severity"] == "error";
        assert_eq!(outcome.tag_name().name(), if is_error { "failure" } else { "skipped" });
        let message = outcome.attribute("message").unwrap();
        let place = format!(":{}:{}: ", fault["line"], fault["column"]);
        assert!(message.contains(&place) && !message.contains(char::is_control), "{message:?}");
        let code = format!("[{}]: ", fault["code"].as_str().unwrap());
        assert!(outcome.text().unwrap().contains(&code), "the whole report is there");
    }
    let root = document.root_element();
    let count = |name: &str| root.attribute(name).unwrap().parse::<usize>().unwrap();
    let errors = faults.iter().filter(|fault| fault["severity"] == "error").count();
    let expected = (faults.len(), errors, faults.len() - errors);
    assert_eq!((count("tests"), count("failures"), count("skipped")), expected);
    // What is denied fails.
    let denied = project.run(&["check", "--format", "junit", "--deny", "warnings"]).expect(1).stdout;
    assert!(denied.contains("skipped=\"0\"") && !denied.contains("<skipped"));
    // A test is known by its name, which its line has no part in.
    for (path, _) in project.tree("content") {
        let path = format!("content/{path}");
        project.write(&path, project.read(&path).replace("---\n[", "---\n\nMore.\n\n["));
    }
    let text = check(&project, "junit");
    let document = Document::parse(&text).unwrap();
    let moved = tests(&document).into_iter();
    let moved =
        moved.map(|(_, test)| (test.attribute("classname").unwrap(), test.attribute("name").unwrap()));
    assert_eq!(moved.collect::<BTreeSet<_>>(), names);
}

#[test]
fn a_site_without_faults_passes_in_each_format() {
    let project = Project::new("");
    project.write("content/notes/a.md", note("", "Text.\n"));
    let clean = |format: &str| project.run(&["check", "--format", format]).expect(0).stdout;
    assert_eq!(
        (clean("concise"), clean("github"), clean("gitlab")),
        (String::new(), String::new(), "[]\n".to_owned())
    );
    let junit = clean("junit");
    let document = Document::parse(&junit).unwrap();
    let told = tests(&document);
    assert_eq!(told.len(), 1);
    assert_eq!((told[0].1.attribute("name"), told[0].1.children().count()), (Some("no faults"), 0));
    assert_eq!(told[0].0.attribute("tests"), Some("1"));
}

#[test]
fn github_gets_the_gravest_ten_of_each_level_and_is_told_of_the_rest() {
    let project = hostile();
    for number in 0..20 {
        project
            .write(&format!("content/z/{number}.md"), note("", "[x](gone.md) [](../notes/)\n\n#### Deep\n"));
    }
    project.write("content/z/last.md", note("service: x\n", "![](none.png)\n"));
    let text = check(&project, "github");
    let count = |level: &str| text.lines().filter(|line| line.starts_with(&format!("::{level} "))).count();
    assert_eq!((count("error"), count("warning"), count("notice")), (10, 10, 1), "{text}");
    // Whatever a name holds: a line is one of ours, and properties end where they should.
    let place = r"file=[^:,]+,line=\d+,endLine=\d+,(col=\d+,endColumn=\d+,)?title=fieldnotes [a-z-]+";
    let line = Regex::new(&format!(r"^::((error|warning) {place}|notice title=fieldnotes)::[^\x00-\x1f]+$"))
        .unwrap();
    for told in text.lines() {
        assert!(line.is_match(told), "{told}");
    }
    // No code hides another one, however late it comes.
    for code in ["unknown-field", "unknown-value", "broken-link", "missing-image", "missing-alt"] {
        assert!(text.contains(&format!("title=fieldnotes {code}::")), "{code}: {text}");
    }
    let faults = listed(&project, &[]);
    let errors = faults.iter().filter(|fault| fault["severity"] == "error").count();
    let notice = text.lines().last().unwrap();
    let expected =
        format!("::notice title=fieldnotes::{errors} errors, {} warnings: ", faults.len() - errors);
    assert!(notice.starts_with(&expected) && notice.contains("broken-link, "), "{notice}");
    assert!(notice.contains("`fieldnotes check --format concise` lists all faults"), "{notice}");
    // The command is the one that was given.
    let chosen = ["--ignore", "missing-alt", "--select", "broken-link,missing-alt", "--today", "2026-11-27"];
    let chosen = [&chosen[..], &["--base-url", "https://b.example", "content/z"]].concat();
    let told = project.run(&[&["check", "--format", "github"], &chosen[..]].concat()).expect(1).stdout;
    let notice = told.lines().last().unwrap();
    let command = "`fieldnotes check content/z --select broken-link,missing-alt --ignore missing-alt --base-url 'https://b.example' --today 2026-11-27 --format concise`";
    assert!(notice.contains(&command.replace('%', "%25")), "{notice}");
    // Fewer are told in full, and nothing else is said.
    let few = project.run(&["check", "--format", "github", "content/z/last.md"]).expect(1).stdout;
    assert!(few.lines().count() >= 3 && !few.contains("::notice"), "{few}");
}

#[test]
fn thousands_of_faults_are_all_told_but_to_github() {
    let project = Project::new("");
    for number in 0..40 {
        let links = "[x](gone.md) ".repeat(60);
        project.write(&format!("content/n{number}.md"), note("", &format!("{links}\n")));
    }
    assert_eq!(check(&project, "concise").lines().count(), 2_400);
    let gitlab: Vec<Value> = serde_json::from_str(&check(&project, "gitlab")).unwrap();
    assert_eq!(prints(&gitlab).len(), 2_400);
    let junit = check(&project, "junit");
    assert_eq!(tests(&Document::parse(&junit).unwrap()).len(), 2_400);
    assert_eq!(check(&project, "github").lines().count(), 11);
}

#[test]
fn secrets_are_in_no_format() {
    let project = Project::new("");
    let token = "ghp_Zk3vRt8mQx1LpYw6Nb4Hs7Jc2Df9Ga5UeTi0";
    project.write("content/a.md", note("", &format!("[x](gone/{token}.md) {token}\n")));
    for format in ["human", "json", "sarif", "github", "gitlab", "junit", "concise"] {
        let text = check(&project, format);
        assert!(text.contains("secret") && !text.contains("Zk3vRt8m"), "{format}: {text}");
    }
}

#[test]
fn blocks_under_test_are_told_in_the_same_formats() {
    let project = Project::new("");
    let broken = "```json {check=syntax}\n{\"a\": ]]>\n```\n";
    project.write("content/a.md", note("", broken));
    let told = |format: &str| project.run(&["test", "--format", format]).expect(1).stdout;
    assert!(told("concise").starts_with("content/a.md:8:1: error[block-syntax]: "), "{}", told("concise"));
    assert_eq!(serde_json::from_str::<Vec<Value>>(&told("gitlab")).unwrap().len(), 1);
    assert_eq!(tests(&Document::parse(&told("junit")).unwrap()).len(), 1);
    project.write("content/a.md", note("", "```json {check=syntax}\n{}\n```\n"));
    let passed = project.run(&["test", "--format", "junit"]).expect(0).stdout;
    assert!(passed.contains("name=\"no faults\""), "{passed}");
}
