//! Another name for something, and all that has to be written otherwise then: a heading with the links to it, a term in all notes, a
//! footnote, a template.

use std::collections::BTreeMap;

use super::Question;
use super::place::Place;
use super::reference::{Aim, Use};
use super::subject::{Subject, is_same};
use crate::edit::list::scalar;
use crate::edit::settings::quoted;
use crate::engine::single;
use crate::model::link::{DIRECTIVE, encode_place, id_of};
use crate::path::SourcePath;
use crate::span::{Span, Spanned};

/// New texts for places of files.
pub type Edits = BTreeMap<SourcePath, Vec<(Span, String)>>;

impl Question<'_> {
    /// What would be given another name here, and where that name stands; None where nothing can be.
    pub fn renamed(&self) -> Option<(Span, String)> {
        let (subject, span) = self.subject()?;
        let span = match subject {
            Subject::Heading(_) => text_of_heading(self.text, span),
            Subject::Term(..) => inside_quotes(self.text, span),
            Subject::Footnote(_) => label(span),
            _ => return None,
        };
        let name = span.of(self.text).to_owned();
        (!name.trim().is_empty()).then_some((span, name))
    }

    /// What changes with another name.
    ///
    /// # Errors
    /// Nothing here has a name, or it can't have this one: why.
    pub fn rename(&self, name: &str) -> Result<Edits, String> {
        let nothing = || {
            "there is nothing here that can be renamed: place the cursor on a heading, a term or a footnote"
                .to_owned()
        };
        let (subject, span) = self.subject().ok_or_else(nothing)?;
        let name = name.trim();
        if name.is_empty() || name.contains(['\n', '\r']) {
            return Err("a name is one line, and not empty".to_owned());
        }
        match subject {
            Subject::Heading(at) => self.rename_heading(at, text_of_heading(self.text, span), name),
            Subject::Term(index, term) => self.rename_term(index, &term, name),
            Subject::Footnote(old) => self.rename_footnote(&old, name),
            _ => Err(nothing()),
        }
    }

    fn rename_heading(&self, at: usize, span: Span, name: &str) -> Result<Edits, String> {
        let range = span.range();
        let text = [&self.text[..range.start], name, &self.text[range.end..]].concat();
        let (old, new) = (self.document(), single::document(self.path, &text, &self.build.config));
        let (old, new) = (&old.outline.headings, &new.outline.headings);
        if old.len() != new.len() || new[at].level != old[at].level {
            return Err(format!("`{name}` would not be read as the text of a heading"));
        }
        // Links that were written for another heading would lead here, and nobody would see it.
        let takes = old.iter().enumerate().find(|(other, heading)| *other != at && heading.id == new[at].id);
        if takes.is_some() {
            return Err(format!("there is a heading `{name}` in this file already"));
        }
        // A heading that had the same name takes part: its number changes.
        let ids: BTreeMap<&str, &str> = old
            .iter()
            .zip(new)
            .filter(|(old, new)| old.id != new.id)
            .map(|(old, new)| (old.id.as_str(), new.id.as_str()))
            .collect();
        let is_moved = |aim: &Aim| {
            aim.path == *self.path && aim.place.as_deref().is_some_and(|place| ids.contains_key(place))
        };
        let mut edits = Edits::from([(self.path.clone(), vec![(span, name.to_owned())])]);
        for found in self.uses(is_moved) {
            let place = found.aim.place.as_deref().unwrap_or_default();
            let new = ids.get(place).copied().unwrap_or(place);
            let (span, destination) = self.rewritten(&found, new)?;
            edits.entry(found.path).or_default().push((span, destination));
        }
        // Several links may share one definition.
        for edits in edits.values_mut() {
            edits.sort();
            edits.dedup();
        }
        Ok(edits)
    }

    /// A destination with another place, and where it is written.
    fn rewritten(&self, found: &Use, id: &str) -> Result<(Span, String), String> {
        let (page, place) = found.destination.split_once('#').unwrap_or((&found.destination, ""));
        let rest = &place[id_of(place).len()..];
        let rest = if rest.starts_with(DIRECTIVE) { rest } else { "" };
        let new = format!("{page}#{}{rest}", written_place(id));
        let lost = || {
            format!(
                "the link `{}` in `{}` can't be updated: write it without escapes",
                found.destination, found.path
            )
        };
        let text = self.text_of(&found.path).ok_or_else(lost)?;
        let within = found.span.of(&text);
        let at = within.find(&found.destination).ok_or_else(lost)?;
        let start = found.span.start as usize + at;
        Ok((Span::new(start, start + found.destination.len()), new))
    }

    /// The text of a file: that of the editor for the one that is asked about.
    fn text_of(&self, path: &SourcePath) -> Option<std::sync::Arc<str>> {
        if path == self.path { Some(self.text.into()) } else { self.build.text(path) }
    }

    fn rename_term(&self, index: usize, term: &str, name: &str) -> Result<Edits, String> {
        let mut edits = Edits::new();
        for Place { path, span } in self.notes_of(index, term) {
            let text = self.text_of(&path).unwrap_or_default();
            let written = inside_quotes(&text, span).of(&text).to_owned();
            let edit = scalar(&text, &Spanned::new(written, span), name);
            let lost = || format!("`{path}` spells the term with escapes: change it there first");
            let edit = edit.ok_or_else(lost)?;
            edits.entry(path).or_default().push((edit.span, edit.text));
        }
        if let Some(Place { path, span }) = self.in_vocabulary(index, term) {
            let text = self.text_of(&path).unwrap_or_default();
            let is_quoted = span.of(&text).starts_with(['"', '\'']);
            let is_bare = name.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c));
            let name = if is_bare && !is_quoted { name.to_owned() } else { quoted(name) };
            edits.entry(path).or_default().push((span, name));
        }
        Ok(edits)
    }

    fn rename_footnote(&self, old: &str, name: &str) -> Result<Edits, String> {
        if name.contains(|c: char| c.is_whitespace() || "[]^".contains(c)) {
            return Err("the label of a footnote has no blanks and no brackets".to_owned());
        }
        let all = self.footnotes();
        if !is_same(old, name) && all.iter().any(|(label, _)| is_same(label, name)) {
            return Err(format!("there is a footnote `{name}` already"));
        }
        let of_label = all.into_iter().filter(|(label, _)| is_same(label, old));
        let edits = of_label.map(|(_, span)| (label(span), name.to_owned())).collect();
        Ok(Edits::from([(self.path.clone(), edits)]))
    }
}

