//! The details box: the front matter of a note as HTML, in the order of the note format.
//!
//! Lists become lists, maps become definition lists to any depth, and every text is escaped: what a note holds
//! is shown, never trusted.

use serde::Serialize;

use super::html::{escape, escape_into};
use super::markdown::field;
use super::reads::{Index, Reads};
use super::view::note::OwnNote;
use super::words::Words;
use crate::model::link::is_web;
use crate::path::SourcePath;
use crate::tree::{Entry, Meaning, Node, Value};
use crate::validate::fields::WITH_LINKS;

/// A row of the details box.
#[derive(Clone, Debug, Serialize)]
pub struct Detail {
    /// The field.
    pub key: String,
    /// The field as readers see it.
    pub label: String,
    /// Its value.
    pub html: String,
    /// Whether the theme's page says all of it elsewhere.
    pub is_said: bool,
}

/// Whether the theme's page of a note says all of a field elsewhere: at the top, as the check list, as the change.
fn is_said(key: &str, node: &Node) -> bool {
    const OF_CHANGE: [&str; 6] = ["reason", "files", "commands", "metric", "expected_result", "rollback"];
    match key {
        "summary" | "checklist" | "owner" => true,
        "change" => node.entries().iter().all(|entry| OF_CHANGE.contains(&&*entry.key.value)),
        _ => false,
    }
}

/// The rows of a note.
pub fn details(reads: &Reads<'_>, own: &OwnNote<'_>) -> Vec<Detail> {
    let Some(mut front) = own.body.front() else { return Vec::new() };
    if NAMES_FILE.iter().any(|key| front.entry(key.split('.').next().unwrap_or(key)).is_some()) {
        front = without(front, &reads.unsaid(own.note.path));
    }
    let fields = reads.fields();
    let box_of = Box { reads, indexes: reads.indexes(), path: own.note.path };
    let known = fields.iter().filter(|(_, hidden)| !hidden).filter_map(|(name, _)| {
        let entry = front.entry(name).or_else(|| front.entry("scores").filter(|_| *name == "score"));
        entry.map(|entry| (*name, entry))
    });
    let is_known = |name: &str| name == "scores" || fields.iter().any(|(field, _)| *field == name);
    let own = front
        .entries()
        .iter()
        .filter(|entry| !is_known(&entry.key.value))
        .map(|entry| (&*entry.key.value, entry));
    known
        .chain(own)
        .filter(|(_, entry)| !entry.value.is_null())
        .map(|(key, entry)| box_of.detail(key, entry))
        .collect()
}

/// The keys that name files of the site.
const NAMES_FILE: [&str; 2] = ["image_sources.url", "revision.superseded_by"];

/// A front matter without the names of files that are not published, which are in order.
pub(super) fn without(mut front: Node, unsaid: &[&str]) -> Node {
    let Value::Map(entries) = &mut front.value else { return front };
    if unsaid.is_empty() {
        return front;
    }
    for (field, key) in NAMES_FILE.iter().filter_map(|name| name.split_once('.')) {
        let is_unsaid = |entry: &Entry| {
            *entry.key.value == *key
                && entry.value.as_text().is_some_and(|text| unsaid.binary_search(&text).is_ok())
        };
        for entry in entries.iter_mut().filter(|entry| *entry.key.value == *field) {
            let maps = match &mut entry.value.value {
                Value::List(items) => items.as_mut_slice(),
                _ => std::slice::from_mut(&mut entry.value),
            };
            for map in maps {
                if let Value::Map(inner) = &mut map.value {
                    inner.retain(|entry| !is_unsaid(entry));
                }
            }
        }
    }
    front
}

struct Box<'a> {
    reads: &'a Reads<'a>,
    indexes: Vec<Index<'a>>,
    path: &'a SourcePath,
}

