//! Whole builds in memory, on all processors: reading and checking a site, reading it again in a preview, and rendering
//! all of it, with and without the memo of highlighted code. What writing adds is in the comparison with peers.

#![allow(clippy::expect_used, reason = "a bench that can't run shall stop")]

mod support;

use std::hint::black_box;
use std::sync::Arc;

use criterion::Throughput;
use fieldnotes::engine::memo::BlockMemo;
use fieldnotes::engine::recall::Recall;
use fieldnotes::render::highlight::NoCache;
use support::Files;

fn main() {
    let files = Files::of_site();
    let engine = files.engine(Arc::new(NoCache));
    let listing = engine.list().expect("the site is in memory");
    let mut recall = Recall::default();
    let build = engine.reload(&listing, &mut recall);
    let note = files.notes().swap_remove(0).0;
    let mut criterion = support::criterion();
    let mut group = criterion.benchmark_group("build");
    group.throughput(Throughput::Elements(build.site.notes.len() as u64));
    group.bench_function("load", |bencher| {
        bencher.iter(|| black_box(engine.reload(&listing, &mut Recall::default())));
    });
    group.bench_function("load again, one note in doubt", |bencher| {
        bencher.iter(|| {
            recall.doubt([note.clone()]);
            black_box(engine.reload(&listing, &mut recall))
        });
    });
    group.bench_function("render", |bencher| {
        bencher.iter(|| build.render(&build.site.routes, |artifact| drop(black_box(artifact))));
    });
    let warm = files.build(Arc::new(BlockMemo::default()));
    warm.render(&warm.site.routes, |_| {});
    group.bench_function("render, with the memo", |bencher| {
        bencher.iter(|| warm.render(&warm.site.routes, |artifact| drop(black_box(artifact))));
    });
    group.finish();
    criterion.final_summary();
}
