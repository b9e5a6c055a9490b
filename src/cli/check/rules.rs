//! `check --alerts FILE`: rule files, which may stand outside of the site.

use std::path::Path;

use anyhow::{Context, Result};

use crate::cli::context;
use crate::engine::rules::RuleFile;
use crate::parse::rules::MOST_BYTES;
use crate::path::{SourcePath, relative};
use crate::source::disk::read_bounded;

/// Reads a rule file that was named on the command line.
pub(super) fn read(named: &Path, site: &Path) -> Result<RuleFile> {
    let bytes = read_bounded(named, MOST_BYTES);
    let bytes = bytes.with_context(|| format!("the rule file `{}` can't be read", named.display()))?;
    let path = seen_from(site, named)?;
    Ok(RuleFile { path, bytes: bytes.into() })
}

/// A path as seen from the site's folder: reports count from there.
fn seen_from(site: &Path, named: &Path) -> Result<SourcePath> {
    let text = |path: &Path| path.to_string_lossy().replace('\\', "/");
    let whole = context::current_folder()?.join(named);
    let folder = whole.parent().unwrap_or(&whole).canonicalize()?;
    let whole = folder.join(whole.file_name().unwrap_or_default());
    let path = relative(&text(&site.canonicalize()?), text(&whole).trim_start_matches('/'));
    SourcePath::around(&path).with_context(|| format!("`{}` is not the path of a file", named.display()))
}
