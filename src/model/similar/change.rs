//! Which notes are alike after some have come, gone or changed: exactly what [`super::build`] finds for the notes that
//! there are then.
//!
//! 1. The words of those notes are counted anew. If the rarity of a word changes, all notes that have it are weighed
//!    anew.
//! 2. A note has *moved* if other words stand for it, or their weights are others. Moved notes get new lists.
//! 3. The list of any other note changes by the notes that have moved alone: see [`super::lists`].

use std::sync::Arc;

use foldhash::HashSet;

use super::build::Ask;
use super::difference::{Come, Difference};
use super::index::{Index, Near, Note, numbers, put_numbers};
use super::lists;
use super::weight::{Heavy, Weights, rarity, step};
use super::words::{Change, Has, unpack};
use crate::parallel;
use crate::parse::words::Counts;

/// A note that was weighed: its slot, the words that stand for it, and the length of their vector.
type Weighed = (u32, Arc<[Heavy]>, f32);

/// An index on the way to other notes.
struct Way<'a> {
    old: &'a Index,
    new: Index,
    changes: Vec<Change>,
    /// The words whose rarity is another one.
    other_rarity: HashSet<u32>,
}

/// The index of the notes after a change. None if building anew is no dearer, since more than `most` notes have to be
/// weighed anew; or if what that takes is not known.
pub(super) fn change(old: &Index, difference: Difference, ask: Ask<'_>, most: usize) -> Option<Index> {
    let mut way = Way { old, new: old.clone(), changes: Vec::new(), other_rarity: HashSet::default() };
    difference.gone.iter().for_each(|slot| way.remove(*slot));
    let come = way.put(difference.come);
    if step(way.new.slots.len().max(1) as u32) != old.step {
        return None;
    }
    let mut affected = way.count()?;
    affected.sort_unstable();
    affected.dedup();
    let come_slots: HashSet<u32> = come.iter().map(|(slot, _)| *slot).collect();
    affected.retain(|slot| way.new.note(*slot).is_some() && !come_slots.contains(slot));
    if affected.len() + come.len() > most {
        return None;
    }
    let again: Option<Vec<(u32, Arc<Counts>)>> =
        parallel::map(&affected, |slot| Some((*slot, ask(&way.new.note(*slot)?.path)?)))
            .into_iter()
            .collect();
    let mut moved = difference.gone;
    moved.extend(way.weigh(&[come, again?].concat()));
    moved.sort_unstable();
    moved.dedup();
    way.follow_heavy(&moved);
    let Way { old, mut new, .. } = way;
    lists::follow(old, &mut new, &moved);
    Some(new)
}

