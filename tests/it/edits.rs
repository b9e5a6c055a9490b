//! Random edits of a site, as authors make them: for tests that compare what a program remembers with what it reads
//! anew. Knows texts alone: who applies them to a disk or to a source in memory finds what differs by comparing
//! [`Draft::files`] before and after.

mod body;
pub(crate) mod disk;
mod fields;

use std::collections::BTreeMap;

use fields::{FIELDS, SETTINGS};

/// Files by path.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// Numbers that look random, and are the same for the same seed.
#[derive(Clone)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x2545_f491_4f6c_dd1d)
    }

    /// A number below a bound.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 11) % bound.max(1) as u64) as usize
    }

    /// True that often of a hundred times.
    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub(crate) fn of_all<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }

    pub(crate) fn of<'a, T: ?Sized>(&mut self, all: &[&'a T]) -> &'a T {
        all[self.below(all.len())]
    }
}

/// How a note's text is stored.
#[derive(Clone, Copy, PartialEq)]
enum Form {
    Plain,
    CarriageReturns,
    ByteOrderMark,
    NoEnd,
}

/// A note, as its author thinks of it.
#[derive(Clone)]
struct Written {
    fields: BTreeMap<&'static str, String>,
    blocks: Vec<String>,
    form: Form,
    /// What stands in the file while it is broken.
    broken: Option<Vec<u8>>,
}

impl Written {
    fn text(&self) -> Vec<u8> {
        if let Some(broken) = &self.broken {
            return broken.clone();
        }
        let front: String = self.fields.iter().map(|(key, value)| format!("{key}: {value}\n")).collect();
        let text = format!("---\n{front}---\n{}\n", self.blocks.join("\n\n"));
        match self.form {
            Form::Plain => text,
            Form::CarriageReturns => text.replace('\n', "\r\n"),
            Form::ByteOrderMark => format!("\u{feff}{text}"),
            Form::NoEnd => text.trim_end().to_owned(),
        }
        .into_bytes()
    }
}

/// A site that is being written.
#[derive(Clone)]
pub(crate) struct Draft {
    notes: BTreeMap<String, Written>,
    /// The tables of `site.toml`, and which of their forms they have.
    settings: BTreeMap<&'static str, &'static str>,
    broken_settings: bool,
    /// Everything else.
    others: Files,
    /// For how many edits a template has had a fault.
    failing: usize,
}

/// What an edit was.
#[derive(Debug, Default)]
pub(crate) struct Edit {
    /// For the report of a failure.
    pub(crate) what: String,
    /// Files that went from one path to another, with their times.
    pub(crate) moves: Vec<(String, String)>,
    /// The folders that the system's events name in place of the files in them.
    pub(crate) folders: Vec<String>,
    /// Files that were written without a change, or may have been.
    pub(crate) touched: Vec<String>,
}

/// Most edits for which a template fails.
const MOST_FAILING: usize = 4;
/// A note that no edit breaks or removes, so that there is a page of each kind.
const KEPT: &str = "content/keep/kept.md";
const FOLDERS: [&str; 5] = ["notes", "ops", "ops/db", "manual", "notes/bundle"];

impl Draft {
    /// A site of so many notes without faults.
    pub(crate) fn begin(random: &mut Random, notes: usize) -> Self {
        let mut draft = Self {
            notes: BTreeMap::new(),
            settings: fields::drawn(random),
            broken_settings: false,
            failing: 0,
            others: Files::new(),
        };
        draft.notes.insert(
            KEPT.to_owned(),
            Written {
                fields: fields::required(random, "Kept"),
                blocks: vec!["## Setup\n\nKept.".to_owned()],
                form: Form::Plain,
                broken: None,
            },
        );
        draft.others.insert("content/manual/_index.md".into(), fields::SECTIONS[0].into());
        draft.others.insert("content/notes/pic.png".into(), fields::picture(520, 30));
        draft.others.insert("content/ops/db/deep.png".into(), fields::picture(40, 30));
        draft.others.insert("static/data.txt".into(), "0123456789".into());
        draft.others.insert("templates/section.html".into(), fields::OWN_SECTION.into());
        for number in 0..notes {
            let folder = FOLDERS[number % 4];
            let path = format!("content/{folder}/n{number}.md");
            let note = draft.note(random, &path);
            draft.notes.insert(path, note);
        }
        draft
    }

