//! Placeholders that were left in fields: in any value, those of fields that nobody knows too.

use super::walk::{Walker, joined};
use crate::diagnostic::{Code, Diagnostic};
use crate::parse::placeholder;
use crate::span::Span;
use crate::tree::{Node, Value};

/// Reports those of a front matter.
pub(super) fn check(walker: &mut Walker<'_>, front: &Node) {
    of_node(walker, front, "");
}

fn of_node(walker: &mut Walker<'_>, node: &Node, key: &str) {
    match &node.value {
        Value::Scalar(scalar) => of_text(walker, node.span, &scalar.text, key),
        // Without quotes the brackets are a list.
        Value::List(items) if is_bare(items) => {
            let written = node.span.of(walker.text).trim_end();
            let range = 0..written.len();
            report(walker, (node.span, range), written, key);
        }
        Value::List(items) => {
            for (at, item) in items.iter().enumerate() {
                of_node(walker, item, &format!("{key}[{at}]"));
            }
        }
        Value::Map(entries) => {
            for entry in entries {
                of_node(walker, &entry.value, &joined(key, &entry.key.value));
            }
        }
    }
}

/// Whether a list is what YAML makes of a placeholder that stands without quotes.
fn is_bare(items: &[Node]) -> bool {
    let [only] = items else { return false };
    let is_named = matches!(only.entries(), [entry] if &*entry.key.value == placeholder::WORD);
    is_named || only.scalar().is_some_and(|scalar| scalar.plain && &*scalar.text == placeholder::WORD)
}

fn of_text(walker: &mut Walker<'_>, span: Span, text: &str, key: &str) {
    let Some(found) = placeholder::find(text).next() else { return };
    let source = span.of(walker.text);
    // What an alias stands for is reported where it is written.
    if source.starts_with('*') {
        return;
    }
    let range = placeholder::find(source).next().unwrap_or(0..source.len());
    report(walker, (span, range), &text[found], key);
}

fn report(walker: &mut Walker<'_>, (span, range): (Span, std::ops::Range<usize>), written: &str, key: &str) {
    let start = span.start as usize;
    let place = Span::new(start + range.start, start + range.end);
    let fault = Diagnostic::new(Code::PlaceholderLeft, walker.path, place, placeholder::message(written));
    walker.push(fault.key(key).help(placeholder::HELP));
}
