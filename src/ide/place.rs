//! Where things are: what a link leads to, where a footnote is defined, which file a template is.

use super::Question;
use super::subject::{Subject, is_same, template_file};
use crate::engine::Build;
use crate::model::Places;
use crate::model::link::{Target, id_of};
use crate::model::taxonomy::canonical;
use crate::parse::Outline;
use crate::path::SourcePath;
use crate::span::Span;

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file.
    pub path: SourcePath,
    /// What of it.
    pub span: Span,
}

impl Question<'_> {
    /// Where what stands here leads to, and where it stands.
    pub fn definition(&self) -> Option<(Span, Vec<Place>)> {
        let (subject, span) = self.subject()?;
        let here = |span| Place { path: self.path.clone(), span };
        let places = match subject {
            Subject::Link(target) => self.led_to(&target, &self.document().outline).into_iter().collect(),
            Subject::Footnote(label) => {
                let is_definition = |span: &Span| self.text[span.end as usize..].starts_with(':');
                let all = self.footnotes().into_iter();
                let of_label = all.filter(|(name, span)| is_same(name, &label) && is_definition(span));
                of_label.map(|(_, span)| here(span)).collect()
            }
            Subject::Term(index, name) => self.in_vocabulary(index, &name).into_iter().collect(),
            Subject::Template(name) => {
                let file = template_file(&name).filter(|path| self.build.text(path).is_some());
                file.map(|path| Place { path, span: Span::at(0) }).into_iter().collect()
            }
            Subject::Heading(_) | Subject::Note | Subject::Key(_) | Subject::Code(_) => vec![here(span)],
        };
        (!places.is_empty()).then_some((span, places))
    }

    /// Where a link leads from a file of this outline; of other places than those of the site there is none.
    pub(super) fn led_to(&self, target: &Target, outline: &Outline) -> Option<Place> {
        if let Target::Here(place) = target {
            return Some(Place { path: self.path.clone(), span: within(outline, Some(place)) });
        }
        led_to(self.build, target)
    }

    /// Where the vocabulary of an index has a term.
    pub(super) fn in_vocabulary(&self, index: usize, name: &str) -> Option<Place> {
        let build = self.build;
        let taxonomy = build.config.taxonomies.get(index)?;
        let canonical = canonical(&build.config, &taxonomy.name, name)?;
        let path = SourcePath::settings();
        let (root, _) = crate::parse::toml::read(&path, &build.text(&path)?);
        let terms = root.get("vocabulary")?.get(&taxonomy.name)?;
        Some(Place { path, span: terms.entry(&canonical)?.key.span })
    }
}

/// Where a link of another file than the one in the editor leads.
fn led_to(build: &Build, target: &Target) -> Option<Place> {
    let places = Places::new(&build.site, &build.corpus);
    let of = |(path, outline): (&SourcePath, &Outline), place: Option<&String>| Place {
        path: path.clone(),
        span: within(outline, place),
    };
    match target {
        Target::Note(id, place) => Some(of(places.of_note(*id), place.as_ref())),
        Target::Section(id, place) => Some(of(places.of_section(*id)?, place.as_ref())),
        Target::Address(url, rest) => {
            let place = rest.split_once('#').map(|(_, place)| crate::model::link::place_of(place));
            Some(of(places.at(url)?, place.as_ref()))
        }
        Target::File(path) => Some(Place { path: path.clone(), span: Span::at(0) }),
        Target::Unpublished(path, _) => {
            let span =
                build.corpus.note_at(path).map_or(Span::at(0), |note| within(&note.facts.outline, None));
            Some(Place { path: path.clone(), span })
        }
        _ => None,
    }
}

/// The heading that a place names; the top of the file where it names none.
fn within(outline: &Outline, place: Option<&String>) -> Span {
    let id = place.map(|place| id_of(place)).filter(|id| !id.is_empty());
    let heading = id.and_then(|id| outline.headings.iter().find(|heading| heading.id == id));
    heading.map_or(Span::at(0), |heading| heading.span)
}
