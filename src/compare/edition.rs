//! What an output says of itself: the files of its manifest, the notes of its `notes.json`, and the hashes of their texts.
//!
//! A front matter is its author's, and any of its fields can have any shape. One that has another shape than expected counts
//! as absent, and what is no field that we know is kept as a hash, to tell that it changed.

use std::collections::BTreeMap;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use foldhash::{HashMap, HashMapExt};
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;
use xxhash_rust::xxh3::Xxh3;

use super::Left;
use crate::model::route::TEXTS;
use crate::path::{OutputPath, UrlPath};

/// An output of a site.
#[derive(Debug)]
pub struct Edition {
    /// What each file holds, as a hash.
    pub(super) files: BTreeMap<OutputPath, Arc<str>>,
    /// Its notes, by address.
    pub(super) notes: Vec<Note>,
    /// Which note each of their pages is.
    pages: HashMap<OutputPath, usize>,
}

/// A note, as far as a list of all notes tells of it.
#[derive(Clone, Debug, Default)]
pub struct Note {
    /// Its address on the site.
    pub address: UrlPath,
    /// Its full address.
    pub url: String,
    /// Its file.
    pub path: Option<String>,
    /// What it is called.
    pub title: Option<String>,
    pub(super) reference: Option<String>,
    pub(super) body_hash: Option<String>,
    pub(super) status: Option<String>,
    pub(super) version: Option<String>,
    pub(super) last_reviewed: Option<String>,
    /// All other fields, with hashes of their values, in order.
    pub(super) fields: Vec<(String, u64)>,
}

/// What a `notes.json` holds: notes, or how many files they are in.
#[derive(Debug)]
pub enum Listed {
    /// Notes, not yet with their addresses on the site.
    Notes(Vec<Note>),
    /// The number of further files, which are numbered from 1.
    Parts(usize),
}

impl Listed {
    /// Reads it.
    ///
    /// # Errors
    /// It is no such list.
    pub fn parse(bytes: &[u8]) -> serde_json::Result<Self> {
        #[derive(serde::Deserialize)]
        struct File {
            notes: Option<Vec<Note>>,
            parts: Option<Vec<IgnoredAny>>,
        }
        let file: File = serde_json::from_slice(bytes)?;
        match (file.notes, file.parts) {
            (Some(notes), _) => Ok(Self::Notes(notes)),
            (None, Some(parts)) => Ok(Self::Parts(parts.len())),
            (None, None) => Err(serde::de::Error::missing_field("notes")),
        }
    }
}

impl Edition {
    /// An output with these files and notes. A note whose page is not among the files is none.
    pub fn new(mut files: BTreeMap<OutputPath, Arc<str>>, listed: Vec<Note>) -> Self {
        // What it holds is told with the notes.
        files.retain(|path, _| path.as_str() != TEXTS);
        let base = base_url(&files, &listed);
        let mut notes = Vec::with_capacity(listed.len());
        for mut note in listed {
            if let Some((address, _)) = page_of(&files, &base, &note.url) {
                note.address = address;
                notes.push(note);
            }
        }
        notes.sort_by(|note, other| note.address.cmp(&other.address));
        notes.dedup_by(|note, other| note.address == other.address);
        let pages = notes.iter().enumerate().map(|(at, note)| (note.address.output(), at)).collect();
        Self { files, notes, pages }
    }

    /// The same with the hashes of the bodies of notes, by their addresses.
    #[must_use]
    pub fn with_texts(mut self, mut texts: BTreeMap<String, String>) -> Self {
        for note in &mut self.notes {
            note.body_hash = texts.remove(note.address.as_str());
        }
        self
    }

    /// How many notes it has.
    pub fn note_count(&self) -> usize {
        self.notes.len()
    }

    /// How many pages it has, those of notes among them.
    pub fn page_count(&self) -> usize {
        self.files.keys().filter(|path| super::file::is_page(path)).count()
    }

    /// Whether a file is the page of a note.
    pub(super) fn is_note(&self, path: &OutputPath) -> bool {
        self.pages.contains_key(path)
    }

    /// What is at an address.
    pub(super) fn left(&self, address: &UrlPath) -> Left {
        let path = address.output();
        match self.files.contains_key(&path) {
            _ if self.is_note(&path) => Left::Note,
            true => Left::Page,
            false => Left::Nothing,
        }
    }
}

/// The address of a note on the site and its page, from its full address; None where there is no such page.
fn page_of(files: &BTreeMap<OutputPath, Arc<str>>, base: &str, url: &str) -> Option<(UrlPath, OutputPath)> {
    let rest = url.strip_prefix(base).filter(|rest| rest.starts_with('/'))?;
    let address = UrlPath::file(rest);
    let page = address.output();
    files.contains_key(&page).then_some((address, page))
}

/// How many notes are asked where the site begins: one may have a `url` of its author's own.
const MOST_ASKED: usize = 8;

/// What all addresses begin with: that under which most notes have a page, for the site may stand in a folder of its host.
fn base_url(files: &BTreeMap<OutputPath, Arc<str>>, notes: &[Note]) -> String {
    let mut votes: HashMap<&str, usize> = HashMap::new();
    let mut best = ("", 0);
    for note in notes.iter().step_by((notes.len() / MOST_ASKED).max(1)) {
        let origin = note.url.find("://").map_or(0, |at| at + "://".len());
        for (at, _) in note.url.match_indices('/').filter(|(at, _)| *at >= origin) {
            let base = &note.url[..at];
            let count = *votes.entry(base).or_insert_with(|| {
                notes.iter().filter(|note| page_of(files, base, &note.url).is_some()).count()
            });
            if count > best.1 {
                best = (base, count);
            }
        }
    }
    best.0.to_owned()
}

impl<'de> Deserialize<'de> for Note {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = Note;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a note")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Note, A::Error> {
                let mut note = Note::default();
                while let Some((key, value)) = map.next_entry::<String, Value>()? {
                    note.take(key, value);
                }
                note.fields.sort();
                Ok(note)
            }
        }
        from.deserialize_map(Fields)
    }
}

impl Note {
    fn take(&mut self, key: String, value: Value) {
        match key.as_str() {
            "url" => self.url = text(value).unwrap_or_default(),
            "path" => self.path = text(value),
            "title" => self.title = text(value),
            "reference" => self.reference = text(value),
            // They follow from the last review, from the settings of the site, and from files that are no part of it.
            "review_due" | "review_deferred_until" | "review_states" => {}
            "revision" => match value {
                Value::Object(map) => map.into_iter().for_each(|(key, value)| self.take_state(&key, value)),
                other => self.fields.push((key, hash(&other))),
            },
            _ => self.fields.push((key, hash(&value))),
        }
    }

    fn take_state(&mut self, key: &str, value: Value) {
        match key {
            "status" => self.status = text(value),
            "version" => self.version = text(value),
            "last_reviewed" => self.last_reviewed = text(value),
            _ => self.fields.push((format!("revision.{key}"), hash(&value))),
        }
    }
}

/// A value that is a line of text, or stands for one.
fn text(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn hash(value: &Value) -> u64 {
    let mut hasher = Xxh3::new();
    value.hash(&mut hasher);
    hasher.finish()
}
