//! Syntax of other tools that readers would see as it is written: shortcodes, tags of templates, attributes, comments,
//! containers, names of emoji. Those of one kind are alike.
//!
//! It looks at what stands in the source outside of code, for such syntax is cut by the parser wherever a sign in it means
//! something. Where a link leads counts too; what stands in comments does not.

mod inline;
mod instead;
mod kind;
mod line;
mod signs;

use std::collections::BTreeMap;
use std::ops::Range;

use super::run::{Kind as PieceKind, Line, Piece, Run, Stand, short};
use super::{Body, comment};
use crate::diagnostic::{Code, Diagnostic};
use crate::parse::Extensions;
use crate::parse::events::{Math, emoji};
use inline::{Only, scan};
use kind::Kind;
use line::At;

pub(super) use line::is_contents;

/// What was found in a body.
#[derive(Debug)]
pub(super) struct Foreign {
    extensions: Extensions,
    found: Vec<(Kind, Range<usize>)>,
    /// How many there are of each kind.
    counts: BTreeMap<Kind, usize>,
}

/// Most of one kind that are told of: a file that was made by a machine can hold any number.
const MOST: usize = 500;

impl Foreign {
    pub(super) fn new(extensions: Extensions) -> Self {
        Self { extensions, found: Vec::new(), counts: BTreeMap::new() }
    }

    fn add(&mut self, kind: Kind, range: Range<usize>) {
        let count = self.counts.entry(kind).or_default();
        *count += 1;
        if *count <= MOST {
            self.found.push((kind, range));
        }
    }

    /// Looks at a run.
    pub(super) fn run(&mut self, body: Body<'_>, run: &Run) {
        let lines = self.lines(body, run);
        for part in parts(body, run) {
            scan(body.source, part.range.clone(), Only::All, &mut |kind, range| {
                let before = lines.partition_point(|line| line.start <= range.start);
                let is_read = kind == Kind::Formula && self.extensions.math == Math::Dollar
                    || kind == Kind::High && self.extensions.sub_superscript;
                // Part of a line that is told of as a whole.
                if !is_read && before.checked_sub(1).is_none_or(|line| lines[line].end <= range.start) {
                    self.add(kind, range);
                }
            });
            if part.is_before_code {
                self.role(body, part.range);
            }
        }
        if body.of(&run.range()).contains(':') && !self.extensions.emoji {
            self.emoji(body, run);
        }
        self.task(body, run);
        self.block_id(body, run);
    }

    /// `[/]` at the beginning of an item.
    fn task(&mut self, body: Body<'_>, run: &Run) {
        let Range { start, .. } = run.range();
        let text = body.of(&run.range());
        let mark = text.strip_prefix('[').and_then(|text| text.chars().next());
        let is_mark = mark.is_some_and(|mark| "/-><!?*~".contains(mark));
        if run.stand == Stand::Item && is_mark && text[2..].starts_with("] ") {
            self.add(Kind::Task, start..start + 3);
        }
    }

    /// Looks at the lines of a run. Where those stand that are foreign.
    fn lines(&mut self, body: Body<'_>, run: &Run) -> Vec<Range<usize>> {
        if matches!(run.stand, Stand::Heading | Stand::Cell) {
            return Vec::new();
        }
        let lines = run.lines(body);
        let mut found = Vec::new();
        for (number, Line { range, .. }) in lines.iter().enumerate().filter(|(_, line)| line.is_plain) {
            let at = match number {
                0 if lines.len() == 1 => At::Only,
                0 => At::First,
                _ => At::Later,
            };
            if let Some((kind, length)) = line::kind(body.of(range), at) {
                found.push(range.start..range.start + length);
                self.add(kind, range.start..range.start + length);
            }
        }
        found
    }

    /// Looks for templates alone: in a part of a block of HTML that is no comment, or in a definition. What stands in it between tags
    /// of code is code.
    pub(super) fn templates(&mut self, body: Body<'_>, mut range: Range<usize>) {
        const CODE: [&str; 5] = ["code", "pre", "script", "style", "textarea"];
        if !body.of(&range).contains(['{', '%']) {
            return;
        }
        loop {
            let text = body.of(&range);
            let tags = text.match_indices('<').filter_map(|(at, _)| {
                let name = CODE.iter().find(|name| text[at + 1..].starts_with(**name))?;
                let behind = text[at + 1 + name.len()..].chars().next();
                behind.is_none_or(|c| !c.is_alphanumeric()).then_some((at, *name))
            });
            let first = { tags }.next();
            let end = first.map_or(range.end, |(at, _)| range.start + at);
            scan(body.source, range.start..end, Only::Templates, &mut |kind, range| self.add(kind, range));
            let Some((at, name)) = first else { return };
            // What is never closed reaches to the end.
            let Some(close) = text[at..].find(&format!("</{name}")) else { return };
            range.start += at + close + 2 + name.len();
        }
    }

    /// `{name}` before code.
    fn role(&mut self, body: Body<'_>, part: Range<usize>) {
        let text = body.of(&part);
        let Some(at) = text.strip_suffix('}').and_then(|text| text.rfind('{')) else { return };
        let name = &text[at + 1..text.len() - 1];
        let is_name = name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.bytes().all(|byte| byte.is_ascii_lowercase() || b"-:+".contains(&byte));
        if is_name && !text[..at].ends_with('$') {
            self.add(Kind::Role, part.start + at..part.end);
        }
    }

