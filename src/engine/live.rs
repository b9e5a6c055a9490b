//! A site that is kept in memory while its files change: the current build, and pages on request.
//!
//! [`Live::refresh`] takes a hint that something happened, and compares content: what was only touched is no change.
//! [`Live::page`] renders one page. A page that can't be made any more is answered as it last was.

mod change;
mod follower;
mod seen;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use anyhow::Result;
use foldhash::{HashMap, HashSet};

pub use change::Change;
use change::Past;
pub use follower::Follower;

use super::{Build, Engine};
use crate::corpus::TEMPLATES;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::note::url_of;
use crate::model::{Known, Page, Route};
use crate::path::{OutputPath, SourcePath, UrlPath};
use crate::render::Content;

/// What a watcher knows of what happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hint {
    /// Something, somewhere.
    All,
    /// These files or folders.
    Paths(BTreeSet<SourcePath>),
}

/// What is at an address.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The file that holds it in a build.
    pub output: OutputPath,
    /// What it holds.
    pub bytes: Arc<[u8]>,
    /// The note or section file that it is made from.
    pub source: Option<SourcePath>,
    /// Why it is not the page as it stands in the files, if it is not.
    pub fault: Option<Diagnostic>,
}

/// A site in memory.
pub struct Live {
    follower: Follower,
    current: RwLock<Arc<Current>>,
    good: Mutex<HashMap<OutputPath, Good>>,
    /// The last site whose templates can be read, while those of the current one can't.
    sound: Mutex<Option<Arc<Current>>>,
    past: Mutex<Past>,
    /// One refresh at a time.
    turn: Mutex<()>,
}

/// A build, and the outputs of the notes that have faults.
struct Current {
    build: Arc<Build>,
    faulty: HashMap<String, SourcePath>,
}

/// A page as it last was, and the file it was made from.
#[derive(Clone)]
struct Good {
    bytes: Arc<[u8]>,
    source: Option<SourcePath>,
}

/// Most pages that are remembered as they last were.
const MOST_GOOD: usize = 2_000;

impl Live {
    /// Reads the site for the first time, from what is remembered as far as it holds.
    ///
    /// # Errors
    /// The source can't be listed.
    pub fn new(engine: Engine) -> Result<Self> {
        let follower = Follower::new(engine)?;
        let current = Current::new(follower.build());
        Ok(Self {
            follower,
            current: RwLock::new(Arc::new(current)),
            good: Mutex::default(),
            sound: Mutex::default(),
            past: Mutex::default(),
            turn: Mutex::default(),
        })
    }

