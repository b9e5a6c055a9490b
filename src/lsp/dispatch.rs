//! Which request is answered by what, and when: one table.

use lsp_server::{ErrorCode, Request};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Server;
use super::protocol::Uri;
use super::site::Site;

/// Why there is no answer.
pub(super) type Refusal = (ErrorCode, String);
type Handler = fn(&Server, Value) -> Result<Value, Refusal>;

/// What an answer takes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Needs {
    /// The file, and a site that was read once.
    File,
    /// The site as it is with all that was written.
    Site,
}

/// What answers a request; None for one that is not known.
fn handler(method: &str) -> Option<(Needs, Handler)> {
    use Needs::{File, Site};
    Some(match method {
        "textDocument/completion" => (File, |server, params| found(server, params, Server::completion)),
        "textDocument/documentSymbol" => {
            (File, |server, params| found(server, params, Server::document_symbols))
        }
        "textDocument/foldingRange" => (File, |server, params| found(server, params, Server::folding_ranges)),
        "textDocument/selectionRange" => {
            (File, |server, params| found(server, params, Server::selection_ranges))
        }
        "textDocument/prepareRename" => {
            (File, |server, params| found(server, params, Server::prepare_rename))
        }
        "textDocument/formatting" => (File, |server, params| found(server, params, Server::formatting)),
        "textDocument/hover" => (Site, |server, params| found(server, params, Server::hover)),
        "textDocument/definition" => (Site, |server, params| found(server, params, Server::definition)),
        "textDocument/references" => (Site, |server, params| found(server, params, Server::references)),
        "textDocument/documentLink" => (Site, |server, params| found(server, params, Server::document_links)),
        "textDocument/codeLens" => (Site, |server, params| found(server, params, Server::code_lenses)),
        "textDocument/codeAction" => (Site, |server, params| found(server, params, Server::code_actions)),
        "textDocument/rename" => (Site, |server, params| server.rename(&read(params)?)),
        "workspace/symbol" => (Site, |server, params| found(server, params, Server::workspace_symbols)),
        _ => return None,
    })
}

/// The one request that takes its time.
const MOVE: &str = "workspace/willRenameFiles";

impl Server {
    /// Whether the answer to a request is not known yet.
    pub(super) fn has_to_wait(&self, request: &Request) -> bool {
        let needs = handler(&request.method).map(|(needs, _)| needs);
        let needs = needs.or((request.method == MOVE).then_some(Needs::Site));
        let is_ready = |site: &Site| match needs {
            None => true,
            Some(Needs::File) => site.is_read(),
            Some(Needs::Site) => site.is_current(),
        };
        let uri = request.params["textDocument"]["uri"].as_str();
        match uri.map(|uri| self.buffers.get(&Uri(uri.to_owned()))) {
            Some(buffer) => {
                buffer.and_then(|buffer| self.site_of(buffer)).is_some_and(|(site, _)| !is_ready(site))
            }
            None => self.sites.values().any(|site| !is_ready(site)),
        }
    }

    /// Answers a request.
    pub(super) fn answer(&mut self, request: Request) {
        let Request { id, method, params } = request;
        if method == MOVE {
            return match read(params) {
                Ok(params) => self.will_rename_files(id, &params),
                Err(refusal) => self.client.refuse(id, refusal),
            };
        }
        let Some((_, handler)) = handler(&method) else { return self.client.unknown(id, &method) };
        match handler(self, params) {
            Ok(found) => self.client.answer(id, &found),
            Err(refusal) => self.client.refuse(id, refusal),
        }
    }
}

fn found<P: DeserializeOwned, R: Serialize>(
    server: &Server,
    params: Value,
    find: impl Fn(&Server, &P) -> R,
) -> Result<Value, Refusal> {
    let found = find(server, &read(params)?);
    serde_json::to_value(found).map_err(|error| (ErrorCode::InternalError, error.to_string()))
}

/// Reads the parameters of a request.
fn read<P: DeserializeOwned>(params: Value) -> Result<P, Refusal> {
    let refusal = |error| (ErrorCode::InvalidParams, format!("the parameters can't be read: {error}"));
    serde_json::from_value(params).map_err(refusal)
}
