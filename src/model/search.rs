//! Which files the search index of a site has, and the numbers of notes in it: known before any word is read. Sections that are plain
//! pages themselves, such as an imprint, have numbers among those of plain pages.
//!
//! A note's number is made from its day and a hash of its path, so that it stays the same whatever other notes come or go.
//! Newer notes have greater numbers; those of one day stand in no order. What is split by notes is split by the last
//! digits of their numbers: so a note falls to the same part wherever it stands among others.

use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::{Name, NoteId, NotePage, Section, Site, Taxonomy};
use crate::path::{OutputPath, SourcePath, UrlPath};

/// About how many notes are in one file of results.
const NOTES_IN_FILE: usize = 25;
/// Fewest notes in a part of the words, and most: while a part is made its words take some 10 KB a note.
const NOTES_IN_PART: (usize, usize) = (64, 4096);
/// About how many parts the words are gathered in: an edit makes one of them anew.
const PARTS: usize = 128;
/// How many numbers a day has for each note of the day that has most: few notes then want the same one.
const NUMBERS_FOR_A_NOTE: usize = 4;
/// Fewest numbers of a day, and most. The fewest are enough until a day has more than 16 notes: then all notes are numbered
/// anew, and again whenever that doubles. More would make all files of the index longer.
const NUMBERS_OF_A_DAY: (usize, usize) = (64, 1 << 16);
/// Fewest numbers of plain pages, and most; notes without a day have as many again. They come before the oldest notes, so
/// that a number alone says whether it is a page's.
const NUMBERS_WITHOUT_A_DAY: (usize, usize) = (1 << 16, 1 << 22);
/// About how many notes have their names in one file.
const NOTES_OF_NAMES: usize = 128;
/// The day from which days are counted. Notes before it are numbered as if they were of this day.
const FIRST_DAY: Date = date(1990, 1, 1);
/// Most days that are counted, up to the year 2154, so that numbers have 32 bits.
const MOST_DAYS: i32 = 60_000;
/// The indexes that narrow results down.
pub const FACETS: [&str; 5] = ["status", "stack", "difficulty", "tools", "owners"];

/// A file of the index.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum File {
    /// How many files there are, and the filters.
    Start,
    /// Words, from 0; after them the names.
    Words(usize),
    /// What results show, from 0.
    Notes(usize),
    /// The notes of each term of an index, by its name.
    Facet(Name),
    /// The notes of each section right below the root.
    Sections,
    /// The notes in an order other than by date.
    Order(By),
}

/// What lists can be sorted by, besides the date: that of the numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum By {
    /// From A to Z.
    Title,
    /// What wants a look first.
    Due,
    /// The easiest first.
    Difficulty,
}

impl By {
    /// All of them, as readers choose among them.
    pub const ALL: [Self; 3] = [Self::Title, Self::Due, Self::Difficulty];

    /// Its name in addresses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Due => "due",
            Self::Difficulty => "difficulty",
        }
    }
}

/// The numbers of a site's notes in the index.
#[derive(Debug, Default, Hash)]
pub struct Numbers {
    of_notes: Vec<u32>,
    /// The first number that is not a plain page's.
    pub first_note: u32,
    /// The notes of each file of results, by number.
    files: Vec<Vec<NoteId>>,
    /// The sections that are pages themselves: their places among all, and their numbers.
    of_sections: Vec<(usize, u32)>,
}

/// What has a number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Numbered {
    Note(NoteId),
    Section(usize),
}

