//! What may stand at a spot of a front matter, and how it is written.

use super::yaml::Step;
use crate::edit::written::scalar;
use crate::validate::Schema;
use crate::validate::schema::{Field, Form, Range, Shape};

/// What may stand somewhere.
pub(super) enum Allowed<'s> {
    /// These keys.
    Keys(&'s [Field]),
    /// A value of this shape.
    Value(&'s Shape),
    /// Nobody knows.
    Unknown,
}

/// The shape of the value at the end of a way; of the top there is none, but its keys.
pub(super) fn at<'s>(schema: &'s Schema, way: &[Step]) -> Allowed<'s> {
    let Some((Step::Key(first), rest)) = way.split_first() else { return Allowed::Keys(&schema.fields) };
    let Some(shape) = schema.at(schema.renames.field_of(first)) else { return Allowed::Unknown };
    rest.iter().try_fold(shape, inner).map_or(Allowed::Unknown, Allowed::Value)
}

fn inner<'s>(shape: &'s Shape, step: &Step) -> Option<&'s Shape> {
    match (shape, step) {
        (Shape::List(item), Step::Item) => Some(item),
        (Shape::Map(fields) | Shape::TextOr(fields), Step::Key(key)) => {
            fields.iter().find(|field| field.name == *key).map(|field| &field.shape)
        }
        (Shape::Open(fields, others), Step::Key(key)) => {
            Some(fields.iter().find(|field| field.name == *key).map_or(&**others, |field| &field.shape))
        }
        _ => None,
    }
}

/// The keys that a value of this shape has.
pub(super) fn keys(shape: &Shape) -> &[Field] {
    match shape {
        Shape::Map(fields) | Shape::TextOr(fields) | Shape::Open(fields, _) => fields,
        _ => &[],
    }
}

/// The field of a way, with its description.
pub(super) fn field<'s>(schema: &'s Schema, way: &[Step]) -> Option<&'s Field> {
    let last = way.iter().rposition(|step| matches!(step, Step::Key(_)))?;
    let Step::Key(key) = &way[last] else { return None };
    match at(schema, &way[..last]) {
        Allowed::Keys(fields) => fields.iter().find(|field| field.name == schema.renames.field_of(key)),
        Allowed::Value(shape) => keys(shape).iter().find(|field| field.name == *key),
        Allowed::Unknown => None,
    }
}

/// What a value of a shape is, in words.
pub(super) fn told(shape: &Shape) -> String {
    match shape {
        Shape::Text | Shape::Scalar => "text".to_owned(),
        Shape::Form(form) => of_form(*form).to_owned(),
        Shape::Choice(words) => format!("one of {}", listed(words)),
        Shape::Pattern(pattern) => format!("text that matches `{}`", pattern.as_str()),
        Shape::Bool | Shape::Flag => "`true` or `false`".to_owned(),
        Shape::Integer(range) => bounded("a whole number", range),
        Shape::Number(range) => bounded("a number", range),
        Shape::List(item) => format!("a list; each item: {}", told(item)),
        Shape::Item | Shape::Any => "anything".to_owned(),
        Shape::OutlineItem => "text, or a key with a text".to_owned(),
        Shape::TextOr(fields) => format!("text, or a map with {}", names(fields)),
        Shape::Map(fields) => format!("a map with {}", names(fields)),
        Shape::Open(fields, _) if fields.is_empty() => "a map".to_owned(),
        Shape::Open(fields, _) => format!("a map with {}, and other keys", names(fields)),
    }
}

fn of_form(form: Form) -> &'static str {
    match form {
        Form::Date => "a date: `2026-01-31`",
        Form::DateTime => "a date: `2026-01-31`, or a date with a time: `2026-01-31T09:30:00Z`",
        Form::Version => "a version: `1.4.0`",
        Form::Interval => "an interval: `6 months`",
        Form::Hash => "lower-case hex, 8 to 64 digits",
        Form::Slug => "lower-case letters, digits, `-` and `_`",
        Form::Alias => "a path on the site: `/notes/old-name/`",
        Form::Url => "an http or https address",
        Form::Source => "an http or https address, or a file of the site",
        Form::Summary => "text, up to 300 characters",
        Form::Language => "a language that the highlighter knows: `bash`",
    }
}

fn listed(words: &[String]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

fn names(fields: &[Field]) -> String {
    fields.iter().map(|field| format!("`{}`", field.name)).collect::<Vec<_>>().join(", ")
}

fn bounded(what: &str, range: &Range) -> String {
    match (range.minimum, range.maximum) {
        (Some(least), Some(most)) => format!("{what} from {least} to {most}"),
        (Some(least), None) => format!("{what} from {least} on"),
        (None, Some(most)) => format!("{what} up to {most}"),
        (None, None) => what.to_owned(),
    }
}

/// What is written behind a key whose value is to have this shape, with gaps for an editor to stop at, as snippets have them.
pub(super) fn snippet(shape: &Shape, indent: usize, today: &str) -> String {
    let below = " ".repeat(indent + 2);
    match shape {
        Shape::Choice(words) => {
            format!(" ${{1|{}|}}", words.iter().map(|word| in_choice(word)).collect::<Vec<_>>().join(","))
        }
        Shape::Bool | Shape::Flag => " ${1|true,false|}".to_owned(),
        Shape::Form(Form::Date | Form::DateTime) => format!(" ${{1:{today}}}"),
        Shape::Form(Form::Version) => " ${1:1.0.0}".to_owned(),
        Shape::Form(Form::Interval) => " ${1:6 months}".to_owned(),
        Shape::List(item) if keys(item).iter().any(|key| key.required) && matches!(**item, Shape::Map(_)) => {
            format!(
                "\n{below}- {}: $1",
                keys(item).iter().find(|key| key.required).map_or("", |key| &key.name)
            )
        }
        Shape::List(_) => format!("\n{below}- $1"),
        Shape::Map(fields) if !fields.is_empty() => {
            let first = fields.iter().find(|field| field.required).unwrap_or(&fields[0]);
            format!("\n{below}{}:{}", first.name, snippet(&first.shape, indent + 2, today))
        }
        Shape::Map(_) | Shape::Open(..) => format!("\n{below}$1"),
        _ => " $1".to_owned(),
    }
}

/// The same between braces, where everything is on one line.
pub(super) fn inline_snippet(shape: &Shape, today: &str) -> String {
    match shape {
        Shape::List(_) => " [$1]".to_owned(),
        Shape::Map(_) | Shape::Open(..) => " { $1 \\}".to_owned(),
        shape => snippet(shape, 0, today),
    }
}

/// A word as YAML has to have it, as a choice of a snippet: signs that mean something there are escaped.
fn in_choice(word: &str) -> String {
    scalar(word)
        .replace('\\', "\\\\")
        .replace('|', "\\|")
        .replace(',', "\\,")
        .replace('}', "\\}")
        .replace('$', "\\$")
}
