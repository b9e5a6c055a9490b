//! `check --write-baseline`: all faults that there are become known ones.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};

use crate::baseline::{Baseline, Entries, is_elsewhere, text};
use crate::cli::args::{Check, denied};
use crate::cli::output::Terminal;
use crate::cli::view::View;
use crate::cli::{ExitStatus, context};
use crate::diagnostic::Diagnostic;
use crate::engine::baseline::{Heeded, entries};
use crate::engine::rules::RuleFile;
use crate::engine::store::Store;
use crate::engine::{Engine, Options};
use crate::nfc::nfc;
use crate::path::SourcePath;
use crate::report::{count, number, visible};
use crate::source::Source;
use crate::source::disk::Disk;
use crate::write::{atomic, lock};

/// The path of a file of known faults, which stands in the site's folder.
pub(super) fn file(named: &Path, site: &Path) -> Result<SourcePath> {
    ensure!(
        named.as_os_str() != "-",
        "known faults are kept in a file of the site, not in a stream\n  name a file, such as `baseline.txt`"
    );
    let site = site.canonicalize()?;
    let here = context::current_folder()?;
    let inside = |base: &Path| -> Option<SourcePath> {
        let whole = base.join(named);
        let folder = whole.parent()?.canonicalize().ok()?;
        let inside: PathBuf = folder.strip_prefix(&site).ok()?.join(whole.file_name()?);
        SourcePath::new(&nfc(&inside.to_string_lossy().replace('\\', "/")))
    };
    match inside(&here) {
        Some(path) if is_elsewhere(&path) => {
            bail!(
                "`{path}` would be published, or read as another kind of file\n  keep the file beside site.toml"
            )
        }
        Some(path) => Ok(path),
        None => bail!("`{}` is not a path in the site's folder", named.display()),
    }
}

/// The path of a file of known faults that is there.
pub(super) fn heeded(named: &Path, site: &Path) -> Result<SourcePath> {
    let path = file(named, site)?;
    match Disk::new(site).read(&path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => bail!(
            "the baseline `{}` does not exist\n  `fieldnotes check --write-baseline {}` creates it",
            named.display(),
            named.display()
        ),
        _ => Ok(path),
    }
}

/// Writes the file, and says what came and went. What can't be known is shown.
pub(super) fn write(
    named: &Path,
    args: &Check,
    (site, rules): (&Path, Vec<RuleFile>),
    terminal: &mut Terminal,
) -> Result<ExitStatus> {
    let path = file(named, site)?;
    let _lock = lock::take(site, lock::Holder::Fix)?;
    let disk = Disk::new(site);
    let target = disk.location(&path).unwrap_or_else(|| site.join(path.as_str()));
    ensure!(
        !target.is_symlink(),
        "`{path}` is a symbolic link, and is not changed\n  name the file that it points to, or another one"
    );
    let old = match disk.read(&path) {
        Ok(bytes) => String::from_utf8(bytes).ok().with_context(|| format!("`{path}` is not a baseline"))?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(error).with_context(|| format!("`{path}` can't be read")),
    };
    let (before, wrong) = Baseline::parse(&path, &old);
    if before.entries.is_empty() && !wrong.is_empty() {
        bail!("`{path}` already exists, and is not a baseline\n  choose another name");
    }
    let store = Store::open(site, context::now);
    let today = Some(context::today(args.today));
    let denied = denied(&args.deny);
    let options = Options { today, baseline: Heeded::Nothing, denied, rules, ..Options::default() };
    let engine = Engine::new(Box::new(disk), options, store.into());
    let build = engine.load()?;
    let new = entries(build.diagnostics.iter(), &path, &before, &|path| build.text(path));
    let written = text(&new, &path);
    if written != old {
        atomic::write(&target, written.as_bytes()).with_context(|| format!("`{path}` can't be written"))?;
    }
    let total: usize = new.values().sum();
    terminal
        .done("Wrote", &format!("{path}: {}{}", count(total, "known fault"), change(&before.entries, &new)));
    if build.config.baseline.as_ref().is_none_or(|known| known.value != path) {
        terminal.say(&format!(
            "  next: write `baseline = \"{}\"` under `[lints]` in site.toml to use it",
            visible(path.as_str())
        ));
    }
    let is_left = |fault: &&Diagnostic| {
        fault.is_error() && fault.path != path && !crate::baseline::can_know(fault, &path)
    };
    let left: Vec<&Diagnostic> = build.diagnostics.iter().filter(is_left).collect();
    let view = View::of_errors(site, terminal);
    for fault in &left {
        let text = |path: &SourcePath| build.text(path);
        terminal.report(&view.fault(fault, &text));
    }
    Ok(if left.is_empty() { ExitStatus::Clean } else { ExitStatus::Faults })
}

/// How many faults came and went.
fn change(old: &Entries, new: &Entries) -> String {
    let more = |ones: &Entries, others: &Entries| -> usize {
        let more =
            ones.iter().map(|(known, count)| count.saturating_sub(others.get(known).copied().unwrap_or(0)));
        more.fold(0, usize::saturating_add)
    };
    if old.is_empty() {
        return String::new();
    }
    match (more(new, old), more(old, new)) {
        (0, 0) => ", unchanged".to_owned(),
        (came, gone) => format!(", {} new, {} gone", number(came), number(gone)),
    }
}
