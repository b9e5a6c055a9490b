//! Files for machines: sitemap, robots.txt, and notes.json. The structured data of pages is in `structured.rs`.

use std::borrow::Cow;

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::json;

use super::html::escape_xml;
use super::stretch;
use crate::model::route::Part;
use crate::parse::brief::one_line;
use crate::parse::inline;
use crate::path::UrlPath;
use crate::render::details::without;
use crate::render::reads::{Front, Many, Reads};
use crate::tree::{Entry, Meaning, Node, Value};
use crate::validate::fields::WITH_LINKS;

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

/// What search engines may read: all of it, and where the sitemap is. They have to read a page to find that it asks to be
/// left out, so that they may read those of a preview too.
pub fn robots(reads: &Reads<'_>) -> String {
    let all = "User-agent: *\nAllow: /\n";
    if reads.basics().noindex {
        return all.to_owned();
    }
    format!("{all}\nSitemap: {}\n", reads.permalink(&UrlPath::file("sitemap.xml")))
}

/// Every published note's front matter and address, or a part of them, or the list of the parts.
pub fn notes_json(reads: &Reads<'_>, part: Part) -> String {
    let (count, Many(fronts)) = reads.fronts(&part);
    if let Part::Index(parts) = part {
        let url = |number: usize| reads.permalink(&UrlPath::file(&format!("notes-{number}.json")));
        return pretty(
            &json!({ "version": 1, "count": count, "parts": (1..=parts).map(url).collect::<Vec<_>>() }),
        );
    }
    let base_url = reads.basics().base_url;
    let bodies = reads.bodies();
    let of_note = |front: &Front<'_>| {
        let body = bodies(front.path).and_then(|body| body.front());
        let body = body.map(|body| without(body, &front.unsaid));
        let fields = body.as_ref().map_or(&[] as &[_], Node::entries);
        entry(&Listed { base_url, front, fields })
    };
    let (begin, end) = if fronts.is_empty() { ("", "") } else { ("\n", "\n  ") };
    let above = format!("{{\n  \"version\": 1,\n  \"count\": {count},\n  \"notes\": [{begin}");
    let below = format!("{end}]\n}}\n");
    let file = stretch::File { name: "notes.json", base_url, around: (&above, &below) };
    stretch::file(reads, file, &fronts, |front| front.path, of_note)
}

/// The hash of each note's body, by the address of its page.
pub fn texts(reads: &Reads<'_>) -> String {
    let line = |(url, hash): &(&UrlPath, u64)| format!("  {}: \"{hash:016x}\"", json!(url.as_str()));
    let lines: Vec<String> = reads.texts().0.iter().map(line).collect();
    format!("{{\n{}\n}}\n", lines.join(",\n"))
}

/// The entry of a note, as it stands in the file: two lists deep.
fn entry(note: &Listed<'_>) -> String {
    let text = serde_json::to_string_pretty(&[[note]]).unwrap_or_default();
    let inner = text.strip_prefix("[\n  [\n").and_then(|text| text.strip_suffix("\n  ]\n]"));
    inner.unwrap_or_default().to_owned()
}

/// The name under which the list of all notes has the states of one.
const STATES: &str = "review_states";

/// A note in the list of all, with its front matter.
struct Listed<'a> {
    base_url: &'a str,
    front: &'a Front<'a>,
    fields: &'a [Entry],
}

impl Serialize for Listed<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let front = self.front;
        let due = front.review_due.map(|due| due.to_string());
        let own = [
            ("url", Some(format!("{}{}", self.base_url, front.titled.url))),
            ("path", Some(front.path.as_str().to_owned())),
            ("title", Some(front.titled.title.to_owned())),
            ("review_due", due),
            ("review_deferred_until", front.standing.deferred_until.map(|day| day.to_string())),
        ];
        let states = front.standing.names();
        let mut map = to.serialize_map(None)?;
        for (name, value) in &own {
            // What the author wrote counts.
            match (self.fields.iter().find(|field| *field.key.value == **name), value) {
                (Some(field), Some(_)) => map.serialize_entry(name, &Json::plain(name, &field.value))?,
                (None, Some(value)) => map.serialize_entry(name, value)?,
                (_, None) => {}
            }
        }
        if !states.is_empty() && !self.fields.iter().any(|field| *field.key.value == *STATES) {
            map.serialize_entry(STATES, &states)?;
        }
        for field in self.fields {
            let key = &*field.key.value;
            let is_told = own.iter().any(|(name, value)| *name == key && value.is_some());
            if !is_told && !matches!(key, "lints" | "aliases" | "slug" | "draft") {
                map.serialize_entry(key, &Json::plain(key, &field.value))?;
            }
        }
        map.end()
    }
}

/// A value of a front matter, for templates.
pub(super) fn value(node: &Node) -> serde_json::Value {
    serde_json::to_value(Json { node, texts: Vec::new(), read: one_line }).unwrap_or_default()
}

/// A value of a front matter as JSON: bare numbers and yes/no as such, everything else as its text.
struct Json<'a> {
    node: &'a Node,
    /// Which of its fields are not told as they are written, by their paths from here. An empty path is its own.
    texts: Vec<&'static str>,
    /// What is told of these.
    read: fn(&str) -> Cow<'_, str>,
}

impl<'a> Json<'a> {
    /// The value of a field of a note: without signs of Markdown where it may have any. A summary is one line; lines of other texts may
    /// each be a step.
    fn plain(key: &str, node: &'a Node) -> Self {
        match key {
            "title" => Self { node, texts: vec![""], read: one_line },
            "summary" => Self { node, texts: vec![""], read: inline::plain },
            _ => Self { node, texts: below(&WITH_LINKS, key), read: inline::plain_lines },
        }
    }
}

/// The paths below a key, without it.
fn below(paths: &[&'static str], key: &str) -> Vec<&'static str> {
    let rest = |path: &&'static str| {
        let rest = path.strip_prefix(key)?;
        if rest.is_empty() { Some(rest) } else { rest.strip_prefix('.') }
    };
    paths.iter().filter_map(rest).collect()
}

impl Serialize for Json<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match &self.node.value {
            Value::List(items) => {
                let item = |node| Json { node, texts: self.texts.clone(), read: self.read };
                to.collect_seq(items.iter().map(item))
            }
            Value::Map(entries) => to.collect_map(entries.iter().map(|entry| {
                let texts = below(&self.texts, &entry.key.value);
                (&*entry.key.value, Json { node: &entry.value, texts, read: self.read })
            })),
            Value::Scalar(scalar) => match scalar.meaning() {
                Meaning::Null => to.serialize_none(),
                Meaning::Bool(value) => to.serialize_bool(value),
                Meaning::Integer(number) => number.serialize(to),
                // The text of a number such as 1.10 is kept, since it may be a version.
                Meaning::Text if self.texts.contains(&"") => to.serialize_str(&(self.read)(&scalar.text)),
                Meaning::Number(_) | Meaning::Text => to.serialize_str(&scalar.text),
            },
        }
    }
}

/// JSON for people to read too, with a line break at its end.
pub fn pretty(value: &serde_json::Value) -> String {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}
