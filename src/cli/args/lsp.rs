//! What can be said of `lsp` on the command line.

use clap::Args as ClapArgs;

use super::page::{self, Page};

const LSP: Page = Page {
    examples: &[("fieldnotes lsp", "What an editor runs for a file of a site")],
    clean: "the editor ended it",
    faults: None,
    failed: "the editor went away without a word, or does not speak the protocol",
    environment: &[page::EPOCH, page::PROGRAMS, page::THREADS],
};

/// `lsp`.
#[derive(Debug, ClapArgs)]
#[command(add = LSP)]
pub struct Lsp {
    /// Accepted, and changes nothing: editors that know several ways to talk to a server pass it
    #[arg(long)]
    pub stdio: bool,
}
