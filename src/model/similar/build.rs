//! Which notes are alike, from nothing.

use std::cmp::Reverse;
use std::sync::Arc;

use foldhash::{HashMap, HashMapExt};

use super::index::{Index, Near, Note, Scores, put_numbers};
use super::shared::{CHUNK, Shared};
use super::weight::{Weights, step};
use super::words::{MOST_LISTED, PARTS, Word, Words, pack, part_of};
use crate::parallel::{self, map_chunks};
use crate::parse::words::Counts;
use crate::path::SourcePath;

/// Parts of the words that one task gathers.
const PARTS_IN_TASK: usize = 64;

/// Asks for the words of a note.
pub(super) type Ask<'a> = &'a (dyn Fn(&SourcePath) -> Option<Arc<Counts>> + Sync);

/// A note that is to be among those that are compared.
struct New {
    path: SourcePath,
    fingerprint: u64,
    counts: Arc<Counts>,
}

/// Compares all notes whose words are known.
pub(super) fn build(notes: &[(SourcePath, u64)], ask: Ask<'_>) -> Index {
    let counted: Vec<Option<Arc<Counts>>> = parallel::map(notes, |(path, _)| ask(path));
    let mut slots = HashMap::with_capacity(notes.len());
    let mut all: Vec<New> = Vec::with_capacity(notes.len());
    for ((path, fingerprint), counts) in notes.iter().zip(counted) {
        let Some(counts) = counts.filter(|_| !slots.contains_key(path)) else { continue };
        slots.insert(path.clone(), all.len() as u32);
        all.push(New { path: path.clone(), fingerprint: *fingerprint, counts });
    }
    let words = gather(&all);
    let step = step(all.len().max(1) as u32);
    let mut index = Index { step, words, slots: Arc::new(slots), ..Index::default() };
    weigh(&mut index, &all);
    let weights = Weights::at(step);
    let slots: Vec<u32> = (0..all.len() as u32).collect();
    let near: Vec<Vec<Near>> = map_chunks(&slots, CHUNK, |slots| nearest(&index, slots, &weights));
    index.near = Shared::of_chunks(near).unwrap_or_default();
    index
}

/// The lists of these notes.
pub(super) fn nearest(index: &Index, slots: &[u32], weights: &Weights) -> Vec<Near> {
    let mut scores = Scores::new(index.notes.len());
    let mut alike = Vec::new();
    let list = |slot: &u32| {
        index.alike(*slot, weights, &mut scores, &mut alike);
        index.nearest_of(&mut alike)
    };
    slots.iter().map(list).collect()
}

/// The words of all notes, numbered from the commonest to the rarest.
fn gather(notes: &[New]) -> Words {
    let tasks: Vec<usize> = (0..PARTS).step_by(PARTS_IN_TASK).collect();
    let gathered: Vec<Vec<Word>> = parallel::map(&tasks, |first| gather_parts(notes, *first));
    let mut words: Vec<Word> = gathered.into_iter().flatten().collect();
    words.sort_unstable_by_key(|word| (Reverse(word.count), word.hash));
    Words::new(words.into_iter().collect())
}

/// The words of the parts of a task, and which notes have them.
fn gather_parts(notes: &[New], first: usize) -> Vec<Word> {
    let mut parts: Vec<HashMap<u32, Word>> = vec![HashMap::new(); PARTS_IN_TASK];
    for (slot, note) in notes.iter().enumerate() {
        let words = note.counts.words();
        let start = words.partition_point(|hash| part_of(*hash) < first);
        for hash in words[start..].iter().take_while(|hash| part_of(**hash) < first + PARTS_IN_TASK) {
            let word = parts[part_of(*hash) - first].entry(*hash).or_default();
            word.hash = *hash;
            word.count += 1;
            if word.count as usize <= MOST_LISTED {
                word.listed.push(slot as u32);
            } else {
                word.listed = Vec::new();
            }
        }
    }
    parts.into_iter().flat_map(HashMap::into_values).collect()
}

/// Finds the words that stand for each note.
fn weigh(index: &mut Index, notes: &[New]) {
    let weights = Weights::at(index.step);
    let of_words: Vec<Option<f32>> =
        index.words.by_number.iter().map(|word| weights.of_word(word.count)).collect();
    let weighed: Vec<(Vec<Option<Note>>, Vec<f32>)> = map_chunks(notes, CHUNK, |notes| {
        notes.iter().map(|note| weigh_one(&index.words, note, &weights, &of_words)).unzip()
    });
    let (chunks, lengths): (Vec<_>, Vec<_>) = weighed.into_iter().unzip();
    index.notes = Shared::of_chunks(chunks).unwrap_or_default();
    index.lengths = lengths.into_iter().flatten().collect();
    for (slot, note) in index.notes.iter().enumerate() {
        for (number, count) in note.iter().flat_map(|note| note.heavy.iter()) {
            if let Some(word) = index.words.by_number.get_mut(*number) {
                word.heavy.push(pack(slot as u32, *count));
            }
        }
    }
}

fn weigh_one(words: &Words, note: &New, weights: &Weights, of_words: &[Option<f32>]) -> (Option<Note>, f32) {
    let mut numbers = Vec::with_capacity(note.counts.words().len());
    let mut telling = Vec::new();
    for (hash, count) in note.counts.iter() {
        let Some(number) = words.number(hash) else { continue };
        numbers.push(number);
        if let Some(of_word) = of_words[number as usize] {
            telling.push(((number, count as u8), of_word));
        }
    }
    let (heavy, length) = weights.keep_heaviest(&telling);
    let New { path, fingerprint, .. } = note;
    let words = put_numbers(&numbers);
    let note = Note { path: path.clone(), fingerprint: *fingerprint, words, heavy: heavy.into() };
    (Some(note), length)
}
