//! `fieldnotes templates`: the theme's files, to be listed, read, and copied into a site that changes them.

use anyhow::{Result, bail};

use super::args::{Common, Templates, TemplatesAction};
use super::output::Terminal;
use super::{ExitStatus, context, obstacle};
use crate::corpus::TEMPLATES;
use crate::suggest;
use crate::theme;
use crate::write::atomic;

/// A file of the theme.
struct File {
    /// Its name below `templates/`.
    name: String,
    text: &'static str,
}

pub(super) fn run(args: &Templates, common: &Common, terminal: &mut Terminal) -> Result<ExitStatus> {
    match &args.action {
        TemplatesAction::List => list(common, terminal)?,
        TemplatesAction::Show { name } => terminal.result(named(name)?.text)?,
        TemplatesAction::Copy { name } => copy(&named(name)?, common, terminal)?,
    }
    Ok(ExitStatus::Clean)
}

fn files() -> impl Iterator<Item = File> {
    let templates = theme::TEMPLATES.iter().map(|(name, text)| File { name: (*name).to_owned(), text });
    let words =
        theme::WORDS.iter().map(|(language, text)| File { name: format!("words.{language}.toml"), text });
    templates
        .chain(words)
        .chain(theme::ASSETS.iter().map(|(name, text)| File { name: format!("assets/{name}"), text }))
}

/// The names of all files of the theme.
pub(super) fn names() -> impl Iterator<Item = String> {
    files().map(|file| file.name)
}

/// The file that a user means: by its name, below `theme/` or `templates/` too, and an asset without its folder.
fn named(written: &str) -> Result<File> {
    let name = written.replace('\\', "/");
    let name = name.trim_start_matches("./").trim_start_matches("templates/").trim_start_matches("theme/");
    let is_meant = |file: &File| file.name == name || file.name.strip_prefix("assets/") == Some(name);
    if let Some(file) = files().find(is_meant) {
        return Ok(file);
    }
    let names: Vec<String> = files().map(|file| file.name).collect();
    let hint = suggest::nearest(name, names.iter().map(String::as_str)).map_or_else(
        || "`fieldnotes templates list` shows which there are".to_owned(),
        |near| format!("did you mean `{near}`?"),
    );
    bail!("the theme has no file `{written}`\n  {hint}")
}

/// Prints all files, what each is for, and which of them the site has replaced.
fn list(common: &Common, terminal: &mut Terminal) -> Result<()> {
    // The theme is the same everywhere: a site is asked only where there is one.
    let site = context::site_folder(common).ok();
    let width = files().map(|file| file.name.len()).max().unwrap_or(0);
    let line = |file: File| {
        let own = site.as_ref().map(|site| site.join(TEMPLATES).join(&file.name)).filter(|own| own.is_file());
        let own = own.map_or_else(String::new, |own| format!(" [replaced by {}]", context::shown(&own)));
        format!("{:<width$}  {}{own}\n", file.name, purpose(file.text)).replace(" \n", "\n")
    };
    let lines: Vec<String> = files().map(line).collect();
    terminal.result(&lines.concat())?;
    terminal
        .say("`fieldnotes templates copy NAME` puts a file into `templates/`, where it replaces the theme's");
    Ok(())
}

/// What a file is for: the first sentence of its first comment.
fn purpose(text: &str) -> String {
    let comments = [("{#-", "-#}"), ("/*", "*/"), ("//", "\n\n"), ("# ", "\n")];
    let first = comments
        .iter()
        .filter_map(|(open, close)| Some((text.find(open)?, open, close)))
        .min_by_key(|found| found.0);
    let Some((at, open, close)) = first.filter(|_| !text.starts_with("<svg")) else { return String::new() };
    let rest = &text[at + open.len()..];
    let comment = rest.split(close).next().unwrap_or(rest).replace("\n//", "\n");
    let words: Vec<&str> = comment.split_whitespace().collect();
    let sentence = words.join(" ");
    sentence.split_inclusive(". ").next().unwrap_or(&sentence).trim_end().to_owned()
}

fn copy(file: &File, common: &Common, terminal: &mut Terminal) -> Result<()> {
    if file.name.starts_with("words.") {
        bail!(
            "words are not replaced by a file\n  write those that should be different under `[translations]` in site.toml"
        );
    }
    let path = context::site_folder(common)?.join(TEMPLATES).join(&file.name);
    obstacle::ensure_free(&path)?;
    atomic::create(&path, file.text.as_bytes()).map_err(|error| obstacle::reason(&path, error))?;
    terminal.done("Copied", &format!("`{}`, which now replaces the theme's", context::shown(&path)));
    let blocks = blocks(file.text);
    if !blocks.is_empty() {
        terminal.say(&format!(
            "  to change a part alone, write `{{% extends \"theme/{}\" %}}` in its place, and fill one of its blocks: {}",
            file.name,
            blocks.join(", ")
        ));
    }
    Ok(())
}

/// The blocks that a template opens.
fn blocks(text: &str) -> Vec<&str> {
    let opened = text.match_indices("block ").filter(|(at, _)| {
        matches!(text[..*at].trim_end(), before if before.ends_with("{%") || before.ends_with("{%-"))
    });
    opened.filter_map(|(at, word)| text[at + word.len()..].split([' ', '%']).next()).collect()
}
