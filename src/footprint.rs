//! What the work of a thread looks at, taken down as it looks: by this an answer tells what it was made from.
//!
//! Each thing has one of 64 bits, which it shares with others of its kind. So the record of an answer is a few bytes, and at worst says
//! that it looked at more than it did.

use std::cell::Cell;

use xxhash_rust::xxh3::xxh3_64;

thread_local!(static LEFT: Cell<u64> = const { Cell::new(0) });

/// How many bits stand for what notes say to others; those behind them stand for their texts.
const OF_NOTES: u64 = 40;

/// The bits of things that were looked at, or that changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Footprint(pub u64);

impl Footprint {
    /// That of whoever looked at nothing.
    pub const NONE: Self = Self(0);
    /// That of whoever may have looked at anything.
    pub const ALL: Self = Self(u64::MAX);

    /// That of whoever looked at what the note of a file says to others.
    pub fn of_note(path: &str) -> Self {
        Self(1 << (xxh3_64(path.as_bytes()) % OF_NOTES))
    }

    /// That of whoever looked at its text.
    pub fn of_text(path: &str) -> Self {
        Self(1 << (OF_NOTES + xxh3_64(path.as_bytes()) % (u64::from(u64::BITS) - OF_NOTES)))
    }

    /// This one and that.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether a thing may be in both.
    pub fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Takes down that this thread looks at these things.
    pub fn leave(self) {
        LEFT.with(|left| left.set(left.get() | self.0));
    }

    /// Does something, and tells what it looked at. What this thread did before is not part of that.
    pub fn of<T>(work: impl FnOnce() -> T) -> (T, Self) {
        let before = LEFT.replace(0);
        let done = work();
        (done, Self(LEFT.replace(before)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parallel;

    #[test]
    fn what_is_looked_at_is_told_by_whoever_asked_for_it() {
        let (one, other) = (Footprint(1 << 3), Footprint(1 << 40));
        let ((), left) = Footprint::of(|| {
            one.leave();
            let ((), inner) = Footprint::of(|| other.leave());
            assert_eq!(inner, other);
        });
        assert_eq!(left, one);
        assert_eq!(one.and(other), Footprint(1 << 3 | 1 << 40));
        let (note, text) = (Footprint::of_note("a"), Footprint::of_text("a"));
        assert_eq!(note.and(text).0.count_ones(), 2);
        assert!(note.0 < 1 << OF_NOTES && text.0 >= 1 << OF_NOTES);
    }

    #[test]
    fn what_other_threads_look_at_is_part_of_the_work_that_they_were_given() {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(4).build().unwrap();
        let all: Vec<u8> = (0..64).collect();
        let look = |place: &u8| Footprint(1 << place).leave();
        let (_, left) = pool.install(|| Footprint::of(|| parallel::map(&all, look)));
        assert_eq!(left, Footprint::ALL);
        let (_, none) = pool.install(|| Footprint::of(|| parallel::map(&all, |place| *place)));
        assert_eq!(none, Footprint::NONE);
    }
}
