//! The JSON Schema that `fieldnotes schema` prints says the same as our own validation: each field is given each of
//! many values, and an independent validator has to agree on every one.

use fieldnotes::config::{Config, SchemaConfig};
use fieldnotes::diagnostic::{Code, Diagnostic};
use fieldnotes::parse::{Extensions, Limits, parse};
use fieldnotes::path::SourcePath;
use fieldnotes::report::sarif;
use fieldnotes::validate::json::json_schema;
use fieldnotes::validate::{self, Rules, Schema};

use crate::support::{load, note};

const SITE: &str = r#"
title = "Site"
base_url = "https://notes.example.org"

[schema.fields.service]
type = "string"
enum = ["billing", "search"]

[schema.fields.tickets]
type = "list"

[schema.fields.cost]
type = "number"
minimum = 0
maximum = 10.5

[schema.fields.seats]
type = "integer"
minimum = 1

[schema.fields.live]
type = "boolean"

[schema.fields.since]
type = "date"

[schema.fields.dashboard]
type = "url"

[schema.fields.labels]
type = "map"

[schema.fields.reference]
pattern = "^anp-[0-9]+$"
"#;

const FRONT: &str = "title: A\ndate: 2026-01-02\ntopic: t\nsummary: s\n";

/// Fields, and the text around a value that puts it there.
const FIELDS: &[&str] = &[
    "title: {}",
    "date: {}",
    "updated: {}",
    "slug: {}",
    "aliases: {}",
    "aliases: [{}]",
    "draft: {}",
    "topic: {}",
    "summary: {}",
    "ai_outline: {}",
    "ai_outline: [{}]",
    "ai_outline: [{context: {}}]",
    "ai_brief: {}",
    "stack: {}",
    "stack: [{}]",
    "stack: [{name: {}}]",
    "stack: [{name: a, version: {}}]",
    "tools: [{name: a, verson: {}}]",
    "code_language: {}",
    "difficulty: {}",
    "reading_time: {}",
    "view_count: {}",
    "score: {}",
    "score: {quality: {}}",
    "score: {clarity: {}, qualty: 1}",
    "scores: {depth: {}}",
    "revision: {}",
    "revision: {status: {}}",
    "revision: {version: {}}",
    "revision: {last_reviewed: {}}",
    "revision: {review_in: {}}",
    "revision: {reviewed_by: {}}",
    "reference: {}",
    "hash: {}",
    "flags: {}",
    "flags: {has_images: {}}",
    "flags: {own: {}}",
    "checklist: {}",
    "checklist: [{}]",
    "entities: [{}]",
    "entities: [{name: {}}]",
    "entities: [{type: {}}]",
    "image_sources: [{url: {}}]",
    "image_sources: [{source: {}}]",
    "payload: {}",
    "payload: {a: {}}",
    "notes: [{}]",
    "owner: {}",
    "change: {}",
    "change: {reason: {}}",
    "change: {files: {}}",
    "change: {commands: [{}]}",
    "change: {metric: {name: {}}}",
    "change: {metric: {name: a, before: {}}}",
    "change: {metric: {after: {}}}",
    "change: {rollback: {}}",
    "service: {}",
    "tickets: {}",
    "tickets: [{}]",
    "cost: {}",
    "seats: {}",
    "live: {}",
    "since: {}",
    "dashboard: {}",
    "labels: {}",
    "unknown_key: {}",
    "severity: {}",
    "lints: {}",
    "lints: {allow: [{}]}",
];

