//! What sites and notes begin with: `init`, addresses that are of this machine alone, and what is said where something is in the way.

mod languages;
mod notes;
mod pages;

use crate::support::{Project, note};

const SITE: &str = "title = \"S\"\nbase_url = \"https://x.example.org\"\n";

fn project() -> Project {
    Project::new(&format!("-- content/notes/a.md --\n{}", note("", "Text.\n")))
}

/// The front matter of a note, as any reader of YAML sees it.
fn front(text: &str) -> serde_json::Value {
    serde_yaml::from_str(text.split("---\n").nth(1).unwrap())
        .unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// A folder without a site, to begin one in.
fn nowhere() -> Project {
    let project = Project::new("");
    project.remove("site.toml");
    project
}

#[test]
fn init_makes_a_site_that_builds_at_once_and_overwrites_nothing() {
    let project = nowhere();
    let made = project.run(&["init", "harbour-notes"]).expect(0);
    assert_eq!(
        made.stderr,
        "Made `harbour-notes/site.toml`, `harbour-notes/.gitignore` and `harbour-notes/content/notes/first-note.md`\n  next: cd harbour-notes && fieldnotes build\n"
    );
    let built = project.run(&["build", "--site", "harbour-notes"]).expect(0);
    assert!(built.stderr.contains("1 note"), "{}", built.stderr);
    assert!(project.exists("harbour-notes/public/notes/first-note/index.html"));
    project.run(&["check", "--site", "harbour-notes", "--deny", "warnings"]).expect(0);
    project.run(&["test", "--site", "harbour-notes"]).expect(0);
    assert!(project.read("harbour-notes/site.toml").contains("title = \"Harbour notes\"\n"));
    assert_eq!(project.read("harbour-notes/.gitignore"), "/.fieldnotes/\n/public/\n");
    let front = front(&project.read("harbour-notes/content/notes/first-note.md"));
    assert!(!front.to_string().contains('`'), "fields show backticks as they are: {front}");
    let before = project.tree("harbour-notes");
    let again = project.run(&["init", "harbour-notes"]).expect(2);
    assert!(again.stderr.contains("`harbour-notes` is a site already"), "{}", again.stderr);
    assert!(project.tree("harbour-notes") == before);
}

#[test]
fn each_kind_of_first_note_lacks_nothing_but_what_is_to_be_replaced() {
    let project = nowhere();
    let todo = regex::Regex::new(r"\[TODO[^\]]*\]").unwrap();
    for kind in ["runbook", "postmortem", "change"] {
        project.run(&["init", kind, "--like", kind]).expect(0);
        let found = project.run(&["check", "--site", kind, "--format", "concise"]).expect(0);
        assert!(found.stdout.lines().count() > 5, "{}", found.stdout);
        assert!(
            found.stdout.lines().all(|line| line.contains("warning[placeholder-left]")),
            "{}",
            found.stdout
        );
        project.run(&["test", "--site", kind]).expect(0);
        let text = project.read(&format!("{kind}/content/notes/first-{kind}.md"));
        let front = front(&text);
        assert_eq!(front["title"], format!("First {kind}"));
        for key in ["owner", "summary", "checklist", "stack"] {
            assert!(!front[key].is_null(), "{text}");
        }
        assert!(!front["revision"]["review_in"].is_null() && text.contains("\n## Check\n"), "{text}");
        // What is filled in is a note without a fault.
        let replaced = todo.replace_all(&text, "words").into_owned();
        project.write(&format!("{kind}/content/notes/first-{kind}.md"), replaced);
        project.run(&["check", "--site", kind, "--deny", "warnings"]).expect(0);
    }
    project.run(&["init", "other", "--like", "recipe"]).expect(2);
    assert!(!project.exists("other"));
}

#[test]
fn what_init_prints_can_be_pasted_into_a_shell() {
    for name in ["a b", "it's $HOME", "-x", "a\"b", "ünï", "`x`", "a;b"] {
        let project = nowhere();
        let made = project.run(&["init", "--", name]).expect(0);
        let next =
            made.stderr.lines().find_map(|line| line.trim().strip_prefix("next: ")).unwrap().to_owned();
        let folder = next.strip_suffix(" && fieldnotes build").unwrap();
        let shell = std::process::Command::new("sh")
            .current_dir(project.root())
            .args(["-c", &format!("{folder} && cat site.toml")])
            .output()
            .unwrap();
        let text = String::from_utf8(shell.stdout).unwrap();
        assert!(text.contains("base_url"), "{next}: {}", String::from_utf8_lossy(&shell.stderr));
        let read: toml::Table = text.parse().unwrap();
        assert!(read["title"].as_str().is_some_and(|title| !title.is_empty()), "{text}");
    }
    let here = nowhere().run(&["init"]).expect(0);
    assert!(here.stderr.contains("next: fieldnotes build\n"), "{}", here.stderr);
}

/// The folder that is asked for, what stands there, and what is said of it.
#[cfg(unix)]
type Obstacle<'a> = (&'a str, &'a dyn Fn(&Project), &'a str);

