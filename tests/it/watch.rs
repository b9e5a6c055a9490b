//! The preview while files change: how editors and other programs save, with real files and a real process.

use std::fs;
use std::process::{Command, Stdio};

use crate::support::{Preview, Project, note};

fn project() -> Project {
    Project::new(&format!("-- content/notes/a.md --\n{}", note("", "First.\n")))
}

fn started() -> (Project, Preview) {
    let project = project();
    let preview = Preview::of(project.root(), &[]);
    preview.shows("/notes/a/", "First.");
    (project, preview)
}

/// How often it said that something changed.
fn changes(preview: &Preview) -> usize {
    preview.told().matches("Changed ").count()
}

#[test]
fn a_file_is_written_in_place() {
    let (project, preview) = started();
    project.write_in_place("content/notes/a.md", note("", "Second.\n"));
    preview.shows("/notes/a/", "Second.");
}

#[test]
fn a_body_that_changed_is_one_page() {
    let (project, preview) = started();
    project.write("content/notes/a.md", note("", "Second.\n"));
    preview.hear("Changed `content/notes/a.md`: 1 page,");
}

#[test]
fn a_file_is_written_aside_and_renamed_over() {
    let (project, preview) = started();
    project.write("content/notes/.a.md.tmp", note("", "Second.\n"));
    fs::rename(project.path("content/notes/.a.md.tmp"), project.path("content/notes/a.md")).unwrap();
    preview.shows("/notes/a/", "Second.");
}

#[test]
fn vim_probes_renames_to_a_backup_and_writes_anew() {
    let (project, preview) = started();
    project.write("content/notes/4913", "");
    project.remove("content/notes/4913");
    fs::rename(project.path("content/notes/a.md"), project.path("content/notes/a.md~")).unwrap();
    project.write("content/notes/a.md", note("", "Second.\n"));
    project.remove("content/notes/a.md~");
    preview.shows("/notes/a/", "Second.");
}

#[test]
fn two_writes_right_after_each_other_show_the_last() {
    let (project, preview) = started();
    // Of the same length, so that only their content tells them apart.
    project.write_in_place("content/notes/a.md", note("", "Secon.\n"));
    project.write_in_place("content/notes/a.md", note("", "Third.\n"));
    preview.shows("/notes/a/", "Third.");
}

#[test]
fn a_file_is_emptied_and_filled_later() {
    let (project, preview) = started();
    project.write_in_place("content/notes/a.md", "");
    preview.hear("Changed `content/notes/a.md`");
    project.write_in_place("content/notes/a.md", note("", "Second.\n"));
    preview.shows("/notes/a/", "Second.");
}

#[test]
fn a_file_is_deleted_and_made_again() {
    let (project, preview) = started();
    project.remove("content/notes/a.md");
    preview.answers("/notes/a/", 404);
    project.write("content/notes/a.md", note("", "Second.\n"));
    preview.shows("/notes/a/", "Second.");
}

#[test]
fn a_folder_is_renamed_and_followed() {
    let (project, preview) = started();
    fs::rename(project.path("content/notes"), project.path("content/other")).unwrap();
    preview.shows("/other/a/", "First.");
    preview.answers("/notes/a/", 404);
    project.write("content/other/a.md", note("", "Second.\n"));
    preview.shows("/other/a/", "Second.");
}

#[test]
fn a_rename_may_differ_in_case_only() {
    let (project, preview) = started();
    project.write("static/logo.TXT", "logo");
    preview.answers("/logo.TXT", 200);
    fs::rename(project.path("static/logo.TXT"), project.path("static/logo.txt")).unwrap();
    preview.answers("/logo.txt", 200);
    preview.answers("/logo.TXT", 404);
}

#[test]
fn a_file_is_moved_in_from_outside() {
    let (project, preview) = started();
    let outside = tempfile::tempdir_in(project.root().parent().unwrap()).unwrap();
    fs::write(outside.path().join("b.md"), note("", "Moved.\n")).unwrap();
    fs::rename(outside.path().join("b.md"), project.path("content/notes/b.md")).unwrap();
    preview.shows("/notes/b/", "Moved.");
}

#[test]
fn many_files_come_and_go_at_once() {
    let (project, preview) = started();
    for number in 0..500 {
        project.write(&format!("content/branch/n{number}.md"), note("", "Branch.\n"));
    }
    preview.shows("/branch/n499/", "Branch.");
    preview.shows("/branch/n0/", "Branch.");
    fs::remove_dir_all(project.path("content/branch")).unwrap();
    preview.answers("/branch/n250/", 404);
    preview.shows("/notes/a/", "First.");
    project.write("content/notes/a.md", note("", "Second.\n"));
    preview.shows("/notes/a/", "Second.");
}

#[test]
fn what_editors_and_builds_leave_aside_is_no_change() {
    let (project, preview) = started();
    for name in [".a.md.swp", "a.md~", "4913", ".#a.md", "#a.md#"] {
        project.write(&format!("content/notes/{name}"), "x");
    }
    project.write("content/.git/index", "x");
    project.write(".git/index", "x");
    project.run(&["build", "--out", "public"]).expect(0);
    let text = project.read("content/notes/a.md");
    project.write("content/notes/a.md", text);
    project.write("content/notes/b.md", note("", "Seen.\n"));
    preview.shows("/notes/b/", "Seen.");
    // The page may be there before the change is told.
    preview.hear("Changed ");
    assert_eq!(changes(&preview), 1, "{}", preview.told());
}

