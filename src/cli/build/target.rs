//! A file that a build writes outside of its output: `--summary` and `--report`, in which it tells something, and a bundle.
//!
//! The first two are written before the build begins, and again when it is over, however it ends: they never keep what an earlier build
//! said.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::{is_source, real};
use crate::cli::context;
use crate::source::disk::read_text;
use crate::write::atomic;
use crate::{config, ledger};

/// The file.
#[derive(Debug)]
pub(super) struct Target(PathBuf);

/// An option that names such a file, and whether a text is one that it writes: what anybody else wrote is never replaced.
pub(super) type Told = (&'static str, fn(&str) -> bool);

impl Target {
    /// Takes a file that an option names, which can't be one of the site's, nor one of the output.
    pub(super) fn take(target: &Path, (option, is_own): Told, (site, out): (&Path, &Path)) -> Result<Self> {
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
        if !holds(target, |text| text.trim().is_empty() || is_own(text)) {
            bail!("`{shown}` holds what `{option}` never wrote; choose another file, or remove this one");
        }
        Ok(Self(target.to_owned()))
    }

    /// Takes the file of an earlier build, where there is one, for a build that cannot even begin.
    pub(super) fn of_earlier(target: &Path, (_, is_own): Told) -> Option<Self> {
        (target.is_file() && holds(target, is_own)).then(|| Self(target.to_owned()))
    }

    pub(super) fn write(&self, text: &str) -> Result<()> {
        atomic::write(&self.0, text.as_bytes())
            .with_context(|| format!("`{}` can't be written", context::shown(&self.0)))
    }
}

/// Whether a file is not there, or holds such a text.
fn holds(file: &Path, is_such: impl Fn(&str) -> bool) -> bool {
    match read_text(file) {
        Ok(text) => is_such(&text),
        Err(error) => error.kind() == std::io::ErrorKind::NotFound,
    }
}
