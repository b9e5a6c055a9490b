//! What can be said on the command line. The doc comments here are the help texts.

mod check;
mod review;
mod templates;

use std::net::IpAddr;
use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};

pub use check::{Check, Denial, Format, denied};
pub use review::{Accept, Defer, Hash, IssueFormat, Issues, Retire, Review, ReviewAction, ReviewFormat};

pub use templates::{Templates, TemplatesAction};

use check::denial;

/// Publishes maintenance notes: checks their front matter against a schema, and makes a fast, readable site.
#[derive(Debug, Parser)]
#[command(name = "fieldnotes", version, about, propagate_version = true, max_term_width = 100)]
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
    #[arg(long, global = true, value_name = "DIR")]
    pub site: Option<PathBuf>,
    /// Print only faults and errors
    #[arg(long, short, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Also print how long each phase took
    #[arg(long, short, global = true)]
    pub verbose: bool,
    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t = Colour::Auto)]
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
    Completions {
        /// The shell
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man,
}

/// `init`.
#[derive(Debug, ClapArgs)]
pub struct Init {
    /// The folder of the new site
    #[arg(default_value = ".", value_name = "DIR")]
    pub dir: PathBuf,
    /// The kind of the first note, with places to fill in [default: a short example]
    #[arg(long, value_name = "KIND", value_enum)]
    pub like: Option<Kind>,
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

/// `new`.
#[derive(Debug, ClapArgs)]
pub struct New {
    /// The note's file, from the current folder or from content/, such as notes/tls-renewal.md; a day that its name begins with is its date
    #[arg(value_name = "PATH")]
    pub path: PathBuf,
    /// What the note begins with: templates/new/NAME.md, or runbook, postmortem or change [default: templates/new/FOLDER.md or default.md, if there is one]
    #[arg(long, value_name = "NAME")]
    pub like: Option<String>,
    /// The title [default: made from the file name]
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub title: Option<String>,
    /// The topic
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub topic: Option<String>,
    /// Set another field; write dots for keys in a map (revision.status=drafted), and commas for lists (stack=nginx,tls)
    #[arg(long = "set", value_name = "KEY=VALUE", value_parser = key_value, allow_hyphen_values = true)]
    pub set: Vec<(String, String)>,
}

fn key_value(text: &str) -> Result<(String, String), String> {
    let (key, value) = text.split_once('=').ok_or("write KEY=VALUE")?;
    if key.is_empty() || key.split('.').any(str::is_empty) {
        return Err("the key is empty".to_owned());
    }
    Ok((key.to_owned(), value.to_owned()))
}

/// `build`.
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
#[derive(Debug, ClapArgs)]
pub struct Build {
    /// The folder to build into [default: public, in the site's folder]
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
    /// Write a summary, as Markdown, of what the build changed in the output to this file
    #[arg(long, value_name = "FILE")]
    pub summary: Option<PathBuf>,
    /// Write a report, as JSON, of what the build did to this file: pages, files, faults, times
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
}

/// `diff`.
#[derive(Debug, ClapArgs)]
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

/// `ci`.
#[derive(Debug, ClapArgs)]
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

/// `serve`.
#[derive(Debug, ClapArgs)]
pub struct Serve {
    /// The port; 0 chooses any free port [default: 4000, or the next free port]
    #[arg(long, value_name = "N")]
    pub port: Option<u16>,
    /// The address to listen on; with 0.0.0.0, everybody who can reach this machine can read the preview
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1", value_parser = host)]
    pub host: IpAddr,
    /// Also answer requests to this name, such as the machine's own; can be repeated
    #[arg(long, value_name = "NAME", value_parser = host_name)]
    pub allow_host: Vec<String>,
    /// Open the browser
    #[arg(long)]
    pub open: bool,
    /// Poll for changes; for network folders, which send no change events
    #[arg(long)]
    pub poll: bool,
    /// Leave drafts out, as `build` does
    #[arg(long)]
    pub no_drafts: bool,
}

/// `mv`.
#[derive(Debug, ClapArgs)]
pub struct Mv {
    /// The note, the bundle (its folder or its index.md) or the folder
    #[arg(value_name = "OLD")]
    pub old: PathBuf,
    /// The new path; if it is an existing folder, the note or folder moves into it and keeps its name
    #[arg(value_name = "NEW")]
    pub new: PathBuf,
    /// Print what would change as a diff, and change nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// `urls`.
#[derive(Debug, ClapArgs)]
pub struct Urls {
    /// Create urls.lock with all current addresses of the site
    #[arg(long, conflicts_with = "accept")]
    pub init: bool,
    /// Write the current addresses into urls.lock, and drop those that no longer lead to a page
    #[arg(long)]
    pub accept: bool,
}

/// `test`.
#[derive(Debug, ClapArgs)]
pub struct Test {
    /// Test only the blocks of these files and folders
    #[arg(value_name = "PATH")]
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
    #[arg(long, value_name = "WHAT", value_delimiter = ',', value_parser = denial)]
    pub deny: Vec<Denial>,
}

fn host(text: &str) -> Result<IpAddr, String> {
    let text = if text == "localhost" { "127.0.0.1" } else { text };
    text.parse().map_err(|_| "write an address, such as 127.0.0.1 or 0.0.0.0".to_owned())
}

fn host_name(text: &str) -> Result<String, String> {
    let is_name = crate::serve::is_host_name(text);
    is_name
        .then(|| text.to_owned())
        .ok_or_else(|| "write a name without a port, such as `buildbox.local`".to_owned())
}

fn base_url(text: &str) -> Result<String, String> {
    crate::config::base_url(text).ok_or_else(|| "write an http or https address".to_owned())
}

/// `schema`.
#[derive(Debug, ClapArgs)]
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

/// `explain`.
#[derive(Debug, ClapArgs)]
pub struct Explain {
    /// The code, such as missing-field
    #[arg(value_name = "CODE", required_unless_present = "all")]
    pub code: Option<String>,
    /// List all codes instead
    #[arg(long, conflicts_with = "code")]
    pub all: bool,
}
