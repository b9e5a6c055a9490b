//! What a build says of itself when it is done.

use std::path::Path;
use std::time::Duration;

use crate::cli::context;
use crate::cli::output::{Terminal, seconds};
use crate::compare::is_page;
use crate::diagnostic::{Code, Counted, Level, counted};
use crate::engine::Build;
use crate::engine::outputs::{Inputs, Last};
use crate::model::Known;
use crate::note::Profile;
use crate::report::{Counts, count};
use crate::write::Summary;

/// The inputs of a build that is made anew each time, for what its pages lead to beside the site may go without a trace.
const NEVER: u64 = 0;

/// The figures of a build.
#[derive(Clone, Debug)]
pub(super) struct Figures {
    pub(super) notes: usize,
    pub(super) pages: usize,
    /// Drafts that are left out.
    pub(super) drafts: usize,
    /// Notes that are left out for their faults.
    pub(super) faulty: usize,
    pub(super) errors: usize,
    pub(super) warnings: usize,
    /// Faults that are known.
    pub(super) known: usize,
    pub(super) by_code: Vec<Counted>,
}

impl Figures {
    pub(super) fn of(build: &Build) -> Self {
        let left_out = build.corpus.notes.len() - build.site.notes.len();
        let is_draft = |note: &&Profile| build.site.known(&note.facts.path) == Some(Known::Draft);
        let drafts = build.corpus.notes.iter().filter(is_draft).count();
        let pages = build.site.routes.iter().filter(|route| is_page(&route.output)).count();
        let Counts { errors, warnings, .. } = Counts::of(&build.diagnostics, 0);
        let notes = build.site.notes.len();
        let known = build.known.faults.len();
        let by_code = counted(&build.diagnostics);
        Self { notes, pages, drafts, faulty: left_out - drafts, errors, warnings, known, by_code }
    }

    /// Those of the last build, of which everything stands.
    pub(super) fn of_last(last: &Last) -> Self {
        let Last { notes, pages, drafts, faulty, errors, warnings, known, .. } = *last;
        Self { notes, pages, drafts, faulty, errors, warnings, known, by_code: last.by_code.clone() }
    }

    /// What is remembered of this build.
    pub(super) fn last(&self, inputs: Inputs, build: &Build) -> Last {
        Last {
            notes: self.notes,
            pages: self.pages,
            drafts: self.drafts,
            faulty: self.faulty,
            errors: self.errors,
            warnings: self.warnings,
            known: self.known,
            by_code: self.by_code.clone(),
            inputs: if build.is_alone() { inputs.last().inputs } else { NEVER },
            ..inputs.last()
        }
    }

    /// Says what was done.
    pub(super) fn tell(&self, out: &Path, summary: Summary, elapsed: Duration, terminal: &mut Terminal) {
        let mut text = format!("{}, {}: ", count(self.notes, "note"), count(self.pages, "page"));
        text.push_str(&match (summary.written, summary.removed) {
            (0, 0) => format!("nothing to write, {} unchanged", count(summary.unchanged, "file")),
            (written, removed) => format!(
                "{} written, {} unchanged, {removed} removed",
                count(written, "file"),
                summary.unchanged
            ),
        });
        text.push_str(&format!(", in {}", seconds(elapsed)));
        terminal.done("Built", &format!("`{}`: {text}", context::shown(out)));
        if let Some(left_out) = self.left_out() {
            terminal.say(&left_out);
        }
        if self.drafts > 0 {
            let (drafts, them) = (count(self.drafts, "draft"), if self.drafts == 1 { "it" } else { "them" });
            terminal.say(&format!("{drafts} left out; `--drafts` publishes {them}"));
        }
        if let Some(found) = self.found() {
            terminal.say(&found);
        }
        if self.lacks_settings() {
            terminal.say("settings with errors did not have the effect that they were written for; correct them, and build again");
        }
    }

    /// Whether settings were not used, since they have errors: pages may not look as they were meant to.
    fn lacks_settings(&self) -> bool {
        let of_settings = [Code::ConfigUnknownKey, Code::ConfigInvalid];
        self.by_code.iter().any(|counted| {
            matches!(counted.level, Level::Deny | Level::Withhold) && of_settings.contains(&counted.code)
        })
    }

    /// How many errors, warnings and known faults there are; None where there is none.
    fn found(&self) -> Option<String> {
        let counts = Counts { errors: self.errors, warnings: self.warnings, ..Counts::default() };
        // What is in the way in the output folder, a check does not see.
        let in_the_way = self.by_code.iter().filter(|counted| counted.code == Code::OutputOccupied);
        let in_the_way: usize = in_the_way.map(|counted| counted.count).sum();
        let shown = match in_the_way {
            0 => "; `fieldnotes check` shows them all",
            n if n == self.errors + self.warnings => "",
            _ => "; `fieldnotes check` shows those of the site",
        };
        let told = counts.told().map(|told| told + shown);
        let known = (self.known > 0).then(|| count(self.known, "known fault"));
        let parts: Vec<String> = told.into_iter().chain(known).collect();
        (!parts.is_empty()).then(|| parts.join("; "))
    }

    /// Says how many notes are left out for their faults; None if none is.
    pub(super) fn left_out(&self) -> Option<String> {
        let (notes, their) = (count(self.faulty, "note"), if self.faulty == 1 { "its" } else { "their" });
        (self.faulty > 0).then(|| format!("{notes} left out because of {their} faults"))
    }
}
