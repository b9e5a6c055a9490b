//! The pieces that a process added to a store: in the order that they were added in, and where the last of each key is.

use std::sync::Arc;

use foldhash::HashMap;

use super::index::Entry;
use crate::write::pack::Pack;

/// The pieces of this process. A large build adds a million of them, and so each stands here once, in few bytes.
#[derive(Debug, Default)]
pub(super) struct Added {
    pieces: Vec<Piece>,
    /// The number of the last piece of each key, by one half of it. A piece that another one's half hides is not known.
    last: HashMap<u64, u32>,
    /// Where pieces were written.
    packs: Vec<Arc<Pack>>,
    /// How many pieces are written: those behind them are only gathered.
    written: usize,
    /// How many of those the index knows of.
    told: usize,
}

/// A piece. Its key stands in two halves, which need no room to be aligned.
#[derive(Clone, Copy, Debug)]
struct Piece {
    key: [u64; 2],
    /// Where it begins in its pack, or in what is gathered.
    at: u64,
    checksum: u64,
    length: u32,
    pack: u32,
}

/// Where the bytes of a piece are.
pub(super) enum Place {
    /// In what is gathered.
    Gathered,
    /// In a pack.
    Written(Arc<Pack>),
}

impl Added {
    /// How many pieces there are, those of one key as one.
    pub(super) fn len(&self) -> usize {
        self.last.len()
    }

    /// Takes down a piece that is gathered.
    pub(super) fn add(&mut self, entry: &Entry) {
        let Ok(number) = u32::try_from(self.pieces.len()) else { return };
        let Entry { key, at, length, checksum, .. } = *entry;
        let piece = Piece { key: halves(key), at, checksum, length, pack: 0 };
        self.last.insert(piece.key[0], number);
        self.pieces.push(piece);
    }

    /// The last piece of a key, and where its bytes are.
    pub(super) fn get(&self, key: u128) -> Option<(Entry, Place)> {
        let number = *self.last.get(&halves(key)[0])? as usize;
        let piece = self.pieces.get(number).filter(|piece| piece.key == halves(key))?;
        let place = if number < self.written {
            Place::Written(Arc::clone(self.packs.get(piece.pack as usize)?))
        } else {
            Place::Gathered
        };
        Some((piece.entry(), place))
    }

    /// All that was gathered is written: to that place of a pack.
    pub(super) fn write(&mut self, pack: &Arc<Pack>, place: u64) {
        if !self.packs.last().is_some_and(|last| Arc::ptr_eq(last, pack)) {
            self.packs.push(Arc::clone(pack));
        }
        let number = self.packs.len() as u32 - 1;
        for piece in &mut self.pieces[self.written..] {
            piece.at += place;
            piece.pack = number;
        }
        self.written = self.pieces.len();
    }

    /// Whether the index knows of all of them.
    pub(super) fn is_told(&self) -> bool {
        self.told == self.pieces.len()
    }

    /// The pieces that are written, and that the index did not know of until now.
    pub(super) fn tell(&mut self, today: u16) -> Vec<Entry> {
        let untold = &self.pieces[self.told..self.written];
        self.told = self.written;
        untold.iter().map(|piece| Entry { day: today, ..piece.entry() }).collect()
    }
}

impl Piece {
    /// What an index says of it, without the day.
    fn entry(&self) -> Entry {
        let [low, high] = self.key.map(u128::from);
        let (at, length, checksum) = (self.at, self.length, self.checksum);
        Entry { key: low | high << 64, at, length, day: 0, checksum }
    }
}

fn halves(key: u128) -> [u64; 2] {
    [key as u64, (key >> 64) as u64]
}
