//! What stands at a place: a link, a heading, a key, a term, a code.

use pulldown_cmark::{Event, Tag};

use super::Question;
use super::yaml::Step;
use crate::config;
use crate::corpus::TEMPLATES;
use crate::diagnostic::Code;
use crate::model::link::{Target, resolve};
use crate::parse::Document;
use crate::parse::events::with_html;
use crate::path::SourcePath;
use crate::span::Span;
use crate::tree::{Node, Value};
use crate::validate::read;

/// What stands at a place.
#[derive(Clone, Debug, PartialEq)]
pub enum Subject {
    /// A destination, and where it leads.
    Link(Target),
    /// A heading of the file: its number.
    Heading(usize),
    /// A footnote, by its label: where it is used, or where it is defined.
    Footnote(String),
    /// A key of the front matter, by the way to it.
    Key(Vec<String>),
    /// A term of an index: the place of that among the settings, and how the term is spelt here.
    Term(usize, String),
    /// The name of a diagnostic.
    Code(Code),
    /// The name of a template.
    Template(String),
    /// The note as a whole.
    Note,
}

/// Something, and where it stands.
pub type Found = (Subject, Span);

impl Question<'_> {
    /// What stands at the place.
    pub fn subject(&self) -> Option<Found> {
        if self.path.as_str() == config::FILE {
            return self.code_in_settings();
        }
        if self.path.as_str().starts_with(TEMPLATES) {
            return template_at(self.text, self.at).map(|(name, span)| (Subject::Template(name), span));
        }
        if !self.is_markdown() {
            return None;
        }
        let document = self.document();
        if document.front_span.touches(self.at) && document.front_span != Span::at(0) {
            return self.in_front(&document);
        }
        self.in_body(&document)
    }

    fn in_front(&self, document: &Document) -> Option<Found> {
        let note = read::note(document, self.text, &self.build.config.taxonomies);
        let facts = &note.profile.facts;
        for (index, terms) in facts.terms.iter().enumerate() {
            if let Some(term) = terms.iter().find(|term| self.is_in(term.span)) {
                return Some((Subject::Term(index, term.value.to_string()), term.span));
            }
        }
        let mut codes = facts.allowed.iter().filter(|code| self.is_in(code.span));
        if let Some((code, span)) = codes.find_map(|code| Some((Code::named(&code.value)?, code.span))) {
            return Some((Subject::Code(code), span));
        }
        let successor = note.profile.face.revision.superseded_by.as_ref();
        let urls = facts.image_sources.iter().map(|source| &source.url);
        if let Some(path) = successor.into_iter().chain(urls).find(|path| self.is_in(path.span)) {
            return Some((self.led(&path.value), path.span));
        }
        let (way, span) = key_at(document.front.as_ref()?, self.at)?;
        Some((if way == ["title"] { Subject::Note } else { Subject::Key(way) }, span))
    }

    fn in_body(&self, document: &Document) -> Option<Found> {
        let outline = &document.outline;
        let links = outline.links.iter().map(|link| (&link.destination, link.span, link.written));
        let pictures =
            outline.pictures.iter().map(|picture| (&picture.destination, picture.span, picture.written));
        let link = links.chain(pictures).find(|(_, span, written)| {
            let whole = whole_link(self.text, *span);
            self.is_in(whole) || written.is_some_and(|written| self.is_in(written))
        });
        if let Some((destination, span, written)) = link {
            let span = written.filter(|written| self.is_in(*written)).unwrap_or(span);
            return Some((self.led(destination), span));
        }
        let footnote = self.footnotes().into_iter().find(|(_, span)| self.is_in(*span));
        if let Some((label, span)) = footnote {
            return Some((Subject::Footnote(label), span));
        }
        let at = outline.headings.iter().position(|heading| self.is_in(heading.span))?;
        Some((Subject::Heading(at), outline.headings[at].span))
    }

    /// The footnotes that the body uses and defines, each with its label and where that stands with its brackets.
    pub(super) fn footnotes(&self) -> Vec<(String, Span)> {
        let body = crate::parse::front_matter::split(self.text).body;
        let source = body.of(self.text);
        let label = |(event, range): (Event<'_>, std::ops::Range<usize>)| {
            let (Event::FootnoteReference(label) | Event::Start(Tag::FootnoteDefinition(label))) = event
            else {
                return None;
            };
            let start = range.start + source[range.clone()].find("[^")?;
            let end = start + source[start..range.end].find(']')? + 1;
            let offset = body.start as usize;
            Some((label.to_string(), Span::new(offset + start, offset + end)))
        };
        with_html(source, self.build.config.extensions).0.into_iter().filter_map(label).collect()
    }

    fn led(&self, destination: &str) -> Subject {
        Subject::Link(resolve(&self.build.site, self.path, destination))
    }

    fn is_in(&self, span: Span) -> bool {
        span.touches(self.at)
    }

    fn code_in_settings(&self) -> Option<Found> {
        let is_word = |c: char| c.is_ascii_alphanumeric() || c == '-';
        let before = self.text[..self.at].rfind(|c| !is_word(c)).map_or(0, |at| at + 1);
        let after = self.text[self.at..].find(|c| !is_word(c)).map_or(self.text.len(), |at| self.at + at);
        let code = Code::named(&self.text[before..after])?;
        Some((Subject::Code(code), Span::new(before, after)))
    }

    /// The field of a way of keys.
    pub(super) fn steps(way: &[String]) -> Vec<Step> {
        way.iter().map(|key| if key == "-" { Step::Item } else { Step::Key(key.clone()) }).collect()
    }
}

