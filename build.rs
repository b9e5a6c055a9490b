//! Names the program by its sources: what is remembered on disk holds for the program that made it, and for no other. Lists what notes
//! begin with, by language, so that a language is a folder and nothing else.

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
    list_beginnings(&files);
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

/// Writes the table that `src/cli/beginning/language.rs` holds: languages, each with its files and their texts.
#[expect(clippy::disallowed_methods, reason = "the table is no output of a site")]
fn list_beginnings(files: &[PathBuf]) {
    let mut languages: Vec<(String, String)> = Vec::new();
    for file in files {
        let path = file.to_string_lossy().replace('\\', "/");
        let Some((language, name)) =
            path.strip_prefix("src/cli/beginning/").and_then(|path| path.split_once('/'))
        else {
            continue;
        };
        if languages.last().is_none_or(|(last, _)| last != language) {
            languages.push((language.to_owned(), String::new()));
        }
        if let Some((_, entries)) = languages.last_mut() {
            let text = format!("include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/{path}\"))");
            entries.push_str(&format!("    ({name:?}, {text}),\n"));
        }
    }
    let entries = languages.iter().map(|(language, files)| format!("({language:?}, &[\n{files}]),\n"));
    let out = Path::new(&env::var("OUT_DIR").unwrap_or_default()).join("beginnings.rs");
    let _ = fs::write(out, format!("&[\n{}]\n", entries.collect::<String>()));
}

/// What a file holds. A package may come without its lock file.
#[expect(clippy::disallowed_methods, reason = "the sources of the program are no input of a site")]
fn read(file: &Path) -> Vec<u8> {
    fs::read(file).unwrap_or_default()
}
