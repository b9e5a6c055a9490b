//! Files and folders of the site that were named on the command line.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::nfc::nfc;
use crate::path::SourcePath;

/// A file or folder that was named: only it is told of.
pub(super) struct Scope {
    path: String,
}

impl Scope {
    pub(super) fn new(site: &Path, named: &Path) -> Result<Self> {
        let site = site.canonicalize()?;
        // The last is how notes call each other, and how `new` and `mv` are told of them.
        let candidates: [PathBuf; 3] = [named.to_owned(), site.join(named), site.join("content").join(named)];
        let found = candidates.iter().find_map(|path| path.canonicalize().ok());
        let Some(inside) = found.as_deref().and_then(|path| path.strip_prefix(&site).ok()) else {
            bail!("`{}` is not a file or folder of the site", named.display());
        };
        Ok(Self { path: nfc(&inside.to_string_lossy().replace('\\', "/")).into_owned() })
    }

    /// Whether a file is it, or below it.
    pub(super) fn holds(&self, path: &SourcePath) -> bool {
        let rest = path.as_str().strip_prefix(&self.path);
        self.path.is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// Its path, if it is a Markdown file by its name.
    pub(super) fn markdown(&self) -> Option<SourcePath> {
        let path = SourcePath::new(&self.path)?;
        path.as_str().ends_with(".md").then_some(path)
    }
}
