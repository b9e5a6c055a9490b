//! A body reads as it does on GitHub: the examples of `CommonMark` and of GitHub's Markdown, and the manual's table of
//! differences. Where the two specifications differ, the newer one of `CommonMark` holds.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::shown::bodies::Bodies;
use crate::shown::{Page, Row, Side, shown};

/// An example of a specification.
#[derive(Deserialize)]
struct Example {
    spec: String,
    number: u32,
    section: String,
    markdown: String,
    html: String,
    /// What GitHub shows where an extension changes that.
    github: Option<String>,
}

/// A body that reads otherwise here, for the reason that a row of the manual's table gives.
#[derive(Deserialize)]
struct Difference {
    row: Row,
    markdown: String,
    github: String,
}

const SPECIFICATIONS: [(&str, usize); 3] = [("commonmark-0.31.2", 652), ("gfm-0.29", 671), ("cmark-gfm", 47)];

/// Examples that read otherwise for a reason that no tree tells.
const OTHERWISE: &[(&str, u32, Row)] = &[
    // Comments that the newer specification knows.
    ("gfm-0.29", 646, Row::CommonMark),
    // An escape in a mail address: it stays text.
    ("commonmark-0.31.2", 606, Row::CommonMark),
    ("gfm-0.29", 614, Row::CommonMark),
    // All HTML passes here, so that the parser is judged alone; GitHub shows these elements as text, and so do notes.
    ("gfm-0.29", 653, Row::Tags),
    ("cmark-gfm", 22, Row::Tags),
];

fn lines<T: DeserializeOwned>(name: &str) -> Vec<T> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/data/markdown/{name}.jsonl"));
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Both trees of a body, without the differences of some rows.
fn trees(bodies: &Bodies, markdown: &str, theirs: &str, rows: &[Row]) -> (String, String) {
    let rendered = bodies.render(markdown);
    let ours = Page { markdown, html: &rendered.html, side: Side::Ours };
    (shown(ours, rows), shown(Page { html: theirs, side: Side::Theirs, ..ours }, rows))
}

#[test]
fn every_example_of_the_specifications_shows_what_they_say() {
    let mut examples: Vec<Example> = Vec::new();
    for (name, count) in SPECIFICATIONS {
        let found = lines(name);
        assert_eq!(found.len(), count, "{name}");
        examples.extend(found);
    }
    // The first one of the same text is that of the newest specification.
    let newest: BTreeMap<&str, &Example> =
        examples.iter().rev().map(|example| (example.markdown.as_str(), example)).collect();
    let bodies = Bodies::without(Row::ALL);
    let mut differing = BTreeSet::new();
    let mut faults = Vec::new();
    for Example { spec, number, section, markdown, .. } in &examples {
        let right = newest[markdown.as_str()];
        let theirs = right.github.as_ref().unwrap_or(&right.html);
        let (ours, theirs) = trees(&bodies, markdown, theirs, Row::ALL);
        if ours != theirs {
            differing.insert((spec.as_str(), *number));
            faults.push(format!(
                "== {spec} {number} ({section})\n{markdown}\n-- ours\n{ours}-- theirs\n{theirs}"
            ));
        }
    }
    let known: BTreeSet<(&str, u32)> = OTHERWISE.iter().map(|(spec, number, _)| (*spec, *number)).collect();
    assert!(differing == known, "{:?}\n{}", differing.symmetric_difference(&known), faults.join("\n"));
}

/// The first cells of the table in the manual.
fn cells() -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("content/manual/writing-markdown.md");
    let text = std::fs::read_to_string(path).unwrap();
    let (_, section) = text.split_once("## Where notes differ from GitHub").unwrap();
    let rows =
        section.lines().skip_while(|line| !line.starts_with('|')).take_while(|line| line.starts_with('|'));
    rows.skip(2).map(|row| row.split(" | ").next().unwrap().trim_start_matches("| ").to_owned()).collect()
}

#[test]
fn the_manual_lists_the_differences_that_there_are() {
    let rows: Vec<&str> = Row::ALL.iter().map(|row| row.cell()).collect();
    assert_eq!(cells(), rows);
}

#[test]
fn every_difference_of_the_manual_is_one() {
    let differences: Vec<Difference> = lines("differences");
    let shown: BTreeSet<Row> = differences.iter().map(|difference| difference.row).collect();
    assert_eq!(shown.iter().copied().collect::<Vec<_>>(), Row::ALL);
    let without_any = Bodies::without(Row::ALL);
    for Difference { row, markdown, github } in &differences {
        let others = row.others();
        let (ours, theirs) = trees(&Bodies::without(&others), markdown, github, &others);
        assert_ne!(ours, theirs, "{}: {markdown:?} reads as on GitHub", row.cell());
        if *row != Row::CommonMark {
            let (ours, theirs) = trees(&without_any, markdown, github, Row::ALL);
            assert_eq!(ours, theirs, "{}: {markdown:?} differs for another reason", row.cell());
        }
    }
}
