//! What can be said of `test` on the command line.

use std::path::PathBuf;

use clap::Args as ClapArgs;

use super::super::complete;
use super::check::{Denial, Format, denial};
use super::page::{self, Page};

const TEST: Page = Page {
    examples: &[
        ("fieldnotes test --list", "List the code blocks that ask to be tested"),
        ("fieldnotes test", "Parse them; this runs none of them"),
        ("fieldnotes test --run content/notes/tls.md", "Run the blocks of a note"),
    ],
    clean: "all blocks passed",
    faults: Some("a block failed, or the content has errors"),
    failed: page::FAILED,
    environment: &[page::GITHUB, page::GITLAB, page::PROGRAMS, page::TEMPORARY],
};

/// `test`.
#[derive(Debug, ClapArgs)]
#[command(add = TEST)]
pub struct Test {
    /// Test only the blocks of these files and folders
    #[arg(value_name = "PATH", add = complete::notes())]
    pub paths: Vec<PathBuf>,
    /// Run the blocks with check=run, and call other programs to parse blocks. Blocks run with your rights: read them first
    #[arg(long)]
    pub run: bool,
    /// List the blocks, and what would be done with each
    #[arg(long, conflicts_with = "run")]
    pub list: bool,
    /// The format of the report
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    pub format: Format,
    /// Report these as errors: `warnings`, such as blocks that were skipped because something is missing, or codes
    #[arg(long, value_name = "WHAT", value_delimiter = ',', value_parser = denial, add = complete::denials())]
    pub deny: Vec<Denial>,
}
