//! Links, places in files, pictures, footnotes and the words behind a fence.

use std::cmp::Reverse;

use foldhash::HashMap;

use super::{Item, Kind, escaped};
use crate::corpus::STATIC;
use crate::edit::links::{Form, written};
use crate::ide::Question;
use crate::model::link::{Target, resolve};
use crate::parse::Outline;
use crate::parse::fence::attributes;
use crate::path::{SourcePath, relative};
use crate::render::highlight::language;
use crate::span::Span;

pub(super) fn offer(question: &Question<'_>) -> Vec<Item> {
    let line = question.line_before();
    if let Some(info) = fence_info(question, line) {
        return words_of_fence(question, info);
    }
    if is_in_code(question) {
        return Vec::new();
    }
    if let Some((destination, wanted)) = destination(line) {
        return link(question, destination, wanted);
    }
    match line.rfind("[^") {
        Some(at) if !line[at..].contains([']', ' ']) => footnotes(question, line.len() - at - 2),
        _ => Vec::new(),
    }
}

/// What a destination leads to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Page,
    Picture,
}

/// What is written of a destination at the end of a line, and what it leads to.
fn destination(line: &str) -> Option<(&str, Wanted)> {
    let definition = || {
        let (label, rest) = line.trim_start().strip_prefix('[')?.split_once("]:")?;
        (!label.starts_with('^')).then_some((rest.trim_start(), Wanted::Page))
    };
    let inline = || {
        let at = line.rfind("](")?;
        let open = line[..at].rfind('[');
        let is_picture = open.is_some_and(|open| line[..open].ends_with('!'));
        Some((&line[at + 2..], if is_picture { Wanted::Picture } else { Wanted::Page }))
    };
    let (written, wanted) = inline().or_else(definition)?;
    let is_open = |text: &str| match text.strip_prefix('<') {
        Some(angle) => !angle.contains('>'),
        None => !text.contains([' ', ')']),
    };
    is_open(written).then_some((written, wanted))
}

fn link(question: &Question<'_>, destination: &str, wanted: Wanted) -> Vec<Item> {
    let destination = destination.strip_prefix('<').unwrap_or(destination);
    if let Some((path, place)) = destination.split_once('#') {
        let word = question.written(place.len(), |c| c.is_whitespace() || ")>".contains(c));
        return places(question, path, word);
    }
    let word = question.written(destination.len(), |c| c.is_whitespace() || "#)>".contains(c));
    if wanted == Wanted::Picture {
        return pictures(question, word);
    }
    let mut items = notes(question, word);
    if destination.is_empty() {
        items.truncate(super::MOST - 1);
        items.push(Item::plain("#", Kind::Place, word).detail("a heading of this note"));
    }
    items
}

/// The notes and sections that fit what is written, by title or by path: those whose names begin so first.
pub(super) fn notes(question: &Question<'_>, word: Span) -> Vec<Item> {
    let (build, typed) = (question.build, word.of(question.text));
    let notes = build.corpus.notes.iter().map(|note| (&note.facts.path, note.face.title.as_str()));
    let sections =
        build.corpus.sections.iter().map(|section| (&section.path, section.title.as_deref().unwrap_or("")));
    found(question, typed, notes.chain(sections), |path, title| {
        let item = Item::plain(if title.is_empty() { path.file_name() } else { title }, Kind::File, word);
        item.detail(crate::corpus::below_content(path.as_str()))
    })
}

/// The pictures that fit what is written.
pub(super) fn pictures(question: &Question<'_>, word: Span) -> Vec<Item> {
    let is_picture = |path: &SourcePath| {
        let name = path.as_str().rsplit('.').next().unwrap_or("").to_ascii_lowercase();
        ["png", "jpg", "jpeg", "gif", "webp", "avif", "svg"].contains(&name.as_str())
    };
    let files = question.build.corpus.files.keys().filter(|path| is_picture(path));
    found(question, word.of(question.text), files.map(|path| (path, "")), |path, _| {
        Item::plain(path.file_name(), Kind::File, word).detail(path.folder())
    })
}

/// Files that fit what is written, each as it is written in a link from here.
fn found<'a>(
    question: &Question<'_>,
    typed: &str,
    files: impl Iterator<Item = (&'a SourcePath, &'a str)>,
    item: impl Fn(&SourcePath, &str) -> Item,
) -> Vec<Item> {
    let typed_words: Vec<String> = typed
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let folder = question.path.folder();
    let rank = |(path, title): (&'a SourcePath, &'a str)| {
        let (title_words, name) = (title.to_lowercase(), path.as_str().to_lowercase());
        let fits = typed_words
            .iter()
            .all(|word| title_words.contains(word.as_str()) || name.contains(word.as_str()));
        let begins = typed_words.first().is_some_and(|first| {
            title_words.starts_with(first.as_str())
                || path.file_name().to_lowercase().starts_with(first.as_str())
        });
        let is_here = path == question.path;
        // What is near is meant more often.
        let distance = relative(folder, path.as_str()).matches("../").count();
        (fits && !is_here).then_some(((!begins, distance, path.as_str()), (path, title)))
    };
    let mut ranked: Vec<_> = files.filter_map(rank).collect();
    ranked.sort_unstable_by_key(|(rank, _)| *rank);
    ranked.truncate(super::MOST);
    let made = |(_, (path, title)): (_, (&SourcePath, &str))| {
        let item = item(path, title);
        let to = match path.as_str().strip_prefix(STATIC) {
            Some(address) => written(address, Form::Bare),
            None => written(&relative(folder, path.as_str()), Form::Bare),
        };
        Item { filter: Some(typed.to_owned()), ..item.writes(escaped(&to)) }
    };
    ranked.into_iter().map(made).collect()
}

