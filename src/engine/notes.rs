//! Files to notes: each is read, parsed and validated by itself, on all processors; those that are known are taken
//! from there.

use std::any::Any;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use foldhash::{HashMap, HashSet};

use super::files::{Files, Judged, Notes, Rest, hash_of};
use super::picture::{other_files, other_formats};
use super::text;
use crate::config::{Config, TaxonomyConfig};
use crate::corpus::{Corpus, SectionFile, below_content, folders_up, schema_within};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::route::is_note;
use crate::note::{Note, is_draft, says_draft};
use crate::parallel;
use crate::parse::{Document, Extensions, Limits, parse, secret};
use crate::path::SourcePath;
use crate::render::highlight::language;
use crate::source::{Listed, Source};
use crate::validate::{self, Rules, Schema};

/// What all files gave.
pub(super) struct Found {
    /// The notes, sections and other files.
    pub(super) corpus: Corpus,
    /// The notes, in order of their paths.
    pub(super) notes: Arc<Notes>,
    /// Their faults.
    pub(super) faults: Vec<Diagnostic>,
    /// The texts of the sections.
    pub(super) texts: Vec<(SourcePath, Arc<str>)>,
    /// A fingerprint of the settings and the sections.
    pub(super) surroundings: u64,
}

/// Reads, parses and validates all files. `settings` is the text of site.toml.
pub(super) fn judge(
    source: &dyn Source,
    files: &[Listed],
    config: &Config,
    settings: &str,
    known: &mut Files,
) -> Found {
    let pages = files.iter().filter(|file| is_note(&file.path));
    let section_pages = section_pages(pages.clone().map(|file| &file.path), &config.section_pages);
    let (section_files, note_files): (Vec<&Listed>, Vec<&Listed>) =
        pages.partition(|file| section_pages.contains(&file.path));
    let schema = Schema::of_sections(&config.schema);
    let mut faults = Vec::new();
    let mut texts = Vec::with_capacity(section_files.len());
    let mut sections = Vec::with_capacity(section_files.len());
    known.begin_sections(fingerprint(settings, std::iter::empty()));
    let read = |file: &&Listed| {
        let section = known.section(file, || read_section(source, file, config, &schema))?;
        Some((file.path.clone(), (file.stamp(), section)))
    };
    let read: Vec<_> = parallel::map(&section_files, read).into_iter().flatten().collect();
    for (path, (_, (section, text, own))) in &read {
        faults.extend(own.iter().cloned());
        texts.push((path.clone(), Arc::clone(text)));
        sections.push(Arc::clone(section));
    }
    known.end_sections(read.into_iter().collect());
    let schemas = Schemas::new(config, &sections);
    faults.extend(schemas.faults.iter().cloned());
    faults.extend(other_formats(files));
    let with_schema = sections.iter().zip(&texts).filter(|(section, _)| section.has_rules());
    let rules = fingerprint(settings, with_schema.map(|(_, text)| text));
    known.begin(rules);
    let judging = Judging { source, config, schemas: &schemas, known };
    let before = known.known(&note_files);
    let judge = |at: usize| {
        let file = note_files[at];
        Some((file.path.clone(), judging.note(file, before[at].clone())?))
    };
    let judged: Vec<(SourcePath, Arc<Judged>)> =
        parallel::range(note_files.len(), judge).into_iter().flatten().collect();
    let profiles = judged.iter().map(|(_, judged)| judged.profile.clone()).collect();
    faults.extend(judged.iter().flat_map(|(_, judged)| judged.faults.iter().cloned()));
    let notes = known.end(judged);
    let (files, unread) = other_files(source, files, known);
    faults.extend(unread);
    let surroundings = fingerprint(settings, texts.iter());
    Found { corpus: Corpus::new(profiles, sections, files), notes, faults, texts, surroundings }
}

/// The files that are the pages of their folders: `_index.md`, else the one whose name comes first among `names`. One by itself
/// is a note all the same.
fn section_pages<'f>(
    paths: impl Iterator<Item = &'f SourcePath> + Clone,
    names: &[String],
) -> HashSet<&'f SourcePath> {
    let mut pages: HashSet<&SourcePath> = paths.clone().filter(|path| path.is_section()).collect();
    if names.is_empty() {
        return pages;
    }
    let with_page: HashSet<&str> = pages.iter().map(|path| path.folder()).collect();
    let rank = |path: &SourcePath| names.iter().position(|name| name == path.file_name());
    let mut found: HashMap<&str, (usize, &SourcePath)> = HashMap::default();
    for path in paths.clone().filter(|path| !with_page.contains(path.folder())) {
        let Some(rank) = rank(path) else { continue };
        let best = found.entry(path.folder()).or_insert((rank, path));
        if rank < best.0 {
            *best = (rank, path);
        }
    }
    if found.is_empty() {
        return pages;
    }
    let is_page = |path: &SourcePath| found.get(path.folder()).is_some_and(|(_, page)| *page == path);
    let mut with_others: HashSet<&str> = HashSet::default();
    for path in paths {
        let above = folders_up(path.folder()).skip(usize::from(is_page(path)));
        with_others.extend(above);
    }
    pages.extend(found.values().map(|(_, path)| *path).filter(|path| with_others.contains(path.folder())));
    pages
}

