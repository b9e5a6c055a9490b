//! A site in memory follows random edits: after each, all that it shows and says is what a site that is read anew does.
//!
//! `FIELDNOTES_STEPS` sets how many edits each seed makes, `FIELDNOTES_SEED` makes it that seed alone.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::sync::{Arc, LazyLock, Mutex};

use fieldnotes::diagnostic::{self, Code, Diagnostic};
use fieldnotes::engine::live::{Answer, Hint, Live};
use fieldnotes::engine::store::Store;
use fieldnotes::engine::{Engine, Options};
use fieldnotes::path::{OutputPath, SourcePath, UrlPath};
use fieldnotes::render::Content;
use fieldnotes::source::{Listed, Listing, Source};

use crate::edits::{Draft, Edit, Files, Random};
use crate::support::{FILES, SITE, note, number};

/// A file, and when it was written.
type Stamped = BTreeMap<String, (Vec<u8>, u128)>;

/// Files that change while others read them, with times as a disk has them.
#[derive(Clone, Default)]
struct Desk(Arc<Mutex<Stamped>>);

impl Source for Desk {
    fn list(&self) -> io::Result<Listing> {
        let mut files: Vec<Listed> = self.0.lock().unwrap().iter().map(listed).collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Listing { files, ..Listing::default() })
    }

    fn look(&self, path: &SourcePath) -> io::Result<Option<Listed>> {
        let files = self.0.lock().unwrap();
        let below = format!("{path}/");
        if files.keys().any(|path| path.starts_with(&below)) {
            return Err(io::Error::other("a folder"));
        }
        Ok(files.get_key_value(path.as_str()).map(listed))
    }

    fn read(&self, path: &SourcePath) -> io::Result<Vec<u8>> {
        let files = self.0.lock().unwrap();
        files.get(path.as_str()).map(|(bytes, _)| bytes.clone()).ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn read_head(&self, path: &SourcePath) -> io::Result<Vec<u8>> {
        self.read(path)
    }

    fn is_there(&self, _path: &str, _top: &str) -> bool {
        false
    }

    fn location(&self, _path: &SourcePath) -> Option<std::path::PathBuf> {
        None
    }
}

fn listed((path, (bytes, modified)): (&String, &(Vec<u8>, u128))) -> Listed {
    Listed {
        path: SourcePath::new(path).unwrap(),
        size: bytes.len() as u64,
        modified: if path == "site.toml" { 0 } else { *modified },
    }
}

impl Desk {
    fn snapshot(&self) -> Stamped {
        self.0.lock().unwrap().clone()
    }

    /// Brings the files to what they are after an edit. A write may fall into the tick of the last one.
    fn apply(&self, files: &Files, edit: &Edit, clock: &mut u128, random: &mut Random) {
        let old = self.snapshot();
        let mut new = Stamped::new();
        for (path, bytes) in files {
            let from = edit.moves.iter().find(|(_, to)| to == path).and_then(|(from, _)| old.get(from));
            let time = match (from, old.get(path)) {
                (Some((_, time)), _) => *time,
                (None, Some((before, time))) => {
                    let is_written = before != bytes || edit.touched.contains(path);
                    if !is_written || random.chance(40) { *time } else { tick(clock) }
                }
                (None, None) => tick(clock),
            };
            new.insert(path.clone(), (bytes.clone(), time));
        }
        *self.0.lock().unwrap() = new;
    }
}

fn tick(clock: &mut u128) -> u128 {
    *clock += 1;
    *clock
}

/// What a site is when it is read anew.
struct Fresh {
    pages: BTreeMap<String, Vec<u8>>,
    /// Pages that can't be made.
    lost: BTreeSet<String>,
    diagnostics: Vec<Diagnostic>,
}

