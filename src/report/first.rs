//! What a person is shown of many faults: the first of each code in full, and how many more there are.
//!
//! Ten reports of a code say what it is about; the rest is a number, and the command that shows it.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::number;
use crate::diagnostic::{Code, Diagnostic};

/// Most faults of one code that are shown in full.
const MOST: usize = 10;

/// The faults that are shown, in their order, and how many more each code has.
pub struct First<'d> {
    /// Those that are shown.
    pub shown: Vec<&'d Diagnostic>,
    more: BTreeMap<Code, usize>,
}

impl<'d> First<'d> {
    /// The first faults of each code, and all of those codes that somebody asked for.
    pub fn of(faults: impl IntoIterator<Item = &'d Diagnostic>, asked_for: &[Code]) -> Self {
        let mut seen: BTreeMap<Code, usize> = BTreeMap::new();
        let mut first = Self { shown: Vec::new(), more: BTreeMap::new() };
        for fault in faults {
            let number = seen.entry(fault.code).or_default();
            *number += 1;
            if *number <= MOST || asked_for.contains(&fault.code) {
                first.shown.push(fault);
            } else {
                *first.more.entry(fault.code).or_default() += 1;
            }
        }
        first
    }

    /// A line for each code that has more, the most first: "and 14,057 more `broken-link`: `fieldnotes check --select
    /// broken-link`". `check` is the command that was given, without codes.
    pub fn rest(&self, check: &str) -> String {
        let mut more: Vec<(Code, usize)> = self.more.iter().map(|(code, more)| (*code, *more)).collect();
        more.sort_by_key(|(code, more)| (Reverse(*more), *code));
        let line = |(code, more): &(Code, usize)| {
            format!("and {} more `{code}`: `{check} --select {code}`\n", number(*more))
        };
        more.iter().map(line).collect::<Vec<_>>().concat()
    }
}

/// How many faults there are of each code, the most first: "80 missing-alt, 40 term-spelling".
pub fn by_code<'d>(faults: impl IntoIterator<Item = &'d Diagnostic>) -> String {
    let mut counts: BTreeMap<Code, usize> = BTreeMap::new();
    for fault in faults {
        *counts.entry(fault.code).or_default() += 1;
    }
    let mut counts: Vec<(Code, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(code, count)| (Reverse(*count), *code));
    counts.iter().map(|(code, count)| format!("{} {code}", number(*count))).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::SourcePath;
    use crate::span::Span;

    #[test]
    fn ten_of_a_code_are_shown_and_all_of_one_that_is_asked_for() {
        let fault = |code| Diagnostic::new(code, &SourcePath::settings(), Span::at(0), "");
        let mut faults = vec![fault(Code::BrokenLink); 1012];
        faults.extend(vec![fault(Code::MissingAlt); 11]);
        faults.push(fault(Code::Secret));
        let first = First::of(&faults, &[]);
        assert_eq!(first.shown.len(), 21);
        assert_eq!(
            first.rest("fieldnotes check"),
            "and 1,002 more `broken-link`: `fieldnotes check --select broken-link`\n\
             and 1 more `missing-alt`: `fieldnotes check --select missing-alt`\n"
        );
        let all = First::of(&faults, &[Code::BrokenLink]);
        assert_eq!((all.shown.len(), all.rest("x").lines().count()), (1023, 1));
        assert_eq!(by_code(&faults), "1,012 broken-link, 11 missing-alt, 1 secret");
    }
}
