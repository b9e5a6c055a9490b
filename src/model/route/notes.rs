//! The routes of notes: their pages, and the same as Markdown.

use super::claim::Claim;
use super::{Claims, Page, markdown_url};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::NotePage;
use crate::parallel;

impl Claims<'_> {
    pub(super) fn notes(&mut self) {
        let claim = |page: &NotePage| Claim::new(page.url.clone(), Page::Note(page.path().clone()));
        let mut made = self.prepared(claim);
        for page in self.site.notes_by_path() {
            let (note, made) = (page.note(), made.next());
            let place = note.facts.place_of_slug();
            if note.facts.slug.is_empty() {
                let message =
                    format!("`{}` contains no letter or digit for an address", note.facts.path.file_name());
                let fault = Diagnostic::new(Code::BadFileName, &note.facts.path, place, message);
                self.diagnostics.push(fault.help("rename the file, or give the note a `slug`"));
                continue;
            }
            if self
                .follows(&page.url, |before| matches!(before, Page::Note(path) if *path == note.facts.path))
            {
                continue;
            }
            self.stop_following();
            if let Err((holder, _)) = self.take(made.unwrap_or_else(|| claim(page))) {
                let message = format!("the address `{}` is already in use", page.url);
                let mut fault = Diagnostic::new(Code::DuplicatePermalink, &note.facts.path, place, message);
                if let Some(other) = self.note_of(holder) {
                    fault = fault.related(&other.facts.path, other.facts.place_of_slug(), "this note has it");
                }
                self.diagnostics
                    .push(fault.help("rename one of the files, or give this note another `slug`"));
            }
        }
    }

    /// The notes as Markdown.
    pub(super) fn markdown(&mut self) {
        let of = |page: &NotePage| (markdown_url(&page.url), Page::NoteMarkdown(page.path().clone()));
        let claim = |page: &NotePage| {
            let (url, page) = of(page);
            Claim::new(url, page)
        };
        let mut made = self.prepared(claim);
        for page in self.site.notes_by_path() {
            match made.next() {
                _ if page.note().face.draft => {}
                Some(claim) => self.take_page(claim),
                None => {
                    let (url, page) = of(page);
                    self.claim_page(url, page);
                }
            }
        }
    }

    /// Claims for notes, in order of their paths: made beforehand, on all processors, where there is no site before to follow.
    fn prepared(&self, claim: impl Fn(&NotePage) -> Claim + Sync) -> std::vec::IntoIter<Claim> {
        let pages: Vec<&NotePage> = self.site.notes_by_path().collect();
        let made =
            if self.before.is_empty() { parallel::map(&pages, |page| claim(page)) } else { Vec::new() };
        made.into_iter()
    }
}
