//! fieldnotes publishes maintenance notes: Markdown with a front matter that is checked against a schema, as
//! pages that are fast and readable.
//!
//! Text comes in through one door, becomes one value per phase, and leaves through one door:
//!
//! ```text
//!  disk / memory                                                        disk
//!       |                                                                 ^
//!   source ----> parse ------> validate ---> model ----> render ------> write
//!   (Listing,    (Document:    (Note:        (Site:      (Artifact:     (Manifest:
//!    bytes)       spans, no     typed         routes,     path, bytes)   path to hash)
//!                 judgement)    values)       lists)
//!                      \           \            \
//!                       +-----------+---- Vec<Diagnostic> --- check ---> report
//! ```
//!
//! Each phase is a function from immutable values to an immutable value and diagnostics. The [`engine`] alone
//! remembers anything between builds; `check`, `build` and `serve` are ways to look at it. The modules below stand in
//! reading order, one group a layer; `ARCHITECTURE.md` says which may use which.

// 0: words
pub mod diagnostic;
pub mod fingerprint;
pub mod fix;
pub mod footprint;
pub mod glob;
pub mod nfc;
pub mod parallel;
pub mod path;
pub mod plural;
pub mod span;
pub mod suggest;
pub mod tree;
pub mod varint;

// 1: one file at a time, pure
pub mod baseline;
pub mod config;
pub mod edit;
pub mod ledger;
pub mod note;
pub mod parse;
pub mod theme;
pub mod validate;

// 2: all files together, pure
pub mod check;
pub mod corpus;
pub mod model;

// 3: pages out, still no disk
pub mod compare;
pub mod render;

// 4: the outside world
pub mod doctest;
pub mod source;
pub mod write;

// 5: memory
pub mod engine;
pub mod ide;

// 6: faces
pub mod cli;
pub mod lsp;
pub mod report;
pub mod serve;
pub mod watch;
