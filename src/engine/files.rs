//! What is known of a site's files between two loads, in memory and in the store: a file that did not change is not read
//! again.
//!
//! Size and time of a file are hints. Whoever watches the files says which ones are in doubt, and those are read in any
//! case: two writes in one tick of the clock may leave both as they were.

mod notes;

use std::cmp::Ordering;
use std::io;
use std::sync::atomic::{self, AtomicUsize};
use std::sync::{Arc, Mutex};

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_128;

use super::dates::Dates;
use super::last::Last;
use super::notes::ReadSection;
use super::store::{Key, Kind, Store};
use crate::corpus::{FileInfo, beside};
use crate::diagnostic::Diagnostic;
use crate::model::Similar;
use crate::model::picture::Facts;
use crate::note::{Body, Marks, Profile};
use crate::parse::words::Counts;
use crate::path::SourcePath;
use crate::render::raster::Unfit;
use crate::source::{Listed, Stamp};

pub(super) use notes::Notes;

/// Files, as they were judged.
#[derive(Debug)]
pub struct Files {
    store: Arc<Store>,
    rules: u64,
    /// When this load began, in nanoseconds since 1970.
    begun: u128,
    /// How many bytes of texts may yet be held in memory.
    room: AtomicUsize,
    doubtful: HashSet<SourcePath>,
    notes: Arc<Notes>,
    others: HashMap<SourcePath, (Stamp, FileInfo)>,
    pictures: HashMap<SourcePath, (Stamp, Picture)>,
    /// Which notes were alike when somebody last asked.
    pub(super) similar: Arc<Mutex<Option<Similar>>>,
    /// The files of sections, as they are read under these settings.
    sections: (u64, HashMap<SourcePath, (Stamp, ReadSection)>),
    /// The sites of the last load.
    pub(super) last: Last,
    /// When notes were last changed, by git.
    pub(super) dates: Dates,
}

/// What the header of a picture says, under a limit of its pixels.
type Picture = (usize, Result<Facts, Unfit>);

/// A note's file, as it was judged.
#[derive(Clone, Debug)]
pub(super) struct Judged {
    /// Size and time of the file that was read.
    pub(super) stamp: Stamp,
    /// What it held, where that is kept in memory.
    pub(super) text: Option<Arc<str>>,
    /// The hash of that; 0 if it could not be read.
    pub(super) hash: u128,
    /// What all pages may know of the note.
    pub(super) profile: Profile,
    /// What tells whether the rest of it is as it was.
    pub(super) marks: Marks,
    /// The rest, where it is in memory and not in the store alone.
    pub(super) rest: Option<Rest>,
    /// Its faults, as far as they show in the file alone.
    pub(super) faults: Arc<[Diagnostic]>,
}

/// The words and the body of a note, which only some pages need.
pub(super) type Rest = (Arc<Counts>, Arc<Body>);

/// A note's file, as it is stored.
#[derive(Serialize, Deserialize)]
struct Stored {
    rules: u64,
    stamp: Stamp,
    hash: u128,
    profile: Profile,
    marks: Marks,
    faults: Arc<[Diagnostic]>,
}

/// Two writes to a file within this time, in nanoseconds, may leave it with one time: clocks of file systems tick, some
/// of them every two seconds.
pub(super) const TICK: u128 = 2_000_000_000;

/// Most bytes of texts of notes that a build holds in memory. Others are read again for the pages that show them: small
/// sites have no use for that, and large ones no room for anything else.
const ROOM: usize = 64 << 20;

/// The hash of a file's bytes.
pub(super) fn hash_of(bytes: &[u8]) -> u128 {
    xxh3_128(bytes)
}

impl Files {
    /// Nothing is known but what the store holds.
    pub fn new(store: Arc<Store>) -> Self {
        Self {
            store,
            rules: 0,
            begun: 0,
            room: AtomicUsize::new(ROOM),
            doubtful: HashSet::new(),
            notes: Arc::default(),
            others: HashMap::new(),
            pictures: HashMap::new(),
            similar: Arc::default(),
            sections: Default::default(),
            last: Last::default(),
            dates: Dates::default(),
        }
    }

    /// Every text is held in memory: edits are held against the texts before.
    #[must_use]
    pub fn with_all_texts(mut self) -> Self {
        self.room = AtomicUsize::new(usize::MAX);
        self
    }

    /// Whether another load may follow in this process.
    pub(super) fn holds_texts(&self) -> bool {
        self.room.load(atomic::Ordering::Relaxed) > ROOM
    }

    /// The text, where there is room for it in memory.
    pub(super) fn hold(&self, text: Option<Arc<str>>) -> Option<Arc<str>> {
        let text = text?;
        if self.holds_texts() {
            return Some(text);
        }
        let take = |room: usize| room.checked_sub(text.len());
        self.room
            .fetch_update(atomic::Ordering::Relaxed, atomic::Ordering::Relaxed, take)
            .is_ok()
            .then_some(text)
    }

