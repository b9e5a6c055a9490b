//! What can be said on the command line. The doc comments here are the help texts.

mod build;
mod change;
mod check;
mod lsp;
pub mod page;
mod print;
mod review;
mod serve;
mod templates;
mod test;

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};

pub use build::{Build, Diff, ListFormat};
pub use change::{Mv, Urls};
pub use check::{Check, Denial, Format, denied};
pub use lsp::Lsp;
pub use page::program;
pub use print::{Ci, CiHost, Completions, Explain, ManualPage, Schema, SchemaOf};
pub use review::{Accept, Defer, Hash, IssueFormat, Issues, Retire, Review, ReviewAction, ReviewFormat};
pub use serve::Serve;
pub use templates::{Templates, TemplatesAction};
pub use test::Test;

use page::Page;

const FIELDNOTES: Page = Page {
    examples: &[
        ("fieldnotes init my-notes", "Create a site"),
        ("fieldnotes serve --open", "Preview it in the browser"),
        ("fieldnotes check", "Report every fault"),
        ("fieldnotes build", "Build it into public/"),
        ("fieldnotes help build", "Print the flags of a command, with examples"),
    ],
    clean: "the command did its work, and the content has no errors",
    faults: Some(page::CONTENT),
    failed: page::FAILED,
    environment: &[
        page::EPOCH,
        page::CI,
        page::PROGRAMS,
        page::GITHUB,
        page::GITLAB,
        page::THREADS,
        page::TEMPORARY,
    ],
};

/// Publishes maintenance notes: checks their front matter against a schema, and makes a fast, readable site.
#[derive(Debug, Parser)]
#[command(name = "fieldnotes", version, about, propagate_version = true, max_term_width = 100, add = FIELDNOTES)]
pub struct Args {
    /// Options that every command takes.
    #[command(flatten)]
    pub common: Common,
    /// The command.
    #[command(subcommand)]
    pub command: Command,
}

/// Options that every command takes.
#[derive(Clone, Debug, Default, ClapArgs)]
pub struct Common {
    /// The folder that contains site.toml [default: the current folder, or the nearest parent that has one]
    #[arg(long, global = true, help_heading = page::COMMON, value_name = "DIR")]
    pub site: Option<PathBuf>,
    /// Print only faults and errors
    #[arg(long, short, global = true, help_heading = page::COMMON, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Also print how long each phase took
    #[arg(long, short, global = true, help_heading = page::COMMON)]
    pub verbose: bool,
    /// When to use colours
    #[arg(long, global = true, help_heading = page::COMMON, value_name = "WHEN", value_enum, default_value_t = Colour::Auto)]
    pub color: Colour,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Colour {
    /// When the output is a terminal.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Create a site: a site.toml and one note, ready to build
    Init(Init),
    /// Create a note with valid front matter
    New(New),
    /// Report every fault in notes, templates, links and settings
    Check(Check),
    /// Build the site into public/
    Build(Build),
    /// Preview the site in the browser, and update open pages when files change
    Serve(Serve),
    /// Help editors over standard input and output: faults while you type, completion, links, renames
    Lsp(Lsp),
    /// Move a note, a bundle or a folder; update the links to and from it, and redirect its old address
    Mv(Mv),
    /// Record the published addresses in urls.lock, so that `check` reports an address that is lost
    Urls(Urls),
    /// List notes by review state, the most urgent first, or record a review
    Review(Review),
    /// Test code blocks that have a `check` attribute: parse them, or run them
    Test(Test),
    /// Compare two built sites: which pages were added, removed, moved or changed
    Diff(Diff),
    /// List, print or copy the files of the theme
    Templates(Templates),
    /// Print a workflow that checks the notes, tells which pages a change affects, and publishes the site
    Ci(Ci),
    /// Print the site's JSON Schema (draft 2020-12), for editors and other tools
    Schema(Schema),
    /// Explain a code that `check` prints: what it means, an example, and how to fix it
    Explain(Explain),
    /// Print a completion script for a shell
    Completions(Completions),
    /// Print the manual page of the program or of a command, in roff format
    Man(ManualPage),
}

const INIT: Page = Page {
    examples: &[
        ("fieldnotes init", "Create a site in the current folder"),
        ("fieldnotes init notes", "Create a site in the folder notes"),
        ("fieldnotes init notes --like runbook", "Begin with a runbook to fill in"),
        ("fieldnotes init notizen --language de", "Create a site in German"),
    ],
    clean: "the site was created",
    faults: None,
    failed: "it was not, such as because one of its files exists",
    environment: &[page::EPOCH],
};

/// `init`.
#[derive(Debug, ClapArgs)]
#[command(add = INIT)]
pub struct Init {
    /// The folder of the new site
    #[arg(default_value = ".", value_name = "DIR")]
    pub dir: PathBuf,
    /// The kind of the first note, with places to fill in [default: a short example]
    #[arg(long, value_name = "KIND", value_enum)]
    pub like: Option<Kind>,
    /// The language of the site, as a tag such as de or pt-BR; the first note is in it, if fieldnotes has the texts
    #[arg(long, value_name = "TAG", default_value = "en", add = super::complete::languages())]
    pub language: String,
}

/// Kinds of notes that have a beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// What to do when something fails.
    Runbook,
    /// What failed, why, and what is done about it.
    Postmortem,
    /// What was changed, how to check it, and how to undo it.
    Change,
}

impl Kind {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Runbook => "runbook",
            Self::Postmortem => "postmortem",
            Self::Change => "change",
        }
    }
}

const NEW: Page = Page {
    examples: &[
        ("fieldnotes new notes/tls-renewal.md", "Create a note with the title Tls renewal"),
        (
            r#"fieldnotes new notes/tls-renewal.md --title "Renew TLS certificates""#,
            "Create a note with another title",
        ),
        (
            "fieldnotes new notes/replicas.md --set difficulty=advanced --set stack=postgresql,patroni",
            "Set further fields, of which one is a list",
        ),
        (
            "fieldnotes new imprint/_index.md --set kind=pages",
            "Create the page of a folder, here one without a date",
        ),
    ],
    clean: "the note was created",
    faults: None,
    failed: "it was not, such as because it exists",
    environment: &[page::EPOCH],
};

/// `new`.
#[derive(Debug, ClapArgs)]
#[command(add = NEW)]
pub struct New {
    /// The note's file, from the current folder or from content/, such as notes/tls-renewal.md; a day that its name begins with is its date
    #[arg(value_name = "PATH")]
    pub path: PathBuf,
    /// What the note begins with: templates/new/NAME.md, or runbook, postmortem or change [default: templates/new/FOLDER.md or default.md, if there is one]
    #[arg(long, value_name = "NAME", add = super::complete::beginnings())]
    pub like: Option<String>,
    /// The title [default: made from the file name]
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub title: Option<String>,
    /// The topic
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true, add = super::complete::topics())]
    pub topic: Option<String>,
    /// Set another field; write dots for keys in a map (revision.status=drafted), and commas for lists (stack=nginx,tls)
    #[arg(long = "set", value_name = "KEY=VALUE", value_parser = key_value, allow_hyphen_values = true, add = super::complete::fields_and_values())]
    pub set: Vec<(String, String)>,
}

fn key_value(text: &str) -> Result<(String, String), String> {
    let (key, value) = text.split_once('=').ok_or("write KEY=VALUE")?;
    if key.is_empty() || key.split('.').any(str::is_empty) {
        return Err("the key is empty".to_owned());
    }
    Ok((key.to_owned(), value.to_owned()))
}
