//! From the events of the parser to a tree, within bounds.
//!
//! What the parser takes without complaint and the author did not mean is reported here too: tags and anchors that
//! take a word out of the text, a second document, a list item that goes on with the text above.

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle};

use super::property::{self, Anchors};
use super::{Fault, Yaml, fault, mistake};
use crate::diagnostic::{Code, Diagnostic};
use crate::nfc::nfc;
use crate::parse::Limits;
use crate::path::SourcePath;
use crate::span::{Span, Spanned};
use crate::tree::{Entry, Node, Scalar, Value};

/// Reading can't go on; the reason is among the diagnostics.
struct Stop;

/// A list or map that is still open.
struct Open {
    start: u32,
    anchor: usize,
    kind: OpenKind,
}

enum OpenKind {
    List(Vec<Node>),
    Map { entries: Vec<Entry>, key: Option<Spanned<Box<str>>> },
}

/// Takes the events of one reading.
pub(super) struct Builder<'t> {
    path: &'t SourcePath,
    text: &'t str,
    offset: usize,
    limits: Limits,
    open: Vec<Open>,
    root: Option<Node>,
    anchors: Vec<(usize, Node)>,
    names: Anchors,
    values: usize,
    alias_values: usize,
    is_whole: bool,
    diagnostics: Vec<Diagnostic>,
}

impl<'t> Builder<'t> {
    pub(super) fn new(path: &'t SourcePath, text: &'t str, offset: usize, limits: Limits) -> Self {
        Self {
            path,
            text,
            offset,
            limits,
            open: Vec::new(),
            root: None,
            anchors: Vec::new(),
            names: Anchors::default(),
            values: 0,
            alias_values: 0,
            is_whole: true,
            diagnostics: Vec::new(),
        }
    }

    /// Reads until the end, a bound, or a syntax error.
    pub(super) fn run(&mut self, source: &str) -> Option<Fault> {
        let options = granit_parser::options! { emit_unresolved_aliases: true, emit_anchor_events: true };
        for event in Parser::new_from_str_with_options(source, options) {
            match event {
                Ok((event, span)) => {
                    let range = span.byte_range().unwrap_or(0..0);
                    if matches!(event, Event::DocumentStart(..)) && self.root.is_some() {
                        return Some(fault::second_document(self.path, source, self.offset, range));
                    }
                    if self.event(event, Span::new(range.start, range.end).shifted(self.offset)).is_err() {
                        self.is_whole = false;
                        return None;
                    }
                }
                Err(error) if *error.kind() == ErrorKind::RecursionLimitExceeded => {
                    self.is_whole = false;
                    let at = self.offset + error.marker().byte_offset().unwrap_or(0);
                    let Err(Stop) = self.too_deep(Span::at(at)) else { continue };
                    return None;
                }
                Err(error) => return Some(fault::explain(self.path, source, self.offset, &error)),
            }
        }
        self.names.report(self.path, self.text, &mut self.diagnostics);
        // Lines without a key are one long text to YAML.
        let is_text = self.root.as_ref().is_some_and(|root| root.scalar().is_some_and(|root| root.plain));
        if is_text { fault::without_keys(self.path, source, self.offset) } else { None }
    }