const VALUES: &[&str] = &[
    "some text",
    "\"\"",
    "\"  \"",
    "~",
    "true",
    "false",
    "yes",
    "0",
    "1",
    "2",
    "-1",
    "101",
    "3.5",
    "1.10",
    "\"1.10\"",
    "1e3",
    "[]",
    "[a]",
    "[a, b]",
    "[1]",
    "[~]",
    "[[a]]",
    "{}",
    "{a: b}",
    "{a: b, c: d}",
    "{name: x}",
    "2026-01-02",
    "2021-02-30",
    "2026-1-2",
    "\"2026-01-02\"",
    "2026-01-02T10:00:00Z",
    "2026-01-02T10:00:00+02:00",
    "2026-01-02T10:00:00",
    "2026-01-02 10:00:00Z",
    "1.2.3",
    "1.2.3-rc.1",
    "01.2.3",
    "v1.2.3",
    "6 months",
    "1 year",
    "0 days",
    "six months",
    "6 Months",
    "deadbeef",
    "DEADBEEF",
    "12345678",
    "\"12345678\"",
    "abc",
    "https://example.org/a",
    "http://example.org",
    "ftp://example.org",
    "example.org/a",
    "picture.svg",
    "../up/picture.svg",
    "\"a b\"",
    "/old/page/",
    "old/page",
    "a-slug",
    "A Slug",
    "beginner",
    "published",
    "drafted",
    "anp-12",
    "billing",
    "javascript:alert(1)",
    "\"C:/x\"",
];

/// Faults that the JSON Schema can't speak of: they need the body, another field, another file, or the calendar.
const BEYOND: &[Code] = &[Code::UpdatedBeforeDate, Code::SourceWithoutImage, Code::SupersededByMissing];

fn faults(schema: &Schema, note: &str) -> Vec<Diagnostic> {
    let path = SourcePath::new("content/notes/a.md").unwrap();
    let document = parse(&path, note, Limits::default(), Extensions::default());
    let rules = Rules { schema, taxonomies: &[], knows_language: |_| true, near_language: |_| None };
    let (_, faults) = validate::note(&document, note, &rules);
    document.diagnostics.into_iter().chain(faults).collect()
}

/// What a folder's `_index.md` may change.
const FOLDER: &str = "required: [title, owner]\nunknown: allow\nfields: {severity: {type: integer, maximum: 5}, topic: {enum: [outage, repair]}}\n";

#[test]
fn the_printed_schema_agrees_with_our_own_validation() {
    let (config, settings) = Config::parse(SITE);
    assert_eq!(settings, []);
    agree(&Schema::of_notes(&config.schema, None));
}

#[test]
fn so_does_the_schema_of_a_folder_with_rules_of_its_own() {
    let (config, _) = Config::parse(SITE);
    let path = SourcePath::new("content/notes/_index.md").unwrap();
    let text = format!("---\n{FOLDER}---\n");
    let document = parse(&path, &text, Limits::default(), Extensions::default());
    let (overrides, faults) = SchemaConfig::parse(&path, document.front.as_ref().unwrap(), "schema");
    assert_eq!(faults, []);
    agree(&Schema::of_notes(&config.schema, Some(&overrides)));
}

/// Gives each field each value, and asks both.
fn agree(own: &Schema) {
    let schema = json_schema(own, "https://notes.example.org");
    jsonschema::meta::validate(&schema).expect("the schema is one by draft 2020-12");
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
    let mut disagreements = Vec::new();
    for field in FIELDS {
        for value in VALUES {
            let line = field.replace("{}", value);
            let key = line.split(':').next().unwrap();
            let rest: String = FRONT
                .lines()
                .filter(|known| !known.starts_with(&format!("{key}:")))
                .map(|line| format!("{line}\n"))
                .collect();
            let front = format!("{rest}{line}\n");
            let found = faults(own, &format!("---\n{front}---\nbody\n"));
            // What is empty is no value to the schema, however little it matters to us.
            let counts = |fault: &&Diagnostic| fault.is_error() || fault.code == Code::EmptyField;
            let ours: Vec<&Diagnostic> =
                found.iter().filter(counts).filter(|fault| !BEYOND.contains(&fault.code)).collect();
            let data: serde_json::Value =
                serde_yaml::from_str(&front).unwrap_or_else(|error| panic!("{front}: {error}"));
            if validator.is_valid(&data) != ours.is_empty() {
                let said: Vec<&str> = ours.iter().map(|fault| fault.message.as_str()).collect();
                disagreements.push(format!("{line}\n    ours: {said:?}"));
            }
        }
    }
    assert!(disagreements.is_empty(), "{} disagreements:\n{}", disagreements.len(), disagreements.join("\n"));
}

