//! The feed of revisions (Atom): what was changed in substance or found true again, the latest first.
//!
//! An entry's id holds the day and the version, so that a reader is told of each revision of a note once.

use super::{Head, close, open};
use crate::model::route::REVISIONS;
use crate::path::{UrlPath, encode};
use crate::render::html::escape_xml;
use crate::render::reads::{Reads, Revised, Revisions};

/// The feed.
pub fn atom(reads: &Reads<'_>) -> String {
    let Revisions { board, notes } = reads.revisions();
    let title = format!("{} · {}", reads.words().get("revisions"), reads.basics().title);
    let (own, updated) = (UrlPath::file(REVISIONS), notes.first().map(|note| note.at));
    let mut out = open(reads, &Head { title: &title, id: &own, page: board, own: &own, updated });
    for note in &notes {
        out.push_str(&entry(reads, note));
    }
    close(out)
}

fn entry(reads: &Reads<'_>, note: &Revised<'_>) -> String {
    let url = reads.permalink(note.titled.url);
    let day = note.at.to_string();
    let version = note.version.map(|version| format!("-{}", encode(version))).unwrap_or_default();
    let id = format!("{url}#revision-{}{version}", day.split('T').next().unwrap_or(&day));
    let mut out = format!("<entry>\n<title>{}</title>\n", escape_xml(note.titled.title));
    out.push_str(&format!("<link href=\"{}\" rel=\"alternate\" type=\"text/html\"/>\n", escape_xml(&url)));
    out.push_str(&format!(
        "<id>{}</id>\n<published>{day}</published>\n<updated>{day}</updated>\n",
        escape_xml(&id)
    ));
    if let Some(owner) = note.owner {
        out.push_str(&format!("<author><name>{}</name></author>\n", escape_xml(owner)));
    }
    out.push_str(&format!("<summary>{}</summary>\n</entry>\n", escape_xml(&about(reads, note))));
    out
}

/// What the revision was, and what the note is: "Version 1.2.0. Reviewed 31 May 2026 by Platform team. …"
fn about(reads: &Reads<'_>, note: &Revised<'_>) -> String {
    let words = reads.words();
    let on = |key: &str, day: jiff::civil::Date| words.fill(key, &[("date", &words.date(day))]);
    let by = note.reviewed_by.map(|name| format!(" {}", words.fill("reviewed_by", &[("name", name)])));
    let parts = [
        note.version.map(|version| format!("{} {version}", words.get("version"))),
        note.updated.map(|day| on("updated_on", day)),
        note.last_reviewed.map(|day| format!("{}{}", on("reviewed_day", day), by.unwrap_or_default())),
    ];
    let revision: Vec<String> = parts.into_iter().flatten().map(|part| format!("{part}.")).collect();
    [&revision.join(" "), note.summary].map(str::trim).join(" ").trim_end().to_owned()
}
