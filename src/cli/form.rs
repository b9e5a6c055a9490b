//! The form that faults are told in: one way for every command that tells of them.

use std::path::{Path, PathBuf};

use super::args::{Common, Format};
use super::context;
use super::output::Terminal;
use super::view::View;
use crate::diagnostic::Diagnostic;
use crate::path::shell_word;
use crate::report::{Counts, TextOf, concise, github, gitlab, json, junit, sarif};

/// How faults are told.
#[derive(Debug)]
pub(super) struct Form {
    pub(super) format: Format,
    pub(super) view: View,
    /// The command that was given, as far as it says what is looked at.
    pub(super) command: String,
    /// The site's folder as seen from the root of the repository.
    prefix: PathBuf,
}

impl Form {
    pub(super) fn new(format: Format, command: String, site: &Path, terminal: &Terminal) -> Self {
        let prefix = context::site_in_repository(site);
        Self { format, view: View::of_results(site, terminal), command, prefix }
    }

    /// All faults.
    pub(super) fn text(&self, faults: &[Diagnostic], counts: Counts, text: TextOf<'_>) -> String {
        match self.format {
            Format::Human => faults.iter().map(|fault| self.view.fault(fault, text)).collect(),
            Format::Json => json::report(faults, counts, None, text),
            Format::Sarif => sarif::report(faults, text, &self.prefix),
            Format::Github => github::report(faults, text, &self.prefix, &self.command),
            Format::Gitlab => gitlab::report(faults, text, &self.prefix),
            Format::Junit => junit::report(faults, text, &self.prefix),
            Format::Concise => concise::report(faults, text, &|path| self.view.path(path), self.view.style),
        }
    }
}

/// A command as it was given, as far as it says which files it looks at.
pub(super) fn command(name: &str, common: &Common, paths: &[PathBuf]) -> String {
    let site = common.site.iter().map(|site| format!(" --site {}", word(site)));
    let paths = paths.iter().map(|path| format!(" {}", word(path)));
    format!("fieldnotes {name}{}", site.chain(paths).collect::<String>())
}

/// A path as a word of a command.
pub(super) fn word(path: &Path) -> String {
    shell_word(&path.to_string_lossy())
}
