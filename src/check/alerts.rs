//! Alerts in rule files, and the notes that say what to do about them: each alert has a note, each name in a note is that of
//! an alert, and a runbook on this site is there.

mod runbook;

use std::collections::BTreeMap;

use runbook::Found;

use crate::corpus::Corpus;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::Site;
use crate::note::Profile;
use crate::parse::rules::{Alert, Rules, Template};
use crate::parse::yaml::bare_or_quoted;
use crate::path::SourcePath;
use crate::span::{Span, Spanned};
use crate::suggest;

/// Checks a site of all notes but drafts against rule files, each with its path as reports show it.
pub(super) fn check(site: &Site, corpus: &Corpus, files: &[(SourcePath, Rules)]) -> Vec<Diagnostic> {
    if files.is_empty() {
        return Vec::new();
    }
    let mut diagnostics = Vec::new();
    let ruled = Ruled::of(site, files, &mut diagnostics);
    let named = Named::of(corpus);
    diagnostics.extend(ruled.without_note(site, &named));
    // What could not be read of a rule file may hold any alert.
    if files.iter().all(|(_, rules)| rules.diagnostics.is_empty()) {
        diagnostics.extend(named.without_rule(&ruled));
    }
    diagnostics
}

/// The alerts of all rule files.
struct Ruled<'r> {
    /// Where each name stands first, and whether a runbook of its rules says, or may say, what to do.
    by_name: BTreeMap<&'r str, (&'r SourcePath, Span, bool)>,
    /// Names with gaps.
    open: Vec<Template>,
}

impl<'r> Ruled<'r> {
    fn of(site: &Site, files: &'r [(SourcePath, Rules)], diagnostics: &mut Vec<Diagnostic>) -> Self {
        let mut ruled = Self { by_name: BTreeMap::new(), open: Vec::new() };
        for (path, rules) in files {
            for alert in &rules.alerts {
                let name = Template::parse(&alert.name.value);
                let has_runbook = has_runbook(site, (path, alert), &name, diagnostics);
                if name.whole().is_none() {
                    ruled.open.push(name);
                    continue;
                }
                let first = (path, alert.name.span, false);
                ruled.by_name.entry(alert.name.value.as_str()).or_insert(first).2 |= has_runbook;
            }
        }
        ruled
    }

    fn has(&self, name: &str) -> bool {
        self.by_name.contains_key(name) || self.open.iter().any(|open| open.can_be(name))
    }

    /// The alerts that no note names, and whose runbooks lead to none.
    fn without_note(&self, site: &Site, named: &Named<'_>) -> Vec<Diagnostic> {
        let of_alert = |(name, (path, span, has_runbook)): (&&str, &(&SourcePath, Span, bool))| {
            let notes = named.0.get(*name).map_or(&[] as &[_], Vec::as_slice);
            if *has_runbook || notes.iter().any(|(note, _)| site.note_at(&note.facts.path).is_some()) {
                return None;
            }
            let fault =
                |message: String| Diagnostic::new(Code::AlertWithoutNote, path, *span, message).pointed(name);
            let Some((draft, place)) = notes.first() else {
                return Some(self.suggested(fault(format!("no note names the alert `{name}`")), name, named));
            };
            let path = &draft.facts.path;
            let fault = fault(format!("the note for the alert `{name}` is a draft, which is not published"));
            Some(fault.related(path, *place, "this note names it").help(format!("publish `{path}`")))
        };
        self.by_name.iter().filter_map(of_alert).collect()
    }

    /// A fault of an alert that no note names, with the note that most likely means it.
    fn suggested(&self, fault: Diagnostic, name: &str, named: &Named<'_>) -> Diagnostic {
        let near = suggest::nearest(name, named.0.keys().copied().filter(|near| !self.has(near)));
        match near.and_then(|near| Some((near, named.0.get(near)?.first()?))) {
            Some((near, (note, place))) => fault
                .related(&note.facts.path, *place, format!("this note names `{near}`"))
                .help(format!("if it means this alert, write `{}` there", item(name))),
            None => fault.help(to_name(name)),
        }
    }
}

/// What makes an alert lead to a note.
fn to_name(alert: &str) -> String {
    format!("write `{}` into the note that says what to do", item(alert))
}

fn item(alert: &str) -> String {
    format!("alerts: [{}]", bare_or_quoted(alert))
}

/// Whether a runbook of an alert is on this site, or may be; one that is not there is reported, and is enough to say of it.
fn has_runbook(
    site: &Site,
    (path, alert): (&SourcePath, &Alert),
    name: &Template,
    diagnostics: &mut Vec<Diagnostic>,
) -> bool {
    let mut has_any = false;
    for written in &alert.runbooks {
        match runbook::find(site, &Template::parse(&written.value).named(name)) {
            Found::Elsewhere => {}
            Found::There => has_any = true,
            Found::Nothing { message, help } => {
                has_any = true;
                let fault = Diagnostic::new(Code::BrokenRunbook, path, written.span, message);
                diagnostics.push(fault.pointed(&written.value).help(help));
            }
        }
    }
    has_any
}

/// The notes that name each alert, drafts among them, in order of their paths.
struct Named<'c>(BTreeMap<&'c str, Vec<(&'c Profile, Span)>>);

impl<'c> Named<'c> {
    fn of(corpus: &'c Corpus) -> Self {
        let mut named: BTreeMap<&str, Vec<(&Profile, Span)>> = BTreeMap::new();
        for note in corpus.notes.iter() {
            for Spanned { value, span } in &note.facts.alerts {
                named.entry(value).or_default().push((note, *span));
            }
        }
        Self(named)
    }

    /// The names that no rule has.
    fn without_rule(&self, ruled: &Ruled<'_>) -> Vec<Diagnostic> {
        let is_free = |name: &&str| !self.0.contains_key(name);
        let of_name = |name: &str, (note, span): &(&Profile, Span)| {
            let message = format!("no rule has the alert `{name}`");
            let fault = Diagnostic::new(Code::AlertWithoutRule, &note.facts.path, *span, message);
            let fault = fault.pointed(name);
            match suggest::nearest(name, ruled.by_name.keys().copied().filter(is_free)) {
                Some(near) => fault.help(format!("did you mean `{near}`?")),
                None => fault.help("write the name that the rule has, or remove it"),
            }
        };
        let lost = self.0.iter().filter(|(name, _)| !ruled.has(name));
        lost.flat_map(|(name, places)| places.iter().map(|place| of_name(name, place))).collect()
    }
}
