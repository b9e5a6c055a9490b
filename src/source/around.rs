//! The files around a site that its notes watch: those that git tracks in its repository, or without one those below the
//! site's folder. Links are not followed.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use foldhash::{HashSet, HashSetExt};
use walkdir::WalkDir;

use super::Stamp;
use super::disk::{is_ignored, read_bounded, stamp_of};
use super::git::Git;

/// Most files below a folder that are looked at where there is no git.
const MOST_FILES: usize = 100_000;

/// The files around a site.
#[derive(Debug)]
pub enum Around {
    /// A repository: its upper folder, what git tracks, in order, and what of it a sparse checkout leaves out.
    Repository(PathBuf, Vec<String>, HashSet<String>),
    /// A folder that is in none.
    Folder(PathBuf),
    /// What a site in memory holds, with size and time.
    Memory(BTreeMap<String, (Stamp, Vec<u8>)>),
}

impl Around {
    /// The files around the site in a folder.
    ///
    /// # Errors
    ///
    /// Why nobody can tell which there are: git has no answer.
    pub fn of(site: &Path) -> Result<Self, String> {
        let Some(git) = Git::around(site) else {
            return site.canonicalize().map(Self::Folder).map_err(|error| error.to_string());
        };
        let listed = git.ask(&["ls-files", "-z", "-t", "--stage", "--full-name", ":/"])?;
        let (mut tracked, mut absent) = (Vec::new(), HashSet::new());
        for (state, path) in listed.split(|byte| *byte == 0).filter_map(tracked_file) {
            if state == SKIPPED {
                absent.insert(path.to_owned());
            }
            tracked.push(path.to_owned());
        }
        tracked.sort_unstable();
        tracked.dedup();
        Ok(Self::Repository(git.top().to_owned(), tracked, absent))
    }

    /// Whether git says which files there are.
    pub fn is_repository(&self) -> bool {
        matches!(self, Self::Repository(..))
    }

    /// Whether git tracks a file that it leaves out of this checkout.
    pub fn is_absent(&self, path: &str) -> bool {
        matches!(self, Self::Repository(_, _, absent) if absent.contains(path))
    }

    /// Whether there is a folder of this path.
    pub fn has_folder(&self, path: &str) -> bool {
        match self {
            Self::Repository(top, ..) | Self::Folder(top) => top.join(path).is_dir(),
            Self::Memory(files) => {
                path.is_empty() || files.keys().any(|file| file.len() > path.len() && is_below(file, path))
            }
        }
    }

    /// The files that are, or stand below, a path, in order.
    ///
    /// # Errors
    ///
    /// There are too many to look at.
    pub fn below(&self, path: &str) -> Result<Vec<String>, String> {
        match self {
            Self::Repository(_, tracked, _) => {
                let start = tracked.partition_point(|file| file.as_str() < path);
                let here = tracked[start..].iter().take_while(|file| file.starts_with(path));
                Ok(here.filter(|file| is_below(file, path)).cloned().collect())
            }
            Self::Folder(top) => walk(top, path),
            Self::Memory(files) => Ok(files.keys().filter(|file| is_below(file, path)).cloned().collect()),
        }
    }

    /// Size and time of a file.
    ///
    /// # Errors
    ///
    /// It is not there, or is none: a folder, a link, or something below a link.
    pub fn look(&self, path: &str) -> io::Result<Stamp> {
        match self {
            Self::Repository(top, ..) | Self::Folder(top) => {
                let file = top.join(path);
                if file.canonicalize()? != file {
                    return Err(io::Error::new(
                        io::ErrorKind::InvalidInput,
                        "it is a symbolic link, or below one",
                    ));
                }
                stamp_of(&file)
            }
            Self::Memory(files) => files.get(path).map(|(stamp, _)| *stamp).ok_or_else(not_there),
        }
    }

    /// What a file holds.
    ///
    /// # Errors
    ///
    /// It can't be read, or has more bytes than `most`.
    pub fn read(&self, path: &str, most: u64) -> io::Result<Vec<u8>> {
        match self {
            Self::Repository(top, ..) | Self::Folder(top) => read_bounded(&top.join(path), most),
            Self::Memory(files) => files.get(path).map(|(_, bytes)| bytes.clone()).ok_or_else(not_there),
        }
    }
}

fn not_there() -> io::Error {
    io::Error::from(io::ErrorKind::NotFound)
}

/// Whether a file is at a path, or below it.
fn is_below(file: &str, path: &str) -> bool {
    let rest = file.strip_prefix(path);
    rest.is_some_and(|rest| path.is_empty() || rest.is_empty() || rest.starts_with('/'))
}

/// The files below a path of a folder.
fn walk(top: &Path, path: &str) -> Result<Vec<String>, String> {
    let is_shown = |entry: &walkdir::DirEntry| {
        entry.depth() == 0 || !is_ignored("", &entry.file_name().to_string_lossy())
    };
    let walk = WalkDir::new(top.join(path)).sort_by_file_name().into_iter().filter_entry(is_shown);
    let mut files = Vec::new();
    for entry in walk.filter_map(Result::ok).filter(|entry| entry.file_type().is_file()) {
        if files.len() == MOST_FILES {
            return Err(format!("more than {MOST_FILES} files are below `{path}`"));
        }
        let below = entry.path().strip_prefix(top).unwrap_or(entry.path());
        files.extend(below.to_str().map(|path| path.replace('\\', "/")));
    }
    Ok(files)
}

/// How git marks what a sparse checkout leaves out.
const SKIPPED: u8 = b'S';

/// A line of `git ls-files -t --stage`: how the file is marked, and its path. Links and other repositories are left out.
fn tracked_file(line: &[u8]) -> Option<(u8, &str)> {
    let (state, path) = std::str::from_utf8(line).ok()?.split_once('\t')?;
    state.get(2..)?.starts_with("100").then_some((*line.first()?, path))
}
