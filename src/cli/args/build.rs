//! What can be said of `build` and `diff` on the command line.

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum};

use super::super::complete;
use super::page::{self, Page};

const BUILD: Page = Page {
    examples: &[
        ("fieldnotes build", "Build the site into public/"),
        (
            "fieldnotes build --strict --out /srv/www/notes",
            "Build into another folder, and only if there are no errors",
        ),
        (
            "fieldnotes build --base-url https://preview.example.org/42 --noindex --drafts",
            "Build a preview, for another address",
        ),
        ("fieldnotes build --summary summary.md", "Write what changed into a file"),
        (
            "fieldnotes build --bundle content/notes/tls-renewal.md --out tls.html",
            "Write a note into one file, for a laptop without a network",
        ),
    ],
    clean: "the site was built",
    faults: Some("the content has errors: notes with errors are left out, and a strict build writes nothing"),
    failed: page::FAILED,
    environment: &[page::CI, page::PROGRAMS, page::THREADS],
};

/// `build`.
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
#[derive(Debug, ClapArgs)]
#[command(add = BUILD)]
pub struct Build {
    /// The folder to build into [default: public, in the site's folder]; with --bundle, the file to write
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Publish under this address instead of the one in site.toml
    #[arg(long, value_name = "URL", value_parser = base_url)]
    pub base_url: Option<String>,
    /// Publish drafts too
    #[arg(long)]
    pub drafts: bool,
    /// Ask search engines to leave out every page; for previews
    #[arg(long)]
    pub noindex: bool,
    /// How many threads to use [default: one per processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=512))]
    pub jobs: Option<u16>,
    /// Discard the cache of earlier builds, and write every file again
    #[arg(long)]
    pub clean: bool,
    /// Build twice in memory and compare the results, before anything is written
    #[arg(long)]
    pub verify: bool,
    /// Write nothing when the content has faults [default when CI=true]
    #[arg(long, overrides_with = "no_strict")]
    pub strict: bool,
    /// Build the valid pages even when others have faults [default otherwise]
    #[arg(long, overrides_with = "strict")]
    pub no_strict: bool,
    /// Neither read nor write the cache
    #[arg(long)]
    pub no_cache: bool,
    /// Write these notes, or those of a folder, into one self-contained HTML file, for reading without a network; nothing else is built
    #[arg(long, value_name = "NOTE", num_args = 1.., add = complete::notes(), conflicts_with_all = ["drafts", "noindex", "clean", "verify", "summary", "report"])]
    pub bundle: Vec<PathBuf>,
    /// Write a summary, as Markdown, of what the build changed in the output to this file
    #[arg(long, value_name = "FILE")]
    pub summary: Option<PathBuf>,
    /// Write a report, as JSON, of what the build did to this file: pages, files, faults, times
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
}

const DIFF: Page = Page {
    examples: &[
        ("fieldnotes diff old/public public", "List the pages that differ between two built sites"),
        (
            "fieldnotes diff old/public public --format markdown --max 20",
            "List at most twenty of each kind, for a comment on a pull request",
        ),
    ],
    clean: "the builds were compared, whether or not they differ",
    faults: None,
    failed: "they could not be compared, such as because a folder is not a built site",
    environment: &[],
};

/// `diff`.
#[derive(Debug, ClapArgs)]
#[command(add = DIFF)]
pub struct Diff {
    /// The output of the old build: its folder, or the manifest in it
    #[arg(value_name = "OLD")]
    pub old: PathBuf,
    /// The output of the new build
    #[arg(value_name = "NEW")]
    pub new: PathBuf,
    /// The format of the report
    #[arg(long, value_enum, default_value_t = ListFormat::Human, value_name = "FORMAT")]
    pub format: ListFormat,
    /// List at most N of each kind; 0 prints only the numbers [default: 50 notes and 10 other pages; all of them in JSON]
    #[arg(long, value_name = "N")]
    pub max: Option<usize>,
    /// With --format markdown: link each page that is in NEW, at this address of the site
    #[arg(long, value_name = "URL", value_parser = base_url)]
    pub link: Option<String>,
}

/// The form of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// For people.
    #[default]
    Human,
    /// For programs.
    Json,
    /// For a comment on a pull request.
    Markdown,
}

pub(super) fn base_url(text: &str) -> Result<String, String> {
    crate::config::base_url(text).ok_or_else(|| "write an http or https address".to_owned())
}
