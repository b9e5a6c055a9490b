//! Files for machines: sitemap, robots.txt, notes.json, and the structured data of a page.

use rayon::prelude::*;
use serde_json::{Map, Value as Json, json};

use super::html::{escape_xml, json_for_script};
use crate::model::route::Part;
use crate::path::UrlPath;
use crate::render::reads::{Bodies, Front, Noted, Reads};
use crate::tree::{Meaning, Node, Value};

/// The sitemap, or a part of it, or the list of its parts (sitemaps.org, version 0.9).
pub fn sitemap(reads: &Reads<'_>, part: Part) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    if let Part::Index(parts) = part {
        out.push_str("<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
        for number in 1..=parts {
            let url = reads.permalink(&UrlPath::file(&format!("sitemap-{number}.xml")));
            out.push_str(&format!("<sitemap><loc>{}</loc></sitemap>\n", escape_xml(&url)));
        }
        out.push_str("</sitemapindex>\n");
        return out;
    }
    out.push_str("<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    for (url, day) in reads.sitemap(&part) {
        out.push_str(&format!("<url><loc>{}</loc>", escape_xml(&reads.permalink(url))));
        if let Some(day) = day {
            out.push_str(&format!("<lastmod>{day}</lastmod>"));
        }
        out.push_str("</url>\n");
    }
    out.push_str("</urlset>\n");
    out
}

/// What search engines may read: all of it, and where the sitemap is.
pub fn robots(reads: &Reads<'_>) -> String {
    format!("User-agent: *\nAllow: /\n\nSitemap: {}\n", reads.permalink(&UrlPath::file("sitemap.xml")))
}

/// Every published note's front matter and address, or a part of them, or the list of the parts.
pub fn notes_json(reads: &Reads<'_>, part: Part) -> String {
    let (count, fronts) = reads.fronts(&part);
    if let Part::Index(parts) = part {
        let url = |number: usize| reads.permalink(&UrlPath::file(&format!("notes-{number}.json")));
        return pretty(
            &json!({ "version": 1, "count": count, "parts": (1..=parts).map(url).collect::<Vec<_>>() }),
        );
    }
    // Each note by itself, on all processors: the file as a whole would keep one of them busy while others wait.
    let base_url = reads.basics().base_url;
    let bodies = reads.bodies();
    let notes: Vec<String> =
        fronts.par_iter().map(|front| indented(&note(base_url, front, bodies))).collect();
    let room: usize = notes.iter().map(|note| note.len() + 2).sum();
    let mut out = String::with_capacity(room + 100);
    out.push_str(&format!("{{\n  \"version\": 1,\n  \"count\": {count},\n  \"notes\": ["));
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

/// A value as it stands in a list that is a value of the whole.
fn indented(value: &Json) -> String {
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    format!("    {}", text.replace('\n', "\n    "))
}

fn note(base_url: &str, front: &Front<'_>, bodies: &Bodies<'_>) -> Json {
    let mut out = Map::new();
    out.insert("url".to_owned(), json!(format!("{base_url}{}", front.titled.url)));
    out.insert("path".to_owned(), json!(front.path.as_str()));
    out.insert("title".to_owned(), json!(front.titled.title));
    if let Some(due) = front.review_due {
        out.insert("review_due".to_owned(), json!(due.to_string()));
    }
    let front = bodies(front.path).and_then(|body| body.front());
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
pub fn json_ld(reads: &Reads<'_>, note: &Noted<'_>) -> String {
    let basics = reads.basics();
    let mut article = json!({
        "@context": "https://schema.org",
        "@type": "TechArticle",
        "headline": note.face.title,
        "url": reads.permalink(note.url),
        "inLanguage": basics.language,
        "isPartOf": { "@type": "WebSite", "name": basics.title, "url": reads.permalink(&UrlPath::root()) },
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
