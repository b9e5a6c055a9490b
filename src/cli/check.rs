//! `fieldnotes check`: every fault of the site; writes nothing but what it remembers, unless it is asked to mend.

mod baseline;
mod rules;
mod told;

use std::path::Path;
use std::sync::Arc;

use super::scope::Scope;
use anyhow::{Result, ensure};
use told::{Told, key};

use super::args::{Check, Common, Denial, Format, denied};
use super::form::{self, Form};
use super::output::Terminal;
use super::{ExitStatus, context, fix};
use crate::diagnostic::{Code, Diagnostic};
use crate::engine::baseline::{Heeded, list};
use crate::engine::files::Files;
use crate::engine::outputs::Inputs;
use crate::engine::rules::RuleFile;
use crate::engine::store::Store;
use crate::engine::{Engine, Options};
use crate::engine::{dates, watched};
use crate::path::{SourcePath, shell_word};
use crate::source::disk::Disk;

pub(super) fn run(args: &Check, common: &Common, terminal: &mut Terminal) -> Result<ExitStatus> {
    ensure!(
        !args.statistics || matches!(args.format, Format::Human | Format::Json),
        "`--statistics` has the formats `human` and `json`\n  remove `--format`, or write `--format json`"
    );
    let site = context::site_folder(common)?;
    context::warn_of_move(&site, terminal);
    let rules = args.alerts.iter().map(|file| rules::read(file, &site)).collect::<Result<Vec<_>>>()?;
    let asked = Asked::new(args, &site, &rules)?;
    if let Some(file) = &args.write_baseline {
        return baseline::write(file, args, (&site, rules), terminal);
    }
    let heeded = args.baseline.as_deref().map(|file| baseline::heeded(file, &site)).transpose()?;
    let options = Options {
        today: Some(context::today(args.today)),
        baseline: heeded.map_or(Heeded::OfSettings, Heeded::File),
        tells_each: args.statistics || !args.select.is_empty(),
        denied: denied(&args.deny),
        rules,
        base_url: args.base_url.clone(),
        audience: context::audience(),
        ..Options::default()
    };
    let store = Arc::new(Store::open(&site, context::now));
    let engine = Engine::new(Box::new(Disk::new(&site)), options.clone(), Arc::clone(&store));
    let form = Form::new(args.format, command(args, common), &site, terminal);
    if args.fix {
        // Known faults are mended too.
        let all = Options { baseline: Heeded::Nothing, ..options.clone() };
        let all = Engine::new(Box::new(Disk::new(&site)), all, Arc::clone(&store));
        if args.dry_run {
            fix::preview(&all.load()?, &asked, terminal)?;
            return Ok(ExitStatus::Clean);
        }
        let mended = fix::mend(&all, &site, &asked, terminal)?;
        let told = Told::of(engine.load()?, &form, &asked);
        context::remembered(store.commit(), terminal);
        let status = told.tell(terminal)?;
        return Ok(if mended == ExitStatus::Failed { mended } else { status });
    }
    let mut listing = engine.list()?;
    let settings = engine.source().read(&SourcePath::settings()).unwrap_or_default();
    list(engine.source(), &settings, &options, &mut listing);
    dates::list(engine.source(), &settings, &mut listing);
    watched::list(engine.source(), &store, &mut listing);
    let inputs = Inputs::of(&listing, &settings, &options, store.now());
    let key = key(&form, args, inputs);
    if let Some(told) = Told::stored(&store, key, inputs) {
        return told.tell(terminal);
    }
    let build = engine.reload(&listing, &mut Files::new(Arc::clone(&store)));
    let is_all = build.is_alone();
    let told = Told::of(build, &form, &asked);
    let told = if is_all { told.store(&store, key, inputs) } else { told };
    // A checkout that can't be written is checked too.
    context::remembered(store.commit(), terminal);
    told.tell(terminal)
}

/// What a check was asked for: files, and codes.
pub(super) struct Asked {
    scopes: Vec<Scope>,
    /// Rule files: whoever names one wants to hear of it.
    rules: Vec<SourcePath>,
    select: Vec<Code>,
    ignore: Vec<Code>,
    statistics: bool,
}

impl Asked {
    fn new(args: &Check, site: &Path, rules: &[RuleFile]) -> Result<Self> {
        let Check { select, ignore, statistics, .. } = args;
        let scopes = args.paths.iter().map(|path| Scope::new(site, path)).collect::<Result<_>>()?;
        let rules = rules.iter().map(|file| file.path.clone()).collect();
        Ok(Self { scopes, rules, select: select.clone(), ignore: ignore.clone(), statistics: *statistics })
    }

    /// Whether a fault is one of those that it is about.
    pub(super) fn is_for(&self, fault: &Diagnostic) -> bool {
        self.is_of(fault.code) && self.holds(&fault.path)
    }

    fn is_of(&self, code: Code) -> bool {
        (self.select.is_empty() || self.select.contains(&code)) && !self.ignore.contains(&code)
    }

    fn holds(&self, path: &SourcePath) -> bool {
        self.scopes.is_empty()
            || self.rules.contains(path)
            || self.scopes.iter().any(|scope| scope.holds(path))
    }
}

/// The command as it was given, as far as it says which files are checked, and for what.
fn command(args: &Check, common: &Common) -> String {
    let rules = args.alerts.iter().map(|path| format!(" --alerts {}", form::word(path)));
    let names =
        |flag: &str, names: Vec<&str>| (!names.is_empty()).then(|| format!(" --{flag} {}", names.join(",")));
    let of_codes = |flag, codes: &[Code]| names(flag, codes.iter().map(|code| code.name()).collect());
    // What is off is found only by a command that denies it too.
    let denied = names("deny", args.deny.iter().map(|denial| Denial::name(*denial)).collect());
    let codes = [denied, of_codes("select", &args.select), of_codes("ignore", &args.ignore)];
    let baseline = args.baseline.iter().map(|file| format!(" --baseline {}", form::word(file)));
    let base_url = args.base_url.iter().map(|url| format!(" --base-url {}", shell_word(url)));
    let today = args.today.iter().map(|day| format!(" --today {day}"));
    let rest: String =
        rules.chain(codes.into_iter().flatten()).chain(baseline).chain(base_url).chain(today).collect();
    form::command("check", common, &args.paths) + &rest
}
