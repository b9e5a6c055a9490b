//! The one integration binary. What belongs where:
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that can't go on fails, and says where")]
#![allow(clippy::disallowed_methods, reason = "tests make and read the folders they look at")]
#![allow(clippy::format_collect, reason = "the sites of tests are small")]

// Helpers: a site from text, built in memory or by the program itself.
mod support;

// Cases as text files, below `tests/suite`: a site, and the diagnostics and output it has. Most tests belong there.
mod suite;

// What is there and can't be read.
mod unread;

// The program from outside: one test a command or flag; exit statuses, what goes to which stream.
mod cli;

// Help, manual pages and completions.
mod help;

// Faults of site.toml that are mended.
mod settings;

// Workflows for the services where repositories are kept; what they do when they run is in `tests/peers/workflows`.
mod ci;

// Rule files beside the notes: `check --alerts`, and what alerts lead to.
mod alerts;

// What of many faults is shown, counted and known.
mod reports;

// Reports for hosts and editors: `check --format`, whatever files and faults are called.
mod formats;

// What else is an error: `--deny`.
mod deny;

// What a build says of itself: `build --report`.
mod build_report;

// Corrections of texts that went wrong in random ways.
mod mending;

// Two outputs beside each other: `diff`, and the summary of a build.
mod diff;

// Faults that no text file can hold: bytes that are not UTF-8, files that can't be read, output that is occupied.
mod faults;

// The navigation of manuals.
mod guide;

// Notes in one file: `build --bundle`.
mod bundle;

// What pages tell search engines: JSON-LD, by schema.org.
mod structured;

// Owned output, and builds one after another.
mod incremental;

// What stays as it is when a note comes.
mod still;

// The index of the search: names, numbers, spellings.
mod search;

// What sites and notes begin with: `init`, `new`, `templates/new/`.
mod beginnings;

// The board of reviews beside `review`; its file for programs, and calendars, by their formats.
mod board;

// Builds and fixes that are killed at any instant.
#[cfg(unix)]
mod kill;

// Disks that are full, read-only, or change while they are read; and two builds at once.
#[cfg(unix)]
mod disks;

// The targets of `.fuzz/`, with random pieces.
mod fuzz;
mod gated;

// The same bytes from another place, in another time zone, language and order.
mod reproducible;

// Random edits of a site, for the tests that follow them.
mod edits;

// A site in memory while its files change: equal to one that is read anew, after every edit.
mod live;

// Who keeps notes true, and what each owner is told to review.
mod owners;

// Drafts, and what else is left out: nothing of them is in any output.
mod drafts;

// HTML in notes: the tree that a browser builds of it is the one that is written.
mod html;

// What is outside of a site, or no file at all.
#[cfg(unix)]
mod outside;

// The project's own site.
mod own_site;

// Feeds and sitemaps, against what their formats demand.
mod feeds;

// Copies of pictures at other widths.
mod images;

// What pictures say of their making: in no output, unless the settings say so.
mod metadata;

// Secrets: in no output, and in no report.
mod secrets;

// The preview over HTTP: what it answers, whom it refuses, how it starts and ends.
mod serve;

// The preview among clients that mean no good, know no better, or go away.
mod hostile;

// The preview while files change: how editors and other programs save.
#[cfg(unix)]
mod watch;

// The preview as a process, while files change and clients ask for pages the whole time.
#[cfg(unix)]
mod soak;

// Pictures of reports in the manual.
mod pictures;

// The manual against the program: pages of codes, names of all that there is, terminal sessions.
mod manual;

// The languages of the theme: words, plurals, and texts without a key.
mod languages;

// The language server, as an editor sees it.
mod lsp;

// Moves of notes, bundles and folders.
mod mv;

// The JSON Schema against our own validation.
mod review;
mod schema;
mod standing;
mod watches;

// Bodies against the specifications and the manual's table of differences from GitHub.
mod github;
#[path = "../shown/shown.rs"]
#[allow(dead_code, reason = "random bodies, in a test of their own, use the rest")]
mod shown;

// Places, as properties over random notes.
mod spans;

// Names and links that would lead out of the site, or that some disks or hosts do not bear.
mod paths;

// Names in other Unicode forms.
mod names;

// What the sanitiser lets pass of the attacks that the browser tests use too.
mod sanitizer;

// Input that is made to exhaust time, memory or the stack.
mod bounds;

// The house rules, as data.
mod templates;
mod tidy;