    fn event(&mut self, event: Event<'_>, span: Span) -> Result<(), Stop> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let span = self.trimmed(span);
                let plain = match tag.as_deref().map(|tag| tag.core_suffix()) {
                    Some(Some("str")) => false,
                    Some(Some("int" | "float" | "bool" | "null")) => true,
                    _ => style == ScalarStyle::Plain,
                };
                self.tag(tag.as_deref(), span);
                if style == ScalarStyle::Plain {
                    self.diagnostics.extend(mistake::item_in_text(self.path, self.text, span));
                }
                let value = Value::Scalar(Scalar { text: text.into(), plain });
                self.node(Node { span, value }, anchor)
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.tag(tag.as_deref(), span);
                self.begin(Open { start: span.start, anchor, kind: OpenKind::List(Vec::new()) })
            }
            Event::MappingStart(_, anchor, tag) => {
                self.tag(tag.as_deref(), span);
                let kind = OpenKind::Map { entries: Vec::new(), key: None };
                self.begin(Open { start: span.start, anchor, kind })
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(span.end),
            Event::Anchor(id, _) => {
                self.names.define(id, span);
                Ok(())
            }
            Event::Alias(anchor) => {
                self.names.refer(anchor);
                self.alias(anchor, span)
            }
            Event::UnresolvedAlias(_) => {
                self.diagnostics.push(property::unknown_alias(self.path, self.text, span));
                self.node(Node { span, value: Value::Scalar(Scalar::text(span.of(self.text))) }, 0)
            }
            _ => Ok(()),
        }
    }

    fn tag(&mut self, tag: Option<&granit_parser::Tag>, span: Span) {
        if tag.is_some_and(|tag| tag.core_suffix().is_none()) {
            self.diagnostics.push(property::tag(self.path, self.text, span));
        }
    }

    /// Block scalars end with their last line break; a place to point at does not need it.
    fn trimmed(&self, span: Span) -> Span {
        let text = span.of(self.text);
        Span::new(span.start as usize, span.start as usize + text.trim_end().len())
    }

    /// Puts a finished value where it belongs: as a key, a value, an item or the root.
    fn node(&mut self, node: Node, anchor: usize) -> Result<(), Stop> {
        self.values += 1;
        if self.values > self.limits.items {
            let message = format!("the front matter contains more than {} values", self.limits.items);
            let help = "move the data into a file of its own, or raise `items` under `[limits]` in site.toml";
            self.diagnostics
                .push(Diagnostic::new(Code::YamlTooLarge, self.path, node.span, message).help(help));
            return Err(Stop);
        }
        if anchor != 0 {
            self.anchors.push((anchor, node.clone()));
        }
        match self.open.last_mut().map(|open| &mut open.kind) {
            None => self.root = Some(node),
            Some(OpenKind::List(items)) => items.push(node),
            Some(OpenKind::Map { entries, key }) => match key.take() {
                Some(key) => entries.push(Entry { key, value: node }),
                None => *key = Some(self::key(node, self.text)),
            },
        }
        Ok(())
    }

    fn close(&mut self, end: u32) -> Result<(), Stop> {
        let Some(open) = self.open.pop() else { return Ok(()) };
        let value = match open.kind {
            OpenKind::List(items) => Value::List(items),
            OpenKind::Map { entries, .. } => Value::Map(entries),
        };
        // A block ends where its last value ends; the parser's own mark is at the next token.
        let last = match &value {
            Value::List(items) => items.last().map(|item| item.span.end),
            Value::Map(entries) => entries.last().map(|entry| entry.value.span.end.max(entry.key.span.end)),
            Value::Scalar(_) => None,
        };
        let is_flow = self.text.as_bytes().get(open.start as usize).is_some_and(|byte| b"[{".contains(byte));
        let end = if is_flow { end } else { last.unwrap_or(end) };
        self.node(Node { span: Span { start: open.start, end: end.max(open.start) }, value }, open.anchor)
    }

    fn alias(&mut self, anchor: usize, span: Span) -> Result<(), Stop> {
        let Some(mut node) =
            self.anchors.iter().rev().find(|(id, _)| *id == anchor).map(|(_, node)| node.clone())
        else {
            let message = "an alias is inside the value that it refers to";
            self.diagnostics.push(
                Diagnostic::new(Code::YamlUnknownAlias, self.path, span, message)
                    .help("write the value itself"),
            );
            return self.node(Node { span, value: Value::Scalar(Scalar::text(span.of(self.text))) }, 0);
        };
        let (values, depth) = place_at(&mut node, span);
        // What aliases stand for nests too: a chain of them could be deeper than anything that is written.
        if self.open.len() + depth > self.limits.nesting {
            return self.too_deep(span);
        }
        self.alias_values += values;
        if self.alias_values > self.limits.alias_nodes {
            let message = format!("aliases expand to more than {} values", self.limits.alias_nodes);
            self.diagnostics.push(
                Diagnostic::new(Code::YamlTooLarge, self.path, span, message)
                    .help("write the values themselves instead of nesting aliases"),
            );
            return Err(Stop);
        }
        self.node(node, 0)
    }

    /// Opens a list or a map.
    fn begin(&mut self, open: Open) -> Result<(), Stop> {
        if self.open.len() >= self.limits.nesting {
            return self.too_deep(Span::at(open.start as usize));
        }
        self.open.push(open);
        Ok(())
    }

    fn too_deep(&mut self, span: Span) -> Result<(), Stop> {
        let help = format!("flatten the structure: at most {} levels are allowed", self.limits.nesting);
        self.diagnostics.push(
            Diagnostic::new(Code::YamlTooDeep, self.path, span, "values are nested too deep").help(help),
        );
        Err(Stop)
    }

    pub(super) fn finish(mut self) -> Yaml {
        let end = self.text.len() as u32;
        while !self.open.is_empty() {
            self.values = 0;
            if self.close(end).is_err() {
                break;
            }
        }
        Yaml { root: self.root, is_whole: self.is_whole, lost: Vec::new(), diagnostics: self.diagnostics }
    }
}

/// A key as text, in Unicode's normal form C; a list or a map as a key is kept as it was written.
fn key(node: Node, text: &str) -> Spanned<Box<str>> {
    let name = match node.value {
        Value::Scalar(scalar) => nfc(&scalar.text).into(),
        _ => node.span.of(text).into(),
    };
    Spanned::new(name, node.span)
}

/// What an alias stands for shows at the alias. Returns the number of values, and how deep they nest.
fn place_at(node: &mut Node, span: Span) -> (usize, usize) {
    node.span = span;
    let inner: Vec<(usize, usize)> = match &mut node.value {
        Value::Scalar(_) => return (1, 0),
        Value::List(items) => items.iter_mut().map(|item| place_at(item, span)).collect(),
        Value::Map(entries) => {
            let place = |entry: &mut Entry| {
                entry.key.span = span;
                place_at(&mut entry.value, span)
            };
            entries.iter_mut().map(place).collect()
        }
    };
    let values = inner.iter().map(|(values, _)| values).sum::<usize>();
    (1 + values, 1 + inner.iter().map(|(_, depth)| *depth).max().unwrap_or(0))
}
