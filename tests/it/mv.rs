//! Moves of notes, bundles and folders: in random sites, of which `FIELDNOTES_MOVES` sets the number, and with the program itself.

use std::collections::BTreeMap;
use std::sync::Arc;

use fieldnotes::diagnostic::Code;
use fieldnotes::engine::relocate::{Moves, plan};
use fieldnotes::engine::{Engine, Options};
use fieldnotes::ledger;
use fieldnotes::model::{Choice, Site};
use fieldnotes::path::SourcePath;
use fieldnotes::source::Source;
use fieldnotes::source::memory::Memory;
use fieldnotes::validate::read::body_hash;
use proptest::prelude::*;

use crate::support::{FILES, Project, note, number};

type Files = BTreeMap<String, String>;

fn memory(files: &Files) -> Memory {
    let mut memory = Memory::default();
    for (path, text) in files {
        memory.put(path, text.clone());
    }
    memory
}

fn load(files: &Files) -> fieldnotes::engine::Build {
    Engine::new(Box::new(memory(files)), Options::default(), Arc::clone(&FILES)).load().unwrap()
}

/// The files after a move, as far as it can be made.
fn moved(files: &Files, old: &str, new: &str) -> anyhow::Result<Files> {
    let path = |text: &str| SourcePath::new(text).unwrap();
    let paths: Vec<SourcePath> = files.keys().map(|file| path(file)).collect();
    let moves = Moves::of(&paths, &path(old), &path(new));
    let source = || -> Box<dyn Source> { Box::new(memory(files)) };
    let plan = plan(&source, moves, &FILES)?;
    let mut after: Files = files
        .iter()
        .map(|(file, text)| (plan.moves.now(&path(file)).as_str().to_owned(), text.clone()))
        .collect();
    after.extend(plan.texts.into_iter().map(|(path, (_, text))| (path.as_str().to_owned(), text)));
    Ok(after)
}

const FOLDERS: [&str; 4] = ["notes", "notes/deep", "guides", "a b"];

/// A note: its folder, its form, and what it leads to: which note, and how that is written.
#[expect(clippy::struct_excessive_bools, reason = "each is drawn by itself")]
#[derive(Clone, Debug)]
struct Shape {
    folder: usize,
    is_bundle: bool,
    is_draft: bool,
    has_hash: bool,
    has_aliases: bool,
    successor: Option<usize>,
    links: Vec<(usize, usize)>,
}

fn shape(forms: std::ops::Range<usize>) -> impl Strategy<Value = Shape> {
    let flags = (any::<bool>(), prop::bool::weighted(0.1), any::<bool>(), prop::bool::weighted(0.3));
    let links = prop::collection::vec((0..8_usize, forms), 0..5);
    (0..FOLDERS.len(), flags, prop::option::weighted(0.2, 0..8_usize), links).prop_map(
        |(folder, (is_bundle, is_draft, has_hash, has_aliases), successor, links)| Shape {
            folder,
            is_bundle,
            is_draft,
            has_hash,
            has_aliases,
            successor,
            links,
        },
    )
}

fn file(shapes: &[Shape], number: usize) -> String {
    let Shape { folder, is_bundle, .. } = &shapes[number];
    let ending = if *is_bundle { "/index.md" } else { ".md" };
    format!("content/{}/n{number}{ending}", FOLDERS[*folder])
}

fn relative(from: &str, to: &str) -> String {
    let folder = from.rsplit_once('/').unwrap().0;
    fieldnotes::path::relative(folder, to)
}

