//! Indexes: for each field that has one, its terms, and the notes of each term.

use std::collections::BTreeMap;

use super::NoteId;
use super::note::NotePage;
use crate::config::{Config, TaxonomyConfig};
use crate::path::{UrlPath, slugify};
use crate::span::Span;
use crate::tree::{Node, Value};

/// An index.
#[derive(Clone, Debug)]
pub struct Taxonomy {
    /// Its settings.
    pub config: TaxonomyConfig,
    /// Its address.
    pub url: UrlPath,
    /// Its terms, by name.
    pub terms: Vec<Term>,
}

/// A term of an index.
#[derive(Clone, Debug)]
pub struct Term {
    /// The spelling that most notes use.
    pub name: String,
    /// The last part of its address.
    pub slug: String,
    /// Its address.
    pub url: UrlPath,
    /// Its notes, newest first.
    pub notes: Vec<NoteId>,
}

impl Taxonomy {
    /// The term that a spelling belongs to.
    pub fn term(&self, name: &str) -> Option<&Term> {
        let slug = term_slug(name);
        self.terms.iter().find(|term| term.slug == slug)
    }
}

/// Builds all indexes.
pub(super) fn build(config: &Config, pages: &[NotePage], dated: &[NoteId]) -> Vec<Taxonomy> {
    config.taxonomies.iter().map(|taxonomy| build_one(config, taxonomy, pages, dated)).collect()
}

struct Draft {
    spellings: BTreeMap<String, usize>,
    notes: Vec<NoteId>,
}

fn build_one(config: &Config, taxonomy: &TaxonomyConfig, pages: &[NotePage], dated: &[NoteId]) -> Taxonomy {
    let url = UrlPath::root().join(&taxonomy.name);
    let mut drafts: BTreeMap<String, Draft> = BTreeMap::new();
    for &id in dated {
        let Some(front) = &pages[id].note.front else { continue };
        for (name, _) in values(front, &taxonomy.field) {
            let name = canonical(config, &taxonomy.name, &name).unwrap_or(name);
            let slug = term_slug(&name);
            if slug.is_empty() {
                continue;
            }
            let draft =
                drafts.entry(slug).or_insert_with(|| Draft { spellings: BTreeMap::new(), notes: Vec::new() });
            *draft.spellings.entry(name).or_default() += 1;
            if draft.notes.last() != Some(&id) {
                draft.notes.push(id);
            }
        }
    }
    let mut terms: Vec<Term> = drafts
        .into_iter()
        .map(|(slug, draft)| Term {
            name: commonest(&draft.spellings),
            url: url.join(&slug),
            slug,
            notes: draft.notes,
        })
        .collect();
    terms.sort_by_cached_key(|term| (term.name.to_lowercase(), term.slug.clone()));
    Taxonomy { config: taxonomy.clone(), url, terms }
}

/// The last part of a term's address.
pub fn term_slug(name: &str) -> String {
    slugify(name)
}

fn commonest(spellings: &BTreeMap<String, usize>) -> String {
    let most = spellings.values().copied().max().unwrap_or(0);
    spellings.iter().find(|(_, count)| **count == most).map(|(name, _)| name.clone()).unwrap_or_default()
}

/// The site's spelling of a term, where `[vocabulary]` sets one.
pub fn canonical(config: &Config, taxonomy: &str, name: &str) -> Option<String> {
    let terms = config.vocabulary.get(taxonomy)?;
    let slug = term_slug(name);
    let is_spelling = |term: &str| term_slug(term) == slug;
    terms
        .iter()
        .find(|(term, aliases)| is_spelling(term) || aliases.iter().any(|alias| is_spelling(alias)))
        .map(|(term, _)| term.clone())
}

/// The values of a field that make terms, with their places: a text, the texts of a list, or the `name`s of a
/// list of maps.
pub fn values(front: &Node, field: &str) -> Vec<(String, Span)> {
    let text = |node: &Node| {
        let named = if matches!(node.value, Value::Map(_)) { node.get("name")? } else { node };
        let text = named.as_text()?.trim();
        (!text.is_empty()).then(|| (text.to_owned(), named.span))
    };
    match front.at(field) {
        Some(Node { value: Value::List(items), .. }) => items.iter().filter_map(text).collect(),
        Some(node) => text(node).into_iter().collect(),
        None => Vec::new(),
    }
}
