//! The questions that the pages of a site asked, each once, with its number, and what it is answered now.

use std::cell::Cell;
use std::collections::hash_map::Entry;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use foldhash::HashMap;
use xxhash_rust::xxh3::xxh3_128;

use super::Sources;
use super::question::Question;
use crate::footprint::Footprint;
use crate::{parallel, varint};

/// How many bits of a hash tell its part of the table of new questions: pages are made on all processors.
const SHARD_BITS: u32 = 6;

/// What a question is answered, in short.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The fingerprint of the answer.
    pub hash: u64,
    /// What was looked at for it, besides the frame of the site.
    pub footprint: Footprint,
}

/// Questions that one task asks again.
const AT_ONCE: usize = 512;

/// A question that was asked: its number, and a hash of it and its answer.
pub type Asked = (u32, u128);

/// Hashes of questions, and of each what it is answered and the hash of both.
type Answered = (Vec<u64>, Vec<(Answer, u128)>);

/// A question of a list, behind its hash.
pub(super) type Listed<'q> = (u64, &'q Line, u32, Answer);

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

/// One of them.
#[derive(Debug)]
struct Known {
    answer: Answer,
    number: u32,
    /// Where its line is.
    place: u32,
}

impl New {
    fn get(&self, hash: u64, line: &Line) -> Option<Asked> {
        let others = self.others.iter().filter(|(known, _)| *known == hash).map(|(_, known)| known);
        let mut known = self.by_hash.get(&hash).into_iter().chain(others);
        let known = known.find(|known| self.line(known) == Some(line))?;
        Some((known.number, mix(hash, known.answer)))
    }

    fn line(&self, known: &Known) -> Option<&Line> {
        let mut rest = self.lines.get(known.place as usize..)?;
        let length = varint::take(&mut rest)?;
        varint::take_bytes(&mut rest, usize::try_from(length).ok()?)
    }

    fn add(&mut self, hash: u64, line: &Line, (number, answer): (u32, Answer)) {
        // What stands behind so many bytes is not found, and asked as often as it comes.
        let place = u32::try_from(self.lines.len()).unwrap_or(u32::MAX);
        varint::put(line.len() as u64, &mut self.lines);
        self.lines.extend_from_slice(line);
        let known = Known { answer, number, place };
        match self.by_hash.entry(hash) {
            Entry::Vacant(free) => _ = free.insert(known),
            Entry::Occupied(_) => self.others.push((hash, known)),
        }
    }

    /// All of them.
    fn list(&self) -> impl Iterator<Item = Listed<'_>> {
        let all = self.by_hash.iter().chain(self.others.iter().map(|(hash, known)| (hash, known)));
        all.filter_map(|(hash, known)| Some((*hash, self.line(known)?, known.number, known.answer)))
    }
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
    /// What they are answered now, and the hash of each with its answer: many pages ask for that.
    answers: Vec<(Answer, u128)>,
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

    /// Those whose hashes begin with these bits.
    fn list(&self, shard: usize) -> impl Iterator<Item = Listed<'_>> {
        let first = self.hashes.partition_point(|hash| shard_of(*hash) < shard);
        let of_shard = self.hashes[first..].iter().take_while(move |hash| shard_of(**hash) == shard);
        let listed = |(number, hash): (usize, &u64)| {
            Some((*hash, self.line(number)?, number as u32, self.answers.get(number)?.0))
        };
        (first..).zip(of_shard).filter_map(listed)
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
    new: Vec<Mutex<New>>,
    next: AtomicU32,
    /// How many of the earlier build were asked again, and of how many that was known already.
    pub again: (usize, usize),
}

impl Questions {
    /// The questions of an earlier build, with what they are answered now, as far as that is not `known`. They stand in the order of
    /// their hashes, one behind the other, and begin at these places, the last of which is where they end. None if they are not what
    /// was stored.
    pub fn again(
        bytes: Arc<Vec<u8>>,
        places: Vec<usize>,
        sources: &Sources<'_>,
        known: &(dyn Fn(usize) -> Option<Answer> + Sync),
    ) -> Option<Self> {
        let asked = AtomicUsize::new(0);
        let answered = |number: usize| {
            let (hash, question) = bytes.get(places[number]..places[number + 1])?.split_first_chunk::<8>()?;
            let answer = if let Some(answer) = known(number) {
                let is_so = || Some(Question::take(question)?.answer(sources).hash == answer.hash);
                debug_assert_eq!(is_so(), Some(true), "another answer: {:?}", Question::take(question));
                answer
            } else {
                asked.fetch_add(1, Ordering::Relaxed);
                Question::take(question)?.answer(sources)
            };
            let hash = u64::from_le_bytes(*hash);
            Some((hash, (answer, mix(hash, answer))))
        };
        let count = places.len().saturating_sub(1);
        let part = |part: usize| -> Option<Answered> {
            (part * AT_ONCE..count.min((part + 1) * AT_ONCE)).map(answered).collect()
        };
        let (mut hashes, mut answers) = (Vec::with_capacity(count), Vec::with_capacity(count));
        for part in parallel::range(count.div_ceil(AT_ONCE), part) {
            let (mut some_hashes, mut some_answers) = part?;
            hashes.append(&mut some_hashes);
            answers.append(&mut some_answers);
        }
        let before = Earlier { bytes, hashes, places, answers };
        let next = AtomicU32::new(u32::try_from(count).ok()?);
        let asked = asked.into_inner();
        Some(Self { before, next, again: (asked, count - asked), ..Self::none() })
    }

    /// No question yet.
    pub fn none() -> Self {
        let new = (0..1 << SHARD_BITS).map(|_| Mutex::default()).collect();
        Self { before: Earlier::default(), new, next: AtomicU32::new(0), again: (0, 0) }
    }

    /// The hash of a question of an earlier build with its answer.
    pub fn answer(&self, number: u32) -> Option<u128> {
        self.before.answers.get(number as usize).map(|(_, asked)| *asked)
    }

    /// What the questions of the earlier build are answered, in their order.
    pub fn answers(&self) -> impl Iterator<Item = Answer> {
        self.before.answers.iter().map(|(answer, _)| *answer)
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

    /// Hands on all questions: some at a time, which have greater hashes than those before, and are forgotten then. There may be
    /// millions.
    pub fn take_apart(mut self, mut take: impl FnMut(Vec<Listed<'_>>)) {
        for (at, shard) in self.new.iter_mut().enumerate() {
            let new = std::mem::take(shard).into_inner().unwrap_or_else(PoisonError::into_inner);
            take(self.before.list(at).chain(new.list()).collect());
        }
    }

    /// Takes a question down; one that is new gets the next number.
    pub(super) fn ask(&self, question: &Question, answer: impl FnOnce() -> Answer) -> Asked {
        with_line(question, |hash, line| {
            if let Some(number) = self.before.number(hash, line) {
                return (number as u32, self.before.answers[number].1);
            }
            let mut shard = self.shard(hash);
            shard.get(hash, line).unwrap_or_else(|| {
                let (number, answer) = (self.next.fetch_add(1, Ordering::Relaxed), answer());
                shard.add(hash, line, (number, answer));
                (number, mix(hash, answer))
            })
        })
    }

    fn shard(&self, hash: u64) -> MutexGuard<'_, New> {
        self.new[shard_of(hash)].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A hash of a question and its answer. What a page is made from is the sum of these, whatever their order.
fn mix(question: u64, answer: Answer) -> u128 {
    let mut both = [0; 16];
    both[..8].copy_from_slice(&question.to_le_bytes());
    both[8..].copy_from_slice(&answer.hash.to_le_bytes());
    xxh3_128(&both)
}
