//! Files of the repository that are no part of the site, and that its pages lead to: only those that are there do. What a
//! link on disk leads to outside of the repository is not, nor are the files of git itself.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::config::Repository;
use crate::corpus::Corpus;
use crate::model::link::beyond;
use crate::note::Profile;
use crate::parallel;
use crate::path::{SourcePath, relative};
use crate::source::Source;

/// What notes and sections may lead to, by its path from the top of the repository, and whether it is there.
pub(super) fn find(
    source: &dyn Source,
    repository: &Repository,
    corpus: &Corpus,
) -> Arc<BTreeMap<String, bool>> {
    let of = |(path, written): (&SourcePath, &str)| beyond(repository, path, written);
    let of_note = |note: &Profile| -> Vec<String> {
        let links = note.facts.outline.links.iter();
        links.filter_map(|link| of((&note.facts.path, &link.destination))).collect()
    };
    let mut asked: BTreeSet<String> = parallel::map(&corpus.notes, of_note).into_iter().flatten().collect();
    for section in &corpus.sections {
        let links = section.outline.links.iter();
        asked.extend(links.filter_map(|link| of((&section.path, &link.destination))));
    }
    let top = relative(&repository.folder, "");
    let look = |path: String| {
        let is_there = source.is_there(&relative(&repository.folder, &path), &top);
        (path, is_there)
    };
    Arc::new(asked.into_iter().map(look).collect())
}
