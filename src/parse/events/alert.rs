//! Alerts beyond those that the parser knows: with a title on their first line, and in the notation of other tools where
//! a site turns that on.
//!
//! The parser is shown a quote in their stead: a `>` before each line, and the title as a heading, for a heading is one
//! line by itself. What it makes of them is an alert afterwards. So lists, code and links inside of them, and all places,
//! are what they are elsewhere. Lines are looked at before it is known what they are; where the parser then finds no
//! quote, there was code or HTML, and the text stays as it was.

mod change;
mod find;
mod kind;
mod opening;

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::mask::Mask;
use super::{Extensions, Placed};

pub(crate) use kind::{Named, named};
pub(crate) use opening::word;

/// How an alert is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// `> [!NOTE] Title`: a quote.
    Quote,
    /// Between a line of signs with a word behind them and one of nothing but as many signs.
    Fenced { sign: u8, signs: usize },
    /// With lines that are indented by four columns.
    Indented,
}

/// What stands over an alert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Title {
    /// The word for its kind.
    Kind,
    /// What is written here.
    Written(Range<usize>),
    /// Nothing.
    None,
}

/// An alert that the parser does not know.
#[derive(Clone, Debug)]
pub(super) struct Alert {
    /// Where its quote begins: its first sign, or the `>` before it.
    start: usize,
    /// The first line from what the parser must not see on, without its end.
    head: Range<usize>,
    shape: Shape,
    /// The word for its kind.
    word: Range<usize>,
    title: Title,
    kind: Named,
    /// How many quotes it stands in, and how far its first sign is from the last of their marks, in columns.
    quotes: usize,
    column: usize,
    /// How far it is indented in what it stands in.
    pad: usize,
    /// Where its last line ends.
    end: usize,
    /// Where the line begins that closes it.
    closing: Option<usize>,
}

impl Alert {
    fn has_title(&self) -> bool {
        matches!(self.title, Title::Written(_))
    }
}

/// Most times that a body is read for its alerts.
const MOST_ROUNDS: usize = 3;

/// A body as the parser is to see it, and the alerts in it.
pub(super) fn masked(source: &str, extensions: Extensions) -> (Mask<'_>, Vec<Alert>) {
    let mut alerts = find::alerts(source, extensions);
    for _ in 0..MOST_ROUNDS {
        if alerts.is_empty() {
            break;
        }
        let mut mask = Mask::new(source);
        mask.change(change::changes(source, &alerts));
        let mut starts = quotes(&mask.read(extensions.options()));
        starts.sort_unstable();
        let count = alerts.len();
        alerts.retain(|alert| starts.binary_search(&alert.start).is_ok());
        if alerts.len() == count {
            return (mask, alerts);
        }
    }
    (Mask::new(source), Vec::new())
}

fn quotes(events: &[Placed<'_>]) -> Vec<usize> {
    let start = |(event, range): &Placed<'_>| {
        matches!(event, Event::Start(Tag::BlockQuote(_))).then_some(range.start)
    };
    events.iter().filter_map(start).collect()
}

/// Makes alerts of the quotes that the parser was shown in their stead.
pub(super) fn weave<'s>(source: &'s str, events: Vec<Placed<'s>>, alerts: &[Alert]) -> Vec<Placed<'s>> {
    if alerts.is_empty() {
        return events;
    }
    let mut woven = Vec::with_capacity(events.len() + alerts.len() * 3);
    // Of each quote that is open, what it ends with.
    let mut open = Vec::new();
    // The alert that has just begun, and whether the heading that is open is its title.
    let (mut begun, mut in_title): (Option<&Alert>, bool) = (None, false);
    for (event, range) in events {
        let begins = begun.take();
        let event = match event {
            Event::Start(Tag::Heading { .. }) if begins.is_some_and(Alert::has_title) => {
                in_title = true;
                Event::Start(Tag::DefinitionListTitle)
            }
            Event::End(TagEnd::Heading(_)) if std::mem::take(&mut in_title) => {
                Event::End(TagEnd::DefinitionListTitle)
            }
            Event::Start(Tag::BlockQuote(kind)) => {
                let found = alerts.binary_search_by_key(&range.start, |alert| alert.start);
                begun = found.ok().map(|at| &alerts[at]);
                let kind = begun.map_or(kind, |alert| Some(alert.kind.kind));
                open.push(TagEnd::BlockQuote(kind));
                Event::Start(Tag::BlockQuote(kind))
            }
            Event::End(TagEnd::BlockQuote(kind)) => {
                Event::End(open.pop().unwrap_or(TagEnd::BlockQuote(kind)))
            }
            event => event,
        };
        woven.push((event, range));
        if let Some(alert) = begun {
            woven.extend(unwritten(source, alert));
        }
    }
    woven
}

/// What stands over an alert whose title is not written: a word that is the name of no kind tells more than the kind.
fn unwritten<'s>(source: &'s str, alert: &Alert) -> Vec<Placed<'s>> {
    let word = match alert.title {
        Title::Kind if alert.kind.is_own || alert.word.is_empty() => return Vec::new(),
        Title::Kind => &source[alert.word.clone()],
        Title::Written(_) => return Vec::new(),
        Title::None => "",
    };
    let mut letters = word.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    let text: String = first.into_iter().chain(letters.map(|c| c.to_ascii_lowercase())).collect();
    let place = alert.word.clone();
    let mut events = vec![(Event::Start(Tag::DefinitionListTitle), place.clone())];
    if !text.is_empty() {
        events.push((Event::Text(text.into()), place.clone()));
    }
    events.push((Event::End(TagEnd::DefinitionListTitle), place));
    events
}
