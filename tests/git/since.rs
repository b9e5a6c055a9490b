//! What a branch concerns: what counts as changed, and what is told of it.

use std::collections::BTreeMap;

use super::support::Project;
use super::{ENVIRONMENT, Repository, git};

/// A repository of a site and of what its notes watch, on a branch that left `main`.
fn branch() -> Repository {
    let repository = Repository::new("");
    repository.write(".gitignore", "*.log\n.fieldnotes\n");
    for file in ["deploy/web.yaml", "deploy/old name.yaml", "src/a.rs", "src/b.rs", "plain/x", "README.md"] {
        repository.write(file, format!("{file}\n"));
    }
    repository.write("parts.toml", "a = 1\n# ANCHOR: limits\nb = 2\n# ANCHOR_END: limits\n");
    repository.note("globs", "watches:\n  - deploy/*.yaml\nowner: Team\n", "Text.");
    repository.note("touched", "change:\n  files: [src/a.rs, ./data.csv, /etc/plain/x]\n", "Text.");
    repository.note("parts", "watches: [\"parts.toml#limits\"]\n", "Text.");
    repository.note("names", "watches: [\"ü b\"]\n", "Text.");
    repository.note("other", "watches: [README.md]\n", "Text.");
    repository.note("old", "watches: [deploy]\nrevision: {status: deprecated}\n", "Text.");
    repository.note("draft", "watches: [src]\ndraft: true\n", "Text.");
    repository.commit();
    repository.git(&["switch", "--quiet", "--create", "work"]);
    repository
}

/// The notes that are told of, each with its files, and the files that no note watches.
fn told(repository: &Repository, arguments: &[&str]) -> (BTreeMap<String, String>, Vec<String>) {
    let all = [&["review", "--changed-since", "main", "--unwatched", "--format", "json"], arguments].concat();
    let found = repository.run(&all).expect(0);
    let report: serde_json::Value = serde_json::from_str(&found.stdout).unwrap();
    let texts = |list: &serde_json::Value| -> Vec<String> {
        list.as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect()
    };
    let note = |note: &serde_json::Value| {
        let causes = note["touched_by"].as_array().unwrap();
        let mut files: Vec<String> = causes.iter().flat_map(|cause| texts(&cause["files"])).collect();
        files.extend(note["changed_along"].as_bool().unwrap().then(|| "along".to_owned()));
        (note["title"].as_str().unwrap().to_owned(), files.join(" | "))
    };
    (report["notes"].as_array().unwrap().iter().map(note).collect(), texts(&report["unwatched"]))
}

fn notes(expected: &[(&str, &str)]) -> BTreeMap<String, String> {
    expected.iter().map(|(note, files)| ((*note).to_owned(), (*files).to_owned())).collect()
}

#[test]
fn whatever_a_branch_changed_counts_committed_or_not() {
    let repository = branch();
    assert_eq!(told(&repository, &[]), (notes(&[]), vec![]));
    repository.write("deploy/web.yaml", "committed\n");
    repository.commit();
    repository.write("src/a.rs", "staged\n");
    repository.git(&["add", "src/a.rs"]);
    repository.write("src/b.rs", "unstaged\n");
    repository.write("ü b/\n c", "untracked\n");
    repository.write("data.log", "ignored\n");
    repository.write("docs/data.csv", "beside the site\n");
    repository.write("docs/static/a.txt", "of the site\n");
    let touched = notes(&[
        ("globs", "deploy/web.yaml"),
        ("names", "ü b/\n c"),
        ("touched", "src/a.rs | docs/data.csv"),
    ]);
    let unwatched = ["docs/data.csv", "src/a.rs", "src/b.rs"].map(str::to_owned).to_vec();
    assert_eq!(told(&repository, &[]), (touched, unwatched.clone()));
    let narrow = |arguments: &[&str]| told(&repository, arguments).0.into_keys().collect::<Vec<_>>();
    assert_eq!(narrow(&["--owner", "Team"]), ["globs"]);
    assert_eq!(narrow(&["docs/content/notes/names.md"]), ["names"]);
    assert_eq!(narrow(&["--state", "fresh"]), [] as [&str; 0]);
    assert_eq!(told(&repository, &["--owner", "Team"]).1, unwatched);
}

