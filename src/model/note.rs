//! A note as a page of the site: its address, its section, its neighbours, whether it is indexed.

use foldhash::{HashMap, HashMapExt};
use jiff::Span;
use jiff::civil::Date;
use xxhash_rust::xxh3::xxh3_64;

use super::NoteId;
use super::left_out::folder_url;
use super::review::days_between;
use super::section::{self, Section};
use crate::config::Config;
use crate::corpus::{Corpus, below_content};
use crate::fingerprint::fingerprint;
use crate::footprint::Footprint;
use crate::note::{Interval, Profile};
use crate::path::{SourcePath, UrlPath};

/// A note's page.
#[derive(Clone, Debug)]
pub struct NotePage {
    /// The note: who looks at it says so.
    note: Profile,
    footprints: [Footprint; 2],
    /// Its address.
    pub url: UrlPath,
    /// The section it belongs to: its place in `Site::sections`.
    pub section: usize,
    /// Whether it counts as a note: listed on the home page, in feeds, indexes and the archive. A plain page
    /// (`kind: pages`) does not.
    pub is_dated: bool,
    /// Whether search engines, feeds and the sitemap leave it out.
    pub is_hidden: bool,
    /// When its review falls due.
    pub review_due: Option<Date>,
    /// The note before it in its section: the next newer one, or the page before in a manual.
    pub previous: Option<NoteId>,
    /// The note after it.
    pub next: Option<NoteId>,
}

impl NotePage {
    /// The page of a note.
    pub fn new(config: &Config, note: &Profile, corpus: &Corpus, sections: &[Section]) -> Self {
        let folder = folder_of(note, corpus);
        let section = section::of_folder(sections, folder);
        let of_section = Some(&sections[section]).filter(|section| *section.folder == *folder);
        let url = of_section.map_or_else(|| folder_url(folder), |section| section.url.clone());
        let status = note.face.revision.status.as_deref().unwrap_or("");
        let hidden_by_status = config.hidden_statuses.iter().any(|hidden| hidden == status);
        Self {
            url: page_url(note, corpus, url),
            section,
            is_dated: !sections[section].is_pages,
            is_hidden: hidden_by_status
                || note.face.needs_human_review
                || note.face.draft
                || sections[section].is_draft,
            review_due: review_due(config, note, corpus),
            previous: None,
            next: None,
            note: note.clone(),
            footprints: [Footprint::of_note, Footprint::of_text].map(|of| of(note.facts.path.as_str())),
        }
    }

    /// The note. It is taken down that this thread looked at it.
    pub fn note(&self) -> &Profile {
        self.footprints[0].leave();
        &self.note
    }

    /// Its file.
    pub fn path(&self) -> &SourcePath {
        &self.note.facts.path
    }

    /// The footprints of those who looked at the note, and at its text.
    pub fn footprints(&self) -> [Footprint; 2] {
        self.footprints
    }

    /// The page, where its note has come to say the same in other places.
    pub(super) fn says(&mut self, note: &Profile) {
        self.note = note.clone();
    }

    /// All of it but the note.
    pub(super) fn frame(&self) -> u64 {
        // A new field has to be named here before this compiles.
        let Self { note: _, footprints: _, url, section, is_dated, is_hidden, review_due, previous, next } =
            self;
        fingerprint(&(self.path(), url, section, is_dated, is_hidden, review_due, previous, next))
    }

    /// The page, without those before and after it.
    pub(super) fn alone(&self) -> Self {
        Self { previous: None, next: None, ..self.clone() }
    }
}

/// The address of a note's page. An `index.md` among other notes can't have that of its folder, which is theirs.
pub fn url_of(note: &Profile, corpus: &Corpus) -> UrlPath {
    page_url(note, corpus, folder_url(folder_of(note, corpus)))
}

/// The address of a note's page below that of its folder.
fn page_url(note: &Profile, corpus: &Corpus, url: UrlPath) -> UrlPath {
    match note.facts.slug.as_str() {
        "" => url,
        _ if note.facts.slug_span.is_none() && corpus.is_misplaced(&note.facts.path) => url.join("index"),
        slug => url.join(slug),
    }
}

