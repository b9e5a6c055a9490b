//! Reports that a team can work down: what of many faults is shown, which are asked for, how they are counted, and known ones.

use serde_json::{Value, json};

use crate::support::{Project, note};

/// A site of notes with two kinds of faults each, one of which can be mended in every second note.
fn many(count: usize) -> Project {
    let project = Project::new(&format!("-- content/notes/steps.md --\n{}", note("", "Text.\n")));
    for number in 0..count {
        let field = if number % 2 == 0 { "difficulty: beginer\n" } else { "service: billing\n" };
        let path = format!("content/notes/n{number}.md");
        project.write(&path, note(field, &format!("[gone](nowhere-{number}.md)\n")));
    }
    project
}

#[test]
fn ten_of_a_code_are_shown_to_people_and_all_to_programs() {
    let project = many(24);
    let shown = |arguments: &[&str]| {
        let run = project.run(&[&["check"], arguments].concat()).expect(1);
        (run.stdout.matches("error[").count(), run.stdout, run.stderr)
    };
    let (count, told, summary) = shown(&[]);
    assert_eq!(count, 30);
    assert!(told.ends_with("\nand 14 more `broken-link`: `fieldnotes check --select broken-link`\nand 2 more `unknown-field`: `fieldnotes check --select unknown-field`\nand 2 more `unknown-value`: `fieldnotes check --select unknown-value`\n"), "{told}");
    assert_eq!(summary, "48 errors in 25 notes; --fix can fix 12 of 48\n");
    let (_, told, _) = shown(&["content/notes"]);
    assert!(told.contains("`fieldnotes check content/notes --select broken-link`"), "{told}");
    let (count, told, summary) = shown(&["--select", "broken-link"]);
    assert_eq!((count, told.contains("more")), (24, false));
    assert_eq!(summary, "24 errors in 25 notes\n");
    assert_eq!(shown(&["--select", "broken-link,unknown-value", "--select", "unknown-field"]).0, 48);
    let (count, _, summary) = shown(&["--ignore", "broken-link,unknown-field"]);
    assert_eq!((count, summary.as_str()), (10, "12 errors in 25 notes; --fix can fix 12 of 12\n"));
    for (format, each) in [("json", 1), ("sarif", 1), ("gitlab", 1), ("concise", 1), ("junit", 3)] {
        let run = project.run(&["check", "--format", format]).expect(1);
        assert_eq!(run.stdout.matches("is not a file").count(), 24 * each, "{format}");
    }
}

#[test]
fn codes_that_are_not_asked_for_fail_nothing_and_are_not_mended() {
    let project = many(2);
    let clean = project.run(&["check", "--select", "missing-alt"]).expect(0);
    assert_eq!(clean.stderr, "no faults in 3 notes\n");
    project.run(&["check", "--ignore", "broken-link,unknown-field", "--ignore", "unknown-value"]).expect(0);
    let unknown = project.run(&["check", "--select", "broken-lnk"]).expect(2);
    assert!(unknown.stderr.contains("did you mean `broken-link`?"), "{}", unknown.stderr);
    project.run(&["check", "--fix", "--select", "broken-link"]).expect(1);
    assert!(project.read("content/notes/n0.md").contains("beginer"));
    project.run(&["check", "--fix", "--select", "unknown-value"]).expect(0);
    assert!(project.read("content/notes/n0.md").contains("beginner"));
}

#[test]
fn statistics_say_where_to_begin_and_what_to_paste() {
    let project = many(8);
    project.write("content/guides/deep/er/a.md", note("service: mail\n", "Text.\n"));
    let run = project.run(&["check", "--statistics"]).expect(1);
    let wanted = "By code
  8  broken-link    errors
  5  unknown-field  errors
  4  unknown-value  errors, --fix fixes all

By folder
  16  content/notes        errors, --fix fixes 4, 9 notes there
   1  content/guides/deep  error, 1 note there

Files with the most faults
  2  content/notes/n0.md          1 unknown-value, 1 broken-link
";
    assert!(run.stdout.starts_with(wanted), "{}", run.stdout);
    let definition = "# in 5 notes: billing, mail\n[schema.fields.service]\ntype = \"string\"\n";
    assert!(run.stdout.contains("`fieldnotes check --fix` fixes 4 of 17 faults\n"), "{}", run.stdout);
    assert!(run.stdout.ends_with(&format!("\n\n{definition}\n")), "{}", run.stdout);
    let json = project.run(&["check", "--statistics", "--format", "json"]).expect(1);
    let report: Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(report["diagnostics"].as_array().unwrap().len(), 17);
    let statistics = &report["statistics"];
    assert_eq!(statistics["fixable"], 4);
    assert_eq!(
        statistics["codes"][0],
        json!({ "code": "broken-link", "errors": 8, "warnings": 0, "fixable": 0 })
    );
    assert_eq!(statistics["unknown_fields"][0]["type"], "string");
    // What is pasted is what was missing.
    let settings = project.read("site.toml");
    project.write("site.toml", format!("{settings}\n{definition}"));
    let run = project.run(&["check", "--statistics"]).expect(1);
    assert!(!run.stdout.contains("unknown-field") && !run.stdout.contains("schema"), "{}", run.stdout);
    project.run(&["check", "--statistics", "--format", "sarif"]).expect(2);
}

