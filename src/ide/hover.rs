//! What something means: the schema of a key, the note that a link leads to, the explanation of a code.

use std::collections::BTreeSet;

use super::schema;
use super::subject::{Subject, is_same};
use super::{Question, counted};
use crate::diagnostic::Code;
use crate::model::link::Target;
use crate::model::review::reviews;
use crate::path::SourcePath;
use crate::span::Span;
use crate::validate::schema::Shape;

impl Question<'_> {
    /// What stands here means, as Markdown, and where it stands.
    pub fn hover(&self) -> Option<(String, Span)> {
        let (subject, span) = self.subject()?;
        let text = match subject {
            Subject::Link(target) => self.of_link(&target)?,
            Subject::Key(way) => self.of_key(&way)?,
            Subject::Note => self.of_key(&["title".to_owned()])?,
            Subject::Term(index, name) => self.of_term(index, &name)?,
            Subject::Code(code) => of_code(code),
            Subject::Footnote(label) => self.of_footnote(&label)?,
            Subject::Heading(at) => {
                let id = self.document().outline.headings.get(at)?.id.clone();
                let count = self.references().len();
                format!("`#{id}`\n\n{}", counted(count, "link leads here", "links lead here"))
            }
            Subject::Template(_) => return None,
        };
        Some((text, span))
    }

    fn of_link(&self, target: &Target) -> Option<String> {
        let build = self.build;
        match target {
            Target::Note(id, place) => {
                let facts = &build.site.note(*id).facts;
                let heading = place.as_ref().and_then(|place| {
                    facts
                        .outline
                        .headings
                        .iter()
                        .find(|heading| heading.id == crate::model::link::id_of(place))
                });
                let heading =
                    heading.map(|heading| format!("Heading: **{}**", heading.text)).unwrap_or_default();
                Some(paragraphs(&[&self.of_note(&facts.path), &heading]))
            }
            Target::Unpublished(path, _) if build.corpus.has_note(path) => Some(self.of_note(path)),
            Target::Section(id, _) => {
                let section = &build.site.sections[*id];
                let notes = counted(section.notes.len(), "note", "notes");
                let summary = section.file.as_ref().map_or("", |file| file.summary.as_str());
                Some(paragraphs(&[&format!("**{}**", section.title), summary, &notes]))
            }
            Target::Address(url, _) => {
                let (path, _) = crate::model::Places::new(&build.site, &build.corpus).at(url)?;
                Some(self.of_note(path))
            }
            Target::File(path) => {
                let info = build.corpus.files.get(path)?;
                let size = info.dimensions.map(|(width, height)| format!("{width} × {height} pixels"));
                Some(paragraphs(&[&format!("`{path}`"), &size.unwrap_or_default()]))
            }
            Target::Here(place) => {
                let document = self.document();
                let heading = document.outline.headings.iter().find(|heading| heading.id == *place)?;
                Some(format!("**{}**, in this file", heading.text))
            }
            _ => None,
        }
    }

    fn of_note(&self, path: &SourcePath) -> String {
        let Some(note) = self.build.corpus.note_at(path) else { return format!("`{path}`") };
        let face = &note.face;
        let state = self.state_of(path).unwrap_or_default();
        let draft = if face.draft { "A draft: it is not published." } else { "" };
        let summary = if face.summary.is_empty() { &face.lead } else { &face.summary };
        paragraphs(&[&format!("**{}**", face.title), summary, &state, draft, &format!("`{path}`")])
    }

    /// In what state the review of a note is, in a line.
    pub(super) fn state_of(&self, path: &SourcePath) -> Option<String> {
        let build = self.build;
        let all = reviews(&build.site, &build.corpus, self.today);
        let review = all.iter().find(|review| review.path() == path)?;
        let revision = &review.note.face.revision;
        let mut parts = vec![review.states.iter().map(|state| state.name()).collect::<Vec<_>>().join(", ")];
        let by = revision.reviewed_by.as_ref().map(|by| format!(" by {by}")).unwrap_or_default();
        parts.extend(revision.last_reviewed.map(|day| format!("reviewed {day}{by}")));
        parts.extend(review.due.map(|day| format!("due {day}")));
        let watches = review.note.facts.watches.len();
        if watches > 0 {
            parts.push(format!("watches {}", counted(watches, "path", "paths")));
        }
        Some(parts.join(" · "))
    }

    fn of_key(&self, way: &[String]) -> Option<String> {
        let schema = self.schema();
        let field = schema::field(&schema, &Self::steps(way))?;
        let must = if field.required { "Required." } else { "" };
        let value = format!("Value: {}.", schema::told(&field.shape));
        let name = way.iter().filter(|part| *part != "-").cloned().collect::<Vec<_>>().join(".");
        Some(paragraphs(&[&format!("`{name}`"), &field.description, &value, must]))
    }

    fn of_term(&self, index: usize, name: &str) -> Option<String> {
        let field = &self.build.config.taxonomies.get(index)?.field;
        let way: Vec<String> = field.split('.').map(str::to_owned).collect();
        let schema = self.schema();
        let is_choice = schema.at(field).is_some_and(|shape| matches!(shape, Shape::Choice(_)));
        let of_key = if is_choice { self.of_key(&way) } else { None };
        let canonical = self.canonical(index, name);
        let count = self.notes_of(index, name).iter().map(|place| &place.path).collect::<BTreeSet<_>>().len();
        let title = self.build.site.taxonomies.get(index).map_or("", |taxonomy| &taxonomy.config.title);
        let spelling = if canonical == name {
            String::new()
        } else {
            format!("The vocabulary spells it `{canonical}`.")
        };
        let told = [&format!("**{name}** ({title})"), &counted(count, "note", "notes"), &spelling];
        Some(paragraphs(&[&paragraphs(&told.map(String::as_str)), &of_key.unwrap_or_default()]))
    }

    fn of_footnote(&self, label: &str) -> Option<String> {
        let mut all = self.footnotes().into_iter().filter(|(name, _)| is_same(name, label));
        let text = all.find_map(|(_, span)| self.text[span.end as usize..].strip_prefix(':'))?;
        Some(text.lines().next()?.trim().to_owned())
    }
}

/// The page of a code, as `explain` prints it.
fn of_code(code: Code) -> String {
    format!("**{}**, by default `{}`\n\n{}", code.name(), code.default_level().name(), code.page())
}

fn paragraphs(parts: &[&str]) -> String {
    parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join("\n\n")
}
