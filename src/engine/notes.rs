//! Files to notes: each is read, parsed and validated by itself, on all processors; those that a recall knows are taken
//! from there.

use std::any::Any;
use std::collections::{BTreeMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use rayon::prelude::*;

use super::Options;
use super::memo::note::text_hash;
use super::picture::{other_files, other_formats};
use super::recall::{Recall, Recalled};
use crate::config::{Config, TaxonomyConfig};
use crate::corpus::{Corpus, SectionFile, below_content, folders_up};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::AT_ONCE;
use crate::model::route::is_note;
use crate::note::Note;
use crate::parse::{Document, Extensions, Limits, parse, secret};
use crate::path::SourcePath;
use crate::render::highlight::language;
use crate::source::{Listed, Source};
use crate::span::Span;
use crate::validate::{self, Rules, Schema};

/// What all files gave.
pub(super) struct Judged {
    /// The notes, sections and other files.
    pub(super) corpus: Corpus,
    /// The notes in parts, in order of their paths.
    pub(super) notes: Vec<Arc<Note>>,
    /// Their faults.
    pub(super) faults: Vec<Diagnostic>,
    /// Their texts.
    pub(super) texts: Vec<(SourcePath, Arc<str>)>,
}

/// Reads, parses and validates all files. `settings` is the text of site.toml.
pub(super) fn judge(
    source: &dyn Source,
    files: &[Listed],
    config: &Config,
    options: &Options,
    settings: &str,
    recall: &mut Recall,
) -> Judged {
    let pages = files.iter().filter(|file| is_note(&file.path));
    let (section_files, note_files): (Vec<&Listed>, Vec<&Listed>) =
        pages.partition(|file| file.path.is_section());
    let mut faults = Vec::new();
    let mut texts = Vec::with_capacity(files.len());
    let mut sections = Vec::with_capacity(section_files.len());
    let read: Vec<ReadSection> =
        section_files.par_iter().filter_map(|file| read_section(source, file, config)).collect();
    for (section, text, own) in read {
        faults.extend(own);
        texts.push((section.path.clone(), text));
        sections.push(Arc::new(section));
    }
    let schemas = Schemas::new(config, &sections);
    faults.extend(schemas.faults.iter().cloned());
    faults.extend(other_formats(files));
    recall.begin(rules_fingerprint(settings, options, &texts));
    let judging = Judging { source, config, options, schemas: &schemas, recall };
    let judge = |file: &&Listed| Some((file.path.clone(), judging.note(file)?));
    let judged: Vec<(SourcePath, Recalled)> =
        note_files.par_iter().with_max_len(AT_ONCE).filter_map(judge).collect();
    let mut notes = Vec::with_capacity(judged.len());
    for (path, recalled) in &judged {
        notes.push(Arc::clone(&recalled.note));
        faults.extend(recalled.faults.iter().cloned());
        texts.extend(recalled.text.clone().map(|text| (path.clone(), text)));
    }
    recall.end(judged);
    let files = other_files(source, files, recall);
    let profiles = notes.iter().map(|note| note.profile.clone()).collect();
    Judged { corpus: Corpus::new(profiles, sections, files), notes, faults, texts }
}

/// What the judgement of a note needs.
struct Judging<'a> {
    source: &'a dyn Source,
    config: &'a Config,
    options: &'a Options,
    schemas: &'a Schemas<'a>,
    recall: &'a Recall,
}

