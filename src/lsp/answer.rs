//! What requests are answered that change nothing: each by a question to `ide`.

use std::path::PathBuf;
use std::sync::Arc;

use foldhash::HashMap;
use serde_json::{Value, json};

use super::buffer::Buffer;
use super::protocol::{
    self, AtPosition, InDocument, Location, Position, Query, Range, Selections, Uri, item, symbol,
};
use super::site::Site;
use super::{Server, convert};
use crate::engine::Build;
use crate::ide::Question;
use crate::ide::completion::{self, Item, Kind};
use crate::ide::place::Place;
use crate::ide::structure::{self, Symbol};
use crate::path::SourcePath;
use crate::span::{LineIndex, Span};

/// A buffer of a site that was read.
pub(super) struct Open<'a> {
    pub(super) server: &'a Server,
    pub(super) root: &'a PathBuf,
    pub(super) site: &'a Site,
    pub(super) path: &'a SourcePath,
    pub(super) buffer: &'a Buffer,
    pub(super) build: Arc<Build>,
}

impl Server {
    /// A file that is open, once its site was read.
    pub(super) fn open(&self, uri: &Uri) -> Option<Open<'_>> {
        let buffer = self.buffers.get(uri)?;
        let (root, path) = buffer.place.as_ref()?;
        let site = self.sites.get(root)?;
        let build = site.follower.as_ref()?.build();
        Some(Open { server: self, root, site, path, buffer, build })
    }

    pub(super) fn completion(&self, at: &AtPosition) -> Option<Value> {
        let open = self.open(&at.text_document.uri)?;
        let offer = open.question(at.position).completion();
        let items = offer.items.into_iter().enumerate().map(|(rank, item)| open.item(item, rank));
        Some(json!({ "isIncomplete": offer.is_cut, "items": items.collect::<Vec<_>>() }))
    }

    pub(super) fn hover(&self, at: &AtPosition) -> Option<Value> {
        let open = self.open(&at.text_document.uri)?;
        let (value, span) = open.question(at.position).hover()?;
        Some(json!({ "contents": markdown(&value), "range": open.range(span) }))
    }

    pub(super) fn definition(&self, at: &AtPosition) -> Option<Value> {
        let open = self.open(&at.text_document.uri)?;
        let (origin, places) = open.question(at.position).definition()?;
        if !self.client.has_links {
            return Some(json!(places.iter().map(|place| open.location(place)).collect::<Vec<_>>()));
        }
        let link = |place: &Place| {
            let Location { uri, range } = open.location(place);
            json!({
                "originSelectionRange": open.range(origin), "targetUri": uri,
                "targetRange": range, "targetSelectionRange": range,
            })
        };
        Some(places.iter().map(link).collect())
    }

    pub(super) fn references(&self, at: &AtPosition) -> Option<Vec<Location>> {
        let open = self.open(&at.text_document.uri)?;
        let places = open.question(at.position).references();
        Some(places.iter().map(|place| open.location(place)).collect())
    }

    pub(super) fn document_symbols(&self, params: &InDocument) -> Option<Vec<Value>> {
        let open = self.open(&params.text_document.uri)?;
        Some(open.whole().symbols().into_iter().map(|symbol| open.symbol(symbol)).collect())
    }

    pub(super) fn workspace_symbols(&self, params: &Query) -> Vec<Value> {
        let mut found = Vec::new();
        for (root, site) in &self.sites {
            let Some(build) = site.follower.as_ref().map(|follower| follower.build()) else { continue };
            let mut lines = HashMap::default();
            for hit in structure::search(&build, &params.query) {
                let location = self.location((root, site, &build), &hit.place, &mut lines);
                let kind = if hit.within.is_some() { symbol::STRING } else { symbol::FILE };
                found.push(json!({
                    "name": hit.name, "kind": kind, "location": location, "containerName": hit.within,
                }));
            }
        }
        found
    }

    pub(super) fn folding_ranges(&self, params: &InDocument) -> Option<Vec<Value>> {
        let open = self.open(&params.text_document.uri)?;
        let fold = |span: Span| {
            let range = open.range(span);
            json!({ "startLine": range.start.line, "endLine": range.end.line })
        };
        Some(open.whole().folds().into_iter().map(fold).collect())
    }

    pub(super) fn selection_ranges(&self, params: &Selections) -> Option<Vec<Value>> {
        let open = self.open(&params.text_document.uri)?;
        let at = |position: &Position| {
            let around = open.question(*position).around();
            let outer = |parent: Option<Value>, span: Span| {
                let mut selection = json!({ "range": open.range(span) });
                if let Some(parent) = parent {
                    selection["parent"] = parent;
                }
                Some(selection)
            };
            let nothing = || json!({ "range": Range { start: *position, end: *position } });
            around.into_iter().rev().fold(None, outer).unwrap_or_else(nothing)
        };
        Some(params.positions.iter().map(at).collect())
    }

    pub(super) fn document_links(&self, params: &InDocument) -> Option<Vec<Value>> {
        let open = self.open(&params.text_document.uri)?;
        let link = |(span, place): (Span, Place)| {
            let location = open.location(&place);
            // Editors that go to a place in a file take its line from the address.
            let line = if place.span.start == 0 {
                String::new()
            } else {
                format!("#L{}", location.range.start.line + 1)
            };
            json!({ "range": open.range(span), "target": format!("{}{line}", location.uri.0) })
        };
        Some(open.whole().links().into_iter().map(link).collect())
    }

    pub(super) fn code_lenses(&self, params: &InDocument) -> Option<Vec<Value>> {
        let open = self.open(&params.text_document.uri)?;
        // Words alone: there is nothing to run.
        let lens = |(span, title): (Span, String)| json!({ "range": open.range(span), "command": { "title": title, "command": "" } });
        Some(open.whole().lens().into_iter().map(lens).collect())
    }

    /// Where a place is, as the protocol says it; the lines of files are kept for the next.
    pub(super) fn location(
        &self,
        (root, site, build): (&PathBuf, &Site, &Build),
        place: &Place,
        lines: &mut HashMap<SourcePath, Arc<LineIndex>>,
    ) -> Location {
        // The top of a file is there in any text.
        let range = if place.span == Span::at(0) {
            Range::default()
        } else {
            let found = lines.entry(place.path.clone());
            let found = found.or_insert_with(|| self.lines(root, build, &place.path));
            convert::range(found, place.span, self.client.encoding)
        };
        Location { uri: self.uri(root, site, &place.path), range }
    }
}

