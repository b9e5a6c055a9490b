//! Adds pieces to a store: they are gathered, written behind all that is known of the pack, and told to the index in one
//! step at the end. What a process that was cut off wrote, nobody knows of, and the next one writes over it.

use std::io;
use std::path::Path;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError, RwLockWriteGuard};
use std::time::Duration;

use super::added::{Added, Place};
use super::index::{Entry, FILE, Index, PACK, pack_name};
use super::{KEPT_FOR, MOST_BYTES, Mode, Store, WASTE};
use crate::write::atomic;
use crate::write::pack::{Pack, Turn};

/// What is gathered before it is written, in bytes.
const BUFFER: usize = 1 << 20;
/// Most that is gathered while another process writes.
const MOST_GATHERED: usize = 256 << 20;
/// How often, and how long each time, the end of another process's turn is waited for.
const PATIENCE: (usize, Duration) = (40, Duration::from_millis(50));
/// A piece that was used is told to the index when it was last used this many days ago.
const DAYS_UNTOLD: u16 = 7;

/// What is added to a store.
#[derive(Debug, Default)]
pub(super) struct Writer {
    gathered: Vec<u8>,
    open: Option<Open>,
    /// Whether what was there before is replaced already.
    is_begun: bool,
}

/// A pack that it is our turn to write.
#[derive(Debug)]
struct Open {
    _turn: Turn,
    pack: Arc<Pack>,
    /// The index as we found it.
    index: Index,
    /// Where the pack ends now.
    end: u64,
}

impl Open {
    /// None while another process writes.
    fn take(folder: &Path, mode: Mode) -> io::Result<Option<Self>> {
        let Some(turn) = Turn::take(folder)? else { return Ok(None) };
        let mut index = Index::read(folder);
        if mode == Mode::Anew {
            index = Index::empty(index.number + 1);
        }
        let pack = Arc::new(Pack::open_to_write(&folder.join(index.pack()))?);
        Ok(Some(Self { _turn: turn, pack, end: index.end, index }))
    }
}

impl Store {
    /// Adds the bytes of an entry, whose place is not known yet.
    pub(super) fn append(&self, mut entry: Entry, bytes: &[u8]) {
        let mut writer = self.writer();
        if writer.gathered.len() > MOST_GATHERED && self.is_on_disk() {
            return;
        }
        if bytes.len() >= BUFFER
            && self.is_on_disk()
            && self.write(&mut writer, &entry, bytes).is_ok_and(|done| done)
        {
            return;
        }
        entry.at = writer.gathered.len() as u64;
        writer.gathered.extend_from_slice(bytes);
        self.change_added().add(&entry);
        if writer.gathered.len() >= BUFFER && self.is_on_disk() {
            // What can't be written now may be at the end.
            let _ = self.flush(&mut writer);
        }
    }

    /// Writes the bytes of an entry behind what is gathered, and does not gather them: they may be many. Whether it could be.
    fn write(&self, writer: &mut Writer, entry: &Entry, bytes: &[u8]) -> io::Result<bool> {
        if !self.flush(writer)? {
            return Ok(false);
        }
        let Some(open) = &mut writer.open else { return Ok(false) };
        open.pack.write(open.end, bytes)?;
        let mut added = self.change_added();
        added.add(entry);
        added.write(&open.pack, open.end);
        open.end += bytes.len() as u64;
        Ok(true)
    }

    fn change_added(&self) -> RwLockWriteGuard<'_, Added> {
        self.added.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// The bytes of a piece that is not written yet.
    pub(super) fn gathered(&self, entry: Entry) -> Option<Vec<u8>> {
        let writer = self.writer();
        // It may be written by now.
        let known = self.added().get(entry.key);
        known.filter(|(known, place)| *known == entry && matches!(place, Place::Gathered))?;
        let start = usize::try_from(entry.at).ok()?;
        writer.gathered.get(start..start + entry.length as usize).map(<[u8]>::to_vec)
    }

    /// Writes what is gathered. Whether it could be: it is not while another process writes.
    fn flush(&self, writer: &mut Writer) -> io::Result<bool> {
        if writer.open.is_none() {
            let mode = if writer.is_begun { Mode::Disk } else { self.mode };
            writer.open = Open::take(&self.folder, mode)?;
        }
        let Some(open) = &mut writer.open else { return Ok(false) };
        writer.is_begun = true;
        open.pack.write(open.end, &writer.gathered)?;
        self.change_added().write(&open.pack, open.end);
        open.end += writer.gathered.len() as u64;
        writer.gathered.clear();
        Ok(true)
    }

    /// Tells the index what was added and used. While another process writes for long, nothing is told.
    ///
    /// # Errors
    /// A file can't be written.
    pub fn commit(&self) -> io::Result<()> {
        if !self.is_on_disk() || !self.has_news() {
            return Ok(());
        }
        let mut writer = self.writer();
        let mut turns = PATIENCE.0;
        while !self.flush(&mut writer)? {
            if turns == 0 {
                return Ok(());
            }
            turns -= 1;
            std::thread::sleep(PATIENCE.1);
        }
        let Some(open) = writer.open.take() else { return Ok(()) };
        let entries = self.merged(&open.index, self.change_added().tell(self.today));
        self.tell(&open, entries)
    }

