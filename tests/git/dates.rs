//! `updated` from git: which commit counts, and what is said where nobody can tell.

use super::support::{Preview, Project};
use super::{Repository, git};

const SETTINGS: &str = "[dates]\nupdated = \"git\"\n";

fn repository() -> Repository {
    let repository = Repository::new(SETTINGS);
    repository.write(".gitignore", ".fieldnotes\npublic\nclones\n");
    repository
}

/// A commit of all that there is, written on a day.
fn on(repository: &Repository, day: &str) -> String {
    repository.commit_by("Ann Author <ann@example.org>", &format!("{day}T12:00:00+00:00"))
}

/// The day that the page of a note says it was updated on; nothing where that is the one on which it was written.
fn updated(repository: &Repository, site: &str, note: &str) -> String {
    repository.run_in(site, &["build"]).expect(0);
    let page = repository.read(&format!("{site}/public/notes/{note}/index.html"));
    let day = |field: &str| {
        let (_, rest) = page.split_once(&format!("\"{field}\":\""))?;
        rest.split('T').next().map(str::to_owned)
    };
    let written = day("datePublished");
    day("dateModified").filter(|_| day("dateModified") != written).unwrap_or_default()
}

#[test]
fn a_note_was_updated_when_a_commit_last_changed_its_body() {
    let repository = repository();
    repository.note("a", "", "One.");
    repository.note("own", "updated: 2025-07-07\n", "One.");
    repository.note("late", "", "One.");
    on(&repository, "2021-01-01");
    repository.note("a", "", "Two.");
    on(&repository, "2022-02-02");
    repository.note("a", "tags: [x]\n", "Two.  ");
    repository.note("own", "updated: 2025-07-07\n", "Two.");
    on(&repository, "2023-03-03");
    assert_eq!(updated(&repository, "docs", "a"), "2022-02-02");
    assert_eq!(updated(&repository, "docs", "own"), "2025-07-07");
    assert_eq!(updated(&repository, "docs", "late"), "2021-01-01");
    // What is not committed has no day, and a note is not updated before it was written.
    repository.note("a", "", "Three.");
    repository.note("new", "", "One.");
    let text = repository.read("docs/content/notes/late.md").replace("2020-01-01", "2024-01-01");
    repository.write("docs/content/notes/late.md", text);
    assert_eq!(updated(&repository, "docs", "a"), "2022-02-02");
    assert_eq!(updated(&repository, "docs", "new"), "");
    assert_eq!(updated(&repository, "docs", "late"), "");
    // A commit is an input like a file: the output that stands is that of another one.
    on(&repository, "2026-01-01");
    assert_eq!(updated(&repository, "docs", "a"), "2026-01-01");
    let again = repository.run(&["build"]).expect(0);
    assert!(again.stderr.contains("nothing to write"), "{}", again.stderr);
}

#[test]
fn renames_and_moves_of_the_whole_site_are_followed() {
    let repository = repository();
    repository.note("a", "", "One.\nTwo.\nThree.\nFour.\nFive.\nSix.");
    repository.note("b", "", "Another.\nText.\nThat.\nIs.\nNot.\nAlike.");
    on(&repository, "2021-01-01");
    repository.git(&["mv", "docs/content/notes/a.md", "docs/content/notes/moved.md"]);
    on(&repository, "2022-02-02");
    repository.note("moved", "tags: [x]\n", "One.\nTwo.\nThree.\nFour.\nFive.\nSix.");
    on(&repository, "2023-03-03");
    repository.git(&["mv", "docs", "site"]);
    on(&repository, "2024-04-04");
    assert_eq!(updated(&repository, "site", "moved"), "2021-01-01");
    assert_eq!(updated(&repository, "site", "b"), "2021-01-01");
}

#[test]
fn ignored_commits_and_merges_that_take_over_what_was_there_do_not_count() {
    let repository = repository();
    let lines = |first: &str, last: &str| format!("{first}\n\nTwo.\n\nThree.\n\nFour.\n\n{last}");
    repository.note("a", "", &lines("One.", "Five."));
    repository.note("b", "", "One.");
    on(&repository, "2021-01-01");
    repository.git(&["switch", "--quiet", "--create", "side"]);
    repository.note("a", "", &lines("Changed.", "Five."));
    on(&repository, "2022-02-02");
    repository.git(&["switch", "--quiet", "main"]);
    repository.note("a", "", &lines("One.", "Changed too."));
    on(&repository, "2023-03-03");
    repository.git(&["merge", "--quiet", "--no-edit", "side"]);
    // Both sides count, and which of them was committed last.
    assert!(["2022-02-02", "2023-03-03"].contains(&updated(&repository, "docs", "a").as_str()));
    repository.note("a", "", &lines("CHANGED.", "CHANGED TOO."));
    repository.note("b", "", "ONE.");
    let shouting = on(&repository, "2024-04-04");
    assert_eq!(updated(&repository, "docs", "b"), "2024-04-04");
    repository.write(".git-blame-ignore-revs", format!("# capitals\n{shouting} # all of them\n"));
    assert_eq!(updated(&repository, "docs", "b"), "2021-01-01");
    assert_ne!(updated(&repository, "docs", "a"), "2024-04-04");
}

