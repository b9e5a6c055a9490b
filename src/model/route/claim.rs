//! A route that wants its place.

use super::{Page, Route};
use crate::path::{OutputPath, UrlPath};

/// A route, and the place that it wants.
pub(super) struct Claim {
    pub(super) route: Route,
    /// Its output in lower case.
    pub(super) key: OutputPath,
}

impl Claim {
    pub(super) fn new(url: UrlPath, page: Page) -> Self {
        let output = url.output();
        Self::of(Route { url, output, page })
    }

    pub(super) fn of(route: Route) -> Self {
        Self { key: route.output.to_lowercase(), route }
    }
}
