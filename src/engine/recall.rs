//! What is remembered of files between two loads of one site, in memory: a file that did not change is not read again.
//!
//! Size and time of a file are hints. Whoever watches the files says which ones are in doubt, and those are read in any
//! case: two writes in one tick of the clock may leave both as they were.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::memo::note::{NoteMemo, Remembered};
use crate::diagnostic::Diagnostic;
use crate::model::picture::Facts;
use crate::note::Note;
use crate::parse::active::Danger;
use crate::path::SourcePath;
use crate::render::raster::Unfit;
use crate::source::{Listed, Stamp};

/// Files, as they were judged.
#[derive(Debug, Default)]
pub struct Recall {
    rules: u64,
    memo: Option<NoteMemo>,
    doubtful: HashSet<SourcePath>,
    notes: HashMap<SourcePath, Recalled>,
    others: HashMap<SourcePath, (Stamp, Looked)>,
    inspected: HashMap<SourcePath, (Stamp, Inspected)>,
}

/// What is known of a file that is no note.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Looked {
    /// Width and height of a picture.
    pub(super) dimensions: Option<(u32, u32)>,
    /// What it would do in a browser or on a host.
    pub(super) danger: Option<Danger>,
}

/// What the header of a picture says, under a limit of its pixels.
type Inspected = (usize, Result<Facts, Unfit>);

/// A note's file, as it was judged.
#[derive(Clone, Debug)]
pub(super) struct Recalled {
    /// Size and time of the file that was read.
    pub(super) stamp: Stamp,
    /// What it held.
    pub(super) text: Arc<str>,
    /// The hash of that.
    pub(super) hash: u128,
    /// The note.
    pub(super) note: Arc<Note>,
    /// Its faults, as far as they show in the file alone.
    pub(super) faults: Arc<[Diagnostic]>,
}

impl Recall {
    /// Remembers nothing yet but what is on disk.
    pub fn with_memo(memo: NoteMemo) -> Self {
        Self { memo: Some(memo), ..Self::default() }
    }

    /// Stores what is remembered of notes.
    ///
    /// # Errors
    /// A file of the memo can't be written.
    pub fn store(&self) -> std::io::Result<()> {
        let Some(memo) = &self.memo else { return Ok(()) };
        // A file that could not be read has no text, and no hash of one.
        let mut notes: Vec<&Recalled> = self.notes.values().filter(|known| known.hash != 0).collect();
        notes.sort_unstable_by(|a, b| a.note.path.cmp(&b.note.path));
        let remembered = notes.iter().map(|known| Remembered {
            hash: known.hash,
            note: &known.note,
            faults: &known.faults,
        });
        memo.write(self.rules, remembered)
    }

    /// A note of this text, from the memo on disk.
    pub(super) fn on_disk(&self, path: &SourcePath, hash: u128) -> Option<(Note, Vec<Diagnostic>)> {
        self.memo.as_ref()?.get(path, hash, self.rules)
    }

    /// Says which files are to be read again, whatever their size and time are.
    pub fn doubt(&mut self, paths: impl IntoIterator<Item = SourcePath>) {
        self.doubtful.extend(paths);
    }

    /// Begins a load under these rules; under others, nothing that was judged holds.
    pub(super) fn begin(&mut self, rules: u64) {
        if self.rules != rules {
            self.notes.clear();
            self.rules = rules;
        }
    }

    /// A note's file, when it is as it was.
    pub(super) fn known(&self, file: &Listed) -> Option<&Recalled> {
        let known = self.notes.get(&file.path)?;
        (known.stamp == file.stamp() && self.is_certain(file)).then_some(known)
    }

    /// What a file that is no note holds, from here when it is as it was, else as `look` finds it.
    pub(super) fn looked(&self, file: &Listed, look: impl FnOnce() -> Looked) -> Looked {
        match self.others.get(&file.path) {
            Some((stamp, known)) if *stamp == file.stamp() && self.is_certain(file) => *known,
            _ => look(),
        }
    }

    /// What the header of a picture says, where its file is as it was.
    pub(super) fn inspected(&self, path: &SourcePath, limit: usize) -> Option<&Result<Facts, Unfit>> {
        let (stamp, _) = self.others.get(path).filter(|((_, modified), _)| *modified != 0)?;
        let (known, (of_limit, result)) = self.inspected.get(path)?;
        ((known, *of_limit) == (stamp, limit)).then_some(result)
    }

    /// Keeps what the header of a picture says.
    pub(super) fn learn_inspected(&mut self, path: &SourcePath, limit: usize, result: Result<Facts, Unfit>) {
        if let Some((stamp, _)) = self.others.get(path) {
            self.inspected.insert(path.clone(), (*stamp, (limit, result)));
        }
    }

    fn is_certain(&self, file: &Listed) -> bool {
        file.modified != 0 && !self.doubtful.contains(&file.path)
    }

    /// Keeps what was found of one note. Its file is not in doubt any more.
    pub(super) fn learn(&mut self, path: SourcePath, note: Recalled) {
        self.doubtful.remove(&path);
        self.notes.insert(path, note);
    }

    /// Keeps what a load found of the notes.
    pub(super) fn end(&mut self, notes: Vec<(SourcePath, Recalled)>) {
        self.notes = notes.into_iter().collect();
    }

    /// Keeps what a load found of the other files. No file is in doubt any more.
    pub(super) fn end_others(&mut self, others: HashMap<SourcePath, (Stamp, Looked)>) {
        let doubtful = std::mem::take(&mut self.doubtful);
        self.inspected.retain(|path, _| others.contains_key(path) && !doubtful.contains(path));
        self.others = others;
    }
}
