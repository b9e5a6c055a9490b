//! The line that an alert begins with, as several tools write it.

use std::ops::Range;

use super::{Shape, Title};

/// What such a line says; places count from its first sign.
#[derive(Debug, PartialEq)]
pub(super) struct Opening {
    pub(super) shape: Shape,
    /// The word for its kind.
    pub(super) word: Range<usize>,
    pub(super) title: Title,
}

/// Reads the rest of a line from its first sign on, without blanks at its end; `None` if no alert begins there.
pub(super) fn opening(text: &str) -> Option<Opening> {
    match text.as_bytes().first()? {
        b'[' => marker(text),
        b':' => colons(text),
        b'/' => slashes(text),
        b'!' => marks(text, "!!!"),
        b'?' => marks(text, "???"),
        _ => None,
    }
}

/// The word for its kind in a line that begins an alert in the notation of another tool; empty where there is none.
pub(crate) fn word(text: &str) -> Option<&str> {
    opening(text).filter(|opening| opening.shape != Shape::Quote).map(|opening| &text[opening.word])
}

/// How many signs a line of nothing else has that ends an alert.
pub(super) fn closing(text: &str) -> Option<(u8, usize)> {
    let sign = *text.as_bytes().first()?;
    let is_one = matches!(sign, b':' | b'/') && text.len() >= 3 && text.bytes().all(|byte| byte == sign);
    is_one.then_some((sign, text.len()))
}

/// `[!NOTE] Title`, with the `+` or `-` of Obsidian.
fn marker(text: &str) -> Option<Opening> {
    let end = text.strip_prefix("[!")?.find(']')? + "[!".len();
    let word = "[!".len()..end;
    let rest = &text[end + 1..];
    let rest = rest.strip_prefix(['+', '-']).unwrap_or(rest);
    let is_one = is_word(&text[word.clone()]) && (rest.is_empty() || rest.starts_with([' ', '\t']));
    is_one.then(|| Opening { shape: Shape::Quote, word, title: title(text, rest) })
}

/// `:::note Title`, `:::note[Title]`, `::: {.note}`, `:::{note} Title`.
fn colons(text: &str) -> Option<Opening> {
    let signs = text.bytes().take_while(|byte| *byte == b':').count();
    let inner = text[signs..].trim_start();
    let at = text.len() - inner.len();
    let shape = Shape::Fenced { sign: b':', signs };
    if let Some(braces) = inner.strip_prefix('{') {
        let length = braces.find('}')?;
        let named = braces[..length].trim_start();
        let named = named.strip_prefix("{").unwrap_or(named).trim_start_matches('.');
        let named = named.strip_prefix("callout-").unwrap_or(named);
        let start = at + 1 + (braces[..length].len() - named.len());
        let word = start..start + word_length(named);
        let rest = &braces[length + 1..];
        return (signs >= 3 && !word.is_empty()).then(|| Opening { shape, word, title: title(text, rest) });
    }
    let word = at..at + word_length(inner);
    if signs < 3 || word.is_empty() {
        return None;
    }
    let rest = &text[word.end..];
    if let Some((label, behind)) = rest.strip_prefix('[').and_then(|rest| rest.rsplit_once(']'))
        && (behind.trim().is_empty() || behind.trim_start().starts_with('{'))
    {
        let end = text.len() - behind.len() - 1;
        return Some(Opening { shape, word, title: title(&text[..end], label) });
    }
    // Classes and ids of Docusaurus.
    let braces = rest.rfind('{').filter(|_| rest.ends_with('}'));
    let end = braces.map_or(text.len(), |at| word.end + at);
    let rest = &text[word.end..end];
    follows(rest).then(|| Opening { shape, word, title: title(&text[..end], rest) })
}

/// Whether what follows a word is not a part of it.
fn follows(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with([' ', '\t'])
}

