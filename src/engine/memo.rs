//! What is remembered between builds: highlighted code, by its content.
//!
//! The memo lives in one file below `.fieldnotes/cache`. It can be removed at any time, is never needed for the
//! result, and a damaged one is as good as none.

pub mod finished;
pub mod note;
pub mod page;
mod press;
pub(super) mod search;

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};

use foldhash::{HashMap, HashMapExt, HashSet};

use super::seal::{seal, unseal};
use crate::render::highlight::BlockCache;

/// The program that writes a memo: what it remembers holds for no other.
const PROGRAM: &str =
    concat!(env!("CARGO_PKG_VERSION"), " ", env!("FIELDNOTES_SOURCES"), " ", env!("FIELDNOTES_TARGET"));

/// The memo of highlighted code.
#[derive(Debug, Default)]
pub struct BlockMemo {
    /// Where it is read from, when somebody asks for the first time.
    file: Option<PathBuf>,
    stored: OnceLock<Stored>,
    added: RwLock<HashMap<u128, Arc<str>>>,
    used: Mutex<HashSet<u128>>,
    changed: Mutex<bool>,
}

/// What the file held: its bytes, and where each text stands in them.
#[derive(Debug, Default)]
struct Stored {
    bytes: Vec<u8>,
    places: HashMap<u128, Range<usize>>,
}

impl Stored {
    fn get(&self, key: u128) -> Option<&str> {
        std::str::from_utf8(self.bytes.get(self.places.get(&key)?.clone())?).ok()
    }
}

/// The first bytes of a memo file: what it is, and the version of its form.
const MAGIC: &[u8] = b"fieldnotes blocks 2\n";
/// Bytes of an entry before its text: its key, and a length.
const HEAD: usize = 20;
/// Most bytes of code that one memo file holds.
const MOST_BYTES: usize = 512 << 20;

/// Where the memo of a site lives.
pub fn location(site: &Path) -> PathBuf {
    site.join(".fieldnotes").join("cache").join("blocks")
}

impl BlockMemo {
    /// The memo of a site; an empty one where there is none.
    pub fn read(site: &Path) -> Self {
        Self { file: Some(location(site)), ..Self::default() }
    }

    /// A memo from the bytes of its file. Whatever is damaged is left out.
    pub fn decode(bytes: Vec<u8>) -> Self {
        Self { stored: decode(bytes).unwrap_or_default().into(), ..Self::default() }
    }

    fn stored(&self) -> &Stored {
        self.stored.get_or_init(|| {
            let bytes = self.file.as_ref().and_then(|file| crate::source::disk::read_bytes(file).ok());
            bytes.and_then(decode).unwrap_or_default()
        })
    }

    /// The bytes of the memo's file with all that is known: a preview uses only what somebody looks at. Nothing when
    /// there is nothing new since it was read or encoded.
    pub fn encode_all(&self) -> Option<Vec<u8>> {
        let has_changed = *self.changed.lock().unwrap_or_else(PoisonError::into_inner);
        if !has_changed {
            return None;
        }
        let added: Vec<u128> =
            self.added.read().unwrap_or_else(PoisonError::into_inner).keys().copied().collect();
        let known = self.stored().places.keys().copied().chain(added);
        self.used.lock().unwrap_or_else(PoisonError::into_inner).extend(known);
        let bytes = self.encode();
        *self.changed.lock().unwrap_or_else(PoisonError::into_inner) = false;
        bytes
    }

    /// The bytes of the memo's file: what was used since it was read. Nothing when the file holds the same.
    pub fn encode(&self) -> Option<Vec<u8>> {
        let added = self.added.read().unwrap_or_else(PoisonError::into_inner);
        if self.stored.get().is_none() && added.is_empty() {
            // Nobody asked for anything.
            return None;
        }
        let stored = self.stored();
        let used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let changed = *self.changed.lock().unwrap_or_else(PoisonError::into_inner);
        if !changed && used.len() == stored.places.len() + added.len() {
            return None;
        }
        let mut keys: Vec<u128> = used.iter().copied().collect();
        keys.sort_unstable();
        let html = |key: u128| added.get(&key).map(|html| &**html).or_else(|| stored.get(key));
        // A large site has hundreds of megabytes of code: no byte of it is copied twice.
        let size: usize = keys.iter().filter_map(|key| Some(html(*key)?.len() + HEAD)).sum();
        let mut bytes = Vec::with_capacity(MAGIC.len() + size.min(MOST_BYTES) + 8);
        bytes.extend_from_slice(MAGIC);
        for key in keys {
            let Some(html) = html(key) else { continue };
            if bytes.len() + html.len() + HEAD > MOST_BYTES {
                break;
            }
            bytes.extend_from_slice(&key.to_le_bytes());
            bytes.extend_from_slice(&(html.len() as u32).to_le_bytes());
            bytes.extend_from_slice(html.as_bytes());
        }
        seal(&mut bytes);
        Some(bytes)
    }
}

/// What a file holds; nothing when it is not whole.
fn decode(bytes: Vec<u8>) -> Option<Stored> {
    let body = unseal(&bytes)?.strip_prefix(MAGIC)?;
    let mut places = HashMap::new();
    let mut at = 0;
    while let Some((head, rest)) = body[at..].split_first_chunk::<HEAD>() {
        let (key, length) = head.split_first_chunk::<16>()?;
        let length = u32::from_le_bytes(*length.first_chunk::<4>()?) as usize;
        rest.get(..length)?;
        let start = MAGIC.len() + at + head.len();
        places.insert(u128::from_le_bytes(*key), start..start + length);
        at += head.len() + length;
    }
    Some(Stored { bytes, places })
}

impl BlockCache for BlockMemo {
    fn get(&self, key: u128) -> Option<Arc<str>> {
        let added = self.added.read().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        let found = added.or_else(|| self.stored().get(key).map(Arc::from));
        if found.is_some() {
            self.used.lock().unwrap_or_else(PoisonError::into_inner).insert(key);
        }
        found
    }

    fn put(&self, key: u128, html: Arc<str>) {
        self.added.write().unwrap_or_else(PoisonError::into_inner).insert(key, html);
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
        let again = BlockMemo::decode(bytes);
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
            let read = BlockMemo::decode(bytes[..cut].to_vec());
            assert_eq!(read.get(7), None, "cut at {cut}");
        }
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 0x41;
            assert_eq!(BlockMemo::decode(damaged).get(7), None, "damaged at {at}");
        }
    }

    #[test]
    fn what_is_not_used_is_dropped() {
        let memo = BlockMemo::default();
        memo.put(1, "a".into());
        memo.put(2, "b".into());
        let again = BlockMemo::decode(memo.encode().unwrap());
        again.get(1);
        let third = BlockMemo::decode(again.encode().unwrap());
        assert!(third.get(1).is_some() && third.get(2).is_none());
    }
}
