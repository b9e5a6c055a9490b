//! What help and manual page of a command say besides its flags: examples, exit states, and what it reads of its environment. A
//! `Page` stands beside the definition of its command, and `program` hangs its text behind the long help.

use std::fmt::Write;

use anstyle::Style;
use clap::builder::CommandExt;
use clap::{Arg, ArgAction, Command, CommandFactory};

/// The heading of the flags that every command takes.
pub(super) const COMMON: &str = "Common flags";

/// An example: the command, and what it is for.
pub type Example = (&'static str, &'static str);

/// A variable of the environment: its name, and what it does.
pub type Variable = (&'static str, &'static str);

/// What a command says besides its flags.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// Commands as they are typed, each with what it is for.
    pub examples: &'static [Example],
    /// What 0 means.
    pub clean: &'static str,
    /// What 1 means; None where the command never ends so.
    pub faults: Option<&'static str>,
    /// What 2 means.
    pub failed: &'static str,
    /// The variables that it reads, besides those that every command reads.
    pub environment: &'static [Variable],
}

impl CommandExt for Page {}

/// What 2 means to most commands.
pub(super) const FAILED: &str =
    "the command could not do its work, such as for a wrong flag or a missing site.toml";
/// What 1 means to commands that read all notes.
pub(super) const CONTENT: &str = "the content has errors";

/// The date that counts as today.
pub(super) const EPOCH: Variable =
    ("SOURCE_DATE_EPOCH", "seconds since 1970, in UTC: the time that counts as now, instead of the clock's");
/// Whether this is CI.
pub(super) const CI: Variable =
    ("CI", "with `true` or `1`, a build is strict: with faults it writes nothing");
/// Where programs are found.
pub(super) const PROGRAMS: Variable = ("PATH", "where `git` and other programs are looked for");
/// Where the repository begins, in GitHub's workflows.
pub(super) const GITHUB: Variable =
    ("GITHUB_WORKSPACE", "the root of the repository, from which machine formats give paths, on GitHub");
/// Where the repository begins, in GitLab's.
pub(super) const GITLAB: Variable = ("CI_PROJECT_DIR", "the same on GitLab");
/// How many threads.
pub(super) const THREADS: Variable =
    ("RAYON_NUM_THREADS", "how many threads to use; default: one per processor");
/// Where folders for a short time are made.
pub(super) const TEMPORARY: Variable = ("TMPDIR", "where folders for a short time are made");

/// What every command reads.
const EVERY: [Variable; 4] = [
    ("NO_COLOR", "if set and not empty: no colours, unless `--color always` asks for them"),
    ("CLICOLOR_FORCE", "if set and not `0`: colours, even if the output is not a terminal"),
    ("TERM", "with `dumb`: no colours"),
    ("COLUMNS", "how wide to print where the terminal does not say; most shells keep it to themselves"),
];

/// A part of a page: its heading, and rows of a term and what it means.
pub(crate) struct Part {
    pub(crate) heading: &'static str,
    pub(crate) rows: Vec<(String, String)>,
}

impl Page {
    /// Its parts, in order. An example comes first and its purpose second, as everywhere.
    pub(crate) fn parts(&self) -> [Part; 3] {
        let row = |(term, text): &(&str, &str)| ((*term).to_owned(), (*text).to_owned());
        let states = [("0", Some(self.clean)), ("1", self.faults), ("2", Some(self.failed))];
        let states =
            states.iter().filter_map(|(number, text)| Some(((*number).to_owned(), (*text)?.to_owned())));
        [
            Part { heading: "Examples", rows: self.examples.iter().map(row).collect() },
            Part { heading: "Exit status", rows: states.collect() },
            Part { heading: "Environment", rows: self.environment.iter().chain(&EVERY).map(row).collect() },
        ]
    }

    /// As it stands behind the long help.
    fn help(&self) -> String {
        let (heading, term) = (Style::new().bold().underline(), Style::new().bold());
        let mut out = String::new();
        for part in self.parts() {
            let _ = writeln!(out, "{heading}{}:{heading:#}", part.heading);
            let is_examples = part.heading == "Examples";
            let width = part.rows.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
            for (name, text) in part.rows {
                let _ = if is_examples || width > MOST_TERM {
                    writeln!(out, "  {term}{name}{term:#}\n{}", wrapped(&text, 10))
                } else {
                    let text = wrapped(&text, width + 4);
                    writeln!(out, "  {term}{name:<width$}{term:#}  {}", text.trim_start())
                };
            }
            out.push('\n');
        }
        out.truncate(out.trim_end().len());
        out
    }
}

/// Longest term that its text stands beside.
const MOST_TERM: usize = 18;
/// How wide these parts are at most: a terminal of old, so that nobody's own breaks the lines again.
const WIDTH: usize = 80;

/// A text in lines, each with a margin.
fn wrapped(text: &str, margin: usize) -> String {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let last = lines.len() - 1;
        if !lines[last].is_empty() && margin + lines[last].chars().count() + 1 + word.chars().count() > WIDTH
        {
            lines.push(word.to_owned());
        } else {
            let gap = if lines[last].is_empty() { "" } else { " " };
            lines[last] = format!("{}{gap}{word}", lines[last]);
        }
    }
    let margin = " ".repeat(margin);
    lines.iter().map(|line| format!("{margin}{line}")).collect::<Vec<_>>().join("\n")
}

/// The program's whole definition: the arguments, and the pages of all commands.
pub fn program() -> Command {
    let help = Arg::new("help")
        .short('h')
        .long("help")
        .help("Print help; a summary with -h")
        .action(ArgAction::Help)
        .global(true)
        .help_heading(COMMON);
    let version = Arg::new("version")
        .short('V')
        .long("version")
        .help("Print the version")
        .action(ArgAction::Version)
        .global(true)
        .help_heading(COMMON);
    let program = super::Args::command();
    paged(program.disable_help_flag(true).disable_version_flag(true).arg(help).arg(version))
}

fn paged(command: Command) -> Command {
    let command = match command.get::<Page>().map(Page::help) {
        Some(text) => command.after_long_help(text),
        None => command,
    };
    command.mut_subcommands(paged)
}
