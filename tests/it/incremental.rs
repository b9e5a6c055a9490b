//! Owned output, and builds one after another: an incremental build equals a clean one.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use fieldnotes::engine::files::Files as Known;
use fieldnotes::engine::store::Store;
use fieldnotes::engine::{Build, Engine, Options};
use fieldnotes::path::SourcePath;
use fieldnotes::source::disk::Disk;

use crate::edits::disk::Desk;
use crate::edits::{Draft, Files, Random};
use crate::gated::Gated;
use crate::support::{Project, note, number, outputs, rendered};

fn project() -> Project {
    let files: String = (0..6)
        .map(|number| {
            format!(
                "-- content/notes/n{number}.md --\n{}",
                note(&format!("stack: [s{}]\n", number % 2), &format!("Body {number}.\n"))
            )
        })
        .collect();
    Project::new(&files)
}

#[test]
fn a_page_that_is_no_longer_made_is_removed_with_its_folder() {
    let project = project();
    project.run(&["build"]).expect(0);
    project.remove("content/notes/n3.md");
    let run = project.run(&["build"]).expect(0);
    assert!(run.stderr.contains("1 removed"), "{}", run.stderr);
    assert!(!project.path("public/notes/n3").exists());
}

/// How many questions of the build before a build asks again, and how many there are.
fn asked_again(project: &Project) -> (usize, usize) {
    let run = project.run(&["build", "--verbose"]).expect(0);
    let line = run.stderr.lines().find_map(|line| line.trim().strip_prefix("asked again  "));
    let (again, all) = line.unwrap().strip_suffix(" questions").unwrap().split_once(" of ").unwrap();
    let number = |text: &str| text.replace(',', "").parse().unwrap();
    (number(again), number(all))
}

#[test]
fn few_questions_are_asked_again_after_an_edit_of_one_note() {
    let text = |number: usize| note(&format!("stack: [s{}]\n", number % 7), &format!("Body {number}.\n"));
    let file = |number| format!("-- content/notes/n{number:02}.md --\n{}", text(number));
    let project = Project::new(&(0..90).map(file).collect::<String>());
    let (path, text) = ("content/notes/n40.md", text(40));
    assert_eq!(asked_again(&project), (0, 0));
    let edit = |text: &str| {
        project.write(path, text);
        asked_again(&project)
    };
    for (what, edited) in [
        ("a body", format!("{text}\nMore.\n")),
        ("a body above all", text.replace("Body", "Above all.\n\nBody")),
        ("a title", text.replacen("title: ", "title: Changed ", 1)),
        ("a comment", text.replacen("---\n", "---\n# Why\n", 1)),
        ("a heading", format!("{text}\n## Roll back\n\nBack.\n")),
        ("as it was", text.clone()),
    ] {
        let (again, all) = edit(&edited);
        assert!(again > 0 && again * 3 < all, "{what}: {again} of {all}");
    }
    // Lists, addresses and terms can come out otherwise: nothing is known to hold.
    for (what, edited) in [
        ("a slug", text.replacen("---\n", "---\nslug: moved\n", 1)),
        ("a term", text.replace("stack: [s5]", "stack: [s5, s6]")),
        ("as it was", text.clone()),
    ] {
        let (again, all) = edit(&edited);
        assert_eq!(again, all, "{what}");
    }
}

#[test]
fn files_of_the_user_survive_every_build() {
    let project = project();
    project.run(&["build"]).expect(0);
    project.write("public/CNAME", "notes.example.org");
    project.write("public/notes/n3/attachment.pdf", "mine");
    project.write("public/notes/n4/index.html", "edited by hand");
    project.remove("content/notes/n3.md");
    project.remove("content/notes/n4.md");
    project.run(&["build"]).expect(0);
    project.run(&["build", "--clean"]).expect(0);
    assert_eq!(project.read("public/CNAME"), "notes.example.org");
    assert_eq!(project.read("public/notes/n3/attachment.pdf"), "mine");
    assert_eq!(project.read("public/notes/n4/index.html"), "edited by hand", "it is no longer what we wrote");
    assert!(!project.exists("public/notes/n3/index.html"));
}

#[test]
fn hidden_files_of_static_are_copied_and_those_of_git_are_not() {
    let project = project();
    project.write("static/.nojekyll", "");
    project.write("static/.well-known/security.txt", "Contact: mailto:x@example.org");
    project.write("static/.gitkeep", "");
    project.run(&["build"]).expect(0);
    assert!(project.exists("public/.nojekyll") && project.exists("public/.well-known/security.txt"));
    assert!(!project.exists("public/.gitkeep"));
}

