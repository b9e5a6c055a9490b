//! Which pages of the output folder stand as they are: those that would be made from the same again, and that nobody
//! touched.

use std::path::Path;

use rayon::prelude::*;

use super::summary::Figures;
use crate::engine::Build;
use crate::engine::memo::finished::Finished;
use crate::engine::memo::page::{Inputs, Last, Left, PageMemo};
use crate::engine::print::Prints;
use crate::model::{AT_ONCE, Route};
use crate::source::Stamp;
use crate::write::{self, Manifest, Output};

/// The pages of a build, and what is remembered of those that are there.
pub(super) struct Kept {
    memo: PageMemo,
    /// Each route of the site: its fingerprint, and how its file is if it stands.
    routes: Vec<(Option<u64>, Option<Stamp>)>,
}

impl Kept {
    /// Nothing stands, and nobody wants to know.
    pub(super) fn nothing(memo: PageMemo, build: &Build) -> Self {
        Self { memo, routes: vec![(None, None); build.site.routes.len()] }
    }

    /// Finds the pages that stand.
    pub(super) fn find(memo: PageMemo, build: &Build, output: &Output) -> Self {
        let prints = Prints::of(build);
        let find = |route: &Route| {
            let print = prints.page(build, route);
            let left = print.and_then(|print| memo.left(&route.output, print));
            let stands = left.filter(|left| output.stamp(&route.output) == Some(*left));
            (print, stands.filter(|_| output.keep(&route.output)))
        };
        let routes = build.site.routes.par_iter().with_max_len(AT_ONCE).map(find).collect();
        Self { memo, routes }
    }

    /// The routes whose files are not there, with what they would be made from.
    pub(super) fn due(&self, build: &Build) -> Vec<(Route, Option<u64>)> {
        let due = build.site.routes.iter().zip(&self.routes).filter(|(_, (_, stands))| stands.is_none());
        due.map(|(route, (print, _))| (route.clone(), *print)).collect()
    }

    /// What is remembered of the pages that stand is kept.
    pub(super) fn remember(&self, build: &Build, finished: &Finished) {
        for (route, (print, stands)) in build.site.routes.iter().zip(&self.routes) {
            if let (Some(print), Some(_)) = (print, stands) {
                finished.keep(&route.output, *print);
            }
        }
    }

    /// Whether any page stands.
    pub(super) fn is_any(&self) -> bool {
        self.routes.iter().any(|(_, stands)| stands.is_some())
    }

    /// Stores how the files of a build were left, and what it read.
    pub(super) fn store(
        &self,
        out: &Path,
        build: &Build,
        made: &Manifest,
        (inputs, figures): (Inputs, Figures),
    ) -> std::io::Result<()> {
        let of_route = |(route, (print, stands)): (&Route, &(Option<u64>, Option<Stamp>))| {
            let stamp = || made.owns(&route.output).then(|| write::stamp(out, &route.output)).flatten();
            Some((route.output.clone(), print.unwrap_or(0), stands.or_else(stamp)?))
        };
        let routes = build.site.routes.par_iter().with_max_len(AT_ONCE);
        let files: Vec<Left> = routes.zip(&self.routes).filter_map(of_route).collect();
        let is_whole = build.diagnostics.is_empty() && files.len() == build.site.routes.len();
        let Figures { notes, pages, drafts, .. } = figures;
        let last = is_whole.then_some(Last { inputs: inputs.hash, notes, pages, drafts });
        self.memo.write(files, out, inputs, last.as_ref())
    }
}
