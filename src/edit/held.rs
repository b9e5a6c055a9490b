//! Holds a changed front matter against the one before: nothing may differ but what was to be changed. An anchor, or a form that
//! few people write, can tie a value to others; such an edit is refused and not made.

use super::keys::Refusal;
use super::{Front, front};
use crate::path::SourcePath;
use crate::span::Span;
use crate::tree::{Node, Packed, Value};

/// The key below which an item of a list keeps a digest; its pattern is the rest.
const PATH: &str = "path";

/// A changed text, if nothing of its front matter is otherwise but the values of these keys, and digests in the list of one.
///
/// # Errors
///
/// Something else is otherwise too, or the front matter can no longer be read.
pub(super) fn held(
    path: &SourcePath,
    (old, new): (&str, String),
    keys: &[Vec<&str>],
    digests: &[&str],
) -> Result<String, Refusal> {
    let rest = |text: &str| -> Result<Packed, Refusal> {
        let mut root = match front(path, text).ok_or(Refusal::Tied)? {
            Front::Map(root, _) => root,
            Front::None(_) | Front::Empty(_) => Node { span: Span::at(0), value: Value::Map(Vec::new()) },
        };
        for key in keys {
            root.remove(key);
        }
        without_digests(&mut root, digests);
        Ok(Packed::new(&root))
    };
    if rest(old)? == rest(&new)? { Ok(new) } else { Err(Refusal::Tied) }
}

/// Leaves of each item of a list its pattern alone.
fn without_digests(node: &mut Node, key: &[&str]) {
    let (Value::Map(entries), Some((first, below))) = (&mut node.value, key.split_first()) else { return };
    for entry in entries.iter_mut().filter(|entry| *entry.key.value == **first) {
        match &mut entry.value.value {
            Value::List(items) if below.is_empty() => {
                for item in items {
                    if let Some(pattern) = item.get(PATH) {
                        *item = pattern.clone();
                    }
                }
            }
            _ => without_digests(&mut entry.value, below),
        }
    }
}
