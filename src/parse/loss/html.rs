//! HTML that is left out, or shows as text, where HTML is sanitised. Those of one kind are alike.

use std::collections::BTreeMap;

use super::Body;
use crate::diagnostic::{Code, Diagnostic};
use crate::parse::events::html::{Fate, Taken};
use crate::parse::html::element;

/// Most places of one kind that are told of: a file that was made by a machine can hold any number.
const MOST: usize = 500;

/// The faults of what was taken.
pub(super) fn check(body: Body<'_>, taken: &[Taken], faults: &mut Vec<Diagnostic>) {
    let mut counts: BTreeMap<(Fate, String), usize> = BTreeMap::new();
    for Taken { fate, name, range } in taken {
        let count = counts.entry((*fate, name.to_ascii_lowercase())).or_default();
        *count += 1;
        if *count > MOST {
            continue;
        }
        let code = match fate {
            Fate::Placeholder | Fate::NeverClosed | Fate::Text => Code::HtmlAsText,
            _ => Code::HtmlDropped,
        };
        let message = message(*fate, name);
        let fault = body.fault(code, range, &message).alike(&message.to_ascii_lowercase());
        faults.push(fault.help(help(*fate, name)));
    }
}

fn message(fate: Fate, name: &str) -> String {
    match fate {
        Fate::Dropped => format!("`<{name}>` is left out"),
        Fate::DroppedWhole => format!("`<{name}>` is left out with its content"),
        Fate::Attribute(element) => format!("`{name}` of `<{element}>` is left out"),
        Fate::Misplaced => format!("`<{name}>` is not allowed here, and is left out"),
        Fate::LinkInLink => "a link in a link is left out".to_owned(),
        Fate::TooDeep => format!("`<{name}>` is nested in more than 100 elements, and is left out"),
        Fate::NoBeginning => format!("`</{name}>` closes no element, and is left out"),
        Fate::Id => format!("the id `{name}` is already in use, and is left out"),
        Fate::Placeholder | Fate::Text => format!("`<{name}>` is shown as text"),
        Fate::NeverClosed => format!("`<{name}>` is never closed, and is shown as text"),
    }
}

fn help(fate: Fate, name: &str) -> String {
    match fate {
        Fate::Dropped if name == "center" => "write `<div align=\"center\">`".to_owned(),
        Fate::Dropped if name == "img" => "give it a `src`, or write it in backticks".to_owned(),
        Fate::Dropped => "write it in Markdown, or in backticks if readers should see it".to_owned(),
        Fate::DroppedWhole => "save it as a picture beside the note, or write it in backticks".to_owned(),
        Fate::Attribute(_) if name.eq_ignore_ascii_case("style") || name.eq_ignore_ascii_case("class") => {
            "remove it: the theme defines how a page looks".to_owned()
        }
        Fate::Attribute(_) if name.eq_ignore_ascii_case("markdown") => {
            "remove it, and leave an empty line after the tag, so that Markdown is read there".to_owned()
        }
        Fate::Attribute(_) => "remove it, or give it a value that is allowed".to_owned(),
        Fate::Misplaced => match name {
            "li" => "put it in `<ul>` or `<ol>`".to_owned(),
            "dt" | "dd" => "put it in `<dl>`".to_owned(),
            "summary" => "put it in `<details>`".to_owned(),
            "rt" | "rp" => "put it in `<ruby>`".to_owned(),
            "td" | "th" | "tr" | "thead" | "tbody" | "tfoot" | "caption" => "put it in `<table>`".to_owned(),
            _ => "begin a new block with it, after an empty line".to_owned(),
        },
        Fate::LinkInLink => "end the first link before the second".to_owned(),
        Fate::TooDeep => "close the elements that should have ended before".to_owned(),
        Fate::NoBeginning if element(name).is_some_and(|element| element.kind.passes()) => {
            format!("remove it, or write `<{name}>` before it, in the same block")
        }
        Fate::NoBeginning => "remove it, or write it in backticks".to_owned(),
        Fate::Id => "give it another id".to_owned(),
        Fate::Text if matches!(name, "iframe" | "embed" | "object") => {
            "link to what it shows: `[text](https://…)`".to_owned()
        }
        Fate::Text if matches!(name, "style" | "script") => {
            "remove it, or put it in a code block: the theme defines how a page looks and works".to_owned()
        }
        Fate::Placeholder | Fate::Text => format!("write `<{name}>` in backticks"),
        Fate::NeverClosed => format!("write `</{name}>` after it, or put it in backticks"),
    }
}
