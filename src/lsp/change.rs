//! Requests that are answered with changes of files: fixes, renames, moves, formatting.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use lsp_server::{ErrorCode, RequestId};
use serde_json::{Value, json};

use super::answer::Open;
use super::dispatch::Refusal;
use super::protocol::{Actions, AtPosition, InDocument, MovedFiles, Rename, Uri};
use super::site::{self, Site};
use super::{Event, Server, convert, uri};
use crate::diagnostic::Diagnostic;
use crate::engine::relocate::{Moves, Plan, plan};
use crate::engine::single;
use crate::ide::action::{Action, Kind};
use crate::ide::difference::difference;
use crate::ide::rename::Edits;
use crate::path::SourcePath;
use crate::source::Source;
use crate::span::{LineIndex, Span};

/// A file that edits are made in: its address, its state where it is open, and its lines.
struct Edited {
    uri: Uri,
    version: Option<i32>,
    lines: Arc<LineIndex>,
}

impl Server {
    pub(super) fn code_actions(&self, params: &Actions) -> Option<Vec<Value>> {
        let open = self.open(&params.text_document.uri)?;
        let faults = open.faults();
        let span = convert::span(&open.buffer.lines, params.range, self.client.encoding);
        let question = open.question(params.range.start);
        let mut actions = question.actions(span, &faults);
        let follower = open.site.follower.as_ref()?;
        let is_front = open.front().is_some_and(|front| span.start <= front.end);
        if is_front && open.is_current() {
            let by = open.site.reviewer();
            actions.extend(by.and_then(|by| question.accepted(follower.engine(), by)));
        }
        let is_wanted = |action: &Action| {
            let is_of = |wanted: &String| is_below(convert::kind(action.kind), wanted);
            params.context.only.as_ref().is_none_or(|only| only.iter().any(is_of))
        };
        let can_be_made = |action: &Action| action.creates.is_none() || self.client.can_create;
        let wanted = actions.into_iter().filter(is_wanted).filter(can_be_made);
        Some(wanted.filter_map(|action| open.action(&action, &faults, &params.context.diagnostics)).collect())
    }

    pub(super) fn prepare_rename(&self, at: &AtPosition) -> Option<Value> {
        let open = self.open(&at.text_document.uri)?;
        let (span, name) = open.question(at.position).renamed()?;
        Some(json!({ "range": open.range(span), "placeholder": name }))
    }

    /// # Errors
    /// There is nothing to rename, or it can't have the name.
    pub(super) fn rename(&self, params: &Rename) -> Result<Value, Refusal> {
        let Some(open) = self.open(&params.text_document.uri) else { return Ok(Value::Null) };
        let edits = open.question(params.position).rename(&params.new_name);
        edits
            .and_then(|edits| open.workspace_edit(&edits, None))
            .map_err(|why| (ErrorCode::RequestFailed, why))
    }

    pub(super) fn formatting(&self, params: &InDocument) -> Option<Vec<Value>> {
        let open = self.open(&params.text_document.uri)?;
        let formatted = open.whole().formatted();
        let edit = formatted.map(|(span, text)| json!({ "range": open.range(span), "newText": text }));
        Some(edit.into_iter().collect())
    }

    /// Works out what a move of files changes, in a thread of its own: the site is read several times for it.
    pub(super) fn will_rename_files(&mut self, id: RequestId, params: &MovedFiles) {
        let Some((root, moves)) = self.moves(params) else { return self.client.answer(id, &Value::Null) };
        let Some(site) = self.sites.get(&root) else { return self.client.answer(id, &Value::Null) };
        let Some(follower) = site.follower.clone() else { return self.client.answer(id, &Value::Null) };
        let overlay = site.overlay.clone();
        let files: BTreeMap<SourcePath, Edited> = self
            .buffers
            .values()
            .filter_map(|buffer| {
                let (_, path) = buffer.place.as_ref().filter(|(of, _)| *of == root)?;
                let (uri, version) = (buffer.uri.clone(), Some(buffer.version));
                Some((path.clone(), Edited { uri, version, lines: Arc::clone(&buffer.lines) }))
            })
            .collect();
        let (events, client) = (self.events.clone(), self.client.clone());
        self.running.insert(id.clone());
        std::thread::spawn(move || {
            let source = || -> Box<dyn Source> { Box::new(overlay.clone()) };
            let location =
                |path: &SourcePath| overlay.location(path).unwrap_or_else(|| root.join(path.as_str()));
            let planned = plan(&source, moves, follower.engine().store());
            let edit = planned.map(|plan| {
                let changes = of_plan(&plan);
                let edited = |path: &SourcePath, old: &str| match files.get(path) {
                    Some(Edited { uri, version, lines }) => {
                        Edited { uri: uri.clone(), version: *version, lines: Arc::clone(lines) }
                    }
                    None => Edited {
                        uri: uri::of(&location(path)),
                        version: None,
                        lines: Arc::new(LineIndex::new(old)),
                    },
                };
                let documents: Vec<Value> = changes
                    .iter()
                    .map(|(path, (old, new))| {
                        document_edit(&edited(path, old), &difference(old, new), client.encoding)
                    })
                    .collect();
                client.workspace_edit(documents)
            });
            let _ = events.send(Event::Done(id, edit.map_err(|error| format!("{error:#}"))));
        });
    }

