//! What can be said of `mv` and `urls` on the command line.

use std::path::PathBuf;

use clap::Args as ClapArgs;

use super::super::complete;
use super::page::{self, Page};

const MV: Page = Page {
    examples: &[
        ("fieldnotes mv content/notes/tls.md content/runbooks/tls-renewal.md", "Move and rename a note"),
        ("fieldnotes mv content/notes content/archive --dry-run", "Show what would change if a folder moved"),
    ],
    clean: "the note or folder was moved",
    faults: None,
    failed: "nothing was moved, such as because the new path exists",
    environment: &[],
};

/// `mv`.
#[derive(Debug, ClapArgs)]
#[command(add = MV)]
pub struct Mv {
    /// The note, the bundle (its folder or its index.md) or the folder
    #[arg(value_name = "OLD", add = complete::notes())]
    pub old: PathBuf,
    /// The new path; if it is an existing folder, the note or folder moves into it and keeps its name
    #[arg(value_name = "NEW", add = complete::notes())]
    pub new: PathBuf,
    /// Print what would change as a diff, and change nothing
    #[arg(long)]
    pub dry_run: bool,
}

const URLS: Page = Page {
    examples: &[
        ("fieldnotes urls --init", "Begin to record the published addresses"),
        ("fieldnotes urls", "Show which addresses are new, and which are lost"),
        ("fieldnotes urls --accept", "Record the current addresses"),
    ],
    clean: "all recorded addresses still lead to a page",
    faults: Some("an address is lost, or the content has errors"),
    failed: page::FAILED,
    environment: &[],
};

/// `urls`.
#[derive(Debug, ClapArgs)]
#[command(add = URLS)]
pub struct Urls {
    /// Create urls.lock with all current addresses of the site
    #[arg(long, conflicts_with = "accept")]
    pub init: bool,
    /// Write the current addresses into urls.lock, and drop those that no longer lead to a page
    #[arg(long)]
    pub accept: bool,
}
