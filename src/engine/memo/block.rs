//! The memo of highlighted code, by its content.
//!
//! It lives in some files below `.fieldnotes/cache/code`, each of which holds the code that falls to it, and is read when
//! somebody asks for the first time: a build that makes one page reads one or two of them. Code is compressed there and in
//! memory: highlighted it is a multiple of what it was. It can be removed at any time, is never needed for the result, and a
//! damaged file is as good as none.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};

use foldhash::{HashMap, HashMapExt, HashSet};
use rayon::prelude::*;

use super::press::Press;
use crate::engine::seal::{seal, unseal};
use crate::render::highlight::BlockCache;

/// The first bytes of a file: what it is, and the version of its form.
const MAGIC: &[u8] = b"fieldnotes code 2\n";
/// Bytes of an entry before its text: its key, the length of the text, and that of what it is compressed to.
const HEAD: usize = 24;
/// Files of the memo.
const DRAWERS: usize = 64;
/// Most bytes that one of them holds: what would go past it is highlighted each time.
const MOST_BYTES: usize = 8 << 20;

/// The memo of highlighted code.
#[derive(Debug)]
pub struct BlockMemo {
    /// Where it lives, if it is to outlive the process.
    folder: Option<PathBuf>,
    drawers: Vec<Drawer>,
    press: Press,
}

/// The code that falls to one file.
#[derive(Debug, Default)]
struct Drawer {
    stored: OnceLock<Stored>,
    added: RwLock<HashMap<u128, Html<Box<[u8]>>>>,
    used: Mutex<HashSet<u128>>,
    has_new: AtomicBool,
}

/// What a file held: its bytes, and where each text stands in them.
#[derive(Debug, Default)]
struct Stored {
    bytes: Vec<u8>,
    places: HashMap<u128, Html<Range<usize>>>,
}

/// A compressed text.
#[derive(Clone, Debug)]
struct Html<T> {
    /// Its bytes when it is unpacked.
    size: u32,
    packed: T,
}

/// What is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// What was used since it was read: all pages were made, and nobody needs the rest.
    Used,
    /// All that is known: only some pages were made.
    All,
}

impl Default for BlockMemo {
    fn default() -> Self {
        let drawers = (0..DRAWERS).map(|_| Drawer::default()).collect();
        Self { folder: None, drawers, press: Press::default() }
    }
}

impl BlockMemo {
    /// The memo of a site; an empty one where there is none.
    pub fn read(site: &Path) -> Self {
        Self { folder: Some(site.join(".fieldnotes").join("cache").join("code")), ..Self::default() }
    }

    /// The memo of a site without what it holds: it is written anew.
    pub fn unread(site: &Path) -> Self {
        let memo = Self::read(site);
        for drawer in &memo.drawers {
            let _ = drawer.stored.set(Stored::default());
        }
        memo
    }

    /// Stores what was learnt. Files that hold the same, or that nobody asked for, stay as they are.
    ///
    /// # Errors
    /// A file can't be written.
    pub fn store(&self, keep: Keep) -> std::io::Result<()> {
        let Some(folder) = &self.folder else { return Ok(()) };
        self.drawers.par_iter().enumerate().try_for_each(|(at, drawer)| match drawer.encode(keep) {
            Some(bytes) => crate::write::atomic::write_cache(&folder.join(name(at)), &bytes),
            None => Ok(()),
        })
    }

    fn drawer(&self, key: u128) -> (&Drawer, &Stored) {
        let at = key as usize % DRAWERS;
        let drawer = &self.drawers[at];
        let stored = drawer.stored.get_or_init(|| {
            let file = self.folder.as_ref().map(|folder| folder.join(name(at)));
            let bytes = file.and_then(|file| crate::source::disk::read_bytes(&file).ok());
            bytes.and_then(Stored::decode).unwrap_or_default()
        });
        (drawer, stored)
    }
}

fn name(at: usize) -> String {
    format!("{at:02}")
}

impl BlockCache for BlockMemo {
    fn get(&self, key: u128) -> Option<Arc<str>> {
        let (drawer, stored) = self.drawer(key);
        let unpack = |html: Html<&[u8]>| {
            let bytes = self.press.unpack(html.packed, html.size as usize)?;
            String::from_utf8(bytes).ok().map(Arc::from)
        };
        let added = drawer.added.read().unwrap_or_else(PoisonError::into_inner);
        let found = added.get(&key).map(Html::as_ref).or_else(|| stored.get(key)).and_then(unpack)?;
        drawer.used.lock().unwrap_or_else(PoisonError::into_inner).insert(key);
        Some(found)
    }

    fn put(&self, key: u128, html: Arc<str>) {
        let (drawer, _) = self.drawer(key);
        let Ok(size) = u32::try_from(html.len()) else { return };
        let Some(packed) = self.press.pack(html.as_bytes()) else { return };
        let html = Html { size, packed: packed.into() };
        drawer.added.write().unwrap_or_else(PoisonError::into_inner).insert(key, html);
        drawer.used.lock().unwrap_or_else(PoisonError::into_inner).insert(key);
        drawer.has_new.store(true, Ordering::Relaxed);
    }
}

