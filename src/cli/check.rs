//! `fieldnotes check`: every fault of the site; writes nothing but what it remembers, unless it is asked to mend.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Result, bail};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::args::{Check, Common, Format};
use super::output::Terminal;
use super::{ExitStatus, context, fix};
use crate::diagnostic::Diagnostic;
use crate::engine::files::Files;
use crate::engine::outputs::Inputs;
use crate::engine::store::{Key, Kind, Store};
use crate::engine::{Build, Engine, Options};
use crate::nfc::nfc;
use crate::path::SourcePath;
use crate::report::human::Style;
use crate::report::{Counts, github, human, json, sarif};
use crate::source::disk::Disk;

pub(super) fn run(args: &Check, common: &Common, terminal: &mut Terminal) -> Result<ExitStatus> {
    let site = context::site_folder(common)?;
    context::warn_of_move(&site, terminal);
    let scopes = args.paths.iter().map(|path| Scope::new(&site, path)).collect::<Result<Vec<_>>>()?;
    let in_scope = |path: &SourcePath| scopes.is_empty() || scopes.iter().any(|scope| scope.holds(path));
    let options = Options { drafts: false, today: Some(context::today(args.today)), base_url: None };
    let store = Arc::new(Store::open(&site, context::now));
    let engine = Engine::new(Box::new(Disk::new(&site)), options.clone(), Arc::clone(&store));
    let form =
        Form { format: args.format, style: terminal.style(), prefix: context::site_in_repository(&site) };
    if args.fix || args.dry_run {
        let build =
            if args.dry_run { engine.load()? } else { fix::mend(&engine, &site, &in_scope, terminal)? };
        if args.dry_run {
            fix::preview(&build, &in_scope, terminal)?;
            return Ok(ExitStatus::Clean);
        }
        let told = Told::of(build, &form, &in_scope);
        context::remembered(store.commit(), terminal);
        return told.tell(args, terminal);
    }
    let listing = engine.list()?;
    let settings = engine.source().read(&SourcePath::settings()).unwrap_or_default();
    let inputs = Inputs::of(&listing, &settings, &options, store.now());
    let key = form.key(args, inputs);
    if let Some(told) = Told::stored(&store, key, inputs) {
        return told.tell(args, terminal);
    }
    let build = engine.reload(&listing, &mut Files::new(Arc::clone(&store)));
    // What is beside the site can change, and no file of the site with it.
    let begun = if build.corpus.beyond.is_empty() { inputs.begun } else { 0 };
    let told = Told { begun, ..Told::of(build, &form, &in_scope) };
    told.store(&store, key);
    // A checkout that can't be written is checked too.
    context::remembered(store.commit(), terminal);
    told.tell(args, terminal)
}

/// How a check says what it found.
#[derive(Debug)]
struct Form {
    format: Format,
    style: Style,
    /// The site's folder as seen from the root of the repository.
    prefix: PathBuf,
}

impl Form {
    /// What a check that read this says in this form.
    fn key(&self, args: &Check, inputs: Inputs) -> u128 {
        let asked = format!("{self:?} {:?}", args.paths);
        Key::of(Kind::Report).and(b"check").and(asked.as_bytes()).number(inputs.hash).end()
    }

    fn text(&self, build: &Build, diagnostics: &[Diagnostic], counts: Counts) -> String {
        let text = |path: &SourcePath| build.text(path);
        match self.format {
            Format::Human => {
                let told = |fault: &Diagnostic| format!("{}\n", human::diagnostic(fault, &text, self.style));
                diagnostics.par_iter().map(told).collect::<Vec<_>>().concat()
            }
            Format::Json => json::report(diagnostics, counts, &text),
            Format::Sarif => sarif::report(diagnostics, &text, &self.prefix),
            Format::Github => github::report(diagnostics, &text, &self.prefix),
        }
    }
}

/// What a check says.
#[derive(Serialize, Deserialize)]
struct Told {
    /// When it began, in nanoseconds since 1970.
    begun: u128,
    notes: usize,
    errors: usize,
    warnings: usize,
    text: String,
}

impl Told {
    /// What is wrong with a site, as far as it was asked for.
    fn of(mut build: Build, form: &Form, in_scope: &dyn Fn(&SourcePath) -> bool) -> Self {
        let template_faults = build.check_templates();
        build.diagnostics.extend(template_faults);
        crate::diagnostic::sort(&mut build.diagnostics);
        let diagnostics: Vec<Diagnostic> =
            build.diagnostics.iter().filter(|fault| in_scope(&fault.path)).cloned().collect();
        let notes = build.corpus.notes.iter().filter(|note| in_scope(&note.facts.path)).count();
        let counts = Counts::of(&diagnostics, notes);
        let text = form.text(&build, &diagnostics, counts);
        let Counts { errors, warnings, .. } = counts;
        // The process ends soon: to take a large site apart piece by piece would cost as much as to model it.
        std::mem::forget(build);
        Self { begun: 0, notes, errors, warnings, text }
    }

    /// What a check of the same files said.
    fn stored(store: &Store, key: u128, inputs: Inputs) -> Option<Self> {
        let told: Self = postcard::from_bytes(&store.get(Kind::Report, key)?).ok()?;
        inputs.is_certain(told.begun).then_some(told)
    }

    fn store(&self, store: &Store, key: u128) {
        if let Ok(bytes) = postcard::to_stdvec(self) {
            store.put(Kind::Report, key, &bytes);
        }
    }

    fn tell(&self, args: &Check, terminal: &mut Terminal) -> Result<ExitStatus> {
        terminal.result(&self.text)?;
        let Self { notes, errors, warnings, .. } = *self;
        terminal.say(&human::summary(Counts { notes, errors, warnings }));
        let fails = errors > 0 || (args.deny.is_some() && warnings > 0);
        Ok(if fails { ExitStatus::Faults } else { ExitStatus::Clean })
    }
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
