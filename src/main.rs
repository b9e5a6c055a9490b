//! The `fieldnotes` program: reads its arguments, runs the command, returns its status.

use std::process::ExitCode;

fn main() -> ExitCode {
    fieldnotes::cli::run(std::env::args_os()).into()
}
