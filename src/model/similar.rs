//! Similar notes: by the words that two notes share and few others have (TF-IDF, cosine), over title, summary, topic,
//! stack, tools, entities and body.
//!
//! Each note is stood for by its 40 heaviest words. A word that many notes share says little and costs much, so that
//! words of more than 200 notes are left out: the cost for a note does not grow with the number of notes.
//! Sums run in the order of the words' hashes and ties go by path, so that the same notes give the same lists, whatever
//! notes there were before.
//!
//! How rare a word is counts in steps ([`weight::step`]): one note's edit leaves the weights in others as they are,
//! but for few words, so that it changes few pages, and [`Similar::follow`] has little to do.

mod build;
mod bytes;
mod change;
mod difference;
mod index;
mod lists;
mod shared;
#[cfg(test)]
mod tests;
mod weight;
mod words;

use std::sync::Arc;

use build::Ask;
use difference::Difference;
use index::Index;

use crate::parse::words::Counts;
use crate::path::SourcePath;

/// One note of so many may change, or be weighed anew, before building anew is no dearer than following.
const PART_FOLLOWED: usize = 8;

/// Which notes are alike: kept from build to build, and brought up to date with [`Similar::follow`].
#[derive(Clone, Debug, Default)]
pub struct Similar {
    index: Index,
}

impl Similar {
    /// Which of these notes are alike: each by its path, with the fingerprint of its words. Shares with this value
    /// what has not changed.
    ///
    /// The lists are those that are found from [`Similar::default`], to the bit, in whatever order the notes are given.
    /// `words` is asked for the words of notes that are new or whose fingerprint is another one, and for those of notes
    /// that have to be weighed anew; for those of all notes if much has changed. A note whose words it does not know is
    /// left out, and asked for again next time.
    #[must_use]
    pub fn follow(
        &self,
        notes: &[(SourcePath, u64)],
        words: &(dyn Fn(&SourcePath) -> Option<Arc<Counts>> + Sync),
    ) -> Self {
        self.follow_within(notes, words, notes.len() / PART_FOLLOWED)
    }

    /// Follows if that takes no more than `most` notes to be weighed anew, and else builds anew.
    fn follow_within(&self, notes: &[(SourcePath, u64)], ask: Ask<'_>, most: usize) -> Self {
        let index = match Difference::of(&self.index, notes, ask, most) {
            Some(difference) if difference.is_empty() => return self.clone(),
            Some(difference) => change::change(&self.index, difference, ask, most),
            None => None,
        };
        Self { index: index.unwrap_or_else(|| build::build(notes, ask)) }
    }

    /// The notes most similar to one, the most similar first; of equally similar ones, that whose path is first. Each has a
    /// number, below [`Similar::numbers`]. None for a path that is not among the notes.
    pub fn nearest(&self, path: &SourcePath) -> impl Iterator<Item = (usize, &SourcePath)> {
        let slot = self.index.slots.get(path);
        let near = slot.and_then(|slot| self.index.near.get(*slot)).map_or(&[] as &[_], |near| near.notes());
        near.iter().filter_map(|(other, _)| Some((*other as usize, &self.index.note(*other)?.path)))
    }

    /// How many numbers notes have.
    pub fn numbers(&self) -> usize {
        self.index.lengths.len()
    }

    /// As bytes, for a store that tells itself whether they are as they were written.
    pub fn to_bytes(&self) -> Vec<u8> {
        bytes::write(&self.index)
    }

    /// What [`Similar::to_bytes`] wrote. Other bytes give None, or a value that finds the wrong notes.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes::read(bytes).map(|index| Self { index })
    }
}
