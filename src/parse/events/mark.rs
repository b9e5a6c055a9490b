//! Marks: bare addresses, formulas in dollar signs, subscript and superscript, names of emoji. The parser takes them for
//! text; they become links, formulas, scripts and signs among its events.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use super::sign::is_escaped;
use super::{Extensions, InCode, Math, Placed, address, emoji, formula};

/// A part of a text that is more than text.
#[derive(Debug)]
pub(super) struct Mark {
    /// Where it stands.
    pub(super) range: Range<usize>,
    pub(super) kind: Kind,
    /// Whether the parser saw more than text in it.
    pub(super) spills: bool,
}

/// What a mark is.
#[derive(Debug)]
pub(super) enum Kind {
    Address {
        destination: String,
        is_mail: bool,
    },
    Formula {
        content: Range<usize>,
        is_display: bool,
    },
    Script(Script),
    /// Another text than is written.
    Sign(&'static str),
}

/// Below the line or above it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Script {
    Sub,
    Super,
}

/// The marks in the texts among events, in order.
pub(super) fn find(source: &str, events: &[Placed<'_>], extensions: Extensions) -> Vec<Mark> {
    let wants = Wants::of(source, extensions);
    if !wants.any() {
        return Vec::new();
    }
    let mut finder = Finder {
        source,
        wants,
        marks: Vec::new(),
        end: 0,
        limit: source.len(),
        begins_line: true,
        brackets: 0,
    };
    let mut place = Place::default();
    let mut at = 0;
    while at < events.len() {
        if let Some(range) = verbatim(source, &events[at]) {
            let mut end = range.end;
            while let Some(next) = events.get(at + 1).and_then(|event| verbatim(source, event))
                && next.start == end
            {
                end = next.end;
                at += 1;
            }
            finder.text(range.start..end, place);
        } else {
            place.pass(&events[at].0);
            finder.pass(&events[at]);
        }
        at += 1;
    }
    finder.marks
}

/// What may be found at all.
#[derive(Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each is looked for by itself")]
struct Wants {
    addresses: bool,
    formulas: bool,
    scripts: bool,
    emoji: bool,
}

impl Wants {
    fn of(source: &str, extensions: Extensions) -> Self {
        Self {
            addresses: ["://", "www.", "@"].iter().any(|sign| source.contains(sign)),
            formulas: extensions.math == Math::Dollar && source.contains('$'),
            scripts: extensions.sub_superscript && source.contains(['~', '^']),
            emoji: extensions.emoji && source.contains(':'),
        }
    }

    fn any(self) -> bool {
        self.addresses || self.formulas || self.scripts || self.emoji
    }
}

/// What an event stands in.
#[derive(Clone, Copy, Default)]
struct Place {
    links: usize,
    pictures: usize,
    /// Whether the link is an address in brackets, whose text is the address.
    is_address: bool,
    code: InCode,
}

impl Place {
    fn pass(&mut self, event: &Event<'_>) {
        self.code.pass(event);
        match event {
            Event::Start(Tag::Link { link_type, .. }) => {
                self.links += 1;
                self.is_address = matches!(link_type, LinkType::Autolink | LinkType::Email);
            }
            Event::End(TagEnd::Link) => {
                self.links -= 1;
                self.is_address = false;
            }
            Event::Start(Tag::Image { .. }) => self.pictures += 1,
            Event::End(TagEnd::Image) => self.pictures -= 1,
            _ => {}
        }
    }
}

/// Whether an event begins or ends more than a span of text.
fn is_block(event: &Event<'_>) -> bool {
    matches!(
        event,
        Event::Start(Tag::Paragraph | Tag::Heading { .. } | Tag::Item | Tag::TableCell)
            | Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item | TagEnd::TableCell)
    )
}

/// Where a text stands that is written as it shows.
fn verbatim(source: &str, (event, range): &Placed<'_>) -> Option<Range<usize>> {
    let Event::Text(text) = event else { return None };
    (source.get(range.clone()) == Some(&**text)).then(|| range.clone())
}

struct Finder<'s> {
    source: &'s str,
    wants: Wants,
    marks: Vec<Mark>,
    /// Where the last mark ends.
    end: usize,
    /// Where the cell of a table ends that the text stands in, else the body.
    limit: usize,
    /// Whether nothing stands before the text on its line.
    begins_line: bool,
    /// Brackets that are open in the texts of this block: an address behind one is text on GitHub too.
    brackets: usize,
}

