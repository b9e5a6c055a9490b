//! The search index of a site: small files that the reader's browser asks for as it needs them, so that a query on a
//! site of any size costs a few of them.
//!
//! `search/index.json` says how many files there are; `search/words/N.json` holds the words whose first three letters
//! fall to that file, with the notes that have them; `search/names/N.json` what notes are called (slugs, alerts, references and
//! their beginnings, titles), each as one key, by a hash of all of it; `search/notes/N.json` what a result shows of the
//! notes whose number falls to that file; `search/facets/NAME.json` the notes of each term of an index; `search/orders/NAME.json`
//! the notes by title, by the day of their review or by difficulty, without those that have none. Numbers of notes stay
//! the same whatever other notes come or go, and newer notes have greater ones ([`crate::model::search`]).

mod part;
mod said;
mod stop;
pub mod words;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use jiff::civil::Date;
use serde_json::{Map, Value as Json, json};
use xxhash_rust::xxh3::Xxh3;

use crate::model::search::{File, facets, name_files, note_files, word_files};
use crate::model::{Lasting, Site, Standing};
use crate::path::SourcePath;
use crate::render::reads::Reads;
use crate::render::view::note::label_and_tone;
use crate::render::view::standing as view;
use crate::render::words::Words;
use part::Found;
pub use part::{Part, Sorted};
use words::beginning;

/// Most notes that are listed for a word. Of a commoner one those in which it weighs most are: it tells little.
const MOST_NOTES: usize = 2000;
/// Most terms of an index that a filter offers.
const TERMS_OFFERED: usize = 50;
/// What a word in a title, a name, a summary, a heading or the text is worth.
const WORTH: [u16; 5] = [60, 40, 20, 15, 3];
/// What a word of the text is worth at most, however often it stands there: less than one in the title.
const MOST_OF_TEXT: u16 = 45;
/// What a name is worth to whoever types all of it.
const WORTH_OF_NAME: u16 = 600;
/// What the beginning of a reference is worth: so little that the theme's script can tell it from a name.
const WORTH_OF_BEGINNING: u16 = 30;

/// The words of a site, gathered in parts.
#[derive(Debug)]
pub struct Index {
    /// A hash of all words: what a browser kept of an older index is not used with this one.
    version: String,
    /// The fingerprint of what each file of words is made from.
    files: Vec<u64>,
    /// The words themselves, which are there when files of them are made.
    parts: OnceLock<Vec<Sorted>>,
}

/// A stem: the words that have it, and the notes that have those.
#[derive(Default)]
struct Entry {
    forms: Vec<String>,
    notes: Vec<(u32, u16)>,
}

impl Index {
    /// The index of a site, by what [`Sorted::fingerprints`] says of each of its parts.
    pub fn of_parts(site: &Site, parts: &[Vec<u64>]) -> Self {
        let fingerprint = |at: usize| {
            let mut hasher = Xxh3::new();
            for part in parts {
                hasher.update(&part.get(at).copied().unwrap_or_default().to_le_bytes());
            }
            hasher.digest()
        };
        let count = word_files(site.notes.len()) + name_files(site.notes.len());
        let files: Vec<u64> = (0..count).map(fingerprint).collect();
        let mut hasher = blake3::Hasher::new();
        for file in &files {
            hasher.update(&file.to_le_bytes());
        }
        for page in site.notes.iter() {
            hasher.update(page.url.as_str().as_bytes());
        }
        Self { version: hasher.finalize().to_hex()[..10].to_owned(), files, parts: OnceLock::new() }
    }

    /// Takes the words, unless they are there: of each part, in the same order.
    ///
    /// # Errors
    /// They can't be had.
    pub fn with_words<E>(&self, words: impl FnOnce() -> Result<Vec<Sorted>, E>) -> Result<(), E> {
        if self.parts.get().is_none() {
            let _ = self.parts.set(words()?);
        }
        Ok(())
    }

    /// The fingerprint of what a file of words is made from.
    pub(super) fn fingerprint(&self, at: usize) -> u64 {
        self.files.get(at).copied().unwrap_or_default()
    }

    /// The text of a file of words.
    pub(super) fn text(&self, at: usize) -> String {
        words_of_file(self.parts.get().map_or(&[], Vec::as_slice), at)
    }