#[test]
fn a_rename_counts_under_both_names_and_what_was_undone_does_not() {
    let repository = branch();
    repository.git(&["mv", "deploy/old name.yaml", "src/new name.yaml"]);
    repository.write("plain/x", "changed\n");
    repository.commit();
    repository.write("plain/x", "plain/x\n");
    repository.commit();
    let (touched, unwatched) = told(&repository, &[]);
    assert_eq!(touched, notes(&[("globs", "deploy/old name.yaml")]));
    assert_eq!(unwatched, ["src/new name.yaml"]);
    // What the other branch changed meanwhile is none of this one's.
    repository.git(&["switch", "--quiet", "main"]);
    repository.write("README.md", "changed\n");
    repository.commit();
    repository.git(&["switch", "--quiet", "work"]);
    assert_eq!(told(&repository, &[]).0, notes(&[("globs", "deploy/old name.yaml")]));
}

#[test]
fn a_part_concerns_a_note_only_where_it_changed() {
    let repository = branch();
    repository.write("parts.toml", "a = 2\n# ANCHOR: limits\nb = 2\n# ANCHOR_END: limits\n");
    repository.commit();
    assert_eq!(told(&repository, &[]), (notes(&[]), vec!["parts.toml".to_owned()]));
    repository.write("parts.toml", "a = 2\n# ANCHOR: limits\nb = 3\n# ANCHOR_END: limits\n");
    assert_eq!(told(&repository, &[]), (notes(&[("parts", "parts.toml")]), vec![]));
}

#[test]
fn a_note_that_was_accepted_on_the_branch_is_settled_until_it_drifts() {
    let repository = branch();
    repository.write("deploy/web.yaml", "changed\n");
    let note = "docs/content/notes/globs.md";
    repository.run(&["review", "accept", note, "--by", "B"]).expect(0);
    repository.commit();
    assert_eq!(told(&repository, &[]), (notes(&[]), vec![]));
    repository.write("deploy/web.yaml", "changed again\n");
    assert_eq!(told(&repository, &["--state", "drifted"]).0, notes(&[("globs", "deploy/web.yaml | along")]));
}

#[test]
fn people_and_workflows_are_told_of_the_same() {
    let repository = branch();
    for name in ["web", "a,b:c%", "d", "e", "f"] {
        repository.write(&format!("deploy/{name}.yaml"), "changed\n");
    }
    repository.write("src/a\n::error::.rs", "new\n");
    repository.note("touched", "# more\nchange:\n  files: [src]\n", "Other text.");
    let run = |form| {
        let arguments =
            ["review", "--changed-since", "main", "--unwatched", "--today", "2026-06-01", "--format"];
        repository.run(&[&arguments[..], &[form]].concat()).expect(0).stdout
    };
    assert_eq!(
        run("human"),
        "touched: 1\n  Team\n    content/notes/globs.md\n      deploy/a,b:c%.yaml, deploy/d.yaml, deploy/e.yaml and 2 more changed (watches: deploy/*.yaml); unreviewed\n\n\
         changed too: 1\n  no owner\n    content/notes/touched.md\n      src/a␊::error::.rs changed (change.files: src); unreviewed\n\n\
         unwatched: 1\n    src/a␊::error::.rs\n\n\
         2 notes are affected by the 7 files that changed since `main`; no note watches 1 of them\n"
    );
    assert_eq!(
        run("github"),
        "::warning file=docs/content/notes/globs.md,line=5,title=fieldnotes touched::deploy/a,b:c%25.yaml, deploy/d.yaml, deploy/e.yaml and 2 more changed (watches: deploy/*.yaml): check that the note is still correct\n\
         ::notice file=docs/content/notes/touched.md,line=6,title=fieldnotes touched::src/a␊::error::.rs changed (change.files: src): check that the note is still correct\n\
         ::notice file=src/a%0A%3A%3Aerror%3A%3A.rs,line=1,title=fieldnotes unwatched::no note watches this file\n"
    );
    let markdown = run("markdown");
    assert!(
        markdown.contains("\n## changed too\n\n- touched (`content/notes/touched.md`): src/a"),
        "{markdown}"
    );
    let states = repository.run(&["review", "--today", "2026-06-01", "--format", "github"]).expect(0).stdout;
    let line = "::warning file=docs/content/notes/globs.md,line=1,title=fieldnotes unreviewed::1 watched path not recorded\n";
    assert!(states.contains(line), "{states}");
}

