//! The questions that the pages of a site asked, each once, with its number, and what it is answered now.

use std::collections::hash_map::Entry;
use std::ops::Range;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

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
    fn list(&self) -> impl Iterator<Item = (u64, Line<'_>, u32)> {
        let all = self.by_hash.iter().chain(self.others.iter().map(|(hash, known)| (hash, known)));
        all.map(|(hash, known)| (*hash, Line::New(&known.question), known.number))
    }
}

/// A question that was asked: its number, and a hash of it and its answer.
pub type Asked = (u32, u128);

/// A question in the list that is stored: as an earlier build stored it, or as it was asked.
#[derive(Clone, Copy, Debug)]
pub enum Line<'q> {
    /// Behind its hash.
    Stored(&'q [u8]),
    /// One that was not asked before.
    New(&'q Question),
}

impl Line<'_> {
    /// Adds it to those that are stored: eight bytes of its hash, and what it is.
    pub fn write(self, hash: u64, bytes: &mut Vec<u8>) {
        match self {
            Self::Stored(stored) => bytes.extend_from_slice(stored),
            Self::New(question) => {
                bytes.extend_from_slice(&hash.to_le_bytes());
                bytes.extend(postcard::to_stdvec(question).unwrap_or_default());
            }
        }
    }
}

/// Takes a question from the beginning of bytes that [`Line::write`] wrote.
fn take(bytes: &[u8]) -> Option<(u64, Question, &[u8])> {
    let (hash, rest) = bytes.split_first_chunk::<8>()?;
    let (question, rest) = postcard::take_from_bytes(rest).ok()?;
    Some((u64::from_le_bytes(*hash), question, rest))
}

/// The questions of an earlier build, in the order of their hashes. They are left as they are stored: each is needed but once,
/// and there are many.
#[derive(Debug, Default)]
struct Earlier {
    bytes: Arc<Vec<u8>>,
    hashes: Vec<u64>,
    /// Where each of them begins, and where the last ends.
    places: Vec<usize>,
}

impl Earlier {
    fn stored(&self, number: usize) -> Option<&[u8]> {
        self.bytes.get(*self.places.get(number)?..*self.places.get(number + 1)?)
    }

    /// The number of a question.
    fn number(&self, hash: u64, question: &Question) -> Option<usize> {
        let first = self.hashes.partition_point(|known| *known < hash);
        let same = self.hashes[first..].iter().take_while(|known| **known == hash);
        let is_it = |number: &usize| {
            self.stored(*number).and_then(take).is_some_and(|(_, known, _)| known == *question)
        };
        same.zip(first..).map(|(_, number)| number).find(is_it)
    }

    fn list(&self) -> impl Iterator<Item = (u64, Line<'_>, u32)> {
        let stored =
            |(number, hash): (u32, &u64)| Some((*hash, Line::Stored(self.stored(number as usize)?), number));
        (0..).zip(&self.hashes).filter_map(stored)
    }
}

/// The questions that were asked. Those of an earlier build stand in the order of their hashes, and their numbers are their
/// places: so they are found without a table.
#[derive(Debug)]
pub struct Questions {
    before: Earlier,
    /// The hash of each of those with its answer.
    answers: Vec<u128>,
    new: Vec<Mutex<New>>,
    next: AtomicU32,
}

impl Questions {
    /// The questions of an earlier build, with what they are answered now. They stand in the order of their hashes, one behind the
    /// other, in these parts of the bytes. None if they are not what was stored.
    pub fn again(bytes: Arc<Vec<u8>>, parts: &[Range<usize>], sources: &Sources<'_>) -> Option<Self> {
        let answered = |part: &Range<usize>| {
            let mut rest = bytes.get(part.clone())?;
            let mut answered = Vec::new();
            while !rest.is_empty() {
                let place = part.end - rest.len();
                let (hash, question, after) = take(rest)?;
                rest = after;
                answered.push((hash, place, mix(hash, question.answer(sources))));
            }
            Some(answered)
        };
        let answered: Vec<Vec<_>> = parallel::map(parts, answered).into_iter().collect::<Option<_>>()?;
        let count = answered.iter().map(Vec::len).sum();
        let (mut hashes, mut places) = (Vec::with_capacity(count), Vec::with_capacity(count + 1));
        let mut answers = Vec::with_capacity(count);
        for (hash, place, answer) in answered.into_iter().flatten() {
            hashes.push(hash);
            places.push(place);
            answers.push(answer);
        }
        places.extend(parts.last().map(|part| part.end));
        let before = Earlier { bytes, hashes, places };
        let next = AtomicU32::new(u32::try_from(count).ok()?);
        Some(Self { before, answers, next, ..Self::none() })
    }

    /// No question yet.
    pub fn none() -> Self {
        let new = (0..SHARDS).map(|_| Mutex::default()).collect();
        Self { before: Earlier::default(), answers: Vec::new(), new, next: AtomicU32::new(0) }
    }

    /// The hash of a question of an earlier build with its answer.
    pub fn answer(&self, number: u32) -> Option<u128> {
        self.answers.get(number as usize).copied()
    }

    /// Whether any question was asked that was not asked before.
    pub fn has_new(&self) -> bool {
        self.next.load(Ordering::Relaxed) as usize > self.before.hashes.len()
    }

    /// All questions behind their hashes, with their numbers.
    pub fn list(&mut self) -> Vec<(u64, Line<'_>, u32)> {
        let mut list = Vec::with_capacity(self.next.load(Ordering::Relaxed) as usize);
        list.extend(self.before.list());
        for shard in &mut self.new {
            list.extend(shard.get_mut().unwrap_or_else(PoisonError::into_inner).list());
        }
        list
    }

    /// Takes a question down; one that is new gets the next number.
    pub(super) fn ask(&self, question: Question, answer: impl FnOnce() -> u64) -> Asked {
        let hash = question.hash();
        if let Some(number) = self.before.number(hash, &question) {
            return (number as u32, self.answers[number]);
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
