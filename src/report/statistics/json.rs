//! The statistics as an object of the JSON report.

use serde_json::{Value, json};

use super::{Counts, Statistics, UnknownField, definition};

impl Statistics {
    /// All of them, none left out.
    pub fn json(&self) -> Value {
        let codes = self.codes.iter().map(|(code, counts)| row("code", code.name(), *counts));
        let folders = self.folders.iter().map(|(folder, counts)| {
            let mut row = row("path", folder, *counts);
            row["notes"] = json!(counts.notes);
            row
        });
        let files = self.files.iter().map(|(path, counts, codes)| {
            let mut row = row("path", path.as_str(), *counts);
            row["codes"] = codes.iter().map(|(code, count)| (code.name().to_owned(), json!(count))).collect();
            row
        });
        json!({
            "fixable": self.counts.fixable,
            "codes": codes.collect::<Vec<_>>(),
            "folders": folders.collect::<Vec<_>>(),
            "files": files.collect::<Vec<_>>(),
            "unknown_fields": self.fields.iter().map(field).collect::<Vec<_>>(),
        })
    }
}

fn row(name: &str, value: &str, counts: Counts) -> Value {
    let Counts { errors, warnings, fixable, .. } = counts;
    json!({ name: value, "errors": errors, "warnings": warnings, "fixable": fixable })
}

fn field(field: &UnknownField) -> Value {
    json!({
        "name": field.name,
        "notes": field.notes,
        "type": field.kind.map(|(kind, _)| kind),
        "misfits": field.kind.map(|(_, misfits)| misfits),
        "examples": field.examples,
        "definition": definition(field),
    })
}
