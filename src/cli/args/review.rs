//! What can be said behind `review`. The doc comments here are the help texts.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand, ValueEnum};

use super::super::complete;
use super::page::{self, Page};
use crate::model::review::State;
use crate::suggest;

const REVIEW: Page = Page {
    examples: &[
        ("fieldnotes review", "List the notes that need a review, the most urgent first"),
        (r#"fieldnotes review --owner "Data team" --state overdue,drifted"#, "List some of them"),
        (
            "fieldnotes review --changed-since origin/main --format markdown",
            "List the notes that watch a file which this branch changed",
        ),
        ("fieldnotes review --max-overdue 10", "Fail if more than ten notes are overdue"),
        (
            r#"fieldnotes review accept content/notes/tls.md --by "Ada Vance""#,
            "Record that a note was reviewed and is correct",
        ),
    ],
    clean: "the notes were listed",
    faults: Some("more notes are overdue than `--max-overdue` allows"),
    failed: page::FAILED,
    environment: &[page::EPOCH, page::GITHUB, page::GITLAB, page::PROGRAMS],
};

/// `review`.
#[derive(Debug, ClapArgs)]
#[command(args_conflicts_with_subcommands = true)]
#[command(add = REVIEW)]
pub struct Review {
    /// What to do instead of listing notes
    #[command(subcommand)]
    pub action: Option<ReviewAction>,
    /// List only notes in these files and folders
    #[arg(value_name = "PATH", add = complete::notes())]
    pub paths: Vec<PathBuf>,
    /// List the notes in these states, such as overdue,edited; needed for fresh and deprecated notes
    #[arg(long, value_name = "STATES", value_delimiter = ',', value_parser = state, add = complete::states())]
    pub state: Vec<State>,
    /// List only notes of this owner; an empty name selects the notes without an owner
    #[arg(long, value_name = "NAME", add = complete::owners())]
    pub owner: Option<String>,
    /// List only notes that watch a file which this branch changed since it left REF
    #[arg(long, value_name = "REF", conflicts_with = "max_overdue")]
    pub changed_since: Option<String>,
    /// With --changed-since: also list the changed files that no note watches
    #[arg(long, requires = "changed_since")]
    pub unwatched: bool,
    /// Exit with status 1 if more than N notes are overdue
    #[arg(long, value_name = "N")]
    pub max_overdue: Option<usize>,
    /// The format of the list
    #[arg(long, value_enum, default_value_t = ReviewFormat::Human, value_name = "FORMAT")]
    pub format: ReviewFormat,
    /// The date that counts as today [default: `SOURCE_DATE_EPOCH`, or else today]
    #[arg(long, value_name = "DATE")]
    pub today: Option<jiff::civil::Date>,
}

/// The form of a list of reviews.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ReviewFormat {
    /// For people.
    #[default]
    Human,
    /// For programs.
    Json,
    /// For a comment on a pull request.
    Markdown,
    /// For GitHub's workflows: annotations.
    Github,
}

/// What `review` writes into notes.
#[derive(Debug, Subcommand)]
pub enum ReviewAction {
    /// Record that notes were reviewed and are correct
    Accept(Accept),
    /// Postpone a review, with a reason
    Defer(Defer),
    /// Mark a note as deprecated
    Retire(Retire),
    /// Print the notes that each owner has to review, as text for an issue tracker
    Issues(Issues),
    /// Print the hash of each note's body, as `review accept` writes it into `hash`
    Hash(Hash),
}

