//! `alerts.json`: which note each alert leads to, for bots and dashboards; and the JSON Schema of that file.

use serde_json::{Map, Value, json};

use super::machine::pretty;
use super::reads::{Led, Reads};
use crate::path::encode;

/// The alerts that lead to published notes, in order of their names.
pub fn alerts_json(reads: &Reads<'_>) -> String {
    let base_url = reads.basics().base_url;
    let alerts: Vec<Value> = reads.alerts().iter().map(|led| alert(led, base_url)).collect();
    pretty(&json!({ "version": 1, "count": alerts.len(), "alerts": alerts }))
}

/// What is known of one. What nobody said is left out.
fn alert(led: &Led<'_>, base_url: &str) -> Value {
    let text = |text: Option<&str>| text.map(str::to_owned);
    let fields = [
        ("name", text(Some(led.name))),
        ("path", led.path.map(|path| encode(path.as_str()))),
        ("url", Some(format!("{base_url}{}", led.brief.url))),
        ("title", text(Some(led.brief.title))),
        ("owner", text(led.owner)),
        ("status", text(led.brief.status)),
        ("last_reviewed", led.last_reviewed.map(|day| day.to_string())),
        ("review_due", led.review_due.map(|day| day.to_string())),
    ];
    let said = fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?.into())));
    let mut said = said.collect::<Map<String, Value>>();
    let states = led.brief.standing.names();
    if !states.is_empty() {
        said.insert("review_states".to_owned(), json!(states));
    }
    Value::Object(said)
}

/// The JSON Schema of `alerts.json` (draft 2020-12).
pub fn schema(base_url: &str) -> Value {
    let text = |description: &str| json!({ "type": "string", "description": description });
    let day = |description: &str| json!({ "type": "string", "format": "date", "description": description });
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": format!("{base_url}/alerts.schema.json"),
        "title": "The alerts that lead to notes",
        "type": "object",
        "required": ["version", "count", "alerts"],
        "properties": {
            "version": { "const": 1, "description": "The version of this format." },
            "count": { "type": "integer", "minimum": 0, "description": "The number of alerts." },
            "alerts": {
                "type": "array",
                "description": "The alerts, sorted by name.",
                "items": {
                    "type": "object",
                    "required": ["name", "url", "title"],
                    "properties": {
                        "name": { "type": "string", "minLength": 1, "description": "The name of the alert." },
                        "path": {
                            "type": "string",
                            "pattern": "^/alerts/[^/]+/$",
                            "description": "Its address, relative to that of the site; absent if the name can't have one.",
                        },
                        "url": {
                            "type": "string", "format": "uri", "description": "The full address of the note.",
                        },
                        "title": text("The title of the note."),
                        "owner": text("Who maintains the note."),
                        "status": text("The status of the note."),
                        "review_states": {
                            "type": "array", "items": { "type": "string" }, "minItems": 1,
                            "description": "The states of the note that do not depend on the day, the most serious first: `deprecated`, `drifted`, \
                                            `edited`, `drafted`, `unreviewed`, `deferred`.",
                        },
                        "last_reviewed": day("When the note was last reviewed."),
                        "review_due": day("When its next review is due."),
                    },
                    "additionalProperties": false,
                },
            },
        },
        "additionalProperties": false,
    })
}
