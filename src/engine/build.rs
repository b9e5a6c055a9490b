//! A site that was read and checked: what pages and reports take from it, and how its pages are made.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use anyhow::Result;
use foldhash::HashMap;

use super::baseline::KnownFaults;
use super::files::{self, Judged, Notes, Rest};
use super::published::{self, Published};
use super::store::{Key, Kind, Store};
use super::{Theme, blame, card, level, notes, own, sample, search, secrets, variant};
use crate::config::Config;
use crate::corpus::{Corpus, TEMPLATES};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::search::File;
use crate::model::{NoteId, Page, Picture, Route, Similar, Site};
use crate::note::{Body, Marks};
use crate::parallel;
use crate::parse::words::Counts;
use crate::path::SourcePath;
use crate::render::highlight::BlockCache;
use crate::render::reads::{AlikeNotes, Asked, Beyond, OfNotes, Questions, Reads, Sources};
use crate::render::search::Index;
use crate::render::view::shared::Rows;
use crate::render::{Artifact, Content, Renderer};
use crate::source::Source;
use crate::span::Span;
use crate::validate::Schema;

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
    /// Faults that are known, and not among those.
    pub known: KnownFaults,
    /// How long each phase took.
    pub phases: Vec<(&'static str, Duration)>,
    pub(super) schema: Schema,
    pub(super) theme: Theme,
    pub(super) texts: HashMap<SourcePath, Arc<str>>,
    pub(super) notes: Arc<Notes>,
    /// The same by their places on the site, as far as anybody asked.
    pub(super) by_id: OnceLock<Vec<Option<Arc<Judged>>>>,
    /// Which notes are alike, as far as anybody asked.
    pub(super) similar: OnceLock<AlikeNotes>,
    /// Which were, when somebody last asked.
    pub(super) similar_before: Arc<Mutex<Option<Similar>>>,
    pub(super) rows: Rows,
    pub(super) search: OnceLock<Result<Index, Box<Diagnostic>>>,
    pub(super) store: Arc<Store>,
    pub(super) code: Arc<dyn BlockCache + Send>,
    pub(super) source: Arc<dyn Source>,
    /// Pictures that turned out not to decode: pages offer no copies of them.
    pub(super) broken_pictures: Mutex<BTreeSet<SourcePath>>,
}

impl Build {
    /// Renders routes on all processors and hands each artifact to `take` as it is made. What could not be
    /// rendered comes back as diagnostics.
    pub fn render(&self, routes: &[Route], take: impl Fn(Artifact) + Sync) -> Vec<Diagnostic> {
        let mut diagnostics = self.make_pictures(routes, |artifact, _| take(artifact));
        diagnostics.extend(self.make_pages(routes, None, |artifact, _, _| take(artifact)));
        crate::diagnostic::sort(&mut diagnostics);
        diagnostics
    }

    /// Makes the pictures among some routes. Pages are made behind them: they offer no copy of a picture that turns out to be
    /// damaged.
    pub fn make_pictures(&self, routes: &[Route], take: impl Fn(Artifact, &Route) + Sync) -> Vec<Diagnostic> {
        let take = |route: &Route, bytes: Vec<u8>| {
            take(Artifact { path: route.output.clone(), content: Content::Bytes(bytes) }, route);
        };
        let mut diagnostics =
            level::late(&self.config, &self.corpus.notes, variant::make(self, routes, &take));
        diagnostics.extend(card::make(self, routes, &take));
        secrets::conceal(&mut diagnostics);
        diagnostics
    }

    /// Makes the pages among some routes, with what each asked of the site.
    pub(super) fn make_pages(
        &self,
        routes: &[Route],
        questions: Option<&Questions>,
        take: impl Fn(Artifact, &Route, &[Asked]) + Sync,
    ) -> Vec<Diagnostic> {
        let unsearchable = self.words_for(routes);
        self.with_sources(|sources| {
            let make = |route: &Route| {
                let reads = Reads::new(sources, questions);
                if let Some(fault) = unsearchable.as_ref().filter(|_| is_of_words(route)) {
                    return Err(fault.clone());
                }
                let artifact = Renderer::new(&reads).render(route)?;
                Ok((artifact, reads.trace()))
            };
            let page = |route: &Route| match catch_unwind(AssertUnwindSafe(|| make(route))) {
                Ok(Ok((artifact, asked))) => {
                    take(artifact, route, &asked);
                    None
                }
                Ok(Err(fault)) => Some(fault),
                Err(panic) => Some(Box::new(internal_error(route, &*panic))),
            };
            let pages: Vec<&Route> = routes.iter().filter(|route| !route.page.is_picture()).collect();
            let failed = parallel::map(&pages, |route| page(route));
            let failed = pages.into_iter().zip(failed).filter_map(|(route, fault)| Some((route, *fault?)));
            let told = told_once(failed.collect()).into_iter();
            let mut diagnostics: Vec<Diagnostic> =
                told.map(|(route, fault)| blame::blame(self, sources, route, fault)).collect();
            secrets::conceal(&mut diagnostics);
            diagnostics
        })
    }