/// A link in one of the forms that people write, and what defines it further down.
fn link(shapes: &[Shape], from: usize, (to, form): (usize, usize)) -> (String, String) {
    let (own, other) = (file(shapes, from), file(shapes, to));
    let path = relative(&own, &other);
    let escaped = path.replace(' ', "%20");
    let public = !shapes[to].is_draft;
    match form {
        0 => (format!("[x]({escaped})"), String::new()),
        1 => (format!("[x](./{escaped}#part)"), String::new()),
        2 => (format!("[x](<{path}> \"Title\")"), String::new()),
        3 => (format!("[x][r{to}]"), format!("[r{to}]: {escaped}\n")),
        4 if public => {
            let folder = FOLDERS[shapes[to].folder].replace(' ', "-");
            (format!("[x](/{folder}/n{to}/#part)"), String::new())
        }
        5 if shapes[to].is_bundle => {
            (format!("![p]({})", escaped.replace("index.md", "p.svg")), String::new())
        }
        6 if shapes[to].is_bundle => {
            let folder = relative(&own, other.strip_suffix("/index.md").unwrap());
            (format!("[x]({}/)", folder.replace(' ', "%20")), String::new())
        }
        7 => (format!("text with `[x]({escaped})` in code, and [here](#part)"), String::new()),
        8 => (format!("<a title=\"{escaped}\" href='{escaped}#part'>x</a>"), String::new()),
        9 if shapes[to].is_bundle => {
            (format!("<img alt=\"\" src=\"{}\">", escaped.replace("index.md", "p.svg")), String::new())
        }
        // As other tools name a page: without its ending, as HTML, from the top, by its address from that of the page.
        10 => (format!("[x]({}#part)", escaped.strip_suffix(".md").unwrap()), String::new()),
        11 => (format!("[x]({}.html)", escaped.strip_suffix(".md").unwrap()), String::new()),
        12 => (format!("[x](/{}#part)", other["content/".len()..].replace(' ', "%20")), String::new()),
        13 if public && !shapes[from].is_draft => {
            let address =
                |number: usize| format!("{}/n{number}", FOLDERS[shapes[number].folder].replace(' ', "-"));
            let way = fieldnotes::path::relative(&address(from), &address(to));
            (format!("[x]({way}/#part) <a href=\"{way}/\">x</a>"), String::new())
        }
        _ => (format!("[x]({escaped}?q=1#part)"), String::new()),
    }
}

fn site(shapes: &[Shape]) -> Files {
    let mut files = Files::new();
    let menu = "[[menu]]\ntitle = \"M\"\nurl = \"/notes/\"\n";
    let settings = format!("title = \"S\"\nbase_url = \"https://x.example.org/base\"\n{menu}");
    files.insert("site.toml".to_owned(), settings);
    files.insert("content/notes/_index.md".to_owned(), "---\ntitle: Notes\n---\nText.\n".to_owned());
    for (number, shape) in shapes.iter().enumerate() {
        let path = file(shapes, number);
        let links = shape.links.iter().filter(|(to, _)| *to < shapes.len());
        let (links, definitions): (Vec<_>, Vec<_>) = links.map(|to| link(shapes, number, *to)).unzip();
        let mut defined: Vec<String> = definitions;
        defined.sort();
        defined.dedup();
        let body = format!("## Part\n\n{}\n\n{}", links.join(" and\n"), defined.concat());
        let mut front =
            format!("title: Note {number}\ndate: 2026-01-0{}\ntopic: t\nsummary: S.\n", number + 1);
        if shape.is_draft {
            front.push_str("draft: true\n");
        }
        if number % 2 == 0 {
            front.push_str(&format!("reference: REF-{number}\n"));
        }
        if shape.has_aliases {
            front.push_str(&format!("aliases:\n  - /before/{number}/\n"));
        }
        if let Some(to) = shape.successor.filter(|to| *to < number) {
            front.push_str(&format!(
                "revision:\n  superseded_by: \"{}\"\n",
                relative(&path, &file(shapes, to))
            ));
        }
        if shape.has_hash {
            front.push_str(&format!("hash: \"{}\"\n", body_hash(&body)));
        }
        files.insert(path.clone(), format!("---\n{front}---\n{body}"));
        if shape.is_bundle {
            let picture = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"/>";
            files.insert(path.replace("index.md", "p.svg"), picture.to_owned());
        }
    }
    let build = load(&files);
    let present = Site::build(&build.config, &build.corpus, Choice::default(), |_| true).0.addresses();
    files.insert(ledger::FILE.to_owned(), ledger::text(&present));
    files
}

