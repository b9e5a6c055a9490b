//! One site of a workspace, which a thread of its own reads: again whenever a buffer or a file on the disk changes.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::Result;
use foldhash::HashMap;

use super::Surroundings;
use crate::corpus::{CONTENT, STATIC, TEMPLATES};
use crate::engine::live::{Follower, Hint};
use crate::engine::store::Store;
use crate::engine::{Engine, Options};
use crate::path::SourcePath;
use crate::source::disk::{Disk, is_ignored};
use crate::source::overlay::Overlay;
use crate::source::{Source, is_site};
use crate::{config, ledger};

/// A site.
pub(super) struct Site {
    /// Its files, with the buffers over them.
    pub(super) overlay: Overlay,
    /// What was read last; nothing until that was done once.
    pub(super) follower: Option<Arc<Follower>>,
    /// What the editor was told of each file: a fingerprint of it.
    pub(super) told: HashMap<SourcePath, u128>,
    /// How often something was said to have changed, and up to which time that was looked at.
    asked: u64,
    looked: Option<u64>,
    /// Who accepts reviews here, once somebody asked.
    pub(super) reviewer: OnceCell<Option<String>>,
    wanted: Arc<Wanted>,
}

/// What a site's thread says, and how many changes it had heard of when it began to look.
pub(super) struct Report {
    pub(super) asked: u64,
    pub(super) news: News,
}

/// What came of a look at a site.
pub(super) enum News {
    /// The site was read, or read anew.
    Read(Arc<Follower>),
    /// Everything that was said to have changed was looked at.
    Looked,
    /// It can't be read: why.
    Lost(String),
}

/// What a thread is asked to look at.
#[derive(Default)]
struct Wanted {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    hint: Option<Hint>,
    asked: u64,
    is_over: bool,
}

/// How long nothing has to change before a page of each kind is tried: that takes longer than a key.
const REST: Duration = Duration::from_millis(150);
/// How often files that notes watch are looked at, where nothing else happens.
const WATCH_CHECK: Duration = Duration::from_secs(5);
/// How many times before the day is looked at.
const WATCH_CHECKS: usize = 120;
/// How often the day is looked at, where nothing happens.
const DAY_CHECK: Duration = Duration::from_mins(10);
/// Most files that are looked at one by one.
const MOST_PATHS: usize = 500;

impl Site {
    /// Begins to read a site; `tell` is called from its thread, for as long as it returns true.
    pub(super) fn open(
        root: &Path,
        surroundings: Surroundings,
        tell: impl Fn(Report) -> bool + Send + 'static,
    ) -> Self {
        let overlay = Overlay::new(Arc::new(Disk::new(root)));
        let wanted = Arc::new(Wanted::default());
        let follows = Arc::clone(&wanted);
        // Followed before it is read, so that no change falls between.
        (surroundings.follow)(root, Box::new(move |hint| follows.want(hint)));
        let reader = Reader { root: root.to_owned(), overlay: overlay.clone(), surroundings };
        let reads = Arc::clone(&wanted);
        std::thread::spawn(move || reader.run(&reads, tell));
        Self {
            overlay,
            follower: None,
            told: HashMap::default(),
            asked: 0,
            looked: None,
            reviewer: OnceCell::new(),
            wanted,
        }
    }

    /// Says that a file is not what it was.
    pub(super) fn changed(&mut self, path: &SourcePath) {
        self.asked += 1;
        self.wanted.state().asked = self.asked;
        self.wanted.want(Hint::Paths([path.clone()].into()));
    }

    /// Takes down up to which change everything was looked at.
    pub(super) fn looked(&mut self, asked: u64) {
        self.looked = self.looked.max(Some(asked));
    }

    /// Whether it was read, or turned out to be unreadable.
    pub(super) fn is_read(&self) -> bool {
        self.looked.is_some()
    }

    /// Where a file is on the disk.
    pub(super) fn location(&self, root: &Path, path: &SourcePath) -> PathBuf {
        self.overlay.location(path).unwrap_or_else(|| root.join(path.as_str()))
    }

    /// Whether everything that changed was looked at.
    pub(super) fn is_current(&self) -> bool {
        self.looked >= Some(self.asked)
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.wanted.state().is_over = true;
        self.wanted.changed.notify_all();
    }
}

