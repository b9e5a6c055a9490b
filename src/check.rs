//! Every rule that needs more than one file: links, duplicates, successors, terms, unused files. One file a rule.
//!
//! Only reports. Runs over the site with all its notes, faulty ones included, so that one fault does not make
//! others.

mod active;
pub(crate) mod addresses;
mod alerts;
mod html;
mod index;
mod intervals;
mod links;
mod menu;
pub(crate) mod pictures;
mod redirects;
mod references;
pub mod reviews;
mod secrets;
mod sections;
mod sources;
pub(crate) mod superseded;
mod terms;
mod unused;

use std::collections::BTreeMap;

pub(crate) use links::LostPlace;
pub(crate) use superseded::successor;

use crate::corpus::Corpus;
use crate::diagnostic::Diagnostic;
use crate::model::{Places, Site};
use crate::note::Profile;
use crate::parallel;
use crate::parse::rules::Rules;
use crate::path::SourcePath;

/// The faults of each note that has any.
pub type Faults = BTreeMap<SourcePath, Vec<Diagnostic>>;

/// Runs the rules over the bodies of notes, each of which looks at what it can lead to, but is at fault by itself. The places
/// are those of all notes but drafts. What was found `before` stands where neither the note nor the places changed.
pub fn bodies(places: Places<'_>, before: Option<(Places<'_>, Faults)>) -> Faults {
    let before = before.filter(|(before, _)| places.are_same(*before));
    let of_note = |note: &&Profile| {
        let note = &note.facts;
        let mut found = links::of_note(places, note);
        found.extend(html::of_note(places.config(), note));
        found.extend(sources::of_note(places, note));
        (note.path.clone(), found)
    };
    let changed = places.changed_notes(before.as_ref().map(|(before, _)| *before));
    let found = parallel::map(&changed, of_note);
    let mut faults = before.map_or_else(Faults::new, |(_, faults)| faults);
    faults.extend(found);
    faults.retain(|_, found| !found.is_empty());
    faults
}

/// Runs all other rules; `rules` are those of alerts, where a check is given any.
pub fn check(site: &Site, corpus: &Corpus, rules: &[(SourcePath, Rules)]) -> Vec<Diagnostic> {
    let of_sections = || {
        let mut diagnostics = active::check(corpus);
        diagnostics.extend(secrets::check(corpus));
        diagnostics.extend(pictures::check(&site.config, corpus));
        diagnostics.extend(index::check(corpus));
        for section in &corpus.sections {
            diagnostics.extend(links::of_section(Places::new(site, corpus), section));
            diagnostics.extend(sections::check(site, section));
        }
        diagnostics.extend(menu::check(site));
        diagnostics.extend(intervals::check(&site.config, corpus));
        diagnostics.extend(redirects::check(site));
        diagnostics.extend(references::check(corpus));
        diagnostics.extend(alerts::check(site, corpus, rules));
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
