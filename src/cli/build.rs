//! `fieldnotes build`: the site, into its output folder.

mod bundle;
mod changes;
mod fill;
mod report;
mod summary;
mod target;
mod verify;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result, bail, ensure};
use changes::ChangesFile;
use fill::{Filled, Filling};
use report::ReportFile;
use summary::Figures;
use target::{DASH, Target};

use super::args::{Build as BuildArgs, Common};
use super::output::{Terminal, seconds};
use super::view::View;
use super::{ExitStatus, context, diff};
use crate::corpus::{CONTENT, STATIC, TEMPLATES};
use crate::diagnostic::{Code, Diagnostic};
use crate::engine::files::Files;
use crate::engine::outputs::{Inputs, Outputs, Standing};
use crate::engine::pages::Before;
use crate::engine::store::{Key, Kind, Store};
use crate::engine::{Build, Engine, Options};
use crate::engine::{baseline, dates, watched};
use crate::model::search::of_first_notes;
use crate::parallel;
use crate::path::{OutputPath, SourcePath};
use crate::report::build::BuildReport;
use crate::report::first::{First, by_code};
use crate::report::{Counts, count, human, number};
use crate::source::Source;
use crate::source::disk::Disk;
use crate::span::Span;
use crate::write::{Commit, Manifest, Output, Summary, atomic, lock};

pub(super) fn run(args: &BuildArgs, common: &Common, terminal: &mut Terminal) -> Result<ExitStatus> {
    if !args.bundle.is_empty() {
        return bundle::run(args, common, terminal);
    }
    let begun = Instant::now();
    let with_report = |(site, out): (PathBuf, PathBuf)| {
        let report = args.report.as_deref().map(|file| ReportFile::begin(file, &site, &out)).transpose()?;
        Ok((site, out, report))
    };
    let (site, out, report) = match folders(args, common).and_then(with_report) {
        Ok(folders) => folders,
        Err(error) => {
            args.report.as_deref().map_or(Ok(()), |file| ReportFile::not_begun(file, &error))?;
            args.summary.as_deref().map_or(Ok(()), ChangesFile::not_begun)?;
            return Err(error);
        }
    };
    let mut told = BuildReport::default();
    let result = build(args, (site, out), &mut told, terminal);
    let reported = report.map_or(Ok(()), |file| file.end(told, &result, begun.elapsed()));
    result.and_then(|status| reported.map(|()| status))
}

/// The site and the output folder, where the one can be built into the other.
fn folders(args: &BuildArgs, common: &Common) -> Result<(PathBuf, PathBuf)> {
    let site = context::site_folder(common)?;
    let out = args.out.clone().unwrap_or_else(|| site.join("public"));
    ensure!(
        out.as_os_str() != DASH,
        "a site has many files, which can't go to standard output\n  name a folder for `--out`"
    );
    refuse_sources(&site, &out)?;
    if let (Some(summary), Some(report)) = (&args.summary, &args.report) {
        let is_same = Target::is_same(summary, report)?;
        ensure!(!is_same, "`--summary` and `--report` can't write the same file");
    }
    Ok((site, out))
}

fn build(
    args: &BuildArgs,
    (site, out): (PathBuf, PathBuf),
    told: &mut BuildReport,
    terminal: &mut Terminal,
) -> Result<ExitStatus> {
    let changes = args.summary.as_deref().map(|file| ChangesFile::begin(file, &site, &out)).transpose()?;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(args.jobs.map_or(0, usize::from)).build()?;
    pool.install(|| Job { args, site, out, changes, found: Vec::new(), told, terminal }.run())
}

struct Job<'a> {
    args: &'a BuildArgs,
    site: PathBuf,
    out: PathBuf,
    /// Where it is told what the build changed.
    changes: Option<ChangesFile>,
    /// What nobody finds who does not make the pages.
    found: Vec<Diagnostic>,
    /// What is reported of the build, as far as it is known.
    told: &'a mut BuildReport,
    terminal: &'a mut Terminal,
}

