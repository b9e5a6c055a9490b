//! Which notes have come, gone or changed.

use std::sync::Arc;

use foldhash::HashSet;

use super::build::Ask;
use super::index::Index;
use crate::parallel;
use crate::parse::words::Counts;
use crate::path::SourcePath;

/// What has to be done so that an index is one of other notes.
#[derive(Debug, Default)]
pub(super) struct Difference {
    /// The slots of the notes that are no longer there.
    pub(super) gone: Vec<u32>,
    /// The notes that are new, or have other words.
    pub(super) come: Vec<Come>,
}

/// A note that is new, or has other words.
#[derive(Debug)]
pub(super) struct Come {
    pub(super) path: SourcePath,
    pub(super) fingerprint: u64,
    pub(super) counts: Arc<Counts>,
}

impl Difference {
    /// What has to be done so that the index is one of these notes; those whose words are not known are none of them.
    /// None if more than `most` notes have come, gone or changed.
    pub(super) fn of(index: &Index, notes: &[(SourcePath, u64)], ask: Ask<'_>, most: usize) -> Option<Self> {
        let slot_of_same = |(path, fingerprint): &(SourcePath, u64)| {
            let slot = index.slots.get(path).copied()?;
            index.note(slot).is_some_and(|note| note.fingerprint == *fingerprint).then_some(slot)
        };
        let same: Vec<Option<u32>> = parallel::map(notes, slot_of_same);
        let mut stays = vec![false; index.notes.len()];
        same.iter().flatten().for_each(|slot| stays[*slot as usize] = true);
        let other: Vec<&(SourcePath, u64)> =
            notes.iter().zip(&same).filter(|(_, same)| same.is_none()).map(|(note, _)| note).collect();
        if other.len() > most {
            return None;
        }
        let counts: Vec<Option<Arc<Counts>>> = parallel::map(&other, |(path, _)| ask(path));
        let mut come = Vec::with_capacity(other.len());
        let mut seen: HashSet<&SourcePath> = HashSet::default();
        for ((path, fingerprint), counts) in other.into_iter().zip(counts) {
            let Some(counts) = counts else { continue };
            let slot = index.slots.get(path).map(|slot| *slot as usize);
            // A path that is named twice counts once.
            if slot.is_some_and(|slot| stays[slot]) || !seen.insert(path) {
                continue;
            }
            come.push(Come { path: path.clone(), fingerprint: *fingerprint, counts });
            if let Some(slot) = slot {
                stays[slot] = true;
            }
        }
        let gone: Vec<u32> = (0..index.notes.len() as u32)
            .filter(|slot| !stays[*slot as usize] && index.note(*slot).is_some())
            .collect();
        (gone.len() + come.len() <= most).then_some(Self { gone, come })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.gone.is_empty() && self.come.is_empty()
    }
}
