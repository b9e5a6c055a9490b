//! Two outputs, compared by the program: each kind of change, each form, and what a build says of its own changes.

use crate::support::{Project, SITE};

/// A note with this title, further lines of front matter, and body.
fn note(title: &str, lines: &str, body: &str) -> String {
    format!("---\ntitle: {title}\ndate: 2026-01-02\ntopic: topic\nsummary: A summary.\n{lines}---\n{body}\n")
}

/// A site of three notes, built into `old`.
fn project() -> Project {
    let project = Project::new("");
    project
        .write("content/notes/a.md", note("Alpha", "revision: {status: drafted, version: 1.0.0}\n", "Text."));
    project.write("content/notes/b.md", note("Beta", "stack: [redis]\n", "Words."));
    project.write("content/notes/c.md", note("Gamma", "", "More."));
    project.run(&["build", "--out", "old"]).expect(0);
    project
}

/// What `diff` says of `old` and of what is built now.
fn built_and_told(project: &Project, arguments: &[&str]) -> String {
    project.run(&["build", "--out", "new"]).expect(0);
    told(project, arguments)
}

fn told(project: &Project, arguments: &[&str]) -> String {
    let run = project.run(&[&["diff", "old", "new"], arguments].concat()).expect(0);
    assert_eq!(run.stderr, "");
    run.stdout
}

/// The lines that tell of notes and pages.
fn listed(report: &str) -> Vec<&str> {
    report.lines().take_while(|line| !line.is_empty()).collect()
}

#[test]
fn the_same_site_has_no_change() {
    let project = project();
    assert_eq!(built_and_told(&project, &[]), "no note changed\n");
    let by_manifest = ["diff", "old/.fieldnotes-manifest.json", "new/.fieldnotes-manifest.json"];
    assert_eq!(project.run(&by_manifest).expect(0).stdout, "no note changed\n");
}

#[test]
fn each_kind_of_change_has_its_line() {
    let project = project();
    let reviewed = "revision: {status: reviewed, version: 1.1.0, last_reviewed: 2026-03-01}\n";
    project.write("content/notes/a.md", note("Alpha two", reviewed, "Other text."));
    project.remove("content/notes/b.md");
    project.write("content/notes/c.md", note("Gamma", "slug: moved\naliases: [/notes/c/]\n", "More."));
    project.write("content/notes/d.md", note("Delta", "stack: [nginx]\n", "New."));
    let report = built_and_told(&project, &[]);
    assert_eq!(
        listed(&report),
        [
            "added         /notes/d/      Delta",
            "changed       /notes/a/      Alpha two: text, title was Alpha, status drafted → reviewed, version 1.0.0 → \
             1.1.0, review none → 2026-03-01",
            "moved         /notes/moved/  Gamma: from /notes/c/, a page is at the old address",
            "removed       /notes/b/      Beta",
            "page added    /stack/nginx/",
            "page added    /status/reviewed/",
            "page removed  /stack/redis/",
            "page removed  /status/drafted/",
        ],
        "{report}"
    );
    assert!(report.contains("\n1 note added, 1 changed, 1 moved, 1 removed\n"), "{report}");
    assert!(report.contains(" other pages changed (listings, theme, similar notes)\n"), "{report}");
}

#[test]
fn a_note_can_move_and_change_at_once_and_two_can_swap() {
    let project = project();
    project.write(
        "content/notes/a.md",
        note("Alpha", "slug: b\nrevision: {status: drafted, version: 1.0.0}\n", "Text."),
    );
    project.write("content/notes/b.md", note("Beta", "slug: a\nstack: [redis]\n", "Other words."));
    let report = built_and_told(&project, &[]);
    assert_eq!(
        listed(&report),
        [
            "moved         /notes/a/  Beta: from /notes/b/, another note is at the old address, text",
            "moved         /notes/b/  Alpha: from /notes/a/, another note is at the old address",
        ],
        "{report}"
    );
}

