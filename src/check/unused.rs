//! Files beside a note that nothing refers to.

use crate::corpus::Corpus;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::Site;
use crate::model::link::{Target, resolve};
use crate::path::SourcePath;
use crate::span::Span;
use foldhash::{HashSet, HashSetExt};

/// Files in a note's own folder (`a/index.md` and what stands beside it) that no note links to or shows.
pub(super) fn check(site: &Site, corpus: &Corpus) -> Vec<Diagnostic> {
    let own_folders: HashSet<&str> = corpus
        .notes
        .iter()
        .filter(|note| note.facts.path.is_index() && !corpus.is_misplaced(&note.facts.path))
        .map(|note| note.facts.path.folder())
        .collect();
    if own_folders.is_empty() {
        return Vec::new();
    }
    let mut used: HashSet<SourcePath> = HashSet::new();
    for note in &corpus.notes {
        let links = note.facts.outline.links.iter().map(|link| &link.destination);
        let pictures = note.facts.outline.pictures.iter().map(|picture| &picture.destination);
        for destination in links.chain(pictures) {
            if let Target::File(path) | Target::Unpublished(path, _) =
                resolve(site, &note.facts.path, destination)
            {
                used.insert(path);
            }
        }
    }
    let is_unused = |path: &&SourcePath| own_folders.contains(path.folder()) && !used.contains(*path);
    corpus
        .files
        .keys()
        .filter(is_unused)
        .map(|path| {
            let message = format!("nothing refers to `{}`", path.file_name());
            Diagnostic::new(Code::UnusedFile, path, Span::at(0), message)
                .help("link to it from the note, or remove it")
        })
        .collect()
}
