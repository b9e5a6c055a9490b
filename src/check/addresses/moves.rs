//! What became of addresses that are lost: the note that had one stands elsewhere, or the pages around it do.

use std::collections::{BTreeMap, BTreeSet};

use foldhash::HashMap;

use crate::ledger::{Addresses, Kind, Ledger, Listed};
use crate::model::taxonomy::term_slug;
use crate::model::{NotePage, Page, Site};
use crate::path::{UrlPath, markdown_stem, slugify};
use crate::suggest;

/// Most notes that are named where any of them may be the one.
const MOST_CANDIDATES: usize = 3;

/// The published notes by their `reference`, on one line.
pub(super) fn by_reference(site: &Site) -> HashMap<String, Vec<&NotePage>> {
    let mut found: HashMap<String, Vec<&NotePage>> = HashMap::default();
    for page in site.notes.iter() {
        found.entry(reference(page).unwrap_or_default()).or_default().push(page);
    }
    found.remove("");
    found
}

fn reference(page: &NotePage) -> Option<String> {
    let written = page.note().facts.reference.as_ref()?;
    Listed::new(Kind::Note, Some(&written.value)).reference
}

/// What became of an address.
pub(super) enum Found<'a> {
    /// It is that of a note which moved.
    Moved(&'a NotePage),
    /// It may be that of one of these.
    Maybe(Vec<&'a NotePage>),
}

impl Found<'_> {
    fn only_maybe(self) -> Self {
        match self {
            Self::Moved(page) => Self::Maybe(vec![page]),
            maybe @ Self::Maybe(_) => maybe,
        }
    }
}

/// What became of addresses that are lost.
#[derive(Default)]
pub(super) struct Moves<'a> {
    /// Of notes and aliases.
    pub(super) notes: HashMap<UrlPath, Found<'a>>,
    /// The pages that took the places of others.
    pub(super) pages: HashMap<UrlPath, UrlPath>,
    /// Those that may have.
    pub(super) near: HashMap<UrlPath, UrlPath>,
}

/// How often what stood in a folder stands in another one now.
type Ways = BTreeMap<UrlPath, BTreeMap<UrlPath, usize>>;

impl<'a> Moves<'a> {
    /// Looks for what is lost, first among what is not listed yet.
    pub(super) fn find(site: &'a Site, ledger: &Ledger, lost: &[(&UrlPath, &Listed)]) -> Self {
        let is_new = |url: &UrlPath| !ledger.addresses.contains_key(url);
        let new: Addresses = site.addresses().into_iter().filter(|(url, _)| is_new(url)).collect();
        let by_reference = by_reference(site);
        let is_public = |page: &&NotePage| !page.note().face.draft;
        let names_of_new = ByName::new(site.notes.iter().filter(|page| is_public(page) && is_new(&page.url)));
        let names_of_all = ByName::new(site.notes.iter().filter(is_public));
        let mut moves = Self::default();
        let mut ways = Ways::new();
        let is_of_note = |kind: Kind| matches!(kind, Kind::Note | Kind::Alias);
        for (url, listed) in lost.iter().filter(|(_, listed)| is_of_note(listed.kind)) {
            let known = listed.reference.as_ref().and_then(|reference| by_reference.get(reference));
            let found = match known.map(Vec::as_slice) {
                Some([page]) => Found::Moved(page),
                Some(pages) => Found::Maybe(pages.to_vec()),
                None => match names_of_new.named(url, listed) {
                    Some(found) => found,
                    None => {
                        names_of_all.named(url, listed).filter(|_| listed.kind == Kind::Alias).map_or_else(
                            || names_of_new.near(url, listed),
                            // One that stands where it is listed may have nothing to do with it.
                            Found::only_maybe,
                        )
                    }
                },
            };
            if let (Found::Moved(page), Kind::Note) = (&found, listed.kind) {
                *ways.entry(url.parent()).or_default().entry(page.url.parent()).or_default() += 1;
            }
            moves.notes.insert((*url).clone(), found);
        }
        // What is mended already tells of the rest.
        for (url, _) in ledger.addresses.iter().filter(|(_, listed)| listed.kind == Kind::Note) {
            if let Some(Page::Redirect(to)) = site.route(url).map(|route| &route.page) {
                *ways.entry(url.parent()).or_default().entry(to.parent()).or_default() += 1;
            }
        }
        // A section or an index comes before what stands in it.
        for (url, listed) in lost.iter().filter(|(_, listed)| !is_of_note(listed.kind)) {
            moves.page(site, (url, listed.kind), &ways, (ledger, &new));
        }
        moves
    }

