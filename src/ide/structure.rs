//! How a file is made up: its headings and keys, what can be folded, what lies around a place, and where its links lead.

use super::Question;
use super::place::Place;
use crate::engine::Build;
use crate::model::link::resolve;
use crate::parse::Document;
use crate::path::SourcePath;
use crate::span::Span;
use crate::tree::{Node, Value};

/// A part of a file that has a name.
#[derive(Clone, Debug)]
pub struct Symbol {
    /// Its name.
    pub name: String,
    /// More about it.
    pub detail: String,
    /// Whether it is a heading; else it is a key.
    pub is_heading: bool,
    /// All of it.
    pub span: Span,
    /// Its name alone.
    pub named: Span,
    /// What it is made of.
    pub inner: Vec<Symbol>,
}

/// A note or a heading of one, as a search over a site finds it.
#[derive(Clone, Debug)]
pub struct Hit {
    /// Its name.
    pub name: String,
    /// The note that it is a heading of.
    pub within: Option<String>,
    /// Where it is.
    pub place: Place,
}

/// Most that a search over a site gives.
const MOST_HITS: usize = 200;

impl Question<'_> {
    /// The headings of the file, each with those below it, and behind the keys of its front matter.
    pub fn symbols(&self) -> Vec<Symbol> {
        if !self.is_markdown() {
            return Vec::new();
        }
        let document = self.document();
        let mut symbols = Vec::new();
        if let Some(front) = document.front.as_ref().filter(|_| !document.front_span.range().is_empty()) {
            let inner = keys(front);
            let span = document.front_span;
            let named = Span::at(span.start as usize);
            let (name, detail) = ("Front matter".to_owned(), String::new());
            symbols.push(Symbol { name, detail, is_heading: false, span, named, inner });
        }
        symbols.extend(headings(&document));
        symbols
    }

    /// What can be folded: the front matter, the sections of headings, blocks of code; each from the end of its first line on.
    pub fn folds(&self) -> Vec<Span> {
        if !self.is_markdown() {
            return Vec::new();
        }
        let document = self.document();
        let mut folds = Vec::new();
        if !document.front_span.range().is_empty() {
            folds.push(Span::new(
                document.front_span.start.saturating_sub(1) as usize,
                document.front_span.end as usize,
            ));
        }
        let sections = sections(&document);
        folds.extend(
            sections
                .into_iter()
                .map(|(at, end)| Span::new(document.outline.headings[at].span.end as usize, end)),
        );
        folds.extend(self.fences(&document));
        folds.retain(|fold| fold.of(self.text).trim_end().contains('\n'));
        for fold in &mut folds {
            let end = fold.start as usize + fold.of(self.text).trim_end().len();
            *fold = Span::new(fold.start as usize, end);
        }
        folds
    }

    /// Blocks of code, from the end of the line that opens one to its last line.
    fn fences(&self, document: &Document) -> Vec<Span> {
        let block = |info: Span| {
            let start = info.end as usize;
            let line = self.text[..info.start as usize].rfind('\n').map_or(0, |end| end + 1);
            let opening = self.text[line..info.start as usize].trim_start_matches([' ', '>', '-', '\t']);
            let fence: String = opening.chars().take_while(|c| "`~".contains(*c)).collect();
            let rest = &self.text[start..];
            let closes = |line: &str| {
                let line = line.trim_start_matches([' ', '>', '\t']).trim_end();
                !fence.is_empty() && line.starts_with(&fence) && line.chars().all(|c| fence.contains(c))
            };
            let mut at = start;
            for line in rest.split_inclusive('\n').skip(1) {
                at = line.as_ptr() as usize - self.text.as_ptr() as usize + line.len();
                if closes(line) {
                    break;
                }
            }
            Span::new(start, at)
        };
        document.outline.code.iter().map(|code| block(code.span)).collect()
    }

    /// What lies around the place, each within the next: a word, a value, an entry, a section, the file.
    pub fn around(&self) -> Vec<Span> {
        let holds = |span: &Span| span.touches(self.at);
        let mut around = vec![self.word()];
        if self.is_markdown() {
            let document = self.document();
            around.extend(document.front.iter().flat_map(nodes));
            around.push(document.front_span);
            around.extend(self.subject().map(|(_, span)| span));
            around.push(self.paragraph(document.body));
            let headings = &document.outline.headings;
            let sections = sections(&document).into_iter();
            around.extend(sections.map(|(at, end)| Span::new(headings[at].span.start as usize, end)));
            around.push(document.body);
        }
        around.push(Span::new(0, self.text.len()));
        around.retain(holds);
        around.sort_by_key(|span| span.range().len());
        // Each has to hold the one before.
        let mut kept: Vec<Span> = Vec::new();
        for span in around {
            let fits = kept
                .last()
                .is_none_or(|last| span != *last && span.start <= last.start && span.end >= last.end);
            if fits {
                kept.push(span);
            }
        }
        kept
    }

    fn word(&self) -> Span {
        let ends = |c: char| !(c.is_alphanumeric() || c == '_' || c == '-');
        let start = self.text[..self.at].char_indices().rev().find(|(_, c)| ends(*c));
        let start = start.map_or(0, |(at, c)| at + c.len_utf8());
        let end = self.text[self.at..].find(ends).map_or(self.text.len(), |at| self.at + at);
        Span::new(start, end)
    }

    fn paragraph(&self, body: Span) -> Span {
        let start = self.text[body.start as usize..self.at.max(body.start as usize)].rfind("\n\n");
        let start = start.map_or(body.start as usize, |at| body.start as usize + at + 2);
        let end = self.text[self.at..].find("\n\n").map_or(self.text.len(), |at| self.at + at);
        Span::new(start, end)
    }

    /// The links of the file that lead to files of the site, with those files.
    pub fn links(&self) -> Vec<(Span, Place)> {
        if !self.is_markdown() {
            return Vec::new();
        }
        let outline = self.document().outline;
        let links = outline.links.iter().map(|link| (&link.destination, link.written));
        let pictures = outline.pictures.iter().map(|picture| (&picture.destination, picture.written));
        let found = links.chain(pictures).filter_map(|(destination, written)| {
            let target = resolve(&self.build.site, self.path, destination);
            Some((written?, self.led_to(&target, &outline)?))
        });
        found.collect()
    }
}

