//! The files around a site that its notes watch: what stands there now, as a digest. A file whose size and time are as they
//! were is not read again.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use super::files::TICK;
use super::store::{Key, Kind, Store};
use crate::glob::Glob;
use crate::parallel;
use crate::parse::watched::{digest, digest_of_file, part};
use crate::source::around::Around;
use crate::source::{Listing, Source, Stamp};

/// Most bytes of a watched file.
const MOST_BYTES: u64 = 16 << 20;
/// Most files that one pattern may stand for.
const MOST_FILES: usize = 2_000;
/// Hex digits of a digest, as notes hold it.
const DIGITS: usize = 24;

/// What a pattern of a note stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Look {
    /// Files, and the digest of what they hold.
    Digest(String),
    /// Nothing.
    Nothing,
    /// Files, none of which has the part that is named.
    NoPart,
    /// It is no good, for a reason that the note's author can mend.
    Unfit(String),
    /// Nobody can tell here, for a reason.
    Unknown(String),
}

/// Looks at watched files.
pub(crate) struct Watcher<'a> {
    around: Result<Around, String>,
    known: Mutex<BTreeMap<String, Known>>,
    /// The patterns that notes of the site had when it was last looked at.
    patterns: Vec<String>,
    before: Vec<u8>,
    store: &'a Store,
}

/// What is known of a watched file.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Known {
    stamp: Stamp,
    whole: Option<String>,
    parts: BTreeMap<String, Option<String>>,
}

/// What is remembered of a file of some size and time, or of a part of it.
enum Remembered {
    Nothing,
    /// Its digest; None where the part is not there.
    Digest(Option<String>),
}

impl<'a> Watcher<'a> {
    pub(crate) fn new(source: &dyn Source, store: &'a Store) -> Self {
        let before = store.get(Kind::Watched, key()).unwrap_or_default();
        let (patterns, known) = postcard::from_bytes(&before).unwrap_or_default();
        Self { around: source.around(), known: Mutex::new(known), patterns, before, store }
    }

    /// The same, where somebody watched files of the site before: git is asked while notes are read.
    pub(crate) fn expected(source: &dyn Source, store: &'a Store) -> Option<Self> {
        store.get(Kind::Watched, key()).map(|_| Self::new(source, store))
    }

    /// What a pattern stands for now: a path or a glob, and `#` with the name of a part.
    pub(crate) fn look(&self, pattern: &str) -> Look {
        let around = match &self.around {
            Ok(around) => around,
            Err(reason) => return Look::Unknown(reason.clone()),
        };
        let (files, part) = self.files_of(pattern);
        let glob = match Glob::new(files) {
            Ok(glob) => glob,
            Err(reason) => return Look::Unfit(reason),
        };
        match matched(around, &glob) {
            Ok(found) if found.is_empty() => nothing(around, &glob),
            Ok(found) => self.digest_of(around, &found, part),
            Err(reason) => Look::Unfit(reason),
        }
    }