impl Job<'_> {
    fn run(&mut self) -> Result<ExitStatus> {
        let begun = Instant::now();
        context::warn_of_move(&self.site, self.terminal);
        let base_url = self.args.base_url.clone();
        let BuildArgs { drafts, noindex, .. } = *self.args;
        let audience = context::audience();
        let options = Options { drafts, base_url, noindex, audience, ..Options::default() };
        let disk = Disk::new(&self.site);
        let store = Arc::new(self.store());
        let now = store.now();
        let out = std::path::absolute(&self.out).context("the output folder has no path")?;
        let (listing, outputs) = rayon::join(|| disk.list(), || Outputs::read(&store, &out));
        let mut listing = listing.context("the site's folder can't be read")?;
        let settings = disk.read(&SourcePath::settings()).unwrap_or_default();
        baseline::list(&disk, &settings, &options, &mut listing);
        dates::list(&disk, &settings, &mut listing);
        watched::list(&disk, &store, &mut listing);
        let inputs = Inputs::of(&listing, &settings, &options, now);
        let report = self.report_key(inputs, &out);
        if let Some(status) = self.stands(&store, &outputs, (inputs, report), begun)? {
            return Ok(status);
        }
        let _lock = lock::take(&self.site, lock::Holder::Build)?;
        atomic::sweep_cut_off(&self.site.join(".fieldnotes").join("cache"));
        let engine = Engine::new(Box::new(disk), options, Arc::clone(&store));
        let mut files = Files::new(Arc::clone(&store));
        let edition = || self.changes.as_ref().map(|_| diff::load(&self.out));
        let look = || (Manifest::load(&self.out), outputs.look(&self.out), Before::read(&store), edition());
        let (mut build, (manifest, standing, before, edition)) =
            rayon::join(|| engine.reload(&listing, &mut files), look);
        *self.told = report::of_faults(&build);
        if self.args.verify {
            let verifying = Instant::now();
            verify::verify(&engine, &build)?;
            build.phases.push(("verify", verifying.elapsed()));
        }
        build.diagnostics.extend(manifest.as_ref().ok().and_then(|there| self.emptied(&build, there)));
        if self.is_refused(&build) {
            return self.refuse(&build);
        }
        let output = Output::open(&self.out, manifest, self.args.clean)?;
        let Some((filled, commit)) = self.write(&mut build, (&store, &standing), (output, before))? else {
            return self.refuse(&build);
        };
        let figures = Figures::of(&build);
        let told = self.report(&build);
        let left = filled.left(&build, &self.out, &commit.manifest);
        let is_whole = left.len() == build.site.routes.len() && commit.occupied.is_empty();
        let last = is_whole.then(|| figures.last(inputs, &build));
        Outputs::store(&store, &out, left, last.as_ref());
        if is_whole && !told.is_empty() {
            store.put(Kind::Report, report, told.as_bytes());
        }
        context::remembered(store.commit(), self.terminal);
        let phases = build.phases.clone();
        *self.told = BuildReport { phases, ..self.published(&figures, &commit.manifest, commit.summary) };
        for (phase, time) in &build.phases {
            self.terminal.detail(&format!("{phase:>18}  {}", seconds(*time)));
        }
        let (again, known) = filled.asked;
        let asked = format!("{} of {}", number(again), count(again + known, "question"));
        self.terminal.detail(&format!("{:>18}  {asked}", "asked again"));
        self.terminal.detail(&format!("{:>18}  {}", "rendered", count(filled.rendered, "page")));
        figures.tell(&self.out, commit.summary, begun.elapsed(), self.terminal);
        if let (Some(file), Some(edition)) = (&self.changes, &edition) {
            file.compare(edition, &self.out, &figures)?;
        }
        let status = if build.error_count() > 0 { ExitStatus::Faults } else { ExitStatus::Clean };
        // The process ends: to take a large site apart piece by piece would cost as much as to model it.
        std::mem::forget((build, files, outputs, standing, filled, store));
        Ok(status)
    }

    /// What is reported of a build that stands in the output folder.
    fn published(&self, figures: &Figures, manifest: &Manifest, summary: Summary) -> BuildReport {
        let total = self.args.report.as_ref().map_or(0, |_| report::size(&self.out, manifest.paths()));
        report::of_output(figures, summary, total)
    }

    /// What is remembered of the site.
    fn store(&self) -> Store {
        match (self.args.no_cache, self.args.clean) {
            (true, _) => Store::off(),
            (_, true) => Store::anew(&self.site, context::now),
            _ => Store::open(&self.site, context::now),
        }
    }

    /// What a build that read this said on a terminal like this one.
    fn report_key(&self, inputs: Inputs, out: &Path) -> u128 {
        let style = format!("{:?}", View::of_errors(&self.site, self.terminal));
        let key = Key::of(Kind::Report).and(out.to_string_lossy().as_bytes()).and(style.as_bytes());
        key.number(inputs.hash).end()
    }

    /// Whether nothing has to be made, which is said then, with all that the last build said: None if something has.
    fn stands(
        &mut self,
        store: &Store,
        outputs: &Outputs,
        (inputs, report): (Inputs, u128),
        begun: Instant,
    ) -> Result<Option<ExitStatus>> {
        let stands = outputs.stands(inputs, &self.out).filter(|_| !self.args.verify);
        let Some((last, files)) = stands.filter(|(last, _)| !(last.errors > 0 && self.is_strict())) else {
            return Ok(None);
        };
        if last.errors + last.warnings > 0 {
            let told = store.get(Kind::Report, report).and_then(|told| String::from_utf8(told).ok());
            let Some(told) = told else { return Ok(None) };
            self.terminal.report(&told);
        }
        let (summary, figures) = (Summary { unchanged: files, ..Summary::default() }, Figures::of_last(last));
        figures.tell(&self.out, summary, begun.elapsed(), self.terminal);
        let manifest = self.args.report.as_ref().map(|_| Manifest::load(&self.out)).transpose()?;
        *self.told = self.published(&figures, &manifest.unwrap_or_default(), summary);
        self.changes.as_ref().map_or(Ok(()), |file| file.nothing(&figures))?;
        Ok(Some(if last.errors > 0 { ExitStatus::Faults } else { ExitStatus::Clean }))
    }

    fn is_strict(&self) -> bool {
        is_strict(self.args)
    }

    /// Whether a build has faults that keep it from being published.
    fn is_refused(&self, build: &Build) -> bool {
        let stops = |fault: &Diagnostic| fault.is_error() && fault.code.stops_build();
        (self.is_strict() && build.error_count() > 0)
            || build.is_withheld()
            || build.diagnostics.iter().any(stops)
    }

    /// The fault of a build that would take away all notes that are there.
    fn emptied(&self, build: &Build, there: &Manifest) -> Option<Diagnostic> {
        let is_fault = build.config.level(Code::NoNotes).is_error();
        let is_told = build.diagnostics.iter().any(|fault| fault.code == Code::NoNotes);
        if !build.site.notes.is_empty() || !there.owns(&of_first_notes()) || !is_fault || is_told {
            return None;
        }
        let out = context::shown(&self.out);
        let message = match build.corpus.notes.len() {
            0 => format!("there is no note below `{CONTENT}`, but `{out}` has pages of notes"),
            1 => format!("the only note is left out, but `{out}` has pages of notes"),
            count => format!("all {count} notes are left out, but `{out}` has pages of notes"),
        };
        let fault = Diagnostic::new(Code::NoNotes, &SourcePath::new(CONTENT)?, Span::at(0), message);
        Some(fault.help(format!("put the notes back, or remove `{out}` if the site should be empty")))
    }

    /// Makes what has to be made and puts it in place; None if that shows faults which keep the build from being published.
    fn write(
        &mut self,
        build: &mut Build,
        (store, standing): (&Store, &Standing),
        (output, before): (Output, Before),
    ) -> Result<Option<(Filled, Commit)>> {
        let filling = Filling { build, output: &output, standing, store };
        let mut filled = match filling.fill(before, self.terminal) {
            Ok(filled) => filled,
            Err(error) => {
                // What was written aside, or remembered, may be what fills the disk.
                let _ = (output.abandon(), store.abandon());
                return Err(error);
            }
        };
        build.phases.append(&mut filled.phases);
        self.found.clone_from(&filled.faults);
        build.diagnostics.append(&mut filled.faults);
        let occupied = output.occupied();
        build.diagnostics.extend(occupied.iter().filter_map(|path| self.occupied(path)));
        crate::diagnostic::sort(&mut build.diagnostics);
        if self.is_refused(build) {
            output.abandon()?;
            context::remembered(store.abandon(), self.terminal);
            return Ok(None);
        }
        let committing = Instant::now();
        let commit = output.commit()?;
        let late = commit.occupied.iter().filter(|path| occupied.binary_search(path).is_err());
        build.diagnostics.extend(late.filter_map(|path| self.occupied(path)));
        crate::diagnostic::sort(&mut build.diagnostics);
        build.phases.push(("commit", committing.elapsed()));
        Ok(Some((filled, commit)))
    }

    /// Shows the first errors of each code, and what a check does not find; counts the warnings, and gives back what was said.
    fn report(&mut self, build: &Build) -> String {
        let view = View::of_errors(&self.site, self.terminal);
        let text = |path: &SourcePath| build.text(path);
        let is_shown =
            |fault: &&Diagnostic| fault.is_error() || self.found.iter().any(|found| found.is_same(fault));
        let (shown, warnings): (Vec<_>, Vec<_>) = build.diagnostics.iter().partition(is_shown);
        let first = First::of(shown, &[]);
        let reports: Vec<String> = parallel::map(&first.shown, |fault| view.fault(fault, &text));
        let mut told = reports.concat() + &first.rest("fieldnotes check");
        if !warnings.is_empty() {
            let counted = count(warnings.len(), "warning");
            told.push_str(&format!("{counted}: {}\n", by_code(warnings)));
        }
        self.terminal.report(&told);
        told
    }

    fn refuse(&mut self, build: &Build) -> Result<ExitStatus> {
        *self.told = report::of_faults(build);
        self.report(build);
        let counts = human::summary(Counts::of(&build.diagnostics, build.corpus.notes.len()), None);
        let out = context::shown(&self.out);
        self.terminal.report(&format!("{counts}; nothing was written, `{out}` is unchanged\n"));
        self.changes.as_ref().map_or(Ok(()), |file| file.refused(&counts))?;
        Ok(ExitStatus::Faults)
    }

    fn occupied(&self, path: &OutputPath) -> Option<Diagnostic> {
        let shown = context::shown(&self.out.join(path.as_str()));
        let message = format!("`{shown}` was not written by fieldnotes, and is kept");
        let fault = Diagnostic::new(
            Code::OutputOccupied,
            &SourcePath::new(crate::config::FILE)?,
            Span::at(0),
            message,
        );
        Some(fault.help("remove it, or build into another folder with `--out`"))
    }
}

