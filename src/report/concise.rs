//! For editors and grep: one line for each fault, `path:line:column: error[code]: message`, as compilers write it. Vim, Emacs and
//! others read that without being told how.

use anstyle::{AnsiColor, Style as Ansi};

use super::human::Style;
use super::{Places, TextOf, line};
use crate::diagnostic::{Diagnostic, Severity};
use crate::path::SourcePath;

/// All diagnostics, a line each. `shown` is the path of a file as a reader finds it.
pub fn report(
    diagnostics: &[Diagnostic],
    text: TextOf<'_>,
    shown: &dyn Fn(&SourcePath) -> String,
    style: Style,
) -> String {
    let mut places = Places::new(text);
    let bold = Ansi::new().bold();
    let one = |fault: &Diagnostic| {
        let (start, _) = places.of(&fault.path, fault.span);
        let place = format!("{}:{}:{}", line(&shown(&fault.path)), start.line, start.column);
        let level = format!("{}[{}]", fault.severity().name(), fault.code);
        let message = line(&fault.message);
        let colour = match fault.severity() {
            Severity::Error => AnsiColor::Red,
            Severity::Warning => AnsiColor::Yellow,
        };
        let of_level = bold.fg_color(Some(colour.into()));
        match style {
            Style::Plain => format!("{place}: {level}: {message}\n"),
            Style::Coloured => {
                format!("{bold}{place}{bold:#}: {of_level}{level}{of_level:#}: {message}\n")
            }
        }
    };
    diagnostics.iter().map(one).collect()
}