/// A place as an author writes it: in letters, where nothing has to be escaped.
pub(super) fn written_place(id: &str) -> String {
    let is_plain = id.chars().all(|c| c.is_alphanumeric() || "-_.".contains(c));
    if is_plain { id.to_owned() } else { encode_place(id) }
}

/// The label of a footnote within its brackets.
fn label(span: Span) -> Span {
    Span::new(span.start as usize + 2, span.end as usize - 1)
}

/// A value without the quotes around it.
fn inside_quotes(text: &str, span: Span) -> Span {
    let written = span.of(text);
    let is_quoted = written.len() > 1
        && ['"', '\''].iter().any(|quote| written.starts_with(*quote) && written.ends_with(*quote));
    if is_quoted { Span::new(span.start as usize + 1, span.end as usize - 1) } else { span }
}

/// The text of a heading on its line, without its signs and the id that is written behind it.
fn text_of_heading(text: &str, span: Span) -> Span {
    let line = span.of(text);
    let line = line.lines().next().unwrap_or_default();
    let inner = match line.find('#') {
        Some(at) if line[..at].chars().all(|c| " >-*\t".contains(c)) => {
            line[at..].trim_start_matches('#').trim_start()
        }
        _ => line.trim_start(),
    };
    let start = span.start as usize + (line.len() - inner.len());
    let mut name = inner.trim_end();
    if let Some(at) = name.rfind("{#").filter(|_| name.ends_with('}')) {
        name = name[..at].trim_end();
    }
    let closed = name.trim_end_matches('#');
    if closed.ends_with(' ') {
        name = closed.trim_end();
    }
    Span::new(start, start + name.len())
}
