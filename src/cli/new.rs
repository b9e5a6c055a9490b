//! `fieldnotes new`: a note with a front matter that is valid.

mod yaml;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use yaml::Value;

use super::args::{Common, New};
use super::output::Terminal;
use super::{ExitStatus, context};
use crate::config::{self, Config};
use crate::corpus::CONTENT;
use crate::path::SourcePath;
use crate::source::Source;
use crate::source::disk::{Disk, read_text};
use crate::validate::schema::{Form, Schema, Shape};
use crate::write::atomic;

pub(super) fn run(args: &New, common: &Common, terminal: &mut Terminal) -> Result<ExitStatus> {
    let site = context::site_folder(common)?;
    let path = note_path(&site, &args.path)?;
    let text = read_text(&site.join(config::FILE)).context("site.toml can't be read")?;
    let (config, _) = Config::parse(&text);
    let mut schema = Schema::of_notes(&config.schema, None);
    if config.owners.of(&path).is_some() {
        schema = schema.without_required("owner");
    }
    let front = front_matter(args, &path, &schema)?;
    let note = format!(
        "---\n{front}---\n\nSay what was wrong, and what you did about it.\n\n## Check\n\n## Roll back\n"
    );
    let target = Disk::new(&site).location(&path).unwrap_or_else(|| site.join(path.as_str()));
    atomic::create(&target, note.as_bytes()).map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => {
            anyhow::anyhow!("`{}` already exists; nothing was changed", context::shown(&target))
        }
        _ => anyhow::Error::from(error).context(format!("`{}` can't be created", target.display())),
    })?;
    terminal.done("Made", &format!("`{}`", context::shown(&target)));
    terminal.say("  next: write it, and run `fieldnotes check`");
    Ok(ExitStatus::Clean)
}

/// The note's path on the site: below `content/`, with the ending `.md`.
fn note_path(site: &Path, named: &Path) -> Result<SourcePath> {
    let text = named.to_str().context("the path is not UTF-8")?.replace('\\', "/");
    let text = text.strip_prefix("./").unwrap_or(&text);
    let inside = match PathBuf::from(text).strip_prefix(site) {
        Ok(rest) if site != Path::new(".") => rest.to_string_lossy().into_owned(),
        _ => text.to_owned(),
    };
    let below = inside.strip_prefix(&format!("{CONTENT}/")).unwrap_or(&inside);
    let is_markdown = crate::path::markdown_stem(below).is_some();
    let below = if is_markdown { below.to_owned() } else { format!("{below}.md") };
    let path = SourcePath::new(&format!("{CONTENT}/{below}")).filter(|_| !below.starts_with('/'));
    let Some(path) = path.filter(|path| path.as_str().starts_with(&format!("{CONTENT}/"))) else {
        bail!("`{}` is outside of `{CONTENT}/`", named.display());
    };
    if path.file_name().starts_with(['.', '_'])
        || crate::path::slugify(path.file_name().trim_end_matches(".md")).is_empty()
    {
        bail!("`{}` can't be the name of a note: use letters and digits", path.file_name());
    }
    Ok(path)
}

fn front_matter(args: &New, path: &SourcePath, schema: &Schema) -> Result<String> {
    let mut map = Vec::new();
    let title = args.title.clone().unwrap_or_else(|| title_from(path));
    if title.trim().is_empty() {
        bail!("`--title` is empty; write a title, or leave the option out");
    }
    let is_given = |name: &str| name == "topic" || (name == "title" && args.title.is_some());
    for field in schema.fields.iter().filter(|field| field.required || is_given(&field.name)) {
        let value = match field.name.as_str() {
            "title" => Value::text(&title),
            "date" => Value::Bare(context::today(None).to_string()),
            "topic" => Value::text(args.topic.as_ref().unwrap_or(&title)),
            _ => starting_value(&field.shape),
        };
        map.push((field.name.clone(), value));
    }
    for path in &schema.required_within {
        let shape = schema.at(path).with_context(|| unknown_field(schema, path))?;
        insert(&mut map, path, starting_value(shape))?;
    }
    for (key, value) in &args.set {
        let field = schema.renames.0.iter().find(|rename| rename.own.value == *key);
        let key = field.map_or(key, |rename| &rename.field.value);
        let shape = schema.at(key).with_context(|| unknown_field(schema, key))?;
        insert(&mut map, key, parsed(value, shape))?;
    }
    for rename in &schema.renames.0 {
        if let Some((at, value)) = take(&mut map, &rename.field.value) {
            map.insert(at, (rename.own.value.clone(), value));
        }
    }
    yaml::write(&map)
}

