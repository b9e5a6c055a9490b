//! What a check says: found once, remembered for a check of the same files, and said in the form that was asked for.

use anyhow::Result;
use serde::{Deserialize, Serialize};

use super::Asked;
use crate::cli::ExitStatus;
use crate::cli::args::{Check, Format};
use crate::cli::form::Form;
use crate::cli::output::Terminal;
use crate::diagnostic::{Code, Diagnostic};
use crate::engine::Build;
use crate::engine::outputs::Inputs;
use crate::engine::store::{Key, Kind, Store};
use crate::engine::unknown::shared_fields;
use crate::parallel;
use crate::path::SourcePath;
use crate::report::first::First;
use crate::report::statistics::Statistics;
use crate::report::{Counts, human, json};

/// What a check that read this says in this form. What is denied is among the inputs, as all that bears on faults.
pub(super) fn key(form: &Form, args: &Check, inputs: Inputs) -> u128 {
    let Check { paths, select, ignore, statistics, .. } = args;
    let asked = format!("{form:?} {paths:?} {select:?} {ignore:?} {statistics}");
    Key::of(Kind::Report).and(b"check").and(asked.as_bytes()).number(inputs.hash).end()
}

fn text(form: &Form, found: &Found<'_>, counts: Counts, select: &[Code]) -> String {
    let text = |path: &SourcePath| found.build.text(path);
    match (form.format, &found.statistics) {
        (Format::Human, Some(statistics)) => statistics.human(form.view.style),
        (Format::Human, None) => reports(form, found, select),
        (Format::Json, Some(statistics)) => json::report(found.faults, counts, Some(statistics), &text),
        _ => form.text(found.faults, counts, &text),
    }
}

fn reports(form: &Form, found: &Found<'_>, select: &[Code]) -> String {
    let first = First::of(found.faults, select);
    let told = |fault: &&Diagnostic| form.view.fault(fault, &|path| found.build.text(path));
    parallel::map(&first.shown, told).concat() + &first.rest(&form.command)
}

/// What was found.
struct Found<'b> {
    build: &'b Build,
    faults: &'b [Diagnostic],
    statistics: Option<Statistics>,
}

/// What a check says.
#[derive(Serialize, Deserialize)]
pub(super) struct Told {
    /// When it began, in nanoseconds since 1970.
    begun: u128,
    counts: Counts,
    /// The file of known faults.
    baseline: Option<String>,
    text: String,
}

impl Told {
    /// What is wrong with a site, as far as it was asked for.
    pub(super) fn of(mut build: Build, form: &Form, asked: &Asked) -> Self {
        let template_faults = build.check_templates();
        build.diagnostics.extend(template_faults);
        crate::diagnostic::sort(&mut build.diagnostics);
        let faults: Vec<Diagnostic> =
            build.diagnostics.iter().filter(|fault| asked.is_for(fault)).cloned().collect();
        let notes =
            || build.corpus.notes.iter().map(|note| &note.facts.path).filter(|path| asked.holds(path));
        let is_asked = |(code, path): &&(Code, SourcePath)| asked.is_of(*code) && asked.holds(path);
        let known = build.known.faults.iter().filter(is_asked).count();
        let counts = Counts { known, ..Counts::of(&faults, notes().count()) };
        let baseline = build.known.file.as_ref().map(SourcePath::to_string);
        let statistics = asked.statistics.then(|| {
            let of_fields = asked.is_of(Code::UnknownField);
            let fields =
                if of_fields { shared_fields(&build, &|path| asked.holds(path)) } else { Vec::new() };
            Statistics::new(&faults, notes(), fields)
        });
        let found = Found { build: &build, faults: &faults, statistics };
        let text = text(form, &found, counts, &asked.select);
        drop(found);
        // The process ends soon: to take a large site apart piece by piece would cost as much as to model it.
        std::mem::forget(build);
        Self { begun: 0, counts, baseline, text }
    }

    /// What a check of the same files said.
    pub(super) fn stored(store: &Store, key: u128, inputs: Inputs) -> Option<Self> {
        let told: Self = postcard::from_bytes(&store.get(Kind::Report, key)?).ok()?;
        inputs.is_certain(told.begun).then_some(told)
    }

    /// Remembers what is said of files that were read after the check began.
    pub(super) fn store(mut self, store: &Store, key: u128, inputs: Inputs) -> Self {
        self.begun = inputs.begun;
        if let Ok(bytes) = postcard::to_stdvec(&self) {
            store.put(Kind::Report, key, &bytes);
        }
        self
    }

    /// Says it.
    pub(super) fn tell(&self, terminal: &mut Terminal) -> Result<ExitStatus> {
        terminal.result(&self.text)?;
        terminal.say(&human::summary(self.counts, self.baseline.as_deref()));
        Ok(if self.counts.errors > 0 { ExitStatus::Faults } else { ExitStatus::Clean })
    }
}
