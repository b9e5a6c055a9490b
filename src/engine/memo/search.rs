//! What is remembered of the search index: the words of each part of the notes, and the finished files of words.
//!
//! Each holds for what it was made from, of which the key before it is a hash. There are as many files as parts, and some for
//! the finished ones: another site or another choice of notes writes over them.

use std::collections::HashMap;

use rayon::prelude::*;
use xxhash_rust::xxh3::Xxh3;

use super::PROGRAM;
use crate::engine::cache::{FileCache, SEARCH};
use crate::engine::seal::{put_part, take_part};
use crate::render::search::Sorted;

/// The name of the finished files.
const FINISHED: &str = "files";
/// How many files of the cache hold them: an edit, which gives other words to a few, writes few of these anew.
const SHELVES: usize = 16;

/// A key in the making: what something was made from.
pub(in crate::engine) struct Key(Xxh3);

impl Key {
    pub(in crate::engine) fn new() -> Self {
        let mut key = Self(Xxh3::new());
        key.add(PROGRAM.as_bytes());
        key
    }

    /// Adds bytes, so that no others give the same key.
    pub(in crate::engine) fn add(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.update(&(bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
        self
    }

    pub(in crate::engine) fn end(&self) -> u128 {
        self.0.digest128()
    }
}

/// A part of words for so many files, from the cache; else as it is made, and remembered.
///
/// # Errors
/// It can't be made.
pub(in crate::engine) fn part<E>(
    cache: &dyn FileCache,
    name: usize,
    key: u128,
    files: usize,
    make: impl FnOnce() -> Result<Sorted, E>,
) -> Result<Sorted, E> {
    let name = format!("{SEARCH}{name:03}");
    if let Some(part) = cache.get(&name).and_then(|bytes| decode(bytes, key, files)) {
        return Ok(part);
    }
    let part = make()?;
    cache.put(&name, &[&key.to_le_bytes(), part.as_bytes()].concat());
    Ok(part)
}

fn decode(mut bytes: Vec<u8>, key: u128, files: usize) -> Option<Sorted> {
    if bytes.first_chunk::<16>()? != &key.to_le_bytes() {
        return None;
    }
    bytes.drain(..16);
    Sorted::from_bytes(bytes, files)
}

/// The finished files, each from the cache, where all parts give the same to it; else as it is made. They are remembered
/// where one of them is new.
pub(in crate::engine) fn files(
    cache: &dyn FileCache,
    parts: &[Sorted],
    count: usize,
    make: impl Fn(usize) -> String + Sync,
) -> Vec<String> {
    let shelf = |number: usize| {
        let name = format!("{SEARCH}{FINISHED}-{number:02}");
        let bytes = cache.get(&name).unwrap_or_default();
        let known = known(&bytes);
        let file = |at: usize| {
            let key = parts.iter().fold(Key::new(), |mut key, part| {
                key.add(part.file(at));
                key
            });
            let key = key.end();
            let text = known.get(&key).copied();
            (key, text.is_some(), text.map_or_else(|| make(at), str::to_owned))
        };
        let all: Vec<(u128, bool, String)> =
            (number..count).step_by(SHELVES).collect::<Vec<_>>().into_par_iter().map(file).collect();
        if !all.iter().all(|(_, is_known, _)| *is_known) {
            cache.put(&name, &encode(&all));
        }
        all.into_iter().map(|(_, _, text)| text).collect()
    };
    let shelves: Vec<Vec<String>> = (0..SHELVES).into_par_iter().map(shelf).collect();
    let mut shelves: Vec<_> = shelves.into_iter().map(Vec::into_iter).collect();
    (0..count).filter_map(|at| shelves[at % SHELVES].next()).collect()
}

fn encode(files: &[(u128, bool, String)]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(files.iter().map(|(_, _, text)| text.len() + 24).sum());
    for (key, _, text) in files {
        bytes.extend_from_slice(&key.to_le_bytes());
        put_part(text.as_bytes(), &mut bytes);
    }
    bytes
}

fn known(mut bytes: &[u8]) -> HashMap<u128, &str> {
    let mut known = HashMap::new();
    while let Some((key, text, rest)) = entry(bytes) {
        known.insert(key, text);
        bytes = rest;
    }
    known
}

fn entry(bytes: &[u8]) -> Option<(u128, &str, &[u8])> {
    let (key, rest) = bytes.split_first_chunk::<16>()?;
    let (text, rest) = take_part(rest)?;
    Some((u128::from_le_bytes(*key), std::str::from_utf8(text).ok()?, rest))
}
