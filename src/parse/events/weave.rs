//! Puts marks in the places of the texts that they were found in, and joins neighbouring texts.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, Tag};

use super::Placed;
use super::mark::{Kind, Mark, Script};

/// The events with marks; neighbouring texts are one.
pub(super) fn marks<'s>(source: &'s str, events: Vec<Placed<'s>>, marks: &[Mark]) -> Vec<Placed<'s>> {
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

/// Events in the making, whose neighbouring texts are joined.
pub(super) struct Woven<'s> {
    source: &'s str,
    events: Vec<Placed<'s>>,
    /// Neighbouring texts, not joined yet.
    texts: Vec<CowStr<'s>>,
    /// Where they stand.
    place: Range<usize>,
}

impl<'s> Woven<'s> {
    pub(super) fn new(source: &'s str, capacity: usize) -> Self {
        Self { source, events: Vec::with_capacity(capacity), texts: Vec::new(), place: 0..0 }
    }

    pub(super) fn event(&mut self, event: Event<'s>, range: Range<usize>) {
        self.join();
        self.events.push((event, range));
    }

    pub(super) fn text(&mut self, text: CowStr<'s>, range: Range<usize>) {
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

    pub(super) fn finish(mut self) -> Vec<Placed<'s>> {
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
            Kind::Sign(sign) => self.text((*sign).into(), range),
        }
    }

    fn around(&mut self, tag: Tag<'s>, text: Range<usize>, range: Range<usize>) {
        let end = tag.to_end();
        self.event(Event::Start(tag), range.clone());
        self.text(self.source[text.clone()].into(), text);
        self.event(Event::End(end), range);
    }
}
