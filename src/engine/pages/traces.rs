//! Traces as they are stored: the questions in order of their hashes, their lengths, and the numbers that each page asked, as steps
//! from one to the next. The last numbers say where the second and the third begin, and which questions these are.

use std::ops::Range;
use std::sync::Arc;

use foldhash::{HashMap, HashMapExt};
use xxhash_rust::xxh3::xxh3_64;

use crate::parallel;
use crate::path::OutputPath;
use crate::render::reads::{Answer, Questions, Sources};
use crate::varint;

/// The numbers of the questions that a page asked, in order, as they are stored. Large sites have millions of them.
pub(super) type Trace = Box<[u8]>;

/// Most bytes of what stands before a trace.
const LONGEST_HEAD: usize = 13;
/// Bytes of the last numbers.
const PLACES: usize = 24;
/// Pages whose traces one task writes.
const PAGES_AT_ONCE: usize = 512;

/// Traces, as they are stored.
pub(super) struct Encoded {
    /// None where they are those of the earlier build.
    pub(super) bytes: Option<Vec<u8>>,
    /// Which questions they have, in short.
    pub(super) of: u64,
    /// What these are answered, in their order.
    pub(super) answers: Vec<Answer>,
}

/// The traces of an earlier build.
#[derive(Debug, Default)]
pub(super) struct Traces {
    bytes: Arc<Vec<u8>>,
    /// Where each of the questions begins, and where the last ends.
    places: Vec<usize>,
    /// Where their lengths end.
    head: usize,
    /// Which questions they are, in short.
    of: u64,
    /// Where the trace of each page is, by the hash of its path.
    pages: HashMap<u64, Range<u32>>,
}

impl Traces {
    /// The traces that [`Traces::encode`] wrote.
    pub(super) fn decode(bytes: Vec<u8>) -> Option<Self> {
        let (body, of) = bytes.split_last_chunk::<8>()?;
        let (body, head) = body.split_last_chunk::<8>()?;
        let (body, end) = body.split_last_chunk::<8>()?;
        let [end, head] = [end, head].map(|place| usize::try_from(u64::from_le_bytes(*place)));
        let (end, head) = (end.ok()?, head.ok()?);
        let (mut lengths, mut rest) = (body.get(end..head)?, body.get(head..)?);
        let (mut places, mut place) = (vec![0], 0);
        while !lengths.is_empty() {
            place += usize::try_from(varint::take(&mut lengths)?).ok().filter(|length| *length <= end)?;
            places.push(place);
        }
        let mut pages = HashMap::with_capacity(rest.len() / 64);
        while let Some((path, after)) = rest.split_first_chunk::<8>() {
            rest = after;
            let length = usize::try_from(varint::take(&mut rest)?).ok()?;
            let start = u32::try_from(body.len() - rest.len()).ok()?;
            varint::take_bytes(&mut rest, length)?;
            pages.insert(u64::from_le_bytes(*path), start..start + length as u32);
        }
        let (is_whole, of) = (rest.is_empty() && place == end, u64::from_le_bytes(*of));
        is_whole.then(|| Self { bytes: Arc::new(bytes), places, head, of, pages })
    }

    /// Its questions, with what they are answered now, as far as that is not `known`. None if they are not what was stored.
    pub(super) fn questions(
        &mut self,
        sources: &Sources<'_>,
        known: &(dyn Fn(usize) -> Option<Answer> + Sync),
    ) -> Option<Questions> {
        Questions::again(Arc::clone(&self.bytes), std::mem::take(&mut self.places), sources, known)
    }

    /// Which questions they are, in short.
    pub(super) fn of_questions(&self) -> u64 {
        self.of
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.pages.is_empty()
    }

    /// The numbers that a page asked.
    pub(super) fn of(&self, path: &OutputPath) -> Option<impl Iterator<Item = u32>> {
        self.trace(path).map(numbers)
    }

    fn trace(&self, path: &OutputPath) -> Option<&[u8]> {
        let place = self.pages.get(&hash(path))?;
        self.bytes.get(place.start as usize..place.end as usize)
    }