    /// All files.
    pub(crate) fn files(&self) -> Files {
        let mut files = self.others.clone();
        files.extend(self.notes.iter().map(|(path, note)| (path.clone(), note.text())));
        let settings: String = self.settings.values().copied().collect();
        let broken = if self.broken_settings { "title = \"Broken\n[[\n" } else { "" };
        files.insert("site.toml".into(), format!("{broken}{settings}").into());
        files
    }

    /// Mends what is wrong by itself: notes may still be in each other's way.
    fn mend(&mut self) {
        self.broken_settings = false;
        for note in self.notes.values_mut() {
            note.broken = None;
            note.fields.retain(|key, value| fields::is_good(key, value));
            for key in fields::REQUIRED {
                note.fields.entry(key).or_insert_with(|| fields::good(key)[0].to_owned());
            }
            note.blocks.retain(|block| !block.contains("javascript:") && !block.contains("out.md"));
        }
        self.others.retain(|path, text| !is_broken_template(path, text));
    }

    /// Takes out templates that failed for a while: nothing else can be compared until then.
    fn mend_templates(&mut self) {
        let fails = self.others.iter().any(|(path, text)| is_broken_template(path, text));
        self.failing = if fails { self.failing + 1 } else { 0 };
        if self.failing > MOST_FAILING {
            self.others.retain(|path, text| !is_broken_template(path, text));
        }
    }

    /// Mends everything, and takes out all that is wrong: a build of this has no error.
    pub(crate) fn settle(&mut self) {
        self.mend();
        self.settings = SETTINGS.iter().map(|(table, forms)| (*table, forms[0])).collect();
        self.notes.retain(|path, _| !path.ends_with("/index.md"));
        for note in self.notes.values_mut() {
            let harmless = ["stack", "tools", "owner", "entities"];
            note.fields.retain(|key, _| fields::REQUIRED.contains(key) || harmless.contains(key));
        }
        self.others.retain(|path, _| {
            let is_in_the_way = ["static/notes/", "static/old/", "static/404"];
            !path.ends_with("_index.md") && !is_in_the_way.iter().any(|start| path.starts_with(start))
        });
    }

    /// The addresses that the notes' paths lead to, as long as no field says otherwise.
    pub(crate) fn addresses(&self) -> impl Iterator<Item = String> {
        let page =
            |path: &String| path.strip_prefix("content").unwrap().strip_suffix(".md").map(str::to_owned);
        self.notes.keys().filter_map(page).map(|path| format!("{path}/"))
    }

    /// One edit.
    pub(crate) fn edit(&mut self, random: &mut Random) -> Edit {
        let (what, mut edit) = match random.below(100) {
            0..30 => ("body", self.edit_body(random)),
            30..46 => ("front matter", self.edit_front(random)),
            46..50 => ("form", self.edit_form(random)),
            50..56 => ("new note", self.add(random)),
            56..60 => ("remove note", self.remove(random)),
            60..66 => ("move note", self.move_note(random)),
            66..69 => ("swap notes", self.swap(random)),
            69..71 => ("copy note", self.copy(random)),
            71..73 => ("rename folder", self.rename_folder(random)),
            73..78 => ("break or mend note", self.break_note(random)),
            78..82 => ("section", self.edit_other(random, "content/", fields::SECTION_FILES)),
            82..87 => ("settings", self.edit_settings(random)),
            87..92 => ("template", self.edit_other(random, "templates/", fields::TEMPLATES)),
            92..95 => ("file", self.edit_file(random)),
            95..98 => ("touch", self.touch(random)),
            _ => {
                self.mend();
                ("mend all", Edit::default())
            }
        };
        edit.what = format!("{what}: {}", edit.what);
        self.mend_templates();
        edit
    }

    fn note(&self, random: &mut Random, path: &str) -> Written {
        let title = fields::title(random);
        let targets = self.targets(path);
        let blocks = (0..=random.below(4)).map(|_| body::block(random, &targets)).collect();
        let mut note =
            Written { fields: fields::required(random, &title), blocks, form: Form::Plain, broken: None };
        for _ in 0..random.below(5) {
            let (key, good, _) = FIELDS[random.below(FIELDS.len())];
            note.fields.insert(key, random.of(good).to_owned());
        }
        note
    }