#[test]
fn an_edited_body_changes_its_own_page_and_no_other() {
    let project = project();
    project.run(&["build"]).expect(0);
    let before = project.tree("public");
    project.write("content/notes/n2.md", note("stack: [s0]\n", "Another body.\n"));
    project.run(&["build"]).expect(0);
    let after = project.tree("public");
    let (index, changed): (Vec<&str>, Vec<&str>) = after
        .iter()
        .filter(|(path, bytes)| before.get(*path) != Some(bytes))
        .map(|(path, _)| path.as_str())
        .partition(|path| path.starts_with("search/"));
    assert_eq!(changed, [".fieldnotes-manifest.json", ".fieldnotes-texts.json", "notes/n2/index.html"]);
    let is_of_words = |path: &&str| path.starts_with("search/words/") || *path == "search/index.json";
    assert!(
        !index.is_empty() && index.iter().all(is_of_words),
        "only the words that came and went: {index:?}"
    );
}

#[test]
fn what_a_cut_off_build_left_is_repaired_by_the_next() {
    let project = project();
    project.run(&["build"]).expect(0);
    let whole = project.tree("public");
    // As after a kill: something was written aside, one page is gone, another is old.
    project.write("public/.fieldnotes-staging/3/17", "half a pa");
    project.remove("public/notes/n1/index.html");
    project.run(&["build"]).expect(0);
    assert!(project.tree("public") == whole);
}

/// A clock by which the files were written just now, and may be written again within the same tick of a file system's.
fn right_after() -> u128 {
    0
}

/// A clock by which they were written long ago.
fn later() -> u128 {
    (SystemTime::now() + Duration::from_hours(1)).duration_since(UNIX_EPOCH).unwrap().as_nanos()
}

/// A build with what is remembered on disk, at a time, and the notes that were opened for it.
fn remembering(project: &Project, now: fn() -> u128) -> (Engine, Build, Vec<String>) {
    let opened: Arc<Mutex<Vec<String>>> = Arc::default();
    let noted = Arc::clone(&opened);
    let note = move |path: &SourcePath| {
        noted.lock().unwrap().extend(path.as_str().strip_prefix("content/notes/").map(str::to_owned));
        Ok(())
    };
    let source = Gated(Disk::new(project.root()), note);
    let engine =
        Engine::new(Box::new(source), Options::default(), Arc::new(Store::open(project.root(), now)));
    let mut known = Known::new(Arc::clone(engine.store()));
    let build = engine.reload(&engine.list().unwrap(), &mut known);
    engine.store().commit().unwrap();
    let mut opened = std::mem::take(&mut *opened.lock().unwrap());
    opened.sort();
    (engine, build, opened)
}

#[test]
fn notes_that_nobody_touched_are_opened_for_their_pages_alone() {
    let project = project();
    let all: Vec<String> = (0..6).map(|number| format!("n{number}.md")).collect();
    assert_eq!(remembering(&project, right_after).2, all);
    let again = remembering(&project, right_after).2;
    assert_eq!(again, all, "they may have been written twice within a tick of the clock");
    assert_eq!(remembering(&project, later).2, all, "nobody knows yet that they were not");
    project.write("content/notes/n2.md", note("stack: [s0]\n", "Another body.\n"));
    let (engine, build, opened) = remembering(&project, later);
    assert_eq!(opened, ["n2.md"]);
    assert!(outputs(&build) == outputs(&engine.load().unwrap()));
}

#[test]
fn a_note_that_changes_before_its_page_is_made_has_none_and_the_next_build_has_it() {
    let project = project();
    remembering(&project, later);
    let (_, build, opened) = remembering(&project, later);
    assert_eq!(opened, [] as [&str; 0]);
    let before = outputs(&build);
    let (_, build, _) = remembering(&project, later);
    project.write("content/notes/n2.md", project.read("content/notes/n2.md").replace("Body 2.", "Text 2."));
    let (pages, faults) = rendered(&build);
    let told: Vec<(&str, &str)> =
        faults.iter().map(|fault| (fault.code.name(), fault.path.as_str())).collect();
    assert_eq!(told, [("unreadable-file", "content/notes/n2.md")]);
    assert!(faults[0].message.contains("was changed or removed while the site was built"));
    let lost: Vec<&str> =
        before.keys().map(String::as_str).filter(|path| !pages.contains_key(*path)).collect();
    let (words, others): (Vec<&str>, Vec<&str>) =
        lost.into_iter().partition(|path| path.starts_with("search/"));
    assert_eq!(others, ["notes/n2/index.html"]);
    assert!(!words.is_empty(), "what is found in a text that is not there");
    assert!(pages.iter().all(|(path, bytes)| before[path] == *bytes));
    let (_, build, _) = remembering(&project, later);
    let (pages, faults) = rendered(&build);
    assert!(faults.is_empty() && pages.len() == before.len());
    assert!(pages["notes/n2/index.html"].contains("Text 2."));
}

