//! The ids of a bundle: those that it adds, and what stands before those of each note, so that no two of them are the same.

use std::collections::BTreeSet;

use super::tokens::{Piece, tokens};

/// What the frame of a bundle calls its own, and what every page has without an element that is called so.
const OF_FRAME: [&str; 2] = ["site-main", TOP];
/// What leads to the top of a page, unless a place of it is called so.
pub(super) const TOP: &str = "top";

/// What a note goes by in a bundle.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// Its own id; nothing where it is alone.
    pub id: String,
    /// What stands before each id within it; nothing where it is alone.
    pub prefix: String,
    /// The id of what says its title where several notes are listed.
    pub title: String,
    /// Whether a place within it is called `top`.
    pub has_top: bool,
}

impl Names {
    /// Those of each note, by what it shows and the words of its address.
    pub fn of(notes: &[(&str, &str)]) -> Vec<Self> {
        let is_alone = notes.len() == 1;
        let mut taken: BTreeSet<String> = OF_FRAME.map(str::to_owned).into();
        let names = |(html, slug): &(&str, &str)| {
            let within = ids(html);
            let has_top = within.iter().any(|id| id.eq_ignore_ascii_case(TOP));
            if is_alone {
                return Self { has_top, ..Self::default() };
            }
            let (names, ids) = free(if slug.is_empty() { "note" } else { slug }, &within, &taken);
            taken.extend(ids);
            Self { has_top, ..names }
        };
        notes.iter().map(names).collect()
    }
}

/// Names that make no id which is taken, with the ids that they make.
fn free(slug: &str, within: &BTreeSet<String>, taken: &BTreeSet<String>) -> (Names, BTreeSet<String>) {
    let mut number = 1_usize;
    loop {
        let id = if number == 1 { slug.to_owned() } else { format!("{slug}-{number}") };
        let prefix = format!("{id}.");
        let mut title = format!("{prefix}.title");
        let mut ids: BTreeSet<String> = within.iter().map(|id| format!("{prefix}{id}")).collect();
        while ids.contains(&title) {
            title.push('.');
        }
        ids.extend([id.clone(), title.clone()]);
        if ids.is_disjoint(taken) {
            return (Names { id, prefix, title, has_top: false }, ids);
        }
        number += 1;
    }
}

/// The ids of a page, and the names that links lead to as well.
fn ids(html: &str) -> BTreeSet<String> {
    let of_tag = |piece| match piece {
        Piece::Tag(tag) => ["id", "name"].map(|attribute| tag.get(attribute)),
        Piece::Text(_) => [None, None],
    };
    tokens(html).flat_map(of_tag).flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_ids_are_the_same() {
        let notes = [
            ("<p id=b>", "a"),
            ("<p id=x>", "a.b"),
            ("<p id='.title'>", "site-main"),
            ("<p id=x><p id=top>", "top"),
            ("", "a"),
            ("", ""),
        ];
        let names = Names::of(&notes);
        let ids: Vec<&str> = names.iter().map(|names| names.id.as_str()).collect();
        assert_eq!(ids, ["a", "a.b-2", "site-main-2", "top-2", "a-2", "note"]);
        assert_eq!(names[2].title, "site-main-2..title.");
        assert_eq!((names[3].prefix.as_str(), names[3].has_top), ("top-2.", true));
        assert_eq!(Names::of(&[("<p id=x>", "top")]), [Names::default()]);
    }
}
