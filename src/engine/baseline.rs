//! The faults that a site knows of: read with the settings, and taken out of what is reported. They withhold what they withheld
//! when they were written down, and nothing else.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::sync::Arc;

use foldhash::{HashMap, HashSet};

use super::level::{fold, level};
use super::rules::RuleFile;
use super::{Options, text, unreadable};
use crate::baseline::{Baseline, Entries, Known, Left, can_know, is_safety, what};
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Level, sort};
use crate::note::Profile;
use crate::path::SourcePath;
use crate::source::{Listing, Source};
use crate::span::Span;

/// Which known faults a command heeds.
#[derive(Clone, Debug, Default)]
pub enum Heeded {
    /// Those of the file that the settings name.
    #[default]
    OfSettings,
    /// Those of this file.
    File(SourcePath),
    /// None: all faults are told, however many of a kind there are.
    Nothing,
}

/// The known faults that a site has.
#[derive(Clone, Debug, Default)]
pub struct KnownFaults {
    /// Where they are written down, if anywhere.
    pub file: Option<SourcePath>,
    /// The code and the file of each.
    pub faults: Vec<(Code, SourcePath)>,
    /// The files that some of them withhold.
    withheld: HashSet<SourcePath>,
}

impl KnownFaults {
    /// The files that are withheld for a fault that is told, or for a known one.
    pub(super) fn faulty(&self, told: &[Diagnostic]) -> HashSet<SourcePath> {
        let told = told.iter().filter(|fault| fault.withholds()).map(|fault| &fault.path);
        told.chain(&self.withheld).cloned().collect()
    }
}

/// The file that is heeded under these options.
fn file(config: &Config, options: &Options) -> Option<SourcePath> {
    match &options.baseline {
        Heeded::OfSettings | Heeded::Nothing => config.baseline.as_ref().map(|file| file.value.clone()),
        Heeded::File(path) => Some(path.clone()),
    }
}

/// Adds the file of known faults to a listing: what a command says depends on it, too.
pub fn list(source: &dyn Source, settings: &[u8], options: &Options, listing: &mut Listing) {
    let of_settings = || {
        let text = std::str::from_utf8(settings).ok().filter(|text| text.contains("baseline"))?;
        file(&Config::parse(text).0, options)
    };
    let path = match &options.baseline {
        Heeded::File(path) => Some(path.clone()),
        _ => of_settings(),
    };
    let is_new = |path: &SourcePath| !listing.files.iter().any(|file| file.path == *path);
    let found = path.filter(is_new).and_then(|path| source.look(&path).ok().flatten());
    listing.files.extend(found);
}

/// The known faults of a site, and the file that holds them.
pub(super) fn read(
    source: &dyn Source,
    (config, options): (&Config, &Options),
    texts: &mut HashMap<SourcePath, Arc<str>>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<(SourcePath, Baseline)> {
    let path = file(config, options)?;
    let bytes = match source.read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            if matches!(options.baseline, Heeded::Nothing) {
                return None;
            }
            let place = config.baseline.as_ref().map_or(Span::at(0), |file| file.span);
            let message = format!("the baseline `{path}` does not exist");
            let fault = Diagnostic::new(Code::ConfigInvalid, &SourcePath::settings(), place, message);
            diagnostics.push(fault.help(format!("`fieldnotes check --write-baseline {path}` creates it")));
            return None;
        }
        Err(error) => {
            diagnostics.push(unreadable(&path, &error));
            return None;
        }
    };
    let (text, fault) = text::decoded(&path, bytes);
    diagnostics.extend(fault);
    let (baseline, faults) = Baseline::parse(&path, &text);
    diagnostics.extend(faults);
    texts.insert(path.clone(), text.into());
    // What can't be read of it is told in any case: it can be mended.
    (!matches!(options.baseline, Heeded::Nothing)).then_some((path, baseline))
}

/// The text of a note or of another file that is made into a page.
type TextOf<'a> = &'a dyn Fn(&SourcePath) -> Option<Arc<str>>;

/// The faults that are told of all that were found, at their levels, and those that are known.
pub(super) fn told(
    (config, options): (&Config, &Options),
    notes: &[Profile],
    found: Vec<Diagnostic>,
    baseline: Option<&(SourcePath, Baseline)>,
    text: TextOf<'_>,
) -> (Vec<Diagnostic>, KnownFaults) {
    let mut sifter = baseline.map(|baseline| Sifter::new(baseline, text));
    let mut told = level(config, notes, found, |faults| {
        if let Some(sifter) = &mut sifter {
            sifter.sift(faults);
        }
        if !options.tells_each && !matches!(options.baseline, Heeded::Nothing) {
            fold(faults);
        }
    });
    let Some(sifter) = sifter else { return (told, KnownFaults::default()) };
    let known = sifter.finish((config, options), &mut told);
    sort(&mut told);
    (told, known)
}

