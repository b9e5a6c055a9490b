//! What can be said behind `review`. The doc comments here are the help texts.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand, ValueEnum};

use crate::model::review::State;
use crate::suggest;

/// `review`.
#[derive(Debug, ClapArgs)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Review {
    /// What is done, where more is than to list
    #[command(subcommand)]
    pub action: Option<ReviewAction>,
    /// These files and folders only
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Notes in one of these states, fresh and deprecated ones too: overdue,edited
    #[arg(long, value_name = "STATES", value_delimiter = ',', value_parser = state)]
    pub state: Vec<State>,
    /// Notes of this owner only; an empty name stands for those without one
    #[arg(long, value_name = "NAME")]
    pub owner: Option<String>,
    /// Notes only that watch a file which this branch changed since it left that one, or whose own change touched it
    #[arg(long, value_name = "REF", conflicts_with = "max_overdue")]
    pub changed_since: Option<String>,
    /// With --changed-since: also list the changed files that no note watches
    #[arg(long, requires = "changed_since")]
    pub unwatched: bool,
    /// Exit with 1 where more notes than this are overdue
    #[arg(long, value_name = "N")]
    pub max_overdue: Option<usize>,
    /// The form of the list
    #[arg(long, value_enum, default_value_t = ReviewFormat::Human, value_name = "FORMAT")]
    pub format: ReviewFormat,
    /// The day to hold reviews against [default: `SOURCE_DATE_EPOCH`, else today]
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
    /// Record that notes were looked at and found true
    Accept(Accept),
    /// Put a review off, with a reason
    Defer(Defer),
    /// Say that a note no longer holds
    Retire(Retire),
    /// Print what each owner is to review, for an issue tracker
    Issues(Issues),
}

/// `review accept`.
#[derive(Debug, ClapArgs)]
pub struct Accept {
    /// The notes, or folders of at most five
    #[arg(value_name = "PATH", required = true)]
    pub paths: Vec<PathBuf>,
    /// Who looked at them
    #[arg(long, value_name = "NAME")]
    pub by: String,
    /// What that person has to say; it is not published
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// Run the notes' code blocks first, as `test --run` does; accept only where all ran and passed, and record the day
    #[arg(long)]
    pub tested: bool,
    /// The status that the notes have from then on
    #[arg(long, value_name = "STATUS", value_parser = ["drafted", "reviewed", "published"])]
    pub status: Option<String>,
    /// Show what changed since the last review of each, and ask
    #[arg(long)]
    pub each: bool,
    /// Print what would change as a diff, and change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// The day of the review [default: `SOURCE_DATE_EPOCH`, else today]
    #[arg(long, value_name = "DATE")]
    pub today: Option<jiff::civil::Date>,
}

/// `review defer`.
#[derive(Debug, ClapArgs)]
pub struct Defer {
    /// The note
    #[arg(value_name = "PATH")]
    pub path: PathBuf,
    /// The day on which it falls due again
    #[arg(long, value_name = "DATE")]
    pub until: jiff::civil::Date,
    /// What keeps it from being reviewed; it is not published unless the settings say so
    #[arg(long, value_name = "TEXT")]
    pub because: String,
    /// Print what would change as a diff, and change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// The day that counts as today [default: `SOURCE_DATE_EPOCH`, else today]
    #[arg(long, value_name = "DATE")]
    pub today: Option<jiff::civil::Date>,
}

/// `review retire`.
#[derive(Debug, ClapArgs)]
pub struct Retire {
    /// The note
    #[arg(value_name = "PATH")]
    pub path: PathBuf,
    /// The note that holds in its stead
    #[arg(long, value_name = "PATH")]
    pub successor: Option<PathBuf>,
    /// Print what would change as a diff, and change nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// `review issues`.
#[derive(Debug, ClapArgs)]
pub struct Issues {
    /// Notes in these files and folders only
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Notes in one of these states, in place of those that want a review: overdue,edited
    #[arg(long, value_name = "STATES", value_delimiter = ',', value_parser = state)]
    pub state: Vec<State>,
    /// Notes of this owner only; an empty name stands for those without one
    #[arg(long, value_name = "NAME")]
    pub owner: Option<String>,
    /// The form of the texts
    #[arg(long, value_enum, default_value_t = IssueFormat::Markdown, value_name = "FORMAT")]
    pub format: IssueFormat,
    /// The day to hold reviews against [default: `SOURCE_DATE_EPOCH`, else today]
    #[arg(long, value_name = "DATE")]
    pub today: Option<jiff::civil::Date>,
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
