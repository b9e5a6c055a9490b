//! Addresses that lead on to others, or nowhere any more: the aliases of notes, `[redirects]` and `[gone]`.

use foldhash::{HashMap, HashMapExt};

use super::{Claims, Page};
use crate::diagnostic::{Code, Diagnostic};
use crate::path::SourcePath;
use crate::span::Span;

/// Where each alias is given, by its file.
type Given<'s> = HashMap<String, (&'s SourcePath, Span)>;

impl<'s> Claims<'s> {
    /// Claims all of them.
    pub(super) fn aliases(&mut self) {
        let mut first: Given<'s> = HashMap::new();
        for page in self.site.notes_by_path() {
            // A note's own address is no old one: other tools' `permalink` says both.
            for alias in page.note().facts.aliases.iter().filter(|alias| alias.value != page.url) {
                let path = page.path();
                let key = alias.value.output().as_str().to_lowercase();
                if let Some(&(other, span)) = first.get(&key) {
                    let message = format!("the alias `{}` is given twice", alias.value);
                    let fault = Diagnostic::new(Code::DuplicateAlias, path, alias.span, message);
                    let fault = fault.related(other, span, "first given here");
                    self.diagnostics.push(fault.help("keep it in the note that replaced the old page"));
                    continue;
                }
                first.insert(key, (path, alias.span));
                if let Err((holder, _)) = self.claim(alias.value.clone(), Page::Redirect(page.url.clone())) {
                    let message = format!("the alias `{}` is the address of a page", alias.value);
                    self.hides_page(path, (alias.span, message), holder, "remove the alias");
                }
            }
        }
        self.redirects(&first);
        self.gone();
    }

    fn redirects(&mut self, aliases: &Given<'s>) {
        let settings = SourcePath::settings();
        for redirect in &self.site.config.redirects {
            let from = &redirect.from;
            // What leads to itself is told with the others that lead nowhere.
            if from.value == redirect.to.value {
                continue;
            }
            if let Some(&(other, span)) = aliases.get(&from.value.output().as_str().to_lowercase()) {
                let message = format!("`{}` is the alias of a note", from.value);
                let fault = Diagnostic::new(Code::DuplicateAlias, &settings, from.span, message);
                let fault = fault.key("redirects").related(other, span, "given here");
                self.diagnostics.push(fault.help("remove the redirect, or the alias"));
                continue;
            }
            let page = Page::Redirect(redirect.to.value.clone());
            if let Err((holder, _)) = self.claim(from.value.clone(), page) {
                let message = format!("the redirect `{}` is the address of a page", from.value);
                self.hides_page(&settings, (from.span, message), holder, "remove the redirect");
            }
        }
    }

    fn gone(&mut self) {
        for gone in &self.site.config.gone {
            let url = &gone.url;
            if let Err((holder, _)) = self.claim(url.value.clone(), Page::Gone(gone.reason.as_str().into())) {
                let what = match self.routes[holder].page {
                    Page::Redirect(_) => "redirects to another page",
                    _ => "is the address of a page",
                };
                let message = format!("`{}` is listed as gone, and {what}", url.value);
                let help = "remove it from `[gone]`";
                self.hides_page(&SourcePath::settings(), (url.span, message), holder, help);
            }
        }
    }

    /// Says that an address which leads elsewhere, or nowhere, is that of a page.
    fn hides_page(&mut self, path: &SourcePath, (span, message): (Span, String), holder: usize, help: &str) {
        let mut fault = Diagnostic::new(Code::AliasHidesPage, path, span, message);
        if let Some(other) = self.note_of(holder) {
            let place = Span::at(other.facts.front_span.start as usize);
            fault = fault.related(&other.facts.path, place, "this page");
        }
        self.diagnostics.push(fault.help(help));
    }
}
