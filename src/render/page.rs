//! Pages made from templates: for each kind, what its template is given. The archive is in `page/archive.rs`, the board of
//! reviews in `page/board.rs`, sections are in `page/section.rs`, and bundles in `page/bundle.rs`.

mod archive;
mod board;
pub mod bundle;
mod section;

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use serde_json::json;
use tera::Context;

use super::details::details;
use super::markdown::{self, Body};
use super::reads::{Index, Own, TermCount};
use super::view::listing::PaginatorView;
use super::view::note::OwnNote;
use super::view::{LinkView, PageView, guide, note as note_view};
use super::{Renderer, changed_meanwhile, structured, too_long};
use crate::diagnostic::Diagnostic;
use crate::model::listing::ListPage;
use crate::model::{Name, Page, Route};
use crate::path::{SourcePath, UrlPath};

type Rendered = Result<String, Box<Diagnostic>>;

/// Terms of each index that a listing is narrowed down by.
const FACET_TERMS: usize = 8;

impl Renderer<'_> {
    /// Renders a page.
    pub(super) fn page(&self, route: &Route) -> Rendered {
        self.reads.place(&route.url);
        match &route.page {
            Page::Home => self.home(route),
            Page::Note(path) => self.note(path),
            Page::Section(folder, page) => self.section(folder, *page, route),
            Page::Taxonomy(index) => self.taxonomy(index, route),
            Page::Term(index, term, page) => self.term((index, term), *page, route),
            Page::Archive => self.archive(route),
            Page::ArchiveYear(year, page) => self.archive_year(*year, *page, route),
            Page::Review => self.board(route),
            Page::ReviewDue(falls, page) => self.due_on(*falls, *page, route),
            Page::Search => self.search(route),
            Page::NotFound => self.simple("404.html", "404", self.reads.words().get("not_found"), route),
            Page::Redirect(target) => self.redirect(target),
            Page::Gone(reason) => self.gone(reason, route),
            Page::AlertWithoutNote => self.alert_without_note(),
            _ => Ok(String::new()),
        }
    }

    fn template(&self, name: &str, mut page: PageView, fill: impl FnOnce(&mut Context)) -> Rendered {
        let reads = self.reads;
        page.noindex |= reads.basics().noindex;
        if page.json_ld.is_none() && !page.noindex {
            page.json_ld = structured::of_page(reads, &page, None);
        }
        let mut context = Context::new();
        context.insert("page", &page);
        fill(&mut context);
        reads.uses(name);
        let counted = Rc::new(RefCell::new(Vec::new()));
        let (asked, answer) = (Rc::clone(&counted), reads.counter());
        let count: super::count::Counter = Arc::new(move |count| {
            asked.borrow_mut().push(count.clone());
            answer(count)
        });
        let rendered = reads.templates().render(name, &context, reads.page_bytes(), count);
        for count in counted.borrow().iter() {
            let _ = reads.count(count);
        }
        rendered
    }

    fn simple(&self, template: &str, kind: &'static str, title: &str, route: &Route) -> Rendered {
        let mut page = PageView::new(self.reads, kind, title, &route.url);
        page.noindex = true;
        self.template(template, page, |_| {})
    }

    fn search(&self, route: &Route) -> Rendered {
        let mut page = PageView::new(self.reads, "search", self.reads.words().get("search"), &route.url);
        page.describe(self.reads.words().get("search_lede"));
        page.noindex = true;
        let scope = |(folder, title): (&Name, &str)| json!({ "name": &**folder, "title": title });
        let scopes: Vec<_> = self.reads.scopes().into_iter().map(scope).collect();
        self.template("search.html", page, |context| {
            context.insert("facets", &self.facets(None));
            context.insert("scopes", &scopes);
        })
    }

    fn note(&self, path: &SourcePath) -> Rendered {
        let reads = self.reads;
        let changed = || changed_meanwhile(path);
        let own = reads.own(path).ok_or_else(changed)?;
        let (note, facts, marks) = own.note.ok_or_else(changed)?;
        let body = reads.bodies()(path).ok_or_else(changed)?;
        let content = self.body(&own).ok_or_else(changed)?;
        let most = reads.page_bytes();
        if content.html.len() > most {
            return Err(too_long(path, most));
        }
        let face = note.face;
        let mut page = PageView::new(reads, "note", &face.title, note.url);
        page.describe(face.about());
        page.noindex = note.is_hidden;
        page.breadcrumbs = self.crumbs(Some(note.section));
        if note.is_plain {
            page.guide = guide::view(reads, &Page::Note(path.clone()));
        }
        page.published = face.date.map(|day| day.at.to_string());
        page.modified = face.changed().map(|day| day.at.to_string());
        let own = OwnNote { note, facts, title_is_heading: marks.title_is_heading, body: &body };
        let article = structured::article(reads, &own, &page);
        page.json_ld = structured::of_page(reads, &page, Some(article));
        let mut view = note_view::view(reads, &own, content, details(reads, &own));
        if self.is_alone {
            view.without_site();
            page = PageView { guide: None, breadcrumbs: Vec::new(), json_ld: None, noindex: true, ..page };
        }
        self.template("note.html", page, |context| context.insert("note", &view))
    }

    /// The body of a note or a section; None if its text is no longer there.
    fn body(&self, own: &Own<'_>) -> Option<markdown::Rendered> {
        let text = self.reads.text(own.path)?;
        let note = own.note.as_ref();
        Some(markdown::render(Body {
            reads: self.reads,
            path: own.path,
            text: own.span.of(&text),
            outline: own.outline,
            image_sources: note.map_or(&[], |(_, facts, _)| &facts.image_sources),
            skips_title: own.title_is_heading,
        }))
    }

    /// The rows of some notes.
    fn rows(&self, notes: &[&SourcePath]) -> Result<tera::Value, Box<Diagnostic>> {
        let rows: Result<Vec<tera::Value>, _> =
            self.wanted(notes).into_iter().map(|path| self.reads.row(path)).collect();
        Ok(tera::Value::from(rows?))
    }

    /// Those of some notes that lists are to show.
    fn wanted<'n>(&self, notes: &[&'n SourcePath]) -> Vec<&'n SourcePath> {
        let is_wanted = |path: &&&SourcePath| self.only.is_none_or(|only| only == **path);
        notes.iter().filter(is_wanted).copied().collect()
    }

    /// The sections above a page, from the top; without the root, which is the home page.
    fn crumbs(&self, folder: Option<&crate::model::Name>) -> Vec<LinkView> {
        let mut crumbs = Vec::new();
        let mut next = folder.cloned();
        while let Some(folder) = next.filter(|folder| !folder.is_empty()) {
            let Some(section) = self.reads.section_head(&folder) else { break };
            crumbs.push(LinkView { title: section.title.to_owned(), url: self.reads.href(section.url) });
            next = section.parent.cloned();
        }
        crumbs.reverse();
        crumbs
    }

    fn home(&self, route: &Route) -> Rendered {
        let reads = self.reads;
        let title = reads.home_title();
        let mut page = PageView::new(reads, "home", title, &route.url);
        page.describe(reads.description());
        page.feed_url = Some(reads.href(&UrlPath::root().feed()));
        page.json_ld = structured::of_page(reads, &page, Some(structured::website(reads, &page)));
        let latest = self.rows(&reads.listed(&route.page))?;
        let index = |index: &Index<'_>| {
            let (count, terms) = reads.common_terms(index.name);
            let terms: Vec<_> = terms.iter().map(|term| self.count(index.field, term)).collect();
            json!({ "name": index.name, "title": index.title, "url": reads.href(index.url), "count": count,
                    "terms": terms })
        };
        let taxonomies: Vec<_> =
            reads.indexes().iter().filter(|index| reads.has_terms(index.name)).map(index).collect();
        self.template("home.html", page, |context| {
            context.insert("home", &json!({ "title": title, "content": self.section_body("") }));
            context.insert_value("latest", latest);
            context.insert("sections", &self.section_links(""));
            context.insert("taxonomies", &taxonomies);
            context.insert("due", &self.due());
        })
    }

    /// The terms that narrow a listing down, as links to their pages: the commonest of each index, among the notes of a folder where the
    /// listing is of one.
    fn facets(&self, folder: Option<&str>) -> Vec<serde_json::Value> {
        let reads = self.reads;
        let facet = |index: &Index<'_>| {
            let (count, terms) = match folder {
                Some(folder) => reads.terms_within(folder, index.name),
                None => reads.common_terms(index.name),
            };
            let terms: Vec<_> =
                terms.iter().take(FACET_TERMS).map(|term| self.count(index.field, term)).collect();
            json!({ "name": index.name, "title": index.title, "url": reads.href(index.url), "count": count,
                    "terms": terms })
        };
        reads.facets().iter().map(facet).filter(|facet| facet["count"] != 0).collect()
    }

    fn count(&self, field: &str, term: &TermCount<'_>) -> serde_json::Value {
        let label = self.reads.words().value(field, term.name);
        json!({ "name": label, "label": label, "slug": term.slug, "url": self.reads.href(term.url), "count": term.count })
    }

    fn index(&self, name: &str) -> Option<Index<'_>> {
        self.reads.indexes().into_iter().find(|index| index.name == name)
    }

    fn taxonomy(&self, name: &str, route: &Route) -> Rendered {
        let Some(index) = self.index(name) else { return Ok(String::new()) };
        let mut page = PageView::new(self.reads, "taxonomy", index.title, &route.url);
        page.describe(&self.reads.words().fill("index_lede", &[("title", index.title)]));
        let terms = self.reads.terms(name);
        let terms: Vec<_> = terms.iter().map(|term| self.count(index.field, term)).collect();
        self.template("taxonomy.html", page, |context| {
            let link = LinkView { title: index.title.to_owned(), url: self.reads.href(index.url) };
            context.insert("taxonomy", &link);
            context.insert("terms", &terms);
        })
    }

    fn term(&self, (name, slug): (&str, &str), number: ListPage, route: &Route) -> Rendered {
        let reads = self.reads;
        let (Some(index), Some((term, url))) = (self.index(name), reads.term_head(name, slug)) else {
            return Ok(String::new());
        };
        let label = reads.words().value(index.field, term);
        let mut page = PageView::new(reads, "term", &label, &route.url);
        let link = LinkView { title: index.title.to_owned(), url: reads.href(index.url) };
        page.breadcrumbs = vec![link.clone()];
        page.noindex = number != ListPage::First;
        page.describe(&reads.words().fill("notes_in", &[("title", &label)]));
        page.feed_url = self.feed_of(url);
        let paginator = PaginatorView::new(reads, route, number);
        let view = json!({ "name": term, "label": label, "url": reads.href(url), "count": paginator.total(),
                           "feed_url": page.feed_url });
        let notes = self.rows(&reads.listed(&route.page))?;
        self.template("term.html", page, |context| {
            context.insert("taxonomy", &link);
            context.insert("term", &view);
            context.insert_value("notes", notes);
            context.insert("paginator", &paginator);
        })
    }

    /// The feed of what is listed at an address, where there is one.
    fn feed_of(&self, listing: &UrlPath) -> Option<String> {
        let feed = listing.feed();
        self.reads.at(&feed).map(|_| self.reads.href(&feed))
    }

    fn gone(&self, reason: &str, route: &Route) -> Rendered {
        let mut page = PageView::new(self.reads, "gone", self.reads.words().get("gone"), &route.url);
        page.noindex = true;
        self.template("404.html", page, |context| context.insert("reason", reason))
    }

    /// The page does not say its own address: that is all that is known of a note which is not published.
    fn alert_without_note(&self) -> Rendered {
        let url = UrlPath::file("404.html");
        let mut page = PageView::new(self.reads, "alert", self.reads.words().get("no_note_for_alert"), &url);
        page.noindex = true;
        self.template("404.html", page, |_| {})
    }

    fn redirect(&self, target: &UrlPath) -> Rendered {
        let mut page = PageView::new(self.reads, "redirect", self.reads.words().get("moved"), target);
        page.noindex = true;
        self.template("redirect.html", page, |context| {
            context.insert("target", &self.reads.href(target));
            context.insert("target_permalink", &self.reads.permalink(target));
        })
    }
}
