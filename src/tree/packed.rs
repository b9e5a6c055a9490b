//! A tree in few bytes, for what most notes are not asked for: a site holds those of all its notes at once.
//!
//! Places are left out: they are for faults, and those are found before a tree is packed. A node is its kind, how long it
//! is (a text in bytes, a list or map in items), and what it holds.

use serde::{Deserialize, Serialize};

use super::{Entry, Node, Scalar, Value};
use crate::span::{Span, Spanned};

/// A text in quotes, a text without, a list, a map.
const KINDS: [u8; 4] = [0, 1, 2, 3];
/// How many bits of a kind's byte are the kind.
const KIND_BITS: u32 = 2;

/// A packed tree.
#[derive(Clone, PartialEq, Eq)]
pub struct Packed(Box<[u8]>);

impl Packed {
    /// Packs a tree.
    pub fn new(node: &Node) -> Self {
        let mut bytes = Vec::with_capacity(4096);
        put(node, &mut bytes);
        Self(bytes.into())
    }

    /// The tree, without places; nothing where the bytes are none, as in a memo that was made by hand.
    pub fn open(&self) -> Option<Node> {
        let mut rest = &*self.0;
        take(&mut rest).filter(|_| rest.is_empty())
    }
}

fn put(node: &Node, out: &mut Vec<u8>) {
    let [quoted, plain, list, map] = KINDS;
    match &node.value {
        Value::Scalar(scalar) => {
            put_head(if scalar.plain { plain } else { quoted }, scalar.text.len(), out);
            out.extend_from_slice(scalar.text.as_bytes());
        }
        Value::List(items) => {
            put_head(list, items.len(), out);
            for item in items {
                put(item, out);
            }
        }
        Value::Map(entries) => {
            put_head(map, entries.len(), out);
            for entry in entries {
                put_head(quoted, entry.key.value.len(), out);
                out.extend_from_slice(entry.key.value.as_bytes());
                put(&entry.value, out);
            }
        }
    }
}

fn take(rest: &mut &[u8]) -> Option<Node> {
    let [quoted, plain, list, map] = KINDS;
    let (kind, length) = take_head(rest)?;
    let value = match kind {
        kind if kind == quoted || kind == plain => {
            Value::Scalar(Scalar { text: take_text(rest, length)?, plain: kind == plain })
        }
        kind if kind == list => Value::List((0..length).map(|_| take(rest)).collect::<Option<_>>()?),
        kind if kind == map => Value::Map((0..length).map(|_| take_entry(rest)).collect::<Option<_>>()?),
        _ => return None,
    };
    Some(Node { span: Span::default(), value })
}

fn take_entry(rest: &mut &[u8]) -> Option<Entry> {
    let (_, length) = take_head(rest)?;
    let key = Spanned::new(take_text(rest, length)?, Span::default());
    Some(Entry { key, value: take(rest)? })
}

fn take_text(rest: &mut &[u8], length: usize) -> Option<Box<str>> {
    let (text, after) = rest.split_at_checked(length)?;
    *rest = after;
    std::str::from_utf8(text).ok().map(Box::from)
}

/// The kind in the lowest bits of a number of seven bits a byte, of which the highest says that more follow.
fn put_head(kind: u8, length: usize, out: &mut Vec<u8>) {
    let mut number = (length as u64) << KIND_BITS | u64::from(kind);
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

fn take_head(rest: &mut &[u8]) -> Option<(u8, usize)> {
    let mut number = 0;
    for shift in (0..u64::BITS).step_by(7) {
        let (byte, after) = rest.split_first()?;
        *rest = after;
        number |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            let length = usize::try_from(number >> KIND_BITS).ok()?;
            return Some((number as u8 & ((1 << KIND_BITS) - 1), length));
        }
    }
    None
}

impl std::fmt::Debug for Packed {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{:?}", self.open())
    }
}

impl Serialize for Packed {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Packed {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        <&[u8]>::deserialize(from).map(|bytes| Self(bytes.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(value: Value) -> Node {
        Node { span: Span::default(), value }
    }

    fn text(text: &str, plain: bool) -> Node {
        node(Value::Scalar(Scalar { text: text.into(), plain }))
    }

    fn sample() -> Node {
        let entry = |key: &str, value| Entry { key: Spanned::new(key.into(), Span::default()), value };
        let long = "ü".repeat(70_000);
        node(Value::Map(vec![
            entry("a", text("", true)),
            entry("a", text("1.10", false)),
            entry("", node(Value::List(vec![text(&long, true), node(Value::List(Vec::new()))]))),
            entry("map", node(Value::Map(Vec::new()))),
        ]))
    }

    #[test]
    fn a_tree_comes_back_as_it_was() {
        assert_eq!(Packed::new(&sample()).open(), Some(sample()));
    }

    #[test]
    fn bytes_that_are_no_tree_are_nothing() {
        let whole = Packed::new(&sample()).0;
        for at in (0..whole.len()).filter(|at| *at < 50 || at % 997 == 0 || at + 50 > whole.len()) {
            assert_eq!(Packed(whole[..at].into()).open(), None, "cut at {at}");
            let mut damaged = whole.clone();
            damaged[at] ^= 0xc3;
            let _ = Packed(damaged).open();
        }
        assert_eq!(Packed([whole, [0].into()].concat().into()).open(), None);
        assert_eq!(Packed(vec![0xff; 12].into()).open(), None);
    }
}
