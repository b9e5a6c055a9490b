//! Tells whether a body is shown as cmark-gfm shows it, which runs as a process and answers a line with a line.

use std::io::{BufRead, BufReader, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

use crate::quirks;
use crate::shown::bodies::Bodies;
use crate::shown::{Page, Row, Side, paths, shown};

/// Said of a body that can't be rendered.
const PANIC: &str = "-- ours panicked\n";

/// Rows about what GitHub does behind cmark-gfm.
const UNKNOWN: [Row; 2] = [Row::Dollars, Row::Names];

/// What compares.
pub(crate) struct Judge {
    process: Child,
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
    /// A site with the usual settings.
    usual: Bodies,
    /// A site with those that make no difference from GitHub.
    opened: Bodies,
    /// A site for each row that no body has met yet: with all such settings but that of the row.
    unmet: Vec<(Row, Bodies)>,
    /// How many bodies were taken for alike though cmark-gfm shows them otherwise.
    pub(crate) aside: u64,
}

impl Judge {
    /// Starts cmark-gfm. Ends the test where it can't.
    pub(crate) fn new(python: &str) -> Self {
        let driver = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers/cmark/driver.py");
        let mut process = Command::new(python)
            .arg("-B")
            .arg(driver)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{python} does not start: {error}"));
        let (stdin, stdout) = (process.stdin.take().unwrap(), BufReader::new(process.stdout.take().unwrap()));
        let (usual, opened) = (Bodies::without(&[]), Bodies::without(Row::ALL));
        let unmet = Row::ALL.iter().filter(|row| !UNKNOWN.contains(row));
        let unmet = unmet.map(|row| (*row, Bodies::without(&row.others()))).collect();
        let mut judge = Self { process, stdin, stdout, usual, opened, unmet, aside: 0 };
        let started = judge.ask(&json!({"markdown": "*started*"}));
        assert_eq!(started, "<p><em>started</em></p>\n", "cmark-gfm does not answer");
        judge
    }

    /// What cmark-gfm makes of a body.
    pub(crate) fn ask(&mut self, asked: &Value) -> String {
        let mut line = String::new();
        writeln!(self.stdin, "{asked}").expect("cmark-gfm runs");
        self.stdout.read_line(&mut line).expect("cmark-gfm answers");
        let answer: Value = serde_json::from_str(&line).expect("cmark-gfm answers");
        answer["html"].as_str().unwrap().to_owned()
    }

    /// Both trees, where they differ and should not.
    pub(crate) fn difference(&mut self, markdown: &str) -> Option<String> {
        let theirs = self.ask(&json!({"markdown": markdown}));
        if compare(&self.usual, markdown, &theirs).is_none() {
            self.meet(markdown, &theirs);
            return None;
        }
        let Some(found) = compare(&self.opened, markdown, &theirs) else {
            self.meet(markdown, &theirs);
            return None;
        };
        if found == PANIC {
            return Some(found);
        }
        if self.departs(markdown) {
            self.unmet.retain(|(row, _)| *row != Row::CommonMark);
            self.aside += 1;
            return None;
        }
        match quirks::without(markdown) {
            Some(plain) => {
                let theirs = self.ask(&json!({"markdown": plain}));
                let found = compare(&self.opened, &plain, &theirs).filter(|_| !self.departs(&plain));
                self.aside += u64::from(found.is_none());
                found
            }
            None => Some(found),
        }
    }

    /// The rows of the table that no body has met.
    pub(crate) fn unmet(&self) -> Vec<&'static str> {
        self.unmet.iter().map(|(row, _)| row.cell()).collect()
    }

    /// Strikes the rows without which this body would differ.
    fn meet(&mut self, markdown: &str, html: &str) {
        let theirs = self.ask_as_it_is(markdown, html);
        self.unmet.retain(|(row, bodies)| {
            let rendered = bodies.render(markdown);
            let ours = Page { markdown, html: &rendered.html, side: Side::Ours };
            shown(ours, &row.others())
                == shown(Page { html: &theirs, side: Side::Theirs, ..ours }, &row.others())
        });
    }

    /// What cmark-gfm makes of a body, with `~x~` struck out as GitHub does.
    fn ask_as_it_is(&mut self, markdown: &str, html: &str) -> String {
        if !markdown.contains('~') || !self.unmet.iter().any(|(row, _)| *row == Row::SingleTilde) {
            return html.to_owned();
        }
        self.ask(&json!({"markdown": markdown, "single_tilde": true}))
    }

    /// Whether the data of the tests is what cmark-gfm says, but for what was written by hand.
    pub(crate) fn check_data(&mut self) {
        for name in ["commonmark-0.31.2", "gfm-0.29", "cmark-gfm", "differences"] {
            let path = format!("{}/tests/data/markdown/{name}.jsonl", env!("CARGO_MANIFEST_DIR"));
            let text = std::fs::read_to_string(path).unwrap();
            for line in text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()) {
                if line["github"].is_string() && line["by_hand"].is_null() {
                    let theirs = self.ask(&json!({"markdown": line["markdown"], "single_tilde": true}));
                    assert_eq!(line["github"], theirs, "{name}: {}", line["markdown"]);
                }
            }
        }
    }

    /// Whether cmark-gfm reads a body otherwise than `CommonMark` says, as another parser knows it.
    fn departs(&mut self, markdown: &str) -> bool {
        let github = self.ask(&json!({"markdown": markdown, "plain": true}));
        let right = self.ask(&json!({"markdown": markdown, "commonmark": true}));
        let github = Page { markdown, html: &github, side: Side::Theirs };
        shown(github, Row::ALL) != shown(Page { html: &right, ..github }, Row::ALL)
    }
}

/// How a body differs from what GitHub shows.
fn compare(bodies: &Bodies, markdown: &str, html: &str) -> Option<String> {
    let Ok(rendered) = catch_unwind(AssertUnwindSafe(|| bodies.render(markdown))) else {
        return Some(PANIC.to_owned());
    };
    let ours = Page { markdown, html: &rendered.html, side: Side::Ours };
    let theirs = Page { html, side: Side::Theirs, ..ours };
    let lost: Vec<String> = paths(html)
        .into_iter()
        .filter(|path| !markdown.contains("<a") && !rendered.paths().contains(path))
        .collect();
    // What looks like an open comment may be none.
    differ(&shown(ours, Row::ALL), &shown(theirs, Row::ALL))
        .filter(|_| shown(ours, &Row::OpenComment.others()) != shown(theirs, &Row::OpenComment.others()))
        .or_else(|| (!lost.is_empty()).then(|| format!("-- paths that only GitHub links to: {lost:?}\n")))
}

fn differ(ours: &str, theirs: &str) -> Option<String> {
    (ours != theirs).then(|| format!("-- ours\n{}\n-- theirs\n{}", ours.trim_end(), theirs.trim_end()))
}

impl Drop for Judge {
    fn drop(&mut self) {
        // It ends by itself as soon as nothing more is to be read.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
