//! `fieldnotes explain`: what a code means, an example, the remedy.

use anstyle::Style as Ansi;
use anyhow::{Result, bail};
use terminal_size::terminal_size_of;

use super::args::Explain;
use super::output::Terminal;
use super::{ExitStatus, context};
use crate::diagnostic::{Code, Level};
use crate::report::human::Style;
use crate::suggest;

pub(super) fn run(args: &Explain, terminal: &mut Terminal) -> Result<ExitStatus> {
    let Some(name) = &args.code else {
        terminal.result(&list(terminal.style()))?;
        return Ok(ExitStatus::Clean);
    };
    let Some(code) = Code::named(name) else {
        let near = suggest::nearest(name, Code::ALL.iter().map(|code| code.name()));
        let hint = near.map_or_else(
            || "`fieldnotes explain` lists them".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        bail!("`{name}` is not a code\n  {hint}");
    };
    let level = match code.default_level() {
        Level::Withhold => "an error, and the note is not published",
        Level::Deny => "an error",
        Level::Warn => "a warning",
        Level::Allow => "not reported",
    };
    terminal.result(&format!(
        "# {name}\n\n{}\n\nBy default this is {level}; `[lints]` in site.toml can change that.\n",
        code.page().trim_end()
    ))?;
    Ok(ExitStatus::Clean)
}

/// All codes in their groups, a line each: the code, what it is by default, and what it means. On a terminal no line is wider than that.
fn list(style: Style) -> String {
    let bold = if style == Style::Coloured { Ansi::new().bold() } else { Ansi::new() };
    let width = context::width(terminal_size_of(std::io::stdout())).unwrap_or(usize::MAX);
    let longest = Code::ALL.iter().map(|code| code.name().len()).max().unwrap_or(0);
    let mut out = String::new();
    for (about, codes) in Code::GROUPS {
        out += &format!("{bold}{about}{bold:#}\n");
        for code in *codes {
            let level = match code.default_level() {
                Level::Withhold | Level::Deny => "error",
                Level::Warn => "warning",
                Level::Allow => "off",
            };
            let line = format!("  {:<longest$} {level:<7} {}", code.name(), code.summary());
            out += &format!("{}\n", cut(&line, width));
        }
        out.push('\n');
    }
    out + "`fieldnotes explain CODE` explains one.\n"
}

/// A line that ends where the terminal does.
fn cut(line: &str, width: usize) -> String {
    match line.char_indices().nth(width) {
        Some(_) => line.chars().take(width.saturating_sub(1)).chain(['\u{2026}']).collect(),
        None => line.to_owned(),
    }
}