#[cfg(unix)]
#[test]
fn what_is_in_the_way_of_a_site_has_its_reason_and_nothing_is_left_behind() {
    let link = |project: &Project, to: &str, at: &str| {
        std::os::unix::fs::symlink(to, project.path(at)).unwrap();
    };
    let prepare: [Obstacle<'_>; 8] = [
        ("a file", &|project| project.write("s", ""), "`s` is a file, where a folder is needed"),
        ("a file above", &|project| project.write("s", ""), "`s` is a file, where a folder is needed"),
        ("a link", &|project| link(project, "no", "s"), "`s` is a link that leads nowhere"),
        ("settings", &|project| project.write("s/site.toml", ""), "`s` is a site already"),
        (
            "settings that are a folder",
            &|project| project.write("s/site.toml/x", ""),
            "`s/site.toml` is a folder, where a file is to be made",
        ),
        (
            "content",
            &|project| project.write("s/content", ""),
            "`s/content` is a file, where a folder is needed",
        ),
        (
            "a folder of the note's name",
            &|project| project.write("s/content/notes/first-note.md/x", ""),
            "`s/content/notes/first-note.md` is a folder, where a file is to be made",
        ),
        ("an ignored folder", &|project| project.write("s/.gitignore/x", ""), "`s/.gitignore` is a folder"),
    ];
    for (what, prepare, reason) in prepare {
        let project = nowhere();
        prepare(&project);
        let before = project.tree(".");
        let dir = if what == "a file above" { "s/deep/er" } else { "s" };
        let run = project.run(&["init", dir]).expect(2);
        assert!(
            run.stderr.contains(reason) && run.stderr.contains("nothing was changed"),
            "{what}: {}",
            run.stderr
        );
        assert!(project.tree(".") == before, "{what}");
    }
    let project = project();
    for inside in ["content", "content/notes/x", "static/x", "templates", "public/x"] {
        let run = project.run(&["init", inside]).expect(2);
        assert!(run.stderr.contains("of the site in"), "{}", run.stderr);
    }
    let beside = project.run(&["init", "examples/one"]).expect(0);
    assert!(beside.stderr.contains("is a site too"), "{}", beside.stderr);
    let named = project.run(&["init", "--site", "other"]).expect(2);
    assert!(named.stderr.contains("run `fieldnotes init other`"), "{}", named.stderr);
}

#[test]
fn init_keeps_what_a_folder_has() {
    let project = nowhere();
    project.write("README.md", "Mine.\n");
    project.write(".gitignore", "target\npublic\n");
    let made = project.run(&["init"]).expect(0);
    assert!(made.stderr.contains("  add to `.gitignore`: /.fieldnotes/\n"), "{}", made.stderr);
    assert_eq!(
        (project.read(".gitignore"), project.read("README.md")),
        ("target\npublic\n".into(), "Mine.\n".into())
    );
    let with_notes = nowhere();
    with_notes.write("content/docs/mine.md", note("", "Text.\n"));
    let made = with_notes.run(&["init"]).expect(0);
    assert!(made.stderr.contains("`content/` has notes already: no example was added"), "{}", made.stderr);
    assert_eq!(with_notes.tree("content").len(), 1);
    with_notes.run(&["check", "--deny", "warnings"]).expect(0);
}

#[test]
fn a_local_address_is_a_fault_in_ci_and_nowhere_else() {
    let project = nowhere();
    project.run(&["init"]).expect(0);
    let ci = [("CI", "true")];
    for command in [&["check"][..], &["check", "--deny", "warnings"], &["build"], &["build", "--no-strict"]] {
        let run = project.run_with(command, &ci).expect(1);
        let told = run.stdout + &run.stderr;
        assert!(told.contains("error[local-base-url]") && told.contains("site.toml:6:12"), "{told}");
        project.run(command).expect(0);
    }
    for command in ["build", "check"] {
        project.run_with(&[command, "--base-url", "https://notes.example.org"], &ci).expect(0);
        project.run_with(&[command, "--base-url", "http://localhost:8080"], &ci).expect(0);
    }
    let settings = project.read("site.toml");
    project.write("site.toml", format!("{settings}[lints]\nlocal-base-url = \"allow\"\n"));
    project.run_with(&["check"], &ci).expect(0);
    project.write("site.toml", SITE);
    project.run_with(&["check"], &ci).expect(0);
    project.run_with(&["build"], &ci).expect(0);
}
