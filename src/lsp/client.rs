//! The editor: what it can do, and messages to it.

use std::path::PathBuf;

use gen_lsp_types::{
    CodeActionKind, CodeActionOptions, CodeActionProvider, CodeLensOptions, CompletionOptions,
    DefinitionProvider, DocumentFormattingProvider, DocumentLinkOptions, DocumentSymbolProvider,
    FileOperationFilter, FileOperationOptions, FileOperationPattern, FileOperationRegistrationOptions,
    FoldingRangeProvider, HoverProvider, InitializeParams, InitializeResult, LogMessageParams, MessageType,
    PositionEncodingKind, PublishDiagnosticsParams, ReferencesProvider, RenameOptions, RenameProvider,
    ResourceOperationKind, SelectionRangeProvider, ServerCapabilities, ServerInfo, TextDocumentSync,
    TextDocumentSyncKind, TextDocumentSyncOptions, WorkspaceEditClientCapabilities, WorkspaceFolders,
    WorkspaceOptions, WorkspaceSymbolProvider,
};
use lsp_server::{ErrorCode, Message, Notification, RequestId, Response};
use serde::Serialize;
use serde_json::{Value, json};

use super::dispatch::Refusal;
use super::uri;
use crate::span::Encoding;

/// The other side.
#[derive(Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is something that an editor can do or not")]
pub(super) struct Client {
    sender: crossbeam_channel::Sender<Message>,
    /// What it counts columns in.
    pub(super) encoding: Encoding,
    /// Whether what it inserts can have gaps.
    pub(super) has_snippets: bool,
    /// Whether it takes what a link leads to with the place of the link.
    pub(super) has_links: bool,
    /// Whether it takes edits with the states of the files that they are for.
    has_versions: bool,
    /// Whether an edit can make a file first.
    pub(super) can_create: bool,
}

impl Client {
    /// The editor that said hello.
    pub(super) fn new(sender: crossbeam_channel::Sender<Message>, params: &InitializeParams) -> Self {
        Self {
            sender,
            encoding: encoding(params),
            has_snippets: has_snippets(params),
            has_links: has_links(params),
            has_versions: has_versions(params),
            can_create: can_create(params),
        }
    }

    /// What the server can do.
    pub(super) fn welcome(&self) -> Value {
        let result = InitializeResult {
            capabilities: self.capabilities(),
            server_info: Some(ServerInfo {
                name: "fieldnotes".to_owned(),
                version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            }),
        };
        serde_json::to_value(result).unwrap_or_default()
    }

    fn capabilities(&self) -> ServerCapabilities {
        ServerCapabilities {
            position_encoding: Some(match self.encoding {
                Encoding::Utf8 => PositionEncodingKind::UTF8,
                Encoding::Utf16 => PositionEncodingKind::UTF16,
                Encoding::Utf32 => PositionEncodingKind::UTF32,
            }),
            text_document_sync: Some(TextDocumentSync::Options(TextDocumentSyncOptions {
                open_close: Some(true),
                change: Some(TextDocumentSyncKind::Incremental),
                ..TextDocumentSyncOptions::default()
            })),
            completion_provider: Some(CompletionOptions {
                trigger_characters: Some(TRIGGERS.map(str::to_owned).to_vec()),
                ..CompletionOptions::default()
            }),
            hover_provider: Some(HoverProvider::Bool(true)),
            definition_provider: Some(DefinitionProvider::Bool(true)),
            references_provider: Some(ReferencesProvider::Bool(true)),
            document_symbol_provider: Some(DocumentSymbolProvider::Bool(true)),
            workspace_symbol_provider: Some(WorkspaceSymbolProvider::Bool(true)),
            folding_range_provider: Some(FoldingRangeProvider::Bool(true)),
            selection_range_provider: Some(SelectionRangeProvider::Bool(true)),
            document_link_provider: Some(DocumentLinkOptions::default()),
            code_lens_provider: Some(CodeLensOptions::default()),
            code_action_provider: Some(CodeActionProvider::CodeActionOptions(CodeActionOptions {
                code_action_kinds: Some(vec![
                    CodeActionKind::QuickFix,
                    CodeActionKind::RefactorRewrite,
                    CodeActionKind::SourceFixAll,
                ]),
                ..CodeActionOptions::default()
            })),
            rename_provider: Some(RenameProvider::RenameOptions(RenameOptions {
                prepare_provider: Some(true),
                ..RenameOptions::default()
            })),
            document_formatting_provider: Some(DocumentFormattingProvider::Bool(true)),
            workspace: Some(WorkspaceOptions {
                file_operations: Some(FileOperationOptions {
                    will_rename: Some(FileOperationRegistrationOptions { filters: vec![moved_files()] }),
                    ..FileOperationOptions::default()
                }),
                ..WorkspaceOptions::default()
            }),
            ..ServerCapabilities::default()
        }
    }

