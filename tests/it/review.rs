//! `review` tells of each note the states that it is in on a day, and publishes nothing of what reviewers say to each other.

use fieldnotes::config::SchemaConfig;
use fieldnotes::edit::review::{Accepted, Place};
use fieldnotes::model::review::{State, reviews};
use fieldnotes::path::SourcePath;
use fieldnotes::validate::Schema;
use proptest::prelude::*;

use crate::support::{Project, load, number, outputs};

const DAY: &str = "2026-06-01";

/// A site of notes in all states, for the day above.
fn notes() -> Vec<(String, String)> {
    let note = |name: &str, rest: &str| {
        let text = format!("---\ntitle: {name}\ndate: 2025-01-01\ntopic: t\nsummary: S.\n{rest}---\nText.\n");
        (format!("content/notes/{name}.md"), text)
    };
    vec![
        ("site.toml".to_owned(), "title = \"S\"\nbase_url = \"https://a.example\"\n".to_owned()),
        note("edited", "owner: B\nhash: \"00000000000000000000\"\nrevision: {last_reviewed: 2026-05-01}\n"),
        note("both", "owner: A\nhash: \"00000000000000000000\"\nrevision: {last_reviewed: 2025-05-31}\n"),
        note("overdue", "owner: B\nrevision: {last_reviewed: 2025-05-31}\n"),
        note("today", "revision: {last_reviewed: 2025-06-01}\n"),
        note("near", "revision: {last_reviewed: 2025-07-01}\n"),
        note("far", "revision: {last_reviewed: 2025-07-02}\n"),
        note("never", ""),
        note(
            "later",
            "revision:\n  last_reviewed: 2024-01-01\n  review_note: zqnote\n  deferred: {until: 2026-06-02, because: zqreason}\n",
        ),
        note("again", "revision:\n  deferred: {until: 2026-06-01, because: zqreason}\n"),
        note("old", "revision: {status: deprecated}\n"),
        note("draft", "draft: true\n"),
        note("faulty", "difficulty: hard\n"),
    ]
}

fn project() -> Project {
    let project = Project::new("");
    for (path, text) in notes() {
        project.write(&path, &text);
    }
    project
}

#[test]
fn each_note_has_the_states_that_apply_and_the_gravest_leads() {
    let found = project().run(&["review", "--today", DAY, "--format", "json", "--state", ALL]);
    let report: serde_json::Value = serde_json::from_str(&found.stdout).unwrap();
    let states = |note: &serde_json::Value| {
        let states: Vec<&str> =
            note["states"].as_array().unwrap().iter().filter_map(|state| state.as_str()).collect();
        format!("{} {}", note["title"].as_str().unwrap(), states.join("+"))
    };
    let notes: Vec<String> = report["notes"].as_array().unwrap().iter().map(states).collect();
    let wanted = [
        "both edited+overdue",
        "edited edited",
        "overdue overdue",
        "today due",
        "near due",
        "again unreviewed",
        "faulty unreviewed",
        "never unreviewed",
        "later deferred",
        "far fresh",
        "old deprecated",
    ];
    assert_eq!(notes, wanted);
    assert_eq!(report["summary"]["notes"], 11);
    assert_eq!(report["summary"]["states"]["overdue"], 2);
    assert_eq!(found.status, 0);
}

const ALL: &str = "edited,overdue,due,unreviewed,deferred,fresh,deprecated";

#[test]
fn a_list_is_narrowed_by_state_owner_and_path_and_can_fail() {
    let project = project();
    let lines = |args: &[&str]| {
        let found = project.run(&[&["review", "--today", DAY], args].concat());
        (found.status, found.stdout.lines().filter(|line| line.starts_with("    ")).count())
    };
    assert_eq!(lines(&[]), (0, 9));
    assert_eq!(lines(&["--state", "overdue"]), (0, 2));
    assert_eq!(lines(&["--owner", "B"]), (0, 2));
    assert_eq!(lines(&["--owner", ""]), (0, 6));
    assert_eq!(lines(&["content/notes/near.md"]), (0, 1));
    assert_eq!(lines(&["--max-overdue", "1"]), (1, 9));
    assert_eq!(lines(&["--max-overdue", "2"]), (0, 9));
    let wrong = project.run(&["review", "--state", "overdu"]);
    assert_eq!(wrong.status, 2);
    assert!(wrong.stderr.contains("did you mean `overdue`?"), "{}", wrong.stderr);
}

