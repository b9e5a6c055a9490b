//! What a code fence says of testing its block: ```` ```bash {check=run needs="psql" timeout=30s} ````.
//!
//! Here it is read; `validate/doctests.rs` judges it, `doctest.rs` runs it. `doctest/block.rs` finds the blocks of a body with
//! their code, `doctest/language.rs` says what can be done with a language.

pub mod block;
pub mod language;

use std::collections::HashSet;
use std::time::Duration;

/// How a block is tested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// It is parsed.
    Syntax,
    /// It is run.
    Run,
}

/// What a run must come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expect<'s> {
    /// It exits with this status.
    Status(i32),
    /// It exits with 0, and its output holds this text.
    Text(&'s str),
}

/// What a fence says of testing its block.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Doctest<'s> {
    /// How the block is tested; None if it is not.
    pub check: Option<Check>,
    /// The name by which others refer to the block.
    pub name: Option<&'s str>,
    /// What comes before it: names of blocks, and files of the repository.
    pub setup: Vec<&'s str>,
    /// Programs that have to be installed, and addresses that have to answer.
    pub needs: Vec<&'s str>,
    /// How long it may take.
    pub timeout: Option<Duration>,
    /// What it must come to.
    pub expect: Option<Expect<'s>>,
    /// The name of the block whose output this is.
    pub output: Option<&'s str>,
    /// Why it is not run.
    pub because: Option<&'s str>,
}

/// The attributes, each with an example.
pub const ATTRIBUTES: [(&str, &str); 8] = [
    ("check", "check=run"),
    ("name", "name=probe"),
    ("setup", "setup=probe"),
    ("needs", "needs=\"psql 127.0.0.1:5432\""),
    ("timeout", "timeout=30s"),
    ("expect", "expect=1"),
    ("output", "output=probe"),
    ("because", "because=\"needs a cluster\""),
];

/// How long a block may take that does not say.
pub const TIMEOUT: Duration = Duration::from_secs(10);
/// How long any block may take.
const MOST_TIMEOUT: Duration = Duration::from_hours(1);

impl<'s> Doctest<'s> {
    /// Takes an attribute. False where its value is of no use; None where it is another's.
    pub fn attribute(&mut self, name: &str, value: Option<&'s str>) -> Option<bool> {
        if !ATTRIBUTES.iter().any(|(known, _)| *known == name) {
            return None;
        }
        let Some(value) = value.map(str::trim).filter(|value| !value.is_empty()) else { return Some(false) };
        let words = || value.split([' ', ',']).filter(|word| !word.is_empty()).collect();
        let named = is_name(value).then_some(value);
        Some(match name {
            "check" => set(&mut self.check, check(value)),
            "name" => set(&mut self.name, named),
            "timeout" => set(&mut self.timeout, duration(value)),
            "expect" => set(&mut self.expect, expect(value)),
            "output" => set(&mut self.output, named),
            "because" => set(&mut self.because, Some(value)),
            _ => {
                *(if name == "setup" { &mut self.setup } else { &mut self.needs }) = words();
                true
            }
        })
    }

    /// Whether it says anything that has no meaning for a block that is not run.
    pub fn is_idle(&self) -> bool {
        let says = !self.setup.is_empty() || !self.needs.is_empty();
        self.check != Some(Check::Run) && (says || self.timeout.is_some() || self.expect.is_some())
    }
}

/// Sets a value; false where there is none.
fn set<T>(place: &mut Option<T>, value: Option<T>) -> bool {
    *place = value;
    place.is_some()
}

/// Whether a block comes before itself: `setup` says which blocks come right before one.
pub fn is_in_circle(block: usize, setup: impl Fn(usize) -> Vec<usize>) -> bool {
    let (mut seen, mut open) = (HashSet::new(), setup(block));
    while let Some(next) = open.pop() {
        if next == block {
            return true;
        }
        if seen.insert(next) {
            open.extend(setup(next));
        }
    }
    false
}

/// Whether a word of `setup` is a file, and no name of a block.
pub fn is_file(word: &str) -> bool {
    word.contains(['/', '.'])
}

fn check(value: &str) -> Option<Check> {
    match value {
        "syntax" => Some(Check::Syntax),
        "run" => Some(Check::Run),
        _ => None,
    }
}

fn is_name(value: &str) -> bool {
    value.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_')
}

/// A number is a status. The range is what a process can exit with.
fn expect(value: &str) -> Option<Expect<'_>> {
    match value.parse::<i64>() {
        Ok(status) => (0..=255).contains(&status).then_some(Expect::Status(status as i32)),
        Err(_) => Some(Expect::Text(value)),
    }
}

fn duration(value: &str) -> Option<Duration> {
    let digits = value.len() - value.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, unit) = value.split_at(digits);
    let number: u64 = number.parse().ok()?;
    let seconds = match unit {
        "" | "s" => number,
        "m" | "min" => number.checked_mul(60)?,
        _ => return None,
    };
    Some(Duration::from_secs(seconds)).filter(|time| (Duration::from_secs(1)..=MOST_TIMEOUT).contains(time))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_or_are_of_no_use() {
        let mut doctest = Doctest::default();
        for (name, value, is_useful) in [
            ("check", Some("run"), Some(true)),
            ("check", Some("parse"), Some(false)),
            ("check", None, Some(false)),
            ("name", Some("start-it"), Some(true)),
            ("name", Some("a b"), Some(false)),
            ("setup", Some("one tests/two.sh"), Some(true)),
            ("timeout", Some("2m"), Some(true)),
            ("timeout", Some("0"), Some(false)),
            ("timeout", Some("99999999999999999999s"), Some(false)),
            ("timeout", Some("61m"), Some(false)),
            ("expect", Some("256"), Some(false)),
            ("expect", Some("not found"), Some(true)),
            ("because", Some(" "), Some(false)),
            ("title", Some("x"), None),
        ] {
            assert_eq!(doctest.attribute(name, value), is_useful, "{name}={value:?}");
        }
        assert_eq!(doctest.setup, ["one", "tests/two.sh"]);
        assert_eq!(doctest.expect, Some(Expect::Text("not found")));
        for (name, example) in ATTRIBUTES {
            let info = format!("bash {{{example}}}");
            let fence = crate::parse::fence::Fence::parse(&info);
            assert!(fence.faults.is_empty() && fence.doctest != Doctest::default(), "{name}");
        }
    }
}
