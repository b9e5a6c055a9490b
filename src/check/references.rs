//! A `reference` names one note.

use crate::corpus::Corpus;
use crate::diagnostic::{Code, Diagnostic};
use crate::note::Profile;
use crate::span::Span;
use foldhash::{HashMap, HashMapExt};

/// The later of two notes with one reference, in order of their paths, is at fault.
pub(super) fn check(corpus: &Corpus) -> Vec<Diagnostic> {
    let mut first: HashMap<&str, (&Profile, Span)> = HashMap::new();
    let mut diagnostics = Vec::new();
    for note in corpus.notes.iter() {
        let Some(reference) = &note.facts.reference else { continue };
        match first.get(reference.value.as_str()) {
            Some((other, span)) => {
                let message = format!("the reference `{}` is already in use", reference.value);
                let fault =
                    Diagnostic::new(Code::DuplicateReference, &note.facts.path, reference.span, message)
                        .key("reference")
                        .related(&other.facts.path, *span, "this note has it");
                diagnostics.push(fault.help("give this note a reference of its own"));
            }
            None => {
                first.insert(&reference.value, (note, reference.span));
            }
        }
    }
    diagnostics
}