    /// The traces of these pages, which are those that were `made`, and else those of the earlier build.
    pub(super) fn encode(
        &self,
        questions: Questions,
        pages: &[&OutputPath],
        made: &HashMap<OutputPath, Trace>,
    ) -> Encoded {
        if questions.has_new() || self.bytes.is_empty() {
            return self.encode_anew(questions, pages, made);
        }
        let changed = || {
            let mut bytes = self.bytes[..self.head].to_vec();
            for path in pages {
                let trace = made.get(*path).map(|trace| &**trace).or_else(|| self.trace(path));
                if let Some(trace) = trace {
                    put(path, trace, &mut bytes);
                }
            }
            bytes.extend_from_slice(&self.bytes[self.bytes.len() - PLACES..]);
            bytes
        };
        let bytes = (!self.is_of(pages, made)).then(changed);
        Encoded { bytes, of: self.of, answers: questions.answers().collect() }
    }

    /// Whether these are the traces of these pages, with those that were `made`.
    fn is_of(&self, pages: &[&OutputPath], made: &HashMap<OutputPath, Trace>) -> bool {
        let is_same = made.iter().all(|(path, trace)| self.trace(path) == Some(trace));
        let is_known = |path: &&OutputPath| self.pages.contains_key(&hash(path));
        is_same && parallel::map(pages, is_known).iter().filter(|known| **known).count() == self.pages.len()
    }

    /// The same where there are new questions: all of those that a page asked get new numbers.
    fn encode_anew(
        &self,
        mut questions: Questions,
        pages: &[&OutputPath],
        made: &HashMap<OutputPath, Trace>,
    ) -> Encoded {
        let trace = |path: &OutputPath| made.get(path).map(|trace| &**trace).or_else(|| self.trace(path));
        let (count, mut room) = questions.extent();
        let mut renumbered = vec![u32::MAX; count];
        for trace in pages.iter().filter_map(|path| trace(path)) {
            room += 2 * trace.len() + LONGEST_HEAD;
            for number in numbers(trace) {
                renumbered[number as usize] = 0;
            }
        }
        // Enough for nearly all: to make room for more, all of it would have to be there twice.
        let mut bytes = Vec::with_capacity(room);
        let (end, answers) = put_questions(questions, &mut renumbered, &mut bytes);
        let (head, of) = (bytes.len(), xxh3_64(&bytes));
        let traces = parallel::map_chunks(pages, PAGES_AT_ONCE, |pages| {
            let mut bytes = Vec::new();
            for path in pages {
                let Some(trace) = trace(path) else { continue };
                let mut asked: Vec<u32> = numbers(trace).map(|number| renumbered[number as usize]).collect();
                asked.sort_unstable();
                put(path, &trace_of(asked), &mut bytes);
            }
            bytes
        });
        for part in traces {
            bytes.extend_from_slice(&part);
        }
        for number in [end as u64, head as u64, of] {
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        Encoded { bytes: Some(bytes), of, answers }
    }
}

/// Writes the questions whose new number is not [`u32::MAX`], gives them their new numbers, and says where they end, and what they are
/// answered. Their lengths stand behind them.
fn put_questions(questions: Questions, renumbered: &mut [u32], bytes: &mut Vec<u8>) -> (usize, Vec<Answer>) {
    let (mut lengths, mut answers) = (Vec::new(), Vec::new());
    questions.take_apart(|mut list| {
        list.retain(|(_, _, number, _)| renumbered[*number as usize] != u32::MAX);
        // Of those of one hash, those of before come first, in order.
        list.sort_unstable_by_key(|(hash, _, number, _)| (*hash, *number));
        for (_, line, number, answer) in list {
            bytes.extend_from_slice(line);
            varint::put(line.len() as u64, &mut lengths);
            renumbered[number as usize] = answers.len() as u32;
            answers.push(answer);
        }
    });
    let end = bytes.len();
    bytes.append(&mut lengths);
    (end, answers)
}

fn hash(path: &OutputPath) -> u64 {
    xxh3_64(path.as_str().as_bytes())
}

fn put(path: &OutputPath, trace: &[u8], bytes: &mut Vec<u8>) {
    bytes.extend_from_slice(&hash(path).to_le_bytes());
    varint::put(trace.len() as u64, bytes);
    bytes.extend_from_slice(trace);
}

/// The trace of a page that asked the questions with these numbers, in order.
pub(super) fn trace_of(asked: impl IntoIterator<Item = u32>) -> Trace {
    let mut trace = Vec::new();
    let mut last = 0;
    for number in asked {
        varint::put(u64::from(number - last), &mut trace);
        last = number;
    }
    trace.into()
}

fn numbers(mut trace: &[u8]) -> impl Iterator<Item = u32> {
    let mut last = 0;
    std::iter::from_fn(move || {
        last += u32::try_from(varint::take(&mut trace)?).ok()?;
        Some(last)
    })
}
