//! The generator's only source of variety: `SplitMix64`, seeded from the run's seed, the note's number and a
//! lane.
//!
//! Lanes keep one part of a note from shifting another: the plan of note 7 is the same whether its body is
//! written or not, and whatever else the run holds.

const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// The part of a note that a stream of numbers is for.
#[derive(Clone, Copy)]
pub(crate) enum Lane {
    /// What the note is about.
    Plan,
    /// Its Markdown.
    Body,
    /// Its front matter.
    FrontMatter,
}

/// A stream of numbers, the same on every machine.
pub(crate) struct Random {
    state: u64,
}

impl Random {
    /// The stream for one lane of one note of one run.
    pub(crate) fn new(seed: u64, number: u32, lane: Lane) -> Self {
        let place = u64::from(number) * 4 + lane as u64;
        Self { state: mix(mix(seed ^ GOLDEN) ^ mix(place.wrapping_mul(GOLDEN))) }
    }

    /// The next 64 bits.
    pub(crate) fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(GOLDEN);
        mix(self.state)
    }

    /// A number in `0..bound`; 0 when `bound` is 0.
    pub(crate) fn below(&mut self, bound: u32) -> u32 {
        let scaled = (self.bits() >> 32) * u64::from(bound);
        u32::try_from(scaled >> 32).unwrap_or_default()
    }

    /// A number in `low..=high`.
    pub(crate) fn between(&mut self, low: u32, high: u32) -> u32 {
        low + self.below(high - low + 1)
    }

    /// True in `percent` of a hundred calls.
    pub(crate) fn chance(&mut self, percent: u32) -> bool {
        self.below(100) < percent
    }

    /// A place in a list of `length` items.
    pub(crate) fn index(&mut self, length: usize) -> usize {
        let bound = u32::try_from(length).unwrap_or(u32::MAX);
        self.below(bound) as usize
    }

    /// One of `items`, which must not be empty.
    pub(crate) fn pick<'a, T: ?Sized>(&mut self, items: &[&'a T]) -> &'a T {
        items[self.index(items.len())]
    }

    /// One item of a list written with `", "` between items.
    pub(crate) fn item(&mut self, list: &'static str) -> &'static str {
        let place = self.index(list.split(", ").count());
        list.split(", ").nth(place).unwrap_or(list)
    }

    /// `count` different items of a list written with `", "` between items, in any order.
    pub(crate) fn items(&mut self, list: &'static str, count: usize) -> Vec<&'static str> {
        let mut all: Vec<_> = list.split(", ").collect();
        self.shuffle(&mut all);
        all.truncate(count);
        all
    }

    /// Puts `items` in any order.
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.index(last + 1));
        }
    }
}

fn mix(mut value: u64) -> u64 {
    value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}
