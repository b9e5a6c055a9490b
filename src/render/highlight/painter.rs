//! Paints a line of code: follows the highlighter's scopes and writes spans.

use std::cell::RefCell;

use foldhash::HashMap;
use syntect::parsing::{BasicScopeStackOp, ParseState, Scope, ScopeStack, SyntaxReference};

use super::language::syntaxes;
use crate::render::html::escape_into;

type Class = Option<&'static str>;

/// Where the highlighter stands between two lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    state: ParseState,
    stack: ScopeStack,
    /// For each scope on the stack, the class that text under it has.
    classes: Vec<Class>,
    failed: bool,
}

impl Place {
    /// Before the first line.
    pub(super) fn start(syntax: &SyntaxReference) -> Self {
        Self { state: ParseState::new(syntax), stack: ScopeStack::new(), classes: Vec::new(), failed: false }
    }
}

/// Follows the highlighter along a line and writes spans.
pub(super) struct Painter<'o> {
    place: Place,
    out: &'o mut String,
    open: Class,
}

impl<'o> Painter<'o> {
    /// Paints the line that follows a place. Gives back the place after it.
    pub(super) fn paint(place: Place, line: &str, out: &'o mut String) -> Place {
        let mut painter = Self { place, out, open: None };
        painter.line(line);
        painter.place
    }

    fn line(&mut self, line: &str) {
        let text = line.trim_end_matches(['\n', '\r']);
        let whole = if line.ends_with('\n') { line.to_owned() } else { format!("{line}\n") };
        let operations =
            if self.place.failed { None } else { self.place.state.parse_line(&whole, syntaxes()).ok() };
        let mut at = 0;
        match operations {
            Some(operations) => {
                for (offset, operation) in operations {
                    let end = offset.min(text.len());
                    self.text(&text[at.min(end)..end]);
                    at = end.max(at);
                    let classes = &mut self.place.classes;
                    let applied = self.place.stack.apply_with_hook(&operation, |basic, _| match basic {
                        BasicScopeStackOp::Push(scope) => {
                            let inherited = classes.last().copied().flatten();
                            classes.push(class_of(scope).unwrap_or(inherited));
                        }
                        BasicScopeStackOp::Pop => {
                            classes.pop();
                        }
                    });
                    self.place.failed |= applied.is_err();
                }
            }
            None => self.place.failed = true,
        }
        self.text(&text[at..]);
        self.close();
        self.out.push('\n');
    }

    fn text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        let class = if self.place.failed { None } else { self.place.classes.last().copied().flatten() };
        let is_blank = text.bytes().all(|byte| byte == b' ' || byte == b'\t');
        if class != self.open && !is_blank {
            self.close();
            if let Some(class) = class {
                self.out.push_str("<span class=\"");
                self.out.push_str(class);
                self.out.push_str("\">");
                self.open = Some(class);
            }
        }
        escape_into(self.out, text);
    }

    fn close(&mut self) {
        if self.open.take().is_some() {
            self.out.push_str("</span>");
        }
    }
}

/// Scopes by their beginnings, the more exact ones first, and their classes; `None` ends inheritance.
const CLASSES: &[(&str, Class)] = &[
    ("comment", Some("c")),
    ("constant.character.escape", Some("e")),
    ("constant.other.placeholder", Some("e")),
    ("constant.numeric", Some("n")),
    ("constant.language", Some("b")),
    ("constant.other.symbol", Some("b")),
    ("constant", Some("b")),
    ("string.unquoted", None),
    ("string", Some("s")),
    ("punctuation.section.interpolation", Some("e")),
    ("punctuation.definition.template-expression", Some("e")),
    ("source.shell.embedded", None),
    ("meta.interpolation", None),
    ("meta.template.expression", None),
    ("punctuation.definition.variable", Some("v")),
    ("keyword.operator.word", Some("k")),
    ("keyword.operator", Some("o")),
    ("keyword", Some("k")),
    ("storage.type.function.arrow", Some("o")),
    ("storage", Some("k")),
    ("entity.name.function", Some("f")),
    ("support.function", Some("f")),
    ("variable.function", Some("f")),
    ("entity.name.tag.yaml", Some("a")),
    ("entity.name.tag", Some("g")),
    ("entity.name.section", Some("h")),
    ("entity.name", Some("t")),
    ("entity.other.attribute-name", Some("a")),
    ("entity.other.inherited-class", Some("t")),
    ("support.type.property-name", Some("a")),
    ("meta.mapping.key", Some("a")),
    ("support", Some("t")),
    ("variable.annotation", Some("m")),
    ("meta.annotation", Some("m")),
    ("variable.language", Some("b")),
    ("variable", Some("v")),
    ("markup.inserted", Some("i")),
    ("markup.deleted", Some("d")),
    ("markup.heading", Some("h")),
    ("meta.diff.header", Some("h")),
    ("meta.diff.range", Some("m")),
];

/// What a scope says of the class: nothing, so that the class below it holds on, or a class, or none.
fn class_of(scope: Scope) -> Option<Class> {
    thread_local! {
        static PREFIXES: Vec<(Scope, Class)> =
            CLASSES.iter().filter_map(|(name, class)| Some((Scope::new(name).ok()?, *class))).collect();
        static KNOWN: RefCell<HashMap<Scope, Option<Class>>> = RefCell::default();
    }
    KNOWN.with_borrow_mut(|known| {
        *known.entry(scope).or_insert_with(|| {
            PREFIXES.with(|prefixes| {
                prefixes.iter().find(|(prefix, _)| prefix.is_prefix_of(scope)).map(|(_, class)| *class)
            })
        })
    })
}
