//! What is put comes back, whatever happens to the files: damage, other processes, a full disk, time.

use std::path::{Path, PathBuf};

use xxhash_rust::xxh3::xxh3_64;

use super::*;
use crate::source::disk::read_bytes;
use crate::write::atomic;

const DAY: u128 = 86_400_000_000_000;

fn today() -> u128 {
    20_000 * DAY
}

fn later() -> u128 {
    20_100 * DAY
}

fn key(number: u64) -> u128 {
    Key::of(Kind::Note).number(number).end()
}

/// Bytes that do not compress.
fn noise(number: u64, length: u64) -> Vec<u8> {
    (0..length / 8).flat_map(|at| xxh3_64(&(at << 20 | number).to_le_bytes()).to_le_bytes()).collect()
}

fn page(number: u64) -> Vec<u8> {
    format!("<p>page {number}</p>").repeat(500).into_bytes()
}

fn filled(site: &Path) {
    let store = Store::open(site, today);
    for number in 0..20 {
        store.put(Kind::Note, key(number), &noise(number, 80));
        store.put(Kind::Page, key(100 + number), &page(number));
    }
    store.commit().unwrap();
}

/// How many of the pieces come back as they were; none may come back as another.
fn come_back(site: &Path) -> usize {
    let store = Store::open(site, today);
    let is_there = |kind, key, wanted: Vec<u8>| match store.get(kind, key) {
        Some(bytes) => {
            assert_eq!(bytes, wanted);
            true
        }
        None => false,
    };
    let notes = (0..20).filter(|number| is_there(Kind::Note, key(*number), noise(*number, 80))).count();
    notes + (0..20).filter(|number| is_there(Kind::Page, key(100 + number), page(*number))).count()
}

fn files(site: &Path) -> (PathBuf, PathBuf) {
    let cache = site.join(".fieldnotes/cache");
    (cache.join("index"), cache.join("0.pack"))
}

#[test]
fn what_was_put_comes_back_in_this_process_and_the_next() {
    let site = tempfile::tempdir().unwrap();
    let store = Store::open(site.path(), today);
    assert_eq!(store.get(Kind::Note, key(1)), None);
    store.put(Kind::Note, key(1), b"first");
    assert_eq!(store.get(Kind::Note, key(1)).as_deref(), Some(b"first".as_slice()));
    store.put(Kind::Note, key(1), b"second");
    let large = noise(2, 3 << 20);
    store.put(Kind::Note, key(2), &large);
    assert_eq!(store.get(Kind::Note, key(1)).as_deref(), Some(b"second".as_slice()));
    store.commit().unwrap();
    store.put(Kind::Note, key(3), b"third");
    store.commit().unwrap();
    for store in [store, Store::open(site.path(), today)] {
        assert_eq!(store.get(Kind::Note, key(1)).as_deref(), Some(b"second".as_slice()));
        assert!(store.get(Kind::Note, key(2)).as_ref() == Some(&large));
        assert_eq!(store.get(Kind::Note, key(3)).as_deref(), Some(b"third".as_slice()));
    }
    let anew = Store::anew(site.path(), today);
    assert_eq!(anew.get(Kind::Note, key(1)), None);
    anew.put(Kind::Note, key(4), b"fourth");
    anew.commit().unwrap();
    let store = Store::open(site.path(), today);
    assert_eq!(
        (store.get(Kind::Note, key(1)), store.get(Kind::Note, key(4))),
        (None, Some(b"fourth".to_vec()))
    );
}

#[test]
fn damage_costs_pieces_and_nothing_else() {
    let site = tempfile::tempdir().unwrap();
    filled(site.path());
    assert_eq!(come_back(site.path()), 40);
    let (index, pack) = files(site.path());
    let (whole_index, whole_pack) = (read_bytes(&index).unwrap(), read_bytes(&pack).unwrap());
    for at in (0..whole_index.len()).step_by(7) {
        let mut damaged = whole_index.clone();
        damaged[at] ^= 0x41;
        assert!(
            Index::decode(damaged).is_none() && Index::decode(whole_index[..at].to_vec()).is_none(),
            "at {at}"
        );
    }
    for at in (0..whole_pack.len()).step_by(3) {
        let mut damaged = whole_pack.clone();
        damaged[at] ^= 0x41;
        atomic::write(&pack, &damaged).unwrap();
        // One piece is damaged, or the dictionary of all pages.
        assert!([39, 20].contains(&come_back(site.path())), "damaged at {at}");
    }
    atomic::write(&pack, &whole_pack[..whole_pack.len() / 2]).unwrap();
    let left = come_back(site.path());
    assert!(left < 40, "{left}");
    filled(site.path());
    filled(site.path());
    assert_eq!(come_back(site.path()), 40);
    atomic::write(&index, b"").unwrap();
    assert_eq!(come_back(site.path()), 0);
    filled(site.path());
    assert_eq!(come_back(site.path()), 40);
}

