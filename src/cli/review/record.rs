//! `review accept`, `defer` and `retire`: what was found is written into the notes themselves, each as a whole or not at all.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail, ensure};
use jiff::civil::Date;

use super::super::args::{Accept, Defer, Retire};
use super::super::output::Terminal;
use super::super::scope::Scope;
use super::super::{ExitStatus, context, test};
use super::{four_eyes, since};
use crate::diagnostic::Diagnostic;
use crate::edit::keys::Refusal;
use crate::edit::review::{Accepted, Place};
use crate::engine::store::Store;
use crate::engine::watched::{Look, Watcher};
use crate::engine::{Build, Engine, Options, single};
use crate::note::Watch;
use crate::path::{SourcePath, relative};
use crate::report::review::became;
use crate::report::unified::diff;
use crate::report::{count, visible};
use crate::source::disk::{Disk, read_text};
use crate::validate::Schema;
use crate::validate::read::body_hash;
use crate::write::{atomic, lock};

/// Most notes that are taken for reviewed at once: nobody looks at more.
const MOST_AT_ONCE: usize = 5;

pub(super) fn accept(args: &Accept, site: &Path, terminal: &mut Terminal) -> Result<ExitStatus> {
    let notes = Notes::open(site)?;
    let paths = notes.named(&args.paths)?;
    let (by, note) = (one_line("--by", &args.by)?, args.note.as_deref());
    let note = note.map(|note| one_line("--note", note)).transpose()?;
    let is_asked = may_accept(args, &by, &notes, &paths)?;
    let today = context::today(args.today);
    let world = args.tested.then(|| test::world(site));
    let mut written = 0;
    for path in &paths {
        let text = notes.text(path)?;
        if let Some(last) = notes.last_reviewed(path) {
            ensure!(last <= today, "`{path}` was reviewed on {last}, which is after {today}");
        }
        let hash = body_hash(notes.body(path, &text));
        let digests = notes.digests(path, terminal)?;
        let review = Accepted {
            day: today,
            by: &by,
            note: note.as_deref(),
            status: args.status.as_deref(),
            tested: args.tested.then_some(today),
            hash: &hash,
            digests: &digests,
        };
        let new = notes.changed((path, &text), notes.place(path).accept(&text, review))?;
        if is_asked && !is_wanted(&notes, (path, &text), terminal)? {
            continue;
        }
        if let Some(world) = &world {
            test::passes(&notes.build, world, path, terminal)?;
        }
        notes.unchanged(path, &text)?;
        written += 1;
        if args.dry_run {
            terminal.result(&diff((path, &text), (path, &new)))?;
            continue;
        }
        notes.write(path, &new)?;
        terminal.done("Accepted", &visible(&format!("{path}: reviewed {today} by {by}")));
    }
    if written == 0 {
        terminal.say("nothing was changed");
    }
    Ok(ExitStatus::Clean)
}

/// Whether each note is asked about.
///
/// # Errors
///
/// Nobody can have looked at them, or nobody else did.
fn may_accept(args: &Accept, by: &str, notes: &Notes, paths: &[SourcePath]) -> Result<bool> {
    ensure!(!by.is_empty(), "`--by` is empty; write the name of the reviewer");
    if paths.len() > MOST_AT_ONCE && !args.each {
        bail!(
            "{} are too many at once\n  name at most {MOST_AT_ONCE}, or review one after the other with `--each`",
            count(paths.len(), "note")
        );
    }
    let is_asked = args.each && !args.dry_run;
    ensure!(
        !is_asked || std::io::stdin().is_terminal(),
        "`--each` asks questions, but standard input is not a terminal"
    );
    if notes.build.config.reviews.four_eyes {
        notes.check_eyes(paths, by)?;
    }
    Ok(is_asked)
}

pub(super) fn defer(args: &Defer, site: &Path, terminal: &mut Terminal) -> Result<ExitStatus> {
    let notes = Notes::open(site)?;
    let today = context::today(args.today);
    ensure!(args.until > today, "`{}` is not in the future", args.until);
    let because = one_line("--because", &args.because)?;
    ensure!(!because.is_empty(), "`--because` is empty; write why the note can't be reviewed now");
    let path = notes.one(&args.path)?;
    let text = notes.text(&path)?;
    let new = notes.changed((&path, &text), notes.place(&path).defer(&text, args.until, &because))?;
    if args.dry_run {
        terminal.result(&diff((&path, &text), (&path, &new)))?;
        return Ok(ExitStatus::Clean);
    }
    notes.unchanged(&path, &text)?;
    notes.write(&path, &new)?;
    terminal.done("Deferred", &visible(&format!("{path} until {}", args.until)));
    Ok(ExitStatus::Clean)
}

