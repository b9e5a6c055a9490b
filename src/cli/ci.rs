//! `fieldnotes ci`: workflows that check, build and publish the site where its repository is kept.
//!
//! The workflows are files beside this one, with gaps: the version of the program, the actions that GitHub's workflows use,
//! the branch and the site's folder. What they do is all in them, for whoever writes them into a repository to change.

use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::args::{Ci, CiHost, Common};
use super::output::Terminal;
use super::{ExitStatus, context, obstacle};
use crate::source::disk::read_text;
use crate::source::git::Git;
use crate::write::atomic;

/// What is published where git does not say.
const BRANCH: &str = "main";

/// The actions that the workflows use: the gap, the action, the commit, and the version of that commit.
const ACTIONS: [(&str, &str, &str, &str); 7] = [
    ("checkout", "actions/checkout", "3d3c42e5aac5ba805825da76410c181273ba90b1", "v7.0.1"),
    ("cache", "actions/cache", "27d5ce7f107fe9357f9df03efb73ab90386fccae", "v5.0.5"),
    ("upload-artifact", "actions/upload-artifact", "bbbca2ddaa5d8feaa63e36b76fdaad77386f024f", "v7.0.0"),
    ("download-artifact", "actions/download-artifact", "3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c", "v8.0.1"),
    (
        "upload-pages-artifact",
        "actions/upload-pages-artifact",
        "fc324d3547104276b827a68afc52ff2a11cc49c9",
        "v5.0.0",
    ),
    ("deploy-pages", "actions/deploy-pages", "cd2ce8fcbc39b97be8ca5fce6e763baed58fa128", "v5.0.0"),
    (
        "upload-sarif",
        "github/codeql-action/upload-sarif",
        "8aad20d150bbac5944a9f9d289da16a4b0d87c1e",
        "v4.36.2",
    ),
];

/// A workflow: its file in the repository, and what it holds.
struct Workflow {
    path: &'static str,
    text: String,
}

pub(super) fn run(args: &Ci, common: &Common, terminal: &mut Terminal) -> Result<ExitStatus> {
    let site = context::site_folder(common)?;
    let git = Git::around(&site);
    if git.is_none() {
        refuse_above(&site)?;
    }
    let place = Place::of(git.as_ref())?;
    let top = git.as_ref().map_or(site.as_path(), Git::top);
    let workflows = place.workflows(args.host, top);
    if !args.write {
        for Workflow { path, text } in workflows {
            terminal.result(&format!("# {path}\n{text}"))?;
        }
        return Ok(ExitStatus::Clean);
    }
    write(top, &workflows, terminal)?;
    for step in next(args.host, &workflows) {
        terminal.say(&format!("  next: {step}"));
    }
    Ok(ExitStatus::Clean)
}

/// A repository below the site's folder holds a part of the site alone: no workflow in it could build the whole.
fn refuse_above(site: &Path) -> Result<()> {
    let here = context::current_folder()?;
    let below =
        Git::around(&here).filter(|git| site.canonicalize().is_ok_and(|site| git.top().starts_with(site)));
    match below {
        None => Ok(()),
        Some(git) => bail!(
            "`site.toml` is in `{}`, above the repository in `{}`\n  move it into the repository with all that the site needs, or make the folder above the repository",
            context::shown(site),
            context::shown(git.top())
        ),
    }
}

/// Writes the workflows, all or none: one that is there and differs is somebody's. They are told by their paths from the top of
/// the repository, wherever in it the command was given.
fn write(top: &Path, workflows: &[Workflow], terminal: &mut Terminal) -> Result<()> {
    let mut missing = Vec::new();
    for workflow in workflows {
        match text_of(&top.join(workflow.path))? {
            None => missing.push(workflow),
            Some(there) if there == workflow.text => {}
            Some(_) => bail!(
                "`{}` already exists and is different; nothing was written\n  compare it with what the command prints without `--write`, or remove it",
                workflow.path
            ),
        }
    }
    let files: Vec<PathBuf> = missing.iter().map(|workflow| top.join(workflow.path)).collect();
    let texts = missing.iter().map(|workflow| workflow.text.as_bytes());
    let files: Vec<_> = files.iter().map(PathBuf::as_path).zip(texts).collect();
    atomic::create_all(&files).map_err(|(file, error)| obstacle::reason(file, error))?;
    let made: Vec<String> = missing.iter().map(|workflow| format!("`{}`", workflow.path)).collect();
    match made.as_slice() {
        [] => terminal.say("nothing to write: the files are there already"),
        made => terminal.done("Made", &made.join(" and ")),
    }
    Ok(())
}