#[test]
fn a_renamed_file_is_known_again_by_what_it_says_or_by_its_reference() {
    let project = project();
    project.remove("content/notes/c.md");
    project.write("content/runbooks/gamma.md", note("Gamma", "", "More."));
    let report = built_and_told(&project, &[]);
    assert!(
        listed(&report).contains(
            &"moved         /runbooks/gamma/  Gamma: from /notes/c/, nothing is at the old address"
        ),
        "{report}"
    );
    let of = |title: &str| note(title, "reference: N-1\n", title);
    project.write("content/notes/e.md", of("Before"));
    project.run(&["build", "--out", "old"]).expect(0);
    project.remove("content/notes/e.md");
    project.write("content/notes/f.md", of("After"));
    let report = built_and_told(&project, &[]);
    assert!(
        report.contains("After: from /notes/e/, nothing is at the old address, text, title was Before"),
        "{report}"
    );
}

#[test]
fn a_draft_that_becomes_public_is_new() {
    let project = project();
    project.write("content/notes/d.md", note("Delta", "draft: true\n", "New."));
    project.run(&["build", "--out", "old"]).expect(0);
    project.write("content/notes/d.md", note("Delta", "", "New."));
    assert_eq!(listed(&built_and_told(&project, &[])), ["added         /notes/d/  Delta"]);
}

#[test]
fn another_template_and_another_address_of_the_site_change_no_note() {
    let project = project();
    project.write("site.toml", SITE.replace("notes.example.org", "other.example.net/below/it"));
    project.write("static/logo.png", "none");
    let report = built_and_told(&project, &[]);
    assert!(report.starts_with("no note changed\n"), "{report}");
    assert!(report.contains("other pages changed") && report.contains("1 picture added"), "{report}");
    let json: serde_json::Value = serde_json::from_str(&told(&project, &["--format", "json"])).unwrap();
    assert_eq!(json["summary"]["changed"], 0);
}

#[test]
fn an_output_of_an_older_version_says_page() {
    let project = project();
    project.write(
        "content/notes/a.md",
        note("Alpha", "revision: {status: drafted, version: 1.0.0}\n", "Other."),
    );
    project.run(&["build", "--out", "new"]).expect(0);
    project.remove("old/.fieldnotes-texts.json");
    assert!(told(&project, &[]).contains("changed       /notes/a/  Alpha: page\n"));
}

#[test]
fn lists_of_notes_in_parts_are_read_in_parts() {
    let project = project();
    let whole: serde_json::Value = serde_json::from_str(&project.read("old/notes.json")).unwrap();
    let notes = whole["notes"].as_array().unwrap();
    let index =
        serde_json::json!({ "version": 1, "count": 3, "parts": ["x/notes-1.json", "x/notes-2.json"] });
    project.write("old/notes.json", index.to_string());
    project.write("old/notes-1.json", serde_json::json!({ "notes": &notes[..1] }).to_string());
    project.write("old/notes-2.json", serde_json::json!({ "notes": &notes[1..] }).to_string());
    assert_eq!(listed(&built_and_told(&project, &[])), ["no note changed"]);
    project.remove("old/notes-2.json");
    let failed = project.run(&["diff", "old", "new"]).expect(2);
    assert!(
        failed.stderr.contains("`old/notes-2.json` can't be read; build the site again"),
        "{}",
        failed.stderr
    );
}

#[test]
fn max_cuts_lists_and_leaves_counts_whole() {
    let project = project();
    for name in ["d", "e", "f"] {
        project.write(&format!("content/notes/{name}.md"), note(&name.to_uppercase(), "", name));
    }
    let report = built_and_told(&project, &["--max", "1"]);
    assert_eq!(listed(&report), ["added         /notes/d/  D", "added         2 more"]);
    let counts = told(&project, &["--max", "0"]);
    assert_eq!(listed(&counts), ["added         3"]);
    let json: serde_json::Value =
        serde_json::from_str(&told(&project, &["--max", "1", "--format", "json"])).unwrap();
    assert_eq!((&json["summary"]["added"], json["added"].as_array().unwrap().len()), (&3.into(), 1));
    let comment = told(&project, &["--max", "2", "--format", "markdown"]);
    assert!(comment.contains("- `E` at `/notes/e/`\n- and 1 more\n"), "{comment}");
}

