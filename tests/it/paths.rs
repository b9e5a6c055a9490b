//! Names and links that would lead out of the site, that some disk or host does not bear, or that belong to the site
//! itself: each is a fault, or safe. Nothing is lost without a word, and nothing is written outside of the output.

use crate::support::{Project, Run, note};

/// A site with a secret beside it, and a note.
fn project(line: &str, body: &str) -> Project {
    Project::new(&format!("-- content/notes/a.md --\n{}", note(line, body)))
}

/// What a build says, and that it wrote nothing beside its output folder.
#[track_caller]
fn build(project: &Project) -> Run {
    let before = beside(project);
    let run = project.run(&["build"]);
    assert!(run.status < 2, "{}", run.stderr);
    assert_eq!(beside(project), before, "something was written outside of the output");
    run
}

/// Every file of the site but its output, and every name in the folder above.
fn beside(project: &Project) -> (Vec<String>, Vec<std::ffi::OsString>) {
    let own = project.tree("").into_keys();
    let own = own.filter(|path| !path.starts_with("public/") && !path.starts_with(".fieldnotes/")).collect();
    let parent = project.root().parent().unwrap();
    // Other tests make folders there too: what a note could name is looked for.
    let names = std::fs::read_dir(parent).unwrap().map(|entry| entry.unwrap().file_name());
    (own, names.filter(|name| name.to_string_lossy().contains("pwned")).collect())
}

#[test]
fn a_slug_never_leads_out_of_the_output_even_where_the_note_allows_it_to_itself() {
    for (slug, address) in [
        ("../../../pwned", "pwned"),
        ("/pwned", "pwned"),
        ("..", "a"),
        ("a/../../../../pwned", "a-pwned"),
        ("..\\\\..\\\\pwned", "pwned"),
        ("%2e%2e%2fpwned", "2e-2e-2fpwned"),
        ("pwned\\0x", "pwned-x"),
        ("con", "con_"),
    ] {
        let line = format!("slug: \"{slug}\"\n");
        let run = build(&project(&line, "Text.\n"));
        assert!(run.stderr.contains("error[invalid-slug]"), "{slug}: {}", run.stderr);
        let allowed =
            project(&format!("{line}lints: {{allow: [invalid-slug, control-character]}}\n"), "Text.\n");
        let run = build(&allowed).expect(0);
        assert!(allowed.exists(&format!("public/notes/{address}/index.html")), "{slug}: {}", run.stderr);
    }
}

#[test]
fn an_alias_is_a_page_below_the_output_or_a_fault() {
    for alias in [
        "../pwned",
        "/../../pwned",
        "/a/../../pwned",
        "//pwned.example/",
        "https://pwned.example/",
        "\\\\..\\\\pwned",
        "/%2e%2e/pwned",
        "/%252e%252e/pwned",
        "/.htaccess",
        "/.fieldnotes-manifest.json",
        "/con/",
        "/a/NUL.html",
        "/a.",
        "/a\\u202eb/",
        "/a\\0b",
        "/",
        ".",
        "..",
        "",
    ] {
        let line = format!("aliases: [\"{alias}\"]\n");
        let run = build(&project(&line, "Text.\n")).expect(1);
        assert!(
            run.stderr.contains("error[invalid-alias]") || run.stderr.contains("error["),
            "{alias}: {}",
            run.stderr
        );
        let allowed = project(&format!("{line}lints: {{allow: [invalid-alias, empty-field]}}\n"), "Text.\n");
        build(&allowed);
        assert!(!allowed.exists("public/.htaccess"), "{alias}");
    }
    let long = format!("aliases: [/{}/, \"/{}\"]\n", "x".repeat(201), "abc/".repeat(200));
    assert_eq!(build(&project(&long, "Text.\n")).expect(1).stderr.matches("error[invalid-alias]").count(), 2);
}

