//! The model phase, which runs on every change: all notes to the site, and the checks over all of them. On one thread.

mod support;

use std::hint::black_box;
use std::sync::Arc;

use criterion::Throughput;
use fieldnotes::check::check;
use fieldnotes::engine::store::Store;
use fieldnotes::model::{Choice, Site};
use support::Files;

fn main() {
    let build = Files::of_site().build(Arc::new(Store::off()));
    let (config, corpus) = (&build.config, &build.corpus);
    let mut criterion = support::criterion();
    let mut group = criterion.benchmark_group("model");
    group.throughput(Throughput::Elements(corpus.notes.len() as u64));
    group.bench_function("site", |bencher| {
        bencher.iter(|| black_box(Site::build(config, corpus, Choice::default(), |_| true)));
    });
    group.bench_function("check", |bencher| {
        support::alone(|| bencher.iter(|| black_box(check(&build.site, corpus, &[]))));
    });
    group.finish();
    criterion.final_summary();
}