#[test]
fn json_is_as_the_manual_says() {
    let project = project();
    project.write(
        "content/notes/a.md",
        note("Alpha", "slug: z\nrevision: {status: reviewed, version: 1.0.0}\n", "Text."),
    );
    let json: serde_json::Value =
        serde_json::from_str(&built_and_told(&project, &["--format", "json"])).unwrap();
    let note = |name: &str| {
        serde_json::json!({
            "address": format!("/notes/{name}/"),
            "url": format!("https://notes.example.org/notes/{name}/"),
            "path": "content/notes/a.md",
            "title": "Alpha",
        })
    };
    let mut expected = note("z");
    expected["from"] = note("a");
    expected["old_address"] = "nothing".into();
    expected["changes"] = serde_json::json!([{ "what": "status", "old": "drafted", "new": "reviewed" }]);
    assert_eq!(json["moved"], serde_json::json!([expected]));
    assert_eq!(json["pages_added"], serde_json::json!(["/status/reviewed/"]));
    assert_eq!(
        json["summary"]["files"]["other"],
        serde_json::json!({ "added": 0, "changed": 0, "removed": 0 })
    );
}

#[test]
fn a_title_that_means_harm_does_none() {
    let project = project();
    let title = "\"@all #1 `x` <b> [a](https://evil.example) \\x1b[31m \\u202e\"";
    project.write(
        "site.toml",
        format!("{SITE}[lints]\ncontrol-character = \"warn\"\nhidden-character = \"warn\"\n"),
    );
    project.write("content/notes/d.md", note(title, "", "Text."));
    let comment = built_and_told(&project, &["--format", "markdown"]);
    let expected = "- ``@all #1 `x` <b> [a](https://evil.example) \u{fffd}[31m \u{fffd}`` at `/notes/d/`\n";
    assert!(comment.contains(expected), "{comment}");
    let report = told(&project, &["--color", "always"]);
    assert!(!report.contains("\u{1b}[31m \u{202e}") && !report.contains('\u{202e}'), "{report:?}");
}

#[test]
fn an_address_that_somebody_gives_ends_no_link() {
    let project = project();
    project.write("content/notes/new.md", note("New", "", "Text."));
    let report = built_and_told(
        &project,
        &["--format", "markdown", "--link", "https://x.example/)](javascript:alert(1)"],
    );
    assert!(!report.contains(")](javascript"), "{report}");
    assert!(report.contains("https://x.example/%29]%28javascript:alert%281%29/notes/new/)"), "{report}");
}

#[cfg(unix)]
#[test]
fn what_never_ends_is_not_read() {
    let project = project();
    project.run(&["build", "--out", "new"]).expect(0);
    for name in ["notes.json", ".fieldnotes-manifest.json"] {
        let there = project.path(&format!("new/{name}"));
        let kept = std::fs::read(&there).unwrap();
        std::fs::remove_file(&there).unwrap();
        std::os::unix::fs::symlink("/dev/zero", &there).unwrap();
        let refused = project.run(&["diff", "old", "new"]).expect(2).stderr;
        assert!(refused.contains(name) && refused.contains("it is not a file"), "{refused}");
        std::fs::remove_file(&there).unwrap();
        std::fs::write(&there, kept).unwrap();
    }
}

#[test]
fn what_is_no_output_is_told_with_a_way_out() {
    let project = project();
    std::fs::create_dir(project.path("empty")).unwrap();
    let failed = |arguments: &[&str]| project.run(&[&["diff"], arguments].concat()).expect(2).stderr;
    let empty = failed(&["old", "empty"]);
    assert!(
        empty.contains("`empty` does not contain a built site") && empty.contains("build --out empty"),
        "{empty}"
    );
    let nowhere = failed(&["nowhere", "old"]);
    assert!(nowhere.contains("`nowhere` is not a folder"), "{nowhere}");
    project.run(&["build", "--out", "new"]).expect(0);
    project.write("new/notes.json", "{\"notes\": [{]");
    assert!(failed(&["old", "new"]).contains("`new/notes.json` is damaged; build the site again"));
    project.write("new/.fieldnotes-manifest.json", "{");
    assert!(failed(&["old", "new"]).contains("is damaged"));
    project.write("new/.fieldnotes-manifest.json", "{}");
    assert!(failed(&["old", "new"]).contains(".fieldnotes-manifest.json lists no files"));
    failed(&["old"]);
}

