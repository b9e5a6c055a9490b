//! Changes as Markdown, for a comment on a pull request.
//!
//! What comes from content stands in code spans, and nothing else does: there no mark, mention, number of an issue, address or
//! markup has a meaning. All other text is ours. Each entry is one line, and no line begins with a text of others.

use super::{Most, files, headline, shown, surroundings};
use crate::compare::{Change, Changes, Entry, Left, What};
use crate::path::UrlPath;
use crate::path::encode;
use crate::report::count;

/// Longest address, title and value that show whole, in characters.
const MOST_ADDRESS: usize = 160;
const MOST_TITLE: usize = 100;
const MOST_VALUE: usize = 40;
/// Most fields of a note that are named.
const MOST_FIELDS: usize = 8;
/// Most characters of a comment. GitHub takes 65,536; the rest is left to what a workflow adds.
const MOST_CHARACTERS: usize = 60_000;

/// All changes, listed as far as a comment has room. Pages that are there now are links where somebody says what their
/// addresses begin with.
pub fn comment(changes: &Changes<'_>, base_url: Option<&str>) -> String {
    let mut most = Most::default();
    loop {
        let text = report(changes, most, base_url);
        if most.notes == 0 || text.chars().count() <= MOST_CHARACTERS {
            return text;
        }
        most.notes /= 2;
    }
}

/// All changes, with at most so many of each kind.
pub fn report(changes: &Changes<'_>, most: Most, base_url: Option<&str>) -> String {
    let mut out = format!("### Changes of the site: {}\n", headline(changes));
    let groups = [
        ("Added", &changes.added, base_url),
        ("Changed", &changes.changed, base_url),
        ("Moved", &changes.moved, base_url),
        ("Removed", &changes.removed, None),
    ];
    for (name, entries, base_url) in groups {
        if entries.is_empty() || most.notes == 0 {
            continue;
        }
        out.push_str(&format!("\n**{name}**\n\n"));
        for entry in entries.iter().take(most.notes) {
            out.push_str(&format!("- {}\n", said(entry, base_url)));
        }
        if entries.len() > most.notes {
            out.push_str(&format!("- and {} more\n", entries.len() - most.notes));
        }
    }
    let pages = [("added", &changes.pages_added, base_url), ("removed", &changes.pages_removed, None)];
    let pages: Vec<String> = pages
        .into_iter()
        .filter_map(|(what, urls, base_url)| of_pages(what, urls, most.pages, base_url))
        .collect();
    if !pages.is_empty() {
        out.push_str(&format!("\n**Sections, terms and other pages**\n\n{}", pages.concat()));
    }
    let last: Vec<String> = [surroundings(changes), files(changes)].into_iter().flatten().collect();
    if !last.is_empty() {
        out.push_str(&format!("\n{}.\n", last.join(".\n")));
    }
    out
}

/// What stands in the place of changes where a build was the first one.
pub fn first(notes: usize, pages: usize) -> String {
    let (notes, pages) = (count(notes, "note"), count(pages, "page"));
    format!("{HEADING}: everything is new\n\n{notes}, {pages}. The output folder contained no site before.\n")
}

/// What stands there where nothing can be said of changes, and why; `why` is a text of ours.
pub fn untold(why: &str) -> String {
    format!("{HEADING}: unknown\n\n{why}\n")
}

/// How each of these texts begins.
const HEADING: &str = "### Changes of the site";

/// Whether a text is one of these.
pub fn is_one(text: &str) -> bool {
    text.starts_with(HEADING)
}

/// What stands there where a build was refused; `counts` says what for.
pub fn refused(counts: &str) -> String {
    format!("{HEADING}: nothing was published\n\n{counts}. The site is unchanged.\n")
}

