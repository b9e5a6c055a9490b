//! Fingerprints: a hash of all that something is made from, the same in every run.

use std::cell::Cell;
use std::hash::{Hash, Hasher};

use xxhash_rust::xxh3::xxh3_64;

/// The fingerprint of a value.
pub fn fingerprint(value: &impl Hash) -> u64 {
    thread_local!(static ROOM: Cell<Vec<u8>> = const { Cell::new(Vec::new()) });
    let mut pieces = Pieces(ROOM.take());
    value.hash(&mut pieces);
    let hash = pieces.finish();
    pieces.0.clear();
    ROOM.set(pieces.0);
    hash
}

/// The fingerprint of values that have no order, such as those of a table.
pub fn of_unordered<T: Hash>(values: impl IntoIterator<Item = T>) -> u64 {
    values.into_iter().fold(0, |sum: u64, value| sum.wrapping_add(fingerprint(&value)))
}

/// Collects what is hashed, which is many short pieces: to hash them at once takes a third of the time.
struct Pieces(Vec<u8>);

impl Hasher for Pieces {
    fn write(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    fn finish(&self) -> u64 {
        xxh3_64(&self.0)
    }
}
