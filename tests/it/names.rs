//! Names on disk that are not in Unicode's normal form C, as macOS writes them: each file is found, read, mended and
//! published under the one name that all forms of it have.

use crate::support::{Preview, Project, note};

const MARKED: &str = "u\u{308}bung";
const COMPOSED: &str = "\u{fc}bung";

fn project() -> Project {
    let project = Project::new("");
    let body = format!("[Datei]({COMPOSED}.txt), [b](b.md)\n");
    project.write(&format!("content/{MARKED}/{MARKED}.md"), note("flags:\n  own: 1\n", &body));
    project.write(&format!("content/{MARKED}/{MARKED}.txt"), "A file.\n");
    project.write(&format!("content/{COMPOSED}/b.md"), note("", &format!("[a]({COMPOSED}.md)\n")));
    project
}

#[test]
fn files_of_another_form_are_read_and_published_in_normal_form_c() {
    let project = project();
    project.run(&["check"]).expect(0);
    project.run(&["build"]).expect(0);
    let page = project.read("public/ubung/ubung/index.html");
    assert!(page.contains("href=\"/ubung/%C3%BCbung.txt\"") && page.contains("href=\"/ubung/b/\""), "{page}");
    assert_eq!(project.read(&format!("public/ubung/{COMPOSED}.txt")), "A file.\n");
    let written: Vec<String> = project.tree("public").into_keys().collect();
    assert!(!written.iter().any(|path| path.contains('\u{308}')), "{written:?}");
    // What is remembered of the files holds for the next build.
    let run = project.run(&["build"]).expect(0);
    assert!(run.stderr.contains("nothing to write"), "{}", run.stderr);
}

#[test]
fn a_file_of_another_form_is_mended_in_its_place() {
    let project = project();
    project.run(&["check", "--fix", &format!("content/{MARKED}")]).expect(0);
    assert!(project.read(&format!("content/{MARKED}/{MARKED}.md")).contains("own: true"));
    project.run(&["new", &format!("{COMPOSED}/neu"), "--title", "Neu", "--set", "summary=S"]).expect(0);
    let names: Vec<String> = project.tree("content").into_keys().collect();
    assert_eq!(names.len(), 4, "{names:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn two_files_of_one_name_are_a_fault_and_neither_is_published() {
    let project = project();
    project.write(&format!("content/{COMPOSED}/{COMPOSED}.md"), note("", "The other one.\n"));
    project.write(&format!("static/{MARKED}.txt"), "One.\n");
    project.write(&format!("static/{COMPOSED}.txt"), "Two.\n");
    let run = project.run(&["check"]).expect(1);
    let told = |name: &str| run.stdout.contains(&format!("there are two files with the name `{name}`"));
    assert!(told(&format!("{COMPOSED}.md")) && told(&format!("{COMPOSED}.txt")), "{}", run.stdout);
    assert_eq!(run.stdout.matches("error[bad-file-name]").count(), 2, "{}", run.stdout);
    project.run(&["build", "--no-strict"]).expect(1);
    assert!(!project.exists("public/ubung/ubung/index.html"));
    assert!(project.exists("public/ubung/b/index.html"));
}

#[test]
fn a_file_of_another_form_that_comes_while_the_site_is_shown_is_seen() {
    let project = Project::new("");
    project.write("content/notes/a.md", note("", "Text.\n"));
    let preview = Preview::of(project.root(), &[]);
    preview.shows("/notes/a/", "Text.");
    project.write(&format!("content/notes/{MARKED}.md"), note("", "First text.\n"));
    preview.shows("/notes/ubung/", "First text.");
    project.write(&format!("content/notes/{MARKED}.md"), note("", "Second text.\n"));
    preview.shows("/notes/ubung/", "Second text.");
    project.write(&format!("static/{MARKED}.txt"), "A file.\n");
    preview.shows("/u%CC%88bung.txt", "A file.");
    preview.shows("/%C3%BCbung.txt", "A file.");
}
