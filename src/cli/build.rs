//! `fieldnotes build`: the site, into its output folder.

mod fill;
mod kept;
mod summary;
mod verify;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use fill::Filling;
use kept::Kept;
use summary::Figures;

use super::args::{Build as BuildArgs, Common};
use super::output::{Terminal, seconds};
use super::{ExitStatus, context, memo};
use crate::corpus::CONTENT;
use crate::diagnostic::{Code, Diagnostic, Level};
use crate::engine::cache::{CacheFolder, Reads};
use crate::engine::memo::BlockMemo;
use crate::engine::memo::block::Keep;
use crate::engine::memo::finished::Finished;
use crate::engine::memo::note::NoteMemo;
use crate::engine::memo::page::{Inputs, PageMemo};
use crate::engine::recall::Recall;
use crate::engine::{Build, Engine, Options};
use crate::model::search::of_first_notes;
use crate::path::{OutputPath, SourcePath};
use crate::report::{Counts, human};
use crate::source::Source;
use crate::source::disk::Disk;
use crate::span::Span;
use crate::write::{Commit, Manifest, Output, Summary, atomic, lock};

pub(super) fn run(args: &BuildArgs, common: &Common, terminal: &mut Terminal) -> Result<ExitStatus> {
    let site = context::site_folder(common)?;
    let out = args.out.clone().unwrap_or_else(|| site.join("public"));
    refuse_sources(&site, &out)?;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(args.jobs.map_or(0, usize::from)).build()?;
    pool.install(|| Job { args, site, out, terminal }.run())
}

struct Job<'a> {
    args: &'a BuildArgs,
    site: PathBuf,
    out: PathBuf,
    terminal: &'a mut Terminal,
}

/// What was written.
struct Written {
    kept: Kept,
    commit: Commit,
    /// Whether there are pages whose code nobody asked for.
    spares_code: bool,
}

