//! Pages without a day: those of manuals, and the pages of folders, such as an imprint.

use std::process::Command;

use super::project;
use crate::support::Project;

#[test]
fn new_makes_the_page_of_a_folder() {
    let project = project();
    let made = project.run(&["new", "imprint/_index.md", "--set", "kind=pages"]).expect(0);
    assert!(made.stderr.contains("to be replaced: line 6 of the text"), "{}", made.stderr);
    assert!(!made.stderr.contains("not reviewed"), "{}", made.stderr);
    let page = "---\ntitle: Imprint\nkind: pages\n---\n\n[TODO: write the text of the page]\n";
    assert_eq!(project.read("content/imprint/_index.md"), page);
    project.run(&["new", "networks/_index", "--title", "Networks: all"]).expect(0);
    assert_eq!(project.read("content/networks/_index.md"), "---\ntitle: \"Networks: all\"\n---\n");
    project.run(&["new", "_index.md"]).expect(0);
    let refused: [(&[&str], &str); 5] = [
        (&["new", "a/_index.md", "--set", "kind=page"], "did you mean `pages`?"),
        (&["new", "a/_index.md", "--topic", "x"], "`topic` is not a field of a section"),
        (&["new", "a/_index.md", "--like", "runbook"], "leave the option out"),
        (&["new", "imprint/_index.md"], "`content/imprint/_index.md` already exists"),
        (&["new", ".a/_index.md"], "the folder is hidden"),
    ];
    for (command, told) in refused {
        let run = project.run(command).expect(2);
        assert!(run.stderr.contains(told), "{command:?}: {}", run.stderr);
    }
    assert!(!project.exists("content/a"));
    let found = project.run(&["check", "--format", "concise"]).expect(0).stdout;
    assert_eq!(found.lines().count(), 1, "{found}");
}

#[test]
fn new_makes_plain_pages_of_a_title_and_a_summary() {
    let project = project();
    project.run(&["new", "manual/_index.md", "--set", "kind=pages"]).expect(0);
    for path in ["manual/on-call.md", "manual/drills/restore.md"] {
        project.run(&["new", path, "--set", "summary=How we do it."]).expect(0);
    }
    let text = project.read("content/manual/drills/restore.md");
    assert!(text.starts_with("---\ntitle: Restore\nsummary: How we do it.\n---\n"), "{text}");
    project.run(&["check", "--deny", "missing-field"]).expect(0);
}

#[test]
fn a_note_at_the_top_is_told_of_pages_without_a_day() {
    let project = Project::new("");
    let told = |run: &str| run.contains("fieldnotes new imprint/_index.md --set kind=pages");
    assert!(told(&project.run(&["new", "imprint.md"]).expect(0).stderr));
    assert!(!told(&project.run(&["new", "another.md"]).expect(0).stderr), "there are notes at the top");
    assert!(!told(&project.run(&["new", "notes/imprint.md"]).expect(0).stderr));
}

#[test]
fn an_index_is_no_note_among_others() {
    let project = project();
    for (path, page) in [("notes/index.md", "notes/_index.md"), ("index", "_index.md")] {
        let run = project.run(&["new", path]).expect(2);
        assert!(run.stderr.contains(&format!("`fieldnotes new {page}`")), "{}", run.stderr);
    }
    project.run(&["new", "notes/bundle/index.md"]).expect(0);
}

#[test]
fn what_is_given_to_new_is_not_lost() {
    let project = project();
    let refused: [(&[&str], &str); 4] = [
        (&["--set", "owner=A", "--set", "owner=B"], "`owner` is given twice"),
        (&["--title", "A", "--set", "title=B"], "`title` is given twice"),
        (&["--set", "owner="], "`--set owner=` has no value"),
        (&["--set", "stack= "], "has no value"),
    ];
    for (options, told) in refused {
        let run = project.run(&[&["new", "notes/x.md"], options].concat()).expect(2);
        assert!(run.stderr.contains(told), "{options:?}: {}", run.stderr);
        assert!(run.stderr.contains("nothing was written"), "{}", run.stderr);
        assert!(!project.exists("content/notes/x.md"));
    }
    project.run(&["new", "notes/x.md", "--set", "stack=nginx", "--set", "stack=tls,certbot"]).expect(0);
    let text = project.read("content/notes/x.md");
    assert!(text.contains("stack:\n  - nginx\n  - tls\n  - certbot\n"), "{text}");
}

#[test]
fn words_that_a_shell_took_apart_are_told_of_quotes() {
    let project = project();
    for words in [&["new", "notes/my", "note.md"][..], &["new", "notes/x.md", "--title", "My", "note"]] {
        let run = project.run(words).expect(2);
        assert!(run.stderr.contains("in quotes: \"two words\""), "{}", run.stderr);
    }
    assert!(!project.run(&["new", "notes/x.md", "--titel", "x"]).expect(2).stderr.contains("in quotes"));
}

#[test]
fn a_file_in_the_way_is_told_from_where_one_stands() {
    let project = project();
    let mut command = Command::new(env!("CARGO_BIN_EXE_fieldnotes"));
    let run = command.current_dir(project.path("content/notes")).args(["new", "a.md"]).output().unwrap();
    let told = String::from_utf8(run.stderr).unwrap();
    assert!(told.starts_with("error: `a.md` already exists"), "{told}");
}