/// Front matters that have, or lack, keys within maps.
const WITHIN: &[&str] = &[
    "revision: {last_reviewed: 2026-01-01, status: drafted}\nflags: {runbook: true}\n",
    "revision: {last_reviewed: 2026-01-01}\nstage: drafted\nflags: {runbook: true}\n",
    "revision: {last_reviewed: 2026-01-01}\nflags: {runbook: true}\n",
    "revision: {status: drafted}\nflags: {runbook: true}\n",
    "stage: drafted\nflags: {runbook: true}\n",
    "revision: {last_reviewed: 2026-01-01, status: drafted}\nflags: {}\n",
    "revision: {last_reviewed: 2026-01-01, status: drafted}\n",
    "revision: {last_reviewed: , status: drafted}\nflags: {runbook: true}\n",
    "revision: {last_reviewed: soon, status: drafted}\nflags: {runbook: true}\n",
    "revision: text\nstage: drafted\nflags: {runbook: true}\n",
    "revision:\nstage: drafted\nflags: {runbook: true}\n",
];

#[test]
fn so_does_one_that_requires_keys_within_maps() {
    let site = "title = \"S\"\nbase_url = \"https://a.example\"\n[schema]\nrequired = [\"revision.last_reviewed\", \"revision.status\", \"flags.runbook\"]\n[fields.rename]\nstage = \"revision.status\"\n";
    let (config, settings) = Config::parse(site);
    assert_eq!(settings, []);
    let own = Schema::of_notes(&config.schema, None);
    let schema = json_schema(&own, "https://notes.example.org");
    jsonschema::meta::validate(&schema).expect("the schema is one by draft 2020-12");
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
    let path = SourcePath::new("content/notes/a.md").unwrap();
    let rules = Rules { schema: &own, taxonomies: &[], knows_language: |_| true, near_language: |_| None };
    let is_ours = |front: &str| {
        let text = format!("---\n{front}---\nText.\n");
        let mut document = parse(&path, &text, Limits::default(), Extensions::default());
        own.renames.apply(&mut document);
        let (_, faults) = validate::note(&document, &text, &rules);
        faults.is_empty()
    };
    let is_theirs = |front: &str| validator.is_valid(&serde_yaml::from_str(front).unwrap());
    let both: Vec<(bool, bool)> = WITHIN.iter().map(|front| (is_ours(front), is_theirs(front))).collect();
    assert!(both.iter().all(|(ours, theirs)| ours == theirs), "{both:?}");
    assert_eq!(both.iter().filter(|(ours, _)| *ours).count(), 2, "{both:?}");
}

#[test]
fn reports_as_sarif_are_valid_by_its_published_schema() {
    let published = include_str!("../data/sarif-2.1.0.schema.json");
    let mut published: serde_json::Value = serde_json::from_str(published).unwrap();
    // The published pattern has an unpaired bracket, which strict readers of regular expressions refuse.
    for part in ["run", "toolComponent"] {
        published["definitions"][part]["properties"]["language"].as_object_mut().unwrap().remove("pattern");
    }
    let validator = jsonschema::validator_for(&published).unwrap();
    let broken = "difficulty: beginer\ntitle: again\nscores: {quality: \"\\e130\"}\nflags: {has_images: 1}\n";
    let build = load(&[
        ("content/notes/a b.md".to_owned(), note(broken, "[x](gone.md) ![](y.png)\n")),
        ("content/notes/c.md".to_owned(), note("reference: [a\n", "```pyhton\n```\n")),
    ]);
    assert!(build.diagnostics.len() > 6);
    let text = |path: &SourcePath| build.text(path);
    let log: serde_json::Value =
        serde_json::from_str(&sarif::report(&build.diagnostics, &text, std::path::Path::new("docs")))
            .unwrap();
    let faults: Vec<String> =
        validator.iter_errors(&log).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert_eq!(faults, Vec::<String>::new());
    assert_eq!(log["runs"][0]["results"].as_array().unwrap().len(), build.diagnostics.len());
}
