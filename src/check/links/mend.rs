//! What is written in the place of a destination that leads nowhere, where there is one that was meant. It is tried before: a
//! correction that leads nowhere either is none.

use super::{Checker, Given};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::near::Near;
use crate::path::SourcePath;

/// For how many destinations of one file the nearest is sought: one that a machine wrote can hold any number.
const MOST_SOUGHT: usize = 100;
/// Most headings that are named as what could have been meant.
const MOST_NAMED: usize = 20;

impl Checker<'_> {
    /// Whether the nearest may be sought once more.
    pub(super) fn seeks(&self) -> bool {
        self.sought.set(self.sought.get() + 1);
        self.sought.get() <= MOST_SOUGHT
    }

    /// The file that is nearest to one that is not there.
    pub(super) fn nearest(&self, path: &SourcePath) -> Option<Near<'_>> {
        if self.seeks() { self.places.nearest_path(self.path, path) } else { None }
    }

    /// The fault of a link with its correction. Where the page has no such heading, that is the next fault of the link.
    pub(super) fn mended(&self, fault: Diagnostic, given: Given<'_>, new: Option<String>) -> Diagnostic {
        let leads = |new: &String| {
            let tried = self.link(Given { destination: new, span: given.span, written: None });
            tried.is_none_or(|left| left.code == Code::BrokenAnchor && fault.code != left.code)
        };
        let new = new.filter(leads);
        with_fix(fault, given, new)
    }

    /// The same for a picture.
    pub(super) fn mended_picture(
        &self,
        fault: Diagnostic,
        given: Given<'_>,
        new: Option<String>,
    ) -> Diagnostic {
        let tried = |new: &String| self.picture(Given { destination: new, span: given.span, written: None });
        let new = new.filter(|new| tried(new).is_none());
        with_fix(fault, given, new)
    }
}

fn with_fix(fault: Diagnostic, given: Given<'_>, new: Option<String>) -> Diagnostic {
    match given.written {
        Some(place) => fault.replace(given.destination, place, new),
        None => fault,
    }
}

/// A destination with another heading; None where that can't be written without escapes.
pub(super) fn with_place(destination: &str, id: &str) -> Option<String> {
    let (page, written) = destination.split_once('#')?;
    let directive = &written[crate::model::link::id_of(written).len()..];
    let is_plain = id.chars().all(|c| c.is_alphanumeric() || "-_.".contains(c));
    is_plain.then(|| format!("{page}#{id}{directive}"))
}

/// Headings as they are named in a help.
pub(super) fn some<'i>(mut ids: impl Iterator<Item = &'i str>) -> String {
    let named: Vec<String> = ids.by_ref().take(MOST_NAMED).map(|id| format!("`#{id}`")).collect();
    let more = match ids.count() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    named.join(", ") + &more
}