    /// The search index, without its words.
    pub(super) fn index(&self) -> &Result<Index, Box<Diagnostic>> {
        self.search.get_or_init(|| search::build(self))
    }

    /// Why the files of the search index among some routes can't be made, if there are any.
    fn words_for(&self, routes: &[Route]) -> Option<Box<Diagnostic>> {
        // Made before the pages are: all processors work on it.
        let of_index = |route: &&Route| matches!(route.page, Page::SearchFile(File::Words(_) | File::Start));
        let wanted: Vec<&Route> = routes.iter().filter(of_index).collect();
        if wanted.is_empty() {
            return None;
        }
        let has_words = wanted.iter().any(|route| matches!(route.page, Page::SearchFile(File::Words(_))));
        let index = match self.index() {
            Ok(index) => index,
            Err(fault) => return Some(fault.clone()),
        };
        if has_words { index.with_words(|| search::words(self)).err() } else { None }
    }

    /// Reads the site as a page does, without a record.
    pub fn read<T>(&self, look: impl FnOnce(&Reads<'_>) -> T) -> T {
        self.with_sources(|sources| look(&Reads::new(sources, None)))
    }

    /// What answers the questions of pages.
    pub(super) fn with_sources<T>(&self, ask: impl FnOnce(&Sources<'_>) -> T) -> T {
        let pictures = self.offered_pictures();
        let Theme { words, templates, assets, fields } = &self.theme;
        let beyond = Beyond {
            words,
            templates,
            fields,
            assets,
            cache: &*self.code,
            search: self.search.get().and_then(|index| index.as_ref().ok()),
            rows: &self.rows,
            body: &|path| self.body(path),
            text: &|path| self.text(path),
            remembered: &|made_from, make| self.remembered(made_from, make),
            file_hash: &|path| self.source.read(path).map_or(0, |bytes| files::hash_of(&bytes)),
        };
        let notes = OfNotes {
            marks: &|id| self.judged_at(id).map(|judged| judged.marks),
            profile: &|id| self.fingerprint(id),
            similar: self.similar(),
        };
        ask(&Sources::new(&self.site, &self.schema, &pictures, notes, &beyond))
    }

    /// A text by what it is made from.
    fn remembered(&self, made_from: u64, make: &dyn Fn() -> String) -> String {
        let key = Key::of(Kind::Stretch).number(made_from).end();
        let stored = || String::from_utf8(self.store.get(Kind::Stretch, key)?).ok();
        stored().unwrap_or_else(|| {
            let text = make();
            self.store.put(Kind::Stretch, key, text.as_bytes());
            text
        })
    }

    /// The pictures whose copies could be made.
    fn offered_pictures(&self) -> Arc<BTreeMap<SourcePath, Picture>> {
        let broken = self.broken_pictures.lock().unwrap_or_else(PoisonError::into_inner);
        let mut pictures = Arc::clone(&self.site.pictures);
        if !broken.is_empty() {
            Arc::make_mut(&mut pictures).retain(|path, _| !broken.contains(path));
        }
        pictures
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
            let nothing = || internal_error(route, &"nothing was made");
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
        let of_note = || self.judged(path).and_then(|judged| judged.text.clone());
        let text = self.texts.get(path).cloned().or_else(of_note);
        text.or_else(|| self.theme.templates.text(path).map(Arc::from)).or_else(|| self.read_again(path))
    }

    /// The templates of the site's own, in order.
    pub fn template_files(&self) -> Vec<SourcePath> {
        let is_own =
            |path: &&SourcePath| path.as_str().starts_with(TEMPLATES) && own::is_template(path.as_str());
        let mut files: Vec<SourcePath> = self.texts.keys().filter(is_own).cloned().collect();
        files.sort();
        files
    }

    /// Whether it would come out the same for as long as the files of the site, and the commit they stand on, are as they are.
    pub fn is_alone(&self) -> bool {
        // What a clone lacks can come to it.
        let lacks_past = self.diagnostics.iter().any(|fault| fault.code == Code::UnknownPast);
        self.corpus.beyond.is_empty() && !lacks_past
    }

    pub(super) fn judged(&self, path: &SourcePath) -> Option<&Judged> {
        self.notes.get(path)
    }

    /// What tells whether a note is as it was; None if there is no such file.
    pub fn marks(&self, path: &SourcePath) -> Option<Marks> {
        self.judged(path).map(|judged| judged.marks)
    }

    /// The fingerprint of what a note says to others: as it was judged, unless git told of its days since.
    fn fingerprint(&self, id: NoteId) -> u64 {
        let note = self.site.note(id);
        let judged = self.judged_at(id).filter(|judged| judged.profile.is_same(note));
        judged.map_or_else(|| note.fingerprint(), |judged| judged.marks.profile)
    }

    /// The note at a place of the site, as it was judged.
    pub(super) fn judged_at(&self, id: NoteId) -> Option<&Judged> {
        self.by_id.get_or_init(|| self.notes.of_site(&self.site)).get(id)?.as_deref()
    }

    /// The words and the body of a note: from memory, from the store, or from its text.
    fn rest(&self, path: &SourcePath) -> Option<Rest> {
        let judged = self.judged(path)?;
        let known = judged.rest.clone().or_else(|| files::rest(&self.store, path, judged.hash));
        known.or_else(|| Some(notes::rest_of_text(path, &self.text(path)?, &self.config)))
    }

    /// The body of a note, without its text.
    pub fn body(&self, path: &SourcePath) -> Option<Arc<Body>> {
        self.rest(path).map(|(_, body)| body)
    }

    /// The words of a note, for telling which notes are alike.
    pub fn words(&self, path: &SourcePath) -> Option<Arc<Counts>> {
        self.rest(path).map(|(words, _)| words)
    }

    /// Which notes are alike. Found once, from what is known of those that were.
    pub fn similar(&self) -> &AlikeNotes {
        self.similar.get_or_init(|| {
            let mut before = self.similar_before.lock().unwrap_or_else(PoisonError::into_inner);
            let known = before.take().or_else(|| stored_similar(&self.store)).unwrap_or_default();
            let note = |id: &usize| {
                let words = self.judged_at(*id).map_or(0, |judged| judged.marks.words);
                (self.site.notes[*id].path().clone(), words)
            };
            let notes: Vec<(SourcePath, u64)> = parallel::map(&self.site.dated, note);
            let similar = known.follow(&notes, &|path| self.words(path));
            *before = Some(similar.clone());
            AlikeNotes::new(similar, &self.site)
        })
    }

    /// Takes down which notes were alike, where nobody asked yet.
    pub(super) fn knows_similar(&self, similar: Option<Similar>) {
        let mut before = self.similar_before.lock().unwrap_or_else(PoisonError::into_inner);
        *before = before.take().or(similar);
    }

    /// The text of a note that is not held in memory.
    fn read_again(&self, path: &SourcePath) -> Option<Arc<str>> {
        let judged = self.judged(path)?;
        let bytes = self.source.read(path).ok()?;
        let text = String::from_utf8(bytes)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
        (files::hash_of(text.as_bytes()) == judged.hash).then(|| text.into())
    }

    /// Whether nothing can be published for what all pages are made from: it holds what must not be shown, or can't be
    /// read.
    pub fn is_withheld(&self) -> bool {
        self.diagnostics.iter().any(secrets::is_in_all_pages)
    }

    /// How many faults end a command with status 1.
    pub fn error_count(&self) -> usize {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).count()
    }
}

/// Which notes were alike in the last build of this site.
pub(super) fn stored_similar(store: &Store) -> Option<Similar> {
    Similar::from_bytes(&store.get(Kind::Similar, similar_key())?)
}

pub(super) fn similar_key() -> u128 {
    Key::of(Kind::Similar).end()
}

fn is_of_words(route: &Route) -> bool {
    matches!(route.page, Page::SearchFile(File::Words(_) | File::Start))
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

fn internal_error(route: &Route, panic: &(dyn std::any::Any + Send)) -> Diagnostic {
    let path = match &route.page {
        Page::Note(path) | Page::NoteMarkdown(path) => path.clone(),
        _ => SourcePath::settings(),
    };
    fault_of_ours(&path, &format!("the page `{}` can't be made", route.url), panic)
}

/// A panic, as a fault of the file that it came about with.
pub(super) fn fault_of_ours(path: &SourcePath, what: &str, panic: &(dyn std::any::Any + Send)) -> Diagnostic {
    let reason = panic.downcast_ref::<&str>().copied().map(str::to_owned);
    let reason = reason.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
    Diagnostic::new(Code::InternalError, path, Span::at(0), format!("{what}: {reason}"))
        .help("this is a fault of fieldnotes, not of the note; please report it with the file")
}

/// A file of the site that can't be copied.
pub fn unreadable(path: &SourcePath, error: &std::io::Error) -> Diagnostic {
    let message = format!("the file can't be read: {error}");
    let help = match error.kind() {
        // It is there, and is not what is read.
        std::io::ErrorKind::InvalidInput => "put a text file there instead, in the site's folder",
        _ => "check its permissions",
    };
    Diagnostic::new(Code::UnreadableFile, path, Span::at(0), message).help(help)
}
