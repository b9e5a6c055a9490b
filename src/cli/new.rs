//! `fieldnotes new`: a note whose front matter is valid, and says where its author's words belong.

mod given;
mod habits;
mod place;
mod text;
mod values;

use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use habits::Habits;
use text::{Made, Making};

use super::args::{Common, New};
use super::beginning::{Beginning, Texts};
use super::output::Terminal;
use super::{ExitStatus, context, form, obstacle};
use crate::config::{self, Config};
use crate::corpus::{CONTENT, SectionFile, below_content, folders_up, schema_within};
use crate::diagnostic::{Code, Diagnostic};
use crate::edit::beginning::NAMES;
use crate::engine::single;
use crate::path::{SourcePath, shell_word};
use crate::source::Source;
use crate::source::disk::{Disk, read_text};
use crate::span::LineIndex;
use crate::suggest;
use crate::validate::Schema;
use crate::validate::schema::Shape;
use crate::write::atomic;

/// What `review accept` makes of a draft.
pub(super) const REVIEWED: &str = "reviewed";

pub(super) fn run(args: &New, common: &Common, terminal: &mut Terminal) -> Result<ExitStatus> {
    let site = context::site_folder(common)?;
    let path = place::note(&site, &args.path)?;
    let is_empty = |text: &Option<String>| text.as_ref().is_some_and(|text| text.trim().is_empty());
    ensure!(!is_empty(&args.title), "`--title` is empty; write a title, or leave the option out");
    ensure!(!is_empty(&args.topic), "`--topic` is empty; write a topic, or leave the option out");
    let settings = read_text(&site.join(config::FILE)).context("site.toml can't be read")?;
    let (config, _) = Config::parse(&settings);
    if !config.section_pages.iter().any(|name| name == path.file_name()) {
        place::ensure_own(&site, &path)?;
    }
    let folder = Folder::of(&site, &path, &config);
    given::ensure_once(args, &folder.schema)?;
    let is_owned = config.owners.of(&path).is_some();
    let schema =
        if is_owned { folder.schema.clone().without_required("owner") } else { folder.schema.clone() };
    let target = Disk::new(&site).location(&path).unwrap_or_else(|| site.join(path.as_str()));
    obstacle::ensure_free(&target)?;
    let texts = Texts::of(&config.language);
    let beginning = beginning(&site, &path, args, texts)?;
    let habits = Habits::of(&site, &path, &schema);
    let is_alone = path.folder() == CONTENT && habits.is_empty() && folder.kind == Kind::Note;
    // What is asked for is in the language of the site; faults are told as everywhere.
    let mut asking = schema.clone();
    texts.describe(&mut asking);
    let making = Making { args, path: &path, config: &config, schema: &asking, habits, texts };
    let made = match (&beginning, folder.kind) {
        (Some(beginning), _) => making.like(beginning)?,
        (None, Kind::Section) => making.section()?,
        (None, Kind::Page) => making.page()?,
        (None, Kind::Note) => making.plain()?,
    };
    let faults = single::faults(&path, &made.text, &config, &schema);
    given::refuse(args, &faults)?;
    atomic::create(&target, made.text.as_bytes()).map_err(|error| obstacle::reason(&target, error))?;
    let (here, top) = context::current_and(&site);
    let shown = crate::path::relative(&here, &format!("{top}/{path}"));
    terminal.done("Made", &format!("`{shown}`"));
    tell(&made, beginning.as_ref(), &faults, terminal);
    terminal.say(&format!("  next: write it, and run `{}`", form::command("check", common, &[])));
    if folder.kind == Kind::Note {
        let is_known = matches!(schema.at("revision.status"), Some(Shape::Choice(words)) if words.iter().any(|word| word == REVIEWED));
        let status = is_known.then_some(REVIEWED);
        terminal.say(&unreviewed(&shown, status, common));
    }
    if is_alone {
        let stem = path.markdown_stem().unwrap_or_default();
        let page = shell_word(&format!("{stem}/_index.md"));
        let new = form::command("new", common, &[]);
        terminal.say(&format!(
            "  it is a dated note; for a page without a date, such as an imprint: `{new} {page} --set kind=pages`"
        ));
    }
    Ok(ExitStatus::Clean)
}

