//! What requests are answered that change nothing: each by a question to `ide`.

use std::path::PathBuf;
use std::sync::Arc;

use foldhash::HashMap;
use gen_lsp_types as lsp;
use serde_json::{Value, json};

use super::buffer::Buffer;
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
    pub(super) fn open(&self, uri: &lsp::Uri) -> Option<Open<'_>> {
        let buffer = self.buffers.get(uri)?;
        let (root, path) = buffer.place.as_ref()?;
        let site = self.sites.get(root)?;
        let build = site.follower.as_ref()?.build();
        Some(Open { server: self, root, site, path, buffer, build })
    }

    pub(super) fn completion(&self, params: &lsp::CompletionParams) -> Option<lsp::CompletionList> {
        let at = &params.text_document_position_params;
        let open = self.open(&at.text_document.uri)?;
        let offer = open.question(at.position).completion();
        let items = offer.items.into_iter().enumerate().map(|(rank, item)| open.item(item, rank)).collect();
        Some(lsp::CompletionList { is_incomplete: offer.is_cut, items, ..lsp::CompletionList::default() })
    }

    pub(super) fn hover(&self, params: &lsp::HoverParams) -> Option<lsp::Hover> {
        let at = &params.text_document_position_params;
        let open = self.open(&at.text_document.uri)?;
        let (value, span) = open.question(at.position).hover()?;
        let contents = lsp::Contents::MarkupContent(markdown(value));
        Some(lsp::Hover { contents, range: Some(open.range(span)) })
    }

    pub(super) fn definition(&self, params: &lsp::DefinitionParams) -> Option<Value> {
        let at = &params.text_document_position_params;
        let open = self.open(&at.text_document.uri)?;
        let (origin, places) = open.question(at.position).definition()?;
        if !self.client.has_links {
            return Some(json!(places.iter().map(|place| open.location(place)).collect::<Vec<_>>()));
        }
        let link = |place: &Place| {
            let location = open.location(place);
            lsp::LocationLink {
                origin_selection_range: Some(open.range(origin)),
                target_uri: location.uri,
                target_range: location.range,
                target_selection_range: location.range,
            }
        };
        Some(json!(places.iter().map(link).collect::<Vec<_>>()))
    }

    pub(super) fn references(&self, params: &lsp::ReferenceParams) -> Option<Vec<lsp::Location>> {
        let at = &params.text_document_position_params;
        let open = self.open(&at.text_document.uri)?;
        let places = open.question(at.position).references();
        Some(places.iter().map(|place| open.location(place)).collect())
    }

    pub(super) fn document_symbols(
        &self,
        params: &lsp::DocumentSymbolParams,
    ) -> Option<Vec<lsp::DocumentSymbol>> {
        let open = self.open(&params.text_document.uri)?;
        Some(open.whole().symbols().into_iter().map(|symbol| open.symbol(symbol)).collect())
    }

    pub(super) fn workspace_symbols(&self, params: &lsp::WorkspaceSymbolParams) -> Vec<Value> {
        let mut found = Vec::new();
        for (root, site) in &self.sites {
            let Some(build) = site.follower.as_ref().map(|follower| follower.build()) else { continue };
            let mut lines = HashMap::default();
            for hit in structure::search(&build, &params.query) {
                let location = self.location((root, site, &build), &hit.place, &mut lines);
                let kind = if hit.within.is_some() { lsp::SymbolKind::String } else { lsp::SymbolKind::File };
                found.push(json!({
                    "name": hit.name, "kind": kind, "location": location, "containerName": hit.within,
                }));
            }
        }
        found
    }

    pub(super) fn folding_ranges(&self, params: &lsp::FoldingRangeParams) -> Option<Vec<lsp::FoldingRange>> {
        let open = self.open(&params.text_document.uri)?;
        let fold = |span: Span| {
            let range = open.range(span);
            lsp::FoldingRange {
                start_line: range.start.line,
                end_line: range.end.line,
                ..lsp::FoldingRange::default()
            }
        };
        Some(open.whole().folds().into_iter().map(fold).collect())
    }

    pub(super) fn selection_ranges(
        &self,
        params: &lsp::SelectionRangeParams,
    ) -> Option<Vec<lsp::SelectionRange>> {
        let open = self.open(&params.text_document.uri)?;
        let at = |position: &lsp::Position| {
            let around = open.question(*position).around();
            let outer = |parent: Option<Box<lsp::SelectionRange>>, span: Span| {
                Some(Box::new(lsp::SelectionRange { range: open.range(span), parent }))
            };
            let range = lsp::Range { start: *position, end: *position };
            let found = around.into_iter().rev().fold(None, outer);
            found.map_or(lsp::SelectionRange { range, parent: None }, |found| *found)
        };
        Some(params.positions.iter().map(at).collect())
    }

    pub(super) fn document_links(&self, params: &lsp::DocumentLinkParams) -> Option<Vec<lsp::DocumentLink>> {
        let open = self.open(&params.text_document.uri)?;
        let link = |(span, place): (Span, Place)| {
            let location = open.location(&place);
            // Editors that go to a place in a file take its line from the address.
            let line = if place.span.start == 0 {
                String::new()
            } else {
                format!("#L{}", location.range.start.line + 1)
            };
            lsp::DocumentLink {
                range: open.range(span),
                target: Some(lsp::Uri(format!("{}{line}", location.uri))),
                ..lsp::DocumentLink::default()
            }
        };
        Some(open.whole().links().into_iter().map(link).collect())
    }

    pub(super) fn code_lenses(&self, params: &lsp::CodeLensParams) -> Option<Vec<lsp::CodeLens>> {
        let open = self.open(&params.text_document.uri)?;
        let lens = open.whole().lens().map(|(span, title)| lsp::CodeLens {
            range: open.range(span),
            // Words alone: there is nothing to run.
            command: Some(lsp::Command { title, command: String::new(), ..lsp::Command::default() }),
            data: None,
        });
        Some(lens.into_iter().collect())
    }

    /// Where a place is, as the protocol says it; the lines of files are kept for the next.
    pub(super) fn location(
        &self,
        (root, site, build): (&PathBuf, &Site, &Build),
        place: &Place,
        lines: &mut HashMap<SourcePath, Arc<LineIndex>>,
    ) -> lsp::Location {
        // The top of a file is there in any text.
        let range = if place.span == Span::at(0) {
            lsp::Range::default()
        } else {
            let found = lines.entry(place.path.clone());
            let found = found.or_insert_with(|| self.lines(root, build, &place.path));
            convert::range(found, place.span, self.client.encoding)
        };
        lsp::Location { uri: self.uri(root, site, &place.path), range }
    }
}

