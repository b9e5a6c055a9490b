//! Puts the files of a build into the output: those that stand are left alone, others come from the store where they were
//! made from the same before, and the rest is made.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use anyhow::Result;
use foldhash::HashMap;
use indicatif::ProgressBar;

use crate::cli::output::Terminal;
use crate::diagnostic::Diagnostic;
use crate::engine::outputs::{Left, Standing};
use crate::engine::pages::{Before, Fingerprint, Pages, of_page};
use crate::engine::store::{Key, Kind, Store};
use crate::engine::{Build, Clock};
use crate::model::{Page, Route};
use crate::parallel;
use crate::path::OutputPath;
use crate::render::{Artifact, Content};
use crate::source::Stamp;
use crate::write::{self, Manifest, Output};

/// Most bytes of a page that is stored: what is larger is a list of all notes, which changes with each of them, and is made
/// in less time than it takes to pack it.
const LARGEST: usize = 4 << 20;

/// A build whose output is being filled.
pub(super) struct Filling<'a> {
    pub(super) build: &'a Build,
    pub(super) output: &'a Output,
    pub(super) standing: &'a Standing,
    pub(super) store: &'a Store,
}

/// What came of it.
#[derive(Default)]
pub(super) struct Filled {
    /// How many pages were rendered.
    pub(super) rendered: usize,
    /// How many questions of the last build were asked again, and how many had an answer that holds.
    pub(super) asked: (usize, usize),
    pub(super) faults: Vec<Diagnostic>,
    /// How long each phase took.
    pub(super) phases: Vec<(&'static str, Duration)>,
    /// What each file was made from, and how it is if it stood.
    files: HashMap<OutputPath, (Fingerprint, Option<Stamp>)>,
}

/// What goes on while files are made.
#[derive(Default)]
struct Progress {
    bar: Option<ProgressBar>,
    made: Mutex<HashMap<OutputPath, Fingerprint>>,
    vanished: Mutex<Vec<Diagnostic>>,
    /// The first failure to write ends the job.
    failure: Mutex<Option<anyhow::Error>>,
}

impl Progress {
    fn step(&self) {
        if let Some(bar) = &self.bar {
            bar.inc(1);
        }
    }

    fn note(&self, path: &OutputPath, fingerprint: Fingerprint) {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        made.insert(path.clone(), fingerprint);
    }

    fn fail(&self, error: anyhow::Error) {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
    }

    fn has_failed(&self) -> bool {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }
}

impl Filling<'_> {
    /// Fills in all files.
    ///
    /// # Errors
    /// One of them can't be written.
    pub(super) fn fill(&self, before: Before, terminal: &Terminal) -> Result<Filled> {
        let mut clock = Clock::start();
        let routes = &self.build.site.routes;
        let bar = terminal.progress(routes.len(), "Building");
        let progress = Progress { bar: Some(bar.clone()), ..Progress::default() };
        let (pictures, others): (Vec<&Route>, Vec<&Route>) =
            routes.iter().partition(|route| route.page.is_picture());
        let mut files = HashMap::default();
        let of_pages = |route: &Route| Some(of_page(route));
        let due = self.without_standing(&pictures, of_pages, &mut files);
        let due: Vec<Route> = due.into_iter().map(|(route, _)| route.clone()).collect();
        let mut faults = self.build.make_pictures(&due, |artifact, route| {
            self.put(&artifact, of_page(route), &progress);
        });
        clock.lap("pictures");
        let pages = Pages::of(self.build, before);
        let asked = pages.asked();
        clock.lap("ask again");
        let due = self.without_standing(&others, |route| pages.fingerprint(route), &mut files);
        self.output.keep(|path| files.contains_key(path));
        bar.inc(files.len() as u64);
        let mut due = self.without_stored(&due, &progress);
        // Files that list all notes come last, and take longest: nobody waits for them where they come first.
        due.reverse();
        clock.lap("compare");
        let rendered = AtomicUsize::new(0);
        // Pages are packed after the first of them, and most are like that of a note.
        let is_note = |route: &Route| matches!(route.page, Page::Note(_));
        let first = due.iter().position(is_note).filter(|_| !self.store.has_dictionary());
        let (first, rest) = match first {
            Some(at) => due.split_at(at + 1),
            None => (&[] as &[Route], due.as_slice()),
        };
        for routes in [first, rest] {
            faults.extend(pages.render(routes, |artifact, fingerprint| {
                if matches!(artifact.content, Content::Bytes(_)) {
                    rendered.fetch_add(1, Ordering::Relaxed);
                }
                self.put(&artifact, fingerprint, &progress);
            }));
        }
        bar.finish_and_clear();
        clock.lap("render and write");
        pages.store();
        clock.lap("remember");
        if let Some(error) = progress.failure.into_inner().unwrap_or_else(PoisonError::into_inner) {
            return Err(error);
        }
        faults.extend(progress.vanished.into_inner().unwrap_or_else(PoisonError::into_inner));
        let made = progress.made.into_inner().unwrap_or_else(PoisonError::into_inner);
        files.extend(made.into_iter().map(|(path, made_from)| (path, (made_from, None))));
        Ok(Filled { rendered: rendered.into_inner(), asked, faults, files, phases: clock.phases })
    }