#[test]
fn what_reviewers_say_is_in_no_output() {
    let outputs = outputs(&load(&notes()));
    assert!(outputs.contains_key("notes/later/index.html"));
    for (path, text) in &outputs {
        assert!(!text.contains("zqreason") && !text.contains("zqnote"), "{path}");
    }
}

/// What the notes below watch.
const WATCHED: [(&str, &str); 2] = [("src/a.rs", "fn main() {}\n"), ("b", "B\n")];

/// The digest of one watched file.
fn digest_of(text: &str) -> String {
    let of_file = fieldnotes::parse::watched::digest(text.as_bytes());
    blake3::hash(of_file.as_bytes()).to_hex()[..24].to_owned()
}

/// A front matter in one of the shapes that people write.
fn front() -> impl Strategy<Value = String> {
    let revision = prop_oneof![
        Just(String::new()),
        Just("revision:\n".to_owned()),
        Just("revision: {}\n".to_owned()),
        Just("revision: {status: reviewed, reviewed_by: \"A, B\"}\n".to_owned()),
        Just("revision: {deferred: {until: 2030-01-01, because: x}, last_reviewed: 2020-01-01}\n".to_owned()),
        Just("revision: # r\n  # own line\n  status: 'drafted' # s\n\n  last_reviewed: 2020-01-01\n".to_owned()),
        Just("revision:\n    reviewed_by: >-\n      A person\n      and another\n    deferred:\n      until: 2030-01-01\n      because: x # y\n    version: 1.0.0\n".to_owned()),
    ];
    let hash = prop_oneof![Just(""), Just("hash: 0123456789ab\n"), Just("hash: \"0123456789ab\" # h\n")];
    let others = prop::sample::subsequence(
        vec![
            "date: 2020-01-01\n",
            "topic: t\n",
            "summary: |\n  Two\n  lines.\n",
            "stack: [a, {name: b}]\n",
            "# a remark\nowner: \"A: b\"\n",
            "notes:\n- one\n- two # n\n",
            "checklist:\n  - x\n\n",
            "payload: {a: [1, 2]}\n",
            "watches: # w\n  - src/a.rs # a\n  - path: 'b'\n    digest: 0123abcd # d\n",
        ],
        0..9,
    );
    (revision, hash, others.prop_shuffle(), any::<prop::sample::Index>(), any::<bool>()).prop_map(
        |(revision, hash, others, place, crlf)| {
            let mut parts: Vec<&str> = others;
            let at = place.index(parts.len() + 1);
            parts.insert(at, &revision);
            parts.insert(at, hash);
            let text = format!("---\ntitle: A\n{}---\n# Body\n\nText, *text*.\n", parts.concat());
            if crlf { text.replace('\n', "\r\n") } else { text }
        },
    )
}

