//! Changes for people at a terminal: a line a note, its address first, and a last line with the counts.

use anstyle::{AnsiColor, Style as Ansi};

use super::{Most, files, headline, shown, surroundings};
use crate::compare::{Change, Changes, Entry, Left, What};
use crate::path::UrlPath;
use crate::report::human::Style;

/// Longest address, title and value that show whole, in characters.
const MOST_ADDRESS: usize = 100;
const MOST_TITLE: usize = 80;
const MOST_VALUE: usize = 40;
/// Widest column of addresses: what is longer is not lined up with.
const WIDEST: usize = 60;

/// A kind of change: its name, its colour, and its lines, each an address and what is said of it.
struct Group {
    name: &'static str,
    colour: AnsiColor,
    lines: Vec<(String, String)>,
    further: usize,
}

/// All changes, with at most so many of each kind.
pub fn report(changes: &Changes<'_>, most: Most, style: Style) -> String {
    let groups = groups(changes, most);
    let lines = groups.iter().flat_map(|group| &group.lines).filter(|(_, text)| !text.is_empty());
    let widths = lines.map(|(address, _)| address.chars().count()).filter(|width| *width <= WIDEST);
    let width = widths.max().unwrap_or(0);
    let mut out = String::new();
    for group in &groups {
        let colour = match style {
            Style::Coloured => Ansi::new().fg_color(Some(group.colour.into())),
            Style::Plain => Ansi::new(),
        };
        for (address, text) in &group.lines {
            let line = format!("{colour}{:<12}{colour:#}  {address:<width$}  {text}", group.name);
            out.push_str(line.trim_end());
            out.push('\n');
        }
        if group.further > 0 {
            let listed = if group.lines.is_empty() { "" } else { " more" };
            out.push_str(&format!("{colour}{:<12}{colour:#}  {}{listed}\n", group.name, group.further));
        }
    }
    if !out.is_empty() {
        out.push('\n');
    }
    let last = [Some(headline(changes)), surroundings(changes), files(changes)];
    out.push_str(&last.into_iter().flatten().collect::<Vec<_>>().join("\n"));
    out.push('\n');
    out
}

fn groups(changes: &Changes<'_>, most: Most) -> Vec<Group> {
    let notes = |name, colour, entries: &[Entry<'_>]| {
        let line = |entry: &Entry<'_>| (address(&entry.note.address), said(entry));
        let lines: Vec<_> = entries.iter().take(most.notes).map(line).collect();
        Group { name, colour, further: entries.len() - lines.len(), lines }
    };
    let pages = |name, colour, urls: &[UrlPath]| {
        let lines: Vec<_> = urls.iter().take(most.pages).map(|url| (address(url), String::new())).collect();
        Group { name, colour, further: urls.len() - lines.len(), lines }
    };
    vec![
        notes("added", AnsiColor::Green, &changes.added),
        notes("changed", AnsiColor::Yellow, &changes.changed),
        notes("moved", AnsiColor::Cyan, &changes.moved),
        notes("removed", AnsiColor::Red, &changes.removed),
        pages("page added", AnsiColor::Green, &changes.pages_added),
        pages("page removed", AnsiColor::Red, &changes.pages_removed),
    ]
}

/// What is said of a note: its title, and behind a colon what became of it.
fn said(entry: &Entry<'_>) -> String {
    let title = entry.note.title.as_deref().map(|title| shown(title, MOST_TITLE)).unwrap_or_default();
    let mut parts = Vec::new();
    if let Some(from) = entry.from {
        parts.push(format!("from {}", address(&from.address)));
    }
    parts.extend(left(entry).map(str::to_owned));
    parts.extend(entry.changes.iter().map(change));
    match (title.is_empty(), parts.is_empty()) {
        (_, true) => title,
        (true, false) => parts.join(", "),
        (false, false) => format!("{title}: {}", parts.join(", ")),
    }
}

/// What is at the address that a note had; that nothing is goes without saying where the note is no more.
fn left(entry: &Entry<'_>) -> Option<&'static str> {
    match entry.left? {
        Left::Nothing => entry.from.map(|_| "nothing is at the old address"),
        Left::Page => Some("a page is at the old address"),
        Left::Note => Some("another note is at the old address"),
    }
}

fn change(change: &Change) -> String {
    let value =
        |text: &Option<String>| text.as_deref().map_or("none".to_owned(), |text| shown(text, MOST_VALUE));
    match &change.what {
        What::Text | What::Page => change.what.name().to_owned(),
        What::Field(name) => shown(name, MOST_VALUE),
        // The new title stands before it.
        What::Title => format!("title was {}", value(&change.old)),
        What::Status | What::Version | What::Review => {
            format!("{} {} → {}", change.what.name(), value(&change.old), value(&change.new))
        }
    }
}

fn address(url: &UrlPath) -> String {
    shown(url.as_str(), MOST_ADDRESS)
}
