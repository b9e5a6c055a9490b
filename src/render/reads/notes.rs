//! What answers the questions about notes: of each no more than the one who asks shows.

use super::Sources;
use super::value::{Alike, Around, Brief, Entry, Found, Noted, Own, RowOf, Titled};
use crate::check::successor;
use crate::corpus::below_content;
use crate::model::route::markdown_url;
use crate::model::{NoteId, NotePage, Page, Standing};
use crate::note::Facts;
use crate::path::{SourcePath, markdown_stem};

impl<'a> Sources<'a> {
    fn page(&self, path: &SourcePath) -> Option<&'a NotePage> {
        self.site.note_at(path)
    }

    pub(super) fn unsaid(&self, path: &SourcePath) -> Vec<&'a str> {
        self.page(path).map(|page| self.site.unsaid_fields(page.note())).unwrap_or_default()
    }

    pub(super) fn path_of(&self, id: NoteId) -> &'a SourcePath {
        self.site.notes[id].path()
    }

    pub(super) fn paths(&self, ids: &[NoteId]) -> Vec<&'a SourcePath> {
        ids.iter().map(|id| self.path_of(*id)).collect()
    }

    fn noted(&self, page: &'a NotePage) -> Noted<'a> {
        Noted {
            path: page.path(),
            face: &page.note().face,
            url: &page.url,
            section: &self.site.sections[page.section].folder,
            is_hidden: page.is_hidden,
            is_plain: !page.is_dated,
            review_due: page.review_due,
            standing: self.site.standing(page),
        }
    }

    pub(super) fn brief(&self, path: &SourcePath) -> Option<Brief<'a>> {
        self.page(path).map(|page| self.brief_of(page))
    }

    pub(super) fn brief_of(&self, page: &'a NotePage) -> Brief<'a> {
        let face = &page.note().face;
        let Titled { title, url } = titled(page);
        let status = face.revision.status.as_deref();
        Brief { title, url, summary: face.about(), status, standing: self.site.standing(page) }
    }

    pub(super) fn row_of(&self, path: &SourcePath) -> Option<RowOf<'a>> {
        let page = self.page(path)?;
        let face = &page.note().face;
        Some(RowOf {
            brief: self.brief_of(page),
            days: (face.date.map(|day| day.date), face.updated.map(|day| day.date)),
            version: face.revision.version.as_deref(),
            stack: &face.stack,
            tools: &face.tools,
            difficulty: face.difficulty.as_deref(),
            level: self.level(face),
            reading_time: face.reading_time,
            owner: face.owner.as_deref(),
            draft: face.draft,
            place: page.note().facts.front_span,
        })
    }

    pub(super) fn entry(&self, path: &SourcePath) -> Option<Entry<'a>> {
        let page = self.page(path)?;
        let face = &page.note().face;
        let (titled, owner) = (titled(page), face.owner.as_deref());
        let (summary, stack) = (face.about(), face.stack.as_slice());
        let (date, changed, standing) = (face.date, face.changed(), self.site.standing(page));
        Some(Entry { titled, summary, date, changed, owner, stack, standing })
    }

    pub(super) fn found(&self, path: &SourcePath) -> Option<Found<'a>> {
        let Some(page) = self.page(path) else { return self.found_section(path) };
        let face = &page.note().face;
        let section = (!page.is_dated).then(|| &self.site.sections[page.section].folder);
        let (date, difficulty) = (face.date.map(|day| day.date), face.difficulty.as_deref());
        let (level, reading_time, draft) = (self.level(face), face.reading_time, face.draft);
        let (brief, stack) = (self.brief_of(page), face.stack.as_slice());
        Some(Found { brief, date, stack, difficulty, level, reading_time, draft, section })
    }

    /// A section that is a page itself, by its file. It is said to stand in the section above it, or in itself below the root.
    fn found_section(&self, path: &SourcePath) -> Option<Found<'a>> {
        let section = &self.site.sections[self.site.section_at(below_content(path.folder()))?];
        let file = section.published_file().filter(|file| file.path == *path)?;
        let above = section.parent.filter(|parent| *parent > 0).map(|parent| &self.site.sections[parent]);
        let standing = Standing::default();
        let brief = Brief {
            title: &section.title,
            url: &section.url,
            summary: &file.summary,
            status: None,
            standing,
        };
        Some(Found {
            brief,
            date: None,
            stack: &[],
            difficulty: None,
            level: None,
            reading_time: 0,
            draft: false,
            section: Some(&above.unwrap_or(section).folder),
        })
    }

    pub(super) fn own(&self, path: &SourcePath) -> Option<Own<'a>> {
        let id = self.site.id_of(path)?;
        let page = &self.site.notes[id];
        let facts: &Facts = &page.note().facts;
        let marks = self.marks(id)?;
        let (span, text) = (marks.span, 0);
        let note = Some((self.noted(page), facts, marks));
        let title_is_heading = note.as_ref().is_some_and(|(_, _, marks)| marks.title_is_heading);
        let (path, outline) = (&facts.path, &facts.outline);
        let renames = &self.site.config.schema.renames;
        Some(Own { path, outline, note, span, title_is_heading, text, renames })
    }

    pub(super) fn deferral(&self, path: &SourcePath) -> Option<(jiff::civil::Date, &'a str)> {
        self.deferral_of(self.page(path)?)
    }

    pub(super) fn deferral_of(&self, page: &'a NotePage) -> Option<(jiff::civil::Date, &'a str)> {
        let note = Some(page).filter(|_| self.site.config.reviews.shows_reasons)?.note();
        Some((note.face.revision.deferred_until?, note.facts.deferred_because.as_deref()?))
    }

    pub(super) fn around(&self, path: &SourcePath) -> Around<'a> {
        let of = |id: NoteId| titled(&self.site.notes[id]);
        let page = self.page(path);
        let has_markdown = page.is_some_and(|page| {
            let at = self.site.route(&markdown_url(&page.url)).map(|route| &route.page);
            matches!(at, Some(Page::NoteMarkdown(other)) if other == path)
        });
        let (previous, next) = match self.site.id_of(path).filter(|id| !self.site.notes[*id].is_dated) {
            Some(id) => self.steps_of_page(id),
            None => (page.and_then(|page| page.previous).map(of), page.and_then(|page| page.next).map(of)),
        };
        Around {
            previous,
            next,
            successor: self.successor(path),
            has_markdown,
            below: page.map(|page| self.below(page)).unwrap_or_default(),
        }
    }

    pub(super) fn successor(&self, path: &SourcePath) -> Option<Titled<'a>> {
        let next = successor(self.site, self.page(path)?.note())?;
        Some(titled(&self.site.notes[next]))
    }

    /// The sections and pages that a note stands above, since their folder has its address.
    fn below(&self, page: &NotePage) -> Vec<Titled<'a>> {
        let Some(folder) = markdown_stem(below_content(page.path().as_str())) else {
            return Vec::new();
        };
        let known = self.site.section_at(folder).map(|id| &self.site.sections[id]);
        let Some(section) = known.filter(|section| self.site.has_note_as_page(section)) else {
            return Vec::new();
        };
        let children = section.children.iter().map(|id| &self.site.sections[*id]);
        let sections = children
            .filter(|child| !child.is_draft)
            .map(|child| Titled { title: &child.title, url: &child.url });
        let pages = self.section_notes(folder).into_iter().filter_map(|path| self.page(path)).map(titled);
        sections.chain(pages).collect()
    }

    pub(super) fn similar(&self, path: &SourcePath) -> Vec<Alike<'a>> {
        let (site, Some(id)) = (self.site, self.site.id_of(path)) else { return Vec::new() };
        let alike = |other: NoteId| {
            let brief = self.brief_of(&site.notes[other]);
            Alike { brief, shared: self.shared(id, other) }
        };
        self.nearest(id).map(alike).collect()
    }
}

pub(super) fn titled(page: &NotePage) -> Titled<'_> {
    Titled { title: &page.note().face.title, url: &page.url }
}
