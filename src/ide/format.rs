//! A front matter in order: keys as the format has them, no blanks at the ends of lines. What would mean something else afterwards is
//! not offered.

use super::Question;
use crate::engine::single;
use crate::span::Span;
use crate::tree::{Node, Value};

impl Question<'_> {
    /// The front matter with its keys in the format's order, and where it stands; None where it is in order, or can't be put so.
    pub fn sorted(&self) -> Option<(Span, String)> {
        let document = self.document();
        let front = document.front.as_ref()?;
        let schema = self.schema();
        let rank = |key: &str| {
            let field = schema.renames.field_of(key);
            schema.fields.iter().position(|known| known.name == field).unwrap_or(schema.fields.len())
        };
        let span = document.front_span;
        let text = span.of(self.text);
        let starts: Vec<usize> =
            front.entries().iter().map(|entry| self.start_of(entry.key.span, span)).collect();
        let first = *starts.first()?;
        let mut pieces: Vec<(usize, &str)> = Vec::new();
        for (at, entry) in front.entries().iter().enumerate() {
            let end = starts.get(at + 1).copied().unwrap_or(text.len());
            pieces.push((rank(&entry.key.value), text.get(starts[at]..end)?));
        }
        pieces.sort_by_key(|(rank, _)| *rank);
        let mut sorted = text[..first].to_owned();
        for (_, piece) in pieces {
            sorted.push_str(piece);
            if !piece.ends_with('\n') {
                sorted.push('\n');
            }
        }
        self.same(span, &sorted).then_some((span, sorted))
    }

    /// The front matter without blanks at the ends of its lines, and where it stands; None where there are none.
    pub fn formatted(&self) -> Option<(Span, String)> {
        let span = self.document().front_span;
        let tidy = |line: &str| {
            let content = line.trim_end_matches(['\n', '\r']);
            format!("{}{}", content.trim_end_matches([' ', '\t']), &line[content.len()..])
        };
        let formatted: String = span.of(self.text).split_inclusive('\n').map(tidy).collect();
        self.same(span, &formatted).then_some((span, formatted))
    }

    /// Where the lines of an entry begin, in its front matter: with the comments that stand right above its key.
    fn start_of(&self, key: Span, front: Span) -> usize {
        let text = front.of(self.text);
        let at = key.start as usize - front.start as usize;
        let mut start = text[..at].rfind('\n').map_or(0, |end| end + 1);
        while start > 0 {
            let above = text[..start - 1].rfind('\n').map_or(0, |end| end + 1);
            if !text[above..start].trim_start().starts_with('#') {
                break;
            }
            start = above;
        }
        start
    }

    /// Whether a file with another text of its front matter says the same, and is not the same.
    fn same(&self, span: Span, new: &str) -> bool {
        let range = span.range();
        if self.text.get(range.clone()) == Some(new) {
            return false;
        }
        let text = [&self.text[..range.start], new, &self.text[range.end..]].concat();
        let (old, new) = (self.document(), single::document(self.path, &text, &self.build.config));
        let is_sound = |front: &Option<Node>| front.as_ref().map(plain);
        old.front_is_whole && new.front_is_whole && is_sound(&old.front) == is_sound(&new.front)
    }
}

/// A value without its places, and with the keys of maps in one order.
#[derive(PartialEq)]
enum Plain {
    Scalar(crate::tree::Scalar),
    List(Vec<Plain>),
    Map(Vec<(String, Plain)>),
}

fn plain(node: &Node) -> Plain {
    match &node.value {
        Value::Scalar(scalar) => Plain::Scalar(scalar.clone()),
        Value::List(items) => Plain::List(items.iter().map(plain).collect()),
        Value::Map(entries) => {
            let mut entries: Vec<(String, Plain)> =
                entries.iter().map(|entry| (entry.key.value.to_string(), plain(&entry.value))).collect();
            entries.sort_by(|(a, _), (b, _)| a.cmp(b));
            Plain::Map(entries)
        }
    }
}
