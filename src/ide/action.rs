//! What an author can have done at a place: every fix of a fault, a note that a link leads to and that is not there, keys in order, a
//! review recorded.

use super::Question;
use super::difference::difference;
use super::rename::Edits;
use crate::corpus::CONTENT;
use crate::diagnostic::{Code, Diagnostic, Fix};
use crate::edit::review::{Accepted, Place};
use crate::engine::Engine;
use crate::engine::watched::{Look, Watcher};
use crate::fix;
use crate::model::link::{Target, resolve};
use crate::parse::placeholder;
use crate::path::{SourcePath, title_of_name};
use crate::span::Span;
use crate::validate::read::body_hash;

/// Something that can be done.
#[derive(Clone, Debug)]
pub struct Action {
    /// What it does.
    pub title: String,
    /// Which kind of action it is.
    pub kind: Kind,
    /// The fault that it mends: its place among those that were given.
    pub fault: Option<usize>,
    /// What changes.
    pub edits: Edits,
    /// A file that is made first, with its text.
    pub creates: Option<(SourcePath, String)>,
}

/// A kind of action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Mends a fault.
    Fix,
    /// Writes what a fault takes to be meant.
    Meant,
    /// Mends all of a file.
    FixAll,
    /// Writes something anew that was right.
    Rewrite,
}

impl Action {
    fn new(title: impl Into<String>, kind: Kind) -> Self {
        Self { title: title.into(), kind, fault: None, edits: Edits::new(), creates: None }
    }

    fn edit(mut self, path: &SourcePath, span: Span, text: impl Into<String>) -> Self {
        self.edits.entry(path.clone()).or_default().push((span, text.into()));
        self
    }

    /// Another text for the whole of a file.
    fn text(mut self, path: &SourcePath, (old, new): (&str, &str)) -> Self {
        self.edits.insert(path.clone(), difference(old, new));
        self
    }
}

