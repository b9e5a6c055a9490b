//! What is known of all notes, and how the notes are found that are most like one.
//!
//! A note has a slot, a number that it keeps while it is among the notes. What is found does not depend on it: sums are
//! taken in the order of words' hashes, and ties go by path.

use std::cmp::Ordering;
use std::sync::Arc;

use foldhash::HashMap;

use super::shared::Shared;
use super::weight::{Heavy, Weights};
use super::words::{Words, unpack};
use crate::path::SourcePath;
use crate::varint;

/// Similar notes that a page shows.
pub(super) const SHOWN: usize = 5;
/// Least likeness, from 0 to 1, of a note that is shown.
const LEAST: f32 = 0.08;
/// Words below this number are sorted by setting bits.
const COMMON: usize = 4096;

/// All notes and their words.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    /// How many notes there are, by [`super::weight::step`].
    pub(super) step: u32,
    /// By slot. None where no note has it.
    pub(super) notes: Shared<Option<Note>>,
    /// The notes most like each, by slot.
    pub(super) near: Shared<Near>,
    /// How long the vector of each note is, by slot.
    pub(super) lengths: Vec<f32>,
    pub(super) slots: Arc<HashMap<SourcePath, u32>>,
    pub(super) words: Words,
}

/// A note.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Note {
    pub(super) path: SourcePath,
    /// That of its words.
    pub(super) fingerprint: u64,
    /// The numbers of its words: see [`put_numbers`].
    pub(super) words: Arc<[u8]>,
    /// The words that stand for it, in the order of their hashes.
    pub(super) heavy: Arc<[Heavy]>,
}

/// A note that is like another one, by its slot; and how alike they are.
pub(super) type Likeness = (u32, f32);

/// The notes most like one, the most similar first.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Near {
    length: u8,
    all: [Likeness; SHOWN],
}

impl Near {
    /// The first of these notes, which are in order.
    pub(super) fn first_of(sorted: &[Likeness]) -> Self {
        let length = sorted.len().min(SHOWN);
        let mut near = Self { length: length as u8, ..Self::default() };
        near.all[..length].copy_from_slice(&sorted[..length]);
        near
    }

    pub(super) fn notes(&self) -> &[Likeness] {
        &self.all[..usize::from(self.length)]
    }

    /// The last of a list that has no room. None if there is room for any note that is like this one.
    pub(super) fn last_of_full(&self) -> Option<Likeness> {
        self.notes().get(SHOWN - 1).copied()
    }
}

/// How alike all notes are to one; kept for the next one, since there is a place for each note.
#[derive(Debug)]
pub(super) struct Scores {
    of: Vec<f32>,
    /// The notes whose score is not 0.
    touched: Vec<u32>,
}

impl Scores {
    /// Scores of so many notes, all 0.
    pub(super) fn new(notes: usize) -> Self {
        Self { of: vec![0.0; notes], touched: Vec::new() }
    }
}

impl Index {
    pub(super) fn note(&self, slot: u32) -> Option<&Note> {
        self.notes.get(slot)?.as_ref()
    }

    /// The notes that are like one, in no order.
    pub(super) fn alike(&self, slot: u32, weights: &Weights, scores: &mut Scores, alike: &mut Vec<Likeness>) {
        for (number, count) in self.note(slot).map_or(&[] as &[_], |note| &*note.heavy) {
            let Some(word) = self.words.get(*number) else { continue };
            let of_word = weights.of_word(word.count).unwrap_or_default();
            let here = weights.times(of_word, *count);
            for (other, count) in word.heavy.iter().copied().map(unpack) {
                let score = &mut scores.of[other as usize];
                if *score == 0.0 {
                    scores.touched.push(other);
                }
                *score += here * weights.times(of_word, count);
            }
        }
        alike.clear();
        let length = self.lengths.get(slot as usize).copied().unwrap_or_default();
        for other in scores.touched.drain(..) {
            let score = std::mem::take(&mut scores.of[other as usize]);
            let likeness = score / (length * self.lengths[other as usize]);
            if likeness >= LEAST && other != slot {
                alike.push((other, likeness));
            }
        }
    }

    /// The most similar of some notes, the most similar first.
    pub(super) fn nearest_of(&self, alike: &mut Vec<Likeness>) -> Near {
        if alike.len() > SHOWN {
            alike.select_nth_unstable_by(SHOWN - 1, |a, b| self.rank(*a, *b));
            alike.truncate(SHOWN);
        }
        alike.sort_unstable_by(|a, b| self.rank(*a, *b));
        Near::first_of(alike)
    }

    /// The more similar note is first, ties go by path.
    pub(super) fn rank(&self, a: Likeness, b: Likeness) -> Ordering {
        let path = |(slot, _): Likeness| self.note(slot).map(|note| &note.path);
        b.1.total_cmp(&a.1).then_with(|| path(a).cmp(&path(b)))
    }
}

/// Writes the numbers of a note's words, in any order, as the distances between them. The commonest words have the
/// lowest numbers, so that most take a byte.
pub(super) fn put_numbers(numbers: &[u32]) -> Arc<[u8]> {
    let mut common = [0_u64; COMMON / 64];
    let mut rare = Vec::new();
    for number in numbers {
        match common.get_mut(*number as usize / 64) {
            Some(bits) => *bits |= 1 << (number % 64),
            None => rare.push(*number),
        }
    }
    rare.sort_unstable();
    let mut out = Vec::with_capacity(numbers.len() * 2);
    let mut last = 0;
    let mut put = |number: u32| {
        varint::put(u64::from(number - last), &mut out);
        last = number;
    };
    for (at, mut bits) in common.into_iter().enumerate() {
        while bits != 0 {
            put(at as u32 * 64 + bits.trailing_zeros());
            bits &= bits - 1;
        }
    }
    rare.into_iter().for_each(put);
    out.into()
}

/// The numbers that [`put_numbers`] wrote, in order.
pub(super) fn numbers(mut words: &[u8]) -> Vec<u32> {
    let mut numbers = Vec::with_capacity(words.len());
    let mut last = 0_u32;
    while let Some(distance) = varint::take(&mut words) {
        last = last.wrapping_add(distance as u32);
        numbers.push(last);
    }
    numbers
}
