//! Placeholders that were left in the text: those in code may be meant, and what is a link is none.

use super::Body;
use super::run::{Kind, Run};
use crate::diagnostic::{Code, Diagnostic};
use crate::parse::placeholder;

/// Reports those of a run.
pub(super) fn check(body: Body<'_>, run: &Run, faults: &mut Vec<Diagnostic>) {
    let range = run.range();
    for found in placeholder::find(body.of(&range)) {
        let place = range.start + found.start..range.start + found.end;
        let is_text =
            |at: usize| run.pieces.iter().any(|piece| piece.kind == Kind::Text && piece.range.contains(&at));
        if is_text(place.start) && is_text(place.end - 1) {
            let message = placeholder::message(body.of(&place));
            faults.push(body.fault(Code::PlaceholderLeft, &place, message).help(placeholder::HELP));
        }
    }
}
