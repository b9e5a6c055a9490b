//! The memo of finished pages, by what they were made from: an output folder that is empty, as in a fresh checkout, is
//! filled without making pages that were made before.
//!
//! The pages are in a pack below `.fieldnotes/cache`, each one compressed, and each content once. A list beside it says
//! where each page is, and after which model they are compressed. The list is written when the pack is: what a build that was cut off added is overwritten by the
//! next one. A page that does not come back as it was put there is made anew.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use foldhash::{HashMap, HashMapExt};
use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

use super::PROGRAM;
use super::press::Press;
use crate::engine::seal::{put_part, seal, take_part, unseal};
use crate::path::OutputPath;
use crate::write::pack::Pack;

/// Most bytes of a pack. Pages that would go past it are made each time.
const MOST_BYTES: u64 = 2 << 30;
/// Most bytes of a page: what is larger is a list of all notes, which changes with each of them, and is made in less time
/// than it takes to compress it.
const LARGEST: usize = 4 << 20;
/// What a pack may hold that is of no use any more, in bytes, besides half of what is of use.
const WASTE: u64 = 8 << 20;
/// Bytes of an entry of the list.
const ENTRY: usize = 48;

/// The memo of a site's finished pages.
#[derive(Debug)]
pub struct Finished {
    list: PathBuf,
    pack: Pack,
    press: Press,
    known: HashMap<u128, Place>,
    /// Where each content is; found when something is added for the first time.
    contents: OnceLock<Mutex<HashMap<u128, Place>>>,
    /// What this build used or added.
    used: Mutex<HashMap<u128, Place>>,
    has_new: AtomicBool,
    is_off: bool,
}

/// Where a page is in the pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    /// The hash of what it holds.
    content: u128,
    at: u64,
    /// Its bytes in the pack.
    length: u32,
    /// Its bytes when it is unpacked.
    size: u32,
}

impl Finished {
    /// The memo of a site; an empty one where there is none.
    pub fn read(site: &Path) -> Self {
        let mut memo = Self::unread(site);
        let bytes = crate::source::disk::read_bytes(&memo.list).unwrap_or_default();
        if let Some((end, model, known)) = decode(&bytes) {
            memo.pack = Pack::new(pack_of(site), end, MOST_BYTES);
            memo.press = Press::like(model);
            // Most of it is used, as a rule.
            memo.used = Mutex::new(HashMap::with_capacity(known.len()));
            memo.known = known;
        }
        memo
    }

    /// The memo without what it holds: it is written anew.
    pub fn unread(site: &Path) -> Self {
        Self {
            list: site.join(".fieldnotes").join("cache").join("finished.list"),
            pack: Pack::new(pack_of(site), 0, MOST_BYTES),
            press: Press::default(),
            known: HashMap::new(),
            contents: OnceLock::new(),
            used: Mutex::default(),
            has_new: AtomicBool::new(false),
            is_off: false,
        }
    }

    /// A memo that knows and remembers nothing.
    pub fn nothing(site: &Path) -> Self {
        Self { is_off: true, ..Self::unread(site) }
    }

    /// The file that was made from this.
    pub fn get(&self, path: &OutputPath, print: u64) -> Option<Vec<u8>> {
        let key = key(path, print);
        let place = self.known.get(&key)?;
        let bytes = self.piece(*place);
        if bytes.is_some() {
            self.used().insert(key, *place);
        } else {
            // It is not where it should be: what holds the same is added anew.
            self.contents().remove(&place.content);
        }
        bytes
    }

    /// What is at a place of the pack, if it is what was put there.
    fn piece(&self, place: Place) -> Option<Vec<u8>> {
        let packed = self.pack.read(place.at, place.length as usize).ok()?;
        let bytes = self.press.unpack(&packed, place.size as usize)?;
        (xxh3_128(&bytes) == place.content).then_some(bytes)
    }

    /// Keeps what is known of a file that stands in the output folder.
    pub fn keep(&self, path: &OutputPath, print: u64) {
        let key = key(path, print);
        if let Some(place) = self.known.get(&key) {
            self.used().insert(key, *place);
        }
    }

    /// Whether pages can't be compressed before somebody says what they are like.
    pub fn wants_model(&self) -> bool {
        !self.is_off && self.press.model().is_empty()
    }

    /// Says what pages are like.
    pub fn set_model(&self, page: &[u8]) {
        self.press.set_model(page);
    }

