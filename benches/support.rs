//! What the benches share: the notes that they run over, and how long they run.
//!
//! The notes are those of the load generator, a thousand of them, made once below `target/tmp`. `BENCH_NOTES` asks for
//! another number, and `BENCH_SITE` names a folder that the generator has filled already.

#![allow(dead_code, reason = "each bench uses a part of this")]
#![allow(clippy::disallowed_methods, reason = "the benches read their input outside the crate's layers")]
#![allow(clippy::unwrap_used, reason = "a bench that can't run shall stop")]

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use criterion::Criterion;
use fieldnotes::engine::store::Store;
use fieldnotes::engine::{Build, Engine, Options};
use fieldnotes::path::SourcePath;
use fieldnotes::source::memory::Memory;

/// A site in memory.
pub(crate) struct Files {
    /// Its files, in order of their paths.
    pub(crate) all: Vec<(SourcePath, Vec<u8>)>,
}

impl Files {
    /// The files of the site that the benches run over.
    pub(crate) fn of_site() -> Self {
        let root = env::var_os("BENCH_SITE").map_or_else(synthesized, PathBuf::from);
        let mut all = Vec::new();
        read(&root, &root, &mut all);
        all.sort();
        Self { all }
    }

    /// The notes and their texts.
    pub(crate) fn notes(&self) -> Vec<(SourcePath, Arc<str>)> {
        let is_note =
            |path: &SourcePath| path.as_str().starts_with("content/notes/") && path.as_str().ends_with(".md");
        let notes = self.all.iter().filter(|(path, _)| is_note(path) && !path.is_section());
        notes.map(|(path, bytes)| (path.clone(), String::from_utf8_lossy(bytes).into())).collect()
    }

    /// An engine over the site, with a cache of highlighted code.
    pub(crate) fn engine(&self, cache: Arc<Store>) -> Engine {
        let mut memory = Memory::default();
        for (path, bytes) in &self.all {
            memory.put(path.as_str(), bytes.clone());
        }
        Engine::new(Box::new(memory), Options::default(), cache)
    }

    /// The site, read and checked.
    pub(crate) fn build(&self, cache: Arc<Store>) -> Build {
        self.engine(cache).load().unwrap()
    }
}

/// How much each bench runs: enough to see a change of a few percent on a quiet machine.
pub(crate) fn criterion() -> Criterion {
    let criterion = Criterion::default().sample_size(10);
    criterion
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(5))
        .configure_from_args()
}

/// Runs on one thread: what is measured is the work, not how it is shared.
pub(crate) fn alone<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap().install(work)
}

/// How many bytes texts have, for rates.
pub(crate) fn bytes(notes: &[(SourcePath, Arc<str>)]) -> u64 {
    notes.iter().map(|(_, text)| text.len() as u64).sum()
}

fn synthesized() -> PathBuf {
    let count = env::var("BENCH_NOTES").unwrap_or_else(|_| "1000".to_owned());
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("bench-site-{count}"));
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    command.args(["run", "--quiet", "--release", "--example", "synthesize", "--", &count]).arg(&root);
    assert!(command.status().unwrap().success(), "the load generator failed");
    root
}

fn read(root: &Path, folder: &Path, files: &mut Vec<(SourcePath, Vec<u8>)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.starts_with('.') || name == "public" {
            continue;
        }
        if path.is_dir() {
            read(root, &path, files);
        } else {
            let inner = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
            files.push((SourcePath::new(&inner).unwrap(), fs::read(&path).unwrap()));
        }
    }
}
