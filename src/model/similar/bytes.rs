//! The index as bytes, for a store that tells itself whether they are as they were written.
//!
//! Words and notes stand there in chunks, as in memory, which all processors read and write. Other bytes give
//! None, or an index that finds the wrong notes: a number that leads nowhere is never followed.

use std::sync::Arc;

use foldhash::{HashMap, HashMapExt};

use super::index::{Index, Likeness, Near, Note, SHOWN};
use super::shared::{CHUNK, Shared};
use super::weight::{Heavy, step};
use super::words::{Word, Words, pack, unpack};
use crate::parallel;
use crate::path::SourcePath;
use crate::varint::{put, take, take_bytes};

/// What is known of a note, with its list and its length. No note where the slot is free.
type Slot = (Option<Note>, (Near, f32));

pub(super) fn write(index: &Index) -> Vec<u8> {
    let words = index.words.by_number.chunks();
    let of_words = |at: usize| {
        let mut out = Vec::new();
        words[at].iter().for_each(|word| put_word(word, &mut out));
        out
    };
    let slots = index.notes.chunks().iter().zip(index.near.chunks()).zip(index.lengths.chunks(CHUNK));
    let slots: Vec<_> = slots.collect();
    let of_notes = |at: usize| {
        let ((notes, near), lengths) = slots[at];
        let mut out = Vec::new();
        for ((note, near), length) in notes.iter().zip(&**near).zip(lengths) {
            put_slot(note.as_ref(), *near, *length, &mut out);
        }
        out
    };
    let of_chunk = |at: usize| if at < words.len() { of_words(at) } else { of_notes(at - words.len()) };
    let chunks = parallel::range(words.len() + slots.len(), of_chunk);
    let mut out = Vec::with_capacity(chunks.iter().map(|chunk| chunk.len() + 4).sum::<usize>() + 16);
    put(index.words.by_number.len() as u64, &mut out);
    put(index.notes.len() as u64, &mut out);
    for chunk in chunks {
        put_bytes(&chunk, &mut out);
    }
    out
}

/// The index that bytes hold. None if they hold none.
pub(super) fn read(mut bytes: &[u8]) -> Option<Index> {
    let words = take_length(&mut bytes)?;
    let notes = take_length(&mut bytes)?;
    let words = read_chunks(&mut bytes, words, |rest| take_word(rest, notes))?;
    let slots: Vec<Vec<Slot>> = read_chunks(&mut bytes, notes, |rest| take_slot(rest, notes))?;
    let words = Shared::of_chunks(words).filter(|_| bytes.is_empty())?;
    let (words, paths) = rayon::join(|| Words::new(words), || slots_of(&slots));
    let paths = paths?;
    let (notes, (near, lengths)): (Vec<_>, (Vec<_>, Vec<_>)) =
        slots.into_iter().map(|chunk| chunk.into_iter().unzip::<_, _, Vec<_>, (Vec<_>, Vec<_>)>()).unzip();
    Some(Index {
        step: step(paths.len().max(1) as u32),
        notes: Shared::of_chunks(notes)?,
        near: Shared::of_chunks(near)?,
        lengths: lengths.concat(),
        slots: Arc::new(paths),
        words,
    })
}

/// The slots of paths. None if two notes have one path.
fn slots_of(slots: &[Vec<Slot>]) -> Option<HashMap<SourcePath, u32>> {
    let mut paths = HashMap::with_capacity(slots.len() * CHUNK);
    for (slot, (note, _)) in slots.iter().flatten().enumerate() {
        if let Some(note) = note
            && paths.insert(note.path.clone(), slot as u32).is_some()
        {
            return None;
        }
    }
    Some(paths)
}

/// Reads the chunks of so many items.
fn read_chunks<T: Send>(
    bytes: &mut &[u8],
    length: usize,
    read: impl Fn(&mut &[u8]) -> Option<T> + Sync,
) -> Option<Vec<Vec<T>>> {
    let mut chunks: Vec<(usize, &[u8])> = Vec::new();
    for first in (0..length).step_by(CHUNK) {
        let size = take_length(bytes)?;
        chunks.push((CHUNK.min(length - first), take_bytes(bytes, size)?));
    }
    let read_chunk = |&(items, mut rest): &(usize, &[u8])| {
        let items: Option<Vec<T>> = (0..items).map(|_| read(&mut rest)).collect();
        items.filter(|_| rest.is_empty())
    };
    parallel::map(&chunks, read_chunk).into_iter().collect()
}

