//! Corrections of the source: the bytes that a diagnostic says are wrong, and no others.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostic, Fix};
use crate::span::Span;

/// A text with fixes applied, and those fixes, in order. Of two that overlap the first is applied; a next run
/// takes the other.
pub fn apply<'d>(
    text: &str,
    diagnostics: impl IntoIterator<Item = &'d Diagnostic>,
) -> (String, Vec<&'d Fix>) {
    let mut fixes: Vec<&Fix> =
        diagnostics.into_iter().filter_map(|diagnostic| diagnostic.fix.as_ref()).collect();
    fixes.sort_by_key(|fix| (fix.span, fix.replacement.as_str()));
    let changes: Vec<(Span, &str)> = fixes.iter().map(|fix| (fix.span, fix.replacement.as_str())).collect();
    let (out, made) = splice(text, &changes);
    (out, made.into_iter().map(|at| fixes[at]).collect())
}

/// Takes corrections back that would write the same text at several places which have to differ: keys of a map, items of a
/// list. Which of them it belongs to only the author knows.
pub fn keep_apart(faults: &mut [Diagnostic], places: impl IntoIterator<Item = Span>) {
    if faults.iter().filter(|fault| fault.fix.is_some()).take(2).count() < 2 {
        return;
    }
    let places: BTreeSet<Span> = places.into_iter().collect();
    let is_of_place = |fix: &&Fix| places.contains(&fix.span);
    let mut written: BTreeMap<String, usize> = BTreeMap::new();
    for fix in faults.iter().filter_map(|fault| fault.fix.as_ref()).filter(is_of_place) {
        *written.entry(fix.replacement.clone()).or_default() += 1;
    }
    for fault in faults {
        let of_place = fault.fix.as_ref().filter(is_of_place);
        if of_place.is_some_and(|fix| written.get(&fix.replacement).is_some_and(|count| *count > 1)) {
            fault.fix = None;
        }
    }
}

/// A text with bits of it replaced, which come in order of their places, and the numbers of those that are. Of two that overlap
/// the first is made.
pub fn splice(text: &str, changes: &[(Span, &str)]) -> (String, Vec<usize>) {
    let mut out = String::with_capacity(text.len());
    let mut made: Vec<usize> = Vec::new();
    let mut at = 0;
    for (number, (span, new)) in changes.iter().enumerate() {
        let range = span.range();
        let overlaps = range.start < at || made.last().is_some_and(|last| changes[*last].0 == *span);
        if overlaps || text.get(range.clone()).is_none() {
            continue;
        }
        out.push_str(&text[at..range.start]);
        out.push_str(new);
        at = range.end;
        made.push(number);
    }
    out.push_str(&text[at..]);
    (out, made)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;
    use crate::path::SourcePath;

    #[test]
    fn only_the_named_bytes_change_and_overlaps_wait() {
        let path = SourcePath::new("content/a.md").unwrap();
        let fault = |start, end, text: &str| {
            Diagnostic::new(Code::UnknownField, &path, Span::at(0), "").fix("t", Span::new(start, end), text)
        };
        let faults = [fault(6, 7, "Z"), fault(0, 2, "xy"), fault(1, 3, "never"), fault(4, 4, "+")];
        let (out, applied) = apply("ab\r\ncd e", &faults);
        assert_eq!(out, "xy\r\n+cdZe");
        assert_eq!(applied.len(), 3);
    }
}
