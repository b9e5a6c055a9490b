//! The frame of a site: all that it holds besides its notes, in short. Two sites of one frame have the same pages and lists, and
//! differ in what their notes say.

use super::{NotePage, Site};
use crate::fingerprint::{fingerprint, of_unordered};
use crate::parallel;

/// Routes and notes that one task looks at.
const AT_ONCE: usize = 512;

impl Site {
    /// The fingerprint of the frame.
    pub fn frame(&self) -> u64 {
        // A new part of the site has to be named here before this compiles. Names and addresses are made from the rest.
        let Self {
            config,
            notes,
            sections,
            taxonomies,
            dated,
            years,
            board,
            numbers,
            files,
            pictures,
            social_card,
            note_cards,
            routes,
            by_path,
            names: _,
            by_url: _,
            by_file,
            bundles,
            beyond,
            drift,
            left_out,
        } = self;
        let notes = parallel::map_chunks(notes, AT_ONCE, |notes| of_all(notes.iter().map(NotePage::frame)));
        let routes = parallel::map_chunks(routes, AT_ONCE, |routes| fingerprint(&routes));
        let lists = fingerprint(&(sections, taxonomies, dated, years, board, numbers, by_file));
        let files = fingerprint(&(files, pictures, social_card, beyond, drift, left_out));
        let tables =
            [of_unordered(by_path.iter()), of_unordered(note_cards.iter()), of_unordered(bundles.iter())];
        fingerprint(&(format!("{config:?}"), notes, routes, lists, files, tables))
    }
}

fn of_all(fingerprints: impl Iterator<Item = u64>) -> u64 {
    fingerprint(&fingerprints.collect::<Vec<_>>())
}