/// The headings of the file that a link leads to.
fn places(question: &Question<'_>, path: &str, word: Span) -> Vec<Item> {
    let build = question.build;
    let headings = |outline: &Outline| {
        let heading = |heading: &crate::parse::markdown::Heading| {
            let item = Item::plain(&heading.text, Kind::Place, word).detail(format!("#{}", heading.id));
            let snippet = escaped(&crate::ide::rename::written_place(&heading.id));
            Item { filter: Some(format!("{} {}", heading.id, heading.text)), ..item.writes(snippet) }
        };
        outline.headings.iter().map(heading).collect()
    };
    if path.is_empty() {
        return headings(&question.document().outline);
    }
    match resolve(&build.site, question.path, path) {
        Target::Note(id, _) => headings(&build.site.note(id).facts.outline),
        Target::Section(id, _) => {
            build.site.sections[id].file.as_ref().map(|file| headings(&file.outline)).unwrap_or_default()
        }
        Target::Unpublished(path, _) => {
            build.corpus.note_at(&path).map(|note| headings(&note.facts.outline)).unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

/// The footnotes that the text defines.
fn footnotes(question: &Question<'_>, typed: usize) -> Vec<Item> {
    let word = question.written(typed, |c| c == ']' || c.is_whitespace());
    let label = |line: &str| Some(line.trim_start().strip_prefix("[^")?.split_once("]:")?.0.to_owned());
    let labels = question.text.lines().filter_map(label);
    labels.map(|label| Item::plain(&label, Kind::Place, word).detail("footnote")).collect()
}

/// What stands behind a fence that is being opened here.
fn fence_info<'l>(question: &Question<'_>, line: &'l str) -> Option<&'l str> {
    let rest = line.trim_start_matches([' ', '>', '\t']);
    let rest = rest.strip_prefix("- ").unwrap_or(rest);
    let sign = rest.chars().next().filter(|c| "`~".contains(*c))?;
    let info = rest.trim_start_matches(sign);
    let start = question.at - line.len();
    let is_opening = rest.len() - info.len() >= 3 && !is_code_before(question, start);
    (is_opening && !info.contains('`')).then_some(info)
}

/// The languages that fit what is written: those that begin so first, of them those that notes have. Names of files are none.
pub(super) fn languages(question: &Question<'_>, typed: &str) -> Vec<&'static str> {
    let typed = typed.trim().to_lowercase();
    let mut counts: HashMap<&str, usize> = HashMap::default();
    for block in question.build.corpus.notes.iter().flat_map(|note| &note.facts.outline.code) {
        let word = block.info.split([' ', '{', ',']).next().unwrap_or_default();
        *counts.entry(word).or_default() += 1;
    }
    let is_word = |name: &&str| name.contains(&typed) && !name.contains([' ', '.']);
    let mut fitting: Vec<&str> = language::all().into_iter().filter(is_word).collect();
    let used = |name: &str| counts.get(name).copied().unwrap_or(0);
    fitting.sort_by_key(|name| (!name.starts_with(&typed), Reverse(used(name)), name.len() < 3, *name));
    fitting
}

fn words_of_fence(question: &Question<'_>, info: &str) -> Vec<Item> {
    let Some(last) = info.rfind([' ', '{']) else {
        let word = question.written(info.len(), |c: char| c.is_whitespace() || c == '{');
        let all = languages(question, info);
        return all.into_iter().map(|name| Item::plain(name, Kind::Word, word)).collect();
    };
    let word = question.written(info.len() - last - 1, |c: char| c.is_whitespace() || c == '}');
    // A value is the author's.
    if info[last..].contains('=') {
        return Vec::new();
    }
    let has = |name: &str| info[..=last].contains(name);
    let attribute = |(name, example): (&str, &str)| {
        let value = match example.split_once('=') {
            Some((_, quoted)) if quoted.starts_with('"') => format!("{name}=\"$1\""),
            Some((_, word)) => format!("{name}=${{1:{word}}}"),
            None => name.to_owned(),
        };
        Item::plain(name, Kind::Word, word).detail(example).writes(value)
    };
    attributes().filter(|(name, _)| !has(name)).map(attribute).collect()
}

/// Whether the place is within a block of code.
fn is_in_code(question: &Question<'_>) -> bool {
    is_code_before(question, question.at - question.line_before().len())
}

/// Whether a block of code is open before the line that begins at a byte.
fn is_code_before(question: &Question<'_>, start: usize) -> bool {
    let body = crate::parse::front_matter::split(question.text).body.start as usize;
    let mut open: Option<(char, usize)> = None;
    for line in question.text[body.min(start)..start].lines() {
        let rest = line.trim_start_matches([' ', '>', '\t']);
        let rest = rest.strip_prefix("- ").unwrap_or(rest);
        let Some(sign) = rest.chars().next().filter(|c| "`~".contains(*c)) else { continue };
        let info = rest.trim_start_matches(sign);
        let count = rest.len() - info.len();
        open = match open {
            Some((of, least)) if of == sign && count >= least && info.trim().is_empty() => None,
            Some(open) => Some(open),
            None if count >= 3 && !(sign == '`' && info.contains('`')) => Some((sign, count)),
            None => None,
        };
    }
    open.is_some()
}
