//! What is remembered of files between two loads of one site: a file that did not change is not read again. Within one
//! process that is in memory; what an earlier process found is in the memo on disk.
//!
//! Size and time of a file are hints. Whoever watches the files says which ones are in doubt, and those are read in any
//! case: two writes in one tick of the clock may leave both as they were.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use super::memo::note::{NoteMemo, Remembered};
use super::memo::page::TICK;
use crate::corpus::Traces;
use crate::diagnostic::Diagnostic;
use crate::model::picture::Facts;
use crate::note::Note;
use crate::parse::active::Danger;
use crate::parse::secret::Secret;
use crate::path::SourcePath;
use crate::render::raster::Unfit;
use crate::source::{Listed, Stamp};

/// Files, as they were judged.
#[derive(Debug)]
pub struct Recall {
    rules: u64,
    /// When this load began, in nanoseconds since 1970.
    begun: u128,
    /// How many bytes of texts may yet be held in memory.
    room: AtomicUsize,
    memo: Option<NoteMemo>,
    doubtful: HashSet<SourcePath>,
    notes: HashMap<SourcePath, Recalled>,
    others: HashMap<SourcePath, (Stamp, Looked)>,
    inspected: HashMap<SourcePath, (Stamp, Inspected)>,
}

/// What is known of a file that is no note.
#[derive(Clone, Debug, Default)]
pub(super) struct Looked {
    /// Width and height of a picture.
    pub(super) dimensions: Option<(u32, u32)>,
    /// What it would do in a browser or on a host.
    pub(super) danger: Option<Danger>,
    /// The secrets that it holds.
    pub(super) secrets: Arc<[Secret]>,
    /// What a picture says of its making.
    pub(super) traces: Traces,
}

/// What the header of a picture says, under a limit of its pixels.
type Inspected = (usize, Result<Facts, Unfit>);

/// A note's file, as it was judged.
#[derive(Clone, Debug)]
pub(super) struct Recalled {
    /// Size and time of the file that was read.
    pub(super) stamp: Stamp,
    /// What it held, where that is kept in memory.
    pub(super) text: Option<Arc<str>>,
    /// The hash of that.
    pub(super) hash: u128,
    /// The note.
    pub(super) note: Arc<Note>,
    /// Its faults, as far as they show in the file alone.
    pub(super) faults: Arc<[Diagnostic]>,
}

#[expect(
    clippy::disallowed_methods,
    reason = "what is remembered may depend on the clock, and nothing else does"
)]
fn now() -> u128 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos())
}

/// Most bytes of texts of notes that a build holds in memory. Others are read again for the pages that show them: small
/// sites have no use for that, and large ones no room for anything else.
const ROOM: usize = 64 << 20;

impl Default for Recall {
    fn default() -> Self {
        Self {
            rules: 0,
            begun: 0,
            room: AtomicUsize::new(ROOM),
            memo: None,
            doubtful: HashSet::new(),
            notes: HashMap::new(),
            others: HashMap::new(),
            inspected: HashMap::new(),
        }
    }
}

impl Recall {
    /// Remembers nothing yet but what is on disk.
    pub fn with_memo(memo: NoteMemo) -> Self {
        Self { memo: Some(memo), ..Self::default() }
    }

    /// Every text is held in memory: edits are held against the texts before.
    #[must_use]
    pub fn with_all_texts(mut self) -> Self {
        self.room = AtomicUsize::new(usize::MAX);
        self
    }

    /// Whether every text is held in memory.
    fn holds_texts(&self) -> bool {
        self.room.load(Ordering::Relaxed) > ROOM
    }

    /// The text, where there is room for it in memory.
    pub(super) fn hold(&self, text: Option<Arc<str>>) -> Option<Arc<str>> {
        let text = text?;
        if self.holds_texts() {
            return Some(text);
        }
        let take = |room: usize| room.checked_sub(text.len());
        self.room.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_ok().then_some(text)
    }

    /// Stores what is remembered of notes.
    ///
    /// # Errors
    /// A file of the memo can't be written.
    pub fn store(&self) -> std::io::Result<()> {
        let Some(memo) = &self.memo else { return Ok(()) };
        // A file that could not be read has no text, and no hash of one.
        let mut notes: Vec<&Recalled> = self.notes.values().filter(|known| known.hash != 0).collect();
        notes.sort_unstable_by(|a, b| a.note.profile.facts.path.cmp(&b.note.profile.facts.path));
        // A file that was written just before it was read can be written again within one tick of the clock, and look
        // the same.
        let certain = |(size, modified): Stamp| {
            if modified + TICK < self.begun { (size, modified) } else { (size, 0) }
        };
        let remembered = notes.iter().map(|known| Remembered {
            hash: known.hash,
            stamp: certain(known.stamp),
            note: &known.note,
            faults: &known.faults,
        });
        memo.write(self.rules, remembered)
    }

    /// A note whose file is as it was when the memo on disk was written, its faults, and the hash of its text. Nothing
    /// where the text is to be held in memory, for then it has to be read.
    pub(super) fn untouched(&self, file: &Listed) -> Option<(Note, Vec<Diagnostic>, u128)> {
        let memo = self.memo.as_ref().filter(|_| !self.holds_texts() && self.is_certain(file))?;
        memo.untouched(file, self.rules)
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
        self.begun = now();
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
            Some((stamp, known)) if *stamp == file.stamp() && self.is_certain(file) => known.clone(),
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
