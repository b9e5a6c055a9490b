//! Similar notes: comparing all notes from nothing, on one thread and on all processors; following one note that is
//! edited, new or removed, on all processors; and keeping what is known as bytes.

mod support;

use std::hint::black_box;
use std::sync::Arc;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Throughput};
use fieldnotes::engine::store::Store;
use fieldnotes::model::Similar;
use fieldnotes::parse::words::Counts;
use fieldnotes::path::SourcePath;
use support::Files;

/// Notes that change, one at a time: from all over the site, since how much a change moves differs from note to note.
const CHANGES: usize = 50;

type Notes = Vec<(SourcePath, u64)>;
type Words<'a> = &'a (dyn Fn(&SourcePath) -> Option<Arc<Counts>> + Sync);

/// A note that changes: what there was before, which notes there are then, and its words.
struct Change {
    before: Similar,
    notes: Notes,
    edited: (SourcePath, Arc<Counts>),
}

fn main() {
    let build = Files::of_site().build(Arc::new(Store::off()));
    let words = |path: &SourcePath| build.words(path);
    let paths = build.site.dated.iter().map(|id| build.site.note(*id).facts.path.clone());
    let with_fingerprint = |path: SourcePath| {
        let fingerprint = words(&path).unwrap_or_default().fingerprint();
        (path, fingerprint)
    };
    let notes: Notes = paths.map(with_fingerprint).collect();
    let all = Similar::default().follow(&notes, &words);
    let bytes = all.to_bytes();
    let mut criterion = support::criterion();

    let mut group = criterion.benchmark_group("similar, from nothing");
    group.throughput(Throughput::Elements(notes.len() as u64));
    group.bench_function("one thread", |bencher| {
        support::alone(|| bencher.iter(|| black_box(Similar::default().follow(&notes, &words))));
    });
    group.bench_function("all processors", |bencher| {
        bencher.iter(|| black_box(Similar::default().follow(&notes, &words)));
    });
    group.finish();

    let mut group = criterion.benchmark_group("similar, kept");
    group.bench_function("no change", |bencher| bencher.iter(|| black_box(all.follow(&notes, &words))));
    let changes = |change: fn(&Similar, &Notes, usize, Words<'_>) -> Change| {
        let places = (0..CHANGES).map(|at| at * notes.len() / CHANGES);
        places.map(|place| change(&all, &notes, place, &words)).collect::<Vec<_>>()
    };
    follow(&mut group, "follow one note", &changes(edit), &words);
    follow(&mut group, "one note more", &changes(add), &words);
    follow(&mut group, "one note less", &changes(remove), &words);
    group.throughput(Throughput::Bytes(bytes.len() as u64));
    group.bench_function("write", |bencher| bencher.iter(|| black_box(all.to_bytes())));
    group.bench_function("read back", |bencher| bencher.iter(|| black_box(Similar::from_bytes(&bytes))));
    group.finish();
    criterion.final_summary();
}

/// Follows changes, a different one each time.
fn follow(group: &mut BenchmarkGroup<'_, WallTime>, name: &str, changes: &[Change], words: Words<'_>) {
    let mut next = 0;
    group.bench_function(name, |bencher| {
        bencher.iter(|| {
            let Change { before, notes, edited: (edited, counts) } = &changes[next % CHANGES];
            next += 1;
            let ask = |path: &SourcePath| if path == edited { Some(Arc::clone(counts)) } else { words(path) };
            black_box(before.follow(notes, &ask))
        });
    });
}

/// A note loses a few of its words, and gets a few of another one's.
fn edit(all: &Similar, notes: &Notes, place: usize, words: Words<'_>) -> Change {
    let mut notes = notes.clone();
    let counts = words(&notes[place].0).unwrap_or_default();
    let other = words(&notes[(place * 7 + 1) % notes.len()].0).unwrap_or_default();
    let taken = other.iter().step_by(10).filter(|(word, _)| !counts.has(*word));
    let kept = counts.iter().enumerate().filter(|(at, _)| at % 20 != 7);
    let edited: Arc<Counts> = Arc::new(kept.map(|(_, word)| word).chain(taken).collect());
    notes[place].1 = edited.fingerprint();
    Change { before: all.clone(), edited: (notes[place].0.clone(), edited), notes }
}

fn remove(all: &Similar, notes: &Notes, place: usize, words: Words<'_>) -> Change {
    let mut notes = notes.clone();
    let (path, _) = notes.remove(place);
    let counts = words(&path).unwrap_or_default();
    Change { before: all.clone(), notes, edited: (path, counts) }
}

fn add(all: &Similar, notes: &Notes, place: usize, words: Words<'_>) -> Change {
    let Change { notes: fewer, edited, .. } = remove(all, notes, place, words);
    Change { before: all.follow(&fewer, words), notes: notes.clone(), edited }
}