/// A line for pages that came or went.
fn of_pages(what: &str, urls: &[UrlPath], most: usize, base_url: Option<&str>) -> Option<String> {
    if urls.is_empty() {
        return None;
    }
    let mut named: Vec<String> = urls.iter().take(most).map(|url| linked(url, base_url)).collect();
    match urls.len() - named.len() {
        0 => {}
        further if named.is_empty() => named.push(further.to_string()),
        further => named.push(format!("and {further} more")),
    }
    Some(format!("- {what}: {}\n", named.join(", ")))
}

/// What is said of a note: its title and address, and what became of it.
fn said(entry: &Entry<'_>, base_url: Option<&str>) -> String {
    let now = linked(&entry.note.address, base_url);
    let title = entry.note.title.as_deref().and_then(|title| code(title, MOST_TITLE));
    let mut out = title.map(|title| format!("{title} ")).unwrap_or_default();
    match entry.from {
        Some(from) => {
            out.push_str(&format!("from {} to {now}", address(&from.address)));
        }
        None => out.push_str(&format!("at {now}")),
    }
    match entry.left {
        // That nothing is there goes without saying where the note is no more.
        Some(Left::Nothing) if entry.from.is_some() => out.push_str("; **nothing is at the old address**"),
        Some(Left::Page) => out.push_str("; a page is at the old address"),
        Some(Left::Note) => out.push_str("; another note is at the old address"),
        Some(Left::Nothing) | None => {}
    }
    if !entry.changes.is_empty() {
        out.push_str(if entry.left.is_some() { "; also changed: " } else { ": " });
        out.push_str(&changes(&entry.changes));
    }
    out
}

/// What changed of a note: first what has a name here, then fields by theirs.
fn changes(changes: &[Change]) -> String {
    let mut told = Vec::new();
    let mut fields = Vec::new();
    for change in changes {
        match &change.what {
            What::Field(name) => fields.extend(code(name, MOST_VALUE)),
            What::Text | What::Page => told.push(change.what.name().to_owned()),
            What::Title | What::Status | What::Version | What::Review => told.push(values(change)),
        }
    }
    if !fields.is_empty() {
        let further = fields.len().saturating_sub(MOST_FIELDS);
        fields.truncate(MOST_FIELDS);
        if further > 0 {
            fields.push(format!("{further} more"));
        }
        told.push(format!("details {}", fields.join(", ")));
    }
    told.join(", ")
}

/// What a value was and is.
fn values(change: &Change) -> String {
    let value = |text: &Option<String>, most| text.as_deref().and_then(|text| code(text, most));
    let name = change.what.name();
    if change.what == What::Title {
        // The new one stands before it.
        let old = value(&change.old, MOST_TITLE);
        return old.map_or_else(|| name.to_owned(), |old| format!("{name} was {old}"));
    }
    match (value(&change.old, MOST_VALUE), value(&change.new, MOST_VALUE)) {
        (Some(old), Some(new)) => format!("{name} from {old} to {new}"),
        (Some(old), None) => format!("{name} no longer {old}"),
        (None, Some(new)) => format!("{name} now {new}"),
        (None, None) => name.to_owned(),
    }
}

fn address(url: &UrlPath) -> String {
    code(url.as_str(), MOST_ADDRESS).unwrap_or_else(|| "the front page".to_owned())
}

/// An address as a link to its page, where it is known what addresses begin with. It is escaped so that it ends where it
/// should, whatever it holds.
fn linked(url: &UrlPath, base_url: Option<&str>) -> String {
    let text = address(url);
    let Some(base_url) = base_url else { return text };
    let target = format!("{base_url}{}", encode(url.as_str())).replace('(', "%28").replace(')', "%29");
    format!("[{text}]({target})")
}

/// A text of others as a code span, behind a fence that is longer than any in it; None if nothing of it shows.
pub(in crate::report) fn code(text: &str, most: usize) -> Option<String> {
    let text = shown(text, most);
    if text.is_empty() {
        return None;
    }
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    Some(format!("{fence}{pad}{text}{pad}{fence}"))
}

#[cfg(test)]
mod tests;
