//! Runs the phases over a source, and is the only one that remembers anything between builds.
//!
//! [`Engine::load`] reads, parses, validates, models and checks; [`Build::render`] makes pages from the result,
//! on all processors. `check`, `build` and `serve` are ways to look at one engine.

mod blame;
pub mod cache;
mod card;
mod level;
pub mod live;
pub mod load;
pub mod memo;
mod notes;
mod own;
mod picture;
pub mod print;
mod published;
pub mod recall;
mod sample;
mod seal;
mod search;
mod secrets;
mod variant;

use std::collections::{BTreeSet, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use cache::{FileCache, NoFiles};
use jiff::civil::Date;
pub use published::Published;
use rayon::prelude::*;
use recall::Recall;

use crate::config::Config;
use crate::corpus::Corpus;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::search::File;
use crate::model::{Page, Route, Site};
use crate::note::{Body, Note};
use crate::path::SourcePath;
use crate::render::highlight::BlockCache;
use crate::render::search::Index;
use crate::render::template::Templates;
use crate::render::view::shared::Shared;
use crate::render::words::Words;
use crate::render::{Artifact, Assets, Renderer};
use crate::source::{Listing, Source};
use crate::span::Span;
use crate::validate::Schema;

/// What a command asks of a build.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Whether drafts are published.
    pub drafts: bool,
    /// The day to hold reviews against; nothing in a build.
    pub today: Option<Date>,
    /// An address in place of the one in `site.toml`.
    pub base_url: Option<String>,
}

/// How many pages a processor takes at once.
const PAGES_AT_ONCE: usize = 8;

/// A site that can be built again and again.
pub struct Engine {
    source: Arc<dyn Source>,
    options: Options,
    cache: Arc<dyn BlockCache + Send>,
    files: Arc<dyn FileCache + Send>,
}

/// A site, read and checked, ready to render.
pub struct Build {
    /// The settings.
    pub config: Arc<Config>,
    /// What was read.
    pub corpus: Corpus,
    /// The site of all notes without faults.
    pub site: Site,
    /// Every fault, in order of path and place.
    pub diagnostics: Vec<Diagnostic>,
    /// How long each phase took.
    pub phases: Vec<(&'static str, Duration)>,
    schema: Arc<Schema>,
    words: Arc<Words>,
    /// The hash of what every template sees as `site`.
    view: u64,
    templates: Arc<Templates>,
    assets: Arc<Assets>,
    texts: HashMap<SourcePath, Arc<str>>,
    /// The notes in parts, in order of their paths.
    notes: Vec<Arc<Note>>,
    shared: Shared,
    search: OnceLock<Result<Index, Box<Diagnostic>>>,
    cache: Arc<dyn BlockCache + Send>,
    files: Arc<dyn FileCache + Send>,
    source: Arc<dyn Source>,
    /// Pictures that turned out not to decode: pages offer no copies of them.
    broken_pictures: Mutex<BTreeSet<SourcePath>>,
}

impl Engine {
    /// An engine over a source. `cache` remembers highlighted code.
    pub fn new(source: Box<dyn Source>, options: Options, cache: Arc<dyn BlockCache + Send>) -> Self {
        Self { source: source.into(), options, cache, files: Arc::new(NoFiles) }
    }

    /// The engine, with a cache for copies of pictures.
    #[must_use]
    pub fn with_files(mut self, files: Arc<dyn FileCache + Send>) -> Self {
        self.files = files;
        self
    }

    /// The source.
    pub fn source(&self) -> &dyn Source {
        &*self.source
    }

    /// Reads and checks the whole site.
    ///
    /// # Errors
    /// The source can't be listed. Faults in the content are no error: they are in [`Build::diagnostics`].
    pub fn load(&self) -> Result<Build> {
        let listing = self.list()?;
        Ok(self.reload(&listing, &mut Recall::default()))
    }

