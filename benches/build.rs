//! Whole builds in memory, on all processors: reading and checking a site, reading it again in a preview, and rendering
//! all of it, with and without the memo of highlighted code. What writing adds is in the comparison with peers.

#![allow(clippy::expect_used, reason = "a bench that can't run shall stop")]

mod support;

use std::hint::black_box;
use std::sync::Arc;

use criterion::Throughput;
use fieldnotes::engine::files::Files as Known;
use fieldnotes::engine::store::Store;
use support::Files;

fn main() {
    let files = Files::of_site();
    let engine = files.engine(Arc::new(Store::off()));
    let listing = engine.list().expect("the site is in memory");
    let nothing = || Known::new(Arc::new(Store::off()));
    let mut known = nothing();
    let build = engine.reload(&listing, &mut known);
    let note = files.notes().swap_remove(0).0;
    let mut criterion = support::criterion();
    let mut group = criterion.benchmark_group("build");
    group.throughput(Throughput::Elements(build.site.notes.len() as u64));
    group.bench_function("load", |bencher| {
        bencher.iter(|| black_box(engine.reload(&listing, &mut nothing())));
    });
    group.bench_function("load again, one note in doubt", |bencher| {
        bencher.iter(|| {
            known.doubt([note.clone()]);
            black_box(engine.reload(&listing, &mut known))
        });
    });
    group.bench_function("render", |bencher| {
        bencher.iter(|| build.render(&build.site.routes, |artifact| drop(black_box(artifact))));
    });
    let warm = files.build(Arc::new(Store::in_memory()));
    warm.render(&warm.site.routes, |_| {});
    group.bench_function("render, with the store", |bencher| {
        bencher.iter(|| warm.render(&warm.site.routes, |artifact| drop(black_box(artifact))));
    });
    group.finish();
    criterion.final_summary();
}