    /// The text of the first file.
    pub(super) fn start(&self, site: &Site, shown: &Words) -> String {
        let facet = |at: usize| {
            let taxonomy = &site.taxonomies[at];
            let mut terms: Vec<_> = taxonomy.terms.iter().collect();
            terms.sort_by_key(|term| std::cmp::Reverse(term.notes.len()));
            let terms: Vec<_> = terms
                .into_iter()
                .take(TERMS_OFFERED)
                .map(|term| {
                    json!([&*term.slug, shown.value(&taxonomy.config.field, &term.name), term.notes.len()])
                })
                .collect();
            json!({ "name": taxonomy.config.name, "title": taxonomy.config.title, "terms": terms })
        };
        let count = site.notes.len();
        let mut start = json!({
            "version": self.version, "notes": count, "note_files": note_files(count),
            "word_files": word_files(count), "name_files": name_files(count),
            "first_note": site.numbers.first_note, "stop": stop::words(&site.config.language),
            "synonyms": synonyms(site), "facets": facets(site).map(facet).collect::<Vec<_>>(),
        });
        if words::spells_out(&site.config.language) {
            start["spelled_out"] = json!(true);
        }
        format!("{start}\n")
    }
}

/// The spellings that the site has for one thing, as written.
fn synonyms(site: &Site) -> Vec<Vec<&str>> {
    let terms = site.config.vocabulary.values().flatten().filter(|(_, others)| !others.is_empty());
    terms.map(|(term, others)| std::iter::once(term).chain(others).map(String::as_str).collect()).collect()
}

/// The text of a file.
pub fn file(reads: &Reads<'_>, file: &File) -> String {
    let json = match file {
        File::Words(at) => return reads.words_of_file(*at),
        File::Start => return reads.search_start(),
        File::Notes(at) => results(reads, *at),
        File::Order(by) => json!(reads.search_order(by)),
        File::Facet(_) | File::Sections => {
            let steps = |(name, numbers): (&str, Vec<u32>)| {
                (name.to_owned(), json!(differences(numbers).collect::<Vec<_>>()))
            };
            Json::Object(reads.search_numbers(file).into_iter().map(steps).collect())
        }
    };
    format!("{json}\n")
}

/// The file that holds a word: by a hash (FNV-1a, 32 bits) of its first letters, so that the beginning of a word is
/// enough to find it.
fn shard(word: &str, count: usize) -> usize {
    name_file(beginning(word), count)
}

/// The file that holds a name: by the same hash of all of it.
fn name_file(name: &str, count: usize) -> usize {
    let hash = name.chars().fold(0x811c_9dc5_u32, |hash, c| (hash ^ u32::from(c)).wrapping_mul(0x0100_0193));
    hash as usize % count
}

/// The text of a file of words, from all parts, whatever their order.
pub fn words_of_file(parts: &[Sorted], at: usize) -> String {
    let mut found: Vec<Found> = parts.iter().flat_map(|part| part.words(at)).collect();
    found.sort_unstable_by_key(|found| (found.stem, found.word));
    let mut text = String::from("{");
    for of_stem in found.chunk_by(|a, b| a.stem == b.stem) {
        let mut entry = Entry::default();
        for found in of_stem {
            entry.notes.extend(found.notes());
            if found.word != found.stem && entry.forms.last().is_none_or(|last| last != found.word) {
                entry.forms.push(found.word.to_owned());
            }
        }
        if text.len() > 1 {
            text.push_str(",\n");
        }
        write_entry(of_stem[0].stem, entry, &mut text);
    }
    text.push_str("}\n");
    text
}

/// `"stem":[[other forms],count of notes,[weight,first note,steps to the next ones],…]`, heaviest first.
fn write_entry(stem: &str, mut entry: Entry, out: &mut String) {
    entry.notes.sort_unstable();
    entry.notes.dedup_by(|next, kept| {
        let is_same = next.0 == kept.0;
        if is_same {
            kept.1 = kept.1.saturating_add(next.1);
        }
        is_same
    });
    let mut by_weight: BTreeMap<std::cmp::Reverse<u8>, Vec<u32>> = BTreeMap::new();
    for (note, worth) in &entry.notes {
        by_weight.entry(std::cmp::Reverse(weight(*worth))).or_default().push(*note);
    }
    out.push_str(&format!("{}:[{},{}", json!(stem), json!(entry.forms), entry.notes.len()));
    let mut room = MOST_NOTES;
    for (weight, mut notes) in by_weight {
        notes.drain(..notes.len().saturating_sub(room));
        room -= notes.len();
        if !notes.is_empty() {
            out.push_str(&format!(",[{}", weight.0));
            for step in differences(notes) {
                out.push_str(&format!(",{step}"));
            }
            out.push(']');
        }
    }
    out.push(']');
}

