//! `build --report`: what the build did, as JSON in a file. Whatever ends a build is told in one place; one that is killed leaves the
//! first text, which says that it did not end.

use std::path::Path;
use std::time::Duration;

use anyhow::Result;

use super::summary::Figures;
use super::target::{Target, Told};
use crate::cli::{ExitStatus, context};
use crate::engine::Build;
use crate::path::OutputPath;
use crate::report::build::{BuildReport, Outcome, Published};
use crate::report::visible;
use crate::write::{self, Summary};

const TOLD: Told = ("--report", BuildReport::is_one);

/// The file.
#[derive(Debug)]
pub(super) struct ReportFile(Target);

impl ReportFile {
    /// Takes a file for it.
    pub(super) fn begin(target: &Path, site: &Path, out: &Path) -> Result<Self> {
        let file = Self(Target::take(target, TOLD, (site, out))?);
        let error = Some("the build was not completed".to_owned());
        file.0.begin(&BuildReport { error, ..BuildReport::default() }.json())?;
        Ok(file)
    }

    /// Says of a build that could not begin why, where the file has what an earlier one said.
    pub(super) fn not_begun(target: &Path, error: &anyhow::Error) -> Result<()> {
        let error = visible(&format!("{error:#}"));
        let exit_status = Some(ExitStatus::Failed.number());
        let peak_memory = context::peak_memory();
        let told = BuildReport { error: Some(error), exit_status, peak_memory, ..BuildReport::default() };
        Target::of_earlier(target, TOLD).map_or(Ok(()), |file| file.write(&told.json()))
    }

    /// Says how the build ended.
    pub(super) fn end(&self, told: BuildReport, result: &Result<ExitStatus>, time: Duration) -> Result<()> {
        let peak_memory = context::peak_memory();
        let told = match result {
            Ok(status) => BuildReport { exit_status: Some(status.number()), time, peak_memory, ..told },
            Err(error) => BuildReport {
                exit_status: Some(ExitStatus::Failed.number()),
                error: Some(visible(&format!("{error:#}"))),
                outcome: Outcome::Failed,
                published: None,
                time,
                peak_memory,
                ..told
            },
        };
        self.0.write(&told.json())
    }
}

/// What is known of a build whose faults were found.
pub(super) fn of_faults(build: &Build) -> BuildReport {
    BuildReport {
        outcome: Outcome::Refused,
        faults: crate::diagnostic::counted(&build.diagnostics),
        known: build.known.faults.len(),
        phases: build.phases.clone(),
        ..BuildReport::default()
    }
}

/// What is told of one that stands in the output folder, where all files have so many bytes.
pub(super) fn of_output(figures: &Figures, summary: Summary, total: u64) -> BuildReport {
    let Summary { written, unchanged, removed, bytes } = summary;
    let published = Published {
        notes: figures.notes,
        drafts: figures.drafts,
        left_out: figures.faulty,
        pages: figures.pages,
        files: [written, unchanged, removed],
        bytes: [bytes, total],
    };
    BuildReport {
        outcome: if written + removed > 0 { Outcome::Built } else { Outcome::Unchanged },
        published: Some(published),
        faults: figures.by_code.clone(),
        known: figures.known,
        ..BuildReport::default()
    }
}

/// The size of files of an output folder.
pub(super) fn size<'p>(out: &Path, paths: impl Iterator<Item = &'p OutputPath>) -> u64 {
    paths.filter_map(|path| write::stamp(out, path.as_str())).map(|(bytes, _)| bytes).sum()
}
