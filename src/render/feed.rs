//! Feeds: Atom for the site, its sections and the terms that ask for it; JSON Feed 1.1 for the site.
//!
//! An entry's id is its address, and its place follows `date`: an update changes `updated`, and never makes an
//! old note a new one.

use serde_json::json;

use super::html::escape_xml;
use crate::model::route::FeedOf;
use crate::model::{NoteId, NotePage, Site};
use crate::path::UrlPath;

/// The entries of a feed: the newest notes that are not hidden.
fn entries<'s>(site: &'s Site, ids: &'s [NoteId]) -> impl Iterator<Item = &'s NotePage> {
    let listed = ids
        .iter()
        .map(|id| &site.notes[*id])
        .filter(|page| page.is_dated && !page.is_hidden && page.note.face.date.is_some());
    listed.take(site.config.feed_limit)
}

/// An Atom feed (RFC 4287).
pub fn atom(site: &Site, of: FeedOf) -> String {
    let config = &site.config;
    let (title, page, ids) = match of {
        FeedOf::Site => (config.title.clone(), UrlPath::root(), site.dated.as_slice()),
        FeedOf::Section(id) => {
            let section = &site.sections[id];
            (format!("{} · {}", section.title, config.title), section.url.clone(), section.notes.as_slice())
        }
        FeedOf::Term(taxonomy, term) => {
            let term = &site.taxonomies[taxonomy].terms[term];
            (format!("{} · {}", term.name, config.title), term.url.clone(), term.notes.as_slice())
        }
    };
    let own = page.feed();
    // Without an entry there is no day to name; the feed still needs one.
    let updated = entries(site, ids).filter_map(|page| page.note.face.changed()).map(|day| day.at).max();
    let updated = updated.map_or_else(|| "1970-01-01T00:00:00Z".to_owned(), |at| at.to_string());
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    out.push_str(&format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n",
        escape_xml(&config.language)
    ));
    out.push_str(&format!("<title>{}</title>\n", escape_xml(&title)));
    let description = site.description();
    if !description.is_empty() {
        out.push_str(&format!("<subtitle>{}</subtitle>\n", escape_xml(description)));
    }
    out.push_str(&format!(
        "<link href=\"{}\" rel=\"alternate\" type=\"text/html\"/>\n",
        escape_xml(&site.permalink(&page))
    ));
    out.push_str(&format!(
        "<link href=\"{}\" rel=\"self\" type=\"application/atom+xml\"/>\n",
        escape_xml(&site.permalink(&own))
    ));
    out.push_str(&format!("<id>{}</id>\n<updated>{updated}</updated>\n", escape_xml(&site.permalink(&page))));
    out.push_str(&format!("<author><name>{}</name></author>\n", escape_xml(&config.title)));
    for page in entries(site, ids) {
        out.push_str(&entry(site, page));
    }
    out.push_str("</feed>\n");
    out
}

fn entry(site: &Site, page: &NotePage) -> String {
    let note = &page.note;
    let url = escape_xml(&site.permalink(&page.url));
    let time = |day: Option<crate::note::Day>| day.map(|day| day.at.to_string()).unwrap_or_default();
    let mut out = format!("<entry>\n<title>{}</title>\n", escape_xml(&note.face.title));
    out.push_str(&format!("<link href=\"{url}\" rel=\"alternate\" type=\"text/html\"/>\n<id>{url}</id>\n"));
    out.push_str(&format!(
        "<published>{}</published>\n<updated>{}</updated>\n",
        time(note.face.date),
        time(note.face.changed())
    ));
    if let Some(owner) = &note.face.owner {
        out.push_str(&format!("<author><name>{}</name></author>\n", escape_xml(owner)));
    }
    for system in &note.face.stack {
        out.push_str(&format!("<category term=\"{}\"/>\n", escape_xml(&system.name)));
    }
    if !note.face.summary.is_empty() {
        out.push_str(&format!("<summary>{}</summary>\n", escape_xml(&note.face.summary)));
    }
    out.push_str("</entry>\n");
    out
}

/// A JSON Feed, version 1.1.
pub fn json(site: &Site) -> String {
    let config = &site.config;
    let items: Vec<_> = entries(site, &site.dated)
        .map(|page| {
            let note = &page.note;
            let url = site.permalink(&page.url);
            let mut item = json!({ "id": url, "url": url, "title": note.face.title });
            item["content_text"] =
                json!(if note.face.summary.is_empty() { &note.face.title } else { &note.face.summary });
            if !note.face.summary.is_empty() {
                item["summary"] = json!(note.face.summary);
            }
            if let Some(day) = note.face.date {
                item["date_published"] = json!(day.at.to_string());
            }
            if let Some(day) = note.face.changed() {
                item["date_modified"] = json!(day.at.to_string());
            }
            if let Some(owner) = &note.face.owner {
                item["authors"] = json!([{ "name": owner }]);
            }
            if !note.face.stack.is_empty() {
                item["tags"] = json!(note.face.stack.iter().map(|system| &system.name).collect::<Vec<_>>());
            }
            item
        })
        .collect();
    let mut feed = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": config.title,
        "home_page_url": site.permalink(&UrlPath::root()),
        "feed_url": site.permalink(&UrlPath::file("feed.json")),
        "language": config.language,
    });
    if !site.description().is_empty() {
        feed["description"] = json!(site.description());
    }
    feed["items"] = json!(items);
    super::machine::pretty(&feed)
}