pub(super) fn retire(args: &Retire, site: &Path, terminal: &mut Terminal) -> Result<ExitStatus> {
    let notes = Notes::open(site)?;
    let path = notes.one(&args.path)?;
    let successor = args.successor.as_deref().map(|named| notes.one(named)).transpose()?;
    ensure!(successor.as_ref() != Some(&path), "`{path}` can't replace itself");
    if let Some(successor) = &successor {
        let is_retired = notes.build.corpus.note_at(successor).is_some_and(|note| note.face.is_deprecated());
        ensure!(!is_retired, "`{successor}` is deprecated itself; name the current note");
    }
    let way = successor.as_ref().map(|successor| relative(path.folder(), successor.as_str()));
    let text = notes.text(&path)?;
    let new = notes.changed((&path, &text), notes.place(&path).retire(&text, way.as_deref()))?;
    if args.dry_run {
        terminal.result(&diff((&path, &text), (&path, &new)))?;
        return Ok(ExitStatus::Clean);
    }
    notes.unchanged(&path, &text)?;
    notes.write(&path, &new)?;
    let by = successor.map(|successor| format!(", replaced by {successor}")).unwrap_or_default();
    terminal.done("Retired", &visible(&format!("{path}{by}")));
    Ok(ExitStatus::Clean)
}

/// The text of an option in one line, as it can stand in a front matter.
fn one_line(option: &str, text: &str) -> Result<String> {
    let is_odd = |c: char| c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}');
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    ensure!(!line.contains(is_odd), "`{option}` has a control character, which YAML can't contain");
    Ok(line)
}

/// Shows what became of a note since its last review, and asks.
fn is_wanted(notes: &Notes, (path, text): (&SourcePath, &str), terminal: &mut Terminal) -> Result<bool> {
    let git = notes.engine.source().repository();
    let (reviewed, hash) = (notes.last_reviewed(path), notes.recorded_hash(path));
    let change = reviewed.zip(git).and_then(|(day, git)| {
        since::change(&git, (path, text), &since::Recorded { day, hash: hash.as_deref() })
    });
    let told = match (reviewed, change) {
        (None, _) => "was never reviewed".to_owned(),
        (Some(day), None) => format!("was reviewed {day}; git has no version of that day"),
        (Some(day), Some(change)) if change.is_empty() => format!("has not changed since {day}"),
        (Some(day), Some(change)) => format!("changed since {day}:\n{change}"),
    };
    let drifted = notes.drifted(path).map(|what| format!("; {what}")).unwrap_or_default();
    let told = told.trim_end().to_owned() + &drifted;
    terminal.report(&visible(&format!("\n{path} {told}\n")));
    terminal.report("is it still correct? [y/N] ");
    let _ = std::io::stderr().flush();
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}

/// The notes of a site, as they can be written into.
struct Notes {
    site: PathBuf,
    build: Build,
    engine: Engine,
    schema: Schema,
    _lock: lock::Lock,
}

impl Notes {
    fn open(site: &Path) -> Result<Self> {
        let lock = lock::take(site, lock::Holder::Review)?;
        let store = Arc::new(Store::open(site, context::now));
        let engine = Engine::new(Box::new(Disk::new(site)), Options::default(), store);
        let build = engine.load()?;
        let schema = Schema::of_notes(&build.config.schema, None);
        Ok(Self { site: site.to_owned(), build, engine, schema, _lock: lock })
    }

    /// The notes that files and folders name, in order.
    fn named(&self, named: &[PathBuf]) -> Result<Vec<SourcePath>> {
        let mut paths = Vec::new();
        for name in named {
            let scope = Scope::new(&self.site, name)?;
            let notes = self.build.corpus.notes.iter().map(|note| &note.facts.path);
            let found: Vec<&SourcePath> = notes.filter(|path| scope.holds(path)).collect();
            ensure!(!found.is_empty(), "`{}` does not contain a note", name.display());
            paths.extend(found.into_iter().cloned());
        }
        paths.sort();
        paths.dedup();
        Ok(paths)
    }

    fn one(&self, named: &Path) -> Result<SourcePath> {
        match self.named(&[named.to_owned()])?.as_slice() {
            [one] => Ok(one.clone()),
            several => bail!("`{}` contains {}; name one", named.display(), count(several.len(), "note")),
        }
    }

    fn place<'p>(&'p self, path: &'p SourcePath) -> Place<'p> {
        Place { path, schema: &self.schema }
    }

    fn file(&self, path: &SourcePath) -> PathBuf {
        self.engine.source().location(path).unwrap_or_else(|| self.site.join(path.as_str()))
    }

