//! The rows of notes, each made once for all the listings that show it.

use std::sync::OnceLock;

use foldhash::HashMap;

use crate::diagnostic::Diagnostic;
use crate::path::SourcePath;
use crate::render::reads::{Asked, Reads};

/// A row, or why its template can't make it.
pub type Row = Result<tera::Value, Box<Diagnostic>>;

/// A row, and what it asked of the site.
type Made = (Row, Box<[Asked]>);

/// The rows of a site's notes, as far as they are made.
#[derive(Debug, Default)]
pub struct Rows(HashMap<SourcePath, OnceLock<Made>>);

impl Rows {
    /// None made yet, for these notes.
    pub fn new<'p>(notes: impl Iterator<Item = &'p SourcePath>) -> Self {
        Self(notes.map(|path| (path.clone(), OnceLock::new())).collect())
    }

    /// The row of a note, as `make` makes it, and what that asked of `reads`.
    pub(in crate::render) fn row<'a>(
        &self,
        path: &SourcePath,
        make: impl FnOnce(&Reads<'a>) -> Row,
        reads: impl FnOnce() -> Reads<'a>,
    ) -> Made {
        let anew = || {
            let reads = reads();
            let row = make(&reads);
            (row, reads.trace())
        };
        match self.0.get(path) {
            Some(known) => known.get_or_init(anew).clone(),
            None => anew(),
        }
    }
}