/// The lines that are new in a text, and those that went.
fn difference(old: &str, new: &str) -> Vec<String> {
    use imara_diff::{Algorithm, Diff, InternedInput};
    let input = InternedInput::new(old, new);
    let hunks = Diff::compute(Algorithm::Myers, &input);
    let lines = |of: &[imara_diff::Token]| -> Vec<String> {
        of.iter().map(|line| input.interner[*line].trim().to_owned()).collect()
    };
    let of_hunk = |hunk: imara_diff::Hunk| {
        let (before, after) = (
            hunk.before.start as usize..hunk.before.end as usize,
            hunk.after.start as usize..hunk.after.end as usize,
        );
        [lines(&input.before[before]), lines(&input.after[after])].concat()
    };
    hunks.hunks().flat_map(of_hunk).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: number("FIELDNOTES_REVIEWS").unwrap_or(32) as u32, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_changes_the_named_lines_alone_and_a_note_is_fresh_after_it(text in front()) {
        let path = SourcePath::new("content/a.md").unwrap();
        let schema = Schema::of_notes(&SchemaConfig::default(), None);
        let place = Place { path: &path, schema: &schema };
        let body = text.split_once("# Body").map(|(_, rest)| format!("# Body{rest}")).unwrap();
        let hash = fieldnotes::validate::read::body_hash(&body);
        let day = DAY.parse().unwrap();
        let digests = WATCHED.map(|(_, text)| Some(digest_of(text)));
        let review = Accepted { day, by: "A: \"b\" # c", note: Some("n"), status: Some("reviewed"), tested: Some(day), hash: &hash, digests: &digests };
        let accepted = place.accept(&text, review).unwrap();
        let named = ["- src/a.rs", "- {path: src/a.rs, digest: ", "digest:", "revision", "status:", "last_reviewed:", "reviewed_by:", "review_note:", "tested:", "hash:", "deferred:", "until:", "because:"];
        for line in difference(&text, &accepted) {
            let is_value = line == "A person" || line == "and another";
            prop_assert!(is_value || named.iter().any(|key| line.starts_with(key)), "{line:?} of {text}\n{accepted}");
        }
        prop_assert!(accepted.ends_with(&body), "{}", accepted);
        let files = [("site.toml".to_owned(), "title = \"S\"\nbase_url = \"https://a.example\"\n[schema]\nrequired = []\n".to_owned()),
            ("content/a.md".to_owned(), accepted.clone())];
        let load = |files: &[(String, String)]| {
            let watched = WATCHED.map(|(path, text)| (path.to_owned(), text.to_owned()));
            crate::support::load(&[files, &watched[..]].concat())
        };
        let build = load(&files);
        prop_assert!(build.diagnostics.iter().all(|fault| !fault.is_error()), "{:?} {accepted}", build.diagnostics);
        let states = reviews(&build.site, &build.corpus, day);
        prop_assert_eq!(&states[0].states, &[State::Fresh], "{}", &accepted);
        prop_assert_eq!(place.accept(&accepted, review).unwrap(), accepted.clone());
        // Blanks at the ends of lines don't count, a word does.
        for (edited, state) in [(accepted.replace("text*.", "text*.  "), State::Fresh), (accepted.replace("*text*", "*word*"), State::Edited)] {
            let build = load(&[files[0].clone(), ("content/a.md".to_owned(), edited)]);
            prop_assert_eq!(reviews(&build.site, &build.corpus, day)[0].lead(), state);
        }
        let deferred = place.defer(&accepted, "2031-01-01".parse().unwrap(), "no: time").unwrap();
        for line in difference(&accepted, &deferred) {
            prop_assert!(["revision", "deferred:", "until:", "because:"].iter().any(|key| line.starts_with(key)), "{line:?}");
        }
        let retired = place.retire(&deferred, Some("b.md")).unwrap();
        for line in difference(&deferred, &retired) {
            prop_assert!(["revision", "status:", "superseded_by:", "deferred:", "until:", "because:"].iter().any(|key| line.starts_with(key)), "{line:?}");
        }
        prop_assert!(!retired.contains("2031-01-01"), "{}", &retired);
        let build = load(&[files[0].clone(), ("content/a.md".to_owned(), retired)]);
        prop_assert_eq!(reviews(&build.site, &build.corpus, day)[0].lead(), State::Deprecated);
    }
}

#[test]
fn a_review_is_recorded_in_the_note() {
    let project = project();
    let accepted =
        project.run(&["review", "accept", "content/notes/near.md", "--by", "Me", "--today", DAY]).expect(0);
    assert!(
        accepted.stderr.contains("content/notes/near.md: reviewed 2026-06-01 by Me"),
        "{}",
        accepted.stderr
    );
    let text = project.read("content/notes/near.md");
    assert!(text.contains("revision: {last_reviewed: 2026-06-01, reviewed_by: Me}\nhash: "), "{text}");
    let states = project.run(&["review", "content/notes/near.md", "--today", DAY]).expect(0);
    assert_eq!(states.stdout, "1 note: 1 fresh\n");
    let text = project.read("content/notes/far.md");
    project.run(&["review", "accept", "content/notes/far.md", "--by", "Me", "--dry-run"]).expect(0);
    assert_eq!(project.read("content/notes/far.md"), text);
}

