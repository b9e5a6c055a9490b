//! Secrets in a text: tokens, private keys and passwords in addresses, found by a prefix or a checksum of their own, so
//! that few alarms are false.
//!
//! A pure function of one text, whatever it is: a note with its front matter, a template, a file beside notes. What is
//! evidently an example is let through, and so is a line that says so: a comment `fieldnotes: example-secret` on it or
//! before it. [`masked`] makes a text that can be shown.

mod address;
mod encoded;
mod example;
mod rules;
mod words;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::{LazyLock, OnceLock};

use regex::bytes::Regex;
use serde::{Deserialize, Serialize};

use crate::diagnostic::{Code, Diagnostic};
use crate::path::SourcePath;
use crate::span::Span;
pub use example::is_mark;
use rules::{Find, RULES, Reach};

/// A secret in a text.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Secret {
    /// What it is: "a token of GitHub".
    pub kind: Cow<'static, str>,
    /// As much of it as can be shown: `ghp_…`.
    pub shown: String,
    /// Where it begins, and ends on that line.
    pub span: Span,
    /// What must not be shown, which may be several lines.
    hidden: Range<usize>,
}

/// What a rule finds.
struct Found {
    /// All of it.
    whole: Range<usize>,
    /// What must not be shown.
    hidden: Range<usize>,
    /// As much of it as can be shown.
    shown: String,
}

/// Where rules may find something: the beginnings of those kinds, as plain text.
type Beginnings = LazyLock<Option<Regex>>;

/// Beginnings that stand apart from their secrets, or before short ones. They are searched for in the whole text.
static APART: Beginnings = LazyLock::new(|| beginnings(Reach::Text));
/// Beginnings of long words, such as tokens are. Only long words are looked at for these.
static IN_WORDS: Beginnings = LazyLock::new(|| beginnings(Reach::Words));

fn beginnings(reach: Reach) -> Option<Regex> {
    let of_reach = RULES.iter().filter(|rule| rule.reach == reach);
    let mut texts: Vec<String> = of_reach.map(|rule| regex::escape(rule.beginning)).collect();
    texts.dedup();
    Regex::new(&texts.join("|")).ok()
}

/// The patterns of the rules, each made when it is first needed.
static PATTERNS: LazyLock<Vec<OnceLock<Option<Regex>>>> =
    LazyLock::new(|| RULES.iter().map(|_| OnceLock::new()).collect());

/// The secrets of a text, in order, without those that are said to be examples.
pub fn find(text: &str) -> Vec<Secret> {
    let mut secrets = search(text);
    if text.contains(ESCAPED) {
        let escaped: Vec<Secret> = search_escaped(text);
        let is_new = |secret: &Secret| {
            !secrets
                .iter()
                .any(|known| known.hidden.end > secret.hidden.start && known.hidden.start < secret.hidden.end)
        };
        let new: Vec<Secret> = escaped.into_iter().filter(is_new).collect();
        secrets.extend(new);
        secrets.sort_by_key(|secret| secret.hidden.start);
    }
    if !secrets.is_empty() {
        let examples = example::marked(text);
        secrets.retain(|secret| !examples.iter().any(|lines| lines.contains(&secret.hidden.start)));
    }
    secrets
}

/// How Markdown may write the sign that many tokens hold; pages show it without the stroke.
const ESCAPED: &str = "\\_";

/// The secrets of a text that hold escaped signs, at their places in it.
fn search_escaped(text: &str) -> Vec<Secret> {
    let removed: Vec<usize> =
        text.match_indices(ESCAPED).enumerate().map(|(number, (at, _))| at - number).collect();
    let place = |at: usize| at + removed.partition_point(|removed| *removed <= at);
    let end = |at: usize| at.checked_sub(1).map_or(0, |last| place(last) + 1);
    let mut secrets = search(&text.replace(ESCAPED, "_"));
    for secret in &mut secrets {
        let Range { start, end: last } = secret.span.range();
        secret.span = Span::new(place(start), end(last));
        secret.hidden = place(secret.hidden.start)..end(secret.hidden.end);
    }
    secrets
}

/// The secrets of a text as it stands, in order, examples among them.
fn search(text: &str) -> Vec<Secret> {
    let bytes = text.as_bytes();
    let mut hits = Vec::new();
    add_hits(&APART, bytes, 0..bytes.len(), &mut hits);
    words::long(bytes, |word| add_hits(&IN_WORDS, bytes, word, &mut hits));
    hits.sort_unstable_by_key(|hit| hit.start);
    let mut secrets: Vec<Secret> = Vec::new();
    for hit in hits {
        let after = secrets.last().map_or(0, |last| last.hidden.end);
        let found = (hit.start >= after).then(|| found_at(bytes, hit)).flatten();
        // What stands before the beginning may be in a secret that was found already.
        if let Some((kind, found)) = found.filter(|(_, found)| found.hidden.start >= after) {
            secrets.push(secret(text, kind, found));
        }
    }
    secrets
}

