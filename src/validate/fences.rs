//! The words behind code fences: the language, and the attributes of how the block is shown.

use std::collections::HashMap;
use std::ops::Range;

use super::cross::{unknown_language, word};
use super::walk::Walker;
use super::{Rules, doctests};
use crate::diagnostic::{Code, Diagnostic};
use crate::parse::Document;
use crate::parse::fence::{Fence, attributes};
use crate::parse::markdown::CodeBlock;
use crate::span::Span;
use crate::suggest;

/// Checks all of a body.
pub(super) fn check(walker: &mut Walker<'_>, document: &Document, rules: &Rules<'_>) {
    let read = |code: &'_ CodeBlock| Words { fits: code.span.of(walker.text) == code.info, span: code.span };
    let all: Vec<(&CodeBlock, Fence<'_>, Words)> =
        document.outline.code.iter().map(|code| (code, Fence::parse(&code.info), read(code))).collect();
    // Looking for the nearest of all languages is slow, and a file that gets one wrong gets it wrong often.
    let mut near: HashMap<&str, Option<(String, bool)>> = HashMap::new();
    for (code, fence, words) in &all {
        if let Some(language) = fence.language.filter(|language| !(rules.knows_language)(language)) {
            let start = code.info.find(language).unwrap_or(0);
            let near = near.entry(word(&code.info)).or_insert_with(|| (rules.near_language)(language));
            let right = near.as_ref().filter(|(_, is_certain)| *is_certain && words.fits);
            let right = right.map(|(near, _)| near.clone());
            let span = words.at(start..start + language.len());
            let fault = unknown_language(walker, span, language, near.as_ref());
            walker.push(fault.replace(language, span, right));
        }
        for (range, message) in &fence.faults {
            walker.push(attribute(walker, (code, fence, words), range, message));
        }
        highlighted(walker, code, fence, words);
    }
    doctests::check(walker, &all);
}

/// Where the words of a fence stand in the file.
pub(super) struct Words {
    /// Whether they stand there as they are: they may hold escapes.
    fits: bool,
    span: Span,
}

impl Words {
    /// Where a part of them stands; where they do not fit, all of them.
    pub(super) fn at(&self, range: Range<usize>) -> Span {
        if self.fits {
            Span::new(range.start, range.end).shifted(self.span.start as usize)
        } else {
            self.span
        }
    }
}

fn attribute(
    walker: &Walker<'_>,
    (code, fence, words): (&CodeBlock, &Fence<'_>, &Words),
    range: &Range<usize>,
    message: &str,
) -> Diagnostic {
    let name = code.info[range.clone()].split('=').next().unwrap_or("");
    let fault = Diagnostic::new(Code::FenceAttribute, walker.path, words.at(range.clone()), message);
    if let Some((_, example)) = attributes().find(|(known, _)| *known == name) {
        return fault.help(format!("write `{example}`"));
    }
    let names = || attributes().map(|(name, _)| name);
    let Some(near) = suggest::nearest(name, names()) else {
        let all: Vec<String> = names().map(|name| format!("`{name}`")).collect();
        return fault.help(format!("use one of: {}", all.join(", ")));
    };
    let name_end = range.start + name.len();
    let is_right = |near: &str| {
        let info = format!("{}{near}{}", &code.info[..range.start], &code.info[name_end..]);
        words.fits && !code.info.contains(near) && Fence::parse(&info).faults.len() < fence.faults.len()
    };
    let right = suggest::certain(name, names()).filter(|near| is_right(near)).map(str::to_owned);
    fault.help(format!("did you mean `{near}`?")).replace(name, words.at(range.start..name_end), right)
}

/// Lines that are to be marked, and that the block does not have.
fn highlighted(walker: &mut Walker<'_>, code: &CodeBlock, fence: &Fence<'_>, words: &Words) {
    let lines = code.lines as usize;
    let Some((first, last)) = fence.highlighted.iter().copied().find(|(_, last)| *last > lines) else {
        return;
    };
    let range = if first == last { first.to_string() } else { format!("{first}-{last}") };
    let at = fence.highlighted_at.clone().unwrap_or(0..code.info.len());
    let message = format!("`hl_lines` marks `{range}`, and the block has {lines} lines");
    let message = if lines == 1 { message.replace(" 1 lines", " one line") } else { message };
    let fault = Diagnostic::new(Code::FenceAttribute, walker.path, words.at(at), message);
    walker.push(fault.help("count lines from 1, without the fences"));
}
