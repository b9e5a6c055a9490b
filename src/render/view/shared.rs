//! What many pages show, made once for all of them: the rows of notes, and what listings are narrowed down by.

use std::sync::OnceLock;

use tera::Value;

use super::listing::row;
use crate::model::{NoteId, Site};
use crate::render::words::Words;

/// Values that are ready for templates.
#[derive(Debug, Default)]
pub struct Shared {
    rows: Vec<OnceLock<Value>>,
    facets: OnceLock<Value>,
}

impl Shared {
    /// Nothing yet, for a site of so many notes.
    pub fn new(notes: usize) -> Self {
        Self { rows: (0..notes).map(|_| OnceLock::new()).collect(), facets: OnceLock::new() }
    }

    /// The rows of some notes.
    pub(in crate::render) fn rows(&self, site: &Site, words: &Words, ids: &[NoteId]) -> Value {
        let made = |id: &NoteId| {
            self.rows[*id].get_or_init(|| Value::from_serializable(&row(site, words, *id))).clone()
        };
        Value::from(ids.iter().map(made).collect::<Vec<Value>>())
    }

    /// What listings are narrowed down by, as `make` makes it.
    pub(in crate::render) fn facets(&self, make: impl FnOnce() -> Vec<serde_json::Value>) -> Value {
        self.facets.get_or_init(|| Value::from_serializable(&make())).clone()
    }
}
