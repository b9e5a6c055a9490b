//! What `new --set` is offered: the fields that notes of the site can have, and once one is written, what it can hold.

use std::ffi::OsStr;

use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};

use super::build_of_site;
use crate::engine::Build;
use crate::validate::schema::{Field, Schema, Shape};

/// Fields, each with `=` behind it, and their values.
pub(in crate::cli) fn fields_and_values() -> ArgValueCompleter {
    ArgValueCompleter::new(|typed: &OsStr| {
        let typed = typed.to_str().unwrap_or_default();
        let offered = |build: Build| offered(&build, &Schema::of_notes(&build.config.schema, None), typed);
        build_of_site().map_or_else(|_| Vec::new(), offered)
    })
}

fn offered(build: &Build, schema: &Schema, typed: &str) -> Vec<CompletionCandidate> {
    let begins = |text: &String| text.starts_with(typed);
    let Some((key, value)) = typed.split_once('=') else {
        let mut fields = Vec::new();
        add(&schema.fields, "", schema, &mut fields);
        let fields = fields.into_iter().filter(|(name, _)| begins(name));
        return fields.map(|(name, about)| CompletionCandidate::new(name).help(Some(about.into()))).collect();
    };
    let field = schema.renames.field_of(key);
    // Items of a list have commas between them: what is written before the last one stays.
    let done = match schema.at(field) {
        Some(Shape::List(_)) => value.rfind(',').map_or(0, |at| at + 1),
        _ => 0,
    };
    let before = format!("{key}={}", &value[..done]);
    let values = values(build, schema.at(field), field).into_iter().map(|value| format!("{before}{value}"));
    values.filter(begins).map(CompletionCandidate::new).collect()
}

/// The fields that one value can be given, by their paths, with what they are about.
fn add(fields: &[Field], above: &str, schema: &Schema, into: &mut Vec<(String, String)>) {
    for field in fields {
        let path = if above.is_empty() { field.name.clone() } else { format!("{above}.{}", field.name) };
        match &field.shape {
            Shape::Map(inner) | Shape::Open(inner, _) => add(inner, &path, schema, into),
            Shape::List(item) if matches!(**item, Shape::Map(_)) => {}
            _ => into.push((format!("{}=", schema.renames.name_of(&path)), field.description.clone())),
        }
    }
}

/// What a field can hold: its words, or those that notes of the site have in it.
fn values(build: &Build, shape: Option<&Shape>, field: &str) -> Vec<String> {
    match shape {
        Some(Shape::Choice(words)) => return words.clone(),
        Some(Shape::Bool | Shape::Flag) => return vec!["true".to_owned(), "false".to_owned()],
        _ => {}
    }
    let index = build.site.taxonomies.iter().find(|taxonomy| taxonomy.config.field == field);
    index.map_or_else(Vec::new, |index| index.terms.iter().map(|term| term.name.to_string()).collect())
}
