//! Numbered lists whose numbers are not those that readers see: Markdown counts up from the first.

use std::ops::Range;

use super::Body;
use crate::diagnostic::{Code, Diagnostic};

/// A list that is open.
#[derive(Debug)]
pub(super) struct List {
    is_numbered: bool,
    /// The numbers, and where they stand.
    written: Vec<(u64, Range<usize>)>,
}

impl List {
    /// A list, with its first number if it has any.
    pub(super) fn new(first: Option<u64>) -> Self {
        Self { is_numbered: first.is_some(), written: Vec::new() }
    }

    /// An item of it.
    pub(super) fn item(&mut self, body: Body<'_>, range: &Range<usize>) {
        if !self.is_numbered {
            return;
        }
        let item = body.of(range);
        let start = item.len() - item.trim_start().len();
        let digits = item[start..].bytes().take_while(u8::is_ascii_digit).count();
        let place = range.start + start..range.start + start + digits;
        self.written.extend(body.of(&place).parse().ok().map(|number| (number, place)));
    }

    /// Its end: whether each number is the one that shows. The same number throughout asks for counting.
    pub(super) fn end(self, body: Body<'_>, faults: &mut Vec<Diagnostic>) {
        let Some((first, _)) = self.written.first().cloned() else { return };
        if self.written.iter().all(|(number, _)| *number == first) {
            return;
        }
        let shown = self.written.iter().zip(first..);
        if let Some(((number, place), shown)) = shown.clone().find(|((number, _), shown)| number != shown) {
            let message = format!("`{number}` is shown as {shown}: a list counts up from its first number");
            let fault = body.fault(Code::ListNumber, place, message);
            faults
                .push(fault.help("number the items one after the other, or begin each with the same number"));
        }
    }
}
