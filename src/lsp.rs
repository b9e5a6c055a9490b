//! The language server: an editor's messages become changes of buffers and questions to the sites of its workspace, and what is found
//! goes back as messages.
//!
//! One thread has all state and answers one message after the other. Each site is read by a thread of its own (`lsp/site.rs`), which
//! says when it has looked at what changed. What an answer holds is found by `ide`; here it is put into the protocol's words.

mod answer;
mod buffer;
mod change;
mod client;
mod convert;
mod dispatch;
mod protocol;
mod publish;
mod site;
mod uri;
mod wire;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use foldhash::{HashMap, HashSet};
use jiff::civil::Date;
use lsp_server::{Connection, ErrorCode, Message, Notification, Request, RequestId};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::engine::live::Hint;
use crate::path::SourcePath;
use crate::source::is_site;
use crate::span::LineIndex;
use buffer::Buffer;
use client::Client;
use protocol::{Cancelled, Changed, FoldersChanged, InDocument, Uri};
use site::{News, Report, Site};
use wire::Wire;

/// What is called with each hint that a file changed; false once nobody wants to hear of it.
pub type Tell = Box<dyn FnMut(Hint) -> bool + Send>;

/// What the server asks of the world.
#[derive(Clone, Copy, Debug)]
pub struct Surroundings {
    /// The day to hold reviews against.
    pub today: fn() -> Date,
    /// The time, in nanoseconds since 1970.
    pub now: fn() -> u128,
    /// Follows the files of a site's folder.
    pub follow: fn(&Path, Tell),
}

/// What the server waits for.
enum Event {
    Client(Message),
    Gone,
    Site(PathBuf, Report),
    /// What was found for a request; else why nothing was.
    Done(RequestId, Result<Value, String>),
}

/// How long the last messages may take to be written.
const LAST_WORDS: Duration = Duration::from_secs(1);
/// Most events that wait: who says more has to wait too.
const MOST_WAITING: usize = 256;

/// Serves an editor over standard input and output. Whether it was ended as the protocol has it.
///
/// # Errors
/// The other side does not speak the protocol.
pub fn run(surroundings: Surroundings) -> Result<bool> {
    let Wire { connection, fault, written } = wire::connect();
    let was_ended = serve(connection, surroundings);
    // The last answer is on its way; whoever does not take it is not waited for.
    let _ = written.recv_timeout(LAST_WORDS);
    match fault.get() {
        Some(reason) => {
            bail!("{reason}\n  an editor starts this command, and speaks the Language Server Protocol")
        }
        None => was_ended,
    }
}

/// Serves an editor over a connection. Whether it was ended as the protocol has it.
///
/// # Errors
/// The other side does not speak the protocol.
pub fn serve(connection: Connection, surroundings: Surroundings) -> Result<bool> {
    let (id, params) = connection
        .initialize_start()
        .ok()
        .context("standard input ended before an editor said hello\n  an editor starts this command, and speaks the Language Server Protocol")?;
    let Connection { sender, receiver } = connection;
    let client = Client::new(sender, &params);
    // Not every editor says that it has read this before it goes on.
    client.answer(id, &client.welcome());
    let (events, waiting) = sync_channel(MOST_WAITING);
    let said = events.clone();
    std::thread::spawn(move || {
        for message in receiver {
            if said.send(Event::Client(message)).is_err() {
                return;
            }
        }
        let _ = said.send(Event::Gone);
    });
    let mut server = Server {
        client,
        surroundings,
        events,
        buffers: HashMap::default(),
        sites: BTreeMap::new(),
        running: HashSet::default(),
        waiting: Vec::new(),
    };
    for folder in client::folders(&params) {
        server.open_around(&folder);
    }
    let mut is_ending = false;
    for event in waiting {
        match event {
            Event::Client(Message::Request(request)) if request.method == "shutdown" => {
                is_ending = true;
                server.client.answer(request.id, &());
            }
            Event::Client(Message::Request(request)) if is_ending => {
                let refusal = (ErrorCode::InvalidRequest, "the server was shut down".to_owned());
                server.client.refuse(request.id, refusal);
            }
            Event::Client(Message::Request(request)) => server.take(request),
            Event::Client(Message::Notification(notification)) if notification.method == "exit" => {
                return Ok(is_ending);
            }
            Event::Client(Message::Notification(notification)) => server.notification(notification),
            Event::Client(Message::Response(_)) => {}
            Event::Gone => return Ok(is_ending),
            Event::Site(root, report) => server.report(&root, report),
            Event::Done(id, found) => server.done(id, found),
        }
    }
    Ok(is_ending)
}

