//! The ids of a body's headings: each given once on its page, and none that the page has for a part of its own.
//!
//! The footnotes of a body count as far as there are any, and what the theme names on the pages that show a body counts
//! always: a checklist that is added to a note must not move the place that a link leads to.

use std::borrow::Cow;
use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::nfc::nfc;

/// What the theme names on pages that show a body.
pub(crate) const OF_THEME: [&str; 21] = [
    "note-below",
    "note-change",
    "note-checklist",
    "note-details",
    "note-paper",
    "note-rollback",
    "note-similar",
    "note-standing",
    "note-top",
    "site-due",
    "site-indexes",
    "site-keys",
    "site-keys-title",
    "site-latest",
    "site-main",
    "site-notes",
    "site-q",
    "site-q-large",
    "site-recent",
    "site-rows",
    "site-sections",
];

/// The id of the heading above the footnotes.
pub(crate) const FOOTNOTES: &str = "footnotes";

/// What has an id that an author wrote for a heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TakenBy {
    /// Another heading of the body.
    Heading,
    /// A part of the page around the body, or a footnote.
    Page,
    /// Another place that HTML names.
    Place,
}

/// The id of a footnote.
pub(crate) fn footnote(number: usize) -> String {
    format!("fn-{number}")
}

/// The id of a place that refers to a footnote, so many times before this one counted in.
pub(crate) fn footnote_reference(number: usize, use_number: usize) -> String {
    if use_number == 1 { format!("fnref-{number}") } else { format!("fnref-{number}-{use_number}") }
}

/// Ids that are taken, so that each is given once: `steps`, `steps-2`, `steps-3`.
#[derive(Debug)]
pub(super) struct HeadingIds {
    taken: HashMap<String, (u32, TakenBy)>,
    /// The number of each footnote by its label, whose case is none, and how often it is referred to.
    footnotes: HashMap<String, (usize, usize)>,
}

impl Default for HeadingIds {
    fn default() -> Self {
        let mut ids = Self { taken: HashMap::new(), footnotes: HashMap::new() };
        for id in OF_THEME {
            ids.reserve(id.to_owned());
        }
        ids
    }
}

impl HeadingIds {
    /// Takes the ids that a reference to a footnote brings, as the page is written. All of them come before any heading.
    pub(super) fn refer(&mut self, label: &str) {
        let next = self.footnotes.len() + 1;
        let (number, uses) = self.footnotes.entry(label.to_lowercase()).or_insert((next, 0));
        *uses += 1;
        let (number, uses) = (*number, *uses);
        self.reserve(FOOTNOTES.to_owned());
        self.reserve(footnote(number));
        self.reserve(footnote_reference(number, uses));
    }

    /// What has an id already.
    pub(super) fn taken_by(&self, id: &str) -> Option<TakenBy> {
        self.taken.get(&*nfc(id)).map(|(_, by)| *by)
    }

    /// The id in Unicode's normal form C, made unique; `section` for a heading without a letter.
    pub(super) fn claim(&mut self, wanted: &str) -> String {
        let wanted = if wanted.is_empty() { Cow::Borrowed("section") } else { nfc(wanted) };
        let mut id = wanted.clone().into_owned();
        while self.taken.contains_key(&id) {
            let (count, _) = self.taken.entry(wanted.clone().into_owned()).or_insert((1, TakenBy::Heading));
            *count += 1;
            id = format!("{wanted}-{count}");
        }
        self.taken.insert(id.clone(), (1, TakenBy::Heading));
        id
    }

    /// Takes an id for a place that is no heading, in Unicode's normal form C. Where something has it, that is what.
    pub(super) fn claim_place(&mut self, wanted: &str) -> Result<String, TakenBy> {
        let id = nfc(wanted).into_owned();
        if let Some((_, by)) = self.taken.get(&id) {
            return Err(*by);
        }
        self.taken.insert(id.clone(), (1, TakenBy::Place));
        Ok(id)
    }

    fn reserve(&mut self, id: String) {
        self.taken.insert(id, (1, TakenBy::Page));
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::theme::TEMPLATES;

    #[test]
    fn what_the_theme_names_on_pages_with_a_body_is_known() {
        let mut named = BTreeSet::new();
        for (name, text) in TEMPLATES {
            if ["base.html", "components.html", "home.html", "note.html", "section.html"].contains(name) {
                let ids = text.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next());
                // What a page gives to a component is named there.
                named.extend(ids.filter(|id| !id.is_empty() && !id.contains('{')));
            } else if *name != "bundle.html" {
                // A bundle holds finished pages, whose ids are told apart when it is made.
                assert!(!text.contains("content | safe"), "{name} shows a body");
            }
        }
        assert_eq!(named.into_iter().collect::<Vec<_>>(), OF_THEME);
    }
}
