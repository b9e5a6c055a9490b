//! The board of reviews: which notes it has, in which order, by whom they are kept, and when each wants a look.
//!
//! Nothing here depends on the day. What is due and what is overdue is told by a page's script, or by whoever reads the
//! dates; `review.rs` tells it for a day.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::route::Name;
use super::taxonomy::{canonical, term_slug};
use super::{NoteId, NotePage, Site};
use crate::config::Config;
use crate::fingerprint::of_unordered;
use crate::path::UrlPath;

/// The field that names who keeps a note.
const FIELD: &str = "owner";

/// When notes want a look: a part of the board's list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Falls {
    /// In a month: year and month.
    In(i16, i8),
    /// On no day that is known.
    Undated,
}

impl Falls {
    /// The part that a day belongs to.
    pub fn on(day: Option<Date>) -> Self {
        day.map_or(Self::Undated, |day| Self::In(day.year(), day.month()))
    }

    /// The last part of its page's address: `2026-11`.
    pub fn slug(self) -> String {
        match self {
            Self::In(year, month) => format!("{year:04}-{month:02}"),
            Self::Undated => "undated".to_owned(),
        }
    }
}

impl NotePage {
    /// Whether the board has it: a note that is no draft. Plain pages count once they were reviewed.
    pub fn is_on_board(&self) -> bool {
        let face = &self.note().face;
        !face.draft && (self.is_dated || face.revision.last_reviewed.is_some())
    }

    /// The day on which it wants a look: that of its next review, or that until which this is put off. Nobody has to look at
    /// what is deprecated.
    pub fn falls(&self) -> Option<Date> {
        if self.note().face.is_deprecated() {
            return None;
        }
        // Where there is none of either, the other one is the later.
        self.review_due.max(self.note().face.revision.deferred_until)
    }
}

/// The board.
#[derive(Clone, Debug, Hash)]
pub struct Board {
    /// Its notes, by the day on which they want a look, the earliest first. Those without a day come last: first those that
    /// nobody reviewed, and last those that are deprecated.
    pub notes: Vec<NoteId>,
    /// Who keeps them true.
    pub keepers: Keepers,
}

impl Board {
    /// The board of some notes. Where the site `before` had the same, they are looked at in the order that they had there: as a
    /// rule it is the same.
    pub(super) fn of(config: &Config, pages: &[NotePage], before: Option<&Site>) -> Self {
        let notes = in_order(pages, before);
        Self { keepers: Keepers::of(config, pages, &notes), notes }
    }
}

fn in_order(pages: &[NotePage], before: Option<&Site>) -> Vec<NoteId> {
    let is_on_board = |id: &NoteId| pages.get(*id).is_some_and(NotePage::is_on_board);
    let ids: Vec<NoteId> = (0..pages.len()).filter(is_on_board).collect();
    let before = before.map_or(&[] as &[_], |before| &before.board.notes);
    let is_same = before.len() == ids.len() && before.iter().all(is_on_board);
    let key = |id: &NoteId| {
        let page = &pages[*id];
        let (falls, face) = (page.falls(), &page.note().face);
        let rank = (face.is_deprecated(), face.revision.last_reviewed.is_some());
        ((falls.is_none(), falls, rank, page.path()), *id)
    };
    let mut keyed: Vec<_> = (if is_same { before } else { &ids }).iter().map(key).collect();
    keyed.sort();
    keyed.into_iter().map(|(_, id)| id).collect()
}

/// Somebody who keeps notes true, or nobody.
#[derive(Clone, Debug, Hash)]
pub struct Keeper {
    /// The spelling that most notes use; None for nobody.
    pub name: Option<String>,
    /// The name of the calendar.
    pub slug: Name,
    /// The notes, in the order of the board.
    pub notes: Vec<NoteId>,
}

/// All who keep notes, by name; nobody last.
#[derive(Clone, Debug, Default)]
pub struct Keepers {
    all: Vec<Keeper>,
    by_spelling: HashMap<String, usize>,
}

impl Hash for Keepers {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self { all, by_spelling } = self;
        (all, of_unordered(by_spelling)).hash(state);
    }
}

/// What tells one keeper from another: the name as an address has it, and as it is written where that leaves nothing. None for
/// nobody.
type Key = Option<(String, String)>;

/// A keeper in the making: the spellings of the name, and how many notes use each.
#[derive(Default)]
struct Draft<'p> {
    spellings: BTreeMap<&'p str, usize>,
    notes: Vec<NoteId>,
}

