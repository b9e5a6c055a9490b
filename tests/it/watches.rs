//! What notes watch: a change of it makes them drift, and none of it is published.

use crate::support::{Project, Run};

const DAY: &str = "2026-06-01";

/// A site with one note that watches a file, two globs, a part between markers and one below a heading.
fn project() -> Project {
    let project = Project::new("");
    project.write("site.toml", "title = \"S\"\nbase_url = \"https://a.example\"\n");
    project.write("conf/a.yaml", "zqwhole:\n  b: 1\n");
    project.write("conf/one.conf", "zqone\n");
    project.write("conf/sub/two.conf", "zqtwo\n");
    project.write("conf/limits.toml", "a = 1\n# ANCHOR: limits\nzqmarked = 2\n# ANCHOR_END: limits\n");
    project.write("doc/README.md", "# A\n\n## Roll back\n\nzqheading\n\n## Next\n\nOther.\n");
    project.write("content/notes/a.md", NOTE);
    project
}

const NOTE: &str = "---
title: A
date: 2025-01-01
topic: t
summary: S.
watches:
  - conf/a.yaml # the settings
  - path: conf/*.conf
  - '/conf/sub'
  - conf/limits.toml#limits
  - doc/README.md#roll-back
---
Text.
";

fn accept(project: &Project) -> Run {
    project.run(&["review", "accept", "content/notes/a.md", "--by", "Me", "--today", DAY])
}

/// The states of the note, and of what it watches.
fn state(project: &Project) -> String {
    let found = project.run(&["review", "--today", DAY, "--format", "json", "--state", ALL]).expect(0);
    let report: serde_json::Value = serde_json::from_str(&found.stdout).unwrap();
    let texts = |list: &serde_json::Value, key: &str| -> Vec<String> {
        let of = |value: &serde_json::Value| value.get(key).unwrap_or(value).as_str().unwrap().to_owned();
        list.as_array().unwrap().iter().map(of).collect()
    };
    let note = &report["notes"][0];
    format!("{}: {}", texts(&note["states"], "").join("+"), texts(&note["watches"], "state").join(" "))
}

const ALL: &str = "drifted,edited,overdue,due,unreviewed,deferred,fresh,deprecated";
const FRESH: &str = "fresh: same same same same same";

#[test]
fn a_review_records_what_is_watched_and_a_change_of_it_makes_the_note_drift() {
    let project = project();
    assert_eq!(state(&project), "unreviewed: unrecorded unrecorded unrecorded unrecorded unrecorded");
    accept(&project).expect(0);
    assert_eq!(state(&project), FRESH);
    let text = project.read("content/notes/a.md");
    let kept = [
        "title: A",
        "  - {path: conf/a.yaml, digest: ",
        "} # the settings",
        "  - path: conf/*.conf\n    digest: ",
    ];
    assert!(kept.iter().all(|part| text.contains(part)), "{text}");
    assert!(text.contains("  - {path: '/conf/sub', digest: "), "{text}");
    assert_eq!(project.run(&["check", "--today", DAY]).expect(0).stderr, "no faults in 1 note\n");
    let cases = [
        ("conf/a.yaml", "zqwhole:\r\n  b: 1  \r\n\r\n", FRESH),
        ("conf/a.yaml", "zqwhole:\n b: 1\n", "drifted: changed same same same same"),
        ("conf/a.yaml", "zqwhole:\n  b: 1\n", FRESH),
        ("conf/one.conf", "other\n", "drifted: same changed same same same"),
        ("conf/one.conf", "zqone\n", FRESH),
        ("conf/new.conf", "new\n", "drifted: same changed same same same"),
    ];
    for (path, text, wanted) in cases {
        project.write(path, text);
        assert_eq!(state(&project), wanted, "{path} {text:?}");
    }
    project.remove("conf/new.conf");
    project.write("conf/limits.toml", "a = 2\n# ANCHOR: limits\nzqmarked = 2\n# ANCHOR_END: limits\n");
    project.write("doc/README.md", "# A\n\nMore.\n\n## Roll back\n\nzqheading\n\n## Next\n\nOther words.\n");
    assert_eq!(state(&project), FRESH, "other parts changed");
    project.write("conf/limits.toml", "# ANCHOR: limits\nzqmarked = 3\n# ANCHOR_END: limits\n");
    project.write("doc/README.md", "# A\n\n## Roll back\n\nChanged.\n");
    assert_eq!(state(&project), "drifted: same same same changed changed");
    accept(&project).expect(0);
    assert_eq!(state(&project), FRESH);
}

#[test]
fn within_a_glob_a_rename_is_no_drift() {
    let project = project();
    accept(&project).expect(0);
    project.remove("conf/one.conf");
    project.write("conf/renamed.conf", "zqone\n");
    project.remove("conf/sub/two.conf");
    project.write("conf/sub/deeper/three.conf", "zqtwo\n");
    assert_eq!(state(&project), FRESH);
}

#[test]
fn what_is_gone_makes_a_note_drift_and_is_told_with_its_place() {
    let project = project();
    accept(&project).expect(0);
    project.remove("conf/a.yaml");
    project.write("conf/limits.toml", "a = 1\n");
    assert_eq!(state(&project), "drifted: gone same same gone same");
    let list = project.run(&["review", "--today", DAY]).expect(0).stdout;
    assert!(list.contains("conf/a.yaml does not exist; conf/limits.toml#limits does not exist"), "{list}");
    let report = project.run(&["check", "--format", "github", "--today", DAY]).expect(0).stdout;
    assert!(report.contains("file=content/notes/a.md,line=11,"), "{report}");
    assert!(report.contains("watched-missing"), "{report}");
    let refused = accept(&project).expect(2).stderr;
    assert!(refused.contains("watches `conf/a.yaml`, which does not exist"), "{refused}");
}

#[test]
fn where_the_repository_is_not_there_nobody_can_tell_and_that_is_said() {
    let project = project();
    accept(&project).expect(0);
    for path in ["conf/a.yaml", "conf/one.conf", "conf/sub/two.conf", "conf/limits.toml", "doc/README.md"] {
        project.remove(path);
    }
    for folder in ["conf/sub", "conf", "doc"] {
        std::fs::remove_dir(project.path(folder)).unwrap();
    }
    assert_eq!(state(&project), "fresh: unknown unknown unknown unknown unknown");
    let list = project.run(&["review", "--today", DAY, "--state", "fresh"]).expect(0).stdout;
    assert!(list.contains("5 watched paths unknown"), "{list}");
    // Also where fresh notes are not listed.
    let told = project.run(&["review", "--today", DAY]).expect(0).stderr;
    assert!(told.contains("nobody can tell whether what 1 note watches has changed"), "{told}");
    let report = project.run(&["check", "--format", "github", "--today", DAY]).expect(0).stdout;
    assert_eq!(report.lines().filter(|line| line.contains("watched-unknown")).count(), 1, "{report}");
    // A pattern that finds files in any folder proves nothing about another one's.
    let (head, _) = NOTE.split_once("watches:").unwrap();
    project.write("content/notes/b.md", format!("{head}watches: ['**/*.toml']\n---\nText.\n"));
    project.run(&["review", "accept", "content/notes/b.md", "--by", "Me", "--today", DAY]).expect(0);
    let list = project.run(&["review", "--today", DAY, "--state", "fresh"]).expect(0).stdout;
    assert!(list.contains("5 watched paths unknown") && list.contains("2 notes: 2 fresh"), "{list}");
}

