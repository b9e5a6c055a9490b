//! The front part of a note as Markdown: what its page says around the body, as one list in the order of a reader's questions. Is it
//! still true, who keeps it, what replaces it; what to expect, how to undo it; what to run, and what to tick.
//!
//! All of it stands before the body, which may end in a block that nobody closed: what came behind would be part of that.

use jiff::civil::Date;

use super::field::{self, code, longest_run};
use super::{destination, escape, states};
use crate::model::route::markdown_url;
use crate::note::{Change, Named};
use crate::parse::inline::{self, Part};
use crate::render::reads::Reads;
use crate::render::view::note::OwnNote;

/// The list; each item ends its line.
pub(super) fn of(reads: &Reads<'_>, own: &OwnNote<'_>) -> String {
    let words = reads.words();
    let mut out = String::new();
    let known = state(reads, own).into_iter().chain(place(reads, own));
    let change = own.body.change.as_ref();
    let text =
        |text: &str, indent: &str| joined(text, indent, |line| field::line(reads, own.note.path, line));
    let of_change = |change| of_change(change, &text);
    for (key, value) in known.chain(change.into_iter().flat_map(of_change)) {
        out.push_str(&format!("- {}: {value}\n", escape(words.get(key))));
    }
    if let Some(metric) = change.and_then(|change| metric(reads, change)) {
        out.push_str(&format!("- {}: {metric}\n", escape(words.get("change_metric"))));
    }
    let commands = change.map_or(&[] as &[String], |change| &change.commands);
    if !commands.is_empty() {
        out.push_str(&format!("- {}:\n{}", escape(words.get("change_commands")), fenced(commands)));
    }
    if !own.body.checklist.is_empty() {
        out.push_str(&format!("- {}:\n", escape(words.get("checklist"))));
        let item = |step: &String| format!("  - [ ] {}\n", text(step, "    "));
        out.extend(own.body.checklist.iter().map(item));
    }
    out
}