/// The text with a `*` for each byte that must not be shown: places in it stay what they are.
pub fn masked(text: &str) -> Cow<'_, str> {
    let secrets = find(text);
    if secrets.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for secret in secrets {
        out.push_str(&text[at..secret.hidden.start]);
        let mask = |byte: u8| if matches!(byte, b'\n' | b'\r') { char::from(byte) } else { '*' };
        out.extend(text[secret.hidden.clone()].bytes().map(mask));
        at = secret.hidden.end;
    }
    out.push_str(&text[at..]);
    Cow::Owned(out)
}

/// The secrets of a file, as faults.
pub fn faults(path: &SourcePath, secrets: &[Secret]) -> Vec<Diagnostic> {
    let fault = |secret: &Secret| {
        let message = format!("`{}` is {}", secret.shown, secret.kind);
        Diagnostic::new(Code::Secret, path, secret.span, message).help(
            "revoke it and remove it from the file; if it is an example, mark it on the line before: `fieldnotes: example-secret`",
        )
    };
    secrets.iter().map(fault).collect()
}

/// Adds the places of a part of a text where a beginning stands.
fn add_hits(beginnings: &Beginnings, bytes: &[u8], part: Range<usize>, hits: &mut Vec<Range<usize>>) {
    let Some(beginnings) = &**beginnings else { return };
    let mut at = part.start;
    while let Some(hit) = beginnings.find_at(&bytes[..part.end], at) {
        at = hit.start() + 1;
        hits.push(hit.range());
    }
}

/// What the rules of one beginning find there.
fn found_at(bytes: &[u8], beginning: Range<usize>) -> Option<(&'static str, Found)> {
    let name = &bytes[beginning.clone()];
    let of_beginning = |(at, rule): (usize, &'static rules::Rule)| {
        if rule.beginning.as_bytes() != name {
            return None;
        }
        let found = match rule.find {
            Find::Pattern(pattern) => token(bytes, beginning.start, rule, pattern_of(at, pattern)?),
            Find::By(find) => find(bytes, beginning.clone()),
        };
        Some((rule.kind, found?))
    };
    RULES.iter().enumerate().find_map(of_beginning)
}

fn pattern_of(at: usize, pattern: &str) -> Option<&'static Regex> {
    PATTERNS.get(at)?.get_or_init(|| Regex::new(&format!("(?-u)^(?:{pattern})")).ok()).as_ref()
}

/// A token: nothing of a word stands before it or behind it.
fn token(bytes: &[u8], at: usize, rule: &rules::Rule, pattern: &Regex) -> Option<Found> {
    let is_of_lead = |byte: &&u8| byte.is_ascii_alphanumeric() || b"_~.-".contains(*byte);
    let lead = bytes[..at].iter().rev().take(rule.lead).take_while(is_of_lead).count();
    let start = at - lead;
    if start > 0 && bytes[start - 1].is_ascii_alphanumeric() {
        return None;
    }
    let groups = pattern.captures(&bytes[start..])?;
    let whole = groups.get(0)?.range();
    let whole = start + whole.start..start + whole.end;
    if bytes.get(whole.end).is_some_and(u8::is_ascii_alphanumeric) {
        return None;
    }
    // Where a name stands before the secret, a group says which part it is.
    let body = match groups.get(1) {
        Some(body) => start + body.start()..start + body.end(),
        None if lead > 0 => whole.clone(),
        None => at + rule.beginning.len()..whole.end,
    };
    let is_proven = encoded::has_checksum(&bytes[whole.clone()]);
    if example::is_filler(&bytes[body.clone()]) && !is_proven || example::is_known(&bytes[whole.clone()]) {
        return None;
    }
    let shown = if lead > 0 { "…".to_owned() } else { format!("{}…", rule.beginning) };
    Some(Found { whole, hidden: body, shown })
}

fn secret(text: &str, kind: &'static str, found: Found) -> Secret {
    let Found { whole, hidden, shown } = found;
    let line = text[whole.clone()].find(['\r', '\n']).map_or(whole.end, |end| whole.start + end);
    Secret { kind: Cow::Borrowed(kind), shown, span: Span::new(whole.start, line), hidden }
}

#[cfg(test)]
mod tests;
