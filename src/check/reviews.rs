//! No note was reviewed on a day that is still to come. The one rule that depends on the day: a build leaves it out, and what
//! is remembered of notes knows nothing of it.

use jiff::civil::Date;

use crate::corpus::Corpus;
use crate::diagnostic::{Code, Diagnostic};
use crate::note::Profile;

/// Reviews that are dated after `today`.
pub fn check(corpus: &Corpus, today: Date) -> Vec<Diagnostic> {
    let fault = |note: &Profile| {
        let revision = &note.face.revision;
        let reviewed = revision.last_reviewed.filter(|reviewed| *reviewed > today)?;
        let message = format!("`last_reviewed` ({reviewed}) is in the future; today is {today}");
        let fault =
            Diagnostic::new(Code::ReviewInFuture, &note.facts.path, revision.last_reviewed_span, message);
        Some(fault.key("revision.last_reviewed").help("write the day the note was really reviewed"))
    };
    corpus.notes.iter().filter_map(fault).collect()
}
