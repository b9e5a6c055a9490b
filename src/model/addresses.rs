//! The addresses of a site that people hold: those of notes, sections, indexes and terms, those that lead on to them, and those
//! that are gone.

use super::{Known, Page, Site};
use crate::ledger::{Addresses, Kind, Listed};
use crate::model::listing::ListPage;
use crate::path::{SourcePath, UrlPath};

impl Site {
    /// The addresses as a ledger lists them: without the further pages of listings, and without drafts.
    pub fn addresses(&self) -> Addresses {
        self.routes
            .iter()
            .filter_map(|route| Some((route.url.clone(), self.in_ledger(&route.url, &route.page)?)))
            .collect()
    }

    fn in_ledger(&self, url: &UrlPath, page: &Page) -> Option<Listed> {
        match page {
            Page::Note(path) => {
                let note = &self.note_at(path)?.note();
                let reference = note.facts.reference.as_ref().map(|reference| reference.value.as_str());
                (!note.face.draft).then(|| Listed::new(Kind::Note, reference))
            }
            Page::Section(folder, ListPage::First) => {
                let section = &self.sections[self.section_at(folder)?];
                (!section.is_draft).then(|| Listed::new(Kind::Section, None))
            }
            Page::Taxonomy(_) => Some(Listed::new(Kind::Index, None)),
            Page::Term(_, _, ListPage::First) => Some(Listed::new(Kind::Term, None)),
            // What leads to itself, or to nothing, is told where redirects are checked.
            Page::Redirect(to) if to != url => {
                let (page, target) = (&self.route(to)?.page, to);
                let target = self.end_in_ledger(target, page)?;
                Some(Listed { kind: Kind::Alias, ..target })
            }
            Page::Gone(_) => Some(Listed::new(Kind::Gone, None)),
            _ => None,
        }
    }

    /// What a redirect leads to. One that leads on to another one is listed by itself.
    fn end_in_ledger(&self, url: &UrlPath, page: &Page) -> Option<Listed> {
        match page {
            Page::Redirect(_) => Some(Listed::new(Kind::Alias, None)),
            Page::Gone(_) => None,
            page => Some(self.in_ledger(url, page).unwrap_or(Listed::new(Kind::Alias, None))),
        }
    }

    /// The file that would have an address if it were published, and why it is not.
    pub fn left_out_at(&self, url: &UrlPath) -> Option<(&SourcePath, Known)> {
        self.left_out.at(url).map(|(path, why)| (path, *why))
    }
}