    /// Whether what is learnt of notes outlives the process.
    pub(super) fn is_stored(&self) -> bool {
        self.store.is_on_disk()
    }

    /// Says which files are to be read again, whatever their size and time are.
    pub fn doubt(&mut self, paths: impl IntoIterator<Item = SourcePath>) {
        self.doubtful.extend(paths);
    }

    /// Begins to judge notes. Under other `rules` nothing that was judged holds.
    pub(super) fn begin(&mut self, rules: u64) {
        self.begun = self.store.now();
        if self.rules != rules {
            self.notes = Arc::default();
            self.rules = rules;
        }
    }

    /// Begins to read sections. Under other `settings` they may say something else.
    pub(super) fn begin_sections(&mut self, settings: u64) {
        if self.sections.0 != settings {
            self.sections = (settings, HashMap::new());
        }
    }

    /// The file of a section: as it was where it is as it was, else as it is `read`.
    pub(super) fn section(
        &self,
        file: &Listed,
        read: impl FnOnce() -> Option<ReadSection>,
    ) -> Option<ReadSection> {
        let known = self.sections.1.get(&file.path).filter(|(stamp, _)| *stamp == file.stamp());
        known.filter(|_| self.is_certain(file)).map(|(_, known)| known.clone()).or_else(read)
    }

    /// Keeps what a load found of the sections.
    pub(super) fn end_sections(&mut self, sections: HashMap<SourcePath, (Stamp, ReadSection)>) {
        self.sections.1 = sections;
    }

    /// Whether the time of a file says that it is as it was, where that is the same.
    fn is_certain(&self, file: &Listed) -> bool {
        file.modified != 0 && !self.doubtful.contains(&file.path)
    }

    /// Size and time of a file, as far as they prove anything: one that was written just before it was read can be written
    /// again within one tick of the clock, and look the same.
    fn certain(&self, file: &Listed) -> Stamp {
        let is_past = file.modified + TICK < self.begun;
        (file.size, if is_past { file.modified } else { 0 })
    }

    /// Notes' files, in order of their paths, each where it is as it was when this process last read it.
    pub(super) fn known(&self, files: &[&Listed]) -> Vec<Option<Arc<Judged>>> {
        // Most paths are one allocation, which `==` tells at once.
        let compare = |(path, _): &(SourcePath, Arc<Judged>), file: &&Listed| {
            if *path == file.path { Ordering::Equal } else { path.cmp(&file.path) }
        };
        let known = |(file, known): (&&Listed, Option<&(SourcePath, Arc<Judged>)>)| {
            let (_, known) =
                known.filter(|(_, known)| known.stamp == file.stamp() && self.is_certain(file))?;
            Some(Arc::clone(known))
        };
        beside(files, &self.notes.all, compare).map(known).collect()
    }

    /// A note's file as it is stored, where `is_same` says so by the size, time and hash that it had. The text is not there.
    fn stored(&self, file: &Listed, is_same: impl Fn(Stamp, u128) -> bool) -> Option<Judged> {
        let bytes = self.store.get(Kind::Note, note_key(&file.path))?;
        // What stands before the note tells whether it is worth reading.
        let ((rules, stamp, hash), _) = postcard::take_from_bytes::<(u64, Stamp, u128)>(&bytes).ok()?;
        if rules != self.rules || !is_same(stamp, hash) {
            return None;
        }
        let Stored { hash, profile, marks, faults, .. } = postcard::from_bytes(&bytes).ok()?;
        Some(Judged { stamp: file.stamp(), text: None, hash, profile, marks, rest: None, faults })
    }

    /// A note whose file is as it was when it was stored. None if the text is to be held in memory, for then it has to be
    /// read.
    pub(super) fn untouched(&self, file: &Listed) -> Option<Judged> {
        if self.holds_texts() || !self.is_certain(file) {
            return None;
        }
        self.stored(file, |stamp, _| stamp == file.stamp())
    }

    /// A note of this text, as it is stored. It is stored anew where its file has another time.
    pub(super) fn of_text(&self, file: &Listed, hash: u128) -> Option<Judged> {
        let certain = self.certain(file);
        let is_told = std::cell::Cell::new(false);
        let judged = self.stored(file, |stamp, known| {
            is_told.set(stamp == certain);
            known == hash
        })?;
        if !is_told.get() {
            self.learn(file, &judged);
        }
        Some(judged)
    }

