//! `[review] four_eyes = true`: whoever last changed the body of a note is not the one who finds it true. Where nobody can tell
//! who that was, nobody is.

use std::path::Path;

use anyhow::{Context, Result, bail, ensure};

use crate::corpus::CONTENT;
use crate::engine::dates::body_of;
use crate::nfc::nfc;
use crate::path::SourcePath;
use crate::source::git::last::Commit;
use crate::source::git::{Git, Unknown};

/// A note that is to be reviewed: its path, its file, and its text.
pub(super) type Reviewed<'n> = (&'n SourcePath, &'n Path, &'n str);

/// Sees that somebody else than the reviewer last changed the bodies of notes.
pub(super) fn check(git: Option<&Git>, notes: &[Reviewed<'_>], by: &str) -> Result<()> {
    let unknown = |why: &Unknown| {
        format!("`four_eyes` is set, but it is unknown who last changed the body: {why}\n  {}", why.remedy())
    };
    let git = git.with_context(|| unknown(&Unknown::NoRepository))?;
    let failed = |said| anyhow::anyhow!(unknown(&Unknown::Failed(said)));
    let is_shallow = git.is_shallow().map_err(failed)?;
    let head = git.head().map_err(failed)?;
    let mut paths = Vec::with_capacity(notes.len());
    for (path, file, text) in notes {
        let real = git.path_of(file).with_context(|| format!("`{path}` is outside of the repository"))?;
        let committed = head.as_deref().and_then(|head| git.file_at(head, &real));
        ensure!(
            committed.is_some_and(|bytes| body_of(&bytes) == body_of(text.as_bytes())),
            "the body of `{path}` has changes that are not committed, and `four_eyes` needs to know their author\n  commit the change first"
        );
        paths.push(real);
    }
    let changes = git.last_changes(&paths, CONTENT, &body_of);
    let changes = changes.map_err(|why| anyhow::anyhow!(unknown(&why)))?;
    for ((path, ..), real) in notes.iter().zip(&paths) {
        match changes.get(real) {
            // What stands before it is not there: it may only look as if it had brought the note.
            Some(commit) if is_shallow && commit.parents == 0 => bail!(unknown(&Unknown::Shallow)),
            Some(commit) if is_author(commit, by) => bail!(
                "`{by}` last changed the body of `{path}`, in commit {}, and `four_eyes` requires another reviewer\n  name another person with `--by`",
                commit.id.get(..12).unwrap_or(&commit.id)
            ),
            Some(_) => {}
            None => bail!(
                "`four_eyes` is set, but it is unknown who last changed the body of `{path}`: no commit contains it"
            ),
        }
    }
    Ok(())
}

/// Whether a reviewer is one of those who wrote a commit: by a name, an address, or both as git writes them.
fn is_author(commit: &Commit, by: &str) -> bool {
    let folded = |text: &str| nfc(text.trim()).to_lowercase();
    let (name, address) = by.split_once('<').unwrap_or((by, ""));
    let by = [by, name, address.trim_end().trim_end_matches('>')].map(folded);
    commit.authors.iter().map(|author| folded(author)).any(|author| by.contains(&author))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reviewer_is_known_by_name_or_address_in_any_case() {
        let authors = ["Žofie Nová", "zofie@example.org"].map(str::to_owned).to_vec();
        let commit = Commit { id: "1a".to_owned(), parents: 1, at: String::new(), authors };
        for by in
            ["žofie nová", " ŽOFIE NOVÁ ", "Z\u{30c}ofie Nová", "Zofie@Example.org", "Z <zofie@example.org>"]
        {
            assert!(is_author(&commit, by), "{by}");
        }
        for by in ["Žofie", "", "example.org", "Somebody <>"] {
            assert!(!is_author(&commit, by), "{by}");
        }
    }
}