/// `/// note | Title`.
fn slashes(text: &str) -> Option<Opening> {
    let signs = text.bytes().take_while(|byte| *byte == b'/').count();
    let inner = text[signs..].strip_prefix(' ')?.trim_start();
    let word = text.len() - inner.len()..text.len() - inner.len() + word_length(inner);
    let rest = text[word.end..].trim_start();
    let is_one = signs >= 3 && !word.is_empty() && (rest.is_empty() || rest.starts_with('|'));
    let shape = Shape::Fenced { sign: b'/', signs };
    is_one.then(|| Opening { shape, word, title: title(text, rest.strip_prefix('|').unwrap_or("")) })
}

/// `!!! note "Title"` and, as something that opens and closes, `??? note` and `???+ note`.
fn marks(text: &str, signs: &str) -> Option<Opening> {
    let rest = text.strip_prefix(signs)?;
    let rest = if signs == "???" { rest.strip_prefix('+').unwrap_or(rest) } else { rest };
    let inner = rest.trim_start();
    let start = text.len() - inner.len();
    let word = start..start + word_length(inner);
    let mut rest = text[word.end..].trim_start();
    // Where it stands beside text.
    for place in ["inline", "end"] {
        rest = rest.strip_prefix(place).filter(|rest| follows(rest)).map_or(rest, str::trim_start);
    }
    // In prose three such signs are a shout, unless nothing but a title follows.
    let quoted = rest.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let is_one = (quoted.is_some() || rest.is_empty()) && (!word.is_empty() || quoted.is_some());
    let title = match quoted {
        Some("") => Title::None,
        Some(quoted) => title(&text[..text.len() - 1], quoted),
        None => Title::Kind,
    };
    is_one.then_some(Opening { shape: Shape::Indented, word, title })
}

/// The title that a line ends with.
fn title(line: &str, written: &str) -> Title {
    let written = written.trim_start();
    let end = line.len() - (written.len() - written.trim_end().len());
    let start = line.len() - written.len();
    if start < end { Title::Written(start..end) } else { Title::Kind }
}

/// The length of the word that a text begins with.
fn word_length(text: &str) -> usize {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if !text.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return 0;
    }
    text.find(|c| !is_part(c)).unwrap_or(text.len())
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && word_length(text) == text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(&str, Option<&str>)> {
        opening(text).map(|found| {
            let title = match found.title {
                Title::Written(range) => Some(&text[range]),
                Title::Kind => None,
                Title::None => Some(""),
            };
            (&text[found.word], title)
        })
    }

    #[test]
    fn each_tool_writes_its_own() {
        for (text, word, title) in [
            ("[!NOTE] A *title*", "NOTE", Some("A *title*")),
            ("[!info]-", "info", None),
            ("[!note]+ Folded", "note", Some("Folded")),
            (":::note", "note", None),
            (":::note My title", "note", Some("My title")),
            ("::: tip My title {#x .y}", "tip", Some("My title")),
            (":::note[A [b](c) d]{.x}", "note", Some("A [b](c) d")),
            ("::::{tip} Title", "tip", Some("Title")),
            ("::: {.callout-warning}", "warning", None),
            ("/// note | Title", "note", Some("Title")),
            ("!!! note", "note", None),
            ("!!! note \"A title\"", "note", Some("A title")),
            ("!!! note inline end \"A title\"", "note", Some("A title")),
            ("!!!warning \"\"", "warning", Some("")),
            ("???+ tip \"Open\"", "tip", Some("Open")),
            ("??? \"Only a title\"", "", Some("Only a title")),
        ] {
            assert_eq!(read(text), Some((word, title)), "{text}");
        }
    }

    #[test]
    fn what_begins_no_alert() {
        for text in [
            "[!NOTE]: x",
            "[!NOTE](x)",
            "[!a b] c",
            "::note",
            ":::",
            ":::{}",
            "!!! note that",
            "??? why so",
            "!!!",
            "// x",
            "/// a path",
            "///x",
            ":::note:x",
            "[!é] x",
            "[",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
