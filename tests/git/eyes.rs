//! Who may accept a note, and what is shown of it before.

use std::process::{Command, Stdio};

use super::{ENVIRONMENT, Repository};

const NOTE: &str = "docs/content/notes/a.md";

fn repository() -> Repository {
    let repository = Repository::new("[review]\nfour_eyes = true\n");
    repository.write(".gitignore", ".fieldnotes\nclones\n");
    repository.note("a", "", "One.");
    repository
}

/// Why a reviewer is refused; nothing where the review is taken, or would be.
fn refused(repository: &Repository, site: &str, by: &str) -> String {
    let note = format!("{site}/content/notes/a.md");
    let found = repository.run_in(site, &["review", "accept", &note, "--by", by, "--dry-run"]);
    assert!(found.status == 0 || found.status == 2, "{found:?}");
    if found.status == 0 { String::new() } else { found.stderr }
}

#[test]
fn who_last_changed_the_body_can_not_accept_it() {
    let repository = repository();
    assert!(refused(&repository, "docs", "Ann Author").contains("commit the change first"));
    repository.commit_by("Ann Author <ann@example.org>", super::DAY);
    for by in ["Ann Author", " ann AUTHOR ", "ann@example.org", "Ann <ann@example.org>"] {
        assert!(refused(&repository, "docs", by).contains("requires another reviewer"), "{by}");
    }
    assert_eq!(refused(&repository, "docs", "Bob"), "");
    // Bob's record of a review is no change of the body, and Carol's commit of it makes her no author.
    repository.run(&["review", "accept", NOTE, "--by", "Bob"]).expect(0);
    repository.commit_by("Carol <carol@example.org>", super::DAY);
    assert_eq!(refused(&repository, "docs", "Carol"), "");
    assert!(refused(&repository, "docs", "Ann Author").contains("requires another reviewer"));
    // All who wrote a commit are its authors, by the names of the mailmap too.
    repository.note("a", "", "Two.");
    repository.git(&["add", "--all"]);
    let author = "--author=dan <dan@old.example>";
    let message = "--message=c\n\nCo-authored-by: Eve <eve@example.org>";
    repository.git(&["commit", "--quiet", author, message]);
    repository.write(".mailmap", "Dan Dancer <dan@example.org> <dan@old.example>\n");
    for by in ["dan", "Dan Dancer", "dan@example.org", "eve"] {
        assert!(refused(&repository, "docs", by).contains("requires another reviewer"), "{by}");
    }
    assert_eq!(refused(&repository, "docs", "Ann Author"), "");
    let ignored = repository.git(&["rev-parse", "HEAD"]);
    repository.write(".git-blame-ignore-revs", format!("{ignored}\n"));
    assert_eq!(refused(&repository, "docs", "Dan Dancer"), "");
    repository.note("a", "", "Not committed.");
    assert!(refused(&repository, "docs", "Bob").contains("changes that are not committed"));
}

#[test]
fn where_nobody_can_tell_who_it_was_nobody_accepts() {
    let repository = repository();
    repository.commit();
    repository.write("README.md", "Later.\n");
    repository.commit();
    repository.clone_into("clones/shallow", &["--depth=1"]);
    let shallow = refused(&repository, "clones/shallow/docs", "Bob");
    assert!(
        shallow.contains("the clone is shallow") && shallow.contains("git fetch --unshallow"),
        "{shallow}"
    );
    let outside = super::support::Project::new("");
    outside.write("site.toml", format!("{}[review]\nfour_eyes = true\n", super::SITE));
    outside.write("content/a.md", "---\ntitle: A\n---\nText.\n");
    let found = outside.run(&["review", "accept", "content/a.md", "--by", "Bob"]).expect(2);
    assert!(found.stderr.contains("not in a git repository"), "{}", found.stderr);
}

/// Runs the program at a terminal of its own, which answers its questions; what it shows.
fn at_a_terminal(repository: &Repository, arguments: &str, answers: &str) -> String {
    let line = format!("{} --site docs {arguments}", env!("CARGO_BIN_EXE_fieldnotes"));
    let mut command = Command::new("script");
    command.args(["--quiet", "--return", "--echo", "never", "--command", &line, "/dev/null"]);
    command.current_dir(repository.root()).envs(ENVIRONMENT.iter().copied()).env("NO_COLOR", "1");
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("this needs `script`");
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), answers.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    String::from_utf8(output.stdout).unwrap().replace('\r', "")
}

#[test]
fn each_note_is_shown_with_its_change_and_asked_about() {
    let repository = Repository::new("");
    repository.write(".gitignore", ".fieldnotes\n");
    repository.note("a", "revision: {last_reviewed: 2026-01-10}\n", "One.");
    repository.note("b", "", "One.");
    repository.note("c", "revision: {last_reviewed: 2026-01-10}\n", "One.");
    repository.commit();
    repository.note("a", "revision: {last_reviewed: 2026-01-10}\n", "Two.");
    let shown = at_a_terminal(
        &repository,
        "review accept docs/content/notes --by B --each --today 2026-06-01",
        "y\nn\nyes\n",
    );
    assert!(shown.contains("content/notes/b.md was never reviewed"), "{shown}");
    let change =
        "content/notes/a.md changed since 2026-01-10:\n--- a/content/notes/a.md\n+++ b/content/notes/a.md\n";
    assert!(shown.contains(change) && shown.contains("\n-One.\n+Two.\n"), "{shown}");
    assert!(shown.contains("content/notes/c.md has not changed since 2026-01-10"), "{shown}");
    assert_eq!(shown.matches("is it still correct? [y/N]").count(), 3, "{shown}");
    let accepted =
        |name: &str| repository.read(&format!("docs/content/notes/{name}.md")).contains("2026-06-01");
    assert_eq!(["a", "b", "c"].map(accepted), [true, false, true], "{shown}");
}
