//! The lists of similar notes after some notes have moved.
//!
//! How alike two notes are that have not moved is as it was. So a note that has not moved need only be compared with
//! those that have: whatever else is not in its list comes behind the last that was. Only where too few come before
//! that one is the list worked out anew.

use std::cmp::Ordering;

use super::build::nearest;
use super::index::{Index, Likeness, Near, SHOWN, Scores};
use super::weight::Weights;
use crate::parallel::map_chunks;

/// Moved notes that a task compares.
const IN_TASK: usize = 16;

/// A note that has moved and may get into the list of another one, whose slot is first.
type Candidate = (u32, Likeness);

/// What is found on the way to new lists.
struct Lists<'a> {
    old: &'a Index,
    new: &'a Index,
    weights: Weights,
    has_moved: Vec<bool>,
}

/// Makes the lists of the new index right, where they are still those of the old one.
pub(super) fn follow(old: &Index, new: &mut Index, moved: &[u32]) {
    let mut has_moved = vec![false; new.notes.len()];
    for slot in moved {
        has_moved[*slot as usize] = true;
    }
    let lists = Lists { old, new, weights: Weights::at(new.step), has_moved };
    let found: Vec<(Vec<Near>, Vec<Candidate>)> = map_chunks(moved, IN_TASK, |slots| lists.of_moved(slots));
    let (lists_of_moved, candidates): (Vec<_>, Vec<_>) = found.into_iter().unzip();
    let mut changed: Vec<(u32, Near)> =
        moved.iter().copied().zip(lists_of_moved.into_iter().flatten()).collect();
    let (others, unsure) = lists.of_others(candidates.concat());
    changed.extend(others);
    let again: Vec<Vec<Near>> = map_chunks(&unsure, IN_TASK, |slots| nearest(new, slots, &lists.weights));
    changed.extend(unsure.into_iter().zip(again.into_iter().flatten()));
    for (slot, near) in changed {
        if let Some(known) = new.near.get_mut(slot) {
            *known = near;
        }
    }
}

impl Lists<'_> {
    /// The lists of notes that have moved, and in whose lists they may be.
    fn of_moved(&self, slots: &[u32]) -> (Vec<Near>, Vec<Candidate>) {
        let mut scores = Scores::new(self.new.notes.len());
        let mut alike = Vec::new();
        let mut candidates = Vec::new();
        let list = |slot: &u32| {
            self.new.alike(*slot, &self.weights, &mut scores, &mut alike);
            let others = alike.iter().filter(|(other, _)| !self.has_moved[*other as usize]);
            let in_list = others.map(|(other, likeness)| (*other, (*slot, *likeness)));
            candidates.extend(in_list.filter(|(other, likeness)| self.may_enter(*other, *likeness)));
            self.new.nearest_of(&mut alike)
        };
        let lists = slots.iter().map(list).collect();
        (lists, candidates)
    }

    /// Whether a note does not come behind the last that was in the list of another one.
    fn may_enter(&self, slot: u32, (other, likeness): Likeness) -> bool {
        let full = self.old.near.get(slot).and_then(Near::last_of_full);
        let Some((last, of_last)) = full else { return true };
        let path = |index: &Index, slot| index.note(slot).map(|note| note.path.clone());
        let order = of_last.total_cmp(&likeness);
        order.then_with(|| path(self.new, other).cmp(&path(self.old, last))) != Ordering::Greater
    }

    /// The new lists of notes that have not moved, and the notes whose lists have to be worked out anew.
    fn of_others(&self, mut candidates: Vec<Candidate>) -> (Vec<(u32, Near)>, Vec<u32>) {
        candidates.sort_unstable_by_key(|(slot, _)| *slot);
        let (mut sure, mut unsure) = (Vec::new(), Vec::new());
        let mut rest = &candidates[..];
        for (slot, near) in self.old.near.iter().enumerate() {
            let (here, after) = rest.split_at(rest.partition_point(|(other, _)| *other as usize <= slot));
            rest = after;
            let is_held = |(other, _): &Likeness| self.has_moved[*other as usize];
            if self.has_moved[slot] || (here.is_empty() && !near.notes().iter().any(is_held)) {
                continue;
            }
            let stays = near.notes().iter().filter(|other| !is_held(other)).copied();
            let mut list: Vec<Likeness> = stays.chain(here.iter().map(|(_, likeness)| *likeness)).collect();
            if near.last_of_full().is_some() && list.len() < SHOWN {
                unsure.push(slot as u32);
            } else {
                sure.push((slot as u32, self.new.nearest_of(&mut list)));
            }
        }
        (sure, unsure)
    }
}