impl Fresh {
    fn read(desk: &Desk, engine: &Engine) -> Self {
        let mut build = engine.load().unwrap();
        let made = Mutex::new(BTreeMap::new());
        build.render(&build.site.routes, |artifact| {
            let bytes = match artifact.content {
                Content::Bytes(bytes) => bytes,
                Content::Copy(path) => desk.read(&path).unwrap(),
            };
            made.lock().unwrap().insert(artifact.path.as_str().to_owned(), bytes);
        });
        let pages = made.into_inner().unwrap();
        let outputs = build.site.routes.iter().map(|route| route.output.as_str().to_owned());
        let lost = outputs.filter(|output| !pages.contains_key(output)).collect();
        let faults = build.check_templates();
        build.diagnostics.extend(faults);
        diagnostic::sort(&mut build.diagnostics);
        Self { pages, lost, diagnostics: build.diagnostics }
    }
}

/// What the site that is read anew remembers: nothing that the other one knows.
static OTHER_FILES: LazyLock<Arc<Store>> = LazyLock::new(|| Arc::new(Store::in_memory()));

fn engine(desk: &Desk, options: &Options, store: &Arc<Store>) -> Engine {
    Engine::new(Box::new(desk.clone()), options.clone(), Arc::clone(store))
}

/// A site that is followed.
struct Follower {
    live: Live,
    /// The files, as they were when it last looked.
    seen: Stamped,
    /// Paths that a watcher has told since.
    paths: BTreeSet<SourcePath>,
    before: Vec<Diagnostic>,
    /// Every version of every page that there was.
    versions: BTreeMap<String, BTreeSet<Vec<u8>>>,
}

impl Follower {
    fn start(engine: Engine, desk: &Desk) -> Self {
        let live = Live::new(engine).unwrap();
        let before = live.diagnostics();
        Self { live, seen: desk.snapshot(), paths: BTreeSet::new(), before, versions: BTreeMap::new() }
    }

    /// What a watcher says of an edit.
    fn hear(&mut self, old: &Stamped, new: &Stamped, edit: &Edit) {
        let path = |path: &String| SourcePath::new(path).unwrap();
        self.paths.extend(edit.folders.iter().map(path));
        self.paths.extend(edit.touched.iter().map(path));
        if edit.folders.is_empty() {
            self.paths.extend(differing(old, new).iter().map(path));
        }
    }

    /// Looks at the files; what it says of them is what is so.
    fn refresh(&mut self, desk: &Desk, fresh: &Fresh, random: &mut Random) {
        let now = desk.snapshot();
        let expected = differing(&self.seen, &now);
        let stamp =
            |files: &Stamped, path: &String| files.get(path).map(|(bytes, time)| (bytes.len(), *time));
        // Size and time tell nothing of these: only a watcher knows.
        let is_silent = expected.iter().any(|path| stamp(&self.seen, path) == stamp(&now, path));
        let paths = std::mem::take(&mut self.paths);
        let hint = if is_silent || random.chance(70) { Hint::Paths(paths) } else { Hint::All };
        let change = self.live.refresh(&hint).unwrap();
        let told: Vec<String> = change
            .iter()
            .flat_map(|change| &change.files)
            .filter(|path| !is_no_text(&now, path.as_str()) || expected.contains(path.as_str()))
            .map(|path| path.as_str().to_owned())
            .collect();
        assert_eq!(told, expected.into_iter().collect::<Vec<_>>(), "the files that changed, by {hint:?}");
        let new_faults: Vec<&Diagnostic> =
            fresh.diagnostics.iter().filter(|fault| !self.before.contains(fault)).collect();
        let told_faults: Vec<&Diagnostic> = change.iter().flat_map(|change| &change.new_faults).collect();
        assert_eq!(told_faults, new_faults, "the faults that are new");
        let diagnostics = self.live.diagnostics();
        assert_eq!(diagnostics, fresh.diagnostics, "all faults");
        self.before = diagnostics;
        self.seen = now;
    }

