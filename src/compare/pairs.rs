//! Which note of an old edition each of a new one is: by its permanent name, else by its file, its address, or what it says.

use std::hash::Hash;

use foldhash::{HashMap, HashMapExt};

use super::Note;

/// For each of the new notes, the place of the old one that it is. What a note is known by counts where one note alone has it.
pub(super) fn pairs(old: &[Note], new: &[Note]) -> Vec<Option<usize>> {
    let mut pairs = Pairs { old, new, of_new: vec![None; new.len()], is_taken: vec![false; old.len()] };
    pairs.by(|note| note.reference.as_deref());
    pairs.by(|note| note.path.as_deref());
    pairs.by(|note| Some(&note.address));
    pairs.by(|note| Some((note.title.as_deref()?, note.body_hash.as_deref()?)));
    pairs.of_new
}

struct Pairs<'n> {
    old: &'n [Note],
    new: &'n [Note],
    /// The old note that each new one is.
    of_new: Vec<Option<usize>>,
    /// Whether an old note is one of the new ones.
    is_taken: Vec<bool>,
}

impl<'n> Pairs<'n> {
    /// Brings those together, of the notes that are left, that have the same key.
    fn by<K: Hash + Eq>(&mut self, key: impl Fn(&'n Note) -> Option<K>) {
        let old = self.old.iter().enumerate().filter(|(at, _)| !self.is_taken[*at]);
        let old = single(old.filter_map(|(at, note)| Some((key(note)?, at))));
        let new = self.new.iter().enumerate().filter(|(at, _)| self.of_new[*at].is_none());
        let new = single(new.filter_map(|(at, note)| Some((key(note)?, at))));
        for note in self.new {
            let Some(key) = key(note) else { continue };
            if let (Some(Some(before)), Some(Some(after))) = (old.get(&key), new.get(&key)) {
                self.is_taken[*before] = true;
                self.of_new[*after] = Some(*before);
            }
        }
    }
}

/// Where each key is; None for one that is in two places.
fn single<K: Hash + Eq>(keys: impl Iterator<Item = (K, usize)>) -> HashMap<K, Option<usize>> {
    let mut places = HashMap::new();
    for (key, at) in keys {
        places.entry(key).and_modify(|place| *place = None).or_insert(Some(at));
    }
    places
}
