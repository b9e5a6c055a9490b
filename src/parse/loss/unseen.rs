//! Characters that nobody sees: anywhere in a body where they turn or hide text, and more strictly in what is copied:
//! code, commands, and where links lead.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::Body;
use crate::diagnostic::{Diagnostic, Level};
use crate::parse::hidden::{self, Hidden, Kind, Place};

/// The suspects of a body, and what its parts are. Nearly every body has none, and then nothing more is asked.
#[derive(Debug)]
pub(super) struct Unseen {
    suspects: Vec<Hidden>,
    /// What is copied sign by sign, and what it is.
    code: Vec<(Range<usize>, &'static str)>,
    /// Paragraphs, headings, cells.
    prose: Vec<Range<usize>>,
}

impl Unseen {
    /// Looks at a body as if all of it were code, which is to find more than there is.
    pub(super) fn of(source: &str) -> Self {
        Self { suspects: hidden::find(source, 0, Place::Code), code: Vec::new(), prose: Vec::new() }
    }

    /// A part that is copied.
    pub(super) fn code(&mut self, range: Range<usize>, within: &'static str) {
        if !self.suspects.is_empty() {
            self.code.push((range, within));
        }
    }

    /// A part that is read.
    pub(super) fn prose(&mut self, range: Range<usize>) {
        if !self.suspects.is_empty() {
            self.prose.push(range);
        }
    }

    /// Where a link leads: the last time that it is written in the link.
    pub(super) fn destination(&mut self, body: Body<'_>, link: &Range<usize>, destination: &str) {
        if self.suspects.is_empty() || destination.is_empty() {
            return;
        }
        if let Some(at) = body.of(link).rfind(destination) {
            let start = link.start + at;
            self.code.push((start..start + destination.len(), ADDRESS));
        }
    }

    /// What stands where it must not. Those of one character in one part are alike.
    pub(super) fn finish(mut self, body: Body<'_>, faults: &mut Vec<Diagnostic>) {
        if self.suspects.is_empty() {
            return;
        }
        self.code.sort_by_key(|(range, _)| range.start);
        let mut counts: HashMap<(usize, char), usize> = HashMap::new();
        let mut drawing = Drawing::default();
        let in_prose: HashSet<u32> = self
            .prose
            .iter()
            .flat_map(|range| hidden::find(body.of(range), range.start, Place::Prose))
            .map(|hidden| hidden.span.start)
            .collect();
        for suspect in &self.suspects {
            let at = suspect.span.start as usize;
            let code = last_before(&self.code, at, |(range, _)| range);
            let prose = last_before(&self.prose, at, |range| range);
            let (part, within) = match (code, prose) {
                (Some((range, within)), _) => (range.start, *within),
                (None, Some(range)) if is_in_address(body, at) => (range.start, BARE_ADDRESS),
                (None, Some(range)) if in_prose.contains(&suspect.span.start) => (range.start, "in the text"),
                (None, None) if suspect.kind == Kind::Control => (at, "in the text"),
                _ => continue,
            };
            let is_of_address = [ADDRESS, BARE_ADDRESS].contains(&within);
            if suspect.kind == Kind::Blank && !is_of_address && drawing.holds(body.source, at) {
                continue;
            }
            let count = counts.entry((part, suspect.character)).or_default();
            *count += 1;
            if *count > MOST {
                continue;
            }
            let hidden = Hidden { span: suspect.span.shifted(body.offset), ..*suspect };
            let mut fault = hidden::fault(body.path, &hidden, within);
            if is_of_address {
                fault = hidden::in_address(fault);
            }
            // Pages leave out what they can't hold: nothing that would keep a body from being published.
            fault.level = Level::Warn;
            faults.push(fault.alike(&format!("{part} {}", u32::from(suspect.character))));
        }
    }
}

/// Most of one character in one part that are told of.
const MOST: usize = 1000;

const ADDRESS: &str = "in the address of a link";
const BARE_ADDRESS: &str = "in an address";

/// Which lines are part of a drawing, such as `tree` makes one: with blanks of its own that nobody types. Places are asked for in
/// order, and each line is looked at once.
#[derive(Default)]
struct Drawing {
    end: usize,
    is_one: bool,
}

impl Drawing {
    fn holds(&mut self, source: &str, at: usize) -> bool {
        if at >= self.end {
            let start = source[..at].rfind('\n').map_or(0, |newline| newline + 1);
            self.end = source[at..].find('\n').map_or(source.len(), |newline| at + newline + 1);
            self.is_one = source[start..self.end].contains(|c| ('\u{2500}'..='\u{257f}').contains(&c));
        }
        self.is_one
    }
}

/// The part that holds a place; parts lie one behind the other.
fn last_before<T>(parts: &[T], at: usize, range: impl Fn(&T) -> &Range<usize>) -> Option<&T> {
    let end = parts.partition_point(|part| range(part).start <= at);
    parts[..end].last().filter(|part| range(part).contains(&at))
}

/// Whether a place lies within a bare address.
fn is_in_address(body: Body<'_>, at: usize) -> bool {
    /// Most characters before it that are looked at.
    const REACH: usize = 300;
    let before = &body.source[..at];
    let word = before.char_indices().rev().take(REACH).take_while(|(_, c)| !c.is_ascii_whitespace());
    let word = &before[word.last().map_or(at, |(start, _)| start)..];
    word.contains("://") || word.contains("www.")
}
