//! What is there and can't be read is an error with its path: never taken for what is not there, for what is empty, or
//! for what is safe.

use std::collections::BTreeSet;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use fieldnotes::diagnostic::Diagnostic;
use fieldnotes::engine::live::{Hint, Live};
use fieldnotes::engine::store::Store;
use fieldnotes::engine::{Build, Engine, Options};
use fieldnotes::path::{OutputPath, SourcePath};

use crate::gated::Gated;
use crate::support::{FILES, Project, SITE, memory, note, outputs};

fn project() -> Project {
    Project::new(&format!("-- content/notes/a.md --\n{}", note("", "Text.\n")))
}

/// A site of one note and these files, of which one can't be read.
fn with_unread(unread: &'static str, files: &[(&str, &str)]) -> Build {
    let mut all = vec![("content/notes/a.md".to_owned(), note("", "[Text](t.txt).\n"))];
    all.extend(files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())));
    let gate = move |path: &SourcePath| {
        if path.as_str() == unread { Err(io::ErrorKind::PermissionDenied.into()) } else { Ok(()) }
    };
    let engine = Engine::new(Box::new(Gated(memory(&all), gate)), Options::default(), Arc::clone(&FILES));
    engine.load().unwrap()
}

/// The code and path of each fault.
fn told(faults: &[Diagnostic]) -> Vec<(&str, &str)> {
    faults.iter().map(|fault| (fault.code.name(), fault.path.as_str())).collect()
}

/// Builds a site that is refused, and gives back what was said of it.
#[track_caller]
fn refused(project: &Project) -> String {
    let run = project.run(&["build"]).expect(1);
    assert!(run.stderr.contains("nothing was written"), "{}", run.stderr);
    assert!(!project.exists("public"));
    project.run(&["check"]).expect(1);
    run.stderr
}

#[test]
fn a_template_or_a_file_of_the_theme_that_cannot_be_read_stops_the_build() {
    for path in ["templates/note.html", "templates/parts/own.html", "templates/assets/theme.css"] {
        let build = with_unread(path, &[(path, "Own."), ("content/notes/t.txt", "T.")]);
        assert_eq!(told(&build.diagnostics), [("unreadable-file", path)]);
        assert!(build.is_withheld(), "{path}");
        assert!(build.diagnostics[0].message.contains("permission denied"), "{:?}", build.diagnostics[0]);
    }
    let build = with_unread("", &[("templates/parts/own.html", "Own."), ("content/notes/t.txt", "T.")]);
    assert!(build.diagnostics.is_empty() && !build.is_withheld());
}

#[test]
fn a_template_that_is_not_utf8_stops_the_build_and_its_place_is_told() {
    let project = project();
    project.write("templates/404.html", b"<p>\n<p>caf\xe9</p>\n");
    let told = refused(&project);
    assert!(told.contains("error[not-utf8]: the file is not UTF-8: byte 10 is 0xe9"), "{told}");
    assert!(told.contains("templates/404.html:2:7"), "{told}");
    // What is neither a template nor a file of the theme is nobody's business.
    project.remove("templates/404.html");
    project.write("templates/README", b"caf\xe9");
    project.run(&["build"]).expect(0);
}

#[cfg(unix)]
#[test]
fn templates_behind_a_link_that_leads_nowhere_or_out_are_not_taken_for_the_themes() {
    use std::os::unix::fs::symlink;
    let outside = tempfile::tempdir().unwrap();
    std::fs::write(outside.path().join("note.html"), "Own.").unwrap();
    let file = project();
    file.write("templates/assets/a.css", "");
    symlink(outside.path().join("note.html"), file.path("templates/note.html")).unwrap();
    assert!(refused(&file).contains("error[link-leaves-site]"));
    let nowhere = project();
    symlink("nowhere", nowhere.path("templates")).unwrap();
    let told = refused(&nowhere);
    assert!(told.contains("error[unreadable-file]") && told.contains("--> templates"), "{told}");
    let no_folder = project();
    no_folder.write("templates", "A file.");
    assert!(refused(&no_folder).contains("this can't be read: it is not a folder"));
}

