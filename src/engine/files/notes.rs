//! All notes, as they were judged: by their paths, and by their places on a site.

use std::cmp::Ordering;
use std::sync::Arc;

use foldhash::HashMap;

use super::Judged;
use crate::corpus::beside;
use crate::model::{NoteId, Site};
use crate::path::SourcePath;

/// All notes, as they were judged, in order of their paths.
#[derive(Debug, Default)]
pub(in crate::engine) struct Notes {
    pub(super) all: Vec<(SourcePath, Arc<Judged>)>,
    places: Arc<HashMap<SourcePath, usize>>,
}

impl Notes {
    /// Those of a load that follows on another.
    pub(in crate::engine) fn new(all: Vec<(SourcePath, Arc<Judged>)>, before: &Self) -> Self {
        let paths = all.iter().map(|(path, _)| path);
        let is_same = before.all.iter().map(|(path, _)| path).eq(paths.clone());
        let new = || Arc::new(paths.cloned().zip(0..).collect());
        Self { places: if is_same { Arc::clone(&before.places) } else { new() }, all }
    }

    /// Those of a site, by their places there.
    pub(in crate::engine) fn of_site(&self, site: &Site) -> Vec<Option<Arc<Judged>>> {
        let compare = |(path, _): &(SourcePath, Arc<Judged>), id: &NoteId| {
            let other = site.notes[*id].path();
            if path == other { Ordering::Equal } else { path.cmp(other) }
        };
        let mut judged = vec![None; site.notes.len()];
        for (id, known) in beside(&site.by_file, &self.all, compare) {
            judged[*id] = known.map(|(_, known)| Arc::clone(known));
        }
        judged
    }

    /// That of a file.
    pub(in crate::engine) fn get(&self, path: &SourcePath) -> Option<&Judged> {
        self.all.get(*self.places.get(path)?).map(|(_, judged)| &**judged)
    }
}
