//! Which commit last changed the body of each note: one pass over the log, newest first, and what files held only where a
//! commit touched one of the notes that is still asked for. Commits that touched the front matter alone don't count, nor
//! those that stand in `.git-blame-ignore-revs`, nor merges that took over what was there. Renames are followed, moves of the
//! whole site too.

use std::collections::{BTreeMap, BTreeSet};

use foldhash::{HashMap, HashSet};

use super::blobs::Blobs;
pub use super::log::Commit;
use super::log::{Entry, Log, moves};
use super::{Git, Unknown};
use crate::nfc::nfc;
use crate::source::disk::read_bounded;

/// The file of the commits that don't count, as `git blame` and GitHub read it.
const IGNORED: &str = ".git-blame-ignore-revs";
/// Most bytes of it.
const MOST_IGNORED: u64 = 16 << 20;
/// How often notes are followed to where their folder was before.
const MOST_MOVES: usize = 32;

/// What of a file is its body.
pub type BodyOf<'a> = &'a dyn Fn(&[u8]) -> String;

impl Git {
    /// The commits that don't count, as the file in the working tree has them.
    pub fn ignored_commits(&self) -> Vec<u8> {
        read_bounded(&self.top.join(IGNORED), MOST_IGNORED).unwrap_or_default()
    }

    /// The commit that last changed the body of each of some files, by their paths from the top. A folder of the site holds
    /// them, and those that they were renamed from. One that no commit has is not in the answer.
    ///
    /// # Errors
    ///
    /// The clone lacks what files held.
    pub fn last_changes(
        &self,
        files: &[String],
        folder: &str,
        body: BodyOf<'_>,
    ) -> Result<BTreeMap<String, Commit>, Unknown> {
        let Some(head) = self.head().map_err(Unknown::Failed)? else { return Ok(BTreeMap::new()) };
        let blobs = Blobs::open(self).map_err(Unknown::Failed)?;
        let ignored = String::from_utf8_lossy(&self.ignored_commits()).into_owned();
        let ids = ignored.lines().map(|line| line.split('#').next().unwrap_or_default().trim());
        let ignored: HashSet<String> = ids.filter(|id| !id.is_empty()).map(str::to_lowercase).collect();
        let names = files.iter().map(|path| nfc(path).into_owned()).zip(0..).collect();
        let found = vec![None; files.len()];
        let mut walk = Walk {
            git: self,
            body,
            blobs,
            ignored,
            names,
            found,
            open: files.len(),
            arrived: BTreeMap::new(),
        };
        let (mut from, mut folders) = (vec![head], vec![self.spelt(folder)]);
        for _ in 0..MOST_MOVES {
            walk.pass(&from, &folders)?;
            (from, folders) = walk.follow_moves()?;
            if from.is_empty() {
                break;
            }
        }
        let found = files.iter().cloned().zip(walk.found);
        Ok(found.filter_map(|(path, commit)| Some((path, commit?))).collect())
    }
}

struct Walk<'a> {
    git: &'a Git,
    body: BodyOf<'a>,
    blobs: Blobs,
    ignored: HashSet<String>,
    /// The notes that are still asked for, by the names that they had where the walk is.
    names: HashMap<String, usize>,
    found: Vec<Option<Commit>>,
    /// How many notes are still asked for.
    open: usize,
    /// The notes that came from nowhere, as far as it shows, by the names that they came under: with which commit.
    arrived: BTreeMap<String, (String, usize)>,
}

impl Walk<'_> {
    /// Goes through the log of some folders, until every note is found.
    fn pass(&mut self, from: &[String], folders: &[String]) -> Result<(), Unknown> {
        if self.open == 0 {
            return Ok(());
        }
        let failed = |said| self.git.unknown(said);
        let mut log = Log::open(self.git, from, folders).map_err(failed)?;
        while let Some((commit, entries)) = log.next().map_err(|said| self.git.unknown(said))? {
            self.step(&commit, entries)?;
            if self.open == 0 {
                break;
            }
        }
        self.names.clear();
        self.open = 0;
        Ok(())
    }

    fn step(&mut self, commit: &Commit, entries: Vec<Entry>) -> Result<(), Unknown> {
        let is_ignored = self.ignored.contains(&commit.id);
        let mut old_names = Vec::new();
        for entry in entries {
            let Some(note) = self.names.get(&entry.path).copied() else { continue };
            // A note that is found may have had other names in another branch.
            if self.found[note].is_some() {
                continue;
            }
            let has_come = entry.olds.iter().all(Option::is_none);
            if has_come || (!is_ignored && self.is_change(&entry)?) {
                if has_come {
                    self.arrived.insert(entry.path, (commit.id.clone(), note));
                }
                self.found[note] = Some(commit.clone());
                self.open -= 1;
                continue;
            }
            // In another branch a merged note may still have its name.
            if entry.olds.len() == 1 {
                self.names.remove(&entry.path);
            }
            old_names.extend(entry.olds.into_iter().flatten().map(|(path, _)| (path, note)));
        }
        for (path, note) in old_names {
            self.names.entry(path).or_insert(note);
        }
        Ok(())
    }

    /// Whether a commit changed the body of a file. A merge did not where each line is one of those that it merged.
    fn is_change(&mut self, entry: &Entry) -> Result<bool, Unknown> {
        let Some(new) = &entry.blob else { return Ok(false) };
        let new = self.body_of(new)?;
        let mut lines = BTreeSet::new();
        let is_merge = entry.olds.len() > 1;
        for (_, old) in entry.olds.iter().flatten() {
            let old = self.body_of(old)?;
            if old == new {
                return Ok(false);
            }
            if is_merge {
                lines.extend(old.lines().map(str::to_owned));
            }
        }
        Ok(!is_merge || new.lines().any(|line| !lines.contains(line)))
    }

    fn body_of(&mut self, blob: &str) -> Result<String, Unknown> {
        let lacks = || self.git.unknown("git lacks an older version of a file".to_owned());
        let bytes = self.blobs.read(blob);
        Ok((self.body)(&bytes.ok_or_else(lacks)?))
    }

    /// Where notes that came with a commit came from, if they stood in other folders before: the commits to go on from, and
    /// the folders. Those notes are asked for again.
    fn follow_moves(&mut self) -> Result<(Vec<String>, Vec<String>), Unknown> {
        let arrived = std::mem::take(&mut self.arrived);
        let commits: BTreeSet<&str> = arrived.values().map(|(commit, _)| commit.as_str()).collect();
        let moves = moves(self.git, &commits).map_err(|said| self.git.unknown(said))?;
        let (mut from, mut folders) = (BTreeSet::new(), BTreeSet::new());
        for (commit, entry) in moves {
            let note = arrived.get(&entry.path).filter(|(at, _)| *at == commit).map(|(_, note)| *note);
            let Some((note, (old, _))) = note.zip(entry.olds.iter().flatten().next()) else { continue };
            if !self.ignored.contains(&commit) && self.is_change(&entry)? {
                continue;
            }
            folders.insert(old.rsplit_once('/').map_or(".", |(folder, _)| folder).to_owned());
            from.insert(format!("{commit}^"));
            self.found[note] = None;
            self.open += 1;
            self.names.insert(old.clone(), note);
        }
        Ok((from.into_iter().collect(), folders.into_iter().collect()))
    }
}
