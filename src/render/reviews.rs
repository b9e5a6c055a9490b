//! `review.json`: the notes of the board for programs, and its JSON Schema. One note a line, so that two builds are easily
//! compared.

use serde_json::{Value, json};

use super::reads::{Many, Reads, Reviewed};
use super::stretch;
use crate::model::review::State;
use crate::model::route::Part;
use crate::path::UrlPath;

/// All notes of the board, or a part of them, or the list of the parts.
pub fn json(reads: &Reads<'_>, part: Part) -> String {
    let (count, Many(notes)) = reads.reviews(&part);
    if let Part::Index(parts) = part {
        let url = |number: usize| reads.permalink(&UrlPath::file(&format!("review-{number}.json")));
        let parts: Vec<String> = (1..=parts).map(url).collect();
        return super::machine::pretty(&json!({ "version": 1, "count": count, "parts": parts }));
    }
    let base_url = reads.basics().base_url;
    let of_note = |note: &Reviewed<'_>| entry(base_url, note).to_string();
    let above = format!("{{\n\"version\": 1,\n\"count\": {count},\n\"notes\": [\n");
    let file = stretch::File { name: "review.json", base_url, around: (&above, "\n]\n}\n") };
    stretch::file(reads, file, &notes, |note| note.path, of_note)
}

fn entry(base_url: &str, note: &Reviewed<'_>) -> Value {
    let states: Vec<&str> = note.standing.of_review().map(State::name).collect();
    let mut entry = json!({
        "path": note.path.as_str(),
        "url": format!("{base_url}{}", note.titled.url),
        "title": note.titled.title,
        "owner": note.owner,
        "states": states,
    });
    let days = [
        ("last_reviewed", note.last_reviewed),
        ("review_due", note.standing.review_due),
        ("deferred_until", note.standing.deferred_until),
    ];
    let texts = [("status", note.status), ("version", note.version)];
    let texts = texts.into_iter().filter_map(|(name, text)| Some((name, text?.to_owned())));
    for (name, text) in days.into_iter().filter_map(|(name, day)| Some((name, day?.to_string()))).chain(texts)
    {
        entry[name] = json!(text);
    }
    entry
}

/// The JSON Schema (draft 2020-12) of the file and of its parts.
pub fn schema(base_url: &str) -> Value {
    let day = |about: &str| json!({ "type": "string", "format": "date", "description": about });
    let text = |about: &str| json!({ "type": "string", "description": about });
    let is_known = |state: &State| !matches!(state, State::Overdue | State::Due | State::Fresh);
    let states: Vec<&str> = State::ALL.into_iter().filter(is_known).map(State::name).collect();
    let note = json!({
        "type": "object",
        "properties": {
            "path": text("The file of the note."),
            "url": { "type": "string", "format": "uri", "description": "The address of its page." },
            "title": text("The title of the note."),
            "owner": { "type": ["string", "null"], "description": "Who maintains it, in the spelling that most of the owner's notes use." },
            "status": text("Its status."),
            "version": text("Its version."),
            "states": {
                "type": "array", "items": { "enum": states }, "uniqueItems": true,
                "description": "The states of its review that do not depend on the day, the most serious first. \
                                `deferred` applies until the day in `deferred_until`, and `unreviewed` after it.",
            },
            "last_reviewed": day("When it was last reviewed."),
            "review_due": day("When its review is due; absent for a note that is deprecated or was never reviewed."),
            "deferred_until": day("Until when the review is postponed."),
        },
        "required": ["path", "url", "title", "owner", "states"],
        "additionalProperties": false,
    });
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": format!("{base_url}/review.schema.json"),
        "title": "Reviews of the notes of a site",
        "type": "object",
        "properties": {
            "version": { "const": 1 },
            "count": { "type": "integer", "minimum": 0, "description": "The number of notes, in all parts of a file that is split." },
            "notes": { "type": "array", "items": note, "description": "The notes, sorted by the day on which they need a review." },
            "parts": {
                "type": "array", "items": { "type": "string", "format": "uri" },
                "description": "The files that contain the notes, if there are more than 10,000.",
            },
        },
        "required": ["version", "count"],
        "oneOf": [{ "required": ["notes"] }, { "required": ["parts"] }],
        "additionalProperties": false,
    })
}
