//! Keys of site.toml, and levels of codes.

use super::{Item, Kind};
use crate::config;
use crate::diagnostic::{Code, Level};
use crate::ide::Question;

/// All levels.
const LEVELS: [Level; 4] = [Level::Allow, Level::Warn, Level::Deny, Level::Withhold];

pub(super) fn offer(question: &Question<'_>) -> Vec<Item> {
    let line = question.line_before();
    if line.trim_start().starts_with('#') {
        return Vec::new();
    }
    if let Some(name) = line.trim_start().strip_prefix('[') {
        let word =
            question.written(name.trim_start_matches('[').len(), |c: char| c.is_whitespace() || c == ']');
        return config::tables().into_iter().map(|table| Item::plain(table, Kind::Key, word)).collect();
    }
    let table = table_at(&question.text[..question.at - line.len()]);
    let rest = question.text[question.at..].lines().next().unwrap_or_default();
    let has_value = rest.contains('=');
    let Some((_, value)) = line.split_once('=') else {
        let typed = line.trim_start();
        let word = question.written(typed.len(), |c: char| c.is_whitespace() || c == '=');
        if table == "lints" {
            let code = |code: &Code| {
                let item = Item::plain(code.name(), Kind::Key, word).detail(code.default_level().name());
                let levels = LEVELS.map(Level::name).join(",");
                let value = if has_value { String::new() } else { format!(" = \"${{1|{levels}|}}\"") };
                item.about(code.summary()).writes(format!("{}{value}", code.name()))
            };
            return Code::ALL.iter().map(code).collect();
        }
        let key = |key: &str| {
            Item::plain(key, Kind::Key, word).writes(if has_value {
                key.to_owned()
            } else {
                format!("{key} = $1")
            })
        };
        let known = keys_below(&question.text[..question.at - line.len()], &question.text[question.at..]);
        let tables = config::tables();
        let is_table = |key: &str| tables.iter().any(|table| table.split('.').next() == Some(key));
        let keys = config::keys_of(table).into_iter();
        return keys
            .filter(|key| !(known.contains(key) || (table.is_empty() && is_table(key))))
            .map(key)
            .collect();
    };
    if table != "lints" {
        return Vec::new();
    }
    let typed = value.trim_start().trim_start_matches('"');
    let has_quote = value.contains('"');
    let word = question.written(typed.len(), |c: char| c.is_whitespace() || c == '"');
    let level = |level: Level| {
        let text = if has_quote { level.name().to_owned() } else { format!("\"{}\"", level.name()) };
        Item::plain(level.name(), Kind::Value, word).writes(text)
    };
    LEVELS.into_iter().map(level).collect()
}

/// The keys that the table around a place has already, from the text before it and behind it.
fn keys_below<'t>(before: &'t str, behind: &'t str) -> Vec<&'t str> {
    let is_key = |line: &&str| !line.trim_start().starts_with('[');
    let above = before.lines().rev().take_while(is_key);
    let lines = above.chain(behind.lines().skip(1).take_while(is_key));
    lines.filter_map(|line| Some(line.split_once('=')?.0.trim())).collect()
}

/// The table that a place is in, from the text before it.
fn table_at(text: &str) -> &str {
    let last = text.lines().rev().find(|line| line.trim_start().starts_with('['));
    last.map_or("", |line| line.split('#').next().unwrap_or_default().trim().trim_matches(['[', ']']).trim())
}
