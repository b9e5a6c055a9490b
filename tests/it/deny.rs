//! What else is an error: `--deny` makes errors of warnings, and of codes, for `check` and for `test`.

use serde_json::Value;

use crate::support::{Project, TODAY, note};

/// A note with two warnings, whose review was due long ago.
fn project() -> Project {
    let project = Project::new("");
    let reviewed = "revision:\n  status: published\n  last_reviewed: 2020-01-01\n  review_in: 3 months\n";
    project.write("content/a.md", note(reviewed, "[](b.md)\n\n#### Deep\n"));
    project.write("content/b.md", note("", "Text.\n"));
    project
}

/// The codes of the errors, and of the warnings, that a check under these options finds.
fn found(project: &Project, arguments: &[&str]) -> (Vec<String>, Vec<String>) {
    let run = project.run(&[&["check", "--today", TODAY, "--format", "json"], arguments].concat());
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    let of = |severity: &str| -> Vec<String> {
        let all = report["diagnostics"].as_array().unwrap().iter();
        let mine = all.filter(|fault| fault["severity"] == severity);
        mine.map(|fault| fault["code"].as_str().unwrap().to_owned()).collect()
    };
    let (errors, warnings) = (of("error"), of("warning"));
    assert_eq!(run.status, i32::from(!errors.is_empty()));
    (errors, warnings)
}

fn lists<const E: usize, const W: usize>(
    errors: [&str; E],
    warnings: [&str; W],
) -> (Vec<String>, Vec<String>) {
    (errors.map(str::to_owned).to_vec(), warnings.map(str::to_owned).to_vec())
}

#[test]
fn warnings_and_codes_that_are_denied_are_errors() {
    let project = project();
    // A file's time proves nothing to a check that comes right after it, which remembers nothing then.
    std::thread::sleep(std::time::Duration::from_millis(2_200));
    let (link, heading, overdue) = ("missing-link-text", "heading-skips-level", "review-overdue");
    assert_eq!(found(&project, &[]), lists([], [link, heading]));
    assert_eq!(found(&project, &["--deny", "warnings"]), lists([link, heading], []));
    assert_eq!(found(&project, &["--deny", heading]), lists([heading], [link]));
    // What is off is on then, as in the settings.
    assert_eq!(found(&project, &["--deny", overdue]), lists([overdue], [link, heading]));
    let (mut errors, warnings) =
        found(&project, &["--deny", "review-overdue,warnings", "--deny", "missing-alt"]);
    errors.sort();
    assert_eq!((errors, warnings), lists([heading, link, overdue], []));
    // A check that is remembered is not taken for one that denies something else.
    assert_eq!(found(&project, &[]), lists([], [link, heading]));
    // The settings can deny too, and it is the same.
    project.write("site.toml", format!("{}[lints]\nreview-overdue = \"deny\"\n", crate::support::SITE));
    assert_eq!(found(&project, &[]), lists([overdue], [link, heading]));
    project.write("site.toml", format!("{}[lints]\nheading-skips-level = \"allow\"\n", crate::support::SITE));
    assert_eq!(found(&project, &["--deny", "warnings"]), lists([link], []));
    assert_eq!(found(&project, &["--deny", heading]), lists([heading], [link]));
}

#[test]
fn what_is_asked_for_and_what_is_denied_go_together() {
    let project = project();
    assert_eq!(
        found(&project, &["--deny", "warnings", "--ignore", "missing-link-text"]),
        lists(["heading-skips-level"], [])
    );
    assert_eq!(
        found(&project, &["--deny", "review-overdue", "--select", "review-overdue"]),
        lists(["review-overdue"], [])
    );
    assert_eq!(found(&project, &["--deny", "review-overdue", "--select", "missing-alt"]), lists([], []));
    assert_eq!(found(&project, &["--deny", "review-overdue", "content/b.md"]), lists([], []));
    // An exception that a note makes for itself holds.
    let text = project
        .read("content/a.md")
        .replace("topic: topic\n", "topic: topic\nlints:\n  allow: [heading-skips-level]\n");
    project.write("content/a.md", text);
    assert_eq!(found(&project, &["--deny", "heading-skips-level"]), lists([], ["missing-link-text"]));
}

#[test]
fn known_faults_of_a_code_that_is_off_are_not_taken_for_mended() {
    let project = project();
    project.write("urls.lock", "");
    let denied = ["check", "--today", TODAY, "--deny", "unlisted-address"];
    project.run(&denied).expect(1);
    project.run(&[&denied[..], &["--write-baseline", "known.txt"]].concat()).expect(0);
    assert!(project.read("known.txt").contains("unlisted-address"));
    let with = |arguments: &[&str]| {
        project.run(&[arguments, &["--baseline", "known.txt"]].concat()).expect(0).stdout
    };
    assert_eq!((with(&denied), with(&["check"])), (String::new(), String::new()));
}

#[test]
fn a_setting_that_is_allowed_can_be_denied() {
    let project = project();
    let settings =
        format!("colour = \"red\"\n{}[lints]\nconfig-unknown-key = \"allow\"\n", crate::support::SITE);
    project.write("site.toml", settings);
    let is_told =
        |arguments: &[&str]| found(&project, arguments).0.contains(&"config-unknown-key".to_owned());
    assert!(!is_told(&["--deny", "warnings"]));
    assert!(is_told(&["--deny", "config-unknown-key"]));
}

#[test]
fn a_code_that_is_none_is_refused_with_the_one_that_was_meant() {
    let project = project();
    for (written, meant) in
        [("broken-lnk", "broken-link"), ("warning", "warnings"), ("missing-alt,waxnings", "warnings")]
    {
        for command in ["check", "test"] {
            let refused = project.run(&[command, "--deny", written]).expect(2).stderr;
            assert!(refused.contains(&format!("did you mean `{meant}`?")), "{refused}");
        }
    }
    let refused = project.run(&["check", "--deny", "xyzzy"]).expect(2).stderr;
    assert!(refused.contains("`fieldnotes explain` lists them"), "{refused}");
}

#[test]
fn the_command_that_shows_the_rest_denies_the_same() {
    let project = Project::new("");
    let reviewed = "revision:\n  status: published\n  last_reviewed: 2020-01-01\n  review_in: 3 months\n";
    for number in 0..12 {
        project.write(&format!("content/n{number}.md"), note(reviewed, "Text.\n"));
    }
    let told =
        project.run(&["check", "--today", TODAY, "--deny", "review-overdue,missing-alt"]).expect(1).stdout;
    let rest = format!(
        "and 2 more `review-overdue`: `fieldnotes check --deny review-overdue,missing-alt --today {TODAY} --select review-overdue`\n"
    );
    assert!(told.ends_with(&rest), "{told}");
}

#[test]
fn blocks_that_were_skipped_fail_where_they_are_denied() {
    let project = Project::new("");
    project.write("content/a.md", note("", "```toml {check=syntax}\na = 1\n```\n\n```console {check=run needs=no-such-program}\n$ true\n```\n"));
    let run =
        |arguments: &[&str]| project.run(&[&["test", "--run", "--format", "concise"], arguments].concat());
    assert!(run(&[]).expect(0).stdout.contains("warning[block-skipped]"));
    assert!(run(&["--deny", "block-skipped"]).expect(1).stdout.contains("error[block-skipped]"));
    assert!(run(&["--deny", "warnings"]).expect(1).stdout.contains("error[block-skipped]"));
    run(&["--deny", "broken-link"]).expect(0);
}
