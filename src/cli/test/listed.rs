//! The list of all blocks that could be tested: for people, and as JSON.

use serde_json::{Value, json};

use crate::cli::args::Format;
use crate::doctest::{Action, Tested};
use crate::report::{count, visible};

/// What would be done, in a word.
fn word(action: Action) -> &'static str {
    match action {
        Action::Run => "run",
        Action::Parse | Action::ParseHere => "syntax",
        Action::Excused => "because",
        Action::Unchecked => "unchecked",
    }
}

/// All blocks, by note and line.
pub(super) fn text(notes: &[Tested<'_>], format: Format) -> String {
    if format == Format::Json {
        let blocks: Vec<Value> = notes.iter().flat_map(of_note).collect();
        return format!("{:#}\n", json!({ "blocks": blocks }));
    }
    let mut out = String::new();
    for note in notes.iter().filter(|note| note.cases().next().is_some()) {
        out.push_str(&format!("{}\n", visible(note.path().as_str())));
        for case in note.cases() {
            let line =
                format!("{:>5}  {:<11} {:<9}", note.line(&case), case.language.name(), word(case.action));
            let said = [case.name, case.because].into_iter().flatten().collect::<Vec<_>>().join(": ");
            out.push_str(format!("{line}  {}", visible(&said)).trim_end());
            out.push('\n');
        }
    }
    out
}

fn of_note<'n>(note: &'n Tested<'_>) -> impl Iterator<Item = Value> + 'n {
    note.cases().map(|case| {
        json!({
            "path": note.path().as_str(),
            "line": note.line(&case),
            "language": case.language.name(),
            "check": match case.action {
                Action::Run => json!("run"),
                Action::Parse | Action::ParseHere => json!("syntax"),
                Action::Excused | Action::Unchecked => Value::Null,
            },
            "name": case.name,
            "because": case.because,
        })
    })
}

/// How many there are of each kind.
pub(super) fn summary(notes: &[Tested<'_>]) -> String {
    let actions: Vec<Action> = notes.iter().flat_map(Tested::cases).map(|case| case.action).collect();
    let of = |done: &str| actions.iter().filter(|action| word(**action) == done).count();
    format!(
        "{}: {} to run, {} to parse, {} not tested for a reason, {} not tested",
        count(actions.len(), "block"),
        of("run"),
        of("syntax"),
        of("because"),
        of("unchecked"),
    )
}
