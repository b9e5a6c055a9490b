//! `build --summary`: what the build changed of the output that was there, as Markdown in a file.
//!
//! The file is written before the build begins, and again when it is over, however it ends: it never keeps what an earlier
//! build said. Only a build that fails leaves the first text.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::summary::Figures;
use super::{is_source, real};
use crate::cli::{context, diff};
use crate::compare::{Changes, Edition};
use crate::config;
use crate::report::changes::markdown;
use crate::write::atomic;

/// The file.
#[derive(Debug)]
pub(super) struct ChangesFile {
    target: PathBuf,
}

impl ChangesFile {
    /// Takes a file for it, which can't be one of the site's, nor one of the output.
    pub(super) fn begin(target: &Path, site: &Path, out: &Path) -> Result<Self> {
        let (shown, found) = (context::shown(target), real(target)?);
        let site = real(site)?;
        if found.starts_with(real(out)?) {
            bail!("`{shown}` is in the output folder; choose another file for `--summary`");
        }
        if is_source(&site, &found) || found == site.join(config::FILE) {
            bail!("`{shown}` is one of the site's sources; choose another file for `--summary`");
        }
        if target.symlink_metadata().is_ok_and(|there| !there.is_file()) {
            bail!("`{shown}` already exists, and is not a file; choose another one for `--summary`");
        }
        let file = Self { target: target.to_owned() };
        file.write(&markdown::untold("The build was not completed."))?;
        Ok(file)
    }

    /// Says that the output is as it was.
    pub(super) fn nothing(&self, figures: &Figures) -> Result<()> {
        self.tell(markdown::comment(&Changes::default(), None), figures)
    }

    /// Says that the build was refused, with the number of its faults.
    pub(super) fn refused(&self, counts: &str) -> Result<()> {
        self.write(&markdown::refused(counts))
    }

    /// Says what is another in the output folder than in what was there before.
    pub(super) fn compare(
        &self,
        before: &Result<Option<Edition>>,
        out: &Path,
        figures: &Figures,
    ) -> Result<()> {
        let after = diff::load(out)?;
        let text = match (before, &after) {
            (Ok(Some(before)), Some(after)) => markdown::comment(&Changes::between(before, after), None),
            (Ok(None), Some(after)) => markdown::first(after.note_count(), after.page_count()),
            (Err(_), _) => {
                markdown::untold("The record of the previous build in the output folder can't be read.")
            }
            (Ok(_), None) => markdown::untold("The output folder does not contain a site."),
        };
        self.tell(text, figures)
    }

    /// Writes what a build changed, and what it left out.
    fn tell(&self, mut text: String, figures: &Figures) -> Result<()> {
        if let Some(left_out) = figures.left_out() {
            text.push_str(&format!("\n{left_out}.\n"));
        }
        self.write(&text)
    }

    fn write(&self, text: &str) -> Result<()> {
        atomic::write(&self.target, text.as_bytes())
            .with_context(|| format!("`{}` can't be written", context::shown(&self.target)))
    }
}
