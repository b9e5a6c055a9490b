//! Which notes a change of files concerns: those that watch one of them, or whose own change touched one. Which ones nobody
//! watches is told too: that nobody has an opinion is not a pass.

use std::collections::BTreeSet;

use super::review::Review;
use crate::corpus::{Corpus, Watched};
use crate::glob::Glob;
use crate::note::Profile;
use crate::span::Spanned;

/// What changed.
pub struct Changes<'a> {
    /// The files, from the top of the repository.
    pub files: &'a BTreeSet<String>,
    /// A path of the site, as it counts from there.
    pub from_top: &'a dyn Fn(&str) -> String,
    /// A pattern without the name of a part, and that name.
    pub files_of: &'a dyn for<'p> Fn(&'p str) -> (&'p str, Option<&'p str>),
    /// Whether a part of a file changed.
    pub has_changed: &'a (dyn Fn(&str, &str) -> bool + 'a),
}

/// A note that a change concerns.
#[derive(Debug)]
pub struct Touched<'r> {
    /// Its review.
    pub review: &'r Review<'r>,
    /// Why it is concerned, one cause a pattern.
    pub causes: Vec<Cause<'r>>,
    /// Whether the note itself changed along.
    pub is_along: bool,
}

/// Why a note is concerned.
#[derive(Debug)]
pub struct Cause<'r> {
    /// The field that names the files.
    pub field: &'static str,
    /// What it says, and where.
    pub pattern: &'r Spanned<String>,
    /// Those of the files that changed.
    pub files: Vec<&'r str>,
}

impl<'a> Changes<'a> {
    /// The notes that it concerns, in the order of their reviews, those first that did not change along. One is not told of that
    /// is no longer to be followed, nor for files that are as its last review recorded them.
    pub fn touched(&'a self, reviews: &[&'a Review<'a>]) -> Vec<Touched<'a>> {
        let touched = |review: &&'a Review<'a>| {
            let causes = self.causes(review);
            let is_along = self.files.contains(&(self.from_top)(review.path().as_str()));
            (!causes.is_empty()).then_some(Touched { review, causes, is_along })
        };
        let live = reviews.iter().filter(|review| !review.note.face.is_deprecated());
        let mut touched: Vec<Touched<'a>> = live.filter_map(touched).collect();
        touched.sort_by_key(|touched| touched.is_along);
        touched
    }

    fn causes(&'a self, review: &'a Review<'a>) -> Vec<Cause<'a>> {
        let facts = &review.note.facts;
        let drift = review.drift.map_or(&[] as &[Watched], |drift| &drift.0);
        let (mut causes, mut settled) = (Vec::new(), BTreeSet::new());
        for (at, watch) in facts.watches.iter().enumerate() {
            let files = self.watched(&watch.pattern.value);
            // The file changed, and is what was recorded: it was looked at since.
            match drift.get(at) {
                Some(Watched::Same) => settled.extend(files),
                _ => causes.push(Cause { field: "watches", pattern: &watch.pattern, files }),
            }
        }
        for pattern in &facts.change_files {
            let mut files = self.of_change(&pattern.value);
            files.retain(|file| !settled.contains(file));
            causes.push(Cause { field: "change.files", pattern, files });
        }
        causes.retain(|cause| !cause.files.is_empty());
        causes
    }

    /// The files that changed of those that a note watches.
    fn watched(&'a self, pattern: &str) -> Vec<&'a str> {
        let (files, part) = (self.files_of)(pattern);
        let Ok(glob) = Glob::new(files) else { return Vec::new() };
        let has_changed = |file: &&str| part.is_none_or(|part| (self.has_changed)(file, part));
        self.files.iter().map(String::as_str).filter(|file| glob.is_match(file)).filter(has_changed).collect()
    }

    /// The files that changed of those that a note's own change touched, which count from the top or from the site's folder. A
    /// full path is that of a file on some machine.
    fn of_change(&'a self, pattern: &str) -> Vec<&'a str> {
        if pattern.starts_with(['/', '~']) {
            return Vec::new();
        }
        let below = (self.from_top)(pattern.trim_start_matches("./"));
        let globs: Vec<Glob> =
            [pattern, &below].into_iter().filter_map(|path| Glob::new(path).ok()).collect();
        let is_meant = |file: &&str| globs.iter().any(|glob| glob.is_match(file));
        self.files.iter().map(String::as_str).filter(is_meant).collect()
    }

    /// The files that no note watches. Those of the site itself are none of them, which `is_own` tells by their paths on it.
    pub fn unwatched(&'a self, corpus: &Corpus, is_own: &dyn Fn(&str) -> bool) -> Vec<&'a str> {
        let counts = |note: &&Profile| !note.face.draft && !note.face.is_deprecated();
        let all = corpus.notes.iter().filter(counts).flat_map(|note| &note.facts.watches);
        let watched: BTreeSet<&str> = all.flat_map(|watch| self.watched(&watch.pattern.value)).collect();
        let prefix = (self.from_top)("");
        let is_of_site = |file: &str| file.strip_prefix(&prefix).is_some_and(is_own);
        let files = self.files.iter().map(String::as_str);
        files.filter(|file| !watched.contains(file) && !is_of_site(file)).collect()
    }
}
