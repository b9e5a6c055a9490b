//! For programs: the JSON of the contract.

use serde_json::{Value, json};

use super::statistics::Statistics;
use super::{Counts, Places, TextOf};
use crate::diagnostic::Diagnostic;
use crate::parse::secret;
use crate::path::SourcePath;
use crate::span::Span;

/// All diagnostics and the summary, as one JSON document.
pub fn report(
    diagnostics: &[Diagnostic],
    counts: Counts,
    statistics: Option<&Statistics>,
    text: TextOf<'_>,
) -> String {
    let mut places = Places::new(text);
    let listed: Vec<Value> = diagnostics.iter().map(|diagnostic| one(diagnostic, &mut places)).collect();
    let mut document = json!({
        "diagnostics": listed,
        "summary": { "notes": counts.notes, "errors": counts.errors, "warnings": counts.warnings },
    });
    if counts.known > 0 {
        document["summary"]["known"] = json!(counts.known);
    }
    if let Some(statistics) = statistics {
        document["statistics"] = statistics.json();
    }
    let mut out = serde_json::to_string_pretty(&document).unwrap_or_default();
    out.push('\n');
    out
}

fn one(diagnostic: &Diagnostic, places: &mut Places<'_>) -> Value {
    let mut value = json!({
        "code": diagnostic.code.name(),
        "severity": diagnostic.severity().name(),
        "withholds": diagnostic.withholds(),
        "message": diagnostic.message,
        "path": diagnostic.path.as_str(),
    });
    place(&mut value, places, &diagnostic.path, diagnostic.span);
    for (key, part) in [("help", &diagnostic.help), ("key", &diagnostic.key), ("label", &diagnostic.label)] {
        if let Some(part) = part {
            value[key] = json!(part);
        }
    }
    if !diagnostic.related.is_empty() {
        let related = diagnostic.related.iter().map(|label| {
            let mut other = json!({ "message": label.text, "path": label.path.as_str() });
            place(&mut other, places, &label.path, label.span);
            other
        });
        value["related"] = related.collect();
    }
    if let Some(fix) = &diagnostic.fix {
        let mut change = json!({ "title": fix.title, "replacement": secret::masked(&fix.replacement) });
        place(&mut change, places, &fix.path, fix.span);
        if fix.path != diagnostic.path {
            change["path"] = json!(fix.path.as_str());
        }
        value["fix"] = change;
    }
    value
}

fn place(value: &mut Value, places: &mut Places<'_>, path: &SourcePath, span: Span) {
    let (start, end) = places.of(path, span);
    value["line"] = json!(start.line);
    value["column"] = json!(start.column);
    value["end_line"] = json!(end.line);
    value["end_column"] = json!(end.column);
}
