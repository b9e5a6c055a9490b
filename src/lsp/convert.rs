//! Our values as the protocol has them. Conversion, and nothing else.

use gen_lsp_types::{
    Code, CodeDescription, Diagnostic as LspDiagnostic, DiagnosticRelatedInformation as Related,
    DiagnosticSeverity, DiagnosticTag, Location, Message, Position as LspPosition, Range, Uri,
};

use crate::diagnostic::{Code as FaultCode, Diagnostic, Severity};
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
pub(super) fn fault(
    fault: &Diagnostic,
    lines: &LineIndex,
    encoding: Encoding,
    locate: Locate<'_>,
) -> LspDiagnostic {
    let mut message = fault.message.clone();
    if let Some(label) = &fault.label {
        message += &format!("\n{label}");
    }
    if let Some(help) = &fault.help {
        message += &format!("\nhelp: {help}");
    }
    let related: Vec<Related> = fault
        .related
        .iter()
        .filter_map(|label| {
            Some(Related { location: locate(&label.path, label.span)?, message: label.text.clone() })
        })
        .collect();
    LspDiagnostic {
        range: range(lines, fault.span, encoding),
        severity: Some(match fault.severity() {
            Severity::Error => DiagnosticSeverity::Error,
            Severity::Warning => DiagnosticSeverity::Warning,
        }),
        code: Some(Code::String(fault.code.name().to_owned())),
        code_description: page_of(fault.code).map(|href| CodeDescription { href }),
        source: Some("fieldnotes".to_owned()),
        message: Message::String(message),
        tags: tags(fault.code),
        related_information: (!related.is_empty()).then_some(related),
        data: None,
    }
}

/// The page of a code in the manual, once that has a public address.
fn page_of(code: FaultCode) -> Option<Uri> {
    let home = option_env!("CARGO_PKG_HOMEPAGE").filter(|home| !home.is_empty())?;
    Some(Uri(format!("{}/manual/codes/{}/", home.trim_end_matches('/'), code.name())))
}

/// Text that is of no use, or should be written otherwise: editors show it faint, or struck through.
fn tags(code: FaultCode) -> Option<Vec<DiagnosticTag>> {
    let name = code.name();
    let tag = match code {
        _ if name.starts_with("unused-") => DiagnosticTag::Unnecessary,
        FaultCode::DuplicateItem | FaultCode::EmptyField => DiagnosticTag::Unnecessary,
        _ if name.starts_with("deprecated-") => DiagnosticTag::Deprecated,
        _ => return None,
    };
    Some(vec![tag])
}
