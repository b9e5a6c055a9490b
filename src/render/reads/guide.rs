//! What answers the questions about where a page stands among those of its section: the navigation of a manual, and the pages before
//! and after one in its order.
//!
//! A large folder shows those of its pages that stand near the one that is read, so that pages stay light and a page that is added is
//! told on few others.

use super::Sources;
use super::notes::titled;
use super::value::{Folder, Guide, Held, Part, Titled};
use crate::model::section::Entry;
use crate::model::{NoteId, Page, Section};

/// Most entries that the folder of a page shows all of.
const MOST: usize = 40;
/// How many entries of a larger one show before and after the page.
const NEAR: usize = 6;
/// Most entries of a folder that the page is not in, to be unfolded there; a larger one is a link, and all are where they hold more than
/// `MOST` together.
const FOLDED: usize = 20;

impl<'a> Sources<'a> {
    pub(super) fn guide(&self, page: &Page) -> Option<Guide<'a>> {
        let (section, entry) = self.place_in_section(page)?;
        let mut way = vec![section];
        way.extend(std::iter::successors(self.above(section), |section| self.above(*section)));
        way.reverse();
        let top = &self.site.sections[way[0]];
        if top.entries.len() < 2 {
            return None;
        }
        let is_here = entry.is_none() && way.len() == 1;
        Some(Guide { titled: self.listing(top), is_here, folder: self.on_way(&way, entry) })
    }

    /// The pages before and after a plain page, in the order of the whole of what it belongs to: behind the last page of a folder comes
    /// what follows the folder.
    pub(super) fn steps_of_page(&self, id: NoteId) -> (Option<Titled<'a>>, Option<Titled<'a>>) {
        let section = self.site.notes[id].section;
        (self.before(section, id), self.after(section, id))
    }

    pub(super) fn contents(&self, folder: &str) -> Vec<Held<'a>> {
        let section = self.site.section_at(folder).map(|id| &self.site.sections[id]);
        let held = |entry: &Entry| match entry {
            Entry::Page(id) => Held::Page(self.path_of(*id)),
            Entry::Folder(folder) => Held::Folder(&self.site.sections[*folder].folder),
        };
        section.map_or_else(Vec::new, |section| section.entries.iter().map(held).collect())
    }

    /// The section that a page stands in or is the listing of, where that holds plain pages, and the page's entry there.
    fn place_in_section(&self, page: &Page) -> Option<(usize, Option<Entry>)> {
        let (section, entry) = match page {
            Page::Note(path) => {
                let id = self.site.id_of(path)?;
                (self.site.notes[id].section, Some(Entry::Page(id)))
            }
            Page::Section(folder, _) => (self.site.section_at(folder)?, None),
            _ => return None,
        };
        self.site.sections[section].is_pages.then_some((section, entry))
    }

    /// The section above one, where that holds plain pages too.
    fn above(&self, section: usize) -> Option<usize> {
        self.site.sections[section].parent.filter(|parent| self.site.sections[*parent].is_pages)
    }

    /// The listing of a section. The top one has the name of the site, where it is the whole of it.
    fn listing(&self, section: &'a Section) -> Titled<'a> {
        let title = if section.folder.is_empty() { self.site.home_title() } else { &section.title };
        Titled { title, url: &section.url }
    }

    /// The folder that a page of a section is the page of: `tls/` for `tls.md`.
    fn folder_of_page(&self, section: &Section, id: NoteId) -> Option<usize> {
        let url = &self.site.notes[id].url;
        let of_page = |child: &usize| {
            let child = &self.site.sections[*child];
            child.url == *url && self.site.has_note_as_page(child)
        };
        section.children.iter().copied().find(of_page)
    }

    /// The first folder of a way, with what stands on the rest of it unfolded, down to the entry of the page.
    fn on_way(&self, way: &[usize], entry: Option<Entry>) -> Folder<'a> {
        let section = &self.site.sections[way[0]];
        let rest = &way[1..];
        let is_on_way = |folder: usize| rest.first() == Some(&folder);
        let at = section.entries.iter().position(|other| match other {
            Entry::Folder(folder) => is_on_way(*folder) && !self.is_page(*folder),
            Entry::Page(_) if rest.is_empty() => Some(*other) == entry,
            Entry::Page(id) => self.folder_of_page(section, *id).is_some_and(is_on_way),
        });
        let shown = near(&section.entries, at);
        let held = |entry: &Entry| match entry {
            Entry::Folder(folder) => Some(*folder),
            Entry::Page(id) => self.folder_of_page(section, *id),
        };
        let beside = shown.iter().filter_map(held).filter(|folder| !is_on_way(*folder));
        let sizes = beside.map(|folder| self.site.sections[folder].entries.len());
        let most = if sizes.filter(|size| *size <= FOLDED).sum::<usize>() <= MOST { FOLDED } else { 0 };
        let part = |other: &Entry| {
            let (titled, folder, is_page) = match other {
                Entry::Folder(folder) if self.is_page(*folder) => return None,
                Entry::Folder(folder) => (self.listing(&self.site.sections[*folder]), Some(*folder), false),
                Entry::Page(id) => {
                    (titled(&self.site.notes[*id]), self.folder_of_page(section, *id), Some(*other) == entry)
                }
            };
            let is_listing = !is_page && entry.is_none() && rest.len() == 1 && folder.is_some_and(is_on_way);
            let held = |folder| {
                if is_on_way(folder) {
                    return self.on_way(rest, entry);
                }
                Folder { is_open: is_page, ..self.beside(folder, most) }
            };
            let folder = folder.map(held);
            Some(Part { titled, is_here: is_page || is_listing, folder })
        };
        let is_cut = shown.len() < section.entries.len();
        let parts = shown.iter().filter_map(part).collect();
        Folder { is_open: true, is_cut, parts }
    }

    /// Whether a note is the page of a folder, which then has no listing.
    fn is_page(&self, folder: usize) -> bool {
        self.site.has_note_as_page(&self.site.sections[folder])
    }

    /// A folder that the page does not stand in: its entries, where they are not more than so many.
    fn beside(&self, folder: usize, most: usize) -> Folder<'a> {
        let section = &self.site.sections[folder];
        let is_cut = section.entries.len() > most;
        let part = |entry: &Entry| match entry {
            Entry::Folder(folder) if self.is_page(*folder) => None,
            Entry::Folder(folder) => Some(self.listing(&self.site.sections[*folder])),
            Entry::Page(id) => Some(titled(&self.site.notes[*id])),
        };
        let shown = if is_cut { &[] as &[Entry] } else { &section.entries };
        let parts = shown.iter().filter_map(part);
        let parts = parts.map(|titled| Part { titled, is_here: false, folder: None }).collect();
        Folder { is_open: false, is_cut, parts }
    }

    /// What leads to an entry from behind it.
    fn reached(&self, entry: Entry) -> Option<Titled<'a>> {
        match entry {
            Entry::Page(id) => Some(titled(&self.site.notes[id])),
            Entry::Folder(folder) if self.is_page(folder) => None,
            Entry::Folder(folder) => Some(self.listing(&self.site.sections[folder])),
        }
    }

    fn after(&self, section: usize, id: NoteId) -> Option<Titled<'a>> {
        let here = &self.site.sections[section];
        if let Some(folder) = self.folder_of_page(here, id) {
            let first = self.site.sections[folder].entries.iter().find_map(|entry| self.reached(*entry));
            if first.is_some() {
                return first;
            }
        }
        let mut next = (section, Entry::Page(id));
        loop {
            let (section, entry) = next;
            let here = &self.site.sections[section];
            let at = here.entries.iter().position(|other| *other == entry)?;
            let found = here.entries[at + 1..].iter().find_map(|entry| self.reached(*entry));
            if found.is_some() {
                return found;
            }
            next = (self.above(section)?, self.entry_of(section));
        }
    }

    fn before(&self, section: usize, id: NoteId) -> Option<Titled<'a>> {
        let here = &self.site.sections[section];
        let at = here.entries.iter().position(|other| *other == Entry::Page(id))?;
        let found = here.entries[..at].iter().rev().find_map(|entry| self.last_of(section, *entry));
        found.or_else(|| match self.entry_of(section) {
            Entry::Page(page) => Some(titled(&self.site.notes[page])),
            Entry::Folder(_) => Some(self.listing(here)),
        })
    }

    /// What stands last in an entry.
    fn last_of(&self, section: usize, entry: Entry) -> Option<Titled<'a>> {
        let folder = match entry {
            Entry::Page(id) => self.folder_of_page(&self.site.sections[section], id),
            Entry::Folder(folder) if self.is_page(folder) => return None,
            Entry::Folder(folder) => Some(folder),
        };
        let last = |folder: usize| {
            let entries = &self.site.sections[folder].entries;
            entries.iter().rev().find_map(|entry| self.last_of(folder, *entry))
        };
        folder.and_then(last).or_else(|| self.reached(entry))
    }

    /// The entry of a section in the one above it: the page that stands for it, or itself.
    fn entry_of(&self, section: usize) -> Entry {
        let here = &self.site.sections[section];
        let above = here.parent.map(|parent| &self.site.sections[parent]);
        let entries = above.filter(|_| self.is_page(section)).map_or(&[] as &[Entry], |above| &above.entries);
        let is_of = |entry: &&Entry| matches!(entry, Entry::Page(id) if self.site.notes[*id].url == here.url);
        entries.iter().find(is_of).copied().unwrap_or(Entry::Folder(section))
    }
}

/// The entries of a folder that show: all, or those near one of them.
fn near(entries: &[Entry], at: Option<usize>) -> &[Entry] {
    if entries.len() <= MOST {
        return entries;
    }
    let at = at.unwrap_or(NEAR).clamp(NEAR, entries.len() - 1 - NEAR);
    &entries[at - NEAR..=at + NEAR]
}