/// Takes the value at the path of a field, with its place; a map that holds nothing else goes with it.
fn take(map: &mut Vec<(String, Value)>, field: &str) -> Option<(usize, Value)> {
    let (first, rest) = field.split_once('.').map_or((field, None), |(first, rest)| (first, Some(rest)));
    let at = map.iter().position(|(name, _)| name == first)?;
    let Some(rest) = rest else { return Some((at, map.remove(at).1)) };
    let Value::Map(inner) = &mut map[at].1 else { return None };
    let (_, value) = take(inner, rest)?;
    if inner.is_empty() {
        map.remove(at);
    }
    Some((at, value))
}

fn title_from(path: &SourcePath) -> String {
    let name = path.file_name().trim_end_matches(".md");
    let name = if name == "index" { path.folder().rsplit('/').next().unwrap_or(name) } else { name };
    let words = name.replace(['-', '_'], " ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A value that is valid, for a required field that nothing is known of.
fn starting_value(shape: &Shape) -> Value {
    match shape {
        Shape::Choice(words) => Value::text(words.first().cloned().unwrap_or_default()),
        Shape::Bool | Shape::Flag => Value::Bare("false".to_owned()),
        Shape::Integer(range) | Shape::Number(range) => Value::Bare(range.minimum.unwrap_or(1.0).to_string()),
        Shape::List(_) => Value::List(Vec::new()),
        Shape::Map(_) | Shape::Open(..) => Value::Map(Vec::new()),
        Shape::Form(Form::Date | Form::DateTime) => Value::Bare(context::today(None).to_string()),
        Shape::Form(Form::Version) => Value::text("0.1.0"),
        Shape::Form(Form::Interval) => Value::text("6 months"),
        Shape::Form(Form::Url | Form::Source) => Value::text("https://example.org/"),
        Shape::Form(Form::Summary) => Value::text("Say in a sentence or two what this note is for."),
        _ => Value::text("to be written"),
    }
}

fn unknown_field(schema: &Schema, key: &str) -> String {
    let names = schema.fields.iter().map(|field| field.name.as_str());
    match crate::suggest::nearest(key.split('.').next().unwrap_or(key), names) {
        Some(near) if near != key => format!("`{key}` is not a field; did you mean `{near}`?"),
        _ => format!("`{key}` is not a field of this site"),
    }
}

/// A value as the field wants it: a list from words with commas, a number, a day, yes or no, else text.
fn parsed(value: &str, shape: &Shape) -> Value {
    let is_bare = match shape {
        Shape::List(_) => {
            let items = value.split(',').map(str::trim).filter(|item| !item.is_empty());
            return Value::List(items.map(Value::text).collect());
        }
        Shape::Integer(_) | Shape::Number(_) => value.parse::<f64>().is_ok_and(f64::is_finite),
        Shape::Bool | Shape::Flag => value == "true" || value == "false",
        Shape::Form(Form::Date | Form::DateTime) => {
            value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-:+.".contains(&byte))
                && value.starts_with(|c: char| c.is_ascii_digit())
                && !value.ends_with(':')
        }
        _ => false,
    };
    if is_bare { Value::Bare(value.to_owned()) } else { Value::text(value) }
}

fn insert(map: &mut Vec<(String, Value)>, key: &str, value: Value) -> Result<()> {
    let (first, rest) = key.split_once('.').map_or((key, None), |(first, rest)| (first, Some(rest)));
    let at = map.iter().position(|(name, _)| name == first);
    let Some(rest) = rest else {
        match at {
            Some(at) => map[at].1 = value,
            None => map.push((first.to_owned(), value)),
        }
        return Ok(());
    };
    let at = at.unwrap_or_else(|| {
        map.push((first.to_owned(), Value::Map(Vec::new())));
        map.len() - 1
    });
    match &mut map[at].1 {
        Value::Map(inner) => insert(inner, rest, value),
        _ => bail!("`{first}` has a value already, and can't hold `{rest}`"),
    }
}
