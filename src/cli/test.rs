//! `fieldnotes test`: the code blocks of notes that ask to be tested. It runs nothing without `--run`.

mod listed;
mod stop;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result, ensure};

use super::args::{Common, Format, Test, denied};
use super::form::{self, Form};
use super::output::Terminal;
use super::scope::Scope;
use super::{ExitStatus, context};
use crate::diagnostic::{self, Code, Diagnostic};
use crate::doctest::{Action, Case, Outcome, Tested, World};
use crate::engine::store::Store;
use crate::engine::{Build, Engine, Options};
use crate::path::SourcePath;
use crate::report::{Counts, count, visible};
use crate::source::disk::{Disk, read_text};
use crate::source::git::Git;
use crate::span::Span;

/// Files, with their texts.
type Texts = BTreeMap<SourcePath, Arc<str>>;

pub(super) fn run(args: &Test, common: &Common, terminal: &mut Terminal) -> Result<ExitStatus> {
    ensure!(
        !args.list || matches!(args.format, Format::Human | Format::Json),
        "`--list` has the formats `human` and `json`\n  remove `--format`, or write `--format json`"
    );
    let site = context::site_folder(common)?;
    let store = Arc::new(Store::open(&site, context::now));
    let options = Options { denied: denied(&args.deny), ..Options::default() };
    let engine = Engine::new(Box::new(Disk::new(&site)), options, store);
    let build = engine.load()?;
    let texts = asked(&build, &site, args)?;
    let notes: Vec<Tested<'_>> = texts.iter().map(|(path, text)| tested(&build, path, text)).collect();
    if args.list {
        terminal.result(&listed::text(&notes, args.format))?;
        terminal.say(&listed::summary(&notes));
        return Ok(ExitStatus::Clean);
    }
    let extent = if args.run { Extent::All } else { Extent::Here };
    let mut tally = all(&notes, (&world(&site), extent), terminal)?;
    if tally.is_stopped {
        terminal.report("stopped\n");
        return Ok(ExitStatus::Failed);
    }
    let told = tally.told(notes.len());
    let mut faults = levelled(&build, std::mem::take(&mut tally.faults));
    // A fence that is not understood keeps its block from being tested.
    let of_fences = build.diagnostics.iter().filter(|fault| fault.code == Code::FenceAttribute);
    faults.extend(of_fences.filter(|fault| texts.contains_key(&fault.path)).cloned());
    diagnostic::sort(&mut faults);
    let counts = Counts::of(&faults, notes.len());
    let command = form::command(if args.run { "test --run" } else { "test" }, common, &args.paths);
    let form = Form::new(args.format, command, &site, terminal);
    terminal.result(&form.text(&faults, counts, &|path| texts.get(path).cloned()))?;
    terminal.say(&told);
    if tally.waiting > 0 {
        terminal.say(&format!(
            "{} not run: read {}, and add `--run`",
            is_are(tally.waiting),
            if tally.waiting == 1 { "it" } else { "them" }
        ));
    }
    Ok(if counts.errors > 0 { ExitStatus::Faults } else { ExitStatus::Clean })
}

/// Runs the blocks of a note.
///
/// # Errors
/// One of them fails or was left out, or there is none.
pub(super) fn passes(build: &Build, world: &World, path: &SourcePath, terminal: &mut Terminal) -> Result<()> {
    let text = build.text(path).with_context(|| format!("`{path}` can't be read"))?;
    let tally = all(&[tested(build, path, &text)], (world, Extent::All), terminal)?;
    ensure!(!tally.is_stopped, "stopped");
    let form = Form::new(Format::Human, String::new(), &world.site, terminal);
    terminal.report(&form.text(&tally.faults, Counts::default(), &|path| build.text(path)));
    ensure!(tally.faults.is_empty(), "`{path}` is not accepted: {}", tally.told(1));
    ensure!(
        tally.ran > 0,
        "`{path}` has no block that runs\n  give one `check=run`, or leave out `--tested`"
    );
    terminal.done("Tested", &visible(&format!("{path}: {}", tally.told(1))));
    Ok(())
}

/// Where the blocks of a site run; a signal to end is heeded from then on.
pub(super) fn world(site: &Path) -> World {
    let root = Git::around(site).map_or_else(|| site.to_owned(), |git| git.top().to_owned());
    World::new((site, &root), context::program_path(), stop::on_interrupt())
}

