//! Reviews as texts for an issue tracker, one for each owner. The text of an owner is the same as long as the states of the notes
//! are: it holds no today.

use std::collections::BTreeMap;

use serde_json::json;

use super::changes::markdown::code;
use super::review::{became, is_shown, plain};
use super::{count, number, visible};
use crate::model::review::{Review, State};
use crate::note::OwnerSource;
use crate::path::{shell_word, slugify};

/// What one owner is to do.
pub struct Issue<'r> {
    /// Who; None for the notes of nobody.
    pub owner: Option<&'r str>,
    /// By what it is found again: the same for the same site and owner.
    pub key: String,
    /// What it is called; the same, too.
    pub title: String,
    /// What it says, as Markdown.
    pub body: String,
    notes: Vec<&'r Review<'r>>,
}

/// Most bytes of a body: an issue on GitHub takes 65,536 characters, and whoever posts it may add something.
const MOST: usize = 60_000;

/// Most letters of a title that are shown.
const MOST_OF_A_TITLE: usize = 200;

/// What each owner is to do on a site of this title and address, in order of their names; that of nobody comes last.
pub fn issues<'r>(
    all: &'r [Review<'r>],
    states: &[State],
    (title, base_url): (&str, &str),
) -> Vec<Issue<'r>> {
    let mut by_owner: BTreeMap<(bool, Option<&str>), Vec<&Review<'_>>> = BTreeMap::new();
    let is_asked = |review: &&Review<'_>| match states {
        [] => review.lead().is_urgent(),
        states => is_shown(review, states),
    };
    for review in all.iter().filter(is_asked) {
        by_owner.entry((review.owner().is_none(), review.owner())).or_default().push(review);
    }
    let issue = |((_, owner), notes): ((bool, Option<&'r str>), Vec<&'r Review<'r>>)| {
        let key = key(owner, base_url);
        let title = match owner {
            Some(owner) => format!("Notes to review: {owner} ({title})"),
            None => format!("Notes to review without an owner ({title})"),
        };
        Issue { owner, title: visible(&title), body: body(&notes, &key), key, notes }
    };
    by_owner.into_iter().map(issue).collect()
}

/// A name for the issue of an owner, that no other owner has.
fn key(owner: Option<&str>, base_url: &str) -> String {
    let of = owner.map_or_else(String::new, |owner| format!("of {owner}"));
    let hash = blake3::hash(format!("{base_url}\n{of}").as_bytes());
    let name = slugify(owner.unwrap_or("nobody"));
    let short: String = name.chars().take(40).collect();
    format!("notes-to-review-{}-{}", short.trim_matches('-'), &hash.to_hex()[..8])
}

fn body(notes: &[&Review<'_>], key: &str) -> String {
    let mut out = format!(
        "{} to review. Check that each note is still correct, update it if it is not, and record the review with the command below it. \
         Run the commands in the folder of site.toml; `NAME` is the reviewer.\n",
        count(notes.len(), "note")
    );
    let end = format!("\n<!-- {key} -->\n");
    let mut before = None;
    for (at, review) in notes.iter().enumerate() {
        let heading = match review.lead() {
            lead if before == Some(lead) => String::new(),
            lead => format!("\n## {}\n", lead.name()),
        };
        before = Some(review.lead());
        let item = item(review);
        let more = format!("\nand {} more\n", number(notes.len() - at));
        if out.len() + heading.len() + item.len() + more.len() + end.len() > MOST {
            out.push_str(&more);
            break;
        }
        out.push_str(&heading);
        out.push_str(&item);
    }
    out + &end
}

/// A note to tick, and the command that records its review.
fn item(review: &Review<'_>) -> String {
    let path = visible(review.path().as_str());
    // As code a title calls nobody, and is no link.
    let title = code(&review.note.face.title, MOST_OF_A_TITLE).unwrap_or_default();
    let file = code(&path, MOST).unwrap_or_default();
    let mut said = vec![format!("{title} ({file})")];
    said.extend(match review.lead() {
        State::Deferred => review.note.face.revision.deferred_until.map(|until| format!("until {until}")),
        _ => review.due.map(|due| format!("due {due}")),
    });
    said.extend(
        review
            .watched()
            .filter_map(|(path, watched)| became(&visible(path), watched))
            .map(|text| plain(&text)),
    );
    said.extend(review.note.face.revision.last_reviewed.map(|day| format!("reviewed {day}")));
    let others: Vec<&str> = review.states.iter().skip(1).map(|state| state.name()).collect();
    if !others.is_empty() {
        said.push(format!("also {}", others.join(", ")));
    }
    let (said, command) = (said.join(", "), shell_word(&path));
    format!("\n- [ ] {said}\n\n      fieldnotes review accept {command} --by NAME\n")
}

/// The texts one after the other, each below its title.
pub fn markdown(issues: &[Issue<'_>]) -> String {
    let one = |issue: &Issue<'_>| format!("# {}\n\n{}", plain(&issue.title), issue.body);
    issues.iter().map(one).collect::<Vec<_>>().join("\n---\n\n")
}

/// The texts as JSON, with all notes of each.
pub fn json(issues: &[Issue<'_>]) -> String {
    let note = |review: &&Review<'_>| {
        json!({
            "path": review.path().as_str(),
            "title": review.note.face.title,
            "state": review.lead().name(),
            "states": review.states.iter().map(|state| state.name()).collect::<Vec<_>>(),
            "review_due": review.due.map(|day| day.to_string()),
            "owner_source": review.owner.as_ref().map(|(_, source)| OwnerSource::name(*source)),
        })
    };
    let one = |issue: &Issue<'_>| {
        json!({
            "owner": issue.owner,
            "key": issue.key,
            "title": issue.title,
            "body": issue.body,
            "notes": issue.notes.iter().map(note).collect::<Vec<_>>(),
        })
    };
    let all: Vec<_> = issues.iter().map(one).collect();
    serde_json::to_string_pretty(&all).unwrap_or_default() + "\n"
}
