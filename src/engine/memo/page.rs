//! The memo of written pages: for each file of an output folder, what it was made from, and how it was left.
//!
//! A file whose fingerprint and whose size and time are as they were holds what it would be given: it is neither made
//! nor read again. One file of the memo for each output folder, below `.fieldnotes/cache`.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use xxhash_rust::xxh3::xxh3_64;

use super::PROGRAM;
use crate::path::OutputPath;
use crate::source::Stamp;

/// The memo of an output folder.
#[derive(Debug)]
pub struct PageMemo {
    file: PathBuf,
    known: HashMap<String, (u64, Stamp)>,
}

impl PageMemo {
    /// The memo of a site's output folder, by its full path; an empty one where there is none.
    pub fn read(site: &Path, out: &Path) -> Self {
        let mut memo = Self::unread(site, out);
        let bytes = crate::source::disk::read_bytes(&memo.file).unwrap_or_default();
        memo.known = decode(&bytes).unwrap_or_default();
        memo
    }

    /// The memo without what it holds: it is written anew.
    pub fn unread(site: &Path, out: &Path) -> Self {
        let name = format!("pages-{:016x}", xxh3_64(out.to_string_lossy().as_bytes()));
        Self { file: site.join(".fieldnotes").join("cache").join(name), known: HashMap::new() }
    }

    /// How a file was left that was made from the same; nothing when it was made from something else, or not at all.
    pub fn left(&self, path: &OutputPath, print: u64) -> Option<Stamp> {
        let (known, stamp) = self.known.get(path.as_str())?;
        (*known == print).then_some(*stamp)
    }

    /// Stores how files were left.
    ///
    /// # Errors
    /// The memo's file can't be written.
    pub fn write(&self, files: &[(OutputPath, u64, Stamp)]) -> std::io::Result<()> {
        let is_same = |(path, print, stamp): &(OutputPath, u64, Stamp)| {
            self.known.get(path.as_str()) == Some(&(*print, *stamp))
        };
        if files.len() == self.known.len() && files.iter().all(is_same) {
            return Ok(());
        }
        crate::write::atomic::write_cache(&self.file, &encode(files))
    }
}

fn magic() -> Vec<u8> {
    format!("fieldnotes pages {PROGRAM}\n").into_bytes()
}

fn encode(files: &[(OutputPath, u64, Stamp)]) -> Vec<u8> {
    let mut bytes = magic();
    for (path, print, (size, modified)) in files {
        bytes.extend_from_slice(&(path.as_str().len() as u64).to_le_bytes());
        bytes.extend_from_slice(&print.to_le_bytes());
        bytes.extend_from_slice(&size.to_le_bytes());
        bytes.extend_from_slice(&modified.to_le_bytes());
        bytes.extend_from_slice(path.as_str().as_bytes());
    }
    let sum = xxh3_64(&bytes);
    bytes.extend_from_slice(&sum.to_le_bytes());
    bytes
}

/// What a file of the memo holds; nothing when it is not whole, or another program's.
fn decode(bytes: &[u8]) -> Option<HashMap<String, (u64, Stamp)>> {
    let (body, sum) = bytes.split_last_chunk::<8>()?;
    if xxh3_64(body).to_le_bytes() != *sum {
        return None;
    }
    let mut rest = body.strip_prefix(magic().as_slice())?;
    let mut known = HashMap::new();
    while !rest.is_empty() {
        let (length, after) = rest.split_first_chunk::<8>()?;
        let (print, after) = after.split_first_chunk::<8>()?;
        let (size, after) = after.split_first_chunk::<8>()?;
        let (modified, after) = after.split_first_chunk::<16>()?;
        let (path, after) = after.split_at_checked(usize::try_from(u64::from_le_bytes(*length)).ok()?)?;
        let stamp = (u64::from_le_bytes(*size), u128::from_le_bytes(*modified));
        known.insert(String::from_utf8(path.to_vec()).ok()?, (u64::from_le_bytes(*print), stamp));
        rest = after;
    }
    Some(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_left_is_read_back_and_damage_costs_the_memo() {
        let file = |path: &str, print| (OutputPath::new(path).unwrap(), print, (12, 99_u128 << 64));
        let files = [file("a/index.html", 7), file("b.json", u64::MAX)];
        let bytes = encode(&files);
        let known = decode(&bytes).unwrap();
        assert_eq!(known.len(), 2);
        assert_eq!(known["a/index.html"], (7, (12, 99 << 64)));
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 0x41;
            assert!(decode(&damaged).is_none() && decode(&bytes[..at]).is_none(), "at {at}");
        }
    }
}
