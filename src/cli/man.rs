//! `fieldnotes man`: a manual page for the program and for each command, made from the same definition as the help.

use std::io;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use clap::Command;
use clap_mangen::Man;
use clap_mangen::roff::{Inline, Roff, bold, italic, roman};

use super::ExitStatus;
use super::args::page::Page;
use super::args::{ManualPage, program};
use super::output::Terminal;
use crate::suggest;
use crate::write::atomic;

pub(super) fn run(args: &ManualPage, terminal: &mut Terminal) -> Result<ExitStatus> {
    let mut program = program().disable_help_subcommand(true);
    program.build();
    ensure!(
        args.out.as_ref().is_none_or(|out| out.as_os_str() != "-"),
        "the pages are files of a folder\n  name a folder for `--out`, or a command to print its page"
    );
    match &args.out {
        Some(folder) => {
            let count = write_all(&program, folder)?;
            terminal.say(&format!("{count} pages in {}", folder.display()));
        }
        None => terminal.result_bytes(&page(named(&program, &args.command)?)?)?,
    }
    Ok(ExitStatus::Clean)
}

/// The command of a path such as `review accept`.
fn named<'a>(program: &'a Command, path: &[String]) -> Result<&'a Command> {
    let mut command = program;
    for name in path.iter().flat_map(|word| word.split(['-', ' '])).filter(|name| !name.is_empty()) {
        let names = || command.get_subcommands().map(Command::get_name);
        command = match command.find_subcommand(name) {
            Some(found) => found,
            None if command.has_subcommands() => {
                let hint = suggest::nearest(name, names()).map_or_else(
                    || format!("write one of: {}", names().collect::<Vec<_>>().join(", ")),
                    |near| format!("did you mean `{near}`?"),
                );
                bail!("`{}` has no command `{name}`\n  {hint}", title(command))
            }
            None => bail!("`{}` has no commands of its own", title(command)),
        };
    }
    Ok(command)
}

/// Writes the page of a command and of those below it, and says how many that are.
fn write_all(command: &Command, folder: &Path) -> Result<usize> {
    atomic::make_folders(folder).with_context(|| format!("`{}` can't be made", folder.display()))?;
    let path = folder.join(format!("{}.1", title(command)));
    atomic::write(&path, &page(command)?)
        .with_context(|| format!("`{}` can't be written", path.display()))?;
    command.get_subcommands().try_fold(1, |count, inner| Ok(count + write_all(inner, folder)?))
}

/// The name of a page: `fieldnotes-review-accept`.
fn title(command: &Command) -> String {
    command.get_display_name().unwrap_or_else(|| command.get_name()).to_owned()
}

/// A page, in roff.
fn page(command: &Command) -> io::Result<Vec<u8>> {
    let man = Man::new(command.clone()).manual("fieldnotes manual");
    let mut out = Vec::new();
    man.render_title(&mut out)?;
    man.render_name_section(&mut out)?;
    man.render_synopsis_section(&mut out)?;
    man.render_description_section(&mut out)?;
    man.render_options_section(&mut out)?;
    if command.has_subcommands() {
        commands(command).to_writer(&mut out)?;
    }
    if let Some(page) = command.get::<Page>() {
        parts(page).to_writer(&mut out)?;
    }
    see_also(command).to_writer(&mut out)?;
    Ok(out)
}

/// The commands below, each with the name of its page and how to print it.
fn commands(command: &Command) -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", ["COMMANDS"]);
    for inner in command.get_subcommands() {
        roff.control("TP", []);
        roff.text([bold(title(inner)), roman("(1)")]);
        roff.text(inline(&inner.get_about().map(ToString::to_string).unwrap_or_default()));
    }
    roff
}

/// Examples, exit states and environment.
fn parts(page: &Page) -> Roff {
    let mut roff = Roff::new();
    for part in page.parts() {
        roff.control("SH", [part.heading.to_uppercase().as_str()]);
        for (term, text) in &part.rows {
            roff.control("TP", []);
            roff.text([bold(term.as_str())]);
            roff.text(inline(text));
        }
    }
    roff
}

/// The pages around it, and what prints them.
fn see_also(command: &Command) -> Roff {
    let title = title(command);
    let mut roff = Roff::new();
    roff.control("SH", ["SEE ALSO"]);
    match title.rsplit_once('-') {
        Some((above, _)) => {
            roff.text([bold(above), roman("(1). "), bold("fieldnotes man"), roman(" prints it.")])
        }
        None => roff.text([
            bold("fieldnotes man "),
            italic("COMMAND"),
            roman(" prints the page of a command, "),
            bold("fieldnotes explain "),
            italic("CODE"),
            roman(" what a fault means."),
        ]),
    };
    roff
}

/// A text in which what stands between backticks is bold.
fn inline(text: &str) -> Vec<Inline> {
    let part = |(at, part): (usize, &str)| if at % 2 == 1 { bold(part) } else { roman(part) };
    text.split('`').enumerate().map(part).collect()
}
