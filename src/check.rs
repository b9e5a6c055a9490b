//! Every rule that needs more than one file: links, duplicates, successors, terms, unused files. One file a rule.
//!
//! Only reports. Runs over the site with all its notes, faulty ones included, so that one fault does not make
//! others.

mod active;
mod html;
mod index;
mod links;
mod menu;
pub(crate) mod pictures;
mod references;
pub mod reviews;
mod secrets;
mod sections;
mod sources;
pub(crate) mod superseded;
mod terms;
mod unused;

use rayon::prelude::*;
pub(crate) use superseded::successor;

use crate::corpus::Corpus;
use crate::diagnostic::Diagnostic;
use crate::model::{AT_ONCE, Site};
use crate::note::Profile;

/// Runs the rules over the bodies of some notes, each of which looks at others, but is at fault by itself. `site` is
/// built from all notes of `corpus` but its drafts.
pub fn bodies(site: &Site, corpus: &Corpus, notes: &[Profile]) -> Vec<Diagnostic> {
    let of_note = |note: &Profile| {
        let mut diagnostics = links::of_note(site, corpus, note);
        diagnostics.extend(html::of_note(site, note));
        diagnostics.extend(sources::of_note(site, note));
        diagnostics
    };
    notes.par_iter().with_max_len(AT_ONCE).flat_map_iter(of_note).collect()
}

/// Runs all other rules.
pub fn check(site: &Site, corpus: &Corpus) -> Vec<Diagnostic> {
    let of_sections = || {
        let mut diagnostics = active::check(corpus);
        diagnostics.extend(secrets::check(corpus));
        diagnostics.extend(pictures::check(&site.config, corpus));
        diagnostics.extend(index::check(corpus));
        for section in &corpus.sections {
            diagnostics.extend(links::of_section(site, corpus, section));
            diagnostics.extend(sections::check(site, section));
        }
        diagnostics.extend(menu::check(site));
        diagnostics.extend(references::check(corpus));
        diagnostics
    };
    let of_notes = || {
        let (mut diagnostics, unused) =
            rayon::join(|| superseded::check(site, corpus), || unused::check(site, corpus));
        diagnostics.extend(unused);
        diagnostics
    };
    let ((mut diagnostics, of_notes), of_terms) =
        rayon::join(|| rayon::join(of_sections, of_notes), || terms::check(site, corpus));
    diagnostics.extend(of_notes);
    diagnostics.extend(of_terms);
    diagnostics
}
