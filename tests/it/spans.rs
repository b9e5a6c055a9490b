//! Places are right: for notes made at random, every span lies in its file on character boundaries, and a fault that
//! is put in at a known place is reported there.

use fieldnotes::config::SchemaConfig;
use fieldnotes::diagnostic::{Code, Diagnostic};
use fieldnotes::parse::{Extensions, Limits, parse};
use fieldnotes::path::SourcePath;
use fieldnotes::span::LineIndex;
use fieldnotes::validate::{self, Rules, Schema};
use proptest::prelude::*;

fn faults(text: &str) -> Vec<Diagnostic> {
    let path = SourcePath::new("content/notes/a.md").unwrap();
    let document = parse(&path, text, Limits::default(), Extensions::default());
    let schema = Schema::of_notes(&SchemaConfig::default(), None);
    let rules =
        Rules { schema: &schema, taxonomies: &[], knows_language: |_| false, near_language: |_| None };
    let (_, faults) = validate::note(&document, text, &rules);
    document.diagnostics.into_iter().chain(faults).collect()
}

/// Pieces that notes are made of, sound and broken.
const PIECES: &[&str] = &[
    "---\n",
    "...\n",
    "title: ",
    "titel: x\n",
    "date: 2026-01-02\n",
    "\"",
    "'",
    "a: b: c\n",
    "- ",
    "  - {name: x}\n",
    "[",
    "]",
    "{",
    "}",
    ": ",
    "\t",
    "\n",
    "\r\n",
    "\u{feff}",
    "猫",
    "🐈‍⬛",
    "é",
    "&a ",
    "*a ",
    "|\n  text\n",
    "score:\n  quality: 130\n",
    "# ",
    "## Head {#x}\n",
    "```pyhton {titel=1}\n",
    "```\n",
    "[a](b.md#c)",
    "![](p.png)",
    "$x^2$",
    "<b>",
    "\0",
    "\u{1b}[31m",
    "[^1]",
    "[^1]: note\n",
    "~~",
    "|a|b|\n|-|-|\n",
    "> [!NOTE]\n",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_span_lies_in_its_file_on_character_boundaries(
        pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40),
        opens in any::<bool>(),
    ) {
        let text = format!("{}{}", if opens { "---\n" } else { "" }, pieces.concat());
        for fault in faults(&text) {
            let fix = fault.fix.as_ref().map(|fix| fix.span);
            for span in std::iter::once(fault.span).chain(fix).chain(fault.related.iter().map(|label| label.span)) {
                let range = span.range();
                prop_assert!(text.get(range.clone()).is_some(), "{} at {range:?} of {text:?}", fault.code);
            }
        }
    }

    #[test]
    fn a_fault_is_reported_where_it_was_put(
        before in prop::collection::vec(("[a-z猫é🐈]{1,8}", "[ -~é猫🐈]{0,12}"), 0..6),
        after in "[ -~é猫🐈\n]{0,60}",
        line_end in prop::sample::select(&["\n", "\r\n"][..]),
        mark in any::<bool>(),
        fault in prop::sample::select(&[
            ("score: {quality: 80, clarity: ", "130", "}", Code::ScoreOutOfRange),
            ("difficulty: ", "beginer", "", Code::UnknownValue),
            ("revision: {version: ", "1.10", "}", Code::InvalidVersion),
            ("updated: ", "2021-02-30", "", Code::InvalidDate),
            ("", "titel", ": x", Code::UnknownField),
            ("stack: [a, {name: b, ", "verson", ": 1}]", Code::UnknownField),
            ("flags: {own: ", "maybe", "}", Code::WrongType),
            ("hash: ", "XYZ", "", Code::InvalidHash),
        ][..]),
    ) {
        let (head, culprit, tail, code) = fault;
        let mut text = String::from(if mark { "\u{feff}" } else { "" });
        text.push_str(&format!("---{line_end}title: t{line_end}date: 2026-01-02{line_end}topic: t{line_end}summary: s{line_end}payload:{line_end}"));
        for (at, (key, value)) in before.iter().enumerate() {
            let value = value.replace(['\\', '"'], "");
            text.push_str(&format!("  {key}{at}: \"{value}\"{line_end}"));
        }
        text.push_str("  end: 1");
        text.push_str(line_end);
        text.push_str(head);
        let start = text.len();
        text.push_str(culprit);
        let line = text[..start].matches('\n').count() + 1;
        let column = text[..start].rsplit('\n').next().unwrap().trim_start_matches('\u{feff}').chars().count() + 1;
        text.push_str(&format!("{tail}{line_end}---{line_end}{after}"));
        let found = faults(&text);
        let hit = found.iter().find(|found| found.code == code);
        let hit = hit.ok_or_else(|| TestCaseError::fail(format!("no {code} in {text:?}: {found:?}")))?;
        prop_assert_eq!(hit.span.range(), start..start + culprit.len());
        let place = LineIndex::new(text.as_str()).line_column(hit.span.start);
        prop_assert_eq!((place.line, place.column), (line, column));
    }
}