/// Notes and headings whose names hold all words of a query.
pub fn search(build: &Build, query: &str) -> Vec<Hit> {
    let words: Vec<String> = query.split_whitespace().map(str::to_lowercase).collect();
    let fits = |name: &str| {
        let name = name.to_lowercase();
        words.iter().all(|word| name.contains(word.as_str()))
    };
    let place = |path: &SourcePath, span| Place { path: path.clone(), span };
    let notes = build.corpus.notes.iter();
    let titles = notes.clone().filter(|note| fits(&note.face.title) || fits(note.facts.path.as_str()));
    let titles = titles.map(|note| Hit {
        name: note.face.title.clone(),
        within: None,
        place: place(&note.facts.path, Span::at(0)),
    });
    let headings = notes.filter(|_| !words.is_empty()).flat_map(|note| {
        let headings = note.facts.outline.headings.iter().filter(|heading| fits(&heading.text));
        headings.map(|heading| Hit {
            name: heading.text.clone(),
            within: Some(note.face.title.clone()),
            place: place(&note.facts.path, heading.span),
        })
    });
    titles.chain(headings).take(MOST_HITS).collect()
}

/// The keys of a map, as far as they hold maps.
fn keys(node: &Node) -> Vec<Symbol> {
    let symbol = |entry: &crate::tree::Entry| Symbol {
        // No editor shows a symbol without a name.
        name: if entry.key.value.is_empty() { "\"\"".to_owned() } else { entry.key.value.to_string() },
        detail: entry.value.as_text().unwrap_or_default().chars().take(80).collect(),
        is_heading: false,
        span: Span::new(entry.key.span.start as usize, entry.value.span.end.max(entry.key.span.end) as usize),
        named: entry.key.span,
        inner: keys(&entry.value),
    };
    node.entries().iter().map(symbol).collect()
}

/// All values below one, with the entries that they stand in.
fn nodes(node: &Node) -> Vec<Span> {
    let mut spans = vec![node.span];
    match &node.value {
        Value::Map(entries) => {
            for entry in entries {
                spans.push(entry.key.span);
                spans.push(Span::new(entry.key.span.start as usize, entry.value.span.end as usize));
                spans.extend(nodes(&entry.value));
            }
        }
        Value::List(items) => spans.extend(items.iter().flat_map(nodes)),
        Value::Scalar(_) => {}
    }
    spans
}

/// The headings of a file, by their numbers, each with the end of its section.
fn sections(document: &Document) -> Vec<(usize, usize)> {
    let headings = &document.outline.headings;
    let section = |at: usize| {
        let next = headings[at + 1..].iter().find(|other| other.level <= headings[at].level);
        (at, next.map_or(document.body.end, |next| next.span.start) as usize)
    };
    (0..headings.len()).map(section).collect()
}

fn headings(document: &Document) -> Vec<Symbol> {
    let mut open: Vec<(u8, Symbol)> = Vec::new();
    let mut done = Vec::new();
    for (at, end) in sections(document) {
        let heading = &document.outline.headings[at];
        while open.last().is_some_and(|(level, _)| *level >= heading.level) {
            close(&mut open, &mut done);
        }
        let span = Span::new(heading.span.start as usize, end);
        let (name, detail) = (heading.text.clone(), format!("#{}", heading.id));
        let name = if name.is_empty() { heading.id.clone() } else { name };
        open.push((
            heading.level,
            Symbol { name, detail, is_heading: true, span, named: heading.span, inner: Vec::new() },
        ));
    }
    while !open.is_empty() {
        close(&mut open, &mut done);
    }
    done
}

/// Puts the innermost open heading into the one around it; one that none is around is done.
fn close(open: &mut Vec<(u8, Symbol)>, done: &mut Vec<Symbol>) {
    if let Some((_, symbol)) = open.pop() {
        match open.last_mut() {
            Some((_, outer)) => outer.inner.push(symbol),
            None => done.push(symbol),
        }
    }
}
