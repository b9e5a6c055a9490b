//! No address that the ledger lists is lost: each is a page, leads to one, or is known to be gone.
//!
//! Where it is plain what became of one, the answer says so, so that it can be written into the file where it belongs.

mod moves;

use crate::corpus::Corpus;
use crate::diagnostic::{Code, Diagnostic, Level};
use crate::ledger::{Kind, Ledger, Listed, line};
use crate::model::note::url_of;
use crate::model::{Page, Site, alert};
use crate::note::Profile;
use crate::parse::yaml::bare_or_quoted;
use crate::path::{SourcePath, UrlPath};
use crate::span::Span;
use foldhash::HashSet;
use moves::{Found, Moves};

/// A fault of an address, and what mends it if that is plain.
#[derive(Debug)]
pub(crate) struct Lost {
    /// The fault.
    pub(crate) fault: Diagnostic,
    /// What mends it.
    pub(crate) answer: Option<Answer>,
}

/// What becomes of an address that is lost.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Answer {
    /// It becomes an alias of a note: the note's file, and the address.
    Alias(SourcePath, UrlPath),
    /// It leads on to another one.
    Redirect(UrlPath, UrlPath),
}

/// Checks a site of all notes, faulty ones included, against the ledger. `unread` are the notes that may have fields nobody
/// could read: what those can hold is not taken for lost.
pub(crate) fn check(site: &Site, corpus: &Corpus, unread: &HashSet<SourcePath>) -> Vec<Lost> {
    let Some(ledger) = &corpus.ledger else { return Vec::new() };
    let checker = Checker { site, corpus, ledger, unread };
    let mut lost = checker.vanished();
    let others = checker.reused().into_iter().chain(checker.unlisted());
    lost.extend(others.map(|fault| Lost { fault, answer: None }));
    lost
}

struct Checker<'a> {
    site: &'a Site,
    corpus: &'a Corpus,
    ledger: &'a Ledger,
    unread: &'a HashSet<SourcePath>,
}

impl<'a> Checker<'a> {
    fn fault(&self, code: Code, url: &UrlPath, message: String) -> Diagnostic {
        Diagnostic::new(code, &Ledger::path(), self.ledger.place(url), message)
    }

    fn vanished(&self) -> Vec<Lost> {
        let is_lost = |(url, listed): &(&UrlPath, &Listed)| {
            !self.site.leads_somewhere(url) && !self.is_doubtful(url, listed.kind)
        };
        let lost: Vec<(&UrlPath, &Listed)> = self.ledger.addresses.iter().filter(is_lost).collect();
        if lost.is_empty() {
            return Vec::new();
        }
        let moves = Moves::find(self.site, self.ledger, &lost);
        lost.into_iter().map(|(url, listed)| self.lost(url, listed, &moves)).collect()
    }

    /// Whether a note may have an address though it does not say so: some of its fields can't be read.
    fn is_doubtful(&self, url: &UrlPath, kind: Kind) -> bool {
        match kind {
            Kind::Alias | Kind::Term => !self.unread.is_empty(),
            Kind::Note => {
                let notes = self.corpus.notes.iter().filter(|note| self.unread.contains(&note.facts.path));
                notes.map(|note| url_of(note, self.corpus)).any(|of_note| of_note.parent() == url.parent())
            }
            Kind::Section | Kind::Index | Kind::Gone => false,
        }
    }

    fn lost(&self, url: &UrlPath, listed: &Listed, moves: &Moves<'a>) -> Lost {
        let message = format!("`{url}` {}, and no longer exists", was(listed.kind));
        let fault = self.fault(Code::VanishedAddress, url, message);
        if let Some(path) = self.draft_at(url) {
            let help = format!("publish the draft `{path}`, or record why it is gone: {}", gone(url));
            return Lost { fault: fault.help(help), answer: None };
        }
        if let Some(Found::Moved(page)) = moves.notes.get(url) {
            let (note, path) = (page.note(), page.path());
            let fault = fault.related(path, note.facts.place_of_slug(), "this note has moved");
            let help = format!(
                "write into the front matter of `{path}`: {} (`fieldnotes mv` does this, and updates the links too)",
                aliases(note, url)
            );
            return Lost { fault: fault.help(help), answer: Some(Answer::Alias(path.clone(), url.clone())) };
        }
        if let Some(to) = moves.pages.get(url) {
            let help = format!("write under `[redirects]` in site.toml: `\"{url}\" = \"{to}\"`");
            let answer = Answer::Redirect(url.clone(), to.clone());
            return Lost { fault: fault.help(help), answer: Some(answer) };
        }
        Lost { fault: fault.help(unknown(url, listed.kind, moves)), answer: None }
    }