#[test]
fn a_branch_that_nobody_can_tell_of_is_no_branch_without_changes() {
    let repository = branch();
    let why = |site: &str, name: &str| {
        let found = repository.run_in(site, &["review", &format!("--changed-since={name}")]).expect(2);
        assert_eq!(found.stdout, "");
        found.stderr
    };
    let absent = why("docs", "origin/nowhere");
    assert!(
        absent.contains("is not a commit in this clone") && absent.contains("git fetch origin nowhere"),
        "{absent}"
    );
    assert!(why("docs", "--output=x").contains("not a commit"));
    repository.write("src/a.rs", "changed\n");
    repository.commit();
    repository.clone_into("clones/shallow", &["--depth=1", "--no-single-branch"]);
    let shallow = why("clones/shallow/docs", "origin/main");
    assert!(shallow.contains("too shallow") && shallow.contains("git fetch --unshallow"), "{shallow}");
    repository.git(&["-C", "clones/shallow", "fetch", "--quiet", "--unshallow"]);
    let found =
        repository.run_in("clones/shallow/docs", &["review", "--changed-since", "origin/main"]).expect(0);
    assert!(found.stdout.contains("src/a.rs changed"), "{}", found.stdout);
    repository.git(&["checkout", "--quiet", "--orphan", "apart"]);
    repository.commit();
    assert!(why("docs", "main").contains("no commit in common"));
    let outside = Project::new("-- content/a.md --\nText.\n");
    let found = outside.run(&["review", "--changed-since", "main"]).expect(2);
    assert!(found.stderr.contains("not in a git repository"), "{}", found.stderr);
}

#[test]
fn a_site_may_be_the_whole_repository() {
    let note = "---\ntitle: A\nwatches: [conf]\n---\nText.\n";
    let project =
        Project::new(&format!("-- content/a.md --\n{note}-- conf/a.ini --\na\n-- templates/x.html --\nx\n"));
    git(project.root(), &["init", "--quiet", "--initial-branch=main"]);
    git(project.root(), &["add", "--all"]);
    git(project.root(), &["commit", "--quiet", "--message=c"]);
    for file in [".fieldnotes/cache/x", "conf/b.ini", "templates/x.html", "static/a.txt", "lib/a.c"] {
        project.write(file, "new\n");
    }
    let arguments = ["review", "--changed-since", "HEAD", "--unwatched"];
    let told = |form| {
        project.run_with(&[&arguments[..], &["--format", form]].concat(), ENVIRONMENT).expect(0).stdout
    };
    assert_eq!(
        told("github"),
        "::warning file=content/a.md,line=3,title=fieldnotes touched::conf/b.ini changed (watches: conf): check that the note is still correct\n\
         ::notice file=lib/a.c,line=1,title=fieldnotes unwatched::no note watches this file\n"
    );
    let human = told("human");
    assert!(
        human.ends_with("by the 4 files that changed since `HEAD`; no note watches 1 of them\n"),
        "{human}"
    );
}

#[test]
fn a_worktree_and_a_partial_clone_tell_of_a_branch_and_fetch_nothing() {
    let repository = branch();
    repository.write("parts.toml", "a = 1\n# ANCHOR: limits\nb = 3\n# ANCHOR_END: limits\n");
    repository.commit();
    repository.clone_into("clones/partial", &["--filter=blob:none"]);
    repository.git(&["worktree", "add", "--quiet", "clones/tree", "HEAD"]);
    for (site, name) in [("clones/partial/docs", "origin/main"), ("clones/tree/docs", "main")] {
        let packs = || repository.git(&["-C", "clones/partial", "count-objects", "-v"]);
        let before = packs();
        let found = repository.run_in(site, &["review", "--changed-since", name]).expect(0);
        assert!(found.stdout.contains("parts.toml changed (watches: parts.toml#limits)"), "{}", found.stdout);
        assert_eq!(packs(), before);
    }
    repository.clone_into("clones/treeless", &["--filter=tree:0"]);
    let why =
        repository.run_in("clones/treeless/docs", &["review", "--changed-since", "origin/main"]).expect(2);
    assert!(
        why.stderr.contains("the clone is partial") && why.stderr.contains("--no-filter"),
        "{}",
        why.stderr
    );
}
