//! Every rule that needs more than one file: links, duplicates, successors, terms, unused files. One file a rule.
//!
//! Only reports. Runs over the site with all its notes, faulty ones included, so that one fault does not make
//! others.

mod active;
mod html;
mod links;
mod menu;
mod references;
mod sections;
pub(crate) mod superseded;
mod terms;
mod unused;

use rayon::prelude::*;
pub(crate) use superseded::successor;

use crate::corpus::Corpus;
use crate::diagnostic::Diagnostic;
use crate::model::Site;

/// Runs all rules. `site` is built from all notes of `corpus` but its drafts.
pub fn check(site: &Site, corpus: &Corpus) -> Vec<Diagnostic> {
    let mut diagnostics: Vec<Diagnostic> =
        corpus.notes.par_iter().flat_map_iter(|note| links::of_note(site, corpus, note)).collect();
    diagnostics.extend(active::check(corpus));
    diagnostics.extend(html::check(site, corpus));
    for section in &corpus.sections {
        diagnostics.extend(links::of_section(site, corpus, section));
        diagnostics.extend(sections::check(site, section));
    }
    diagnostics.extend(menu::check(site));
    diagnostics.extend(references::check(corpus));
    diagnostics.extend(superseded::check(site, corpus));
    diagnostics.extend(terms::check(site, corpus));
    diagnostics.extend(unused::check(site, corpus));
    diagnostics
}