    /// All files of the site.
    ///
    /// # Errors
    /// The source can't be listed.
    pub fn list(&self) -> Result<Listing> {
        self.source.list().context("the site's folder can't be read")
    }

    /// Reads and checks these files, from what is remembered of an earlier load, as far as it holds; and remembers
    /// this one.
    pub fn reload(&self, listing: &Listing, recall: &mut Recall) -> Build {
        load::load(self, listing, recall)
    }
}

impl Build {
    /// Renders routes on all processors and hands each artifact to `take` as it is made. What could not be
    /// rendered comes back as diagnostics.
    pub fn render(&self, routes: &[Route], take: impl Fn(Artifact) + Sync) -> Vec<Diagnostic> {
        self.find_similar();
        let is_of_words =
            |route: &Route| matches!(route.page, Page::SearchFile(File::Words(_) | File::Start));
        let needs_index = routes.iter().any(is_of_words);
        // Made before the pages are: all processors work on it.
        let search = needs_index.then(|| self.search.get_or_init(|| search::build(self)));
        let (search, unsearchable) = match search {
            Some(Err(fault)) => (None, Some(fault)),
            search => (search.and_then(|search| search.as_ref().ok()), None),
        };
        let offered = variant::make(self, routes, &take);
        let text = |path: &SourcePath| self.text(path);
        let renderer = Renderer {
            site: &self.site,
            schema: &self.schema,
            words: &self.words,
            templates: &self.templates,
            assets: &self.assets,
            shared: &self.shared,
            cache: &*self.cache,
            search,
            pictures: &offered.pictures,
            only: None,
            body: &|path| self.body(path),
            text: &text,
        };
        let make = |route: &Route| match unsearchable.filter(|_| is_of_words(route)) {
            Some(fault) => Err(fault.clone()),
            None => renderer.render(route),
        };
        let page = |route: &Route| match catch_unwind(AssertUnwindSafe(|| make(route))) {
            Ok(Ok(artifact)) => {
                take(artifact);
                None
            }
            Ok(Err(diagnostic)) => Some(*diagnostic),
            Err(panic) => Some(self.internal_error(route, &panic)),
        };
        // Some pages take a thousand times as long as others.
        let few = || routes.par_iter().with_max_len(PAGES_AT_ONCE);
        let pages = || {
            few()
                .filter(|route| !route.page.is_picture())
                .filter_map(|route| Some((route, page(route)?)))
                .collect()
        };
        let (mut diagnostics, failed): (_, Vec<(&Route, Diagnostic)>) =
            rayon::join(|| card::make(self, routes, &take), pages);
        let told = told_once(failed).into_iter();
        diagnostics.extend(told.map(|(route, fault)| blame::blame(self, &renderer, route, fault)));
        diagnostics.extend(level::late(&self.config, &self.corpus.notes, offered.diagnostics));
        secrets::conceal(&mut diagnostics);
        crate::diagnostic::sort(&mut diagnostics);
        diagnostics
    }

    /// Renders one route.
    ///
    /// # Errors
    /// A template, a picture, or the program itself, is at fault.
    pub fn render_one(&self, route: &Route) -> Result<Artifact, Box<Diagnostic>> {
        let made = Mutex::new(None);
        let faults = self.render(std::slice::from_ref(route), |artifact| {
            *made.lock().unwrap_or_else(PoisonError::into_inner) = Some(artifact);
        });
        made.into_inner().unwrap_or_else(PoisonError::into_inner).ok_or_else(|| {
            let nothing = || self.internal_error(route, &(Box::new("nothing was made") as _));
            Box::new(faults.into_iter().next().unwrap_or_else(nothing))
        })
    }

    /// What a template makes wrong, found by rendering pages that stand for all others.
    pub fn check_templates(&self) -> Vec<Diagnostic> {
        self.render(&sample::sample(self), |_| {})
    }