    /// Adds a file that was made. One that can't be kept is made again the next time.
    pub fn add(&self, path: &OutputPath, print: u64, bytes: &[u8]) {
        let Ok(size) = u32::try_from(bytes.len()) else { return };
        if self.is_off || bytes.len() > LARGEST {
            return;
        }
        let content = xxh3_128(bytes);
        let known = self.contents().get(&content).copied();
        let place = known.filter(|place| place.size == size).or_else(|| {
            let packed = self.press.pack(bytes)?;
            let length = u32::try_from(packed.len()).ok()?;
            let at = self.pack.add(&packed).ok()?;
            Some(Place { content, at, length, size })
        });
        if let Some(place) = place {
            self.contents().insert(content, place);
            self.used().insert(key(path, print), place);
            self.has_new.store(true, Ordering::Relaxed);
        }
    }

    /// Takes away what was added.
    ///
    /// # Errors
    /// The pack can't be made shorter.
    pub fn abandon(&self) -> std::io::Result<()> {
        self.pack.abandon()
    }

    /// Stores what was used and added. The pack is written anew where much of it is of no use any more.
    ///
    /// # Errors
    /// A file can't be written.
    pub fn store(&self) -> std::io::Result<()> {
        let used = self.used();
        let is_same = !self.has_new.load(Ordering::Relaxed) && used.len() == self.known.len();
        if self.is_off || is_same {
            return Ok(());
        }
        let end = self.pack.flush()?;
        let mut places: Vec<(u128, Place)> = used.iter().map(|(key, place)| (*key, *place)).collect();
        places.sort_unstable_by_key(|(key, place)| (place.at, *key));
        let mut lengths: Vec<(u64, u32)> = places.iter().map(|(_, place)| (place.at, place.length)).collect();
        lengths.dedup();
        let of_use: u64 = lengths.iter().map(|(_, length)| u64::from(*length)).sum();
        let end = if end > of_use + of_use / 2 + WASTE { self.rewrite(&mut places)? } else { end };
        crate::write::atomic::write_cache(&self.list, &encode(end, self.press.model(), &places))
    }

    /// Writes the pack anew with these pieces alone, which are in the order of their places, and says where it ends.
    fn rewrite(&self, places: &mut [(u128, Place)]) -> std::io::Result<u64> {
        // The list must never point into another pack than its own.
        crate::write::atomic::write_cache(&self.list, b"")?;
        let pack = self.pack.beside()?;
        let (mut last, mut moved) = (None, 0);
        for (_, place) in places {
            if last != Some(place.at) {
                last = Some(place.at);
                moved = pack.add(&self.pack.read(place.at, place.length as usize)?)?;
            }
            place.at = moved;
        }
        self.pack.replace_by(&pack)?;
        self.pack.flush()
    }

