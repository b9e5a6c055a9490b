//! What a shell offers behind the tab key. The script that `completions` prints asks the program itself each time, by a variable of
//! the environment: so codes and states are those of this version, and owners and topics those of the site.

mod quotes;
mod script;
mod set;

pub(super) use set::fields_and_values;

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Result, bail};
use clap_complete::engine::{ArgValueCandidates, ArgValueCompleter, CompletionCandidate, PathCompleter};
use clap_complete::env::Shells;

use super::args::{Common, Completions, program};
use super::output::Terminal;
use super::{ExitStatus, context};
use crate::diagnostic::Code;
use crate::engine::store::Store;
use crate::engine::{Build, Engine, Options};
use crate::model::review::State;
use crate::source::disk::Disk;

/// The variable by which a shell asks; it holds the shell's name.
const VARIABLE: &str = "FIELDNOTES_COMPLETE";
const PROGRAM: &str = "fieldnotes";

/// `fieldnotes completions`.
pub(super) fn run(args: &Completions, terminal: &mut Terminal) -> Result<ExitStatus> {
    let name = args.shell.to_string();
    let shells = Shells::builtins();
    let Some(shell) = shells.completer(&name) else { bail!("there are no completions for `{name}`") };
    let mut script = Vec::new();
    shell.write_registration(VARIABLE, PROGRAM, PROGRAM, PROGRAM, &mut script)?;
    let script = script::mended(&name, &String::from_utf8_lossy(&script));
    terminal.result_bytes(script.trim_start().as_bytes())?;
    Ok(ExitStatus::Clean)
}

/// Answers a shell that asks; None if none does. Whatever is wrong then is no matter for the line that is being typed.
pub(super) fn answer(arguments: &[OsString]) -> Option<ExitStatus> {
    let name = std::env::var(VARIABLE).ok().filter(|name| !name.is_empty())?;
    let typed = arguments.iter().position(|word| word == "--")?;
    let shells = Shells::builtins();
    let shell = shells.completer(&name)?;
    let mut command = program();
    command.build();
    let mut out = Vec::new();
    let here = context::current_folder().ok();
    let mut words = arguments[typed + 1..].to_vec();
    let hands_over_quotes = ["bash", "fish", "zsh"].contains(&&*name);
    let quoting = hands_over_quotes.then(|| quotes::unquote(&mut words)).flatten();
    let written = shell.write_complete(&mut command, words, here.as_deref(), &mut out);
    if let Some(quoting) = quoting.filter(|_| name == "bash") {
        out = quotes::quoted(&out, quoting);
    }
    let is_done = written.is_ok() && Terminal::raw_bytes(&out).is_ok();
    Some(if is_done { ExitStatus::Clean } else { ExitStatus::Failed })
}

fn with_help(code: Code) -> CompletionCandidate {
    CompletionCandidate::new(code.name()).help(Some(code.summary().into()))
}

/// Codes.
pub(super) fn codes() -> ArgValueCandidates {
    ArgValueCandidates::new(|| Code::ALL.iter().copied().map(with_help).collect())
}

/// Codes, and the word for all warnings.
pub(super) fn denials() -> ArgValueCandidates {
    let all = || CompletionCandidate::new("warnings").help(Some("All warnings".into()));
    ArgValueCandidates::new(move || {
        std::iter::once(all()).chain(Code::ALL.iter().copied().map(with_help)).collect()
    })
}

/// States of reviews.
pub(super) fn states() -> ArgValueCandidates {
    ArgValueCandidates::new(|| {
        State::ALL.iter().map(|state| CompletionCandidate::new(state.name())).collect()
    })
}

/// What notes of the site can begin with.
pub(super) fn beginnings() -> ArgValueCandidates {
    let site = || context::site_folder(&Common { site: named_site(), ..Common::default() });
    let all = move || site().map(|site| super::beginning::all(&site)).unwrap_or_default();
    ArgValueCandidates::new(move || all().into_iter().map(CompletionCandidate::new).collect())
}

/// Languages that the theme and the beginnings of notes are in.
pub(super) fn languages() -> ArgValueCandidates {
    ArgValueCandidates::new(|| super::beginning::Texts::languages().map(CompletionCandidate::new).collect())
}

/// Files of the theme.
pub(super) fn theme_files() -> ArgValueCandidates {
    ArgValueCandidates::new(|| super::templates::names().map(CompletionCandidate::new).collect())
}

/// Commands that have a manual page.
pub(super) fn commands() -> ArgValueCandidates {
    let all = || program().get_subcommands().map(|command| command.get_name().to_owned()).collect::<Vec<_>>();
    ArgValueCandidates::new(move || all().into_iter().map(CompletionCandidate::new).collect())
}

/// Notes, and folders that may hold some.
pub(super) fn notes() -> ArgValueCompleter {
    let is_note = |path: &Path| path.extension().is_some_and(|extension| extension == "md") || path.is_dir();
    ArgValueCompleter::new(PathCompleter::any().filter(is_note))
}

/// Owners that the notes of the site name.
pub(super) fn owners() -> ArgValueCandidates {
    of_site(|build| build.site.notes.iter().filter_map(|page| page.note().face.owner.clone()).collect())
}

/// Topics of the notes of the site.
pub(super) fn topics() -> ArgValueCandidates {
    of_site(|build| build.site.notes.iter().map(|page| page.note().face.topic.clone()).collect())
}

/// Words that the site uses. Where there is no site, there are none.
fn of_site(words: fn(&Build) -> BTreeSet<String>) -> ArgValueCandidates {
    let of = move || {
        build_of_site()
            .map(|build| words(&build))
            .unwrap_or_default()
            .into_iter()
            .filter(|word| !word.is_empty())
    };
    ArgValueCandidates::new(move || of().map(CompletionCandidate::new).collect())
}

/// The site that the line is about, read.
fn build_of_site() -> Result<Build> {
    let site = context::site_folder(&Common { site: named_site(), ..Common::default() })?;
    let store = Arc::new(Store::open(&site, context::now));
    let build = Engine::new(Box::new(Disk::new(&site)), Options::default(), Arc::clone(&store)).load()?;
    // What was read once is there at the next key.
    let _ = store.commit();
    Ok(build)
}

/// The site that the line names so far.
fn named_site() -> Option<std::path::PathBuf> {
    let mut words = std::env::args_os();
    let after = words.by_ref().find_map(|word| match word.to_str()? {
        "--site" => Some(None),
        word => word.strip_prefix("--site=").map(|folder| Some(OsString::from(folder))),
    })?;
    after.or_else(|| words.next()).map(Into::into)
}
