//! For code scanning: SARIF 2.1.0 (OASIS). Columns count Unicode characters; an end column is one past the end.

use std::path::Path;

use serde_json::{Value, json};

use super::{Places, TextOf, visible};
use crate::diagnostic::{Code, Diagnostic, Level, Severity};
use crate::model::link::encode;
use crate::parse::secret;
use crate::path::SourcePath;
use crate::span::Span;

/// All diagnostics as one SARIF log. `prefix` is the site's folder, as seen from the root of the repository.
pub fn report(diagnostics: &[Diagnostic], text: TextOf<'_>, prefix: &Path) -> String {
    let mut places = Places::new(text);
    let used: Vec<Code> = Code::ALL
        .iter()
        .copied()
        .filter(|code| diagnostics.iter().any(|fault| fault.code == *code))
        .collect();
    let results: Vec<Value> =
        diagnostics.iter().map(|fault| result(fault, &used, &mut places, prefix)).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "fieldnotes",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": used.iter().map(|code| rule(*code)).collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    crate::render::machine::pretty(&log)
}

fn rule(code: Code) -> Value {
    let page = code.page();
    let first = page.split("\n\n").next().unwrap_or(page).replace('\n', " ");
    json!({
        "id": code.name(),
        "shortDescription": { "text": first },
        "help": { "text": page, "markdown": page },
        "defaultConfiguration": { "level": match code.default_level() {
            Level::Deny | Level::Withhold => "error",
            Level::Warn => "warning",
            Level::Allow => "none",
        } },
    })
}

fn result(fault: &Diagnostic, used: &[Code], places: &mut Places<'_>, prefix: &Path) -> Value {
    let message = match &fault.help {
        Some(help) => format!("{}\nhelp: {help}", fault.message),
        None => fault.message.clone(),
    };
    let mut result = json!({
        "ruleId": fault.code.name(),
        "ruleIndex": used.iter().position(|code| *code == fault.code),
        "level": match fault.severity() { Severity::Error => "error", Severity::Warning => "warning" },
        "message": { "text": visible(&message) },
        "locations": [{ "physicalLocation": location(&fault.path, fault.span, places, prefix) }],
    });
    if !fault.related.is_empty() {
        let related = fault.related.iter().enumerate().map(|(id, label)| {
            json!({ "id": id, "message": { "text": visible(&label.text) },
                    "physicalLocation": location(&label.path, label.span, places, prefix) })
        });
        result["relatedLocations"] = related.collect();
    }
    if let Some(fix) = &fault.fix {
        let region = region(&fix.path, fix.span, places);
        result["fixes"] = json!([{
            "description": { "text": visible(&fix.title) },
            "artifactChanges": [{
                "artifactLocation": { "uri": uri(&fix.path, prefix) },
                "replacements": [{ "deletedRegion": region, "insertedContent": { "text": secret::masked(&fix.replacement) } }],
            }],
        }]);
    }
    result
}

fn location(path: &SourcePath, span: Span, places: &mut Places<'_>, prefix: &Path) -> Value {
    json!({ "artifactLocation": { "uri": uri(path, prefix) }, "region": region(path, span, places) })
}

fn region(path: &SourcePath, span: Span, places: &mut Places<'_>) -> Value {
    let (start, end) = places.of(path, span);
    json!({ "startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column })
}

fn uri(path: &SourcePath, prefix: &Path) -> String {
    encode(&super::prefixed(path, prefix))
}
