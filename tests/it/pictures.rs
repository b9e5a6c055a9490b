//! The manual's pictures of reports are what a terminal shows. UPDATE=1 draws them anew.

use std::path::Path;

use fieldnotes::report::human::{Style, diagnostic};

use crate::support::{Project, load, note};

/// Name, and a note with one typical mistake.
fn mistakes() -> Vec<(&'static str, String)> {
    let body = "Drain the queue first.\n";
    let front = |text: &str| format!("---\n{text}---\n{body}");
    vec![
        (
            "unquoted-colon",
            front(
                "title: Redis: what is lost when memory is full\ndate: 2026-01-22\ntopic: evictions\nsummary: A limit and a policy for each kind of data.\n",
            ),
        ),
        ("misspelt-key", note("difficulty: advanced\nrevison:\n  status: published\n", body)),
        ("out-of-range", note("score:\n  quality: 83\n  clarity: 130\n", body)),
        ("broken-link", note("", "Replay what is left as in [dead letters](dead-leters.md#replay).\n")),
        ("duplicate-key", note("owner: Data team\nstack: [redis]\nowner: Platform team\n", body)),
    ]
}

#[test]
fn the_pictures_of_reports_are_what_a_terminal_shows() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("content/manual/reports");
    for (name, text) in mistakes() {
        let files = [
            ("content/notes/evictions.md".to_owned(), text),
            ("content/notes/dead-letters.md".to_owned(), note("", "## Replay\n")),
        ];
        let build = load(&files);
        assert_eq!(build.diagnostics.len(), 1, "{name}: one mistake a picture");
        let report = diagnostic(&build.diagnostics[0], &|path| build.text(path), Style::Coloured);
        let term = anstyle_svg::Term::new().min_width_px(760);
        let picture = term.render_svg(&report);
        let path = folder.join(format!("{name}.svg"));
        if std::env::var_os("UPDATE").is_some() {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(&path, &picture).unwrap();
        }
        assert_eq!(std::fs::read_to_string(&path).unwrap_or_default(), picture, "{name}: run with UPDATE=1");
    }
}

/// A small site, with faults and with notes whose review is due, as a person meets it.
fn site() -> Project {
    let project =
        Project::new("-- site.toml --\ntitle = \"Field notes\"\nbase_url = \"https://notes.example.org\"\n");
    let revision = |state: &str, last: &str| {
        format!(
            "owner: Data team\nrevision:\n  status: {state}\n  last_reviewed: {last}\n  review_in: 6 months\n"
        )
    };
    let about = |title: &str, front: &str, body: &str| {
        note(front, body).replace("title: A note", &format!("title: {title}"))
    };
    project.write(
        "content/runbooks/failover.md",
        about(
            "Fail over to the standby",
            &revision("published", "2026-05-12"),
            "Replay what is left as in [dead letters](dead-leters.md).\n",
        ),
    );
    project.write(
        "content/runbooks/dead-letters.md",
        about("Replay dead letters", &revision("published", "2025-09-30"), "Look at the queue first.\n"),
    );
    project.write(
        "content/notes/evictions.md",
        about(
            "Evictions in Redis",
            &("dificulty: advanced\n".to_owned() + &revision("published", "2025-11-20")),
            "Text.\n",
        ),
    );
    project
}

#[test]
fn the_pictures_of_commands_are_what_a_terminal_of_eighty_columns_shows() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("content/manual/reports");
    let project = site();
    let environment =
        [("COLUMNS", "80"), ("NO_COLOR", ""), ("CLICOLOR_FORCE", "1"), ("SOURCE_DATE_EPOCH", "1780617600")];
    let commands: [(&str, &[&str]); 3] = [("help", &["-h"]), ("check", &["check"]), ("review", &["review"])];
    for (name, arguments) in commands {
        let run = project.run_with(arguments, &environment);
        let shown = format!("$ fieldnotes {}\n{}{}", arguments.join(" "), run.stdout, run.stderr);
        let wide = anstream::adapter::strip_str(&shown).to_string();
        assert!(wide.lines().all(|line| line.chars().count() <= 80), "{name}:\n{wide}");
        let picture = anstyle_svg::Term::new().min_width_px(760).render_svg(shown.trim_end());
        let path = folder.join(format!("{name}.svg"));
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&path, &picture).unwrap();
        }
        assert_eq!(std::fs::read_to_string(&path).unwrap_or_default(), picture, "{name}: run with UPDATE=1");
    }
}
