//! The words of all notes: a number for each, how many notes have it, and which.

use std::sync::Arc;

use foldhash::HashMap;

use super::shared::Shared;

/// Longest list of the notes that have a word. Of commoner words only the number is kept.
pub(super) const MOST_LISTED: usize = 400;
/// Parts of the numbers by hash: a new word copies the one it comes to.
pub(super) const PARTS: usize = 1024;

/// A word, and its notes.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Word {
    pub(super) hash: u32,
    /// How many notes have it.
    pub(super) count: u32,
    /// The notes that have it, in order; empty if they are, or once were, more than [`MOST_LISTED`].
    pub(super) listed: Vec<u32>,
    /// The notes that it stands for, with how often it stands there: see [`pack`].
    pub(super) heavy: Vec<u32>,
}

/// A note and how often a word stands in it, in one number: the scan over these is what finding similar notes costs.
pub(super) fn pack(slot: u32, count: u8) -> u32 {
    slot << 8 | u32::from(count)
}

pub(super) fn unpack(packed: u32) -> (u32, u8) {
    (packed >> 8, packed as u8)
}

/// The part of the numbers that a hash falls to.
pub(super) fn part_of(hash: u32) -> usize {
    hash as usize / (u32::MAX as usize / PARTS + 1)
}

impl Word {
    /// Whether all notes that have it are listed.
    pub(super) fn is_listed(&self) -> bool {
        self.listed.len() == self.count as usize
    }

    /// Takes down that notes have the word, or no longer have it.
    pub(super) fn change(&mut self, changes: &[Change]) {
        let gone = changes.iter().filter(|change| change.has == Has::No).count();
        let was_listed = self.is_listed();
        let come = (changes.len() - gone) as u32;
        self.count = self.count.saturating_add(come).saturating_sub(gone as u32);
        if !was_listed || self.count as usize > MOST_LISTED {
            self.listed = Vec::new();
            return;
        }
        for Change { slot, has, .. } in changes {
            match (self.listed.binary_search(slot), has) {
                (Err(at), Has::Yes) => self.listed.insert(at, *slot),
                (Ok(at), Has::No) => drop(self.listed.remove(at)),
                _ => {}
            }
        }
    }

    /// Takes down how often it stands in a note that it stands for. None if it does not stand for it.
    pub(super) fn weigh(&mut self, slot: u32, count: Option<u8>) {
        let at = self.heavy.partition_point(|packed| unpack(*packed).0 < slot);
        let is_known = self.heavy.get(at).is_some_and(|packed| unpack(*packed).0 == slot);
        match (count, is_known) {
            (Some(count), true) => self.heavy[at] = pack(slot, count),
            (Some(count), false) => self.heavy.insert(at, pack(slot, count)),
            (None, true) => drop(self.heavy.remove(at)),
            (None, false) => {}
        }
    }
}

/// That a note has a word, or no longer has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Change {
    pub(super) number: u32,
    pub(super) slot: u32,
    pub(super) has: Has,
}

/// Whether a note has a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Has {
    No,
    Yes,
}

/// All words, by number and by hash.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    pub(super) by_number: Shared<Word>,
    /// Their numbers, by the first bits of their hashes. Empty if there are no words.
    numbers: Vec<Arc<HashMap<u32, u32>>>,
    /// Numbers that no word has.
    free: Vec<u32>,
}

impl Words {
    /// Gives these words their numbers. A word that no note has leaves its number free.
    pub(super) fn new(by_number: Shared<Word>) -> Self {
        let mut numbers: Vec<Arc<HashMap<u32, u32>>> = vec![Arc::default(); PARTS];
        let mut free = Vec::new();
        for (number, word) in by_number.iter().enumerate() {
            if word.count == 0 {
                free.push(number as u32);
            } else {
                Arc::make_mut(&mut numbers[part_of(word.hash)]).insert(word.hash, number as u32);
            }
        }
        Self { by_number, numbers, free }
    }

    pub(super) fn get(&self, number: u32) -> Option<&Word> {
        self.by_number.get(number)
    }

    /// The number of the word of a hash.
    pub(super) fn number(&self, hash: u32) -> Option<u32> {
        self.numbers.get(part_of(hash))?.get(&hash).copied()
    }

    /// The number of the word of a hash, a new one if there is none.
    pub(super) fn number_or_new(&mut self, hash: u32) -> u32 {
        if let Some(known) = self.number(hash) {
            return known;
        }
        let number = self.free.pop().unwrap_or(self.by_number.len() as u32);
        let word = Word { hash, ..Word::default() };
        match self.by_number.get_mut(number) {
            Some(free) => *free = word,
            None => self.by_number.push(word),
        }
        self.numbers.resize_with(PARTS, Arc::default);
        Arc::make_mut(&mut self.numbers[part_of(hash)]).insert(hash, number);
        number
    }

    /// Frees the number of a word that no note has any more.
    pub(super) fn free(&mut self, number: u32) {
        let Some(word) = self.by_number.get_mut(number) else { return };
        let Word { hash, .. } = std::mem::take(word);
        if let Some(part) = self.numbers.get_mut(part_of(hash)) {
            Arc::make_mut(part).remove(&hash);
        }
        self.free.push(number);
    }
}