#[test]
fn a_review_that_nobody_can_have_made_is_refused() {
    let project = project();
    let why = |args: &[&str]| project.run(&[&["review"], args].concat()).expect(2).stderr;
    assert!(why(&["accept", "content/notes", "--by", "Me"]).contains("12 notes are too many at once"));
    assert!(why(&["accept", "content/notes", "--by", "Me", "--each"]).contains("not a terminal"));
    assert!(why(&["accept", "content/notes/faulty.md", "--by", "Me"]).contains("has 1 fault"));
    assert!(why(&["accept", "content/notes/far.md", "--by", " "]).contains("`--by` is empty"));
    assert!(
        why(&["defer", "content/notes/far.md", "--until", "2026-06-01", "--because", "x", "--today", DAY])
            .contains("not in the future")
    );
    assert!(
        why(&["retire", "content/notes/far.md", "--successor", "content/notes/far.md"])
            .contains("can't replace itself")
    );
    assert!(
        why(&["accept", "content/notes/gone.md", "--by", "Me"]).contains("not a file or folder of the site")
    );
}

#[test]
fn what_is_put_off_and_what_holds_no_longer_is_said_in_the_note() {
    let project = project();
    project
        .run(&[
            "review",
            "defer",
            "content/notes/overdue.md",
            "--until",
            "2026-07-01",
            "--because",
            "Wait: for it",
            "--today",
            DAY,
        ])
        .expect(0);
    assert!(project.read("content/notes/overdue.md").contains(
        "revision: {last_reviewed: 2025-05-31, deferred: {until: 2026-07-01, because: \"Wait: for it\"}}"
    ));
    let list = project.run(&["review", "content/notes/overdue.md", "--today", DAY]).expect(0).stdout;
    assert!(list.contains("until 2026-07-01: Wait: for it"), "{list}");
    project
        .run(&["review", "retire", "content/notes/overdue.md", "--successor", "content/notes/far.md"])
        .expect(0);
    let text = project.read("content/notes/overdue.md");
    assert!(
        text.contains("revision: {status: deprecated, last_reviewed: 2025-05-31, superseded_by: far.md}"),
        "{text}"
    );
}

