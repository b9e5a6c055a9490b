//! What became of a file since a day, as git tells it.

use std::path::Path;
use std::process::{Command, Stdio};

use jiff::civil::Date;

/// The difference between a file and what it was at the end of a day. None where git doesn't know that.
pub(super) fn change(file: &Path, day: Date) -> Option<String> {
    let before = format!("--before={day}T23:59:59Z");
    let commit = git(file, &["rev-list", "-1", &before, "HEAD", "--"])?;
    let commit = commit.trim();
    if commit.is_empty() {
        return None;
    }
    git(file, &["diff", "--no-color", "--no-ext-diff", commit, "--"])
}

/// What git says of a file; None where it fails, or is not there.
fn git(file: &Path, arguments: &[&str]) -> Option<String> {
    let mut command = Command::new("git");
    command.arg("-C").arg(file.parent()?).args(arguments).arg(file.file_name()?);
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}
