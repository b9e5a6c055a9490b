//! The search index of a site: small files that the reader's browser asks for as it needs them, so that a query on a
//! site of any size costs a few of them.
//!
//! `search/index.json` says how many files there are; `search/words/N.json` holds the words whose first three letters
//! fall to that file, with the notes that have them; `search/notes/N.json` what a result shows of [`NOTES_IN_FILE`] notes;
//! `search/facets/NAME.json` the notes of each term of an index. Notes are numbered from the oldest, so that a new one
//! leaves the numbers of others as they are.

mod part;
pub mod words;

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use crate::model::search::{File, NOTES_IN_FILE, facets, notes_of_file};
use crate::model::{NoteId, Site};
use crate::render::view::label;
use crate::render::view::note::status;
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

/// The number of a note in the index: from the oldest.
fn number(site: &Site, id: NoteId) -> u32 {
    (site.notes.len() - 1 - id) as u32
}

/// The index of a site, ready to be written.
#[derive(Debug)]
pub struct Index {
    /// A hash of all words: what a browser kept of an older index is not used with this one.
    version: String,
    words: Vec<String>,
}

/// A stem: the words that have it, and the notes that have those.
#[derive(Default)]
struct Entry {
    forms: Vec<String>,
    notes: Vec<(u32, u16)>,
}

impl Index {
    /// The index of a site whose files of words are known.
    pub fn of_files(site: &Site, files: Vec<String>) -> Self {
        let mut hasher = blake3::Hasher::new();
        for file in &files {
            hasher.update(file.as_bytes());
        }
        for page in &site.notes {
            hasher.update(page.url.as_str().as_bytes());
        }
        Self { version: hasher.finalize().to_hex()[..10].to_owned(), words: files }
    }

    fn start(&self, site: &Site) -> Json {
        let facet = |at: usize| {
            let taxonomy = &site.taxonomies[at];
            let mut terms: Vec<_> = taxonomy.terms.iter().collect();
            terms.sort_by_key(|term| std::cmp::Reverse(term.notes.len()));
            let terms: Vec<_> = terms
                .into_iter()
                .take(TERMS_OFFERED)
                .map(|term| json!([term.slug, label(&taxonomy.config.field, &term.name), term.notes.len()]))
                .collect();
            json!({ "name": taxonomy.config.name, "title": taxonomy.config.title, "terms": terms })
        };
        json!({
            "version": self.version, "notes": site.notes.len(), "notes_in_file": NOTES_IN_FILE,
            "word_files": self.words.len(), "facets": facets(site).map(facet).collect::<Vec<_>>(),
        })
    }
}

/// The text of a file. Those of words, and the first one, need the index; the others are made from the site alone.
pub fn file(index: Option<&Index>, site: &Site, theme: &Words, file: File) -> String {
    let json = match file {
        File::Words(at) => {
            return index.and_then(|index| index.words.get(at)).cloned().unwrap_or_default();
        }
        File::Start => index.map(|index| index.start(site)).unwrap_or_default(),
        File::Notes(at) => results(site, theme, at),
        File::Facet(at) => {
            let terms = site.taxonomies[at].terms.iter();
            Json::Object(terms.map(|term| (term.slug.clone(), steps(site, &term.notes))).collect())
        }
        File::Sections => {
            let sections = site.sections[0].children.iter().map(|id| &site.sections[*id]);
            let of = |section: &crate::model::Section| (section.folder.clone(), steps(site, &section.notes));
            Json::Object(sections.map(of).collect())
        }
    };
    format!("{json}\n")
}

/// The file that holds a word: by a hash (FNV-1a, 32 bits) of its first letters, so that the beginning of a word is
/// enough to find it.
fn shard(word: &str, count: usize) -> usize {
    let hash = beginning(word)
        .chars()
        .fold(0x811c_9dc5_u32, |hash, c| (hash ^ u32::from(c)).wrapping_mul(0x0100_0193));
    hash as usize % count
}

/// The text of a file of words, from all parts, whatever their order.
pub fn words_of_file(parts: &[Sorted], at: usize) -> String {
    let mut found: Vec<Found> = parts.iter().flat_map(|part| part.words(at)).collect();
    // Stable, so that the notes of parts in order stay in runs.
    found.sort_by_key(|found| (found.stem, found.word));
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

fn steps(site: &Site, ids: &[NoteId]) -> Json {
    let mut numbers: Vec<u32> = ids.iter().map(|id| number(site, *id)).collect();
    numbers.sort_unstable();
    json!(differences(numbers).collect::<Vec<_>>())
}

/// What results show of the notes of a file.
fn results(site: &Site, theme: &Words, file: usize) -> Json {
    notes_of_file(site, file).map(|id| result(site, theme, id)).collect()
}

fn result(site: &Site, theme: &Words, id: NoteId) -> Json {
    let page = &site.notes[id];
    let note = &page.note;
    let mut shown = Map::new();
    shown.insert("title".to_owned(), json!(note.face.title));
    shown.insert("url".to_owned(), json!(site.href(&page.url)));
    if !note.face.summary.is_empty() {
        shown.insert("summary".to_owned(), json!(note.face.summary));
    }
    if !page.is_dated {
        shown.insert("section".to_owned(), json!(site.sections[page.section].title));
        return Json::Object(shown);
    }
    if let Some(day) = note.face.date {
        shown.insert("date".to_owned(), json!([day.date.to_string(), theme.date(day.date)]));
    }
    if let Some(status) = status(site, theme, note) {
        shown.insert("status".to_owned(), json!([status.tone, status.label]));
    }
    let mut terms: Vec<String> = note.face.stack.iter().map(|system| system.name.clone()).collect();
    let difficulty = note.face.difficulty.as_deref();
    terms.extend(difficulty.map(|name| label("difficulty", name)));
    shown.insert("terms".to_owned(), json!(terms));
    Json::Object(shown)
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
