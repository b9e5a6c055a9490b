//! Traces as they are stored: the questions in order of their hashes, and the numbers that each page asked, as steps from one
//! to the next.

use std::ops::Range;

use foldhash::{HashMap, HashMapExt};
use xxhash_rust::xxh3::xxh3_64;

use crate::parallel;
use crate::path::OutputPath;
use crate::render::reads::{Question, Questions};
use crate::varint;

/// The numbers of the questions that a page asked, in order.
pub(super) type Trace = Box<[u32]>;

/// Questions that one task reads or writes.
const QUESTIONS_AT_ONCE: usize = 2048;

/// Questions, each behind its hash and in the order of those.
pub(super) type Sorted = Vec<(u64, Question)>;

/// The traces of an earlier build.
#[derive(Debug, Default)]
pub(super) struct Traces {
    bytes: Vec<u8>,
    /// Where the questions end.
    head: usize,
    /// Where the trace of each page is, by the hash of its path.
    pages: HashMap<u64, Range<u32>>,
}

impl Traces {
    /// The questions and the traces that [`Traces::encode`] wrote.
    pub(super) fn decode(bytes: Vec<u8>) -> Option<(Sorted, Self)> {
        let (body, head) = bytes.split_last_chunk::<8>()?;
        let head = usize::try_from(u64::from_le_bytes(*head)).ok()?;
        let (mut chunks, mut rest) = body.split_at_checked(head)?;
        let mut questions = Vec::new();
        while !chunks.is_empty() {
            let length = usize::try_from(varint::take(&mut chunks)?).ok()?;
            questions.push(varint::take_bytes(&mut chunks, length)?);
        }
        let questions: Vec<Sorted> = parallel::map(&questions, |chunk| postcard::from_bytes(chunk).ok())
            .into_iter()
            .collect::<Option<_>>()?;
        let mut pages = HashMap::with_capacity(rest.len() / 64);
        while let Some((path, after)) = rest.split_first_chunk::<8>() {
            rest = after;
            let length = usize::try_from(varint::take(&mut rest)?).ok()?;
            let start = u32::try_from(body.len() - rest.len()).ok()?;
            varint::take_bytes(&mut rest, length)?;
            pages.insert(u64::from_le_bytes(*path), start..start + length as u32);
        }
        let whole = rest.is_empty();
        whole.then(|| (questions.into_iter().flatten().collect(), Self { bytes, head, pages }))
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
    pub(super) fn encode<'p>(
        &self,
        questions: Questions,
        pages: impl Iterator<Item = &'p OutputPath>,
        made: HashMap<OutputPath, Trace>,
    ) -> Option<Vec<u8>> {
        if questions.has_new() {
            return Some(self.encode_anew(questions, pages, made));
        }
        let mut bytes = self.bytes.get(..self.head)?.to_vec();
        for path in pages {
            match made.get(path) {
                Some(trace) => put(path, &steps_of(trace), &mut bytes),
                None => self.steps(path).into_iter().for_each(|steps| put(path, steps, &mut bytes)),
            }
        }
        bytes.extend_from_slice(&(self.head as u64).to_le_bytes());
        (bytes != self.bytes).then_some(bytes)
    }

    /// The same where there are new questions: all of those that a page asked get new numbers.
    fn encode_anew<'p>(
        &self,
        questions: Questions,
        pages: impl Iterator<Item = &'p OutputPath>,
        mut made: HashMap<OutputPath, Trace>,
    ) -> Vec<u8> {
        let of_page = |path: &'p OutputPath| {
            let before = || self.of(path).map(Iterator::collect);
            Some((path, made.remove(path).or_else(before)?))
        };
        let pages: Vec<(&OutputPath, Trace)> = pages.filter_map(of_page).collect();
        let mut questions = questions.into_list();
        let mut renumbered = vec![u32::MAX; questions.len()];
        for number in pages.iter().flat_map(|(_, trace)| trace.iter()) {
            renumbered[*number as usize] = 0;
        }
        questions.retain(|(_, _, number)| renumbered[*number as usize] == 0);
        // Those of before come first, in order.
        questions.sort_by_key(|(hash, _, number)| (*hash, *number));
        for (new, (_, _, number)) in questions.iter().enumerate() {
            renumbered[*number as usize] = new as u32;
        }
        let questions: Sorted = questions.into_iter().map(|(hash, question, _)| (hash, question)).collect();
        let encode = |chunk: &[(u64, Question)]| postcard::to_stdvec(chunk).unwrap_or_default();
        let chunks = parallel::map_chunks(&questions, QUESTIONS_AT_ONCE, encode);
        let mut bytes = Vec::new();
        for chunk in chunks {
            varint::put(chunk.len() as u64, &mut bytes);
            bytes.extend_from_slice(&chunk);
        }
        let head = bytes.len() as u64;
        let steps = parallel::map(&pages, |(_, trace)| {
            let mut trace: Trace = trace.iter().map(|number| renumbered[*number as usize]).collect();
            trace.sort_unstable();
            steps_of(&trace)
        });
        for ((path, _), steps) in pages.iter().zip(steps) {
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