impl Html<Box<[u8]>> {
    fn as_ref(&self) -> Html<&[u8]> {
        Html { size: self.size, packed: &self.packed }
    }
}

impl Drawer {
    /// The bytes of the file; nothing where it holds the same.
    fn encode(&self, keep: Keep) -> Option<Vec<u8>> {
        let stored = self.stored.get()?;
        let added = self.added.read().unwrap_or_else(PoisonError::into_inner);
        let used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let has_new = self.has_new.swap(false, Ordering::Relaxed);
        let stays = keep == Keep::All || used.len() == stored.places.len() + added.len();
        if !has_new && stays {
            return None;
        }
        let mut keys: Vec<u128> = match keep {
            Keep::Used => used.iter().copied().collect(),
            Keep::All => stored.places.keys().chain(added.keys()).copied().collect(),
        };
        keys.sort_unstable();
        keys.dedup();
        let mut bytes = MAGIC.to_vec();
        for key in keys {
            let Some(html) = added.get(&key).map(Html::as_ref).or_else(|| stored.get(key)) else {
                continue;
            };
            if bytes.len() + html.packed.len() > MOST_BYTES {
                break;
            }
            bytes.extend_from_slice(&key.to_le_bytes());
            bytes.extend_from_slice(&html.size.to_le_bytes());
            bytes.extend_from_slice(&(html.packed.len() as u32).to_le_bytes());
            bytes.extend_from_slice(html.packed);
        }
        seal(&mut bytes);
        Some(bytes)
    }
}

impl Stored {
    /// What a file holds; nothing when it is not whole.
    fn decode(bytes: Vec<u8>) -> Option<Self> {
        let body = unseal(&bytes)?.strip_prefix(MAGIC)?;
        let mut places = HashMap::new();
        let mut at = 0;
        while let Some((head, rest)) = body[at..].split_first_chunk::<HEAD>() {
            let (key, head) = head.split_first_chunk::<16>()?;
            let (size, length) = head.split_first_chunk::<4>()?;
            let length = u32::from_le_bytes(*length.first_chunk::<4>()?) as usize;
            rest.get(..length)?;
            let start = MAGIC.len() + at + HEAD;
            let html = Html { size: u32::from_le_bytes(*size), packed: start..start + length };
            places.insert(u128::from_le_bytes(*key), html);
            at += HEAD + length;
        }
        Some(Self { bytes, places })
    }

    fn get(&self, key: u128) -> Option<Html<&[u8]>> {
        let html = self.places.get(&key)?;
        Some(Html { size: html.size, packed: self.bytes.get(html.packed.clone())? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(number: u128) -> u128 {
        // All in one file.
        number * DRAWERS as u128
    }

    fn filled(site: &Path) {
        let memo = BlockMemo::read(site);
        memo.put(key(1), "some text".into());
        memo.put(key(2), "<b>".into());
        memo.store(Keep::Used).unwrap();
    }

    fn file(site: &Path) -> PathBuf {
        site.join(".fieldnotes/cache/code/00")
    }

    #[test]
    fn what_was_written_is_read_back() {
        let site = tempfile::tempdir().unwrap();
        filled(site.path());
        let again = BlockMemo::read(site.path());
        assert_eq!(again.get(key(2)).as_deref(), Some("<b>"));
        assert_eq!(again.get(key(1)).as_deref(), Some("some text"));
        assert_eq!(again.get(key(3)), None);
        assert_eq!(again.drawers[0].encode(Keep::Used), None, "nothing new, nothing to write");
        assert_eq!(BlockMemo::unread(site.path()).get(key(1)), None);
    }

    #[test]
    fn damage_anywhere_costs_a_file_and_nothing_else() {
        let site = tempfile::tempdir().unwrap();
        filled(site.path());
        let bytes = crate::source::disk::read_bytes(&file(site.path())).unwrap();
        assert!(Stored::decode(bytes.clone()).is_some(), "what is whole is read");
        for at in 0..bytes.len() {
            assert!(Stored::decode(bytes[..at].to_vec()).is_none(), "cut at {at}");
            let mut damaged = bytes.clone();
            damaged[at] ^= 0x41;
            assert!(Stored::decode(damaged).is_none(), "damaged at {at}");
        }
    }

    #[test]
    fn what_is_not_used_is_dropped_where_all_pages_were_made() {
        let site = tempfile::tempdir().unwrap();
        filled(site.path());
        let known = |number| BlockMemo::read(site.path()).get(key(number)).is_some();
        let use_one = |keep| {
            let memo = BlockMemo::read(site.path());
            memo.get(key(1));
            memo.put(key(7), "x".into());
            memo.store(keep).unwrap();
        };
        use_one(Keep::All);
        assert!(known(1) && known(2) && known(7));
        use_one(Keep::Used);
        assert!(known(1) && !known(2) && known(7));
    }
}