/// What a word weighs in a note, from 1 to 15: it grows ever more slowly with what the word is worth there.
#[expect(clippy::cast_sign_loss, reason = "it is 1 or more")]
fn weight(worth: u16) -> u8 {
    ((f32::from(worth) / 3.0).ln_1p() * 3.0).round().clamp(1.0, 15.0) as u8
}

/// The first number, then how far it is from each to the next.
fn differences(sorted: Vec<u32>) -> impl Iterator<Item = u32> {
    let mut last = 0;
    sorted.into_iter().map(move |number| {
        let step = number - last;
        last = number;
        step
    })
}

/// What results show of the notes of a file, by number.
fn results(reads: &Reads<'_>, file: usize) -> Json {
    let shown = |(number, path): (u32, &SourcePath)| Some((number.to_string(), result(reads, path)?));
    Json::Object(reads.search_notes(&file).into_iter().filter_map(shown).collect())
}

fn result(reads: &Reads<'_>, path: &SourcePath) -> Option<Json> {
    let (note, words) = (reads.found(path)?, reads.words());
    let mut shown = Map::new();
    shown.insert("title".to_owned(), json!(note.brief.title));
    shown.insert("url".to_owned(), json!(reads.href(note.brief.url)));
    if !note.brief.summary.is_empty() {
        shown.insert("summary".to_owned(), json!(note.brief.summary));
    }
    // A draft says that it is one, and no more of how far it is; a plain page has no place for that.
    let status = note.brief.status.filter(|_| !note.draft && note.section.is_none());
    shown.extend(marks(words, note.brief.standing, status));
    if note.brief.standing.has(Lasting::Deprecated) {
        shown.insert("old".to_owned(), json!(true));
    }
    if let Some(folder) = note.section {
        let section = reads.section_head(folder).map_or("", |section| section.title);
        shown.insert("section".to_owned(), json!(section));
        return Some(Json::Object(shown));
    }
    if let Some(day) = note.date {
        shown.insert("date".to_owned(), json!([day.to_string(), words.date(day)]));
    }
    if let Some(status) = status {
        let (label, tone) = label_and_tone(words, status);
        shown.insert("status".to_owned(), json!([tone, label]));
    }
    let terms: Vec<&str> = note.stack.iter().map(|system| system.name.as_str()).collect();
    shown.insert("terms".to_owned(), json!(terms));
    if let Some(name) = note.difficulty {
        let level = note.level.map(Json::from);
        let label = Json::from(words.value("difficulty", name));
        shown.insert("difficulty".to_owned(), std::iter::once(label).chain(level).collect());
    }
    shown.insert("minutes".to_owned(), json!(note.reading_time));
    Some(Json::Object(shown))
}

/// What is known of a note whatever the day is, but for what a status beside it says (`said`), and the days that the rest depends
/// on: `states` has the tone of each with its label, and the day until which it holds; `waits` is the one that holds from `until`
/// on; `due` is the day of the review.
fn marks(words: &Words, standing: Standing, said: Option<&str>) -> Map<String, Json> {
    let until = standing.deferred_until.map(|day| day.to_string());
    let mark = |state: Lasting| {
        let label = view::label(words, standing, state);
        match until.as_ref().filter(|_| state == Lasting::Deferred) {
            Some(until) => json!([view::tone(state), label, until]),
            None => json!([view::tone(state), label]),
        }
    };
    let states = standing.shown().filter(|state| said != Some(state.name()));
    let states: Vec<Json> = states.map(mark).collect();
    let due = |day: Date| json!([day.to_string(), words.fill("due_on", &[("date", &words.date(day))])]);
    let known = [
        ("states", (!states.is_empty()).then(|| Json::from(states))),
        ("waits", standing.waits().map(mark)),
        ("until", until.as_deref().map(Json::from)),
        ("due", standing.review_due.map(due)),
    ];
    known.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_lists_the_heaviest_notes_and_how_many_there_are() {
        let entry = Entry { forms: vec!["renewal".to_owned()], notes: vec![(7, 3), (2, 3), (5, 60), (2, 1)] };
        let mut out = String::new();
        write_entry("renew", entry, &mut out);
        assert_eq!(out, r#""renew":[["renewal"],3,[9,5],[3,2],[2,7]]"#);
    }

    #[test]
    fn words_with_one_beginning_are_in_one_file() {
        assert_eq!(shard("proxy", 512), shard("pro", 512));
        assert_eq!(
            (shard("go", 8), shard("über", 512)),
            (3, 218),
            "the theme's script works it out in the same way"
        );
    }
}
