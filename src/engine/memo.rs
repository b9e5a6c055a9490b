//! What is remembered between builds: highlighted code, by its content.
//!
//! The memo lives in one file below `.fieldnotes/cache`. It can be removed at any time, is never needed for the
//! result, and a damaged one is as good as none.

pub mod note;
pub mod page;
pub(super) mod search;

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use super::seal::{seal, unseal};
use crate::render::highlight::BlockCache;

/// The program that writes a memo: what it remembers holds for no other.
const PROGRAM: &str =
    concat!(env!("CARGO_PKG_VERSION"), " ", env!("FIELDNOTES_SOURCES"), " ", env!("FIELDNOTES_TARGET"));

/// The memo of highlighted code.
#[derive(Debug, Default)]
pub struct BlockMemo {
    known: RwLock<HashMap<u128, Arc<str>>>,
    used: Mutex<HashSet<u128>>,
    changed: Mutex<bool>,
}

/// The first bytes of a memo file: what it is, and the version of its form.
const MAGIC: &[u8] = b"fieldnotes blocks 1\n";
/// Most bytes of code that one memo file holds.
const MOST_BYTES: usize = 512 << 20;

/// Where the memo of a site lives.
pub fn location(site: &Path) -> PathBuf {
    site.join(".fieldnotes").join("cache").join("blocks")
}

impl BlockMemo {
    /// Reads a memo from the bytes of its file. Whatever is damaged is left out.
    pub fn decode(bytes: &[u8]) -> Self {
        let memo = Self::default();
        let Some(rest) = bytes.strip_prefix(MAGIC) else { return memo };
        let Some(mut rest) = unseal(rest) else { return memo };
        let mut known = HashMap::new();
        while let Some((key, html, after)) = entry(rest) {
            known.insert(key, Arc::from(html));
            rest = after;
        }
        *memo.known.write().unwrap_or_else(PoisonError::into_inner) = known;
        memo
    }

    /// The bytes of the memo's file with all that is known: a preview uses only what somebody looks at. Nothing when
    /// there is nothing new since it was read or encoded.
    pub fn encode_all(&self) -> Option<Vec<u8>> {
        let has_changed = *self.changed.lock().unwrap_or_else(PoisonError::into_inner);
        if !has_changed {
            return None;
        }
        let known: Vec<u128> =
            self.known.read().unwrap_or_else(PoisonError::into_inner).keys().copied().collect();
        self.used.lock().unwrap_or_else(PoisonError::into_inner).extend(known);
        let bytes = self.encode();
        *self.changed.lock().unwrap_or_else(PoisonError::into_inner) = false;
        bytes
    }

    /// The bytes of the memo's file: what was used since it was read. Nothing when the file holds the same.
    pub fn encode(&self) -> Option<Vec<u8>> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let changed = *self.changed.lock().unwrap_or_else(PoisonError::into_inner);
        if !changed && used.len() == known.len() {
            return None;
        }
        let mut keys: Vec<&u128> = used.iter().filter(|key| known.contains_key(key)).collect();
        keys.sort_unstable();
        let mut body = Vec::new();
        for key in keys {
            let html = known[key].as_bytes();
            if body.len() + html.len() > MOST_BYTES {
                break;
            }
            body.extend_from_slice(&key.to_le_bytes());
            body.extend_from_slice(&(html.len() as u32).to_le_bytes());
            body.extend_from_slice(html);
        }
        seal(&mut body);
        Some([MAGIC, &body].concat())
    }
}

/// One entry: its key, its text, and what follows it.
fn entry(bytes: &[u8]) -> Option<(u128, &str, &[u8])> {
    let (key, rest) = bytes.split_first_chunk::<16>()?;
    let (length, rest) = rest.split_first_chunk::<4>()?;
    let (html, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
    Some((u128::from_le_bytes(*key), std::str::from_utf8(html).ok()?, rest))
}

impl BlockCache for BlockMemo {
    fn get(&self, key: u128) -> Option<Arc<str>> {
        let found = self.known.read().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        if found.is_some() {
            self.used.lock().unwrap_or_else(PoisonError::into_inner).insert(key);
        }
        found
    }

    fn put(&self, key: u128, html: Arc<str>) {
        self.known.write().unwrap_or_else(PoisonError::into_inner).insert(key, html);
        self.used.lock().unwrap_or_else(PoisonError::into_inner).insert(key);
        *self.changed.lock().unwrap_or_else(PoisonError::into_inner) = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_back() {
        let memo = BlockMemo::default();
        memo.put(7, "<b>".into());
        memo.put(3, "x".into());
        let bytes = memo.encode().unwrap();
        let again = BlockMemo::decode(&bytes);
        assert_eq!(again.get(7).as_deref(), Some("<b>"));
        assert_eq!(again.get(3).as_deref(), Some("x"));
        assert_eq!(again.encode(), None, "nothing new, nothing to write");
    }

    #[test]
    fn damage_anywhere_costs_the_memo_and_nothing_else() {
        let memo = BlockMemo::default();
        memo.put(7, "some text".into());
        let bytes = memo.encode().unwrap();
        for cut in 0..bytes.len() {
            let read = BlockMemo::decode(&bytes[..cut]);
            assert_eq!(read.get(7), None, "cut at {cut}");
        }
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 0x41;
            assert_eq!(BlockMemo::decode(&damaged).get(7), None, "damaged at {at}");
        }
    }

    #[test]
    fn what_is_not_used_is_dropped() {
        let memo = BlockMemo::default();
        memo.put(1, "a".into());
        memo.put(2, "b".into());
        let again = BlockMemo::decode(&memo.encode().unwrap());
        again.get(1);
        let third = BlockMemo::decode(&again.encode().unwrap());
        assert!(third.get(1).is_some() && third.get(2).is_none());
    }
}
