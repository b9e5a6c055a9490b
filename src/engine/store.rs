//! What is remembered between builds, below `.fieldnotes/cache`: one pack of pieces, and one index of them.
//!
//! [`Store::get`] and [`Store::put`] take a kind and a key; the key is a hash of all that the piece was made from, so that
//! a piece never has to be judged. All of it can be removed at any time, and none is needed for the result: a piece that
//! is damaged is as good as none, and so is an index that another program wrote. Several processes share a store:
//! each reads the index that it found, and one at a time writes; what it adds stands behind all that others know of.
//! What nobody used for `KEPT_FOR` days, or goes past `MOST_BYTES`, is dropped when the pack is written anew.

mod added;
mod index;
mod press;
#[cfg(test)]
mod tests;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError, RwLock};

use added::{Added, Place};
use index::{Entry, Index};
use press::Press;
use writer::Writer;
use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

use crate::render::highlight::BlockCache;
use crate::write::pack::Pack;

/// Most bytes of a pack.
const MOST_BYTES: u64 = 4 << 30;
/// How many days what nobody uses is kept.
const KEPT_FOR: u16 = 90;
/// Bytes of no use that a pack may hold, besides half of what is of use.
const WASTE: u64 = 16 << 20;

/// The program that writes a store: what it remembers holds for no other.
const PROGRAM: &str =
    concat!(env!("CARGO_PKG_VERSION"), " ", env!("FIELDNOTES_SOURCES"), " ", env!("FIELDNOTES_TARGET"));

/// What is remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// What all pages may know of notes, as they were judged.
    Note,
    /// Words and bodies of notes, which only some pages need.
    Body,
    /// What is known of other files: sizes of pictures, secrets, what they would do in a browser.
    File,
    /// Highlighted code.
    Code,
    /// Finished pages.
    Page,
    /// Copies of pictures, and cards.
    Picture,
    /// Parts of the search index.
    Search,
    /// What pages asked of the site.
    Trace,
    /// What they were answered.
    Answer,
    /// How output folders were left.
    Output,
    /// What was reported.
    Report,
    /// Which notes are alike.
    Similar,
    /// When notes were last changed, by git.
    Dates,
    /// What files around the site hold that notes watch.
    Watched,
    /// Parts of files that list all notes.
    Stretch,
}

/// How a kind is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Plain,
    Packed,
    /// Packed after a dictionary: the first piece of the kind.
    AfterDictionary,
}

impl Kind {
    fn form(self) -> Form {
        match self {
            Self::Code | Self::Report | Self::Stretch => Form::Packed,
            Self::Page => Form::AfterDictionary,
            _ => Form::Plain,
        }
    }
}

/// Where a store lives, and what is asked of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    /// On disk: what is there is used.
    Disk,
    /// On disk: what is there is not used, and replaced.
    Anew,
    /// In memory, for as long as it lives.
    Memory,
    /// Nothing is remembered but code, which one build shows again and again.
    Off,
}

/// What is remembered of a site.
#[derive(Debug)]
pub struct Store {
    folder: PathBuf,
    mode: Mode,
    /// The time, in nanoseconds since 1970.
    clock: fn() -> u128,
    /// The day, counted from 1970.
    today: u16,
    stored: OnceLock<Stored>,
    added: RwLock<Added>,
    writer: Mutex<Writer>,
    plain: Press,
    pages: OnceLock<Press>,
    /// Whether nothing more is remembered.
    is_closed: AtomicBool,
}

/// What the disk holds.
#[derive(Debug, Default)]
struct Stored {
    index: Index,
    pack: Option<Pack>,
    used: Vec<AtomicBool>,
}

/// A key in the making: all that a piece is made from.
pub struct Key(Vec<u8>);

impl Key {
    /// A key of nothing yet.
    pub fn of(kind: Kind) -> Self {
        Self(vec![kind as u8])
    }

