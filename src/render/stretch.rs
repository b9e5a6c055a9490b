//! Files that list all notes, in stretches that are remembered: an edit makes one of them anew, and not the whole file.
//!
//! Where a stretch ends is told by the path of its last note, so that a note that comes or goes changes its own stretch alone.

use std::hash::Hash;

use xxhash_rust::xxh3::xxh3_64;

use super::reads::{Reads, fingerprint};
use crate::parallel;
use crate::path::SourcePath;

/// How many notes a stretch has, about: a power of two.
const NOTES: u64 = 64;

/// What remembers texts by what they are made from, and makes those that it does not know.
pub type Remembered<'a> = dyn Fn(u64, &dyn Fn() -> String) -> String + Sync + 'a;

/// The entries of a file, which has a name, in order and with commas and line ends between them. An entry is made from its item
/// and the file's `head`, and nothing else.
pub(super) fn entries<T: Hash + Sync>(
    reads: &Reads<'_>,
    head: (&str, &str),
    items: &[T],
    path: impl Fn(&T) -> &SourcePath,
    write: impl Fn(&T) -> String + Sync,
) -> String {
    let is_last = |item: &T| xxh3_64(path(item).as_str().as_bytes()).is_multiple_of(NOTES);
    let stretches: Vec<&[T]> = items.split_inclusive(is_last).collect();
    let remembered = reads.remembered();
    let texts = parallel::map(&stretches, |stretch| {
        let make = || stretch.iter().map(&write).collect::<Vec<_>>().join(",\n");
        remembered(fingerprint(&(head, stretch)), &make)
    });
    texts.join(",\n")
}