/// Whether nothing is written where there are errors.
fn is_strict(args: &BuildArgs) -> bool {
    args.strict || (context::is_ci() && !args.no_strict)
}

/// The output folder can't hold the sources, or be one of their folders.
fn refuse_sources(site: &Path, out: &Path) -> Result<()> {
    let (site, out) = (real(site)?, real(out)?);
    if site.starts_with(&out) || is_source(&site, &out) {
        bail!("`{}` contains the site's sources; choose another folder for `--out`", out.display());
    }
    Ok(())
}

/// A path without links, as far as it is there.
fn real(path: &Path) -> Result<PathBuf> {
    let absolute =
        std::path::absolute(path).with_context(|| format!("`{}` is not a path", path.display()))?;
    let existing = absolute.ancestors().find(|part| part.exists()).unwrap_or(&absolute);
    let rest = absolute.strip_prefix(existing).unwrap_or(Path::new(""));
    let canonical = existing.canonicalize();
    Ok(canonical.with_context(|| format!("`{}` can't be resolved", path.display()))?.join(rest))
}

/// Whether a path is in a folder of the site's sources.
fn is_source(site: &Path, path: &Path) -> bool {
    [CONTENT, STATIC, TEMPLATES].iter().any(|folder| path.starts_with(site.join(folder)))
}
