//! The search index: the words of all notes, the index of them, and its files. On one thread.

mod support;

use std::hint::black_box;
use std::sync::Arc;

use criterion::{BatchSize, Throughput};
use fieldnotes::engine::store::Store;
use fieldnotes::model::search::word_files;
use fieldnotes::render::search::{Index, Part, Sorted, words_of_file};
use support::Files;

fn main() {
    let build = Files::of_site().build(Arc::new(Store::off()));
    let site = &build.site;
    let part = || {
        let mut part = Part::default();
        for id in 0..site.notes.len() {
            let path = &site.note(id).facts.path;
            let (Some(marks), Some(body)) = (build.marks(path), build.body(path)) else { continue };
            let text = build.text(path).unwrap_or_default();
            part.add(site, id, &body, marks.span.of(&text));
        }
        part.sorted(site)
    };
    let parts: [Sorted; 1] = [part()];
    let mut criterion = support::criterion();
    let mut group = criterion.benchmark_group("search");
    group.throughput(Throughput::Elements(site.notes.len() as u64));
    group.bench_function("words", |bencher| bencher.iter(|| black_box(part())));
    group.bench_function("index", |bencher| {
        bencher.iter_batched(
            || [part().fingerprints()],
            |parts| black_box(Index::of_parts(site, &parts)),
            BatchSize::PerIteration,
        );
    });
    group.bench_function("files", |bencher| {
        bencher.iter(|| {
            for at in 0..word_files(site.notes.len()) {
                black_box(words_of_file(&parts, at));
            }
        });
    });
    group.finish();
    criterion.final_summary();
}
