//! Actions of Go templates (`{{ … }}`): where they are, and a text as YAML could be without them.

use std::ops::Range;

/// What an action begins and ends with.
pub(super) const OPEN: &str = "{{";
const CLOSE: &str = "}}";
/// The same where braces would be YAML, of as many bytes.
pub(super) const STANDS_OPEN: &str = "«";
pub(super) const STANDS_CLOSED: &str = "»";

/// The next action from a place on, with its braces. What stands in quotes ends none.
pub(super) fn next(text: &str, from: usize) -> Option<Range<usize>> {
    let start = from + text.get(from..)?.find(OPEN)?;
    let mut at = start + OPEN.len();
    loop {
        let rest = text.get(at..)?;
        if rest.starts_with(CLOSE) {
            return Some(start..at + CLOSE.len());
        }
        let sign = rest.chars().next()?;
        at += match sign {
            '`' | '"' => quoted(rest, sign).unwrap_or(1),
            sign => sign.len_utf8(),
        };
    }
}

/// How long a text in quotes is; None if it does not end.
fn quoted(text: &str, quote: char) -> Option<usize> {
    let mut is_escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        if c == quote && !is_escaped {
            return Some(at + 1);
        }
        is_escaped = c == '\\' && quote == '"' && !is_escaped;
    }
    None
}

/// A text of the same length, in which no action keeps YAML from being read: lines that hold nothing else are blank,
/// and all others stand in other brackets, without what means something to YAML.
pub(super) fn without(text: &str) -> String {
    let mut actions: Vec<Range<usize>> = Vec::new();
    while let Some(action) = next(text, actions.last().map_or(0, |last| last.end)) {
        actions.push(action);
    }
    let mut out = text.as_bytes().to_vec();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let whole = start..start + line.trim_end_matches(['\n', '\r']).len();
        start += line.len();
        if holds_nothing_else(text, &whole, &actions) {
            out[whole].fill(b' ');
        }
    }
    for action in actions {
        // What is blank is left so.
        if out[action.clone()].starts_with(OPEN.as_bytes()) {
            stand_in(&mut out[action]);
        }
    }
    // What was put there is ASCII, or a whole sign in place of as many bytes.
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}

/// Whether a line is made of actions, or of parts of them, and blanks.
fn holds_nothing_else(text: &str, line: &Range<usize>, actions: &[Range<usize>]) -> bool {
    let first = actions.partition_point(|action| action.end <= line.start);
    let here = actions[first..].iter().take_while(|action| action.start < line.end);
    let (mut at, mut has_any) = (line.start, false);
    for action in here {
        if !text[at..action.start.max(at)].trim().is_empty() {
            return false;
        }
        (at, has_any) = (action.end.min(line.end), true);
    }
    has_any && text[at..line.end].trim().is_empty()
}

/// Puts other brackets around an action, and takes what means something to YAML out of it.
fn stand_in(action: &mut [u8]) {
    let last = action.len() - CLOSE.len();
    action[..OPEN.len()].copy_from_slice(STANDS_OPEN.as_bytes());
    action[last..].copy_from_slice(STANDS_CLOSED.as_bytes());
    for byte in &mut action[OPEN.len()..last] {
        match byte {
            b'"' | b'\'' => *byte = b'`',
            b':' | b'#' | b'\\' => *byte = b'.',
            _ => {}
        }
    }
}
