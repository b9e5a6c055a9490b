//! Alerts that are none: kinds that GitHub doesn't know, and markers where no quote begins.

use std::ops::Range;

use super::Body;
use super::run::{Line, Stand};
use crate::diagnostic::{Code, Diagnostic};
use crate::parse::events::alert::{Named, named};

/// Looks at the lines of a run.
pub(super) fn check(body: Body<'_>, stand: Stand, lines: &[Line], faults: &mut Vec<Diagnostic>) {
    for (number, Line { range: line, .. }) in lines.iter().enumerate().filter(|(_, line)| line.is_plain) {
        let place = if stand == Stand::Quote && number == 0 { Place::Opening } else { Place::Elsewhere };
        if let Some(name) = marker(body.of(line)) {
            faults.extend(of_marker(body, line, name, place));
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
    let fault = |message: String| body.fault(Code::UnknownAlert, &mark, &message).alike(&message);
    let is_alone = body.of(&(mark.end..line.end)).trim().is_empty();
    match (named(name), place) {
        (Some(Named { is_own: true, .. }), Place::Opening) => {
            let message = format!("no space follows `[!{name}]`: the alert is shown as a quote");
            Some(fault(message).help("write a space after the marker, or begin the text on the next line"))
        }
        (known, Place::Opening) => {
            let message = format!("`{name}` is not a kind of alert: the marker is shown as text");
            Some(fault(message).help(match known {
                Some(Named { name, .. }) => {
                    format!("write `[!{name}]`, or set `admonitions = true` under `[markdown]`")
                }
                None => "write `NOTE`, `TIP`, `IMPORTANT`, `WARNING` or `CAUTION`".to_owned(),
            }))
        }
        (Some(Named { is_own, .. }), Place::Elsewhere) if is_alone || is_own => {
            let message = format!("`[!{name}]` is not the first line of a quote: it is shown as text");
            Some(fault(message).help("begin a new quote with it, after a blank line"))
        }
        _ => None,
    }
}
