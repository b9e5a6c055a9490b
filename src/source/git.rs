//! What git knows of the repository that a site is in. It is asked by way of its own program, which runs nothing of the
//! repository's (no hooks, filters or monitors) and fetches nothing.
//!
//! `git/changed.rs` finds which files a branch changed, `git/last.rs` which commit last changed the body of a note.

mod blobs;
pub mod changed;
mod harmless;
pub mod last;
mod log;

use std::fmt;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::nfc::nfc;

/// The repository that a site is in.
#[derive(Clone, Debug)]
pub struct Git {
    top: PathBuf,
    /// The site's folder, from the top; empty at the top.
    folder: String,
}

/// Why git can't tell of the past.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// The site is in no repository.
    NoRepository,
    /// The clone has the last commits only.
    Shallow,
    /// The clone has the commits, and not what the files held then.
    Partial,
    /// Git has no answer, and says why.
    Failed(String),
}

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoRepository => f.write_str("the site is not in a git repository"),
            Self::Shallow => f.write_str("the clone is shallow: it has the last commits only"),
            Self::Partial => f.write_str("the clone is partial: it lacks older versions of files"),
            Self::Failed(said) => f.write_str(said),
        }
    }
}

impl Unknown {
    /// What mends it.
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::NoRepository => "build from a clone of the site's repository",
            Self::Shallow => {
                "fetch the rest with `git fetch --unshallow`; in a workflow, set `fetch-depth: 0` for actions/checkout"
            }
            Self::Partial => {
                "fetch the rest with `git fetch --refetch --no-filter`; in a workflow, leave out `filter`"
            }
            Self::Failed(_) => "make sure that `git log` works in the site's folder",
        }
    }
}

