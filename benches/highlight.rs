//! Highlighting, the dearest part of a cold build: the code of all notes, by language, and from the memo.

mod support;

use std::collections::BTreeMap;
use std::hint::black_box;

use criterion::Throughput;
use fieldnotes::engine::store::Store;
use fieldnotes::render::highlight::{NoCache, highlight, language};
use support::Files;

/// Blocks of one language that are run over: enough for a mean.
const MOST_BLOCKS: usize = 50;

fn main() {
    let notes = Files::of_site().notes();
    let mut blocks: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (_, text) in &notes {
        for (name, code) in code_of(text) {
            blocks.entry(name).or_default().push(code);
        }
    }
    let mut criterion = support::criterion();
    let mut group = criterion.benchmark_group("highlight");
    for (name, blocks) in &mut blocks {
        blocks.truncate(MOST_BLOCKS);
        let language = language::find(name);
        group.throughput(Throughput::Bytes(size(blocks)));
        group.bench_function(*name, |bencher| {
            bencher.iter(|| {
                for code in &*blocks {
                    black_box(highlight(code, language, &NoCache));
                }
            });
        });
    }
    let memo = Store::in_memory();
    let all: Vec<_> = blocks
        .iter()
        .flat_map(|(name, blocks)| blocks.iter().map(|code| (language::find(name), *code)))
        .collect();
    group.throughput(Throughput::Bytes(all.iter().map(|(_, code)| code.len() as u64).sum()));
    group.bench_function("from the memo", |bencher| {
        bencher.iter(|| {
            for (language, code) in &all {
                black_box(highlight(code, *language, &memo));
            }
        });
    });
    group.finish();
    criterion.final_summary();
}

/// The fenced blocks of a note: language and code.
fn code_of(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split("\n```").skip(1).step_by(2).filter_map(|block| block.split_once('\n'))
}

fn size(blocks: &[&str]) -> u64 {
    blocks.iter().map(|code| code.len() as u64).sum()
}
