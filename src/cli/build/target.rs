//! A file in which a build tells something: `--summary` and `--report`.
//!
//! It is written before the build begins, and again when it is over, however it ends: it never keeps what an earlier build said.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::{is_source, real};
use crate::cli::context;
use crate::write::atomic;
use crate::{config, ledger};

/// The file.
#[derive(Debug)]
pub(super) struct Target(PathBuf);

impl Target {
    /// Takes a file that an option names, which can't be one of the site's, nor one of the output.
    pub(super) fn take(target: &Path, option: &str, (site, out): (&Path, &Path)) -> Result<Self> {
        let (shown, found) = (context::shown(target), real(target)?);
        let site = real(site)?;
        if found.starts_with(real(out)?) {
            bail!("`{shown}` is in the output folder; choose another file for `{option}`");
        }
        if is_source(&site, &found)
            || [config::FILE, ledger::FILE].iter().any(|name| found == site.join(name))
        {
            bail!("`{shown}` is one of the site's sources; choose another file for `{option}`");
        }
        if target.symlink_metadata().is_ok_and(|there| !there.is_file()) {
            bail!("`{shown}` already exists, and is not a file; choose another one for `{option}`");
        }
        Ok(Self(target.to_owned()))
    }

    pub(super) fn write(&self, text: &str) -> Result<()> {
        atomic::write(&self.0, text.as_bytes())
            .with_context(|| format!("`{}` can't be written", context::shown(&self.0)))
    }
}