    /// The bytes that a file of the site is published as, and whether some may be left that should not be published.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn published(&self, path: &SourcePath) -> std::io::Result<Published> {
        published::read(&*self.source, &self.config, path)
    }

    /// The text of a file of the site, or of a template of the theme: for a page, or for a report. Nothing where a file
    /// has changed since it was read.
    pub fn text(&self, path: &SourcePath) -> Option<Arc<str>> {
        let text = self.texts.get(path).cloned();
        text.or_else(|| self.templates.text(path).map(Arc::from)).or_else(|| self.read_again(path))
    }

    /// The parts of a note; None if there is no such file.
    pub fn note(&self, path: &SourcePath) -> Option<&Arc<Note>> {
        let at = self.notes.binary_search_by(|note| note.profile.facts.path.cmp(path)).ok()?;
        self.notes.get(at)
    }

    /// The body of a note, without its text.
    fn body(&self, path: &SourcePath) -> Option<Arc<Body>> {
        self.note(path).map(|note| Arc::clone(&note.body))
    }

    /// Finds which notes are alike, once.
    fn find_similar(&self) {
        let words = |path: &SourcePath| self.note(path).map(|note| Arc::clone(&note.words));
        self.site.find_similar(|path| words(path).unwrap_or_default());
    }

    /// The text of a note that is not held in memory.
    fn read_again(&self, path: &SourcePath) -> Option<Arc<str>> {
        let body = self.body(path)?;
        let bytes = self.source.read(path).ok()?;
        let text = String::from_utf8(bytes)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
        (memo::note::text_hash(text.as_bytes()) == body.text_hash).then(|| text.into())
    }

    /// Whether something stands in what all pages are made from that must not be published.
    pub fn is_withheld(&self) -> bool {
        self.diagnostics.iter().any(secrets::is_in_all_pages)
    }

    /// How many faults keep something from being published.
    pub fn error_count(&self) -> usize {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).count()
    }

    fn internal_error(&self, route: &Route, panic: &Box<dyn std::any::Any + Send>) -> Diagnostic {
        let path = match route.page {
            Page::Note(id) | Page::NoteMarkdown(id) => self.site.note(id).facts.path.clone(),
            _ => SourcePath::settings(),
        };
        fault_of_ours(&path, &format!("the page `{}` can't be made", route.url), &**panic)
    }
}

/// A fault in a template shows on every page that uses it; once is enough.
fn told_once(mut failed: Vec<(&Route, Diagnostic)>) -> Vec<(&Route, Diagnostic)> {
    let order = |(_, fault): &(&Route, Diagnostic)| {
        (fault.path.clone(), fault.span, fault.code, fault.message.clone())
    };
    failed.sort_by_cached_key(order);
    failed.dedup_by(|next, kept| next.1.is_same(&kept.1));
    failed
}

/// A panic, as a fault of the file that it came about with.
fn fault_of_ours(path: &SourcePath, what: &str, panic: &(dyn std::any::Any + Send)) -> Diagnostic {
    let reason = panic.downcast_ref::<&str>().copied().map(str::to_owned);
    let reason = reason.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
    Diagnostic::new(Code::InternalError, path, Span::at(0), format!("{what}: {reason}"))
        .help("this is a fault of fieldnotes, not of the note; please report it with the file")
}

/// A file of the site that can't be copied.
pub fn unreadable(path: &SourcePath, error: &std::io::Error) -> Diagnostic {
    let message = format!("the file can't be read: {error}");
    Diagnostic::new(Code::UnreadableFile, path, Span::at(0), message).help("check its permissions")
}

/// Measures phases.
struct Clock {
    last: Instant,
    phases: Vec<(&'static str, Duration)>,
}

impl Clock {
    fn start() -> Self {
        Self { last: Instant::now(), phases: Vec::new() }
    }

    /// Ends a phase.
    fn lap(&mut self, phase: &'static str) {
        let now = Instant::now();
        self.phases.push((phase, now - self.last));
        self.last = now;
    }
}
