//! Traces as they are stored: the lengths of some parts, the questions in order of their hashes in so many parts, and the numbers
//! that each page asked, as steps from one to the next. The last eight bytes say where those begin.

use std::ops::Range;
use std::sync::Arc;

use foldhash::{HashMap, HashMapExt};
use xxhash_rust::xxh3::xxh3_64;

use crate::parallel;
use crate::path::OutputPath;
use crate::render::reads::{Line, Questions, Sources};
use crate::varint;

/// The numbers of the questions that a page asked, in order.
pub(super) type Trace = Box<[u32]>;

/// Questions that one task reads or writes.
const QUESTIONS_AT_ONCE: usize = 512;

/// Most bytes of a length.
const LONGEST_NUMBER: usize = 5;

/// The traces of an earlier build.
#[derive(Debug, Default)]
pub(super) struct Traces {
    bytes: Arc<Vec<u8>>,
    /// Where the questions are.
    questions: Vec<Range<usize>>,
    /// Where they end.
    head: usize,
    /// Where the trace of each page is, by the hash of its path.
    pages: HashMap<u64, Range<u32>>,
}

impl Traces {
    /// The traces that [`Traces::encode`] wrote.
    pub(super) fn decode(bytes: Vec<u8>) -> Option<Self> {
        let (body, head) = bytes.split_last_chunk::<8>()?;
        let head = usize::try_from(u64::from_le_bytes(*head)).ok()?;
        let (mut lengths, mut rest) = body.split_at_checked(head)?;
        let parts = varint::take(&mut lengths)?;
        let parts: Option<Vec<usize>> =
            (0..parts).map(|_| usize::try_from(varint::take(&mut lengths)?).ok()).collect();
        let (mut questions, mut end) = (Vec::new(), head - lengths.len());
        for length in parts? {
            let begin = end;
            end = begin.checked_add(length).filter(|end| *end <= head)?;
            questions.push(begin..end);
        }
        let mut pages = HashMap::with_capacity(rest.len() / 64);
        while let Some((path, after)) = rest.split_first_chunk::<8>() {
            rest = after;
            let length = usize::try_from(varint::take(&mut rest)?).ok()?;
            let start = u32::try_from(body.len() - rest.len()).ok()?;
            varint::take_bytes(&mut rest, length)?;
            pages.insert(u64::from_le_bytes(*path), start..start + length as u32);
        }
        let is_whole = rest.is_empty() && end == head;
        is_whole.then(|| Self { bytes: Arc::new(bytes), questions, head, pages })
    }

    /// Its questions, with what they are answered now. None if they are not what was stored.
    pub(super) fn questions(&self, sources: &Sources<'_>) -> Option<Questions> {
        Questions::again(Arc::clone(&self.bytes), &self.questions, sources)
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.questions.is_empty()
    }

    /// The numbers that a page asked.
    pub(super) fn of(&self, path: &OutputPath) -> Option<impl Iterator<Item = u32>> {
        let mut steps = self.steps(path)?;
        let mut last = 0;
        Some(std::iter::from_fn(move || {
            last += u32::try_from(varint::take(&mut steps)?).ok()?;
            Some(last)
        }))
    }

    fn steps(&self, path: &OutputPath) -> Option<&[u8]> {
        let place = self.pages.get(&hash(path))?;
        self.bytes.get(place.start as usize..place.end as usize)
    }

    /// The traces of these pages, which are those that were `made`, and else those of the earlier build. None if they are the
    /// same as then.
    pub(super) fn encode(
        &self,
        questions: Questions,
        pages: &[&OutputPath],
        made: HashMap<OutputPath, Trace>,
    ) -> Option<Vec<u8>> {
        if questions.has_new() {
            return Some(self.encode_anew(questions, pages, made));
        }
        if self.is_of(pages, &made) {
            return None;
        }
        let mut bytes = self.bytes.get(..self.head)?.to_vec();
        for path in pages {
            match made.get(*path) {
                Some(trace) => put(path, &steps_of(trace), &mut bytes),
                None => self.steps(path).into_iter().for_each(|steps| put(path, steps, &mut bytes)),
            }
        }
        bytes.extend_from_slice(&(self.head as u64).to_le_bytes());
        Some(bytes)
    }

