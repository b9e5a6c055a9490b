//! `[dates] updated = "git"`: the day on which a commit last changed the body, for notes that don't say when they were
//! updated. It is the day on which the author wrote the change, by the author's clock: that stays what it is when a commit is
//! rebased or picked.
//!
//! The days are a function of the commit that the working tree stands on, and are remembered by it. What is remembered of
//! notes knows nothing of them: they come to the corpus after it. A preview asks once.

use std::collections::BTreeMap;
use std::sync::Arc;

use foldhash::HashMap;

use super::store::{Key, Kind, Store};
use crate::config::Config;
use crate::corpus::{CONTENT, Corpus};
use crate::diagnostic::{Code, Diagnostic};
use crate::nfc::nfc;
use crate::note::{Day, Face, Profile};
use crate::parse::front_matter;
use crate::path::{SourcePath, markdown_stem};
use crate::source::git::last::Commit;
use crate::source::git::{Git, Unknown};
use crate::source::{Listing, Source};
use crate::span::Span;
use crate::validate::read::{instant, normal};

/// What git said, for as long as this process lives.
#[derive(Debug, Default)]
pub(super) struct Dates {
    said: Option<Result<BTreeMap<String, Day>, Unknown>>,
    /// Faces of notes as they were read, and with their days: a note that is the same stays the same.
    faces: HashMap<SourcePath, (Arc<Face>, Arc<Face>)>,
}

/// Adds the state of the repository's past to a listing, where the settings ask for it: what a command says depends on it, too.
pub fn list(source: &dyn Source, settings: &[u8], listing: &mut Listing) {
    let text = std::str::from_utf8(settings).ok().filter(|text| text.contains("updated"));
    if text.is_some_and(|text| Config::parse(text).0.dates_of_git.is_some()) {
        listing.past = Some(format!("{:?}", state(source.repository().as_ref())));
    }
}

/// Gives the notes their days. Also why there are none.
pub(super) fn fill(
    (source, listing): (&dyn Source, &Listing),
    place: Span,
    corpus: &mut Corpus,
    (dates, store): (&mut Dates, &Store),
) -> Option<Diagnostic> {
    let git = source.repository();
    let Dates { said, faces } = dates;
    let days = match said.get_or_insert_with(|| days(git.as_ref(), store)) {
        Ok(days) => days,
        Err(unknown) => {
            let message = format!("no note gets `updated` from git: {unknown}");
            let fault = Diagnostic::new(Code::UnknownPast, &SourcePath::settings(), place, message);
            return Some(fault.help(unknown.remedy()));
        }
    };
    let git = git?;
    // A link has another path in the repository than on the site.
    let path_of = |path: &SourcePath| {
        if listing.has_links {
            return Some(nfc(&git.path_of(&source.location(path)?)?).into_owned());
        }
        Some(git.from_top(path.as_str()))
    };
    let before = std::mem::take(faces);
    for note in Arc::make_mut(&mut corpus.notes) {
        let Some(day) = path_of(&note.facts.path).and_then(|path| days.get(&path)) else { continue };
        if !is_told(note, day) {
            continue;
        }
        let path = &note.facts.path;
        let known = before.get(path).filter(|(read, _)| Arc::ptr_eq(read, &note.face));
        let new = || Arc::new(Face { updated: Some(*day), ..Face::clone(&note.face) });
        let shown = known.map_or_else(new, |(_, shown)| Arc::clone(shown));
        let read = std::mem::replace(&mut note.face, Arc::clone(&shown));
        faces.insert(path.clone(), (read, shown));
    }
    None
}

/// Whether a note shows a day of git's: it says none itself, and that one is later than the day on which it was written.
fn is_told(note: &Profile, day: &Day) -> bool {
    note.face.updated.is_none() && note.face.date.is_none_or(|written| written.date < day.date)
}

/// What the days depend on: the commit, and which ones don't count.
fn state(git: Option<&Git>) -> Result<(Git, String, Vec<u8>), Unknown> {
    let git = git.ok_or(Unknown::NoRepository)?;
    if git.is_shallow().map_err(Unknown::Failed)? {
        return Err(Unknown::Shallow);
    }
    let head = git.head().map_err(Unknown::Failed)?.unwrap_or_default();
    Ok((git.clone(), head, git.ignored_commits()))
}

/// The days on which the bodies of all notes of the commit were last changed, by their paths from the top of the repository.
fn days(git: Option<&Git>, store: &Store) -> Result<BTreeMap<String, Day>, Unknown> {
    let (git, head, ignored) = state(git)?;
    let key = Key::of(Kind::Dates).and(head.as_bytes()).and(git.folder().as_bytes()).and(&ignored).end();
    let stored = store.get(Kind::Dates, key).and_then(|bytes| postcard::from_bytes(&bytes).ok());
    if let Some(days) = stored {
        return Ok(days);
    }
    let mut files = git.files_of_head(CONTENT).map_err(Unknown::Failed)?;
    files.retain(|path| markdown_stem(path).is_some());
    let changes = git.last_changes(&files, CONTENT, &body_of)?;
    let day = |(path, commit): (String, Commit)| Some((path, instant(&commit.at)?));
    let days: BTreeMap<String, Day> = changes.into_iter().filter_map(day).collect();
    if let Ok(bytes) = postcard::to_stdvec(&days) {
        store.put(Kind::Dates, key, &bytes);
    }
    Ok(days)
}

/// The body of a note, as far as it counts.
pub fn body_of(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    normal(front_matter::body_of(&text))
}
