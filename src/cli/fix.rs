//! `fieldnotes check --fix`: mends what has one right answer, in the files themselves.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Error, Result};

use super::ExitStatus;
use super::check::Asked;
use super::output::Terminal;
use crate::diagnostic::{Diagnostic, Fix};
use crate::edit::hash;
use crate::engine::{Build, Engine};
use crate::fix::apply;
use crate::path::SourcePath;
use crate::report::unified::diff;
use crate::report::{count, visible};
use crate::source::disk::read_text;
use crate::span::Span;
use crate::write::{atomic, lock};

/// Most rounds: one fix can bring another fault to light, and of some faults a file tells a number at a time.
const MOST_ROUNDS: usize = 100;

/// Mends files until there is nothing left to mend. It has failed where a file can't be read or written; the others are mended.
pub(super) fn mend(
    engine: &Engine,
    site: &Path,
    asked: &Asked,
    terminal: &mut Terminal,
) -> Result<ExitStatus> {
    let _lock = lock::take(site, lock::Holder::Fix)?;
    let mut mending =
        Mending { engine, site, done: BTreeMap::new(), links: BTreeSet::new(), failed: BTreeMap::new() };
    for _ in 0..MOST_ROUNDS {
        let build = engine.load()?;
        let mut changed = false;
        for (path, faults) in by_file(&build, asked) {
            changed |= mending.file(&build, &path, faults);
        }
        if !changed {
            break;
        }
    }
    Ok(mending.tell(terminal))
}

/// What was done so far.
struct Mending<'a> {
    engine: &'a Engine,
    site: &'a Path,
    /// What was changed in each file.
    done: BTreeMap<SourcePath, Vec<String>>,
    /// Files that are links.
    links: BTreeSet<SourcePath>,
    /// Why files could not be read or written.
    failed: BTreeMap<SourcePath, Error>,
}

impl Mending<'_> {
    /// Mends a file. Whether it is another one now.
    fn file(&mut self, build: &Build, path: &SourcePath, faults: Vec<&Diagnostic>) -> bool {
        if self.failed.contains_key(path) {
            return false;
        }
        let target = self.engine.source().location(path).unwrap_or_else(|| self.site.join(path.as_str()));
        if target.is_symlink() {
            // What it leads to may be a file of others, and a file in the link's place would part the two.
            self.links.insert(path.clone());
            return false;
        }
        match mend_file(build, path, (&target, faults)) {
            Ok(titles) if titles.is_empty() => false,
            Ok(titles) => {
                self.done.entry(path.clone()).or_default().extend(titles);
                true
            }
            Err(error) => {
                self.failed.insert(path.clone(), error);
                false
            }
        }
    }

    fn tell(self, terminal: &mut Terminal) -> ExitStatus {
        for (path, titles) in &self.done {
            terminal.done("Fixed", &format!("{path}: {}", count(titles.len(), "change")));
            for title in titles {
                terminal.say(&format!("  {}", visible(title)));
            }
        }
        for path in &self.links {
            terminal.say(&format!("`{}` is a symbolic link, and is not changed", visible(path.as_str())));
        }
        for error in self.failed.values() {
            terminal.error(error);
        }
        if self.done.is_empty() && self.links.is_empty() && self.failed.is_empty() {
            terminal.say("nothing to fix");
        }
        if self.failed.is_empty() { ExitStatus::Clean } else { ExitStatus::Failed }
    }
}

/// Mends a file, and says what was changed.
fn mend_file(
    build: &Build,
    path: &SourcePath,
    (target, faults): (&Path, Vec<&Diagnostic>),
) -> Result<Vec<String>> {
    let text = read_text(target).with_context(|| format!("`{path}` can't be read"))?;
    if build.text(path).as_deref() != Some(text.as_str()) {
        return Ok(Vec::new()); // Somebody has saved it meanwhile; the next round sees the new text.
    }
    let (mended, fixes) = with_fixes(build, path, (&text, faults));
    if mended == text {
        return Ok(Vec::new());
    }
    atomic::write(target, mended.as_bytes()).with_context(|| format!("`{path}` can't be written"))?;
    Ok(fixes.iter().map(|fix| fix.title.clone()).collect())
}

/// A text with its fixes, and those that were made.
fn with_fixes<'d>(
    build: &Build,
    path: &SourcePath,
    (text, faults): (&str, Vec<&'d Diagnostic>),
) -> (String, Vec<&'d Fix>) {
    let (mended, fixes) = apply(text, faults);
    let mended = if keeps_words(build, path, &fixes) {
        hash::carried(path, (text, &mended), build.config.schema.renames.name_of("hash"))
    } else {
        mended
    };
    (mended, fixes)
}

/// Prints what [`mend`] would change in its first round, as a diff.
pub(super) fn preview(build: &Build, asked: &Asked, terminal: &mut Terminal) -> Result<()> {
    let files = by_file(build, asked);
    if files.is_empty() {
        terminal.say("nothing to fix");
    }
    for (path, faults) in files {
        let text = build.text(&path).with_context(|| format!("`{path}` was changed in the meantime"))?;
        let (mended, _) = with_fixes(build, &path, (&text, faults));
        terminal.result(&diff((&path, &text), (&path, &mended)))?;
    }
    Ok(())
}

/// Whether fixes change nothing of a note's body but where its links lead: what was reviewed is reviewed then.
fn keeps_words(build: &Build, path: &SourcePath, fixes: &[&Fix]) -> bool {
    let note = build.corpus.note_at(path).map(|note| &note.facts);
    let (Some(note), Some(marks)) = (note, build.marks(path)) else { return false };
    let links = note.outline.links.iter().filter_map(|link| link.written);
    let links: Vec<Span> =
        links.chain(note.outline.pictures.iter().filter_map(|picture| picture.written)).collect();
    let is_within = |outer: &Span, inner: Span| outer.start <= inner.start && inner.end <= outer.end;
    let is_of_link =
        |fix: &&Fix| fix.span.end <= marks.span.start || links.iter().any(|link| is_within(link, fix.span));
    fixes.iter().all(is_of_link)
}

/// The files that have something to mend, and the faults that it mends.
fn by_file<'b>(build: &'b Build, asked: &Asked) -> BTreeMap<SourcePath, Vec<&'b Diagnostic>> {
    let mut files: BTreeMap<SourcePath, Vec<&Diagnostic>> = BTreeMap::new();
    for fault in build.diagnostics.iter().filter(|fault| asked.is_for(fault)) {
        if let Some(fix) = &fault.fix {
            files.entry(fix.path.clone()).or_default().push(fault);
        }
    }
    files
}