/// All state.
struct Server {
    client: Client,
    surroundings: Surroundings,
    events: SyncSender<Event>,
    buffers: HashMap<Uri, Buffer>,
    sites: BTreeMap<PathBuf, Site>,
    /// Requests that others work on, and that nobody has called back.
    running: HashSet<RequestId>,
    /// Requests that wait for a look at their site.
    waiting: Vec<Request>,
}

impl Server {
    /// Answers a request, whatever it brings about: a fault of ours costs this answer and nothing else.
    fn guarded(&mut self, request: Request) {
        let (id, method) = (request.id.clone(), request.method.clone());
        if catch_unwind(AssertUnwindSafe(|| self.answer(request))).is_err() {
            let message = format!("`{method}` failed: this is a fault of fieldnotes");
            self.client.refuse(id, (ErrorCode::InternalError, message));
        }
    }

    /// Opens the site that a folder is in, if it is in one.
    fn open_around(&mut self, folder: &Path) {
        if let Some(root) = folder.ancestors().find(|folder| is_site(folder)) {
            self.open_site(root);
        }
    }

    fn open_site(&mut self, root: &Path) {
        if self.sites.contains_key(root) {
            return;
        }
        let (events, name) = (self.events.clone(), root.to_owned());
        let tell = move |report| events.send(Event::Site(name.clone(), report)).is_ok();
        self.sites.insert(root.to_owned(), Site::open(root, self.surroundings, tell));
    }

    fn notification(&mut self, notification: Notification) {
        match notification.method.as_str() {
            "textDocument/didOpen" => self.with(notification, Self::did_open),
            "textDocument/didChange" => self.with(notification, Self::did_change),
            "textDocument/didClose" => self.with(notification, Self::did_close),
            "$/cancelRequest" => self.with(notification, Self::cancel),
            "workspace/didChangeWorkspaceFolders" => self.with(notification, Self::folders_changed),
            _ => {}
        }
    }

    /// Does what a message says, if it can be read.
    fn with<P: DeserializeOwned>(&mut self, notification: Notification, act: impl FnOnce(&mut Self, P)) {
        match serde_json::from_value(notification.params) {
            Ok(params) => act(self, params),
            Err(error) => self.client.log(&format!("`{}` can't be read: {error}", notification.method)),
        }
    }

    fn did_open(&mut self, InDocument { text_document: document }: InDocument) {
        let lines = Arc::new(LineIndex::of_buffer(document.text));
        let buffer = Buffer { uri: document.uri.clone(), version: document.version, lines, place: None };
        self.buffers.insert(document.uri.clone(), buffer);
        self.laid(&document.uri);
    }

    fn did_change(&mut self, params: Changed) {
        let uri = params.text_document.uri;
        let Some(buffer) = self.buffers.get_mut(&uri) else { return };
        buffer.change(params.text_document.version, params.content_changes, self.client.encoding);
        self.laid(&uri);
    }

    fn did_close(&mut self, InDocument { text_document }: InDocument) {
        let Some(buffer) = self.buffers.remove(&text_document.uri) else { return };
        let Some((root, path)) = &buffer.place else { return };
        let Some(site) = self.sites.get_mut(root) else { return };
        site.overlay.remove(path);
        site.changed(path);
    }