#[test]
fn a_preview_keeps_its_pages_while_a_template_cannot_be_read() {
    let project = project();
    let own = |word: &str| format!("<html><head></head><body>{word} {{{{ page.title }}}}</body></html>");
    project.write("templates/note.html", own("Own"));
    let source = fieldnotes::source::disk::Disk::new(project.root());
    let engine = Engine::new(Box::new(source), Options::default(), Arc::new(Store::off()));
    let live = Live::new(engine).unwrap();
    let page = || live.page(&OutputPath::new("notes/a/index.html").unwrap()).unwrap();
    let text = || String::from_utf8(page().bytes.to_vec()).unwrap();
    assert!(text().contains("Own A note") && page().fault.is_none());
    project.write("templates/note.html", b"<html><head></head><body>caf\xe9</body></html>");
    live.refresh(&Hint::All).unwrap().unwrap();
    assert!(text().contains("Own A note"), "{}", text());
    assert_eq!(page().fault.unwrap().code.name(), "not-utf8");
    project.write("templates/note.html", own("New"));
    live.refresh(&Hint::All).unwrap().unwrap();
    assert!(text().contains("New A note") && page().fault.is_none());
}

#[test]
fn files_of_the_theme_are_published_byte_for_byte() {
    let project = project();
    let bytes: Vec<u8> = (0..=255).cycle().take(1_000).collect();
    let latin: &[u8] = b"/* caf\xe9 */";
    let files: [(&str, &[u8]); 4] =
        [("own.woff2", &bytes), ("logo.png", &bytes), ("plain", &bytes), ("own.css", latin)];
    for (name, bytes) in files {
        project.write(&format!("templates/assets/{name}"), bytes);
    }
    project.run(&["build"]).expect(0);
    let assets = project.tree("public/assets");
    for (name, bytes) in files {
        let stem = name.split('.').next().unwrap();
        let published: Vec<_> = assets.iter().filter(|(_, published)| *published == bytes).collect();
        assert!(published.iter().any(|(path, _)| path.starts_with(stem)), "{name}");
    }
}

#[test]
fn settings_that_are_not_utf8_stop_the_build_whatever_they_allow() {
    let project = project();
    let mut settings = SITE.as_bytes().to_vec();
    settings.extend_from_slice(b"description = \"caf\xe9\"\n[lints]\nnot-utf8 = \"allow\"\n");
    project.write("site.toml", settings);
    let told = refused(&project);
    assert!(told.contains("error[not-utf8]: the file is not UTF-8: byte 72 is 0xe9"), "{told}");
    assert!(told.contains("site.toml:3:19"), "{told}");
    assert_eq!(told.matches("error[").count(), 1, "{told}");
}

#[test]
fn settings_that_are_no_toml_stop_the_build() {
    let project = project();
    project.write("site.toml", format!("{SITE}description = \"S\n"));
    assert!(refused(&project).contains("error[config-syntax]"));
}

#[test]
fn settings_that_cannot_be_read_stop_the_build_and_nothing_is_guessed_without_them() {
    let project = project();
    project.write("content/notes/b.md", note("colour: red\n", "Text.\n"));
    project.remove("site.toml");
    std::fs::create_dir(project.path("site.toml")).unwrap();
    let said = refused(&project);
    assert!(said.contains("error[unreadable-file]: the file can't be read"), "{said}");
    assert_eq!(said.matches("error[").count(), 1, "{said}");
    let build = with_unread("site.toml", &[("content/notes/t.txt", "T.")]);
    assert_eq!(told(&build.diagnostics), [("unreadable-file", "site.toml")]);
    assert!(build.is_withheld());
}

