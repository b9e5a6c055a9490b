//! Files that list all notes, in stretches that are remembered: an edit makes one of them anew, and not the whole file.
//!
//! Where a stretch ends is told by the path of its last note, so that a note that comes or goes changes its own stretch alone.

use std::hash::Hash;

use xxhash_rust::xxh3::xxh3_64;

use super::reads::Reads;
use crate::fingerprint::fingerprint;
use crate::parallel;
use crate::path::SourcePath;

/// How many notes a stretch has, about: a power of two.
const NOTES: u64 = 64;
/// How many stretches are made at a time, on all processors.
const AT_ONCE: usize = 32;

/// What remembers texts by what they are made from, and makes those that it does not know.
pub type Remembered<'a> = dyn Fn(u64, &dyn Fn() -> String) -> String + Sync + 'a;

/// A file that has entries, with commas and line ends between them.
pub(super) struct File<'a> {
    /// What it is called.
    pub(super) name: &'a str,
    /// The address of the site.
    pub(super) base_url: &'a str,
    /// What stands above the entries, and below them.
    pub(super) around: (&'a str, &'a str),
}

/// Makes a file. An entry is made from its item, the file's name and the address of the site, and nothing else.
pub(super) fn file<T: Hash + Sync>(
    reads: &Reads<'_>,
    File { name, base_url, around: (above, below) }: File<'_>,
    items: &[T],
    path: impl Fn(&T) -> &SourcePath,
    write: impl Fn(&T) -> String + Sync,
) -> String {
    let is_last = |item: &T| xxh3_64(path(item).as_str().as_bytes()).is_multiple_of(NOTES);
    let stretches: Vec<&[T]> = items.split_inclusive(is_last).collect();
    let remembered = reads.remembered();
    let text = |stretch: &&[T]| {
        let make = || stretch.iter().map(&write).collect::<Vec<_>>().join(",\n");
        remembered(fingerprint(&(name, base_url, *stretch)), &make)
    };
    let mut out = above.to_owned();
    // Some at a time: such a file is large, and need not be there twice.
    for (at, group) in stretches.chunks(AT_ONCE).enumerate() {
        let texts = parallel::map(group, text);
        if at == 0 {
            let room: usize = texts.iter().map(|text| text.len() + 2).sum();
            out.reserve(room * stretches.len().div_ceil(AT_ONCE) + below.len());
        }
        for text in texts {
            out.push_str(if out.len() == above.len() { "" } else { ",\n" });
            out.push_str(&text);
        }
    }
    out.push_str(below);
    out
}
