//! `fieldnotes init`: a new site that builds at once. Nothing that is there is replaced, and nothing stays of a site that could not be
//! made.

use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};

use super::args::{Common, Init, Kind};
use super::beginning::Texts;
use super::new::{REVIEWED, unreviewed};
use super::output::Terminal;
use super::{ExitStatus, context, form, obstacle};
use crate::config;
use crate::corpus::{CONTENT, STATIC, TEMPLATES};
use crate::edit::beginning::{Gaps, fill};
use crate::edit::settings::quoted;
use crate::model::route::is_note;
use crate::path::{shell_word, title_of_name};
use crate::render::words;
use crate::source::disk::{Disk, read_text};
use crate::source::{Source, is_site};
use crate::write::atomic;

/// Where the first note stands.
const NOTES: &str = "content/notes";

/// What a site makes and nobody keeps.
const IGNORED: [&str; 2] = ["/.fieldnotes/", "/public/"];

pub(super) fn run(args: &Init, common: &Common, terminal: &mut Terminal) -> Result<ExitStatus> {
    let dir = &args.dir;
    ensure!(
        common.site.is_none(),
        "`init` makes a new site, and takes its folder without `--site`\n  run `fieldnotes init {}`",
        form::word(common.site.as_deref().unwrap_or(dir))
    );
    if let Err(right) = words::right_tag(&args.language) {
        let help = right.map_or_else(|| words::NO_TAG.to_owned(), |tag| format!("write `--language {tag}`"));
        bail!("`{}` is not the tag of a language\n  {help}", args.language);
    }
    let texts = Texts::of(&args.language);
    let whole = std::path::absolute(dir).context("the folder has no path")?;
    let whole = normal(&whole);
    if dir.join(config::FILE).is_file() {
        bail!(
            "`{}` is a site already: it has a {}; nothing was changed\n  make a note with `fieldnotes new`",
            shown(dir),
            config::FILE
        );
    }
    let above = above(&whole)?;
    let mut new = New { dir, files: Vec::new() };
    let has_notes = has_notes(dir);
    if !has_notes {
        new.add(&note_file(args.like), note(args.like, texts));
        // Where the name of the folder does not say what it holds.
        if let Some(section) = texts.find("section.md") {
            new.add(&format!("{NOTES}/_index.md"), section.to_owned());
        }
    }
    let ignored = read_text(&dir.join(".gitignore")).ok();
    if ignored.is_none() {
        new.add(".gitignore", IGNORED.map(|line| format!("{line}\n")).concat());
    }
    // The settings come last: without them the folder is no site.
    new.add(config::FILE, settings(&whole, &args.language));
    new.make()?;
    terminal.done("Made", &new.listed());
    if has_notes {
        terminal.say(&format!("  `{CONTENT}/` has notes already: no example was added"));
    }
    if let Some(missing) = ignored.map(|text| missing(&text)).filter(|missing| !missing.is_empty()) {
        terminal.say(&format!("  add to `{}`: {}", shown(&dir.join(".gitignore")), missing.join(" ")));
    }
    if let Some(above) = above {
        terminal.say(&format!("  `{}` is a site too; commands use the nearest one", above.display()));
    }
    if !words::has_language(&args.language) {
        terminal.say(&format!(
            "  the pages are in English until site.toml has `[translations]`: there are no words in `{}` yet",
            args.language
        ));
    }
    if args.like.is_some() && !has_notes {
        terminal.say("  the note has `[TODO: …]` where your words belong; `fieldnotes check` lists them");
        terminal.say(&unreviewed(&note_file(args.like), Some(REVIEWED), common));
    }
    terminal.say(&format!("  next: {}fieldnotes build", change_folder(dir)));
    Ok(ExitStatus::Clean)
}

/// The files of the new site, by their places in it.
struct New<'a> {
    dir: &'a Path,
    files: Vec<(PathBuf, String)>,
}

