//! For programs: the JSON of the contract.

use serde_json::{Value, json};

use super::{Counts, TextOf};
use crate::diagnostic::Diagnostic;
use crate::span::{LineIndex, Span};

/// All diagnostics and the summary, as one JSON document.
pub fn report(diagnostics: &[Diagnostic], counts: Counts, text: TextOf<'_>) -> String {
    let listed: Vec<Value> = diagnostics.iter().map(|diagnostic| one(diagnostic, text)).collect();
    let document = json!({
        "diagnostics": listed,
        "summary": { "notes": counts.notes, "errors": counts.errors, "warnings": counts.warnings },
    });
    let mut out = serde_json::to_string_pretty(&document).unwrap_or_default();
    out.push('\n');
    out
}

fn one(diagnostic: &Diagnostic, text: TextOf<'_>) -> Value {
    let mut value = json!({
        "code": diagnostic.code.name(),
        "severity": diagnostic.severity.name(),
        "message": diagnostic.message,
        "path": diagnostic.path.as_str(),
    });
    place(&mut value, &text(&diagnostic.path).unwrap_or_default(), diagnostic.span);
    for (key, part) in [("help", &diagnostic.help), ("key", &diagnostic.key), ("label", &diagnostic.label)] {
        if let Some(part) = part {
            value[key] = json!(part);
        }
    }
    if !diagnostic.related.is_empty() {
        let related = diagnostic.related.iter().map(|label| {
            let mut other = json!({ "message": label.text, "path": label.path.as_str() });
            place(&mut other, &text(&label.path).unwrap_or_default(), label.span);
            other
        });
        value["related"] = related.collect();
    }
    if let Some(fix) = &diagnostic.fix {
        let mut change = json!({ "title": fix.title, "replacement": fix.replacement });
        place(&mut change, &text(&diagnostic.path).unwrap_or_default(), fix.span);
        value["fix"] = change;
    }
    value
}

fn place(value: &mut Value, text: &str, span: Span) {
    let index = LineIndex::new(text);
    let (start, end) = (index.line_column(span.start), index.line_column(span.end));
    value["line"] = json!(start.line);
    value["column"] = json!(start.column);
    value["end_line"] = json!(end.line);
    value["end_column"] = json!(end.column);
}
