//! What changed between two outputs, for its readers: one file for each form. What they share is here: the words for
//! counts, and how text of others is made harmless.

pub mod human;
pub mod json;
pub mod markdown;

use crate::compare::{Changes, Kind, Tally};
use crate::parse::hidden::{self, Place};
use crate::parse::secret;

use super::{count, visible};

/// How many are listed of each kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Most {
    /// Of notes.
    pub notes: usize,
    /// Of other pages, which come and go with notes.
    pub pages: usize,
}

impl Default for Most {
    /// What reads well.
    fn default() -> Self {
        Self { notes: 50, pages: 10 }
    }
}

impl Most {
    /// So many of each kind.
    pub fn each(most: usize) -> Self {
        Self { notes: most, pages: most }
    }
}

/// What happened to notes, in a line: "1 note added, 2 changed".
pub fn headline(changes: &Changes<'_>) -> String {
    let counts = [
        (changes.added.len(), "added"),
        (changes.changed.len(), "changed"),
        (changes.moved.len(), "moved"),
        (changes.removed.len(), "removed"),
    ];
    told(&counts, "note").unwrap_or_else(|| "no note changed".to_owned())
}

/// How many pages differ without a word of their own; None if none does.
fn surroundings(changes: &Changes<'_>) -> Option<String> {
    let pages = count(changes.other_pages, "other page");
    (changes.other_pages > 0).then(|| format!("{pages} changed (listings, theme, similar notes)"))
}

/// How many files differ that are no pages; None if none does.
fn files(changes: &Changes<'_>) -> Option<String> {
    let of_kind = |(kind, tally): (Kind, &Tally)| {
        let counts = [(tally.added, "added"), (tally.changed, "changed"), (tally.removed, "removed")];
        told(&counts, kind.name())
    };
    let kinds: Vec<String> = Kind::ALL.into_iter().zip(&changes.files).filter_map(of_kind).collect();
    (!kinds.is_empty()).then(|| kinds.join("; "))
}

/// Counts that are not zero, of which the first names the thing; None if all are.
fn told(counts: &[(usize, &str)], thing: &str) -> Option<String> {
    let mut told = String::new();
    for (number, what) in counts.iter().filter(|(number, _)| *number > 0) {
        let named = if told.is_empty() { count(*number, thing) } else { format!(", {number}") };
        told.push_str(&format!("{named} {what}"));
    }
    (!told.is_empty()).then_some(told)
}

/// A text of others as it can be shown in a line: without secrets, line breaks and what nobody sees, and cut where it is
/// longer than `most` characters.
fn shown(text: &str, most: usize) -> String {
    // What is far behind the cut can't show, whatever stands for it.
    let near: String = text.trim().chars().take(most * 4).collect();
    let line = secret::masked(&near).replace(['\n', '\r', '\t'], " ");
    let mut out = String::with_capacity(line.len());
    let mut at = 0;
    for found in hidden::find(&line, 0, Place::Code) {
        out.push_str(&line[at..found.span.range().start]);
        out.push_str(match found.kind {
            hidden::Kind::Blank => " ",
            _ => "\u{fffd}",
        });
        at = found.span.range().end;
    }
    out.push_str(&line[at..]);
    let out = visible(out.trim());
    if out.chars().count() <= most {
        return out;
    }
    let kept: String = out.chars().take(most - 1).collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_name_their_thing_once() {
        let counts = [(1, "added"), (0, "changed"), (12, "removed")];
        assert_eq!(told(&counts, "note").as_deref(), Some("1 note added, 12 removed"));
        assert_eq!(told(&[(0, "added")], "note"), None);
        assert_eq!(told(&[(0, "added"), (2, "moved")], "note").as_deref(), Some("2 notes moved"));
    }

    #[test]
    fn a_text_of_others_is_one_line_that_hides_nothing() {
        assert_eq!(
            shown(" a\nb\tc\u{2028}d\u{202e}e\u{1b}[1m\u{a0}f ", 80),
            "a b c\u{fffd}d\u{fffd}e\u{fffd}[1m f"
        );
        assert_eq!(shown("Обновление 👩‍💻 می‌خواهم", 80), "Обновление 👩‍💻 می‌خواهم");
        assert_eq!(shown("abc def", 5), "abc…");
        assert_eq!(shown(&"x".repeat(100_000), 4), "xxx…");
    }

    #[test]
    fn a_secret_in_a_title_is_not_told() {
        let key = format!("AKIA{}", "QWERTYUIOP234567");
        assert!(!shown(&format!("Key {key}"), 80).contains(&key));
    }
}