#[test]
fn a_note_keeps_the_names_that_it_has_where_a_site_renames_fields() {
    let project = Project::new("");
    let settings = |renames: &str| {
        let base =
            "title = \"S\"\nbase_url = \"https://a.example\"\n[schema]\nrequired = []\n[fields.rename]\n";
        project.write("site.toml", format!("{base}{renames}"));
    };
    let accept = &["review", "accept", "content/a.md", "--by", "C", "--today", DAY][..];
    let defer =
        &["review", "defer", "content/a.md", "--until", "2027-06-01", "--because", "x", "--today", DAY];
    let retire = &["review", "retire", "content/a.md"];
    let last = "last_reviewed_on = \"revision.last_reviewed\"\n";
    let putoff = "putoff = \"revision.deferred\"\n";
    let meta = "meta = \"revision\"\n";
    let deferred = "deferred: {until: 2027-01-01, because: x}";
    let cases = [
        (last.to_owned(), "revision:\n  last_reviewed: 2020-01-01\n".to_owned(), accept, "fresh"),
        (last.to_owned(), "last_reviewed_on: 2020-01-01\n".to_owned(), accept, "fresh"),
        (last.to_owned(), String::new(), accept, "fresh"),
        (
            format!("{last}seen = \"revision.last_reviewed\"\n"),
            "seen: 2020-01-01\n".to_owned(),
            accept,
            "fresh",
        ),
        ("checked = \"hash\"\n".to_owned(), "hash: \"0123456789abcdef\"\n".to_owned(), accept, "fresh"),
        (putoff.to_owned(), format!("revision: {{{deferred}}}\n"), accept, "fresh"),
        (putoff.to_owned(), format!("revision:\n  {deferred}\n"), defer, "deferred"),
        (putoff.to_owned(), "revision:\n  status: reviewed\n".to_owned(), defer, "deferred"),
        (
            "state = \"revision.status\"\nnext = \"revision.superseded_by\"\n".to_owned(),
            "revision:\n  status: reviewed\n".to_owned(),
            retire,
            "deprecated",
        ),
        (meta.to_owned(), "revision:\n  status: reviewed\n".to_owned(), accept, "fresh"),
        (meta.to_owned(), "meta:\n  status: reviewed\n".to_owned(), accept, "fresh"),
        (format!("{last}{meta}"), "last_reviewed_on: 2020-01-01\n".to_owned(), accept, "fresh"),
        (format!("{last}{meta}"), "meta: {last_reviewed: 2020-01-01}\n".to_owned(), accept, "fresh"),
        ("depends = \"watches\"\n".to_owned(), "watches: [site.toml]\n".to_owned(), accept, "fresh"),
    ];
    for (renames, front, command, state) in cases {
        settings(&renames);
        project.write("content/a.md", format!("---\ntitle: A\ndate: 2020-01-01\n{front}---\nText.\n"));
        project.run(&["check", "--today", DAY]).expect(0);
        project.run(command).expect(0);
        let text = project.read("content/a.md");
        let faults = project.run(&["check", "--today", DAY]).expect(0).stdout;
        let listed = project.run(&["review", "--today", DAY, "--state", ALL]).expect(0).stdout;
        assert!(listed.contains(&format!("1 note: 1 {state}")), "{renames}{text}{listed}{faults}");
        assert!(!listed.contains("not recorded"), "{renames}{text}{listed}");
        // Again: what was written is found.
        project.run(command).expect(0);
    }
}

#[test]
fn control_characters_are_the_fault_of_whoever_gives_them() {
    let project = project();
    for odd in ["a\u{7}b", "\u{1b}[1m", "a\u{7f}", "a\u{80}", "a\u{fffe}"] {
        let accepted =
            project.run(&["review", "accept", "content/notes/never.md", "--by", odd]).expect(2).stderr;
        assert!(accepted.contains("`--by` has a control character"), "{accepted}");
        let until = ["--until", "2099-01-01", "--because", odd];
        let deferred = project.run(&[&["review", "defer", "content/notes/never.md"], &until[..]].concat());
        assert!(deferred.expect(2).stderr.contains("`--because` has a control character"), "{odd:?}");
    }
}

#[test]
fn hash_prints_what_accept_writes() {
    let project = project();
    let printed =
        project.run(&["review", "hash", "content/notes/far.md", "content/notes/faulty.md"]).expect(0);
    let lines: Vec<&str> = printed.stdout.lines().collect();
    assert_eq!(lines.len(), 2, "{}", printed.stdout);
    let (hash, path) = lines[0].split_once("  ").unwrap();
    assert_eq!((hash.len(), path), (24, "content/notes/far.md"));
    // Both have the same body.
    assert_eq!(lines[1], format!("{hash}  content/notes/faulty.md"));
    project.run(&["review", "accept", "content/notes/far.md", "--by", "Me", "--today", DAY]).expect(0);
    let accepted = project.read("content/notes/far.md");
    assert!(
        accepted.contains(&format!("hash: \"{hash}\"")) || accepted.contains(&format!("hash: {hash}")),
        "{accepted}"
    );
    let edited = accepted.replace("\nText.\n", "\nAnother text.\n");
    project.write("content/notes/far.md", edited);
    let again = project.run(&["review", "hash", "content/notes/far.md"]).expect(0);
    assert!(!again.stdout.starts_with(hash), "{}", again.stdout);
    let nothing = project.run(&["review", "hash", "site.toml"]).expect(2);
    assert!(nothing.stderr.contains("does not contain a note"), "{}", nothing.stderr);
}
