//! Indexes: for each field that has one, its terms, and the notes of each term.

use std::collections::BTreeMap;

use foldhash::{HashMap, HashMapExt};
use rayon::prelude::*;

use super::NoteId;
use super::note::NotePage;
use super::route::Name;
use crate::config::{Config, TaxonomyConfig};
use crate::path::{UrlPath, slugify};

/// An index.
#[derive(Clone, Debug)]
pub struct Taxonomy {
    /// Its settings.
    pub config: TaxonomyConfig,
    /// The last part of its address.
    pub name: Name,
    /// Its address.
    pub url: UrlPath,
    /// Its terms, by name.
    pub terms: Vec<Term>,
    /// The places of the terms, by their slugs and by all their spellings.
    known: HashMap<String, usize>,
}

/// A term of an index.
#[derive(Clone, Debug)]
pub struct Term {
    /// The spelling that most notes use.
    pub name: String,
    /// The last part of its address.
    pub slug: Name,
    /// Its address.
    pub url: UrlPath,
    /// Its notes, newest first.
    pub notes: Vec<NoteId>,
}

impl Taxonomy {
    /// The term that a spelling belongs to.
    pub fn term(&self, name: &str) -> Option<&Term> {
        self.terms.get(self.place_of(name)?)
    }

    /// The place of that term in [`Taxonomy::terms`].
    pub fn place_of(&self, name: &str) -> Option<usize> {
        self.known.get(name).or_else(|| self.known.get(&term_slug(name))).copied()
    }
}

/// Builds all indexes.
pub(super) fn build(config: &Config, pages: &[NotePage], dated: &[NoteId]) -> Vec<Taxonomy> {
    let places = 0..config.taxonomies.len();
    places.into_par_iter().map(|place| build_one(config, place, pages, dated)).collect()
}

#[derive(Default)]
struct Draft {
    slug: String,
    spellings: BTreeMap<String, usize>,
    notes: Vec<NoteId>,
}

/// The terms of an index in the making.
#[derive(Default)]
struct Drafts {
    all: Vec<Draft>,
    by_slug: HashMap<String, usize>,
}

impl Drafts {
    /// The place of the term that a spelling belongs to; None for one that leaves nothing for an address.
    fn place(&mut self, name: &str) -> Option<usize> {
        let slug = term_slug(name);
        if slug.is_empty() {
            return None;
        }
        let new = self.all.len();
        let place = *self.by_slug.entry(slug.clone()).or_insert(new);
        if place == new {
            self.all.push(Draft { slug, ..Draft::default() });
        }
        Some(place)
    }
}

/// The index that has this place in the settings.
fn build_one(config: &Config, place: usize, pages: &[NotePage], dated: &[NoteId]) -> Taxonomy {
    let taxonomy = &config.taxonomies[place];
    let url = UrlPath::root().join(&taxonomy.name);
    let mut drafts = Drafts::default();
    // Few names are written often: each is looked up once, and counted.
    let mut read: HashMap<&str, (String, Option<usize>, usize)> = HashMap::new();
    for &id in dated {
        for (written, _) in pages[id].note.facts.terms(place) {
            let (_, draft, count) = read.entry(written).or_insert_with(|| {
                let name = canonical(config, &taxonomy.name, written).unwrap_or_else(|| written.to_owned());
                let draft = drafts.place(&name);
                (name, draft, 0)
            });
            *count += 1;
            if let Some(draft) = draft.and_then(|draft| drafts.all.get_mut(draft))
                && draft.notes.last() != Some(&id)
            {
                draft.notes.push(id);
            }
        }
    }
    let read: Vec<_> = read.into_values().collect();
    for (name, draft, count) in read {
        if let Some(draft) = draft.and_then(|draft| drafts.all.get_mut(draft)) {
            *draft.spellings.entry(name).or_default() += count;
        }
    }
    let mut terms: Vec<(Term, BTreeMap<String, usize>)> = drafts
        .all
        .into_iter()
        .map(|draft| {
            let slug = draft.slug;
            let name = commonest(&draft.spellings);
            (Term { name, url: url.join(&slug), slug: slug.into(), notes: draft.notes }, draft.spellings)
        })
        .collect();
    terms.sort_by_cached_key(|(term, _)| (term.name.to_lowercase(), term.slug.clone()));
    let mut known: HashMap<String, usize> =
        terms.iter().enumerate().map(|(at, (term, _))| (term.slug.to_string(), at)).collect();
    let (terms, spellings): (Vec<Term>, Vec<_>) = terms.into_iter().unzip();
    for (at, spellings) in spellings.into_iter().enumerate() {
        for name in spellings.into_keys() {
            // A spelling that is another term's slug leads there.
            known.entry(name).or_insert(at);
        }
    }
    Taxonomy { name: taxonomy.name.as_str().into(), config: taxonomy.clone(), url, terms, known }
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