#[test]
fn a_build_writes_what_it_changed() {
    let project = Project::new("");
    project.write("content/notes/a.md", note("Alpha", "", "Text."));
    let build = |arguments: &[&str], status| {
        project.run(&[&["build", "--summary", "changes.md"], arguments].concat()).expect(status);
        project.read("changes.md")
    };
    let first = build(&[], 0);
    assert!(first.starts_with("### Changes of the site: everything is new\n\n1 note, "), "{first}");
    let nothing = "### Changes of the site: no note changed\n";
    assert_eq!(build(&[], 0), nothing);
    assert_eq!(build(&["--clean"], 0), nothing);
    project.write("content/notes/a.md", note("Alpha", "", "Other text."));
    let edited = build(&[], 0);
    assert!(edited.contains("**Changed**\n\n- `Alpha` at `/notes/a/`: text\n"), "{edited}");
    project.write("content/notes/b.md", note("Beta", "colour: blue\n", "Text."));
    let refused = build(&["--strict"], 1);
    let expected =
        "### Changes of the site: nothing was published\n\n1 error in 2 notes. The site is unchanged.\n";
    assert_eq!(refused, expected);
    let left_out = format!("{nothing}\n1 note left out because of its faults.\n");
    assert_eq!(build(&["--no-strict"], 1), left_out);
    assert_eq!(build(&["--no-strict"], 1), left_out);
}

#[test]
fn a_build_that_has_nothing_to_do_says_so_in_its_summary_too() {
    let project = Project::new("");
    project.write("content/notes/a.md", note("Alpha", "", "Text."));
    project.write("content/notes/b.md", note("Beta", "colour: blue\n", "Text."));
    // A file's time proves nothing to a build that comes right after it: the clocks of file systems tick every two seconds.
    std::thread::sleep(std::time::Duration::from_millis(2_200));
    project.run(&["build"]).expect(1);
    project.write("changes.md", "### Changes of the site: old");
    let run = project.run(&["build", "--verbose", "--summary", "changes.md"]).expect(1);
    assert!(!run.stderr.contains("rendered"), "it did not end early: {}", run.stderr);
    let expected = "### Changes of the site: no note changed\n\n1 note left out because of its faults.\n";
    assert_eq!(project.read("changes.md"), expected);
}

#[test]
fn a_summary_never_keeps_what_an_earlier_build_said() {
    let project = project();
    project.run(&["build", "--summary", "changes.md"]).expect(0);
    project.write("public/notes.json", "{");
    project.write("content/notes/a.md", note("Alpha", "", "Other."));
    project.run(&["build", "--summary", "changes.md"]).expect(0);
    assert!(project.read("changes.md").starts_with("### Changes of the site: unknown\n"));
    project.write("public/.fieldnotes-manifest.json", "{");
    project.run(&["build", "--summary", "changes.md"]).expect(2);
    assert!(project.read("changes.md").contains("The build was not completed."));
    // Nor does one that can't even begin.
    for arguments in [&["--out", "."][..], &["--site", "nowhere"], &["--report", "site.toml"]] {
        project.write("changes.md", "### Changes of the site: old");
        project.run(&[&["build", "--summary", "changes.md"], arguments].concat()).expect(2);
        assert!(project.read("changes.md").contains("The build was not completed."), "{arguments:?}");
    }
}

#[test]
fn a_summary_takes_the_place_of_no_source_and_no_output() {
    let project = project();
    let files =
        ["public/x.md", "public", "old/../public/x.md", "content/notes/a.md", "content/x.md", "site.toml"];
    let more = ["static/x.md", "templates/note.html", "content", "nowhere/x.md"];
    for file in files.into_iter().chain(more) {
        let before = project.tree(".");
        let failed = project.run(&["build", "--summary", file]).expect(2);
        assert!(
            failed.stderr.contains("--summary") || failed.stderr.contains("nowhere/x.md"),
            "{}",
            failed.stderr
        );
        assert_eq!(project.tree("."), before, "{file}");
    }
}
