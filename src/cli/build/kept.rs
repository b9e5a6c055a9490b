//! Which pages of the output folder stand as they are: those that would be made from the same again, and that nobody
//! touched.

use std::path::Path;

use anyhow::{Context, Result};
use rayon::prelude::*;

use crate::engine::Build;
use crate::engine::memo::page::PageMemo;
use crate::engine::print::Prints;
use crate::model::Route;
use crate::path::OutputPath;
use crate::source::Stamp;
use crate::write::{self, Manifest, Output};

/// The pages of a build, and what is remembered of those that are there.
pub(super) struct Kept {
    memo: PageMemo,
    /// Each route of the site: its fingerprint, and how its file is if it stands.
    routes: Vec<(Option<u64>, Option<Stamp>)>,
}

impl Kept {
    /// Finds the pages that stand. With `forgets` none does.
    pub(super) fn find(
        site: &Path,
        out: &Path,
        build: &Build,
        output: &Output,
        forgets: bool,
    ) -> Result<Self> {
        let out = std::path::absolute(out).context("the output folder has no path")?;
        let memo = if forgets { PageMemo::unread(site, &out) } else { PageMemo::read(site, &out) };
        let prints = Prints::of(build);
        let find = |route: &Route| {
            let print = prints.page(build, route);
            let left = print.and_then(|print| memo.left(&route.output, print));
            let stands = left.filter(|left| output.stamp(&route.output) == Some(*left));
            (print, stands.filter(|_| output.keep(&route.output)))
        };
        let routes = build.site.routes.par_iter().map(find).collect();
        Ok(Self { memo, routes })
    }

    /// The routes whose files have to be made.
    pub(super) fn due(&self, build: &Build) -> Vec<Route> {
        let due = build.site.routes.iter().zip(&self.routes).filter(|(_, (_, stands))| stands.is_none());
        due.map(|(route, _)| route.clone()).collect()
    }

    /// Whether any page stands.
    pub(super) fn is_any(&self) -> bool {
        self.routes.iter().any(|(_, stands)| stands.is_some())
    }

    /// Stores how the files of a build were left.
    pub(super) fn store(&self, out: &Path, build: &Build, made: &Manifest) -> std::io::Result<()> {
        let of_route = |(route, (print, stands)): (&Route, &(Option<u64>, Option<Stamp>))| {
            let stamp = || made.owns(&route.output).then(|| write::stamp(out, &route.output)).flatten();
            Some((route.output.clone(), (*print)?, stands.or_else(stamp)?))
        };
        let files: Vec<(OutputPath, u64, Stamp)> =
            build.site.routes.par_iter().zip(&self.routes).filter_map(of_route).collect();
        self.memo.write(&files)
    }
}
