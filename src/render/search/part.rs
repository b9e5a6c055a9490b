//! The words of some notes: part of an index in the making.
//!
//! A finished part is bytes: a table of where the words of each file end, then the words of each file in order, with the
//! notes that have them. So it is a fraction of what its words take as values, and is kept on disk as it stands.

use std::ops::Range;

use foldhash::HashMap;

use super::said::said;
use super::words::{Stems, each_beginning, each_name, each_word, name_key};
use super::{MOST_OF_TEXT, WORTH, WORTH_OF_BEGINNING, WORTH_OF_NAME, name_file, shard};
use crate::model::search::{name_files, word_files};
use crate::model::{NoteId, Site};
use crate::note::{self, Profile};
use crate::parse::Extensions;
use crate::parse::events::visible;
use xxhash_rust::xxh3::xxh3_64;

use crate::varint::{self, take_bytes};

/// Most letters of a title that is looked up as a whole: longer ones nobody types out.
const LONGEST_TITLE: usize = 40;

/// The words of some notes, in the making.
#[derive(Debug, Default)]
pub struct Part {
    words: Noted,
    /// What notes are called, each as one key.
    names: Noted,
}

/// Words, with the notes that have each, and what it is worth there.
type Noted = HashMap<String, Vec<(u32, u16)>>;

/// The words of a part, by the file that they fall to.
#[derive(Debug)]
pub struct Sorted {
    bytes: Vec<u8>,
    files: usize,
}

/// A word with its stem, and the notes that have it, with what it is worth in each.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found<'a> {
    pub(super) stem: &'a str,
    pub(super) word: &'a str,
    notes: &'a [u8],
}

/// Calls `take` for each text that a note is found by, with what its words are worth. Nothing else of a note, but for its
/// number, decides what it gives to a part. `text` is that of its body.
fn each_text<'a>(
    (note, body): (&'a Profile, &'a note::Body),
    text: &'a str,
    extensions: Extensions,
    mut take: impl FnMut(&'a str, Worth),
) {
    let share = share(note);
    let mut add = |text: &'a str, worth: u16| take(text, Worth { once: worth / share, most: u16::MAX });
    add(&note.face.title, WORTH[0]);
    for piece in note.facts.slug.split(['-', '_', '.']) {
        add(piece, WORTH[1]);
    }
    for name in note.face.stack.iter().chain(&note.face.tools).map(|named| named.name.as_str()) {
        add(name, WORTH[1]);
    }
    for name in note.face.entities.iter().map(String::as_str).chain([note.face.topic.as_str()]) {
        add(name, WORTH[1]);
    }
    add(note.face.owner.as_deref().unwrap_or(""), WORTH[1]);
    for alert in &note.facts.alerts {
        add(&alert.value, WORTH[1]);
    }
    let is_cut = note.face.summary.ends_with('…');
    let whole = body.summary.as_deref().filter(|_| is_cut);
    add(whole.unwrap_or(&note.face.summary), WORTH[2]);
    for heading in &note.facts.outline.headings {
        add(&heading.text, WORTH[3]);
    }
    let mut add = |text: &'a str| take(text, Worth { once: WORTH[4] / share, most: MOST_OF_TEXT / share });
    for step in &body.checklist {
        add(step);
    }
    for part in visible(text, extensions) {
        add(part);
    }
}

/// What should no longer be followed is worth a third: it comes after what should.
fn share(note: &Profile) -> u16 {
    if note.face.is_deprecated() { 3 } else { 1 }
}

/// Calls `take` for each name of a note: whoever types one means that note.
fn each_name_of(note: &Profile, mut take: impl FnMut(&str)) {
    take(&name_key(&note.facts.slug));
    for alert in &note.facts.alerts {
        take(&name_key(&alert.value));
    }
    if let Some(reference) = &note.facts.reference {
        each_name(&reference.value, &mut take);
    }
    let title = name_key(&note.face.title);
    if title.chars().nth(LONGEST_TITLE).is_none() {
        take(&title);
    }
}

/// What a word is worth each time that it stands in a text, and the sum from which on it adds nothing.
#[derive(Clone, Copy)]
struct Worth {
    once: u16,
    most: u16,
}

