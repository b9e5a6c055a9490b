//! What answers the questions about what is listed: terms, sections, pages of listings, feeds, and files for machines.

use std::cmp::Reverse;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

use crate::model::listing::{ListPage, Pages};
use crate::model::route::{FeedOf, NOTES_IN_JSON, Part, SITEMAP_ADDRESSES};
use crate::model::search::{self, By, File};
use crate::model::{Name, NoteId, NotePage, Page, Route, Site, Taxonomy, alert};
use crate::parallel;
use crate::path::{SourcePath, UrlPath};
use crate::render::count::Count;
use crate::render::reads::Sources;
use crate::render::reads::notes::titled;
use crate::render::reads::value::{
    Entries, Front, Index, Led, Many, Own, Section, SectionHead, TermCount, Way, Year,
};

/// Terms of an index that pages show at the most.
const COMMONEST: usize = 12;
/// Notes that the front page shows as due for review.
const DUE: usize = 8;

impl<'a> Sources<'a> {
    pub(super) fn indexes(&self) -> Vec<Index<'a>> {
        self.site.taxonomies.iter().map(index).collect()
    }

    pub(super) fn has_terms(&self, index: &str) -> bool {
        self.taxonomy(index).is_some_and(|taxonomy| !taxonomy.terms.is_empty())
    }

    pub(super) fn facets(&self) -> Vec<Index<'a>> {
        search::facets(self.site).map(|at| index(&self.site.taxonomies[at])).collect()
    }

    fn taxonomy(&self, name: &str) -> Option<&'a Taxonomy> {
        self.site.index_at(name).map(|at| &self.site.taxonomies[at])
    }

    pub(super) fn term(&self, field: &str, name: &str) -> Option<&'a UrlPath> {
        let site = self.site;
        let taxonomy = site.taxonomies.iter().find(|taxonomy| taxonomy.config.field == field)?;
        let canonical = crate::model::taxonomy::canonical(&site.config, &taxonomy.config.name, name);
        taxonomy.term(canonical.as_deref().unwrap_or(name)).map(|term| &term.url)
    }

    pub(super) fn term_head(&self, index: &str, slug: &str) -> Option<(&'a str, &'a UrlPath)> {
        let (index, term) = self.site.term_at(index, slug)?;
        let term = &self.site.taxonomies[index].terms[term];
        Some((&term.name, &term.url))
    }

    pub(super) fn terms(&self, index: &str) -> Vec<TermCount<'a>> {
        self.taxonomy(index).map_or_else(Vec::new, |taxonomy| taxonomy.terms.iter().map(term_count).collect())
    }

    pub(super) fn common_terms(&self, index: &str) -> (usize, Vec<TermCount<'a>>) {
        commonest(self.terms(index))
    }

    pub(super) fn terms_within(&self, folder: &str, index: &str) -> (usize, Vec<TermCount<'a>>) {
        let (Some(section), Some(taxonomy)) = (self.section_of(folder), self.taxonomy(index)) else {
            return (0, Vec::new());
        };
        let mut is_within = vec![false; self.site.notes.len()];
        for id in &section.notes {
            is_within[*id] = true;
        }
        let within = |term: &'a crate::model::Term| TermCount {
            count: term.notes.iter().filter(|id| is_within[**id]).count(),
            ..term_count(term)
        };
        commonest(taxonomy.terms.iter().map(within).filter(|term| term.count > 0).collect())
    }

    fn section_of(&self, folder: &str) -> Option<&'a crate::model::Section> {
        self.site.section_at(folder).map(|id| &self.site.sections[id])
    }

    pub(super) fn section_head(&self, folder: &str) -> Option<SectionHead<'a>> {
        let Section { title, url, parent, .. } = self.section(folder)?;
        Some(SectionHead { title, url, parent })
    }

    pub(super) fn section(&self, folder: &str) -> Option<Section<'a>> {
        let section = self.section_of(folder)?;
        Some(Section {
            title: &section.title,
            url: &section.url,
            parent: section.parent.map(|id| &self.site.sections[id].folder),
            summary: section.file.as_ref().map_or("", |file| &file.summary),
            is_pages: section.is_pages,
        })
    }

    pub(super) fn section_text(&self, folder: &str) -> Option<Own<'a>> {
        let file = self.section_of(folder)?.published_file()?;
        let text = (self.beyond().text)(&file.path);
        let text = xxhash_rust::xxh3::xxh3_64(file.body.of(text.as_deref().unwrap_or("")).as_bytes());
        let (path, outline, title_is_heading) = (&file.path, &file.outline, file.title_is_heading);
        let renames = &self.site.config.schema.renames;
        Some(Own { path, outline, note: None, span: file.body, title_is_heading, text, renames })
    }

    pub(super) fn ways(&self, folder: &str) -> Vec<Way<'a>> {
        let way = |section: &'a crate::model::Section| Way {
            folder: &section.folder,
            title: &section.title,
            url: &section.url,
            kind: section.kind(),
            count: section.notes.len(),
            summary: section.file.as_ref().map_or("", |file| &file.summary),
        };
        self.site.section_at(folder).map_or_else(Vec::new, |id| self.site.children(id).map(way).collect())
    }

    pub(super) fn folders(&self, folder: &str) -> Vec<&'a Name> {
        self.ways(folder).into_iter().map(|way| way.folder).collect()
    }

    pub(super) fn section_notes(&self, folder: &str) -> Vec<&'a SourcePath> {
        let Some(id) = self.site.section_at(folder) else { return Vec::new() };
        let notes = self.site.sections[id].notes.iter().map(|id| &self.site.notes[*id]);
        let is_shown = |page: &&NotePage| page.section == id && !page.is_hidden && !page.note().face.draft;
        notes.filter(is_shown).map(NotePage::path).collect()
    }

    pub(super) fn listed(&self, page: &Page) -> Vec<&'a SourcePath> {
        self.paths(self.site.listed(page))
    }

    pub(super) fn months(&self, page: &Page) -> Vec<(i8, Vec<&'a SourcePath>)> {
        let mut months: Vec<(i8, Vec<&SourcePath>)> = Vec::new();
        for id in self.site.listed(page) {
            let Some(day) = self.site.note(*id).face.date else { continue };
            match months.last_mut().filter(|(month, _)| *month == day.date.month()) {
                Some((_, notes)) => notes.push(self.path_of(*id)),
                None => months.push((day.date.month(), vec![self.path_of(*id)])),
            }
        }
        months
    }

    pub(super) fn steps(&self, page: &Page) -> (Option<ListPage>, Option<ListPage>) {
        let list = self.site.list_of(page);
        list.map_or((None, None), |(list, page)| (list.pages.newer(page), list.pages.older(page)))
    }

    pub(super) fn extent(&self, page: &Page) -> Option<Pages> {
        self.site.list_of(page).map(|(list, _)| list.pages)
    }

    pub(super) fn count(&self, of: &Count) -> Result<usize, String> {
        crate::render::count::of_site(self.site)(of)
    }

    pub(super) fn years(&self) -> Vec<Year> {
        let year = |(year, notes): &(i16, Vec<NoteId>)| {
            let list = self.site.year_list(*year);
            let mut months: Vec<(i8, usize, UrlPath)> = Vec::new();
            for (place, id) in notes.iter().enumerate() {
                let Some(day) = self.site.note(*id).face.date else { continue };
                match months.last_mut().filter(|(month, ..)| *month == day.date.month()) {
                    Some((_, count, _)) => *count += 1,
                    None => months.push((day.date.month(), 1, list.url_of(list.pages.page_of(place)))),
                }
            }
            Year { year: *year, url: list.url.clone(), count: notes.len(), months }
        };
        self.site.years.iter().map(year).collect()
    }

    pub(super) fn due(&self) -> Vec<&'a SourcePath> {
        let site = self.site;
        let is_due =
            |id: &NoteId| site.notes[*id].review_due.is_some() && !site.note(*id).face.is_deprecated();
        let mut ids: Vec<NoteId> = site.dated.iter().copied().filter(is_due).collect();
        ids.sort_by_key(|id| (site.notes[*id].review_due, *id));
        ids.truncate(DUE);
        self.paths(&ids)
    }

    pub(super) fn newest(&self) -> Option<Timestamp> {
        let reviewed = |day: Date| Offset::UTC.to_timestamp(day.at(0, 0, 0, 0)).ok();
        let of_note = |page: &NotePage| {
            let face = &page.note().face;
            face.changed().map(|day| day.at).max(face.revision.last_reviewed.and_then(reviewed))
        };
        self.site.notes.iter().filter_map(of_note).max()
    }

    pub(super) fn feed(&self, of: &FeedOf) -> Entries<'a> {
        let site = self.site;
        let (title, page, ids): (_, _, &[NoteId]) = match of {
            FeedOf::Site => (None, UrlPath::root(), &site.dated),
            FeedOf::Section(folder) => match self.section_of(folder) {
                Some(section) => (Some(&*section.title), section.url.clone(), &section.notes),
                None => (None, UrlPath::root(), &[]),
            },
            FeedOf::Term(index, term) => match site.term_at(index, term) {
                Some((index, term)) => {
                    let term = &site.taxonomies[index].terms[term];
                    (Some(&*term.name), term.url.clone(), &term.notes)
                }
                None => (None, UrlPath::root(), &[]),
            },
        };
        let is_shown = |page: &&NotePage| page.is_dated && !page.is_hidden && page.note().face.date.is_some();
        let notes = ids.iter().map(|id| &site.notes[*id]).filter(is_shown).take(site.config.feed_limit);
        Entries { title, page, notes: notes.map(NotePage::path).collect() }
    }

    pub(super) fn sitemap(&self, part: &Part) -> Vec<(&'a UrlPath, Option<Date>)> {
        if matches!(part, Part::Index(_)) {
            return Vec::new();
        }
        let urls = self.site.sitemap_urls();
        let day = |id: NoteId| self.site.note(id).face.changed().map(|day| day.date);
        let urls = part.slice(&urls, SITEMAP_ADDRESSES).iter();
        urls.map(|(url, note)| (*url, note.and_then(day))).collect()
    }

    pub(super) fn alerts(&self) -> Vec<Led<'a>> {
        let site = self.site;
        let led = |(name, page): (&'a str, &'a NotePage)| {
            let url = alert::url_of(name).ok();
            let route = url.and_then(|url| site.route(&url));
            let leads_on = |route: &&'a Route| match &route.page {
                Page::Redirect(to) => *to == page.url,
                _ => route.url == page.url,
            };
            Led {
                name,
                path: route.filter(leads_on).map(|route| &route.url),
                brief: self.brief_of(page),
                owner: page.note().face.owner.as_deref(),
                last_reviewed: page.note().face.revision.last_reviewed,
                review_due: page.review_due,
            }
        };
        site.alerts().into_iter().map(led).collect()
    }

    pub(super) fn texts(&self) -> Many<(&'a UrlPath, u64)> {
        let hash = |id: NoteId| self.marks(id).map_or(0, |marks| marks.body);
        let pages = self.site.notes.iter().enumerate();
        let mut texts: Vec<_> = pages.map(|(id, page)| (&page.url, hash(id))).collect();
        texts.sort_unstable();
        Many(texts)
    }

    pub(super) fn fronts(&self, part: &Part) -> (usize, Many<Front<'a>>) {
        let notes = self.site.notes.len();
        if matches!(part, Part::Index(_)) {
            return (notes, Many(Vec::new()));
        }
        let front = |id: &NoteId| {
            let page = &self.site.notes[*id];
            let path = page.path();
            let front = self.marks(*id).map_or(0, |marks| marks.front);
            let unsaid = self.site.unsaid_fields(page.note());
            let because = self.deferral_of(page).map(|(_, because)| because);
            let owner = page.note().face.owner.as_deref();
            let (titled, review_due, standing) = (titled(page), page.review_due, self.site.standing(page));
            let renames = &self.site.config.schema.renames;
            Front { path, titled, review_due, standing, front, renames, unsaid, owner, because }
        };
        let fronts = parallel::map(part.slice(&(0..notes).collect::<Vec<_>>(), NOTES_IN_JSON), front);
        (fronts.len(), Many(fronts))
    }

    pub(super) fn scopes(&self) -> Vec<(&'a Name, &'a str)> {
        // Dated notes come before all plain pages.
        let is_mixed = self.site.notes.first().is_some_and(|page| page.is_dated);
        let sections = self.site.children(0).filter(|section| is_mixed && section.is_pages);
        let with_pages = sections.filter(|section| !section.notes.is_empty());
        with_pages.map(|section| (&section.folder, section.title.as_str())).collect()
    }

    pub(super) fn search_start(&self) -> String {
        self.beyond().search.map_or_else(String::new, |index| index.start(self.site, self.beyond().words))
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "a question names what it is about by reference")]
    pub(super) fn search_words(&self, file: &usize) -> u64 {
        self.beyond().search.map_or(0, |index| index.fingerprint(*file))
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "a question names what it is about by reference")]
    pub(super) fn search_notes(&self, file: &usize) -> Vec<(u32, &'a SourcePath)> {
        let (site, numbers) = (self.site, &self.site.numbers);
        let notes = numbers.of_file(*file).iter().map(|id| (numbers.of_note(*id), self.path_of(*id)));
        let path = |(id, number): (usize, u32)| Some((number, &site.sections[id].published_file()?.path));
        notes.chain(numbers.sections_of_file(*file).filter_map(path)).collect()
    }

    pub(super) fn search_numbers(&self, file: &File) -> Vec<(&'a str, Vec<u32>)> {
        let site = self.site;
        let numbers = |ids: &[NoteId]| {
            let mut numbers: Vec<u32> = ids.iter().map(|id| site.numbers.of_note(*id)).collect();
            numbers.sort_unstable();
            numbers
        };
        match file {
            File::Facet(index) => {
                let terms = self.taxonomy(index).map_or(&[] as &[_], |taxonomy| &taxonomy.terms);
                terms.iter().map(|term| (&*term.slug, numbers(&term.notes))).collect()
            }
            File::Sections => {
                site.children(0).map(|section| (&*section.folder, numbers_within(site, section))).collect()
            }
            _ => Vec::new(),
        }
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "a question names what it is about by reference")]
    pub(super) fn search_order(&self, by: &By) -> Vec<u32> {
        match by {
            By::Title => self.in_order(|page| Some(page.note().face.title.to_lowercase())),
            By::Due => self.in_order(NotePage::falls),
            By::Difficulty => self.in_order(|page| self.level(&page.note().face)),
        }
    }

    /// The numbers of the notes that have a key, in the order of their keys; the newer first where these are the same.
    fn in_order<K: Ord>(&self, key: impl Fn(&NotePage) -> Option<K>) -> Vec<u32> {
        let keyed =
            |(id, page): (NoteId, &NotePage)| Some((key(page)?, Reverse(self.site.numbers.of_note(id))));
        let mut keyed: Vec<_> = self.site.notes.iter().enumerate().filter_map(keyed).collect();
        keyed.sort_unstable();
        keyed.into_iter().map(|(_, Reverse(number))| number).collect()
    }
}