    fn contents(&self) -> std::sync::MutexGuard<'_, HashMap<u128, Place>> {
        let of_known = || self.known.values().map(|place| (place.content, *place)).collect();
        let contents = self.contents.get_or_init(|| Mutex::new(of_known()));
        contents.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn used(&self) -> std::sync::MutexGuard<'_, HashMap<u128, Place>> {
        self.used.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn pack_of(site: &Path) -> PathBuf {
    site.join(".fieldnotes").join("cache").join("finished.pack")
}

fn key(path: &OutputPath, print: u64) -> u128 {
    u128::from(xxh3_64(path.as_str().as_bytes())) << 64 | u128::from(print)
}

fn magic() -> Vec<u8> {
    format!("fieldnotes finished {PROGRAM}\n").into_bytes()
}

fn encode(end: u64, model: &[u8], places: &[(u128, Place)]) -> Vec<u8> {
    let mut bytes = magic();
    bytes.reserve(places.len() * ENTRY + model.len() + 32);
    bytes.extend_from_slice(&end.to_le_bytes());
    put_part(model, &mut bytes);
    for (key, place) in places {
        bytes.extend_from_slice(&key.to_le_bytes());
        bytes.extend_from_slice(&place.content.to_le_bytes());
        bytes.extend_from_slice(&place.at.to_le_bytes());
        bytes.extend_from_slice(&place.length.to_le_bytes());
        bytes.extend_from_slice(&place.size.to_le_bytes());
    }
    seal(&mut bytes);
    bytes
}

/// What a list holds; nothing when it is not whole, or another program's.
fn decode(bytes: &[u8]) -> Option<(u64, &[u8], HashMap<u128, Place>)> {
    let (end, rest) = unseal(bytes)?.strip_prefix(magic().as_slice())?.split_first_chunk::<8>()?;
    let (model, rest) = take_part(rest)?;
    let mut known = HashMap::with_capacity(rest.len() / ENTRY);
    for entry in rest.chunks(ENTRY) {
        let (key, entry) = entry.split_first_chunk::<16>()?;
        let (content, entry) = entry.split_first_chunk::<16>()?;
        let (at, entry) = entry.split_first_chunk::<8>()?;
        let (length, entry) = entry.split_first_chunk::<4>()?;
        let place = Place {
            content: u128::from_le_bytes(*content),
            at: u64::from_le_bytes(*at),
            length: u32::from_le_bytes(*length),
            size: u32::from_le_bytes(*entry.first_chunk::<4>()?),
        };
        known.insert(u128::from_le_bytes(*key), place);
    }
    Some((u64::from_le_bytes(*end), model, known))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(number: u64) -> (OutputPath, String) {
        let path = OutputPath::new(&format!("notes/n{number}/index.html")).unwrap();
        (path, format!("<p>page {number}</p>").repeat(500))
    }

    fn filled(site: &Path, numbers: std::ops::Range<u64>) {
        let memo = Finished::read(site);
        for number in numbers {
            let (path, text) = page(number);
            match memo.get(&path, number) {
                Some(bytes) => assert_eq!(bytes, text.as_bytes()),
                None => memo.add(&path, number, text.as_bytes()),
            }
        }
        memo.store().unwrap();
    }

    #[test]
    fn pages_come_back_as_they_were_and_what_is_not_used_is_dropped() {
        let site = tempfile::tempdir().unwrap();
        filled(site.path(), 0..100);
        filled(site.path(), 50..150);
        let memo = Finished::read(site.path());
        let known = |number: u64| memo.get(&page(number).0, number).is_some();
        assert!(known(50) && known(149) && !known(49) && !known(150));
        assert!(memo.get(&page(50).0, 51).is_none(), "made from something else");
        memo.add(&page(200).0, 200, &vec![b'x'; LARGEST]);
        memo.add(&page(201).0, 201, &vec![b'x'; LARGEST + 1]);
        memo.store().unwrap();
        let memo = Finished::read(site.path());
        let known = |number: u64| memo.get(&page(number).0, number).is_some();
        assert!(known(200) && !known(201));
    }

    #[test]
    fn a_pack_is_written_anew_when_little_of_it_is_of_use() {
        let site = tempfile::tempdir().unwrap();
        let path = |number: usize| OutputPath::new(&format!("{number}.bin")).unwrap();
        // Bytes that do not compress.
        let bytes = |number: usize| -> Vec<u8> {
            let seed = |at: u64| (at << 8 | number as u64).to_le_bytes();
            (0..250_100_u64).flat_map(|at| xxh3_64(&seed(at)).to_le_bytes()).collect()
        };
        let memo = Finished::read(site.path());
        memo.set_model(&bytes(99));
        (0..10).for_each(|number| memo.add(&path(number), 1, &bytes(number)));
        memo.store().unwrap();
        let length = || crate::source::disk::read_bytes(&pack_of(site.path())).unwrap().len();
        assert_eq!(length() / 1_000_000, 20);
        let memo = Finished::read(site.path());
        memo.keep(&path(3), 1);
        memo.add(&path(3), 2, &bytes(3));
        memo.add(&path(77), 1, &bytes(77));
        memo.store().unwrap();
        assert_eq!(length() / 1_000_000, 4, "one content is held once");
        let memo = Finished::read(site.path());
        assert_eq!(memo.get(&path(3), 2), Some(bytes(3)));
        assert_eq!((memo.get(&path(77), 1), memo.get(&path(4), 1)), (Some(bytes(77)), None));
    }

    #[test]
    fn damage_costs_pages_and_nothing_else() {
        let site = tempfile::tempdir().unwrap();
        filled(site.path(), 0..20);
        let list = site.path().join(".fieldnotes/cache/finished.list");
        let whole = crate::source::disk::read_bytes(&list).unwrap();
        assert_eq!(decode(&whole).unwrap().2.len(), 20, "what is whole is read");
        for at in (0..whole.len()).step_by(5) {
            let mut damaged = whole.clone();
            damaged[at] ^= 0x41;
            assert!(decode(&damaged).is_none() && decode(&whole[..at]).is_none(), "at {at}");
        }
        let pack = crate::source::disk::read_bytes(&pack_of(site.path())).unwrap();
        for at in 0..pack.len() {
            let mut damaged = pack.clone();
            damaged[at] ^= 0x41;
            crate::write::atomic::write(&pack_of(site.path()), &damaged).unwrap();
            let found = found(site.path());
            assert!(found >= 19, "damaged at {at}: {found} of 20 pages found");
        }
        crate::write::atomic::write(&pack_of(site.path()), &pack[..pack.len() / 2]).unwrap();
        assert!((1..20).contains(&found(site.path())), "a half is lost");
        filled(site.path(), 0..20);
        assert_eq!(found(site.path()), 20, "what was lost is added again");
    }

    /// How many of twenty pages are found, each as it was added.
    fn found(site: &Path) -> usize {
        let memo = Finished::read(site);
        let found = (0..20).filter_map(|number| {
            let (path, text) = page(number);
            memo.get(&path, number).inspect(|bytes| assert_eq!(bytes, text.as_bytes()))
        });
        found.count()
    }
}
