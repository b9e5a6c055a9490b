//! Sections: each folder below `content/` is one, with a title, a listing and sections of its own.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::left_out::{Sieve, folder_url};
use super::note::NotePage;
use super::route::Name;
use super::{NoteId, Site};
use crate::corpus::{CONTENT, Corpus, SectionFile, below_content, folders_up};
use crate::path::UrlPath;
use crate::span::Spanned;
use foldhash::HashMap;

/// A section.
#[derive(Clone, Debug, Hash)]
pub struct Section {
    /// The folder below `content/`; empty for the root.
    pub folder: Name,
    /// Its address.
    pub url: UrlPath,
    /// What it is called.
    pub title: String,
    /// What its `_index.md` says; nothing when there is none.
    pub file: Option<Arc<SectionFile>>,
    /// Whether it holds plain pages, not dated notes. Holds for the sections below it too.
    pub is_pages: bool,
    /// Whether it is a draft, by itself or by a section above it: one that is there for all that, since drafts are
    /// published.
    pub is_draft: bool,
    /// The section above it; nothing for the root.
    pub parent: Option<usize>,
    /// The sections right below it, by title.
    pub children: Vec<usize>,
    /// The notes it lists: its own and those of all sections below it, newest first; those of a manual in the
    /// order that it gives.
    pub notes: Vec<NoteId>,
    /// What a section of plain pages holds itself, in its order; nothing for other sections.
    pub entries: Vec<Entry>,
}

/// A thing that a section of plain pages holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Entry {
    /// A page.
    Page(NoteId),
    /// A section right below.
    Folder(usize),
}

/// What a section holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SectionKind {
    /// Dated notes.
    Notes,
    /// Plain pages.
    Pages,
    /// A text and nothing else, such as an imprint: it says that it holds pages, and holds none.
    Text,
}

impl SectionKind {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Notes => "notes",
            Self::Pages => "pages",
            Self::Text => "text",
        }
    }
}

/// All sections that the notes and `_index.md` files make which are published, parents first. The root is there in any
/// case.
pub(super) fn build(corpus: &Corpus, sieve: &Sieve<'_>) -> Vec<Section> {
    let mut folders: BTreeSet<&str> = BTreeSet::from([""]);
    for path in sieve.pages() {
        for folder in folders_up(below_content(path.folder())).filter(|folder| !corpus.is_bundle(folder)) {
            // Those above it came with it.
            if !folders.insert(folder) {
                break;
            }
        }
    }
    let files: HashMap<&str, &Arc<SectionFile>> =
        sieve.sections().map(|section| (section.folder(), section)).collect();
    let mut sections: Vec<Section> = Vec::with_capacity(folders.len());
    for folder in folders {
        let parent = (!folder.is_empty()).then(|| of_folder(&sections, parent_of(folder)));
        let section = section(folder, files.get(folder).copied(), parent, &sections);
        if let Some(parent) = parent {
            let id = sections.len();
            sections[parent].children.push(id);
        }
        sections.push(section);
    }
    let titles: Vec<String> = sections.iter().map(|section| section.title.to_lowercase()).collect();
    for section in &mut sections {
        section.children.sort_by(|a, b| titles[*a].cmp(&titles[*b]));
    }
    sections
}

fn section(
    folder: &str,
    file: Option<&Arc<SectionFile>>,
    parent: Option<usize>,
    sections: &[Section],
) -> Section {
    let above = parent.map(|parent| &sections[parent]);
    let name = folder.rsplit('/').next().unwrap_or("").replace(['-', '_'], " ");
    let mut letters = name.chars();
    let title = letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default();
    Section {
        folder: folder.into(),
        url: folder_url(folder),
        title: file.and_then(|file| file.title.clone()).unwrap_or(title),
        is_pages: file.is_some_and(|file| file.is_pages) || above.is_some_and(|above| above.is_pages),
        is_draft: file.is_some_and(|file| file.draft) || above.is_some_and(|above| above.is_draft),
        file: file.cloned(),
        parent,
        children: Vec::new(),
        notes: Vec::new(),
        entries: Vec::new(),
    }
}

impl Section {
    /// What it holds.
    pub fn kind(&self) -> SectionKind {
        if !self.is_pages {
            SectionKind::Notes
        } else if self.notes.is_empty() && self.children.is_empty() {
            SectionKind::Text
        } else {
            SectionKind::Pages
        }
    }