    /// How the file of a route is, if it stands as the last build left it.
    fn standing(&self, route: &Route, made_from: Fingerprint) -> Option<Stamp> {
        let stands = self.standing.of(&route.output, made_from);
        let stamp = stands.filter(|_| self.output.can_keep(&route.output))?;
        if is_stored(route) {
            self.store.keep(key(&route.output, made_from));
        }
        Some(stamp)
    }

    /// Sorts routes into those whose files stand, which are kept, and the others.
    fn without_standing<'r>(
        &self,
        routes: &[&'r Route],
        made_from: impl Fn(&Route) -> Option<Fingerprint> + Sync,
        files: &mut HashMap<OutputPath, (Fingerprint, Option<Stamp>)>,
    ) -> Vec<(&'r Route, Option<Fingerprint>)> {
        let look = |&route: &&'r Route| {
            let made_from = made_from(route);
            (route, made_from, made_from.and_then(|made_from| self.standing(route, made_from)))
        };
        let looked = parallel::map(routes, look);
        let mut due = Vec::new();
        for (route, made_from, stands) in looked {
            match (made_from, stands) {
                (Some(made_from), Some(stamp)) => {
                    files.insert(route.output.clone(), (made_from, Some(stamp)));
                }
                _ => due.push((route, made_from)),
            }
        }
        due
    }

    /// Puts the files that the store has into the output. The routes of the others.
    fn without_stored(&self, due: &[(&Route, Option<Fingerprint>)], progress: &Progress) -> Vec<Route> {
        let is_due = |&(route, made_from): &(&Route, Option<Fingerprint>)| {
            let stored = || {
                let key = key(&route.output, made_from.filter(|_| is_stored(route))?);
                self.store.get(Kind::Page, key)
            };
            let (Some(bytes), Some(made_from)) = (stored(), made_from) else { return true };
            progress.step();
            match self.output.put(&route.output, &bytes) {
                Ok(()) => progress.note(&route.output, made_from),
                Err(error) => progress.fail(error),
            }
            false
        };
        let is_due = parallel::map(due, is_due);
        due.iter().zip(is_due).filter(|(_, is_due)| *is_due).map(|((route, _), _)| (*route).clone()).collect()
    }

    /// Puts an artifact into the output, and remembers it. What is wrong with a file that is copied, as that it went away
    /// meanwhile, is a fault of the content.
    fn put(&self, artifact: &Artifact, made_from: Fingerprint, progress: &Progress) {
        progress.step();
        if progress.has_failed() {
            return;
        }
        let (path, fault) = (&artifact.path, |fault| {
            progress.vanished.lock().unwrap_or_else(PoisonError::into_inner).push(fault);
        });
        let put = match &artifact.content {
            Content::Bytes(bytes) => {
                if bytes.len() <= LARGEST {
                    self.store.put(Kind::Page, key(path, made_from), bytes);
                }
                self.output.put(path, bytes)
            }
            Content::Copy(source) => match self.build.published(source) {
                Ok(published) => {
                    // A fault is told each time: the file is looked at again.
                    let is_sound = published.fault.is_none();
                    published.fault.into_iter().for_each(fault);
                    let put = self.output.put(path, &published.bytes);
                    if is_sound { put } else { return put.err().map_or((), |error| progress.fail(error)) }
                }
                Err(error) => return fault(crate::engine::unreadable(source, &error)),
            },
        };
        match put {
            Ok(()) => progress.note(path, made_from),
            Err(error) => progress.fail(error),
        }
    }
}

impl Filled {
    /// How all files were left, after they came to their places.
    pub(super) fn left(&self, build: &Build, out: &std::path::Path, made: &Manifest) -> Vec<Left> {
        let of_route = |route: &Route| {
            let (made_from, stamp) = self.files.get(&route.output)?;
            let now = || made.owns(&route.output).then(|| write::stamp(out, route.output.as_str())).flatten();
            Some((route.output.clone(), *made_from, stamp.or_else(now)?))
        };
        parallel::map(&build.site.routes, of_route).into_iter().flatten().collect()
    }
}

/// Whether the pages of a route are stored: others are files that are copied, or are stored as pictures.
fn is_stored(route: &Route) -> bool {
    !route.page.is_picture() && !matches!(route.page, Page::File(_))
}

fn key(path: &OutputPath, made_from: Fingerprint) -> u128 {
    Key::of(Kind::Page).and(path.as_str().as_bytes()).and(&made_from.to_le_bytes()).end()
}
