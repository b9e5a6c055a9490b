//! Notes that the files concern which a branch changed: for people, for programs, as Markdown, and as annotations.

use serde_json::json;

use super::github::{annotation, shown};
use super::review::plain;
use super::{Places, TextOf, count, number, visible};
use crate::model::touched::{Cause, Touched};

/// What is told of a branch.
pub struct Branch<'r> {
    /// What it is held against, as it was named.
    pub since: &'r str,
    /// The commit where it left that.
    pub base: &'r str,
    /// How many files it changed.
    pub files: usize,
    /// The notes that these concern.
    pub touched: Vec<Touched<'r>>,
    /// The files that no note watches, where that is asked for.
    pub unwatched: Option<Vec<&'r str>>,
}

/// Most files that are named of one pattern, for people.
const MOST_FILES: usize = 3;

impl Branch<'_> {
    /// The notes in their groups: those that did not change along come first.
    fn groups(&self) -> Vec<(&'static str, &[Touched<'_>])> {
        let at = self.touched.partition_point(|touched| !touched.is_along);
        let (touched, along) = self.touched.split_at(at);
        let groups = [("touched", touched), ("changed too", along)];
        groups.into_iter().filter(|(_, notes)| !notes.is_empty()).collect()
    }

    /// "2 notes are affected by the 14 files that changed since `main`; no note watches 3 of them".
    fn summary(&self, quote: &str) -> String {
        let since = format!("{quote}{}{quote}", visible(self.since));
        if self.files == 0 {
            return format!("no file changed since {since}");
        }
        let notes = match self.touched.len() {
            0 => "no note is affected".to_owned(),
            1 => "1 note is affected".to_owned(),
            notes => format!("{} are affected", count(notes, "note")),
        };
        let files = count(self.files, "file");
        let unwatched = match self.unwatched.as_deref() {
            None | Some([]) => String::new(),
            Some(files) => format!("; no note watches {} of them", number(files.len())),
        };
        format!("{notes} by the {files} that changed since {since}{unwatched}")
    }
}

/// A path or a pattern on one line.
fn name(path: &str) -> String {
    visible(path).replace('\n', "␊")
}

/// What became of which files: "deploy/a.yaml and 2 more changed (`watches: deploy/*.yaml`)".
fn said(cause: &Cause<'_>) -> String {
    let (shown, rest) = cause.files.split_at(cause.files.len().min(MOST_FILES));
    let shown: Vec<String> = shown.iter().map(|file| name(file)).collect();
    let more = if rest.is_empty() { String::new() } else { format!(" and {} more", number(rest.len())) };
    let by = match cause.files.as_slice() {
        [file] if *file == cause.pattern.value => String::new(),
        _ => format!(" ({}: {})", cause.field, name(&cause.pattern.value)),
    };
    format!("{}{more} changed{by}", shown.join(", "))
}

fn all_said(touched: &Touched<'_>) -> String {
    let mut parts: Vec<String> = touched.causes.iter().map(said).collect();
    let states: Vec<&str> = touched.review.states.iter().map(|state| state.name()).collect();
    parts.push(states.join(", "));
    parts.join("; ")
}

/// For people at a terminal.
pub fn human(branch: &Branch<'_>) -> String {
    let mut out = String::new();
    for (name, notes) in branch.groups() {
        out.push_str(&format!("{name}: {}\n", number(notes.len())));
        for owned in notes.chunk_by(|a, b| a.review.owner() == b.review.owner()) {
            let owner = owned[0].review.owner();
            out.push_str(&format!("  {}\n", owner.map_or_else(|| "no owner".to_owned(), visible)));
            for touched in owned {
                let (path, said) = (touched.review.path(), all_said(touched));
                out.push_str(&format!("    {}\n      {}\n", visible(path.as_str()), visible(&said)));
            }
        }
        out.push('\n');
    }
    if let Some(files) = branch.unwatched.as_ref().filter(|files| !files.is_empty()) {
        out.push_str(&format!("unwatched: {}\n", number(files.len())));
        out.extend(files.iter().map(|file| format!("    {}\n", name(file))));
        out.push('\n');
    }
    out + &branch.summary("`") + "\n"
}

/// For a comment on a pull request.
pub fn markdown(branch: &Branch<'_>) -> String {
    let mut out = format!("{}.\n", plain(&branch.summary("")));
    for (name, notes) in branch.groups() {
        out.push_str(&format!("\n## {name}\n\n"));
        for touched in notes {
            let note = touched.review;
            let owner = note.owner().map(|owner| format!(", {}", plain(owner))).unwrap_or_default();
            let (title, path) = (plain(&note.note.face.title), visible(note.path().as_str()));
            out.push_str(&format!("- {title} (`{path}`{owner}): {}\n", plain(&all_said(touched))));
        }
    }
    if let Some(files) = branch.unwatched.as_ref().filter(|files| !files.is_empty()) {
        out.push_str("\n## unwatched\n\n");
        out.extend(files.iter().map(|file| format!("- {}\n", plain(file))));
    }
    out
}

/// For programs.
pub fn json(branch: &Branch<'_>, text: TextOf<'_>) -> String {
    let mut places = Places::new(text);
    let mut note = |touched: &Touched<'_>| {
        let path = touched.review.path();
        let cause = |cause: &Cause<'_>| {
            let (line, _) = places.of(path, cause.pattern.span);
            json!({
                "field": cause.field,
                "pattern": cause.pattern.value,
                "line": line.line,
                "files": cause.files,
            })
        };
        json!({
            "path": path.as_str(),
            "title": touched.review.note.face.title,
            "owner": touched.review.owner(),
            "state": touched.review.lead().name(),
            "states": touched.review.states.iter().map(|state| state.name()).collect::<Vec<_>>(),
            "changed_along": touched.is_along,
            "touched_by": touched.causes.iter().map(cause).collect::<Vec<_>>(),
        })
    };
    let along = branch.touched.iter().filter(|touched| touched.is_along).count();
    let document = json!({
        "since": branch.since,
        "base": branch.base,
        "notes": branch.touched.iter().map(&mut note).collect::<Vec<_>>(),
        "unwatched": branch.unwatched,
        "summary": {
            "files": branch.files,
            "notes": branch.touched.len(),
            "changed_along": along,
            "unwatched": branch.unwatched.as_ref().map(Vec::len),
        },
    });
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}

/// For GitHub's workflows: an annotation at each pattern, and at each file that no note watches. `from_top` is a path of the site
/// as it counts from the root of the repository.
pub fn github(branch: &Branch<'_>, text: TextOf<'_>, from_top: &dyn Fn(&str) -> String) -> String {
    let mut places = Places::new(text);
    let mut annotations = Vec::new();
    for touched in &branch.touched {
        let path = touched.review.path();
        let level = if touched.is_along { "notice" } else { "warning" };
        for cause in &touched.causes {
            let (line, _) = places.of(path, cause.pattern.span);
            let message = format!("{}: check that the note is still correct", said(cause));
            annotations.push(annotation((level, "touched"), (&from_top(path.as_str()), line.line), &message));
        }
    }
    for file in branch.unwatched.iter().flatten() {
        annotations.push(annotation(("notice", "unwatched"), (file, 1), "no note watches this file"));
    }
    shown(&annotations, &branch.summary("`"), "fieldnotes review --changed-since")
}
