//! The command line: arguments become settings, a command runs, its outcome becomes an exit status.

pub mod args;
mod beginning;
mod build;
mod check;
mod ci;
mod complete;
mod context;
mod diff;
mod explain;
mod fix;
mod form;
mod init;
mod lsp;
mod man;
mod mv;
mod new;
mod obstacle;
mod output;
mod review;
mod schema;
mod scope;
mod serve;
mod templates;
mod test;
mod urls;
mod view;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::FromArgMatches;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use args::{Args, Command, program};
use output::Terminal;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExitStatus {
    /// All is well: 0.
    Clean,
    /// The content has faults: 1.
    Faults,
    /// The job couldn't be done: 2.
    Failed,
}

impl ExitStatus {
    /// The number that the system is given.
    fn number(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Faults => 1,
            Self::Failed => 2,
        }
    }
}

impl From<ExitStatus> for ExitCode {
    fn from(status: ExitStatus) -> Self {
        Self::from(status.number())
    }
}

/// Runs the program with its arguments, its own name first.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitStatus {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    if let Some(status) = complete::answer(&arguments) {
        return status;
    }
    let parsed = program().try_get_matches_from(arguments);
    let args = match parsed.and_then(|matches| Args::from_arg_matches(&matches)) {
        Ok(args) => args,
        Err(error) => {
            let status = if error.use_stderr() { ExitStatus::Failed } else { ExitStatus::Clean };
            // A closed pipe is the reader's choice, not a failure.
            let _ = with_tip(error).print();
            return status;
        }
    };
    let mut terminal = Terminal::new(&args.common);
    match dispatch(&args, &mut terminal) {
        Ok(status) => status,
        Err(error) if is_broken_pipe(&error) => ExitStatus::Clean,
        Err(error) => {
            terminal.error(&error);
            ExitStatus::Failed
        }
    }
}

/// A fault of the command line, with what is meant by a word too many: a title of two words that the shell took apart.
fn with_tip(mut error: clap::Error) -> clap::Error {
    let is_word = match error.get(ContextKind::InvalidArg) {
        Some(ContextValue::String(word)) => !word.starts_with('-'),
        _ => false,
    };
    if is_word && error.kind() == ErrorKind::UnknownArgument && error.get(ContextKind::Suggested).is_none() {
        let tip = "put a path or a text with blanks in it in quotes: \"two words\"";
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip.into()]));
    }
    error
}

fn dispatch(args: &Args, terminal: &mut Terminal) -> anyhow::Result<ExitStatus> {
    let common = &args.common;
    match &args.command {
        Command::Init(init) => init::run(init, common, terminal),
        Command::New(new) => new::run(new, common, terminal),
        Command::Check(check) => check::run(check, common, terminal),
        Command::Build(build) => build::run(build, common, terminal),
        Command::Serve(serve) => serve::run(serve, common, terminal),
        Command::Lsp(_) => lsp::run(terminal),
        Command::Mv(mv) => mv::run(mv, common, terminal),
        Command::Urls(urls) => urls::run(urls, common, terminal),
        Command::Review(review) => review::run(review, common, terminal),
        Command::Test(test) => test::run(test, common, terminal),
        Command::Diff(diff) => diff::run(diff, terminal),
        Command::Templates(templates) => templates::run(templates, common, terminal),
        Command::Ci(ci) => ci::run(ci, common, terminal),
        Command::Schema(schema) => schema::run(schema, common, terminal),
        Command::Explain(explain) => explain::run(explain, terminal),
        Command::Completions(completions) => complete::run(completions, terminal),
        Command::Man(man) => man::run(man, terminal),
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let is_pipe = |cause: &(dyn std::error::Error + 'static)| {
        cause
            .downcast_ref::<std::io::Error>()
            .is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
    };
    error.chain().any(is_pipe)
}
