//! The render phase, on one thread: bodies alone, with and without the memo of highlighted code, and whole pages by
//! kind, with it.

mod support;

use std::hint::black_box;
use std::sync::Arc;

use criterion::Throughput;
use fieldnotes::engine::Build;
use fieldnotes::engine::store::Store;
use fieldnotes::model::{Page, Route};
use fieldnotes::render::markdown::{self, Body};
use support::Files;

fn main() {
    let build = Files::of_site().build(Arc::new(Store::in_memory()));
    // Fills the store, and makes what is made once for all pages.
    build.render(&build.site.routes, |_| {});
    let mut criterion = support::criterion();
    let mut group = criterion.benchmark_group("render");
    group.throughput(Throughput::Elements(build.site.notes.len() as u64));
    group.bench_function("bodies, with the store", |bencher| bencher.iter(|| bodies(&build)));
    for (kind, is_of_kind) in KINDS {
        let routes: Vec<Route> =
            build.site.routes.iter().filter(|route| is_of_kind(&route.page)).cloned().collect();
        group.throughput(Throughput::Elements(routes.len() as u64));
        group.bench_function(*kind, |bencher| {
            support::alone(|| bencher.iter(|| build.render(&routes, |artifact| drop(black_box(artifact)))));
        });
    }
    group.finish();
    criterion.final_summary();
}

/// What a kind of pages is called, and which belong to it.
type Kind = (&'static str, fn(&Page) -> bool);

const KINDS: &[Kind] = &[
    ("notes", |page| matches!(page, Page::Note(_))),
    ("listings", |page| matches!(page, Page::Section(..) | Page::Term(..) | Page::ArchiveYear(..))),
    ("indexes", |page| {
        matches!(page, Page::Taxonomy(_) | Page::Archive | Page::Review | Page::ReviewDue(..))
    }),
    ("feeds", |page| matches!(page, Page::Feed(_) | Page::JsonFeed | Page::Revisions)),
    ("lists for machines", |page| {
        matches!(page, Page::Sitemap(_) | Page::NotesJson(_) | Page::ReviewJson(_))
    }),
    ("calendars", |page| matches!(page, Page::Calendar(_))),
    ("search files", |page| matches!(page, Page::SearchFile(_))),
];

fn bodies(build: &Build) {
    for page in build.site.notes.iter() {
        let note = page.note();
        let text = build.text(&note.facts.path).unwrap_or_default();
        let Some(marks) = build.marks(&note.facts.path) else { continue };
        build.read(|reads| {
            black_box(markdown::render(Body {
                reads,
                path: &note.facts.path,
                text: marks.span.of(&text),
                outline: &note.facts.outline,
                image_sources: &note.facts.image_sources,
                skips_title: false,
            }));
        });
    }
}
