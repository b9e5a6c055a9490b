//! What the template engine says of a fault, as a diagnostic: the place, the words, and the names that there are.

use std::collections::BTreeMap;
use std::sync::Arc;

use tera::ErrorKind;

use super::place;
use super::texts::{THEME, Texts};
use crate::corpus::TEMPLATES;
use crate::diagnostic::{Code, Diagnostic};
use crate::path::SourcePath;
use crate::render::words::Words;
use crate::span::Span;
use crate::suggest;

/// What to do about counts that no template is given unasked.
const COUNT_HELP: &str =
    "use `count()`, which gives the number of all notes; the manual has more, under \"Templates\"";

/// What to do where nothing more is known.
const CORRECT: &str = "correct the template; `build` writes nothing until then";
/// What to read where the engine says no more.
const MANUAL: &str = "the manual lists the variables of each template, under \"Templates\"";
/// Most names that are listed: the theme's words are some hundreds.
const MOST_NAMES: usize = 60;

/// The templates of a site that nobody can use, since the theme's have their names.
pub(super) fn hidden(own: &BTreeMap<String, String>) -> Vec<Diagnostic> {
    let theme = Texts::built_in();
    let is_hidden = |name: &&String| name.starts_with(THEME) && theme.get(name).is_some();
    let fault = |name: &String| {
        let message = format!("`{name}` is a name of the theme's own, so this file is not used");
        Some(Diagnostic::new(Code::TemplateSyntax, &path_of(name)?, Span::at(0), message).help(
            "move it out of `theme/`: it then replaces the theme's file, or builds on it with \
             `{% extends \"theme/…\" %}`",
        ))
    };
    own.keys().filter(is_hidden).filter_map(fault).collect()
}

/// The faults of each of the site's templates by itself, with the theme around it.
pub(super) fn of_each(own: &BTreeMap<String, String>, words: &Arc<Words>) -> Vec<Diagnostic> {
    let faults = own.iter().flat_map(|one| {
        let texts = Texts::with([one]);
        let error = super::loaded(&texts, words).err();
        error.map(|error| unreadable(&error, one.0, &texts)).unwrap_or_default()
    });
    faults.collect()
}

/// The faults that keep templates from being read: the engine may say several at once, as one text.
pub(super) fn unreadable(error: &tera::Error, name: &str, texts: &Texts) -> Vec<Diagnostic> {
    let of_one = |error: &tera::Error| diagnostic(error, Code::TemplateSyntax, name, texts);
    match error.kind() {
        ErrorKind::Msg(text) if text.starts_with("error: ") => text
            .split("\n\n")
            .filter(|part| part.starts_with("error: "))
            .map(|part| of_one(&tera::Error::message(part)))
            .collect(),
        _ => vec![of_one(error)],
    }
}

