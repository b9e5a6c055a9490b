//! Tables: cells that a row has too many of are not shown, and a table whose line of hyphens does not fit is none.

use std::ops::Range;

use pulldown_cmark::TagEnd;

use super::Body;
use super::run::{Line, Stand, short, unescaped};
use crate::diagnostic::{Code, Diagnostic};

/// A table that is open.
#[derive(Debug)]
pub(super) struct Table {
    columns: usize,
    head_has_pipe: bool,
    /// Where the last cell of the row ends.
    cell_end: usize,
    /// How many faults there were before the row.
    faults: usize,
}

impl Table {
    pub(super) fn new(columns: usize) -> Self {
        Self { columns, head_has_pipe: false, cell_end: 0, faults: 0 }
    }

    /// A row begins, and so many faults have been found before it.
    pub(super) fn begin_row(&mut self, faults: usize) {
        self.cell_end = 0;
        self.faults = faults;
    }

    /// The end of a cell or a row.
    pub(super) fn end(
        &mut self,
        tag: TagEnd,
        body: Body<'_>,
        range: &Range<usize>,
        faults: &mut Vec<Diagnostic>,
    ) {
        match tag {
            TagEnd::TableCell => self.cell_end = range.end,
            TagEnd::TableHead => self.head_has_pipe = body.of(range).contains('|'),
            TagEnd::TableRow => self.end_row(body, range, faults),
            _ => {}
        }
    }

    fn end_row(&self, body: Body<'_>, range: &Range<usize>, faults: &mut Vec<Diagnostic>) {
        let row = body.of(range).trim_end();
        let place = range.start..range.start + row.len();
        if self.head_has_pipe && !row.contains('|') && !row.is_empty() {
            let fault = body.fault(Code::TableCells, &place, "this line becomes a row of the table above");
            faults.push(fault.help("leave a blank line below the table"));
            return;
        }
        let behind = self.cell_end.clamp(range.start, place.end)..place.end;
        let lost = body.of(&behind).trim_matches(|c: char| c == '|' || c.is_whitespace());
        if lost.is_empty() || self.cell_end == 0 {
            return;
        }
        // A code span that a `|` cuts in two is told here, and not once more for each half.
        let of_row = faults.split_off(self.faults.min(faults.len()));
        faults.extend(of_row.into_iter().filter(|fault| fault.code != Code::MarkupAsText));
        let start = behind.start + body.of(&behind).find(lost).unwrap_or(0);
        let cells = self.columns + count(lost);
        let (columns, lost_cell) = (self.columns, short(lost));
        let message =
            format!("the row has {cells} cells and the table {columns}: `{lost_cell}` is not shown");
        let fault = body.fault(Code::TableCells, &(start..start + lost.len()), message);
        faults.push(fault.help(if row.contains('`') {
            "write `\\|` for each `|` inside a cell, in code too"
        } else {
            "give the header row as many cells, or write `\\|` for a `|` inside a cell"
        }));
    }
}

/// How many cells a row has.
fn count(row: &str) -> usize {
    let row = row.trim();
    let row = row.strip_prefix('|').unwrap_or(row);
    let pipes: Vec<usize> = unescaped(row, b'|').collect();
    pipes.len() + usize::from(pipes.last().is_none_or(|last| last + 1 < row.len()))
}

/// Whether a line is the one below a table's head, or is meant to be.
fn is_delimiter(line: &str) -> bool {
    line.contains('-')
        && line.contains('|')
        && line.bytes().all(|byte| matches!(byte, b'|' | b'-' | b':' | b'+' | b' ' | b'\t'))
}

/// Whether a line is clearly a row.
fn is_row(line: &str) -> bool {
    let line = line.trim();
    line.len() > 2 && line.starts_with('|') && line.ends_with('|') && unescaped(line, b'|').count() > 1
}

/// A table that shows as text.
pub(super) fn in_text(body: Body<'_>, stand: Stand, lines: &[Line], faults: &mut Vec<Diagnostic>) {
    let lines: Vec<Range<usize>> = lines.iter().map(|line| line.range.clone()).collect();
    let texts: Vec<&str> = lines.iter().map(|line| body.of(line)).collect();
    if stand == Stand::Heading {
        if let [.., last] = texts.as_slice()
            && is_row(last)
            && count(last) > 1
        {
            let fault =
                body.fault(Code::TableDelimiter, &lines[lines.len() - 1], "this row becomes a heading");
            faults.push(fault.help("write a group of hyphens for each column below it: `|---|---|`"));
        }
        return;
    }
    if let Some(at) = texts.iter().position(|line| is_delimiter(line)) {
        faults.extend(delimiter(body, &lines, at));
    } else if let Some(at) = texts.windows(2).position(|pair| is_row(pair[0]) && is_row(pair[1])) {
        let message = "these rows are shown as text: there is no line of hyphens below the first row";
        let fault = body.fault(Code::TableDelimiter, &lines[at], message);
        faults.push(fault.help("write a group of hyphens for each column below it: `|---|---|`"));
    }
}

fn delimiter(body: Body<'_>, lines: &[Range<usize>], at: usize) -> Option<Diagnostic> {
    let text = body.of(&lines[at]).trim();
    let Some(head) = at.checked_sub(1).map(|above| &lines[above]) else {
        let has_row = lines.get(1).is_some_and(|below| body.of(below).contains('|'));
        let message = "this table is shown as text: there is no row above the line of hyphens";
        let fault = || body.fault(Code::TableDelimiter, &lines[at], message);
        return has_row.then(|| fault().help("write a header row on the line before"));
    };
    if !body.of(head).contains('|') {
        return None;
    }
    let (columns, cells) = (count(text), count(body.of(head)));
    let fault = |message: String| {
        let fault = body.fault(Code::TableDelimiter, &lines[at], message);
        fault.related(body.path, body.span(head), "the head")
    };
    Some(if text.contains('+') {
        fault("this table is shown as text: `+` is not allowed in the line of hyphens".to_owned())
            .help("write `|` between the columns")
    } else if columns == cells {
        fault("this table is shown as text".to_owned())
            .help("leave a blank line above its header row, and begin each line with `|`")
    } else {
        fault(format!(
            "this table is shown as text: its header row has {cells} cells, the line of hyphens {columns}"
        ))
        .help("write a group of hyphens for each cell of the header row")
    })
}
