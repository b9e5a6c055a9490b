//! What `check --fix` does to texts that went wrong in random ways: it changes the bytes of its corrections and no others,
//! brings no fault about, and a second one has nothing to do.

use std::collections::BTreeMap;

use fieldnotes::diagnostic::{Diagnostic, Fix};
use fieldnotes::fix::apply;
use fieldnotes::path::SourcePath;
use proptest::prelude::*;
use proptest::sample::select;

use crate::support::{Project, load, note};

type Files = Vec<(String, String)>;

/// The files of a site after each round of corrections, as the command makes them, until a round changes nothing.
fn mended(files: &Files) -> Files {
    let mut files = files.clone();
    for _ in 0..MOST_ROUNDS {
        let next = round(&files);
        if next == files {
            return files;
        }
        files = next;
    }
    panic!("no end of corrections: {files:?}");
}

/// Some need another round: one correction brings another fault to light.
const MOST_ROUNDS: usize = 12;

fn round(files: &Files) -> Files {
    let build = load(files);
    let mut faults: BTreeMap<&SourcePath, Vec<&Diagnostic>> = BTreeMap::new();
    for fault in &build.diagnostics {
        if let Some(fix) = &fault.fix {
            faults.entry(&fix.path).or_default().push(fault);
        }
    }
    let mend = |(path, text): &(String, String)| {
        let faults = SourcePath::new(path).and_then(|path| faults.get(&path).cloned()).unwrap_or_default();
        let (new, made) = apply(text, faults);
        keeps_all_else(text, &new, &made);
        (path.clone(), new)
    };
    files.iter().map(mend).collect()
}

/// What stands between corrections is what stood there.
fn keeps_all_else(old: &str, new: &str, fixes: &[&Fix]) {
    let (mut at, mut rest) = (0, new);
    for fix in fixes {
        let range = fix.span.range();
        rest = rest.strip_prefix(&old[at..range.start]).expect("what stands before a correction stays");
        rest = rest.strip_prefix(fix.replacement.as_str()).expect("a correction stands at its place");
        at = range.end;
    }
    assert_eq!(rest, &old[at..]);
}

/// The errors of a site.
fn errors(files: &Files) -> Vec<Diagnostic> {
    load(files).diagnostics.into_iter().filter(Diagnostic::is_error).collect()
}

/// Errors that were there to see before: what stands in fields that nobody could read comes to light with them.
fn seen<'f>(before: &[Diagnostic], errors: &'f [Diagnostic]) -> Vec<&'f Diagnostic> {
    let was_hidden = before.iter().any(|fault| fault.code.hides_fields());
    let is_of_field = |fault: &Diagnostic| fault.key.is_some() || fault.code.hides_fields();
    errors.iter().filter(|fault| !was_hidden || !is_of_field(fault)).collect()
}

/// Corrections come to an end, and leave no more errors than there were.
fn holds(files: &Files) -> Files {
    let (before, fixed) = (errors(files), mended(files));
    let after = errors(&fixed);
    let (seen_before, seen_after) = (seen(&before, &before), seen(&before, &after));
    assert!(
        seen_after.len() <= seen_before.len(),
        "{files:?}\nbefore: {seen_before:#?}\nafter: {seen_after:#?}\n{fixed:?}"
    );
    fixed
}

/// A site around a note.
fn site(text: String) -> Files {
    let file = |path: &str, text: String| (path.to_owned(), text);
    vec![
        file("site.toml", format!("{}[markdown]\nmath = \"dollar\"\n", crate::support::SITE)),
        file("content/notes/random.md", text),
        file(
            "content/notes/evictions.md",
            note("stack: [Redis]\ntools: [psql]\n", "## Steps\n\n## Roll back\n"),
        ),
        file(
            "content/notes/renewal of/index.md",
            note("stack: [Redis]\n", "## Übung macht\n![x](chart-one.png)\n"),
        ),
        file("content/notes/renewal of/chart-one.png", "x".to_owned()),
    ]
}