    /// Takes away what was added and not told: it may be what fills the disk.
    ///
    /// # Errors
    /// The pack can't be made shorter.
    pub fn abandon(&self) -> io::Result<()> {
        let mut writer = self.writer();
        *self.change_added() = Added::default();
        writer.gathered = Vec::new();
        match writer.open.take() {
            Some(open) => open.pack.cut(open.index.end),
            None => Ok(()),
        }
    }

    /// Whether there is anything to tell.
    fn has_news(&self) -> bool {
        let is_told = self.added().is_told();
        if !is_told || (self.mode == Mode::Anew && !self.writer().is_begun) {
            return true;
        }
        let Some(stored) = self.stored.get() else { return false };
        let was_used = |at: &usize| stored.used[*at].load(Ordering::Relaxed);
        let mut used = (0..stored.index.len()).filter(was_used).filter_map(|at| stored.index.entry(at));
        used.any(|entry| entry.day + DAYS_UNTOLD < self.today)
    }

    /// All pieces in the order of their keys: those of the index, with the days that they were used on, and those that were
    /// added.
    fn merged(&self, index: &Index, mut added: Vec<Entry>) -> Vec<Entry> {
        // Of several pieces of one key the last was added last.
        added.reverse();
        added.sort_by_key(|entry| entry.key);
        added.dedup_by_key(|entry| entry.key);
        let mut added = added.into_iter().peekable();
        let mut merged = Vec::with_capacity(index.len() + added.len());
        for mut entry in (0..index.len()).filter_map(|at| index.entry(at)) {
            while let Some(new) = added.next_if(|new| new.key < entry.key) {
                merged.push(new);
            }
            if let Some(new) = added.next_if(|new| new.key == entry.key) {
                merged.push(new);
                continue;
            }
            if self.was_used(entry.key) {
                entry.day = self.today;
            }
            merged.push(entry);
        }
        merged.extend(added);
        merged
    }

    fn was_used(&self, key: u128) -> bool {
        let Some(stored) = self.stored.get() else { return false };
        stored.index.place(key).is_some_and(|at| stored.used[at].load(Ordering::Relaxed))
    }

    /// Writes the index; and the pack anew, where much of it is of no use.
    fn tell(&self, open: &Open, mut entries: Vec<Entry>) -> io::Result<()> {
        let is_wanted = |entry: &Entry| entry.day.saturating_add(KEPT_FOR) >= self.today;
        let of_use: u64 =
            entries.iter().filter(|entry| is_wanted(entry)).map(|entry| u64::from(entry.length)).sum();
        let (mut number, mut end) = (open.index.number, open.end);
        let mut pack = Arc::clone(&open.pack);
        if end > of_use + of_use / 2 + WASTE || end > MOST_BYTES {
            entries.retain(is_wanted);
            entries.sort_unstable_by_key(|entry| entry.at);
            keep_the_newest(&mut entries);
            number += 1;
            pack = Arc::new(Pack::open_to_write(&self.folder.join(pack_name(number)))?);
            end = copy(&open.pack, &pack, &mut entries)?;
        }
        atomic::write_cache(&self.folder.join(FILE), &Index::encode(number, end, entries))?;
        pack.remove_others(PACK);
        Ok(())
    }
}

/// Leaves out what was used longest ago, where all would go past the bound.
fn keep_the_newest(entries: &mut Vec<Entry>) {
    let mut by_day: Vec<(u16, u64, u32)> =
        entries.iter().map(|entry| (entry.day, entry.at, entry.length)).collect();
    by_day.sort_unstable_by(|a, b| b.cmp(a));
    let mut room = MOST_BYTES / 4 * 3;
    let fits = |(_, _, length): &&(u16, u64, u32)| {
        let rest = room.checked_sub(u64::from(*length));
        room = rest.unwrap_or(0);
        rest.is_some()
    };
    let kept = by_day.iter().take_while(fits).count();
    if let Some((day, at, _)) = by_day.get(kept).copied() {
        entries.retain(|entry| (entry.day, entry.at) > (day, at));
    }
}

/// Copies pieces, which are in the order of their places, from one pack to another. Says where that ends.
fn copy(from: &Pack, to: &Pack, entries: &mut [Entry]) -> io::Result<u64> {
    let (mut end, mut gathered) = (0, Vec::with_capacity(2 * BUFFER));
    for entry in entries {
        gathered.extend(from.read(entry.at, entry.length as usize)?);
        entry.at = end + gathered.len() as u64 - u64::from(entry.length);
        if gathered.len() >= BUFFER {
            to.write(end, &gathered)?;
            end += gathered.len() as u64;
            gathered.clear();
        }
    }
    to.write(end, &gathered)?;
    Ok(end + gathered.len() as u64)
}
