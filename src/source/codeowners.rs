//! The file CODEOWNERS of a repository, where hosts look for it.

use std::io::{Error, ErrorKind, Result};

use super::disk::read_bounded;
use super::git::Git;

/// Where it can be, in the order in which GitHub looks; the last is GitLab's.
const PLACES: [&str; 4] = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"];

/// Most bytes of the file: what GitHub reads.
const MOST: u64 = 3 << 20;

/// The first one that is there, and what it holds. A link is none, nor is what stands below one.
pub fn code_owners(git: &Git) -> Option<(&'static str, Result<String>)> {
    PLACES.into_iter().find_map(|place| {
        let file = git.top().join(place);
        let is_itself = file.canonicalize().ok()? == file;
        let utf8 = |bytes| {
            String::from_utf8(bytes).map_err(|_| Error::new(ErrorKind::InvalidData, "it is not UTF-8"))
        };
        is_itself.then(|| (place, read_bounded(&file, MOST).and_then(utf8)))
    })
}
