//! Where something is used: links to a heading or a note, notes of a term, uses of a footnote, templates that name one.

use super::Question;
use super::place::Place;
use super::subject::{Subject, is_same, template_file, templates};
use crate::corpus::TEMPLATES;
use crate::model::link::{Target, id_of, place_of, resolve};
use crate::model::taxonomy::{canonical, term_slug};
use crate::note::Profile;
use crate::parallel;
use crate::parse::Outline;
use crate::path::SourcePath;
use crate::span::Span;
use crate::validate::read;

/// What links lead to: a file, and a place in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Aim {
    pub(super) path: SourcePath,
    pub(super) place: Option<String>,
}

/// A link to something.
#[derive(Clone, Debug)]
pub(super) struct Use {
    pub(super) path: SourcePath,
    /// Where the destination stands, as it is written, to the byte; else the link.
    pub(super) span: Span,
    pub(super) destination: String,
    pub(super) aim: Aim,
}

impl Question<'_> {
    /// Where what stands here is used.
    pub fn references(&self) -> Vec<Place> {
        let Some((subject, _)) = self.subject() else { return Vec::new() };
        let mut places = match subject {
            Subject::Heading(at) => {
                let id = self.document().outline.headings[at].id.clone();
                self.links_to(&Aim { path: self.path.clone(), place: Some(id) })
            }
            Subject::Note => self.links_to(&Aim { path: self.path.clone(), place: None }),
            Subject::Link(target) => {
                self.aim(self.path, &target).map(|aim| self.links_to(&aim)).unwrap_or_default()
            }
            Subject::Term(index, name) => self.notes_of(index, &name),
            Subject::Footnote(label) => {
                let all = self.footnotes().into_iter().filter(|(name, _)| is_same(name, &label));
                all.map(|(_, span)| Place { path: self.path.clone(), span }).collect()
            }
            Subject::Template(name) => self.templates_with(&name),
            Subject::Key(_) | Subject::Code(_) => Vec::new(),
        };
        places.sort();
        places.dedup();
        places
    }

    /// The links to something: to a place in a file, or to the file and any place in it.
    fn links_to(&self, aim: &Aim) -> Vec<Place> {
        let is_it = |found: &Aim| found.path == aim.path && (aim.place.is_none() || found.place == aim.place);
        self.uses(is_it).into_iter().map(|found| Place { path: found.path, span: found.span }).collect()
    }

    /// The links of all notes and sections that lead to what is wanted.
    pub(super) fn uses(&self, is_wanted: impl Fn(&Aim) -> bool + Sync) -> Vec<Use> {
        let corpus = &self.build.corpus;
        // The file in the editor may be newer than the site.
        let own = self
            .is_markdown()
            .then(|| read::note(&self.document(), self.text, &self.build.config.taxonomies));
        let own = own.map(|note| note.profile);
        let of_note = |note: &Profile| {
            let fields = note.face.revision.superseded_by.iter().chain(&note.facts.field_links);
            let fields = fields.filter_map(|written| {
                let aim = self.aim_of(&note.facts.path, &written.value).filter(&is_wanted)?;
                let (path, span, destination) =
                    (note.facts.path.clone(), written.span, written.value.clone());
                Some(Use { path, span, destination, aim })
            });
            let mut found: Vec<Use> = fields.collect();
            found.extend(self.of_outline(&note.facts.path, &note.facts.outline, &is_wanted));
            found
        };
        let others: Vec<&Profile> =
            corpus.notes.iter().filter(|note| note.facts.path != *self.path).collect();
        let mut uses: Vec<Use> = parallel::map(&others, |note| of_note(note)).concat();
        uses.extend(own.iter().flat_map(of_note));
        for section in corpus.sections.iter().filter(|section| section.path != *self.path) {
            uses.extend(self.of_outline(&section.path, &section.outline, &is_wanted));
        }
        let settings = SourcePath::settings();
        let menu = self.build.config.menu.iter().chain(&self.build.config.theme.footer.links);
        uses.extend(menu.filter_map(|item| {
            let aim = self.aim_of(&settings, &item.url.value).filter(&is_wanted)?;
            Some(Use {
                path: settings.clone(),
                span: item.url.span,
                destination: item.url.value.clone(),
                aim,
            })
        }));
        uses
    }

    fn of_outline(&self, path: &SourcePath, outline: &Outline, is_wanted: impl Fn(&Aim) -> bool) -> Vec<Use> {
        let links = outline.links.iter().map(|link| (&link.destination, link.span, link.written));
        let pictures =
            outline.pictures.iter().map(|picture| (&picture.destination, picture.span, picture.written));
        let found = links.chain(pictures).filter_map(|(destination, span, written)| {
            let aim = self.aim_of(path, destination).filter(&is_wanted)?;
            let (path, destination) = (path.clone(), destination.clone());
            Some(Use { path, span: written.unwrap_or(span), destination, aim })
        });
        found.collect()
    }

    fn aim_of(&self, from: &SourcePath, destination: &str) -> Option<Aim> {
        // Most links leave the site.
        if destination.starts_with("http") && destination.contains("://") {
            return None;
        }
        let target = resolve(&self.build.site, from, destination);
        let mut aim = self.aim(from, &target)?;
        if let (Target::Unpublished(path, _), Some((_, place))) = (&target, destination.split_once('#')) {
            let outline = self.build.corpus.note_at(path).map(|note| &note.facts.outline);
            let place = place_of(place);
            let id = outline.and_then(|outline| outline.id_of(id_of(&place))).unwrap_or(&place);
            aim.place = Some(id.to_owned());
        }
        Some(aim)
    }

    /// The file that a link leads to, and the place in it.
    fn aim(&self, from: &SourcePath, target: &Target) -> Option<Aim> {
        let id = |place: &Option<String>| {
            place.as_ref().map(|place| id_of(place).to_owned()).filter(|id| !id.is_empty())
        };
        let site = &self.build.site;
        let (path, place) = match target {
            Target::Here(place) => (from.clone(), id(&Some(place.clone()))),
            Target::Note(note, place) => (site.note(*note).facts.path.clone(), id(place)),
            Target::Section(section, place) => {
                (site.sections[*section].file.as_ref()?.path.clone(), id(place))
            }
            Target::File(path) | Target::Unpublished(path, _) => (path.clone(), None),
            Target::Address(url, rest) => {
                let (path, _) = crate::model::Places::new(site, &self.build.corpus).at(url)?;
                let place = rest.split_once('#').map(|(_, place)| crate::model::link::place_of(place));
                (path.clone(), id(&place))
            }
            _ => return None,
        };
        Some(Aim { path, place })
    }

    /// Where notes have a term, however they spell it.
    pub(super) fn notes_of(&self, index: usize, name: &str) -> Vec<Place> {
        let slug = |name: &str| term_slug(&self.canonical(index, name));
        let wanted = slug(name);
        let own = self
            .is_markdown()
            .then(|| read::note(&self.document(), self.text, &self.build.config.taxonomies));
        let of_note = |note: &Profile| {
            let terms = note.facts.terms.get(index).map(|terms| &**terms).unwrap_or_default();
            let of_term = terms.iter().filter(|term| slug(&term.value) == wanted);
            of_term.map(|term| Place { path: note.facts.path.clone(), span: term.span }).collect::<Vec<_>>()
        };
        let others = self.build.corpus.notes.iter().filter(|note| note.facts.path != *self.path);
        others.chain(own.as_ref().map(|note| &note.profile)).flat_map(of_note).collect()
    }

    /// A term as the vocabulary spells it; as it is where that has no word for it.
    pub(super) fn canonical(&self, index: usize, name: &str) -> String {
        let config = &self.build.config;
        let found = config.taxonomies.get(index).and_then(|index| canonical(config, &index.name, name));
        found.unwrap_or_else(|| name.to_owned())
    }

    /// Where templates of the site name one.
    fn templates_with(&self, name: &str) -> Vec<Place> {
        let build = self.build;
        let files = build.template_files();
        let of_file = |path: SourcePath| {
            let text = build.text(&path).unwrap_or_default();
            let named: Vec<Span> =
                templates(&text).filter(|(other, _)| other == name).map(|(_, span)| span).collect();
            named.into_iter().map(move |span| Place { path: path.clone(), span })
        };
        let own = template_file(name).into_iter().filter(|path| path.as_str().starts_with(TEMPLATES));
        let own = own.filter(|path| build.text(path).is_some()).map(|path| Place { path, span: Span::at(0) });
        own.chain(files.into_iter().flat_map(of_file)).collect()
    }
}
