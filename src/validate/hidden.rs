//! Characters in fields that nobody sees: controls, turned text, signs without width. Every value is looked at, those of
//! fields that nobody knows too.

use super::walk::{Walker, joined};
use crate::parse::hidden::{self, Hidden, Place};
use crate::span::Span;
use crate::tree::{Node, Value};

/// Most of them that are reported of one value.
const MOST: usize = 20;

/// Fields that hold commands, paths and names, which are copied and compared sign by sign.
const CODE: [&str; 14] = [
    "slug",
    "aliases",
    "code_language",
    "reference",
    "hash",
    "watches",
    "alerts",
    "change.files",
    "change.commands",
    "change.rollback",
    "revision.version",
    "revision.superseded_by",
    "image_sources.url",
    "lints.allow",
];

/// Those of them that say where something is.
const ADDRESSES: [&str; 4] = ["slug", "aliases", "revision.superseded_by", "image_sources.url"];

/// Reports those of a front matter.
pub(super) fn check(walker: &mut Walker<'_>, front: &Node) {
    of_node(walker, front, "", "");
}

/// `key` names the value to its author (`tools[1].name`), `field` to the table above (`tools.name`).
fn of_node(walker: &mut Walker<'_>, node: &Node, key: &str, field: &str) {
    match &node.value {
        Value::Scalar(scalar) => of_text(walker, node.span, &scalar.text, (key, field)),
        Value::List(items) => {
            for (at, item) in items.iter().enumerate() {
                of_node(walker, item, &format!("{key}[{at}]"), field);
            }
        }
        Value::Map(entries) => {
            for entry in entries {
                let name = &*entry.key.value;
                of_text(walker, entry.key.span, name, ("", "slug"));
                of_node(walker, &entry.value, &joined(key, name), &joined(field, name));
            }
        }
    }
}

fn of_text(walker: &mut Walker<'_>, span: Span, text: &str, (key, field): (&str, &str)) {
    let place = if CODE.contains(&field) { Place::Code } else { Place::Prose };
    let found = hidden::find(text, 0, place);
    let source = span.of(walker.text);
    // What an alias stands for is reported where it is written.
    if found.is_empty() || source.starts_with('*') {
        return;
    }
    let written = hidden::find(source, span.start as usize, place);
    let is_written = |hidden: &Hidden| written.iter().any(|other| other.character == hidden.character);
    let mut escaped: Vec<Hidden> = found.into_iter().filter(|hidden| !is_written(hidden)).collect();
    escaped.dedup_by_key(|hidden| hidden.character);
    let escaped = escaped.into_iter().map(|hidden| Hidden { span, ..hidden });
    let within = if key.is_empty() { "in a key".to_owned() } else { format!("in `{key}`") };
    for hidden in written.iter().copied().chain(escaped).take(MOST) {
        let mut fault = hidden::fault(walker.path, &hidden, &within);
        if !key.is_empty() && ADDRESSES.contains(&field) {
            fault = hidden::in_address(fault);
        }
        fault.key = (!key.is_empty()).then(|| key.to_owned());
        walker.push(fault);
    }
}