    /// The draft that would have an address, or has it as an alias.
    fn draft_at(&self, url: &UrlPath) -> Option<&'a SourcePath> {
        let has_alias = |note: &&Profile| {
            self.site.note_at(&note.facts.path).is_none()
                && note.facts.aliases.iter().any(|alias| alias.value == *url)
        };
        let of_alias = || self.corpus.notes.iter().find(has_alias).map(|note| &note.facts.path);
        self.site.left_out_at(url).map(|(path, _)| path).or_else(of_alias)
    }

    /// Addresses at which another note stands than the one that had them.
    fn reused(&self) -> Vec<Diagnostic> {
        if self.ledger.addresses.values().all(|listed| listed.reference.is_none()) {
            return Vec::new();
        }
        let by_reference = moves::by_reference(self.site);
        let reused = |(url, listed): (&UrlPath, &Listed)| {
            // Of several with one reference nobody can tell which it was.
            let [had] = by_reference.get(listed.reference.as_deref()?)?.as_slice() else { return None };
            let page = match &self.site.route(url)?.page {
                Page::Redirect(to) => &self.site.route(to)?.page,
                page => page,
            };
            let Page::Note(path) = page else { return None };
            if path == had.path() {
                return None;
            }
            let reference = listed.reference.as_deref().unwrap_or_default();
            let message = format!("`{url}` was the address of `{reference}`, and now leads to another note");
            let fault = self.fault(Code::ReusedAddress, url, message).related(
                had.path(),
                had.note().facts.place_of_slug(),
                format!("it has `{}` now", had.url),
            );
            Some(fault.help(format!(
                "give `{path}` an address of its own, or accept it with `fieldnotes urls --accept`"
            )))
        };
        self.ledger.addresses.iter().filter_map(reused).collect()
    }

    fn unlisted(&self) -> Vec<Diagnostic> {
        if self.site.config.level(Code::UnlistedAddress) == Level::Allow {
            return Vec::new();
        }
        let addresses = self.site.addresses();
        let is_new = |(url, listed): &(&UrlPath, &Listed)| {
            listed.kind != Kind::Gone && !self.ledger.addresses.contains_key(*url)
        };
        let new = addresses.iter().filter(is_new);
        new.map(|(url, listed)| {
            let message = format!("`{url}` is not listed yet");
            let note = match self.site.route(url).map(|route| &route.page) {
                Some(Page::Note(path)) => self.site.note_at(path).map(|page| &page.note().facts),
                _ => None,
            };
            let (path, place) = note.map_or_else(
                || (Ledger::path(), Span::at(0)),
                |note| (note.path.clone(), note.place_of_slug()),
            );
            let fault = Diagnostic::new(Code::UnlistedAddress, &path, place, message);
            fault.help(format!("run `fieldnotes urls --accept`, or add the line `{}`", line(url, listed)))
        })
        .collect()
    }
}

/// What an address was.
fn was(kind: Kind) -> &'static str {
    match kind {
        Kind::Note => "was the address of a note",
        Kind::Section => "was the address of a section",
        Kind::Index => "was the address of an index",
        Kind::Term => "was the address of a term",
        Kind::Alias => "redirected to another page",
        Kind::Gone => "was listed as gone",
    }
}

/// The line that gives a note one more alias.
fn aliases(note: &Profile, new: &UrlPath) -> String {
    let all = note.facts.aliases.iter().map(|alias| alias.value.as_str()).chain([new.as_str()]);
    format!("`aliases: [{}]`", all.collect::<Vec<_>>().join(", "))
}

fn gone(url: &UrlPath) -> String {
    format!("`\"{url}\" = \"the reason\"` under `[gone]` in site.toml")
}

/// What to do where nobody knows what became of an address.
fn unknown(url: &UrlPath, kind: Kind, moves: &Moves<'_>) -> String {
    let if_moved = match (moves.notes.get(url), moves.near.get(url)) {
        _ if let Some(name) = alert::name_of(url).filter(|_| kind == Kind::Alias) => {
            format!(
                "if the alert still exists, write `alerts: [{}]` into the note that it leads to",
                bare_or_quoted(name)
            )
        }
        (Some(Found::Maybe(pages)), _) if !pages.is_empty() => {
            let paths: Vec<String> = pages.iter().map(|page| format!("`{}`", page.path())).collect();
            format!("if it moved to {}, write `aliases: [{url}]` there", paths.join(" or "))
        }
        (_, Some(near)) => {
            format!("if it is `{near}` now, write `\"{url}\" = \"{near}\"` under `[redirects]` in site.toml")
        }
        _ if matches!(kind, Kind::Note | Kind::Alias | Kind::Gone) => {
            format!("if it moved, write `aliases: [{url}]` into its front matter")
        }
        _ => format!("if it moved, write `\"{url}\" = \"…\"` under `[redirects]` in site.toml"),
    };
    let dropped = match kind {
        Kind::Term | Kind::Index => {
            "; if nothing links to it, `fieldnotes urls --accept` drops it from the list"
        }
        _ => "",
    };
    format!("{if_moved}; if it is gone, {}{dropped}", gone(url))
}
