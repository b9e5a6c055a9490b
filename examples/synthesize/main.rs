//! The load generator: writes a site of N notes in the shape of the seed note, or of plain ones.
//!
//!     cargo run --release --example synthesize -- N DIR [--seed K] [--shape seed|plain]
//!
//! The same seed gives the same bytes on every machine, and note 7 is the same in a site of 10 and of
//! 100,000: notes link to lower numbers only. Nothing here uses the `fieldnotes` crate, so that a fault there
//! can't hide in its input; the hash of a body alone is from the same crate.
//!
//!     plan -+-> body ---> front_matter -+-> shape ---> site
//!      what |    words,    says what the |    one of    the only
//!      about|    code      body holds    |    the two   writer
//!           +-> plain -------------------+
//!                all of a plain note

#![allow(
    clippy::disallowed_methods,
    reason = "the generator writes its own files, outside the crate's layers"
)]

mod body;
mod code;
mod date;
mod front_matter;
mod grammar;
mod phrases;
mod plain;
mod plan;
mod problems;
mod random;
mod shape;
mod site;
mod stacks;
mod yaml;

use std::env;
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use crate::shape::Shape;
use crate::site::Run;

const USAGE: &str = "\
usage: synthesize N DIR [--seed K] [--shape seed|plain]

  N              how many notes, from 1 to 999999
  DIR            the site's folder: absent, empty, or made by synthesize before
  --seed K       another set of notes (default 0)
  --shape SHAPE  `seed`: every field, and no fault (the default); `plain`: few fields,
                 long prose, and about two warnings a note
";
const MOST_NOTES: u32 = 999_999;

fn main() -> ExitCode {
    let arguments: Vec<_> = env::args_os().skip(1).collect();
    if arguments.iter().any(|argument| argument == "--help" || argument == "-h") {
        return say(&mut io::stdout(), USAGE, ExitCode::SUCCESS);
    }
    let (run, root) = match parse(&arguments) {
        Ok(request) => request,
        Err(fault) => {
            return say(&mut io::stderr(), &format!("error: {fault}\n\n{USAGE}"), ExitCode::from(2));
        }
    };
    match site::write(run, &root) {
        Ok(bytes) => {
            let message = format!("wrote {} notes, {bytes} bytes, to `{}`\n", run.count, root.display());
            say(&mut io::stdout(), &message, ExitCode::SUCCESS)
        }
        Err(fault) => say(&mut io::stderr(), &format!("error: {fault}\n"), ExitCode::from(2)),
    }
}

/// Reads the command line: the run, and the folder to write it to.
fn parse(arguments: &[OsString]) -> Result<(Run, PathBuf), String> {
    let (mut seed, mut shape) = (0, Shape::Seed);
    let mut places = Vec::new();
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        let text = argument.to_string_lossy();
        if text == "--seed" {
            let value = rest.next().ok_or("`--seed` needs a number")?;
            seed = parse_seed(&value.to_string_lossy())?;
        } else if let Some(value) = text.strip_prefix("--seed=") {
            seed = parse_seed(value)?;
        } else if text == "--shape" {
            let value = rest.next().ok_or("`--shape` needs a name")?;
            shape = parse_shape(&value.to_string_lossy())?;
        } else if let Some(value) = text.strip_prefix("--shape=") {
            shape = parse_shape(value)?;
        } else if text.starts_with('-') {
            return Err(format!("there is no option `{text}`"));
        } else {
            places.push(argument);
        }
    }
    let [count, root] = places[..] else {
        return Err(format!("expected a number and a folder, found {} arguments", places.len()));
    };
    match count.to_string_lossy().parse() {
        Ok(count @ 1..=MOST_NOTES) => Ok((Run { count, seed, shape }, PathBuf::from(root))),
        _ => Err(format!("`{}` is not a number of notes from 1 to {MOST_NOTES}", count.display())),
    }
}

fn parse_seed(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| format!("`{text}` is not a seed: give a whole number"))
}

fn parse_shape(text: &str) -> Result<Shape, String> {
    Shape::named(text).ok_or_else(|| format!("there is no shape `{text}`: give `seed` or `plain`"))
}

/// Writes the last words of the run. A reader who has left doesn't change how it went.
fn say(to: &mut impl Write, text: &str, status: ExitCode) -> ExitCode {
    let _ = to.write_all(text.as_bytes());
    status
}
