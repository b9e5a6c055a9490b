//! The floor under a build's time: writes the files of a folder, from memory, into a folder that is not there yet, as
//! plainly as can be. No build that writes these files into an empty folder can take less.
//!
//!     cargo run --release --example plain_writer -- FROM TO [THREADS]
//!
//! Reads all of FROM first, which is not measured, then makes the folders and files of TO, and prints one line of JSON:
//! files, bytes, threads, seconds, and the processor time of the threads (0 where the system does not tell).

#![allow(clippy::disallowed_methods, reason = "it is about writing files, outside the crate's layers")]

use std::collections::HashSet;
use std::env;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread;
use std::time::Instant;

const USAGE: &str = "usage: plain_writer FROM TO [THREADS]";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let threads = arguments.get(2).map_or(Some(2), |text| text.parse().ok().filter(|threads| *threads > 0));
    let result = match (&arguments[..], threads) {
        ([from, to] | [from, to, _], Some(threads)) => measure(Path::new(from), Path::new(to), threads),
        _ => Err(io::Error::other(USAGE)),
    };
    // A reader who has left doesn't change how it went.
    match result {
        Ok(line) => {
            let _ = writeln!(io::stdout(), "{line}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            let _ = writeln!(io::stderr(), "error: {error}");
            ExitCode::from(2)
        }
    }
}

fn measure(from: &Path, to: &Path, threads: usize) -> io::Result<String> {
    let mut files = Vec::new();
    read(from, from, &mut files)?;
    // Neighbours go to one thread, so that no two make the same folders.
    files.sort();
    let bytes: usize = files.iter().map(|(_, content)| content.len()).sum();
    let begun = Instant::now();
    fs::create_dir(to)?;
    let write = |files: &[(PathBuf, Vec<u8>)]| write_all(to, files);
    let processor = thread::scope(|scope| {
        let parts = files.chunks(files.len().div_ceil(threads).max(1));
        let workers: Vec<_> = parts.map(|part| scope.spawn(move || write(part))).collect();
        let failed = |_| io::Error::other("a thread failed");
        workers.into_iter().map(|worker| worker.join().map_err(failed)?).sum::<io::Result<u64>>()
    })?;
    let seconds = begun.elapsed().as_secs_f64();
    let count = files.len();
    let processor = seconds_of(processor);
    Ok(format!(
        "{{\"files\": {count}, \"bytes\": {bytes}, \"threads\": {threads}, \"wall\": {seconds:.6}, \"cpu\": {processor:.6}}}"
    ))
}

/// Reads every file below a folder.
fn read(root: &Path, folder: &Path, files: &mut Vec<(PathBuf, Vec<u8>)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        if entry.file_type()?.is_dir() {
            read(root, &path, files)?;
        } else {
            let name = path.strip_prefix(root).map_err(io::Error::other)?.to_owned();
            files.push((name, fs::read(&path)?));
        }
    }
    Ok(())
}

/// Writes files; gives back the processor time that took, in nanoseconds.
fn write_all(to: &Path, files: &[(PathBuf, Vec<u8>)]) -> io::Result<u64> {
    let before = processor_time();
    let mut made = HashSet::new();
    for (name, content) in files {
        if let Some(folder) = name.parent()
            && made.insert(folder)
        {
            fs::create_dir_all(to.join(folder))?;
        }
        File::create_new(to.join(name))?.write_all(content)?;
    }
    Ok(processor_time().saturating_sub(before))
}

/// The processor time of this thread so far, in nanoseconds.
fn processor_time() -> u64 {
    let text = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|first| first.parse().ok()).unwrap_or(0)
}

#[expect(clippy::cast_precision_loss, reason = "a time is far below 2^52 nanoseconds")]
fn seconds_of(nanoseconds: u64) -> f64 {
    nanoseconds as f64 / 1e9
}
