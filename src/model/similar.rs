//! Similar notes: by the words that two notes share and few others have (TF-IDF, cosine), over title, summary, topic,
//! stack, tools, entities and body.
//!
//! Each note is stood for by its 40 heaviest words. A word that many notes share says little and costs much, so that
//! words of more than [`MOST_NOTES`] notes are left out: the cost for a note does not grow with the number of notes.
//! Sums run in a fixed order and ties go by path, so that the same notes give the same lists.

use std::collections::HashMap;

use rayon::prelude::*;

use super::NoteId;
use super::note::NotePage;
use crate::parse::words::{Counts, count_words};

/// Similar notes that a page shows.
const SHOWN: usize = 5;
/// Words that stand for a note.
const WORDS: usize = 40;
/// Most notes that a word may stand for.
const MOST_NOTES: usize = 400;
/// Least likeness, from 0 to 1, of a note that is shown.
const LEAST: f32 = 0.08;

/// The words of all notes, ready to find those that are alike.
#[derive(Debug)]
pub(super) struct Similar {
    /// The words of each dated note, in the order of [`super::Site::dated`].
    vectors: Vec<Vec<(u32, f32)>>,
    /// The notes of each word.
    postings: HashMap<u32, Vec<(u32, f32)>>,
}

impl Similar {
    /// Gathers the words of the dated notes, on all processors.
    pub(super) fn build(pages: &[NotePage], dated: &[NoteId]) -> Self {
        let counted: Vec<Counts> = dated.par_iter().map(|id| words_of(&pages[*id])).collect();
        let mut spread: HashMap<u32, u32> = HashMap::new();
        for counts in &counted {
            for (word, _) in counts {
                *spread.entry(*word).or_default() += 1;
            }
        }
        let vectors: Vec<Vec<(u32, f32)>> =
            counted.par_iter().map(|counts| vector(counts, &spread, dated.len())).collect();
        let mut postings: HashMap<u32, Vec<(u32, f32)>> = HashMap::new();
        for (at, vector) in vectors.iter().enumerate() {
            for (word, weight) in vector {
                postings.entry(*word).or_default().push((at as u32, *weight));
            }
        }
        Self { vectors, postings }
    }

    /// The notes most similar to one, the most similar first; all are places in [`super::Site::dated`].
    pub(super) fn nearest(&self, at: usize) -> Vec<usize> {
        let mut likeness: HashMap<u32, f32> = HashMap::new();
        for (word, weight) in self.vectors.get(at).map_or(&[] as &[_], Vec::as_slice) {
            for (other, of_other) in self.postings.get(word).map_or(&[] as &[_], Vec::as_slice) {
                *likeness.entry(*other).or_default() += weight * of_other;
            }
        }
        likeness.remove(&(at as u32));
        let mut near: Vec<(u32, f32)> =
            likeness.into_iter().filter(|(_, likeness)| *likeness >= LEAST).collect();
        near.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        near.iter().take(SHOWN).map(|(other, _)| *other as usize).collect()
    }
}

/// The words of a note, with what each field makes them worth.
fn words_of(page: &NotePage) -> Counts {
    let note = &page.note;
    let mut counts: HashMap<u32, u32> = note.outline.words_used.iter().copied().collect();
    let mut add = |text: &str, worth: u32| {
        for (word, count) in count_words(text) {
            *counts.entry(word).or_default() += count * worth;
        }
    };
    add(&note.title, 4);
    add(&note.topic, 4);
    add(&note.summary, 2);
    for named in note.stack.iter().chain(&note.tools) {
        add(&named.name, 5);
    }
    for name in note.entity_names() {
        add(name, 5);
    }
    let mut counts: Counts = counts.into_iter().collect();
    counts.sort_unstable();
    counts
}

/// The heaviest words of a note, as a vector of length 1, in order of the words.
fn vector(counts: &Counts, spread: &HashMap<u32, u32>, notes: usize) -> Vec<(u32, f32)> {
    #[expect(clippy::cast_precision_loss, reason = "weights need no more than six digits")]
    let weight = |word: u32, count: u32| {
        let among = spread.get(&word).copied().unwrap_or(1);
        let is_telling = among >= 2 && (among as usize) <= MOST_NOTES;
        is_telling.then(|| (1.0 + (count as f32).ln()) * (notes as f32 / among as f32).ln_1p())
    };
    let mut heavy: Vec<(u32, f32)> =
        counts.iter().filter_map(|(word, count)| Some((*word, weight(*word, *count)?))).collect();
    heavy.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    heavy.truncate(WORDS);
    heavy.sort_by_key(|(word, _)| *word);
    let length = heavy.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
    heavy.iter().map(|(word, weight)| (*word, weight / length)).collect()
}
