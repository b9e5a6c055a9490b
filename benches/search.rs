//! The search index: the words of all notes, the index of them, and its files. On one thread.

mod support;

use std::hint::black_box;
use std::sync::Arc;

use criterion::{BatchSize, Throughput};
use fieldnotes::model::search::{File, word_files};
use fieldnotes::render::highlight::NoCache;
use fieldnotes::render::search::{Index, Part, Sorted, file, words_of_file};
use fieldnotes::render::words::Words;
use support::Files;

fn main() {
    let build = Files::of_site().build(Arc::new(NoCache));
    let site = &build.site;
    let part = || {
        let mut part = Part::default();
        for id in 0..site.notes.len() {
            let path = &site.note(id).facts.path;
            let Some(note) = build.note(path) else { continue };
            part.add(site, id, &note.body, &build.text(path).unwrap_or_default());
        }
        part.sorted(site)
    };
    let index_of = |parts: &[Sorted]| {
        let files = (0..word_files(site.notes.len())).map(|at| words_of_file(parts, at));
        Index::of_files(site, files.collect())
    };
    let index = index_of(&[part()]);
    let words = Words::new(&build.config);
    let mut criterion = support::criterion();
    let mut group = criterion.benchmark_group("search");
    group.throughput(Throughput::Elements(site.notes.len() as u64));
    group.bench_function("words", |bencher| bencher.iter(|| black_box(part())));
    group.bench_function("index", |bencher| {
        bencher.iter_batched(|| [part()], |parts| black_box(index_of(&parts)), BatchSize::PerIteration);
    });
    group.bench_function("files", |bencher| {
        bencher.iter(|| {
            for at in 0..word_files(site.notes.len()) {
                black_box(file(Some(&index), site, &words, File::Words(at)));
            }
            black_box(file(Some(&index), site, &words, File::Start));
        });
    });
    group.finish();
    criterion.final_summary();
}
