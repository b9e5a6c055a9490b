//! A fence that is never closed: all that follows becomes code, up to the end of what it stands in.

use std::ops::Range;

use super::Body;
use crate::diagnostic::{Code, Diagnostic};

/// A code block that is open.
#[derive(Debug)]
pub(super) struct Block {
    /// The line of its fence; nothing where it is indented.
    fence: Option<Range<usize>>,
    /// Where its code ends, as far as it was heard.
    pub(super) text_end: usize,
}

impl Block {
    /// A block; with the place of its fence, if it has one.
    pub(super) fn new(body: Body<'_>, range: &Range<usize>, fence: Option<usize>) -> Self {
        let line = body.of(range).lines().next().unwrap_or("").trim_end();
        let fence = fence.map(|start| start..start + line.len());
        let text_end = fence.as_ref().map_or(range.start, |fence| fence.end);
        Self { fence, text_end }
    }

    /// Its end: the closing fence stands behind the code.
    pub(super) fn end(self, body: Body<'_>, range: &Range<usize>, faults: &mut Vec<Diagnostic>) {
        let Some(line) = self.fence else { return };
        let sign = body.of(&line).chars().next().unwrap_or('`');
        let signs = body.of(&line).chars().take_while(|next| *next == sign).count();
        let rest = body.of(&(self.text_end.min(range.end)..range.end));
        if rest.contains(&sign.to_string().repeat(3)) {
            return;
        }
        let mut fault = body.fault(Code::UnclosedFence, &line, "this code block is never closed");
        if let Some(near) = near_end(body, self.text_end.min(range.end), &line) {
            fault = fault.related(body.path, body.span(&near), "this does not close it");
        }
        let name = if sign == '`' { "backticks" } else { "tildes" };
        faults.push(fault.help(format!("close it with a line of {signs} {name}, indented like the first")));
    }
}

/// The first line of a block that looks like its end: other or fewer signs, or words behind them.
fn near_end(body: Body<'_>, end: usize, fence: &Range<usize>) -> Option<Range<usize>> {
    let mut start = fence.end;
    for line in body.of(&(fence.end..end)).split_inclusive('\n') {
        let text = line.trim_matches(|c: char| c.is_whitespace() || c == '>');
        if text.starts_with("```") || text.starts_with("~~~") {
            let at = start + line.find(text).unwrap_or(0);
            return Some(at..at + text.len());
        }
        start += line.len();
    }
    None
}
