//! The editor: what it can do, and messages to it.

use std::path::PathBuf;

use gen_lsp_types::{
    CodeLensOptions, CompletionOptions, DefinitionProvider, DocumentLinkOptions, DocumentSymbolProvider,
    FoldingRangeProvider, HoverProvider, InitializeParams, InitializeResult, LogMessageParams, MessageType,
    PositionEncodingKind, PublishDiagnosticsParams, ReferencesProvider, SelectionRangeProvider,
    ServerCapabilities, ServerInfo, TextDocumentSync, TextDocumentSyncKind, TextDocumentSyncOptions,
    WorkspaceFolders, WorkspaceSymbolProvider,
};
use lsp_server::{ErrorCode, Message, Notification, RequestId, Response};
use serde::Serialize;
use serde_json::Value;

use super::uri;
use crate::span::Encoding;

/// The other side.
pub(super) struct Client {
    sender: crossbeam_channel::Sender<Message>,
    /// What it counts columns in.
    pub(super) encoding: Encoding,
    /// Whether what it inserts can have gaps.
    pub(super) has_snippets: bool,
}

impl Client {
    /// The editor that said hello.
    pub(super) fn new(sender: crossbeam_channel::Sender<Message>, params: &InitializeParams) -> Self {
        Self { sender, encoding: encoding(params), has_snippets: has_snippets(params) }
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
    pub(super) fn refuse(&self, id: RequestId, code: ErrorCode, message: String) {
        self.send(Response::new_err(id, code as i32, message));
    }

    /// Refuses a request that means nothing here.
    pub(super) fn unknown(&self, id: RequestId, method: &str) {
        self.refuse(id, ErrorCode::MethodNotFound, format!("`{method}` is not known"));
    }

    /// Says the faults of a file.
    pub(super) fn publish(&self, params: &PublishDiagnosticsParams) {
        self.notify("textDocument/publishDiagnostics", params);
    }

    /// Says something in the editor's log.
    pub(super) fn log(&self, message: &str) {
        let params = LogMessageParams { kind: MessageType::Warning, message: message.to_owned() };
        self.notify("window/logMessage", params);
    }
}

/// What begins something that can be completed.
const TRIGGERS: [&str; 10] = [":", " ", "-", "(", "#", "/", "[", "^", "`", "\""];

fn has_snippets(params: &InitializeParams) -> bool {
    let of_documents = params.capabilities.text_document.as_ref();
    let item = of_documents.and_then(|all| all.completion.as_ref()?.completion_item.as_ref());
    item.and_then(|item| item.snippet_support).unwrap_or(false)
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
