//! Similar notes: by the words that two notes share and few others have (TF-IDF, cosine), over title, summary, topic,
//! stack, tools, entities and body.
//!
//! Each note is stood for by its 40 heaviest words. A word that many notes share says little and costs much, so that
//! words of more than [`MOST_NOTES`] notes are left out: the cost for a note does not grow with the number of notes.
//! Sums run in a fixed order and ties go by path, so that the same notes give the same lists.
//!
//! How rare a word is counts in steps ([`step`]): one note's edit leaves the weights in others as they are, but for few
//! words, so that it changes few pages, and [`Similar::updated`] can follow it.

use std::sync::{Arc, Mutex, PoisonError};

use foldhash::{HashMap, HashMapExt};
use rayon::prelude::*;

use super::AT_ONCE;
use crate::parse::words::Counts;

/// Similar notes that a page shows.
const SHOWN: usize = 5;
/// Words that stand for a note.
const WORDS: usize = 40;
/// Most notes that a word may stand for.
const MOST_NOTES: usize = 200;
/// Longest list of the notes that have a word. Of commoner words only the number is kept.
const MOST_LISTED: usize = 2 * MOST_NOTES;
/// Least likeness, from 0 to 1, of a note that is shown.
const LEAST: f32 = 0.08;
/// Parts of the index: a change copies those that it touches.
const PARTS: usize = 1024;
/// Parts that one task builds.
const PARTS_IN_TASK: usize = 64;
/// The words that stand for a note, with their weights, in order of the words: a vector of length 1.
type Vector = Arc<[(u32, f32)]>;

/// The words of all notes, ready to find those that are alike.
#[derive(Clone, Debug)]
pub(super) struct Similar {
    /// How many notes there are, by [`step`].
    notes: u32,
    /// Of each dated note, in the order of [`super::Site::dated`].
    vectors: Vec<Vector>,
    /// The words, by their first bits.
    parts: Vec<Arc<HashMap<u32, Word>>>,
    scores: Arc<Pool>,
}

/// How alike all notes are to one; kept for the next one, since there is a place for each note of the site.
#[derive(Debug, Default)]
struct Scores {
    of: Vec<f32>,
    /// The notes whose score is not 0.
    touched: Vec<u32>,
}

impl Scores {
    fn add(&mut self, note: u32, likeness: f32) {
        let score = &mut self.of[note as usize];
        if *score == 0.0 {
            self.touched.push(note);
        }
        *score += likeness;
    }
}

/// Scores that nobody uses.
#[derive(Debug, Default)]
struct Pool(Mutex<Vec<Scores>>);

impl Pool {
    /// Scores of so many notes, all 0.
    fn take(&self, notes: usize) -> Scores {
        let mut scores = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
        scores.of.resize(notes, 0.0);
        scores
    }

    fn give_back(&self, mut scores: Scores) {
        for note in scores.touched.drain(..) {
            scores.of[note as usize] = 0.0;
        }
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(scores);
    }
}

/// A word, and the places in [`super::Site::dated`] of its notes.
#[derive(Clone, Debug, Default)]
struct Word {
    /// How many notes have it.
    count: u32,
    /// The notes that have it, as long as they are no more than [`MOST_LISTED`].
    listed: Vec<u32>,
    /// The notes that it stands for, in order, with its weight there.
    heavy: Vec<(u32, f32)>,
}

fn part_of(word: u32) -> usize {
    word as usize / (u32::MAX as usize / PARTS + 1)
}

impl Similar {
    /// Gathers the words of the dated notes, on all processors.
    pub(super) fn build(counted: &[Arc<Counts>]) -> Self {
        let tasks: Vec<usize> = (0..PARTS).step_by(PARTS_IN_TASK).collect();
        let gathered: Vec<Vec<HashMap<u32, Word>>> =
            tasks.par_iter().map(|first| gather(counted, *first)).collect();
        let parts = gathered.into_iter().flatten().map(Arc::new).collect();
        let mut similar = Self {
            notes: step(counted.len().max(1) as u32),
            vectors: Vec::new(),
            parts,
            scores: Arc::default(),
        };
        similar.vectors =
            counted.par_iter().with_max_len(AT_ONCE).map(|counts| similar.weigh(counts)).collect();
        let Self { vectors, parts, .. } = &mut similar;
        parts.par_chunks_mut(PARTS_IN_TASK).zip(tasks).for_each(|(parts, first)| {
            for (at, vector) in vectors.iter().enumerate() {
                for (word, weight) in within(vector, first, |(word, _)| *word) {
                    let part = Arc::make_mut(&mut parts[part_of(*word) - first]);
                    part.entry(*word).or_default().heavy.push((at as u32, *weight));
                }
            }
        });
        similar
    }

