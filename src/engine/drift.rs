//! Which notes drifted: what they watch is not what it was at their last review.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use foldhash::HashMap;

use super::store::Store;
use super::watched::{Look, Watcher};
use crate::corpus::{Corpus, Drift, Watched};
use crate::diagnostic::{Code, Diagnostic};
use crate::glob::Glob;
use crate::note::{Profile, Watch};
use crate::parallel;
use crate::path::SourcePath;
use crate::source::Source;
use crate::validate::read::is_hash_of;

/// What became of what each note watches, and what is wrong with the patterns. A watcher may be at work already.
pub(super) fn find(
    source: &dyn Source,
    corpus: &Corpus,
    (store, watcher): (&Store, Option<Watcher<'_>>),
) -> (Arc<BTreeMap<SourcePath, Drift>>, Vec<Diagnostic>) {
    let watching = || corpus.notes.iter().filter(|note| !note.facts.watches.is_empty());
    let patterns: BTreeSet<&str> = watching().flat_map(patterns).collect();
    if patterns.is_empty() {
        return (Arc::default(), Vec::new());
    }
    let watcher = watcher.unwrap_or_else(|| Watcher::new(source, store));
    let patterns: Vec<&str> = patterns.into_iter().collect();
    let looks: HashMap<&str, Look> =
        parallel::map(&patterns, |&pattern| (pattern, watcher.look(pattern))).into_iter().collect();
    let looks = if watcher.is_in_repository() { looks } else { without_guesses(looks) };
    let drift = |note: &Profile| {
        let found = |watch: &Watch| became(&looks[watch.pattern.value.as_str()], watch);
        (note.facts.path.clone(), Drift(note.facts.watches.iter().map(found).collect()))
    };
    let drift: BTreeMap<SourcePath, Drift> = watching().map(drift).collect();
    let faults = watching().flat_map(|note| faults(note, &looks, &watcher)).collect::<Vec<_>>();
    let faults = faults.into_iter().chain(unknown(watching(), &looks)).collect();
    watcher.finish(&patterns);
    (Arc::new(drift), faults)
}

/// Without a repository, what is not there may be in one that is elsewhere: so it is where the folder of some pattern is not
/// there, and none stands for anything. What stands for files of any folder finds some anywhere.
fn without_guesses(mut looks: HashMap<&str, Look>) -> HashMap<&str, Look> {
    let names_a_place =
        |pattern: &str| Glob::new(pattern).is_ok_and(|glob| glob.is_plain() || !glob.base().is_empty());
    if looks.iter().any(|(pattern, look)| matches!(look, Look::Digest(_)) && names_a_place(pattern)) {
        return looks;
    }
    let elsewhere = looks.values().find_map(|look| match look {
        Look::Unknown(reason) => Some(reason.clone()),
        _ => None,
    });
    if let Some(reason) = elsewhere {
        for look in looks.values_mut().filter(|look| **look == Look::Nothing) {
            *look = Look::Unknown(reason.clone());
        }
    }
    looks
}

fn patterns(note: &Profile) -> impl Iterator<Item = &str> {
    note.facts.watches.iter().map(|watch| watch.pattern.value.as_str())
}

/// What became of the files of a pattern since their digest was recorded.
fn became(look: &Look, watch: &Watch) -> Watched {
    match (look, &watch.digest) {
        (Look::Nothing | Look::NoPart, _) => Watched::Gone,
        (Look::Unfit(reason) | Look::Unknown(reason), _) => Watched::Unknown(reason.clone()),
        (Look::Digest(_), None) => Watched::Unrecorded,
        (Look::Digest(now), Some(then)) if is_hash_of(then, now) => Watched::Same,
        (Look::Digest(_), Some(_)) => Watched::Changed,
    }
}

/// What is wrong with the patterns of a note.
fn faults(note: &Profile, looks: &HashMap<&str, Look>, watcher: &Watcher<'_>) -> Vec<Diagnostic> {
    let fault = |watch: &Watch| {
        let pattern = watch.pattern.value.as_str();
        let fault = |code, message: String| {
            Diagnostic::new(code, &note.facts.path, watch.pattern.span, message).key("watches")
        };
        match &looks[pattern] {
            Look::Nothing => {
                let of = if watcher.is_in_repository() { "file that git tracks" } else { "file" };
                let fault = fault(Code::WatchedMissing, format!("`{pattern}` matches no {of}"));
                Some(match watcher.meant(pattern) {
                    Some(meant) => {
                        fault.help(format!("`{meant}` has that name: correct the path, and check that the note is still correct"))
                    }
                    None => fault.help(
                        "write a path relative to the root of the repository, and check that the note is still correct",
                    ),
                })
            }
            Look::NoPart => Some(
                fault(Code::WatchedMissing, format!("`{pattern}` does not name a part of a file")).help(
                    "mark the part with comments, `ANCHOR: name` above and `ANCHOR_END: name` below it, or name a heading",
                ),
            ),
            Look::Unfit(reason) => Some(
                fault(Code::InvalidWatch, format!("`{pattern}` can't be watched: {reason}"))
                    .help("write a path or a glob of files in this repository, or `path#part` for a part of one"),
            ),
            Look::Digest(_) | Look::Unknown(_) => None,
        }
    };
    note.facts.watches.iter().filter_map(fault).collect()
}

/// One fault for all patterns of which nobody can tell: one reason keeps from it most often.
fn unknown<'n>(notes: impl Iterator<Item = &'n Profile>, looks: &HashMap<&str, Look>) -> Option<Diagnostic> {
    let unknown = |note: &'n Profile| {
        let of = |watch: &'n Watch| match &looks[watch.pattern.value.as_str()] {
            Look::Unknown(reason) => Some((note, watch, reason)),
            _ => None,
        };
        note.facts.watches.iter().find_map(of)
    };
    let found: Vec<_> = notes.filter_map(unknown).collect();
    let (note, watch, reason) = found.first()?;
    let others = match found.len() - 1 {
        0 => String::new(),
        1 => ", and of another note".to_owned(),
        others => format!(", and of {others} other notes"),
    };
    let message = format!("it is unknown whether `{}`{others} changed: {reason}", watch.pattern.value);
    let fault = Diagnostic::new(Code::WatchedUnknown, &note.facts.path, watch.pattern.span, message);
    Some(fault.key("watches").help("run it where the whole repository is checked out, with git installed"))
}
