//! A [`Schema`] as JSON Schema, draft 2020-12, for editors and other tools.

use serde_json::{Map, Value, json};

use super::day;
use super::schema::{Field, Form, Range, Schema, Shape};
use crate::config::Unknown;

/// The schema of a site's notes. `$id` is where the site would publish it.
pub fn json_schema(schema: &Schema, base_url: &str) -> Value {
    let mut root = Map::new();
    root.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
    root.insert("$id".to_owned(), json!(format!("{base_url}/note.schema.json")));
    root.insert("title".to_owned(), json!("Front matter of a maintenance note"));
    let closed = schema.unknown == Unknown::Deny;
    root.extend(object(&schema.fields, if closed { json!(false) } else { json!(true) }));
    if let Some(Value::Object(properties)) = root.get_mut("properties") {
        // Read as `score` too; the validator says that it is the older name.
        if let Some(score) = properties.get("score").cloned() {
            let mut scores = score;
            scores["deprecated"] = json!(true);
            properties.insert("scores".to_owned(), scores);
        }
    }
    for rename in &schema.renames.0 {
        add_name(&mut root, schema, &rename.own.value, &rename.field.value);
    }
    for path in &schema.required_within {
        let ours = required_within(path);
        let own = schema.renames.name_of(path);
        let either = || json!({ "anyOf": [ours.clone(), { "required": [own] }] });
        add_rule(&mut root, if own == path { ours.clone() } else { either() });
    }
    Value::Object(root)
}

/// A field of another tool that is read as ours: it stands for that, where it is required too.
fn add_name(root: &mut Map<String, Value>, schema: &Schema, own: &str, field: &str) {
    let Some(held) = schema.at(field) else { return };
    if let Some(Value::Object(properties)) = root.get_mut("properties") {
        let mut value = shape(held);
        value["description"] = json!(format!("Read as `{field}`."));
        properties.insert(own.to_owned(), value);
    }
    if let Some(Value::Array(required)) = root.get_mut("required")
        && let Some(at) = required.iter().position(|name| name == field)
    {
        required.remove(at);
        add_rule(root, json!({ "anyOf": [{ "required": [field] }, { "required": [own] }] }));
    }
}

/// One more rule that a whole front matter has to meet.
fn add_rule(root: &mut Map<String, Value>, rule: Value) {
    if let Value::Array(all) = root.entry("allOf").or_insert_with(|| json!([])) {
        all.push(rule);
    }
}

/// That a key within maps is there.
fn required_within(path: &str) -> Value {
    match path.split_once('.') {
        None => json!({ "required": [path] }),
        Some((key, rest)) => {
            json!({ "required": [key], "properties": { key: required_within(rest) } })
        }
    }
}

fn object(fields: &[Field], others: Value) -> Map<String, Value> {
    let mut object = Map::new();
    object.insert("type".to_owned(), json!("object"));
    let properties: Map<String, Value> =
        fields.iter().map(|field| (field.name.clone(), property(field))).collect();
    object.insert("properties".to_owned(), Value::Object(properties));
    let required: Vec<&str> =
        fields.iter().filter(|field| field.required).map(|field| field.name.as_str()).collect();
    if !required.is_empty() {
        object.insert("required".to_owned(), json!(required));
    }
    object.insert("additionalProperties".to_owned(), others);
    object
}

fn property(field: &Field) -> Value {
    let mut value = shape(&field.shape);
    if !field.description.is_empty() {
        value["description"] = json!(field.description);
    }
    value
}

fn shape(shape: &Shape) -> Value {
    match shape {
        Shape::Text => json!({ "type": ["string", "number", "boolean"], "pattern": r"\S" }),
        Shape::Form(form) => self::form(*form),
        Shape::Choice(words) => json!({ "type": "string", "enum": words }),
        Shape::Pattern(pattern) => json!({ "type": "string", "pattern": pattern.as_str() }),
        Shape::Bool => json!({ "type": "boolean" }),
        Shape::Flag => json!({ "enum": [true, false, 0, 1] }),
        Shape::Integer(range) => bounded("integer", range),
        Shape::Number(range) => bounded("number", range),
        Shape::Scalar => json!({ "type": ["string", "number", "boolean"] }),
        Shape::List(item) => json!({ "type": "array", "items": self::shape(item) }),
        Shape::Item => json!({ "anyOf": [self::shape(&Shape::Text), { "type": ["array", "object"] }] }),
        Shape::OutlineItem => json!({ "anyOf": [
            { "type": ["string", "number", "boolean"], "pattern": r"\S" },
            { "type": "object", "minProperties": 1, "maxProperties": 1,
              "additionalProperties": { "type": ["string", "number", "boolean"], "pattern": r"\S" } },
        ] }),
        Shape::TextOr(fields) => {
            json!({ "anyOf": [self::shape(&Shape::Text), Value::Object(object(fields, json!(false)))] })
        }
        Shape::Map(fields) => Value::Object(object(fields, json!(false))),
        Shape::Open(fields, others) => Value::Object(object(fields, self::shape(others))),
        Shape::Any => json!({}),
    }
}

fn bounded(kind: &str, range: &Range) -> Value {
    let mut value = json!({ "type": kind });
    let number = |bound: f64| if bound.fract() == 0.0 { json!(bound as i64) } else { json!(bound) };
    if let Some(minimum) = range.minimum {
        value["minimum"] = number(minimum);
    }
    if let Some(maximum) = range.maximum {
        value["maximum"] = number(maximum);
    }
    value
}

fn form(form: Form) -> Value {
    match form {
        Form::Date => json!({ "type": "string", "format": "date" }),
        Form::DateTime => {
            json!({ "type": "string",
                "anyOf": [{ "format": "date" }, { "format": "date-time" }, { "pattern": day::YAML_TIME }] })
        }
        Form::Summary | Form::Language => shape(&Shape::Text),
        other => match other.pattern() {
            Some(pattern) => match other.most() {
                Some(most) => json!({ "type": "string", "pattern": pattern, "maxLength": most }),
                None => json!({ "type": "string", "pattern": pattern }),
            },
            None => json!({ "type": "string" }),
        },
    }
}
