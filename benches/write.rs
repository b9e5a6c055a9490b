//! The write phase: pages into an empty folder, into one that holds them already, and into one that holds all but one
//! as they are. Tells more of the file system than of us: compare with the plain writer of the examples.

#![allow(clippy::expect_used, reason = "a bench that can't run shall stop")]

mod support;

use std::path::Path;
use std::sync::{Arc, Mutex};

use criterion::{BatchSize, Throughput};
use fieldnotes::engine::store::Store;
use fieldnotes::path::OutputPath;
use fieldnotes::render::{Artifact, Content};
use fieldnotes::write::{Manifest, Output, Summary};
use support::Files;

/// Files that are written.
const MOST_FILES: usize = 500;

type Pages = Vec<(OutputPath, Vec<u8>)>;

fn main() {
    let mut pages = pages();
    let mut criterion = support::criterion();
    let mut group = criterion.benchmark_group("write");
    group.throughput(Throughput::Elements(pages.len() as u64));
    group.bench_function("empty folder", |bencher| {
        bencher.iter_batched_ref(
            || tempfile::tempdir().expect("a folder for the output"),
            |folder| write(&pages, folder.path()),
            BatchSize::PerIteration,
        );
    });
    let folder = tempfile::tempdir().expect("a folder for the output");
    assert_eq!(write(&pages, folder.path()).written, pages.len());
    group.bench_function("nothing changed", |bencher| bencher.iter(|| write(&pages, folder.path())));
    assert_eq!(write(&pages, folder.path()).written, 0);
    group.bench_function("one changed", |bencher| {
        bencher.iter(|| {
            pages[0].1.reverse();
            assert_eq!(write(&pages, folder.path()).written, 1);
        });
    });
    group.finish();
    criterion.final_summary();
}

fn write(pages: &Pages, folder: &Path) -> Summary {
    let output = Output::open(folder, Manifest::load(folder), false).expect("the folder opens");
    for (path, bytes) in pages {
        output.put(path, bytes).expect("the file is written");
    }
    output.commit().expect("the files move into place").summary
}

/// The first pages of the site.
fn pages() -> Pages {
    let build = Files::of_site().build(Arc::new(Store::off()));
    let pages: Mutex<Pages> = Mutex::default();
    let routes = &build.site.routes[..MOST_FILES.min(build.site.routes.len())];
    build.render(routes, |Artifact { path, content }| {
        if let Content::Bytes(bytes) = content {
            pages.lock().expect("no thread failed").push((path, bytes));
        }
    });
    pages.into_inner().expect("no thread failed")
}
