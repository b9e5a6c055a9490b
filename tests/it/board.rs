//! The board of reviews, and what stands beside it: `review.json` by its schema, calendars by the lines that RFC 5545 allows.
//! `tests/peers/calendars` has them read by another program.

use std::collections::{BTreeMap, BTreeSet};

use fieldnotes::model::review::{State, reviews};
use fieldnotes::render::reviews::schema;
use serde_json::Value;

use crate::support::{Project, SITE, listed, load, outputs};

/// A site of so many notes, of which one has another last review. Each seventh was never reviewed, each eleventh is put off.
fn site(count: usize, reviewed: Option<(usize, &str)>) -> Vec<(String, String)> {
    let note = |number: usize| {
        let day = format!("202{}-{:02}-{:02}", 3 + number % 3, number % 12 + 1, number % 28 + 1);
        let day = reviewed.filter(|(other, _)| *other == number).map_or(day, |(_, day)| day.to_owned());
        let last = if number % 7 == 3 { String::new() } else { format!(", last_reviewed: {day}") };
        let put_off = if number % 11 == 5 { ", deferred: {until: 2026-08-08, because: x}" } else { "" };
        let status = if number % 13 == 6 { "deprecated" } else { "published" };
        let owner =
            if number.is_multiple_of(5) { String::new() } else { format!("owner: Team {}\n", number % 4) };
        let text = format!(
            "---\ntitle: N{number}\ndate: 2024-01-01\ntopic: t\nsummary: s\n{owner}\
             revision: {{status: {status}, review_in: 8 months{last}{put_off}}}\n---\n"
        );
        (format!("content/notes/n{number}.md"), text)
    };
    let settings = ("site.toml".to_owned(), SITE.to_owned());
    (0..count).map(note).chain([settings]).collect()
}

fn made(files: &[(String, String)]) -> BTreeMap<String, String> {
    let build = load(files);
    assert_eq!(listed(&build), "");
    outputs(&build)
}

/// What the page's script counts from.
fn data(page: &str) -> Value {
    let (_, rest) = page.split_once(" data-reviews=\"").unwrap();
    let data = rest.split_once('"').unwrap().0.replace("&quot;", "\"").replace("&amp;", "&");
    serde_json::from_str(&data).unwrap()
}

/// How many notes are overdue on a day, and how many due, counted as the script does.
fn counted(data: &Value, today: jiff::civil::Date) -> (i64, i64) {
    let day = |value: &Value| value.as_str().map(|day| day.parse::<jiff::civil::Date>().unwrap());
    let (mut overdue, mut due) = (0, 0);
    let near = today + jiff::Span::new().days(30);
    let mut count = |day: jiff::civil::Date, many: i64| {
        overdue += i64::from(day < today) * many;
        due += i64::from(day >= today && day <= near) * many;
    };
    for owner in data["owners"].as_array().unwrap() {
        let mut at = day(&data["first"]).unwrap();
        let numbers: Vec<i64> =
            owner[1].as_array().unwrap().iter().map(|number| number.as_i64().unwrap()).collect();
        for pair in numbers.chunks(2) {
            at += jiff::Span::new().days(pair[0]);
            count(at, pair[1]);
        }
        for put_off in owner[2].as_array().unwrap() {
            if let (Some(falls), true) = (day(&put_off[0]), day(&put_off[1]).unwrap() <= today) {
                count(falls, 1);
            }
        }
    }
    (overdue, due)
}

#[test]
fn the_board_counts_what_review_counts_on_any_day() {
    let build = load(&site(500, None));
    let page = &outputs(&build)["review/index.html"];
    let data = data(page);
    for today in ["2024-06-01", "2025-03-03", "2026-08-07", "2026-08-08", "2026-08-09", "2027-05-05"] {
        let today = today.parse().unwrap();
        let known = reviews(&build.site, &build.corpus, today);
        let count = |state| {
            let found = known.iter().filter(|review| review.states.contains(&state)).count();
            i64::try_from(found).unwrap()
        };
        assert_eq!(counted(&data, today), (count(State::Overdue), count(State::Due)), "{today}");
        let deprecated =
            format!("data-state=\"deprecated\"><strong class=\"total\">{}<", count(State::Deprecated));
        assert!(page.contains(&deprecated) && page.contains("<strong class=\"total\">500</strong>"));
    }
}