impl Part {
    /// Adds a note, with the text of its file. Where its links lead to what is not published, that is not said.
    pub fn add(&mut self, site: &Site, id: NoteId, parts: &note::Body, text: &str) {
        let (at, note) = (site.numbers.of_note(id), site.note(id));
        let body = said(text, &note.facts.outline, &site.unsaid(note), site.config.extensions);
        each_text((note, parts), &body, site.config.extensions, |text, worth| {
            each_word(text, &mut |word| put(&mut self.words, word, at, worth));
        });
        let mut add = |name: &str, worth: u16| {
            if !name.is_empty() {
                put(
                    &mut self.names,
                    name,
                    at,
                    Worth { once: worth / share(note), most: worth / share(note) },
                );
            }
        };
        each_name_of(note, |name| add(name, WORTH_OF_NAME));
        if let Some(reference) = &note.facts.reference {
            each_beginning(&reference.value, &mut |name| add(name, WORTH_OF_BEGINNING));
        }
    }

    /// Adds a section that is a page itself, with the text of its body.
    pub fn add_section(&mut self, site: &Site, (id, at): (usize, u32), text: &str) {
        let section = &site.sections[id];
        let Some(file) = section.published_file() else { return };
        let unsaid = site.unsaid_in(&file.path, &file.outline);
        let body = said(text, &file.outline, &unsaid, site.config.extensions);
        let mut add = |text: &str, once: u16, most: u16| {
            each_word(text, &mut |word| put(&mut self.words, word, at, Worth { once, most }));
        };
        let name = section.folder.rsplit('/').next().unwrap_or_default();
        for (text, worth) in [(section.title.as_str(), WORTH[0]), (name, WORTH[1]), (&file.summary, WORTH[2])]
        {
            add(text, worth, u16::MAX);
        }
        for heading in &file.outline.headings {
            add(&heading.text, WORTH[3], u16::MAX);
        }
        for part in visible(&body, site.config.extensions) {
            add(part, WORTH[4], MOST_OF_TEXT);
        }
        for name in [name_key(name), name_key(&section.title)].into_iter().filter(|name| !name.is_empty()) {
            put(&mut self.names, &name, at, Worth { once: WORTH_OF_NAME, most: WORTH_OF_NAME });
        }
    }

    /// The words with their stems, by file.
    pub fn sorted(self, site: &Site) -> Sorted {
        let stems = Stems::of(&site.config.language);
        let (count, names) = (word_files(site.notes.len()), name_files(site.notes.len()));
        let mut files: Vec<Vec<u8>> = vec![Vec::new(); count + names];
        for (word, notes) in in_order(self.words) {
            let stem = stems.stem(&word);
            write(&stem, &word, &notes, &mut files[shard(&stem, count)]);
        }
        for (name, notes) in in_order(self.names) {
            write(&name, &name, &notes, &mut files[count + name_file(&name, names)]);
        }
        let count = files.len();
        let mut bytes = Vec::with_capacity(count * 4 + files.iter().map(Vec::len).sum::<usize>());
        let mut end = 0;
        for file in &files {
            end += file.len();
            bytes.extend_from_slice(&(end as u32).to_le_bytes());
        }
        bytes.extend(files.iter().flatten());
        Sorted { bytes, files: count }
    }
}

/// Counts a word of a note.
fn put(words: &mut Noted, word: &str, note: u32, worth: Worth) {
    let known = match words.get_mut(word) {
        Some(known) => known,
        None => words.entry(word.to_owned()).or_default(),
    };
    match known.last_mut() {
        Some((last, sum)) if *last == note => {
            if *sum < worth.most {
                *sum = sum.saturating_add(worth.once);
            }
        }
        _ => known.push((note, worth.once)),
    }
}

/// Words in order, and of each its notes.
fn in_order(words: Noted) -> Vec<(String, Vec<(u32, u16)>)> {
    let mut words: Vec<_> = words.into_iter().collect();
    words.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    for (_, notes) in &mut words {
        notes.sort_unstable();
    }
    words
}

impl Sorted {
    /// The part as bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The fingerprint of what the part gives to each file.
    pub fn fingerprints(&self) -> Vec<u64> {
        (0..self.files).map(|at| xxh3_64(self.file(at))).collect()
    }

