//! Repositories that name programs for git to run.

use super::Repository;

/// A repository whose settings and attributes name a program wherever git would run one.
fn repository() -> Repository {
    let repository = Repository::new("[dates]\nupdated = \"git\"\n[review]\nfour_eyes = true\n");
    repository.write(".gitignore", ".fieldnotes\npublic\nprogram\nran\nhooks\n");
    repository.write("deploy/a.yaml", "One.\n");
    repository.note("a", "watches: [deploy]\n", "One.");
    repository.commit();
    repository.note("a", "watches: [deploy]\n", "Two.");
    repository.commit();
    let script = format!("#!/bin/sh\necho \"$0 $*\" >>'{}/ran'\ncat\n", repository.root().display());
    let program = repository.project.program("program", &script);
    for hook in
        ["post-index-change", "post-checkout", "pre-commit", "fsmonitor-watchman", "reference-transaction"]
    {
        repository.project.program(&format!("hooks/{hook}"), &script);
    }
    let program = program.to_str().unwrap();
    let hooks = repository.root().join("hooks");
    for name in ["clean", "smudge", "process"] {
        repository.git(&["config", &format!("filter.evil.{name}"), program]);
    }
    for (name, value) in [
        ("core.hooksPath", hooks.to_str().unwrap()),
        ("core.fsmonitor", program),
        ("core.pager", program),
        ("core.sshCommand", program),
        ("core.editor", program),
        ("core.askPass", program),
        ("core.alternateRefsCommand", program),
        ("pager.log", program),
        ("pager.diff", program),
        ("diff.external", program),
        ("diff.evil.command", program),
        ("diff.evil.textconv", program),
        ("merge.evil.driver", program),
        ("gpg.program", program),
        ("log.showSignature", "true"),
        ("credential.helper", program),
        ("alias.log", program),
    ] {
        repository.git(&["config", name, value]);
    }
    // The filters come last: git itself would run them on the way here.
    repository.write(".git/info/attributes", "* filter=evil diff=evil merge=evil\n");
    repository.write("deploy/a.yaml", "Two.\n");
    repository
}

#[test]
fn nothing_that_a_repository_names_is_run() {
    let repository = repository();
    let run = |arguments: &[&str]| drop(repository.run(arguments).expect(0));
    run(&["check"]);
    run(&["build"]);
    run(&["review"]);
    run(&["review", "--changed-since", "HEAD~1", "--unwatched"]);
    run(&["review", "accept", "docs/content/notes/a.md", "--by", "Bob", "--dry-run"]);
    assert!(!repository.exists("ran"), "{}", repository.read("ran"));
    // It is there to be run.
    let mut command = std::process::Command::new("git");
    command.current_dir(repository.root()).args(["status", "--porcelain"]).output().unwrap();
    assert!(repository.exists("ran"));
}

#[test]
fn a_filter_is_not_needed_to_tell_what_is_staged() {
    let repository = repository();
    let touched = || repository.run(&["review", "--changed-since", "HEAD"]).expect(0).stdout;
    assert!(touched().starts_with("no file changed"), "{}", touched());
    repository.git(&["-c", "filter.evil.process=", "-c", "filter.evil.clean=", "add", "deploy/a.yaml"]);
    assert!(touched().contains("deploy/a.yaml changed"), "{}", touched());
    repository.git(&["config", "filter.a=b.clean", "true"]);
    let why = repository.run(&["review", "--changed-since", "HEAD"]).expect(2).stderr;
    assert!(why.contains("a filter whose name can't be used"), "{why}");
}
