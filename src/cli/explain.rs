//! `fieldnotes explain`: what a code means, an example, the remedy.

use anyhow::{Result, bail};

use super::ExitStatus;
use super::args::Explain;
use super::output::Terminal;
use crate::diagnostic::{Code, Level};
use crate::suggest;

pub(super) fn run(args: &Explain, terminal: &mut Terminal) -> Result<ExitStatus> {
    let Some(name) = &args.code else {
        let lines: Vec<String> = Code::ALL
            .iter()
            .map(|code| format!("{:<24} {}\n", code.name(), first_sentence(code.page())))
            .collect();
        terminal.result(&lines.concat())?;
        return Ok(ExitStatus::Clean);
    };
    let Some(code) = Code::named(name) else {
        let near = suggest::nearest(name, Code::ALL.iter().map(|code| code.name()));
        let hint = near.map_or_else(
            || "`fieldnotes explain --all` lists them".to_owned(),
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

fn first_sentence(page: &str) -> &str {
    let paragraph = page.split("\n\n").next().unwrap_or(page);
    paragraph.lines().next().unwrap_or(paragraph)
}