/// What the judgement of a note needs.
struct Judging<'a> {
    source: &'a dyn Source,
    config: &'a Config,
    schemas: &'a Schemas<'a>,
    known: &'a Files,
}

impl Judging<'_> {
    /// The note of a file, if it is not as it was `before`; nothing where the file went away.
    fn note(&self, file: &Listed, before: Option<Arc<Judged>>) -> Option<Arc<Judged>> {
        if before.is_some() {
            return before;
        }
        let mut judged = guarded(file, self.schemas, || self.read(file))?;
        judged.text = self.known.hold(judged.text);
        // What is not held is stored.
        if judged.text.is_none() && judged.hash != 0 && self.known.is_stored() {
            judged.rest = None;
        }
        Some(Arc::new(judged))
    }

    /// The note of a file that this process does not know, or not as it is now.
    fn read(&self, file: &Listed) -> Option<Judged> {
        if let Some(stored) = self.known.untouched(file) {
            return Some(stored);
        }
        let bytes = match self.source.read(&file.path) {
            Ok(bytes) => bytes,
            Err(error) => {
                return Some(validated(file, unread_file(file, &error)?, self.schemas));
            }
        };
        if let Some(stored) = self.known.of_text(file, hash_of(&bytes)) {
            let text = Some(String::from_utf8_lossy(&bytes).into());
            return Some(Judged { text, ..stored });
        }
        let read = document(&file.path, bytes, self.config);
        let judged = validated(file, read, self.schemas);
        self.known.learn(file, &judged);
        Some(judged)
    }
}

/// A note of this text, which may be no file yet.
pub(super) fn of_text(
    path: &SourcePath,
    text: &str,
    config: &Config,
    sections: &[Arc<SectionFile>],
) -> Judged {
    let file = Listed { path: path.clone(), size: text.len() as u64, modified: 0 };
    let read = document(path, text.as_bytes().to_vec(), config);
    validated(&file, read, &Schemas::new(config, sections))
}

/// What `judge` makes of a file. Where it panics, which is a fault of ours, the file is one that can't be read: its note
/// is not published, and all others are.
fn guarded(file: &Listed, schemas: &Schemas<'_>, judge: impl FnOnce() -> Option<Judged>) -> Option<Judged> {
    catch_unwind(AssertUnwindSafe(judge))
        .unwrap_or_else(|panic| Some(validated(file, stopped(&file.path, &*panic), schemas)))
}

/// A file that we failed on.
fn stopped(path: &SourcePath, panic: &(dyn Any + Send)) -> Read {
    let mut read = unread(path, super::build::fault_of_ours(path, "the file can't be checked", panic));
    // What it lacks is not known either.
    read.document.front_is_whole = false;
    read
}

/// A section, its text, and its faults.
pub(super) type ReadSection = (Arc<SectionFile>, Arc<str>, Arc<[Diagnostic]>);

fn read_section(source: &dyn Source, file: &Listed, config: &Config, schema: &Schema) -> Option<ReadSection> {
    let judge = |read: Read| {
        let (mut section, schema_faults) = SectionFile::read(&read.document, &read.text);
        section.draft |= is_closed(&read.document);
        let mut faults = validate::section(&read.document, &read.text, &rules(schema, &config.taxonomies));
        for fault in &mut faults {
            schema.renames.tell(fault);
        }
        faults.extend(read.document.diagnostics);
        faults.extend(schema_faults);
        point(&mut faults, &read.text);
        (Arc::new(section), read.text, faults.into())
    };
    catch_unwind(AssertUnwindSafe(|| read(source, file, config).map(judge)))
        .unwrap_or_else(|panic| Some(judge(stopped(&file.path, &*panic))))
}

/// Whether nothing is known of a section's file: what it meant to hold back is not published for that.
fn is_closed(document: &Document) -> bool {
    let is_closed = |fault: &Diagnostic| matches!(fault.code, Code::UnreadableFile | Code::InternalError);
    document.diagnostics.iter().any(is_closed)
}

pub(super) fn rules<'a>(schema: &'a Schema, taxonomies: &'a [TaxonomyConfig]) -> Rules<'a> {
    Rules { schema, taxonomies, knows_language: language::is_known, near_language: language::nearest }
}