impl Open<'_> {
    /// A question about a place in it.
    pub(super) fn question(&self, position: lsp::Position) -> Question<'_> {
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
        self.question(lsp::Position::default())
    }

    pub(super) fn range(&self, span: Span) -> lsp::Range {
        convert::range(&self.buffer.lines, span, self.server.client.encoding)
    }

    fn location(&self, place: &Place) -> lsp::Location {
        self.server.location((self.root, self.site, &self.build), place, &mut HashMap::default())
    }

    fn symbol(&self, symbol: Symbol) -> lsp::DocumentSymbol {
        let inner: Vec<lsp::DocumentSymbol> =
            symbol.inner.into_iter().map(|inner| self.symbol(inner)).collect();
        #[expect(deprecated, reason = "the type has a field that nobody uses any more")]
        lsp::DocumentSymbol {
            name: symbol.name,
            detail: (!symbol.detail.is_empty()).then_some(symbol.detail),
            kind: if symbol.is_heading { lsp::SymbolKind::String } else { lsp::SymbolKind::Key },
            tags: None,
            deprecated: None,
            range: self.range(symbol.span),
            selection_range: self.range(symbol.named),
            children: (!inner.is_empty()).then_some(inner),
        }
    }

    fn item(&self, item: Item, rank: usize) -> lsp::CompletionItem {
        let has_snippets = self.server.client.has_snippets;
        let has_gaps = item.snippet.contains('$') || item.snippet.contains('\\');
        let (new_text, format) = if has_snippets && has_gaps {
            (item.snippet, Some(lsp::InsertTextFormat::Snippet))
        } else {
            (completion::without_gaps(&item.snippet), None)
        };
        let filter = item.filter.unwrap_or_else(|| item.label.clone());
        lsp::CompletionItem {
            label: item.label,
            kind: Some(match item.kind {
                Kind::Key => lsp::CompletionItemKind::Property,
                Kind::Value => lsp::CompletionItemKind::EnumMember,
                Kind::Name => lsp::CompletionItemKind::Value,
                Kind::File => lsp::CompletionItemKind::File,
                Kind::Place => lsp::CompletionItemKind::Reference,
                Kind::Word => lsp::CompletionItemKind::Keyword,
            }),
            detail: (!item.detail.is_empty()).then_some(item.detail),
            documentation: (!item.about.is_empty())
                .then(|| lsp::Documentation::MarkupContent(markdown(item.about))),
            sort_text: Some(format!("{rank:04}")),
            // Some editors filter by nothing else.
            filter_text: Some(filter),
            insert_text_format: format,
            // Lines of a snippet are indented already.
            insert_text_mode: Some(lsp::InsertTextMode::AsIs),
            text_edit: Some(lsp::CompletionItemTextEdit::TextEdit(lsp::TextEdit {
                range: self.range(item.replaces),
                new_text,
            })),
            ..lsp::CompletionItem::default()
        }
    }
}

fn markdown(value: String) -> lsp::MarkupContent {
    lsp::MarkupContent { kind: lsp::MarkupKind::Markdown, value }
}
