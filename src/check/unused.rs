//! Files beside a note that nothing refers to.

use crate::corpus::Corpus;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::Site;
use crate::model::left_out::{may_name, of_outline};
use crate::model::link::{Target, resolve};
use crate::note::Profile;
use crate::parallel;
use crate::path::SourcePath;
use crate::span::Span;
use foldhash::HashSet;

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
    let own: Vec<&SourcePath> =
        corpus.files.keys().filter(|path| own_folders.contains(path.folder())).collect();
    let names: HashSet<&str> = own.iter().map(|path| path.file_name()).collect();
    let of_note = |note: &Profile| {
        let likely = of_outline(&note.facts.outline).filter(|written| may_name(written, &names));
        let used = |written| match resolve(site, &note.facts.path, written) {
            Target::File(path) | Target::Unpublished(path, _) => Some(path),
            _ => None,
        };
        likely.filter_map(used).collect::<Vec<_>>()
    };
    let used: HashSet<SourcePath> = parallel::map(&corpus.notes, of_note).into_iter().flatten().collect();
    own.into_iter()
        .filter(|path| !used.contains(*path))
        .map(|path| {
            let message = format!("nothing refers to `{}`", path.file_name());
            Diagnostic::new(Code::UnusedFile, path, Span::at(0), message)
                .help("link to it from the note, or remove it")
        })
        .collect()
}
