//! The way from an alert to its note: an address for each name that notes list under `alerts`. A page, and an address that somebody
//! asked for by itself, go before it.

use foldhash::{HashMap, HashMapExt};

use super::{Claims, Page};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{NotePage, alert};
use crate::note::Profile;
use crate::path::{SourcePath, UrlPath};
use crate::span::{Span, Spanned};

impl<'s> Claims<'s> {
    /// Claims all of them: those of notes that are published, and then those of notes that are not.
    pub(super) fn alerts(&mut self) {
        let mut first: HashMap<&str, (&SourcePath, Span)> = HashMap::new();
        for page in self.site.notes_by_path() {
            for alert in &page.note().facts.alerts {
                let path = page.path();
                match first.get(alert.value.as_str()) {
                    // An item that stands twice in one list is told of where lists are checked.
                    Some((other, _)) if *other == path => {}
                    Some((other, span)) => {
                        let message = format!("the alert `{}` already leads to another note", alert.value);
                        let fault = Diagnostic::new(Code::DuplicateAlert, path, alert.span, message)
                            .pointed(&alert.value)
                            .related(other, *span, "first given here");
                        self.diagnostics.push(fault.help("keep it in the note that says what to do"));
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
        let url = match alert::url_of(&alert.value) {
            Ok(url) => url,
            Err(why) => {
                return self.without_address(page, alert, (&format!("can't have an address: {why}"), None));
            }
        };
        let Err((holder, url)) = self.claim(url, Page::Redirect(page.url.clone())) else { return };
        let route = &self.routes[holder];
        let leads_here = match &route.page {
            Page::Note(path) => path == page.path(),
            Page::Redirect(to) => *to == page.url,
            _ => false,
        };
        if route.url == url && leads_here {
            return;
        }
        let taken = match alert::name_of(&route.url) {
            Some(other) if route.url != url => format!("`{other}` differs only in upper and lower case"),
            _ => format!("`{}` already exists", route.url),
        };
        let other = self.note_of(holder);
        self.without_address(page, alert, (&format!("does not lead here: {taken}"), other));
    }

    /// Says that an alert leads to its note by no address of its own: why, and which note has the address.
    fn without_address(
        &mut self,
        page: &NotePage,
        alert: &Spanned<String>,
        (why, other): (&str, Option<&Profile>),
    ) {
        let message = format!("the alert `{}` {why}", alert.value);
        let mut fault = Diagnostic::new(Code::AlertAddress, page.path(), alert.span, message)
            .pointed(&alert.value)
            .help(format!("point its rule to the note itself: `{}`", page.url));
        if let Some(other) = other {
            fault =
                fault.related(&other.facts.path, other.facts.place_of_slug(), "this page has the address");
        }
        self.diagnostics.push(fault);
    }
}
