//! Changes for programs: the JSON that the manual describes. Counts are whole whatever is listed.

use serde_json::{Map, Value, json};

use super::Most;
use crate::compare::{Change, Changes, Entry, Kind, Note, What};
use crate::parse::secret;

/// All changes as one JSON document, with at most so many of each kind.
pub fn report(changes: &Changes<'_>, most: Most) -> String {
    let list = |entries: &[Entry<'_>]| entries.iter().take(most.notes).map(entry).collect::<Vec<_>>();
    let document = json!({
        "version": 1,
        "summary": summary(changes),
        "added": list(&changes.added),
        "changed": list(&changes.changed),
        "moved": list(&changes.moved),
        "removed": list(&changes.removed),
        "pages_added": changes.pages_added.iter().take(most.pages).collect::<Vec<_>>(),
        "pages_removed": changes.pages_removed.iter().take(most.pages).collect::<Vec<_>>(),
    });
    let mut out = serde_json::to_string_pretty(&document).unwrap_or_default();
    out.push('\n');
    out
}

fn summary(changes: &Changes<'_>) -> Value {
    let tallies = Kind::ALL.into_iter().zip(&changes.files);
    let files: Map<String, Value> = tallies
        .map(|(kind, tally)| {
            let counts = json!({ "added": tally.added, "changed": tally.changed, "removed": tally.removed });
            (kind.key().to_owned(), counts)
        })
        .collect();
    json!({
        "added": changes.added.len(),
        "changed": changes.changed.len(),
        "moved": changes.moved.len(),
        "removed": changes.removed.len(),
        "pages_added": changes.pages_added.len(),
        "pages_removed": changes.pages_removed.len(),
        "other_pages": changes.other_pages,
        "files": files,
    })
}

fn entry(entry: &Entry<'_>) -> Value {
    let mut value = note(entry.note);
    if let Some(from) = entry.from {
        value["from"] = note(from);
    }
    if let Some(left) = entry.left {
        value["old_address"] = json!(left.name());
    }
    if entry.left.is_none() || entry.from.is_some() {
        value["changes"] = entry.changes.iter().map(change).collect();
    }
    value
}

fn note(note: &Note) -> Value {
    let mut value = json!({ "address": note.address, "url": note.url });
    for (key, text) in [("path", &note.path), ("title", &note.title)] {
        if let Some(text) = text {
            value[key] = json!(secret::masked(text));
        }
    }
    value
}

fn change(change: &Change) -> Value {
    let mut value = json!({ "what": change.what.name() });
    if let What::Field(name) = &change.what {
        value["name"] = json!(secret::masked(name));
    }
    for (key, text) in [("old", &change.old), ("new", &change.new)] {
        if let Some(text) = text {
            value[key] = json!(secret::masked(text));
        }
    }
    value
}
