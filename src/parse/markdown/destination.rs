//! Where the destinations of links and pictures are written, to the byte: behind their brackets, or in a definition further
//! down. One that is written with escapes stands nowhere as it is read.

use std::ops::Range;

use foldhash::HashMap;
use pulldown_cmark::{CowStr, LinkType};

use super::{Extensions, Reader};
use crate::parse::events::{self, Definition};

/// A link or a picture whose end has not come yet.
pub(super) struct Open<'s> {
    /// Its number among its kind.
    pub(super) number: usize,
    kind: LinkType,
    label: CowStr<'s>,
    range: Range<usize>,
    /// Where what its brackets hold ends, so far.
    inner_end: usize,
}

/// Where a destination is written, or what would have to be looked up for it.
pub(super) enum Written<'s> {
    /// Here.
    Here(Range<usize>),
    /// In the definition of this label.
    Defined(CowStr<'s>),
    /// Nowhere.
    Nowhere,
}

impl<'s> Open<'s> {
    /// A link that begins.
    pub(super) fn new(number: usize, kind: LinkType, label: CowStr<'s>, range: Range<usize>) -> Self {
        Self { number, kind, label, inner_end: range.start, range }
    }

    /// Goes past something between its brackets.
    pub(super) fn pass(&mut self, inner: &Range<usize>) {
        self.inner_end = self.inner_end.max(inner.end.min(self.range.end));
    }

    /// Where its destination is written, now that it ends.
    pub(super) fn end(self, source: &str, destination: &str) -> Written<'s> {
        match self.kind {
            LinkType::Inline => {
                let paren = source[self.inner_end..self.range.end].find("](");
                let behind = paren.map(|paren| self.inner_end + paren + "](".len()..self.range.end);
                behind
                    .and_then(|behind| begins_with(source, behind, destination))
                    .map_or(Written::Nowhere, Written::Here)
            }
            LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut => Written::Defined(self.label),
            _ => Written::Nowhere,
        }
    }
}

/// What has a destination.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    /// A link.
    Link,
    /// A picture.
    Picture,
}

impl Reader<'_> {
    /// A link or a picture ends.
    pub(super) fn close(&mut self, kind: Kind) {
        let Some(open) = self.open.pop() else { return };
        let number = open.number;
        let Some(destination) = self.destination_of(kind, number) else { return };
        match open.end(self.source, destination) {
            Written::Here(range) => self.write(kind, number, &range),
            Written::Defined(label) => self.defined.push((kind, number, label)),
            Written::Nowhere => {}
        }
    }

    /// Finds the definitions of those destinations that stand in one.
    pub(super) fn look_up(&mut self, extensions: Extensions) {
        if self.defined.is_empty() {
            return;
        }
        let defined = std::mem::take(&mut self.defined);
        let labels = defined.iter().map(|(_, _, label)| &**label);
        let places = definitions(self.source, extensions, labels);
        for ((kind, number, _), place) in defined.iter().zip(places) {
            let destination = self.destination_of(*kind, *number);
            if let Some(range) = place.filter(|range| Some(&self.source[range.clone()]) == destination) {
                self.write(*kind, *number, &range);
            }
        }
    }

    fn destination_of(&self, kind: Kind, number: usize) -> Option<&str> {
        match kind {
            Kind::Link => self.outline.links.get(number).map(|link| link.destination.as_str()),
            Kind::Picture => self.outline.pictures.get(number).map(|picture| picture.destination.as_str()),
        }
    }

    fn write(&mut self, kind: Kind, number: usize, range: &Range<usize>) {
        let place = Some(self.place(range));
        match kind {
            Kind::Link => self.outline.links[number].written = place,
            Kind::Picture => self.outline.pictures[number].written = place,
        }
    }
}

/// Where the definitions of some labels have their destinations.
pub(super) fn definitions<'l>(
    source: &str,
    extensions: Extensions,
    labels: impl Iterator<Item = &'l str>,
) -> Vec<Option<Range<usize>>> {
    let definitions = events::definitions(source, extensions);
    let by_label: HashMap<String, &Definition> =
        definitions.iter().map(|definition| (definition.label.to_lowercase(), definition)).collect();
    let place = |label: &str| {
        let found = by_label.get(&label.to_lowercase())?;
        let whole = &source[found.range.clone()];
        let mut ends = whole.match_indices("]:").filter(|(at, _)| !whole[..*at].ends_with('\\'));
        let behind = found.range.start + ends.next()?.0 + "]:".len();
        begins_with(source, behind..found.range.end, &found.destination)
    };
    labels.map(place).collect()
}

/// Where a destination stands that a part of the text begins with.
fn begins_with(source: &str, part: Range<usize>, destination: &str) -> Option<Range<usize>> {
    let rest = source.get(part.clone())?;
    let blanks = rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len();
    let sign = usize::from(rest[blanks..].starts_with('<'));
    let start = part.start + blanks + sign;
    let behind = source[start..].strip_prefix(destination)?;
    let ends = behind.is_empty() || behind.starts_with([' ', '\t', '\r', '\n', ')', '>']);
    (ends && !destination.is_empty()).then(|| start..start + destination.len())
}