#[test]
fn what_the_site_makes_itself_keeps_its_address() {
    for alias in [
        "/index.html",
        "/404.html",
        "/search/",
        "/notes/",
        "/archive/",
        "/topics/topic/",
        "/NOTES/A/",
        "/feed.xml",
        "/Feed.xml/",
        "/404.html/",
        "/notes/a/index.html/x/",
    ] {
        let run = build(&project(&format!("aliases: [{alias}]\n"), "Text.\n")).expect(1);
        assert!(run.stderr.contains("error[alias-hides-page]"), "{alias}: {}", run.stderr);
    }
    for path in ["search.md", "archive.md", "review.md", "topics.md", "stack/index.md", "Search.md"] {
        let project = Project::new(&format!("-- content/{path} --\n{}", note("", "Text.\n")));
        let run = build(&project).expect(1);
        assert!(run.stderr.contains("error[duplicate-permalink]"), "{path}: {}", run.stderr);
        assert!(run.stderr.contains(&format!("content/{path}")), "{path}: {}", run.stderr);
    }
    for folder in ["search", "archive", "!!!", "Review"] {
        let project = Project::new(&format!("-- content/{folder}/a.md --\n{}", note("", "Text.\n")));
        let run = build(&project).expect(1);
        assert!(run.stderr.contains("error[duplicate-permalink]"), "{folder}: {}", run.stderr);
    }
    for file in [
        "notes.json",
        "feed.xml",
        "sitemap.xml",
        "robots.txt",
        "404.HTML",
        "notes/A/index.html",
        "feed.xml/x.txt",
    ] {
        let project = project("", "Text.\n");
        project.write(&format!("static/{file}"), "mine");
        let run = build(&project).expect(1);
        assert!(run.stderr.contains("error[duplicate-permalink]"), "{file}: {}", run.stderr);
    }
}

#[test]
fn terms_of_any_text_are_addresses_or_none() {
    let line = "stack: [\"..\", \"/\", \".\", \"../../pwned\", \"index.html\", \"notes.json\", \"feed.xml\", \"con\", \"a\\0b\", \"page\"]\nlints: {allow: [control-character]}\n";
    let long = format!("tools: [\"{}\", \"{}\"]\ntopic: \"..\"\n", "x".repeat(3000), "北".repeat(300));
    let text = note(&format!("{line}{long}"), "Text.\n").replacen("topic: topic\n", "", 1);
    let project = Project::new(&format!("-- content/notes/a.md --\n{text}"));
    build(&project).expect(0);
    for slug in ["pwned", "index-html", "notes-json", "feed-xml", "con_", "page"] {
        assert!(project.exists(&format!("public/stack/{slug}/index.html")), "{slug}");
    }
    let page = project.read("public/notes/a/index.html");
    assert!(page.contains("<li>..</li><li>/</li>"), "terms without an address are shown all the same");
}

#[test]
fn links_and_pictures_lead_to_files_of_the_site_alone() {
    for destination in [
        "../../secret.txt",
        "../../../../../../etc/passwd",
        "/../secret.txt",
        "..%2f..%2fsecret.txt",
        "%2e%2e/%2e%2e/secret.txt",
        "%252e%252e/%252e%252e/secret.txt",
        "..\\\\..\\\\secret.txt",
        "/etc/passwd",
        "file:///etc/passwd",
        "C:\\\\secret.txt",
        "../../site.toml",
        "../../templates/x.html",
        "a%00.png",
        "%ff.png",
        "//",
        "http:secret",
        "\u{202e}gnp.png",
    ] {
        let body = format!("[link](<{destination}>)\n\n![picture](<{destination}>)\n");
        let project = project("", &body);
        project.write("secret.txt", "secret");
        project.write("templates/x.html", "secret");
        build(&project);
        let tree = project.tree("public");
        assert!(tree.contains_key("index.html"), "{destination}: the site is built");
        assert!(tree.values().all(|bytes| bytes != b"secret"), "{destination}");
        let allowed = "lints: {allow: [broken-link, missing-image, unsafe-link, link-leaves-site, image-without-source, has-images-mismatch]}\n";
        let project = crate::paths::project(allowed, &body);
        build(&project);
        let page = project.read("public/notes/a/index.html");
        let body = page.split("<div class=\"prose\">").nth(1).unwrap().split("</div>").next().unwrap();
        for (_, rest) in body
            .match_indices("href=\"")
            .chain(body.match_indices("src=\""))
            .map(|(at, name)| (at, &body[at + name.len()..]))
        {
            let address = rest.split('"').next().unwrap();
            assert!(
                address.starts_with("//") || address.starts_with("http:") || address.starts_with('#'),
                "{destination}: {address}"
            );
        }
    }
}