    /// Compares pages: all, or one of so many.
    fn compare(&mut self, fresh: &Fresh, random: &mut Random, one_of: usize) {
        let is_broken = fresh.diagnostics.iter().any(|fault| fault.code == Code::TemplateSyntax);
        for (output, bytes) in &fresh.pages {
            let versions = self.versions.entry(output.clone()).or_default();
            // What the theme makes in place of the site's own templates is no version of a page.
            if !is_broken || !output.ends_with(".html") {
                versions.insert(bytes.clone());
            }
        }
        let outputs: Vec<String> = self.versions.keys().cloned().collect();
        for output in outputs {
            if random.below(one_of) != 0 {
                continue;
            }
            let answer = self.live.page(&OutputPath::new(&output).unwrap());
            match (fresh.pages.get(&output), answer) {
                (Some(bytes), Some(answer)) if answer.fault.is_none() => {
                    assert!(*answer.bytes == **bytes, "{output} is {}", difference(&answer.bytes, bytes));
                }
                (Some(_), Some(answer)) if is_broken && output.ends_with(".html") => {
                    self.assert_old(&output, fresh, &answer);
                }
                (Some(_), answer) => panic!("{output} is {answer:?}"),
                (None, None) => assert!(!fresh.lost.contains(&output), "{output} is not there"),
                (None, Some(answer)) => self.assert_old(&output, fresh, &answer),
            }
        }
    }

    /// An answer in place of a page says why, and holds a version that there was, or nothing.
    fn assert_old(&self, output: &str, fresh: &Fresh, answer: &Answer) {
        let fault = answer.fault.as_ref().unwrap_or_else(|| panic!("{output} has no fault"));
        // What fails on many pages is told of one of them; here it is told of this one.
        let is_told =
            |known: &Diagnostic| known == fault || (fault.code.is_of_template() && known.is_same(fault));
        assert!(fresh.diagnostics.iter().any(is_told), "{output} has another fault: {fault:?}");
        let is_empty = text(&answer.bytes).contains("<title>fieldnotes</title>");
        let versions = &self.versions[output];
        if !is_empty && !versions.contains(&*answer.bytes) {
            let shown = text(&answer.bytes);
            let foreign =
                |version: &&Vec<u8>| text(version).lines().filter(|line| !shown.contains(line)).count();
            let nearest = versions.iter().min_by_key(foreign).cloned().unwrap_or_default();
            panic!("{output} was never {}", difference(&answer.bytes, &nearest));
        }
    }
}

