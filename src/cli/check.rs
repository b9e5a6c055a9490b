//! `fieldnotes check`: every fault of the site; writes nothing, unless it is asked to mend.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Result, bail};

use super::args::{Check, Common, Format};
use super::output::Terminal;
use super::{ExitStatus, context, fix};
use crate::diagnostic::Diagnostic;
use crate::engine::{Build, Engine, Options};
use crate::nfc::nfc;
use crate::path::SourcePath;
use crate::render::highlight::NoCache;
use crate::report::{Counts, github, human, json, sarif};
use crate::source::disk::Disk;

pub(super) fn run(args: &Check, common: &Common, terminal: &mut Terminal) -> Result<ExitStatus> {
    let site = context::site_folder(common)?;
    let scopes = args.paths.iter().map(|path| Scope::new(&site, path)).collect::<Result<Vec<_>>>()?;
    let in_scope = |path: &SourcePath| scopes.is_empty() || scopes.iter().any(|scope| scope.holds(path));
    let options = Options { drafts: false, today: Some(context::today(args.today)), base_url: None };
    let engine = Engine::new(Box::new(Disk::new(&site)), options, Arc::new(NoCache));
    let mut build = match (args.fix, args.dry_run) {
        (true, false) => fix::mend(&engine, &site, &in_scope, terminal)?,
        _ => engine.load()?,
    };
    if args.dry_run {
        fix::preview(&build, &in_scope, terminal)?;
        return Ok(ExitStatus::Clean);
    }
    let template_faults = build.check_templates();
    build.diagnostics.extend(template_faults);
    crate::diagnostic::sort(&mut build.diagnostics);
    let diagnostics: Vec<Diagnostic> =
        build.diagnostics.iter().filter(|fault| in_scope(&fault.path)).cloned().collect();
    let notes = build.corpus.notes.iter().filter(|note| in_scope(&note.facts.path)).count();
    let counts = Counts::of(&diagnostics, notes);
    print(&build, &diagnostics, counts, args.format, &context::site_in_repository(&site), terminal)?;
    let fails = counts.errors > 0 || (args.deny.is_some() && counts.warnings > 0);
    Ok(if fails { ExitStatus::Faults } else { ExitStatus::Clean })
}

fn print(
    build: &Build,
    diagnostics: &[Diagnostic],
    counts: Counts,
    format: Format,
    prefix: &Path,
    terminal: &mut Terminal,
) -> Result<()> {
    let text = |path: &SourcePath| build.text(path);
    match format {
        Format::Human => {
            let style = terminal.style();
            for diagnostic in diagnostics {
                terminal.result(&format!("{}\n", human::diagnostic(diagnostic, &text, style)))?;
            }
        }
        Format::Json => terminal.result(&json::report(diagnostics, counts, &text))?,
        Format::Sarif => terminal.result(&sarif::report(diagnostics, &text, prefix))?,
        Format::Github => terminal.result(&github::report(diagnostics, &text, prefix))?,
    }
    terminal.say(&human::summary(counts));
    Ok(())
}

/// A file or folder that was named: only its faults are reported.
struct Scope {
    path: String,
}

impl Scope {
    fn new(site: &Path, named: &Path) -> Result<Self> {
        let site = site.canonicalize()?;
        let candidates: [PathBuf; 2] = [named.to_owned(), site.join(named)];
        let found = candidates.iter().find_map(|path| path.canonicalize().ok());
        let Some(inside) = found.as_deref().and_then(|path| path.strip_prefix(&site).ok()) else {
            bail!("`{}` is not a file or folder of the site", named.display());
        };
        Ok(Self { path: nfc(&inside.to_string_lossy().replace('\\', "/")).into_owned() })
    }

    fn holds(&self, path: &SourcePath) -> bool {
        let rest = path.as_str().strip_prefix(&self.path);
        self.path.is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}
