//! What answers the questions about reviews: the board, its file for programs, calendars, and what was revised.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

use super::Sources;
use super::notes::titled;
use super::value::{Board, Calendar, Due, Kept, Many, PutOff, Reviewed, Revised, Revisions};
use crate::model::board::Keeper;
use crate::model::listing::ListPage;
use crate::model::route::{NOTES_IN_JSON, Part};
use crate::model::{Lasting, NotePage, Page};
use crate::parallel;
use crate::path::SourcePath;

impl<'a> Sources<'a> {
    pub(super) fn reviewed(&self, path: &SourcePath) -> Option<Reviewed<'a>> {
        self.site.note_at(path).map(|page| self.review_of(page))
    }

    fn review_of(&self, page: &'a NotePage) -> Reviewed<'a> {
        let (face, path) = (&page.note().face, page.path());
        let revision = &face.revision;
        let name = |owner: &'a str| {
            let keeper = self.site.board.keepers.spelt(owner);
            keeper.and_then(|keeper| keeper.name.as_deref()).unwrap_or(owner)
        };
        Reviewed {
            path,
            titled: titled(page),
            status: revision.status.as_deref(),
            version: revision.version.as_deref(),
            owner: face.owner.as_deref().map(name),
            standing: self.site.standing(page),
            last_reviewed: revision.last_reviewed,
        }
    }

    pub(super) fn board(&self) -> Board<'a> {
        let site = self.site;
        let parts = site.due_parts().map(|(falls, notes)| {
            let url = site.has_due_pages().then(|| site.due_list(falls).url_of(ListPage::First));
            (falls, notes.len(), url)
        });
        let keepers = site.board.keepers.all().iter().map(|keeper| self.kept(keeper));
        let statuses =
            site.board.notes.iter().filter_map(|id| site.note(*id).face.revision.status.as_deref());
        Board {
            count: site.board.notes.len(),
            statuses: statuses.collect(),
            parts: parts.collect(),
            keepers: keepers.collect(),
        }
    }

    fn kept(&self, keeper: &'a Keeper) -> Kept<'a> {
        let (mut states, mut due) = (BTreeMap::new(), BTreeMap::new());
        let mut put_off = Vec::new();
        for id in &keeper.notes {
            let standing = self.site.standing(&self.site.notes[*id]);
            for state in standing.of_review() {
                *states.entry(state).or_default() += 1;
            }
            match (standing.review_due, standing.deferred_until) {
                (due, Some(until)) => {
                    put_off.push(PutOff { due, until, is_first: standing.has(Lasting::Unreviewed) });
                }
                (Some(day), None) => *due.entry(day).or_default() += 1,
                (None, None) => {}
            }
        }
        let calendar = self.site.calendar_url(keeper);
        Kept {
            name: keeper.name.as_deref(),
            calendar: Some(calendar).filter(|url| matches!(self.at(url), Some(Page::Calendar(_)))),
            count: keeper.notes.len(),
            states: states.into_iter().collect(),
            due: due.into_iter().collect(),
            put_off,
        }
    }

    pub(super) fn reviews(&self, part: &Part) -> (usize, Many<Reviewed<'a>>) {
        let notes = &self.site.board.notes;
        if matches!(part, Part::Index(_)) {
            return (notes.len(), Many(Vec::new()));
        }
        let ids = part.slice(notes, NOTES_IN_JSON);
        let reviews = parallel::map(ids, |id| self.review_of(&self.site.notes[*id]));
        (reviews.len(), Many(reviews))
    }

    pub(super) fn calendar(&self, slug: &str) -> Option<Calendar<'a>> {
        let site = self.site;
        let keeper = site.calendars().find(|keeper| *keeper.slug == *slug)?;
        let due = |page: &'a NotePage| {
            let (face, facts) = (&page.note().face, &page.note().facts);
            Some(Due {
                titled: titled(page),
                summary: face.about(),
                reference: facts.reference.as_ref().map(|reference| reference.value.as_str()),
                day: page.falls()?,
                last_reviewed: face.revision.last_reviewed,
                changed: face.changed().map(|day| day.date),
            })
        };
        let reviews = keeper.notes.iter().filter_map(|id| due(&site.notes[*id])).collect();
        Some(Calendar { name: keeper.name.as_deref(), reviews })
    }

    pub(super) fn revisions(&self) -> Revisions<'a> {
        let site = self.site;
        let is_shown = |page: &&NotePage| page.is_on_board() && !page.is_hidden;
        let mut revised: Vec<_> =
            site.notes.iter().filter(is_shown).filter_map(|page| Some((revised_at(page)?, page))).collect();
        revised.sort_by_key(|(at, page)| (Reverse(*at), page.path()));
        let entry = |(at, page): (Timestamp, &'a NotePage)| {
            let (face, revision) = (&page.note().face, &page.note().face.revision);
            Revised {
                titled: titled(page),
                summary: face.about(),
                at,
                version: revision.version.as_deref(),
                updated: face.updated.map(|day| day.date),
                last_reviewed: revision.last_reviewed,
                reviewed_by: revision.reviewed_by.as_deref(),
                owner: face.owner.as_deref(),
            }
        };
        let notes = revised.into_iter().take(site.config.feed_limit).map(entry).collect();
        Revisions { board: &site.config.own_pages.review, notes }
    }
}

/// When a note was last revised: the later of its update and its review. A version alone is as old as the note.
fn revised_at(page: &NotePage) -> Option<Timestamp> {
    let (face, revision) = (&page.note().face, &page.note().face.revision);
    let updated = face.updated.map(|day| day.at);
    let of_version = || revision.version.as_ref().and(face.date).map(|day| day.at);
    updated.max(revision.last_reviewed.and_then(midnight)).or_else(of_version)
}

/// Midnight in Greenwich, as for other days of notes.
fn midnight(day: Date) -> Option<Timestamp> {
    TimeZone::UTC.to_timestamp(day.to_datetime(Time::midnight())).ok()
}