    /// Adds bytes, so that no others give the same key.
    #[must_use]
    pub fn and(mut self, bytes: &[u8]) -> Self {
        self.0.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
        self.0.extend_from_slice(bytes);
        self
    }

    /// Adds a number.
    #[must_use]
    pub fn number(self, number: u64) -> Self {
        self.and(&number.to_le_bytes())
    }

    /// The key.
    pub fn end(&self) -> u128 {
        xxh3_128(&self.0)
    }
}

impl Store {
    /// The store of a site. `clock` tells the time in nanoseconds since 1970.
    pub fn open(site: &Path, clock: fn() -> u128) -> Self {
        Self::new(site.join(".fieldnotes").join("cache"), Mode::Disk, clock)
    }

    /// The store of a site, of which nothing is used: it is written anew.
    pub fn anew(site: &Path, clock: fn() -> u128) -> Self {
        Self::new(site.join(".fieldnotes").join("cache"), Mode::Anew, clock)
    }

    /// A store that lives in memory.
    pub fn in_memory() -> Self {
        Self::new(PathBuf::new(), Mode::Memory, || 0)
    }

    /// A store that remembers nothing, but code for as long as it lives.
    pub fn off() -> Self {
        Self::new(PathBuf::new(), Mode::Off, || 0)
    }

    fn new(folder: PathBuf, mode: Mode, clock: fn() -> u128) -> Self {
        const DAY: u128 = 86_400_000_000_000;
        let today = u16::try_from(clock() / DAY).unwrap_or(u16::MAX);
        let (stored, added, writer) = (OnceLock::new(), RwLock::default(), Mutex::default());
        Self {
            folder,
            mode,
            clock,
            today,
            stored,
            added,
            writer,
            plain: Press::default(),
            pages: OnceLock::new(),
            is_closed: AtomicBool::new(false),
        }
    }

    /// The time, in nanoseconds since 1970.
    pub fn now(&self) -> u128 {
        (self.clock)()
    }

    /// What is known of a key; None if nothing is, or what is there is damaged.
    pub fn get(&self, kind: Kind, key: u128) -> Option<Vec<u8>> {
        let bytes = self.piece(key)?;
        match kind.form() {
            Form::Plain => Some(bytes),
            Form::Packed => self.plain.unpack(&bytes),
            Form::AfterDictionary => self.pages()?.unpack(&bytes),
        }
    }

    /// Remembers the bytes of a key.
    pub fn put(&self, kind: Kind, key: u128, bytes: &[u8]) {
        let is_off = self.mode == Mode::Off && kind != Kind::Code;
        if is_off || self.is_closed.load(Ordering::Relaxed) {
            return;
        }
        let packed = match kind.form() {
            Form::Plain => return self.add(key, bytes),
            Form::Packed => self.plain.pack(bytes),
            Form::AfterDictionary => self.pages_like(bytes).pack(bytes),
        };
        if let Some(packed) = packed {
            self.add(key, &packed);
        }
    }

    /// Remembers nothing from here on: what is read with every key that somebody types is of no use to anybody later.
    pub fn close(&self) {
        self.is_closed.store(true, Ordering::Relaxed);
    }

    /// Keeps what is known of a key for some more days, as if it had been read. Whether anything is.
    pub fn keep(&self, key: u128) -> bool {
        let stored = self.stored();
        let at = stored.index.place(key);
        if let Some(used) = at.and_then(|at| stored.used.get(at)) {
            used.store(true, Ordering::Relaxed);
        }
        at.is_some() || self.added().get(key).is_some()
    }

    /// Whether pages can be packed after one of them.
    pub fn has_dictionary(&self) -> bool {
        self.pages().is_some()
    }

    /// How many pieces this process added.
    pub fn added_count(&self) -> usize {
        self.added().len()
    }

    /// Whether this store outlives the process.
    pub fn is_on_disk(&self) -> bool {
        matches!(self.mode, Mode::Disk | Mode::Anew)
    }