    /// The site in which files are moved, and where to; None for what is moved elsewhere.
    fn moves(&self, params: &MovedFiles) -> Option<(PathBuf, Moves)> {
        let mut found: Option<(PathBuf, Moves)> = None;
        for file in &params.files {
            let (old, new) = (uri::path(&file.old_uri)?, uri::path(&file.new_uri)?);
            let (root, old) = site::place(&old)?;
            let (of, new) = site::place(&new)?;
            if root != of || found.as_ref().is_some_and(|(known, _)| *known != root) {
                return None;
            }
            let build = self.sites.get(&root)?.follower.as_ref()?.build();
            let corpus = &build.corpus;
            let notes = corpus.notes.iter().map(|note| note.facts.path.clone());
            let sections = corpus.sections.iter().map(|section| section.path.clone());
            let files: Vec<SourcePath> = notes.chain(sections).chain(corpus.files.keys().cloned()).collect();
            let moves = Moves::of(&files, &old, &new);
            match &mut found {
                None => found = Some((root, moves)),
                Some((_, known)) => {
                    known.files.extend(moves.files);
                    known.folder = None;
                }
            }
        }
        found.filter(|(_, moves)| !moves.files.is_empty())
    }
}

/// The texts that a plan changes, by the paths that files have now. A file that there is not yet is left to the move itself.
fn of_plan(plan: &Plan) -> BTreeMap<SourcePath, (String, String)> {
    let back: BTreeMap<&SourcePath, &SourcePath> =
        plan.moves.files.iter().map(|(old, new)| (new, old)).collect();
    let texts = plan.texts.iter().filter_map(|(path, (old, new))| {
        let now = back.get(path).copied().unwrap_or(path);
        Some((now.clone(), (old.clone()?, new.clone())))
    });
    texts.collect()
}

impl Open<'_> {
    /// Whether the site was read with the text that is in the editor.
    fn is_current(&self) -> bool {
        self.build.text(self.path).is_some_and(|text| text == *self.buffer.text())
    }

    /// The faults of the file as it is in the editor.
    fn faults(&self) -> Vec<Diagnostic> {
        let newer = || single::meanwhile(&self.build, self.path, self.buffer.text());
        let known =
            || self.build.diagnostics.iter().filter(|fault| fault.path == *self.path).cloned().collect();
        if self.is_current() { known() } else { newer().unwrap_or_default() }
    }

    fn front(&self) -> Option<Span> {
        crate::parse::front_matter::split(self.buffer.text()).front
    }

    fn action(&self, action: &Action, faults: &[Diagnostic], known: &[Value]) -> Option<Value> {
        let fault = action.fault.map(|at| &faults[at]);
        let of_editor = fault.and_then(|fault| {
            let range = json!(self.range(fault.span));
            known.iter().find(|other| other["range"] == range && other["code"] == fault.code.name())
        });
        let edit = self.workspace_edit(&action.edits, action.creates.as_ref()).ok()?;
        Some(json!({
            "title": action.title,
            "kind": convert::kind(action.kind),
            "diagnostics": of_editor.map(|fault| vec![fault]),
            "isPreferred": action.kind == Kind::Fix && action.creates.is_none(),
            "edit": edit,
        }))
    }

    /// Edits of files as the protocol has them.
    ///
    /// # Errors
    /// A file is not what it was when the site was read.
    fn workspace_edit(&self, edits: &Edits, creates: Option<&(SourcePath, String)>) -> Result<Value, String> {
        let mut changes = Vec::new();
        if let Some((path, text)) = creates {
            let uri = uri::of(&self.site.location(self.root, path));
            changes.push(json!({ "kind": "create", "uri": uri, "options": { "ignoreIfExists": true } }));
            let lines = Arc::new(LineIndex::new(""));
            let edited = Edited { uri, version: None, lines };
            changes.push(document_edit(&edited, &[(Span::at(0), text.clone())], self.server.client.encoding));
        }
        for (path, edits) in edits {
            let buffer = self.server.buffer_at(self.root, path);
            let known = self.build.text(path).unwrap_or_else(|| "".into());
            let is_newer = |text: &Arc<str>| path != self.path && *text != known;
            if buffer.is_some_and(|buffer| is_newer(buffer.text())) {
                return Err(format!("`{path}` was changed a moment ago; try again"));
            }
            let edited = Edited {
                uri: self.server.uri(self.root, self.site, path),
                version: buffer.map(|buffer| buffer.version),
                lines: self.server.lines(self.root, &self.build, path),
            };
            changes.push(document_edit(&edited, edits, self.server.client.encoding));
        }
        Ok(self.server.client.workspace_edit(changes))
    }
}

fn document_edit(edited: &Edited, edits: &[(Span, String)], encoding: crate::span::Encoding) -> Value {
    let edit = |(span, text): &(Span, String)| json!({ "range": convert::range(&edited.lines, *span, encoding), "newText": text });
    json!({
        "textDocument": { "uri": edited.uri, "version": edited.version },
        "edits": edits.iter().map(edit).collect::<Vec<_>>(),
    })
}

/// Whether a kind is one that is wanted, or below it: `refactor.rewrite` below `refactor`.
fn is_below(kind: &str, wanted: &str) -> bool {
    kind == wanted || wanted.is_empty() || kind.strip_prefix(wanted).is_some_and(|rest| rest.starts_with('.'))
}

impl Site {
    /// Who accepts reviews here, by the settings of git.
    fn reviewer(&self) -> Option<&str> {
        let ask = || {
            let name = self.overlay.repository()?.ask(&["config", "user.name"]).ok()?;
            let name = String::from_utf8(name).ok()?.split_whitespace().collect::<Vec<_>>().join(" ");
            (!name.is_empty()).then_some(name)
        };
        self.reviewer.get_or_init(ask).as_deref()
    }
}
