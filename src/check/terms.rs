//! The terms of an index: one spelling each, and those of the site's vocabulary where it has one.

use std::collections::BTreeSet;

use crate::config::TaxonomyConfig;
use crate::corpus::Corpus;
use crate::diagnostic::{Code, Diagnostic};
use crate::fix::keep_apart;
use crate::model::taxonomy::term_slug;
use crate::model::{NoteId, Site, Taxonomy};
use crate::note::{OwnerSource, Profile};
use crate::parse::yaml::{bare_or_quoted, in_place_of};
use crate::path::SourcePath;
use crate::span::Span;
use crate::suggest;

/// Terms that differ from the spelling most notes use, and terms that the vocabulary does not have.
pub(super) fn check(site: &Site, corpus: &Corpus) -> Vec<Diagnostic> {
    let unlisted: Vec<&Profile> = corpus.notes.iter().filter(|note| !is_listed(site, note)).collect();
    let of_index = |(place, index): (usize, &Taxonomy)| {
        if let Some(terms) = site.config.vocabulary.get(&index.config.name) {
            let unknown =
                |note: &SourcePath, name: &str, span| unknown(&index.config, terms, note, name, span);
            let mut faults = of_settings(index, site, unknown);
            faults.extend(each_use(place, says_itself(index, corpus.notes.iter()), unknown));
            return faults;
        }
        // Of the notes that the index lists, only those of a term with several spellings can be odd.
        let several = index.terms.iter().filter(|term| term.has_other_spellings);
        let ids: BTreeSet<NoteId> = several.flat_map(|term| &term.notes).copied().collect();
        let notes = ids.into_iter().map(|id| site.note(id)).chain(unlisted.iter().copied());
        let odd = |path: &SourcePath, name: &str, span| odd_spelling(index, path, name, span);
        let mut faults = of_settings(index, site, odd);
        faults.extend(each_use(place, says_itself(index, notes), odd));
        faults
    };
    site.taxonomies.iter().enumerate().flat_map(of_index).collect()
}

/// The notes that name the terms of an index themselves: an owner may be that of the settings.
fn says_itself<'n>(
    index: &Taxonomy,
    notes: impl Iterator<Item = &'n Profile>,
) -> impl Iterator<Item = &'n Profile> {
    let is_of_owners = index.config.field == "owner";
    let by_settings = |note: &Profile| note.facts.review.owner_source == Some(OwnerSource::Settings);
    notes.filter(move |note| !is_of_owners || !by_settings(note))
}

/// What is wrong with the owners that the settings name, told where they stand there.
fn of_settings(
    index: &Taxonomy,
    site: &Site,
    fault: impl Fn(&SourcePath, &str, Span) -> Option<Diagnostic>,
) -> Vec<Diagnostic> {
    let names = (index.config.field == "owner").then(|| site.config.owners.names());
    let path = SourcePath::settings();
    let faults = names.into_iter().flatten().filter_map(|name| fault(&path, &name.value, name.span));
    // What mends a note is YAML.
    faults.map(|fault| Diagnostic { fix: None, ..fault }).collect()
}

/// Whether a note is one that indexes list.
fn is_listed(site: &Site, note: &Profile) -> bool {
    site.note_at(&note.facts.path).is_some_and(|page| page.is_dated)
}

/// What is wrong with the terms of some notes in the index that has this place in the settings.
fn each_use<'n>(
    index: usize,
    notes: impl Iterator<Item = &'n Profile>,
    fault: impl Fn(&SourcePath, &str, Span) -> Option<Diagnostic>,
) -> Vec<Diagnostic> {
    let of_note = |note: &'n Profile| {
        let terms = || note.facts.terms(index);
        let mut faults: Vec<Diagnostic> =
            terms().filter_map(|(name, span)| fault(&note.facts.path, name, span)).collect();
        if !faults.is_empty() {
            keep_apart(&mut faults, terms().map(|(_, span)| span));
            let given: BTreeSet<String> = terms().map(|(name, _)| bare_or_quoted(name)).collect();
            for fault in &mut faults {
                drop_given(fault, &given);
            }
        }
        faults
    };
    notes.flat_map(of_note).collect()
}

/// A term that the note has already is not written a second time.
fn drop_given(fault: &mut Diagnostic, given: &BTreeSet<String>) {
    if fault.fix.as_ref().is_some_and(|fix| given.contains(&fix.replacement)) {
        fault.fix = None;
    }
}

fn odd_spelling(index: &Taxonomy, path: &SourcePath, name: &str, span: Span) -> Option<Diagnostic> {
    let term = index.term(&term_slug(name)).filter(|term| term.name != name)?;
    let places = if term.places == 1 { "place" } else { "places" };
    let message = format!("`{name}` is written `{}` in {} other {places}", term.name, term.places);
    let fault = Diagnostic::new(Code::TermSpelling, path, span, message).key(index.config.field.as_str());
    Some(fault.help(format!("write `{}`", term.name)).replace(
        name,
        span,
        in_place_of(name, span, &term.name),
    ))
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
    let known = || terms.iter().map(|(term, _)| term.as_str());
    let replaced = |fault: Diagnostic, term: &str| fault.replace(name, span, in_place_of(name, span, term));
    Some(match (alias, suggest::nearest(name, known())) {
        (Some((term, _)), _) => replaced(fault.help(format!("write `{term}`")), term),
        (None, Some(near)) => {
            let fault = fault.help(format!("did you mean `{near}`?"));
            suggest::certain(name, known()).map_or(fault.clone(), |term| replaced(fault, term))
        }
        (None, None) => fault.help(format!(
            "add it under `[vocabulary.{}]` in site.toml, or use an existing term",
            taxonomy.name
        )),
    })
}