fn put_word(word: &Word, out: &mut Vec<u8>) {
    out.extend(word.hash.to_le_bytes());
    put(u64::from(word.count), out);
    put_list(&word.listed, |slot| (*slot, None), out);
    put_list(
        &word.heavy,
        |packed| {
            let (slot, count) = unpack(*packed);
            (slot, Some(count))
        },
        out,
    );
}

fn take_word(rest: &mut &[u8], notes: usize) -> Option<Word> {
    let hash = u32::from_le_bytes(take_array(rest)?);
    let count = take_u32(rest)?;
    let listed = take_list(rest, notes, |slot, _| Some(slot))?;
    let heavy = take_list(rest, notes, |slot, rest| Some(pack(slot, take_array::<1>(rest)?[0])))?;
    Some(Word { hash, count, listed, heavy })
}

/// Writes slots in order, as the distances between them, each with a byte if it has one.
fn put_list<T>(items: &[T], slot: impl Fn(&T) -> (u32, Option<u8>), out: &mut Vec<u8>) {
    put(items.len() as u64, out);
    let mut last = 0;
    for (slot, byte) in items.iter().map(slot) {
        put(u64::from(slot.wrapping_sub(last)), out);
        out.extend(byte);
        last = slot;
    }
}

/// Reads slots, which are below `notes`.
fn take_list<'a>(
    rest: &mut &'a [u8],
    notes: usize,
    item: impl Fn(u32, &mut &'a [u8]) -> Option<u32>,
) -> Option<Vec<u32>> {
    let length = take_length(rest)?;
    let mut items = Vec::with_capacity(length);
    let mut last = 0_u32;
    for _ in 0..length {
        last = last.wrapping_add(take_u32(rest)?);
        if last as usize >= notes {
            return None;
        }
        items.push(item(last, rest)?);
    }
    Some(items)
}

fn put_slot(note: Option<&Note>, near: Near, length: f32, out: &mut Vec<u8>) {
    let Some(Note { path, fingerprint, words, heavy }) = note else {
        return put_bytes(&[], out);
    };
    put_bytes(path.as_str().as_bytes(), out);
    out.extend(fingerprint.to_le_bytes());
    put_bytes(words, out);
    put(heavy.len() as u64, out);
    for (number, count) in heavy.iter() {
        put(u64::from(*number), out);
        out.push(*count);
    }
    put(near.notes().len() as u64, out);
    for (other, likeness) in near.notes() {
        put(u64::from(*other), out);
        out.extend(likeness.to_le_bytes());
    }
    out.extend(length.to_le_bytes());
}

fn take_slot(rest: &mut &[u8], notes: usize) -> Option<Slot> {
    let path = take_length(rest)?;
    if path == 0 {
        return Some((None, (Near::default(), 0.0)));
    }
    let path = SourcePath::new(std::str::from_utf8(take_bytes(rest, path)?).ok()?)?;
    let fingerprint = u64::from_le_bytes(take_array(rest)?);
    let words = take_length(rest)?;
    let words = take_bytes(rest, words)?.into();
    let heavy: Option<Arc<[Heavy]>> =
        (0..take_length(rest)?).map(|_| Some((take_u32(rest)?, take_array::<1>(rest)?[0]))).collect();
    let length = take_length(rest).filter(|length| *length <= SHOWN)?;
    let near: Option<Vec<Likeness>> =
        (0..length).map(|_| Some((take_u32(rest)?, f32::from_le_bytes(take_array(rest)?)))).collect();
    let near = near.filter(|near| near.iter().all(|(other, _)| (*other as usize) < notes))?;
    let note = Note { path, fingerprint, words, heavy: heavy? };
    Some((Some(note), (Near::first_of(&near), f32::from_le_bytes(take_array(rest)?))))
}

fn put_bytes(bytes: &[u8], out: &mut Vec<u8>) {
    put(bytes.len() as u64, out);
    out.extend_from_slice(bytes);
}

/// A number of things that take a byte or more each: no more than bytes are left, so that room for them is no matter.
fn take_length(rest: &mut &[u8]) -> Option<usize> {
    usize::try_from(take(rest)?).ok().filter(|length| *length <= rest.len())
}

fn take_u32(rest: &mut &[u8]) -> Option<u32> {
    u32::try_from(take(rest)?).ok()
}

fn take_array<const LENGTH: usize>(rest: &mut &[u8]) -> Option<[u8; LENGTH]> {
    take_bytes(rest, LENGTH)?.try_into().ok()
}