impl Numbers {
    /// Numbers all notes. Of those that want one number, each but the first by path has the next one that is free.
    pub(super) fn of(pages: &[NotePage], sections: &[Section]) -> Self {
        let searched: Vec<(usize, &SourcePath)> = searched(pages, sections).collect();
        let of_pages = numbers_without_a_day(pages, searched.len());
        let room = Room { of_pages, of_a_day: numbers_of_a_day(pages) };
        let mut all: Vec<_> = pages
            .iter()
            .enumerate()
            .map(|(id, page)| (wanted(page, &room), page.path(), Numbered::Note(id)))
            .collect();
        all.extend(
            searched.iter().map(|(id, path)| (without_a_day(path, &room), *path, Numbered::Section(*id))),
        );
        all.sort_unstable();
        let mut numbers = Self { of_notes: vec![0; pages.len()], first_note: of_pages, ..Self::default() };
        let given = given(all.iter().map(|(wanted, _, _)| *wanted));
        for (number, (_, _, numbered)) in given.zip(&all) {
            match numbered {
                Numbered::Note(id) => numbers.of_notes[*id] = number,
                Numbered::Section(id) => numbers.of_sections.push((*id, number)),
            }
        }
        numbers.files = numbers.parts(note_files(pages.len()));
        numbers
    }

    /// The number of a note.
    pub fn of_note(&self, id: NoteId) -> u32 {
        self.of_notes[id]
    }

    /// The notes of each of so many parts, by number.
    pub fn parts(&self, count: usize) -> Vec<Vec<NoteId>> {
        let mut parts = vec![Vec::new(); count];
        for (id, number) in self.of_notes.iter().enumerate() {
            parts[*number as usize % count].push(id);
        }
        for part in &mut parts {
            part.sort_unstable_by_key(|id| self.of_notes[*id]);
        }
        parts
    }

    /// The notes of a file of results, by number.
    pub fn of_file(&self, at: usize) -> &[NoteId] {
        self.files.get(at).map_or(&[], Vec::as_slice)
    }

    /// The sections that are pages themselves, with their numbers: their places in [`Site::sections`].
    pub fn of_sections(&self) -> &[(usize, u32)] {
        &self.of_sections
    }

    /// Those of a file of results.
    pub fn sections_of_file(&self, at: usize) -> impl Iterator<Item = (usize, u32)> {
        let files = self.files.len();
        self.of_sections.iter().copied().filter(move |(_, number)| *number as usize % files == at)
    }
}