impl Job<'_> {
    fn run(&mut self) -> Result<ExitStatus> {
        let begun = Instant::now();
        let options = Options { drafts: self.args.drafts, today: None, base_url: self.args.base_url.clone() };
        let disk = Disk::new(&self.site);
        let (listing, pages) = rayon::join(|| disk.list(), || self.page_memo());
        let (listing, pages) = (listing.context("the site's folder can't be read")?, pages?);
        let settings = disk.read(&SourcePath::settings()).unwrap_or_default();
        let inputs = Inputs::of(&listing, &settings, &options);
        if self.stands(&pages, inputs, begun) {
            return Ok(ExitStatus::Clean);
        }
        let _lock = lock::take(&self.site, lock::Holder::Build)?;
        atomic::sweep_cut_off(&self.site.join(".fieldnotes").join("cache"));
        let memo = Arc::new(self.read_memo());
        let mut engine = Engine::new(Box::new(disk), options, Arc::clone(&memo) as _);
        let files = self.file_cache();
        if let Some(files) = &files {
            engine = engine.with_files(Arc::clone(files) as _);
        }
        let mut recall = self.recall();
        let (mut build, manifest) =
            rayon::join(|| engine.reload(&listing, &mut recall), || Manifest::load(&self.out));
        if self.args.verify {
            verify::verify(&engine, &build)?;
        }
        build.diagnostics.extend(manifest.as_ref().ok().and_then(|there| self.emptied(&build, there)));
        if self.is_refused(&build) {
            return Ok(self.refuse(&build));
        }
        let output = Output::open(&self.out, manifest, self.args.clean)?;
        let Some(written) = self.write(&mut build, pages, output)? else {
            return Ok(self.refuse(&build));
        };
        let Written { kept, commit, spares_code } = written;
        let figures = Figures::of(&build);
        self.write_memo(&memo, &recall, spares_code);
        if !self.args.no_cache {
            let stored = kept.store(&self.out, &build, &commit.manifest, (inputs, figures));
            memo::written(stored, self.terminal);
        }
        self.sweep(files.as_deref());
        self.report(&build, &build.diagnostics);
        for (phase, time) in &build.phases {
            self.terminal.detail(&format!("{phase:>18}  {}", seconds(*time)));
        }
        figures.tell(&self.out, commit.summary, begun.elapsed(), self.terminal);
        let status = if build.error_count() > 0 { ExitStatus::Faults } else { ExitStatus::Clean };
        // The process ends: to take a large site apart piece by piece would cost as much as to model it.
        std::mem::forget((build, recall, kept));
        Ok(status)
    }

    /// Whether nothing has to be made, which is said then.
    fn stands(&mut self, pages: &PageMemo, inputs: Inputs, begun: Instant) -> bool {
        let Some((last, files)) = pages.stands(inputs, &self.out).filter(|_| !self.args.verify) else {
            return false;
        };
        let figures = Figures { notes: last.notes, pages: last.pages, drafts: last.drafts, faulty: 0 };
        let summary = Summary { unchanged: files, ..Summary::default() };
        figures.tell(&self.out, summary, begun.elapsed(), self.terminal);
        true
    }

    /// Whether a build has faults that keep it from being published.
    fn is_refused(&self, build: &Build) -> bool {
        let is_strict = self.args.strict || (context::is_ci() && !self.args.no_strict);
        let stops = |fault: &Diagnostic| fault.is_error() && fault.code.stops_build();
        (is_strict && build.error_count() > 0) || build.is_withheld() || build.diagnostics.iter().any(stops)
    }

    /// The fault of a build that would take away all notes that are there.
    fn emptied(&self, build: &Build, there: &Manifest) -> Option<Diagnostic> {
        let is_fault = build.config.level(Code::NoNotes) == Level::Deny;
        let is_told = build.diagnostics.iter().any(|fault| fault.code == Code::NoNotes);
        if !build.site.notes.is_empty() || !there.owns(&of_first_notes()) || !is_fault || is_told {
            return None;
        }
        let out = context::shown(&self.out);
        let message = match build.corpus.notes.len() {
            0 => format!("there is no note below `{CONTENT}`, and `{out}` holds pages of some"),
            1 => format!("the only note is left out, and `{out}` holds pages of some"),
            count => format!("all of {count} notes are left out, and `{out}` holds pages of some"),
        };
        let fault = Diagnostic::new(Code::NoNotes, &SourcePath::new(CONTENT)?, Span::at(0), message);
        Some(fault.help(format!("put the notes back, or remove `{out}` if the site is to be empty")))
    }

    /// Makes what has to be made and puts it in place; nothing where that shows faults which keep the build from being
    /// published.
    fn write(&mut self, build: &mut Build, pages: PageMemo, output: Output) -> Result<Option<Written>> {
        let rendering = Instant::now();
        let kept =
            if self.args.no_cache { Kept::nothing(pages, build) } else { Kept::find(pages, build, &output) };
        let finished = self.finished();
        kept.remember(build, &finished);
        let filling = Filling { build, output: &output, finished: &finished };
        let filled = match filling.fill(kept.due(build), self.terminal) {
            Ok(filled) => filled,
            Err(error) => {
                // What was written aside, or remembered, may be what fills the disk.
                let _ = (output.abandon(), finished.abandon());
                return Err(error);
            }
        };
        build.phases.push(("render and write", rendering.elapsed()));
        build.diagnostics.extend(filled.faults);
        crate::diagnostic::sort(&mut build.diagnostics);
        if self.is_refused(build) {
            output.abandon()?;
            memo::written(finished.abandon(), self.terminal);
            return Ok(None);
        }
        let committing = Instant::now();
        let commit = output.commit()?;
        build.diagnostics.extend(commit.occupied.iter().filter_map(|path| self.occupied(path)));
        crate::diagnostic::sort(&mut build.diagnostics);
        build.phases.push(("commit", committing.elapsed()));
        memo::written(finished.store(), self.terminal);
        Ok(Some(Written { spares_code: kept.is_any() || filled.remembered > 0, kept, commit }))
    }

    fn read_memo(&self) -> BlockMemo {
        match (self.args.no_cache, self.args.clean) {
            (true, _) => BlockMemo::default(),
            (_, true) => BlockMemo::unread(&self.site),
            _ => BlockMemo::read(&self.site),
        }
    }

    fn recall(&self) -> Recall {
        if self.args.no_cache {
            return Recall::default();
        }
        let memo = NoteMemo::read(&self.site);
        Recall::with_memo(if self.args.clean { memo.unread() } else { memo })
    }

    /// What is remembered of the output folder.
    fn page_memo(&self) -> Result<PageMemo> {
        let out = std::path::absolute(&self.out).context("the output folder has no path")?;
        let forgets = self.args.clean || self.args.no_cache;
        Ok(if forgets { PageMemo::unread(&self.site, &out) } else { PageMemo::read(&self.site, &out) })
    }

    /// What is remembered of finished pages.
    fn finished(&self) -> Finished {
        match (self.args.no_cache, self.args.clean) {
            (true, _) => Finished::nothing(&self.site),
            (_, true) => Finished::unread(&self.site),
            _ => Finished::read(&self.site),
        }
    }

    /// Stores what was learnt. Where the code of some pages was not asked for, that of all pages is kept.
    fn write_memo(&mut self, memo: &BlockMemo, recall: &Recall, spares_code: bool) {
        if !self.args.no_cache {
            let keep = if spares_code { Keep::All } else { Keep::Used };
            memo::written(memo.store(keep), self.terminal);
            memo::written(recall.store(), self.terminal);
        }
    }

    fn file_cache(&self) -> Option<Arc<CacheFolder>> {
        let reads = if self.args.clean { Reads::Nothing } else { Reads::Known };
        (!self.args.no_cache).then(|| Arc::new(CacheFolder::new(&self.site, reads)))
    }

    fn sweep(&mut self, files: Option<&CacheFolder>) {
        if let Some(Err(error)) = files.map(CacheFolder::sweep) {
            self.terminal.detail(&format!("the cache was not cleaned: {error}"));
        }
    }

    fn report(&mut self, build: &Build, diagnostics: &[Diagnostic]) {
        let style = self.terminal.error_style();
        let text = |path: &SourcePath| build.text(path);
        for diagnostic in diagnostics {
            let report = human::diagnostic(diagnostic, &text, style);
            self.terminal.report(&format!("{report}\n"));
        }
    }

    fn refuse(&mut self, build: &Build) -> ExitStatus {
        self.report(build, &build.diagnostics);
        let counts = Counts::of(&build.diagnostics, build.corpus.notes.len());
        let out = context::shown(&self.out);
        self.terminal
            .report(&format!("{}; nothing was written, `{out}` is as it was\n", human::summary(counts)));
        ExitStatus::Faults
    }

    fn occupied(&self, path: &OutputPath) -> Option<Diagnostic> {
        let shown = context::shown(&self.out.join(path.as_str()));
        let message = format!("`{shown}` was not written by fieldnotes, and is left alone");
        let fault = Diagnostic::new(
            Code::OutputOccupied,
            &SourcePath::new(crate::config::FILE)?,
            Span::at(0),
            message,
        );
        Some(fault.help("remove it, or build into another folder with `--out`"))
    }
}

/// The output folder can't hold the sources, or be one of their folders.
fn refuse_sources(site: &Path, out: &Path) -> Result<()> {
    let real = |path: &Path| -> Result<PathBuf> {
        let absolute = std::path::absolute(path).context("the output folder has no path")?;
        let existing = absolute.ancestors().find(|part| part.exists()).unwrap_or(&absolute);
        let rest = absolute.strip_prefix(existing).unwrap_or(Path::new(""));
        Ok(existing.canonicalize()?.join(rest))
    };
    let (site, out) = (real(site)?, real(out)?);
    let is_source = [crate::corpus::CONTENT, crate::corpus::STATIC, crate::corpus::TEMPLATES]
        .iter()
        .any(|folder| out.starts_with(site.join(folder)));
    if site.starts_with(&out) || is_source {
        bail!("`{}` holds the site's sources; choose another folder for `--out`", out.display());
    }
    Ok(())
}
