//! Files for machines: sitemap, robots.txt, notes.json, and the structured data of a page.

use std::sync::Arc;

use rayon::prelude::*;
use serde_json::{Map, Value as Json, json};

use super::html::{escape_xml, json_for_script};
use crate::model::route::{NOTES_IN_JSON, Part, SITEMAP_ADDRESSES};
use crate::model::{NoteId, Site};
use crate::note::Body;
use crate::path::{SourcePath, UrlPath};
use crate::tree::{Meaning, Node, Value};

/// The sitemap, or a part of it, or the list of its parts (sitemaps.org, version 0.9).
pub fn sitemap(site: &Site, part: Part) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    if let Part::Index(parts) = part {
        out.push_str("<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
        for number in 1..=parts {
            let url = site.permalink(&UrlPath::file(&format!("sitemap-{number}.xml")));
            out.push_str(&format!("<sitemap><loc>{}</loc></sitemap>\n", escape_xml(&url)));
        }
        out.push_str("</sitemapindex>\n");
        return out;
    }
    out.push_str("<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    let urls = site.sitemap_urls();
    for (url, note) in part.slice(&urls, SITEMAP_ADDRESSES) {
        out.push_str(&format!("<url><loc>{}</loc>", escape_xml(&site.permalink(url))));
        if let Some(day) = note.and_then(|id| site.note(id).face.changed()) {
            out.push_str(&format!("<lastmod>{}</lastmod>", day.date));
        }
        out.push_str("</url>\n");
    }
    out.push_str("</urlset>\n");
    out
}

/// What search engines may read: all of it, and where the sitemap is.
pub fn robots(site: &Site) -> String {
    format!("User-agent: *\nAllow: /\n\nSitemap: {}\n", site.permalink(&UrlPath::file("sitemap.xml")))
}

/// Every published note's front matter and address, or a part of them, or the list of the parts.
pub fn notes_json(site: &Site, body: Bodies<'_>, part: Part) -> String {
    if let Part::Index(parts) = part {
        let url = |number: usize| site.permalink(&UrlPath::file(&format!("notes-{number}.json")));
        return pretty(
            &json!({ "version": 1, "count": site.notes.len(), "parts": (1..=parts).map(url).collect::<Vec<_>>() }),
        );
    }
    let ids: Vec<NoteId> = (0..site.notes.len()).collect();
    let ids = part.slice(&ids, NOTES_IN_JSON);
    // Each note by itself, on all processors: the file as a whole would keep one of them busy while others wait.
    let notes: Vec<String> = ids.par_iter().map(|id| indented(&note(site, body, *id))).collect();
    let room: usize = notes.iter().map(|note| note.len() + 2).sum();
    let mut out = String::with_capacity(room + 100);
    out.push_str(&format!("{{\n  \"version\": 1,\n  \"count\": {},\n  \"notes\": [", ids.len()));
    let last = notes.len().saturating_sub(1);
    // Each is dropped as it is taken: the file is large, and need not be there twice.
    for (at, note) in notes.into_iter().enumerate() {
        out.push('\n');
        out.push_str(&note);
        out.push_str(if at == last { "\n  " } else { "," });
    }
    out.push_str("]\n}\n");
    out
}

/// Gives the body of a note, without its text.
type Bodies<'a> = &'a (dyn Fn(&SourcePath) -> Option<Arc<Body>> + Sync);

/// A value as it stands in a list that is a value of the whole.
fn indented(value: &Json) -> String {
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    format!("    {}", text.replace('\n', "\n    "))
}

fn note(site: &Site, body: Bodies<'_>, id: NoteId) -> Json {
    let page = &site.notes[id];
    let mut out = Map::new();
    out.insert("url".to_owned(), json!(site.permalink(&page.url)));
    out.insert("path".to_owned(), json!(page.note.facts.path.as_str()));
    out.insert("title".to_owned(), json!(page.note.face.title));
    if let Some(due) = page.review_due {
        out.insert("review_due".to_owned(), json!(due.to_string()));
    }
    let front = body(&page.note.facts.path).and_then(|body| body.front());
    for entry in front.as_ref().map_or(&[] as &[_], Node::entries) {
        let key = &*entry.key.value;
        if !matches!(key, "lints" | "aliases" | "slug" | "draft") {
            out.insert(key.to_owned(), value(&entry.value));
        }
    }
    Json::Object(out)
}

/// A value of the front matter as JSON: bare numbers and yes/no as such, everything else as its text.
fn value(node: &Node) -> Json {
    match &node.value {
        Value::List(items) => Json::Array(items.iter().map(value).collect()),
        Value::Map(entries) => Json::Object(
            entries.iter().map(|entry| (entry.key.value.to_string(), value(&entry.value))).collect(),
        ),
        Value::Scalar(scalar) => match scalar.meaning() {
            Meaning::Null => Json::Null,
            Meaning::Bool(value) => json!(value),
            Meaning::Integer(number) => json!(number),
            // The text of a number such as 1.10 is kept, since it may be a version.
            Meaning::Number(_) | Meaning::Text => json!(scalar.text),
        },
    }
}

/// What a page is, for search engines: schema.org's `TechArticle`.
pub fn json_ld(site: &Site, id: NoteId) -> String {
    let page = &site.notes[id];
    let note = &page.note;
    let mut article = json!({
        "@context": "https://schema.org",
        "@type": "TechArticle",
        "headline": note.face.title,
        "url": site.permalink(&page.url),
        "inLanguage": site.config.language,
        "isPartOf": { "@type": "WebSite", "name": site.config.title, "url": site.permalink(&UrlPath::root()) },
        "timeRequired": format!("PT{}M", note.face.reading_time),
    });
    if !note.face.summary.is_empty() {
        article["description"] = json!(note.face.summary);
    }
    if let Some(day) = note.face.date {
        article["datePublished"] = json!(day.at.to_string());
    }
    if let Some(day) = note.face.changed() {
        article["dateModified"] = json!(day.at.to_string());
    }
    if let Some(owner) = &note.face.owner {
        article["author"] = json!({ "@type": "Organization", "name": owner });
    }
    if let Some(version) = &note.face.revision.version {
        article["version"] = json!(version);
    }
    if !note.face.stack.is_empty() {
        article["about"] = json!(
            note.face
                .stack
                .iter()
                .map(|system| json!({ "@type": "Thing", "name": system.name }))
                .collect::<Vec<_>>()
        );
    }
    json_for_script(&article.to_string())
}

/// JSON for people to read too, with a line break at its end.
pub fn pretty(value: &Json) -> String {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}
