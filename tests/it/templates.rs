//! The theme's files, as a user lists, reads and copies them, and what a site makes of them.

use crate::support::{Project, note};

fn project() -> Project {
    Project::new(&format!("-- content/notes/a.md --\n{}", note("", "Text.\n")))
}

/// The names that `templates list` prints.
fn names(project: &Project) -> Vec<String> {
    let listed = project.run(&["templates", "list"]).expect(0).stdout;
    listed.lines().map(|line| line.split(' ').next().unwrap().to_owned()).collect()
}

#[test]
fn the_list_has_every_file_of_the_theme_and_what_it_is_for() {
    let project = project();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    let mut wanted: Vec<String> = walkdir::WalkDir::new(&folder)
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| entry.path().strip_prefix(&folder).unwrap().to_str().unwrap().replace('\\', "/"))
        .collect();
    let mut found = names(&project);
    wanted.sort();
    found.sort();
    assert_eq!(found, wanted);
    let listed = project.run(&["templates", "list"]).expect(0).stdout;
    let is_told = |line: &str| line.trim_end().ends_with('.') || line.starts_with("assets/favicon.svg");
    assert!(listed.lines().all(is_told), "{listed}");
}

#[test]
fn a_file_is_shown_by_any_of_its_names_and_a_wrong_one_gets_a_near_one() {
    let project = project();
    let shown = |name: &str| project.run(&["templates", "show", name]).expect(0).stdout;
    assert_eq!(shown("note.html"), include_str!("../../templates/note.html"));
    let stylesheet = include_str!("../../templates/assets/theme.css");
    for name in ["assets/theme.css", "theme.css", "templates/assets/theme.css", "theme/assets/theme.css"] {
        assert_eq!(shown(name), stylesheet, "{name}");
    }
    let wrong = project.run(&["templates", "show", "nots.html"]).expect(2).stderr;
    assert!(wrong.contains("did you mean `note.html`?"), "{wrong}");
    // The theme is the same where there is no site.
    let nowhere = tempfile::tempdir().unwrap();
    let elsewhere = nowhere.path().to_str().unwrap();
    project.run(&["templates", "list", "--site", elsewhere]).expect(0);
}

#[test]
fn a_copy_of_every_file_changes_no_page_and_is_never_made_twice() {
    let project = project();
    project.run(&["build"]).expect(0);
    let page = |path: &str| project.read(&format!("public/{path}"));
    let pages = ["index.html", "notes/a/index.html", "notes/index.html", "404.html", "archive/index.html"];
    let before = pages.map(page);
    for name in names(&project).iter().filter(|name| !name.starts_with("words.")) {
        project.run(&["templates", "copy", name]).expect(0);
        let again = project.run(&["templates", "copy", name]).expect(2).stderr;
        assert!(again.contains("already exists; nothing was changed"), "{again}");
    }
    let listed = project.run(&["templates", "list"]).expect(0).stdout;
    let is_replaced = |line: &str| line.contains("[replaced by templates/") || line.starts_with("words.");
    assert!(listed.lines().all(is_replaced), "{listed}");
    project.run(&["check", "--deny", "warnings"]).expect(0);
    project.run(&["build"]).expect(0);
    assert_eq!(pages.map(page), before);
}

#[test]
fn a_copy_names_the_blocks_that_can_be_filled_instead_and_each_can() {
    let project = project();
    for name in names(&project).iter().filter(|name| name.ends_with(".html")) {
        let told = project.run(&["templates", "copy", name]).expect(0).stderr;
        let Some((_, blocks)) = told.trim_end().split_once("blocks: ") else { continue };
        let filled: Vec<String> = blocks
            .split(", ")
            .map(|block| format!("{{% block {block} %}}{{{{ super() }}}}{{% endblock %}}"))
            .collect();
        project.write(
            &format!("templates/{name}"),
            format!("{{% extends \"theme/{name}\" %}}{}", filled.concat()),
        );
    }
    project.run(&["check", "--deny", "warnings"]).expect(0);
}

#[test]
fn the_files_of_theme_settings_are_followed_in_the_next_build() {
    let project = project();
    let settings = project.read("site.toml");
    project.write("static/own.css", "a { color: red }\n");
    project.write("site.toml", format!("{settings}\n[theme]\nstylesheets = [\"/own.css\"]\n"));
    project.run(&["build"]).expect(0);
    let address = || {
        let page = project.read("public/notes/a/index.html");
        let at = page.find("/assets/own.").expect("a stylesheet");
        page[at..].split('"').next().unwrap().to_owned()
    };
    let first = address();
    assert_eq!(project.read(&format!("public{first}")), "a { color: red }\n");
    project.write("static/own.css", "a { color: blue }\n");
    project.run(&["build"]).expect(0);
    let second = address();
    assert_eq!(project.read(&format!("public{second}")), "a { color: blue }\n");
    assert!(!project.exists(&format!("public{first}")));
}