    /// Reads what changed. Nothing when no content differs.
    ///
    /// # Errors
    /// The source can't be listed.
    pub fn refresh(&self, hint: &Hint) -> Result<Option<Change>> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(files) = self.follower.refresh(hint)? else { return Ok(None) };
        let old = self.current();
        let new = Current::new(self.follower.build());
        let sound = self.keep_sound(&old, &new);
        self.keep(sound.as_ref().unwrap_or(&old), &new);
        let change = Change::between(&old.build, &new.build, files, &mut self.past());
        self.replace(new);
        // To take the last build apart takes as long as a page: nobody waits for that.
        rayon::spawn(move || drop((old, sound)));
        Ok(Some(change))
    }

    /// What is at a path of the site, `notes/a/index.html`; nothing when nothing is.
    pub fn page(&self, output: &OutputPath) -> Option<Answer> {
        let current = self.current();
        let Some(route) = current.build.site.at_output(output) else {
            return self.faulty(&current, output);
        };
        let broken = broken_template(&current.build).filter(|_| route.page.is_from_template());
        if let Some(answer) = broken.and_then(|fault| self.last_sound(output, fault)) {
            return Some(answer);
        }
        let source = source_of(&current.build, route);
        match Self::make(&current.build, route) {
            Ok(bytes) => {
                if broken.is_none() && output.as_str().ends_with(".html") {
                    self.remember(output, Good { bytes: Arc::clone(&bytes), source: source.clone() });
                }
                Some(Answer { output: output.clone(), bytes, source, fault: None })
            }
            Err(fault) => {
                let bytes =
                    self.good().get(output).map_or_else(|| EMPTY.into(), |good| Arc::clone(&good.bytes));
                Some(Answer { output: output.clone(), bytes, source, fault: Some(*fault) })
            }
        }
    }

    /// Stores what is remembered.
    ///
    /// # Errors
    /// A file of the store can't be written.
    pub fn store(&self) -> std::io::Result<()> {
        self.follower.engine().store().commit()
    }

    /// Every fault there is.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        self.current().build.diagnostics.clone()
    }

    /// The text of a file of the site.
    pub fn text(&self, path: &SourcePath) -> Option<Arc<str>> {
        self.current().build.text(path)
    }

    /// Looks at the build.
    pub fn look<T>(&self, at: impl FnOnce(&Build) -> T) -> T {
        at(&self.current().build)
    }

    /// Where a file is on disk.
    pub fn location(&self, path: &SourcePath) -> Option<std::path::PathBuf> {
        self.follower.engine().source().location(path)
    }

    fn make(build: &Build, route: &Route) -> Result<Arc<[u8]>, Box<Diagnostic>> {
        match build.render_one(route)?.content {
            Content::Bytes(bytes) => Ok(bytes.into()),
            Content::Copy(path) => match build.published(&path) {
                Ok(published) => Ok(published.bytes.into()),
                Err(error) => Err(Box::new(super::unreadable(&path, &error))),
            },
        }
    }

    /// A note that has faults: as it last was, or an empty page.
    fn faulty(&self, current: &Current, output: &OutputPath) -> Option<Answer> {
        let source = current.faulty.get(output.as_str())?;
        let of_source = |fault: &&Diagnostic| fault.path == *source && fault.withholds();
        let fault = current.build.diagnostics.iter().find(of_source).cloned()?;
        let kept = self.good().get(output).filter(|good| good.source.as_ref() == Some(source)).cloned();
        Some(Answer {
            output: output.clone(),
            bytes: kept.map_or_else(|| EMPTY.into(), |good| good.bytes),
            source: Some(source.clone()),
            fault: Some(fault),
        })
    }

    /// A page as it was before the templates were broken; nothing where there was none.
    fn last_sound(&self, output: &OutputPath, fault: &Diagnostic) -> Option<Answer> {
        let sound = self.sound().clone()?;
        let route = sound.build.site.at_output(output)?;
        let bytes = Self::make(&sound.build, route).ok()?;
        let source = source_of(&sound.build, route);
        Some(Answer { output: output.clone(), bytes, source, fault: Some(fault.clone()) })
    }

    /// Keeps the last site whose templates can be read for as long as those of the next ones can't; gives it back.
    fn keep_sound(&self, old: &Arc<Current>, new: &Current) -> Option<Arc<Current>> {
        let mut sound = self.sound();
        if broken_template(&old.build).is_none() {
            *sound = Some(Arc::clone(old));
        }
        let kept = sound.clone();
        if broken_template(&new.build).is_none() {
            *sound = None;
        }
        kept
    }

    /// Remembers the pages that notes had before their faults.
    fn keep(&self, old: &Current, new: &Current) {
        let lost = new.faulty.iter().filter_map(|(output, path)| {
            let route = old.build.site.at_output(&OutputPath::new(output)?)?;
            (source_of(&old.build, route).as_ref() == Some(path)).then_some(route)
        });
        for route in lost.take(MOST_GOOD) {
            let is_known = self.good().contains_key(&route.output);
            if !is_known && let Ok(bytes) = Self::make(&old.build, route) {
                self.remember(&route.output, Good { bytes, source: source_of(&old.build, route) });
            }
        }
    }

    fn remember(&self, output: &OutputPath, page: Good) {
        let mut good = self.good();
        if good.len() >= MOST_GOOD {
            good.clear();
        }
        good.insert(output.clone(), page);
    }

    /// Where the page of an address went, if it went away while the site was looked at.
    pub fn moved_to(&self, url: &UrlPath) -> Option<UrlPath> {
        let current = self.current();
        self.past().moved_to(url, |url| current.has_page(url)).cloned()
    }

    fn sound(&self) -> MutexGuard<'_, Option<Arc<Current>>> {
        self.sound.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn past(&self) -> MutexGuard<'_, Past> {
        self.past.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn replace(&self, new: Current) {
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(new);
    }

    fn current(&self) -> Arc<Current> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn good(&self) -> MutexGuard<'_, HashMap<OutputPath, Good>> {
        self.good.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A page for what has never been made: the preview adds the report.
const EMPTY: &[u8] = b"<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>fieldnotes</title>\n</head>\n<body>\n</body>\n</html>\n";

impl Current {
    fn new(build: Arc<Build>) -> Self {
        let faulty = faulty_notes(&build);
        Self { build, faulty }
    }

    /// Whether there is a page, if only one that says what is wrong with its note.
    fn has_page(&self, url: &UrlPath) -> bool {
        self.build.site.has_address(url) || self.faulty.contains_key(url.output().as_str())
    }
}

/// Why pages are made with the theme's own templates in place of the site's.
fn broken_template(build: &Build) -> Option<&Diagnostic> {
    let is_unread = |fault: &Diagnostic| {
        fault.path.as_str().starts_with(TEMPLATES)
            && matches!(fault.code, Code::UnreadableFile | Code::NotUtf8 | Code::LinkLeavesSite)
    };
    build.diagnostics.iter().find(|fault| fault.code == Code::TemplateSyntax || is_unread(fault))
}

/// The outputs of the notes that are left out for their faults.
fn faulty_notes(build: &Build) -> HashMap<String, SourcePath> {
    let faulty: HashSet<&SourcePath> =
        build.diagnostics.iter().filter(|fault| fault.withholds()).map(|fault| &fault.path).collect();
    // A draft has no page, with faults or without.
    let is_draft = |path: &SourcePath| build.site.known(path) == Some(Known::Draft);
    let left_out = build.corpus.notes.iter();
    let left_out = left_out.filter(|note| faulty.contains(&note.facts.path) && !is_draft(&note.facts.path));
    left_out
        .map(|note| (url_of(note, &build.corpus).output().as_str().to_owned(), note.facts.path.clone()))
        .collect()
}

/// The file that a page is made from, where it is one file.
fn source_of(build: &Build, route: &Route) -> Option<SourcePath> {
    match &route.page {
        Page::Note(path) | Page::File(path) => Some(path.clone()),
        Page::Home => build.site.sections[0].file.as_ref().map(|file| file.path.clone()),
        Page::Section(folder, _) => {
            let section = build.site.section_at(folder).map(|id| &build.site.sections[id]);
            section.and_then(|section| section.file.as_ref()).map(|file| file.path.clone())
        }
        _ => None,
    }
}
