//! A tree in few bytes, for what most notes are not asked for: a site holds those of all its notes at once.
//!
//! Places are left out: they are for faults, and those are found before a tree is packed. A node is its kind, how long it
//! is (a text in bytes, a list or map in items), and what it holds.

use serde::{Deserialize, Serialize};

use super::{Entry, Node, Scalar, Value};
use crate::span::{Span, Spanned};
use crate::varint;

/// A text in quotes, or a key.
const QUOTED: u64 = 0;
/// A text without quotes.
const PLAIN: u64 = 1;
/// A list.
const LIST: u64 = 2;
/// A map.
const MAP: u64 = 3;
/// How many bits of a node's head say of which kind it is; the others say how long it is.
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
    match &node.value {
        Value::Scalar(scalar) => put_text(if scalar.plain { PLAIN } else { QUOTED }, &scalar.text, out),
        Value::List(items) => {
            put_head(LIST, items.len(), out);
            for item in items {
                put(item, out);
            }
        }
        Value::Map(entries) => {
            put_head(MAP, entries.len(), out);
            for entry in entries {
                put_text(QUOTED, &entry.key.value, out);
                put(&entry.value, out);
            }
        }
    }
}

fn put_text(kind: u64, text: &str, out: &mut Vec<u8>) {
    put_head(kind, text.len(), out);
    out.extend_from_slice(text.as_bytes());
}

fn put_head(kind: u64, length: usize, out: &mut Vec<u8>) {
    varint::put((length as u64) << KIND_BITS | kind, out);
}

fn take(rest: &mut &[u8]) -> Option<Node> {
    let (kind, length) = take_head(rest)?;
    let value = match kind {
        LIST => Value::List((0..length).map(|_| take(rest)).collect::<Option<_>>()?),
        MAP => Value::Map((0..length).map(|_| take_entry(rest)).collect::<Option<_>>()?),
        kind => Value::Scalar(Scalar { text: take_text(rest, length)?, plain: kind == PLAIN }),
    };
    Some(Node { span: Span::default(), value })
}

fn take_entry(rest: &mut &[u8]) -> Option<Entry> {
    let (_, length) = take_head(rest)?;
    let key = Spanned::new(take_text(rest, length)?, Span::default());
    Some(Entry { key, value: take(rest)? })
}

fn take_text(rest: &mut &[u8], length: usize) -> Option<Box<str>> {
    std::str::from_utf8(varint::take_bytes(rest, length)?).ok().map(Box::from)
}

fn take_head(rest: &mut &[u8]) -> Option<(u64, usize)> {
    let head = varint::take(rest)?;
    Some((head & ((1 << KIND_BITS) - 1), usize::try_from(head >> KIND_BITS).ok()?))
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

    fn plain(text: &str) -> Node {
        node(Value::Scalar(Scalar { text: text.into(), plain: true }))
    }

    fn sample() -> Node {
        let entry = |key: &str, value| Entry { key: Spanned::new(key.into(), Span::default()), value };
        let long = "ü".repeat(70_000);
        node(Value::Map(vec![
            entry("a", plain("")),
            entry("a", node(Value::Scalar(Scalar::text("1.10")))),
            entry("", node(Value::List(vec![plain(&long), node(Value::List(Vec::new()))]))),
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
