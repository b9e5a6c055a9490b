//! Input that is made to exhaust time, memory or the stack ends in a diagnostic. Nothing here looks at a clock: what
//! is not bounded would not end, or would overflow the stack, and fail so.

use crate::support::{load, note};

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
