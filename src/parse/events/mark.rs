//! Marks: bare addresses, formulas in dollar signs, subscript and superscript. The parser takes them for text; they
//! become links, formulas and scripts among its events.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

use super::sign::is_escaped;
use super::{Extensions, Math, Placed, address, formula};

/// A part of a text that is more than text.
#[derive(Debug)]
pub(super) struct Mark {
    /// Where it stands.
    pub(super) range: Range<usize>,
    kind: Kind,
    /// Whether the parser saw more than text in it.
    pub(super) spills: bool,
}

#[derive(Debug)]
enum Kind {
    Address { destination: String, is_mail: bool },
    Formula { content: Range<usize>, is_display: bool },
    Script(Script),
}

#[derive(Clone, Copy, Debug)]
enum Script {
    Sub,
    Super,
}

/// The marks in the texts among events, in order.
pub(super) fn find(source: &str, events: &[Placed<'_>], extensions: Extensions) -> Vec<Mark> {
    let wants = Wants::of(source, extensions);
    if !wants.any() {
        return Vec::new();
    }
    let mut finder = Finder { source, wants, marks: Vec::new(), end: 0, brackets: 0 };
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
            finder.brackets *= usize::from(!is_block(&events[at].0));
        }
        at += 1;
    }
    finder.marks
}

/// What may be found at all.
#[derive(Clone, Copy)]
struct Wants {
    web: bool,
    mail: bool,
    formulas: bool,
    scripts: bool,
}

impl Wants {
    fn of(source: &str, extensions: Extensions) -> Self {
        Self {
            web: source.contains("://") || source.contains("www."),
            mail: source.contains('@'),
            formulas: extensions.math == Math::Dollar && source.contains('$'),
            scripts: extensions.sub_superscript && source.contains(['~', '^']),
        }
    }

    fn any(self) -> bool {
        self.web || self.mail || self.formulas || self.scripts
    }
}

/// What an event stands in.
#[derive(Clone, Copy, Default)]
struct Place {
    links: usize,
    pictures: usize,
    is_code: bool,
}

impl Place {
    fn pass(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(Tag::Link { .. }) => self.links += 1,
            Event::End(TagEnd::Link) => self.links -= 1,
            Event::Start(Tag::Image { .. }) => self.pictures += 1,
            Event::End(TagEnd::Image) => self.pictures -= 1,
            Event::Start(Tag::CodeBlock(_)) => self.is_code = true,
            Event::End(TagEnd::CodeBlock) => self.is_code = false,
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
    /// Brackets that are open in the texts of this block: an address behind one is text on GitHub too.
    brackets: usize,
}

impl Finder<'_> {
    fn text(&mut self, range: Range<usize>, place: Place) {
        // The last mark may go on in this text.
        let range = range.start.max(self.end)..range.end;
        if place.is_code || range.is_empty() {
            return;
        }
        let mut found = Vec::new();
        if self.wants.formulas {
            self.formulas(range.clone(), &mut found);
        }
        if self.wants.scripts {
            self.scripts(range.clone(), &mut found);
        }
        if place.links + place.pictures == 0 {
            self.addresses(range.clone(), &mut found);
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
        let mut addresses = Vec::new();
        if self.wants.web {
            addresses.extend(address::web(self.source, range.clone()));
        }
        let open = self.brackets(range.clone(), &addresses);
        addresses.retain(|address| !open.contains(&address.range.start));
        if self.wants.mail {
            addresses.extend(address::mail(self.source, range));
        }
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
                b']' => self.brackets = self.brackets.saturating_sub(1),
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

/// Puts marks in their places, and joins neighbouring texts.
pub(super) fn weave<'s>(source: &'s str, events: Vec<Placed<'s>>, marks: &[Mark]) -> Vec<Placed<'s>> {
    let mut woven = Woven::new(source, events.len() + marks.len() * 2);
    let mut marks = marks.iter().peekable();
    // The mark that was put in its place last.
    let (mut start, mut end) = (0, 0);
    for (event, mut range) in events {
        if is_leaf(&event) && range.start < end && range.start >= start && range.end <= end {
            continue;
        }
        let Event::Text(mut text) = event else {
            woven.event(event, range);
            continue;
        };
        if range.start < end {
            range.start = end;
            text = source[range.clone()].into();
        }
        while marks.next_if(|mark| mark.range.end <= range.start).is_some() {}
        while let Some(mark) = marks.next_if(|mark| range.contains(&mark.range.start)) {
            woven.text(source[range.start..mark.range.start].into(), range.start..mark.range.start);
            woven.mark(mark);
            (start, end) = (mark.range.start, mark.range.end);
            range.start = end.min(range.end);
            text = source[range.clone()].into();
        }
        woven.text(text, range);
    }
    woven.finish()
}

/// Whether an event neither begins nor ends anything: what a mark takes the place of.
pub(super) fn is_leaf(event: &Event<'_>) -> bool {
    !matches!(event, Event::Start(_) | Event::End(_))
}

struct Woven<'s> {
    source: &'s str,
    events: Vec<Placed<'s>>,
    /// Neighbouring texts, not joined yet.
    texts: Vec<CowStr<'s>>,
    /// Where they stand.
    place: Range<usize>,
}

impl<'s> Woven<'s> {
    fn new(source: &'s str, capacity: usize) -> Self {
        Self { source, events: Vec::with_capacity(capacity), texts: Vec::new(), place: 0..0 }
    }

    fn event(&mut self, event: Event<'s>, range: Range<usize>) {
        self.join();
        self.events.push((event, range));
    }

    fn text(&mut self, text: CowStr<'s>, range: Range<usize>) {
        if text.is_empty() {
            return;
        }
        if self.texts.is_empty() {
            self.place.start = range.start;
        }
        self.place.end = range.end;
        self.texts.push(text);
    }

    /// Makes one text of those that stand beside each other.
    fn join(&mut self) {
        if self.texts.is_empty() {
            return;
        }
        let texts = std::mem::take(&mut self.texts);
        let written = self.source.get(self.place.clone()).unwrap_or_default();
        let mut rest = Some(written);
        for text in &texts {
            rest = rest.and_then(|rest| rest.strip_prefix(&**text));
        }
        let text = match rest {
            Some("") => written.into(),
            _ => texts.concat().into(),
        };
        self.events.push((Event::Text(text), self.place.clone()));
    }

    fn finish(mut self) -> Vec<Placed<'s>> {
        self.join();
        self.events
    }

    fn mark(&mut self, mark: &Mark) {
        let range = mark.range.clone();
        match &mark.kind {
            Kind::Formula { content, is_display } => {
                let formula = self.source[content.clone()].into();
                let event =
                    if *is_display { Event::DisplayMath(formula) } else { Event::InlineMath(formula) };
                self.event(event, range);
            }
            Kind::Script(script) => {
                let tag = match script {
                    Script::Sub => Tag::Subscript,
                    Script::Super => Tag::Superscript,
                };
                self.around(tag, range.start + 1..range.end - 1, range);
            }
            Kind::Address { destination, is_mail } => {
                let link_type = if *is_mail { LinkType::Email } else { LinkType::Autolink };
                let dest_url = destination.clone().into();
                let tag = Tag::Link { link_type, dest_url, title: "".into(), id: "".into() };
                self.around(tag, range.clone(), range);
            }
        }
    }

    fn around(&mut self, tag: Tag<'s>, text: Range<usize>, range: Range<usize>) {
        let end = tag.to_end();
        self.event(Event::Start(tag), range.clone());
        self.text(self.source[text.clone()].into(), text);
        self.event(Event::End(end), range);
    }
}