const ACCEPT: Page = Page {
    examples: &[
        (r#"fieldnotes review accept content/notes/tls.md --by "Ada Vance""#, "Record a review"),
        (
            r#"fieldnotes review accept content/runbooks --by "Ada Vance" --each"#,
            "Go through all notes of a folder, and ask for each",
        ),
        (
            r#"fieldnotes review accept content/notes/tls.md --by "Ada Vance" --tested"#,
            "Run the code blocks of the note first",
        ),
    ],
    clean: "the reviews were recorded",
    faults: Some("a note was not accepted, such as because a code block failed"),
    failed: page::FAILED,
    environment: &[page::EPOCH, page::PROGRAMS, page::TEMPORARY],
};

/// `review accept`.
#[derive(Debug, ClapArgs)]
#[command(add = ACCEPT)]
pub struct Accept {
    /// The notes or folders; at most five notes, unless --each is given
    #[arg(value_name = "PATH", required = true, add = complete::notes())]
    pub paths: Vec<PathBuf>,
    /// The name of the reviewer
    #[arg(long, value_name = "NAME")]
    pub by: String,
    /// A remark of the reviewer; it is not published
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// Run the code blocks of each note first, as `test --run` does; accept it only if all ran and passed, and record the date
    #[arg(long)]
    pub tested: bool,
    /// The new status of the notes
    #[arg(long, value_name = "STATUS", value_parser = ["drafted", "reviewed", "published"])]
    pub status: Option<String>,
    /// Show for each note what changed since its last review, and ask
    #[arg(long)]
    pub each: bool,
    /// Print what would change as a diff, and change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// The date of the review [default: `SOURCE_DATE_EPOCH`, or else today]
    #[arg(long, value_name = "DATE")]
    pub today: Option<jiff::civil::Date>,
}

const DEFER: Page = Page {
    examples: &[(
        r#"fieldnotes review defer content/notes/tls.md --until 2027-01-15 --because "The migration comes first""#,
        "Postpone a review",
    )],
    clean: "the review was postponed",
    faults: None,
    failed: page::FAILED,
    environment: &[page::EPOCH],
};

/// `review defer`.
#[derive(Debug, ClapArgs)]
#[command(add = DEFER)]
pub struct Defer {
    /// The note
    #[arg(value_name = "PATH", add = complete::notes())]
    pub path: PathBuf,
    /// The day until which the review is put off
    #[arg(long, value_name = "DATE")]
    pub until: jiff::civil::Date,
    /// Why it can't be reviewed now; published only if the settings say so
    #[arg(long, value_name = "TEXT")]
    pub because: String,
    /// Print what would change as a diff, and change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// The date that counts as today [default: `SOURCE_DATE_EPOCH`, or else today]
    #[arg(long, value_name = "DATE")]
    pub today: Option<jiff::civil::Date>,
}

const RETIRE: Page = Page {
    examples: &[
        ("fieldnotes review retire content/notes/tls.md", "Mark a note as deprecated"),
        (
            "fieldnotes review retire content/notes/tls.md --successor content/notes/acme.md",
            "Name the note that replaces it",
        ),
    ],
    clean: "the note was marked",
    faults: None,
    failed: page::FAILED,
    environment: &[],
};

/// `review retire`.
#[derive(Debug, ClapArgs)]
#[command(add = RETIRE)]
pub struct Retire {
    /// The note
    #[arg(value_name = "PATH", add = complete::notes())]
    pub path: PathBuf,
    /// The note that replaces it
    #[arg(long, value_name = "PATH", add = complete::notes())]
    pub successor: Option<PathBuf>,
    /// Print what would change as a diff, and change nothing
    #[arg(long)]
    pub dry_run: bool,
}

const ISSUES: Page = Page {
    examples: &[
        ("fieldnotes review issues", "Print what each owner has to review"),
        (
            "fieldnotes review issues --format json --state overdue",
            "Print the overdue notes, for a program that creates issues",
        ),
    ],
    clean: "the texts were printed",
    faults: None,
    failed: page::FAILED,
    environment: &[page::EPOCH, page::PROGRAMS],
};

/// `review issues`.
#[derive(Debug, ClapArgs)]
#[command(add = ISSUES)]
pub struct Issues {
    /// List only notes in these files and folders
    #[arg(value_name = "PATH", add = complete::notes())]
    pub paths: Vec<PathBuf>,
    /// List the notes in these states, such as overdue,edited, instead of those that need a review
    #[arg(long, value_name = "STATES", value_delimiter = ',', value_parser = state, add = complete::states())]
    pub state: Vec<State>,
    /// List only notes of this owner; an empty name selects the notes without an owner
    #[arg(long, value_name = "NAME", add = complete::owners())]
    pub owner: Option<String>,
    /// The format of the texts
    #[arg(long, value_enum, default_value_t = IssueFormat::Markdown, value_name = "FORMAT")]
    pub format: IssueFormat,
    /// The date that counts as today [default: `SOURCE_DATE_EPOCH`, or else today]
    #[arg(long, value_name = "DATE")]
    pub today: Option<jiff::civil::Date>,
}

const HASH: Page = Page {
    examples: &[("fieldnotes review hash content/notes/tls.md", "Print the hash of a note's body")],
    clean: "the hashes were printed",
    faults: None,
    failed: page::FAILED,
    environment: &[],
};

/// `review hash`.
#[derive(Debug, ClapArgs)]
#[command(add = HASH)]
pub struct Hash {
    /// The notes or folders
    #[arg(value_name = "PATH", required = true, add = complete::notes())]
    pub paths: Vec<PathBuf>,
}

/// The forms of texts for an issue tracker.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum IssueFormat {
    /// To read, one after the other.
    #[default]
    Markdown,
    /// For a program that posts them.
    Json,
}

fn state(text: &str) -> Result<State, String> {
    let name = text.trim();
    let names = || State::ALL.iter().map(|state| state.name());
    State::named(name).ok_or_else(|| match suggest::nearest(name, names()) {
        Some(near) => format!("there is no such state; did you mean `{near}`?"),
        None => format!("there is no such state; write one of {}", names().collect::<Vec<_>>().join(", ")),
    })
}
