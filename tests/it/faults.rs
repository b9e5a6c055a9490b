//! Faults that no text file can hold.

use std::sync::Arc;

use fieldnotes::engine::{Engine, Options};
use fieldnotes::path::SourcePath;
use fieldnotes::render::highlight::BlockCache;

use crate::gated::Gated;
use crate::support::{FILES, Project, listed, load, memory, note, outputs};

fn project() -> Project {
    Project::new(&format!("-- content/notes/a.md --\n{}", note("", "Text.\n")))
}

#[test]
fn bytes_that_are_not_utf8_are_named_with_their_place() {
    let project = project();
    project.write("content/notes/b.md", b"---\ntitle: caf\xe9\n---\n");
    let run = project.run(&["check"]).expect(1);
    assert!(run.stdout.contains("error[not-utf8]: the file is not UTF-8: byte 14 is 0xe9"), "{}", run.stdout);
    assert!(run.stdout.contains("content/notes/b.md:2:11"), "{}", run.stdout);
}

#[test]
fn a_file_that_is_too_large_is_not_read_further() {
    let project = project();
    project
        .write("site.toml", "title = \"S\"\nbase_url = \"https://a.example\"\n[limits]\nnote_size = 100\n");
    project.write("content/notes/b.md", "x".repeat(101));
    let run = project.run(&["check"]).expect(1);
    assert!(
        run.stdout.contains("error[file-too-large]: the file has 101 bytes, more than the 100 allowed"),
        "{}",
        run.stdout
    );
}

#[cfg(unix)]
#[test]
fn names_that_can_be_no_address_are_faults() {
    use std::os::unix::ffi::OsStrExt;
    let project = project();
    project.write("content/notes/!!!.md", note("", "Text.\n"));
    let name = std::ffi::OsStr::from_bytes(b"b\xff.md");
    std::fs::write(project.path("content/notes").join(name), note("", "Text.\n")).unwrap();
    let run = project.run(&["check"]).expect(1);
    assert_eq!(run.stdout.matches("error[bad-file-name]").count(), 2, "{}", run.stdout);
}

#[cfg(unix)]
#[test]
fn links_that_leave_the_site_are_not_followed() {
    let project = project();
    let outside = tempfile::tempdir().unwrap();
    std::fs::write(outside.path().join("secret.md"), note("", "Secret.\n")).unwrap();
    std::os::unix::fs::symlink(outside.path(), project.path("content/out")).unwrap();
    std::os::unix::fs::symlink(outside.path().join("secret.md"), project.path("content/notes/s.md")).unwrap();
    std::os::unix::fs::symlink(project.path("content/notes/a.md"), project.path("content/notes/inside.md"))
        .unwrap();
    let run = project.run(&["build"]).expect(1);
    assert_eq!(run.stderr.matches("error[link-leaves-site]").count(), 2, "{}", run.stderr);
    assert!(project.exists("public/notes/inside/index.html"));
    assert!(project.tree("public").values().all(|bytes| !String::from_utf8_lossy(bytes).contains("Secret.")));
}

#[cfg(unix)]
#[test]
fn output_never_goes_through_a_link() {
    let project = project();
    let outside = tempfile::tempdir().unwrap();
    std::fs::create_dir(project.path("public")).unwrap();
    std::os::unix::fs::symlink(outside.path(), project.path("public/notes")).unwrap();
    let run = project.run(&["build"]).expect(1);
    assert!(run.stderr.contains("output-occupied"), "{}", run.stderr);
    assert_eq!(std::fs::read_dir(outside.path()).unwrap().count(), 0);
}

#[test]
fn a_file_in_the_way_is_left_alone_and_reported() {
    let project = project();
    project.write("public/notes/a/index.html", "mine");
    let run = project.run(&["build"]).expect(1);
    assert!(
        run.stderr
            .contains("error[output-occupied]: `public/notes/a/index.html` was not written by fieldnotes"),
        "{}",
        run.stderr
    );
    assert_eq!(project.read("public/notes/a/index.html"), "mine");
    assert!(project.exists("public/index.html"));
    // No check sees it.
    assert!(!run.stderr.contains("fieldnotes check"), "{}", run.stderr);
}

#[test]
fn where_errors_stop_a_build_a_file_in_the_way_stops_it_too() {
    let project = project();
    project.write("public/index.html", "mine");
    let before = project.tree("public");
    let run = project.run(&["build", "--strict"]).expect(1);
    assert!(run.stderr.contains("error[output-occupied]"), "{}", run.stderr);
    assert!(run.stderr.contains("nothing was written, `public` is unchanged"), "{}", run.stderr);
    assert_eq!(project.tree("public"), before);
}

