//! The ledger of addresses: read with the site, and held against it. What became of an address that is lost is written into
//! the file where it belongs, as a correction.

use std::io::ErrorKind;
use std::sync::Arc;

use foldhash::{HashMap, HashSet};

use super::{text, unreadable};
use crate::check::addresses::{self, Answer, Lost};
use crate::config::Config;
use crate::corpus::Corpus;
use crate::diagnostic::{Diagnostic, Fix, Level};
use crate::edit::{self, settings::HasEntries};
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

/// What is wrong with the addresses of a site of all notes; `faults` are those of its notes.
pub(super) fn check(
    site: &Site,
    corpus: &Corpus,
    faults: &[Diagnostic],
    source: &dyn Source,
) -> Vec<Diagnostic> {
    let unread = faults.iter().filter(|fault| hides_addresses(&site.config, fault));
    let unread: HashSet<SourcePath> = unread.map(|fault| fault.path.clone()).collect();
    let found = addresses::check(site, corpus, &unread);
    found.into_iter().map(|lost| mended(lost, &site.config, source)).collect()
}

/// Whether a note with this fault may have addresses, or terms, that nobody could read.
pub(crate) fn hides_addresses(config: &Config, fault: &Diagnostic) -> bool {
    let of_address = |key: &str| {
        let is_of = |field: &str| {
            key.strip_prefix(field).is_some_and(|rest| rest.is_empty() || rest.starts_with(['[', '.']))
        };
        ["slug", "aliases", "reference"].iter().any(|field| is_of(field))
            || config.taxonomies.iter().any(|taxonomy| is_of(&taxonomy.field))
    };
    let may_hide = fault.code.hides_fields() || fault.key.as_deref().is_some_and(of_address);
    may_hide && config.level(fault.code) == Level::Deny
}

/// The fault of an address that is lost, with its correction where the answer is plain.
fn mended(Lost { fault, answer }: Lost, config: &Config, source: &dyn Source) -> Diagnostic {
    let read = |path: &SourcePath| {
        Some(text::decoded(path, source.read(path).ok()?)).filter(|(_, fault)| fault.is_none())
    };
    let has_redirects = if config.redirects.is_empty() { HasEntries::No } else { HasEntries::Yes };
    let fix = match answer {
        Some(Answer::Alias(path, url)) => read(&path).and_then(|(text, _)| {
            let edit = edit::list::add(&path, &text, "aliases", url.as_str())?;
            let title = format!("give `{path}` the alias `{url}`");
            Some(Fix { title, path, span: edit.span, replacement: edit.text })
        }),
        Some(Answer::Redirect(from, to)) => read(&SourcePath::settings()).and_then(|(text, _)| {
            let edit = edit::settings::add(&text, "redirects", (from.as_str(), to.as_str()), has_redirects)?;
            let title = format!("lead `{from}` to `{to}`");
            Some(Fix { title, path: SourcePath::settings(), span: edit.span, replacement: edit.text })
        }),
        None => None,
    };
    match fix {
        Some(fix) => fault.fix_elsewhere(fix),
        None => fault,
    }
}
