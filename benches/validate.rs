//! The validate phase: documents to notes, with every rule over one file.

mod support;

use std::hint::black_box;

use criterion::Throughput;
use fieldnotes::config::Config;
use fieldnotes::parse::{Extensions, Limits, parse};
use fieldnotes::render::highlight::language;
use fieldnotes::validate::{self, Rules, Schema};
use support::Files;

fn main() {
    let notes = Files::of_site().notes();
    let documents: Vec<_> = notes
        .iter()
        .map(|(path, text)| (parse(path, text, Limits::default(), Extensions::default()), text))
        .collect();
    let config = Config::default();
    let schema = Schema::of_notes(&config.schema, None);
    let rules = Rules {
        schema: &schema,
        taxonomies: &config.taxonomies,
        knows_language: language::is_known,
        near_language: language::nearest,
    };
    let mut criterion = support::criterion();
    let mut group = criterion.benchmark_group("validate");
    group.throughput(Throughput::Elements(notes.len() as u64));
    group.bench_function("notes", |bencher| {
        bencher.iter(|| {
            for (document, text) in &documents {
                black_box(validate::note(document, text, &rules));
            }
        });
    });
    group.finish();
    criterion.final_summary();
}
