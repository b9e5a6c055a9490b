//! The archive by year and month.

use serde_json::json;
use tera::{Map, Value};

use super::Rendered;
use crate::diagnostic::Diagnostic;
use crate::model::Route;
use crate::model::listing::ListPage;
use crate::path::UrlPath;
use crate::render::Renderer;
use crate::render::reads::Year;
use crate::render::view::listing::PaginatorView;
use crate::render::view::{LinkView, PageView};

impl Renderer<'_> {
    pub(super) fn archive(&self, route: &Route) -> Rendered {
        let (reads, words) = (self.reads, self.reads.words());
        let mut page = PageView::new(reads, "archive", words.get("archive"), &route.url);
        words.get("archive_lede").clone_into(&mut page.description);
        let month = |(month, count, url): &(i8, usize, UrlPath)| {
            json!({ "number": month, "name": words.month(*month), "count": count,
                    "url": format!("{}#{}", reads.href(url), month_id(*month)) })
        };
        let year = |year: &Year| {
            let months: Vec<_> = year.months.iter().map(month).collect();
            json!({ "year": year.year, "name": words.year(year.year), "url": reads.href(&year.url), "count": year.count, "months": months })
        };
        let years: Vec<_> = reads.years().iter().map(year).collect();
        self.template("archive.html", page, |context| context.insert("years", &years))
    }

    pub(super) fn archive_year(&self, year: i16, number: ListPage, route: &Route) -> Rendered {
        let (reads, words) = (self.reads, self.reads.words());
        let archive = number.listing_of(&route.url).parent();
        let mut page = PageView::new(reads, "archive", &words.year(year), &route.url);
        page.breadcrumbs =
            vec![LinkView { title: words.get("archive").to_owned(), url: reads.href(&archive) }];
        page.noindex = number != ListPage::First;
        page.description = words.fill("year_lede", &[("year", &words.year(year))]);
        let groups = reads
            .months(&route.page)
            .into_iter()
            .map(|(month, notes)| {
                let mut group = Map::new();
                group.insert("name".into(), words.month(month).into());
                group.insert("id".into(), month_id(month).into());
                group.insert("notes".into(), self.rows(&notes)?);
                Ok(Value::from(group))
            })
            .collect::<Result<Vec<Value>, Box<Diagnostic>>>()?;
        let paginator = PaginatorView::new(reads, route, number);
        self.template("archive_year.html", page, |context| {
            context.insert("year", &json!({ "year": year, "name": words.year(year) }));
            context.insert_value("groups", Value::from(groups));
            context.insert("paginator", &paginator);
        })
    }
}

fn month_id(month: i8) -> String {
    format!("month-{month:02}")
}