/// The key that stands at a byte, by the way to it, in which `-` stands for an item of a list.
fn key_at(node: &Node, at: usize) -> Option<(Vec<String>, Span)> {
    let holds = |span: Span| span.touches(at);
    match &node.value {
        Value::Map(entries) => entries.iter().find_map(|entry| {
            let key = entry.key.value.to_string();
            if holds(entry.key.span) {
                return Some((vec![key], entry.key.span));
            }
            let (mut way, span) = key_at(&entry.value, at)?;
            way.insert(0, key);
            Some((way, span))
        }),
        Value::List(items) => items.iter().find_map(|item| {
            let (mut way, span) = key_at(item, at)?;
            way.insert(0, "-".to_owned());
            Some((way, span))
        }),
        Value::Scalar(_) => None,
    }
}

/// Longest text of a link that is looked through for its beginning, in bytes.
const MOST_LABEL: usize = 1000;

/// A link from its bracket to the end of its destination, where that is what stands at a span.
fn whole_link(text: &str, destination: Span) -> Span {
    let before = &text[..(destination.start as usize).min(text.len())];
    let Some(label) = before.strip_suffix("](").or_else(|| before.strip_suffix("](<")) else {
        return destination;
    };
    let mut depth = 0;
    for (at, c) in label.char_indices().rev().take(MOST_LABEL) {
        match c {
            '[' if depth == 0 => return Span::new(at, destination.end as usize),
            '[' => depth -= 1,
            ']' => depth += 1,
            _ => {}
        }
    }
    destination
}

/// Whether two labels are those of one footnote: their case does not count.
pub(super) fn is_same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

/// The name of a template that another one speaks of at a byte.
fn template_at(text: &str, at: usize) -> Option<(String, Span)> {
    templates(text).find(|(_, span)| span.touches(at))
}

/// The templates that one speaks of, with their places.
pub(super) fn templates(text: &str) -> impl Iterator<Item = (String, Span)> {
    text.match_indices("{%").filter_map(move |(open, _)| {
        let tag = &text[open..open + text[open..].find("%}")?];
        let words = tag[2..].trim_start_matches(['-', ' ']);
        let names_one = ["include", "extends", "import"].iter().any(|word| words.starts_with(word));
        let quote = tag.find(['"', '\'']).filter(|_| names_one)?;
        let end = quote + 1 + tag[quote + 1..].find(['"', '\''])?;
        Some((tag[quote + 1..end].to_owned(), Span::new(open + quote + 1, open + end)))
    })
}

/// The file of a template that the site has.
pub(super) fn template_file(name: &str) -> Option<SourcePath> {
    SourcePath::new(&format!("{TEMPLATES}/{name}"))
}
