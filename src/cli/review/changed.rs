//! `review --changed-since`: the notes that a branch concerns by the files that it changed, and the files that no note watches.

use anyhow::{Context, Error, Result, anyhow};

use super::super::args::{Review as Args, ReviewFormat};
use super::super::output::Terminal;
use crate::corpus::{CONTENT, STATIC, TEMPLATES};
use crate::engine::watched::Watcher;
use crate::engine::{Build, Engine};
use crate::ledger::Ledger;
use crate::model::review::Review;
use crate::model::touched::Changes;
use crate::parse::watched::{digest, part};
use crate::path::SourcePath;
use crate::report::touched::{Branch, github, human, json, markdown};
use crate::source::git::Git;
use crate::source::git::changed::{Changed, NoBase};

/// Folders of a site that hold it and what is made of it.
const OWN: [&str; 4] = [CONTENT, STATIC, TEMPLATES, "public"];
/// The folder of what is remembered.
const CACHE: &str = ".fieldnotes/";

/// Tells of the reviews that a branch concerns, which left another one.
pub(super) fn tell(
    args: &Args,
    since: &str,
    (engine, build): (&Engine, &Build),
    reviews: &[Review<'_>],
    terminal: &mut Terminal,
) -> Result<()> {
    let git = engine.source().repository();
    let git = git.context("the site is not in a git repository, so it is unknown what changed")?;
    let mut branch = git.changed_since(since).map_err(|why| no_base(since, why))?;
    // What is remembered between builds is nobody's change.
    let cache = git.from_top(CACHE);
    branch.files.retain(|file| !file.starts_with(&cache));
    let watcher = Watcher::new(engine.source(), engine.store());
    let changes = Changes {
        files: &branch.files,
        from_top: &|path| git.from_top(path),
        files_of: &|pattern| watcher.files_of(pattern),
        has_changed: &|file, name| has_changed(&git, &branch, (file, name)),
    };
    let is_asked = |review: &&Review<'_>| {
        args.state.is_empty() || review.states.iter().any(|state| args.state.contains(state))
    };
    let asked: Vec<&Review<'_>> = reviews.iter().filter(is_asked).collect();
    let unwatched = args.unwatched.then(|| changes.unwatched(&build.corpus, &|path| is_own(build, path)));
    let (files, touched) = (branch.files.len(), changes.touched(&asked));
    let told = Branch { since, base: &branch.base, files, touched, unwatched };
    let text = |path: &SourcePath| build.text(path);
    terminal.result(&match args.format {
        ReviewFormat::Human => human(&told),
        ReviewFormat::Json => json(&told, &text),
        ReviewFormat::Markdown => markdown(&told),
        ReviewFormat::Github => github(&told, &text, &|path| git.from_top(path)),
    })?;
    Ok(())
}

/// Whether a part of a file is not what it was where the branch began. One that can be found neither then nor now may be.
fn has_changed(git: &Git, changed: &Changed, (file, name): (&str, &str)) -> bool {
    let of_part = |bytes: Vec<u8>| {
        let text = String::from_utf8(bytes).ok()?;
        part(file, &text, name).map(|part| digest(part.as_bytes()))
    };
    let (then, now) = (git.file_at(&changed.base, file), git.file_now(file));
    let (then, now) = (then.and_then(of_part), now.and_then(of_part));
    then != now || now.is_none()
}

/// Whether a path of the site is one of what it is made from or made to.
fn is_own(build: &Build, path: &str) -> bool {
    let is_baseline = build.config.baseline.as_ref().is_some_and(|baseline| baseline.value.as_str() == path);
    let is_beside = [SourcePath::settings(), Ledger::path()].iter().any(|beside| beside.as_str() == path);
    let folder = path.split_once('/').map_or("", |(folder, _)| folder);
    is_baseline || is_beside || OWN.contains(&folder)
}

/// Whether this can be the name of a branch elsewhere.
fn is_name(text: &str) -> bool {
    let is_odd = |c: char| c.is_whitespace() || c.is_control() || "~^:?*[\\@{".contains(c);
    !text.is_empty() && text != "HEAD" && !text.starts_with(['-', '/']) && !text.contains(is_odd)
}

/// Why nobody can tell what changed, and what mends it.
fn no_base(name: &str, why: NoBase) -> Error {
    const IN_WORKFLOWS: &str = "in a workflow, set `fetch-depth: 0` for actions/checkout";
    match why {
        // What is no name of a branch can't be fetched.
        NoBase::Absent if !is_name(name) => {
            anyhow!(
                "`{}` is not a commit in this clone\n  name a branch, such as `origin/main`, or a commit",
                name.escape_debug()
            )
        }
        NoBase::Absent => {
            let (remote, branch) = name.split_once('/').unwrap_or(("origin", name));
            anyhow!(
                "`{name}` is not a commit in this clone\n  fetch it with `git fetch {remote} {branch}`; {IN_WORKFLOWS}"
            )
        }
        NoBase::Apart => {
            anyhow!("this branch and `{name}` have no commit in common\n  name the branch that this one left")
        }
        NoBase::Shallow => anyhow!(
            "the clone is too shallow to find where this branch left `{name}`\n  fetch the rest with `git fetch --unshallow`; {IN_WORKFLOWS}"
        ),
        NoBase::Unknown(why) => {
            anyhow!("git can't list the changes since `{name}`: {why}\n  {}", why.remedy())
        }
    }
}
