//! How grave each fault is on this site: the levels of the settings, the exceptions of notes, and a bound on how many
//! of one kind are reported.

use std::collections::{BTreeMap, HashMap};

use super::secrets;
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, sort};
use crate::note::Profile;
use crate::path::SourcePath;
use crate::span::Spanned;
use crate::validate;

/// Sets the severity of every fault, and adds those of the exceptions that these notes make.
/// What else is done with the faults of each file, `then` does.
pub(super) fn level(
    config: &Config,
    notes: &[Profile],
    diagnostics: Vec<Diagnostic>,
    mut then: impl FnMut(&mut Vec<Diagnostic>),
) -> Vec<Diagnostic> {
    let exceptions: BTreeMap<&SourcePath, &[Spanned<String>]> = notes
        .iter()
        .filter(|note| !note.facts.allowed.is_empty())
        .map(|note| (&note.facts.path, note.facts.allowed.as_slice()))
        .collect();
    let mut by_path: BTreeMap<SourcePath, Vec<Diagnostic>> = BTreeMap::new();
    for path in exceptions.keys() {
        by_path.entry((*path).clone()).or_default();
    }
    for diagnostic in diagnostics {
        by_path.entry(diagnostic.path.clone()).or_default().push(diagnostic);
    }
    let mut levelled = Vec::new();
    for (path, mut faults) in by_path {
        let allowed = exceptions.get(&path).copied().unwrap_or_default();
        validate::apply_levels(config, allowed, &path, &mut faults);
        sort(&mut faults);
        then(&mut faults);
        levelled.extend(faults);
    }
    sort(&mut levelled);
    secrets::conceal(&mut levelled);
    levelled
}

/// Sets the severity of faults that are found after a load. What the load said of the exceptions is not said again.
pub(super) fn late(config: &Config, notes: &[Profile], diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    if diagnostics.is_empty() {
        return diagnostics;
    }
    let mut levelled = level(config, notes, diagnostics, fold);
    levelled.retain(|fault| !matches!(fault.code, Code::UnusedAllow | Code::UnknownCode));
    levelled
}

/// Most faults of one code that are reported in one file: a file that was made by a machine can hold any number.
const MOST_OF_A_CODE: usize = 100;

/// Of faults of one file that are alike the first stays, and says how many more there are.
pub(super) fn first_of_each(faults: &mut Vec<Diagnostic>) {
    let mut counts: HashMap<(Code, Box<str>), usize> = HashMap::new();
    for fault in faults.iter() {
        if let Some(with) = &fault.alike {
            *counts.entry((fault.code, with.clone())).or_default() += 1;
        }
    }
    faults.retain_mut(|fault| {
        let Some(with) = fault.alike.take() else { return true };
        // The first takes the count: what is left is none.
        let count = counts.remove(&(fault.code, with));
        if let Some(count) = count.filter(|count| *count > 1) {
            fault.message += &format!(" ({} more in this file)", count - 1);
        }
        count.is_some()
    });
}

/// Leaves out what goes past [`MOST_OF_A_CODE`], and says so at the last fault that stays.
pub(super) fn fold(faults: &mut Vec<Diagnostic>) {
    first_of_each(faults);
    let mut counts: BTreeMap<Code, usize> = BTreeMap::new();
    for fault in faults.iter() {
        *counts.entry(fault.code).or_default() += 1;
    }
    let mut seen: BTreeMap<Code, usize> = BTreeMap::new();
    faults.retain_mut(|fault| {
        let number = seen.entry(fault.code).or_default();
        *number += 1;
        let rest = counts[&fault.code].saturating_sub(MOST_OF_A_CODE);
        if rest > 0 && *number == MOST_OF_A_CODE {
            let help = fault.help.take().unwrap_or_default();
            fault.help =
                Some(format!("{help} (and {rest} more of this kind in this file)").trim_start().to_owned());
        }
        *number <= MOST_OF_A_CODE
    });
}
