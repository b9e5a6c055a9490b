//! What was given for fields on the command line, and what is refused of it before anything is written.

use anyhow::{Result, bail, ensure};

use crate::cli::args::New;
use crate::diagnostic::Diagnostic;
use crate::validate::Schema;
use crate::validate::schema::Shape;

/// Refuses a field that is given twice, but for lists, whose items can come one by one; and one that is given nothing.
pub(super) fn ensure_once(args: &New, schema: &Schema) -> Result<()> {
    let mut seen: Vec<&str> = named(args).collect();
    for (key, value) in &args.set {
        ensure!(
            !value.trim().is_empty(),
            "`--set {key}=` has no value\n  write one, or leave the option out; nothing was written"
        );
        let field = schema.renames.field_of(key);
        if !matches!(schema.at(field), Some(Shape::List(_))) && seen.contains(&field) {
            bail!(
                "`{key}` is given twice, and has one value\n  leave one of the two out; nothing was written"
            );
        }
        seen.push(field);
    }
    Ok(())
}

/// Refuses what was given for a field, as `check` would.
pub(super) fn refuse(args: &New, faults: &[Diagnostic]) -> Result<()> {
    let given: Vec<&str> = named(args).chain(args.set.iter().map(|(key, _)| key.as_str())).collect();
    let of_given = |fault: &&Diagnostic| {
        fault.key.as_deref().is_some_and(|key| given.iter().any(|given| is_about(key, given)))
    };
    let refused: Vec<String> = faults
        .iter()
        .filter(|fault| fault.is_error())
        .filter(of_given)
        .map(|fault| {
            let help = fault.help.as_ref().map_or_else(String::new, |help| format!("\n  {help}"));
            format!("{}{help}", fault.message)
        })
        .collect();
    ensure!(refused.is_empty(), "{}\n  nothing was written", refused.join("\n"));
    Ok(())
}

/// The fields that have options of their own, as far as these were given.
fn named(args: &New) -> impl Iterator<Item = &str> {
    let all = [("title", args.title.is_some()), ("topic", args.topic.is_some())];
    all.into_iter().filter(|(_, is_given)| *is_given).map(|(name, _)| name)
}

/// Whether what is said of one key is about what was given for another one: the same, one within it, or one around it.
fn is_about(key: &str, given: &str) -> bool {
    let is_within = |inner: &str, outer: &str| {
        inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    };
    is_within(key, given) || is_within(given, key)
}
