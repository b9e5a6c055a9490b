//! An editor that speaks the protocol and shows nothing.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;
use std::time::Duration;

use fieldnotes::lsp::{Surroundings, serve};
use fieldnotes::span::Span;
use lsp_server::{Connection, Message, Notification, Request, RequestId};
use serde_json::{Value, json};

use crate::support::{PATIENCE, TODAY};

/// How long what is told by and by may take.
const SOON: Duration = Duration::from_secs(20);

/// A place: the first and the last line and column, from 0.
pub(super) type Place = [u64; 4];
/// A fault: its place, its code, and what is said of it first.
pub(super) type Told = (Place, String, String);

pub(super) struct Editor {
    root: PathBuf,
    encoding: String,
    connection: Connection,
    server: Option<JoinHandle<bool>>,
    versions: BTreeMap<String, i64>,
    published: BTreeMap<String, (Option<i64>, Vec<Value>)>,
    last: i32,
    pub(super) said: Vec<Value>,
}

impl Editor {
    /// Starts a server for a folder.
    pub(super) fn start(root: &Path, encoding: &str) -> Self {
        let (ours, theirs) = Connection::memory();
        let surroundings = Surroundings {
            today: || TODAY.parse().unwrap(),
            now: || 1_790_000_000_000_000_000,
            follow: |_, _| {},
        };
        let server = std::thread::spawn(move || serve(theirs, surroundings).unwrap());
        let mut editor = Self {
            root: root.to_owned(),
            encoding: encoding.to_owned(),
            connection: ours,
            server: Some(server),
            versions: BTreeMap::new(),
            published: BTreeMap::new(),
            last: 0,
            said: Vec::new(),
        };
        let welcome = editor.ask(
            "initialize",
            json!({
                "processId": null,
                "rootUri": format!("file://{}", root.display()),
                "capabilities": {
                    "general": { "positionEncodings": [encoding] },
                    "workspace": { "workspaceEdit": { "documentChanges": true, "resourceOperations": ["create"] } },
                    "textDocument": { "completion": { "completionItem": { "snippetSupport": true } } },
                },
            }),
        );
        assert_eq!(welcome["capabilities"]["positionEncoding"], encoding);
        editor.tell("initialized", json!({}));
        editor
    }

    pub(super) fn send(&self, message: Message) {
        self.connection.sender.send(message).unwrap();
    }

    pub(super) fn tell(&self, method: &str, params: Value) {
        self.send(Notification { method: method.to_owned(), params }.into());
    }

    /// Asks, and waits for the answer.
    pub(super) fn ask(&mut self, method: &str, params: Value) -> Value {
        self.try_ask(method, params).unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    /// The same, where the answer may be a refusal.
    pub(super) fn try_ask(&mut self, method: &str, params: Value) -> Result<Value, String> {
        self.last += 1;
        let id = RequestId::from(self.last);
        self.send(Request { id: id.clone(), method: method.to_owned(), params }.into());
        loop {
            match self.connection.receiver.recv_timeout(PATIENCE).expect("the server answers") {
                Message::Response(response) if response.id == id => {
                    return response.response_result.map_err(|error| error.message);
                }
                message => self.heard(message),
            }
        }
    }

    fn heard(&mut self, message: Message) {
        match message {
            Message::Notification(Notification { method, params })
                if method.ends_with("publishDiagnostics") =>
            {
                let path = self.path_of(params["uri"].as_str().unwrap());
                let version = params["version"].as_i64();
                // A fault of another state of the file would show in a wrong place.
                if let (Some(said), Some(known)) = (version, self.versions.get(&path)) {
                    assert!(said <= *known, "{path}");
                }
                self.published.insert(path, (version, params["diagnostics"].as_array().unwrap().clone()));
            }
            Message::Notification(Notification { params, .. }) => self.said.push(params),
            _ => {}
        }
    }

    /// Waits until the server has looked at all that was written.
    pub(super) fn settle(&mut self) {
        self.ask("workspace/symbol", json!({ "query": "no note is called so" }));
    }

    pub(super) fn uri(&self, path: &str) -> String {
        let encoded = |byte: u8| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => {
                char::from(byte).to_string()
            }
            byte => format!("%{byte:02X}"),
        };
        format!("file://{}/{}", self.root.display(), path.bytes().map(encoded).collect::<String>())
    }

    pub(super) fn path_of(&self, uri: &str) -> String {
        let rest = uri.strip_prefix("file://").unwrap();
        let mut bytes = Vec::new();
        let mut at = 0;
        while at < rest.len() {
            let is_escape = rest.as_bytes()[at] == b'%';
            bytes.push(if is_escape {
                u8::from_str_radix(&rest[at + 1..at + 3], 16).unwrap()
            } else {
                rest.as_bytes()[at]
            });
            at += if is_escape { 3 } else { 1 };
        }
        let path = String::from_utf8(bytes).unwrap();
        path.strip_prefix(&format!("{}/", self.root.display())).unwrap_or(&path).to_owned()
    }