fn index(taxonomy: &Taxonomy) -> Index<'_> {
    Index {
        name: &taxonomy.config.name,
        field: &taxonomy.config.field,
        title: &taxonomy.config.title,
        url: &taxonomy.url,
    }
}

/// How many terms there are, and those with the most notes.
fn commonest(mut terms: Vec<TermCount<'_>>) -> (usize, Vec<TermCount<'_>>) {
    let count = terms.len();
    terms.sort_by_key(|term| Reverse(term.count));
    terms.truncate(COMMONEST);
    (count, terms)
}

fn term_count(term: &crate::model::Term) -> TermCount<'_> {
    TermCount { name: &term.name, slug: &term.slug, url: &term.url, count: term.notes.len() }
}

/// The numbers of all that stands in a section and those below it, which plain pages are not all listed in, and of those that are
/// pages themselves.
fn numbers_within(site: &Site, section: &crate::model::Section) -> Vec<u32> {
    let below = format!("{}/", section.folder);
    let is_within = |other: &crate::model::Section| {
        other.folder == section.folder || (section.is_pages && other.folder.starts_with(&below))
    };
    let within = site.sections.iter().filter(|other| is_within(other));
    let notes = within.flat_map(|section| &section.notes).map(|id| site.numbers.of_note(*id));
    let own = site.numbers.of_sections().iter().filter(|(id, _)| is_within(&site.sections[*id]));
    let mut numbers: Vec<u32> = notes.chain(own.map(|(_, number)| *number)).collect();
    numbers.sort_unstable();
    numbers
}