/// What a note begins with, if it is not made of what its schema requires.
fn beginning(site: &Path, path: &SourcePath, args: &New, texts: Texts) -> Result<Option<Beginning>> {
    match &args.like {
        Some(_) if path.is_section() => {
            bail!("`--like` begins a note, and `{path}` is the page of its folder\n  leave the option out")
        }
        Some(name) => Beginning::named(site, name, texts).map(Some),
        None if path.is_section() => Ok(None),
        None => Beginning::of_folder(site, below_content(path.folder())),
    }
}

/// What readers see of a note that nobody has reviewed, and what ends that.
pub(super) fn unreviewed(file: &str, status: Option<&str>, common: &Common) -> String {
    let status = status.map_or_else(String::new, |status| format!(" --status {status}"));
    let accept = form::command("review accept", common, &[]);
    format!(
        "  its page says that it is not reviewed, until `{accept} {} --by NAME{status}`",
        shell_word(file)
    )
}

/// What is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A note with a day and a review.
    Note,
    /// A plain page.
    Page,
    /// The page of a folder.
    Section,
}

/// What a folder says of what is made in it.
struct Folder {
    /// What it must and may hold.
    schema: Schema,
    kind: Kind,
}

impl Folder {
    fn of(site: &Path, path: &SourcePath, config: &Config) -> Self {
        if path.is_section() {
            return Self { schema: Schema::of_sections(&config.schema), kind: Kind::Section };
        }
        let sections =
            folders_up(below_content(path.folder())).filter_map(|folder| section(site, folder, config));
        let sections: Vec<SectionFile> = sections.collect();
        let is_pages = sections.iter().any(|section| section.is_pages);
        Self {
            schema: schema_within(&config.schema, sections.iter()),
            kind: if is_pages { Kind::Page } else { Kind::Note },
        }
    }
}

/// What the page of a section says.
fn section(site: &Path, folder: &str, config: &Config) -> Option<SectionFile> {
    let folder = if folder.is_empty() { CONTENT.to_owned() } else { format!("{CONTENT}/{folder}") };
    let names = std::iter::once("_index.md").chain(config.section_pages.iter().map(String::as_str));
    names.map(|name| format!("{folder}/{name}")).find_map(|page| {
        let text = read_text(&site.join(&page)).ok()?;
        Some(single::section(&SourcePath::new(&page)?, &text, config))
    })
}

/// Says what is left to do: which gaps and which words, and what else `check` will say.
fn tell(made: &Made, beginning: Option<&Beginning>, faults: &[Diagnostic], terminal: &mut Terminal) {
    let file = beginning.and_then(|beginning| beginning.file.as_deref()).unwrap_or("the beginning");
    for name in &made.unknown {
        let near = suggest::nearest(name, NAMES)
            .map_or_else(String::new, |near| format!("; did you mean `{{{{ {near} }}}}`?"));
        terminal.say(&format!("  `{{{{ {name} }}}}` of `{file}` has no value, and stays as it is{near}"));
    }
    for (field, value) in &made.chosen {
        terminal.say(&format!("  `{field}` is {}, the first of its values", shell_word(value)));
    }
    let index = LineIndex::new(std::sync::Arc::<str>::from(made.text.as_str()));
    let line = |fault: &Diagnostic| index.line_column(fault.span.start).line;
    let (left, others): (Vec<_>, Vec<_>) =
        faults.iter().partition(|fault| fault.code == Code::PlaceholderLeft);
    let fields =
        left.iter().filter_map(|fault| Some(format!("`{}` (line {})", fault.key.as_ref()?, line(fault))));
    let mut lines: Vec<usize> =
        left.iter().filter(|fault| fault.key.is_none()).map(|fault| line(fault)).collect();
    lines.dedup();
    let lines: Vec<String> = lines.iter().map(usize::to_string).collect();
    let of_text = match lines.as_slice() {
        [] => None,
        [one] => Some(format!("line {one} of the text")),
        more => Some(format!("lines {} of the text", more.join(", "))),
    };
    let places: Vec<String> = fields.chain(of_text).collect();
    if !places.is_empty() {
        terminal.say(&format!("  to be replaced: {}", places.join(", ")));
    }
    for fault in others.iter().filter(|fault| fault.is_error()) {
        terminal.say(&format!("  to be corrected: {} (line {})", fault.message, line(fault)));
    }
}
