//! The folder that a block runs in, with the environment that it sees.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use anyhow::{Context, Result};
use tempfile::TempDir;

use super::language;
use super::process::{self, Ran};
use super::session::{self, Step};
use crate::parse::doctest::language::{Language, path_of_title};
use crate::source::disk::read_text;

/// How long a file of the repository has that sets a block up, at the least.
pub(super) const SETUP: Duration = Duration::from_mins(2);

/// Where a block runs. All of it goes when the test ends.
#[derive(Debug)]
pub(super) struct Folder {
    /// Holds both folders.
    all: TempDir,
    /// Where programs are looked for.
    path: OsString,
    site: PathBuf,
}

/// What is run.
#[derive(Debug)]
pub(super) enum Script<'s> {
    /// A block, by its number among those of the note.
    Block { code: &'s str, title: Option<&'s str>, number: usize },
    /// The commands of a terminal session.
    Session { steps: &'s [Step<'s>], number: usize },
    /// A file of the repository.
    File(&'s Path),
}

impl Folder {
    /// An empty one.
    pub(super) fn new(path: &OsStr, site: &Path) -> Result<Self> {
        let all = tempfile::Builder::new().prefix("fieldnotes-test-").tempdir();
        let all = all.context("can't make a folder to run a block in")?;
        let own = all.path().join("work/bin");
        let folders = std::iter::once(own).chain(std::env::split_paths(path));
        let path = std::env::join_paths(folders).context("PATH can't be read")?;
        let folder = Self { all, path, site: site.canonicalize()? };
        make(&folder.work())?;
        make(&folder.scripts())?;
        // Other users, such as that of a database, find their way in.
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            std::fs::set_permissions(folder.all.path(), std::fs::Permissions::from_mode(0o755))?;
        }
        Ok(folder)
    }

    /// The folder that the block sees.
    pub(super) fn work(&self) -> PathBuf {
        self.all.path().join("work")
    }

    /// Where scripts stand that the block is not to see.
    pub(super) fn scripts(&self) -> PathBuf {
        self.all.path().join("scripts")
    }

    /// What tells the outputs of a session's commands apart. Nobody prints it who does not know the name of the folder.
    pub(super) fn mark(&self) -> String {
        format!("\u{1}{}\u{1}", self.all.path().file_name().unwrap_or_default().display())
    }

    /// Writes a file below the folder; it can be executed if it begins as scripts do.
    pub(super) fn put(&self, path: &str, text: &str) -> Result<PathBuf> {
        write(&self.work().join(path), text)
    }

    /// Writes a script that the block does not see.
    pub(super) fn put_script(&self, name: &str, text: &str) -> Result<PathBuf> {
        write(&self.scripts().join(name), text)
    }

    /// Whether a program is installed, or was put into `bin`.
    pub(super) fn has(&self, program: &str) -> bool {
        self.found(program.as_ref()).is_some()
    }

    /// The program that a language needs, if it is not there.
    pub(super) fn lacking(&self, language: Language) -> Option<&'static str> {
        language::program(language).filter(|program| !self.has(program))
    }

    /// A command with the environment of the folder.
    pub(super) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let work = self.work();
        let program = program.as_ref();
        let mut command = Command::new(self.found(program).unwrap_or_else(|| program.into()));
        command.env_clear().env("PATH", &self.path).env("HOME", &work).env("TMPDIR", &work);
        command.env("LANG", "C.UTF-8").env("LC_ALL", "C.UTF-8").env("FIELDNOTES_SITE", &self.site);
        // What Windows programs can't start without.
        #[cfg(windows)]
        if let Some(root) = std::env::var_os("SystemRoot") {
            command.env("SystemRoot", root);
        }
        command.envs(self.own_environment());
        command
    }

    /// A program by its place: `PATH` of the environment counts, and not that of ours.
    fn found(&self, program: &OsStr) -> Option<PathBuf> {
        let place = |folder: PathBuf| {
            let path = folder.join(program);
            let names = [path.with_added_extension("exe"), path];
            names.into_iter().skip(usize::from(!cfg!(windows))).find(|path| path.is_file())
        };
        std::env::split_paths(&self.path).find_map(place)
    }

    /// What a script of the repository wrote into `.env`: `NAME=value`, a line each.
    fn own_environment(&self) -> Vec<(String, String)> {
        let text = read_text(&self.work().join(".env")).unwrap_or_default();
        let line = |line: &str| {
            let (name, value) = line.split_once('=')?;
            let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            (is_name && !value.contains('\0')).then(|| (name.to_owned(), value.to_owned()))
        };
        text.lines().filter_map(line).collect()
    }

    /// Runs something.
    ///
    /// # Errors
    /// A script can't be written, or a program can't be started.
    pub(super) fn run(
        &self,
        script: &Script<'_>,
        language: Language,
        time: Duration,
        stop: &AtomicBool,
    ) -> Result<Ran> {
        let mut command = match script {
            Script::File(file) => language::of_file(language, file, self),
            Script::Block { code, title, number } => {
                let name = title.and_then(path_of_title);
                let name = name.unwrap_or_else(|| language::file_name(language, *number, code));
                let file = if title.is_some() || language::is_beside(language) {
                    self.put(&name, code)?
                } else {
                    self.put_script(&name, code)?
                };
                language::of_block(language, &file, code, self)
            }
            Script::Session { steps, number } => {
                let folder = format!("session-{number}");
                for (at, step) in steps.iter().enumerate() {
                    self.put_script(&format!("{folder}/{at}"), &format!("{}\n", step.text))?;
                }
                let place = self.scripts().join(&folder);
                let text = session::script(steps, &place.to_string_lossy(), &self.mark());
                let file = self.put_script(&format!("{folder}/all"), &text)?;
                let mut command = self.command("bash");
                command.args(["--noprofile", "--norc"]).arg(file);
                command
            }
        };
        self.run_command(&mut command, time, stop)
    }

    /// Runs a command.
    ///
    /// # Errors
    /// The program can't be started.
    pub(super) fn run_command(
        &self,
        command: &mut Command,
        time: Duration,
        stop: &AtomicBool,
    ) -> Result<Ran> {
        let what = command.get_program().to_string_lossy().into_owned();
        process::run(command, &self.work(), time, stop).with_context(|| format!("can't run `{what}`"))
    }
}

#[expect(clippy::disallowed_methods, reason = "the folder is ours alone, and goes when the test ends")]
fn make(folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder).with_context(|| format!("can't make `{}`", folder.display()))
}

#[expect(clippy::disallowed_methods, reason = "the folder is ours alone, and goes when the test ends")]
fn write(path: &Path, text: &str) -> Result<PathBuf> {
    if let Some(folder) = path.parent() {
        make(folder)?;
    }
    std::fs::write(path, text).with_context(|| format!("can't write `{}`", path.display()))?;
    #[cfg(unix)]
    if text.starts_with("#!") {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755))?;
    }
    Ok(path.to_owned())
}