#[test]
fn build_shows_errors_and_counts_warnings_in_its_last_line_too() {
    let project = many(24);
    for number in 0..3 {
        project.write(&format!("content/notes/w{number}.md"), note("", "[](steps.md)\n\n#### Deep\n"));
    }
    let first = project.run(&["build"]).expect(1).stderr;
    assert_eq!(first.matches("error[").count(), 30);
    assert!(!first.contains("warning[") && first.contains("\nand 14 more `broken-link`: "), "{first}");
    assert!(first.contains("\n6 warnings: 3 missing-link-text, 3 heading-skips-level\n"), "{first}");
    let last = "\n48 errors, 6 warnings; `fieldnotes check` shows them all\n";
    assert!(first.ends_with(last), "{first}");
    // A build that has nothing to do says the same.
    let second = project.run(&["build"]).expect(1).stderr;
    assert!(second.contains("nothing to write") && second.ends_with(last), "{second}");
}

/// A site whose faults are known.
fn known() -> Project {
    let project = many(4);
    project.write("site.toml", format!("{}[lints]\nbaseline = \"known.txt\"\n", crate::support::SITE));
    let written = project.run(&["check", "--write-baseline", "known.txt"]).expect(0);
    assert_eq!(written.stderr, "Wrote known.txt: 8 known faults\n");
    project
}

#[test]
fn known_faults_are_counted_and_a_new_one_counts_in_full() {
    let project = known();
    let text = project.read("known.txt");
    assert!(text.contains("content/notes/n1.md\tbroken-link\t1\tpublished\ttext=nowhere-1.md\n"), "{text}");
    assert!(text.contains("content/notes/n0.md\tunknown-value\t1\twithheld\tkey=difficulty\n"), "{text}");
    let clean = project.run(&["check", "--deny", "warnings"]).expect(0);
    assert_eq!((&*clean.stdout, &*clean.stderr), ("", "no faults in 5 notes; 8 known faults in known.txt\n"));
    let part = project.run(&["check", "content/notes/n1.md"]).expect(0);
    assert_eq!(part.stderr, "no faults in 1 note; 2 known faults in known.txt\n");
    let built = project.run(&["build", "--strict"]).expect(0);
    assert!(built.stderr.ends_with("\n8 known faults\n"), "{}", built.stderr);
    // Lines and other faults come and go around it.
    let old = project.read("content/notes/n1.md");
    project
        .write("content/notes/n1.md", old.replace("[gone]", "One more line.\n\n[gone](nowhere-1.md) [gone]"));
    let new = project.run(&["check"]).expect(1);
    assert_eq!(new.stderr, "1 error in 5 notes; 8 known faults in known.txt\n");
    let report: Value =
        serde_json::from_str(&project.run(&["check", "--format", "json"]).expect(1).stdout).unwrap();
    assert_eq!(report["summary"], json!({ "notes": 5, "errors": 1, "warnings": 0, "known": 8 }));
    project.run(&["check", "--baseline", "known.txt"]).expect(1);
    project.run(&["check", "--baseline", "/known.txt"]).expect(2);
}

#[test]
fn a_known_fault_that_is_mended_shrinks_the_file() {
    let project = known();
    project.write("content/notes/n1.md", note("", "Text.\n"));
    let found = project.run(&["check"]).expect(0);
    assert!(found.stdout.contains("2 known faults are fixed"), "{}", found.stdout);
    assert!(found.stdout.contains("`fieldnotes check --write-baseline known.txt`"), "{}", found.stdout);
    let written = project.run(&["check", "--write-baseline", "known.txt"]).expect(0);
    assert_eq!(written.stderr, "Wrote known.txt: 6 known faults, 0 new, 2 gone\n");
    let again = project.run(&["check", "--write-baseline", "known.txt"]).expect(0);
    assert_eq!(again.stderr, "Wrote known.txt: 6 known faults, unchanged\n");
    let fixed = project.run(&["check", "--fix"]).expect(0);
    assert!(fixed.stderr.contains("Fixed content/notes/n0.md"), "{}", fixed.stderr);
    project.run(&["check", "--write-baseline", "known.txt", "content/notes"]).expect(2);
    project.run(&["check", "--write-baseline", "known.txt", "--select", "broken-link"]).expect(2);
    // What a merge left is taken out.
    let text = project.read("known.txt");
    project.write("known.txt", format!("<<<<<<< ours\n{text}=======\n>>>>>>> theirs\n"));
    project.run(&["check"]).expect(1);
    project.run(&["check", "--fix"]).expect(0);
    assert_eq!(project.read("known.txt"), text);
    // No other file is taken for one of known faults.
    project.run(&["check", "--write-baseline", "content/notes/n0.md"]).expect(2);
}

