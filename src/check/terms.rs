//! The terms of an index: one spelling each, and those of the site's vocabulary where it has one.

use std::collections::BTreeMap;

use foldhash::{HashMap, HashMapExt};
use rayon::prelude::*;

use crate::config::TaxonomyConfig;
use crate::corpus::Corpus;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::Site;
use crate::model::taxonomy::term_slug;
use crate::note::Profile;
use crate::path::SourcePath;
use crate::span::Span;
use crate::suggest;

/// Terms that differ from the spelling most notes use, and terms that the vocabulary does not have.
pub(super) fn check(site: &Site, corpus: &Corpus) -> Vec<Diagnostic> {
    let of_taxonomy = |(place, taxonomy): (usize, &TaxonomyConfig)| {
        if let Some(terms) = site.config.vocabulary.get(&taxonomy.name) {
            return each_use(place, corpus, |path, name, span| unknown(taxonomy, terms, path, name, span));
        }
        let odd = odd_spellings(place, corpus);
        if odd.is_empty() {
            return Vec::new();
        }
        each_use(place, corpus, |path, name, span| {
            Some(odd_spelling(taxonomy, *odd.get(name)?, path, name, span))
        })
    };
    site.config.taxonomies.par_iter().enumerate().flat_map_iter(of_taxonomy).collect()
}

/// What is wrong with the terms of all notes in the index that has this place in the settings.
fn each_use(
    taxonomy: usize,
    corpus: &Corpus,
    fault: impl Fn(&SourcePath, &str, Span) -> Option<Diagnostic>,
) -> Vec<Diagnostic> {
    let of_note = |note: &Profile| {
        note.facts
            .terms(taxonomy)
            .filter_map(|(name, span)| fault(&note.facts.path, name, span))
            .collect::<Vec<_>>()
    };
    corpus.notes.iter().flat_map(of_note).collect()
}

/// The spelling that most places use, and how many they are.
type Best<'n> = (&'n str, usize);

/// The spellings that others are commoner than, with those.
fn odd_spellings(taxonomy: usize, corpus: &Corpus) -> HashMap<&str, Best<'_>> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for note in &corpus.notes {
        for (name, _) in note.facts.terms(taxonomy) {
            *counts.entry(name).or_default() += 1;
        }
    }
    let mut by_slug: BTreeMap<String, Vec<Best<'_>>> = BTreeMap::new();
    #[expect(clippy::iter_over_hash_type, reason = "the best of them is found whatever their order")]
    for (name, count) in counts {
        by_slug.entry(term_slug(name)).or_default().push((name, count));
    }
    let mut odd = HashMap::new();
    for spellings in by_slug.into_values().filter(|spellings| spellings.len() > 1) {
        let Some(best) = spellings.iter().copied().max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(a.0)))
        else {
            continue;
        };
        odd.extend(spellings.into_iter().filter(|(name, _)| *name != best.0).map(|(name, _)| (name, best)));
    }
    odd
}

fn odd_spelling(
    taxonomy: &TaxonomyConfig,
    (best, count): Best<'_>,
    path: &SourcePath,
    name: &str,
    span: Span,
) -> Diagnostic {
    let places = if count == 1 { "place" } else { "places" };
    let message = format!("`{name}` is spelt `{best}` in {count} other {places}");
    let fault = Diagnostic::new(Code::TermSpelling, path, span, message).key(taxonomy.field.as_str());
    fault.help(format!("write `{best}`"))
}

fn unknown(
    taxonomy: &TaxonomyConfig,
    terms: &[(String, Vec<String>)],
    path: &SourcePath,
    name: &str,
    span: Span,
) -> Option<Diagnostic> {
    if terms.iter().any(|(term, _)| term == name) {
        return None;
    }
    let same = |other: &String| term_slug(other) == term_slug(name);
    let alias = terms.iter().find(|(term, aliases)| same(term) || aliases.iter().any(same));
    let message = match alias {
        Some((term, _)) => format!("`{name}` is called `{term}` on this site"),
        None => format!("`{name}` is not in the vocabulary of `{}`", taxonomy.name),
    };
    let fault = Diagnostic::new(Code::UnknownTerm, path, span, message).key(taxonomy.field.as_str());
    Some(match (alias, suggest::nearest(name, terms.iter().map(|(term, _)| term.as_str()))) {
        (Some((term, _)), _) => fault.help(format!("write `{term}`")),
        (None, Some(near)) => fault.help(format!("did you mean `{near}`?")),
        (None, None) => fault.help(format!(
            "add it under `[vocabulary.{}]` in site.toml, or use a term that is there",
            taxonomy.name
        )),
    })
}
