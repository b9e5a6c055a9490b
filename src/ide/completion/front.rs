//! Keys and values of a front matter.

use std::collections::BTreeMap;

use super::{Item, Kind, body, escaped};
use crate::diagnostic::Code;
use crate::edit::written::{escaped as double_quoted, scalar};
use crate::ide::schema::{self, Allowed};
use crate::ide::yaml::{self, Spot};
use crate::ide::{Question, counted};
use crate::note::Profile;
use crate::parse::placeholder;
use crate::span::Span;
use crate::validate::read;
use crate::validate::schema::{Field, Form, Shape};

pub(super) fn offer(question: &Question<'_>, front: Span) -> Vec<Item> {
    let Some(spot) = yaml::spot(question.text, front, question.at) else { return Vec::new() };
    let schema = question.schema();
    let allowed = schema::at(&schema, &spot.way);
    let names = |field: &Field| {
        if spot.way.is_empty() { schema.renames.name_of(&field.name).to_owned() } else { field.name.clone() }
    };
    let asked = Asked { question, spot: &spot };
    match (spot.kind, allowed) {
        (yaml::Kind::Key | yaml::Kind::InlineKey, Allowed::Keys(fields)) => asked.keys(fields, names),
        (yaml::Kind::Key | yaml::Kind::InlineKey, Allowed::Value(shape)) => {
            asked.keys(schema::keys(shape), names)
        }
        (yaml::Kind::Item, Allowed::Value(shape)) => {
            let mut items = asked.values(shape);
            items.extend(asked.keys(schema::keys(shape), names));
            items
        }
        (yaml::Kind::Value | yaml::Kind::Inline, Allowed::Value(shape)) => asked.values(shape),
        _ => asked.names(),
    }
}

/// A front matter with all that is required, for a file that has none.
pub(super) fn whole(question: &Question<'_>) -> Item {
    let schema = question.schema();
    let today = question.today.to_string();
    let mut text = "---\n".to_owned();
    for (gap, field) in schema.fields.iter().filter(|field| field.required).enumerate() {
        let name = schema.renames.name_of(&field.name);
        let value = match field.shape {
            Shape::Form(Form::Date | Form::DateTime) => today.clone(),
            _ => format!("${}", gap + 1),
        };
        text += &format!("{}: {value}\n", escaped(name));
    }
    let before = question.text.len() - question.text.trim_start_matches('-').len();
    let replaces = Span::new(0, before.max(question.at));
    let item = Item::plain("front matter", Kind::Key, replaces).detail("with the fields that are required");
    let filter = Some(replaces.of(question.text).to_owned());
    Item { filter, ..item.writes(text + "---\n") }
}

struct Asked<'a> {
    question: &'a Question<'a>,
    spot: &'a Spot,
}