/// The folder below `content/` that a note belongs to. The folder that a note shares with its pictures alone
/// (`a/index.md`) is not one.
pub(super) fn folder_of<'n>(note: &'n Profile, corpus: &Corpus) -> &'n str {
    let folder = below_content(note.facts.path.folder());
    if note.facts.path.is_index() && !corpus.is_misplaced(&note.facts.path) {
        folder.rsplit_once('/').map_or("", |(parent, _)| parent)
    } else {
        folder
    }
}

/// When the review of a note falls due: after the interval that the note names, else after that of its folder or of the site.
/// Those come forward by what [`spread`] says.
pub(super) fn review_due(config: &Config, note: &Profile, corpus: &Corpus) -> Option<Date> {
    let reviewed = note.face.revision.last_reviewed?;
    if let Some(own) = note.face.revision.review_in {
        return own.after(reviewed);
    }
    let of_folder = std::iter::successors(Some(folder_of(note, corpus)), |folder| {
        folder.rsplit_once('/').map(|(up, _)| up)
    })
    .find_map(|folder| config.reviews.folders.get(folder));
    let due = Interval::parse(of_folder.map_or(&config.reviews.interval, |interval| &interval.value))?
        .after(reviewed)?;
    let Some(most) = config.reviews.spread else { return Some(due) };
    let most = days_between(reviewed, most.after(reviewed)?).min(days_between(reviewed, due) - 1);
    let address = || url_of(note, corpus).to_string();
    let name = note.facts.reference.as_ref().map_or_else(address, |reference| reference.value.clone());
    due.checked_sub(Span::new().days(spread(&name, most))).ok()
}

/// By how many days a review comes forward, from none to `most`: as many each time, and others for another note.
fn spread(name: &str, most: i64) -> i64 {
    let days = u64::try_from(most).unwrap_or(0) + 1;
    i64::try_from(xxh3_64(name.as_bytes()) % days).unwrap_or(0)
}

/// Newest first; of the same instant, and where there is no date, by path. Plain pages come last. Also the places of the notes
/// in the order in which they came. They come with the places that they had before: to sort what is nearly in order takes
/// one look at each.
pub(super) fn sort(found: Vec<(Option<NoteId>, NotePage)>) -> (Vec<NotePage>, Vec<NoteId>) {
    let last = found.iter().filter_map(|(place, _)| *place).max();
    let mut slots: Vec<Option<(usize, NotePage)>> = vec![None; last.map_or(0, |last| last + 1)];
    for (number, (place, page)) in found.into_iter().enumerate() {
        match place {
            Some(place) => slots[place] = Some((number, page)),
            None => slots.push(Some((number, page))),
        }
    }
    let mut pages: Vec<(usize, NotePage)> = slots.into_iter().flatten().collect();
    pages.sort_by(|(_, a), (_, b)| {
        let newest_first = b.note.face.date.map(|day| day.at).cmp(&a.note.face.date.map(|day| day.at));
        b.is_dated.cmp(&a.is_dated).then(newest_first).then_with(|| a.note.facts.path.cmp(&b.note.facts.path))
    });
    let mut places = vec![0; pages.len()];
    for (id, (number, _)) in pages.iter().enumerate() {
        places[*number] = id;
    }
    (pages.into_iter().map(|(_, page)| page).collect(), places)
}

/// Gives each note the notes before and after it in its section.
pub(super) fn link_neighbours(pages: &mut [NotePage], sections: &[Section]) {
    let mut by_section: HashMap<usize, Vec<NoteId>> = HashMap::new();
    for (id, page) in pages.iter().enumerate() {
        by_section.entry(page.section).or_default().push(id);
    }
    for (section, section_value) in sections.iter().enumerate() {
        let Some(ids) = by_section.get_mut(&section) else { continue };
        section::put_in_order(section_value, ids, pages);
        for pair in ids.windows(2) {
            pages[pair[0]].next = Some(pair[1]);
            pages[pair[1]].previous = Some(pair[0]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reviews_are_spread_evenly_over_all_days_from_none_to_the_most() {
        let mut notes_on = [0; 15];
        for number in 0..1500 {
            notes_on[usize::try_from(spread(&format!("note-{number}"), 14)).unwrap()] += 1;
        }
        assert!(notes_on.iter().all(|notes| (60..150).contains(notes)), "{notes_on:?}");
        assert_eq!((spread("a", 14), spread("a", 0), spread("a", -1)), (spread("a", 14), 0, 0));
    }
}
