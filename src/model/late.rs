//! The routes that come last: those of pictures' copies and of cards, whose names hold a hash of what they show.

use std::collections::BTreeMap;
use std::sync::Arc;

use foldhash::HashMap;

use super::route::{Page, Route};
use super::{Picture, Site};
use crate::path::{SourcePath, UrlPath};

/// What is added to a site whose other routes are known.
#[derive(Debug, Default)]
pub struct Late {
    pub(super) pictures: BTreeMap<SourcePath, Picture>,
    pub(super) social_card: Option<UrlPath>,
    pub(super) note_cards: HashMap<UrlPath, UrlPath>,
    routes: Vec<Route>,
    by_url: HashMap<UrlPath, usize>,
}

/// A site with all of its routes, and those that it had before the last ones came.
#[derive(Debug)]
pub struct Finished {
    routes: Arc<Vec<Route>>,
    site: Site,
}

impl Late {
    /// What has an address.
    pub(super) fn page_at<'p>(&'p self, site: &'p Site, url: &UrlPath) -> Option<&'p Page> {
        let late = || self.by_url.get(url).map(|at| &self.routes[*at]);
        site.route(url).or_else(late).map(|route| &route.page)
    }

    /// Adds a route whose address is free.
    pub(super) fn push(&mut self, url: UrlPath, page: Page) {
        self.by_url.insert(url.clone(), self.routes.len());
        self.routes.push(Route { output: url.output(), url, page });
    }

    /// Gives a site all of that. Its routes are those of the site `before` where they are the same.
    pub fn finish(self, site: &mut Site, before: Option<&Finished>) {
        let first = site.routes.len();
        let is_same = |before: &&Finished| {
            Arc::ptr_eq(&before.routes, &site.routes) && before.site.routes[first..] == self.routes
        };
        if let Some(before) = before.filter(is_same) {
            site.routes = Arc::clone(&before.site.routes);
            site.by_url = Arc::clone(&before.site.by_url);
        } else {
            let by_url = self.by_url.into_iter().map(|(url, at)| (url, first + at));
            Arc::make_mut(&mut site.by_url).extend(by_url);
            Arc::make_mut(&mut site.routes).extend(self.routes);
        }
        site.pictures = Arc::new(self.pictures);
        site.note_cards = Arc::new(self.note_cards);
        site.social_card = self.social_card;
    }
}

impl Finished {
    /// A site that was finished, and the routes that it had before.
    pub fn new(routes: Arc<Vec<Route>>, site: &Site) -> Self {
        Self { routes, site: site.clone() }
    }
}