    /// Looks where a section, an index or a term is now.
    fn page(
        &mut self,
        site: &Site,
        (url, kind): (&UrlPath, Kind),
        ways: &Ways,
        (ledger, new): (&Ledger, &Addresses),
    ) {
        let parent = url.parent();
        // All notes of a section went the same way.
        let went = ways.get(url).filter(|ways| ways.len() == 1).and_then(|ways| ways.keys().next());
        let went = went.filter(|to| site.has_address(to)).cloned();
        // What it stood in went somewhere, and it went along.
        let along = || {
            let led = site.route(&parent).and_then(|route| match &route.page {
                Page::Redirect(to) => Some(to),
                _ => None,
            });
            let to = self.pages.get(&parent).or(led)?.join(url.last_part());
            site.has_address(&to).then_some(to)
        };
        // The terms of an index are those of another one.
        let renamed = || {
            let old = ledger.addresses.keys().filter(|term| term.parent() == *url);
            let terms: Vec<&str> = old.map(UrlPath::last_part).collect();
            let has_terms = |index: &&UrlPath| terms.iter().any(|term| site.has_address(&index.join(term)));
            let mut indexes = new.iter().filter(|(_, listed)| listed.kind == Kind::Index).map(|(url, _)| url);
            let index = indexes.by_ref().find(has_terms).filter(|_| kind == Kind::Index)?;
            indexes.find(has_terms).is_none().then(|| index.clone())
        };
        if let Some(to) = went.or_else(along).or_else(renamed).or_else(|| of_vocabulary(site, url)) {
            self.pages.insert(url.clone(), to);
            return;
        }
        let of_kind = new.iter().filter(|(url, listed)| listed.kind == kind && url.parent() == parent);
        let beside: Vec<&UrlPath> = of_kind.map(|(url, _)| url).collect();
        let near = suggest::only(url.last_part(), beside.iter().map(|url| url.last_part()));
        let near = near.and_then(|near| beside.iter().find(|url| url.last_part() == near));
        if let Some(near) = near {
            self.near.insert(url.clone(), (*near).clone());
        }
    }
}

/// The term that the vocabulary gives for what the slug of another one says.
fn of_vocabulary(site: &Site, url: &UrlPath) -> Option<UrlPath> {
    let index = site.taxonomies.iter().find(|index| index.url == url.parent())?;
    let slug = url.last_part();
    let terms = site.config.vocabulary.get(&index.config.name)?;
    let (name, _) = terms.iter().find(|(_, others)| others.iter().any(|other| term_slug(other) == slug))?;
    index.term(name).map(|term| term.url.clone())
}

/// Whether a note may be the one that had an address: one with another reference is not.
fn may_be(page: &NotePage, listed: &Listed) -> bool {
    match (&listed.reference, reference(page)) {
        (Some(listed), Some(own)) => *listed == own,
        _ => true,
    }
}

/// Notes by what their old addresses may have ended with.
struct ByName<'a> {
    by_name: HashMap<String, Vec<&'a NotePage>>,
    all: Vec<&'a NotePage>,
}

impl<'a> ByName<'a> {
    fn new(pages: impl Iterator<Item = &'a NotePage>) -> Self {
        let mut by_name: HashMap<String, Vec<&NotePage>> = HashMap::default();
        let all: Vec<&NotePage> = pages.collect();
        for page in &all {
            let facts = &page.note().facts;
            let file = if facts.path.is_index() { facts.path.folder() } else { facts.path.as_str() };
            let file = file.rsplit('/').next().unwrap_or(file);
            let file = slugify(markdown_stem(file).unwrap_or(file));
            let names = BTreeSet::from([facts.slug.clone(), file, slugify(&page.note().face.title)]);
            for name in names {
                by_name.entry(name).or_default().push(page);
            }
        }
        Self { by_name, all }
    }

    /// The note that has the last part of an address as its slug, as its file's name or as its title; all, where several do.
    fn named(&self, url: &UrlPath, listed: &Listed) -> Option<Found<'a>> {
        let named = self.by_name.get(url.last_part())?.iter();
        let named: Vec<&NotePage> = named.filter(|page| may_be(page, listed)).copied().collect();
        match named.as_slice() {
            [] => None,
            [page] => Some(Found::Moved(page)),
            pages => Some(Found::Maybe(pages.iter().take(MOST_CANDIDATES).copied().collect())),
        }
    }

    /// Those whose names are near to it, else those beside it, else any few: the author is to choose.
    fn near(&self, url: &UrlPath, listed: &Listed) -> Found<'a> {
        let mut names: Vec<&str> = self.by_name.keys().map(String::as_str).collect();
        names.sort_unstable();
        let near = suggest::nearest(url.last_part(), names).and_then(|near| self.by_name.get(near));
        let beside = || self.all.iter().filter(|page| page.url.parent() == url.parent()).copied().collect();
        let mut pages: Vec<&NotePage> = near.cloned().unwrap_or_else(beside);
        if pages.is_empty() {
            pages.clone_from(&self.all);
        }
        pages.retain(|page| may_be(page, listed));
        // Of many nobody can tell.
        if pages.len() > MOST_CANDIDATES {
            pages.clear();
        }
        Found::Maybe(pages)
    }
}
