//! Mistakes that take several lines: lists and maps as YAML has them, a text that goes on in the next line.

use std::ops::Range;

use super::lines::{Line, Lines, Place, begins_anew, equals, is_bare, string};
use super::mistake::as_toml;
use crate::parse::mistake::Mistake;

/// Most lines that are looked at for the end of a text.
const MOST: usize = 40;

/// The mistake that begins in a line, with the number of the last line that it takes. Its places are bytes of the file.
pub(super) fn of(lines: &Lines<'_>, number: usize) -> Option<(Mistake, usize)> {
    let line = lines.all.get(number).filter(|line| line.place == Place::Statement)?;
    yaml_list(lines, line, number)
        .or_else(|| yaml_tables(lines, line, number))
        .or_else(|| yaml_map(lines, line, number))
        .or_else(|| text(lines, line, number))
}

/// The key of a line that ends in a colon and has nothing else.
fn opened<'t>(line: &Line<'t>) -> Option<&'t str> {
    line.text.trim().strip_suffix(':').map(str::trim_end).filter(|key| is_bare(key))
}

fn colon(line: &Line<'_>) -> Range<usize> {
    let end = line.start + line.text.trim_end().len();
    end - 1..end
}

/// `required:`, and below it `- title`.
fn yaml_list(lines: &Lines<'_>, line: &Line<'_>, number: usize) -> Option<(Mistake, usize)> {
    let key = opened(line)?;
    let below = lines.all[number + 1..].iter();
    let items: Vec<&str> = below
        .map_while(|line| line.text.trim().strip_prefix("- "))
        .map(|item| item.trim().trim_end_matches(','))
        .collect();
    let is_plain = |item: &&str| !item.contains([':', '#', '[', '{', '\\']);
    if items.is_empty() || !items.iter().all(is_plain) {
        return None;
    }
    let last = number + items.len();
    let right = format!("{key} = [{}]", items.into_iter().map(as_toml).collect::<Vec<_>>().join(", "));
    let message = format!("the list of `{key}` is written as in YAML; in TOML it stands in brackets");
    let mistake = Mistake::new(colon(line), message, format!("write `{right}`"));
    let whole = line.start..lines.all[last].end();
    let is_certain = !line.text.starts_with([' ', '\t']);
    Some((if is_certain { mistake.fix(whole, right) } else { mistake }, last))
}

/// `menu:`, and below it `- title: Notes` with what belongs to it.
fn yaml_tables(lines: &Lines<'_>, line: &Line<'_>, number: usize) -> Option<(Mistake, usize)> {
    let key = opened(line)?;
    let is_item = |line: &Line<'_>| line.text.trim_start().starts_with("- ");
    let first = lines.all.get(number + 1).filter(|line| is_item(line))?;
    let below = lines.all[number + 1..].iter();
    let count = below.take_while(|line| is_item(line) || line.text.starts_with([' ', '\t'])).count();
    let setting = setting(first.text.trim_start().trim_start_matches('-'))
        .unwrap_or_else(|| "title = \"…\"".to_owned());
    let message = format!("the list of `{key}` is written as in YAML");
    let help = format!(
        "write each of its items as a table: `[[{key}]]` on a line of its own, and `{setting}` below it"
    );
    Some((Mistake::new(colon(line), message, help), number + count))
}

/// `theme:`, and indented below it `accent: "#663399"`.
fn yaml_map(lines: &Lines<'_>, line: &Line<'_>, number: usize) -> Option<(Mistake, usize)> {
    let key = opened(line).filter(|_| !line.text.starts_with([' ', '\t']))?;
    let is_indented = |line: &&Line<'_>| line.text.starts_with([' ', '\t']) && !line.text.trim().is_empty();
    let below: Vec<&Line<'_>> = lines.all[number + 1..].iter().take_while(is_indented).collect();
    let settings: Vec<String> = below.iter().map(|line| setting(line.text)).collect::<Option<_>>()?;
    let first = settings.first()?;
    let last = number + settings.len();
    let message = format!("the table `{key}` is written as in YAML");
    let help = format!("write `[{key}]` on a line of its own, and `{first}` below it");
    let mistake = Mistake::new(colon(line), message, help);
    // What follows without a header of its own would become part of the table.
    let behind = lines.all[last + 1..]
        .iter()
        .find(|line| !matches!(line.text.trim().chars().next(), None | Some('#')));
    if behind.is_some_and(|line| line.place != Place::Header) {
        return Some((mistake, last));
    }
    let right = format!("[{key}]\n{}", settings.join("\n"));
    Some((mistake.fix(line.start..lines.all[last].end(), right), last))
}

/// `accent: "#663399"` as TOML has it.
fn setting(text: &str) -> Option<String> {
    let (key, value) = text.trim().split_once(':')?;
    let (key, value) = (key.trim_end(), value.strip_prefix([' ', '\t'])?.trim());
    let is_quoted = value.starts_with(['"', '\'']) && string(value) == Some(value.len());
    let is_plain = is_quoted || !value.contains(['#', '"', '\'', '[', '{', '&', '*', '|', '>']);
    (is_bare(key) && !value.is_empty() && is_plain).then(|| format!("{key} = {}", as_toml(value)))
}

/// `description = "One line`, and `another one"` below it.
fn text(lines: &Lines<'_>, line: &Line<'_>, number: usize) -> Option<(Mistake, usize)> {
    let from = equals(line.text)? + 1;
    let value = line.text[from..].trim();
    let is_open = value.starts_with('"') && !value.starts_with("\"\"\"") && string(value).is_none();
    if !is_open || value.contains(['\\', '#']) {
        return None;
    }
    let below = lines.all[number + 1..].iter().take(MOST);
    let below: Vec<&Line<'_>> =
        below.take_while(|line| !begins_anew(line.text) && !line.text.contains(['\\', '#'])).collect();
    let end = below.iter().position(|line| line.text.contains('"'))?;
    let said = below[end].text.trim_end();
    if said.find('"') != Some(said.len() - 1) {
        return None;
    }
    let start = line.start + from + line.text[from..].len() - line.text[from..].trim_start().len();
    let parts: Vec<&str> = std::iter::once(&value[1..])
        .chain(below[..end].iter().map(|line| line.text))
        .chain([&said[..said.len() - 1]])
        .collect();
    let right = format!("\"\"\"{}\"\"\"", parts.join("\n"));
    let place = start..start + value.len();
    let help = "write it on one line, or with three `\"` before it and behind it";
    let mistake = Mistake::new(place, "the text goes on in the next line", help);
    Some((mistake.fix(start..below[end].start + said.len(), right), number + end + 1))
}
