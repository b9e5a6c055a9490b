//! `fieldnotes urls`: begins the ledger of addresses, takes the present state into it, or says how the two differ.

use std::path::Path;

use anyhow::{Context, Result, bail};

use super::args::{Common, Urls};
use super::output::Terminal;
use super::view::View;
use super::{ExitStatus, context};
use crate::diagnostic::{Code, Diagnostic};
use crate::engine::baseline::Heeded;
use crate::engine::store::Store;
use crate::engine::{Build, Engine, Options, hides_addresses, hides_notes};
use crate::ledger::{self, Addresses, FILE, Ledger, line};
use crate::model::{Choice, Site};
use crate::path::SourcePath;
use crate::report::{count, visible};
use crate::source::disk::{Disk, read_text};
use crate::write::{atomic, lock};

pub(super) fn run(args: &Urls, common: &Common, terminal: &mut Terminal) -> Result<ExitStatus> {
    let site = context::site_folder(common)?;
    let writes = args.init || args.accept;
    let _lock = if writes { Some(lock::take(&site, lock::Holder::Urls)?) } else { None };
    let store = Store::open(&site, context::now);
    let options = Options { baseline: Heeded::Nothing, ..Options::default() };
    let build = Engine::new(Box::new(Disk::new(&site)), options, store.into()).load()?;
    if args.init && build.corpus.ledger.is_some() {
        bail!("`{FILE}` already exists\n  `fieldnotes urls --accept` writes the current addresses into it");
    }
    if is_unsure(&build, &View::of_errors(&site, terminal), terminal) {
        return Ok(ExitStatus::Faults);
    }
    let present = present(&build);
    let Some(ledger) = &build.corpus.ledger else {
        if args.init {
            write(&site, &present)?;
            terminal.done("Listed", &format!("{} in {FILE}", count(present.len(), "address")));
            terminal.say(&format!(
                "  next: commit it; with the line `{FILE} merge=union` in .gitattributes, git merges it by itself"
            ));
            return Ok(ExitStatus::Clean);
        }
        bail!(
            "the site has no `{FILE}`\n  `fieldnotes urls --init` creates one, with all current addresses of the site"
        );
    };
    let change = Change::between(&ledger.addresses, &present);
    terminal.result(&change.lines)?;
    if args.accept {
        return accept(&site, &present, &change, terminal);
    }
    let listed = count(ledger.addresses.len(), "address");
    terminal.say(&format!("{listed} listed{}", change.told("not listed yet", "lead nowhere")));
    let has_vanished =
        build.diagnostics.iter().any(|fault| fault.code == Code::VanishedAddress && fault.is_error());
    Ok(if has_vanished { ExitStatus::Faults } else { ExitStatus::Clean })
}

fn accept(site: &Path, present: &Addresses, change: &Change, terminal: &mut Terminal) -> Result<ExitStatus> {
    let old = read_text(&site.join(FILE)).with_context(|| format!("`{FILE}` can't be read"))?;
    if old != ledger::text(present) {
        write(site, present)?;
    }
    let text = format!("{} in {FILE}{}", count(present.len(), "address"), change.told("new", "dropped"));
    terminal.done("Listed", &text);
    Ok(ExitStatus::Clean)
}

fn write(site: &Path, addresses: &Addresses) -> Result<()> {
    let target = site.join(FILE);
    atomic::write(&target, ledger::text(addresses).as_bytes())
        .with_context(|| format!("`{FILE}` can't be written"))
}

/// The addresses of the site: a note that is left out for a fault has its own.
fn present(build: &Build) -> Addresses {
    Site::build(&build.config, &build.corpus, Choice::default(), |_| true).0.addresses()
}

/// Whether some addresses can't be told, for the fields that they are made from can't be read. Says which files those are.
fn is_unsure(build: &Build, view: &View, terminal: &mut Terminal) -> bool {
    let settings = [SourcePath::settings(), Ledger::path()];
    let hides = |fault: &&Diagnostic| {
        let is_of_settings = settings.contains(&fault.path) && fault.code != Code::VanishedAddress;
        let (config, corpus) = (&build.config, &build.corpus);
        let may_hide = hides_addresses(config, fault) || hides_notes(config, corpus, fault);
        fault.is_error() && (is_of_settings || may_hide)
    };
    let faults: Vec<&Diagnostic> = build.diagnostics.iter().filter(hides).collect();
    for fault in &faults {
        let text = |path: &SourcePath| build.text(path);
        terminal.report(&view.fault(fault, &text));
    }
    if !faults.is_empty() {
        let text = format!("these faults hide some addresses; fix them first (`{FILE}` is unchanged)\n");
        terminal.report(&text);
    }
    !faults.is_empty()
}

/// How the present addresses differ from those that are listed.
struct Change {
    /// A line for each, as in a diff.
    lines: String,
    added: usize,
    changed: usize,
    lost: usize,
}

impl Change {
    /// What differs, in numbers: nothing where all is the same.
    fn told(&self, new: &str, lost: &str) -> String {
        let parts = [(self.added, new), (self.changed, "changed"), (self.lost, lost)];
        let parts =
            parts.iter().filter(|(number, _)| *number > 0).map(|(number, what)| format!("{number} {what}"));
        let parts: Vec<String> = parts.collect();
        if parts.is_empty() { ", unchanged".to_owned() } else { format!(": {}", parts.join(", ")) }
    }

    fn between(old: &Addresses, new: &Addresses) -> Self {
        let mut change = Self { lines: String::new(), added: 0, changed: 0, lost: 0 };
        let mut urls: Vec<_> = old.keys().chain(new.keys()).collect();
        urls.sort_unstable();
        urls.dedup();
        for url in urls {
            let (before, after) = (old.get(url), new.get(url));
            if before == after {
                continue;
            }
            match (before, after) {
                (None, _) => change.added += 1,
                (_, None) => change.lost += 1,
                _ => change.changed += 1,
            }
            let told = [('-', before), ('+', after)].into_iter();
            for (sign, listed) in told.filter_map(|(sign, listed)| Some((sign, listed?))) {
                change.lines.push_str(&format!("{sign} {}\n", visible(&line(url, listed))));
            }
        }
        change
    }
}