    /// The text of a note that has no fault of its schema.
    fn text(&self, path: &SourcePath) -> Result<String> {
        let is_fault = |fault: &&Diagnostic| fault.path == *path && fault.withholds();
        let faults = self.build.diagnostics.iter().filter(is_fault).count();
        ensure!(
            faults == 0,
            "`{path}` has {}, and can't be reviewed before they are fixed\n  `fieldnotes check {path}` shows them",
            count(faults, "fault")
        );
        let file = self.file(path);
        ensure!(
            !file.is_symlink(),
            "`{path}` is a symbolic link, and can't be changed; name the file that it points to"
        );
        let text = read_text(&file).with_context(|| format!("`{path}` can't be read"))?;
        ensure!(
            self.build.text(path).as_deref() == Some(text.as_str()),
            "`{path}` was changed in the meantime; nothing was written into it"
        );
        Ok(text)
    }

    fn body<'t>(&self, path: &SourcePath, text: &'t str) -> &'t str {
        self.build.marks(path).map_or("", |marks| marks.span.of(text))
    }

    /// The digests of what a note watches; None where nobody can tell what that is.
    fn digests(&self, path: &SourcePath, terminal: &mut Terminal) -> Result<Vec<Option<String>>> {
        let watched = self.build.corpus.note_at(path).map_or(&[] as &[Watch], |note| &note.facts.watches);
        if watched.is_empty() {
            return Ok(Vec::new());
        }
        let files = Watcher::new(self.engine.source(), self.engine.store());
        let mut digests = Vec::with_capacity(watched.len());
        for watch in watched {
            let pattern = &watch.pattern.value;
            digests.push(match files.look(pattern) {
                Look::Digest(digest) => Some(digest),
                Look::Nothing | Look::NoPart => bail!(
                    "`{path}` watches `{pattern}`, which does not exist, or is not tracked by git\n  correct or remove the path first"
                ),
                Look::Unfit(reason) => {
                    bail!("`{path}` can't watch `{pattern}`: {reason}\n  correct or remove the path first")
                }
                Look::Unknown(reason) => {
                    let told =
                        format!("{path}: the state of the watched `{pattern}` is not recorded: {reason}\n");
                    terminal.report(&visible(&told));
                    None
                }
            });
        }
        Ok(digests)
    }

    /// Sees that somebody else than the reviewer last changed the notes.
    fn check_eyes(&self, paths: &[SourcePath], by: &str) -> Result<()> {
        let read = |path| Ok((path, self.file(path), self.text(path)?));
        let read: Vec<(&SourcePath, PathBuf, String)> = paths.iter().map(read).collect::<Result<_>>()?;
        let notes: Vec<four_eyes::Reviewed<'_>> =
            read.iter().map(|(path, file, text)| (*path, file.as_path(), text.as_str())).collect();
        four_eyes::check(self.engine.source().repository().as_ref(), &notes, by)
    }

    /// The hash of the body that was reviewed.
    fn recorded_hash(&self, path: &SourcePath) -> Option<String> {
        self.build.body(path)?.recorded_hash.clone()
    }

    /// What of the watched files is not what it was.
    fn drifted(&self, path: &SourcePath) -> Option<String> {
        let (note, drift) = (self.build.corpus.note_at(path)?, self.build.corpus.drift.get(path)?);
        let became: Vec<String> =
            drift.of(note).filter_map(|(pattern, watched)| became(pattern, watched)).collect();
        (!became.is_empty()).then(|| became.join(", "))
    }

    fn last_reviewed(&self, path: &SourcePath) -> Option<Date> {
        self.build.corpus.note_at(path)?.face.revision.last_reviewed
    }

    /// Sees that a note is what it was when it was read: blocks take their time, and so does whoever is asked.
    fn unchanged(&self, path: &SourcePath, text: &str) -> Result<()> {
        let is_same = read_text(&self.file(path)).is_ok_and(|now| now == text);
        ensure!(is_same, "`{path}` changed meanwhile; look at it, and try again");
        Ok(())
    }

    /// A text that was changed, and has no fault that the one before lacks; the reason where it couldn't be.
    fn changed(&self, (path, old): (&SourcePath, &str), new: Result<String, Refusal>) -> Result<String> {
        let new = new.map_err(|refusal| {
            anyhow::anyhow!("`{path}` was not changed: {}\n  edit it by hand", refusal.reason())
        })?;
        let faults = |text| single::faults(path, text, &self.build.config, &self.schema);
        let before = faults(old);
        let is_new = |fault: &Diagnostic| {
            let is_same = |other: &Diagnostic| (other.code, &other.message) == (fault.code, &fault.message);
            fault.withholds() && !before.iter().any(is_same)
        };
        match faults(&new).into_iter().find(is_new) {
            None => Ok(new),
            Some(fault) => {
                bail!(
                    "`{path}` was not changed, since it would be faulty: {}\n  edit it by hand",
                    fault.message
                )
            }
        }
    }

    fn write(&self, path: &SourcePath, new: &str) -> Result<()> {
        atomic::write(&self.file(path), new.as_bytes()).with_context(|| format!("`{path}` can't be written"))
    }
}
