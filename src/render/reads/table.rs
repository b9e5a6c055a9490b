//! The questions that the pages of a site asked, each once, with its number, and what it is answered now.

use std::cell::Cell;
use std::collections::hash_map::Entry;
use std::ops::Range;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use foldhash::HashMap;
use xxhash_rust::xxh3::xxh3_128;

use super::Sources;
use super::question::Question;
use crate::{parallel, varint};

/// How many bits of a hash tell its part of the table of new questions: pages are made on all processors.
const SHARD_BITS: u32 = 6;

/// A question that was asked: its number, and a hash of it and its answer.
pub type Asked = (u32, u128);

/// A question as it is stored: its hash, and what it is.
pub type Line = [u8];

/// Questions that were not asked before. There may be millions, and so they are kept as they will be stored.
#[derive(Debug, Default)]
struct New {
    by_hash: HashMap<u64, Known>,
    /// Those whose hash another one has: as a rule there are none.
    others: Vec<(u64, Known)>,
    /// Their lines, each behind its length.
    lines: Vec<u8>,
}

/// One of them. Its answer stands in two halves, which need no room to be aligned.
#[derive(Debug)]
struct Known {
    answer: [u64; 2],
    number: u32,
    /// Where its line is.
    place: u32,
}

impl New {
    fn get(&self, hash: u64, line: &Line) -> Option<Asked> {
        let others = self.others.iter().filter(|(known, _)| *known == hash).map(|(_, known)| known);
        let mut known = self.by_hash.get(&hash).into_iter().chain(others);
        let known = known.find(|known| self.line(known) == Some(line))?;
        let [low, high] = known.answer.map(u128::from);
        Some((known.number, low | high << 64))
    }

    fn line(&self, known: &Known) -> Option<&Line> {
        let mut rest = self.lines.get(known.place as usize..)?;
        let length = varint::take(&mut rest)?;
        varint::take_bytes(&mut rest, usize::try_from(length).ok()?)
    }

    fn add(&mut self, hash: u64, line: &Line, (number, answer): Asked) {
        // What stands behind so many bytes is not found, and asked as often as it comes.
        let place = u32::try_from(self.lines.len()).unwrap_or(u32::MAX);
        varint::put(line.len() as u64, &mut self.lines);
        self.lines.extend_from_slice(line);
        let known = Known { answer: [answer as u64, (answer >> 64) as u64], number, place };
        match self.by_hash.entry(hash) {
            Entry::Vacant(free) => _ = free.insert(known),
            Entry::Occupied(_) => self.others.push((hash, known)),
        }
    }

    /// All of them behind their hashes, with their numbers.
    fn list(&self) -> impl Iterator<Item = (u64, &Line, u32)> {
        let all = self.by_hash.iter().chain(self.others.iter().map(|(hash, known)| (hash, known)));
        all.filter_map(|(hash, known)| Some((*hash, self.line(known)?, known.number)))
    }
}

/// Takes a question from the beginning of lines that stand one behind the other.
fn take(bytes: &[u8]) -> Option<(u64, Question, &[u8])> {
    let (hash, rest) = bytes.split_first_chunk::<8>()?;
    let (question, rest) = Question::take(rest)?;
    Some((u64::from_le_bytes(*hash), question, rest))
}

/// Hands the line of a question on, behind its hash.
fn with_line<T>(question: &Question, ask: impl FnOnce(u64, &Line) -> T) -> T {
    thread_local!(static ROOM: Cell<Vec<u8>> = const { Cell::new(Vec::new()) });
    let mut line = ROOM.take();
    line.clear();
    line.extend_from_slice(&[0; 8]);
    question.write(&mut line);
    let hash = question.hash(&line[8..]);
    line[..8].copy_from_slice(&hash.to_le_bytes());
    let done = ask(hash, &line);
    ROOM.set(line);
    done
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
    fn line(&self, number: usize) -> Option<&Line> {
        self.bytes.get(*self.places.get(number)?..*self.places.get(number + 1)?)
    }

    /// The number of a question.
    fn number(&self, hash: u64, line: &Line) -> Option<usize> {
        let first = self.hashes.partition_point(|known| *known < hash);
        let same = self.hashes[first..].iter().take_while(|known| **known == hash);
        same.zip(first..).map(|(_, number)| number).find(|number| self.line(*number) == Some(line))
    }

    /// Those whose hashes begin with these bits, behind their hashes, with their numbers.
    fn list(&self, shard: usize) -> impl Iterator<Item = (u64, &Line, u32)> {
        let first = self.hashes.partition_point(|hash| shard_of(*hash) < shard);
        let of_shard = self.hashes[first..].iter().take_while(move |hash| shard_of(**hash) == shard);
        let line = |(number, hash): (u32, &u64)| Some((*hash, self.line(number as usize)?, number));
        (first as u32..).zip(of_shard).filter_map(line)
    }
}

/// The part of a table that a hash belongs to. Those of one part follow those of the one before.
fn shard_of(hash: u64) -> usize {
    (hash >> (u64::BITS - SHARD_BITS)) as usize
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
        let new = (0..1 << SHARD_BITS).map(|_| Mutex::default()).collect();
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

    /// How many questions there are, and the bytes of their lines.
    pub fn extent(&mut self) -> (usize, usize) {
        let lines =
            |shard: &mut Mutex<New>| shard.get_mut().unwrap_or_else(PoisonError::into_inner).lines.len();
        let new: usize = self.new.iter_mut().map(lines).sum();
        (self.next.load(Ordering::Relaxed) as usize, self.before.bytes.len() + new)
    }

    /// Hands on all questions behind their hashes, with their numbers: some at a time, which have greater hashes than those
    /// before, and are forgotten then. There may be millions.
    pub fn take_apart(mut self, mut take: impl FnMut(Vec<(u64, &Line, u32)>)) {
        for (at, shard) in self.new.iter_mut().enumerate() {
            let new = std::mem::take(shard).into_inner().unwrap_or_else(PoisonError::into_inner);
            take(self.before.list(at).chain(new.list()).collect());
        }
    }

    /// Takes a question down; one that is new gets the next number.
    pub(super) fn ask(&self, question: &Question, answer: impl FnOnce() -> u64) -> Asked {
        with_line(question, |hash, line| {
            if let Some(number) = self.before.number(hash, line) {
                return (number as u32, self.answers[number]);
            }
            let mut shard = self.shard(hash);
            shard.get(hash, line).unwrap_or_else(|| {
                let asked = (self.next.fetch_add(1, Ordering::Relaxed), mix(hash, answer()));
                shard.add(hash, line, asked);
                asked
            })
        })
    }

    fn shard(&self, hash: u64) -> MutexGuard<'_, New> {
        self.new[shard_of(hash)].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A hash of a question and its answer. What a page is made from is the sum of these, whatever their order.
fn mix(question: u64, answer: u64) -> u128 {
    let mut both = [0; 16];
    both[..8].copy_from_slice(&question.to_le_bytes());
    both[8..].copy_from_slice(&answer.to_le_bytes());
    xxh3_128(&both)
}
