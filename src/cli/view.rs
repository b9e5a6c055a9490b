//! How faults look to a person: in colours or not, as wide as the terminal, and with paths that can be opened from the current folder.

use std::path::Path;

use terminal_size::terminal_size_of;

use super::context;
use super::output::Terminal;
use crate::diagnostic::Diagnostic;
use crate::path::{SourcePath, normalise, relative};
use crate::report::TextOf;
use crate::report::human::{self, Look, Style};

/// How faults look. What is remembered of a report goes by all of this.
#[derive(Clone, Debug)]
pub(super) struct View {
    pub(super) style: Style,
    width: usize,
    /// The current folder, and the site's.
    folders: (String, String),
}

impl View {
    /// On standard output.
    pub(super) fn of_results(site: &Path, terminal: &Terminal) -> Self {
        let width = context::width(terminal_size_of(std::io::stdout())).unwrap_or(human::WIDTH);
        Self { style: terminal.style(), width, folders: context::current_and(site) }
    }

    /// On standard error.
    pub(super) fn of_errors(site: &Path, terminal: &Terminal) -> Self {
        let width = context::width(terminal_size_of(std::io::stderr())).unwrap_or(human::WIDTH);
        Self { style: terminal.error_style(), width, folders: context::current_and(site) }
    }

    /// A path as it is opened from the current folder.
    pub(super) fn path(&self, path: &SourcePath) -> String {
        let (here, site) = &self.folders;
        let whole = format!("{site}/{path}");
        let whole = normalise(&whole).unwrap_or(whole);
        let first = |path: &str| path.split('/').next().unwrap_or_default().to_owned();
        // Nothing in common but the root: all the way up is no shorter.
        if cfg!(unix) && first(here) != first(&whole) { format!("/{whole}") } else { relative(here, &whole) }
    }

    /// A fault, with an empty line behind it.
    pub(super) fn fault(&self, fault: &Diagnostic, text: TextOf<'_>) -> String {
        let look = Look { style: self.style, width: self.width, path: &|path| self.path(path) };
        format!("{}\n", human::drawn(fault, text, &look))
    }
}