    /// A part of words for so many files, from its bytes; nothing where they are not such a part.
    pub fn from_bytes(bytes: Vec<u8>, files: usize) -> Option<Self> {
        let part = Self { bytes, files };
        let last = part.end(files.checked_sub(1)?)?;
        let is_whole = last == part.bytes.len() && (0..files).all(|at| part.range(at).is_some());
        is_whole.then_some(part)
    }

    /// What the part gives to a file.
    pub fn file(&self, at: usize) -> &[u8] {
        self.range(at).and_then(|range| self.bytes.get(range)).unwrap_or_default()
    }

    fn range(&self, at: usize) -> Option<Range<usize>> {
        let start = if at == 0 { self.files * 4 } else { self.end(at - 1)? };
        let end = self.end(at)?;
        (start <= end && end <= self.bytes.len()).then_some(start..end)
    }

    fn end(&self, at: usize) -> Option<usize> {
        let (end, _) = self.bytes.get(at * 4..)?.split_first_chunk::<4>()?;
        Some(self.files * 4 + u32::from_le_bytes(*end) as usize)
    }

    /// The words of a file.
    pub(super) fn words(&self, at: usize) -> impl Iterator<Item = Found<'_>> {
        let mut rest = self.file(at);
        std::iter::from_fn(move || read(&mut rest))
    }
}

impl Found<'_> {
    /// The notes in order, with what the word is worth in each.
    pub(super) fn notes(&self) -> impl Iterator<Item = (u32, u16)> {
        let (mut rest, mut last) = (self.notes, 0);
        std::iter::from_fn(move || {
            last += take_number(&mut rest)?;
            Some((last, take_number(&mut rest)? as u16))
        })
    }
}

/// The word, its stem (as how much of the word it is, where it is its beginning), and its notes.
fn write(stem: &str, word: &str, notes: &[(u32, u16)], out: &mut Vec<u8>) {
    varint::put(word.len() as u64, out);
    out.extend_from_slice(word.as_bytes());
    let is_beginning = word.starts_with(stem);
    varint::put((stem.len() as u64) << 1 | u64::from(!is_beginning), out);
    if !is_beginning {
        out.extend_from_slice(stem.as_bytes());
    }
    let mut steps = Vec::with_capacity(notes.len() * 3);
    let mut last = 0;
    for (note, worth) in notes {
        varint::put(u64::from(note - last), &mut steps);
        varint::put(u64::from(*worth), &mut steps);
        last = *note;
    }
    varint::put(steps.len() as u64, out);
    out.extend_from_slice(&steps);
}

fn read<'a>(rest: &mut &'a [u8]) -> Option<Found<'a>> {
    let length = take_number(rest)? as usize;
    let word = std::str::from_utf8(take_bytes(rest, length)?).ok()?;
    let head = take_number(rest)?;
    let length = (head >> 1) as usize;
    let stem = if head & 1 == 0 {
        word.get(..length)?
    } else {
        std::str::from_utf8(take_bytes(rest, length)?).ok()?
    };
    let length = take_number(rest)? as usize;
    Some(Found { stem, word, notes: take_bytes(rest, length)? })
}

/// A number that is not larger than those that were written.
fn take_number(rest: &mut &[u8]) -> Option<u32> {
    u32::try_from(varint::take(rest)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_back() {
        let mut file = Vec::new();
        write("renew", "renewal", &[(0, 3), (7, 60), (200_000, u16::MAX)], &mut file);
        write("happi", "happy", &[(u32::MAX, 1)], &mut file);
        let mut bytes = (file.len() as u32).to_le_bytes().to_vec();
        bytes.extend(&file);
        let part = Sorted::from_bytes(bytes.clone(), 1).unwrap();
        let found: Vec<_> =
            part.words(0).map(|found| (found.stem, found.word, found.notes().collect::<Vec<_>>())).collect();
        assert_eq!(
            found,
            [
                ("renew", "renewal", vec![(0, 3), (7, 60), (200_000, u16::MAX)]),
                ("happi", "happy", vec![(u32::MAX, 1)])
            ]
        );
        bytes.pop();
        assert!(Sorted::from_bytes(bytes, 1).is_none() && Sorted::from_bytes(Vec::new(), 1).is_none());
    }
}
