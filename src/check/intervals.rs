//! The folders under `[review.folders]` are there: an interval for another one would have no effect.

use std::collections::BTreeSet;

use crate::config::{Config, FILE};
use crate::corpus::{Corpus, below_content};
use crate::diagnostic::{Code, Diagnostic, Level};
use crate::edit::settings::quoted;
use crate::path::SourcePath;
use crate::suggest;

/// The folders that have an interval and no note.
pub(super) fn check(config: &Config, corpus: &Corpus) -> Vec<Diagnostic> {
    let Some(path) = SourcePath::new(FILE) else { return Vec::new() };
    let notes = corpus.notes.iter().map(|note| note.facts.path.folder());
    let sections = corpus.sections.iter().map(|section| section.path.folder());
    let folders: BTreeSet<&str> = notes.chain(sections).map(below_content).collect();
    let is_there = |name: &str| {
        folders.iter().any(|folder| {
            folder.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    };
    let lost = config.reviews.folders.iter().filter(|(name, _)| !name.is_empty() && !is_there(name));
    lost.map(|(name, interval)| {
        let message = format!("there is no folder `{name}` with notes below `content`");
        let mut fault = Diagnostic::new(Code::ConfigInvalid, &path, interval.span, message).key("review");
        // A folder may be there before its notes are.
        fault.level = Level::Warn;
        match suggest::nearest(name, folders.iter().copied()) {
            Some(near) => {
                let right = suggest::certain(name, folders.iter().copied())
                    .filter(|near| !config.reviews.folders.contains_key(*near));
                let fault = fault.help(format!("did you mean `{near}`?"));
                fault.replace(name, interval.span, right.map(quoted))
            }
            None => fault.help("write the path of a folder below `content/`, such as `notes/runbooks`"),
        }
    })
    .collect()
}
