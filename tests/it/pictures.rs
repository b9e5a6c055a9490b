//! The manual's pictures of reports are what a terminal shows. UPDATE=1 draws them anew.

use std::path::Path;

use fieldnotes::report::human::{Style, diagnostic};

use crate::support::{load, note};

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
