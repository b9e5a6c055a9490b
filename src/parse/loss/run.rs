//! A run: the text of a paragraph, a heading, a cell or a tight item, as the pieces that the parser makes of it.

use std::ops::Range;

use super::Body;

/// What a piece is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Text as it is.
    Text,
    /// The end of a line.
    Break,
    /// The beginning of a link or a picture; its range is all of it.
    Begin,
    /// The end of a link or a picture; its range is all of it.
    End,
    /// An edge of what stresses or strikes text; its range is all of it.
    Mark,
    /// Code, HTML, a reference to a footnote, a box to tick.
    Other,
}

/// A piece of a run.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub(super) kind: Kind,
    pub(super) range: Range<usize>,
}

/// What a run is the first thing in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Stand {
    /// A quote that is no alert.
    Quote,
    /// An item of a list.
    Item,
    /// A heading.
    Heading,
    /// A cell of a table.
    Cell,
    /// Anything else.
    #[default]
    Elsewhere,
}

/// The pieces between two edges of blocks.
#[derive(Debug, Default)]
pub(super) struct Run {
    pub(super) pieces: Vec<Piece>,
    pub(super) stand: Stand,
}

/// `[`: links, footnotes, alerts.
pub(super) const BRACKET: u8 = 1;
/// `|`: tables.
pub(super) const PIPE: u8 = 2;
/// A backtick.
pub(super) const TICK: u8 = 4;
/// A backslash.
pub(super) const BACKSLASH: u8 = 8;
/// What counts at the start of a line: `#`, `:`, `!`.
pub(super) const LINE: u8 = 16;

/// Which sign a byte is.
const SIGNS: [u8; 256] = {
    let mut signs = [0; 256];
    signs[b'[' as usize] = BRACKET;
    signs[b'|' as usize] = PIPE;
    signs[b'`' as usize] = TICK;
    signs[b'\\' as usize] = BACKSLASH;
    signs[b'#' as usize] = LINE;
    signs[b':' as usize] = LINE;
    signs[b'!' as usize] = LINE;
    signs
};

impl Run {
    /// From the first piece to the last.
    pub(super) fn range(&self) -> Range<usize> {
        let start = self.pieces.first().map_or(0, |piece| piece.range.start);
        start..self.pieces.last().map_or(0, |piece| piece.range.end).max(start)
    }

    /// Which signs the source of the run holds at all: most runs need no closer look.
    pub(super) fn signs(&self, body: Body<'_>) -> u8 {
        body.of(&self.range()).bytes().fold(0, |signs, byte| signs | SIGNS[usize::from(byte)])
    }

    /// The lines.
    pub(super) fn lines(&self, body: Body<'_>) -> Vec<Line> {
        let mut lines: Vec<Line> = Vec::new();
        let mut is_open = false;
        let mut end = 0;
        for piece in &self.pieces {
            if piece.kind == Kind::Break {
                if let Some(line) = lines.last_mut().filter(|_| is_open) {
                    line.range.end = piece.range.start;
                }
                is_open = false;
            } else if !is_open {
                let start = piece.range.start;
                let is_plain = piece.kind == Kind::Text && !is_escaped(body, start, end);
                lines.push(Line { range: start..self.range().end, is_plain });
                is_open = true;
            }
            end = piece.range.end;
        }
        lines
    }

    /// The pieces that are text.
    pub(super) fn texts<'a>(&'a self, body: Body<'a>) -> impl Iterator<Item = Text> + 'a {
        let (mut end, mut links) = (0, 0_usize);
        self.pieces.iter().enumerate().filter_map(move |(at, piece)| {
            let (start, escapes) = (piece.range.start, usize::from(is_escaped(body, piece.range.start, end)));
            match piece.kind {
                Kind::Begin => links += 1,
                Kind::End => links = links.saturating_sub(1),
                _ => {}
            }
            if piece.kind != Kind::Begin {
                end = piece.range.end;
            }
            (piece.kind == Kind::Text).then_some(Text {
                at,
                first: start - escapes,
                start: start + escapes,
                end: piece.range.end,
                is_in_link: links > 0,
            })
        })
    }
}

/// Whether a backslash stands before a piece that no other piece ends with: an escape belongs to none.
fn is_escaped(body: Body<'_>, start: usize, before_end: usize) -> bool {
    start.checked_sub(1).is_some_and(|before| before >= before_end && body.source.as_bytes()[before] == b'\\')
}

/// A line of a run, without what lists and quotes put before it and without its end.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) range: Range<usize>,
    /// Whether its first sign is text, and not escaped.
    pub(super) is_plain: bool,
}

/// A piece of text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Text {
    /// Which piece it is.
    pub(super) at: usize,
    /// Where it begins in the source.
    pub(super) first: usize,
    /// Where it begins, past a sign that is escaped.
    pub(super) start: usize,
    /// Where it ends.
    pub(super) end: usize,
    /// Whether it belongs to a link or a picture.
    pub(super) is_in_link: bool,
}

/// The places of a sign in a text, those that are escaped left out.
pub(super) fn unescaped(text: &str, sign: u8) -> impl Iterator<Item = usize> + '_ {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < bytes.len() {
            let here = at;
            at += if bytes[here] == b'\\' { 2 } else { 1 };
            if bytes[here] == sign {
                return Some(here);
            }
        }
        None
    })
}

/// A text for a message, which puts it between backticks: without its own, and cut where it is long.
pub(super) fn short(text: &str) -> String {
    const MOST: usize = 40;
    let text = text.replace('`', "");
    match text.trim().char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", text.trim()[..end].trim_end()),
        None => text.trim().to_owned(),
    }
}
