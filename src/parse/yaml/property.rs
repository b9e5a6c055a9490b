//! Tags (`!include`) and anchors (`&name`): what YAML takes off the front of a value. Authors mostly mean text by them.

use super::line::quoted;
use crate::diagnostic::{Code, Diagnostic};
use crate::path::SourcePath;
use crate::span::Span;

/// The anchors of a text, and which of them an alias refers to.
#[derive(Default)]
pub(super) struct Anchors {
    defined: Vec<(usize, Span)>,
    referred_to: Vec<usize>,
}

impl Anchors {
    /// Remembers where an anchor is defined.
    pub(super) fn define(&mut self, id: usize, span: Span) {
        self.defined.push((id, span));
    }

    /// Remembers that an alias refers to an anchor.
    pub(super) fn refer(&mut self, id: usize) {
        if self.referred_to.last() != Some(&id) {
            self.referred_to.push(id);
        }
    }

    /// Reports the anchors that nothing refers to.
    pub(super) fn report(&mut self, path: &SourcePath, text: &str, diagnostics: &mut Vec<Diagnostic>) {
        self.referred_to.sort_unstable();
        for (id, span) in &self.defined {
            if self.referred_to.binary_search(id).is_ok() {
                continue;
            }
            let message = format!(
                "YAML reads `{}` as an anchor and removes it from the text; nothing refers to it",
                span.of(text)
            );
            let fault = Diagnostic::new(Code::YamlUnusedAnchor, path, *span, message);
            diagnostics.push(fault.help(or_quoted("remove it", text, *span)));
        }
    }
}

/// The fault of a tag on a value.
pub(super) fn tag(path: &SourcePath, text: &str, of: Span) -> Diagnostic {
    let span = tag_before(text, of.start as usize);
    let name = span.of(text);
    let message =
        format!("YAML reads `{name}` as a tag and removes it from the text; fieldnotes does not use it");
    Diagnostic::new(Code::YamlTag, path, span, message).help(or_quoted("remove it", text, span))
}

/// The fault of an alias whose anchor is not there.
pub(super) fn unknown_alias(path: &SourcePath, text: &str, span: Span) -> Diagnostic {
    let written = span.of(text);
    let message = format!("`{written}` refers to an anchor that is not defined before it");
    let fault = Diagnostic::new(Code::YamlUnknownAlias, path, span, message);
    let name = written.trim_start_matches('*');
    if !name.ends_with('*') {
        let help = format!("define `&{name}` above, or quote the text if an asterisk is meant");
        return fault.help(help);
    }
    let text = quoted(written);
    fault.help(format!("put the value in quotes: `{text}`")).fix(
        format!("put `{written}` in quotes"),
        span,
        text,
    )
}

/// The tag that stands before a value, an anchor between them passed over.
fn tag_before(text: &str, at: usize) -> Span {
    let mut end = text.get(..at).unwrap_or("").trim_end().len();
    loop {
        let begin =
            text[..end].rfind(|c: char| c.is_whitespace() || "[{,".contains(c)).map_or(0, |at| at + 1);
        let word = &text[begin..end];
        if word.starts_with('!') {
            return Span::new(begin, end);
        }
        if !word.starts_with('&') {
            return Span::at(at);
        }
        end = text[..begin].trim_end().len();
    }
}

/// What to do, and the line's value in quotes, where that is another way out.
fn or_quoted(what: &str, text: &str, span: Span) -> String {
    let line = text[span.start as usize..].lines().next().unwrap_or("").trim_end();
    let is_alone = line.len() == (span.end - span.start) as usize;
    if is_alone || line.contains(['"', '[', ']', '{', '}', ',']) {
        return format!("{what}, or put the value in quotes if it is meant as text");
    }
    format!("{what}, or put the value in quotes if it is meant as text: `{}`", quoted(line))
}
