//! Where each piece of a store is: a table in the order of the keys, which is searched as it stands on disk.

use std::path::Path;

use xxhash_rust::xxh3::xxh3_64;

use super::PROGRAM;

/// The name of the index's file.
pub(super) const FILE: &str = "index";
/// How the name of a pack's file ends.
pub(super) const PACK: &str = "pack";
/// Bytes of an entry.
const ENTRY: usize = 38;

/// A piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) key: u128,
    /// Where it begins in the pack.
    pub(super) at: u64,
    /// Its bytes there.
    pub(super) length: u32,
    /// The day that it was last used on, counted from 1970.
    pub(super) day: u16,
    pub(super) checksum: u64,
}

/// The index of a pack.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// The number of the pack: one that is written anew has the next one.
    pub(super) number: u64,
    /// Where the pack ends, as far as this index knows.
    pub(super) end: u64,
    bytes: Vec<u8>,
    /// Where the entries begin in the bytes.
    head: usize,
    count: usize,
}

impl Index {
    /// The index of a folder; an empty one where there is none, or it is damaged, or another program's.
    pub(super) fn read(folder: &Path) -> Self {
        let bytes = crate::source::disk::read_bytes(&folder.join(FILE));
        bytes.ok().and_then(Self::decode).unwrap_or_default()
    }

    /// The index of a pack that holds nothing yet.
    pub(super) fn empty(number: u64) -> Self {
        Self { number, ..Self::default() }
    }

    /// The index of these entries.
    pub(super) fn encode(number: u64, end: u64, mut entries: Vec<Entry>) -> Vec<u8> {
        entries.sort_unstable_by_key(|entry| entry.key);
        let mut bytes = magic();
        bytes.reserve(entries.len() * ENTRY + 32);
        bytes.extend_from_slice(&number.to_le_bytes());
        bytes.extend_from_slice(&end.to_le_bytes());
        for entry in entries {
            bytes.extend_from_slice(&entry.key.to_be_bytes());
            bytes.extend_from_slice(&entry.at.to_le_bytes());
            bytes.extend_from_slice(&entry.length.to_le_bytes());
            bytes.extend_from_slice(&entry.day.to_le_bytes());
            bytes.extend_from_slice(&entry.checksum.to_le_bytes());
        }
        let sum = xxh3_64(&bytes);
        bytes.extend_from_slice(&sum.to_le_bytes());
        bytes
    }

    pub(super) fn decode(mut bytes: Vec<u8>) -> Option<Self> {
        let (body, sum) = bytes.split_last_chunk::<8>()?;
        if xxh3_64(body).to_le_bytes() != *sum {
            return None;
        }
        let (number, rest) = body.strip_prefix(magic().as_slice())?.split_first_chunk::<8>()?;
        let (end, rest) = rest.split_first_chunk::<8>()?;
        let (number, end) = (u64::from_le_bytes(*number), u64::from_le_bytes(*end));
        let (head, count) = (body.len() - rest.len(), rest.len() / ENTRY);
        bytes.truncate(body.len());
        Some(Self { number, end, bytes, head, count })
    }

    pub(super) fn len(&self) -> usize {
        self.count
    }

    /// The name of the pack's file.
    pub(super) fn pack(&self) -> String {
        pack_name(self.number)
    }

    /// The place of a key in the table.
    pub(super) fn place(&self, key: u128) -> Option<usize> {
        let key = key.to_be_bytes();
        let (mut from, mut to) = (0, self.count);
        while from < to {
            let middle = usize::midpoint(from, to);
            match self.bytes_of(middle)?[..16].cmp(&key) {
                std::cmp::Ordering::Equal => return Some(middle),
                std::cmp::Ordering::Less => from = middle + 1,
                std::cmp::Ordering::Greater => to = middle,
            }
        }
        None
    }

    fn bytes_of(&self, at: usize) -> Option<&[u8]> {
        self.bytes.get(self.head + at * ENTRY..self.head + (at + 1) * ENTRY)
    }

    pub(super) fn entry(&self, at: usize) -> Option<Entry> {
        let (key, rest) = self.bytes_of(at)?.split_first_chunk::<16>()?;
        let (place, rest) = rest.split_first_chunk::<8>()?;
        let (length, rest) = rest.split_first_chunk::<4>()?;
        let (day, rest) = rest.split_first_chunk::<2>()?;
        Some(Entry {
            key: u128::from_be_bytes(*key),
            at: u64::from_le_bytes(*place),
            length: u32::from_le_bytes(*length),
            day: u16::from_le_bytes(*day),
            checksum: u64::from_le_bytes(*rest.first_chunk::<8>()?),
        })
    }
}

pub(super) fn pack_name(number: u64) -> String {
    format!("{number}.{PACK}")
}

fn magic() -> Vec<u8> {
    format!("fieldnotes store {PROGRAM}\n").into_bytes()
}
