//! Events of the file system, as hints that something happened. Nothing relies on what an event says: the engine
//! compares content. Bursts become one hint; where the system gives no events, or on request, files are looked at
//! in intervals instead.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use notify::event::{CreateKind, ModifyKind, RenameMode};
use notify::{Event, EventKind, RecursiveMode, Watcher};

use crate::corpus::{CONTENT, STATIC, TEMPLATES};
use crate::engine::live::Hint;
use crate::path::SourcePath;
use crate::source::disk::is_ignored;
use crate::{config, ledger};

/// How long nothing has to happen before a hint goes out.
const QUIET: Duration = Duration::from_millis(15);
/// How long a burst is waited for at most.
const MOST_WAIT: Duration = Duration::from_millis(250);
/// How often files are looked at where there are no events.
const INTERVAL: Duration = Duration::from_millis(400);
/// Most paths in a hint: beyond, everything is looked at.
const MOST_PATHS: usize = 200;

/// When everything is looked at once more after a folder came: what was put into it before it was watched had no event.
const ONCE_MORE: Duration = Duration::from_millis(300);

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

/// What a watcher tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// Something happened.
    Hint(Hint),
    /// No more events are to be had, and files are looked at in intervals from now on: why.
    Lost(String),
}

/// Watches a site's folder, and calls `tell` for as long as it returns true. Runs in threads of its own.
pub fn watch(site: &Path, poll: Way, tell: impl FnMut(Notice) -> bool + Send + 'static) -> Way {
    if poll == Way::Events {
        return follow(Watch::start(site), tell);
    }
    std::thread::spawn(move || look(tell));
    poll
}

/// Follows a watch, or looks where there is none.
fn follow(started: notify::Result<Watch>, mut tell: impl FnMut(Notice) -> bool + Send + 'static) -> Way {
    let mut watch = match started {
        Ok(watch) => watch,
        Err(error) => {
            std::thread::spawn(move || look(tell));
            return Way::Fallback(error.to_string());
        }
    };
    std::thread::spawn(move || {
        let Lost(reason) = loop {
            match watch.next() {
                Ok(hint) => {
                    if !tell(Notice::Hint(hint)) {
                        return;
                    }
                }
                Err(lost) => break lost,
            }
        };
        drop(watch);
        if tell(Notice::Lost(reason)) {
            look(tell);
        }
    });
    Way::Events
}

fn look(mut tell: impl FnMut(Notice) -> bool) {
    while tell(Notice::Hint(Hint::All)) {
        std::thread::sleep(INTERVAL);
    }
}

/// Why there are no more events.
#[derive(Debug)]
struct Lost(String);

impl From<notify::Error> for Lost {
    fn from(error: notify::Error) -> Self {
        Self(error.to_string())
    }
}

struct Watch {
    site: PathBuf,
    /// The folders of the site, and where they really are: one may be a link.
    folders: Vec<(&'static str, PathBuf)>,
    watcher: Box<dyn Watcher + Send>,
    events: Receiver<notify::Result<Event>>,
    /// When everything is looked at once more.
    once_more: Option<Instant>,
    /// How long a burst is waited for at most.
    most_wait: Duration,
    /// Whether something left its place, and nobody said yet where it went.
    is_halfway: bool,
}

impl Watch {
    fn start(site: &Path) -> notify::Result<Self> {
        let (sender, events) = channel();
        let watcher = notify::recommended_watcher(move |event| {
            // Who no longer listens needs no events.
            let _ = sender.send(event);
        })?;
        let site = site.canonicalize()?;
        let watcher = Box::new(watcher);
        let folders = Vec::new();
        let (once_more, most_wait, is_halfway) = (None, MOST_WAIT, false);
        let mut watch = Self { site, folders, watcher, events, once_more, most_wait, is_halfway };
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

    /// The next hint.
    fn next(&mut self) -> Result<Hint, Lost> {
        let Some(first) = self.first()? else { return Ok(Hint::All) };
        let mut paths = Some(first).filter(|paths| !paths.is_empty());
        let begun = Instant::now();
        while begun.elapsed() <= self.most_wait {
            // To who hears only that a file left its place it is gone.
            let quiet = if self.is_halfway { self.most_wait } else { QUIET };
            let said = match self.events.recv_timeout(quiet) {
                Ok(event) => self.heard(event)?,
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return Err(ended()),
            };
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
                self.folder(folder)?;
            }
        }
        self.is_halfway = false;
        Ok(paths.map_or(Hint::All, Hint::Paths))
    }