type Fact = (&'static str, String);

/// Whether the note is still true.
fn state(reads: &Reads<'_>, own: &OwnNote<'_>) -> Vec<Fact> {
    let (note, words) = (&own.note, reads.words());
    let revision = &note.face.revision;
    let day = |day: Option<Date>| day.map(|day| day.to_string());
    let by = revision.reviewed_by.as_deref().map(|name| words.fill("reviewed_by", &[("name", name)]));
    let reviewed = revision.last_reviewed.map(|day| match by {
        Some(by) => format!("{day} {}", escape(&by)),
        None => day.to_string(),
    });
    let successor = revision.superseded_by.as_ref().and_then(|_| reads.successor(note.path));
    let successor = successor.map(|next| link(reads, next.title, next.url));
    let known = [
        ("status", revision.status.as_deref().map(escape)),
        ("version", revision.version.as_deref().map(escape)),
        ("state", states(note.standing)),
        ("successor", successor),
        ("last_reviewed", reviewed),
        ("review_due", day(note.standing.review_due)),
        ("put_off_until", day(note.standing.deferred_until)),
    ];
    told(known)
}

/// Who keeps the note, and what it is about.
fn place(reads: &Reads<'_>, own: &OwnNote<'_>) -> Vec<Fact> {
    let (note, facts) = (&own.note, own.facts);
    let alerts: Vec<String> = facts.alerts.iter().map(|alert| escape(&alert.value)).collect();
    let known = [
        ("owner", note.face.owner.as_deref().map(escape)),
        ("stack", list(note.face.stack.iter().map(named))),
        ("index_tools", list(note.face.tools.iter().map(named))),
        ("alerts", list(alerts.into_iter())),
        ("address", Some(format!("<{}>", reads.permalink(note.url)))),
    ];
    told(known)
}

/// What the note's change does, and how to undo it.
fn of_change(change: &Change, joined: &impl Fn(&str, &str) -> String) -> Vec<Fact> {
    let text = |text: &Option<String>| text.as_deref().map(|text| joined(text, "  "));
    let known = [
        ("change_expected", text(&change.expected_result)),
        ("change_rollback", text(&change.rollback)),
        ("change_reason", text(&change.reason)),
        ("change_files", list(change.files.iter().map(|file| code(file)))),
    ];
    told(known)
}

fn told<const N: usize>(known: [(&'static str, Option<String>); N]) -> Vec<Fact> {
    let filled = known.into_iter().filter_map(|(key, value)| Some((key, value?)));
    filled.filter(|(_, value)| !value.is_empty()).collect()
}

fn metric(reads: &Reads<'_>, change: &Change) -> Option<String> {
    let (name, before, after) = change.metric.as_ref()?;
    let values = [("change_before", before), ("change_after", after)];
    let value = |(key, value): (&str, &Option<String>)| {
        let value = escape(value.as_deref()?);
        Some(format!("{} {value}", escape(reads.words().get(key))))
    };
    let values = list(values.into_iter().filter_map(value));
    Some(values.map_or_else(|| escape(name), |values| format!("{}, {values}", escape(name))))
}

/// Names in a row; nothing where there is none.
fn list(names: impl Iterator<Item = String>) -> Option<String> {
    let names: Vec<String> = names.collect();
    (!names.is_empty()).then(|| names.join(", "))
}

fn named(item: &Named) -> String {
    let version = item.version.as_deref().map(|version| format!(" {}", escape(version)));
    format!("{}{}", escape(&item.name), version.unwrap_or_default())
}

/// A link to the Markdown of another note.
pub(super) fn link(reads: &Reads<'_>, title: &str, url: &crate::path::UrlPath) -> String {
    format!("[{}]({})", escape(title), destination(&reads.permalink(&markdown_url(url))))
}

/// A text within an item of a list: it keeps its lines, since each may be a step. What a page shows as a block of code is code here too,
/// line by line.
fn joined(text: &str, indent: &str, line: impl Fn(&str) -> String) -> String {
    let is_filled = |line: &&str| !line.trim().is_empty();
    let is_command = |line: &str| line.trim_start().starts_with("$ ");
    let lines = inline::parts(text).into_iter().flat_map(|part| match part {
        Part::Code(_, lines) => lines.into_iter().filter(is_filled).map(code).collect::<Vec<_>>(),
        Part::Text(lines) => {
            let shown = |written: &str| if is_command(written) { code(written) } else { line(written) };
            lines.into_iter().filter(is_filled).map(shown).collect()
        }
    });
    lines.collect::<Vec<_>>().join(&format!("\\\n{indent}"))
}

/// Commands as a block within an item of a list.
fn fenced(commands: &[String]) -> String {
    let lines = commands.iter().flat_map(|command| command.lines());
    let clean = |line: &str| line.chars().filter(|c| *c == '\t' || !c.is_control()).collect::<String>();
    let lines: Vec<String> = lines.map(clean).collect();
    let longest = lines.iter().map(|line| longest_run(line)).max().unwrap_or(0);
    let fence = "`".repeat((longest + 1).max(3));
    let mut out = format!("  {fence}shell\n");
    for line in lines {
        out.push_str(format!("  {line}").trim_end());
        out.push('\n');
    }
    out.push_str(&format!("  {fence}\n"));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_code_whatever_backticks_they_have() {
        assert_eq!(fenced(&["echo '```'".to_owned()]), "  ````shell\n  echo '```'\n  ````\n");
    }

    #[test]
    fn blocks_of_code_stay_as_they_are_typed() {
        let text = "First:\n```sh\na | b *c*\n```\n$ d https://e.example/f\nthen.";
        let line = |line: &str| line.to_uppercase();
        assert_eq!(joined(text, "", line), "FIRST:\\\n`a | b *c*`\\\n`$ d https://e.example/f`\\\nTHEN.");
    }

    #[test]
    fn a_text_of_several_lines_keeps_them() {
        assert_eq!(joined("One.\n\n- two $HOME\n", "  ", escape), "One.\\\n  \\- two \\$HOME");
    }
}