    fn send(&self, message: impl Into<Message>) {
        // Who went away hears nothing more.
        let _ = self.sender.send(message.into());
    }

    fn notify(&self, method: &str, params: impl Serialize) {
        self.send(Notification::new(method.to_owned(), params));
    }

    /// Answers a request.
    pub(super) fn answer(&self, id: RequestId, result: &impl Serialize) {
        self.send(Response::new_ok(id, result));
    }

    /// Refuses a request.
    pub(super) fn refuse(&self, id: RequestId, (code, message): Refusal) {
        self.send(Response::new_err(id, code as i32, message));
    }

    /// Refuses a request that means nothing here.
    pub(super) fn unknown(&self, id: RequestId, method: &str) {
        self.refuse(id, (ErrorCode::MethodNotFound, format!("`{method}` is not known")));
    }

    /// Edits of files, in the form that the editor takes.
    pub(super) fn workspace_edit(&self, changes: Vec<Value>) -> Value {
        let creates = changes.iter().any(|change| change["kind"] == "create");
        if self.has_versions || creates {
            return json!({ "documentChanges": changes });
        }
        let mut by_file = serde_json::Map::new();
        for mut change in changes {
            let Some(uri) = change["textDocument"]["uri"].as_str().map(str::to_owned) else { continue };
            by_file.insert(uri, change["edits"].take());
        }
        json!({ "changes": by_file })
    }

    /// Says the faults of a file.
    pub(super) fn publish(&self, params: &PublishDiagnosticsParams) {
        self.notify("textDocument/publishDiagnostics", params);
    }

    /// Says something to the author.
    pub(super) fn show(&self, message: &str) {
        let params = LogMessageParams { kind: MessageType::Error, message: message.to_owned() };
        self.notify("window/showMessage", params);
    }

    /// Says something in the editor's log.
    pub(super) fn log(&self, message: &str) {
        let params = LogMessageParams { kind: MessageType::Warning, message: message.to_owned() };
        self.notify("window/logMessage", params);
    }
}

/// Which files the server is told of before they are moved.
fn moved_files() -> FileOperationFilter {
    let pattern = FileOperationPattern { glob: "**/content/**".to_owned(), matches: None, options: None };
    FileOperationFilter { scheme: Some("file".to_owned()), pattern }
}

/// What begins something that can be completed.
const TRIGGERS: [&str; 10] = [":", " ", "-", "(", "#", "/", "[", "^", "`", "\""];

fn has_snippets(params: &InitializeParams) -> bool {
    let of_documents = params.capabilities.text_document.as_ref();
    let item = of_documents.and_then(|all| all.completion.as_ref()?.completion_item.as_ref());
    item.and_then(|item| item.snippet_support).unwrap_or(false)
}

fn has_links(params: &InitializeParams) -> bool {
    let of_documents = params.capabilities.text_document.as_ref();
    of_documents.and_then(|all| all.definition.as_ref()?.link_support).unwrap_or(false)
}

fn edits(params: &InitializeParams) -> Option<&WorkspaceEditClientCapabilities> {
    params.capabilities.workspace.as_ref()?.workspace_edit.as_ref()
}

fn has_versions(params: &InitializeParams) -> bool {
    edits(params).and_then(|edits| edits.document_changes).unwrap_or(false)
}

fn can_create(params: &InitializeParams) -> bool {
    let operations = edits(params).and_then(|edits| edits.resource_operations.as_ref());
    operations.is_some_and(|operations| operations.contains(&ResourceOperationKind::Create))
}

/// Bytes where the editor counts them, for then nothing has to be counted; UTF-16 where it does not say.
fn encoding(params: &InitializeParams) -> Encoding {
    let general = params.capabilities.general.as_ref();
    let offered = general.and_then(|general| general.position_encodings.as_deref()).unwrap_or_default();
    let known = [
        (PositionEncodingKind::UTF8, Encoding::Utf8),
        (PositionEncodingKind::UTF32, Encoding::Utf32),
        (PositionEncodingKind::UTF16, Encoding::Utf16),
    ];
    known
        .into_iter()
        .find(|(kind, _)| offered.contains(kind))
        .map(|(_, encoding)| encoding)
        .unwrap_or_default()
}

/// The folders of the workspace.
#[expect(deprecated, reason = "older editors name one folder, as the protocol had it")]
pub(super) fn folders(params: &InitializeParams) -> Vec<PathBuf> {
    let listed = match &params.workspace_folders_initialize_params.workspace_folders {
        Some(WorkspaceFolders::WorkspaceFolderList(folders)) => {
            folders.iter().map(|folder| &folder.uri).collect()
        }
        _ => Vec::new(),
    };
    let named = listed.is_empty().then_some(params.root_uri.as_ref()).flatten();
    listed.into_iter().chain(named).filter_map(uri::path).collect()
}