impl Keepers {
    /// Those of the notes of a board. Spellings that an index takes for one are one here too.
    fn of(config: &Config, pages: &[NotePage], notes: &[NoteId]) -> Self {
        let index = config.taxonomies.iter().find(|index| index.field == FIELD);
        let key = |owner: &str| {
            let name = index.and_then(|index| canonical(config, &index.name, owner));
            let slug = term_slug(name.as_deref().unwrap_or(owner));
            // A name that leaves nothing for an address is told from others by itself.
            if slug.is_empty() { (slug, owner.to_owned()) } else { (slug, String::new()) }
        };
        // Few names are written often: each is looked at once.
        let mut places: HashMap<Option<&str>, (usize, usize)> = HashMap::new();
        let mut by_key: HashMap<Key, usize> = HashMap::new();
        let mut drafts: Vec<(Key, Draft<'_>)> = Vec::new();
        for &id in notes {
            let owner = pages[id].note().face.owner.as_deref();
            let (place, count) = places.entry(owner).or_insert_with(|| {
                let key = owner.map(key);
                let place = *by_key.entry(key.clone()).or_insert_with(|| {
                    drafts.push((key, Draft::default()));
                    drafts.len() - 1
                });
                (place, 0)
            });
            *count += 1;
            drafts[*place].1.notes.push(id);
        }
        #[expect(clippy::iter_over_hash_type, reason = "each goes to a place of its own, in whatever order")]
        for (owner, (place, count)) in places {
            if let Some(owner) = owner {
                drafts[place].1.spellings.insert(owner, count);
            }
        }
        drafts.sort_by(|(a, _), (b, _)| a.cmp(b));
        let canonical = |name: &str| index.and_then(|index| canonical(config, &index.name, name));
        Self::finish(drafts, canonical)
    }

    fn finish(drafts: Vec<(Key, Draft<'_>)>, canonical: impl Fn(&str) -> Option<String>) -> Self {
        let mut taken = HashSet::new();
        let own_slug = |key: &Key| key.as_ref().map(|(slug, _)| slug.clone());
        taken.extend(drafts.iter().filter_map(|(key, _)| own_slug(key)).filter(|slug| !slug.is_empty()));
        let mut keepers = Self::default();
        let mut spelt: Vec<Vec<&str>> = Vec::new();
        for (key, draft) in drafts {
            let slug = match own_slug(&key) {
                Some(slug) if !slug.is_empty() => slug,
                Some(_) => free(&mut taken, FIELD),
                None => free(&mut taken, "nobody"),
            };
            let most = draft.spellings.iter().max_by_key(|(name, count)| (**count, Reverse(**name)));
            let name = most.map(|(name, _)| canonical(name).unwrap_or_else(|| (*name).to_owned()));
            keepers.all.push(Keeper { name, slug: slug.into(), notes: draft.notes });
            spelt.push(draft.spellings.into_keys().collect());
        }
        let mut order: Vec<usize> = (0..keepers.all.len()).collect();
        order.sort_by_cached_key(|at| {
            let Keeper { name, slug, .. } = &keepers.all[*at];
            (name.is_none(), name.as_deref().map(str::to_lowercase), slug.clone())
        });
        keepers.all = order.iter().map(|at| keepers.all[*at].clone()).collect();
        for (at, from) in order.into_iter().enumerate() {
            keepers.by_spelling.extend(spelt[from].iter().map(|name| ((*name).to_owned(), at)));
        }
        keepers
    }

    /// All of them.
    pub fn all(&self) -> &[Keeper] {
        &self.all
    }

    /// The keeper of any spelling.
    pub fn spelt(&self, owner: &str) -> Option<&Keeper> {
        self.all.get(*self.by_spelling.get(owner)?)
    }
}

/// A name for a calendar that no other one has: `nobody`, or `nobody-2`.
fn free(taken: &mut HashSet<String>, name: &str) -> String {
    let names = std::iter::once(name.to_owned()).chain((2..).map(|number| format!("{name}-{number}")));
    let free = names.into_iter().find(|name| !taken.contains(name)).unwrap_or_default();
    taken.insert(free.clone());
    free
}

impl Site {
    /// The keepers that have a calendar: those with a note that wants a look some day.
    pub fn calendars(&self) -> impl Iterator<Item = &Keeper> {
        // The notes with a day come first.
        let is_dated =
            |keeper: &&Keeper| keeper.notes.first().is_some_and(|id| self.notes[*id].falls().is_some());
        self.board.keepers.all().iter().filter(is_dated)
    }

    /// The address of a keeper's calendar: beside the board.
    pub fn calendar_url(&self, keeper: &Keeper) -> UrlPath {
        UrlPath::file(&format!("{}{}.ics", self.config.own_pages.review, keeper.slug))
    }

    /// The parts of the board's list, each with its notes.
    pub fn due_parts(&self) -> impl Iterator<Item = (Falls, &[NoteId])> {
        let part = |id: &NoteId| Falls::on(self.notes[*id].falls());
        self.board.notes.chunk_by(move |a, b| part(a) == part(b)).map(move |notes| (part(&notes[0]), notes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_the_list_come_by_month_and_what_has_no_day_comes_last() {
        let parts = [Falls::In(999, 1), Falls::In(2026, 2), Falls::In(2026, 11), Falls::Undated];
        assert!(parts.is_sorted());
        assert_eq!(parts.map(Falls::slug), ["0999-01", "2026-02", "2026-11", "undated"]);
    }

    #[test]
    fn names_of_calendars_are_numbered_where_one_is_taken() {
        let mut taken = HashSet::new();
        let names = [FIELD, "nobody", FIELD, FIELD].map(|name| free(&mut taken, name));
        assert_eq!(names, ["owner", "nobody", "owner-2", "owner-3"]);
    }
}
