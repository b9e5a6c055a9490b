//! `git log` as it runs: its commits, newest first, and which files each of them changed. What a merge took over as it was is
//! no change of it.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read};
use std::process::ChildStdout;

use super::{Git, Running, said};
use crate::nfc::nfc;

/// A commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    /// Its id.
    pub id: String,
    /// How many commits it follows on: none for the first one, and for the last one that a shallow clone has.
    pub parents: usize,
    /// When it was written, by its author's clock: RFC 3339.
    pub at: String,
    /// Who wrote it: names and addresses, as the commit and as the mailmap has them.
    pub authors: Vec<String>,
}

/// A file that a commit changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// What it was in each of the commits before: its path, and the id of what it held. None where it was not there.
    pub(super) olds: Vec<Option<(String, String)>>,
    /// Its path.
    pub(super) path: String,
    /// The id of what it holds; None where it is gone.
    pub(super) blob: Option<String>,
}

/// What each commit begins with. No text of it can hold a zero byte.
const FORMAT: &str =
    "--format=commit %H%x00%P%x00%aI%x00%an%x00%ae%x00%aN%x00%aE%x00%(trailers:key=Co-authored-by,valueonly)";
/// How many parts that has after the first.
const PARTS: usize = 7;
/// Most files of one commit that are compared to tell renames from new files: whatever git is set to, it finds the same.
const MOST_RENAMES: &str = "-l1000";
const BEGIN: &[u8] = b"commit ";

/// A `git log` that is being read.
pub(super) struct Log {
    tokens: BufReader<ChildStdout>,
    /// The first part of the next commit, where it was read.
    next: Option<Vec<u8>>,
    running: Running,
}

impl Log {
    /// The commits that lead to some, as far as they changed something below some folders.
    pub(super) fn open(git: &Git, from: &[String], folders: &[String]) -> Result<Self, String> {
        let mut arguments =
            vec!["--literal-pathspecs", "log", "-z", FORMAT, "--encoding=UTF-8", "--no-color"];
        arguments.extend(["--raw", "--no-abbrev", "--root", "-c", "--combined-all-paths"]);
        arguments.extend(["-M", MOST_RENAMES, "--no-ext-diff", "--no-textconv"]);
        arguments.push("--end-of-options");
        arguments.extend(from.iter().map(String::as_str));
        arguments.push("--");
        arguments.extend(folders.iter().map(String::as_str));
        let mut child = git.start(&arguments)?;
        drop(child.stdin.take());
        let stdout = child.stdout.take().ok_or("git can't be queried")?;
        Ok(Self { tokens: BufReader::new(stdout), next: None, running: Running(child) })
    }

    /// The next commit, with the files that it changed; None at the end.
    ///
    /// # Errors
    ///
    /// Git failed, and says why.
    pub(super) fn next(&mut self) -> Result<Option<(Commit, Vec<Entry>)>, String> {
        let first = match self.next.take() {
            Some(first) => Some(first),
            None => self.token(),
        };
        let Some(first) = first else { return self.end() };
        let parts: Vec<String> = (0..PARTS).filter_map(|_| self.text()).collect();
        let commit = commit(&first, &parts).ok_or("git's log can't be read")?;
        let mut entries = Vec::new();
        while let Some(token) = self.token() {
            if token.starts_with(BEGIN) {
                self.next = Some(token);
                break;
            }
            let state = String::from_utf8_lossy(token.trim_ascii()).into_owned();
            if !state.is_empty() {
                entries.push(entry(&state, || self.text()).ok_or("git's log can't be read")?);
            }
        }
        Ok(Some((commit, entries)))
    }

    /// The bytes up to the next zero byte.
    fn token(&mut self) -> Option<Vec<u8>> {
        let mut token = Vec::new();
        self.tokens.read_until(0, &mut token).ok()?;
        (token.pop() == Some(0)).then_some(token)
    }

    fn text(&mut self) -> Option<String> {
        self.token().map(|token| String::from_utf8_lossy(&token).into_owned())
    }

    fn end<T>(&mut self) -> Result<Option<T>, String> {
        let status = self.running.0.wait().map_err(|error| error.to_string())?;
        if status.success() {
            return Ok(None);
        }
        let mut stderr = Vec::new();
        if let Some(pipe) = &mut self.running.0.stderr {
            // What it says of its failure is short.
            let _ = pipe.take(4096).read_to_end(&mut stderr);
        }
        Err(said(&stderr))
    }
}