impl New<'_> {
    fn add(&mut self, file: &str, text: String) {
        self.files.push((self.dir.join(file), text));
    }

    /// Makes all of them, or none.
    fn make(&self) -> Result<()> {
        for (file, _) in &self.files {
            obstacle::ensure_free(file)?;
        }
        let files: Vec<_> = self.files.iter().map(|(file, text)| (&**file, text.as_bytes())).collect();
        atomic::create_all(&files).map_err(|(file, error)| obstacle::reason(file, error))
    }

    fn listed(&self) -> String {
        let names: Vec<String> =
            self.files.iter().rev().map(|(file, _)| format!("`{}`", shown(file))).collect();
        match names.as_slice() {
            [rest @ .., last] if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
            names => names.concat(),
        }
    }
}

/// The site that the new one would lie in. Among its sources or its pages there is no place for another one.
fn above(whole: &Path) -> Result<Option<PathBuf>> {
    let Some(site) = whole.ancestors().skip(1).find(|folder| is_site(folder)) else {
        return Ok(None);
    };
    let inside = whole.strip_prefix(site).unwrap_or(whole);
    let first = inside.components().next().map(|part| part.as_os_str().to_string_lossy().into_owned());
    if let Some(first) = first.filter(|first| [CONTENT, STATIC, TEMPLATES, "public"].contains(&&**first)) {
        bail!(
            "this is in `{first}/` of the site in `{}`; nothing was changed\n  make a note there with `fieldnotes new`, or choose a folder elsewhere",
            site.display()
        );
    }
    Ok(Some(site.to_owned()))
}

/// Whether there are notes already.
fn has_notes(dir: &Path) -> bool {
    let listing = dir.join(CONTENT).is_dir().then(|| Disk::new(dir).list().ok()).flatten();
    listing.is_some_and(|listing| listing.files.iter().any(|file| is_note(&file.path)))
}

fn note_file(like: Option<Kind>) -> String {
    format!("{NOTES}/first-{}.md", like.map_or("note", Kind::name))
}

fn note(like: Option<Kind>, texts: Texts) -> String {
    let gaps: Gaps = vec![
        ("title", like.map_or_else(String::new, |kind| texts.title(kind.name()))),
        ("date", context::today(None).to_string()),
        ("topic", texts.asking("topic")),
        ("owner", texts.asking("owner")),
    ];
    fill(texts.get(&format!("{}.md", like.map_or("first", Kind::name))), &gaps).text
}

fn settings(whole: &Path, language: &str) -> String {
    let name = whole.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let name: String =
        name.chars().filter(|c| !c.is_control() && *c != char::REPLACEMENT_CHARACTER).collect();
    let title = Some(title_of_name(&name)).filter(|title| crate::path::has_visible(title));
    let gaps: Gaps = vec![
        ("title", quoted(title.as_deref().unwrap_or("Field notes"))),
        ("language", quoted(language)),
        ("languages", Texts::languages().collect::<Vec<_>>().join(", ")),
    ];
    fill(Texts::of(language).get("site.toml"), &gaps).text
}

/// What a list of ignored files lacks.
fn missing(ignored: &str) -> Vec<&'static str> {
    let has =
        |wanted: &str| ignored.lines().any(|line| line.trim().trim_matches('/') == wanted.trim_matches('/'));
    IGNORED.into_iter().filter(|line| !has(line)).collect()
}

/// The command that leads to a folder, as a shell takes it: nothing for the current one.
fn change_folder(dir: &Path) -> String {
    let text = shown(dir);
    match text.as_str() {
        "" | "." => String::new(),
        // A shell would take it for an option.
        text if text.starts_with('-') => format!("cd {} && ", shell_word(&format!("./{text}"))),
        text => format!("cd {} && ", shell_word(text)),
    }
}

fn shown(path: &Path) -> String {
    context::shown(path).trim_end_matches('/').to_owned()
}

/// A path without `.` and `..`, as far as its words tell.
fn normal(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(out.pop()),
            Component::CurDir => {}
            part => out.push(part),
        }
    }
    out
}