/// The sections that are pages themselves, with their files; none in a site without notes, which has no index.
fn searched<'s>(
    pages: &[NotePage],
    sections: &'s [Section],
) -> impl Iterator<Item = (usize, &'s SourcePath)> {
    let sections = sections.iter().enumerate().take(if pages.is_empty() { 0 } else { sections.len() });
    let path = |(id, section): (usize, &'s Section)| Some((id, &section.published_file()?.path));
    sections.filter(|(_, section)| section.is_searched()).filter_map(path)
}

/// How many numbers there are.
struct Room {
    /// For plain pages, and as many for notes without a day.
    of_pages: u32,
    /// For the notes of each day.
    of_a_day: u32,
}

/// How many numbers plain pages have, so many sections among them.
fn numbers_without_a_day(pages: &[NotePage], sections: usize) -> u32 {
    let (fewest, most) = NUMBERS_WITHOUT_A_DAY;
    let without = pages.iter().filter(|page| day(page).is_none()).count() + sections;
    (without * NUMBERS_FOR_A_NOTE).next_power_of_two().clamp(fewest, most) as u32
}

/// How many numbers each day has. Pages are sorted by date.
fn numbers_of_a_day(pages: &[NotePage]) -> u32 {
    let (fewest, most) = NUMBERS_OF_A_DAY;
    let most_notes = pages.chunk_by(|a, b| day(a) == day(b)).filter(|notes| day(&notes[0]).is_some());
    let most_notes = most_notes.map(<[NotePage]>::len).max().unwrap_or(0);
    (most_notes * NUMBERS_FOR_A_NOTE).next_power_of_two().clamp(fewest, most) as u32
}

fn day(page: &NotePage) -> Option<u32> {
    let date = page.note().face.date.filter(|_| page.is_dated)?.date;
    Some((date - FIRST_DAY).get_days().clamp(0, MOST_DAYS).unsigned_abs())
}

/// The number of a note, unless another one has it.
fn wanted(page: &NotePage, room: &Room) -> u32 {
    let path = page.path();
    match day(page) {
        None if !page.is_dated => without_a_day(path, room),
        None => room.of_pages + without_a_day(path, room),
        Some(day) => room.of_pages * 2 + day * room.of_a_day + hash(path) % room.of_a_day,
    }
}

/// The number of a plain page, unless another one has it.
fn without_a_day(path: &SourcePath, room: &Room) -> u32 {
    // The last ones are for those that find theirs taken.
    hash(path) % (room.of_pages - room.of_pages / 16)
}

fn hash(path: &SourcePath) -> u32 {
    xxh3_64(path.as_str().as_bytes()) as u32
}

/// The numbers that are given for those that are wanted, which come in order: each at most once.
fn given(wanted: impl Iterator<Item = u32>) -> impl Iterator<Item = u32> {
    wanted.scan(0, |free: &mut u32, wanted| {
        let number = wanted.max(*free);
        *free = number.saturating_add(1);
        Some(number)
    })
}

/// How many files so many notes' results are spread over: a power of two; none without notes.
pub fn note_files(notes: usize) -> usize {
    if notes == 0 {
        return 0;
    }
    (notes / NOTES_IN_FILE).next_power_of_two()
}

/// How many parts the words of so many notes are gathered in: a power of two.
pub fn word_parts(notes: usize) -> usize {
    let (fewest, most) = NOTES_IN_PART;
    (notes / fewest).next_power_of_two().min(PARTS).max((notes / most).next_power_of_two())
}

/// How many files the words of so many notes are spread over: with the first notes come most of the words that there will be.
pub fn word_files(notes: usize) -> usize {
    let (few, many) = (notes / 8, notes / 32);
    few.next_power_of_two().clamp(8, 512).max(many.next_power_of_two().min(4096))
}

/// How many files the names of so many notes are spread over: a power of two.
pub fn name_files(notes: usize) -> usize {
    (notes / NOTES_OF_NAMES).next_power_of_two()
}

/// The indexes of a site that narrow results down: their places in [`Site::taxonomies`].
pub fn facets(site: &Site) -> impl Iterator<Item = usize> {
    FACETS.iter().filter_map(|name| {
        let is_wanted = |taxonomy: &Taxonomy| taxonomy.config.name == *name && !taxonomy.terms.is_empty();
        site.taxonomies.iter().position(is_wanted)
    })
}

/// The file that is there if any note is published.
pub fn of_first_notes() -> OutputPath {
    url("notes/0").output()
}

/// All files of a site's index, with their addresses.
pub(super) fn files(site: &Site) -> Vec<(UrlPath, File)> {
    let count = site.notes.len();
    let mut files = vec![(url("index"), File::Start), (url("facets/sections"), File::Sections)];
    let words = word_files(count);
    files.extend((0..words).map(|at| (url(&format!("words/{at}")), File::Words(at))));
    files.extend((0..name_files(count)).map(|at| (url(&format!("names/{at}")), File::Words(words + at))));
    files.extend((0..note_files(count)).map(|at| (url(&format!("notes/{at}")), File::Notes(at))));
    let of_facet = |at: usize| {
        let name = &site.taxonomies[at].name;
        (url(&format!("facets/{name}")), File::Facet(Name::clone(name)))
    };
    files.extend(facets(site).map(of_facet));
    files.extend(By::ALL.map(|by| (url(&format!("orders/{}", by.name())), File::Order(by))));
    files
}

fn url(name: &str) -> UrlPath {
    UrlPath::file(&format!("search/{name}.json"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_notes_that_want_one_number_all_but_the_first_move_on() {
        assert_eq!(given([3, 3, 3, 4, 9].into_iter()).collect::<Vec<_>>(), [3, 4, 5, 6, 9]);
    }

    #[test]
    fn files_and_parts_grow_with_the_notes_by_powers_of_two() {
        let counts = [0, 1, 49, 50, 10_000, 100_000, 1_000_000];
        assert_eq!(counts.map(note_files), [0, 1, 1, 2, 512, 4096, 65_536]);
        assert_eq!(counts.map(word_parts), [1, 1, 1, 1, 128, 128, 256]);
        assert_eq!(counts.map(word_files), [8, 8, 8, 8, 512, 4096, 4096]);
        assert_eq!([179, 1000, 4000].map(word_files), [32, 128, 512]);
    }
}