#[test]
fn after_any_edits_an_incremental_build_equals_a_clean_one() {
    let mut random = Random::new(number("FIELDNOTES_SEED").unwrap_or(1));
    let mut draft = Draft::begin(&mut random, 8);
    let mut desk = Desk::new(draft.files());
    let engine = Engine::new(
        Box::new(Disk::new(desk.project.root())),
        Options::default(),
        Arc::new(Store::in_memory()),
    );
    let mut known = Known::new(Arc::clone(engine.store()));
    let root = desk.project.root().to_owned();
    let clean = || {
        let source = Disk::new(&root);
        Engine::new(Box::new(source), Options::default(), Arc::new(Store::off())).load().unwrap()
    };
    let mut compared = 0;
    for round in 0..25 {
        for _ in 0..=random.below(3) {
            let edit = draft.edit(&mut random);
            let changed = desk.apply(draft.files(), &edit, &mut random);
            known.doubt(changed.iter().filter_map(|path| SourcePath::new(path)));
        }
        let project = &desk.project;
        let kept = engine.reload(&engine.list().unwrap(), &mut known);
        let fresh = clean();
        assert_eq!(
            kept.diagnostics, fresh.diagnostics,
            "round {round}: what a reload remembers changes nothing"
        );
        assert!(outputs(&kept) == outputs(&fresh), "round {round}: what a reload remembers changes nothing");
        let out = format!("clean-{round}");
        let first = project.run(&["build", "--no-strict", "--quiet"]);
        let run = project.run(&["build", "--no-strict", "--quiet", "--no-cache", "--out", &out]);
        // With a template that fails, or without a note that is left, there is nothing new to compare.
        if [&first, &run].iter().any(|run| run.stderr.contains("nothing was written")) {
            continue;
        }
        compared += 1;
        let (mut grown, mut clean) = (project.tree("public"), project.tree(&out));
        grown.remove(".fieldnotes-manifest.json");
        clean.remove(".fieldnotes-manifest.json");
        let differing: Vec<&String> = grown
            .iter()
            .filter(|(path, bytes)| clean.get(*path) != Some(bytes))
            .map(|(path, _)| path)
            .collect();
        assert!(grown == clean, "round {round}: {differing:?}\n{}", first.stderr);
    }
    // The settings of some seeds are broken for much of the time.
    let fewest = if number("FIELDNOTES_SEED").is_some() { 1 } else { 6 };
    assert!(compared >= fewest, "of 25 rounds {compared} were compared");
}

#[test]
fn what_is_remembered_of_pages_changes_none_of_them() {
    let seed = number("FIELDNOTES_SEED").unwrap_or(11);
    let steps = number("FIELDNOTES_STEPS").unwrap_or(40);
    let mut random = Random::new(seed);
    let mut draft = Draft::begin(&mut random, 14);
    let project = Project::new("");
    let mut there = Files::new();
    let mut compared = 0;
    for step in 0..steps {
        let what = if step == 0 { String::new() } else { draft.edit(&mut random).what };
        let files = draft.files();
        for path in there.keys().filter(|path| !files.contains_key(*path)) {
            project.remove(path);
        }
        for (path, bytes) in files.iter().filter(|(path, bytes)| there.get(*path) != Some(bytes)) {
            project.write(path, bytes);
        }
        there = files;
        // Into the folder of the step before, or into one that is not there yet.
        let out = if step % 3 == 2 { format!("fresh-{step}") } else { "public".to_owned() };
        let first = project.run(&["build", "--no-strict", "--quiet", "--out", &out]);
        let run = project.run(&["build", "--no-strict", "--quiet", "--no-cache", "--out", "clean"]);
        // With a template that fails, or without a note that is left, there is nothing new to compare.
        if [&first, &run].iter().any(|run| run.stderr.contains("nothing was written")) {
            continue;
        }
        compared += 1;
        let (mut grown, mut clean) = (project.tree(&out), project.tree("clean"));
        grown.remove(".fieldnotes-manifest.json");
        clean.remove(".fieldnotes-manifest.json");
        let paths = grown.keys().chain(clean.keys());
        let differing: Vec<&String> = paths.filter(|path| grown.get(*path) != clean.get(*path)).collect();
        assert!(differing.is_empty(), "FIELDNOTES_SEED={seed}, step {step}, {what}: {differing:?}");
    }
    // The settings of some seeds are broken for much of the time.
    let part = if number("FIELDNOTES_SEED").is_some() { 8 } else { 4 };
    assert!(compared * part > steps, "FIELDNOTES_SEED={seed}: of {steps} steps {compared} were compared");
}

#[test]
fn a_fresh_folder_is_filled_from_memory_and_damage_to_it_costs_nothing() {
    let project = project();
    project.run(&["build"]).expect(0);
    project.run(&["build", "--out", "fresh"]).expect(0);
    assert!(project.tree("fresh") == project.tree("public"));
    let pack = ".fieldnotes/cache/0.pack";
    let mut bytes = project.tree(".fieldnotes/cache").remove("0.pack").unwrap();
    bytes.iter_mut().step_by(7).for_each(|byte| *byte ^= 0x41);
    project.write(pack, bytes);
    project.run(&["build", "--out", "other"]).expect(0);
    assert!(project.tree("other") == project.tree("public"));
}
