//! What git knows of the repository that a site is in. It is asked by way of its own program, which runs nothing of the
//! repository's (no hooks, filters or monitors) and fetches nothing.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The repository that a site is in.
#[derive(Clone, Debug)]
pub struct Git {
    top: PathBuf,
    /// The site's folder, from the top; empty at the top.
    folder: String,
}

/// Settings that keep git from running what a repository names.
const HARMLESS: [&str; 8] = [
    "-c",
    "core.fsmonitor=false",
    "-c",
    "core.hooksPath=/dev/null",
    "-c",
    "core.quotePath=false",
    "-c",
    "log.showSignature=false",
];

/// What of the environment would lead git elsewhere: a hook that runs us has some of it.
const LEADING: [&str; 6] =
    ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR"];

impl Git {
    /// The repository around a site's folder; None where there is none.
    pub fn around(site: &Path) -> Option<Self> {
        let site = site.canonicalize().ok()?;
        let top = site.ancestors().find(|folder| folder.join(".git").exists())?.to_owned();
        let folder = site.strip_prefix(&top).ok()?.to_string_lossy().replace('\\', "/");
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

    /// What git prints, asked at the top.
    ///
    /// # Errors
    ///
    /// Why it has no answer: there is no such program, or what it said.
    pub fn ask(&self, arguments: &[&str]) -> Result<Vec<u8>, String> {
        let mut command = Command::new("git");
        command.arg("-C").arg(&self.top).args(HARMLESS).args(arguments);
        command.env("GIT_OPTIONAL_LOCKS", "0").env("GIT_NO_LAZY_FETCH", "1").env("GIT_TERMINAL_PROMPT", "0");
        for name in LEADING {
            command.env_remove(name);
        }
        let output = command.stdin(Stdio::null()).output();
        let output = output.map_err(|error| format!("git can't be started: {error}"))?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        let said = String::from_utf8_lossy(&output.stderr);
        let said = said.lines().find(|line| !line.trim().is_empty()).unwrap_or("it failed").trim();
        Err(format!("git says: {}", said.trim_start_matches("fatal: ")))
    }
}
