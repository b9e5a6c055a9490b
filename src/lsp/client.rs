//! The editor: what it can do, and messages to it.

use std::path::PathBuf;

use lsp_server::{ErrorCode, Message, Notification, RequestId, Response};
use serde::Serialize;
use serde_json::{Value, json};

use super::dispatch::Refusal;
use super::protocol::{self, Uri};
use super::{convert, uri};
use crate::ide::action::Kind;
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
    pub(super) fn new(sender: crossbeam_channel::Sender<Message>, hello: &Value) -> Self {
        let can = |pointer: &str| hello.pointer(pointer).and_then(Value::as_bool).unwrap_or(false);
        let operations = "/capabilities/workspace/workspaceEdit/resourceOperations";
        Self {
            sender,
            encoding: encoding(hello),
            has_snippets: can("/capabilities/textDocument/completion/completionItem/snippetSupport"),
            has_links: can("/capabilities/textDocument/definition/linkSupport"),
            has_versions: can("/capabilities/workspace/workspaceEdit/documentChanges"),
            can_create: strings(hello, operations).any(|operation| operation == "create"),
        }
    }

    /// What the server can do.
    pub(super) fn welcome(&self) -> Value {
        let moved = json!({ "scheme": "file", "pattern": { "glob": "**/content/**" } });
        let kinds = [Kind::Fix, Kind::Rewrite, Kind::FixAll].map(convert::kind);
        json!({
            "serverInfo": { "name": "fieldnotes", "version": env!("CARGO_PKG_VERSION") },
            "capabilities": {
                "positionEncoding": name_of(self.encoding),
                "textDocumentSync": { "openClose": true, "change": protocol::INCREMENTAL },
                "completionProvider": { "triggerCharacters": TRIGGERS },
                "hoverProvider": true,
                "definitionProvider": true,
                "referencesProvider": true,
                "documentSymbolProvider": true,
                "workspaceSymbolProvider": true,
                "foldingRangeProvider": true,
                "selectionRangeProvider": true,
                "documentLinkProvider": {},
                "codeLensProvider": {},
                "codeActionProvider": { "codeActionKinds": kinds },
                "renameProvider": { "prepareProvider": true },
                "documentFormattingProvider": true,
                "workspace": { "fileOperations": { "willRename": { "filters": [moved] } } },
            },
        })
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

    /// Says the faults of a file, in a state of it where it is open.
    pub(super) fn publish(&self, uri: &Uri, version: Option<i32>, faults: &[Value]) {
        let mut params = json!({ "uri": uri, "diagnostics": faults });
        if let Some(version) = version {
            params["version"] = version.into();
        }
        self.notify("textDocument/publishDiagnostics", params);
    }

    /// Says something to the author.
    pub(super) fn show(&self, message: &str) {
        self.notify("window/showMessage", json!({ "type": protocol::message::ERROR, "message": message }));
    }

    /// Says something in the editor's log.
    pub(super) fn log(&self, message: &str) {
        self.notify("window/logMessage", json!({ "type": protocol::message::WARNING, "message": message }));
    }
}

/// What begins something that can be completed.
const TRIGGERS: [&str; 10] = [":", " ", "-", "(", "#", "/", "[", "^", "`", "\""];

fn strings<'v>(hello: &'v Value, pointer: &str) -> impl Iterator<Item = &'v str> {
    hello.pointer(pointer).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}

fn name_of(encoding: Encoding) -> &'static str {
    match encoding {
        Encoding::Utf8 => "utf-8",
        Encoding::Utf16 => "utf-16",
        Encoding::Utf32 => "utf-32",
    }
}

/// Bytes where the editor counts them, for then nothing has to be counted; UTF-16 where it does not say.
fn encoding(hello: &Value) -> Encoding {
    let offered: Vec<&str> = strings(hello, "/capabilities/general/positionEncodings").collect();
    let known = [Encoding::Utf8, Encoding::Utf32, Encoding::Utf16];
    known.into_iter().find(|encoding| offered.contains(&name_of(*encoding))).unwrap_or_default()
}

/// The folders of the workspace. Older editors name one.
pub(super) fn folders(hello: &Value) -> Vec<PathBuf> {
    let listed = hello["workspaceFolders"].as_array().into_iter().flatten();
    let mut named: Vec<&str> = listed.filter_map(|folder| folder["uri"].as_str()).collect();
    if named.is_empty() {
        named.extend(hello["rootUri"].as_str());
    }
    named.into_iter().filter_map(|uri| uri::path(&Uri(uri.to_owned()))).collect()
}
