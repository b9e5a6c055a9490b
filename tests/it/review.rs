//! `review` tells of each note the states that it is in on a day, and publishes nothing of what reviewers say to each other.

use crate::support::{Project, load, outputs};

const DAY: &str = "2026-06-01";

/// A site of notes in all states, for the day above.
fn notes() -> Vec<(String, String)> {
    let note = |name: &str, rest: &str| {
        let text = format!("---\ntitle: {name}\ndate: 2025-01-01\ntopic: t\nsummary: S.\n{rest}---\nText.\n");
        (format!("content/notes/{name}.md"), text)
    };
    vec![
        ("site.toml".to_owned(), "title = \"S\"\nbase_url = \"https://a.example\"\n".to_owned()),
        note("edited", "owner: B\nhash: \"00000000000000000000\"\nrevision: {last_reviewed: 2026-05-01}\n"),
        note("both", "owner: A\nhash: \"00000000000000000000\"\nrevision: {last_reviewed: 2025-05-31}\n"),
        note("overdue", "owner: B\nrevision: {last_reviewed: 2025-05-31}\n"),
        note("today", "revision: {last_reviewed: 2025-06-01}\n"),
        note("near", "revision: {last_reviewed: 2025-07-01}\n"),
        note("far", "revision: {last_reviewed: 2025-07-02}\n"),
        note("never", ""),
        note(
            "later",
            "revision:\n  last_reviewed: 2024-01-01\n  review_note: zqnote\n  deferred: {until: 2026-06-02, because: zqreason}\n",
        ),
        note("again", "revision:\n  deferred: {until: 2026-06-01, because: zqreason}\n"),
        note("old", "revision: {status: deprecated}\n"),
        note("draft", "draft: true\n"),
        note("faulty", "difficulty: hard\n"),
    ]
}

fn project() -> Project {
    let project = Project::new("");
    for (path, text) in notes() {
        project.write(&path, &text);
    }
    project
}

#[test]
fn each_note_has_the_states_that_apply_and_the_gravest_leads() {
    let found = project().run(&["review", "--today", DAY, "--format", "json", "--state", ALL]);
    let report: serde_json::Value = serde_json::from_str(&found.stdout).unwrap();
    let states = |note: &serde_json::Value| {
        let states: Vec<&str> =
            note["states"].as_array().unwrap().iter().filter_map(|state| state.as_str()).collect();
        format!("{} {}", note["title"].as_str().unwrap(), states.join("+"))
    };
    let notes: Vec<String> = report["notes"].as_array().unwrap().iter().map(states).collect();
    let wanted = [
        "both edited+overdue",
        "edited edited",
        "overdue overdue",
        "today due",
        "near due",
        "again unreviewed",
        "faulty unreviewed",
        "never unreviewed",
        "later deferred",
        "far fresh",
        "old deprecated",
    ];
    assert_eq!(notes, wanted);
    assert_eq!(report["summary"]["notes"], 11);
    assert_eq!(report["summary"]["states"]["overdue"], 2);
    assert_eq!(found.status, 0);
}

const ALL: &str = "edited,overdue,due,unreviewed,deferred,fresh,deprecated";

#[test]
fn a_list_is_narrowed_by_state_owner_and_path_and_can_fail() {
    let project = project();
    let lines = |args: &[&str]| {
        let found = project.run(&[&["review", "--today", DAY], args].concat());
        (found.status, found.stdout.lines().filter(|line| line.starts_with("    ")).count())
    };
    assert_eq!(lines(&[]), (0, 9));
    assert_eq!(lines(&["--state", "overdue"]), (0, 2));
    assert_eq!(lines(&["--owner", "B"]), (0, 2));
    assert_eq!(lines(&["--owner", ""]), (0, 6));
    assert_eq!(lines(&["content/notes/near.md"]), (0, 1));
    assert_eq!(lines(&["--max-overdue", "1"]), (1, 9));
    assert_eq!(lines(&["--max-overdue", "2"]), (0, 9));
    let wrong = project.run(&["review", "--state", "overdu"]);
    assert_eq!(wrong.status, 2);
    assert!(wrong.stderr.contains("did you mean `overdue`?"), "{}", wrong.stderr);
}

#[test]
fn what_reviewers_say_is_in_no_output() {
    let outputs = outputs(&load(&notes()));
    assert!(outputs.contains_key("notes/later/index.html"));
    for (path, text) in &outputs {
        assert!(!text.contains("zqreason") && !text.contains("zqnote"), "{path}");
    }
}