impl Box<'_> {
    fn detail(&self, key: &str, entry: &Entry) -> Detail {
        let mut html = String::with_capacity(256);
        match self.index_of(key) {
            Some(field) => self.terms(field, &entry.value, &mut html),
            None => self.value(key, &entry.value, &mut html),
        }
        Detail {
            key: key.to_owned(),
            label: self.words().field("", key).into_owned(),
            html,
            is_said: is_said(key, &entry.value),
        }
    }

    fn words(&self) -> &Words {
        self.reads.words()
    }

    /// The terms of an index, as links to it. Other keys of a term (its version, its type) follow it.
    fn terms(&self, field: &str, node: &Node, out: &mut String) {
        let Value::List(items) = &node.value else { return self.term(field, node, out) };
        out.push_str("<ul class=\"terms\">");
        for item in items {
            out.push_str("<li>");
            self.term(field, item.get("name").unwrap_or(item), out);
            for entry in
                item.entries().iter().filter(|entry| &*entry.key.value != "name" && !entry.value.is_null())
            {
                // Without brackets a type would read as the last word of the name: "backend area".
                let (begin, end) = match &*entry.key.value {
                    "version" => (" <span class=\"version\">", "</span>"),
                    _ => (" <span class=\"version\">(", ")</span>"),
                };
                out.push_str(begin);
                self.value(&entry.key.value, &entry.value, out);
                out.push_str(end);
            }
            out.push_str("</li>");
        }
        out.push_str("</ul>");
    }

    fn term(&self, field: &str, node: &Node, out: &mut String) {
        let Some(text) = node.as_text() else { return self.value("", node, out) };
        match self.reads.term(field, text).map(|url| self.reads.href(url)) {
            Some(url) => link(&url, &self.words().value(field, text), out),
            None => escape_into(out, &self.words().value(field, text)),
        }
    }

    /// The field, where it has an index.
    fn index_of(&self, field: &str) -> Option<&str> {
        self.indexes.iter().find(|index| index.field == field).map(|index| index.field)
    }

    /// A value of any shape. `key` is the path of the field it belongs to.
    fn value(&self, key: &str, node: &Node, out: &mut String) {
        match &node.value {
            Value::Scalar(_) => self.scalar(key, node, out),
            Value::List(items) => self.list(key, items, out),
            Value::Map(entries) => self.map(key, entries, out),
        }
    }

    fn list(&self, key: &str, items: &[Node], out: &mut String) {
        out.push_str("<ul>");
        for item in items {
            out.push_str("<li>");
            match item.entries() {
                // `- context: for a small team` is a map to YAML and a text to its author.
                [entry] if key == "ai_outline" => {
                    escape_into(out, &entry.key.value);
                    out.push_str(": ");
                    self.value("", &entry.value, out);
                }
                _ => self.value(key, item, out),
            }
            out.push_str("</li>");
        }
        out.push_str("</ul>");
    }

    fn map(&self, key: &str, entries: &[Entry], out: &mut String) {
        out.push_str(if key == "score" { "<dl class=\"map scores\">" } else { "<dl class=\"map\">" });
        for entry in entries {
            let name = &*entry.key.value;
            let path = format!("{key}.{name}");
            out.push_str("<dt>");
            escape_into(out, &self.words().field(key, name));
            out.push_str("</dt><dd>");
            match self.index_of(&path) {
                Some(field) => self.terms(field, &entry.value, out),
                None => self.value(&path, &entry.value, out),
            }
            out.push_str("</dd>");
        }
        out.push_str("</dl>");
    }

    fn scalar(&self, key: &str, node: &Node, out: &mut String) {
        let Some(scalar) = node.scalar() else { return };
        let text = &*scalar.text;
        let is_flag = key.starts_with("flags.");
        let flag = match scalar.meaning() {
            Meaning::Bool(value) => Some(value),
            _ => node.as_flag().filter(|_| is_flag),
        };
        match (scalar.meaning(), flag) {
            (Meaning::Null, _) => {}
            (_, Some(true)) => escape_into(out, self.words().get("yes")),
            (_, Some(false)) => escape_into(out, self.words().get("no")),
            (Meaning::Integer(_) | Meaning::Number(_), None) if key.starts_with("score.") => {
                self.score(key, text, out);
            }
            _ => self.text(key, text, out),
        }
    }

    fn text(&self, key: &str, text: &str, out: &mut String) {
        if WITH_LINKS.contains(&key) {
            out.push_str(&field::line(self.reads, self.path, text));
        } else if let Some(date) = is_date(text) {
            out.push_str("<time datetime=\"");
            escape_into(out, text);
            out.push_str("\">");
            escape_into(out, &self.words().date(date));
            out.push_str("</time>");
        } else if matches!(
            key,
            "reference"
                | "hash"
                | "revision.version"
                | "change.commands"
                | "change.files"
                | "change.rollback_command"
        ) {
            out.push_str("<code class=\"id\">");
            escape_into(out, text);
            out.push_str("</code>");
        } else if key == "revision.review_in"
            && let Some(interval) = self.interval(text)
        {
            escape_into(out, &interval);
        } else if let Some(url) = self.link(key, text) {
            link(&url, text, out);
        } else {
            escape_into(out, &self.words().value(key, text));
        }
    }

    fn score(&self, key: &str, number: &str, out: &mut String) {
        let name = escape(&self.words().field("score", key.strip_prefix("score.").unwrap_or(key)));
        let (value, shown) = (escape(number), escape(&self.words().decimal(number)));
        out.push_str(&format!(
            "<meter min=\"0\" max=\"100\" value=\"{value}\" aria-label=\"{name}\">{shown}</meter> <span class=\"num\">{shown}</span>"
        ));
    }

    /// `6 months`, in the language of the site.
    fn interval(&self, text: &str) -> Option<String> {
        let (count, unit) = text.split_once(' ')?;
        let unit = unit.strip_suffix('s').unwrap_or(unit);
        let is_known = matches!(unit, "day" | "week" | "month" | "year");
        is_known.then(|| Some(self.words().plural(&format!("interval_{unit}"), count.parse().ok()?)))?
    }

    /// Where a text leads, when it is an address or names a file where the format says so.
    fn link(&self, key: &str, text: &str) -> Option<String> {
        let is_web = is_web(text) && text.contains("://") && !text.contains(char::is_whitespace);
        (is_web || NAMES_FILE.contains(&key)).then(|| self.reads.link(self.path, text)).flatten()
    }
}

fn link(url: &str, text: &str, out: &mut String) {
    out.push_str("<a href=\"");
    escape_into(out, url);
    out.push_str("\">");
    escape_into(out, text);
    out.push_str("</a>");
}

fn is_date(text: &str) -> Option<jiff::civil::Date> {
    let shaped = text.len() == 10 && text.as_bytes()[4] == b'-' && text.as_bytes()[7] == b'-';
    if shaped { text.parse().ok() } else { None }
}
