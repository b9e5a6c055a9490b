//! Who keeps notes true: by the note, the settings or the repository's CODEOWNERS, and what each of them is told to review.

use fieldnotes::check;
use fieldnotes::corpus::{Drift, Watched};
use fieldnotes::path::SourcePath;

use crate::support::{Project, load, note};

const DAY: &str = "2026-06-01";

/// Notes of each kind of owner, in a repository that names owners of its own.
fn project() -> Project {
    let project = Project::new("");
    let reviewed = "revision: {last_reviewed: 2025-01-01}\n";
    project.write(".git/HEAD", "");
    project.write(
        ".github/CODEOWNERS",
        "* @zq/all\n/content/notes/db/ @zqdata zq@example.org\n/content/notes/free.md\n",
    );
    project.write("CODEOWNERS", "* @zqsecond\n");
    project.write(
        "site.toml",
        "title = \"Site\"\nbase_url = \"https://notes.example.org\"\n[owners]\n\"**/web-*\" = \"Web team\"\n",
    );
    for (name, line) in
        [("field", "owner: Me\n"), ("web-a", reviewed), ("b", reviewed), ("db/c", reviewed), ("free", "")]
    {
        project.write(&format!("content/notes/{name}.md"), note(line, "Text.\n"));
    }
    project
}

/// The owner of each note, and what names it.
fn owners(project: &Project, arguments: &[&str]) -> Vec<String> {
    let found = project.run(&[&["review", "--format", "json", "--today", DAY], arguments].concat()).expect(0);
    let report: serde_json::Value = serde_json::from_str(&found.stdout).unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or("-").to_owned();
    let told = |note: &serde_json::Value| {
        let path = text(&note["path"]).replace("content/notes/", "");
        format!("{path} {} {}", text(&note["owner"]), text(&note["owner_source"]))
    };
    report["notes"].as_array().unwrap().iter().map(told).collect()
}

#[test]
fn a_note_is_kept_by_who_it_names_then_by_the_settings_then_by_the_repository() {
    let project = project();
    let all = [
        "b.md @zq/all codeowners",
        "db/c.md @zqdata zq@example.org codeowners",
        "web-a.md Web team settings",
        "field.md Me field",
        "free.md - -",
    ];
    assert_eq!(owners(&project, &[]), all);
    assert_eq!(owners(&project, &["--owner", "zq@example.org"]), all[1..2]);
    assert_eq!(owners(&project, &["--owner", "Web team"]), all[2..3]);
    assert_eq!(owners(&project, &["--owner", "Web"]), [] as [&str; 0]);
    assert_eq!(owners(&project, &["--owner", ""]), all[4..]);
}

#[test]
fn owners_of_the_repository_are_in_no_output_and_in_nothing_that_is_remembered() {
    let project = project();
    project.run(&["build"]).expect(0);
    project.run(&["review"]).expect(0);
    for folder in ["public", ".fieldnotes"] {
        for (path, bytes) in project.tree(folder) {
            let text = String::from_utf8_lossy(&bytes).to_lowercase();
            assert!(!text.contains("@zq") && !text.contains("zq@"), "{folder}/{path}");
        }
    }
}

#[test]
#[cfg(unix)]
fn owners_that_cannot_be_read_are_told_and_links_are_not_followed() {
    let project = project();
    project.write(".github/CODEOWNERS", [0xff, b'\n']);
    let told = project.run(&["review"]).expect(0).stderr;
    assert!(told.contains("the owners in .github/CODEOWNERS can't be read: it is not UTF-8"), "{told}");
    let elsewhere = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(elsewhere.path(), "* @zqelsewhere\n").unwrap();
    project.remove(".github/CODEOWNERS");
    std::os::unix::fs::symlink(elsewhere.path(), project.path(".github/CODEOWNERS")).unwrap();
    assert!(owners(&project, &[]).iter().any(|note| note.contains("@zqsecond")));
}

fn issues(project: &Project, arguments: &[&str]) -> serde_json::Value {
    let found = project.run(&[&["review", "issues", "--format", "json"], arguments].concat()).expect(0);
    serde_json::from_str(&found.stdout).unwrap()
}

