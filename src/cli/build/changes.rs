//! `build --summary`: what the build changed of the output that was there, as Markdown in a file.
//! Only a build that fails leaves the first text.

use std::path::Path;

use anyhow::Result;

use super::summary::Figures;
use super::target::{Target, Told};
use crate::cli::diff;
use crate::compare::{Changes, Edition};
use crate::report::changes::markdown;

const TOLD: Told = ("--summary", markdown::is_one);
/// What it says until more is known.
const NOT_COMPLETED: &str = "The build was not completed.";

/// The file.
#[derive(Debug)]
pub(super) struct ChangesFile(Target);

impl ChangesFile {
    /// Takes a file for it.
    pub(super) fn begin(target: &Path, site: &Path, out: &Path) -> Result<Self> {
        let file = Self(Target::take(target, TOLD, (site, out))?);
        file.0.begin(&markdown::untold(NOT_COMPLETED))?;
        Ok(file)
    }

    /// Says of a build that could not begin that it was not completed, where the file has what an earlier one said.
    pub(super) fn not_begun(target: &Path) -> Result<()> {
        let text = markdown::untold(NOT_COMPLETED);
        Target::of_earlier(target, TOLD).map_or(Ok(()), |file| file.write(&text))
    }

    /// Says that the output is as it was.
    pub(super) fn nothing(&self, figures: &Figures) -> Result<()> {
        self.tell(markdown::comment(&Changes::default(), None), figures)
    }

    /// Says that the build was refused, with the number of its faults.
    pub(super) fn refused(&self, counts: &str) -> Result<()> {
        self.0.write(&markdown::refused(counts))
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
        self.0.write(&text)
    }
}