    fn stored(&self) -> &Stored {
        self.stored.get_or_init(|| match self.mode {
            Mode::Disk => Stored::read(&self.folder),
            _ => Stored::default(),
        })
    }

    fn added(&self) -> std::sync::RwLockReadGuard<'_, Added> {
        self.added.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn writer(&self) -> MutexGuard<'_, Writer> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The bytes of a key as they are kept.
    fn piece(&self, key: u128) -> Option<Vec<u8>> {
        let added = self.added().get(key);
        let (entry, bytes) = match added {
            Some((entry, Place::Written(pack))) => (entry, pack.read(entry.at, entry.length as usize).ok()?),
            // It may be written at this instant.
            Some((entry, Place::Gathered)) => match self.gathered(entry) {
                Some(bytes) => (entry, bytes),
                None => return self.piece(key),
            },
            None => {
                let stored = self.stored();
                let at = stored.index.place(key)?;
                let entry = stored.index.entry(at)?;
                stored.used.get(at)?.store(true, Ordering::Relaxed);
                // What a damaged index says must not make us ask for more memory than there are bytes.
                let is_inside = entry.at.saturating_add(u64::from(entry.length)) <= stored.index.end;
                let pack = stored.pack.as_ref().filter(|_| is_inside)?;
                (entry, pack.read(entry.at, entry.length as usize).ok()?)
            }
        };
        (checksum(key, &bytes) == entry.checksum).then_some(bytes)
    }

    fn add(&self, key: u128, bytes: &[u8]) {
        let Ok(length) = u32::try_from(bytes.len()) else { return };
        let checksum = checksum(key, bytes);
        let known = || self.stored().index.place(key).and_then(|at| self.stored().index.entry(at));
        let known = self.added().get(key).map(|(entry, _)| entry).or_else(known);
        let is_known = known.is_some_and(|known| (known.checksum, known.length) == (checksum, length));
        // What the index knows may be damaged in the pack.
        if is_known && self.piece(key).is_some() {
            self.keep(key);
            return;
        }
        self.append(Entry { key, at: 0, length, day: self.today, checksum }, bytes);
    }

    /// What unpacks pages; None before there is a dictionary.
    fn pages(&self) -> Option<&Press> {
        if let Some(press) = self.pages.get() {
            return Some(press);
        }
        let dictionary = self.piece(dictionary_key())?;
        Some(self.pages.get_or_init(|| Press::after(dictionary)))
    }

    /// What packs pages: after the dictionary that is there, else after this page.
    fn pages_like(&self, page: &[u8]) -> &Press {
        if let Some(press) = self.pages() {
            return press;
        }
        self.pages.get_or_init(|| {
            let dictionary = press::dictionary(page);
            self.add(dictionary_key(), dictionary);
            Press::after(dictionary.to_owned())
        })
    }
}

fn dictionary_key() -> u128 {
    Key::of(Kind::Page).and(b"dictionary").end()
}

/// The checksum of a piece: that of another key's is another one.
fn checksum(key: u128, bytes: &[u8]) -> u64 {
    xxh3_64(bytes) ^ (key as u64)
}

impl Stored {
    fn read(folder: &Path) -> Self {
        let index = Index::read(folder);
        let pack = Pack::open(&folder.join(index.pack())).ok();
        let used = (0..index.len()).map(|_| AtomicBool::new(false)).collect();
        Self { index, pack, used }
    }
}

impl BlockCache for Store {
    fn get(&self, key: u128) -> Option<std::sync::Arc<str>> {
        let bytes = Store::get(self, Kind::Code, code_key(key))?;
        String::from_utf8(bytes).ok().map(std::sync::Arc::from)
    }

    fn put(&self, key: u128, html: std::sync::Arc<str>) {
        Store::put(self, Kind::Code, code_key(key), html.as_bytes());
    }
}

fn code_key(key: u128) -> u128 {
    Key::of(Kind::Code).and(&key.to_le_bytes()).end()
}
