//! Puts the files that are not there into the output: from memory those that were made from the same before, and the
//! others as they are made.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use anyhow::Result;
use foldhash::HashMap;
use rayon::prelude::*;

use crate::cli::output::Terminal;
use crate::diagnostic::Diagnostic;
use crate::engine::Build;
use crate::engine::memo::finished::Finished;
use crate::model::{AT_ONCE, Page, Route};
use crate::path::OutputPath;
use crate::render::{Artifact, Content};
use crate::write::Output;

/// A build whose output is being filled.
pub(super) struct Filling<'a> {
    pub(super) build: &'a Build,
    pub(super) output: &'a Output,
    pub(super) finished: &'a Finished,
}

/// What came of it.
pub(super) struct Filled {
    /// How many files did not have to be made.
    pub(super) remembered: usize,
    pub(super) faults: Vec<Diagnostic>,
}

impl Filling<'_> {
    /// Fills in the files of these routes, each with what it would be made from. The first failure to write ends the
    /// job.
    pub(super) fn fill(&self, due: Vec<(Route, Option<u64>)>, terminal: &Terminal) -> Result<Filled> {
        let bar = terminal.progress(due.len(), "Building");
        let remembered = AtomicUsize::new(0);
        let to_make = |(route, print): (Route, Option<u64>)| {
            let bytes = print.and_then(|print| self.finished.get(&route.output, print));
            let Some(bytes) = bytes else { return Some(Ok((route, print))) };
            bar.inc(1);
            remembered.fetch_add(1, Ordering::Relaxed);
            self.output.put(&route.output, &bytes).err().map(Err)
        };
        let to_make: Result<Vec<(Route, Option<u64>)>> =
            due.into_par_iter().with_max_len(AT_ONCE).filter_map(to_make).collect();
        let faults = self.make(to_make?, || bar.inc(1));
        bar.finish_and_clear();
        Ok(Filled { remembered: remembered.into_inner(), faults: faults? })
    }

    /// Makes the files that nobody remembers.
    fn make(&self, due: Vec<(Route, Option<u64>)>, made: impl Fn() + Sync) -> Result<Vec<Diagnostic>> {
        let (routes, prints): (Vec<Route>, Vec<Option<u64>>) = due.into_iter().unzip();
        let prints: HashMap<&OutputPath, u64> = std::iter::zip(&routes, prints)
            .filter_map(|(route, print)| Some((&route.output, print?)))
            .collect();
        self.find_model(&routes);
        let failure: Mutex<Option<anyhow::Error>> = Mutex::new(None);
        let vanished: Mutex<Vec<Diagnostic>> = Mutex::default();
        let mut faults = self.build.render(&routes, |artifact| {
            made();
            if failure.lock().unwrap_or_else(PoisonError::into_inner).is_some() {
                return;
            }
            match self.put(&artifact, prints.get(&artifact.path).copied()) {
                Ok(None) => {}
                Ok(Some(fault)) => vanished.lock().unwrap_or_else(PoisonError::into_inner).push(fault),
                Err(error) => *failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(error),
            }
        });
        if let Some(error) = failure.into_inner().unwrap_or_else(PoisonError::into_inner) {
            return Err(error);
        }
        faults.extend(vanished.into_inner().unwrap_or_else(PoisonError::into_inner));
        Ok(faults)
    }

    /// Shows a page of a note to the memory of finished pages: most are like it.
    fn find_model(&self, routes: &[Route]) {
        let is_note = |route: &&Route| matches!(route.page, Page::Note(_));
        let note = routes.iter().find(is_note).filter(|_| self.finished.wants_model());
        if let Some(Ok(Artifact { content: Content::Bytes(page), .. })) =
            note.map(|note| self.build.render_one(note))
        {
            self.finished.set_model(&page);
        }
    }

    /// Puts an artifact into the output, and remembers it. What is wrong with a file that is copied, as that it went away
    /// meanwhile, is a fault of the content.
    fn put(&self, artifact: &Artifact, print: Option<u64>) -> Result<Option<Diagnostic>> {
        match &artifact.content {
            Content::Bytes(bytes) => {
                self.output.put(&artifact.path, bytes)?;
                if let Some(print) = print {
                    self.finished.add(&artifact.path, print, bytes);
                }
            }
            Content::Copy(path) => match self.build.published(path) {
                Ok(published) => {
                    self.output.put(&artifact.path, &published.bytes)?;
                    return Ok(published.fault);
                }
                Err(error) => return Ok(Some(crate::engine::unreadable(path, &error))),
            },
        }
        Ok(None)
    }
}
