//! Comments that are never closed: they hide what follows, up to the end of their block.

use std::ops::Range;

use super::Body;
use crate::diagnostic::{Code, Diagnostic};

/// What begins a comment.
pub(super) const OPENING: &str = "<!--";

/// The parts of a piece of source that stand outside of its comments; told where one of these has no end.
pub(super) fn around(body: Body<'_>, piece: Range<usize>, faults: &mut Vec<Diagnostic>) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = piece.start;
    while let Some(at) = body.of(&(start..piece.end)).find(OPENING).map(|at| start + at) {
        parts.push(start..at);
        // A comment may end in the signs that begin it: `<!-->`.
        let inner = body.of(&(at + "<!".len()..piece.end));
        let Some(length) = end(inner) else {
            let place = at..at + OPENING.len();
            let fault = body.fault(Code::UnclosedComment, &place, "this comment is never closed");
            faults.push(fault.help("close it with `-->`"));
            return parts;
        };
        start = at + "<!".len() + length;
    }
    parts.push(start..piece.end);
    parts
}

/// Where the first end of a comment is over. Three dashes in a row hold two pairs, and either may begin it.
fn end(inner: &str) -> Option<usize> {
    let pairs = inner.match_indices("--").flat_map(|(at, _)| [at, at + 1]);
    let ends = ["-->", "--!>"];
    let length = |at: usize| ends.iter().find(|end| inner[at..].starts_with(**end)).map(|end| at + end.len());
    pairs.into_iter().find_map(length)
}
