//! The ledger of addresses: read with the site, and held against it. What became of an address that is lost is written into
//! the file where it belongs, as a correction.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::sync::Arc;

use foldhash::{HashMap, HashSet};

use super::{text, unreadable};
use crate::check::addresses::{self, Answer, Lost};
use crate::config::Config;
use crate::corpus::{CONTENT, Corpus};
use crate::diagnostic::{Code, Diagnostic, Fix};
use crate::edit;
use crate::ledger::Ledger;
use crate::model::Site;
use crate::path::SourcePath;
use crate::source::Source;

/// The ledger of a site, if it has one.
pub(super) fn ledger(
    source: &dyn Source,
    texts: &mut HashMap<SourcePath, Arc<str>>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Arc<Ledger>> {
    let path = Ledger::path();
    let bytes = match source.read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => return None,
        Err(error) => {
            diagnostics.push(unreadable(&path, &error));
            return None;
        }
    };
    let (text, fault) = text::decoded(&path, bytes);
    diagnostics.extend(fault);
    let (ledger, faults) = Ledger::parse(&text);
    diagnostics.extend(faults);
    texts.insert(path, text.into());
    Some(Arc::new(ledger))
}

/// What is wrong with the addresses of a site of all notes; `faults` are those of its files.
pub(super) fn check<'f>(
    site: &Site,
    corpus: &Corpus,
    faults: impl Iterator<Item = &'f Diagnostic> + Clone,
    source: &dyn Source,
) -> Vec<Diagnostic> {
    // A note that can't even be listed may have any address.
    if corpus.ledger.is_none() || faults.clone().any(|fault| hides_notes(&site.config, corpus, fault)) {
        return Vec::new();
    }
    let unread = faults.filter(|fault| hides_addresses(&site.config, fault));
    let unread: HashSet<SourcePath> = unread.map(|fault| fault.path.clone()).collect();
    let found = addresses::check(site, corpus, &unread);
    let fixes = Fixes::of(&found, source, site.config.schema.renames.name_of("aliases"));
    found.into_iter().map(|lost| fixes.mended(lost)).collect()
}

/// Whether notes may be there that could not even be listed: a name that can't be used, a link that leads out of the site, a
/// folder that can't be looked through.
pub(crate) fn hides_notes(config: &Config, corpus: &Corpus, fault: &Diagnostic) -> bool {
    let path = &fault.path;
    let codes = [Code::BadFileName, Code::LinkLeavesSite, Code::UnreadableFile];
    let is_known = || {
        corpus.has_note(path)
            || corpus.files.contains_key(path)
            || corpus.sections.iter().any(|section| section.path == *path)
    };
    let may_hide = codes.contains(&fault.code) && path.as_str().starts_with(CONTENT) && !is_known();
    may_hide && config.level(fault.code).is_error()
}

/// Whether a note with this fault may have addresses, or terms, that nobody could read.
pub(crate) fn hides_addresses(config: &Config, fault: &Diagnostic) -> bool {
    let of_address = |key: &str| {
        let is_of = |field: &str| {
            key.strip_prefix(field).is_some_and(|rest| rest.is_empty() || rest.starts_with(['[', '.']))
        };
        ["slug", "aliases", "alerts", "reference"].iter().any(|field| is_of(field))
            || config.taxonomies.iter().any(|taxonomy| is_of(&taxonomy.field))
    };
    let may_hide = fault.code.hides_fields() || fault.key.as_deref().is_some_and(of_address);
    may_hide && config.level(fault.code).is_error()
}

/// Corrections of addresses that are lost. Those of one file are made at one place, and so they are one: each fault has all of
/// it.
#[derive(Default)]
struct Fixes {
    of_notes: BTreeMap<SourcePath, Fix>,
    of_settings: Option<Fix>,
}

impl Fixes {
    fn of(found: &[Lost], source: &dyn Source, key: &str) -> Self {
        let mut aliases: BTreeMap<&SourcePath, Vec<&str>> = BTreeMap::new();
        let mut redirects = Vec::new();
        for answer in found.iter().filter_map(|lost| lost.answer.as_ref()) {
            match answer {
                Answer::Alias(path, url) => aliases.entry(path).or_default().push(url.as_str()),
                Answer::Redirect(from, to) => redirects.push((from.as_str(), to.as_str())),
            }
        }
        let read = |path: &SourcePath| {
            let (text, fault) = text::decoded(path, source.read(path).ok()?);
            fault.is_none().then_some(text)
        };
        let of_note = |(path, aliases): (&SourcePath, Vec<&str>)| {
            let edit = edit::list::add(path, &read(path)?, key, &aliases)?;
            let title = format!("give `{path}` the alias `{}`", aliases.join("`, `"));
            Some((path.clone(), Fix { title, path: path.clone(), span: edit.span, replacement: edit.text }))
        };
        let of_settings = || {
            let path = SourcePath::settings();
            let edit = edit::settings::add(&read(&path)?, "redirects", &redirects)?;
            let led: Vec<String> =
                redirects.iter().map(|(from, to)| format!("lead `{from}` to `{to}`")).collect();
            Some(Fix { title: led.join(", "), path, span: edit.span, replacement: edit.text })
        };
        let of_settings = if redirects.is_empty() { None } else { of_settings() };
        Self { of_notes: aliases.into_iter().filter_map(of_note).collect(), of_settings }
    }

    fn mended(&self, Lost { fault, answer }: Lost) -> Diagnostic {
        let fix = match &answer {
            Some(Answer::Alias(path, _)) => self.of_notes.get(path),
            Some(Answer::Redirect(..)) => self.of_settings.as_ref(),
            None => None,
        };
        match fix {
            Some(fix) => fault.fix_elsewhere(fix.clone()),
            None => fault,
        }
    }
}
