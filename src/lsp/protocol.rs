//! The Language Server Protocol's words, as far as this server uses them: what messages of an editor hold, and the numbers that
//! stand for names in answers.
//!
//! Types for all of the protocol take longer to compile than the server itself; answers are written as the JSON that they are.
//! The source of each name is the specification, version 3.17.

use lsp_server::RequestId;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The address of a file.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Uri(pub(super) String);

/// A place in a text: both count from 0, columns in the encoding that was agreed upon.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Position {
    pub(super) line: u32,
    pub(super) character: u32,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Range {
    pub(super) start: Position,
    pub(super) end: Position,
}

/// A place in a file.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Location {
    pub(super) uri: Uri,
    pub(super) range: Range,
}

/// A file, and in messages about its text which state of it.
#[derive(Debug, Deserialize)]
pub(super) struct Document {
    pub(super) uri: Uri,
    #[serde(default)]
    pub(super) version: i32,
    #[serde(default)]
    pub(super) text: String,
}

/// What every message about a file holds.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct InDocument {
    pub(super) text_document: Document,
}

/// What every question about a place holds.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AtPosition {
    pub(super) text_document: Document,
    pub(super) position: Position,
}

/// `textDocument/didChange`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Changed {
    pub(super) text_document: Document,
    pub(super) content_changes: Vec<ContentChange>,
}

/// A new text: in the place of what stood in a range, else of all.
#[derive(Debug, Deserialize)]
pub(super) struct ContentChange {
    pub(super) range: Option<Range>,
    pub(super) text: String,
}

/// `textDocument/selectionRange`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Selections {
    pub(super) text_document: Document,
    pub(super) positions: Vec<Position>,
}

/// `textDocument/codeAction`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Actions {
    pub(super) text_document: Document,
    pub(super) range: Range,
    pub(super) context: ActionContext,
}

#[derive(Debug, Deserialize)]
pub(super) struct ActionContext {
    /// The faults that the editor shows there, each as it was told.
    pub(super) diagnostics: Vec<Value>,
    /// The kinds that are wanted.
    pub(super) only: Option<Vec<String>>,
}

/// `textDocument/rename`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Rename {
    pub(super) text_document: Document,
    pub(super) position: Position,
    pub(super) new_name: String,
}

/// `workspace/symbol`.
#[derive(Debug, Deserialize)]
pub(super) struct Query {
    pub(super) query: String,
}

/// `workspace/willRenameFiles`.
#[derive(Debug, Deserialize)]
pub(super) struct MovedFiles {
    pub(super) files: Vec<MovedFile>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct MovedFile {
    pub(super) old_uri: Uri,
    pub(super) new_uri: Uri,
}

/// `$/cancelRequest`.
#[derive(Debug, Deserialize)]
pub(super) struct Cancelled {
    pub(super) id: RequestId,
}

/// `workspace/didChangeWorkspaceFolders`.
#[derive(Debug, Deserialize)]
pub(super) struct FoldersChanged {
    pub(super) event: Folders,
}

#[derive(Debug, Deserialize)]
pub(super) struct Folders {
    pub(super) added: Vec<Folder>,
    pub(super) removed: Vec<Folder>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Folder {
    pub(super) uri: Uri,
}

/// `DiagnosticSeverity`.
pub(super) mod severity {
    pub(in crate::lsp) const ERROR: u8 = 1;
    pub(in crate::lsp) const WARNING: u8 = 2;
}

/// `DiagnosticTag`.
pub(super) mod tag {
    pub(in crate::lsp) const UNNECESSARY: u8 = 1;
    pub(in crate::lsp) const DEPRECATED: u8 = 2;
}

/// `MessageType`.
pub(super) mod message {
    pub(in crate::lsp) const ERROR: u8 = 1;
    pub(in crate::lsp) const WARNING: u8 = 2;
}

/// `SymbolKind`.
pub(super) mod symbol {
    pub(in crate::lsp) const FILE: u8 = 1;
    pub(in crate::lsp) const STRING: u8 = 15;
    pub(in crate::lsp) const KEY: u8 = 20;
}

/// `CompletionItemKind`.
pub(super) mod item {
    pub(in crate::lsp) const PROPERTY: u8 = 10;
    pub(in crate::lsp) const VALUE: u8 = 12;
    pub(in crate::lsp) const KEYWORD: u8 = 14;
    pub(in crate::lsp) const FILE: u8 = 17;
    pub(in crate::lsp) const REFERENCE: u8 = 18;
    pub(in crate::lsp) const ENUM_MEMBER: u8 = 20;
}

/// `InsertTextFormat`: the text has gaps.
pub(super) const SNIPPET: u8 = 2;
/// `InsertTextMode`: lines are not indented anew.
pub(super) const AS_IS: u8 = 1;
/// `TextDocumentSyncKind`: changes come one by one.
pub(super) const INCREMENTAL: u8 = 2;
