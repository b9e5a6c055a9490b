//! Input that is made to exhaust time, memory or the stack ends in a diagnostic. Nothing here looks at a clock: what
//! is not bounded would not end, or would overflow the stack, and fail so.

use crate::support::{load, note, outputs, parts};

fn codes(line: &str, body: &str) -> Vec<&'static str> {
    let build = load(&[("content/notes/a.md".to_owned(), note(line, body))]);
    build.diagnostics.iter().map(|fault| fault.code.name()).collect()
}

#[test]
fn nesting_is_bounded() {
    for line in [
        format!("payload: {}\n", "[".repeat(10_000)),
        format!("payload: {}\n", "{a: ".repeat(10_000)),
        format!("notes:\n  {}\n", "- ".repeat(100_000)),
    ] {
        assert!(codes(&line, "Text.\n").contains(&"yaml-too-deep"), "{}", &line[..20]);
    }
}

#[test]
fn the_reach_of_aliases_is_bounded() {
    let mut line = String::from("payload:\n  a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for level in 1..10 {
        line.push_str(&format!(
            "  a{level}: &a{level} [{}]\n",
            vec![format!("*a{}", level - 1); 9].join(", ")
        ));
    }
    assert_eq!(codes(&line, "Text.\n"), ["yaml-too-large"]);
}

#[test]
fn the_number_of_values_and_of_reports_is_bounded() {
    let found = codes(&format!("notes:\n{}", "- a\n".repeat(100_001)), "Text.\n");
    assert!(found.contains(&"yaml-too-large"));
    assert!(found.len() <= 102, "{}", found.len());
}

#[test]
fn long_lines_and_files_are_bounded() {
    assert_eq!(codes("", &"x".repeat(20_000_000)), ["file-too-large"]);
    assert_eq!(codes(&format!("ai_brief: {}\n", "x".repeat(2_000_000)), "Text.\n"), ["yaml-too-large"]);
}

#[test]
fn a_chain_of_aliases_nests_no_deeper_than_what_is_written() {
    let mut line = format!("payload:\n  a0: &a0 {}{}\n", "[".repeat(200), "]".repeat(200));
    for level in 1..12 {
        let (open, close) = ("[".repeat(200), "]".repeat(200));
        line.push_str(&format!("  a{level}: &a{level} {open}*a{}{close}\n", level - 1));
    }
    assert_eq!(codes(&line, "Text.\n"), ["yaml-too-deep"]);
}

#[test]
fn each_bound_can_be_set() {
    for (limit, line, body, code) in [
        ("note_size = 200", String::new(), "x".repeat(300), "file-too-large"),
        (
            "front_matter_size = 100",
            format!("ai_brief: {}\n", "x".repeat(200)),
            String::new(),
            "yaml-too-large",
        ),
        ("nesting = 3", "payload: [[[[a]]]]\n".to_owned(), String::new(), "yaml-too-deep"),
        ("items = 20", format!("notes: [{}]\n", "a, ".repeat(30)), String::new(), "yaml-too-large"),
        (
            "alias_nodes = 3",
            "notes: &n [a, b]\nchecklist: *n\npayload: [*n, *n]\n".to_owned(),
            String::new(),
            "yaml-too-large",
        ),
        ("page_bytes = 2000", String::new(), "word ".repeat(500), "file-too-large"),
        ("page_bytes = 2000", String::new(), "word ".repeat(300), "page-too-large"),
    ] {
        let site = format!("{}[limits]\n{limit}\n", crate::support::SITE);
        let files = [("site.toml".to_owned(), site), ("content/notes/a.md".to_owned(), note(&line, &body))];
        let found: Vec<&str> = load(&files).diagnostics.iter().map(|fault| fault.code.name()).collect();
        assert!(found.contains(&code), "{limit}: {found:?}");
        let found = codes(&line, &body);
        assert!(!found.contains(&code), "{limit} by default: {found:?}");
    }
}

#[test]
fn bodies_can_nest_as_deep_as_they_like() {
    for body in [
        "> ".repeat(50_000),
        "[".repeat(100_000),
        "*a ".repeat(100_000),
        format!("${}$", "{".repeat(5_000)),
        "- ".repeat(20_000),
    ] {
        let build = load(&[("content/notes/a.md".to_owned(), note("", &body))]);
        assert!(crate::support::outputs(&build).contains_key("notes/a/index.html"));
    }
}

#[test]
fn a_huge_summary_is_whole_on_its_own_page_alone() {
    let long = "word ".repeat(2_000);
    let text = format!(
        "-- site.toml --\ntitle = \"S\"\nbase_url = \"https://a.example\"\n[outputs]\nmarkdown = true\n\
         -- content/notes/a.md --\n---\ntitle: A\ndate: 2026-01-02\ntopic: t\nsummary: {long}last\n\
         revision: {{last_reviewed: 2026-01-02, review_in: 1 year}}\nowner: ops\n---\nText.\n\
         -- content/notes/sub/_index.md --\n---\ntitle: Sub\nsummary: {long}last\n---\n\
         -- content/notes/sub/b.md --\n---\ntitle: B\ndate: 2026-01-02\ntopic: t\nsummary: B\n---\nText.\n"
    );
    let files = outputs(&load(&parts(&text)));
    let longest = |text: &str| {
        let runs = text.split(|c: char| !c.is_alphanumeric() && c != ' ' && c != '…');
        runs.filter(|run| run.contains("word word")).map(|run| run.trim().chars().count()).max()
    };
    for (path, text) in &files {
        let own = ["notes/a/index.html", "notes/a/index.md", "notes/sub/index.html", "notes.json"];
        let Some(most) = longest(text) else { continue };
        if own.contains(&path.as_str()) {
            assert_eq!(text.matches("word last").count(), 1, "{path}");
            continue;
        }
        assert!(most <= 601, "{path}: {most}");
        assert!(text.contains("word…"), "{path}");
    }
    let (_, description) = files["notes/a/index.html"].split_once("name=\"description\" content=\"").unwrap();
    let (description, _) = description.split_once('"').unwrap();
    assert!(description.chars().count() <= 300 && description.ends_with("word…"), "{description}");
    assert!(files["search/notes/0.json"].contains("word…"));
}