#[test]
fn names_that_some_disk_does_not_bear_are_faults_and_notes_of_such_names_are_spelt_anew() {
    let project = project("", "Text.\n");
    for name in ["aux.png", "COM1.txt", "a.png.", "b.png ", "c\u{202e}gnp.exe", "d\u{200b}.png", "NUL"] {
        project.write(&format!("content/notes/{name}"), "x");
    }
    for name in ["CON.md", "dot..md", "blank .md", "c\u{202e}d.md", "北京.md", "%2e%2e%2fpwned.md", "-- x.md"]
    {
        project.write(&format!("content/notes/{name}"), note("", "Text.\n"));
    }
    project.write(&format!("content/notes/{}.md", "北".repeat(84)), note("", "Text.\n"));
    project.write(&format!("content/notes/{}.md", "x".repeat(252)), note("", "Text.\n"));
    let run = build(&project).expect(1);
    assert_eq!(run.stderr.matches("error[bad-file-name]").count(), 7, "{}", run.stderr);
    assert_eq!(run.stderr.matches("error[").count(), 7, "{}", run.stderr);
    let tree = project.tree("public");
    for slug in ["con_", "dot", "blank", "cd", "bei-jing", "2e-2e-2fpwned", "x"] {
        assert!(tree.contains_key(&format!("notes/{slug}/index.html")), "{slug}: {:?}", tree.keys());
    }
    assert!(tree.keys().all(|path| path.split('/').all(|part| part.len() <= 255)));
}

#[test]
fn names_that_differ_in_case_alone_are_faults() {
    let project = project("", "Text.\n");
    project.write("content/notes/A.md", note("", "Text.\n"));
    project.write("content/notes/pic.png", "x");
    project.write("content/notes/Pic.png", "x");
    let run = build(&project).expect(1);
    assert_eq!(run.stderr.matches("error[duplicate-permalink]").count(), 2, "{}", run.stderr);
}

#[test]
fn a_menu_runs_nothing() {
    let project = project("", "Text.\n");
    let entries =
        ["javascript:alert(1)", "java\\tscript:alert(1)", "data:text/html,x", "/../../etc", "/nowhere/"];
    let menu: String =
        entries.iter().map(|url| format!("[[menu]]\ntitle = \"x\"\nurl = \"{url}\"\n")).collect();
    project.write("site.toml", format!("title = \"S\"\nbase_url = \"https://a.example\"\n{menu}"));
    let run = build(&project).expect(1);
    assert_eq!(run.stderr.matches("error[unsafe-link]").count(), 3, "{}", run.stderr);
    assert!(run.stderr.contains("2 broken-menu-link"), "{}", run.stderr);
    let page = project.read("public/index.html");
    assert!(!page.contains("script:") && !page.contains("data:text"), "{page}");
}

#[test]
fn a_manifest_that_names_files_elsewhere_removes_none() {
    let project = project("", "Text.\n");
    build(&project).expect(0);
    project.write("keep.txt", "keep");
    let hash = &blake3_of(&project, "keep.txt");
    let manifest = project.read("public/.fieldnotes-manifest.json");
    let added =
        manifest.replacen('{', &format!("{{\"../keep.txt\": \"{hash}\", \"/etc/hostname\": \"{hash}\","), 1);
    project.write("public/.fieldnotes-manifest.json", added);
    build(&project).expect(0);
    assert_eq!(project.read("keep.txt"), "keep");
}