/// A text without what a move may change: where links lead, and the lines of aliases, hash and successor.
fn bones(text: &str) -> String {
    let is_kept = |line: &&str| {
        let line = line.trim_start();
        !["aliases:", "- /", "hash:", "superseded_by:"].iter().any(|key| line.starts_with(key))
    };
    let without = |line: &str| {
        let line = regex_free(&regex_free(line, "](", ")"), "href='", "'");
        let line = regex_free(&line, "src=\"", "\"");
        if line.starts_with("[r") { line.split(": ").next().unwrap().to_owned() } else { line }
    };
    text.lines().filter(is_kept).map(without).collect::<Vec<_>>().join("\n")
}

/// A line without what stands between two signs.
fn regex_free(line: &str, open: &str, close: &str) -> String {
    let mut parts = line.split(open);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str(open);
        out.push_str(part.split_once(close).map_or("", |(_, rest)| rest));
    }
    out
}

/// A text without aliases.
fn without_aliases(text: &str) -> String {
    let is_kept = |line: &&str| !line.starts_with("aliases:") && !line.starts_with("  - /");
    text.lines().filter(is_kept).collect::<Vec<_>>().join("\n")
}

fn faults(files: &Files) -> Vec<(Code, String)> {
    let build = load(files);
    let of_others = [Code::ImageWithoutSource, Code::DraftLink, Code::UnusedFile];
    let is_of_links = |code: Code| !of_others.contains(&code);
    let faults = build.diagnostics.iter().filter(|fault| is_of_links(fault.code));
    faults.map(|fault| (fault.code, format!("{}: {}", fault.path, fault.message))).collect()
}

fn edited(files: &Files) -> Vec<bool> {
    let build = load(files);
    let mut notes: Vec<_> =
        build.corpus.notes.iter().map(|note| (&note.face.title, note.face.is_edited)).collect();
    notes.sort();
    notes.into_iter().map(|(_, is_edited)| is_edited).collect()
}

/// Where something goes: a note or a folder, and its new place.
fn destination(files: &Files, (what, to, name): (usize, usize, usize)) -> Option<(String, String)> {
    let mut things: Vec<String> = files
        .keys()
        .filter(|file| file.ends_with(".md") && !file.ends_with("_index.md"))
        .map(|file| file.strip_suffix("/index.md").unwrap_or(file).to_owned())
        .collect();
    things.extend(FOLDERS.map(|folder| format!("content/{folder}")));
    let old = things[what % things.len()].clone();
    let last = old.rsplit('/').next().unwrap();
    let names = [last.to_owned(), format!("moved-{last}"), format!("moved {last}")];
    let folders = [FOLDERS.as_slice(), &["new", "new/deep"]].concat();
    let new = format!("content/{}/{}", folders[to % folders.len()], names[name % names.len()]);
    let is_there =
        |path: &str| files.keys().any(|file| file == path || file.starts_with(&format!("{path}/")));
    (is_there(&old) && !is_there(&new) && !new.starts_with(&format!("{old}/"))).then_some((old, new))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: number("FIELDNOTES_MOVES").unwrap_or(24) as u32, ..ProptestConfig::default() })]

    #[test]
    fn a_link_by_another_name_of_the_page_leads_there_after_a_move(
        shapes in prop::collection::vec(shape(8..14), 2..7),
        moves in prop::collection::vec((0..16_usize, 0..8_usize, 0..3_usize), 1..4),
    ) {
        let mut files = site(&shapes);
        prop_assert_eq!(faults(&files), Vec::new());
        for choice in moves {
            let Some((old, new)) = destination(&files, choice) else { continue };
            let after = moved(&files, &old, &new);
            let after = after.map_err(|error| TestCaseError::fail(format!("{old} to {new}: {error:#}\n{files:#?}")))?;
            prop_assert_eq!(faults(&after), Vec::new(), "{} to {}: {:#?}", old, new, after);
            files = after;
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: number("FIELDNOTES_MOVES").unwrap_or(24) as u32, ..ProptestConfig::default() })]

    #[test]
    fn a_move_loses_no_link_and_no_address_and_a_move_back_restores_every_byte_but_the_alias(
        shapes in prop::collection::vec(shape(0..10), 2..7),
        moves in prop::collection::vec((0..16_usize, 0..8_usize, 0..3_usize), 1..4),
    ) {
        let mut files = site(&shapes);
        prop_assert_eq!(faults(&files), Vec::new());
        for choice in moves {
            let Some((old, new)) = destination(&files, choice) else { continue };
            let after = match moved(&files, &old, &new) {
                Ok(after) => after,
                Err(error) => return Err(TestCaseError::fail(format!("{old} to {new}: {error:#}\n{files:#?}"))),
            };
            prop_assert_eq!(faults(&after), Vec::new(), "{} to {}: {:#?}", old, new, after);
            prop_assert_eq!(edited(&files), edited(&after));
            let place = |file: &str| file.strip_prefix(&*old).filter(|rest| rest.is_empty() || rest.starts_with('/'))
                .map_or(file.to_owned(), |rest| format!("{new}{rest}"));
            for (file, text) in files.iter().filter(|(file, _)| file.ends_with(".md")) {
                prop_assert_eq!(bones(text), bones(&after[&place(file)]), "{}", file);
            }
            let back = moved(&after, &new, &old).map_err(|error| TestCaseError::fail(format!("{error:#}")))?;
            for (file, text) in files.iter().filter(|(file, _)| file.starts_with("content/")) {
                prop_assert_eq!(without_aliases(text), without_aliases(&back[file]), "{} back from {}: {}", old, new, file);
            }
            files = after;
        }
    }
}

