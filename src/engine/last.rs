//! The sites of the last load of a preview: what comes out the same the next time is taken from them.

use std::sync::Arc;

use crate::check::Faults;
use crate::corpus::Corpus;
use crate::model::{Finished, Late, Site};

/// What is kept of the last load.
#[derive(Debug, Default)]
pub(super) struct Last {
    /// The settings and the files of all sections, in short.
    surroundings: u64,
    sites: Option<Sites>,
    /// The site that was published, with all of its routes.
    finished: Option<Finished>,
}

/// The sites of a load, before pictures came to them.
#[derive(Debug)]
pub(super) struct Sites {
    /// What they were made from.
    pub(super) corpus: Corpus,
    /// That of all notes.
    pub(super) whole: Site,
    /// That without the notes that have faults by themselves, where there are any.
    pub(super) published: Option<Site>,
    /// The faults of bodies.
    pub(super) bodies: Faults,
}

impl Last {
    /// The sites, where the settings and the files of all sections are as they were.
    pub(super) fn take(&mut self, surroundings: u64) -> Option<Sites> {
        let is_same = std::mem::replace(&mut self.surroundings, surroundings) == surroundings;
        self.sites.take().filter(|_| is_same)
    }

    /// Gives a site its last routes, from the last load where they are the same, and keeps it beside the others.
    pub(super) fn finish_and_keep(&mut self, site: &mut Site, late: Late, sites: Sites) {
        let routes = Arc::clone(&site.routes);
        late.finish(site, self.finished.as_ref());
        self.finished = Some(Finished::new(routes, site));
        self.sites = Some(sites);
    }
}