#[test]
fn a_damaged_manifest_stops_the_build_before_it_writes() {
    let project = project();
    project.run(&["build"]).expect(0);
    project.write("public/.fieldnotes-manifest.json", "{\"index.html\": ");
    let run = project.run(&["build"]).expect(2);
    assert!(run.stderr.contains("is damaged"), "{}", run.stderr);
}

/// A memory of code that fails whenever it is asked: a fault of ours, in the middle of a page.
struct Broken;

impl BlockCache for Broken {
    fn get(&self, _key: u128) -> Option<Arc<str>> {
        panic!("the memory of code is broken")
    }

    fn put(&self, _key: u128, _html: Arc<str>) {}
}

#[test]
fn a_fault_of_ours_costs_its_page_and_is_reported_with_its_note() {
    let code = "```rust\nfn a() {}\n```\n";
    let files = [("a", "Text.\n"), ("b", code), ("c", "Text.\n"), ("d", code)]
        .map(|(name, body)| (format!("content/notes/{name}.md"), note("", body)));
    let engine = Engine::new(Box::new(memory(&files)), Options::default(), Arc::clone(&FILES))
        .with_code(Arc::new(Broken));
    let build = engine.load().unwrap();
    assert_eq!(build.error_count(), 0);
    let faults = build.render(&build.site.routes, |_| {});
    let found: Vec<(&str, &str)> =
        faults.iter().map(|fault| (fault.code.name(), fault.path.as_str())).collect();
    assert_eq!(found, [("internal-error", "content/notes/b.md"), ("internal-error", "content/notes/d.md")]);
    assert_eq!(faults[0].message, "the page `/notes/b/` can't be made: the memory of code is broken");
    assert!(faults.iter().all(fieldnotes::diagnostic::Diagnostic::is_error), "the build ends with status 1");
    let pages = outputs(&build);
    let missing =
        build.site.routes.iter().map(|route| route.output.as_str()).filter(|path| !pages.contains_key(*path));
    assert_eq!(missing.collect::<Vec<_>>(), ["notes/b/index.html", "notes/d/index.html"]);
    let route = build.site.routes.iter().find(|route| route.output.as_str() == "notes/b/index.html").unwrap();
    assert_eq!(build.render_one(route).unwrap_err().path, SourcePath::new("content/notes/b.md").unwrap());
}

#[test]
fn a_fault_of_ours_before_there_is_a_note_costs_that_note_alone() {
    let files = ["notes/a", "notes/bad", "notes/c", "bad/_index", "bad2/d"]
        .map(|name| (format!("content/{name}.md"), note("", "Text.\n")));
    let stop = |path: &SourcePath| {
        assert!(!path.as_str().contains("bad"), "the memory of files is broken");
        Ok(())
    };
    let engine = Engine::new(Box::new(Gated(memory(&files), stop)), Options::default(), Arc::clone(&FILES));
    let build = engine.load().unwrap();
    let found: Vec<(&str, &str, &str)> = build
        .diagnostics
        .iter()
        .map(|fault| (fault.code.name(), fault.path.as_str(), fault.message.as_str()))
        .collect();
    let message = "the file can't be checked: the memory of files is broken";
    let expected = ["content/bad/_index.md", "content/bad2/d.md", "content/notes/bad.md"]
        .map(|path| ("internal-error", path, message));
    assert_eq!(found, expected);
    assert_eq!(build.error_count(), 3);
    let pages = outputs(&build);
    for (path, is_made) in
        [("notes/a", true), ("notes/bad", false), ("notes/c", true), ("bad2/d", false), ("index.html", true)]
    {
        let page = if path.ends_with("html") { path.to_owned() } else { format!("{path}/index.html") };
        assert_eq!(pages.contains_key(&page), is_made, "{path}");
    }
}

#[test]
fn a_row_that_can_not_be_made_is_told_with_its_note() {
    let theme = include_str!("../../templates/components.html");
    let own = theme.replace("{{ note.difficulty.label }}", "{{ note.owner.name }}");
    assert_ne!(own, theme);
    let files = [
        ("templates/components.html".to_owned(), own),
        ("content/notes/a.md".to_owned(), note("difficulty: beginner\nowner: Us\n", "")),
        ("content/notes/b.md".to_owned(), note("difficulty: beginner\n", "")),
        ("content/notes/c.md".to_owned(), note("", "")),
    ];
    let build = load(&files);
    let told = listed(&build);
    assert!(told.starts_with("templates/components.html:"), "{told}");
    assert!(told.contains("also: content/notes/b.md:2:1-2:1 in the row of this note"), "{told}");
    assert_eq!(told.matches("error[").count(), 1, "{told}");
}
