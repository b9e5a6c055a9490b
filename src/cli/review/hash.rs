//! `review hash`: the hashes of bodies as they are now, as `review accept` writes them into `hash`.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::super::ExitStatus;
use super::super::args::Hash;
use super::super::output::Terminal;
use super::super::scope::Scope;
use super::found::Found;
use crate::path::SourcePath;
use crate::report::visible;
use crate::validate::read::body_hash;

pub(super) fn run(args: &Hash, site: &Path, terminal: &mut Terminal) -> Result<ExitStatus> {
    let found = Found::of(site, terminal)?;
    let mut hashes: BTreeMap<&SourcePath, String> = BTreeMap::new();
    for named in &args.paths {
        let scope = Scope::new(site, named)?;
        let notes = found.build.corpus.notes.iter().map(|note| &note.facts.path);
        let paths: Vec<&SourcePath> = notes.filter(|path| scope.holds(path)).collect();
        ensure!(!paths.is_empty(), "`{}` does not contain a note", named.display());
        for path in paths {
            hashes.insert(path, hash_of(&found, path)?);
        }
    }
    // The form of `sha256sum`, so that the same tools can read it.
    let lines = hashes.iter().map(|(path, hash)| visible(&format!("{hash}  {path}")) + "\n");
    terminal.result(&lines.collect::<String>())?;
    Ok(ExitStatus::Clean)
}

fn hash_of(found: &Found, path: &SourcePath) -> Result<String> {
    let text = found.build.text(path);
    let body = text.as_deref().zip(found.build.marks(path)).map(|(text, marks)| marks.span.of(text));
    Ok(body_hash(body.with_context(|| format!("`{path}` can't be read"))?))
}