/// The files that some commits renamed, each with its commit.
pub(super) fn moves(git: &Git, commits: &BTreeSet<&str>) -> Result<Vec<(String, Entry)>, String> {
    // A line without an end is read as none.
    let input: String = commits.iter().flat_map(|commit| [*commit, "\n"]).collect();
    let arguments =
        ["diff-tree", "--stdin", "-z", "-r", "--raw", "--no-abbrev", "-M", MOST_RENAMES, "--diff-filter=R"];
    let told = git.tell(&arguments, input.as_bytes())?;
    let mut tokens = told.split(|byte| *byte == 0).map(|token| String::from_utf8_lossy(token).into_owned());
    let (mut commit, mut found) = (String::new(), Vec::new());
    while let Some(token) = tokens.next() {
        if token.starts_with(':') {
            let entry = entry(&token, || tokens.next()).ok_or("git's log can't be read")?;
            found.push((commit.clone(), entry));
        } else {
            token.trim().clone_into(&mut commit);
        }
    }
    Ok(found)
}

fn commit(first: &[u8], parts: &[String]) -> Option<Commit> {
    let id = String::from_utf8_lossy(first.strip_prefix(BEGIN)?).into_owned();
    let [parents, at, people @ .., trailers] = parts else { return None };
    let mut authors = people.to_vec();
    for line in trailers.lines() {
        // "Name <address>"
        let (name, address) = line.split_once('<').unwrap_or((line, ""));
        authors.extend([name, address.trim_end().trim_end_matches('>')].map(|text| text.trim().to_owned()));
    }
    authors.retain(|name| !name.is_empty());
    authors.sort();
    authors.dedup();
    Some(Commit { id, parents: parents.split_whitespace().count(), at: at.clone(), authors })
}

/// A file that changed, from a line such as `:100644 100644 ID ID M`, and the paths behind it. A merge has a colon, a mode and an
/// id for each of the commits before, and names all paths.
fn entry(state: &str, mut path: impl FnMut() -> Option<String>) -> Option<Entry> {
    let before = state.bytes().take_while(|byte| *byte == b':').count();
    let fields: Vec<&str> = state[before..].split(' ').collect();
    let ids = fields.get(before + 1..2 * (before + 1))?;
    let status = fields.last()?;
    let is_renamed = status.starts_with(['R', 'C']);
    let paths = match before {
        0 => return None,
        1 if !is_renamed => 1,
        before => before + 1,
    };
    let paths: Vec<String> = (0..paths).map(|_| Some(nfc(&path()?).into_owned())).collect::<Option<_>>()?;
    let new = paths.last()?.clone();
    let is_there = |id: &&&str| id.bytes().any(|byte| byte != b'0');
    let old = |(at, id): (usize, &&str)| {
        let path = paths.get(at).unwrap_or(&new).clone();
        Some(id).filter(is_there).map(|id| (path, (*id).to_owned()))
    };
    let (new_id, old_ids) = ids.split_last()?;
    let olds = old_ids.iter().enumerate().map(old).collect();
    Some(Entry { olds, path: new, blob: Some(new_id).filter(is_there).map(|id| (*id).to_owned()) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(state: &str, paths: &[&str]) -> Entry {
        let mut paths = paths.iter().map(|path| (*path).to_owned());
        let read = entry(state, || paths.next()).unwrap();
        assert_eq!(paths.next(), None);
        read
    }

    fn was(path: &str, id: &str) -> (String, String) {
        (path.to_owned(), id.to_owned())
    }

    #[test]
    fn a_line_tells_what_a_file_was_and_is() {
        let changed = read(":100644 100644 1a 2b M", &["a b\n.md"]);
        assert_eq!(changed.olds, [Some(was("a b\n.md", "1a"))]);
        assert_eq!((changed.path.as_str(), changed.blob.as_deref()), ("a b\n.md", Some("2b")));
        assert_eq!(read(":000000 100644 00 2b A", &["a.md"]).olds, [None]);
        assert_eq!(read(":100644 000000 1a 00 D", &["a.md"]).blob, None);
        let renamed = read(":100644 100644 1a 2b R086", &["a.md", "b.md"]);
        assert_eq!((&renamed.olds[..], renamed.path.as_str()), (&[Some(was("a.md", "1a"))][..], "b.md"));
    }

    #[test]
    fn a_merge_tells_what_a_file_was_on_each_side() {
        let merged = read("::100644 100644 100644 1a 2b 3c RM", &["a.md", "b.md", "b.md"]);
        assert_eq!(merged.olds, [was("a.md", "1a"), was("b.md", "2b")].map(Some));
        assert_eq!((merged.path.as_str(), merged.blob.as_deref()), ("b.md", Some("3c")));
    }

    #[test]
    fn all_who_wrote_a_commit_are_its_authors() {
        let parts = ["p q", "2026-05-31T10:00:00+02:00", "A", "a@x", "A", "a@y", "B <b@x>\nC <c@x>\n"];
        let commit = commit(b"commit 1a", &parts.map(str::to_owned)).unwrap();
        assert_eq!((commit.id.as_str(), commit.parents), ("1a", 2));
        assert_eq!(commit.authors, ["A", "B", "C", "a@x", "a@y", "b@x", "c@x"]);
    }
}
