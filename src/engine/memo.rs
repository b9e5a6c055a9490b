//! What is remembered between builds, below `.fieldnotes/cache`: notes as they were judged, highlighted code, the words of
//! the search index, finished pages, and how the output folder was left.
//!
//! All of it can be removed at any time, none of it is needed for the result, and what is damaged is as good as none.

pub mod block;
pub mod finished;
pub mod note;
pub mod page;
mod press;
pub(super) mod search;

pub use block::BlockMemo;

/// The program that writes a memo: what it remembers holds for no other.
const PROGRAM: &str =
    concat!(env!("CARGO_PKG_VERSION"), " ", env!("FIELDNOTES_SOURCES"), " ", env!("FIELDNOTES_TARGET"));