impl Question<'_> {
    /// What can be done about a span of the file, of whose faults these are known.
    pub fn actions(&self, span: Span, faults: &[Diagnostic]) -> Vec<Action> {
        let touches = |fault: &Diagnostic| fault.span.start <= span.end && fault.span.end >= span.start;
        let here = faults.iter().enumerate().filter(|(_, fault)| touches(fault));
        let mut actions = Vec::new();
        for (at, fault) in here {
            let fixed = fault.fix.as_ref().map(|fix| {
                let title = capitalised(&fix.title);
                Action::new(title, Kind::Fix).edit(&fix.path, fix.span, fix.replacement.clone())
            });
            let made = || self.missing_note(fault);
            let found = fixed.or_else(|| self.meant(fault)).into_iter().chain(made());
            actions.extend(found.map(|action| Action { fault: Some(at), ..action }));
        }
        actions.extend(self.fix_all(faults));
        let front = crate::parse::front_matter::split(self.text).front;
        if front.is_some_and(|front| span.start <= front.end && span.end >= front.start.saturating_sub(4)) {
            actions.extend(self.elsewhere());
            let sorted = self.sorted();
            actions.extend(sorted.map(|(span, text)| {
                Action::new("Sort the keys in the format's order", Kind::Rewrite).edit(self.path, span, text)
            }));
        }
        actions
    }

    /// What was probably meant, where a fault says so and is not certain of it: the author is.
    fn meant(&self, fault: &Diagnostic) -> Option<Action> {
        let meant = fault.help.as_deref()?.split_once("did you mean `")?.1.split_once('`')?.0;
        let written = fault.span.of(self.text);
        let is_word = !written.is_empty() && !written.contains(['\n', '[', '(']);
        let new = match written.split_once('#') {
            Some((page, _)) if meant.starts_with('#') => format!("{page}{meant}"),
            _ => meant.to_owned(),
        };
        let quote = written.chars().next().filter(|c| "\"'".contains(*c));
        let new = quote.map_or(new.clone(), |quote| format!("{quote}{new}{quote}"));
        let action = Action::new(format!("Replace `{written}` by `{new}`"), Kind::Meant);
        (is_word && new != written).then(|| action.edit(self.path, fault.span, new))
    }

    /// What this file lacks by faults of others: an alias for an address that `urls.lock` knows.
    fn elsewhere(&self) -> Vec<Action> {
        if self.build.text(self.path).as_deref() != Some(self.text) {
            return Vec::new();
        }
        let others = self.build.diagnostics.iter().filter(|fault| fault.path != *self.path);
        let fixes = others.filter_map(|fault| fault.fix.as_ref()).filter(|fix| fix.path == *self.path);
        let action = |fix: &Fix| {
            Action::new(capitalised(&fix.title), Kind::Fix).edit(&fix.path, fix.span, fix.replacement.clone())
        };
        fixes.map(action).collect()
    }

    /// All fixes of the file at once, where there are several.
    fn fix_all(&self, faults: &[Diagnostic]) -> Option<Action> {
        let own = faults.iter().filter(|fault| fault.fix.as_ref().is_some_and(|fix| fix.path == *self.path));
        let (text, made) = fix::apply(self.text, own);
        let title = format!("Fix {} faults of this file", made.len());
        (made.len() > 1).then(|| Action::new(title, Kind::FixAll).text(self.path, (self.text, &text)))
    }

    /// The note that a broken link means, made.
    fn missing_note(&self, fault: &Diagnostic) -> Option<Action> {
        if fault.code != Code::BrokenLink {
            return None;
        }
        let outline = self.document().outline;
        let link =
            outline.links.iter().find(|link| link.span == fault.span || link.written == Some(fault.span))?;
        let Target::Missing(path) = resolve(&self.build.site, self.path, &link.destination) else {
            return None;
        };
        path.markdown_stem().filter(|_| path.as_str().starts_with(&format!("{CONTENT}/")))?;
        let action = Action::new(format!("Create the note `{path}`"), Kind::Fix);
        Some(Action { creates: Some((path.clone(), self.beginning(&path))), ..action })
    }

    /// What a note that has to be written yet begins with: what its folder asks for.
    fn beginning(&self, path: &SourcePath) -> String {
        let schema = Question { path, ..*self }.schema();
        let title = title_of_name(path.markdown_stem().unwrap_or_default());
        let mut text = "---\n".to_owned();
        for field in schema.fields.iter().filter(|field| field.required) {
            let value = match field.name.as_str() {
                "title" => crate::edit::written::scalar(&title),
                "date" => self.today.to_string(),
                name => format!("\"{}\"", placeholder::asking(schema.renames.name_of(name))),
            };
            text += &format!("{}: {value}\n", schema.renames.name_of(&field.name));
        }
        text + "---\n\n"
    }

    /// The record of a review by somebody, written into the note; None where that can't be done.
    pub fn accepted(&self, engine: &Engine, by: &str) -> Option<Action> {
        let note = self.build.corpus.note_at(self.path)?;
        // What is still to be written was reviewed by nobody.
        let is_fault = |fault: &Diagnostic| fault.withholds() || fault.code == Code::PlaceholderLeft;
        let has_fault = |fault: &Diagnostic| fault.path == *self.path && is_fault(fault);
        let is_late = note.face.revision.last_reviewed.is_some_and(|day| day > self.today);
        // Who may accept is another question there, which `review accept` asks git.
        if self.build.config.reviews.four_eyes || is_late || self.build.diagnostics.iter().any(has_fault) {
            return None;
        }
        let watcher = Watcher::new(engine.source(), engine.store());
        let mut digests = Vec::new();
        for watch in &note.facts.watches {
            digests.push(match watcher.look(&watch.pattern.value) {
                Look::Digest(digest) => Some(digest),
                Look::Unknown(_) => None,
                _ => return None,
            });
        }
        let hash = body_hash(self.document().body.of(self.text));
        let schema = self.schema();
        // A draft that was reviewed is one no longer, and the title says so.
        let status = (note.face.revision.status.as_deref() == Some("drafted")).then_some("reviewed");
        let review = Accepted {
            day: self.today,
            by,
            note: None,
            status,
            tested: None,
            hash: &hash,
            digests: &digests,
        };
        let new = Place { path: self.path, schema: &schema }.accept(self.text, review).ok()?;
        let then = status.map(|status| format!(", and set its status to {status}")).unwrap_or_default();
        let title = format!("Accept the review of this note, as {by} on {}{then}", self.today);
        Some(Action::new(title, Kind::Rewrite).text(self.path, (self.text, &new)))
    }
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