    /// Whether these are the traces of these pages, with those that were `made`.
    fn is_of(&self, pages: &[&OutputPath], made: &HashMap<OutputPath, Trace>) -> bool {
        let is_same =
            made.iter().all(|(path, trace)| self.steps(path).is_some_and(|steps| steps == steps_of(trace)));
        let is_known = |path: &&OutputPath| self.pages.contains_key(&hash(path));
        is_same && parallel::map(pages, is_known).iter().filter(|known| **known).count() == self.pages.len()
    }

    /// The same where there are new questions: all of those that a page asked get new numbers.
    fn encode_anew<'p>(
        &self,
        mut questions: Questions,
        pages: &[&'p OutputPath],
        mut made: HashMap<OutputPath, Trace>,
    ) -> Vec<u8> {
        let of_page = |path: &'p OutputPath| {
            let before = || self.of(path).map(Iterator::collect);
            Some((path, made.remove(path).or_else(before)?))
        };
        let (pages, traces): (Vec<&OutputPath>, Vec<Trace>) =
            pages.iter().copied().filter_map(of_page).unzip();
        let mut list = questions.list();
        let mut renumbered = vec![u32::MAX; list.len()];
        for number in traces.iter().flat_map(|trace| trace.iter()) {
            renumbered[*number as usize] = 0;
        }
        list.retain(|(_, _, number)| renumbered[*number as usize] == 0);
        // Those of before come first, in order.
        list.sort_unstable_by_key(|(hash, _, number)| (*hash, *number));
        for (new, (_, _, number)) in list.iter().enumerate() {
            renumbered[*number as usize] = new as u32;
        }
        let write = |part: &[(u64, Line<'_>, u32)]| {
            let mut bytes = Vec::new();
            for (hash, line, _) in part {
                line.write(*hash, &mut bytes);
            }
            bytes
        };
        let parts = parallel::map_chunks(&list, QUESTIONS_AT_ONCE, write);
        // There may be millions of them, and nobody asks any more.
        drop(list);
        drop(questions);
        let steps = parallel::map(&traces, |trace| {
            let mut trace: Trace = trace.iter().map(|number| renumbered[*number as usize]).collect();
            trace.sort_unstable();
            steps_of(&trace)
        });
        drop(traces);
        let lengths = |all: &[Vec<u8>], more: usize| all.iter().map(|part| part.len() + more).sum::<usize>();
        let mut bytes =
            Vec::with_capacity(lengths(&parts, LONGEST_NUMBER) + lengths(&steps, 8 + LONGEST_NUMBER) + 32);
        varint::put(parts.len() as u64, &mut bytes);
        for part in &parts {
            varint::put(part.len() as u64, &mut bytes);
        }
        for part in parts {
            bytes.extend_from_slice(&part);
        }
        let head = bytes.len() as u64;
        for (path, steps) in pages.into_iter().zip(steps) {
            put(path, &steps, &mut bytes);
        }
        bytes.extend_from_slice(&head.to_le_bytes());
        bytes
    }
}

fn hash(path: &OutputPath) -> u64 {
    xxh3_64(path.as_str().as_bytes())
}

fn put(path: &OutputPath, steps: &[u8], bytes: &mut Vec<u8>) {
    bytes.extend_from_slice(&hash(path).to_le_bytes());
    varint::put(steps.len() as u64, bytes);
    bytes.extend_from_slice(steps);
}

fn steps_of(trace: &[u32]) -> Vec<u8> {
    let mut steps = Vec::with_capacity(trace.len() * 2);
    let mut last = 0;
    for number in trace {
        varint::put(u64::from(number - last), &mut steps);
        last = *number;
    }
    steps
}
