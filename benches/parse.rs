//! The parse phase: a file's text to a document, and its two halves by themselves.

mod support;

use std::hint::black_box;

use criterion::Throughput;
use fieldnotes::parse::{Extensions, Limits, front_matter, markdown, parse, yaml};
use support::Files;

fn main() {
    let notes = Files::of_site().notes();
    let documents: Vec<_> = notes
        .iter()
        .map(|(path, text)| parse(path, text, Limits::default(), Extensions::default()))
        .collect();
    let mut criterion = support::criterion();
    let mut group = criterion.benchmark_group("parse");
    group.throughput(Throughput::Bytes(support::bytes(&notes)));
    group.bench_function("document", |bencher| {
        bencher.iter(|| {
            for (path, text) in &notes {
                black_box(parse(path, text, Limits::default(), Extensions::default()));
            }
        });
    });
    group.bench_function("front matter", |bencher| {
        bencher.iter(|| {
            for (path, text) in &notes {
                let split = front_matter::split(text);
                black_box(split.front.map(|front| yaml::read(path, text, front, Limits::default())));
            }
        });
    });
    group.bench_function("outline", |bencher| {
        bencher.iter(|| {
            for ((path, text), document) in notes.iter().zip(&documents) {
                black_box(markdown::outline(path, text, document.body, Extensions::default()));
            }
        });
    });
    group.finish();
    criterion.final_summary();
}