impl Way<'_> {
    fn remove(&mut self, slot: u32) {
        let Some(note) = self.new.notes.get_mut(slot).and_then(Option::take) else { return };
        Arc::make_mut(&mut self.new.slots).remove(&note.path);
        let removed = numbers(&note.words).into_iter().map(|number| Change { number, slot, has: Has::No });
        self.changes.extend(removed);
    }

    /// Takes in notes that are new or have other words, not yet weighed. Their slots and words.
    fn put(&mut self, come: Vec<Come>) -> Vec<(u32, Arc<Counts>)> {
        let mut free = (0..self.old.notes.len() as u32).filter(|slot| self.old.note(*slot).is_none());
        let mut put = Vec::with_capacity(come.len());
        for note in come {
            let known = self.new.slots.get(&note.path).copied();
            let slot = known.or_else(|| free.next()).unwrap_or(self.new.notes.len() as u32);
            put.push((slot, Arc::clone(&note.counts)));
            self.put_one(slot, note);
        }
        put
    }

    fn put_one(&mut self, slot: u32, Come { path, fingerprint, counts }: Come) {
        let words = &mut self.new.words;
        let has: Vec<u32> = counts.words().iter().map(|hash| words.number_or_new(*hash)).collect();
        let words = put_numbers(&has);
        let has = numbers(&words);
        let had = self.new.note(slot).map_or_else(Vec::new, |note| numbers(&note.words));
        let removed = had.iter().filter(|number| has.binary_search(number).is_err());
        self.changes.extend(removed.map(|number| Change { number: *number, slot, has: Has::No }));
        let added = has.iter().filter(|number| had.binary_search(number).is_err());
        self.changes.extend(added.map(|number| Change { number: *number, slot, has: Has::Yes }));
        let note = Some(Note { path: path.clone(), fingerprint, words, heavy: Arc::default() });
        if let Some(known) = self.new.notes.get_mut(slot) {
            *known = note;
        } else {
            self.new.notes.push(note);
            self.new.near.push(Near::default());
            self.new.lengths.push(0.0);
        }
        if !self.new.slots.contains_key(&path) {
            Arc::make_mut(&mut self.new.slots).insert(path, slot);
        }
    }

    /// Counts the words that notes have, or no longer have. The notes that have a word whose rarity is another one;
    /// None if they are not known.
    fn count(&mut self) -> Option<Vec<u32>> {
        let mut affected = Vec::new();
        self.changes.sort_unstable();
        for changes in self.changes.chunk_by(|a, b| a.number == b.number) {
            let number = changes[0].number;
            let Some(word) = self.new.words.by_number.get_mut(number) else { continue };
            let before = rarity(word.count);
            word.change(changes);
            let after = rarity(word.count);
            if before != after {
                self.other_rarity.insert(number);
                affected.extend(word.heavy.iter().map(|packed| unpack(*packed).0));
            }
            if before != after && after.is_some() {
                affected.extend_from_slice(word.is_listed().then_some(&word.listed)?);
            }
        }
        for changes in self.changes.chunk_by(|a, b| a.number == b.number) {
            if self.new.words.get(changes[0].number).is_some_and(|word| word.count == 0) {
                self.new.words.free(changes[0].number);
            }
        }
        Some(affected)
    }

    /// Weighs these notes. The slots of those that have moved.
    fn weigh(&mut self, notes: &[(u32, Arc<Counts>)]) -> Vec<u32> {
        let weights = Weights::at(self.new.step);
        let words = &self.new.words;
        let telling = |(hash, count): (u32, u32)| {
            let number = words.number(hash)?;
            Some(((number, count as u8), weights.of_word(words.get(number)?.count)?))
        };
        let weigh = |(slot, counts): &(u32, Arc<Counts>)| {
            let telling: Vec<(Heavy, f32)> = counts.iter().filter_map(telling).collect();
            let (heavy, length) = weights.keep_heaviest(&telling);
            (*slot, heavy.into(), length)
        };
        let weighed: Vec<Weighed> = parallel::map(notes, weigh);
        weighed.into_iter().filter_map(|weighed| self.set_weighed(weighed)).collect()
    }

    /// Takes down the words that stand for a note. Its slot, if it has moved.
    fn set_weighed(&mut self, (slot, heavy, length): Weighed) -> Option<u32> {
        let note = self.new.notes.get_mut(slot)?.as_mut()?;
        let old = self.old.note(slot).filter(|old| old.path == note.path);
        let has_moved = old.is_none_or(|old| old.heavy != heavy)
            || heavy.iter().any(|(number, _)| self.other_rarity.contains(number));
        note.heavy = heavy;
        *self.new.lengths.get_mut(slot as usize)? = length;
        has_moved.then_some(slot)
    }

    /// Makes words stand for the notes that they stand for now.
    fn follow_heavy(&mut self, moved: &[u32]) {
        for slot in moved {
            let heavy =
                |index: &Index| index.note(*slot).map(|note| Arc::clone(&note.heavy)).unwrap_or_default();
            let (before, now) = (heavy(self.old), heavy(&self.new));
            let gone = before.iter().filter(|(number, _)| now.iter().all(|(other, _)| other != number));
            let come = now.iter().filter(|heavy| !before.contains(heavy));
            let changes = gone.map(|(number, _)| (*number, None));
            for (number, count) in changes.chain(come.map(|(number, count)| (*number, Some(*count)))) {
                if let Some(word) = self.new.words.by_number.get_mut(number) {
                    word.weigh(*slot, count);
                }
            }
        }
    }
}
