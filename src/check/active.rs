//! Files beside notes that browsers or hosts would run.

use crate::corpus::Corpus;
use crate::diagnostic::{Code, Diagnostic};
use crate::parse::active::Danger;
use crate::span::Span;

/// The files that a site does not publish unless its settings say so.
pub(super) fn check(corpus: &Corpus) -> Vec<Diagnostic> {
    let dangerous = corpus.files.iter().filter_map(|(path, info)| Some((path, info.danger?)));
    let fault = |(path, danger): (&crate::path::SourcePath, Danger)| {
        let name = path.file_name();
        let message = match danger {
            Danger::Page => format!("browsers open `{name}` as a page, and run code in it"),
            Danger::Program => format!("some hosts run `{name}` as a program"),
            Danger::Settings => format!("some hosts read `{name}` as their settings"),
            Danger::Script => format!("`{name}` contains script, or an address that runs script"),
            Danger::Unreadable => {
                format!("`{name}` can't be read as XML, so its content is unknown")
            }
        };
        let help = match danger {
            Danger::Script | Danger::Unreadable => {
                "save it again without script, or move it below `static/` if you trust it"
            }
            _ => "move it below `static/` if you trust it, or link to a copy with another extension",
        };
        Diagnostic::new(Code::UnsafeFile, path, Span::at(0), message).help(help)
    };
    dangerous.map(fault).collect()
}
