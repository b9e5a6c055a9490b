//! Random bodies of shell-like text, as a browser shows them, beside what cmark-gfm makes of them: equal but for the rows
//! of the manual's table ("Where notes differ from GitHub").
//!
//!     python3 -m venv target/cmark && target/cmark/bin/pip install -r tests/peers/cmark/requirements.txt
//!     cargo test --test cmark -- target/cmark/bin/python --bodies 3000 --seed 1
//!
//! Body N of seed S is body 1 of seed S + N - 1. `--keep-going` shrinks each body that differs, and lists all kinds of
//! difference, the shortest first. `.ci/run` takes 3,000 bodies; a longer run is `--bodies 100000`, from another seed.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that can't go on fails, and says where")]
#![allow(clippy::disallowed_methods, reason = "it starts a program of its own")]
#![allow(clippy::print_stdout, reason = "it is what it found")]

#[path = "../../shown/shown.rs"]
#[allow(dead_code, reason = "the other tests use the rest")]
mod shown;

mod generate;
mod judge;
mod quirks;
mod shrink;

use std::collections::BTreeMap;
use std::process::ExitCode;

use judge::Judge;

const USAGE: &str = "usage: cargo test --test cmark -- PYTHON [--bodies N] [--seed N] [--keep-going]";

/// So many bodies have to meet every row of the manual's table.
const ENOUGH: u64 = 1000;

struct Arguments {
    python: String,
    bodies: u64,
    seed: u64,
    keeps_going: bool,
}

fn main() -> ExitCode {
    let Some(arguments) = arguments() else {
        println!("{USAGE}");
        return ExitCode::from(2);
    };
    let mut judge = Judge::new(&arguments.python);
    judge.check_data();
    // A panic of ours is told as a difference.
    std::panic::set_hook(Box::new(|_| {}));
    let mut kinds: BTreeMap<(usize, String), String> = BTreeMap::new();
    let (mut differing, mut while_shrinking) = (0, 0);
    for seed in (arguments.seed..).take(usize::try_from(arguments.bodies).unwrap()) {
        let body = generate::body(seed);
        if judge.difference(&body).is_none() {
            continue;
        }
        differing += 1;
        let before = judge.aside;
        let least = shrink::least(&body, &mut |body| judge.difference(body).is_some());
        let report = judge.difference(&least).unwrap();
        let report = format!("== seed {seed}\n{least}\n{report}");
        while_shrinking += judge.aside - before;
        if !arguments.keeps_going {
            println!("{report}\n1 of the bodies differs: `--seed {seed} --bodies 1` shows it alone");
            return ExitCode::FAILURE;
        }
        kinds.entry((least.len(), least)).or_insert(report);
    }
    for report in kinds.values() {
        println!("{report}");
    }
    let (unmet, aside) = (judge.unmet(), judge.aside - while_shrinking);
    if arguments.bodies >= ENOUGH && !unmet.is_empty() {
        println!("no body meets these rows of the manual: {}", unmet.join("; "));
        return ExitCode::FAILURE;
    }
    println!("{aside} bodies are alike but for what CommonMark or a quirk of cmark-gfm makes of them");
    println!("{} passed, {differing} failed", arguments.bodies - differing);
    if differing == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn arguments() -> Option<Arguments> {
    let mut given = std::env::args().skip(1);
    let mut arguments = Arguments { python: given.next()?, bodies: 3000, seed: 1, keeps_going: false };
    while let Some(argument) = given.next() {
        match argument.as_str() {
            "--bodies" => arguments.bodies = given.next()?.parse().ok()?,
            "--seed" => arguments.seed = given.next()?.parse().ok()?,
            "--keep-going" => arguments.keeps_going = true,
            _ => return None,
        }
    }
    (arguments.bodies > 0).then_some(arguments)
}