impl Asked<'_> {
    /// Keys that are not there yet, in the order of the format.
    fn keys(&self, fields: &[Field], name: impl Fn(&Field) -> String) -> Vec<Item> {
        let today = self.question.today.to_string();
        let has_value =
            self.question.text[self.spot.word.end as usize..].trim_start_matches(' ').starts_with(':');
        let is_quoted = self.spot.word.of(self.question.text).starts_with(['"', '\'']);
        let key = |field: &Field| {
            let name = name(field);
            if self.spot.siblings.contains(&name) || is_quoted {
                return None;
            }
            let value = if self.spot.kind == yaml::Kind::InlineKey {
                schema::inline_snippet(&field.shape, &today)
            } else {
                schema::snippet(&field.shape, self.spot.indent, &today)
            };
            let name_written = format!("{}{}", self.blank(), escaped(&name));
            let snippet = if has_value { name_written } else { format!("{name_written}:{value}") };
            let must = if field.required { "\n\nRequired." } else { "" };
            let about = format!("{}\n\nValue: {}.{must}", field.description, schema::told(&field.shape));
            let item = Item::plain(&name, Kind::Key, self.spot.word).about(about).writes(snippet);
            Some(item.detail(if field.required { "required" } else { "" }))
        };
        fields.iter().filter_map(key).collect()
    }

    fn values(&self, shape: &Shape) -> Vec<Item> {
        let words =
            |words: &[&str]| words.iter().map(|word| self.value(word, Kind::Value)).collect::<Vec<_>>();
        let mut items = match shape {
            Shape::Choice(choice) => choice.iter().map(|word| self.value(word, Kind::Value)).collect(),
            Shape::Bool | Shape::Flag => words(&["true", "false"]),
            Shape::Form(Form::Date | Form::DateTime) => {
                vec![self.bare(&self.question.today.to_string(), Kind::Value).detail("today")]
            }
            Shape::Form(Form::Language) => {
                words(&body::languages(self.question, self.spot.word.of(self.question.text)))
            }
            Shape::Form(Form::Interval) => {
                ["3 months", "6 months", "12 months"].map(|text| self.bare(text, Kind::Value)).into()
            }
            _ => Vec::new(),
        };
        // What notes have of it says how often; the order is that of the format.
        for known in self.names() {
            match items.iter_mut().find(|item| item.label == known.label) {
                Some(item) => item.detail = known.detail,
                None => items.push(known),
            }
        }
        items
    }

    /// What other notes have there: terms, owners, references, entities, alerts, paths.
    fn names(&self) -> Vec<Item> {
        let field = self.spot.field();
        let field = field.strip_suffix(".name").unwrap_or(&field);
        let notes = self.question.build.corpus.notes.iter();
        if let Some((at, index)) = self.question.index_of(field) {
            return self.terms(at, &index.name);
        }
        match field {
            "owner" => self.by_count(notes.filter_map(|note| note.face.owner.clone())),
            "topic" => self.by_count(notes.map(|note| note.face.topic.clone())),
            "entities" => self.by_count(notes.flat_map(|note| note.face.entities.clone())),
            "alerts" => {
                let alerts = notes.flat_map(|note| note.facts.alerts.iter().map(|alert| alert.value.clone()));
                self.by_count(alerts)
            }
            "revision.reviewed_by" => {
                self.by_count(notes.filter_map(|note| note.face.revision.reviewed_by.clone()))
            }
            "reference" => self.next_reference().into_iter().collect(),
            "lints.allow" => Code::ALL.iter().map(|code| self.code(*code)).collect(),
            "revision.superseded_by" => self.files(body::notes(self.question, self.spot.word)),
            "image_sources.url" => self.files(body::pictures(self.question, self.spot.word)),
            _ => Vec::new(),
        }
    }

    fn code(&self, code: Code) -> Item {
        self.value(code.name(), Kind::Value).detail(code.default_level().name()).about(code.summary())
    }

    /// The terms of an index, those of the vocabulary first, then those that most notes have; without those that this note has.
    fn terms(&self, at: usize, index: &str) -> Vec<Item> {
        let (question, build) = (self.question, self.question.build);
        let vocabulary = build.config.vocabulary.get(index).map(Vec::as_slice).unwrap_or_default();
        let mut terms: BTreeMap<String, usize> =
            vocabulary.iter().map(|(name, _)| (name.clone(), 0)).collect();
        let notes = build.corpus.notes.iter().filter(|note| note.facts.path != *question.path);
        for term in notes.flat_map(|note| note.facts.terms.get(at).into_iter().flatten()) {
            if !term.value.contains(placeholder::OPENING) {
                *terms.entry(question.canonical(at, &term.value)).or_default() += 1;
            }
        }
        let own = read::note(&question.document(), question.text, &build.config.taxonomies).profile;
        let word = self.spot.word;
        let is_elsewhere = |span: Span| span.end < word.start || span.start > word.end;
        let own = own.facts.terms.get(at).into_iter().flatten().filter(|term| is_elsewhere(term.span));
        for term in own {
            terms.remove(&question.canonical(at, &term.value));
        }
        let is_canonical = |name: &str| vocabulary.iter().any(|(canonical, _)| canonical == name);
        let mut terms: Vec<(String, usize)> = terms.into_iter().collect();
        terms.sort_by_key(|(name, count)| (!is_canonical(name), std::cmp::Reverse(*count)));
        let item = |(name, count): &(String, usize)| {
            let others = vocabulary.iter().find(|(canonical, _)| canonical == name);
            let others = others.map(|(_, others)| others.join(", ")).filter(|others| !others.is_empty());
            let about = others.map(|others| format!("In place of: {others}")).unwrap_or_default();
            self.value(name, Kind::Name).detail(counted(*count, "note", "notes")).about(about)
        };
        terms.iter().map(item).collect()
    }

    /// Values by how many times they are there.
    fn by_count(&self, values: impl Iterator<Item = String>) -> Vec<Item> {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        let is_written = |value: &String| !value.is_empty() && !value.contains(placeholder::OPENING);
        for value in values.filter(is_written) {
            *counts.entry(value).or_default() += 1;
        }
        let mut counts: Vec<(String, usize)> = counts.into_iter().collect();
        counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        counts
            .iter()
            .map(|(value, count)| self.value(value, Kind::Name).detail(counted(*count, "note", "notes")))
            .collect()
    }

    /// The reference behind the highest that notes have, of the kind that most of them have.
    fn next_reference(&self) -> Option<Item> {
        let parts = |note: &Profile| {
            let reference = &note.facts.reference.as_ref()?.value;
            let stem = reference.trim_end_matches(|c: char| c.is_ascii_digit());
            let digits = &reference[stem.len()..];
            Some((stem.to_owned(), digits.len(), digits.parse::<u64>().ok()?))
        };
        let mut kinds: BTreeMap<String, (usize, usize, u64)> = BTreeMap::new();
        for (stem, width, number) in self.question.build.corpus.notes.iter().filter_map(parts) {
            let kind = kinds.entry(stem).or_default();
            *kind = (kind.0 + 1, kind.1.max(width), kind.2.max(number));
        }
        // One note alone has no series.
        let (stem, (_, width, last)) =
            kinds.into_iter().filter(|(_, (count, ..))| *count > 1).max_by_key(|(_, (count, ..))| *count)?;
        let next = format!("{stem}{:0width$}", last.checked_add(1)?);
        Some(self.value(&next, Kind::Value).detail("the next one"))
    }

    /// A value as YAML has to have it, in the quotes that are there already.
    fn value(&self, text: &str, kind: Kind) -> Item {
        let item = self.bare(text, kind);
        let quote = self.spot.word.of(self.question.text).chars().next().filter(|c| "\"'".contains(*c));
        let is_word = matches!(text, "true" | "false");
        let is_inline = self.spot.kind == yaml::Kind::Inline && text.contains([',', '[', ']', '{', '}']);
        let written = match quote {
            Some('\'') => format!("'{}'", text.replace('\'', "''")),
            Some(_) => format!("\"{}\"", double_quoted(text)),
            None if is_word => text.to_owned(),
            None if is_inline => format!("\"{}\"", double_quoted(text)),
            None => scalar(text),
        };
        let filter = quote.map(|quote| format!("{quote}{text}{quote}"));
        Item { filter, ..item.writes(format!("{}{}", self.blank(), escaped(&written))) }
    }

    /// A value without quotes.
    fn bare(&self, text: &str, kind: Kind) -> Item {
        Item::plain(text, kind, self.spot.word).writes(format!("{}{}", self.blank(), escaped(text)))
    }

    /// The blank that YAML wants behind a colon and a dash, where there is none.
    fn blank(&self) -> &'static str {
        let before = &self.question.text[..self.spot.word.start as usize];
        if before.ends_with([':', '-']) { " " } else { "" }
    }

    /// Files, as values.
    fn files(&self, items: Vec<Item>) -> Vec<Item> {
        let written = |item: Item| {
            let path = super::without_gaps(&item.snippet);
            let is_plain = path.chars().all(|c| c.is_alphanumeric() || "/-_.~+".contains(c));
            let is_quoted = self.spot.word.of(self.question.text).starts_with(['"', '\'']);
            let is_bare = is_plain && !is_quoted && path.starts_with(|c: char| c.is_alphabetic() || c == '.');
            let value = if is_bare { self.bare(&path, item.kind) } else { self.value(&path, item.kind) };
            Item { snippet: value.snippet, ..item }
        };
        items.into_iter().map(written).collect()
    }
}
