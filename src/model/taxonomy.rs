//! Indexes: for each field that has one, its terms, and the notes of each term.

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use foldhash::{HashMap, HashMapExt};

use super::note::NotePage;
use super::route::Name;
use super::{NoteId, Site};
use crate::config::{Config, TaxonomyConfig};
use crate::fingerprint::of_unordered;
use crate::note::Facts;
use crate::parallel;
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
    pub terms: Arc<Vec<Term>>,
    /// The places of the terms, by their slugs and by all their spellings.
    known: Arc<HashMap<String, usize>>,
}

impl Hash for Taxonomy {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self { config, name, url, terms, known } = self;
        (format!("{config:?}"), name, url, terms, of_unordered(known.iter())).hash(state);
    }
}

/// A term of an index.
#[derive(Clone, Debug, Hash)]
pub struct Term {
    /// The spelling that most notes use.
    pub name: String,
    /// The last part of its address.
    pub slug: Name,
    /// Its address.
    pub url: UrlPath,
    /// Its notes, newest first.
    pub notes: Vec<NoteId>,
    /// In how many places of them it is spelt like its name.
    pub places: usize,
    /// Whether it is spelt otherwise in others.
    pub has_other_spellings: bool,
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

/// Builds all indexes. Each is that of the site `before` where the same notes stand in the same order, with the same terms.
pub(super) fn build(
    config: &Config,
    pages: &[NotePage],
    dated: &[NoteId],
    before: Option<&Site>,
) -> Arc<Vec<Taxonomy>> {
    let before = before.filter(|before| *before.dated == dated);
    let known = |place| {
        let before = before.filter(|before| has_same_terms(pages, dated, before, place))?;
        before.taxonomies.get(place).cloned()
    };
    let known: Vec<Option<Taxonomy>> = parallel::range(config.taxonomies.len(), known);
    let new = config.taxonomies.iter().enumerate().filter(|(place, _)| known[*place].is_none());
    let mut new: Vec<_> = new.map(|(place, taxonomy)| (place, Drafts::of(config, taxonomy))).collect();
    // Each note is looked at once for all indexes: it is the notes that are far apart in memory.
    for &id in dated {
        for (place, drafts) in &mut new {
            for written in names(&pages[id].note().facts, *place) {
                drafts.add(written, id);
            }
        }
    }
    let mut new = new.into_iter().map(|(_, drafts)| drafts.finish());
    Arc::new(known.into_iter().filter_map(|known| known.or_else(|| new.next())).collect())
}

/// What an index is made from, of a note.
fn names(facts: &Facts, taxonomy: usize) -> impl Iterator<Item = &str> {
    facts.terms(taxonomy).map(|(name, _)| name)
}

/// Whether the dated notes are those of another site, as far as an index is made from them.
fn has_same_terms(pages: &[NotePage], dated: &[NoteId], before: &Site, taxonomy: usize) -> bool {
    dated.iter().all(|&id| {
        let (old, new) = (&before.notes[id].note().facts, &pages[id].note().facts);
        Arc::ptr_eq(old, new) || names(old, taxonomy).eq(names(new, taxonomy))
    })
}

#[derive(Default)]
struct Draft {
    slug: String,
    spellings: BTreeMap<String, usize>,
    notes: Vec<NoteId>,
}

/// An index in the making.
struct Drafts<'p> {
    config: &'p Config,
    taxonomy: &'p TaxonomyConfig,
    all: Vec<Draft>,
    by_slug: HashMap<String, usize>,
    /// Few names are written often: each is looked up once, and counted.
    read: HashMap<&'p str, Written>,
}

/// The term that a name stands for, and how often it is written.
struct Written {
    name: String,
    draft: Option<usize>,
    count: usize,
}

impl<'p> Drafts<'p> {
    fn of(config: &'p Config, taxonomy: &'p TaxonomyConfig) -> Self {
        Self { config, taxonomy, all: Vec::new(), by_slug: HashMap::new(), read: HashMap::new() }
    }

    /// Adds a note to the term of a name.
    fn add(&mut self, written: &'p str, id: NoteId) {
        let draft = if let Some(known) = self.read.get_mut(written) {
            known.count += 1;
            known.draft
        } else {
            let name = canonical(self.config, &self.taxonomy.name, written);
            let name = name.unwrap_or_else(|| written.to_owned());
            let draft = self.place(&name);
            self.read.insert(written, Written { name, draft, count: 1 });
            draft
        };
        if let Some(draft) = draft.and_then(|draft| self.all.get_mut(draft))
            && draft.notes.last() != Some(&id)
        {
            draft.notes.push(id);
        }
    }

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

    /// The index.
    fn finish(mut self) -> Taxonomy {
        for Written { name, draft, count } in self.read.into_values() {
            if let Some(draft) = draft.and_then(|draft| self.all.get_mut(draft)) {
                *draft.spellings.entry(name).or_default() += count;
            }
        }
        let url = UrlPath::root().join(&self.taxonomy.name);
        let of_draft = |draft: Draft| {
            let slug = draft.slug;
            let name = commonest(&draft.spellings);
            let places = draft.spellings.get(&name).copied().unwrap_or_default();
            let has_other_spellings = draft.spellings.len() > 1;
            let (url, slug, notes) = (url.join(&slug), slug.into(), draft.notes);
            (Term { name, slug, url, notes, places, has_other_spellings }, draft.spellings)
        };
        let mut terms: Vec<(Term, BTreeMap<String, usize>)> = self.all.into_iter().map(of_draft).collect();
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
        let config = self.taxonomy.clone();
        let (terms, known) = (Arc::new(terms), Arc::new(known));
        Taxonomy { name: config.name.as_str().into(), config, url, terms, known }
    }
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