impl Open<'_> {
    /// A question about a place in it.
    pub(super) fn question(&self, position: Position) -> Question<'_> {
        let at = self.buffer.lines.offset(convert::position_of(position), self.server.client.encoding);
        Question {
            build: &self.build,
            path: self.path,
            text: self.buffer.text(),
            at,
            today: (self.server.surroundings.today)(),
        }
    }

    /// A question about all of it.
    pub(super) fn whole(&self) -> Question<'_> {
        self.question(Position::default())
    }

    pub(super) fn range(&self, span: Span) -> Range {
        convert::range(&self.buffer.lines, span, self.server.client.encoding)
    }

    fn location(&self, place: &Place) -> Location {
        self.server.location((self.root, self.site, &self.build), place, &mut HashMap::default())
    }

    fn symbol(&self, found: Symbol) -> Value {
        let inner: Vec<Value> = found.inner.into_iter().map(|inner| self.symbol(inner)).collect();
        let mut told = json!({
            "name": found.name,
            "kind": if found.is_heading { symbol::STRING } else { symbol::KEY },
            "range": self.range(found.span),
            "selectionRange": self.range(found.named),
        });
        if !found.detail.is_empty() {
            told["detail"] = found.detail.into();
        }
        if !inner.is_empty() {
            told["children"] = inner.into();
        }
        told
    }

    fn item(&self, offered: Item, rank: usize) -> Value {
        let has_gaps = offered.snippet.contains('$') || offered.snippet.contains('\\');
        let is_snippet = self.server.client.has_snippets && has_gaps;
        let new = if is_snippet { offered.snippet } else { completion::without_gaps(&offered.snippet) };
        let mut told = json!({
            // Some editors filter by nothing else.
            "filterText": offered.filter.unwrap_or_else(|| offered.label.clone()),
            "label": offered.label,
            "kind": match offered.kind {
                Kind::Key => item::PROPERTY,
                Kind::Value => item::ENUM_MEMBER,
                Kind::Name => item::VALUE,
                Kind::File => item::FILE,
                Kind::Place => item::REFERENCE,
                Kind::Word => item::KEYWORD,
            },
            "sortText": format!("{rank:04}"),
            // Lines of a snippet are indented already.
            "insertTextMode": protocol::AS_IS,
            "textEdit": { "range": self.range(offered.replaces), "newText": new },
        });
        if is_snippet {
            told["insertTextFormat"] = protocol::SNIPPET.into();
        }
        if !offered.detail.is_empty() {
            told["detail"] = offered.detail.into();
        }
        if !offered.about.is_empty() {
            told["documentation"] = markdown(&offered.about);
        }
        told
    }
}

fn markdown(value: &str) -> Value {
    json!({ "kind": "markdown", "value": value })
}
