//! What can be said of the commands that print something of the program: `ci`, `schema`, `explain`, `completions`, `man`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum};

use super::super::complete;
use super::page::{self, Page};

const CI: Page = Page {
    examples: &[
        ("fieldnotes ci github", "Print a workflow for GitHub Actions"),
        ("fieldnotes ci gitlab --write", "Write a pipeline for GitLab into the repository"),
    ],
    clean: "the workflow was printed or written",
    faults: None,
    failed: "it was not, such as because a file exists and differs",
    environment: &[],
};

/// `ci`.
#[derive(Debug, ClapArgs)]
#[command(add = CI)]
pub struct Ci {
    /// The service that runs the workflow
    #[arg(value_name = "HOST", value_enum)]
    pub host: CiHost,
    /// Write the files into the repository instead of printing them; files that exist are kept
    #[arg(long)]
    pub write: bool,
}

/// Services that check and publish a repository.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CiHost {
    /// GitHub Actions.
    Github,
    /// GitLab CI/CD.
    Gitlab,
}

const SCHEMA: Page = Page {
    examples: &[
        ("fieldnotes schema > notes.schema.json", "Store the schema of the front matter, for an editor"),
        ("fieldnotes schema notes/runbooks", "Include the rules of a folder"),
        ("fieldnotes schema --of review", "Print the schema of review.json"),
    ],
    clean: "the schema was printed",
    faults: None,
    failed: page::FAILED,
    environment: &[],
};

/// `schema`.
#[derive(Debug, ClapArgs)]
#[command(add = SCHEMA)]
pub struct Schema {
    /// A folder below content/ whose own rules apply too, such as notes/runbooks
    #[arg(value_name = "FOLDER")]
    pub folder: Option<String>,
    /// What the schema describes
    #[arg(long = "of", value_name = "WHAT", value_enum, default_value_t = SchemaOf::Notes, conflicts_with = "folder")]
    pub of: SchemaOf,
}

/// What there is a schema of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum SchemaOf {
    /// The front matter of a note.
    #[default]
    Notes,
    /// The file alerts.json.
    Alerts,
    /// The file review.json.
    Review,
    /// The file that `build --report` writes.
    BuildReport,
}

const EXPLAIN: Page = Page {
    examples: &[
        ("fieldnotes explain", "List all codes, a line for each"),
        ("fieldnotes explain broken-link", "Explain a code"),
    ],
    clean: "the text was printed",
    faults: None,
    failed: "there is no such code",
    environment: &[],
};

/// `explain`.
#[derive(Debug, ClapArgs)]
#[command(add = EXPLAIN)]
pub struct Explain {
    /// The code, such as missing-field [default: list all codes]
    #[arg(value_name = "CODE", add = complete::codes())]
    pub code: Option<String>,
    /// List all codes, as without a code
    #[arg(long, conflicts_with = "code")]
    pub all: bool,
}

const COMPLETIONS: Page = Page {
    examples: &[
        (
            "source <(fieldnotes completions bash)",
            "Complete in this shell, and in each if ~/.bashrc has the line; the same for zsh",
        ),
        ("fieldnotes completions fish | source", "The same for fish"),
    ],
    clean: "the script was printed",
    faults: None,
    failed: "there is no such shell",
    environment: &[],
};

/// `completions`.
#[derive(Debug, ClapArgs)]
#[command(add = COMPLETIONS)]
pub struct Completions {
    /// The shell
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}

const MAN: Page = Page {
    examples: &[
        ("fieldnotes man | man -l -", "Read the manual page of the program"),
        ("fieldnotes man review accept | man -l -", "Read that of a command"),
        (
            "fieldnotes man --out share/man/man1",
            "Write the pages of all commands into a folder, for a package",
        ),
    ],
    clean: "the page was printed, or the pages were written",
    faults: None,
    failed: "there is no such command, or a file could not be written",
    environment: &[],
};

/// `man`.
#[derive(Debug, ClapArgs)]
#[command(add = MAN)]
pub struct ManualPage {
    /// The command whose page is printed, such as build or review accept [default: the program as a whole]
    #[arg(value_name = "COMMAND", add = complete::commands())]
    pub command: Vec<String>,
    /// Write the pages of all commands into this folder instead of printing one
    #[arg(long, value_name = "DIR", conflicts_with = "command")]
    pub out: Option<PathBuf>,
}
