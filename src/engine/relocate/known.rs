//! The known faults of files that move: they go along, and so do those of links that are written otherwise then.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};

use super::Moves;
use crate::baseline::{Baseline, Entries, Known, text};
use crate::config::Config;
use crate::path::SourcePath;
use crate::source::Source;

/// What links are written as then, by their files and by what they are now.
pub(super) type Rewritten = BTreeMap<(SourcePath, String), String>;

/// The text of a file, if it is there, and what it is then.
type Change = (Option<String>, String);

/// The path, the old and the new text of the file of known faults, if there is one and it changes.
///
/// # Errors
/// The file can't be read.
pub(super) fn carried(
    source: &dyn Source,
    config: &Config,
    moves: &Moves,
    links: &Rewritten,
) -> Result<Option<(SourcePath, Change)>> {
    let Some(path) = config.baseline.as_ref().map(|file| &file.value) else { return Ok(None) };
    let bytes = match source.read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error).with_context(|| format!("`{path}` can't be read")),
    };
    let old = String::from_utf8(bytes).ok().with_context(|| format!("`{path}` is not UTF-8"))?;
    let (baseline, wrong) = Baseline::parse(path, &old);
    if let Some(fault) = wrong.first() {
        bail!("`{path}` has a fault: {}\n  run `fieldnotes check`, and fix it first", fault.message);
    }
    let mut entries = Entries::new();
    for (known, count) in &baseline.entries {
        let written = known.what.strip_prefix("text=").unwrap_or_default();
        let new = links.get(&(known.path.clone(), written.to_owned()));
        let what = new.map_or_else(|| known.what.clone(), |new| format!("text={new}"));
        let known = Known { path: moves.now(&known.path).clone(), what, ..known.clone() };
        let there = entries.entry(known).or_default();
        *there = there.saturating_add(*count);
    }
    // The file itself stands beside the settings, and does not move.
    Ok((entries != baseline.entries).then(|| (path.clone(), (Some(old), text(&entries, path)))))
}
