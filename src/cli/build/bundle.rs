//! `build --bundle`: notes in one file, for a reader without a network. The site is read and judged as for any build; nothing is
//! written but that file.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail};

use super::target::Target;
use crate::cli::args::{Build as BuildArgs, Common};
use crate::cli::output::Terminal;
use crate::cli::scope::Scope;
use crate::cli::view::View;
use crate::cli::{ExitStatus, context};
use crate::config::is_local;
use crate::diagnostic::Diagnostic;
use crate::engine::bundle::{Bundle, MOST, Refused};
use crate::engine::files::Files;
use crate::engine::store::Store;
use crate::engine::{Build, Engine, Options, baseline, dates, watched};
use crate::model::Known;
use crate::parallel;
use crate::path::SourcePath;
use crate::render::bundle::MARK;
use crate::report::{count, number};
use crate::source::Source;
use crate::source::disk::Disk;

/// How a bundle of several notes is called.
const SEVERAL: &str = "bundle.html";
/// How far into a file the mark of a bundle stands at the most.
const HEAD: usize = 2_000;

pub(super) fn run(args: &BuildArgs, common: &Common, terminal: &mut Terminal) -> Result<ExitStatus> {
    let site = context::site_folder(common)?;
    context::warn_of_move(&site, terminal);
    let scopes = args.bundle.iter().map(|named| Scope::new(&site, named)).collect::<Result<Vec<_>>>()?;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(args.jobs.map_or(0, usize::from)).build()?;
    pool.install(|| Job { args, site, terminal }.run(&scopes))
}

struct Job<'a> {
    args: &'a BuildArgs,
    site: PathBuf,
    terminal: &'a mut Terminal,
}

impl Job<'_> {
    fn run(&mut self, scopes: &[Scope]) -> Result<ExitStatus> {
        let store = if self.args.no_cache { Store::off() } else { Store::open(&self.site, context::now) };
        let store = Arc::new(store);
        let build = self.load(&store)?;
        let wanted = |path: &SourcePath| scopes.iter().any(|scope| scope.holds(path));
        let named_notes = build.corpus.notes.iter().filter(|note| {
            wanted(&note.facts.path) && build.site.known(&note.facts.path) != Some(Known::Draft)
        });
        // What a note shows counts wherever it stands, and what it does not show is not in the file.
        let held: BTreeSet<SourcePath> = named_notes
            .flat_map(|note| build.site.files_of(note).into_iter().chain([note.facts.path.clone()]))
            .collect();
        let faults: Vec<&Diagnostic> =
            build.diagnostics.iter().filter(|fault| held.contains(&fault.path)).collect();
        let has_errors = faults.iter().any(|fault| fault.is_error());
        let stops = |fault: &&Diagnostic| fault.is_error() && fault.code.stops_build();
        let stopping: Vec<&Diagnostic> = build.diagnostics.iter().filter(stops).collect();
        let named = self.args.bundle.iter().zip(scopes);
        let found = named.map(|(named, scope)| notes(&build, named, scope)).collect::<Result<Vec<_>>>()?;
        let is_faulty = found.iter().any(|found| found.is_faulty);
        if is_faulty
            || build.is_withheld()
            || !stopping.is_empty()
            || (has_errors && super::is_strict(self.args))
        {
            self.tell(&build, if stopping.is_empty() { &faults } else { &stopping });
            self.terminal.report("no bundle was written\n");
            return Ok(ExitStatus::Faults);
        }
        let mut paths: Vec<SourcePath> = Vec::new();
        for path in found.into_iter().flat_map(|found| found.paths) {
            if !paths.contains(&path) {
                paths.push(path);
            }
        }
        let target = self.target(&build, &paths);
        let file = Target::take(&target, ("--out", is_bundle), (&self.site, &self.site.join("public")))?;
        let bundle = match build.bundle(&paths) {
            Ok(bundle) => bundle,
            Err(Refused::Fault(fault)) => {
                self.tell(&build, &[&*fault]);
                return Ok(ExitStatus::Faults);
            }
            Err(Refused::TooLarge(largest)) => bail!(too_large(largest)),
        };
        file.write(&bundle.html)?;
        context::remembered(store.commit(), self.terminal);
        self.tell(&build, &faults);
        self.say(&target, &bundle, paths.len());
        for (sheet, line, address) in &bundle.lost {
            let told = format!("{sheet}:{line}: `{address}` can't be taken into the file, and is left out\n");
            self.terminal.report(&told);
        }
        let base_url = &build.site.config.base_url;
        if is_local(base_url) {
            let advice = "set `base_url` in site.toml, or give `--base-url`";
            self.terminal.report(&format!(
                "its links lead to {base_url}, which no other machine can reach: {advice}\n"
            ));
        }
        Ok(if has_errors { ExitStatus::Faults } else { ExitStatus::Clean })
    }

    /// Reads and judges the site, without drafts.
    fn load(&self, store: &Arc<Store>) -> Result<Build> {
        let (base_url, audience) = (self.args.base_url.clone(), context::audience());
        let options = Options { base_url, audience, ..Options::default() };
        let disk = Disk::new(&self.site);
        let mut listing = disk.list().context("the site's folder can't be read")?;
        let settings = disk.read(&SourcePath::settings()).unwrap_or_default();
        baseline::list(&disk, &settings, &options, &mut listing);
        dates::list(&disk, &settings, &mut listing);
        watched::list(&disk, store, &mut listing);
        let engine = Engine::new(Box::new(disk), options, Arc::clone(store));
        Ok(engine.reload(&listing, &mut Files::new(Arc::clone(store))))
    }

    /// Where the bundle goes: where it is told to, else into the current folder, by the name of the note.
    fn target(&self, build: &Build, paths: &[SourcePath]) -> PathBuf {
        let slug = |path: &SourcePath| {
            let page = build.site.note_at(path)?;
            Some(page.note().facts.slug.clone()).filter(|slug| !slug.is_empty())
        };
        let name = match paths {
            [path] => slug(path).map_or_else(|| SEVERAL.to_owned(), |slug| format!("{slug}.html")),
            _ => SEVERAL.to_owned(),
        };
        match &self.args.out {
            Some(folder) if folder.is_dir() => folder.join(name),
            Some(file) => file.clone(),
            None => PathBuf::from(name),
        }
    }

    fn tell(&mut self, build: &Build, faults: &[&Diagnostic]) {
        let view = View::of_errors(&self.site, self.terminal);
        let text = |path: &SourcePath| build.text(path);
        let told = parallel::map(faults, |fault| view.fault(fault, &text));
        self.terminal.report(&told.concat());
    }

    fn say(&mut self, target: &Path, bundle: &Bundle, notes: usize) {
        let pictures = match bundle.pictures {
            0 => String::new(),
            pictures => format!(", {}", count(pictures, "picture")),
        };
        let size = size(bundle.html.len());
        let text = format!("`{}`: {}{pictures}, {size}", context::shown(target), count(notes, "note"));
        self.terminal.done("Bundled", &text);
    }
}

