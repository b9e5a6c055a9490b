//! The pages that go by date: the archive by year and month, and the review table.

use serde_json::json;
use tera::{Map, Value};

use super::Rendered;
use crate::diagnostic::Diagnostic;
use crate::model::listing::ListPage;
use crate::model::{NoteId, Route};
use crate::path::UrlPath;
use crate::render::Renderer;
use crate::render::view::listing::PaginatorView;
use crate::render::view::{LinkView, NameView, PageView, term};

impl Renderer<'_> {
    pub(super) fn archive(&self, route: &Route) -> Rendered {
        let site = self.site;
        let page = PageView::new(site, "archive", self.words.get("archive"), &route.url);
        let years: Vec<_> = site
            .years
            .iter()
            .map(|(year, notes)| {
                let list = site.year_list(*year);
                let months: Vec<_> = self
                    .months(notes)
                    .into_iter()
                    .map(|(month, ids)| {
                        let newest = notes.iter().position(|id| Some(id) == ids.first()).unwrap_or(0);
                        let url = list.url_of(list.pages.page_of(newest));
                        json!({ "number": month, "name": self.words.month(month), "count": ids.len(),
                            "url": format!("{}#{}", site.href(&url), month_id(month)) })
                    })
                    .collect();
                json!({ "year": year, "url": site.href(&list.url), "count": notes.len(), "months": months })
            })
            .collect();
        self.template("archive.html", &page, |context| context.insert("years", &years))
    }

    /// Notes by month, as they stand: newest first.
    fn months(&self, ids: &[NoteId]) -> Vec<(i8, Vec<NoteId>)> {
        let mut months: Vec<(i8, Vec<NoteId>)> = Vec::new();
        for &id in ids {
            let Some(day) = self.site.note(id).face.date else { continue };
            match months.last_mut().filter(|(month, _)| *month == day.date.month()) {
                Some((_, notes)) => notes.push(id),
                None => months.push((day.date.month(), vec![id])),
            }
        }
        months
    }

    pub(super) fn archive_year(&self, year: i16, number: ListPage) -> Rendered {
        let site = self.site;
        let list = site.year_list(year);
        let mut page = PageView::new(site, "archive", &year.to_string(), &list.url_of(number));
        page.breadcrumbs = vec![LinkView {
            title: self.words.get("archive").to_owned(),
            url: site.href(&UrlPath::root().join("archive")),
        }];
        page.noindex = number != ListPage::First;
        page.description = self.words.fill("year_lede", &[("year", &year.to_string())]);
        let groups = self
            .months(list.rows(number))
            .into_iter()
            .map(|(month, ids)| {
                let mut group = Map::new();
                group.insert("name".into(), self.words.month(month).into());
                group.insert("id".into(), month_id(month).into());
                group.insert("notes".into(), self.rows(&ids)?);
                Ok(Value::from(group))
            })
            .collect::<Result<Vec<Value>, Box<Diagnostic>>>()?;
        self.template("archive_year.html", &page, |context| {
            context.insert("year", &json!({ "year": year }));
            context.insert_value("groups", Value::from(groups));
            context.insert("paginator", &PaginatorView::new(site, &list, number));
        })
    }

    pub(super) fn review(&self, number: ListPage) -> Rendered {
        let site = self.site;
        let list = site.review_list();
        let mut page = PageView::new(site, "review", self.words.get("review"), &list.url_of(number));
        page.noindex = number != ListPage::First;
        let mut owners: Vec<(Option<&str>, Vec<serde_json::Value>)> = Vec::new();
        for &id in &*self.wanted(list.rows(number)) {
            let owner = site.note(id).face.owner.as_deref();
            match owners.last_mut().filter(|(known, _)| *known == owner) {
                Some((_, rows)) => rows.push(self.review_row(id)),
                None => owners.push((owner, vec![self.review_row(id)])),
            }
        }
        let owners: Vec<_> = owners
            .into_iter()
            .map(|(owner, notes)| {
                let name: Option<NameView> = owner.map(|owner| term(site, "owner", owner));
                json!({ "name": owner, "url": name.and_then(|name| name.url), "notes": notes })
            })
            .collect();
        self.template("review.html", &page, |context| {
            context.insert("owners", &owners);
            context.insert("paginator", &PaginatorView::new(site, &list, number));
        })
    }
}

fn month_id(month: i8) -> String {
    format!("month-{month:02}")
}