#[test]
fn processes_share_a_store_and_one_at_a_time_writes() {
    let site = tempfile::tempdir().unwrap();
    let (first, second) = (Store::open(site.path(), today), Store::open(site.path(), today));
    first.put(Kind::Note, key(1), b"by the first");
    second.put(Kind::Note, key(2), b"by the second");
    first.commit().unwrap();
    second.commit().unwrap();
    first.put(Kind::Note, key(3), b"once more");
    first.commit().unwrap();
    let store = Store::open(site.path(), today);
    let get = |number| store.get(Kind::Note, key(number)).map(|bytes| String::from_utf8(bytes).unwrap());
    assert_eq!(get(1).as_deref(), Some("by the first"));
    assert_eq!(get(2).as_deref(), Some("by the second"));
    assert_eq!(get(3).as_deref(), Some("once more"));
    // While one writes, another gathers.
    first.put(Kind::Note, key(4), &noise(4, 2 << 20));
    second.put(Kind::Note, key(5), &noise(5, 2 << 20));
    assert!(second.get(Kind::Note, key(5)) == Some(noise(5, 2 << 20)));
    first.commit().unwrap();
    second.commit().unwrap();
    let store = Store::open(site.path(), today);
    assert!(store.get(Kind::Note, key(4)) == Some(noise(4, 2 << 20)));
    assert!(store.get(Kind::Note, key(5)) == Some(noise(5, 2 << 20)));
}

#[test]
fn what_a_build_gave_up_is_nobodys() {
    let site = tempfile::tempdir().unwrap();
    filled(site.path());
    let (_, pack) = files(site.path());
    let before = read_bytes(&pack).unwrap().len();
    let store = Store::open(site.path(), today);
    store.put(Kind::Note, key(500), &noise(500, 3 << 20));
    assert!(read_bytes(&pack).unwrap().len() > before, "it is written as it comes");
    store.abandon().unwrap();
    assert_eq!(read_bytes(&pack).unwrap().len(), before);
    assert_eq!((store.get(Kind::Note, key(500)), come_back(site.path())), (None, 40));
}

#[test]
fn what_nobody_uses_is_dropped_when_much_of_the_pack_is_of_no_use() {
    let site = tempfile::tempdir().unwrap();
    let fill = |clock: fn() -> u128, numbers: std::ops::Range<u64>| {
        let store = Store::open(site.path(), clock);
        for number in numbers {
            store.put(Kind::Note, key(number), &noise(number, 2 << 20));
        }
        store.commit().unwrap();
    };
    fill(today, 0..20);
    let length = |name: &str| {
        read_bytes(&site.path().join(".fieldnotes/cache").join(name)).map(|bytes| bytes.len() >> 20)
    };
    assert_eq!(length("0.pack").unwrap(), 40);
    // Reading it says that it is of use.
    let store = Store::open(site.path(), later);
    assert!(store.get(Kind::Note, key(3)).is_some() && store.keep(key(4)) && !store.keep(key(99)));
    store.commit().unwrap();
    assert!(length("0.pack").is_err(), "the old pack is removed");
    assert_eq!(length("1.pack").unwrap(), 4);
    let store = Store::open(site.path(), later);
    let known: Vec<u64> = (0..20).filter(|number| store.get(Kind::Note, key(*number)).is_some()).collect();
    assert_eq!(known, [3, 4]);
}

#[test]
fn a_store_that_is_off_remembers_code_alone_and_for_as_long_as_it_lives() {
    let store = Store::off();
    store.put(Kind::Note, key(1), b"x");
    BlockCache::put(&store, 7, "<b>".into());
    assert_eq!((store.get(Kind::Note, key(1)), BlockCache::get(&store, 7).as_deref()), (None, Some("<b>")));
    store.commit().unwrap();
    assert!(!store.is_on_disk());
}