/// A program that runs until it is let go of.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Git {
    /// The repository around a site's folder; None where there is none.
    pub fn around(site: &Path) -> Option<Self> {
        let site = site.canonicalize().ok()?;
        let top = site.ancestors().find(|folder| folder.join(".git").exists())?.to_owned();
        // A backslash parts folders on Windows alone: elsewhere it is a letter of a name.
        let parts = site.strip_prefix(&top).ok()?.components();
        let folder = parts.map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
        Some(Self { top, folder })
    }

    /// Its upper folder.
    pub fn top(&self) -> &Path {
        &self.top
    }

    /// The site's folder, from the top; empty at the top.
    pub fn folder(&self) -> &str {
        &self.folder
    }

    /// A path of the site as it counts from the top.
    pub fn from_top(&self, path: &str) -> String {
        nfc(&self.spelt(path)).into_owned()
    }

    /// The same, as it is spelt on disk.
    fn spelt(&self, path: &str) -> String {
        if self.folder.is_empty() { path.to_owned() } else { format!("{}/{path}", self.folder) }
    }

    /// The files below a folder of the site in the commit that the working tree stands on, from the top; none before the first one.
    ///
    /// # Errors
    ///
    /// Git has no answer.
    pub fn files_of_head(&self, folder: &str) -> Result<Vec<String>, String> {
        let Some(head) = self.head()? else { return Ok(Vec::new()) };
        let folder = self.spelt(folder);
        let arguments = ["--literal-pathspecs", "ls-tree", "-r", "-z", "--name-only", &head, "--", &folder];
        let listed = self.ask(&arguments)?;
        let names = listed.split(|byte| *byte == 0).filter(|name| !name.is_empty());
        Ok(names.map(|name| nfc(&String::from_utf8_lossy(name)).into_owned()).collect())
    }

    /// The path that a file has in the repository, links followed, as it is spelt on disk; None for one that is outside.
    pub fn path_of(&self, file: &Path) -> Option<String> {
        let real = file.canonicalize().ok()?;
        Some(real.strip_prefix(&self.top).ok()?.to_str()?.replace('\\', "/"))
    }

    /// The commit that the working tree stands on; None before the first one.
    ///
    /// # Errors
    ///
    /// Git has no answer.
    pub fn head(&self) -> Result<Option<String>, String> {
        // Whatever keeps git from answering at all shows here, and is not taken for a repository without commits.
        self.is_shallow()?;
        Ok(self.commit("HEAD"))
    }

    /// Whether the clone has the last commits only.
    ///
    /// # Errors
    ///
    /// Git has no answer.
    pub fn is_shallow(&self) -> Result<bool, String> {
        Ok(self.ask(&["rev-parse", "--is-shallow-repository"])?.trim_ascii() == b"true")
    }

    /// The commit of a name; None if there is none.
    pub fn commit(&self, name: &str) -> Option<String> {
        let wanted = format!("{name}^{{commit}}");
        let found = self.ask(&["rev-parse", "--verify", "--quiet", "--end-of-options", &wanted]).ok()?;
        Some(String::from_utf8_lossy(&found).trim().to_owned()).filter(|id| !id.is_empty())
    }

    /// The branch that others start from: the remote's, else the one that is checked out. None where there is neither.
    pub fn default_branch(&self) -> Option<String> {
        let named = |reference| {
            let name = self.ask(&["symbolic-ref", "--quiet", "--short", reference]).ok()?;
            Some(String::from_utf8_lossy(&name).trim().to_owned()).filter(|name| !name.is_empty())
        };
        let remote = named("refs/remotes/origin/HEAD");
        let remote = remote.and_then(|name| Some(name.strip_prefix("origin/")?.to_owned()));
        remote.or_else(|| self.likely_branch()).or_else(|| named("HEAD"))
    }

    /// The branch that is most likely published, where the remote does not say: its only one, else one with a name that such
    /// branches have, there or here.
    fn likely_branch(&self) -> Option<String> {
        let branches = |below: &str| -> Vec<String> {
            let found = self.ask(&["for-each-ref", "--format=%(refname)", below]).unwrap_or_default();
            let found = String::from_utf8_lossy(&found).into_owned();
            found.lines().filter_map(|name| Some(name.strip_prefix(below)?.to_owned())).collect()
        };
        let usual = |branches: &[String]| {
            ["main", "master", "trunk"].into_iter().find(|name| branches.iter().any(|branch| branch == name))
        };
        let remote = branches("refs/remotes/origin/");
        match remote.as_slice() {
            [only] => Some(only.clone()),
            several => usual(several).or_else(|| usual(&branches("refs/heads/"))).map(str::to_owned),
        }
    }

    /// What a file held in a commit; None if it was not there, or the clone lacks it.
    pub fn file_at(&self, commit: &str, path: &str) -> Option<Vec<u8>> {
        self.ask(&["cat-file", "blob", &format!("{commit}:{path}")]).ok()
    }

    /// What git prints, asked at the top.
    ///
    /// # Errors
    ///
    /// Why it has no answer: there is no such program, or what it said.
    pub fn ask(&self, arguments: &[&str]) -> Result<Vec<u8>, String> {
        let output = self.command(arguments).stdin(Stdio::null()).output();
        answer(output.map_err(|error| format!("git can't be started: {error}"))?)
    }

    /// The same, for what git reads: few lines, which it takes in before it answers.
    fn tell(&self, arguments: &[&str], input: &[u8]) -> Result<Vec<u8>, String> {
        let mut child = self.start(arguments)?;
        let mut stdin = child.stdin.take();
        let output = std::thread::scope(|scope| {
            // Git may answer before it has read everything.
            scope.spawn(move || stdin.as_mut().map(|stdin| stdin.write_all(input)));
            child.wait_with_output()
        });
        answer(output.map_err(|error| format!("git can't be queried: {error}"))?)
    }

    /// Starts git, which is then written to and read from.
    fn start(&self, arguments: &[&str]) -> Result<Child, String> {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().map_err(|error| format!("git can't be started: {error}"))
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("git");
        command.arg("-C").arg(&self.top);
        harmless::make(&mut command);
        command.args(arguments);
        command
    }

    /// Whether the clone leaves some objects at the place that it was cloned from.
    fn is_partial(&self) -> bool {
        let settings = r"^(extensions\.partialclone|remote\..*\.(promisor|partialclonefilter))$";
        self.ask(&["config", "--get-regexp", settings]).is_ok_and(|found| !found.is_empty())
    }

    /// Why git failed on the past.
    fn unknown(&self, said: String) -> Unknown {
        if self.is_partial() { Unknown::Partial } else { Unknown::Failed(said) }
    }
}

/// What a program printed that ended well; what it said of its failure.
fn answer(output: std::process::Output) -> Result<Vec<u8>, String> {
    if output.status.success() { Ok(output.stdout) } else { Err(said(&output.stderr)) }
}

/// What git said of a failure.
fn said(stderr: &[u8]) -> String {
    let said = String::from_utf8_lossy(stderr);
    let said = said.lines().find(|line| !line.trim().is_empty()).unwrap_or("it failed").trim();
    format!("git says: {}", said.trim_start_matches("fatal: "))
}