#[test]
fn what_was_known_withholds_nothing_new_and_secrets_are_always_told() {
    let project = many(1);
    project.write("content/notes/n0.md", note("", "[gone](nowhere.md)\n"));
    let settings = format!("{}[lints]\nbaseline = \"known.txt\"\n", crate::support::SITE);
    project.write("site.toml", settings.clone());
    let token = "ghp_Zk3vRt8mQx1LpYw6Nb4Hs7Jc2Df9Ga5UeTi0";
    project.write("content/notes/secret.md", note("", &format!("[x](gone/{token}.md) {token}\n")));
    let written = project.run(&["check", "--write-baseline", "known.txt"]);
    assert_eq!(written.status, 1, "{}", written.stderr);
    assert!(written.stderr.contains("error[secret]"), "{}", written.stderr);
    assert!(!project.read("known.txt").contains("Zk3vRt8m"), "{}", project.read("known.txt"));
    project.run(&["check"]).expect(1);
    project.remove("content/notes/secret.md");
    project.write("site.toml", format!("{settings}broken-link = \"withhold\"\n"));
    project.run(&["build"]).expect(0);
    assert!(project.exists("public/notes/n0/index.html"));
    // Written down again, it is what it was.
    project.run(&["check", "--write-baseline", "known.txt"]).expect(0);
    assert!(project.read("known.txt").contains("\tpublished\ttext=nowhere.md"));
}

#[test]
fn known_faults_go_along_with_their_file() {
    let project = known();
    project.write("content/notes/b.md", note("", "[x](n1.md#no-such)\n"));
    project.run(&["check", "--write-baseline", "known.txt"]).expect(0);
    project.run(&["mv", "notes/n1.md", "notes/deep/n1.md"]).expect(0);
    let text = project.read("known.txt");
    assert!(
        text.contains("content/notes/deep/n1.md\tbroken-link") && !text.contains("notes/n1.md\t"),
        "{text}"
    );
    assert!(
        text.contains("content/notes/b.md\tbroken-anchor\t1\tpublished\ttext=deep/n1.md#no-such"),
        "{text}"
    );
    let clean = project.run(&["check", "--deny", "warnings"]).expect(0);
    assert_eq!(clean.stderr, "no faults in 6 notes; 9 known faults in known.txt\n");
}

#[test]
fn long_lines_are_cut_to_the_terminal_and_their_mark_stays() {
    let project = Project::new("-- site.toml --\ntitle = \"T\"\nbase_url = \"https://a.example\"\n");
    let words = "words ".repeat(100);
    let wide = "\u{6f22}\u{5b57}".repeat(100);
    let minified = "x".repeat(10_000);
    for (name, before) in [("words", &words), ("wide", &wide), ("minified", &minified)] {
        project.write("content/notes/long.md", note("", &format!("{before}[dead](gone.md){before}\n")));
        for columns in ["60", "80", "120"] {
            let run = project.run_with(&["check"], &[("COLUMNS", columns)]).expect(1);
            let line = run
                .stdout
                .lines()
                .find(|line| line.contains("gone.md)"))
                .unwrap_or_else(|| panic!("{}", run.stdout));
            let width: usize = line.chars().map(|c| if c > '\u{2e80}' { 2 } else { 1 }).sum();
            assert!(width <= columns.parse().unwrap(), "{name} at {columns}: {width}\n{line}");
            let mark = run.stdout.lines().find(|line| line.contains("^^^^^^^")).unwrap();
            assert!(mark.chars().count() <= columns.parse().unwrap(), "{name} at {columns}\n{mark}");
        }
    }
}

#[test]
fn paths_are_those_that_can_be_opened_from_where_one_stands() {
    let project = Project::new("-- site.toml --\ntitle = \"T\"\nbase_url = \"https://a.example\"\n");
    project.write("content/notes/a.md", note("", "[dead](gone.md)\n"));
    let check = |folder: &str, arguments: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_fieldnotes"));
        let output = command
            .current_dir(project.path(folder))
            .env_remove("CI")
            .args(["check"])
            .args(arguments)
            .output();
        String::from_utf8(output.unwrap().stdout).unwrap()
    };
    project.write("other/x.txt", "");
    for (folder, arguments, path) in [
        ("", &[][..], "content/notes/a.md"),
        ("content/notes", &[], "a.md"),
        ("content", &[], "notes/a.md"),
        ("other", &["--site", ".."], "../content/notes/a.md"),
    ] {
        assert!(check(folder, arguments).contains(&format!("--> {path}:7:8\n")), "{folder}");
        let concise = check(folder, &[arguments, &["--format", "concise"]].concat());
        assert!(concise.starts_with(&format!("{path}:7:8: ")), "{folder}: {concise}");
        let json = check(folder, &[arguments, &["--format", "json"]].concat());
        assert!(json.contains("\"content/notes/a.md\""), "{folder}: {json}");
    }
}
