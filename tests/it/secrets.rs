//! No secret reaches what is written or what is printed, wherever it stands and whatever else is wrong beside it.

use crate::support::{Preview, Project, note};

const TOKEN: &str = "ghp_Zk3vRt8mQx1LpYw6Nb4Hs7Jc2Df9Ga5UeTi0";
const PASSWORD: &str = "Vx73-nHd";

fn is_secret(text: &str) -> bool {
    text.contains(&TOKEN[4..]) || text.contains(PASSWORD) || text.contains("MTIzQWJj")
}

/// A key whose second line holds `MTIzQWJj`.
const KEY: &str = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQDHx7Lk2vPqRt9W\nMTIzQWJjZ8mXw4Kq\nscroe: 1\n-----END PRIVATE KEY-----\n";

/// A site whose every fault stands beside a secret.
fn faulty() -> Project {
    let fields = format!(
        "difficulty: {TOKEN}\nstack: [{{name: nginx, verson: \"{TOKEN}\"}}]\nflags: {{has_images: 0}} # {TOKEN}\nowner: *{TOKEN}\nsumary: https://u:{PASSWORD}@h\n"
    );
    let body = format!(
        "## Head\n\n#### {TOKEN}\n\n[a]({TOKEN}.md) ![](https://u:{PASSWORD}@h/x.png) <b>{TOKEN}</b>\n\n```{TOKEN}\n{KEY}```\n"
    );
    let text = format!(
        "-- content/notes/a.md --\n{}-- content/notes/b.md --\n{}-- content/notes/c/index.md --\n{}-- content/notes/c/x.env --\nA={TOKEN}\n-- content/notes/d.md --\n{}",
        note(&fields, &body),
        note(&format!("flags: {{has_images: 0}} # {TOKEN}\n"), &body),
        note("", "[x](x.env) [y](y.env)\n"),
        note("payload: |\n  x\nlints: {allow: [secret]}\nscores: {quality: 1}\n", KEY),
    );
    Project::new(&text)
}

#[test]
fn no_report_shows_a_secret() {
    let project = faulty();
    for arguments in [
        vec!["check"],
        vec!["check", "--format", "json"],
        vec!["check", "--format", "sarif"],
        vec!["check", "--format", "github"],
        vec!["check", "--fix", "--dry-run"],
        vec!["build"],
        vec!["check", "--fix"],
    ] {
        let run = project.run(&arguments);
        assert!(!run.stdout.is_empty() || !run.stderr.is_empty());
        assert!(
            !is_secret(&run.stdout) && !is_secret(&run.stderr),
            "{arguments:?}\n{}\n{}",
            run.stdout,
            run.stderr
        );
    }
    let report = project.run(&["check"]).expect(1).stdout;
    assert!(report.contains("error[secret]: `ghp_…` is a token of GitHub"), "{report}");
    assert!(report.contains("error[secret]: `https://u:…@` is an address with a password"), "{report}");
    assert!(project.read("content/notes/a.md").contains(TOKEN), "a file keeps what its author wrote");
}

#[test]
fn no_file_of_a_build_holds_a_secret_and_old_pages_go() {
    let project = Project::new(&format!("-- content/notes/a.md --\n{}", note("", "Text.\n")));
    project
        .write("content/notes/_index.md", format!("---\ntitle: Notes {TOKEN}\nsummary: x\n---\n{TOKEN}\n"));
    project.write("static/x.txt", TOKEN);
    let pairs: Vec<u8> = format!("\u{feff}A={TOKEN}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    project.write("static/pairs.env", pairs);
    project.run(&["build"]).expect(1);
    assert!(project.exists("public/notes/a/index.html"));
    project.write("content/notes/a.md", note("", &format!("{TOKEN}\n")));
    project.write("content/notes/b.md", note("", "Text.\n"));
    project.run(&["build"]).expect(1);
    assert!(!project.exists("public/notes/a/index.html") && project.exists("public/notes/b/index.html"));
    assert!(!project.exists("public/pairs.env"));
    for (path, bytes) in project.tree("public") {
        assert!(!is_secret(&String::from_utf8_lossy(&bytes)), "{path}");
    }
}

#[test]
fn a_secret_that_all_pages_would_show_leaves_the_output_as_it_was() {
    let site = "title = \"S\"\nbase_url = \"https://a.example\"\n";
    for (path, text) in [
        ("site.toml", format!("{site}description = \"https://u:{PASSWORD}@h\"\n")),
        ("templates/note.html", format!("{{% extends \"base.html\" %}}{{# {TOKEN} #}}")),
        ("templates/assets/search.js", format!("// {TOKEN}\n")),
    ] {
        let project = Project::new(&format!("-- content/notes/a.md --\n{}", note("", "Text.\n")));
        project.run(&["build"]).expect(0);
        let before = project.tree("public");
        project.write(path, &text);
        let run = project.run(&["build"]).expect(1);
        assert!(
            run.stderr.contains("nothing was written") && !is_secret(&run.stderr),
            "{path}: {}",
            run.stderr
        );
        assert_eq!(project.tree("public"), before, "{path}");
        let marked = match path {
            "site.toml" => text.replace("@h\"\n", "@h\" # fieldnotes: example-secret\n"),
            "templates/note.html" => text.replace(" #}", " fieldnotes: example-secret #}"),
            _ => text.replace("// ", "// fieldnotes: example-secret "),
        };
        project.write(path, &marked);
        project.run(&["build"]).expect(0);
    }
}

#[test]
fn the_preview_shows_no_secret_and_comes_back_when_it_is_gone() {
    let project = Project::new(&format!("-- content/notes/a.md --\n{}", note("", "Text.\n")));
    let preview = Preview::of(project.root(), &["--poll"]);
    preview.shows("/notes/a/", "Text.");
    project.write("content/notes/a.md", note("", &format!("Text. {TOKEN}\n")));
    preview.hear("error[secret]");
    for path in ["/notes/a/", "/", "/notes/", "/search/start.json", "/feed.xml"] {
        assert!(!is_secret(&preview.get(path).text()), "{path}");
    }
    project.write("content/notes/a.md", note("", "Gone.\n"));
    preview.shows("/notes/a/", "Gone.");
    assert!(!is_secret(&preview.told()), "{}", preview.told());
}
