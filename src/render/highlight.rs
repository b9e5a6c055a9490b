//! Code to HTML with short classes: `<span class="k">let</span>`.
//!
//! The highlighter's scopes are folded into a handful of classes, neighbours of one class share a span, and each
//! line stands alone, so that lines can be numbered and marked. Colours are in [`palette`]. What was highlighted
//! once is asked of a [`BlockCache`], since this is the dearest part of a page.

pub mod language;
pub mod palette;

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use syntect::parsing::{BasicScopeStackOp, ParseState, Scope, ScopeStack, SyntaxReference};

use super::html::escape_into;
use language::{Language, syntaxes};

/// Blocks above this many bytes stay plain.
pub const MOST_BYTES: usize = 64 << 10;
/// Blocks with a line above this many bytes stay plain: the time for a line grows faster than its length.
pub const MOST_LINE_BYTES: usize = 4 << 10;

/// Remembers highlighted code between pages and builds.
pub trait BlockCache: Sync {
    /// What was remembered under a key.
    fn get(&self, key: u128) -> Option<Arc<str>>;
    /// Remembers.
    fn put(&self, key: u128, html: Arc<str>);
}

/// Remembers nothing.
#[derive(Debug)]
pub struct NoCache;

impl BlockCache for NoCache {
    fn get(&self, _key: u128) -> Option<Arc<str>> {
        None
    }

    fn put(&self, _key: u128, _html: Arc<str>) {}
}

/// Highlighted code: as many lines as the code has, each ended by `\n`, no span over a line's end.
pub fn highlight(code: &str, language: Option<Language>, cache: &dyn BlockCache) -> Arc<str> {
    let Some(language) = language.filter(|_| is_worthwhile(code)) else { return plain(code) };
    let key = key(code, language.name());
    if let Some(html) = cache.get(key) {
        return html;
    }
    let html: Arc<str> = match language {
        Language::Console => console(code),
        Language::Syntax(syntax) => code_lines(code, syntax),
        Language::Plain => return plain(code),
    };
    cache.put(key, Arc::clone(&html));
    html
}

fn is_worthwhile(code: &str) -> bool {
    code.len() <= MOST_BYTES && code.lines().all(|line| line.len() <= MOST_LINE_BYTES)
}

/// The key of a block: its code, its language, and the version of everything that makes classes from them.
fn key(code: &str, language: &str) -> u128 {
    let mut hasher = xxhash_rust::xxh3::Xxh3::new();
    hasher.update(language::VERSION.as_bytes());
    hasher.update(language.as_bytes());
    hasher.update(b"\0");
    hasher.update(code.as_bytes());
    hasher.digest128()
}

fn plain(code: &str) -> Arc<str> {
    let mut out = String::with_capacity(code.len() + 16);
    escape_into(&mut out, code);
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
    out.into()
}

fn code_lines(code: &str, syntax: &SyntaxReference) -> Arc<str> {
    let mut painter = Painter::new(syntax, code.len());
    for line in code.split_inclusive('\n') {
        painter.line(line);
    }
    painter.out.into()
}

/// A terminal session: lines behind a prompt are commands, the others are output.
fn console(code: &str) -> Arc<str> {
    let shell = syntaxes().find_syntax_by_token("bash");
    let mut out = String::with_capacity(code.len() * 2);
    let mut continues = false;
    for line in code.split_inclusive('\n') {
        let text = line.trim_end_matches(['\n', '\r']);
        let prompt = if continues { None } else { prompt(text) };
        if let Some(prompt) = prompt {
            out.push_str("<span class=\"pr\">");
            escape_into(&mut out, prompt);
            out.push_str("</span>");
        }
        let command = &text[prompt.map_or(0, str::len)..];
        if prompt.is_some() || continues {
            match shell {
                Some(shell) => out.push_str(code_lines(command, shell).trim_end_matches('\n')),
                None => escape_into(&mut out, command),
            }
            continues = command.ends_with('\\');
        } else if !text.is_empty() {
            out.push_str("<span class=\"go\">");
            escape_into(&mut out, text);
            out.push_str("</span>");
        }
        out.push('\n');
    }
    out.into()
}

