//! Alerts that are none: kinds that GitHub doesn't know, words behind the marker, and the marks of other tools.

use std::ops::Range;

use super::Body;
use super::run::{Line, Stand};
use crate::diagnostic::{Code, Diagnostic};

/// Kinds of alerts, and what other tools and people call them.
const KINDS: [(&str, &[&str]); 5] = [
    ("NOTE", &["abstract", "example", "info", "quote", "question", "seealso", "summary", "todo", "faq"]),
    ("TIP", &["check", "done", "hint", "success"]),
    ("IMPORTANT", &["attention"]),
    ("WARNING", &["alert", "failure", "warn"]),
    ("CAUTION", &["bug", "danger", "error", "fatal"]),
];

/// The kind that a word stands for, and whether it is its own name.
fn kind(word: &str) -> Option<(&'static str, bool)> {
    let word = word.to_ascii_lowercase();
    KINDS.iter().find_map(|(kind, names)| {
        let is_own = kind.to_ascii_lowercase() == word;
        (is_own || names.contains(&word.as_str())).then_some((*kind, is_own))
    })
}

/// Looks at the lines of a run.
pub(super) fn check(body: Body<'_>, stand: Stand, lines: &[Line], faults: &mut Vec<Diagnostic>) {
    for (number, Line { range: line, .. }) in lines.iter().enumerate().filter(|(_, line)| line.is_plain) {
        let text = body.of(line);
        let place = if stand == Stand::Quote && number == 0 { Place::Opening } else { Place::Elsewhere };
        if let Some(name) = marker(text) {
            faults.extend(of_marker(body, line, name, place));
        } else if let Some(name) = of_other_tool(text) {
            let mark = line.start..line.start + text.find(name).unwrap_or(0) + name.len();
            let message = format!("`{}` begins no alert here: it shows as text", body.of(&mark));
            let kind = kind(name).map_or("NOTE", |(kind, _)| kind);
            let fault = body.fault(Code::UnknownAlert, &mark, message);
            faults.push(fault.help(format!("write a quote whose first line is `> [!{kind}]`")));
        }
    }
}

/// The name in `[!NAME]` at the start of a line.
fn marker(text: &str) -> Option<&str> {
    let (name, _) = text.strip_prefix("[!")?.split_once(']')?;
    let is_name =
        name.len() > 1 && name.bytes().all(|byte| byte.is_ascii_alphabetic() || b"-_".contains(&byte));
    is_name.then_some(name)
}

/// Where a marker stands.
#[derive(Clone, Copy)]
enum Place {
    /// On the first line of a quote, where an alert begins.
    Opening,
    /// Anywhere else.
    Elsewhere,
}

fn of_marker(body: Body<'_>, line: &Range<usize>, name: &str, place: Place) -> Option<Diagnostic> {
    let mark = line.start..line.start + "[!]".len() + name.len();
    let fault = |message: String| body.fault(Code::UnknownAlert, &mark, message);
    let is_alone = body.of(&(mark.end..line.end)).trim().is_empty();
    match (kind(name), place) {
        (Some((_, true)), Place::Opening) => {
            let message = format!("words follow `[!{name}]` on its line: the alert shows as a quote");
            Some(fault(message).help("leave the marker alone on its line, and begin the text on the next"))
        }
        (known, Place::Opening) => {
            let message = format!("`{name}` is no kind of alert: the marker shows as text");
            Some(fault(message).help(match known {
                Some((kind, _)) => format!("write `[!{kind}]`"),
                None => "write `NOTE`, `TIP`, `IMPORTANT`, `WARNING` or `CAUTION`".to_owned(),
            }))
        }
        (Some(_), Place::Elsewhere) if is_alone => {
            let message = format!("`[!{name}]` is not the first line of a quote: it shows as text");
            Some(fault(message).help("begin a quote of its own with it, after a line that is blank"))
        }
        _ => None,
    }
}

/// The word in `:::note` and `!!! note`, if it names an alert.
fn of_other_tool(text: &str) -> Option<&str> {
    let rest = text.strip_prefix(":::").map(|rest| rest.trim_start_matches(':')).or_else(|| {
        // In prose three such signs are a shout, unless nothing but a title follows.
        let rest = text.strip_prefix("!!! ")?;
        let behind = rest.trim_start().split_once(' ').map_or("", |(_, behind)| behind.trim());
        (behind.is_empty() || behind.starts_with('"')).then_some(rest)
    })?;
    let rest = rest.trim_start();
    let rest = rest.strip_prefix('{').map_or(rest, |rest| rest.trim_start_matches(['.', ' ']));
    let name = &rest[..rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len())];
    kind(name).map(|_| name)
}
