//! Events of the file system, as hints that something happened. Nothing relies on what an event says: the engine
//! compares content. Bursts become one hint; where the system gives no events, or on request, files are looked at
//! in intervals instead.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::config;
use crate::corpus::{CONTENT, STATIC, TEMPLATES};
use crate::engine::live::Hint;
use crate::path::SourcePath;
use crate::source::disk::is_ignored;

/// How long nothing has to happen before a hint goes out.
const QUIET: Duration = Duration::from_millis(25);
/// How long a burst is waited for at most.
const MOST_WAIT: Duration = Duration::from_millis(250);
/// How often files are looked at where there are no events.
const INTERVAL: Duration = Duration::from_millis(400);
/// Most paths in a hint: beyond, everything is looked at.
const MOST_PATHS: usize = 200;

/// How changes are noticed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// By the system's events.
    Events,
    /// By looking, because the user asked for it.
    Asked,
    /// By looking, because events are not to be had: why.
    Fallback(String),
}

/// Watches a site's folder, and tells `hint` for as long as it returns true. Runs in threads of its own.
pub fn watch(site: &Path, poll: Way, mut hint: impl FnMut(Hint) -> bool + Send + 'static) -> Way {
    if poll == Way::Events {
        match Watch::start(site) {
            Ok(mut watch) => {
                std::thread::spawn(move || while watch.next().is_some_and(&mut hint) {});
                return Way::Events;
            }
            Err(error) => {
                std::thread::spawn(move || look(hint));
                return Way::Fallback(error.to_string());
            }
        }
    }
    std::thread::spawn(move || look(hint));
    poll
}

fn look(mut hint: impl FnMut(Hint) -> bool) {
    while hint(Hint::All) {
        std::thread::sleep(INTERVAL);
    }
}

struct Watch {
    site: PathBuf,
    /// The folders of the site, and where they really are: one may be a link.
    folders: Vec<(&'static str, PathBuf)>,
    watcher: RecommendedWatcher,
    events: Receiver<notify::Result<Event>>,
}

impl Watch {
    fn start(site: &Path) -> notify::Result<Self> {
        let (sender, events) = channel();
        let watcher = notify::recommended_watcher(move |event| {
            // Who no longer listens needs no events.
            let _ = sender.send(event);
        })?;
        let mut watch = Self { site: site.canonicalize()?, folders: Vec::new(), watcher, events };
        watch.watcher.watch(&watch.site, RecursiveMode::NonRecursive)?;
        for folder in [CONTENT, TEMPLATES, STATIC] {
            watch.folder(folder)?;
        }
        Ok(watch)
    }

    /// Watches a folder of the site, and where it leads if it is a link.
    fn folder(&mut self, name: &'static str) -> notify::Result<()> {
        let Ok(real) = self.site.join(name).canonicalize() else { return Ok(()) };
        self.folders.retain(|(known, _)| *known != name);
        self.folders.push((name, real.clone()));
        let _ = self.watcher.unwatch(&real);
        match self.watcher.watch(&real, RecursiveMode::Recursive) {
            // It went away meanwhile; its return is an event of the site's folder.
            Err(error) if matches!(error.kind, notify::ErrorKind::PathNotFound) => Ok(()),
            watched => watched,
        }
    }

    /// The next hint; nothing when the watcher has ended.
    fn next(&mut self) -> Option<Hint> {
        let mut paths = Some(BTreeSet::new());
        let mut begun: Option<Instant> = None;
        loop {
            let event = match begun {
                None => self.events.recv().ok()?,
                Some(at) if at.elapsed() > MOST_WAIT => break,
                Some(_) => match self.events.recv_timeout(QUIET) {
                    Ok(event) => event,
                    Err(RecvTimeoutError::Timeout) => break,
                    Err(RecvTimeoutError::Disconnected) => return None,
                },
            };
            let said = self.paths(event);
            if said.as_ref().is_some_and(BTreeSet::is_empty) {
                continue;
            }
            begun.get_or_insert_with(Instant::now);
            paths = match (paths, said) {
                (Some(mut paths), Some(more)) if paths.len() < MOST_PATHS => {
                    paths.extend(more);
                    Some(paths)
                }
                _ => None,
            };
        }
        for folder in [CONTENT, TEMPLATES, STATIC] {
            let is_it = |path: &SourcePath| path.as_str() == folder;
            // A folder that was made anew has to be watched anew.
            if paths.as_ref().is_none_or(|paths: &BTreeSet<SourcePath>| paths.iter().any(is_it)) {
                let _ = self.folder(folder);
            }
        }
        Some(paths.map_or(Hint::All, Hint::Paths))
    }

    /// The paths that an event is about; none for what does not matter, nothing where all may have changed.
    fn paths(&self, event: notify::Result<Event>) -> Option<BTreeSet<SourcePath>> {
        let Ok(event) = event else { return None };
        if event.need_rescan() {
            return None;
        }
        if matches!(event.kind, EventKind::Access(_)) {
            return Some(BTreeSet::new());
        }
        event.paths.iter().filter_map(|path| self.path(path).transpose()).collect::<Result<_, _>>().ok()
    }

    /// Where a path is in the site: nothing for one that does not matter, an error for one that can't be told.
    fn path(&self, path: &Path) -> Result<Option<SourcePath>, Unknown> {
        let below =
            |(name, real): &(&'static str, PathBuf)| Some((*name, path.strip_prefix(real).ok()?.to_owned()));
        let Some((folder, below)) = self.folders.iter().find_map(below) else {
            let name = path.strip_prefix(&self.site).map_err(|_| Unknown)?;
            let matters = name == Path::new(config::FILE)
                || [CONTENT, TEMPLATES, STATIC].iter().any(|folder| name == Path::new(folder));
            return Ok(SourcePath::new(&name.to_string_lossy()).filter(|_| matters));
        };
        if below.iter().any(|name| is_ignored(folder, &name.to_string_lossy())) {
            return Ok(None);
        }
        let below = below.to_str().ok_or(Unknown)?;
        SourcePath::new(&format!("{folder}/{below}")).map(Some).ok_or(Unknown)
    }
}

/// A path that is no path of the site.
#[derive(Clone, Copy, Debug)]
struct Unknown;