    /// Stores what was found of a note.
    pub(super) fn learn(&self, file: &Listed, judged: &Judged) {
        // A file that could not be read has no hash.
        if judged.hash == 0 {
            return;
        }
        let Judged { hash, profile, marks, faults, .. } = judged.clone();
        let stored = Stored { rules: self.rules, stamp: self.certain(file), hash, profile, marks, faults };
        if let Ok(bytes) = postcard::to_stdvec(&stored) {
            self.store.put(Kind::Note, note_key(&file.path), &bytes);
        }
        if let Some(rest) = &judged.rest
            && let Ok(bytes) = postcard::to_stdvec(rest)
        {
            self.store.put(Kind::Body, rest_key(&file.path, hash), &bytes);
        }
    }

    /// Keeps what a load found of the notes.
    pub(super) fn end(&mut self, notes: Vec<(SourcePath, Arc<Judged>)>) -> Arc<Notes> {
        self.notes = Arc::new(Notes::new(notes, &self.notes));
        Arc::clone(&self.notes)
    }

    /// What a file that is no note holds: as it was where it is as it was, else as `look` finds it.
    pub(super) fn other(
        &self,
        file: &Listed,
        look: impl FnOnce() -> io::Result<FileInfo>,
    ) -> io::Result<FileInfo> {
        let certain = self.certain(file);
        let key = || Key::of(Kind::File).and(file.path.as_str().as_bytes()).and(&stamp_bytes(certain)).end();
        let stored = || {
            if certain.1 == 0 || !self.is_certain(file) {
                return None;
            }
            postcard::from_bytes(&self.store.get(Kind::File, key())?).ok()
        };
        let mut info: FileInfo = match self.others.get(&file.path) {
            Some((stamp, known)) if *stamp == file.stamp() && self.is_certain(file) => known.clone(),
            _ => {
                let looked = || -> io::Result<FileInfo> {
                    let info = look()?;
                    if let (Ok(bytes), true) = (postcard::to_stdvec(&info), certain.1 != 0) {
                        self.store.put(Kind::File, key(), &bytes);
                    }
                    Ok(info)
                };
                stored().map_or_else(looked, Ok)?
            }
        };
        (info.size, info.modified) = certain;
        Ok(info)
    }

    /// Keeps what a load found of the other files. No file is in doubt any more.
    pub(super) fn end_others(&mut self, others: HashMap<SourcePath, (Stamp, FileInfo)>) {
        let doubtful = std::mem::take(&mut self.doubtful);
        self.pictures.retain(|path, _| others.contains_key(path) && !doubtful.contains(path));
        self.others = others;
    }

    /// What the header of a picture says, where its file is as it was, else as `inspect` finds it.
    pub(super) fn picture(
        &self,
        path: &SourcePath,
        limit: usize,
        inspect: impl FnOnce() -> Result<Facts, Unfit>,
    ) -> Result<Facts, Unfit> {
        let Some((stamp, info)) = self.others.get(path) else { return inspect() };
        if let Some((known, (of_limit, result))) = self.pictures.get(path)
            && (known, *of_limit) == (stamp, limit)
            && stamp.1 != 0
        {
            return result.clone();
        }
        let key = Key::of(Kind::File).and(b"picture").and(path.as_str().as_bytes());
        let key = key.and(&stamp_bytes(*stamp)).number(limit as u64).end();
        let is_certain = info.modified != 0;
        let stored = || postcard::from_bytes(&self.store.get(Kind::File, key)?).ok();
        if let Some(known) = is_certain.then(stored).flatten() {
            return known;
        }
        let found = inspect();
        if is_certain
            && !matches!(found, Err(Unfit::Unread(_)))
            && let Ok(bytes) = postcard::to_stdvec(&found)
        {
            self.store.put(Kind::File, key, &bytes);
        }
        found
    }

    /// Keeps what the headers of pictures say.
    pub(super) fn learn_pictures(&mut self, limit: usize, found: Vec<(SourcePath, Result<Facts, Unfit>)>) {
        for (path, result) in found {
            if let Some((stamp, _)) = self.others.get(&path) {
                self.pictures.insert(path, (*stamp, (limit, result)));
            }
        }
    }
}

/// The words and the body of a note whose file has this hash, where they are stored.
pub(super) fn rest(store: &Store, path: &SourcePath, hash: u128) -> Option<Rest> {
    postcard::from_bytes(&store.get(Kind::Body, rest_key(path, hash))?).ok()
}

fn rest_key(path: &SourcePath, hash: u128) -> u128 {
    Key::of(Kind::Body).and(path.as_str().as_bytes()).and(&hash.to_le_bytes()).end()
}

fn note_key(path: &SourcePath) -> u128 {
    Key::of(Kind::Note).and(path.as_str().as_bytes()).end()
}

fn stamp_bytes((size, modified): Stamp) -> [u8; 24] {
    let mut bytes = [0; 24];
    bytes[..8].copy_from_slice(&size.to_le_bytes());
    bytes[8..].copy_from_slice(&modified.to_le_bytes());
    bytes
}
