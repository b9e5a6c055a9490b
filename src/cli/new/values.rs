//! Values that a new note begins with: what was given, what is known, and what its author is asked for.

use anyhow::{Result, bail};

use crate::cli::beginning::language::asked;
use crate::cli::context;
use crate::edit::written::Value;
use crate::validate::schema::{Field, Form, Schema, Shape};

/// Keys with values, in order.
pub(super) type Map = Vec<(String, Value)>;

/// Fields that say something of one note alone, or of what has not happened yet: that others have them is no reason to begin
/// with them.
const OWN: [&str; 20] = [
    "updated",
    "slug",
    "aliases",
    "draft",
    "weight",
    "lints",
    "ai_outline",
    "ai_brief",
    "reference",
    "hash",
    "image_sources",
    "payload",
    "notes",
    "watches",
    "alerts",
    "entities",
    "change.metric",
    "revision.reviewed_by",
    "revision.deferred",
    "revision.superseded_by",
];

/// A value for a field that has to be there.
pub(super) fn required(field: &Field) -> Value {
    match &field.shape {
        Shape::Choice(words) => Value::text(words.first().cloned().unwrap_or_default()),
        Shape::Bool | Shape::Flag => Value::Bare("false".to_owned()),
        Shape::Integer(range) | Shape::Number(range) => Value::Bare(range.minimum.unwrap_or(1.0).to_string()),
        Shape::Form(Form::Date | Form::DateTime) => Value::Bare(context::today(None).to_string()),
        Shape::Form(Form::Interval) => Value::text("6 months"),
        Shape::Form(Form::Url | Form::Source) => Value::text("https://example.org/"),
        Shape::List(_) => usual(field).unwrap_or(Value::List(Vec::new())),
        Shape::Map(_) | Shape::Open(..) => Value::Map(Vec::new()),
        _ => usual(field).unwrap_or_else(|| Value::text(asked(field))),
    }
}

/// A value for a field that may be there: none where only a guess would be valid.
pub(super) fn usual(field: &Field) -> Option<Value> {
    match &field.shape {
        Shape::Text | Shape::Form(Form::Summary) => Some(Value::text(asked(field))),
        Shape::Form(Form::Version) => Some(Value::Bare("0.1.0".to_owned())),
        Shape::Choice(words) if field.name == "status" => Some(Value::text(words.first()?)),
        Shape::List(item) => match &**item {
            Shape::Text | Shape::TextOr(_) | Shape::Item => {
                Some(Value::List(vec![Value::text(asked(field))]))
            }
            _ => None,
        },
        _ => None,
    }
}

/// What a field begins with because most notes beside it have it.
pub(super) fn habit(field: &Field, path: &str, has: &dyn Fn(&str) -> bool) -> Option<Value> {
    if !has(path) || OWN.contains(&path) {
        return None;
    }
    let Shape::Map(inner) = &field.shape else { return usual(field) };
    let entries: Map = inner
        .iter()
        .filter_map(|field| Some((field.name.clone(), habit(field, &format!("{path}.{}", field.name), has)?)))
        .collect();
    (!entries.is_empty()).then_some(Value::Map(entries))
}

/// The field at a path, which may be a key of a map.
pub(super) fn field_at(schema: &Schema, path: &str) -> Option<Field> {
    let shape = schema.at(path)?.clone();
    let (above, name) = path.rsplit_once('.').map_or((None, path), |(above, name)| (Some(above), name));
    let known = match above {
        None => schema.field(name).cloned(),
        Some(above) => match schema.at(above) {
            Some(Shape::Map(fields) | Shape::Open(fields, _)) => {
                fields.iter().find(|field| field.name == name).cloned()
            }
            _ => None,
        },
    };
    let shown = crate::validate::schema::Shown::InDetails;
    let unnamed = Field { name: name.to_owned(), shape, required: false, description: String::new(), shown };
    Some(known.unwrap_or(unnamed))
}

/// A value as the field wants it: a list from words with commas, a number, a day, yes or no, else text.
pub(super) fn parsed(value: &str, shape: Option<&Shape>) -> Value {
    let is_bare = match shape {
        Some(Shape::List(_)) => {
            let items = value.split(',').map(str::trim).filter(|item| !item.is_empty());
            return Value::List(items.map(Value::text).collect());
        }
        Some(Shape::Integer(_) | Shape::Number(_)) => value.parse::<f64>().is_ok_and(f64::is_finite),
        Some(Shape::Bool | Shape::Flag) => value == "true" || value == "false",
        Some(Shape::Form(Form::Date | Form::DateTime)) => {
            value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-:+.".contains(&byte))
                && value.starts_with(|c: char| c.is_ascii_digit())
                && !value.ends_with(':')
        }
        _ => false,
    };
    if is_bare { Value::Bare(value.to_owned()) } else { Value::text(value) }
}

/// Puts a value under the keys of a path.
pub(super) fn insert(map: &mut Map, key: &str, value: Value) -> Result<()> {
    let (first, rest) = key.split_once('.').map_or((key, None), |(first, rest)| (first, Some(rest)));
    let at = map.iter().position(|(name, _)| name == first);
    let Some(rest) = rest else {
        match at {
            Some(at) => map[at].1 = value,
            None => map.push((first.to_owned(), value)),
        }
        return Ok(());
    };
    let at = at.unwrap_or_else(|| {
        map.push((first.to_owned(), Value::Map(Vec::new())));
        map.len() - 1
    });
    match &mut map[at].1 {
        Value::Map(inner) => insert(inner, rest, value),
        _ => bail!("`{first}` has a value already, and can't hold `{rest}`"),
    }
}

/// Takes the value at the path of a field, with its place; a map that holds nothing else goes with it.
pub(super) fn take(map: &mut Map, field: &str) -> Option<(usize, Value)> {
    let (first, rest) = field.split_once('.').map_or((field, None), |(first, rest)| (first, Some(rest)));
    let at = map.iter().position(|(name, _)| name == first)?;
    let Some(rest) = rest else { return Some((at, map.remove(at).1)) };
    let Value::Map(inner) = &mut map[at].1 else { return None };
    let (_, value) = take(inner, rest)?;
    if inner.is_empty() {
        map.remove(at);
    }
    Some((at, value))
}
