//! Similar notes: gathering the words of all notes, and finding the nearest of each. On one thread.

mod support;

use std::hint::black_box;
use std::sync::Arc;

use criterion::{BatchSize, Throughput};
use fieldnotes::model::{Choice, Site};
use fieldnotes::path::SourcePath;
use fieldnotes::render::highlight::NoCache;
use support::Files;

fn main() {
    let build = Files::of_site().build(Arc::new(NoCache));
    // A site remembers what it has gathered, so that each run begins with a new one.
    let site = || Site::build(&build.config, &build.corpus, Choice::default(), |_| true).0;
    let gathered = site();
    let words = |path: &SourcePath| build.note(path).map(|note| Arc::clone(&note.words)).unwrap_or_default();
    gathered.find_similar(words);
    let mut criterion = support::criterion();
    let mut group = criterion.benchmark_group("similar");
    group.throughput(Throughput::Elements(gathered.notes.len() as u64));
    group.bench_function("gather", |bencher| {
        support::alone(|| {
            bencher.iter_batched_ref(site, |site| site.find_similar(words), BatchSize::PerIteration);
        });
    });
    group.bench_function("nearest", |bencher| {
        bencher.iter(|| {
            for id in 0..gathered.notes.len() {
                black_box(gathered.similar(id));
            }
        });
    });
    group.finish();
    criterion.final_summary();
}