fn validated(file: &Listed, read: Read, schemas: &Schemas<'_>) -> Judged {
    let Read { document, text, hash } = read;
    let rules = rules(schemas.of(below_content(document.path.folder())), schemas.taxonomies);
    let (Note { profile, marks, words, body }, mut faults) = validate::note(&document, &text, &rules);
    for fault in &mut faults {
        rules.schema.renames.tell(fault);
    }
    faults.extend(document.diagnostics);
    point(&mut faults, &text);
    let (text, rest, stamp) = (Some(text), Some((words, body)), file.stamp());
    Judged { stamp, text, hash, profile, marks, rest, faults: faults.into() }
}

/// Longest text that is remembered of what a fault points at, in bytes.
const MOST_POINTED: usize = 1000;

/// Says what the faults of a file point at, where no key does: they are told from each other by that, when the text is no longer
/// at hand. Of a file with secrets only what can be shown.
fn point(faults: &mut [Diagnostic], text: &str) {
    let has_secrets = faults.iter().any(|fault| fault.code == Code::Secret);
    let shown = if has_secrets { secret::masked(text) } else { text.into() };
    for fault in faults.iter_mut().filter(|fault| fault.key.is_none() && fault.pointed.is_none()) {
        let range = fault.span.range();
        let mut end = range.end.min(range.start + MOST_POINTED).min(shown.len());
        while !shown.is_char_boundary(end) {
            end -= 1;
        }
        fault.pointed = shown.get(range.start..end).map(Box::from);
    }
}

/// The words and the body of a note, made once more from its text.
pub(super) fn rest_of_text(path: &SourcePath, text: &str, config: &Config) -> Rest {
    let document = renamed(path, text, config);
    let Note { words, body, .. } = validate::read::note(&document, text, &config.taxonomies);
    (words, body)
}

/// A fingerprint of the settings and of some files of sections.
fn fingerprint<'s>(settings: &str, sections: impl Iterator<Item = &'s (SourcePath, Arc<str>)>) -> u64 {
    let mut hasher = xxhash_rust::xxh3::Xxh3::new();
    hasher.update(settings.as_bytes());
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

/// A text as the site reads it: fields of other tools have our names, and what the settings say of a note is said.
pub(super) fn renamed(path: &SourcePath, text: &str, config: &Config) -> Document {
    let mut document = parse(path, text, config.limits, config.extensions);
    config.schema.renames.apply(&mut document);
    config.owners.apply(&mut document);
    document.of_settings.shows_reason = config.reviews.shows_reasons;
    document.says_draft = says_draft(&document, text, config.schema.renames.name_of("draft"));
    document
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
    let hash = hash_of(&bytes);
    let (text, fault) = text::decoded(path, bytes);
    match fault {
        None => {
            let document = renamed(path, &text, config);
            Read { document, text: text.into(), hash }
        }
        Some(fault) => {
            let mut read = unread(path, fault);
            // What can be read of it is not taken, but for what it holds back.
            let lossy = renamed(path, &text, config);
            read.document.says_draft = lossy.says_draft || lossy.front.as_ref().is_some_and(is_draft);
            Read { text: text.into(), hash, ..read }
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
pub(super) struct Schemas<'a> {
    taxonomies: &'a [TaxonomyConfig],
    of_site: Schema,
    of_folders: BTreeMap<String, Schema>,
    faults: Vec<Diagnostic>,
}

impl<'a> Schemas<'a> {
    pub(super) fn new(config: &'a Config, sections: &[Arc<SectionFile>]) -> Self {
        let mut schemas = Self {
            taxonomies: &config.taxonomies,
            of_site: Schema::of_notes(&config.schema, None),
            of_folders: BTreeMap::new(),
            faults: Vec::new(),
        };
        let by_folder: HashMap<&str, &SectionFile> =
            sections.iter().map(|section| (section.folder(), &**section)).collect();
        let names: Vec<String> =
            schemas.of_site.unknown_required.iter().map(|name| format!("`{}`", name.value)).collect();
        for section in sections.iter().filter(|section| section.has_rules()) {
            let up = folders_up(section.folder()).filter_map(|folder| by_folder.get(folder).copied());
            let schema = schema_within(&config.schema, up);
            if section.schema.is_some() {
                let new = validate::unknown_required(&schema, &section.path).into_iter();
                let is_new = |fault: &Diagnostic| !names.iter().any(|name| fault.message.contains(name));
                schemas.faults.extend(new.filter(is_new));
            }
            schemas.of_folders.insert(section.folder().to_owned(), schema);
        }
        schemas
    }

    pub(super) fn of(&self, folder: &str) -> &Schema {
        folders_up(folder).find_map(|folder| self.of_folders.get(folder)).unwrap_or(&self.of_site)
    }
}