    /// Calls back a request, if it was not answered yet.
    fn cancel(&mut self, Cancelled { id }: Cancelled) {
        let is_waiting = self.waiting.iter().any(|request| request.id == id);
        self.waiting.retain(|request| request.id != id);
        if self.running.remove(&id) || is_waiting {
            self.client.refuse(id, (ErrorCode::RequestCanceled, "the request was cancelled".to_owned()));
        }
    }

    /// Answers a request that took its time, unless it was called back.
    fn done(&mut self, id: RequestId, found: Result<Value, String>) {
        if !self.running.remove(&id) {
            return;
        }
        match found {
            Ok(edit) => self.client.answer(id, &edit),
            Err(reason) => {
                // The editor moves the file all the same.
                self.client.show(&format!("the links can't be updated: {reason}"));
                self.client.answer(id, &Value::Null);
            }
        }
    }

    fn folders_changed(&mut self, params: FoldersChanged) {
        for folder in params.event.added {
            if let Some(path) = uri::path(&folder.uri) {
                self.open_around(&path);
            }
        }
        for folder in params.event.removed {
            if let Some(path) = uri::path(&folder.uri) {
                self.close_below(&path);
            }
        }
    }

    /// Lets go of the sites below a folder of which no file is open.
    fn close_below(&mut self, folder: &Path) {
        let is_open = |root: &Path| {
            self.buffers.values().any(|buffer| buffer.place.as_ref().is_some_and(|(of, _)| of == root))
        };
        let closed: Vec<PathBuf> =
            self.sites.keys().filter(|root| root.starts_with(folder) && !is_open(root)).cloned().collect();
        for root in closed {
            if let Some(site) = self.sites.get_mut(&root) {
                site.follower = None;
            }
            self.publish_all(&root);
            self.sites.remove(&root);
        }
    }

    /// Lays a buffer over its site, and says at once what shows in it alone.
    fn laid(&mut self, uri: &Uri) {
        let Some(buffer) = self.buffers.get_mut(uri) else { return };
        if buffer.place.is_none() {
            // It was opened just now, or its site may have come meanwhile.
            buffer.place = uri::path(uri).and_then(|path| site::place(&path));
            if let Some((root, _)) = buffer.place.clone() {
                self.open_site(&root);
            }
        }
        let Some(buffer) = self.buffers.get(uri) else { return };
        if let Some((root, path)) = &buffer.place
            && let Some(site) = self.sites.get_mut(root)
        {
            site.overlay.put(path.clone(), Arc::clone(buffer.text()));
            site.changed(path);
        }
        self.publish_meanwhile(uri);
    }

    /// The site of a buffer, and the buffer's path there.
    fn site_of<'a>(&'a self, buffer: &'a Buffer) -> Option<(&'a Site, &'a SourcePath)> {
        let (root, path) = buffer.place.as_ref()?;
        Some((self.sites.get(root)?, path))
    }

    fn report(&mut self, root: &Path, report: Report) {
        let Some(site) = self.sites.get_mut(root) else { return };
        site.looked(report.asked);
        match report.news {
            News::Read(follower) => site.follower = Some(follower),
            News::Looked => {}
            News::Lost(reason) => {
                site.follower = None;
                self.client.log(&format!("`{}`: {reason}", root.display()));
            }
        }
        self.publish_all(root);
        for request in std::mem::take(&mut self.waiting) {
            self.take(request);
        }
    }

    /// Answers a request, at once or when all that was written was looked at.
    fn take(&mut self, request: Request) {
        if self.has_to_wait(&request) {
            self.waiting.push(request);
            if self.waiting.len() > MOST_WAITING {
                let first = self.waiting.remove(0);
                self.client
                    .refuse(first.id, (ErrorCode::ServerCancelled, "too much is asked at once".to_owned()));
            }
        } else {
            self.guarded(request);
        }
    }
}