/// The notes that were asked for and have blocks, with their texts, in order of their paths; also any other Markdown file of the
/// site's folder that is named itself, such as its README.
fn asked(build: &Build, site: &Path, args: &Test) -> Result<Texts> {
    let scopes = args.paths.iter().map(|path| Scope::new(site, path)).collect::<Result<Vec<_>>>()?;
    let is_asked = |path: &&SourcePath| scopes.is_empty() || scopes.iter().any(|scope| scope.holds(path));
    let paths = build.corpus.notes.iter().map(|note| &note.facts.path).filter(is_asked);
    let mut texts: Texts = paths.filter_map(|path| Some((path.clone(), build.text(path)?))).collect();
    texts.retain(|_, text| text.contains("```") || text.contains("~~~"));
    for path in scopes.iter().filter_map(Scope::markdown) {
        if build.corpus.note_at(&path).is_none() {
            let text = read_text(&site.join(path.as_str()))?;
            texts.insert(path, text.into());
        }
    }
    Ok(texts)
}

fn tested<'t>(build: &Build, path: &'t SourcePath, text: &'t str) -> Tested<'t> {
    let span = build.marks(path).map_or_else(|| Span::new(0, text.len()), |marks| marks.span);
    Tested::new(path, text, span, build.site.config.extensions)
}

/// Faults at the levels that the site gives them.
fn levelled(build: &Build, mut faults: Vec<Diagnostic>) -> Vec<Diagnostic> {
    for fault in &mut faults {
        fault.level = build.site.config.level_of(fault);
    }
    faults.retain(|fault| fault.level != diagnostic::Level::Allow);
    faults
}

/// What came of all tests.
#[derive(Default)]
struct Tally {
    ran: usize,
    parsed: usize,
    left_out: usize,
    excused: usize,
    unchecked: usize,
    /// Blocks that would be run, or parsed by another program, with `--run`.
    waiting: usize,
    is_stopped: bool,
    faults: Vec<Diagnostic>,
}

impl Tally {
    fn told(&self, notes: usize) -> String {
        let failed = self.faults.len() - self.left_out;
        let parts = [
            (self.ran, "ran"),
            (self.parsed, "parsed"),
            (self.left_out, "skipped"),
            (self.excused, "not tested for a reason"),
            (self.unchecked, "not tested"),
        ];
        let parts: Vec<String> =
            parts.iter().filter(|(of, _)| *of > 0).map(|(of, what)| format!("{of} {what}")).collect();
        let all = self.ran + self.parsed + self.left_out + self.excused + self.unchecked + self.waiting;
        let what = if parts.is_empty() { String::new() } else { format!(": {}", parts.join(", ")) };
        let failed = if failed == 0 { "; none failed".to_owned() } else { format!("; {failed} failed") };
        format!("{} in {}{what}{failed}", count(all, "block"), count(notes, "note"))
    }
}

fn is_are(of: usize) -> String {
    format!("{} {}", count(of, "block"), if of == 1 { "was" } else { "were" })
}

/// What may be done for a test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Extent {
    /// Blocks may be run, and other programs called.
    All,
    /// Nothing but this program may look at them.
    Here,
}

fn all(notes: &[Tested<'_>], (world, extent): (&World, Extent), terminal: &mut Terminal) -> Result<Tally> {
    let total = notes.iter().map(|note| note.cases().count()).sum();
    let bar = terminal.progress(total, "testing");
    let mut tally = Tally::default();
    for note in notes {
        for case in note.cases() {
            one((note, &case), (world, extent), &mut tally, terminal)?;
            bar.inc(1);
            if tally.is_stopped {
                return Ok(tally);
            }
        }
    }
    bar.finish_and_clear();
    Ok(tally)
}

fn one(
    (note, case): (&Tested<'_>, &Case<'_>),
    (world, extent): (&World, Extent),
    tally: &mut Tally,
    terminal: &mut Terminal,
) -> Result<()> {
    let counted = match case.action {
        Action::Excused => &mut tally.excused,
        Action::Unchecked => &mut tally.unchecked,
        Action::Run | Action::Parse if extent == Extent::Here => &mut tally.waiting,
        Action::Run => &mut tally.ran,
        Action::Parse | Action::ParseHere => &mut tally.parsed,
    };
    let is_tested = !matches!(case.action, Action::Excused | Action::Unchecked)
        && (extent == Extent::All || case.action == Action::ParseHere);
    if !is_tested {
        *counted += 1;
        return Ok(());
    }
    let begun = Instant::now();
    let outcome = note.test(case, world)?;
    let said = match outcome {
        Outcome::Passed => "passed",
        Outcome::LeftOut(_) => "skipped",
        Outcome::Failed(_) | Outcome::Stopped => "failed",
    };
    let place = format!("{}:{}", note.path(), note.line(case));
    terminal.detail(&visible(&format!("{said:>10}  {place} ({:.1} s)", begun.elapsed().as_secs_f64())));
    match outcome {
        Outcome::Passed => *counted += 1,
        Outcome::Failed(fault) => {
            *counted += 1;
            tally.faults.push(*fault);
        }
        Outcome::LeftOut(fault) => {
            tally.left_out += 1;
            tally.faults.push(*fault);
        }
        Outcome::Stopped => tally.is_stopped = true,
    }
    Ok(())
}