    fn paths(&self) -> Vec<&String> {
        self.notes.keys().chain(self.others.keys()).collect()
    }

    /// What a note may link to, as it is written there.
    fn targets(&self, from: &str) -> Vec<String> {
        self.paths().into_iter().map(|path| body::relative(from, path)).collect()
    }

    /// A note that may be edited.
    fn pick(&self, random: &mut Random) -> Option<String> {
        let all: Vec<&String> = self.notes.keys().filter(|path| *path != KEPT).collect();
        (!all.is_empty()).then(|| all[random.below(all.len())].clone())
    }

    fn at(&mut self, path: &str) -> &mut Written {
        self.notes.get_mut(path).unwrap()
    }

    fn edit_body(&mut self, random: &mut Random) -> Edit {
        let Some(path) = self.pick(random) else { return Edit::default() };
        let block = body::block(random, &self.targets(&path));
        let blocks = &mut self.at(&path).blocks;
        let at = random.below(blocks.len() + 1);
        match random.below(5) {
            0 if at < blocks.len() && blocks.len() > 1 => drop(blocks.remove(at)),
            1 | 2 if at < blocks.len() => blocks[at] = block,
            // As long as it was, so that its content alone tells it apart.
            3 if at < blocks.len() => blocks[at] = body::of_same_length(random, &blocks[at]),
            _ if blocks.len() < 9 => blocks.insert(at, block),
            _ => blocks[0] = block,
        }
        Edit { what: path.clone(), touched: vec![path], ..Edit::default() }
    }

    fn edit_front(&mut self, random: &mut Random) -> Edit {
        let Some(path) = self.pick(random) else { return Edit::default() };
        let (key, good, bad) = FIELDS[random.below(FIELDS.len())];
        let is_bad = !bad.is_empty() && random.chance(15);
        let value = random.of(if is_bad { bad } else { good }).to_owned();
        let note = self.at(&path);
        let is_required = fields::REQUIRED.contains(&key);
        if note.fields.contains_key(key) && !is_required && random.chance(40) {
            note.fields.remove(key);
        } else {
            note.fields.insert(key, value);
        }
        Edit { what: format!("{path} {key}"), ..Edit::default() }
    }

    fn edit_form(&mut self, random: &mut Random) -> Edit {
        let Some(path) = self.pick(random) else { return Edit::default() };
        let forms = [Form::Plain, Form::CarriageReturns, Form::ByteOrderMark, Form::NoEnd];
        self.at(&path).form = forms[random.below(4)];
        Edit { what: path, ..Edit::default() }
    }

    fn free_path(&self, random: &mut Random) -> Option<String> {
        let folder = random.of(&FOLDERS);
        let name = match random.below(20) {
            0 => "index".to_owned(),
            1 => "page/index".to_owned(),
            2 => "2026-03-04-dated".to_owned(),
            3 => "Größe & Ort".to_owned(),
            number => format!("n{number}"),
        };
        Some(format!("content/{folder}/{name}.md")).filter(|path| !self.notes.contains_key(path))
    }

    fn add(&mut self, random: &mut Random) -> Edit {
        let Some(path) = self.free_path(random).filter(|_| self.notes.len() < 30) else {
            return Edit::default();
        };
        let note = self.note(random, &path);
        self.notes.insert(path.clone(), note);
        Edit { what: path, ..Edit::default() }
    }

    fn remove(&mut self, random: &mut Random) -> Edit {
        let Some(path) = self.pick(random).filter(|_| self.notes.len() > 10) else { return Edit::default() };
        self.notes.remove(&path);
        Edit { what: path, ..Edit::default() }
    }

    fn move_note(&mut self, random: &mut Random) -> Edit {
        let (Some(from), Some(to)) = (self.pick(random), self.free_path(random)) else {
            return Edit::default();
        };
        let note = self.notes.remove(&from).unwrap();
        self.notes.insert(to.clone(), note);
        Edit { what: format!("{from} {to}"), moves: vec![(from, to)], ..Edit::default() }
    }

    fn swap(&mut self, random: &mut Random) -> Edit {
        let (Some(one), Some(other)) = (self.pick(random), self.pick(random)) else {
            return Edit::default();
        };
        let (first, second) = (self.at(&one).clone(), self.at(&other).clone());
        self.notes.insert(one.clone(), second);
        self.notes.insert(other.clone(), first);
        let moves = vec![(one.clone(), other.clone()), (other.clone(), one.clone())];
        Edit { what: format!("{one} {other}"), moves, ..Edit::default() }
    }

