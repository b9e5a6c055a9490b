//! What fieldnotes learns from git, with real repositories: they are made here, and go when the test ends.
//!
//!     cargo test --test git
//!
//! It needs git, and for one test `script` of util-linux; so it stands apart from `cargo test`, and `.ci/run` runs it.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that can't go on fails, and says where")]
#![allow(clippy::disallowed_methods, reason = "tests make and read the folders they look at")]

#[path = "../it/support.rs"]
#[allow(dead_code, reason = "the other tests use the rest")]
mod support;

// The days on which notes were last changed.
mod dates;

// Who may accept a note, and what is shown of it before.
mod eyes;

// What a repository names and git would run.
mod hostile;

// What a branch concerns.
mod since;

use std::path::Path;
use std::process::Command;

use support::{Project, Run};

/// A repository with a site in its folder `docs`.
pub(crate) struct Repository {
    project: Project,
}

/// The settings of the site.
pub(crate) const SITE: &str =
    "title = \"S\"\nbase_url = \"https://a.example\"\n[schema]\nrequired = []\nunknown = \"allow\"\n";

/// Who commits where a test names nobody, and when.
const AUTHOR: &str = "Ann Author <ann@example.org>";
const DAY: &str = "2026-01-05T12:00:00+00:00";

impl Repository {
    pub(crate) fn new(settings: &str) -> Self {
        let project = Project::new("");
        project.remove("site.toml");
        let repository = Self { project };
        repository.git(&["init", "--quiet", "--initial-branch=main"]);
        repository.write("docs/site.toml", format!("{SITE}{settings}"));
        repository
    }

    pub(crate) fn root(&self) -> &Path {
        self.project.root()
    }

    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        self.project.write(path, text);
    }

    pub(crate) fn read(&self, path: &str) -> String {
        self.project.read(path)
    }

    pub(crate) fn exists(&self, path: &str) -> bool {
        self.project.exists(path)
    }

    /// A note with more lines in its front matter.
    pub(crate) fn note(&self, name: &str, front: &str, body: &str) {
        let text = format!("---\ntitle: {name}\ndate: 2020-01-01\n{front}---\n{body}\n");
        self.write(&format!("docs/content/notes/{name}.md"), text);
    }

    pub(crate) fn git(&self, arguments: &[&str]) -> String {
        git(self.root(), arguments)
    }

    /// Commits all that there is; its id.
    pub(crate) fn commit(&self) -> String {
        self.commit_by(AUTHOR, DAY)
    }

    pub(crate) fn commit_by(&self, author: &str, day: &str) -> String {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--allow-empty", "--message=c", "--author", author, "--date", day]);
        self.git(&["rev-parse", "HEAD"])
    }

    /// Runs the program on the site of this repository.
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        self.run_in("docs", arguments)
    }

    /// Runs it on the site in a folder, which may be one of a clone.
    pub(crate) fn run_in(&self, site: &str, arguments: &[&str]) -> Run {
        self.project.run_with(&[&["--site", site], arguments].concat(), ENVIRONMENT)
    }

    /// Clones the repository into a folder of it, which it ignores.
    pub(crate) fn clone_into(&self, folder: &str, arguments: &[&str]) {
        self.write(".git/info/exclude", ".fieldnotes\npublic\nclones\n");
        let (from, to) = (format!("file://{}", self.root().display()), self.root().join(folder));
        let to = to.to_str().unwrap();
        self.git(&["config", "uploadpack.allowFilter", "true"]);
        self.git(&[&["clone", "--quiet"], arguments, &[&from, to]].concat());
    }
}

/// What keeps git from the settings of whoever runs the tests.
pub(crate) const ENVIRONMENT: &[(&str, &str)] =
    &[("GIT_CONFIG_GLOBAL", "/dev/null"), ("GIT_CONFIG_NOSYSTEM", "1"), ("LC_ALL", "C")];

/// Runs git in a folder; what it prints.
pub(crate) fn git(folder: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new("git");
    command.current_dir(folder).args(arguments).envs(ENVIRONMENT.iter().copied());
    command.env("GIT_COMMITTER_NAME", "C").env("GIT_COMMITTER_EMAIL", "c@example.org");
    command.env("GIT_COMMITTER_DATE", DAY);
    command.env("GIT_AUTHOR_NAME", "A").env("GIT_AUTHOR_EMAIL", "a@example.org");
    let output = command.output().expect("these tests need git");
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}
