//! Fingerprints: of all that a page is made from, so that a build can tell that it would make the same page again.
//!
//! What any page may show (settings, templates, addresses, names of terms, counts of the whole site) is in every
//! fingerprint. Of other notes a page shows what their front matter says and no more: that is a note's *face*. A page
//! that reads anything else has to say so here; `tests/it/incremental.rs` holds builds with and without a memory against
//! each other.

use rayon::prelude::*;
use xxhash_rust::xxh3::Xxh3;

use super::Build;
use crate::check::successor;
use crate::model::listing::ListPage;
use crate::model::route::{FeedOf, NOTES_IN_JSON, Part};
use crate::model::search::{File, notes_of_file};
use crate::model::{AT_ONCE, NoteId, Page, Route};

/// What the pages of a build are made from, in short.
#[derive(Debug)]
pub struct Prints {
    /// What any page may show.
    base: u64,
    /// What other pages show of a note.
    faces: Vec<u64>,
    /// The faces of all notes, in order.
    all: u64,
    /// How many notes each term has.
    counts: u64,
    /// What all notes are found by.
    texts: u64,
}

impl Prints {
    /// The fingerprints of a build. Similar notes are found on the way.
    pub fn of(build: &Build) -> Self {
        let site = &build.site;
        build.find_similar();
        let ids: Vec<NoteId> = (0..site.notes.len()).collect();
        let of_notes: Vec<(u64, u64)> =
            ids.par_iter().with_max_len(AT_ONCE).map(|id| (face(build, *id), found(build, *id))).collect();
        let (faces, texts): (Vec<u64>, Vec<u64>) = of_notes.into_iter().unzip();
        let mut counts = Hasher::default();
        for term in site.taxonomies.iter().flat_map(|taxonomy| &taxonomy.terms) {
            counts.text(&term.name).number(term.notes.len() as u64);
        }
        Self {
            base: base(build),
            all: Hasher::default().numbers(&faces).end(),
            texts: Hasher::default().numbers(&texts).end(),
            counts: counts.end(),
            faces,
        }
    }

    /// The fingerprint of a page; nothing for what is cheaper made than told.
    pub fn page(&self, build: &Build, route: &Route) -> Option<u64> {
        let site = &build.site;
        let mut print = Hasher::default();
        print.number(self.base).text(route.url.as_str());
        match &route.page {
            Page::Note(id) => self.note(build, *id, &mut print),
            Page::NoteMarkdown(id) => {
                print.number(text(build, *id));
            }
            Page::Section(id, number) => {
                self.faces(site.listed(&route.page), &mut print);
                if *number == ListPage::First {
                    let section = &site.sections[*id];
                    print.number(section.notes.len() as u64).number(self.counts);
                    for child in &section.children {
                        print.number(site.sections[*child].notes.len() as u64);
                    }
                }
            }
            // How many notes there are on all pages decides their addresses, which are in every fingerprint.
            Page::Term(_, _, number) | Page::ArchiveYear(_, number) | Page::Review(number) => {
                let notes = site.listed(&route.page);
                self.faces(notes, &mut print);
                if *number == ListPage::First {
                    print.number(notes.len() as u64);
                }
            }
            Page::Feed(FeedOf::Term(taxonomy, term)) => {
                self.faces(&site.taxonomies[*taxonomy].terms[*term].notes, &mut print);
            }
            Page::Feed(FeedOf::Section(id)) => self.faces(&site.sections[*id].notes, &mut print),
            Page::Taxonomy(_) | Page::Search => {
                print.number(self.counts);
            }
            Page::SearchFile(File::Words(_) | File::Start) => {
                print.number(self.all).number(self.texts).number(self.counts);
            }
            Page::SearchFile(File::Notes(at)) => {
                self.faces(&notes_of_file(site, *at).collect::<Vec<_>>(), &mut print);
            }
            Page::NotesJson(part) => {
                let ids: Vec<NoteId> = (0..site.notes.len()).collect();
                if !matches!(part, Part::Index(_)) {
                    self.faces(part.slice(&ids, NOTES_IN_JSON), &mut print);
                }
                print.number(ids.len() as u64);
            }
            Page::Home
            | Page::Archive
            | Page::Feed(FeedOf::Site)
            | Page::JsonFeed
            | Page::Sitemap(_)
            | Page::LlmsTxt
            | Page::SearchFile(_) => {
                print.number(self.all).number(self.counts);
            }
            Page::NotFound | Page::Robots => {}
            Page::Redirect(_, target) => {
                print.text(target.as_str());
            }
            Page::File(_) | Page::Variant(_) | Page::Card(_) | Page::Asset(_) => return None,
        }
        Some(print.end())
    }