#[test]
fn each_owner_has_one_text_which_is_the_same_on_each_day_of_the_same_state() {
    let project = project();
    let first = issues(&project, &["--today", DAY]);
    assert_eq!(first, issues(&project, &["--today", "2026-09-30"]));
    let of = |value: &serde_json::Value| value.as_str().unwrap_or("-").to_owned();
    let texts = first.as_array().unwrap();
    let owners: Vec<String> = texts.iter().map(|text| of(&text["owner"])).collect();
    assert_eq!(owners, ["@zq/all", "@zqdata zq@example.org", "Me", "Web team", "-"]);
    let keys: std::collections::BTreeSet<String> = texts.iter().map(|text| of(&text["key"])).collect();
    assert_eq!(keys.len(), 5);
    for text in texts {
        assert!(of(&text["body"]).ends_with(&format!("<!-- {} -->\n", of(&text["key"]))), "{text}");
    }
    let body = of(&texts[0]["body"]);
    assert!(body.contains("## overdue\n\n- [ ] `A note` (`content/notes/b.md`), due 2026-01-01, reviewed 2025-01-01\n\n      fieldnotes review accept content/notes/b.md --by NAME\n"), "{body}");
    let fresh = issues(&project, &["--today", "2025-01-02", "--owner", "@zq/all"]);
    assert_eq!(fresh, serde_json::json!([]));
    let asked = issues(&project, &["--today", DAY, "--state", "unreviewed", "content/notes/free.md"]);
    assert_eq!(asked[0]["title"], "Notes to review without an owner (Site)");
    let markdown = project.run(&["review", "issues", "--today", DAY]).expect(0).stdout;
    assert_eq!(markdown.matches("\n---\n\n# ").count(), 4, "{markdown}");
}

#[test]
fn a_text_for_an_issue_calls_nobody_and_is_no_longer_than_one_can_be() {
    let project = Project::new("");
    for number in 0..900 {
        let text = note("", "Text.\n").replace("A note", "\"Ask @somebody of #12 `x`\"");
        project.write(&format!("content/notes/a-`-{number}.md"), text);
    }
    let found = issues(&project, &["--today", DAY]);
    let body = found[0]["body"].as_str().unwrap();
    assert!(body.contains("- [ ] `` Ask @somebody of #12 `x` `` (``content/notes/a-`-0.md``)"), "{body}");
    assert!(body.contains("fieldnotes review accept 'content/notes/a-`-0.md' --by NAME"), "{body}");
    assert!(body.len() < 60_000 && body.len() > 55_000, "{}", body.len());
    let shown = body.matches("- [ ]").count();
    assert!(body.contains(&format!("\nand {} more\n", 900 - shown)), "{shown}");
    assert_eq!(found[0]["notes"].as_array().unwrap().len(), 900);
}

#[test]
fn settings_that_change_what_is_read_of_notes_change_all_pages_that_tell_of_it() {
    let put_off =
        "revision:\n  last_reviewed: 2026-01-01\n  deferred: {until: 2027-01-01, because: zqreason}\n";
    let site = |rest: &str| {
        format!(
            "title = \"S\"\nbase_url = \"https://a.example\"\n[schema]\nrequired = [\"owner\"]\nunknown = \"allow\"\n{rest}"
        )
    };
    let settings = [
        "[owners]\n\"**\" = \"First\"\n",
        "[owners]\n\"**\" = \"Second\"\n[review]\nshow_reasons = true\nspread = \"8 weeks\"\n",
        "[owners]\n\"**\" = \"Second\"\n",
        "[fields.rename]\nsteps = \"checklist\"\n",
        "",
    ];
    let project = Project::new("");
    project.write("content/notes/a.md", note(put_off, "Text.\n"));
    project.write("content/notes/b.md", note("owner: Me\nsteps: [zwo]\n", "Text.\n"));
    for rest in settings {
        project.write("site.toml", site(rest));
        let built = project.run(&["build"]);
        let after = project.tree("public");
        let shown =
            after.iter().filter(|(_, bytes)| String::from_utf8_lossy(bytes).contains("zqreason")).count();
        assert_eq!(shown > 0, rest.contains("show_reasons"), "{rest}");
        let anew = Project::new("");
        for name in ["site.toml", "content/notes/a.md", "content/notes/b.md"] {
            anew.write(name, project.read(name));
        }
        assert_eq!(anew.run(&["build"]).status, built.status);
        let clean = anew.tree("public");
        let differ: Vec<&String> = clean.keys().filter(|path| clean.get(*path) != after.get(*path)).collect();
        assert!(differ.is_empty() && clean.len() == after.len(), "{rest}: {differ:?}");
    }
}

