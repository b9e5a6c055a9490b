//! The tree that front matter (YAML) and `site.toml` both become before anyone judges them.
//!
//! Every key and value keeps its span, every duplicate key is kept, and scalars keep their source text, so that
//! `1.10` never turns into 1.1. What a scalar means is asked of it (`as_bool`, `as_integer`), by the rules of
//! the YAML 1.2 core schema.

mod packed;

pub use packed::Packed;
use serde::{Deserialize, Serialize};

use crate::span::{Span, Spanned};

/// One value and its place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Node {
    /// Where the value stands.
    pub span: Span,
    /// The value.
    pub value: Value,
}

/// What a node holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Value {
    /// A single value.
    Scalar(Scalar),
    /// A list.
    List(Vec<Node>),
    /// Keys with values, in source order, duplicates included.
    Map(Vec<Entry>),
}

/// A single value: its text as written (escapes resolved), and whether it was written bare.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scalar {
    /// The text.
    pub text: Box<str>,
    /// Whether the text stood without quotes, and so may mean a number, a yes/no or nothing at all.
    pub plain: bool,
}

/// A key with its value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// The key and its place.
    pub key: Spanned<Box<str>>,
    /// The value.
    pub value: Node,
}

/// What a scalar means by the YAML 1.2 core schema.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Meaning {
    /// `null`, `~` or nothing.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A number with a fraction or an exponent.
    Number(f64),
    /// Anything else.
    Text,
}

impl Scalar {
    /// A quoted scalar.
    pub fn text(text: &str) -> Self {
        Self { text: text.into(), plain: false }
    }

    /// The number that the scalar means.
    #[expect(clippy::cast_precision_loss, reason = "numbers of a note are far below 2^53")]
    pub fn as_number(&self) -> Option<f64> {
        match self.meaning() {
            Meaning::Integer(value) => Some(value as f64),
            Meaning::Number(value) => Some(value),
            _ => None,
        }
    }

    /// What the scalar means.
    pub fn meaning(&self) -> Meaning {
        if !self.plain {
            return Meaning::Text;
        }
        match &*self.text {
            "" | "~" | "null" | "Null" | "NULL" => Meaning::Null,
            "true" | "True" | "TRUE" => Meaning::Bool(true),
            "false" | "False" | "FALSE" => Meaning::Bool(false),
            text => number(text),
        }
    }
}

fn number(text: &str) -> Meaning {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if !digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return Meaning::Text;
    }
    if digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.strip_prefix('+').unwrap_or(text).parse().map_or(Meaning::Text, Meaning::Integer);
    }
    let radix = |prefix, base| digits.strip_prefix(prefix).map(|rest| i64::from_str_radix(rest, base));
    if let Some(parsed) = radix("0x", 16).or_else(|| radix("0o", 8)) {
        return parsed.map_or(Meaning::Text, Meaning::Integer);
    }
    let is_float = digits.bytes().all(|byte| byte.is_ascii_digit() || b".eE+-".contains(&byte));
    match text.parse::<f64>() {
        Ok(value) if is_float => Meaning::Number(value),
        _ => Meaning::Text,
    }
}

impl Node {
    /// The scalar, when it is one.
    pub fn scalar(&self) -> Option<&Scalar> {
        match &self.value {
            Value::Scalar(scalar) => Some(scalar),
            _ => None,
        }
    }

    /// The text of a scalar, as written; nothing for an empty one, a list or a map.
    pub fn as_text(&self) -> Option<&str> {
        self.scalar().filter(|scalar| scalar.meaning() != Meaning::Null).map(|scalar| &*scalar.text)
    }

    /// The items of a list; none for anything else.
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// The entries of a map; none for anything else.
    pub fn entries(&self) -> &[Entry] {
        match &self.value {
            Value::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The first value of a key of this map.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// Takes away what stands below keys, one below the other, and what is left empty above it.
    pub fn remove<K: AsRef<str>>(&mut self, path: &[K]) {
        let (Value::Map(entries), Some((key, below))) = (&mut self.value, path.split_first()) else { return };
        entries.retain_mut(|entry| {
            if *entry.key.value != *key.as_ref() {
                return true;
            }
            entry.value.remove(below);
            let is_empty = matches!(&entry.value.value, Value::Map(inner) if inner.is_empty());
            !below.is_empty() && !is_empty && !entry.value.is_null()
        });
    }

    /// The first entry of a key of this map.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| &*entry.key.value == key)
    }

    /// The value at a path of keys: `revision.status`.
    pub fn at(&self, path: &str) -> Option<&Node> {
        path.split('.').try_fold(self, |node, key| node.get(key))
    }

    /// Whether there is a value at all.
    pub fn is_null(&self) -> bool {
        self.meaning() == Some(Meaning::Null)
    }

    /// What a scalar means; nothing for a list or a map.
    pub fn meaning(&self) -> Option<Meaning> {
        self.scalar().map(Scalar::meaning)
    }

    /// A yes or no, where `0` and `1` count too.
    pub fn as_flag(&self) -> Option<bool> {
        match self.meaning()? {
            Meaning::Bool(value) => Some(value),
            Meaning::Integer(value @ (0 | 1)) => Some(value == 1),
            _ => None,
        }
    }

    /// A whole number.
    pub fn as_integer(&self) -> Option<i64> {
        match self.meaning()? {
            Meaning::Integer(value) => Some(value),
            _ => None,
        }
    }

    /// A number.
    pub fn as_number(&self) -> Option<f64> {
        self.scalar()?.as_number()
    }

    /// What the node is, in an author's words: "a list", "the number 7".
    pub fn described(&self) -> String {
        match &self.value {
            Value::List(_) => "a list".to_owned(),
            Value::Map(_) => "a map of keys and values".to_owned(),
            Value::Scalar(scalar) => match scalar.meaning() {
                Meaning::Null => "nothing".to_owned(),
                Meaning::Bool(_) => format!("the boolean `{}`", scalar.text),
                Meaning::Integer(_) | Meaning::Number(_) => format!("the number `{}`", scalar.text),
                Meaning::Text => "text".to_owned(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bare_scalars_mean_what_the_core_schema_says() {
        let plain = |text: &str| Scalar { text: text.into(), plain: true }.meaning();
        assert_eq!(plain("~"), Meaning::Null);
        assert_eq!(plain("yes"), Meaning::Text);
        assert_eq!(plain("007"), Meaning::Integer(7));
        assert_eq!(plain("0x1f"), Meaning::Integer(31));
        assert_eq!(plain("1.10"), Meaning::Number(1.1));
        assert_eq!(plain("-2e3"), Meaning::Number(-2000.0));
        assert_eq!(plain("1.5.4"), Meaning::Text);
        assert_eq!(plain("2021-01-11"), Meaning::Text);
        assert_eq!(plain("nan"), Meaning::Text);
        assert_eq!(Scalar::text("true").meaning(), Meaning::Text);
    }
}
