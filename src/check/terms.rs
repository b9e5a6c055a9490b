//! The terms of an index: one spelling each, and those of the site's vocabulary where it has one.

use std::collections::HashMap;

use crate::config::TaxonomyConfig;
use crate::corpus::Corpus;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::Site;
use crate::model::taxonomy::{term_slug, values};
use crate::path::SourcePath;
use crate::span::Span;
use crate::suggest;

/// Terms that differ from the spelling most notes use, and terms that the vocabulary does not have.
pub(super) fn check(site: &Site, corpus: &Corpus) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for taxonomy in &site.config.taxonomies {
        let vocabulary = site.config.vocabulary.get(&taxonomy.name);
        let mut spellings: HashMap<String, HashMap<String, usize>> = HashMap::new();
        let mut uses = Vec::new();
        for note in &corpus.notes {
            let Some(front) = &note.front else { continue };
            for (name, span) in values(front, &taxonomy.field) {
                *spellings.entry(term_slug(&name)).or_default().entry(name.clone()).or_default() += 1;
                uses.push((&note.path, name, span));
            }
        }
        for (path, name, span) in uses {
            match vocabulary {
                Some(terms) => diagnostics.extend(unknown(taxonomy, terms, path, &name, span)),
                None => diagnostics.extend(odd_spelling(taxonomy, &spellings, path, &name, span)),
            }
        }
    }
    diagnostics
}

fn odd_spelling(
    taxonomy: &TaxonomyConfig,
    spellings: &HashMap<String, HashMap<String, usize>>,
    path: &SourcePath,
    name: &str,
    span: Span,
) -> Option<Diagnostic> {
    let known = spellings.get(&term_slug(name)).filter(|known| known.len() > 1)?;
    let (best, count) = known.iter().max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0)))?;
    (best != name).then(|| {
        let message = format!(
            "`{name}` is spelt `{best}` in {count} other {}",
            if *count == 1 { "place" } else { "places" }
        );
        let fault = Diagnostic::new(Code::TermSpelling, path, span, message).key(taxonomy.field.as_str());
        fault.help(format!("write `{best}`"))
    })
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