/// What a file holds; None where there is none.
fn text_of(file: &Path) -> Result<Option<String>> {
    match read_text(file) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("`{}` can't be read", context::shown(file))),
    }
}

/// What is left to do by hand.
fn next(host: CiHost, workflows: &[Workflow]) -> Vec<String> {
    match host {
        CiHost::Github => {
            vec!["commit, push, and choose \"GitHub Actions\" as the source in Settings > Pages".to_owned()]
        }
        CiHost::Gitlab => workflows
            .iter()
            .filter(|workflow| workflow.path == GITLAB_INCLUDED)
            .map(|_| format!("add `include: {GITLAB_INCLUDED}` to {GITLAB}"))
            .chain(["commit and push".to_owned()])
            .collect(),
    }
}

const GITLAB: &str = ".gitlab-ci.yml";
/// Its place in a repository that has a pipeline.
const GITLAB_INCLUDED: &str = ".gitlab/notes.yml";

/// What the workflows have to know of a repository.
struct Place {
    /// The branch that is published.
    branch: String,
    /// The site's folder from the top of the repository; empty at the top.
    folder: String,
}

/// Whether a sign means nothing between double quotes, neither to YAML nor to a shell nor to patterns of paths; but a plus to patterns of branches.
fn is_harmless(sign: char) -> bool {
    sign.is_alphanumeric() || "-_./ +,@=()".contains(sign)
}

impl Place {
    fn of(git: Option<&Git>) -> Result<Self> {
        let branch = git.and_then(Git::default_branch).unwrap_or_else(|| BRANCH.to_owned());
        let folder = git.map_or("", Git::folder).to_owned();
        for (what, name) in [("branch", &branch), ("folder", &folder)] {
            if let Some(odd) = name.chars().find(|c| !is_harmless(*c)) {
                bail!(
                    "the name of the {what} `{name}` has a sign that workflows could misread: `{odd}`\n  print the workflow for a site in another repository, and change it by hand"
                );
            }
        }
        Ok(Self { branch, folder })
    }

    /// The workflows for a host.
    fn workflows(&self, host: CiHost, top: &Path) -> Vec<Workflow> {
        let of = |path, text| Workflow { path, text: self.filled(text) };
        match host {
            CiHost::Github => vec![
                of(".github/workflows/notes.yml", include_str!("ci/github.yml")),
                of(".github/workflows/notes-preview.yml", include_str!("ci/github-preview.yml")),
            ],
            CiHost::Gitlab => {
                let text = include_str!("ci/gitlab.yml");
                let is_ours = |there: &str| there == self.filled(text);
                let there = top.join(GITLAB);
                let is_taken = text_of(&there).is_ok_and(|there| there.is_some_and(|there| !is_ours(&there)));
                vec![of(if is_taken { GITLAB_INCLUDED } else { GITLAB }, text)]
            }
        }
    }

    /// A workflow without gaps.
    fn filled(&self, text: &str) -> String {
        let prefix = if self.folder.is_empty() { String::new() } else { format!("{}/", self.folder) };
        let folder = if self.folder.is_empty() { "." } else { &self.folder };
        let mut text = text
            .replace("<<version>>", env!("CARGO_PKG_VERSION"))
            .replace("<<branch>>", &self.branch)
            // A plus means something to patterns of branches, and a backslash to YAML.
            .replace("<<branch-pattern>>", &self.branch.replace('+', r"\\+"))
            .replace("<<prefix>>", &prefix)
            .replace("<<folder>>", folder);
        for (gap, action, commit, version) in ACTIONS {
            text = text.replace(&format!("<<{gap}>>"), &format!("{action}@{commit} # {version}"));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(folder: &str) -> Place {
        Place { branch: "trunk".to_owned(), folder: folder.to_owned() }
    }

    #[test]
    fn no_gap_is_left_and_each_action_is_used() {
        let nowhere = Path::new("nowhere");
        let place = place("docs");
        let all: Vec<Workflow> = [CiHost::Github, CiHost::Gitlab]
            .into_iter()
            .flat_map(|host| place.workflows(host, nowhere))
            .collect();
        let text: String = all.iter().map(|workflow| workflow.text.as_str()).collect();
        assert!(!text.contains("<<version") && !text.contains(">>\n") && text.contains("fieldnotes-cli=="));
        for (gap, action, commit, _) in ACTIONS {
            assert!(!text.contains(&format!("<<{gap}>>")), "{gap}");
            assert!(text.contains(&format!("{action}@{commit}")), "{action}");
        }
        assert!(text.contains("path: \"docs/public\"") && text.contains("[\"trunk\"]"));
    }
}
