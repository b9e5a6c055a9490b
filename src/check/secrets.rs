//! Secrets in files beside notes and below `static/`. Those of notes are found as these are read.

use crate::corpus::Corpus;
use crate::diagnostic::Diagnostic;
use crate::parse::secret;

/// The files that are not published for what they hold.
pub(super) fn check(corpus: &Corpus) -> Vec<Diagnostic> {
    corpus.files.iter().flat_map(|(path, info)| secret::faults(path, &info.secrets)).collect()
}