    fn copy(&mut self, random: &mut Random) -> Edit {
        let (Some(from), Some(to)) = (self.pick(random), self.pick(random)) else {
            return Edit::default();
        };
        let note = self.at(&from).clone();
        self.notes.insert(to.clone(), note);
        Edit { what: format!("{from} {to}"), ..Edit::default() }
    }

    fn rename_folder(&mut self, random: &mut Random) -> Edit {
        let (from, to) = (random.of(&FOLDERS), random.of(&["notes", "ops/db", "moved", "moved/deep"]));
        let (from, to) = (format!("content/{from}/"), format!("content/{to}/"));
        let is_there = |path: &String| path.starts_with(&to);
        if from.starts_with(&to)
            || to.starts_with(&from)
            || self.notes.keys().any(is_there)
            || self.others.keys().any(is_there)
        {
            return Edit::default();
        }
        let mut moves = Vec::new();
        let mut next = |path: &String| {
            let rest = path.strip_prefix(&from)?;
            let new = format!("{to}{rest}");
            moves.push((path.clone(), new.clone()));
            Some(new)
        };
        let notes = std::mem::take(&mut self.notes).into_iter();
        self.notes = notes.map(|(path, note)| (next(&path).unwrap_or(path), note)).collect();
        let others = std::mem::take(&mut self.others).into_iter();
        self.others = others.map(|(path, text)| (next(&path).unwrap_or(path), text)).collect();
        let folder = |path: &str| path.trim_end_matches('/').to_owned();
        let folders = vec![folder(&from), folder(&to)];
        Edit { what: format!("{from} {to}"), moves, folders, ..Edit::default() }
    }

    fn break_note(&mut self, random: &mut Random) -> Edit {
        let Some(path) = self.pick(random) else { return Edit::default() };
        if self.at(&path).broken.take().is_none() {
            if random.chance(50) {
                self.at(&path).broken = Some(fields::broken(random));
            } else {
                let note = self.note(random, &path);
                self.notes.insert(path.clone(), note);
            }
        }
        Edit { what: path, ..Edit::default() }
    }

    fn edit_settings(&mut self, random: &mut Random) -> Edit {
        if self.broken_settings || random.chance(10) {
            self.broken_settings = !self.broken_settings;
            return Edit { what: format!("broken: {}", self.broken_settings), ..Edit::default() };
        }
        let (table, forms) = SETTINGS[random.below(SETTINGS.len())];
        self.settings.insert(table, random.of(forms));
        Edit { what: table.to_owned(), ..Edit::default() }
    }

    /// Adds, replaces or removes one of some files.
    fn edit_other(&mut self, random: &mut Random, folder: &str, choices: fields::Choices) -> Edit {
        let (name, texts) = choices[random.below(choices.len())];
        let path = format!("{folder}{name}");
        if self.others.contains_key(&path) && random.chance(35) {
            self.others.remove(&path);
        } else {
            self.others.insert(path.clone(), random.of(texts).into());
        }
        Edit { what: path, ..Edit::default() }
    }

    fn edit_file(&mut self, random: &mut Random) -> Edit {
        if random.chance(50) {
            return self.edit_other(random, "static/", fields::STATIC_FILES);
        }
        let path = format!("content/{}/{}", random.of(&FOLDERS), random.of(&["pic.png", "deep.png"]));
        match random.below(4) {
            0 => drop(self.others.remove(&path)),
            1 => drop(self.others.insert(path.clone(), b"no picture".to_vec())),
            _ => {
                let picture = fields::picture([40, 520, 600][random.below(3)], 30 + random.below(3) as u32);
                self.others.insert(path.clone(), picture);
            }
        }
        Edit { what: path, ..Edit::default() }
    }

    fn touch(&mut self, random: &mut Random) -> Edit {
        let all = self.paths();
        let touched: Vec<String> = (0..3).map(|_| all[random.below(all.len())].clone()).collect();
        Edit { what: touched.join(" "), touched, ..Edit::default() }
    }
}

/// Whether a file is a template that can't make its pages.
fn is_broken_template(path: &str, text: &[u8]) -> bool {
    path.starts_with("templates/") && path.ends_with(".html") && !fields::is_sound(text)
}
