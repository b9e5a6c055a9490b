//! Names of codes in settings and notes, where they are none.

use crate::diagnostic::{Code, Diagnostic};
use crate::path::SourcePath;
use crate::span::Span;
use crate::suggest;

/// The code of whose name another one is a slip.
pub fn code_meant(name: &str) -> Option<&'static str> {
    suggest::certain(name, Code::ALL.iter().map(|code| code.name()))
}

/// A code named in `[lints]` or `lints.allow` that is none.
pub fn unknown_code(path: &SourcePath, span: Span, name: &str) -> Diagnostic {
    let diagnostic =
        Diagnostic::new(Code::UnknownCode, path, span, format!("`{name}` is not the code of a diagnostic"));
    match suggest::nearest(name, Code::ALL.iter().map(|code| code.name())) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic.help("the manual lists all codes under \"Diagnostics\""),
    }
}
