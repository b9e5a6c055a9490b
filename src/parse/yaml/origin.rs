//! Where in the text a parser error comes from, when that is not where the parser noticed it: tabs, colons, quotes,
//! escapes.

use std::ops::Range;

use granit_parser::ErrorKind;

use super::line::Line;

/// The tabs at the start of the line of an error, or of the line below it.
pub(super) fn tab_near(source: &str, at: usize) -> Option<Range<usize>> {
    let line = source[..at].rfind('\n').map_or(0, |newline| newline + 1);
    // Blank lines may stand between.
    let next = source[at..].find('\n').map(|newline| {
        let rest = source[at + newline..].trim_start_matches(['\n', '\r']);
        source.len() - rest.len()
    });
    std::iter::once(line).chain(next).find_map(|start| {
        let indent = source[start..].len() - source[start..].trim_start_matches([' ', '\t']).len();
        let tab = start + source[start..start + indent].find('\t')?;
        let tabs = source[tab..].bytes().take_while(|byte| *byte == b'\t').count();
        Some(tab..tab + tabs)
    })
}

/// The key and value of a line `key: value: more`, when that is what the parser tripped over.
pub(super) fn unquoted_colon<'s>(
    source: &'s str,
    at: usize,
    kind: &ErrorKind,
) -> Option<(&'s str, Range<usize>)> {
    let fits = matches!(
        kind,
        ErrorKind::MappingValueNotAllowed
            | ErrorKind::InvalidColonPlacement
            | ErrorKind::InvalidMappingValueWhitespace
            | ErrorKind::MappingKeyNotAllowed
            | ErrorKind::SimpleKeyExpected
            | ErrorKind::InvalidSimpleKey
            | ErrorKind::ExpectedBlockMappingKey
    );
    if !fits {
        return None;
    }
    let start = source[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let line = source[start..].lines().next()?;
    let (key, rest) = line.split_once(": ")?;
    let value = without_remark(rest.trim());
    let begin = start + line.len() - rest.trim_start().len();
    let is_bare =
        !value.starts_with(['"', '\'', '[', '{', '|', '>', '&', '*', '!']) || goes_on_behind_quotes(value);
    let name = key.trim_start_matches([' ', '-']);
    let has_colon = [": ", ":\t"].iter().any(|colon| value.contains(colon)) || value.ends_with(':');
    (is_bare && has_colon && !name.is_empty()).then_some((name, begin..begin + value.len()))
}

/// Whether a value begins with words in quotes that text follows: `"Fix": the queue`.
fn goes_on_behind_quotes(value: &str) -> bool {
    let quote = value.chars().next().filter(|c| "\"'".contains(*c));
    let behind = quote.and_then(|quote| value[1..].split_once(quote));
    behind.is_some_and(|(inner, rest)| !inner.is_empty() && !inner.ends_with('\\') && !rest.trim().is_empty())
}

/// A value without the remark behind it: `# see above` is one, and `#42` is not.
fn without_remark(value: &str) -> &str {
    let is_remark = |at: &usize| {
        let behind = &value[at + 1..];
        value[..*at].ends_with([' ', '\t']) && (behind.is_empty() || behind.starts_with([' ', '\t', '#']))
    };
    let remark = value.match_indices('#').map(|(at, _)| at).find(is_remark);
    remark.map_or(value, |at| value[..at].trim_end())
}

/// An unclosed quote or bracket is reported by the parser at the end of the text; the author looks for its start.
pub(super) fn start_of(source: &str, at: usize, kind: &ErrorKind) -> usize {
    let opened = match kind {
        ErrorKind::UnclosedFlowCollection { open } => source[..at].rfind(*open),
        ErrorKind::UnknownQuotedScalarEscape => unknown_escape(source, at),
        ErrorKind::UnclosedQuotedScalar if at >= source.trim_end().len() => unpaired_quote(source),
        _ => None,
    };
    opened.unwrap_or(at)
}

/// The backslash that YAML knows no meaning for, in the first value in quotes that has one.
fn unknown_escape(source: &str, at: usize) -> Option<usize> {
    let begin = source[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let mut from = begin;
    for line in source[begin..].split_inclusive('\n') {
        let value = Line::at(source, from).value();
        if source[value.clone()].starts_with(['"', '[', '{']) {
            let quote = value.start + source[value.clone()].find('"').unwrap_or(0);
            let mut before = ' ';
            for (offset, c) in source[quote..value.end].char_indices() {
                if before == '\\' && !"0abt\tnvfre \"/\\N_LPxuU".contains(c) {
                    return Some(quote + offset - 1);
                }
                before = if before == '\\' { ' ' } else { c };
            }
        }
        from += line.len();
    }
    None
}

fn unpaired_quote(source: &str) -> Option<usize> {
    let mut offset = 0;
    let mut found = None;
    for line in source.split_inclusive('\n') {
        for quote in ['"', '\''] {
            let value = line.find(&format!(": {quote}")).map(|colon| colon + 2);
            if let Some(begin) = value.or_else(|| line.find(&format!("- {quote}")).map(|dash| dash + 2))
                && line.matches(quote).count() % 2 == 1
            {
                found.get_or_insert(offset + begin);
            }
        }
        offset += line.len();
    }
    found
}