/// A template engine's error as a diagnostic.
pub(super) fn diagnostic(error: &tera::Error, code: Code, rendered: &str, texts: &Texts) -> Diagnostic {
    let (name, range, message) = match error.kind() {
        ErrorKind::SyntaxError(report) if is_of_tag(report.message()) => {
            let text = texts.get(report.filename()).unwrap_or("");
            let found = place::unexpected(text, report.span().range.start);
            let (range, message) =
                found.unwrap_or_else(|| (report.span().range.clone(), report.message().to_owned()));
            (report.filename().to_owned(), range, message)
        }
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            (report.filename().to_owned(), report.span().range.clone(), report.message().to_owned())
        }
        ErrorKind::MissingParent { current, parent } => (
            current.clone(),
            find(texts, current, parent),
            format!("there is no template `{parent}` to extend"),
        ),
        ErrorKind::CircularExtend { tpl, .. } => {
            (tpl.clone(), find(texts, tpl, "extends"), "the template extends itself in a circle".to_owned())
        }
        ErrorKind::CircularInclude { tpl, .. } => {
            (tpl.clone(), 0..0, "the template includes itself in a circle".to_owned())
        }
        ErrorKind::TemplateNotFound(name) => {
            (rendered.to_owned(), 0..0, format!("there is no template `{name}`"))
        }
        _ => match place::reports(&error.to_string()).into_iter().next() {
            Some(report) => {
                let range = texts.get(&report.name).map_or(0..0, |text| report.range(text));
                (report.name, range, report.message)
            }
            None => (rendered.to_owned(), 0..0, error.to_string().lines().next().unwrap_or("").to_owned()),
        },
    };
    let name = if texts.get(&name).is_some() { name } else { rendered.to_owned() };
    let length = texts.get(&name).map_or(0, str::len);
    let span = Span::new(range.start.min(length), range.end.min(length));
    let path = path_of(&name).or_else(|| SourcePath::new(TEMPLATES));
    let (message, there) = message.split_once(". Available").unwrap_or((&message, ""));
    let message = lower_first(message.trim_end_matches('.'));
    let is_absent = message.ends_with("is not defined");
    let wants_count = || {
        let text = texts.get(&name).and_then(|text| text.get(span.start as usize..)).unwrap_or_default();
        let rest = text.lines().next().unwrap_or_default();
        message.contains("`count`") || rest.starts_with("notes") || rest.contains("site.notes")
    };
    let help = match code {
        Code::TemplateSyntax => help_of_syntax(error, texts),
        _ if is_absent && wants_count() => COUNT_HELP.to_owned(),
        _ if is_absent => {
            let before = texts.get(&name).and_then(|text| text.get(..span.start as usize)).unwrap_or("");
            names(&message, there, before).unwrap_or_else(|| MANUAL.to_owned())
        }
        _ => MANUAL.to_owned(),
    };
    let fault = |path: &SourcePath| Diagnostic::new(code, path, span, message.clone()).help(help.clone());
    match path {
        Some(path) => fault(&path),
        None => unreachable!("the folder of templates is a path"),
    }
}

/// The names that there are where one is not: `there` is how the engine ends its message, ` fields: title, url`, and `before` the
/// template as far as the name. What has no names is empty.
fn names(message: &str, there: &str, before: &str) -> Option<String> {
    let wanted = message.split('`').nth(1)?;
    let value = before.strip_suffix('.').map(last_value).filter(|value| !value.is_empty());
    let Some((_, names)) = there.trim_start().split_once(": ") else {
        return value
            .map(|value| format!("`{value}` is empty on this page: ask first, with `{{% if {value} %}}`"));
    };
    let names: Vec<&str> = names.split(", ").filter(|name| !name.starts_with("__")).collect();
    let near = suggest::nearest(wanted, names.iter().copied());
    let near = near.map_or_else(String::new, |near| format!("did you mean `{near}`? "));
    let of = value.map_or_else(|| "there are".to_owned(), |value| format!("`{value}` has"));
    if names.len() > MOST_NAMES {
        return Some(format!("{near}{of} {} fields: {MANUAL}", names.len()));
    }
    Some(format!("{near}{of} {}", names.join(", ")))
}

/// What to do about a template that can't be read.
fn help_of_syntax(error: &tera::Error, texts: &Texts) -> String {
    match error.kind() {
        ErrorKind::CircularExtend { tpl, .. } if Texts::is_of_theme(tpl) => {
            format!("to build on the theme's file, write `{{% extends \"{THEME}{tpl}\" %}}`")
        }
        ErrorKind::MissingParent { parent, .. } => {
            let names = texts.names();
            let near = suggest::nearest(parent, names.iter().map(String::as_str));
            near.map_or_else(|| CORRECT.to_owned(), |near| format!("did you mean `{near}`?"))
        }
        _ => CORRECT.to_owned(),
    }
}

/// The value that a text ends with: `note.owner` of `{% if note.owner`.
fn last_value(text: &str) -> &str {
    let is_of_value = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
    &text[text.trim_end_matches(is_of_value).len()..]
}

/// The file of a template.
fn path_of(name: &str) -> Option<SourcePath> {
    SourcePath::new(&format!("{TEMPLATES}/{name}"))
}

/// Whether the engine stumbled over a tag, or over the end of a template in which one is open.
fn is_of_tag(message: &str) -> bool {
    message.starts_with("Unknown tag") || message.starts_with("Unexpected end")
}

fn find(texts: &Texts, name: &str, needle: &str) -> std::ops::Range<usize> {
    let at = texts.get(name).and_then(|text| text.find(needle));
    at.map_or(0..0, |at| at..at + needle.len())
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}
