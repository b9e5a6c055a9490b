//! The form that faults are told in: one way for every command that tells of them.

use std::path::{Path, PathBuf};

use super::args::Format;
use super::context;
use super::output::Terminal;
use crate::diagnostic::Diagnostic;
use crate::report::human::Style;
use crate::report::{Counts, TextOf, github, human, json, sarif};

/// How faults are told.
#[derive(Debug)]
pub(super) struct Form {
    pub(super) format: Format,
    pub(super) style: Style,
    /// The site's folder as seen from the root of the repository.
    prefix: PathBuf,
}

impl Form {
    pub(super) fn new(format: Format, site: &Path, terminal: &Terminal) -> Self {
        Self { format, style: terminal.style(), prefix: context::site_in_repository(site) }
    }

    /// All faults.
    pub(super) fn text(&self, faults: &[Diagnostic], counts: Counts, text: TextOf<'_>) -> String {
        match self.format {
            Format::Human => faults.iter().map(|fault| self.one(fault, text)).collect(),
            Format::Json => json::report(faults, counts, None, text),
            Format::Sarif => sarif::report(faults, text, &self.prefix),
            Format::Github => github::report(faults, text, &self.prefix),
        }
    }

    /// One fault, for people.
    pub(super) fn one(&self, fault: &Diagnostic, text: TextOf<'_>) -> String {
        format!("{}\n", human::diagnostic(fault, text, self.style))
    }
}