impl Finder<'_> {
    /// Goes past what is no text.
    fn pass(&mut self, (event, range): &Placed<'_>) {
        if is_block(event) {
            self.brackets = 0;
        }
        self.begins_line = is_block(event) || matches!(event, Event::SoftBreak | Event::HardBreak);
        match event {
            Event::Start(Tag::TableCell) => self.limit = range.end,
            Event::End(TagEnd::TableCell) => self.limit = self.source.len(),
            _ => {}
        }
    }

    fn text(&mut self, range: Range<usize>, place: Place) {
        // The last mark may go on in this text.
        let range = range.start.max(self.end)..range.end;
        if place.code.0 || place.is_address || range.is_empty() {
            return;
        }
        let mut found = Vec::new();
        if self.wants.formulas {
            self.formulas(range.clone(), &mut found);
        }
        if self.wants.scripts {
            self.scripts(range.clone(), &mut found);
        }
        if self.wants.addresses && place.links + place.pictures == 0 {
            self.addresses(range.clone(), &mut found);
        }
        if self.wants.emoji {
            let name =
                |name: emoji::Name| Mark { range: name.range, kind: Kind::Sign(name.sign), spills: false };
            found.extend(emoji::names(self.source, range.clone()).into_iter().map(name));
        }
        found.sort_by_key(|mark: &Mark| mark.range.start);
        for mut mark in found {
            if mark.range.start >= self.end {
                self.end = mark.range.end;
                mark.spills = mark.range.end > range.end;
                self.marks.push(mark);
            }
        }
    }

    fn addresses(&mut self, range: Range<usize>, found: &mut Vec<Mark>) {
        let before = self.source[..range.start].chars().next_back().filter(|_| !self.begins_line);
        let mut addresses = address::web(&self.source[..self.limit], range.clone(), before);
        let open = self.brackets(range.clone(), &addresses);
        addresses.retain(|address| open.binary_search(&address.range.start).is_err());
        let mut mails = address::mail(self.source, range);
        mails.retain(|mail| {
            let behind = addresses.partition_point(|web| web.range.end <= mail.range.start);
            addresses.get(behind).is_none_or(|web| web.range.start >= mail.range.end)
        });
        addresses.extend(mails);
        found.extend(addresses.into_iter().map(|address| {
            let kind = Kind::Address { destination: address.destination, is_mail: address.is_mail };
            Mark { range: address.range, kind, spills: false }
        }));
    }

    /// Follows the brackets of a text. The addresses, by where they begin, that stand in an open one.
    fn brackets(&mut self, range: Range<usize>, addresses: &[address::Address]) -> Vec<usize> {
        let mut inside = Vec::new();
        let mut addresses = addresses.iter().peekable();
        let mut skip = range.start;
        for (at, byte) in self.source.as_bytes()[range.clone()].iter().enumerate() {
            let at = range.start + at;
            if let Some(address) = addresses.next_if(|address| address.range.start <= at) {
                if self.brackets > 0 {
                    inside.push(address.range.start);
                } else {
                    skip = address.range.end;
                }
            }
            match byte {
                _ if at < skip => {}
                b'[' if !is_escaped(self.source, at) => self.brackets += 1,
                b']' if !is_escaped(self.source, at) => self.brackets = self.brackets.saturating_sub(1),
                _ => {}
            }
        }
        inside
    }

    fn formulas(&self, range: Range<usize>, found: &mut Vec<Mark>) {
        let mut from = range.start;
        for (at, _) in self.source[range.clone()].match_indices('$') {
            let start = range.start + at;
            if start < from || is_escaped(self.source, start) {
                continue;
            }
            let Some((inner, end)) = formula::end_of_dollars(self.source, start) else { continue };
            let content = inner..end - (inner - start);
            let kind = Kind::Formula { content, is_display: inner - start == 2 };
            found.push(Mark { range: start..end, kind, spills: false });
            from = end;
        }
    }

    /// `~x~` and `^x^` without a blank within.
    fn scripts(&self, range: Range<usize>, found: &mut Vec<Mark>) {
        let mut from = range.start;
        for (at, sign) in self.source[range.clone()].match_indices(['~', '^']) {
            let start = range.start + at;
            let is_run = self.source[..start].ends_with(sign) || self.source[start + 1..].starts_with(sign);
            if start < from || is_run || is_escaped(self.source, start) {
                continue;
            }
            let rest = &self.source[start + 1..range.end];
            let end = rest.find(|c: char| c.is_whitespace() || sign.starts_with(c));
            if let Some(end) = end.filter(|end| *end > 0 && rest[*end..].starts_with(sign)) {
                from = start + end + 2;
                let kind = Kind::Script(if sign == "~" { Script::Sub } else { Script::Super });
                found.push(Mark { range: start..from, kind, spills: false });
            }
        }
    }
}
