//! Pages made from templates: for each kind, what its template is given. Pages by date are in `page/calendar.rs`.

mod calendar;

use std::borrow::Cow;

use tera::Context;

use super::details::details;
use super::markdown::{self, Body};
use super::view::listing::PaginatorView;
use super::view::note::status;
use super::view::{LinkView, PageView, date, label, note as note_view, term};
use super::{Renderer, changed_meanwhile, too_long};
use crate::diagnostic::Diagnostic;
use crate::model::listing::ListPage;
use crate::model::{NoteId, Page, Route, Section, Term};
use crate::path::UrlPath;
use serde_json::json;

type Rendered = Result<String, Box<Diagnostic>>;

impl Renderer<'_> {
    /// Renders a page.
    pub(super) fn page(&self, route: &Route) -> Rendered {
        match &route.page {
            Page::Home => self.home(route),
            Page::Note(id) => self.note(*id),
            Page::Section(id, page) => self.section(*id, *page),
            Page::Taxonomy(id) => self.taxonomy(*id),
            Page::Term(taxonomy, term, page) => self.term(*taxonomy, *term, *page),
            Page::Archive => self.archive(route),
            Page::ArchiveYear(year, page) => self.archive_year(*year, *page),
            Page::Review(page) => self.review(*page),
            Page::Search => self.search(route),
            Page::NotFound => self.simple("404.html", "404", self.words.get("not_found"), route),
            Page::Redirect(_, target) => self.redirect(target),
            _ => Ok(String::new()),
        }
    }

    fn template(&self, name: &str, page: &PageView, fill: impl FnOnce(&mut Context)) -> Rendered {
        let mut context = Context::new();
        context.insert("page", page);
        fill(&mut context);
        let counter = super::count::of_site(self.site);
        self.templates.render(name, &context, self.site.config.limits.page_bytes, counter)
    }

    fn simple(&self, template: &str, kind: &'static str, title: &str, route: &Route) -> Rendered {
        let mut page = PageView::new(self.site, kind, title, &route.url);
        page.noindex = true;
        self.template(template, &page, |_| {})
    }

    fn search(&self, route: &Route) -> Rendered {
        let mut page = PageView::new(self.site, "search", self.words.get("search"), &route.url);
        page.noindex = true;
        self.template("search.html", &page, |context| context.insert_value("facets", self.facets()))
    }

    fn note(&self, id: NoteId) -> Rendered {
        let site = self.site;
        let note_page = &site.notes[id];
        let note = &note_page.note;
        let text = (self.text)(&note.facts.path).ok_or_else(|| changed_meanwhile(&note.facts.path))?;
        let parts = (self.body)(&note.facts.path).ok_or_else(|| changed_meanwhile(&note.facts.path))?;
        let body = parts.span.of(&text);
        let content = markdown::render(Body {
            site,
            path: &note.facts.path,
            text: body,
            outline: &note.facts.outline,
            image_sources: &note.facts.image_sources,
            skips_title: parts.title_is_heading,
            words: self.words,
            cache: self.cache,
            pictures: self.pictures,
        });
        if content.len() > site.config.limits.page_bytes {
            return Err(too_long(&note.facts.path, site.config.limits.page_bytes));
        }
        let mut page = PageView::new(site, "note", &note.face.title, &note_page.url);
        page.description.clone_from(&note.face.summary);
        page.noindex = note_page.is_hidden;
        page.breadcrumbs = self.crumbs(Some(note_page.section));
        page.published = note.face.date.map(|day| day.at.to_string());
        page.modified = note.face.changed().map(|day| day.at.to_string());
        page.json_ld = Some(super::machine::json_ld(site, id));
        let details = details(site, self.schema, self.words, (note, &parts));
        let view = note_view::view(site, self.words, (id, &parts), content, details);
        self.template("note.html", &page, |context| context.insert("note", &view))
    }

    /// The rows of some notes.
    fn rows(&self, ids: &[NoteId]) -> Result<tera::Value, Box<Diagnostic>> {
        self.shared.rows(self.site, self.words, self.templates, &self.wanted(ids))
    }

    /// Those of some notes that lists are to show.
    fn wanted<'n>(&self, ids: &'n [NoteId]) -> Cow<'n, [NoteId]> {
        match self.only {
            None => Cow::Borrowed(ids),
            Some(only) => ids.iter().copied().filter(|id| *id == only).collect(),
        }
    }

    /// The sections above a page, from the top; without the root, which is the home page.
    fn crumbs(&self, section: Option<usize>) -> Vec<LinkView> {
        let site = self.site;
        let mut crumbs: Vec<LinkView> = std::iter::successors(section, |id| site.sections[*id].parent)
            .filter(|id| *id != 0)
            .map(|id| LinkView {
                title: site.sections[id].title.clone(),
                url: site.href(&site.sections[id].url),
            })
            .collect();
        crumbs.reverse();
        crumbs
    }

    fn home(&self, route: &Route) -> Rendered {
        let site = self.site;
        let mut page = PageView::new(site, "home", site.home_title(), &route.url);
        site.description().clone_into(&mut page.description);
        page.feed_url = Some(site.href(&UrlPath::root().feed()));
        let latest = self.rows(site.latest())?;
        let taxonomies: Vec<_> = site
            .taxonomies
            .iter()
            .filter(|taxonomy| !taxonomy.terms.is_empty())
            .map(|taxonomy| {
                let mut terms: Vec<&Term> = taxonomy.terms.iter().collect();
                terms.sort_by_key(|term| std::cmp::Reverse(term.notes.len()));
                let shown: Vec<_> =
                    terms.iter().take(12).map(|term| self.count(&taxonomy.config.field, term)).collect();
                json!({ "name": taxonomy.config.name, "title": taxonomy.config.title,
                        "url": site.href(&taxonomy.url), "count": taxonomy.terms.len(), "terms": shown })
            })
            .collect();
        self.template("home.html", &page, |context| {
            context.insert("home", &json!({ "title": site.home_title(), "content": self.section_body(0) }));
            context.insert_value("latest", latest);
            context.insert("sections", &self.section_links(0));
            context.insert("taxonomies", &taxonomies);
            context.insert("due", &self.due());
        })
    }

    /// The notes whose review falls due first. Which of them are overdue today, the page's script says.
    fn due(&self) -> Vec<serde_json::Value> {
        let site = self.site;
        let mut ids: Vec<NoteId> =
            site.dated.iter().copied().filter(|id| !site.note(*id).face.is_deprecated()).collect();
        ids.retain(|id| site.notes[*id].review_due.is_some());
        ids.sort_by_key(|id| (site.notes[*id].review_due, *id));
        ids.truncate(8);
        self.wanted(&ids).iter().map(|id| self.review_row(*id)).collect()
    }

    fn review_row(&self, id: NoteId) -> serde_json::Value {
        let page = &self.site.notes[id];
        let note = &page.note;
        let state = if note.face.is_deprecated() {
            Some("deprecated")
        } else if note.face.revision.last_reviewed.is_none() {
            Some("unreviewed")
        } else {
            note.face.is_edited.then_some("edited")
        };
        json!({
            "title": note.face.title,
            "url": self.site.href(&page.url),
            "status": status(self.site, self.words, note),
            "version": note.face.revision.version,
            "owner": note.face.owner.as_deref().map(|owner| term(self.site, "owner", owner)),
            "last_reviewed": note.face.revision.last_reviewed.map(|day| date(self.words, day)),
            "review_due": page.review_due.map(|day| date(self.words, day)),
            "state_fixed": state,
        })
    }

    fn section_links(&self, parent: usize) -> Vec<serde_json::Value> {
        let link = |section: &Section| {
            let summary = section.file.as_ref().map_or("", |file| &file.summary);
            json!({ "title": section.title, "url": self.site.href(&section.url), "count": section.notes.len(),
                    "summary": summary })
        };
        self.site.children(parent).map(link).collect()
    }

    fn section(&self, id: usize, number: ListPage) -> Rendered {
        let site = self.site;
        let section = &site.sections[id];
        let list = site.section_list(id);
        let is_first = number == ListPage::First;
        let mut page = PageView::new(site, "section", &section.title, &list.url_of(number));
        page.breadcrumbs = self.crumbs(section.parent);
        page.noindex = !is_first;
        let feed = section.url.feed();
        page.feed_url = site.route(&feed).map(|_| site.href(&feed));
        let summary = section.file.as_ref().map(|file| file.summary.clone()).unwrap_or_default();
        page.description.clone_from(&summary);
        let listed = list.rows(number);
        let (rows, pages): (&[NoteId], &[NoteId]) =
            if section.is_pages { (&[], listed) } else { (listed, &[]) };
        let pages: Vec<_> = self.wanted(pages).iter().map(|id| self.page_link(*id)).collect();
        let is_root_listing = site.sections[0].children.contains(&id) && !section.is_pages;
        let mut view = json!({
            "title": section.title, "url": site.href(&section.url), "summary": summary, "content": "",
            "kind": if section.is_pages { "pages" } else { "notes" }, "folder": section.folder, "count": null,
            "children": [], "pages": pages, "is_root_listing": is_root_listing,
        });
        if is_first {
            view["content"] = self.section_body(id).into();
            view["count"] = section.notes.len().into();
            view["children"] = self.section_links(id).into();
        }
        let facets = if is_root_listing && is_first { self.facets() } else { tera::Value::from(()) };
        let notes = self.rows(rows)?;
        self.template("section.html", &page, |context| {
            context.insert("section", &view);
            context.insert_value("notes", notes);
            context.insert("paginator", &PaginatorView::new(site, &list, number));
            context.insert_value("facets", facets);
        })
    }

    fn section_body(&self, id: usize) -> String {
        let Some(file) = self.site.sections[id].published_file() else { return String::new() };
        let text = (self.text)(&file.path);
        let body = file.body.of(text.as_deref().unwrap_or(""));
        markdown::render(Body {
            site: self.site,
            path: &file.path,
            text: body,
            outline: &file.outline,
            image_sources: &[],
            skips_title: false,
            words: self.words,
            cache: self.cache,
            pictures: self.pictures,
        })
    }

    fn page_link(&self, id: NoteId) -> serde_json::Value {
        let page = &self.site.notes[id];
        json!({ "title": page.note.face.title, "url": self.site.href(&page.url), "summary": page.note.face.summary })
    }

    /// The terms that narrow a listing down, as links to their pages: the commonest of each index.
    fn facets(&self) -> tera::Value {
        self.shared.facets(|| self.make_facets())
    }

    fn make_facets(&self) -> Vec<serde_json::Value> {
        let facet = |at: usize| {
            let taxonomy = &self.site.taxonomies[at];
            let name = &taxonomy.config.name;
            let mut terms: Vec<&Term> = taxonomy.terms.iter().collect();
            terms.sort_by_key(|term| std::cmp::Reverse(term.notes.len()));
            let terms: Vec<_> =
                terms.iter().take(8).map(|term| self.count(&taxonomy.config.field, term)).collect();
            json!({ "name": name, "title": taxonomy.config.title, "url": self.site.href(&taxonomy.url),
                         "count": taxonomy.terms.len(), "terms": terms })
        };
        crate::model::search::facets(self.site).map(facet).collect()
    }

    fn count(&self, field: &str, term: &Term) -> serde_json::Value {
        let label = label(field, &term.name);
        json!({ "name": label, "label": label, "slug": term.slug, "url": self.site.href(&term.url), "count": term.notes.len() })
    }

    fn taxonomy(&self, id: usize) -> Rendered {
        let taxonomy = &self.site.taxonomies[id];
        let page = PageView::new(self.site, "taxonomy", &taxonomy.config.title, &taxonomy.url);
        let terms: Vec<_> =
            taxonomy.terms.iter().map(|term| self.count(&taxonomy.config.field, term)).collect();
        self.template("taxonomy.html", &page, |context| {
            context.insert(
                "taxonomy",
                &LinkView { title: taxonomy.config.title.clone(), url: self.site.href(&taxonomy.url) },
            );
            context.insert("terms", &terms);
        })
    }

    fn term(&self, taxonomy: usize, term: usize, number: ListPage) -> Rendered {
        let site = self.site;
        let list = site.term_list(taxonomy, term);
        let taxonomy = &site.taxonomies[taxonomy];
        let term = &taxonomy.terms[term];
        let label = label(&taxonomy.config.field, &term.name);
        let mut page = PageView::new(site, "term", &label, &list.url_of(number));
        let index = LinkView { title: taxonomy.config.title.clone(), url: site.href(&taxonomy.url) };
        page.breadcrumbs = vec![index.clone()];
        page.noindex = number != ListPage::First;
        page.description = self.words.fill("notes_in", &[("title", &label)]);
        let feed = term.url.feed();
        page.feed_url = site.route(&feed).map(|_| site.href(&feed));
        let count = (number == ListPage::First).then_some(term.notes.len());
        let view = json!({ "name": term.name, "label": label, "url": site.href(&term.url),
                           "count": count, "feed_url": page.feed_url });
        let notes = self.rows(list.rows(number))?;
        self.template("term.html", &page, |context| {
            context.insert("taxonomy", &index);
            context.insert("term", &view);
            context.insert_value("notes", notes);
            context.insert("paginator", &PaginatorView::new(site, &list, number));
        })
    }

    fn redirect(&self, target: &UrlPath) -> Rendered {
        let mut page = PageView::new(self.site, "redirect", self.words.get("moved"), target);
        page.noindex = true;
        self.template("redirect.html", &page, |context| {
            context.insert("target", &self.site.href(target));
            context.insert("target_permalink", &self.site.permalink(target));
        })
    }
}