    fn emoji(&mut self, body: Body<'_>, run: &Run) {
        for text in run.texts(body) {
            let names = emoji::names(body.source, text.start..text.end);
            let names =
                names.into_iter().filter(|name| !is_in_address(body.source, text.start, name.range.start));
            names.for_each(|name| self.add(Kind::Emoji, name.range));
        }
    }

    /// `^name` at the end of a block.
    fn block_id(&mut self, body: Body<'_>, run: &Run) {
        let range = run.range();
        let text = body.of(&range).trim_end();
        let name = text.rsplit([' ', '\n']).next().unwrap_or("");
        let is_name = name.strip_prefix('^').is_some_and(|name| {
            name.len() > 1
                && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
                && name.bytes().any(|byte| byte.is_ascii_alphabetic())
        });
        let is_text = run.pieces.last().is_some_and(|last| last.kind == PieceKind::Text);
        if is_name && is_text {
            let end = range.start + text.len();
            self.add(Kind::BlockId, end - name.len()..end);
        }
    }

    /// Says what was found.
    pub(super) fn finish(self, body: Body<'_>, faults: &mut Vec<Diagnostic>) {
        for (kind, range) in self.found {
            let text = body.of(&range);
            let first = text.lines().next().unwrap_or("").trim_end();
            let place = range.start..range.start + first.len();
            let message = format!("`{}` is {}: it is shown as text", short(first), kind.what());
            let fault = body.fault(Code::ForeignSyntax, &place, message).alike(kind.what());
            faults.push(match kind {
                Kind::Emoji => emoji_fix(body, fault, &place),
                Kind::ObsidianComment if first.len() == text.len() => comment_fix(body, fault, &place),
                _ => fault.help(instead::instead(kind, text, self.extensions)),
            });
        }
    }
}

fn emoji_fix(body: Body<'_>, fault: Diagnostic, place: &Range<usize>) -> Diagnostic {
    let sign = emoji::names(body.source, place.clone()).first().map_or("", |name| name.sign);
    let fault =
        fault.help(format!("write the emoji itself, {sign}, or set `emoji = true` under `[markdown]`"));
    fault.fix(format!("write {sign}"), body.span(place), sign)
}

/// A comment on one line can be written as Markdown has it, but for dashes that would end it.
fn comment_fix(body: Body<'_>, fault: Diagnostic, place: &Range<usize>) -> Diagnostic {
    let fault = fault.help(Kind::ObsidianComment.instead());
    let inner = body.of(place).strip_prefix("%%").and_then(|rest| rest.strip_suffix("%%"));
    match inner
        .map(str::trim)
        .filter(|inner| !inner.is_empty() && !inner.contains("--") && !inner.contains('>'))
    {
        Some(inner) => fault.fix("write a comment", body.span(place), format!("<!-- {inner} -->")),
        None => fault,
    }
}

/// Whether a place in a text is part of an address.
fn is_in_address(source: &str, start: usize, at: usize) -> bool {
    /// Most bytes of an address that are looked at.
    const REACH: usize = 300;
    let from = source.ceil_char_boundary(start.max(at.saturating_sub(REACH)));
    let word = source[from..at].rsplit(char::is_whitespace).next().unwrap_or("");
    word.contains("://") || word.contains("www.")
}

/// A part of a run without code.
struct Part {
    range: Range<usize>,
    is_before_code: bool,
}

/// The parts of a run between code, formulas, footnotes and comments. Where links lead and HTML in a line are parts of it.
fn parts(body: Body<'_>, run: &Run) -> Vec<Part> {
    let mut parts = Vec::new();
    let Range { mut start, end } = run.range();
    let mut in_code = false;
    let mut cut = |start: usize, end: usize, is_before_code: bool| {
        // What stands in a comment is shown to nobody, and a comment without an end is told of elsewhere.
        let around = comment::around(body, start..end.max(start), &mut Vec::new());
        let last = around.len().wrapping_sub(1);
        let part = |(at, range)| Part { range, is_before_code: is_before_code && at == last };
        parts.extend(around.into_iter().enumerate().map(part));
    };
    for Piece { kind, range } in &run.pieces {
        if *kind == PieceKind::Other {
            let text = body.of(range);
            let is_tag = text.starts_with('<');
            in_code = is_tag && (in_code || begins_code(text)) && !ends_code(text);
            if !is_tag || in_code || ends_code(text) {
                cut(start, range.start, text.starts_with('`'));
                start = range.end;
            }
        } else if in_code {
            start = start.max(range.end);
        }
    }
    cut(start, end, false);
    parts
}

const CODE: [&str; 5] = ["code", "kbd", "pre", "samp", "tt"];

fn begins_code(tag: &str) -> bool {
    CODE.iter().any(|name| tag[1..].starts_with(name))
}

fn ends_code(tag: &str) -> bool {
    tag.strip_prefix("</").is_some_and(|rest| CODE.iter().any(|name| rest.starts_with(name)))
}
