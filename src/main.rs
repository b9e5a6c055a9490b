//! The `fieldnotes` program: reads its arguments, runs the command, returns its status.

use std::process::ExitCode;

/// Rendering makes many short-lived texts on all threads: this allocator does that in less time than the system's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    fieldnotes::cli::run(std::env::args_os()).into()
}
