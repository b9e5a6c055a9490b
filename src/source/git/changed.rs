//! Which files a branch changed: from where it left another one to the working tree, with what is neither committed nor
//! tracked yet. A file that was renamed counts under both names.

use std::collections::BTreeSet;

use super::{Git, Unknown};
use crate::nfc::nfc;
use crate::source::disk::read_bounded;

/// Most bytes of a file that is looked into.
const MOST_BYTES: u64 = 16 << 20;

/// What a branch changed.
#[derive(Clone, Debug)]
pub struct Changed {
    /// The commit where it left the other one.
    pub base: String,
    /// The files, from the top of the repository.
    pub files: BTreeSet<String>,
}

/// Why nobody can tell what a branch changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoBase {
    /// There is no such commit.
    Absent,
    /// The branch and the other one have no commit in common.
    Apart,
    /// They may have one, and the clone is too shallow to tell.
    Shallow,
    /// Git has no answer.
    Unknown(Unknown),
}

impl Git {
    /// What changed since the working tree's branch left another one, or a commit.
    ///
    /// # Errors
    ///
    /// Nobody can tell.
    pub fn changed_since(&self, name: &str) -> Result<Changed, NoBase> {
        let failed = |said| NoBase::Unknown(self.unknown(said));
        let is_shallow = self.is_shallow().map_err(failed)?;
        let theirs = self.commit(name).ok_or(NoBase::Absent)?;
        let base = self.ask(&["merge-base", &theirs, "HEAD"]);
        let base = base.map(|base| String::from_utf8_lossy(&base).trim().to_owned()).unwrap_or_default();
        if base.is_empty() {
            return Err(if is_shallow { NoBase::Shallow } else { NoBase::Apart });
        }
        let committed =
            self.ask(&["diff-tree", "-r", "-z", "--no-renames", "--name-only", &base, "HEAD", "--"]);
        let mut files: BTreeSet<String> = names(&committed.map_err(failed)?).map(spelt).collect();
        files.extend(self.uncommitted().map_err(failed)?);
        Ok(Changed { base, files })
    }

    /// What a file holds in the working tree; None where it is not there, or too large to be watched.
    pub fn file_now(&self, path: &str) -> Option<Vec<u8>> {
        read_bounded(&self.top.join(path), MOST_BYTES).ok()
    }

    /// The files that are not as the last commit has them, and those that git neither tracks nor ignores. What a filter
    /// makes of a file is not known without it: such a file counts once its change is staged.
    fn uncommitted(&self) -> Result<BTreeSet<String>, String> {
        let off = self.without_filters()?;
        let mut arguments: Vec<&str> = off.iter().map(String::as_str).collect();
        arguments.extend(["status", "--porcelain", "-z", "--no-renames", "--untracked-files=all"]);
        arguments.push("--ignore-submodules=dirty");
        let status = self.ask(&arguments)?;
        let (unstaged, mut files): (BTreeSet<_>, BTreeSet<_>) =
            names(&status).filter_map(line).partition(|(state, _)| *state == b" M");
        let unstaged: Vec<&[u8]> = unstaged.into_iter().map(|(_, path)| path).collect();
        let filtered = if off.is_empty() { BTreeSet::new() } else { self.filtered(&unstaged)? };
        files.extend(
            unstaged
                .into_iter()
                .filter(|path| !filtered.contains(*path))
                .map(|path| (b" M".as_slice(), path)),
        );
        Ok(files.into_iter().map(|(_, path)| spelt(path)).collect())
    }

    /// Those of some files that a filter is named for.
    fn filtered(&self, files: &[&[u8]]) -> Result<BTreeSet<Vec<u8>>, String> {
        let input: Vec<u8> = files.iter().flat_map(|path| [path, b"\0".as_slice()].concat()).collect();
        let found = self.tell(&["check-attr", "-z", "--stdin", "filter"], &input)?;
        // Path, attribute and value, which may be empty.
        let fields: Vec<&[u8]> = found.split(|byte| *byte == 0).collect();
        let has_filter =
            |of: &&[&[u8]]| !matches!(of.get(2), None | Some(&b"" | &b"unspecified" | &b"unset"));
        Ok(fields.chunks(3).filter(has_filter).map(|of| of[0].to_vec()).collect())
    }
}

/// The parts between zero bytes.
fn names(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.split(|byte| *byte == 0).filter(|name| !name.is_empty())
}

/// State and path of a line of `git status --porcelain`.
fn line(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let (state, rest) = line.split_at_checked(2)?;
    Some((state, rest.strip_prefix(b" ")?))
}

/// A path as notes name it.
fn spelt(path: &[u8]) -> String {
    nfc(&String::from_utf8_lossy(path)).trim_end_matches('/').to_owned()
}