/// The prompt that a line of a terminal session begins with, blank included.
fn prompt(line: &str) -> Option<&str> {
    ["$ ", "# ", "% ", "> "]
        .into_iter()
        .find(|prompt| line.starts_with(prompt))
        .map(|prompt| &line[..prompt.len()])
}

type Class = Option<&'static str>;

/// Follows the highlighter along a block and writes spans.
struct Painter {
    state: ParseState,
    stack: ScopeStack,
    /// For each scope on the stack, the class that text under it has.
    classes: Vec<Class>,
    out: String,
    open: Class,
    failed: bool,
}

impl Painter {
    fn new(syntax: &SyntaxReference, length: usize) -> Self {
        Self {
            state: ParseState::new(syntax),
            stack: ScopeStack::new(),
            classes: Vec::new(),
            out: String::with_capacity(length * 3),
            open: None,
            failed: false,
        }
    }

    fn line(&mut self, line: &str) {
        let text = line.trim_end_matches(['\n', '\r']);
        let whole = if line.ends_with('\n') { line.to_owned() } else { format!("{line}\n") };
        let operations = if self.failed { None } else { self.state.parse_line(&whole, syntaxes()).ok() };
        let mut at = 0;
        match operations {
            Some(operations) => {
                for (offset, operation) in operations {
                    let end = offset.min(text.len());
                    self.text(&text[at.min(end)..end]);
                    at = end.max(at);
                    let classes = &mut self.classes;
                    let applied = self.stack.apply_with_hook(&operation, |basic, _| match basic {
                        BasicScopeStackOp::Push(scope) => {
                            let inherited = classes.last().copied().flatten();
                            classes.push(class_of(scope).unwrap_or(inherited));
                        }
                        BasicScopeStackOp::Pop => {
                            classes.pop();
                        }
                    });
                    self.failed |= applied.is_err();
                }
            }
            None => self.failed = true,
        }
        self.text(&text[at..]);
        self.close();
        self.out.push('\n');
    }

    fn text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        let class = if self.failed { None } else { self.classes.last().copied().flatten() };
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
        escape_into(&mut self.out, text);
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

#[cfg(test)]
mod tests {
    use super::*;

    fn html(code: &str, language: &str) -> String {
        highlight(code, language::find(language), &NoCache).to_string()
    }

    /// The text of the code, with all markup taken away.
    fn text(html: &str) -> String {
        let mut out = String::new();
        let mut in_tag = false;
        for c in html.chars() {
            match c {
                '<' => in_tag = true,
                '>' => in_tag = false,
                c if !in_tag => out.push(c),
                _ => {}
            }
        }
        out.replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&#39;", "'")
            .replace("&amp;", "&")
    }

    #[test]
    fn markup_never_changes_the_text() {
        let samples = [
            ("rust", "fn main() {\n    let x = \"a\\n\"; // <b>\n}\n"),
            ("javascript", "/* a\n b */ const f = (x) => `${x} & 1`;\n"),
            ("console", "$ echo \"a\" \\\n  && ls\nout <put>\n# id\n"),
            ("yaml", "a: [1, true]\nb: 'c'\n"),
            ("text", "<script>\n"),
        ];
        for (language, code) in samples {
            assert_eq!(text(&html(code, language)), code, "{language}");
        }
    }

    #[test]
    fn a_comment_over_two_lines_has_a_span_on_each() {
        assert_eq!(
            html("/* a\nb */\n", "rust"),
            "<span class=\"c\">/* a</span>\n<span class=\"c\">b */</span>\n"
        );
    }

    #[test]
    fn prompts_are_marked_and_output_is_told_apart() {
        let found = html("$ ls\na.txt\n", "console");
        assert!(found.starts_with("<span class=\"pr\">$ </span>"), "{found}");
        assert!(found.ends_with("<span class=\"go\">a.txt</span>\n"), "{found}");
    }

    #[test]
    fn long_blocks_and_lines_stay_plain() {
        let line = "let x = 1;".repeat(500);
        assert_eq!(html(&line, "rust"), format!("{line}\n"));
        let block = "let x = 1;\n".repeat(7000);
        assert_eq!(html(&block, "rust"), block);
    }
}
