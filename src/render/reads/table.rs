//! The questions that the pages of a site asked, each once, with its number, and what it is answered now.

use std::collections::hash_map::Entry;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use foldhash::HashMap;
use xxhash_rust::xxh3::xxh3_128;

use super::Sources;
use super::question::Question;
use crate::parallel;

/// Parts of the table of new questions: pages are made on all processors.
const SHARDS: usize = 64;

/// Questions that were not asked before.
#[derive(Debug, Default)]
struct New {
    by_hash: HashMap<u64, Known>,
    /// Those whose hash another one has: as a rule there are none.
    others: Vec<(u64, Known)>,
}

/// One of them. There are many, and so the hash stands in two halves, which need no room to be aligned.
#[derive(Debug)]
struct Known {
    question: Question,
    number: u32,
    answer: [u64; 2],
}

impl New {
    fn get(&self, hash: u64, question: &Question) -> Option<Asked> {
        let others = self.others.iter().filter(|(known, _)| *known == hash).map(|(_, known)| known);
        let mut known = self.by_hash.get(&hash).into_iter().chain(others);
        let known = known.find(|known| known.question == *question)?;
        let [low, high] = known.answer.map(u128::from);
        Some((known.number, low | high << 64))
    }

    fn add(&mut self, hash: u64, question: Question, (number, answer): Asked) {
        let known = Known { question, number, answer: [answer as u64, (answer >> 64) as u64] };
        match self.by_hash.entry(hash) {
            Entry::Vacant(free) => _ = free.insert(known),
            Entry::Occupied(_) => self.others.push((hash, known)),
        }
    }

    /// All of them behind their hashes, with their numbers.
    fn into_list(self) -> impl Iterator<Item = (u64, Question, u32)> {
        let all = self.by_hash.into_iter().chain(self.others);
        all.map(|(hash, known)| (hash, known.question, known.number))
    }
}

/// A question that was asked: its number, and a hash of it and its answer.
pub type Asked = (u32, u128);

/// The questions that were asked. Those of an earlier build stand in the order of their hashes, and their numbers are their
/// places: so they are found without a table.
#[derive(Debug)]
pub struct Questions {
    before: Vec<(u64, Question)>,
    /// The hash of each of those with its answer.
    answers: Vec<u128>,
    new: Vec<Mutex<New>>,
    next: AtomicU32,
}

impl Questions {
    /// The questions of an earlier build, each behind its hash and in the order of those, with what they are answered now.
    pub fn again(before: Vec<(u64, Question)>, sources: &Sources<'_>) -> Self {
        let answer = |(hash, question): &(u64, Question)| mix(*hash, question.answer(sources));
        let answers = parallel::map(&before, answer);
        let next = AtomicU32::new(before.len() as u32);
        let new = (0..SHARDS).map(|_| Mutex::default()).collect();
        Self { before, answers, new, next }
    }

    /// The hash of a question of an earlier build with its answer.
    pub fn answer(&self, number: u32) -> Option<u128> {
        self.answers.get(number as usize).copied()
    }

    /// Whether any question was asked that was not asked before.
    pub fn has_new(&self) -> bool {
        self.next.load(Ordering::Relaxed) as usize > self.before.len()
    }

    /// All questions behind their hashes, with their numbers.
    pub fn into_list(self) -> Vec<(u64, Question, u32)> {
        let mut list = Vec::with_capacity(self.next.into_inner() as usize);
        let before = self.before.into_iter().zip(0..);
        list.extend(before.map(|((hash, question), number)| (hash, question, number)));
        for shard in self.new {
            list.extend(shard.into_inner().unwrap_or_else(PoisonError::into_inner).into_list());
        }
        list
    }

    /// Takes a question down; one that is new gets the next number.
    pub(super) fn ask(&self, question: Question, answer: impl FnOnce() -> u64) -> Asked {
        let hash = question.hash();
        let first = self.before.partition_point(|(known, _)| *known < hash);
        let same = self.before[first..].iter().take_while(|(known, _)| *known == hash);
        if let Some(at) = same.zip(first..).find_map(|((_, known), at)| (*known == question).then_some(at)) {
            return (at as u32, self.answers[at]);
        }
        let mut shard = self.shard(hash);
        shard.get(hash, &question).unwrap_or_else(|| {
            let asked = (self.next.fetch_add(1, Ordering::Relaxed), mix(hash, answer()));
            shard.add(hash, question, asked);
            asked
        })
    }

    fn shard(&self, hash: u64) -> MutexGuard<'_, New> {
        self.new[hash as usize % SHARDS].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A hash of a question and its answer. What a page is made from is the sum of these, whatever their order.
fn mix(question: u64, answer: u64) -> u128 {
    let mut both = [0; 16];
    both[..8].copy_from_slice(&question.to_le_bytes());
    both[8..].copy_from_slice(&answer.to_le_bytes());
    xxh3_128(&both)
}