/// Takes known faults out of those that were found.
struct Sifter<'a> {
    file: &'a SourcePath,
    left: Left<'a>,
    text: TextOf<'a>,
    known: KnownFaults,
}

impl<'a> Sifter<'a> {
    fn new((file, baseline): &'a (SourcePath, Baseline), text: TextOf<'a>) -> Self {
        let known = KnownFaults { file: Some(file.clone()), ..KnownFaults::default() };
        Self { file, left: baseline.left(), text, known }
    }

    /// Takes out those of one file.
    fn sift(&mut self, faults: &mut Vec<Diagnostic>) {
        let text = OnceCell::new();
        faults.retain(|fault| {
            let withheld = can_know(fault, self.file)
                .then(|| self.left.take(fault, &what(fault, |fault| place(fault, &text, self.text))))
                .flatten();
            let Some(withheld) = withheld else { return true };
            if fault.withholds() && (withheld || is_safety(fault.code)) {
                self.known.withheld.insert(fault.path.clone());
            }
            self.known.faults.push((fault.code, fault.path.clone()));
            false
        });
    }

    /// What was known; `told` are the faults that are left, which one more joins where some are mended.
    fn finish(self, (config, options): (&Config, &Options), told: &mut Vec<Diagnostic>) -> KnownFaults {
        let level = config.level(Code::BaselineOutdated);
        // Only a check finds all that a check wrote down.
        if options.today.is_some() && level != Level::Allow {
            let is_sought = |(known, _): &(&Known, usize)| is_sought(known, (config, &options.rules));
            let mended: Vec<_> = self.left.mended().into_iter().filter(is_sought).collect();
            told.extend(outdated(self.file, &mended).map(|fault| Diagnostic { level, ..fault }));
        }
        self.known
    }
}

/// Whether a check would find a fault if it was still there: none of a code that is off, as one is that was denied when the faults
/// were written down; one of a rule file only with that file, and one of a name that no rule has only with any.
fn is_sought(known: &Known, (config, rules): (&Config, &[RuleFile])) -> bool {
    if Code::named(known.code).is_some_and(|code| config.level(code) == Level::Allow) {
        return false;
    }
    let is_of_rules = Code::named(known.code).is_some_and(Code::is_of_rules);
    let is_of_note = known.code == Code::AlertWithoutRule.name() && !rules.is_empty();
    !is_of_rules || is_of_note || rules.iter().any(|file| file.path == known.path)
}

/// The text that a fault points at.
fn place(fault: &Diagnostic, text: &OnceCell<Option<Arc<str>>>, read: TextOf<'_>) -> String {
    let text = text.get_or_init(|| read(&fault.path));
    text.as_deref().map_or_else(String::new, |text| fault.span.of(text).to_owned())
}

/// Most mended faults that are named.
const MOST_NAMED: usize = 3;

fn outdated(file: &SourcePath, mended: &[(&Known, usize)]) -> Option<Diagnostic> {
    let count = mended.iter().fold(0, |sum: usize, (_, count)| sum.saturating_add(*count));
    let name = |(known, _): &(&Known, usize)| format!("`{}` in {}", known.code, known.path);
    let mut names: Vec<String> = mended.iter().take(MOST_NAMED).map(name).collect();
    names.dedup();
    let more = if mended.len() > MOST_NAMED { " and others" } else { "" };
    let message = match count {
        0 => return None,
        1 => format!("a known fault is fixed: {}", names.join(", ")),
        count => format!("{count} known faults are fixed: {}{more}", names.join(", ")),
    };
    let fault = Diagnostic::new(Code::BaselineOutdated, file, Span::at(0), message);
    Some(fault.help(format!("remove it from the file: `fieldnotes check --write-baseline {file}`")))
}

/// What a baseline holds that knows all of some faults. What was known `before` and withheld nothing withholds nothing now.
pub fn entries<'d>(
    faults: impl Iterator<Item = &'d Diagnostic>,
    file: &SourcePath,
    before: &Baseline,
    text: &dyn Fn(&SourcePath) -> Option<Arc<str>>,
) -> Entries {
    let mut left = before.left();
    let mut entries = Entries::new();
    let mut texts: BTreeMap<&SourcePath, OnceCell<Option<Arc<str>>>> = BTreeMap::new();
    for fault in faults.filter(|fault| can_know(fault, file)) {
        let of_file = texts.entry(&fault.path).or_default();
        let what = what(fault, |fault| place(fault, of_file, text));
        let withheld = left.take(fault, &what).unwrap_or(true) && fault.withholds();
        let known = Known { path: fault.path.clone(), code: fault.code.name(), what, withheld };
        *entries.entry(known).or_default() += 1;
    }
    entries
}