impl Judging<'_> {
    /// The note of a file; nothing where the file went away.
    fn note(&self, file: &Listed) -> Option<Recalled> {
        if let Some(known) = self.recall.known(file) {
            return Some(known.clone());
        }
        let mut judged = guarded(file, self.schemas, self.options, || {
            if let Some((note, faults, hash)) = self.recall.untouched(file) {
                let (note, faults) = (Arc::new(note), faults.into());
                return Some(Recalled { stamp: file.stamp(), text: None, hash, note, faults });
            }
            let bytes = match self.source.read(&file.path) {
                Ok(bytes) => bytes,
                Err(error) => {
                    let read = unread_file(file, &error)?;
                    return Some(validated(file, read, self.schemas, self.options));
                }
            };
            let hash = text_hash(&bytes);
            Some(match self.recall.on_disk(&file.path, hash) {
                Some((note, faults)) => Recalled {
                    stamp: file.stamp(),
                    text: Some(String::from_utf8_lossy(&bytes).into()),
                    hash,
                    note: Arc::new(note),
                    faults: faults.into(),
                },
                None => validated(file, document(&file.path, bytes, self.config), self.schemas, self.options),
            })
        })?;
        judged.text = self.recall.hold(judged.text);
        Some(judged)
    }
}

/// What `judge` makes of a file. Where it panics, which is a fault of ours, the file is one that can't be read: its note
/// is not published, and all others are.
fn guarded(
    file: &Listed,
    schemas: &Schemas<'_>,
    options: &Options,
    judge: impl FnOnce() -> Option<Recalled>,
) -> Option<Recalled> {
    catch_unwind(AssertUnwindSafe(judge))
        .unwrap_or_else(|panic| Some(validated(file, stopped(&file.path, &*panic), schemas, options)))
}

/// A file that we failed on.
fn stopped(path: &SourcePath, panic: &(dyn Any + Send)) -> Read {
    let mut read = unread(path, super::fault_of_ours(path, "the file can't be judged", panic));
    // What it lacks is not known either.
    read.document.front_is_whole = false;
    read
}

/// A section, its text, and its faults.
type ReadSection = (SectionFile, Arc<str>, Vec<Diagnostic>);

fn read_section(source: &dyn Source, file: &Listed, config: &Config) -> Option<ReadSection> {
    let judge = |read: Read| {
        let (mut section, schema_faults) = SectionFile::read(&read.document);
        section.draft |= may_be_draft(&read);
        let mut faults = validate::section(&read.document, &read.text);
        faults.extend(read.document.diagnostics);
        faults.extend(schema_faults);
        (section, read.text, faults)
    };
    catch_unwind(AssertUnwindSafe(|| read(source, file, config).map(judge)))
        .unwrap_or_else(|panic| Some(judge(stopped(&file.path, &*panic))))
}

/// Whether a section's file may ask for its folder to be left out, though its front matter can't be read. The file is at
/// fault then; what it meant to hold back is not published for that.
fn may_be_draft(read: &Read) -> bool {
    let document = &read.document;
    let is_closed = |fault: &Diagnostic| matches!(fault.code, Code::UnreadableFile | Code::InternalError);
    if document.diagnostics.iter().any(is_closed) {
        return true;
    }
    let is_known = match document.front {
        Some(_) => document.front_is_whole && document.lost.is_empty(),
        None => document.front_is_whole && !read.text.lines().take(MOST_FRONT_LINES).any(is_fence),
    };
    let says_so = |line: &str| {
        let (key, value) = line.split_once(':').unwrap_or_default();
        let key = key.trim_matches(|c: char| c.is_whitespace() || "\"'{,".contains(c));
        key.eq_ignore_ascii_case("draft") && value.trim() != "false"
    };
    !is_known && read.text.lines().take(MOST_FRONT_LINES).any(says_so)
}

/// Whether a line may open a front matter that was not taken for one.
fn is_fence(line: &str) -> bool {
    let line = line.trim();
    line == "+++" || line == "---" || line.starts_with("--- ")
}

/// Lines in which a front matter that can't be read may stand.
const MOST_FRONT_LINES: usize = 500;

fn validated(file: &Listed, read: Read, schemas: &Schemas<'_>, options: &Options) -> Recalled {
    let Read { document, text, hash } = read;
    let rules = Rules {
        schema: schemas.of(below_content(document.path.folder())),
        taxonomies: schemas.taxonomies,
        today: options.today,
        knows_language: language::is_known,
        near_language: language::nearest,
    };
    let (note, mut faults) = validate::note(&document, &text, &rules);
    faults.extend(document.diagnostics);
    Recalled { stamp: file.stamp(), text: Some(text), hash, note: Arc::new(note), faults: faults.into() }
}