const FRONT: &[&str] = &[
    "title: Fix: the queue\n",
    "title: \"Fix\": the queue # see above\n",
    "title: Übung: größer\n",
    "titel: A note\n",
    "title: A note\n",
    "title: goes on\n  with: more\n",
    "date: 2026-1-2\n",
    "date: 2026-01-02\n",
    "topic: yes\n",
    "topic: |\n  redis\n",
    "topic: topic # a remark: with a colon\n",
    "summary: [prod] A summary\n",
    "summary: A summary.\n",
    "summary: it's \"so\": yes #42\n",
    "difficulty: beginer\n",
    "stack: [redis, 'REDIS', Redis]\n",
    "stack:\n  - name: redis\n    version: 1.10\n",
    "stack: &s\n  - &r redis\ntools: [*r, Psql]\n",
    "tools:\n-psql\n- PSQL: 2\n",
    "checklist:\n  - Do: this: now\n  * Look\n",
    "checklist:\n\t- tab\n",
    "code_language: pyhton\n",
    "flags: {has_images: 1}\n",
    "reading_time: 90\n",
    "lints: {allow: [misisng-alt, \"brken-link\"]}\n",
    "revision: {superseded_by: evictons.md, status: draftd}\n",
    "image_sources:\n  - url: chart-on.png\n    source: own\n",
    "scores: {quality: 80}\n",
    "owner:Platform team\n",
    "extra: a: b\n",
    "draft: no\n",
];

const BODY: &[&str] = &[
    "[a](evictons.md) ",
    "[a](evictions)",
    "[evictons.md](evictons.md \"evictons.md\") ",
    "[a](<evictons.md#stpes>)",
    "[a](evictions.md#stpes) ",
    "[a][r] [evictons.md][] [evictons.md]\n\n[r]: evictons.md \"t\"\n\n[evictons.md]: evictons.md#roll-bcak\n\n",
    "[a](#no-such) [b](#local-heading) [c](#local-haeding)\n\n## Local heading\n\n",
    "[a](..\\notes\\evictions.md) ",
    "[a](renewal%20fo/index.md#übung-mcht) ",
    "![x](renewal%20of/chart-on.png) ",
    "[![x](chart-one.png)](evictons.md) ",
    "`](evictons.md)` ",
    "[`](evictons.md)`](evictons.md) ",
    "```pyhton {titel=\"a\"}\nevictons.md\n```\n",
    "~~~ ymal\nx: y: z\n~~~\n",
    "> [q](evictons.md)\n> [r](\n> evictons.md)\n",
    "| a | b |\n|---|---|\n| [x](evictons.md) | `pyhton` |\n",
    "[^nte] text\n\n[^note]: evictons.md\n",
    "$x$ <b>evictons.md</b> é 🐈 &amp; \u{200b}x\u{a0}y ",
    "\n\n",
    "\n- ",
    "# Heading\n",
];

fn text() -> impl Strategy<Value = String> {
    let front = prop::collection::vec(select(FRONT), 0..8).prop_map(|lines| lines.concat());
    let body = prop::collection::vec(select(BODY), 0..10).prop_map(|parts| parts.concat());
    let shape = (any::<bool>(), any::<bool>(), any::<bool>());
    (front, body, shape).prop_map(|(front, body, (has_mark, has_returns, is_spoilt))| {
        let opening = if is_spoilt { " ---\n" } else { "---\n" };
        let text = format!("{opening}{front}---\n{body}");
        let text = if has_returns { text.replace('\n', "\r\n") } else { text };
        if has_mark { format!("\u{feff}{text}") } else { text }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: crate::support::number("FIELDNOTES_MENDED").unwrap_or(120) as u32, ..ProptestConfig::default() })]

    #[test]
    fn corrections_lose_nothing_bring_nothing_about_and_come_to_an_end(text in text()) {
        holds(&site(text));
    }

    #[test]
    fn a_title_with_a_colon_is_what_was_written(
        first in select(&["Fix", "it's", "größer", "a\\b", "a-\"b\""][..]),
        before in prop::collection::vec(select(&["it's", "\"so\"", "[x]", "100%"][..]), 0..3),
        behind in prop::collection::vec(select(&["it's", "\"so\"", "a\\b", "#42", "[x]", "{y}", "- z"][..]), 1..4),
    ) {
        let words: Vec<&str> = std::iter::once(first).chain(before).collect();
        let title = format!("{}: {}", words.join(" "), behind.join(" "));
        let text = note("", "Text.\n").replace("A note", &title);
        let fixed = holds(&site(text));
        let build = load(&fixed);
        let path = SourcePath::new("content/notes/random.md").unwrap();
        let random = build.corpus.notes.iter().find(|note| note.facts.path == path).unwrap();
        prop_assert_eq!(&*random.face.title, title.as_str());
    }
}

