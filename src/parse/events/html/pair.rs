//! Which tag ends which: an end belongs to the last open element of its name, in the same block, item or cell. What was begun
//! within and not ended has no end.

use std::ops::Range;

use foldhash::HashMap;
use pulldown_cmark::{Event, Tag, TagEnd};

use super::Item;
use crate::parse::html::Kind;

/// Of each item, the one that it ends or is ended by.
pub(super) fn partners(items: &[(Item<'_>, Range<usize>)]) -> Vec<Option<usize>> {
    let mut partners = vec![None; items.len()];
    let mut open = Open::default();
    for (at, (item, _)) in items.iter().enumerate() {
        match item {
            Item::Event(Event::Start(tag)) if !matches!(tag, Tag::HtmlBlock) => {
                open.barriers.push(open.stack.len());
                open.astray.clear();
            }
            Item::Event(Event::End(tag)) if !matches!(tag, TagEnd::HtmlBlock) => {
                let length = open.barriers.pop().unwrap_or(0);
                open.cut(length);
                open.astray.clear();
            }
            Item::Tag(tag) if tag.element.kind.is_empty() => {}
            Item::Tag(tag) if tag.is_end => {
                let (name, kind) = (tag.element.name, tag.element.kind);
                let place = open.last(name, kind);
                let begin = match place {
                    Some(place) => Some(open.stack[place].item),
                    None => open.astray.get_mut(name).and_then(Vec::pop),
                };
                if let Some(begin) = begin {
                    (partners[begin], partners[at]) = (Some(at), Some(begin));
                }
                if let Some(place) = place {
                    open.lead_astray(place + 1);
                    open.cut(place);
                }
            }
            Item::Tag(tag) => {
                // A link begins: the one before has ended, as it has to a browser.
                if tag.element.name == "a"
                    && let Some(place) = open.last("a", Kind::Phrase)
                {
                    open.cut(place);
                }
                open.push(tag.element.name, tag.element.kind, at);
            }
            _ => {}
        }
    }
    partners
}

struct Begun {
    name: &'static str,
    item: usize,
}

/// The elements that are open.
#[derive(Default)]
struct Open {
    stack: Vec<Begun>,
    /// The places in the stack of the elements of each name.
    places: HashMap<&'static str, Vec<usize>>,
    /// How long the stack was when each part of Markdown began: no end reaches past it.
    barriers: Vec<usize>,
    /// The places in the stack of tables and their parts, past which no other end reaches.
    of_tables: Vec<usize>,
    tables: Vec<usize>,
    /// What ended with what stands around it, in `<b><i></b></i>`: its own end may follow.
    astray: HashMap<&'static str, Vec<usize>>,
}

impl Open {
    fn push(&mut self, name: &'static str, kind: Kind, item: usize) {
        let place = self.stack.len();
        self.places.entry(name).or_default().push(place);
        if kind.is_of_table() {
            self.of_tables.push(place);
        }
        if kind == Kind::Table {
            self.tables.push(place);
        }
        self.stack.push(Begun { name, item });
    }

    /// The last element of a name that an end can reach.
    fn last(&self, name: &str, kind: Kind) -> Option<usize> {
        let place = *self.places.get(name)?.last()?;
        let edge = match kind {
            Kind::Table => None,
            kind if kind.is_of_table() => self.tables.last().copied(),
            _ => self.of_tables.last().copied(),
        };
        let is_near = edge.is_none_or(|edge| place >= edge);
        (is_near && place >= self.barriers.last().copied().unwrap_or(0)).then_some(place)
    }

    /// Remembers what ends before its own end, from a place of the stack on.
    fn lead_astray(&mut self, from: usize) {
        for begun in &self.stack[from..] {
            self.astray.entry(begun.name).or_default().push(begun.item);
        }
    }

    /// Ends all from a place of the stack on.
    fn cut(&mut self, length: usize) {
        while self.stack.len() > length {
            let Some(begun) = self.stack.pop() else { return };
            let place = self.stack.len();
            if let Some(places) = self.places.get_mut(begun.name) {
                places.pop();
            }
            for places in [&mut self.of_tables, &mut self.tables] {
                if places.last() == Some(&place) {
                    places.pop();
                }
            }
        }
    }
}