    fn note(&self, build: &Build, id: NoteId, print: &mut Hasher) {
        let site = &build.site;
        let page = &site.notes[id];
        print.number(text(build, id)).number(self.faces[id]);
        for other in [page.previous, page.next, successor(site, &page.note)] {
            print.number(other.map_or(0, |other| self.faces[other]));
        }
        self.faces(&site.similar(id), print);
    }

    fn faces(&self, notes: &[NoteId], print: &mut Hasher) {
        for id in notes {
            print.number(self.faces[*id]);
        }
    }
}

/// What any page may show.
fn base(build: &Build) -> u64 {
    let site = &build.site;
    let mut base = Hasher::default();
    base.number(build.view).number(build.templates.fingerprint());
    let settings = build.text(&crate::path::SourcePath::settings());
    base.text(settings.as_deref().unwrap_or("")).text(&site.config.base_url);
    for section in &build.corpus.sections {
        base.text(section.path.as_str()).text(build.text(&section.path).as_deref().unwrap_or(""));
    }
    for route in site.routes.iter() {
        base.text(route.url.as_str());
        if let Page::Note(id) = route.page {
            base.text(site.note(id).facts.path.as_str());
        }
    }
    for taxonomy in site.taxonomies.iter() {
        for term in &taxonomy.terms {
            base.text(&term.name);
        }
    }
    for (path, file) in site.files.iter() {
        let (width, height) = file.dimensions.unwrap_or_default();
        base.text(path.as_str()).number(u64::from(width) << 32 | u64::from(height));
    }
    base.end()
}

/// What other pages show of a note.
fn face(build: &Build, id: NoteId) -> u64 {
    let page = &build.site.notes[id];
    let note = &page.note;
    let mut face = Hasher::default();
    face.number(build.body(&note.facts.path).map_or(0, |body| body.front_hash))
        .text(&note.face.title)
        .text(page.url.as_str())
        .text(&note.face.summary);
    face.number(u64::from(note.face.reading_time)).number(u64::from(note.face.is_edited));
    face.end()
}

/// What a note is found by: its text, but for where it leads to what is not published.
fn found(build: &Build, id: NoteId) -> u64 {
    let mut found = Hasher::default();
    found.number(text(build, id));
    for destination in build.site.unsaid(build.site.note(id)) {
        found.text(destination);
    }
    found.end()
}

fn text(build: &Build, id: NoteId) -> u64 {
    build.body(&build.site.note(id).facts.path).map_or(0, |body| body.text_hash) as u64
}

/// Texts and numbers, one after the other.
#[derive(Default)]
struct Hasher(Xxh3);

impl Hasher {
    fn text(&mut self, text: &str) -> &mut Self {
        self.number(text.len() as u64);
        self.0.update(text.as_bytes());
        self
    }

    fn number(&mut self, number: u64) -> &mut Self {
        self.0.update(&number.to_le_bytes());
        self
    }

    fn numbers(&mut self, numbers: &[u64]) -> &mut Self {
        for number in numbers {
            self.number(*number);
        }
        self
    }

    fn end(&self) -> u64 {
        self.0.digest()
    }
}