#[test]
fn the_words_of_a_link_stay_where_its_address_is_mended() {
    let body = "[evictons.md](evictons.md \"](evictons.md\") [evictons.md]\n\n[evictons.md]: <evictons.md>\n";
    let fixed = holds(&site(note("", body)));
    let wanted =
        "[evictons.md](evictions.md \"](evictons.md\") [evictons.md]\n\n[evictons.md]: <evictions.md>\n";
    assert_eq!(fixed[1].1, note("", wanted));
}

#[cfg(unix)]
#[test]
fn a_link_stays_one_and_the_other_files_are_mended() {
    use std::os::unix::fs::symlink;
    let misspelt = "---\ntitle: A note\ndate: 2026-01-02\ntopic: t\nsumary: S.\n---\nText.\n";
    let project = Project::new(&format!("-- content/notes/a.md --\n{misspelt}"));
    project.write("real.md", misspelt);
    project.write("known.txt", "");
    symlink("../../real.md", project.path("content/notes/l.md")).unwrap();
    symlink("known.txt", project.path("b.txt")).unwrap();
    let run = project.run(&["check", "--fix"]).expect(1);
    assert!(run.stderr.contains("Fixed content/notes/a.md: 1 change\n"), "{}", run.stderr);
    assert!(
        run.stderr.contains("`content/notes/l.md` is a symbolic link, and is not changed\n"),
        "{}",
        run.stderr
    );
    assert!(project.path("content/notes/l.md").is_symlink());
    assert_eq!(project.read("real.md"), misspelt);
    let run = project.run(&["check", "--write-baseline", "b.txt"]).expect(2);
    assert!(run.stderr.contains("`b.txt` is a symbolic link, and is not changed"), "{}", run.stderr);
    assert!(project.path("b.txt").is_symlink());
    assert_eq!(project.read("known.txt"), "");
}

#[test]
fn a_file_that_can_not_be_written_keeps_no_other_one_from_being_mended() {
    let misspelt = "---\ntitle: A note\ndate: 2026-01-02\ntopic: t\nsumary: S.\n---\nText.\n";
    let project = Project::new("");
    for name in ["a", "b", "c"] {
        project.write(&format!("content/notes/{name}.md"), misspelt);
    }
    // What is written first stands in the way of itself.
    project.write("content/notes/.b.md.fieldnotes/x", "");
    let run = project.run(&["check", "--fix"]).expect(2);
    for name in ["a", "c"] {
        assert!(run.stderr.contains(&format!("Fixed content/notes/{name}.md: 1 change\n")), "{}", run.stderr);
        assert!(project.read(&format!("content/notes/{name}.md")).contains("summary: S."));
    }
    assert!(run.stderr.contains("error: `content/notes/b.md` can't be written\n"), "{}", run.stderr);
    assert_eq!(project.read("content/notes/b.md"), misspelt);
    assert!(run.stdout.contains("`sumary` is not a field of a note"), "{}", run.stdout);
}

#[test]
fn however_many_faults_a_file_has_a_second_run_has_nothing_to_do() {
    let body = format!(
        "{}\n\n{}\n\n```sh\n{}```\n",
        ":rocket:".repeat(30),
        ":tada: ".repeat(1500),
        "echo\u{a0}x\n".repeat(1200)
    );
    let fields = format!("owner: {}\n", "a\u{200b}b ".repeat(50));
    let project = Project::new(&format!("-- content/notes/a.md --\n{}", note(&fields, &body)));
    project.run(&["check", "--fix", "--deny", "warnings"]).expect(0);
    let text = project.read("content/notes/a.md");
    assert!(!text.contains(['\u{a0}', '\u{200b}']) && !text.contains(":tada:"), "{text}");
    let again = project.run(&["check", "--fix"]).expect(0);
    assert!(again.stderr.contains("nothing to fix"), "{}", again.stderr);
}
