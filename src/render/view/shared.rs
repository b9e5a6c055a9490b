//! What many pages show, made once for all of them: the rows of notes, and what listings are narrowed down by.

use std::sync::OnceLock;

use tera::{Map, Value};

use super::listing::row;
use crate::diagnostic::Diagnostic;
use crate::model::{NoteId, Site};
use crate::render::template::Templates;
use crate::render::words::Words;
use crate::span::Span;

/// A row, or why its template can't make it.
type Row = Result<Value, Box<Diagnostic>>;

/// Values that are ready for templates.
#[derive(Debug, Default)]
pub struct Shared {
    rows: Vec<OnceLock<Row>>,
    facets: OnceLock<Value>,
}

impl Shared {
    /// Nothing yet, for a site of so many notes.
    pub fn new(notes: usize) -> Self {
        Self { rows: (0..notes).map(|_| OnceLock::new()).collect(), facets: OnceLock::new() }
    }

    /// The rows of some notes.
    pub(in crate::render) fn rows(
        &self,
        site: &Site,
        words: &Words,
        templates: &Templates,
        ids: &[NoteId],
    ) -> Row {
        let render = |id: NoteId| {
            let view = Value::from_serializable(&row(site, words, id));
            // A note is in about twenty listings: its HTML is made once too.
            let of_note = |fault: Box<Diagnostic>| {
                let note = site.note(id);
                let span = Span::at(note.facts.front_span.start as usize);
                Box::new(fault.related(&note.facts.path, span, "in the row of this note"))
            };
            let html = templates.row(&view, site.config.limits.page_bytes).map_err(of_note)?;
            let fields = if templates.want_fields() { view.into_map() } else { None };
            let mut row: Map = fields.unwrap_or_default();
            row.insert("html".into(), Value::safe_string(&html));
            Ok(Value::from(row))
        };
        let made = |id: &NoteId| self.rows[*id].get_or_init(|| render(*id)).clone();
        Ok(Value::from(ids.iter().map(made).collect::<Result<Vec<Value>, Box<Diagnostic>>>()?))
    }

    /// What listings are narrowed down by, as `make` makes it.
    pub(in crate::render) fn facets(&self, make: impl FnOnce() -> Vec<serde_json::Value>) -> Value {
        self.facets.get_or_init(|| Value::from_serializable(&make())).clone()
    }
}