    /// A pattern without the name of a part, and that name. A file may have the sign in its own name.
    pub(crate) fn files_of<'p>(&self, pattern: &'p str) -> (&'p str, Option<&'p str>) {
        let is_file = |path: &str| self.around.as_ref().is_ok_and(|around| around.look(path).is_ok());
        match pattern.rsplit_once('#') {
            Some((files, part)) if !part.is_empty() && !is_file(pattern) => (files, Some(part)),
            _ => (pattern, None),
        }
    }

    /// The digest of what some files hold together, whatever their names are.
    fn digest_of(&self, around: &Around, files: &[String], part: Option<&str>) -> Look {
        let mut digests = Vec::with_capacity(files.len());
        for file in files {
            match self.digest_of_file(around, file, part) {
                Ok(digest) => digests.extend(digest),
                Err(look) => return look,
            }
        }
        if digests.is_empty() {
            let is_there = part.is_some() && files.iter().any(|file| around.look(file).is_ok());
            return if is_there { Look::NoPart } else { Look::Nothing };
        }
        digests.sort_unstable();
        let mut all = blake3::hash(digests.concat().as_bytes()).to_hex().to_string();
        all.truncate(DIGITS);
        Look::Digest(all)
    }

    /// The digest of one file, or of a part of it; None where it is not there.
    fn digest_of_file(
        &self,
        around: &Around,
        file: &str,
        name: Option<&str>,
    ) -> Result<Option<String>, Look> {
        let unknown = |error: std::io::Error| Look::Unknown(format!("`{file}` can't be read: {error}"));
        let stamp = match around.look(file) {
            Ok(stamp) => stamp,
            Err(_) if around.is_absent(file) => {
                return Err(Look::Unknown(format!("`{file}` is not checked out")));
            }
            Err(error) if error.kind() == ErrorKind::PermissionDenied => return Err(unknown(error)),
            Err(_) => return Ok(None),
        };
        if stamp.0 > MOST_BYTES {
            return Err(Look::Unfit(format!(
                "`{file}` has {} bytes, more than the {MOST_BYTES} allowed",
                stamp.0
            )));
        }
        if let Remembered::Digest(known) = self.remembered(file, stamp, name) {
            return Ok(known);
        }
        let bytes = match around.read(file, MOST_BYTES) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(unknown(error)),
        };
        let found = match name {
            None => Some(digest_of_file(file, &bytes)),
            Some(name) => {
                let text = std::str::from_utf8(&bytes).ok();
                text.and_then(|text| part(file, text, name)).map(|part| digest(part.as_bytes()))
            }
        };
        self.learn(file, stamp, (name, found.clone()));
        Ok(found)
    }

    fn remembered(&self, file: &str, stamp: Stamp, name: Option<&str>) -> Remembered {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(known) = known.get(file).filter(|known| known.stamp == stamp) else {
            return Remembered::Nothing;
        };
        let digest = match name {
            None => known.whole.clone().map(Some),
            Some(name) => known.parts.get(name).cloned(),
        };
        digest.map_or(Remembered::Nothing, Remembered::Digest)
    }

    fn learn(&self, file: &str, stamp: Stamp, (name, found): (Option<&str>, Option<String>)) {
        // A time that is too near proves nothing.
        if stamp.1 == 0 || stamp.1 + TICK > self.store.now() {
            return;
        }
        let mut all = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let new = || Known { stamp, whole: None, parts: BTreeMap::new() };
        let known = all.entry(file.to_owned()).or_insert_with(new);
        if known.stamp != stamp {
            *known = new();
        }
        match name {
            None => known.whole = found,
            Some(name) => drop(known.parts.insert(name.to_owned(), found)),
        }
    }

    /// The path of a file that was probably meant by one that is not there: it has its name.
    pub(crate) fn meant(&self, pattern: &str) -> Option<String> {
        let around = self.around.as_ref().ok()?;
        let (files, _) = self.files_of(pattern);
        let name = files.rsplit('/').next()?;
        let all = around.below("").ok()?;
        let mut same = all.iter().filter(|file| file.rsplit('/').next() == Some(name) && *file != files);
        same.next().filter(|_| same.next().is_none()).cloned()
    }

    /// Whether paths are those of a repository.
    pub(crate) fn is_in_repository(&self) -> bool {
        self.around.as_ref().is_ok_and(Around::is_repository)
    }

    /// Remembers what was found for the next time, and what the notes' patterns are.
    pub(crate) fn finish(self, patterns: &[&str]) {
        let known = self.known.into_inner().unwrap_or_else(PoisonError::into_inner);
        let bytes = postcard::to_stdvec(&(patterns, known)).unwrap_or_default();
        if bytes != self.before {
            self.store.put(Kind::Watched, key(), &bytes);
        }
    }
}

/// Adds the state of what the site's notes watch to a listing: what a command says depends on it, too. The patterns are those of
/// the last time; where notes have others by now, they are listed anew as well.
pub(crate) fn list(source: &dyn Source, store: &Store, listing: &mut Listing) {
    let Some(watcher) = Watcher::expected(source, store) else { return };
    let looks: Vec<Look> = parallel::map(&watcher.patterns, |pattern| watcher.look(pattern));
    listing.watched = Some(format!("{looks:?}"));
}

fn key() -> u128 {
    Key::of(Kind::Watched).end()
}

/// The files that a glob stands for.
fn matched(around: &Around, glob: &Glob) -> Result<Vec<String>, String> {
    let mut files = around.below(glob.base())?;
    files.retain(|file| glob.is_match(file));
    match files.len() {
        count if count > MOST_FILES => {
            Err(format!("it matches {count} files, more than the {MOST_FILES} allowed"))
        }
        _ => Ok(files),
    }
}

/// What it means that a pattern stands for nothing: without a repository, files may be in one that is elsewhere.
fn nothing(around: &Around, glob: &Glob) -> Look {
    if around.is_repository() || around.has_folder(glob.folder()) {
        return Look::Nothing;
    }
    Look::Unknown("there is no git repository here, and no such folder below the site's folder".to_owned())
}