impl Wanted {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks for a look; false once nobody looks any more.
    fn want(&self, hint: Hint) -> bool {
        let mut state = self.state();
        state.hint = Some(match (state.hint.take(), hint) {
            (None, hint) => hint,
            (Some(Hint::Paths(mut paths)), Hint::Paths(more)) if paths.len() < MOST_PATHS => {
                paths.extend(more);
                Hint::Paths(paths)
            }
            _ => Hint::All,
        });
        self.changed.notify_all();
        !state.is_over
    }

    /// Waits for what is to be looked at: all of it at once, and how many changes that is. None when it is over; nothing in
    /// particular now and then.
    fn next(&self, patience: Duration) -> Option<(Option<Hint>, u64)> {
        let waits = |state: &mut State| state.hint.is_none() && !state.is_over;
        let waited = self.changed.wait_timeout_while(self.state(), patience, waits);
        let mut state = waited.unwrap_or_else(PoisonError::into_inner).0;
        (!state.is_over).then(|| (state.hint.take(), state.asked))
    }
}

struct Reader {
    root: PathBuf,
    overlay: Overlay,
    surroundings: Surroundings,
}

impl Reader {
    fn run(&self, wanted: &Wanted, tell: impl Fn(Report) -> bool) {
        let mut current: Option<Arc<Follower>> = None;
        let mut day = None;
        let (mut hint, mut asked) = (Some(Hint::All), 0);
        loop {
            let today = (self.surroundings.today)();
            let news = match &current {
                Some(follower) if day == Some(today) => match &hint {
                    Some(hint) => follower.refresh(hint).map(|_| News::Looked),
                    None => Ok(News::Looked),
                },
                // A review falls due at midnight.
                _ => self.read().map(|follower| News::Read(current.insert(Arc::new(follower)).clone())),
            };
            day = Some(today);
            let news = news.unwrap_or_else(|error| {
                current = None;
                News::Lost(format!("{error:#}"))
            });
            if !tell(Report { asked, news }) {
                return;
            }
            let Some(next) = next_change(wanted, current.as_deref(), &tell) else { return };
            (hint, asked) = next;
        }
    }

    /// Reads the site for the first time.
    fn read(&self) -> Result<Follower> {
        let Surroundings { today, now, .. } = self.surroundings;
        let options = Options { today: Some(today()), ..Options::default() };
        let store = Arc::new(Store::open(&self.root, now));
        let engine = Engine::new(Box::new(self.overlay.clone()), options, store);
        let follower = Follower::new(engine)?;
        // Once, for the next start.
        let store = follower.engine().store();
        let _ = store.commit();
        store.close();
        Ok(follower)
    }
}

/// Waits for the next change. Where none comes soon, a page of each kind is tried; and now and then what notes watch is looked at, of
/// which nobody tells.
fn next_change(
    wanted: &Wanted,
    current: Option<&Follower>,
    tell: &impl Fn(Report) -> bool,
) -> Option<(Option<Hint>, u64)> {
    let (hint, asked) = wanted.next(REST)?;
    let (None, Some(follower)) = (&hint, current) else { return Some((hint, asked)) };
    follower.try_pages();
    if !tell(Report { asked, news: News::Looked }) {
        return None;
    }
    let (patience, rounds) = if follower.watches() { (WATCH_CHECK, WATCH_CHECKS) } else { (DAY_CHECK, 1) };
    for _ in 0..rounds {
        let (hint, asked) = wanted.next(patience)?;
        if hint.is_some() {
            return Some((hint, asked));
        }
        if follower.watches() && follower.has_drifted() {
            follower.look_around();
            return Some((None, asked));
        }
    }
    Some((None, asked))
}

/// The folder of the site that a file is in: the nearest upwards that has settings; and the file's path in it. None for a file
/// that no site reads.
pub(super) fn place(file: &Path) -> Option<(PathBuf, SourcePath)> {
    let root = file.ancestors().skip(1).find(|folder| is_site(folder))?;
    let parts = file.strip_prefix(root).ok()?.components().map(|part| part.as_os_str().to_str());
    let path = SourcePath::new(&parts.collect::<Option<Vec<_>>>()?.join("/"))?;
    let mut parts = path.as_str().split('/');
    let folder = parts.next()?;
    let is_read = match folder {
        CONTENT | STATIC | TEMPLATES => !parts.any(|part| is_ignored(folder, part)),
        _ => [config::FILE, ledger::FILE].contains(&path.as_str()),
    };
    is_read.then(|| (root.to_owned(), path))
}