#[test]
fn a_file_that_cannot_be_judged_is_an_error_and_is_not_published() {
    for (path, text) in [
        ("content/notes/d.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
        ("content/notes/t.csv", "a,b"),
        ("content/notes/p.png", "PNG"),
        ("static/data.json", "{}"),
    ] {
        let files = [(path, text), ("content/notes/t.txt", "T."), ("static/sound.json", "{}")];
        let build = with_unread(path, &files);
        assert!(told(&build.diagnostics).contains(&("unreadable-file", path)), "{:?}", build.diagnostics);
        let name = path.rsplit('/').next().unwrap();
        let pages = outputs(&build);
        assert!(pages.keys().all(|output| !output.ends_with(name)), "{path}");
        assert!(pages.contains_key("sound.json") && pages.contains_key("notes/t.txt"));
        assert!(!build.is_withheld(), "it is one file");
    }
}

#[test]
fn a_picture_that_is_shown_and_cannot_be_read_makes_one_fault() {
    let text = "![A picture](p.png)\n";
    let files = [("content/notes/b.md", &*note("", text)), ("content/notes/p.png", "PNG")];
    let build = with_unread("content/notes/p.png", &[files[0], files[1], ("content/notes/t.txt", "T.")]);
    let of_picture: Vec<&Diagnostic> =
        build.diagnostics.iter().filter(|fault| fault.path.as_str() == "content/notes/p.png").collect();
    assert_eq!(of_picture.len(), 1, "{:?}", build.diagnostics);
    assert_eq!(of_picture[0].code.name(), "unreadable-file");
}

#[test]
fn a_preview_hears_of_a_file_that_cannot_be_read_any_more_once() {
    let is_shut: Arc<AtomicBool> = Arc::default();
    for path in ["content/notes/a.md", "content/notes/t.txt", "templates/note.html"] {
        let files = [("content/notes/a.md", note("", "Text.\n")), ("content/notes/t.txt", "T.".to_owned())];
        let mut files = files.map(|(path, text)| (path.to_owned(), text)).to_vec();
        files.push((
            "templates/note.html".to_owned(),
            "<html><body>{{ page.title }}</body></html>".to_owned(),
        ));
        let gate = Arc::clone(&is_shut);
        let pass = move |asked: &SourcePath| {
            let is_shut = asked.as_str() == path && gate.load(Ordering::Relaxed);
            if is_shut { Err(io::Error::other("bad sector")) } else { Ok(()) }
        };
        let engine =
            Engine::new(Box::new(Gated(memory(&files), pass)), Options::default(), Arc::new(Store::off()));
        let live = Live::new(engine).unwrap();
        let hint = Hint::Paths(BTreeSet::from([SourcePath::new(path).unwrap()]));
        let sound = live.diagnostics();
        assert!(sound.iter().all(|fault| !fault.is_error()), "{sound:?}");
        is_shut.store(true, Ordering::Relaxed);
        live.refresh(&hint).unwrap().expect("it can't be read any more");
        assert!(told(&live.diagnostics()).contains(&("unreadable-file", path)), "{:?}", live.diagnostics());
        assert!(live.refresh(&hint).unwrap().is_none(), "{path}: nothing happened since");
        is_shut.store(false, Ordering::Relaxed);
        live.refresh(&hint).unwrap().expect("it can be read again");
        assert_eq!(live.diagnostics(), sound, "{path}");
    }
}

#[test]
fn a_draft_that_is_not_utf8_is_held_back_whatever_its_fault_counts_for() {
    let open = "[schema]\nrequired = []\nunknown = \"allow\"\n[lints]\nnot-utf8 = \"warn\"\n";
    for front in ["---\ntitle: X\ndraft: true\n---\n", "+++\ndraft = true\n+++\n", "{\n \"draft\": true\n}\n"]
    {
        let project = project();
        project.write("site.toml", format!("{SITE}{open}"));
        project.write("content/notes/held.md", [front.as_bytes(), b"body \xff\n"].concat());
        project.write("content/notes/open.md", b"---\ntitle: draft\ndraft: false\n---\ndraft: true \xff\n");
        project.run(&["build"]).expect(0);
        assert!(!project.exists("public/notes/held/index.html"), "{front}");
        assert!(project.exists("public/notes/open/index.html"));
    }
}