#[test]
fn a_file_whose_name_has_signs_of_patterns_is_watched_by_its_name() {
    let project = project();
    project.write("app/[id]/page.tsx", "one\n");
    let (head, _) = NOTE.split_once("watches:").unwrap();
    project.write("content/notes/a.md", format!("{head}watches: ['app/[id]/page.tsx']\n---\nText.\n"));
    accept(&project).expect(0);
    assert_eq!(state(&project), "fresh: same");
    project.write("app/[id]/page.tsx", "two\n");
    assert_eq!(state(&project), "drifted: changed");
}

#[test]
fn links_are_not_followed_and_large_files_not_read() {
    let project = project();
    project.write("content/notes/a.md", NOTE.replace("  - '/conf/sub'\n", "  - conf/large.bin\n"));
    project.write("conf/large.bin", "a".repeat((16 << 20) + 1));
    let report = project.run(&["check", "--format", "github", "--today", DAY]).expect(0).stdout;
    assert!(report.contains("more than the 16777216 allowed"), "{report}");
    #[cfg(unix)]
    {
        project.remove("conf/a.yaml");
        std::os::unix::fs::symlink("/etc/hostname", project.path("conf/a.yaml")).unwrap();
        assert!(state(&project).contains(": gone "), "{}", state(&project));
    }
    for pattern in ["../b", "a[", "/"] {
        project.write("content/notes/a.md", NOTE.replace("/conf/sub", pattern));
        let report = project.run(&["check", "--format", "github", "--today", DAY]).expect(0).stdout;
        assert!(report.contains("invalid-watch"), "{pattern} {report}");
    }
}

#[test]
fn nothing_that_is_watched_is_in_any_output() {
    let project = project();
    accept(&project).expect(0);
    project
        .write("site.toml", "title = \"S\"\nbase_url = \"https://a.example\"\n[outputs]\nmarkdown = true\n");
    project.write("conf/a.yaml", "zqwhole: 2\n");
    project.run(&["build"]).expect(0);
    let text = project.read("content/notes/a.md");
    let digest = text.split("digest: ").nth(1).unwrap().get(..12).unwrap().trim_matches('"').to_owned();
    for (path, bytes) in project.tree("public") {
        let text = String::from_utf8_lossy(&bytes);
        for marker in [
            "zqwhole",
            "zqone",
            "zqtwo",
            "zqmarked",
            "zqheading",
            "conf/",
            "limits.toml",
            "README.md#",
            "roll-back",
            digest.as_str(),
        ] {
            assert!(!text.contains(marker), "{path} has {marker}");
        }
    }
}

#[test]
fn a_build_with_nothing_to_do_sees_what_notes_watch() {
    let project = project();
    accept(&project).expect(0);
    let built = || project.run(&["build"]).expect(0).stderr;
    let page = || project.read("public/notes/a/index.html");
    built();
    built();
    assert!(built().contains("nothing to write") && !page().contains("Drifted"));
    project.write("conf/a.yaml", "other:\n");
    built();
    assert!(page().contains("Drifted"));
    assert!(built().contains("nothing to write"));
    project.write("conf/a.yaml", "zqwhole:\n  b: 1\n");
    built();
    assert!(!page().contains("Drifted"));
}
