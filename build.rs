//! Names the program by its sources: what is remembered on disk holds for the program that made it, and for no other.

use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let mut files = vec![PathBuf::from("Cargo.lock")];
    for folder in ["src", "templates"] {
        println!("cargo::rerun-if-changed={folder}");
        gather(Path::new(folder), &mut files);
    }
    println!("cargo::rerun-if-changed=Cargo.lock");
    files.sort();
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for file in &files {
        let name = file.to_string_lossy().replace('\\', "/");
        let bytes = read(file);
        for byte in name.bytes().chain(bytes) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    println!("cargo::rustc-env=FIELDNOTES_SOURCES={hash:016x}");
    // Two kinds of machine may lay values out differently.
    println!("cargo::rustc-env=FIELDNOTES_TARGET={}", env::var("TARGET").unwrap_or_default());
}

fn gather(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            gather(&path, files);
        } else {
            files.push(path);
        }
    }
}

/// What a file holds. A package may come without its lock file.
#[expect(clippy::disallowed_methods, reason = "the sources of the program are no input of a site")]
fn read(file: &Path) -> Vec<u8> {
    fs::read(file).unwrap_or_default()
}
