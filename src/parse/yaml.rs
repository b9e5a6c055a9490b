//! YAML 1.2 to a spanned tree. Faults are diagnostics at their place; what was read before one is kept.
//!
//! Depth is bounded by the parser, the number of values and the reach of aliases here, so that no input takes
//! more than linear time and memory, or the stack.

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle};

use super::Limits;
use crate::diagnostic::{Code, Diagnostic};
use crate::nfc::nfc;
use crate::path::SourcePath;
use crate::span::{Span, Spanned};
use crate::tree::{Entry, Node, Scalar, Value};

mod blocks;
mod brackets;
mod fault;

/// What could be read.
#[derive(Debug, Default)]
pub struct Yaml {
    /// The root; nothing for an empty text.
    pub root: Option<Node>,
    /// Whether all keys at the top are known, those of `lost` included.
    pub is_whole: bool,
    /// Keys at the top whose values could not be read.
    pub lost: Vec<Box<str>>,
    /// What could not be read.
    pub diagnostics: Vec<Diagnostic>,
}

/// Most syntax errors that are reported in one file.
const MOST_ERRORS: usize = 20;

/// Reads the part of a file that holds YAML. A syntax error costs only the key at the top that holds it: its
/// lines are blanked, so that every place stays right, and the rest is read again.
pub fn read(path: &SourcePath, text: &str, part: Span, limits: Limits) -> Yaml {
    let mut source = part.of(text).to_owned();
    let mut lost = Vec::new();
    let mut errors = Vec::new();
    loop {
        let mut builder = Builder::new(path, text, part.start as usize, limits);
        let fault = builder.run(&source);
        let mut yaml = builder.finish();
        let Some(fault) = fault else {
            if !lost.is_empty() {
                // An anchor may have gone with a blanked key.
                yaml.diagnostics.retain(|diagnostic| diagnostic.code != Code::YamlUnknownAlias);
            }
            yaml.diagnostics.splice(0..0, errors);
            yaml.lost = lost;
            return yaml;
        };
        errors.push(fault.diagnostic);
        let block = blocks::around(&source, fault.at);
        if errors.len() == MOST_ERRORS || block.is_empty() {
            return Yaml { is_whole: false, diagnostics: errors, lost, ..yaml };
        }
        lost.extend(blocks::key(&source[block.clone()]).map(Box::from));
        blocks::blank(&mut source, block);
    }
}

/// Reading can't go on; the reason is among the diagnostics.
struct Stop;

/// A syntax error, at a byte of the part that is read.
struct Fault {
    at: usize,
    diagnostic: Diagnostic,
}

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

struct Builder<'t> {
    path: &'t SourcePath,
    text: &'t str,
    offset: usize,
    limits: Limits,
    open: Vec<Open>,
    root: Option<Node>,
    anchors: Vec<(usize, Node)>,
    values: usize,
    alias_values: usize,
    is_whole: bool,
    diagnostics: Vec<Diagnostic>,
}

impl<'t> Builder<'t> {
    fn new(path: &'t SourcePath, text: &'t str, offset: usize, limits: Limits) -> Self {
        Self {
            path,
            text,
            offset,
            limits,
            open: Vec::new(),
            root: None,
            anchors: Vec::new(),
            values: 0,
            alias_values: 0,
            is_whole: true,
            diagnostics: Vec::new(),
        }
    }

    /// Reads until the end, a bound, or a syntax error.
    fn run(&mut self, source: &str) -> Option<Fault> {
        let options = granit_parser::options! { emit_unresolved_aliases: true };
        for event in Parser::new_from_str_with_options(source, options) {
            match event {
                Ok((event, span)) => {
                    let range = span.byte_range().unwrap_or(0..0);
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
        None
    }

    fn event(&mut self, event: Event<'_>, span: Span) -> Result<(), Stop> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let is_text = tag.is_some_and(|tag| tag.core_suffix() == Some("str"));
                let plain = style == ScalarStyle::Plain && !is_text;
                let value = Value::Scalar(Scalar { text: text.into(), plain });
                self.node(Node { span: self.trimmed(span), value }, anchor)
            }
            Event::SequenceStart(_, anchor, _) => {
                self.begin(Open { start: span.start, anchor, kind: OpenKind::List(Vec::new()) })
            }
            Event::MappingStart(_, anchor, _) => {
                let kind = OpenKind::Map { entries: Vec::new(), key: None };
                self.begin(Open { start: span.start, anchor, kind })
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(span.end),
            Event::Alias(anchor) => self.alias(anchor, span),
            Event::UnresolvedAlias(name) => {
                let message = format!("`*{name}` refers to an anchor that is not defined before it");
                let help = format!("define `&{name}` above, or quote the text if a star is meant");
                self.diagnostics
                    .push(Diagnostic::new(Code::YamlUnknownAlias, self.path, span, message).help(help));
                self.node(Node { span, value: Value::Scalar(Scalar::text(span.of(self.text))) }, 0)
            }
            _ => Ok(()),
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
            let message = format!("the front matter holds more than {} values", self.limits.items);
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
            let message = "an alias stands inside the value that it refers to";
            self.diagnostics.push(
                Diagnostic::new(Code::YamlUnknownAlias, self.path, span, message).help("write the value out"),
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
            let message = format!("aliases stand for more than {} values", self.limits.alias_nodes);
            self.diagnostics.push(
                Diagnostic::new(Code::YamlTooLarge, self.path, span, message)
                    .help("write out what is needed instead of nesting aliases"),
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
        let help = format!("flatten the structure: {} levels are the most", self.limits.nesting);
        self.diagnostics.push(
            Diagnostic::new(Code::YamlTooDeep, self.path, span, "values are nested too deep").help(help),
        );
        Err(Stop)
    }

    fn finish(mut self) -> Yaml {
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