    /// The notes most similar to one, the most similar first; all are places in [`super::Site::dated`].
    pub(super) fn nearest(&self, at: usize) -> Vec<usize> {
        let mut scores = self.scores.take(self.vectors.len());
        for (word, weight) in self.vectors.get(at).map_or(&[] as &[_], |vector| &**vector) {
            let known = self.parts[part_of(*word)].get(word);
            for (other, of_other) in known.map_or(&[] as &[_], |known| known.heavy.as_slice()) {
                scores.add(*other, weight * of_other);
            }
        }
        let mut near: Vec<(u32, f32)> = scores
            .touched
            .iter()
            .map(|other| (*other, scores.of[*other as usize]))
            .filter(|(other, likeness)| *other as usize != at && *likeness >= LEAST)
            .collect();
        self.scores.give_back(scores);
        near.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        near.iter().take(SHOWN).map(|(other, _)| *other as usize).collect()
    }

    /// The heaviest words of a note.
    fn weigh(&self, counts: &Counts) -> Vector {
        #[expect(clippy::cast_precision_loss, reason = "weights need no more than six digits")]
        let weight = |word: u32, count: u32| {
            let rarity = rarity(self.parts[part_of(word)].get(&word)?.count)?;
            let ratio = (self.notes as f32 - rarity as f32) / 2.0;
            Some((1.0 + (count as f32).ln()) * ratio.exp2().ln_1p())
        };
        let mut heavy: Vec<(u32, f32)> =
            counts.iter().filter_map(|(word, count)| Some((word, weight(word, count)?))).collect();
        heavy.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        heavy.truncate(WORDS);
        heavy.sort_by_key(|(word, _)| *word);
        let length = heavy.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
        heavy.iter().map(|(word, weight)| (*word, weight / length)).collect()
    }
}

/// How rare a word of so many notes is; nothing when it tells nothing.
fn rarity(count: u32) -> Option<u32> {
    (2..=MOST_NOTES as u32).contains(&count).then(|| step(count))
}

/// The nearest half power of two, as a number of half powers: 1, 1.4, 2, 2.8, 4 are 0 to 4.
#[expect(clippy::cast_sign_loss, reason = "the logarithm of 1 or more is not below 0")]
fn step(count: u32) -> u32 {
    (2.0 * f64::from(count).log2()).round() as u32
}

/// The items whose words fall to the parts of a task.
fn within<T>(sorted: &[T], first: usize, word: impl Fn(&T) -> u32) -> &[T] {
    let start = sorted.partition_point(|item| part_of(word(item)) < first);
    let end = sorted.partition_point(|item| part_of(word(item)) < first + PARTS_IN_TASK);
    &sorted[start..end]
}

/// The words of the parts of a task, and which notes have them.
fn gather(counted: &[Arc<Counts>], first: usize) -> Vec<HashMap<u32, Word>> {
    let mut parts: Vec<HashMap<u32, Word>> = vec![HashMap::new(); PARTS_IN_TASK];
    for (at, counts) in counted.iter().enumerate() {
        for word in within(counts.words(), first, |word| *word) {
            let known = parts[part_of(*word) - first].entry(*word).or_default();
            known.count += 1;
            if known.count as usize <= MOST_LISTED {
                known.listed.push(at as u32);
            } else {
                known.listed = Vec::new();
            }
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rarity_counts_in_half_powers_of_two() {
        assert_eq!([1, 2, 3, 4, 5, 6, 16, 400].map(step), [0, 2, 3, 4, 5, 5, 8, 17]);
        assert_eq!((rarity(1), rarity(201), rarity(2)), (None, None, Some(2)));
    }
}
