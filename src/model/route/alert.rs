//! The way from an alert to its note: an address for each name that notes list under `alerts`. A page, and an address that somebody
//! asked for by itself, go before it.

use foldhash::{HashMap, HashMapExt};

use super::{Claims, Page};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{NotePage, alert};
use crate::path::{SourcePath, UrlPath};
use crate::span::{Span, Spanned};

impl<'s> Claims<'s> {
    /// Claims all of them: those of notes that are published, and then those of notes that are not.
    pub(super) fn alerts(&mut self) {
        let mut first: HashMap<&str, (&SourcePath, Span)> = HashMap::new();
        for page in self.site.notes_by_path() {
            for alert in &page.note.facts.alerts {
                let path = &page.note.facts.path;
                match first.get(alert.value.as_str()) {
                    // An item that stands twice in one list is told of where lists are checked.
                    Some((other, _)) if *other == path => {}
                    Some((other, span)) => {
                        let message = format!("the alert `{}` leads to another note already", alert.value);
                        let fault = Diagnostic::new(Code::DuplicateAlert, path, alert.span, message)
                            .pointed(&alert.value)
                            .related(other, *span, "first given here");
                        self.diagnostics.push(fault.help("keep it with the note that says what to do"));
                    }
                    None => {
                        first.insert(&alert.value, (path, alert.span));
                        self.alert(page, alert);
                    }
                }
            }
        }
        let left_out: Vec<UrlPath> = self.site.left_out.alerts().cloned().collect();
        for url in left_out {
            // Where something is there, it is better than a page that has nothing to say.
            let _ = self.claim(url, Page::AlertWithoutNote);
        }
    }

    fn alert(&mut self, page: &'s NotePage, alert: &Spanned<String>) {
        let name = &alert.value;
        let fault = |message: String| {
            let path = &page.note.facts.path;
            Diagnostic::new(Code::AlertAddress, path, alert.span, message).pointed(name)
        };
        let url = match alert::url_of(name) {
            Ok(url) => url,
            Err(why) => {
                let fault = fault(format!("the alert `{name}` can't have an address: {why}"));
                self.diagnostics
                    .push(fault.help(format!("lead its rule to the note itself: `{}`", page.url)));
                return;
            }
        };
        let Err((holder, url)) = self.claim(url, Page::Redirect(page.url.clone())) else { return };
        let route = &self.routes[holder];
        let leads_here = match &route.page {
            Page::Note(path) => *path == page.note.facts.path,
            Page::Redirect(to) => *to == page.url,
            _ => false,
        };
        if route.url == url && leads_here {
            return;
        }
        let taken = match alert::name_of(&route.url) {
            Some(other) if route.url != url && matches!(route.page, Page::Redirect(_)) => {
                format!("`{other}` differs from it in capitals alone")
            }
            _ => format!("`{}` is there already", route.url),
        };
        let mut fault = fault(format!("the alert `{name}` does not lead here: {taken}"));
        if let Some(other) = self.note_of(holder) {
            fault =
                fault.related(&other.facts.path, other.facts.place_of_slug(), "this page has the address");
        }
        self.diagnostics.push(fault.help(format!("lead its rule to the note itself: `{}`", page.url)));
    }
}
