//! `fieldnotes check --fix`: mends what has one right answer, in the files themselves.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result};

use super::check::Asked;
use super::output::Terminal;
use crate::diagnostic::{Diagnostic, Fix};
use crate::edit::hash;
use crate::engine::{Build, Engine};
use crate::fix::apply;
use crate::parse::secret;
use crate::path::SourcePath;
use crate::report::{count, visible};
use crate::source::disk::read_text;
use crate::span::Span;
use crate::write::{atomic, lock};

/// Most rounds: one fix can bring another fault to light.
const MOST_ROUNDS: usize = 10;

/// Mends files until there is nothing left to mend.
pub(super) fn mend(engine: &Engine, site: &Path, asked: &Asked, terminal: &mut Terminal) -> Result<()> {
    let _lock = lock::take(site, lock::Holder::Fix)?;
    let mut report: BTreeMap<SourcePath, Vec<String>> = BTreeMap::new();
    for _ in 0..MOST_ROUNDS {
        let build = engine.load()?;
        let mut changed = false;
        for (path, faults) in by_file(&build, asked) {
            let target = engine.source().location(&path).unwrap_or_else(|| site.join(path.as_str()));
            let text = read_text(&target).with_context(|| format!("`{path}` can't be read"))?;
            if build.text(&path).as_deref() != Some(text.as_str()) {
                continue; // Somebody has saved it meanwhile; the next round sees the new text.
            }
            let (mended, fixes) = apply(&text, faults);
            let mended = if keeps_words(&build, &path, &fixes) {
                hash::carried(&path, (&text, &mended), build.config.schema.renames.name_of("hash"))
            } else {
                mended
            };
            if mended != text {
                atomic::write(&target, mended.as_bytes())
                    .with_context(|| format!("`{path}` can't be written"))?;
                report.entry(path).or_default().extend(fixes.iter().map(|fix| fix.title.clone()));
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    for (path, titles) in &report {
        terminal.done("Fixed", &format!("{path}: {}", count(titles.len(), "change")));
        for title in titles {
            terminal.say(&format!("  {}", visible(title)));
        }
    }
    if report.is_empty() {
        terminal.say("nothing to fix");
    }
    Ok(())
}

/// Prints what [`mend`] would change in its first round, as a diff.
pub(super) fn preview(build: &Build, asked: &Asked, terminal: &mut Terminal) -> Result<()> {
    let files = by_file(build, asked);
    if files.is_empty() {
        terminal.say("nothing to fix");
    }
    for (path, faults) in files {
        let text = build.text(&path).with_context(|| format!("`{path}` has changed meanwhile"))?;
        let (mended, made) = apply(&text, faults);
        let mended = if keeps_words(build, &path, &made) {
            hash::carried(&path, (&text, &mended), build.config.schema.renames.name_of("hash"))
        } else {
            mended
        };
        let (old, new) = (format!("a/{path}"), format!("b/{path}"));
        let (text, mended) = (secret::masked(&text), secret::masked(&mended));
        let diff = similar::TextDiff::from_lines(&*text, &*mended);
        terminal.result(&visible(&diff.unified_diff().context_radius(2).header(&old, &new).to_string()))?;
    }
    Ok(())
}

/// Whether fixes change nothing of a note's body but where its links lead: what was reviewed is reviewed then.
fn keeps_words(build: &Build, path: &SourcePath, fixes: &[&Fix]) -> bool {
    let notes = &build.corpus.notes;
    let note = notes.binary_search_by(|note| note.facts.path.cmp(path)).ok().map(|at| &notes[at].facts);
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