    /// Waits for something that matters: its paths, of which there are none where all may have changed. Nothing when it
    /// is time to look once more.
    fn first(&mut self) -> Result<Option<BTreeSet<SourcePath>>, Lost> {
        loop {
            let event = match self.once_more {
                None => self.events.recv().map_err(|_| ended())?,
                Some(at) => match self.events.recv_timeout(at.saturating_duration_since(Instant::now())) {
                    Ok(event) => event,
                    Err(RecvTimeoutError::Disconnected) => return Err(ended()),
                    Err(RecvTimeoutError::Timeout) => {
                        self.once_more = None;
                        return Ok(None);
                    }
                },
            };
            match self.heard(event)? {
                Some(paths) if paths.is_empty() => {}
                said => return Ok(Some(said.unwrap_or_default())),
            }
        }
    }

    /// The paths that an event is about; none for what does not matter, nothing where all may have changed.
    fn heard(&mut self, event: notify::Result<Event>) -> Result<Option<BTreeSet<SourcePath>>, Lost> {
        match event {
            // A folder that came is not watched, and the next one will not be either.
            Err(error) if matches!(error.kind, notify::ErrorKind::MaxFilesWatch) => Err(error.into()),
            Err(_) => Ok(None),
            Ok(event) => {
                let paths = self.paths(&event);
                let is_of_site = paths.as_ref().is_none_or(|paths| !paths.is_empty());
                match event.kind {
                    EventKind::Modify(ModifyKind::Name(RenameMode::From)) => self.is_halfway |= is_of_site,
                    EventKind::Modify(ModifyKind::Name(_)) => self.is_halfway = false,
                    _ => {}
                }
                let may_be_folder = match event.kind {
                    EventKind::Create(kind) => kind != CreateKind::File,
                    EventKind::Modify(ModifyKind::Name(_)) => event.paths.iter().any(|path| path.is_dir()),
                    _ => false,
                };
                if may_be_folder && is_of_site {
                    self.once_more = Some(Instant::now() + ONCE_MORE);
                }
                Ok(paths)
            }
        }
    }

