//! The pages of sections: a listing of notes, or the pages of a manual.

use serde_json::json;

use super::Rendered;
use crate::model::Route;
use crate::model::listing::ListPage;
use crate::parse::brief;
use crate::path::SourcePath;
use crate::render::Renderer;
use crate::render::reads::{Held, Way};
use crate::render::view::listing::PaginatorView;
use crate::render::view::{PageView, guide, standing};

impl Renderer<'_> {
    pub(super) fn section(&self, folder: &str, number: ListPage, route: &Route) -> Rendered {
        let reads = self.reads;
        let Some(section) = reads.section(folder) else { return Ok(String::new()) };
        let is_first = number == ListPage::First;
        let mut page = PageView::new(reads, "section", section.title, &route.url);
        page.breadcrumbs = self.crumbs(section.parent);
        page.noindex = !is_first;
        page.feed_url = self.feed_of(section.url);
        match section.summary {
            "" => page.describe(&reads.words().fill("section_lede", &[("title", section.title)])),
            summary => page.describe(summary),
        }
        if section.is_pages {
            page.guide = guide::view(reads, &route.page);
        }
        let listed = reads.listed(&route.page);
        let (rows, pages): (&[&SourcePath], &[&SourcePath]) =
            if section.is_pages { (&[], &listed) } else { (&listed, &[]) };
        let pages: Vec<_> = self.wanted(pages).into_iter().filter_map(|path| self.page_link(path)).collect();
        let links = if is_first { self.section_links(folder) } else { Vec::new() };
        let contents = if section.is_pages { self.in_order(folder) } else { Vec::new() };
        let is_root_listing = section.parent.is_some_and(|parent| parent.is_empty()) && !section.is_pages;
        let paginator = PaginatorView::new(reads, route, number);
        let mut view = json!({
            "title": section.title, "url": reads.href(section.url), "summary": section.summary, "content": "",
            "kind": if section.is_pages { "pages" } else { "notes" }, "folder": folder, "count": null,
            "children": links, "pages": pages, "contents": contents, "is_root_listing": is_root_listing,
        });
        if is_first {
            view["content"] = self.section_body(folder).into();
            view["count"] = paginator.total().into();
        }
        let facets = (is_root_listing && is_first).then(|| self.facets(Some(folder)));
        let notes = self.rows(rows)?;
        self.template("section.html", page, |context| {
            context.insert("section", &view);
            context.insert_value("notes", notes);
            context.insert("paginator", &paginator);
            context.insert("facets", &facets);
        })
    }

    /// The pages and folders of a manual, in its order.
    fn in_order(&self, folder: &str) -> Vec<serde_json::Value> {
        let ways = self.reads.ways(folder);
        let link = |held: &Held<'_>| match held {
            Held::Page(path) => {
                self.only.is_none_or(|only| only == *path).then(|| self.page_link(path)).flatten()
            }
            Held::Folder(name) => {
                ways.iter().find(|way| way.folder == *name).map(|way| self.section_link(way))
            }
        };
        self.reads.contents(folder).iter().filter_map(link).collect()
    }

    /// What the `_index.md` of a section says.
    pub(super) fn section_body(&self, folder: &str) -> String {
        self.reads
            .section_text(folder)
            .and_then(|own| self.body(&own))
            .map(|body| body.html)
            .unwrap_or_default()
    }

    /// Links to the sections right below one.
    pub(super) fn section_links(&self, folder: &str) -> Vec<serde_json::Value> {
        self.reads.ways(folder).iter().map(|way| self.section_link(way)).collect()
    }

    fn section_link(&self, way: &Way<'_>) -> serde_json::Value {
        let summary = brief::cut(way.summary, brief::SUMMARY);
        json!({ "title": way.title, "url": self.reads.href(way.url), "kind": way.kind.name(), "count": way.count, "summary": summary })
    }

    fn page_link(&self, path: &SourcePath) -> Option<serde_json::Value> {
        let note = self.reads.brief(path)?;
        let standing = standing::view(self.reads.words(), note.standing);
        Some(
            json!({ "title": note.title, "url": self.reads.href(note.url), "summary": note.summary, "standing": standing, "count": null }),
        )
    }
}