/// The first line that differs, and what should be there.
fn difference(shown: &[u8], expected: &[u8]) -> String {
    let (shown, expected) = (text(shown), text(expected));
    let mut lines = shown.lines().zip(expected.lines());
    match lines.find(|(shown, expected)| shown != expected) {
        Some((shown, expected)) => format!("{shown:?} instead of {expected:?}"),
        None => format!("{} bytes instead of {}", shown.len(), expected.len()),
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Whether a file holds bytes that are no text: a build keeps them as text, so that a look at them finds a difference.
fn is_no_text(files: &Stamped, path: &str) -> bool {
    files.get(path).is_some_and(|(bytes, _)| std::str::from_utf8(bytes).is_err())
}

fn differing(old: &Stamped, new: &Stamped) -> BTreeSet<String> {
    let bytes = |files: &Stamped, path: &String| files.get(path).map(|(bytes, _)| bytes.clone());
    old.keys().chain(new.keys()).filter(|path| bytes(old, path) != bytes(new, path)).cloned().collect()
}

/// Follows edits with one site that is looked at after each, and one that is looked at now and then.
fn follow(seed: u64, steps: usize, options: &Options) {
    let mut random = Random::new(seed);
    let (desk, mut clock) = (Desk::default(), 1);
    let mut draft = Draft::begin(&mut random, 14);
    desk.apply(&draft.files(), &Edit::default(), &mut clock, &mut random);
    let mut close = Follower::start(engine(&desk, options, &FILES), &desk);
    let mut lazy = Follower::start(engine(&desk, options, &FILES), &desk);
    let anew = engine(&desk, options, &OTHER_FILES);
    let fresh = Fresh::read(&desk, &anew);
    for follower in [&mut close, &mut lazy] {
        follower.compare(&fresh, &mut random, 1);
    }
    let mut report = Report { seed, step: 0, log: Vec::new() };
    for step in 0..steps {
        report.step = step;
        for _ in 0..=[0, 0, 0, 1, 3][random.below(5)] {
            let edit = draft.edit(&mut random);
            let old = desk.snapshot();
            desk.apply(&draft.files(), &edit, &mut clock, &mut random);
            let new = desk.snapshot();
            close.hear(&old, &new, &edit);
            lazy.hear(&old, &new, &edit);
            report.log.push(edit.what);
        }
        let fresh = Fresh::read(&desk, &anew);
        close.refresh(&desk, &fresh, &mut random);
        close.compare(&fresh, &mut random, 1);
        if random.chance(40) {
            lazy.refresh(&desk, &fresh, &mut random);
            lazy.compare(&fresh, &mut random, 4);
        }
    }
    std::mem::forget(report);
}

/// Says which seed failed, and after which edits.
struct Report {
    seed: u64,
    step: usize,
    log: Vec<String>,
}

impl Drop for Report {
    fn drop(&mut self) {
        let last = &self.log[self.log.len().saturating_sub(5)..];
        let told = format!("FIELDNOTES_SEED={}, step {}; the last edits: {last:#?}\n", self.seed, self.step);
        io::stderr().write_all(told.as_bytes()).unwrap();
    }
}

#[test]
fn after_every_edit_the_live_site_is_what_a_fresh_one_is() {
    let steps = number("FIELDNOTES_STEPS").unwrap_or(60) as usize;
    let seeds = number("FIELDNOTES_SEED").map_or(1..=3, |seed| seed..=seed);
    for seed in seeds {
        follow(seed, steps, &Options { drafts: seed % 2 == 0, ..Options::default() });
    }
}

/// What an open page that is gone is told: where to go.
#[test]
fn a_page_that_moved_is_followed_to_where_it_is_and_never_in_a_circle() {
    let desk = Desk::default();
    let place = |names: &[&str]| {
        let mut files = Stamped::new();
        for (at, name) in names.iter().enumerate() {
            let text = note("", &format!("Text {at}.\n"));
            files.insert(format!("content/notes/{name}.md"), (text.into_bytes(), 1));
        }
        files.insert("site.toml".to_owned(), (SITE.as_bytes().to_vec(), 0));
        *desk.0.lock().unwrap() = files;
    };
    let url = |name: &str| UrlPath::folder(&["notes", name]);
    place(&["a", "other"]);
    let live = Live::new(engine(&desk, &Options::default(), &FILES)).unwrap();
    let step = |names: &[&str]| {
        place(names);
        live.refresh(&Hint::All).unwrap().expect("something changed");
    };
    let leads = |from: &str| live.moved_to(&url(from));
    step(&["b", "other"]);
    assert_eq!(leads("a"), Some(url("b")));
    step(&["a", "other"]);
    assert_eq!((leads("a"), leads("b")), (None, Some(url("a"))));
    step(&["c", "other"]);
    step(&["d", "other"]);
    assert_eq!((leads("a"), leads("b"), leads("c")), (Some(url("d")), Some(url("d")), Some(url("d"))));
    step(&["a", "other"]);
    *desk.0.lock().unwrap() =
        desk.snapshot().into_iter().filter(|(path, _)| !path.ends_with("/a.md")).collect();
    live.refresh(&Hint::All).unwrap().expect("something changed");
    for gone in ["a", "b", "c", "d"] {
        assert_eq!(leads(gone), None, "{gone}");
    }
}