    fn paths(&self, event: &Event) -> Option<BTreeSet<SourcePath>> {
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
            let matters = [config::FILE, ledger::FILE, CONTENT, TEMPLATES, STATIC];
            let matters = matters.iter().any(|known| name == Path::new(known));
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

fn ended() -> Lost {
    Lost("the watcher ended".to_owned())
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::Sender;

    use notify::event::Flag;
    use notify::{ErrorKind, NullWatcher};

    use super::*;

    /// A watch over no folder: what happens is what the test says.
    fn watch() -> (Watch, Sender<notify::Result<Event>>) {
        let (sender, events) = channel();
        let site = PathBuf::from("/site");
        let folders = vec![(CONTENT, site.join(CONTENT))];
        let (watcher, once_more, is_halfway) = (Box::new(NullWatcher), None, false);
        // However long this thread is kept from running, a burst ends when nothing comes any more.
        let most_wait = Duration::from_hours(1);
        (Watch { site, folders, watcher, events, once_more, most_wait, is_halfway }, sender)
    }

    fn told(started: notify::Result<Watch>) -> (Way, Receiver<Notice>) {
        let (sender, notices) = channel();
        (follow(started, move |notice| sender.send(notice).is_ok()), notices)
    }

    fn created(path: &str, kind: CreateKind) -> Event {
        Event::new(EventKind::Create(kind)).add_path(PathBuf::from(path))
    }

    fn hint(path: &str) -> Notice {
        Notice::Hint(Hint::Paths(BTreeSet::from([SourcePath::new(path).unwrap()])))
    }

    const ALL: Notice = Notice::Hint(Hint::All);

    #[test]
    fn without_a_watcher_files_are_looked_at_again_and_again() {
        let (way, notices) = told(Err(notify::Error::generic("none left")));
        assert_eq!(way, Way::Fallback("none left".to_owned()));
        assert_eq!([notices.recv(), notices.recv(), notices.recv()], [Ok(ALL), Ok(ALL), Ok(ALL)]);
    }

    #[test]
    fn events_that_were_lost_have_everything_looked_at() {
        let (watch, happens) = watch();
        happens.send(Ok(created("/site/content/a.md", CreateKind::File))).unwrap();
        happens.send(Ok(Event::new(EventKind::Other).set_flag(Flag::Rescan))).unwrap();
        happens.send(Ok(created("/site/content/b.md", CreateKind::File))).unwrap();
        let (way, notices) = told(Ok(watch));
        assert_eq!((way, notices.recv()), (Way::Events, Ok(ALL)));
        happens.send(Err(notify::Error::generic("odd"))).unwrap();
        assert_eq!(notices.recv(), Ok(ALL));
        happens.send(Ok(created("/site/content/c.md", CreateKind::File))).unwrap();
        assert_eq!(notices.recv(), Ok(hint("content/c.md")));
    }

    #[test]
    fn more_paths_than_are_kept_have_everything_looked_at() {
        let (watch, happens) = watch();
        for number in 0..=MOST_PATHS {
            happens.send(Ok(created(&format!("/site/content/{number}.md"), CreateKind::File))).unwrap();
        }
        assert_eq!(told(Ok(watch)).1.recv(), Ok(ALL));
    }

    #[test]
    fn a_folder_that_came_is_looked_at_once_more() {
        let (watch, happens) = watch();
        let (_, notices) = told(Ok(watch));
        happens.send(Ok(created("/site/content/new", CreateKind::Folder))).unwrap();
        assert_eq!([notices.recv(), notices.recv()], [Ok(hint("content/new")), Ok(ALL)]);
        happens.send(Ok(created("/site/content/.git", CreateKind::Folder))).unwrap();
        happens.send(Ok(created("/site/public", CreateKind::Folder))).unwrap();
        assert!(notices.recv_timeout(2 * ONCE_MORE).is_err(), "what is no part of the site is none of ours");
    }

    #[test]
    fn what_left_its_place_is_told_with_where_it_went() {
        let (watch, happens) = watch();
        let (_, notices) = told(Ok(watch));
        let renamed = |mode, path: &str| {
            Event::new(EventKind::Modify(ModifyKind::Name(mode))).add_path(PathBuf::from(path))
        };
        happens.send(Ok(renamed(RenameMode::From, "/site/content/a.md"))).unwrap();
        assert!(notices.recv_timeout(10 * QUIET).is_err(), "half of a rename is no change");
        happens.send(Ok(renamed(RenameMode::To, "/site/content/b.md"))).unwrap();
        let both = ["content/a.md", "content/b.md"].map(|path| SourcePath::new(path).unwrap());
        assert_eq!(notices.recv(), Ok(Notice::Hint(Hint::Paths(BTreeSet::from(both)))));
    }

    #[test]
    fn when_no_more_folders_can_be_watched_files_are_looked_at_in_intervals() {
        let (watch, happens) = watch();
        let (_, notices) = told(Ok(watch));
        happens.send(Err(notify::Error::new(ErrorKind::MaxFilesWatch))).unwrap();
        let lost = Notice::Lost("OS file watch limit reached.".to_owned());
        assert_eq!([notices.recv(), notices.recv(), notices.recv()], [Ok(lost), Ok(ALL), Ok(ALL)]);
    }

    #[test]
    fn a_watcher_that_ends_is_replaced_by_looking() {
        let (watch, happens) = watch();
        drop(happens);
        let (_, notices) = told(Ok(watch));
        let lost = Notice::Lost("the watcher ended".to_owned());
        assert_eq!([notices.recv(), notices.recv()], [Ok(lost), Ok(ALL)]);
    }
}
