//! What became of a note since it was reviewed, as git has it.

use jiff::civil::Date;

use crate::parse::front_matter::body_of;
use crate::path::SourcePath;
use crate::report::unified::diff;
use crate::source::git::Git;
use crate::validate::read::{body_hash, is_hash_of};

/// Most versions of a note that are looked through for the one that was reviewed.
const MOST_VERSIONS: usize = 500;

/// The review that a note records.
pub(super) struct Recorded<'a> {
    /// Its day.
    pub(super) day: Date,
    /// The hash of the body that was reviewed, if it is recorded.
    pub(super) hash: Option<&'a str>,
}

/// The difference between a text and what its file held when it was reviewed, empty where the body is the same: the last version
/// whose body has the hash of the review, else the one at the end of its day. None where git doesn't know that.
pub(super) fn change(
    git: &Git,
    (path, text): (&SourcePath, &str),
    reviewed: &Recorded<'_>,
) -> Option<String> {
    let file = git.from_top(path.as_str());
    let commits = |more: &[&str]| {
        let arguments = [&["--literal-pathspecs", "rev-list"], more, &["HEAD", "--", &file]].concat();
        String::from_utf8(git.ask(&arguments).ok()?).ok()
    };
    let read = |commit: &str| String::from_utf8(git.file_at(commit, &file)?).ok();
    let most = format!("-{MOST_VERSIONS}");
    let of_hash = |hash: &str| {
        let versions = commits(&[&most])?;
        versions.lines().filter_map(read).find(|old| is_hash_of(hash, &body_hash(body_of(old))))
    };
    let of_day = || read(commits(&["-1", &format!("--before={}T23:59:59Z", reviewed.day)])?.lines().next()?);
    let is_held = reviewed.hash.is_some_and(|hash| is_hash_of(hash, &body_hash(body_of(text))));
    if is_held {
        return Some(String::new());
    }
    let old = reviewed.hash.and_then(of_hash).or_else(of_day)?;
    Some(if body_of(&old) == body_of(text) { String::new() } else { diff((path, &old), (path, text)) })
}