    /// Whether it is a page and nothing else.
    pub fn is_text(&self) -> bool {
        self.kind() == SectionKind::Text
    }

    /// Whether the search finds it: it is a plain page itself, as an imprint is.
    pub fn is_searched(&self) -> bool {
        self.is_pages && self.file.is_some()
    }

    /// What its `_index.md` says, where that is to be published.
    pub fn published_file(&self) -> Option<&SectionFile> {
        self.file.as_deref()
    }
}

fn parent_of(folder: &str) -> &str {
    folder.rsplit_once('/').map_or("", |(parent, _)| parent)
}

/// The section of a folder, or of the nearest folder above it that is one. Sections are sorted by folder.
pub(super) fn of_folder(sections: &[Section], folder: &str) -> usize {
    let mut folder = folder;
    loop {
        if let Ok(found) = sections.binary_search_by(|section| (*section.folder).cmp(folder)) {
            return found;
        }
        folder = parent_of(folder);
    }
}

/// Puts each note into its section and all sections above it.
pub(super) fn fill(sections: &mut [Section], pages: &[NotePage]) {
    for (id, page) in pages.iter().enumerate() {
        let mut section = Some(page.section);
        while let Some(at) = section {
            if page.is_dated || at == page.section {
                sections[at].notes.push(id);
            }
            section = sections[at].parent;
        }
    }
    for section in sections.iter_mut().filter(|section| section.is_pages) {
        let mut notes = std::mem::take(&mut section.notes);
        put_in_order(section, &mut notes, pages);
        section.notes = notes;
    }
    let entries: Vec<Vec<Entry>> = sections.iter().map(|section| entries(section, sections, pages)).collect();
    for (section, entries) in sections.iter_mut().zip(entries) {
        section.entries = entries;
    }
}

/// What a section of plain pages holds, its own pages first: a folder stands among them where `order` names it.
fn entries(section: &Section, sections: &[Section], pages: &[NotePage]) -> Vec<Entry> {
    if !section.is_pages {
        return Vec::new();
    }
    let of_pages = section.notes.iter().map(|id| Entry::Page(*id));
    let mut entries: Vec<Entry> =
        of_pages.chain(section.children.iter().map(|id| Entry::Folder(*id))).collect();
    let places = places(section);
    if !places.is_empty() {
        let folder = |id: usize| format!("{CONTENT}/{}", sections[id].folder);
        let place = |entry: &Entry| match entry {
            Entry::Page(id) => place_of(&places, &pages[*id]),
            Entry::Folder(id) => places.get(&folder(*id)).copied(),
        };
        entries.sort_by_cached_key(|entry| place(entry).unwrap_or(usize::MAX));
    }
    entries
}

/// The places that the `order` of a section gives, by paths of files and folders.
fn places(section: &Section) -> HashMap<String, usize> {
    let Some(file) = &section.file else { return HashMap::default() };
    let named = |(at, name): (usize, &Spanned<String>)| {
        let path = file.path.join(name.value.trim_end_matches('/'))?;
        Some((path.as_str().to_owned(), at))
    };
    file.order.iter().enumerate().filter_map(named).collect()
}

/// Sorts the notes of a section that gives an order; the ones it does not name follow as they stand. Pages that say what they
/// weigh come before those that do not.
pub(super) fn put_in_order(section: &Section, notes: &mut [NoteId], pages: &[NotePage]) {
    if section.is_pages {
        notes.sort_by_key(|id| pages[*id].note().face.weight.unwrap_or(i64::MAX));
    }
    let places = places(section);
    if places.is_empty() {
        return;
    }
    notes.sort_by_key(|id| place_of(&places, &pages[*id]).unwrap_or(usize::MAX));
}

/// The place of a page, which its folder may stand for.
fn place_of(places: &HashMap<String, usize>, page: &NotePage) -> Option<usize> {
    let path = page.path();
    let of_folder = || places.get(path.folder()).filter(|_| path.is_index());
    places.get(path.as_str()).or_else(of_folder).copied()
}

impl Site {
    /// The sections right below one, in order; those that are a text and nothing else follow the others.
    pub fn children(&self, section: usize) -> impl Iterator<Item = &Section> {
        let children = self.sections[section].children.iter().map(|id| &self.sections[*id]);
        let (texts, others): (Vec<_>, Vec<_>) = children.partition(|section| section.is_text());
        others.into_iter().chain(texts)
    }
}
