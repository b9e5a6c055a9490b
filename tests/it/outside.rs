//! What is outside of a site, or is no file at all, is never read: links out of it, devices, pipes, files of any size.

use std::os::unix::fs::symlink;
use std::path::Path;

use crate::support::{Project, SITE, note};

fn project(settings: &str) -> Project {
    let project = Project::new(&format!("-- content/notes/a.md --\n{}", note("", "Text.\n")));
    project.write("site.toml", format!("{SITE}{settings}"));
    project
}

/// What is said of a file, in whichever way it can't be read.
#[track_caller]
fn refused(project: &Project, arguments: &[&str], reason: &str) {
    let run = project.run(arguments);
    assert_ne!(run.status, 0, "{arguments:?}");
    let told = format!("{}{}", run.stdout, run.stderr);
    assert!(told.contains(reason), "{arguments:?}: {told}");
    assert!(!told.contains("outside words"), "{told}");
}

#[test]
fn a_baseline_a_ledger_and_settings_are_plain_files_of_the_site() {
    let outside = tempfile::tempdir().unwrap();
    std::fs::write(outside.path().join("words"), "outside words\n").unwrap();
    for (name, settings) in
        [("b.txt", "[lints]\nbaseline = \"b.txt\"\n"), ("urls.lock", ""), ("site.toml", "")]
    {
        let project = project(settings);
        let put = |target: &Path| {
            std::fs::remove_file(project.path(name)).ok();
            symlink(target, project.path(name)).unwrap();
        };
        put(&outside.path().join("words"));
        refused(&project, &["check"], "it is a symbolic link that points outside of the site");
        put(Path::new("/dev/zero"));
        refused(&project, &["check"], "it is a symbolic link that points outside of the site");
        project.remove(name);
        let made = std::process::Command::new("mkfifo").arg(project.path(name)).status().unwrap();
        assert!(made.success());
        refused(&project, &["check"], "it is not a regular file");
        project.remove(name);
        std::fs::File::create(project.path(name)).unwrap().set_len(65 << 20).unwrap();
        refused(&project, &["check"], "bytes, more than the");
    }
}

#[test]
fn a_link_within_the_site_is_read() {
    let project = project("[lints]\nbaseline = \"b.txt\"\n");
    project.write("kept/known.txt", "# fieldnotes baseline 1\n");
    symlink("kept/known.txt", project.path("b.txt")).unwrap();
    project.run(&["check"]).expect(0);
}

#[test]
fn known_faults_are_not_kept_where_they_would_be_published() {
    let project = project("");
    for path in ["static/b.txt", "content/b.md", "content/b.txt", "templates/b.html", "public/b.txt"] {
        project.write(&format!("{}/.keep", path.split_once('/').unwrap().0), "");
        refused(
            &project,
            &["check", "--write-baseline", path],
            "would be published, or read as another kind of file",
        );
        assert!(!project.exists(path));
    }
    refused(&project, &["check", "--baseline", "none.txt"], "the baseline `none.txt` does not exist");
    assert!(!project.run(&["check", "--baseline", "none.txt"]).stdout.contains("site.toml"));
}

#[test]
fn a_repository_ends_at_its_folder_and_has_no_files_of_git() {
    let top = tempfile::tempdir().unwrap();
    let outside = tempfile::tempdir().unwrap();
    std::fs::write(outside.path().join("words"), "outside words\n").unwrap();
    let write = |path: &str, text: &str| {
        let target = top.path().join("repository").join(path);
        std::fs::create_dir_all(target.parent().unwrap()).unwrap();
        std::fs::write(target, text).unwrap();
    };
    let links = "[q](../../link/words) [g](../../../.git/config) [i](../../../inside/config) [s](../../../src/a.rs) [u](../../../up)";
    write(
        "docs/site.toml",
        &format!(
            "{SITE}[repository]\naddress = \"https://git.example/r\"\nfolder = \"docs\"\n[lints]\nbroken-link = \"warn\"\n"
        ),
    );
    write("docs/content/notes/a.md", &note("", links));
    write(".git/config", "");
    write("src/a.rs", "");
    symlink(outside.path(), top.path().join("repository/docs/link")).unwrap();
    symlink(".git", top.path().join("repository/inside")).unwrap();
    symlink("../", top.path().join("repository/up")).unwrap();
    let site = top.path().join("repository/docs");
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_fieldnotes"))
        .args(["build", "--out", "public"])
        .current_dir(&site)
        .env_remove("CI")
        .output()
        .unwrap();
    // Those that lead nowhere are faults of their places.
    assert_eq!(run.status.code(), Some(1), "{}", String::from_utf8_lossy(&run.stderr));
    let page = std::fs::read_to_string(site.join("public/notes/a/index.html")).unwrap();
    assert!(page.contains("https://git.example/r/blob/main/src/a.rs"), "{page}");
    for lost in ["words", ".git/config", "inside/config", "main/up"] {
        assert!(
            !page.contains(&format!("blob/main/{lost}")) && !page.contains(&format!("docs/link/{lost}")),
            "{lost}"
        );
    }
}
