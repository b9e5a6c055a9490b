//! Whether a file asks to be left out of the site, by its front matter or, where that can't be read, by its text.
//!
//! In doubt it does: published is only what nobody meant to hold back.

use crate::diagnostic::Code;
use crate::parse::Document;
use crate::suggest::is_slip;
use crate::tree::{Meaning, Node, Scalar};

/// The field that says so.
const DRAFT: &str = "draft";

/// Whether a front matter asks for its file to be left out of the site. Any value of `draft` does but a plain no, in
/// whatever case its name is written.
///
/// Fields of other tools that say as much are heeded too, on a site that takes them as they are: what was held back there must
/// not come out here.
pub fn is_draft(front: &Node) -> bool {
    front.entries().iter().any(|entry| {
        let key = entry.key.value.trim_matches(|c: char| !c.is_alphanumeric());
        if key.eq_ignore_ascii_case(DRAFT) {
            return entry.value.as_flag() != Some(false);
        }
        others(key).is_some_and(|says| entry.value.as_text().is_some_and(says))
    })
}

/// Whether a key with its value was most likely meant to hold a note back: a slip of `draft` that says yes.
pub fn is_nearly_draft(key: &str, value: &Node) -> bool {
    let says_yes = value.as_flag() == Some(true) || value.as_text().is_some_and(is_yes);
    says_yes && !key.eq_ignore_ascii_case(DRAFT) && is_slip(key, DRAFT)
}

/// Whether a file asks for it in a front matter that was not read as a whole: any line of it that says so counts,
/// whatever format that is in. `own` is what the site calls `draft`.
pub fn says_draft(document: &Document, text: &str, own: &str) -> bool {
    let has = |code| document.diagnostics.iter().any(|fault| fault.code == code);
    let is_without_end =
        has(Code::FrontMatterUnclosed) || has(Code::FileTooLarge) || has(Code::ForeignFrontMatter);
    let is_map = document.front.as_ref().is_none_or(|front| front.is_null() || !front.entries().is_empty());
    if document.front_is_whole && document.lost.is_empty() && is_map && !is_without_end {
        return false;
    }
    let end = if is_without_end { text.len() } else { document.body.start as usize };
    let front = text.get(..end).unwrap_or(text);
    front.split(['\n', '\r', ',', '{', '}']).any(|part| part_says_draft(part, own))
}

/// Whether a part of a line says so: `draft: true`, `draft:true`, `draft = true`, `"draft": true`, `draft true`.
fn part_says_draft(part: &str, own: &str) -> bool {
    let is_around = |c: char| c.is_whitespace() || c.is_control() || "\"'-\u{feff}\u{fffd}".contains(c);
    let part = part.trim_start_matches(|c: char| !c.is_alphanumeric() && !"#/<>`".contains(c));
    let Some(end) = part.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-')) else { return false };
    let (key, rest) = part.split_at(end);
    let rest = rest.trim_start_matches(is_around);
    let value = rest.trim_start_matches([':', '：', '=']);
    let is_set = value.len() < rest.len();
    let value = value.split(" #").next().unwrap_or_default().trim_matches(is_around);
    if key.eq_ignore_ascii_case(DRAFT) || key == own {
        let plain = Scalar { text: value.into(), plain: true };
        let is_no = matches!(plain.meaning(), Meaning::Bool(false) | Meaning::Integer(0));
        return if is_set { !is_no } else { is_yes(value) };
    }
    let is_slip = is_slip(key, DRAFT) && is_yes(value);
    is_set && (is_slip || others(key).is_some_and(|says| says(value)))
}

/// What a field of another tool has to say to hold a note back, if it is one of these.
fn others(key: &str) -> Option<fn(&str) -> bool> {
    let is = |name: &str| key.eq_ignore_ascii_case(name);
    if is("private") {
        return Some(is_yes);
    }
    (is("published") || is("publish")).then_some(is_no)
}

fn is_yes(value: &str) -> bool {
    ["true", "yes", "on"].iter().any(|word| value.eq_ignore_ascii_case(word))
}

fn is_no(value: &str) -> bool {
    ["false", "no", "off"].iter().any(|word| value.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_so_in_any_form() {
        let says = |line| part_says_draft(line, "hidden");
        for line in [
            "draft: true",
            "draft:true",
            "draft = true",
            "\"draft\": true",
            "'draft' : \"yes\"",
            "  Draft：1",
            "draft:",
            "draft true",
            "draft: no # not yet",
            "darft: yes",
            "hidden: true",
            "published: false",
            "\u{feff}\u{200b}private = on",
        ] {
            assert!(says(line), "{line}");
        }
        for line in [
            "draft: false",
            "draft = FALSE # done",
            "\"draft\": false",
            "draft: 0",
            "draft a plan",
            "draft",
            "drafted: true",
            "published: true",
            "title: draft",
            "# draft: true",
        ] {
            assert!(!says(line), "{line}");
        }
    }
}