#[test]
fn each_thing_that_is_watched_and_changed_is_told_where_it_is_named() {
    let watches = "watches:\n  - {path: a.sh, digest: 0123456789ab}\n  - b.sh\n  - c.sh\n";
    let reviewed = "revision: {last_reviewed: 2026-05-01}\n";
    let site = "title = \"S\"\nbase_url = \"https://a.example\"\n[lints]\nreview-drifted = \"warn\"\n";
    let build = load(&[
        ("site.toml".to_owned(), site.to_owned()),
        ("content/a.md".to_owned(), note(&format!("{watches}{reviewed}"), "Text.\n")),
    ]);
    let path = SourcePath::new("content/a.md").unwrap();
    let mut corpus = build.corpus.clone();
    let drift = Drift(vec![Watched::Changed, Watched::Same, Watched::Gone]);
    corpus.drift = std::sync::Arc::new([(path.clone(), drift)].into());
    let faults = check::reviews::check(&build.site, &corpus, DAY.parse().unwrap());
    let text = build.text(&path).unwrap();
    let told: Vec<String> = faults
        .iter()
        .map(|fault| {
            format!(
                "{} {} {} {}",
                fault.code,
                fault.key.as_deref().unwrap(),
                fault.span.of(&text),
                fault.message
            )
        })
        .collect();
    let wanted = [
        "review-drifted watches[0] a.sh `a.sh` was changed after the last review",
        "review-drifted watches[2] c.sh `c.sh` no longer exists",
    ];
    assert_eq!(told, wanted);
}

#[test]
fn a_state_that_is_denied_fails_a_check_and_withholds_nothing_from_a_build() {
    let project = project();
    let settings = project.read("site.toml");
    let without = |folder: &str| {
        project.run(&["build", "--out", folder]).expect(0);
        project.tree(folder)
    };
    let before = without("one");
    for level in ["deny", "withhold"] {
        project.write("site.toml", format!("{settings}[lints]\nreview-overdue = \"{level}\"\n"));
        let found = project.run(&["check", "--today", DAY]).expect(1);
        assert_eq!(found.stdout.matches("error[review-overdue]").count(), 3, "{}", found.stdout);
        project.run(&["check", "--today", "2025-01-02"]).expect(0);
        assert_eq!(without("two"), before);
    }
}

#[test]
fn a_new_note_has_all_that_is_required_but_what_the_settings_give() {
    let project = Project::new("");
    let settings = "title = \"S\"\nbase_url = \"https://a.example\"\n[schema]\nrequired = [\"title\", \"owner\", \"revision.last_reviewed\", \"revision.status\", \"payload.service.tier\"]\n[fields.rename]\nstage = \"revision.status\"\n[owners]\n\"content/notes/db\" = \"Data team\"\n";
    project.write("site.toml", settings);
    project.run(&["new", "notes/db/a"]).expect(0);
    project.run(&["new", "notes/b"]).expect(0);
    project.run(&["check"]).expect(0);
    let text = project.read("content/notes/db/a.md");
    assert!(!text.contains("owner:") && text.contains("stage: drafted"), "{text}");
    assert!(project.read("content/notes/b.md").contains("owner: \"[TODO: who maintains the note]\""));
    let printed = project.run(&["schema"]).expect(0).stdout;
    let schema: serde_json::Value = serde_json::from_str(&printed).unwrap();
    assert_eq!(schema["required"], serde_json::json!(["title"]));
}