    pub(super) fn open(&mut self, path: &str, text: &str) {
        self.versions.insert(path.to_owned(), 1);
        let document = json!({ "uri": self.uri(path), "languageId": "markdown", "version": 1, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": document }));
    }

    pub(super) fn close(&mut self, path: &str) {
        self.versions.remove(path);
        self.tell("textDocument/didClose", json!({ "textDocument": { "uri": self.uri(path) } }));
    }

    /// Replaces a range of bytes of a text that is open.
    pub(super) fn change(&mut self, path: &str, text: &str, (start, end): (usize, usize), piece: &str) {
        let version = self.versions.get_mut(path).unwrap();
        *version += 1;
        let document = json!({ "uri": self.uri(path), "version": self.versions[path] });
        let range = json!({ "start": self.position(text, start), "end": self.position(text, end) });
        let changes = json!([{ "range": range, "text": piece }]);
        self.tell("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }));
    }

    /// Asks about a place of a text that is open.
    pub(super) fn at(&mut self, method: &str, path: &str, position: &Value) -> Value {
        let mut params = json!({ "textDocument": { "uri": self.uri(path) }, "position": position });
        if method == "references" {
            params["context"] = json!({ "includeDeclaration": true });
        }
        self.ask(&format!("textDocument/{method}"), params)
    }

    pub(super) fn position(&self, text: &str, at: usize) -> Value {
        let [line, column] = place(text, at, &self.encoding);
        json!({ "line": line, "character": column })
    }

    pub(super) fn range_of(&self, text: &str, range: &Value) -> std::ops::Range<usize> {
        let offset = |position: &Value| {
            let wanted = [position["line"].as_u64().unwrap(), position["character"].as_u64().unwrap()];
            let places = text.char_indices().map(|(at, _)| at).chain([text.len()]);
            let mut found = places.filter(|at| place(text, *at, &self.encoding) == wanted);
            found.next().unwrap_or_else(|| panic!("{wanted:?} is no place of the text"))
        };
        offset(&range["start"])..offset(&range["end"])
    }

    /// The faults that are published, by file.
    pub(super) fn told(&self) -> BTreeMap<String, Vec<Told>> {
        let mut told = BTreeMap::new();
        for (path, (version, faults)) in &self.published {
            if let Some(known) = self.versions.get(path) {
                assert_eq!(version.as_ref(), Some(known), "{path} is told of as it is");
            }
            if faults.is_empty() {
                continue;
            }
            let mut faults: Vec<Told> = faults.iter().map(fault).collect();
            faults.sort();
            told.insert(path.clone(), faults);
        }
        told
    }

    /// Sees that these faults are told: at once, or when the server had a rest, in which it tries pages too.
    pub(super) fn tells(&mut self, expected: &BTreeMap<String, Vec<Told>>, what: impl Fn() -> String) {
        let begun = std::time::Instant::now();
        while self.told() != *expected && begun.elapsed() < SOON {
            if let Ok(message) = self.connection.receiver.recv_timeout(Duration::from_millis(50)) {
                self.heard(message);
            }
        }
        assert_eq!(self.told(), *expected, "{}", what());
    }

    /// Ends the server as the protocol has it.
    pub(super) fn end(mut self) {
        self.ask("shutdown", Value::Null);
        self.tell("exit", Value::Null);
        assert!(self.server.take().unwrap().join().unwrap(), "it ends well");
    }

    /// Goes away without a word.
    pub(super) fn leave(self) -> JoinHandle<bool> {
        self.server.unwrap()
    }
}

fn fault(value: &Value) -> Told {
    let number = |end: &str, of: &str| value["range"][end][of].as_u64().unwrap();
    let place = [
        number("start", "line"),
        number("start", "character"),
        number("end", "line"),
        number("end", "character"),
    ];
    let message = value["message"].as_str().unwrap();
    (place, value["code"].as_str().unwrap().to_owned(), message.lines().next().unwrap_or_default().to_owned())
}

/// The line and column of a byte, counted without an index: a byte order mark at the top is none of a file's columns.
fn place(text: &str, at: usize, encoding: &str) -> [u64; 2] {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let before = &text[..at];
    let line = before.strip_prefix('\u{feff}').unwrap_or(before).rsplit('\n').next().unwrap();
    let column = match encoding {
        "utf-8" => line.len(),
        "utf-16" => line.encode_utf16().count(),
        _ => line.chars().count(),
    };
    [before.matches('\n').count() as u64, column as u64]
}

/// The same of a span.
pub(super) fn places(text: &str, span: Span, encoding: &str) -> Place {
    let ([line, column], [last, end]) =
        (place(text, span.start as usize, encoding), place(text, span.end as usize, encoding));
    [line, column, last, end]
}