/// What the judgement of every note depends on besides its own text.
fn rules_fingerprint(settings: &str, options: &Options, sections: &[(SourcePath, Arc<str>)]) -> u64 {
    let mut hasher = xxhash_rust::xxh3::Xxh3::new();
    hasher.update(settings.as_bytes());
    hasher.update(format!("{:?}", options.today).as_bytes());
    for (path, text) in sections {
        hasher.update(path.as_str().as_bytes());
        hasher.update(&[0]);
        hasher.update(text.as_bytes());
        hasher.update(&[0]);
    }
    hasher.digest()
}

/// A file that was read, its text, and the hash of its bytes.
struct Read {
    document: Document,
    text: Arc<str>,
    hash: u128,
}

fn read(source: &dyn Source, file: &Listed, config: &Config) -> Option<Read> {
    match source.read(&file.path) {
        Ok(bytes) => Some(document(&file.path, bytes, config)),
        Err(error) => unread_file(file, &error),
    }
}

/// A file that can't be read; nothing where it went away since the folder was listed.
fn unread_file(file: &Listed, error: &std::io::Error) -> Option<Read> {
    let is_there = error.kind() != std::io::ErrorKind::NotFound;
    is_there.then(|| unread(&file.path, super::unreadable(&file.path, error)))
}

fn document(path: &SourcePath, bytes: Vec<u8>, config: &Config) -> Read {
    let mut read = parsed(path, bytes, config);
    read.document.diagnostics.extend(secret::faults(path, &secret::find(&read.text)));
    read
}

fn parsed(path: &SourcePath, bytes: Vec<u8>, config: &Config) -> Read {
    let hash = text_hash(&bytes);
    match String::from_utf8(bytes) {
        Ok(text) => {
            let document = parse(path, &text, config.limits, config.extensions);
            Read { document, text: text.into(), hash }
        }
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let byte = error.as_bytes().get(at).copied().unwrap_or(0);
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            let message = format!("the file is not UTF-8: byte {at} is 0x{byte:02x}");
            let fault =
                Diagnostic::new(Code::NotUtf8, path, Span::new(at, at + '\u{fffd}'.len_utf8()), message);
            let mut read = unread(path, fault.help("save the file as UTF-8"));
            read.text = text.into();
            read.hash = hash;
            read
        }
    }
}

/// A file of which nothing is known but a fault.
fn unread(path: &SourcePath, fault: Diagnostic) -> Read {
    let mut document = parse(path, "", Limits::default(), Extensions::default());
    document.diagnostics = vec![fault];
    Read { document, text: "".into(), hash: 0 }
}

/// The schema of each folder that has one of its own.
struct Schemas<'a> {
    taxonomies: &'a [TaxonomyConfig],
    of_site: Schema,
    of_folders: BTreeMap<String, Schema>,
    faults: Vec<Diagnostic>,
}

impl<'a> Schemas<'a> {
    fn new(config: &'a Config, sections: &[Arc<SectionFile>]) -> Self {
        let mut schemas = Self {
            taxonomies: &config.taxonomies,
            of_site: Schema::of_notes(&config.schema, None),
            of_folders: BTreeMap::new(),
            faults: Vec::new(),
        };
        for section in sections {
            if let Some(own) = &section.schema {
                let schema = Schema::of_notes(&config.schema, Some(own));
                let names: HashSet<&str> =
                    schemas.of_site.unknown_required.iter().map(|name| name.value.as_str()).collect();
                let new = validate::unknown_required(&schema, &section.path);
                schemas.faults.extend(
                    new.into_iter().filter(|fault| {
                        !names.iter().any(|name| fault.message.contains(&format!("`{name}`")))
                    }),
                );
                schemas.of_folders.insert(section.folder().to_owned(), schema);
            }
        }
        schemas
    }

    fn of(&self, folder: &str) -> &Schema {
        folders_up(folder).find_map(|folder| self.of_folders.get(folder)).unwrap_or(&self.of_site)
    }
}