fn fixture() -> Project {
    Project::new(
        "-- content/notes/a.md --\n---\ntitle: A\ndate: 2026-01-02\ntopic: t\nsummary: S.\n---\n[b](b.md)\n\
         -- content/notes/b.md --\n---\ntitle: B\ndate: 2026-01-02\ntopic: t\nsummary: S.\n---\n[a](a.md)\n",
    )
}

#[test]
fn a_dry_run_prints_the_diff_and_changes_nothing() {
    let project = fixture();
    let before = project.tree("content");
    let done = project.run(&["mv", "--dry-run", "content/notes/a.md", "content/guides/first"]).expect(0);
    assert!(done.stdout.contains("rename content/notes/a.md => content/guides/first.md"), "{}", done.stdout);
    assert!(done.stdout.contains("-[a](a.md)\n+[a](../guides/first.md)"), "{}", done.stdout);
    assert_eq!(project.tree("content"), before);
}

#[test]
fn what_can_not_be_moved_is_told_and_nothing_changes() {
    let project = fixture();
    project.write("content/guides/kit/index.md", note("", "![p](p.svg)\n"));
    project
        .write("content/guides/kit/p.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"/>");
    project.write("content/guides/c.md", note("aliases: [/notes/taken/]\n", "Text.\n"));
    let before = project.tree("content");
    let refused = [
        ("content/notes/a.md", "content/notes/b.md", "already exists"),
        ("content/notes/a.md", "content/notes/a.md", "is already there"),
        ("content/notes/none.md", "content/notes/c.md", "there is no"),
        ("content/notes/a.md", "elsewhere/a.md", "is outside of"),
        ("content/notes/a.md", "../a.md", "is outside of"),
        ("content/notes", "content/notes/deep", "into itself"),
        ("content/guides/kit", "content/guides/kit.md", "is a folder"),
        ("content/notes/a.md", "content/notes/.hidden.md", "can't be the name"),
        ("content/notes/a.md", "content/notes/con.md", "can't be the name"),
        ("content/notes/a.md", "content/notes/taken.md", "an alias of `content/guides/c.md`"),
        ("site.toml", "content/notes/site.md", "there is no"),
        ("content/notes/a.md", "content/notes/_index.md", "describes its folder"),
        ("content/notes/a.md", "content/notes/a\tb.md", "can't be the name"),
    ];
    for (old, new, reason) in refused {
        let done = project.run(&["mv", old, new]).expect(2);
        assert!(done.stderr.contains(reason), "{old} {new}: {}", done.stderr);
        assert_eq!(project.tree("content"), before, "{old} {new}");
    }
}

#[test]
fn an_index_takes_its_folder_along_and_a_folder_that_is_there_takes_it_in() {
    let project = fixture();
    project.write("content/notes/kit/index.md", note("", "![p](p.svg) [a](../a.md)\n"));
    project
        .write("content/notes/kit/p.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"/>");
    project.write("content/guides/c.md", note("", "[kit](../notes/kit/)\n"));
    project.run(&["mv", "notes/kit/index.md", "guides/"]).expect(0);
    assert!(project.exists("content/guides/kit/p.svg") && !project.exists("content/notes/kit"));
    assert!(project.read("content/guides/c.md").ends_with("[kit](kit/)\n"));
    let moved = project.read("content/guides/kit/index.md");
    assert!(
        moved.contains("aliases: [/notes/kit/]\n") && moved.ends_with("[a](../../notes/a.md)\n"),
        "{moved}"
    );
    assert!(!project.exists("urls.lock"), "a site without a ledger gets none");
}

#[test]
fn a_folder_leaves_a_redirect_and_takes_its_interval_along() {
    let project = fixture();
    let settings = project.read("site.toml") + "[review.folders]\nnotes = \"1 year\"\n";
    project.write("site.toml", &settings);
    project.run(&["urls", "--init"]).expect(0);
    project.run(&["mv", "content/notes", "content/runbooks"]).expect(0);
    let text = project.read("site.toml");
    assert!(text.contains("\"runbooks\" = \"1 year\""), "{text}");
    assert!(text.contains("[redirects]\n\"/notes/\" = \"/runbooks/\"\n"), "{text}");
    project.run(&["check", "--deny", "warnings"]).expect(0);
    project.run(&["mv", "content/runbooks", "content/notes"]).expect(0);
    let text = project.read("site.toml");
    assert!(text.ends_with("[redirects]\n\"/runbooks/\" = \"/notes/\"\n"), "{text}");
    project.run(&["check", "--deny", "warnings"]).expect(0);
}

#[test]
fn a_move_that_was_cut_off_is_undone_by_the_next() {
    let project = fixture();
    let place = |path: &str| project.path(path);
    let relocation = fieldnotes::write::relocate::Relocation {
        moves: vec![("content/notes/a.md".into(), "content/guides/a.md".into())],
        texts: vec![(
            "content/notes/b.md".into(),
            Some(project.read("content/notes/b.md").into()),
            b"cut".to_vec(),
        )],
    };
    let undo = postcard::to_stdvec(&relocation).unwrap();
    let before = project.tree("content");
    std::fs::create_dir_all(place("content/guides")).unwrap();
    std::fs::rename(place("content/notes/a.md"), place("content/guides/a.md")).unwrap();
    project.write("content/notes/b.md", "cut");
    project.write(".fieldnotes/moving", undo);
    assert!(project.run(&["check"]).stderr.contains("was interrupted"));
    let site = project.root().to_str().unwrap();
    let elsewhere = fixture();
    let done = elsewhere
        .run(&[
            "mv",
            "--site",
            site,
            "--dry-run",
            &format!("{site}/content/notes/a.md"),
            &format!("{site}/content/c.md"),
        ])
        .expect(0);
    assert!(done.stderr.contains("was undone"), "{}", done.stderr);
    assert_eq!(project.tree("content"), before);
}

#[test]
fn a_front_matter_of_any_shape_takes_an_alias() {
    let fronts = [
        "---\n  title: A\n  date: 2026-01-02\n  topic: t\n  summary: S.\n---\n",
        "---\ntitle: A\ndate: 2026-01-02\ntopic: t\nsummary: S.\naliases: # [old]\n  - /xx/\n---\n",
        "\u{feff}---\r\ntitle: A\r\ndate: 2026-01-02\r\ntopic: t\r\nsummary: >\r\n  S.\r\n...\r\n",
    ];
    for front in fronts {
        let project = fixture();
        project.write("content/notes/a.md", format!("{front}[b](b.md)\n"));
        project.run(&["urls", "--init"]).expect(0);
        project.run(&["mv", "notes/a.md", "guides/a.md"]).expect(0);
        project.run(&["check", "--deny", "warnings"]).expect(0);
        project.run(&["mv", "guides/a.md", "notes/a.md"]).expect(0);
        project.run(&["check", "--deny", "warnings"]).expect(0);
    }
}

#[test]
fn an_empty_folder_takes_a_note_in_and_one_that_was_emptied_goes() {
    let project = fixture();
    std::fs::create_dir_all(project.path("content/empty")).unwrap();
    project.run(&["mv", "notes/a.md", "empty"]).expect(0);
    assert!(project.exists("content/empty/a.md"));
    project.run(&["mv", "notes/b.md", "empty"]).expect(0);
    assert!(!project.exists("content/notes"));
    project.run(&["mv", "content/empty", "content/notes"]).expect(0);
    assert!(project.exists("content/notes/b.md"));
    assert_eq!(project.read("site.toml").matches("= \"/notes/\"").count(), 1);
    project.run(&["check", "--deny", "warnings"]).expect(0);
}

#[test]
fn what_can_not_be_read_is_named() {
    let project = fixture();
    project.write("content/notes/c.md", b"---\ntitle: C\n---\n[a](a.md) \xff\n");
    let done = project.run(&["mv", "notes/a.md", "guides/a.md"]).expect(0);
    assert!(done.stderr.contains("can't be read: `content/notes/c.md`"), "{}", done.stderr);
}

#[cfg(unix)]
#[test]
fn names_keep_their_form_and_links_are_not_moved() {
    let project = fixture();
    project.write("content/notes/u\u{308}b/index.md", note("", "[a](../a.md) ![p](p.svg)\n"));
    project.write(
        "content/notes/u\u{308}b/p.svg",
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"/>",
    );
    project.run(&["mv", "notes/u\u{308}b", "guides/u\u{308}b"]).expect(0);
    project.run(&["mv", "notes", "runbooks/deep"]).expect(0);
    assert_eq!(project.run(&["check"]).status, 0);
    let names: Vec<String> = project.tree("content").into_keys().collect();
    assert_eq!(names.len(), 4, "{names:?}");
    std::os::unix::fs::symlink("b.md", project.path("content/runbooks/deep/link.md")).unwrap();
    for (old, new) in [("runbooks/deep/link.md", "guides/link.md"), ("runbooks", "others")] {
        let done = project.run(&["mv", old, new]).expect(2);
        assert!(done.stderr.contains("is a symbolic link"), "{}", done.stderr);
    }
}

#[test]
fn the_order_of_a_section_names_a_folder_by_its_new_name() {
    let project = Project::new(
        "-- content/manual/_index.md --\n---\ntitle: M\nkind: pages\norder: [b.md, tasks/, in-one]\nschema: {required: []}\n---\n",
    );
    project.write("content/manual/b.md", "# B\n");
    project.write("content/manual/tasks/a.md", "# A\n");
    project.write("content/manual/in-one/index.md", "# One\n");
    project.run(&["check"]).expect(0);
    project.run(&["mv", "content/manual/tasks", "content/manual/jobs"]).expect(0);
    project.run(&["mv", "content/manual/in-one", "content/manual/two"]).expect(0);
    assert!(project.read("content/manual/_index.md").contains("order: [b.md, jobs/, two]"));
    project.run(&["mv", "content/manual/jobs", "content/jobs"]).expect(0);
    assert!(project.read("content/manual/_index.md").contains("order: [b.md, two]"));
}
