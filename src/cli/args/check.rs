//! What can be said of `check` on the command line, and what other commands say of codes and reports as it does.

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum};

use super::super::complete;
use super::page::{self, Page};
use crate::config::Denied;
use crate::diagnostic::Code;
use crate::suggest;

const CHECK: Page = Page {
    examples: &[
        ("fieldnotes check", "Report every fault of the site"),
        (
            "fieldnotes check content/notes/tls.md content/runbooks",
            "Report only the faults of a note and of a folder",
        ),
        ("fieldnotes check --fix --dry-run", "Show what can be fixed, as a diff"),
        ("fieldnotes check --select broken-link,missing-alt", "Report every fault of two codes"),
        (
            "fieldnotes check --deny warnings --format github",
            "Report all faults as errors, in a workflow of GitHub",
        ),
        (
            "fieldnotes check --write-baseline known.txt",
            "Record all present faults, so that only new ones are reported",
        ),
    ],
    clean: "there are no errors",
    faults: Some("there are errors; with `--deny warnings`, warnings count as errors"),
    failed: page::FAILED,
    environment: &[page::EPOCH, page::GITHUB, page::GITLAB, page::PROGRAMS, page::THREADS],
};

/// `check`.
#[derive(Debug, ClapArgs)]
#[command(add = CHECK)]
pub struct Check {
    /// Report only faults in these files and folders
    #[arg(value_name = "PATH", add = complete::notes())]
    pub paths: Vec<PathBuf>,
    /// The format of the report
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    pub format: Format,
    /// Report only these codes, and show every fault: broken-link,missing-alt
    #[arg(long, value_name = "CODES", value_delimiter = ',', value_parser = code, add = complete::codes())]
    pub select: Vec<Code>,
    /// Do not report these codes
    #[arg(long, value_name = "CODES", value_delimiter = ',', value_parser = code, add = complete::codes())]
    pub ignore: Vec<Code>,
    /// The baseline, a file of known faults: these are counted, but not shown, and do not fail the check [default: `[lints] baseline` in site.toml]
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// Check the site as published under this address instead of the one in site.toml
    #[arg(long, value_name = "URL", value_parser = super::build::base_url)]
    pub base_url: Option<String>,
    /// Write all present faults into a baseline
    #[arg(long, value_name = "FILE", conflicts_with_all = ["paths", "select", "ignore", "fix", "baseline", "statistics"])]
    pub write_baseline: Option<PathBuf>,
    /// Compare the alerts in a file of Prometheus rules, or of `PrometheusRule` objects, with the notes; can be repeated
    #[arg(long, value_name = "FILE")]
    pub alerts: Vec<PathBuf>,
    /// Count faults by code, folder and file instead of showing each
    #[arg(long)]
    pub statistics: bool,
    /// Report these as errors: `warnings`, or codes, also those that are off: broken-link,review-overdue
    #[arg(long, value_name = "WHAT", value_delimiter = ',', value_parser = denial, add = complete::denials())]
    pub deny: Vec<Denial>,
    /// Fix, in the files, the faults that have exactly one correct fix
    #[arg(long)]
    pub fix: bool,
    /// With --fix: print the changes as a diff, and change nothing
    #[arg(long, requires = "fix", conflicts_with = "format")]
    pub dry_run: bool,
    /// The date that counts as today for reviews [default: `SOURCE_DATE_EPOCH`, or else today]
    #[arg(long, value_name = "DATE")]
    pub today: Option<jiff::civil::Date>,
}

/// The form of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Human,
    /// For programs.
    Json,
    /// For code scanning: SARIF 2.1.0.
    Sarif,
    /// For GitHub's workflows: annotations.
    Github,
    /// For GitLab: a Code Quality report.
    Gitlab,
    /// For the test results of Jenkins, GitLab and others: JUnit XML.
    Junit,
    /// For editors and grep: one line for each fault.
    Concise,
}

/// What else is an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denial {
    /// All warnings.
    Warnings,
    /// A code.
    Code(Code),
}

impl Denial {
    /// As it is written.
    pub fn name(self) -> &'static str {
        match self {
            Self::Warnings => WARNINGS,
            Self::Code(code) => code.name(),
        }
    }
}

/// The word for all warnings.
const WARNINGS: &str = "warnings";

pub(super) fn denial(text: &str) -> Result<Denial, String> {
    match text.trim() {
        WARNINGS => Ok(Denial::Warnings),
        name => code_or(name, &[WARNINGS]).map(Denial::Code),
    }
}

/// What all of them deny together.
pub fn denied(all: &[Denial]) -> Denied {
    let code = |denial: &Denial| match denial {
        Denial::Warnings => None,
        Denial::Code(code) => Some(*code),
    };
    Denied { warnings: all.contains(&Denial::Warnings), codes: all.iter().filter_map(code).collect() }
}

fn code(text: &str) -> Result<Code, String> {
    code_or(text.trim(), &[])
}

/// The code of that name; `others` are names that are no codes, and may have been meant.
fn code_or(name: &str, others: &[&str]) -> Result<Code, String> {
    let names = Code::ALL.iter().map(|code| code.name()).chain(others.iter().copied());
    let hint = || match suggest::nearest(name, names) {
        Some(near) => format!("there is no such code; did you mean `{near}`?"),
        None => "there is no such code; `fieldnotes explain` lists them".to_owned(),
    };
    Code::named(name).ok_or_else(hint)
}