#[test]
fn every_note_is_on_the_board_or_on_the_page_of_its_month_and_in_the_file() {
    for (count, has_pages) in [(400, false), (401, true)] {
        let site = made(&site(count, None));
        let board = &site["review/index.html"];
        assert_eq!(board.contains("href=\"/review/2025-01/\""), has_pages);
        let pages = site.iter().filter(|(path, _)| path.starts_with("review/") && path.ends_with(".html"));
        let rows: BTreeSet<String> = pages
            .filter(|(path, _)| (*path != "review/index.html") == has_pages)
            .flat_map(|(_, page)| page.split("<th scope=\"row\"><a href=\"/notes/").skip(1))
            .map(|row| row.split('/').next().unwrap().to_owned())
            .collect();
        assert_eq!(rows.len(), count);
        let file: Value = serde_json::from_str(&site["review.json"]).unwrap();
        assert_eq!((&file["count"], file["notes"].as_array().unwrap().len()), (&Value::from(count), count));
    }
}

#[test]
fn a_review_changes_the_board_and_the_months_that_it_leaves_and_comes_to() {
    let (before, after) = (made(&site(600, None)), made(&site(600, Some((0, "2026-05-05")))));
    let changed: Vec<&String> = after
        .iter()
        .filter(|(path, text)| path.starts_with("review") && before.get(*path) != Some(text))
        .map(|(path, _)| path)
        .collect();
    let expected = [
        "review.json",
        "review/2023-09/index.html",
        "review/2027-01/index.html",
        "review/index.html",
        "review/nobody.ics",
    ];
    assert_eq!(changed, expected);
}

#[test]
fn the_file_fits_the_schema_that_is_printed() {
    let project = Project::new(SITE);
    let printed: Value =
        serde_json::from_str(&project.run(&["schema", "--of", "review"]).expect(0).stdout).unwrap();
    assert_eq!(printed, schema("https://notes.example.org"));
    assert!(jsonschema::meta::is_valid(&printed));
    let validator = jsonschema::options().should_validate_formats(true).build(&printed).unwrap();
    for site in [made(&site(30, None)), made(&site(0, None)), outputs(&crate::own_site::load())] {
        let file: Value = serde_json::from_str(&site["review.json"]).unwrap();
        let faults: Vec<String> =
            validator.iter_errors(&file).map(|fault| format!("{}: {fault}", fault.instance_path())).collect();
        assert_eq!(faults, Vec::<String>::new());
    }
    let parts =
        serde_json::json!({ "version": 1, "count": 20_000, "parts": ["https://a.example/review-1.json"] });
    assert!(validator.is_valid(&parts));
    let mut private: Value = serde_json::from_str(&made(&site(1, None))["review.json"]).unwrap();
    private["notes"][0]["deferred_because"] = "x".into();
    assert!(!validator.is_valid(&private), "what is private is no part of it");
}

#[test]
fn calendars_have_a_day_for_each_review_and_lines_that_the_format_allows() {
    let site = made(&site(60, None));
    let file: Value = serde_json::from_str(&site["review.json"]).unwrap();
    let dated = file["notes"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|note| note.get("review_due").or(note.get("deferred_until")).is_some());
    let calendars: Vec<&String> =
        site.iter().filter(|(path, _)| path.ends_with(".ics")).map(|(_, text)| text).collect();
    assert_eq!(calendars.len(), 5);
    let mut ids = BTreeSet::new();
    for calendar in &calendars {
        assert!(
            calendar.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
                && calendar.ends_with("END:VCALENDAR\r\n")
        );
        assert!(calendar.split("\r\n").all(|line| line.len() <= 75 && !line.contains(['\r', '\n'])));
        ids.extend(calendar.lines().filter(|line| line.starts_with("UID:")).map(str::to_owned));
    }
    assert_eq!(ids.len(), dated.count());
}
