//! What the work of a thread looks at, taken down as it looks: by this an answer tells what it was made from.
//!
//! Each thing leaves one of 64 marks, which it shares with others of its kind. So the record of an answer is a few bytes, and at worst
//! says that it looked at more than it did.

use std::cell::Cell;

use xxhash_rust::xxh3::xxh3_64;

thread_local!(static SEEN: Cell<u64> = const { Cell::new(0) });

/// How many marks stand for what notes say to others; those behind them stand for their texts.
const OF_NOTES: u64 = 40;

/// The marks of things that were looked at, or that changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen(u64);

impl Seen {
    /// The marks of nothing.
    pub const NOTHING: Self = Self(0);
    /// Those of anything.
    pub const ALL: Self = Self(u64::MAX);

    /// The mark of what the note of a file says to others.
    pub fn note(path: &str) -> Self {
        Self(1 << (xxh3_64(path.as_bytes()) % OF_NOTES))
    }

    /// The mark of its text.
    pub fn text(path: &str) -> Self {
        Self(1 << (OF_NOTES + xxh3_64(path.as_bytes()) % (u64::from(u64::BITS) - OF_NOTES)))
    }

    /// The marks that stand for these bits.
    pub fn of_bits(bits: u64) -> Self {
        Self(bits)
    }

    /// Their bits.
    pub fn bits(self) -> u64 {
        self.0
    }

    /// The marks at these places.
    pub fn at(places: &[u8]) -> Self {
        Self(places.iter().fold(0, |marks, place| marks | 1 << (place % 64)))
    }

    /// The places of the marks.
    pub fn places(self) -> impl Iterator<Item = u8> {
        (0..64).filter(move |place| self.0 >> place & 1 == 1)
    }

    /// How many marks there are.
    pub fn count(self) -> u32 {
        self.0.count_ones()
    }

    /// These marks and those.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether there is a mark of both.
    pub fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Takes down that this thread looks at what has these marks.
    pub fn look(self) {
        SEEN.with(|seen| seen.set(seen.get() | self.0));
    }

    /// Does something, and tells what it looked at. What this thread did before is not part of that.
    pub fn by<T>(work: impl FnOnce() -> T) -> (T, Self) {
        let before = SEEN.replace(0);
        let done = work();
        (done, Self(SEEN.replace(before)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parallel;

    #[test]
    fn what_is_looked_at_is_told_by_whoever_asked_for_it() {
        let (one, other) = (Seen::at(&[3]), Seen::at(&[40]));
        let ((), seen) = Seen::by(|| {
            one.look();
            let ((), inner) = Seen::by(|| other.look());
            assert_eq!(inner, other);
        });
        assert_eq!(seen, one);
        assert_eq!(one.and(other).places().collect::<Vec<_>>(), [3, 40]);
        let of_one = Seen::note("a").and(Seen::text("a"));
        assert_eq!((of_one.count(), Seen::ALL.count()), (2, 64));
    }

    #[test]
    fn what_other_threads_look_at_is_part_of_the_work_that_they_were_given() {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(4).build().unwrap();
        let all: Vec<u8> = (0..64).collect();
        let (_, seen) = pool.install(|| Seen::by(|| parallel::map(&all, |place| Seen::at(&[*place]).look())));
        assert_eq!(seen, Seen::ALL);
        let (_, none) = pool.install(|| Seen::by(|| parallel::map(&all, |place| *place)));
        assert_eq!(none, Seen::NOTHING);
    }
}
