//! Corrections of the source: the bytes that a diagnostic says are wrong, and no others.

use crate::diagnostic::{Diagnostic, Fix};

/// A text with fixes applied, and those fixes, in order. Of two that overlap the first is applied; a next run
/// takes the other.
pub fn apply<'d>(
    text: &str,
    diagnostics: impl IntoIterator<Item = &'d Diagnostic>,
) -> (String, Vec<&'d Fix>) {
    let mut fixes: Vec<&Fix> =
        diagnostics.into_iter().filter_map(|diagnostic| diagnostic.fix.as_ref()).collect();
    fixes.sort_by_key(|fix| (fix.span, fix.replacement.as_str()));
    let mut out = String::with_capacity(text.len());
    let mut applied: Vec<&Fix> = Vec::new();
    let mut at = 0;
    for fix in fixes {
        let range = fix.span.range();
        let overlaps = range.start < at || applied.last().is_some_and(|last| last.span == fix.span);
        if overlaps || text.get(range.clone()).is_none() {
            continue;
        }
        out.push_str(&text[at..range.start]);
        out.push_str(&fix.replacement);
        at = range.end;
        applied.push(fix);
    }
    out.push_str(&text[at..]);
    (out, applied)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;
    use crate::path::SourcePath;
    use crate::span::Span;

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
