//! Feeds: Atom for the site, its sections and the terms that ask for it; JSON Feed 1.1 for the site. What was revised has a
//! feed of its own, `feed/revisions.rs`.
//!
//! An entry's id is its address, and its place follows `date`: an update changes `updated`, and never makes an
//! old note a new one.

pub mod revisions;

use jiff::Timestamp;
use serde_json::json;

use super::html::escape_xml;
use crate::model::route::FeedOf;
use crate::parse::brief;
use crate::path::UrlPath;
use crate::render::reads::{Entries, Entry, Reads};
use crate::render::view::standing;

/// When a feed changed of a site that names no day at all. Atom wants an instant, and the clock gives another one each time; this is the
/// month of the format itself (RFC 4287): a note that comes is later, so that the day goes on and not back.
const FIRST: &str = "2005-12-01T00:00:00Z";

/// The entries of a feed.
fn entries<'a>(reads: &Reads<'a>, of: &FeedOf) -> (Entries<'a>, Vec<Entry<'a>>) {
    let entries = reads.feed(of);
    let notes = entries.notes.iter().filter_map(|path| reads.entry(path)).collect();
    (entries, notes)
}

/// What an Atom feed says of itself.
struct Head<'a> {
    title: &'a str,
    /// What its id is made of.
    id: &'a UrlPath,
    /// The page that it goes with.
    page: &'a UrlPath,
    /// Its own address.
    own: &'a UrlPath,
    /// When the latest of its entries changed.
    updated: Option<Timestamp>,
}

/// An Atom feed (RFC 4287).
pub fn atom(reads: &Reads<'_>, of: &FeedOf) -> String {
    let basics = reads.basics();
    let (Entries { title, page, .. }, notes) = entries(reads, of);
    let title = title.map_or_else(|| basics.title.to_owned(), |title| format!("{title} · {}", basics.title));
    let updated = notes.iter().filter_map(|note| note.changed).map(|day| day.at).max();
    let mut out = open(reads, &Head { title: &title, id: &page, page: &page, own: &page.feed(), updated });
    for note in &notes {
        out.push_str(&entry(reads, note));
    }
    close(out)
}

/// The beginning of an Atom feed, down to its entries.
fn open(reads: &Reads<'_>, head: &Head<'_>) -> String {
    let basics = reads.basics();
    // Without an entry it is the last day that anything of the site names: what the feed leaves out was left out then, or later.
    let updated = head.updated.or_else(|| reads.newest());
    let updated = updated.map_or_else(|| FIRST.to_owned(), |at| at.to_string());
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    out.push_str(&format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n",
        escape_xml(basics.language)
    ));
    out.push_str(&format!("<title>{}</title>\n", escape_xml(head.title)));
    let description = reads.description();
    if !description.is_empty() {
        let subtitle = brief::cut(description, brief::SUMMARY);
        out.push_str(&format!("<subtitle>{}</subtitle>\n", escape_xml(&subtitle)));
    }
    out.push_str(&format!(
        "<link href=\"{}\" rel=\"alternate\" type=\"text/html\"/>\n",
        escape_xml(&reads.permalink(head.page))
    ));
    out.push_str(&format!(
        "<link href=\"{}\" rel=\"self\" type=\"application/atom+xml\"/>\n",
        escape_xml(&reads.permalink(head.own))
    ));
    out.push_str(&format!(
        "<id>{}</id>\n<updated>{updated}</updated>\n",
        escape_xml(&reads.permalink(head.id))
    ));
    out.push_str(&format!("<author><name>{}</name></author>\n", escape_xml(basics.title)));
    out
}

fn close(mut feed: String) -> String {
    feed.push_str("</feed>\n");
    feed
}

fn entry(reads: &Reads<'_>, note: &Entry<'_>) -> String {
    let url = escape_xml(&reads.permalink(note.titled.url));
    let time = |day: Option<crate::note::Day>| day.map(|day| day.at.to_string()).unwrap_or_default();
    let mut out = format!("<entry>\n<title>{}</title>\n", escape_xml(note.titled.title));
    out.push_str(&format!("<link href=\"{url}\" rel=\"alternate\" type=\"text/html\"/>\n<id>{url}</id>\n"));
    out.push_str(&format!(
        "<published>{}</published>\n<updated>{}</updated>\n",
        time(note.date),
        time(note.changed)
    ));
    if let Some(owner) = note.owner {
        out.push_str(&format!("<author><name>{}</name></author>\n", escape_xml(owner)));
    }
    for system in note.stack {
        out.push_str(&format!("<category term=\"{}\"/>\n", escape_xml(&system.name)));
    }
    for state in note.standing.states() {
        let label = standing::label(reads.words(), note.standing, state);
        out.push_str(&format!("<category term=\"{}\" label=\"{}\"/>\n", state.name(), escape_xml(&label)));
    }
    let summary = summary(reads, note);
    if !summary.is_empty() {
        out.push_str(&format!("<summary>{}</summary>\n", escape_xml(&summary)));
    }
    out.push_str("</entry>\n");
    out
}

/// What a feed reader shows below the title: what is known of the note comes first, and the day of its next review last.
fn summary(reads: &Reads<'_>, note: &Entry<'_>) -> String {
    let words = reads.words();
    let labels = standing::labels(words, note.standing);
    let states = words.list(labels.iter().map(String::as_str));
    let due = standing::due(words, note.standing).unwrap_or_default();
    let parts = [states.as_str(), note.summary, due.as_str()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// A JSON Feed, version 1.1.
pub fn json(reads: &Reads<'_>) -> String {
    let basics = reads.basics();
    let (_, notes) = entries(reads, &FeedOf::Site);
    let items: Vec<_> = notes
        .iter()
        .map(|note| {
            let url = reads.permalink(note.titled.url);
            let mut item = json!({ "id": url, "url": url, "title": note.titled.title });
            let summary = summary(reads, note);
            item["content_text"] = json!(if summary.is_empty() { note.titled.title } else { &summary });
            if !summary.is_empty() {
                item["summary"] = json!(summary);
            }
            if let Some(day) = note.date {
                item["date_published"] = json!(day.at.to_string());
            }
            if let Some(day) = note.changed {
                item["date_modified"] = json!(day.at.to_string());
            }
            if let Some(owner) = note.owner {
                item["authors"] = json!([{ "name": owner }]);
            }
            let systems = note.stack.iter().map(|system| system.name.as_str());
            let tags: Vec<&str> = systems.chain(note.standing.names()).collect();
            if !tags.is_empty() {
                item["tags"] = json!(tags);
            }
            item
        })
        .collect();
    let mut feed = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": basics.title,
        "home_page_url": reads.permalink(&UrlPath::root()),
        "feed_url": reads.permalink(&UrlPath::file("feed.json")),
        "language": basics.language,
    });
    if !reads.description().is_empty() {
        feed["description"] = json!(brief::cut(reads.description(), brief::SUMMARY));
    }
    feed["items"] = json!(items);
    super::machine::pretty(&feed)
}
