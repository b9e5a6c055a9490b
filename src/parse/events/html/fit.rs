//! What is open at a place of a body, and where in it an element may begin: what has to end before, for a browser would end
//! it too, and what would have to be moved, and may not stand there.

use crate::parse::html::{Element, Kind};

/// What is open, from the outermost on.
#[derive(Default)]
pub(super) struct Stack {
    pub(super) entries: Vec<Entry>,
    /// How many elements of HTML are open.
    pub(super) raws: usize,
    /// How many links are open around this place of the page.
    pub(super) links: usize,
}

pub(super) enum Entry {
    Part(Part),
    Raw(Raw),
}

/// A part of Markdown. No element of HTML ends outside of the one where it began.
pub(super) struct Part {
    pub(super) kind: PartKind,
    /// The links that are open around it.
    pub(super) links: usize,
    /// Whether its events are left out: of a link in a link, and the end of a paragraph that has ended.
    pub(super) is_left_out: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PartKind {
    Paragraph,
    Heading,
    /// A part of a line.
    Span,
    /// A footnote, which is shown elsewhere.
    Footnote,
    /// A quote, a list, an item, a table, a cell.
    Block,
}

/// An element of HTML.
pub(super) struct Raw {
    pub(super) element: &'static Element,
    /// Its beginning; nothing for what an author left out.
    pub(super) item: Option<usize>,
    /// Whether it began in a line of text, and ends with it.
    pub(super) is_in_line: bool,
    /// Whether it ends with its block of HTML, for it has no end.
    pub(super) ends_with_block: bool,
    /// Its level, if it is a heading as those of Markdown are.
    pub(super) heading: Option<u8>,
}

/// Where an element may begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fit {
    /// How much of what is open stays open.
    pub(super) keep: usize,
    /// Whether the paragraph that is last then ends before it.
    pub(super) splits: bool,
}

impl Stack {
    /// Where an element may begin; nothing if it may not here.
    pub(super) fn fit(&self, element: &Element) -> Option<Fit> {
        let whole = Some(Fit { keep: self.entries.len(), splits: false });
        match element.kind {
            Kind::Caption | Kind::Section | Kind::Row | Kind::Cell => self.in_table(element.kind),
            Kind::Reading => self.below(
                |raw| match raw.element.kind {
                    Kind::Reading => Some(false),
                    _ => (raw.element.name == "ruby").then_some(true),
                },
                |_| false,
            ),
            Kind::Summary => {
                self.below(|raw| (raw.element.name == "details").then_some(true), is_transparent)
            }
            Kind::Item => self.below(
                |raw| match raw.element.name {
                    "ul" | "ol" => Some(true),
                    name => (name == "li").then_some(false),
                },
                is_transparent,
            ),
            Kind::Term => self.below(
                |raw| match raw.element.name {
                    "dl" => Some(true),
                    name => matches!(name, "dt" | "dd").then_some(false),
                },
                is_transparent,
            ),
            Kind::Block | Kind::Table | Kind::Paragraph | Kind::Heading(_) | Kind::Rule => {
                self.as_block(element.kind)
            }
            // A link ends the one before that an author did not end.
            _ if element.name == "a" && self.links > 0 => {
                self.below(|raw| (raw.element.name == "a").then_some(false), |_| true)
            }
            _ => whole,
        }
    }

    /// The elements that are open since the last part of Markdown began, from the last on, each with its place.
    fn raws(&self) -> impl Iterator<Item = (usize, &Raw)> {
        self.entries.iter().enumerate().rev().map_while(|(at, entry)| match entry {
            Entry::Raw(raw) => Some((at, raw)),
            Entry::Part(_) => None,
        })
    }

    /// The part of Markdown that holds them, with its place.
    fn part(&self) -> Option<(usize, &Part)> {
        self.entries.iter().enumerate().rev().find_map(|(at, entry)| match entry {
            Entry::Part(part) => Some((at, part)),
            Entry::Raw(_) => None,
        })
    }

    /// Right below the last element that `is_there` knows: in it, or in its place. What it does not know and `may_end` does
    /// not end stands between.
    fn below(&self, is_there: impl Fn(&Raw) -> Option<bool>, may_end: impl Fn(&Raw) -> bool) -> Option<Fit> {
        for (at, raw) in self.raws() {
            match is_there(raw) {
                Some(stays) => return Some(Fit { keep: at + usize::from(stays), splits: false }),
                None if may_end(raw) => {}
                None => return None,
            }
        }
        None
    }

    fn in_table(&self, kind: Kind) -> Option<Fit> {
        let table = self.raws().find(|(_, raw)| raw.element.kind == Kind::Table)?.0;
        let is = |at: usize, kind: Kind| matches!(self.entries.get(at), Some(Entry::Raw(raw)) if raw.element.kind == kind);
        let mut keep = table + 1;
        if matches!(kind, Kind::Row | Kind::Cell) && is(keep, Kind::Section) {
            keep += 1;
        }
        if kind == Kind::Cell && is(keep, Kind::Row) {
            keep += 1;
        }
        Some(Fit { keep, splits: false })
    }

    /// A block ends the paragraph around it, and a heading the heading.
    fn as_block(&self, kind: Kind) -> Option<Fit> {
        let mut fit = Fit { keep: self.entries.len(), splits: false };
        let mut is_apart = false;
        for (at, raw) in self.raws() {
            if raw.element.kind.is_of_table() {
                is_apart = true;
                break;
            }
            if raw.element.kind == Kind::Paragraph {
                fit.keep = at;
            }
        }
        if let Some((at, part)) = self.part().filter(|_| !is_apart) {
            match part.kind {
                PartKind::Span | PartKind::Heading => return None,
                // It would stand behind the paragraph, in a heading that it ends: and that one goes on.
                PartKind::Paragraph if matches!(kind, Kind::Heading(_)) && self.is_in_heading(at) => {
                    return None;
                }
                PartKind::Paragraph if !part.is_left_out => fit = Fit { keep: at + 1, splits: true },
                _ => {}
            }
        }
        if matches!(kind, Kind::Heading(_)) && self.is_in_heading(fit.keep) {
            fit.keep -= 1;
        }
        Some(fit)
    }

    /// Whether what stands at a place stands right in a heading of HTML.
    fn is_in_heading(&self, at: usize) -> bool {
        let around = at.checked_sub(1).and_then(|at| self.entries.get(at));
        matches!(around, Some(Entry::Raw(raw)) if matches!(raw.element.kind, Kind::Heading(_)))
    }

    /// How much of what is open stays open where a block of Markdown begins.
    pub(super) fn around_block(&self, kind: Kind) -> usize {
        self.as_block(kind).map_or(self.entries.len(), |fit| fit.keep)
    }

    /// How much stays open behind a line of text.
    pub(super) fn keep_behind_line(&self) -> usize {
        let in_line = self.raws().take_while(|(_, raw)| raw.is_in_line && raw.element.kind.is_in_line());
        self.entries.len() - in_line.count()
    }
}

/// What ends where an item or a summary begins that stands in it.
fn is_transparent(raw: &Raw) -> bool {
    raw.element.name == "div" || matches!(raw.element.kind, Kind::Phrase | Kind::Paragraph)
}