#[test]
fn the_day_is_that_of_the_author_by_the_authors_clock() {
    let repository = repository();
    repository.note("a", "", "One.");
    repository.commit_by("A <a@example.org>", "2022-02-03T01:30:00+09:00");
    repository.run(&["build"]).expect(0);
    let page = repository.read("docs/public/notes/a/index.html");
    assert!(page.contains("<time datetime=\"2022-02-03"), "{page}");
}

#[test]
fn a_clone_that_cannot_tell_gives_no_days_and_one_warning() {
    let repository = repository();
    for note in ["a", "b"] {
        repository.note(note, "", "One.");
    }
    on(&repository, "2021-01-01");
    repository.note("a", "", "Two.");
    on(&repository, "2022-02-02");
    repository.clone_into("clones/shallow", &["--depth=1"]);
    repository.clone_into("clones/partial", &["--filter=blob:none"]);
    let warnings = |site: &str| {
        let found = repository.run_in(site, &["check"]).expect(0);
        assert_eq!(
            found.stdout.matches("warning[unknown-past]").count(),
            1,
            "{}{}",
            found.stdout,
            found.stderr
        );
        assert!(found.stderr.contains("1 warning"), "{}", found.stderr);
        found.stdout
    };
    let shallow = warnings("clones/shallow/docs");
    assert!(shallow.contains("git fetch --unshallow") && shallow.contains("updated = \"git\""), "{shallow}");
    assert_eq!(updated(&repository, "clones/shallow/docs", "a"), "");
    repository.git(&["-C", "clones/shallow", "fetch", "--quiet", "--unshallow"]);
    assert_eq!(updated(&repository, "clones/shallow/docs", "a"), "2022-02-02");
    // Neither is anything fetched where that could be done, nor does it hang where it could not.
    let packs = || repository.git(&["-C", "clones/partial", "count-objects", "-v"]);
    let before = packs();
    assert!(warnings("clones/partial/docs").contains("--no-filter"));
    assert_eq!(packs(), before);
    git(&repository.root().join("clones/partial"), &["remote", "set-url", "origin", "file:///nowhere"]);
    assert_eq!(updated(&repository, "clones/partial/docs", "a"), "");
    let outside = Project::new("-- content/notes/a.md --\n---\ntitle: A\n---\nText.\n");
    outside.write("site.toml", format!("{}{SETTINGS}", super::SITE));
    let found = outside.run(&["check"]).expect(0);
    assert!(found.stdout.contains("not in a git repository"), "{}{}", found.stdout, found.stderr);
    // And a machine without git.
    git(outside.root(), &["init", "--quiet"]);
    let found = outside.run_with(&["check"], &[("PATH", "/nowhere")]).expect(0);
    assert!(found.stdout.contains("git can't be started"), "{}{}", found.stdout, found.stderr);
}

#[test]
fn a_worktree_and_a_repository_without_commits_are_repositories() {
    let repository = repository();
    repository.note("a", "", "One.");
    assert_eq!(updated(&repository, "docs", "a"), "");
    on(&repository, "2021-01-01");
    repository.git(&["worktree", "add", "--quiet", "clones/tree", "HEAD"]);
    assert_eq!(updated(&repository, "clones/tree/docs", "a"), "2021-01-01");
}

#[test]
fn a_preview_keeps_the_days_of_its_start() {
    let repository = repository();
    repository.note("a", "", "One.");
    on(&repository, "2021-01-01");
    let preview = Preview::of(&repository.root().join("docs"), &[]);
    let day = "\"dateModified\":\"2021-01-01";
    preview.shows("/notes/a/", day);
    repository.note("a", "", "Two.");
    preview.shows("/notes/a/", "Two.");
    preview.shows("/notes/a/", day);
}

#[test]
fn names_of_any_letters_have_their_days() {
    let repository = repository();
    for name in ["ü b", "u\u{308}ber", "日本"] {
        repository.note(name, "slug: x\n", "One.");
        on(&repository, "2021-01-01");
        assert_eq!(updated(&repository, "docs", "x"), "2021-01-01", "{name}");
        repository.git(&["rm", "--quiet", "-r", "docs/content"]);
    }
}
