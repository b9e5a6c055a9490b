//! Our values as the protocol has them. Conversion, and nothing else.

use serde_json::{Value, json};

use super::protocol::{Location, Position as LspPosition, Range, Uri, severity, tag};
use crate::diagnostic::{Code, Diagnostic, Label, Severity};
use crate::ide::action::Kind;
use crate::path::SourcePath;
use crate::span::{Encoding, LineIndex, Position, Span};

pub(super) fn position_of(position: LspPosition) -> Position {
    Position { line: position.line, column: position.character }
}

fn position(lines: &LineIndex, offset: u32, encoding: Encoding) -> LspPosition {
    let Position { line, column } = lines.position(offset, encoding);
    LspPosition { line, character: column }
}

/// A place.
pub(super) fn range(lines: &LineIndex, span: Span, encoding: Encoding) -> Range {
    Range { start: position(lines, span.start, encoding), end: position(lines, span.end, encoding) }
}

/// A place that an editor names.
pub(super) fn span(lines: &LineIndex, range: Range, encoding: Encoding) -> Span {
    let offset = |at| lines.offset(position_of(at), encoding);
    Span::new(offset(range.start), offset(range.end))
}

/// Where other places are: the address of a file, and a place in it.
pub(super) type Locate<'a> = &'a dyn Fn(&SourcePath, Span) -> Option<Location>;

/// A fault, in a text of these lines.
pub(super) fn fault(fault: &Diagnostic, lines: &LineIndex, encoding: Encoding, locate: Locate<'_>) -> Value {
    let mut message = fault.message.clone();
    if let Some(label) = &fault.label {
        message += &format!("\n{label}");
    }
    if let Some(help) = &fault.help {
        message += &format!("\nhelp: {help}");
    }
    let mut told = json!({
        "range": range(lines, fault.span, encoding),
        "severity": match fault.severity() {
            Severity::Error => severity::ERROR,
            Severity::Warning => severity::WARNING,
        },
        "code": fault.code.name(),
        "source": "fieldnotes",
        "message": message,
    });
    let related =
        |label: &Label| Some(json!({ "location": locate(&label.path, label.span)?, "message": label.text }));
    let related: Vec<Value> = fault.related.iter().filter_map(related).collect();
    if !related.is_empty() {
        told["relatedInformation"] = related.into();
    }
    if let Some(tag) = tag_of(fault.code) {
        told["tags"] = json!([tag]);
    }
    if let Some(page) = page_of(fault.code) {
        told["codeDescription"] = json!({ "href": page });
    }
    told
}

/// The page of a code in the manual, once that has a public address.
fn page_of(code: Code) -> Option<Uri> {
    let home = option_env!("CARGO_PKG_HOMEPAGE").filter(|home| !home.is_empty())?;
    Some(Uri(format!("{}/manual/codes/{}/", home.trim_end_matches('/'), code.name())))
}

/// Text that is of no use, or should be written otherwise: editors show it faint, or struck through.
fn tag_of(code: Code) -> Option<u8> {
    let name = code.name();
    match code {
        _ if name.starts_with("unused-") => Some(tag::UNNECESSARY),
        Code::DuplicateItem | Code::EmptyField => Some(tag::UNNECESSARY),
        _ if name.starts_with("deprecated-") => Some(tag::DEPRECATED),
        _ => None,
    }
}

/// What the protocol calls a kind of action.
pub(super) fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Fix | Kind::Meant => "quickfix",
        Kind::FixAll => "source.fixAll",
        Kind::Rewrite => "refactor.rewrite",
    }
}