/// The hash that a manifest would have of a file: taken from one that was copied.
fn blake3_of(project: &Project, path: &str) -> String {
    let copy = Project::new("-- content/notes/a.md --\n");
    copy.write("static/x.txt", project.read(path));
    copy.run(&["build"]);
    let manifest = copy.read("public/.fieldnotes-manifest.json");
    manifest.split("\"x.txt\": \"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

#[cfg(unix)]
mod links {
    use super::{build, project};
    use crate::support::note;
    use std::os::unix::fs::symlink;

    #[test]
    fn links_to_other_places_are_faults_at_any_depth_and_circles_end() {
        let outside = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(outside.path().join("deep")).unwrap();
        for file in ["secret.md", "secret.png", "deep/secret.md"] {
            std::fs::write(outside.path().join(file), note("", "Secret.\n")).unwrap();
        }
        let project = project("", "Text.\n");
        std::fs::create_dir_all(project.path("content/deep")).unwrap();
        std::fs::create_dir_all(project.path("static")).unwrap();
        symlink(outside.path().join("secret.md"), project.path("content/notes/file.md")).unwrap();
        symlink(outside.path().join("secret.png"), project.path("content/notes/picture.png")).unwrap();
        symlink(outside.path(), project.path("content/deep/folder")).unwrap();
        symlink(outside.path(), project.path("static/folder")).unwrap();
        symlink("/etc/passwd", project.path("static/passwd.txt")).unwrap();
        symlink("/dev/zero", project.path("content/notes/zero.md")).unwrap();
        symlink(project.path("content/notes"), project.path("content/notes/circle")).unwrap();
        symlink("nowhere", project.path("content/notes/nowhere.md")).unwrap();
        let run = build(&project).expect(1);
        assert_eq!(run.stderr.matches("error[link-leaves-site]").count(), 6, "{}", run.stderr);
        assert_eq!(run.stderr.matches("error[unreadable-file]").count(), 2, "{}", run.stderr);
        let tree = project.tree("public");
        assert!(tree.values().all(|bytes| !String::from_utf8_lossy(bytes).contains("Secret.")));
        assert!(tree.keys().all(|path| !path.contains("passwd")));
    }

    #[test]
    fn the_folder_of_the_notes_itself_is_no_way_out() {
        let outside = tempfile::tempdir().unwrap();
        std::fs::write(outside.path().join("secret.txt"), "Secret.").unwrap();
        let project = project("", "Text.\n");
        symlink(outside.path(), project.path("static")).unwrap();
        let run = build(&project).expect(1);
        assert_eq!(run.stderr.matches("error[link-leaves-site]").count(), 1, "{}", run.stderr);
        assert!(!project.exists("public/secret.txt"));
    }

    #[test]
    fn a_link_inside_of_the_output_is_not_followed() {
        let outside = tempfile::tempdir().unwrap();
        let project = project("", "Text.\n");
        build(&project).expect(0);
        std::fs::remove_dir_all(project.path("public/notes")).unwrap();
        symlink(outside.path(), project.path("public/notes")).unwrap();
        project.write("content/notes/a.md", note("", "Changed.\n"));
        let run = build(&project).expect(1);
        assert!(run.stderr.contains("output-occupied"), "{}", run.stderr);
        assert_eq!(std::fs::read_dir(outside.path()).unwrap().count(), 0);
    }

    #[test]
    fn names_that_are_not_utf8_or_hold_controls_are_faults() {
        use std::os::unix::ffi::OsStrExt;
        let project = project("", "Text.\n");
        for name in
            [&b"b\xff.md"[..], b"c\xc0\xaf.png", b"d\n.md", b"e\x1b[2J.md", b"f\t.png", b"back\\slash.md"]
        {
            let path = project.path("content/notes").join(std::ffi::OsStr::from_bytes(name));
            std::fs::write(path, note("", "Text.\n")).unwrap();
        }
        let run = build(&project).expect(1);
        assert_eq!(run.stderr.matches("error[bad-file-name]").count(), 6, "{}", run.stderr);
        assert!(!run.stderr.contains('\x1b') && !run.stderr.contains("d\n.md"), "{:?}", run.stderr);
    }
}