#[test]
fn a_content_folder_that_is_a_link_is_followed() {
    let project = project();
    fs::create_dir(project.path("real")).unwrap();
    fs::rename(project.path("content"), project.path("real/notes-of-all")).unwrap();
    std::os::unix::fs::symlink("real/notes-of-all", project.path("content")).unwrap();
    let preview = Preview::of(project.root(), &[]);
    preview.shows("/notes/a/", "First.");
    project.write("real/notes-of-all/notes/a.md", note("", "Second.\n"));
    preview.shows("/notes/a/", "Second.");
}

#[test]
fn folders_that_come_later_are_followed() {
    let (project, preview) = started();
    project.write("static/deep/er/data.txt", "one");
    preview.shows("/deep/er/data.txt", "one");
    project.write("static/deep/er/data.txt", "two");
    preview.shows("/deep/er/data.txt", "two");
}

#[test]
fn a_note_with_a_fault_keeps_its_last_good_page_until_it_is_mended() {
    let (project, preview) = started();
    project.write("content/notes/a.md", note("colour: blue\n", "Second.\n"));
    preview.hear("error[unknown-field]: `colour` is not a field of a note");
    preview.shows("/notes/a/", "First.");
    assert_eq!(preview.get("/notes/a/").status, 200);
    project.write("content/notes/a.md", note("", "Third.\n"));
    preview.shows("/notes/a/", "Third.");
}

#[test]
fn a_template_with_a_fault_keeps_the_last_good_page_until_it_is_mended() {
    let (project, preview) = started();
    let template =
        |text: &str| format!("{{% extends \"base.html\" %}}{{% block main %}}{text}{{% endblock main %}}");
    project.write("templates/note.html", template("<p>Own one.</p>"));
    preview.shows("/notes/a/", "Own one.");
    project.write("templates/note.html", template("{{ note.no.such }}"));
    preview.hear("error[template-render]");
    preview.shows("/notes/a/", "Own one.");
    project.write("templates/note.html", template("{% if %}"));
    preview.hear("error[template-syntax]");
    project.write("templates/note.html", template("<p>Own two.</p>"));
    preview.shows("/notes/a/", "Own two.");
}

#[test]
fn a_template_that_can_not_be_read_keeps_the_last_good_pages_and_not_those_of_the_theme() {
    let project = project();
    project.write("content/notes/b.md", note("", "Other.\n"));
    let template =
        |text: &str| format!("{{% extends \"base.html\" %}}{{% block main %}}{text}{{% endblock main %}}");
    project.write("templates/note.html", template("<p>Own {{ note.title }}</p>"));
    let preview = Preview::of(project.root(), &[]);
    preview.shows("/notes/a/", "Own A note");
    project.write("templates/note.html", template("{% if %}"));
    preview.hear("error[template-syntax]");
    preview.hear("Changed `templates/note.html`");
    for page in ["/notes/a/", "/notes/b/"] {
        assert!(preview.get(page).text().contains("Own A note"), "{page} is the last good one");
    }
    project.remove("content/notes/b.md");
    preview.answers("/notes/b/", 404);
    assert!(preview.get("/notes/a/").text().contains("Own A note"), "after the next change too");
    project.write("templates/note.html", template("<p>Mended {{ note.title }}</p>"));
    preview.shows("/notes/a/", "Mended A note");
}

#[test]
fn settings_are_followed_even_when_they_are_broken() {
    let (project, preview) = started();
    project.write("site.toml", "title = \"Other name\"\nbase_url = \"https://notes.example.org\"\n");
    preview.shows("/", "Other name");
    project.write("site.toml", "title = \"Broken\n");
    preview.hear("error[config-");
    project.write("site.toml", "title = \"Mended\"\nbase_url = \"https://notes.example.org\"\n");
    preview.shows("/", "Mended");
}

#[test]
fn files_can_be_looked_at_in_intervals() {
    let project = project();
    let preview = Preview::of(project.root(), &["--poll"]);
    preview.hear("polling for changes");
    project.write("content/notes/a.md", note("", "Second.\n"));
    preview.shows("/notes/a/", "Second.");
}

/// Needs a system that lets users have limits of their own; where it does not, there is nothing to see.
#[cfg(target_os = "linux")]
#[test]
fn where_nothing_can_be_watched_it_says_so_and_looks() {
    let script = "echo 0 > /proc/sys/user/max_inotify_instances && exec \"$0\" \"$@\"";
    let limited = |program: &str| {
        let mut command = Command::new("unshare");
        command.args(["--user", "--map-root-user", "sh", "-c", script, program]);
        command
    };
    if !limited("true").stderr(Stdio::null()).status().is_ok_and(|status| status.success()) {
        return;
    }
    let project = project();
    let command = limited(env!("CARGO_BIN_EXE_fieldnotes"));
    let preview = Preview::by(command, project.root(), &["--port", "0"]);
    let told = preview.told();
    assert!(told.contains("the files can't be watched (Too many open files"), "{told}");
    assert!(told.contains("polling for changes instead"), "{told}");
    project.write("content/notes/a.md", note("", "Second.\n"));
    preview.shows("/notes/a/", "Second.");
}
