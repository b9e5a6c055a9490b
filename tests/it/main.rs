//! The one integration binary. What belongs where:

// Helpers: a site from text, built in memory or by the program itself.
mod support;

// Cases as text files, below `tests/suite`: a site, and the diagnostics and output it has. Most tests belong there.
mod suite;

// The program from outside: one test a command or flag; exit statuses, what goes to which stream.
mod cli;

// Faults that no text file can hold: bytes that are not UTF-8, files that can't be read, output that is occupied.
mod faults;

// Owned output, and builds one after another.
mod incremental;

// The project's own site.
mod own_site;

// The pages of the codes in the manual.
mod manual;

// The JSON Schema against our own validation.
mod schema;

// Places, as properties over random notes.
mod spans;

// Input that is made to exhaust time, memory or the stack.
mod bounds;

// The house rules, as data.
mod tidy;