/// What a name on the command line means.
struct Found {
    paths: Vec<SourcePath>,
    /// Whether a note has a fault that withholds it.
    is_faulty: bool,
}

/// The published notes of a file or a folder, in order of their paths.
fn notes(build: &Build, named: &Path, scope: &Scope) -> Result<Found> {
    let site = &build.site;
    let of_scope = build.corpus.notes.iter().map(|note| &note.facts.path).filter(|path| scope.holds(path));
    let all: Vec<&SourcePath> = of_scope.collect();
    let are = |known: Known| all.iter().any(|path| site.known(path) == Some(known));
    let is_faulty = are(Known::Faulty);
    let is_published = |path: &&&SourcePath| site.note_at(path).is_some();
    let paths: Vec<SourcePath> = all.iter().filter(is_published).map(|path| (*path).clone()).collect();
    let shown = context::shown(named);
    if paths.is_empty() && !is_faulty {
        match all.as_slice() {
            [] => bail!("`{shown}` is not a note, and holds none"),
            [_] => bail!("`{shown}` is a draft, and drafts are never bundled\n  publish it first"),
            _ => bail!("all notes in `{shown}` are drafts, and drafts are never bundled"),
        }
    }
    Ok(Found { paths, is_faulty })
}

/// Whether a text is a bundle.
fn is_bundle(text: &str) -> bool {
    text.find(MARK).is_some_and(|at| at < HEAD)
}

fn too_large(largest: Option<(String, usize)>) -> String {
    let most = size(MOST);
    let mut text = format!("the bundle would hold more than {most}; name fewer notes");
    if let Some((address, bytes)) = largest {
        text.push_str(&format!("\n  its largest picture is `{address}`, {}", size(bytes)));
    }
    text
}

/// A number of bytes as people read it.
fn size(bytes: usize) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} KB", number(bytes.div_ceil(1_000))),
        _ => format!("{}.{} MB", number(bytes / 1_000_000), bytes % 1_000_000 / 100_000),
    }
}
