//! What became of a note since a day, as git has it.

use jiff::civil::Date;

use super::super::output::diff;
use crate::path::SourcePath;
use crate::source::git::Git;

/// The difference between a text and what its file held at the end of a day, empty where there is none. None where git doesn't
/// know that.
pub(super) fn change(git: &Git, (path, text): (&SourcePath, &str), day: Date) -> Option<String> {
    let (before, file) = (format!("--before={day}T23:59:59Z"), git.from_top(path.as_str()));
    let commit = git.ask(&["--literal-pathspecs", "rev-list", "-1", &before, "HEAD", "--", &file]).ok()?;
    let commit = String::from_utf8(commit).ok().filter(|commit| !commit.trim().is_empty())?;
    let old = String::from_utf8(git.file_at(commit.trim(), &file)?).ok()?;
    Some(if old == text { String::new() } else { diff((path, &old), (path, text)) })
}
